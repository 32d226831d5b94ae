"""The site: static HTML pages that need no script, load nothing from elsewhere and open from any folder."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from nightdesk.config import Config
from nightdesk.formats.linked_data import LinkedData
from nightdesk.formats.records import moment_text
from nightdesk.formats.story_page import in_order_of_time, why_here
from nightdesk.formats.views import Card, ShownPicture, ShownStory, web_address
from nightdesk.languages import is_same_language
from nightdesk.logins import without_login
from nightdesk.types import File, Source, Topic

HERE = Path(__file__).parent
STATIC = ("style.css", "icon.svg")
TOP_STORIES = 5  # one large story and four beside it fill a desktop screen
EARLIER_SHOWN = 5  # stories of a saga that a page names: as many as a reader looks through
NAMES_SHOWN = 4  # outlets named on a card, which makes two lines of a column
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True, slots=True)
class OutletCount:
    """An outlet and how many of its articles the pages show."""

    name: str
    domain: str
    articles: int


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page announces."""

    path: str
    title: str
    type: str = "application/rss+xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """What the front page shows: the large stories, the latest ones, and of how much they were chosen.

    ``held_back`` says what keeps stories from it, where it has none.
    """

    top: tuple[Card, ...]
    latest: tuple[Card, ...]
    newest_at: datetime | None
    articles: int
    outlets: int
    held_back: str = ""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link to the page before or after."""

    path: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A page of a topic or of a day; ``count`` are all its stories, ``number`` that of a page of older ones.

    Such a page tells no count: it is full, and stays as it is while newer stories come.
    """

    cards: tuple[Card, ...]
    count: int | None = None
    number: int | None = None
    feed_path: str | None = None
    newer: PageLink | None = None
    older: PageLink | None = None


@dataclass(frozen=True, slots=True)
class EarlierStory:
    """A story that came before in the same saga: its page, the title and the time of its lead."""

    path: str
    title: str
    published_at: datetime


class Site:
    """Makes the pages of one desk's site; every page is a function of what it shows."""

    def __init__(self, config: Config, topics: Sequence[Topic]) -> None:
        self._config = config
        self._url = config.desk.url.rstrip("/")
        self._root = root_topic(topics)
        self._topics = tuple(topic for topic in topics if topic is not self._root)
        self._linked = LinkedData(config.desk.title, config.desk.description, self.address)
        self._facts = {
            "title": config.desk.title,
            "description": config.desk.description,
            "language": "en",  # the words of the templates
            "topics": self._topics,
            "threshold": config.desk.heat_threshold,
            "counts_copies": config.desk.heat_counts_copies,
            "hotlink": config.pictures.hotlink,
            "newsletter": config.newsletter.enabled,
            "top_stories": TOP_STORIES,
        }

    def front(self, front: Front) -> File:
        """The front page."""
        cards = (*front.top, *front.latest)
        page = _Page("front", "index.html", self._config.desk.title, self._config.desk.description)
        linked = self._linked.of_front(cards)
        page = page.with_(linked_data=linked, picture=cards[0].picture if cards else None)
        return self._render("front.html", page, front=front)

    def story(self, story: ShownStory, earlier: Sequence[EarlierStory] = ()) -> File:
        """The page of a story: its lead, all coverage, why, and the ``earlier`` stories of its saga."""
        page = _Page("story-page", story.card.path, story.lead.title, story.lead.excerpt)
        page = page.with_(
            linked_data=self._linked.of_story(story), picture=story.card.picture, feeds=self._story_feeds(story)
        )
        topics = [topic for topic in story.card.topics if topic is not self._root]
        why, placed = why_here(story, self._config.desk.heat_threshold), tuple(in_order_of_time(story))
        return self._render("story.html", page, story=story, topics=topics, earlier=earlier, why=why, placed=placed)

    def _story_feeds(self, story: ShownStory) -> tuple[FeedLink, ...]:
        if not self._config.publish.story_feeds:
            return ()
        title = f"{self._config.desk.title}: {story.lead.title}"
        return (FeedLink(story.card.path.replace("index.html", "feed.xml"), title),)

    def topic(self, topic: Topic, listing: Listing) -> File:
        """A page of a topic."""
        path = topic_path(topic.id, listing.number)
        page = _Page("topic", path, topic.name, f"{topic.name}: the latest stories of {self._config.desk.title}")
        feed = FeedLink(f"topics/{topic.id}/feed.xml", f"{self._config.desk.title}: {topic.name}")
        linked = self._linked.of_list(path, topic.name, listing.cards)
        page = page.with_(topic_id=topic.id, feeds=(feed,), linked_data=linked)
        return self._render("listing.html", page, listing=listing)

    def day(self, day: date, listing: Listing) -> File:
        """The page of a day."""
        page = _Page("day", day_path(day), long_day(day), f"All stories of {long_day(day)}")
        linked = self._linked.of_list(page.path, page.title, listing.cards)
        return self._render("listing.html", page.with_(linked_data=linked), listing=listing)

    def days(self, days: Iterable[tuple[date, int]]) -> File:
        """The list of days, newest first, each with its number of stories."""
        ordered = sorted(days, reverse=True)
        months = [
            (f"{_MONTHS[month - 1]} {year}", list(inside))
            for (year, month), inside in itertools.groupby(ordered, key=lambda entry: (entry[0].year, entry[0].month))
        ]
        page = _Page("days-page", "days/index.html", "All stories by day", "")
        return self._render("days.html", page, months=months)

    def about(self, outlets: Iterable[OutletCount], sources: Iterable[Source]) -> File:
        """The page on sources, rules, privacy and copyright."""
        named = sorted(outlets, key=lambda outlet: (-outlet.articles, outlet.name.casefold(), outlet.domain))
        asked = sources_in_order(sources)
        page = _Page("about-page", "about/index.html", "Sources, and how it is made", "")
        return self._render("about.html", page, outlets=named, sources=asked)

    def not_found(self) -> File:
        """The page for addresses that lead nowhere; it may be shown at any depth, so its links are absolute."""
        return self._render("not_found.html", _Page("lost", "404.html", "Not here", ""), root=f"{self._url}/")

    def moved(self, story_id: str, goal_id: str) -> File:
        """The small page of a merged story, which sends readers on to what it was merged into."""
        page = _Page("moved", story_path(story_id), "This story has moved", "")
        return self._render("moved.html", page, goal=goal_id, goal_url=self.address(story_path(goal_id)))

    def retracted(self, story_id: str, note: str) -> File:
        """The page of a story that was taken back, with the editor's note."""
        page = _Page("lost", story_path(story_id), "This story was taken back", note)
        return self._render("retracted.html", page, note=note)

    def letters(self, template: str, path: str, *, root: str | None = None, **shown: object) -> File:
        """A page for readers of the newsletter, in the frame of the site."""
        return self._render(template, _Page("letters-page", path, "Newsletter", ""), root=root, **shown)

    def static_files(self) -> Iterable[File]:
        """The style sheet and the icon."""
        return [File(f"assets/{name}", _static(name)) for name in STATIC]

    def robots(self) -> File:
        """What crawlers may visit: all pages, not the records, among which are those held back (RFC 9309)."""
        below = urlsplit(self._url).path
        hidden = "".join(f"Disallow: {below}/{folder}/\n" for folder in ("_news", "_data"))
        text = f"User-agent: *\n{hidden}Allow: /\n\nSitemap: {self.address('sitemap.xml')}\n"
        return File("robots.txt", text.encode())

    def address(self, path: str) -> str:
        """The public address of a file of the site."""
        return public_address(self._url, path)

    def _render(self, template: str, page: _Page, root: str | None = None, **shown: object) -> File:
        feeds = page.feeds or (FeedLink("feed.xml", self._config.desk.title),)
        picture_url = self.address(page.picture.path) if page.picture and page.picture.is_own else None
        facts = {
            "kind": page.kind,
            "path": page.path,
            "url": self.address(page.path),
            "title": page.title,
            "description": page.description,
            "topic_id": page.topic_id,
            "feeds": feeds,
            "linked_data": page.linked_data,
            "picture_url": picture_url,
        }
        climb = "../" * page.path.count("/") if root is None else root
        text = _environment().get_template(template).render(site=self._facts, page=facts, root=climb, **shown)
        return File(page.path, text.encode("utf-8", errors="replace"))


@dataclass(frozen=True, slots=True)
class _Page:
    """What the frame of a page says of it."""

    kind: str
    path: str
    title: str
    description: str
    topic_id: str | None = None
    feeds: tuple[FeedLink, ...] = ()
    linked_data: Markup | None = None
    picture: ShownPicture | None = None

    def with_(
        self,
        *,
        linked_data: Markup | None = None,
        picture: ShownPicture | None = None,
        topic_id: str | None = None,
        feeds: tuple[FeedLink, ...] = (),
    ) -> _Page:
        """The page with what only some pages have."""
        return _Page(self.kind, self.path, self.title, self.description, topic_id, feeds, linked_data, picture)


def public_address(site_url: str, path: str) -> str:
    """The public address of a file of a site."""
    return f"{site_url.rstrip('/')}/{quote(path.removesuffix('index.html'))}"


def sources_in_order(sources: Iterable[Source]) -> list[Source]:
    """Sources as the site names them: by title, without a password that an address may hold."""
    shown = [replace(source, url=without_login(source.url)) for source in sources]
    return sorted(shown, key=lambda source: ((source.title or source.url).casefold(), source.id))


def root_topic(topics: Sequence[Topic]) -> Topic | None:
    """The topic that the whole desk is about, whose page is the front page: the only one without a parent."""
    roots = [topic for topic in topics if topic.parent is None]
    return roots[0] if len(roots) == 1 else None


def story_path(story_id: str) -> str:
    """The file of a story's page."""
    return f"stories/{story_id}/index.html"


def topic_path(topic_id: str, number: int | None = None) -> str:
    """The file of a topic's page: that of the newest stories, or that of this number among the older ones."""
    folder = f"topics/{topic_id}"
    return f"{folder}/index.html" if number is None else f"{folder}/page/{number}/index.html"


def day_path(day: date) -> str:
    """The file of a day's page."""
    return f"days/{day.isoformat()}/index.html"


def long_day(day: date) -> str:
    """A day in words, such as ``Friday, 20 November 2026``."""
    return f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]} {day.year}"


def _moment(moment: datetime) -> str:
    in_utc = moment.astimezone(UTC)
    return f"{in_utc.day} {_MONTHS[in_utc.month - 1][:3]} {in_utc.year}, {in_utc:%H:%M}"


def _signed(amount: float) -> str:
    """A contribution with its sign, whole numbers without a point."""
    if not amount:
        return "0"
    rounded = f"{amount:+.2f}".rstrip("0").rstrip(".") if amount != int(amount) else f"{int(amount):+d}"
    return rounded.replace("-", "\N{MINUS SIGN}")


def _and_joined(names: Sequence[str]) -> str:
    """Names as a sentence lists them: "Arabic, English and German"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


@functools.cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "path": lambda path: quote(path, safe="/"),
        "iso": moment_text,
        "moment": _moment,
        "iso_day": lambda day: day.date().isoformat() if isinstance(day, datetime) else day.isoformat(),
        "long_day": long_day,
        "day_of_month": lambda day: f"{_DAYS[day.weekday()]}, {day.day} {_MONTHS[day.month - 1]}",
        "signed": _signed,
        "sentence": lambda text: text[:1].upper() + text[1:],
        "stopped": lambda text: text if text.endswith((".", "!", "?", "…")) else f"{text}.",
        "and_joined": _and_joined,
        "web": web_address,
        "is_like": is_same_language,
    }
    environment.globals["names_shown"] = NAMES_SHOWN
    return environment


@functools.cache
def _static(name: str) -> bytes:
    return (HERE / "static" / name).read_bytes()
