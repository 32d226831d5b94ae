"""What a feed says, whatever its format: a channel, its entries, and their few lines of HTML."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from nightdesk.formats.views import Card, Outlet, ShownArticle, ShownPicture, ShownStory, outlet_of
from nightdesk.types import Topic

GENERATOR = "nightdesk"
STORY_ENTRIES = 100  # in the feed of a story, its newest; its page lists all
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when an empty Atom feed was last updated: it must say a time


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One item of a feed: a story, by the article that leads it, or one article of a story.

    ``id_path`` and ``page_path`` lie on the site, the second is the story's page. ``others`` are the other
    outlets on it. ``heat`` and ``size`` (all articles, copies too) are a story's and ``None`` for an article.
    """

    id_path: str
    page_path: str
    article: ShownArticle
    updated_at: datetime
    topics: tuple[Topic, ...] = ()
    picture: ShownPicture | None = None
    others: tuple[Outlet, ...] = ()
    heat: int | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A feed to write; addresses are absolute, ``site_url`` without a slash at its end.

    ``hub_url`` is a WebSub hub that is told when the feed changes.
    """

    title: str
    description: str
    language: str
    site_url: str
    page_url: str
    entries: tuple[Entry, ...] = ()
    hub_url: str | None = None

    @property
    def newest_at(self) -> datetime:
        """When its newest entry was published or got another article."""
        return max((entry.updated_at for entry in self.entries), default=_NEVER)

    def address(self, path: str) -> str:
        """The absolute address of a page or picture of the site."""
        return path if "://" in path else f"{self.site_url}/{path.removesuffix('index.html')}"

    def link(self, entry: Entry) -> str:
        """Where a reader of an entry is sent: the article at its outlet, else the story's page."""
        return entry.article.url or self.address(entry.page_path)


def entry_of_card(card: Card) -> Entry:
    """A story as an entry."""
    return Entry(
        id_path=card.path,
        page_path=card.path,
        article=card.lead,
        updated_at=card.changed_at,
        topics=card.topics,
        picture=card.picture,
        others=card.outlets,
        heat=card.heat,
        size=card.size,
    )


def entries_of_story(story: ShownStory) -> tuple[Entry, ...]:
    """The articles of a story as entries, newest first; articles with the same text name each other."""
    made = []
    for article in (story.lead, *story.others):
        made.append(_entry_of_article(story, article, article.copies))
        made += [_entry_of_article(story, copy, (article,)) for copy in article.copies]
    made.sort(key=lambda entry: (entry.article.published_at, entry.article.id), reverse=True)
    return tuple(made[:STORY_ENTRIES])


def content_of(channel: Channel, entry: Entry) -> str:
    """The excerpt and the other outlets as a few lines of HTML."""
    article = entry.article
    language = f' lang="{escape(article.language)}"' if article.language else ""
    excerpt = f'<p{language} dir="{article.direction}">{escape(article.excerpt)}</p>' if article.excerpt else ""
    linked = [
        f'<a href="{escape(one.url)}">{escape(one.name)}</a>' if one.url else escape(one.name) for one in entry.others
    ]
    others = f"<p>Also at {', '.join(linked)}.</p>" if linked else ""
    story = escape(channel.address(entry.page_path))
    return f'{excerpt}{others}<p><a href="{story}">All coverage, and why it is here</a></p>'


def picture_type(picture: ShownPicture) -> str | None:
    """The media type of a picture, by the ending of its address."""
    return mimetypes.guess_type(picture.path.partition("?")[0])[0]


def _entry_of_article(story: ShownStory, article: ShownArticle, same_text: Sequence[ShownArticle]) -> Entry:
    path = story.card.path
    return Entry(
        id_path=f"{path.removesuffix('index.html')}#{article.id}",
        page_path=path,
        article=article,
        updated_at=article.published_at,
        topics=story.card.topics,
        picture=story.card.picture if article.id == story.lead.id else None,
        others=tuple(outlet_of(other, is_copy=True) for other in same_text),
    )
