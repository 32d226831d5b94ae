"""An issue of the newsletter: the top stories as HTML that mail programs show, and as plain text.

Mail programs are not browsers (caniemail.com keeps the tables): the page is laid out in tables with inline styles, at
most 600 pixels wide; Outlook for Windows, which is Word underneath, gets no pictures, as it does not know WebP; Gmail
cuts what is longer than 102 KB. Nothing is asked from elsewhere, the site's own pictures aside, and nothing in
it differs from reader to reader but the link to leave.
"""

from __future__ import annotations

import functools
import re
import textwrap
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from nightdesk.config import Config
from nightdesk.formats.views import Card, ShownPicture
from nightdesk.languages import is_same_language
from nightdesk.letters import NewsletterIssue
from nightdesk.types import Topic
from nightdesk.urls import slugify

TEMPLATES = Path(__file__).parents[1] / "templates"
LANGUAGE = "en"  # of the templates' own words
LARGEST = 95_000  # bytes: Gmail cuts a mail's HTML at 102 KB, and each reader's link comes on top
LONGEST_EXCERPT = 300  # as every excerpt (docs/glossary.md)
NAMES_SHOWN = 3  # outlets named beside the lead's: a line of a telephone
WIDEST = 1.25  # height over width, up to which a picture stands large at the top without filling a screen
LINE = 72  # columns of plain text (RFC 3676, section 4.2: at most 78)
LEAVE_URL = "{leave}"  # stands in an issue for each reader's link; texts of outlets never have an open brace
_BREAKS = re.compile(r"[ \t\r\n\v\f\x85\u2028\u2029]+")
_READER = re.compile(r"<!--reader-->.*?<!--/reader-->\n?", re.DOTALL)  # the lines that only a reader's copy has
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """What every mail of a desk has in common; addresses are absolute and without a slash at their end.

    ``links_url`` is where the desk answers readers who confirm or leave.
    """

    title: str
    description: str
    site_url: str
    links_url: str
    topic: str | None = None
    imprint: str = ""
    has_pictures: bool = True
    may_subscribe: bool = True

    @classmethod
    def of(cls, config: Config, root: Topic | None) -> Letterhead:
        """The letterhead that the settings say; ``root`` is the topic that the whole desk is about, if any."""
        site_url = config.desk.url.rstrip("/")
        return cls(
            title=_line(config.desk.title),
            description=_line(config.desk.description),
            site_url=site_url,
            links_url=(config.newsletter.links_url or site_url).rstrip("/"),
            topic=root.name if root else None,
            imprint=_line(config.newsletter.imprint),
            has_pictures=config.newsletter.pictures,
            may_subscribe=config.newsletter.enabled,
        )

    @property
    def language(self) -> str:
        """The language of the templates' words."""
        return LANGUAGE

    def address(self, path: str) -> str:
        """The absolute address of a file of the site."""
        return f"{self.site_url}/{quote(path.removesuffix('index.html'))}"


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture as a mail shows it."""

    url: str
    width: int
    height: int
    alt: str
    credit: str

    @property
    def is_wide(self) -> bool:
        return self.height <= WIDEST * self.width

    def height_at(self, width: int) -> int:
        return round(width * self.height / self.width)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Story:
    """A story as a mail shows it."""

    title: str
    excerpt: str
    url: str
    page_url: str
    outlet: str
    moment: str
    kind: str
    topic: str
    language: str | None
    language_name: str
    direction: str
    others: int
    other_names: tuple[str, ...]
    picture: _Picture | None


def make_issue(cards: Sequence[Card], letter: Letterhead, made_at: datetime) -> NewsletterIssue:
    """Make an issue of stories, in their order; the same stories and moment give the same issue.

    Args:
        cards: the stories, the first one largest. Stories at the end that would make the mail too long for Gmail
            are left out.
        letter: what the desk's mails have in common.
        made_at: the moment of the issue; its day (UTC) names it.

    Raises:
        ValueError: there are no stories.
    """
    if not cards:
        raise ValueError("an issue without stories is not made; give it at least one")
    made_at = made_at.astimezone(UTC).replace(microsecond=0)
    title = f"{letter.title} ({made_at:%Y-%m-%d})"
    issue_id = slugify(title, fallback=f"{made_at:%Y-%m-%d}")
    stories = [_story(card, letter) for card in cards]
    html = _html(stories, letter, issue_id, made_at)
    while len(html.encode()) > LARGEST and len(stories) > 1:
        stories.pop()
        html = _html(stories, letter, issue_id, made_at)
    return NewsletterIssue(
        id=issue_id,
        title=title,
        excerpt=_joined([story.title for story in stories]),
        published_at=made_at,
        html=html,
        text=_text(stories, letter, issue_id, made_at),
        topics=(letter.topic,) if letter.topic else (),
    )


def public_html(issue: NewsletterIssue, letter: Letterhead) -> str:
    """An issue's HTML for everybody: without a reader's own line, with one for those who want to be readers."""
    line = render("public.html", url=leave_page(letter)) if letter.may_subscribe else ""
    return _READER.sub(lambda _: line, issue.html)


def issue_path(issue_id: str) -> str:
    """The file of an issue's page on the site."""
    return f"newsletter/{issue_id}/index.html"


def leave_page(letter: Letterhead) -> str:
    """Where readers subscribe, and are told how to leave."""
    return f"{letter.links_url}/newsletter/"


def render(template: str, **shown: object) -> str:
    """A template of mails as text."""
    return _environment().get_template(f"newsletter/{template}").render(**shown)


def _html(stories: Sequence[_Story], letter: Letterhead, issue_id: str, made_at: datetime) -> str:
    return render(
        "issue.html",
        letter=letter,
        title=f"{letter.title} ({made_at:%Y-%m-%d})",
        description=_joined([story.title for story in stories]),
        preheader=_joined([story.title for story in stories]),
        day=_long_day(made_at),
        issue_url=letter.address(issue_path(issue_id)),
        stories=stories,
        has_pictures=any(story.picture for story in stories),
    )


def _text(stories: Sequence[_Story], letter: Letterhead, issue_id: str, made_at: datetime) -> str:
    lines = [letter.title, _long_day(made_at), ""]
    for number, story in enumerate(stories, start=1):
        lines += ["", *_wrapped(story.title, f"{number}. ")]
        facts = [story.outlet, story.moment, story.topic, story.language_name and f"in {story.language_name}"]
        lines += _wrapped(("Video · " if story.kind == "video" else "") + " · ".join(filter(None, facts)))
        lines += _wrapped(story.excerpt)
        lines.append(f"   {story.url}")
        if story.others:
            more = f"and {story.others} more outlet{'s' * (story.others != 1)}: {', '.join(story.other_names)}"
            lines += _wrapped(more + (" …" if story.others > len(story.other_names) else ""))
            lines.append(f"   {story.page_url}")
    lines += ["", "", "This issue on the web:", letter.address(issue_path(issue_id))]
    lines += ["", *_wrapped("Titles and excerpts belong to their outlets. Times are in UTC.", "", "")]
    lines += _wrapped(letter.imprint, "", "")
    return "\n".join(lines) + "\n"


def _wrapped(text: str, first: str = "   ", rest: str = "   ") -> list[str]:
    """Text in lines; scripts of wide letters, which have no spaces to break at, in lines of half as many."""
    is_wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text) > len(text) / 4
    return textwrap.wrap(
        text,
        LINE // 2 if is_wide else LINE,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=is_wide,
        break_on_hyphens=False,
    )


def _story(card: Card, letter: Letterhead) -> _Story:
    lead = card.lead
    page_url = letter.address(card.path)
    topics = [topic.name for topic in card.topics if topic.name != letter.topic]
    return _Story(
        title=_line(lead.title),
        excerpt=_line(lead.excerpt),
        url=lead.url or page_url,
        page_url=page_url,
        outlet=_line(lead.outlet),
        moment=_moment(lead.published_at),
        kind=lead.kind,
        topic=topics[0] if topics else "",
        language=lead.language,
        language_name="" if is_same_language(lead.language, LANGUAGE) else lead.language_name,
        direction=lead.direction,
        others=len(card.outlets),
        other_names=tuple(_line(outlet.name) for outlet in card.outlets[:NAMES_SHOWN]),
        picture=_picture(card.picture, letter),
    )


def _picture(shown: ShownPicture | None, letter: Letterhead) -> _Picture | None:
    """A picture of the site's own; one of an outlet's server would tell that server who reads."""
    if shown is None or not shown.is_own or not letter.has_pictures or not shown.width or not shown.height:
        return None
    alt = _line(shown.alt) or f"Picture: {_line(shown.credit)}"
    return _Picture(letter.address(shown.path), shown.width, shown.height, alt, _line(shown.credit))


def _joined(titles: Sequence[str]) -> str:
    """Titles in one line, as many as an excerpt has room for, the first in any case."""
    joined = titles[0]
    for title in titles[1:]:
        if len(joined) + len(title) + 3 > LONGEST_EXCERPT:
            break
        joined += f" / {title}"
    return joined


def _line(text: str) -> str:
    """Text in one line; no-break spaces stay, halves of UTF-16 pairs do not."""
    return _BREAKS.sub(" ", text.encode("utf-8", "ignore").decode()).strip()


def _long_day(moment: datetime) -> str:
    return f"{_DAYS[moment.weekday()]}, {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _moment(moment: datetime) -> str:
    in_utc = moment.astimezone(UTC)
    return f"{in_utc.day} {_MONTHS[in_utc.month - 1][:3]}, {in_utc:%H:%M}"


def escaped(value: object) -> Markup:
    """Text for HTML that is also read by Liquid, to which an open brace means something."""
    if hasattr(value, "__html__"):
        return escape(value)
    return Markup(str(escape(value)).replace("{", "&#123;").replace("}", "&#125;"))  # noqa: S704 - just escaped


@functools.cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        finalize=escaped,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
