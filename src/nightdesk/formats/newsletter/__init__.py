"""The newsletter: an issue of top stories as a mail, as a record, on the API and on the web (pure)."""

from nightdesk.formats.newsletter.issue import Letterhead, leave_page, make_issue, public_html
from nightdesk.formats.newsletter.mail import Envelope, confirmation_mail, issue_mail
from nightdesk.formats.newsletter.pages import LetterPages, Said
from nightdesk.formats.newsletter.records import ROOT as NEWSLETTERS_ROOT
from nightdesk.formats.newsletter.records import newsletter_files, read_newsletter, write_newsletter

__all__ = [
    "NEWSLETTERS_ROOT",
    "Envelope",
    "LetterPages",
    "Letterhead",
    "Said",
    "confirmation_mail",
    "issue_mail",
    "leave_page",
    "make_issue",
    "newsletter_files",
    "public_html",
    "read_newsletter",
    "write_newsletter",
]
