"""Pages for readers of the newsletter: all issues with the form, and the answers to who asks, confirms or leaves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from urllib.parse import urlsplit

from nightdesk.config import Config
from nightdesk.formats.newsletter.issue import Letterhead, leave_page
from nightdesk.formats.site import Site, long_day
from nightdesk.letters import NewsletterIssue
from nightdesk.types import File, Topic

INDEX = "newsletter/index.html"
HOW_OFTEN = {"day": "each day", "week": "each week", "never": "now and then"}


@dataclass(frozen=True, slots=True)
class IssueLink:
    """A line in the list of issues."""

    url: str
    excerpt: str
    day: str

    @classmethod
    def of(cls, issue: NewsletterIssue) -> IssueLink:
        """The line of an issue; its address is seen from the list."""
        day = issue.published_at.astimezone(UTC).date()
        return cls(issue.url or f"{issue.id}/index.html", issue.excerpt, long_day(day))


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What an answer says; with ``button`` the reader is asked to press it, which posts to the same address.

    ``depth`` is how many folders below the site the page is shown.
    """

    heading: str
    lines: tuple[str, ...]
    button: str = ""
    depth: int = 1


class LetterPages:
    """Makes the pages of one desk's newsletter, in the frame of its site."""

    def __init__(self, config: Config, topics: Sequence[Topic]) -> None:
        self._site = Site(config, topics)
        self._config = config
        self._letter = Letterhead.of(config, None)

    def index(self, issues: Sequence[IssueLink]) -> File:
        """The page with all issues, newest first, and the form where readers may subscribe."""
        at_home = self._letter.links_url == self._letter.site_url
        parts = urlsplit(self._letter.links_url)
        return self._site.letters(
            "newsletter/index.html",
            INDEX,
            issues=issues,
            may_subscribe=self._letter.may_subscribe,
            how_often=HOW_OFTEN[self._config.newsletter.schedule],
            pictures=self._letter.has_pictures,
            action="./" if at_home else leave_page(self._letter),
            form_action="'self'" if at_home else f"{parts.scheme}://{parts.netloc}",
        )

    def answer(self, said: Said) -> bytes:
        """An answer to a reader; it holds nothing of the address that led to it."""
        page = self._site.letters(
            "newsletter/answer.html", INDEX, root="../" * said.depth, said=said, form_action="'self'"
        )
        return page.content
