"""Mails as bytes: an issue to a reader, and the one that asks for confirmation.

The same issue and reader give the same Message-ID, date and form, so that a mail that goes out twice (a crash after the
server took it, RFC 1047) is one mail to servers that tell repeats by it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email.headerregistry import Address, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy

from nightdesk.formats.newsletter.issue import LEAVE_URL, Letterhead, escaped, render
from nightdesk.letters import NewsletterIssue


class _WholeLine(UnstructuredHeader):
    """A header that is never folded: Python would turn a long URL into an encoded word, which no program reads."""

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"  # type: ignore[attr-defined] # of BaseHeader, mixed in later


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _WholeLine)  # type: ignore[arg-type] # it wants what it then mixes in
_POLICY = SMTP.clone(header_factory=_HEADERS)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Who sends a mail, to whom, and where the reader's link leads: to leave, or to confirm."""

    from_address: str
    to_address: str
    reader_id: str
    link: str


def issue_mail(issue: NewsletterIssue, letter: Letterhead, envelope: Envelope) -> bytes:
    """An issue as a mail (RFC 5322), with a link to leave that works with one click (RFC 2369, RFC 8058)."""
    mail = _mail(issue.title, letter, envelope, issue.published_at, issue.id)
    mail["List-Id"] = f"<newsletter.{_host(envelope)}>"  # RFC 2919
    mail["List-Unsubscribe"] = f"<{envelope.link}>"
    mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    text = f"{issue.text}\nYou get this mail because you asked for it. Unsubscribe:\n{envelope.link}\n"
    return _bytes(mail, text, issue.html.replace(LEAVE_URL, escaped(envelope.link)))


def confirmation_mail(letter: Letterhead, envelope: Envelope, days: int, now: datetime) -> bytes:
    """The mail that asks a reader whether the newsletter is wanted; after ``days`` the address is forgotten."""
    subject = f"{letter.title}: do you want the newsletter?"
    mail = _mail(subject, letter, envelope, now, envelope.link)
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no program is to answer
    text = (
        f"Somebody, probably you, asked for the newsletter of {letter.title}\nat this address."
        f" To get it, open this page and say yes:\n\n{envelope.link}\n\n"
        "If that was not you, do nothing: you get no newsletter, and within\n"
        f"{days} days this address is forgotten.\n{letter.imprint and chr(10) + letter.imprint + chr(10)}"
    )
    html = render(
        "confirm.html",
        letter=letter,
        title=subject,
        description="",
        preheader="Open the page and say yes, and it comes.",
        confirm_url=envelope.link,
        days=days,
    )
    return _bytes(mail, text, html)


def _mail(subject: str, letter: Letterhead, envelope: Envelope, at: datetime, about: str) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = Address(letter.title, addr_spec=envelope.from_address)
    mail["To"] = Address(addr_spec=envelope.to_address)
    mail["Subject"] = subject
    mail["Date"] = at.astimezone(UTC).replace(microsecond=0)
    mail["Message-ID"] = f"<{_digest(about, envelope.reader_id)}@{_host(envelope)}>"
    return mail


def _bytes(mail: EmailMessage, text: str, html: str) -> bytes:
    mail.set_content(text, cte="quoted-printable")
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    # "=_" cannot stand in quoted-printable text (RFC 2045, section 6.7), so it ends no part too early.
    mail.set_boundary(f"=_{_digest(str(mail['Message-ID']))}")
    return mail.as_bytes()


def _host(envelope: Envelope) -> str:
    return envelope.from_address.rpartition("@")[2]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:24]
