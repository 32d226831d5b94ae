"""Stories as readers see them: what pages and feeds show, made of facts, without full texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from nightdesk.languages import direction, language_name
from nightdesk.ranking import Extent, RankedStory, extent_of, text_of
from nightdesk.types import Article, Image, Kind, Reason, Topic, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPicture:
    """A picture that a page shows: ``path`` in the site's folder, or an outlet's URL where that is allowed."""

    path: str
    width: int | None
    height: int | None
    alt: str
    credit: str

    @property
    def is_own(self) -> bool:
        """Whether the site holds the file."""
        return "://" not in self.path


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle:
    """An article as a page lists it; ``url`` is ``None`` where it is no web address.

    ``copies`` are other outlets' articles with the same text; ``verdicts`` say why it is where it is.
    """

    id: str
    title: str
    excerpt: str
    url: str | None
    outlet: str
    domain: str
    published_at: datetime
    language: str | None
    kind: Kind
    quality: int
    authors: tuple[str, ...] = ()
    modified_at: datetime | None = None
    verdicts: tuple[Verdict, ...] = ()
    copies: tuple[ShownArticle, ...] = ()

    @property
    def direction(self) -> str:
        """How its text runs."""
        return direction(self.language)

    @property
    def language_name(self) -> str:
        """Its language in English."""
        return language_name(self.language)

    @property
    def stands_on_feed(self) -> tuple[Reason, ...]:
        """Why only its feed speaks for it, where its page was refused to the desk."""
        return tuple(reason for reason in self.reasons("reading") if reason.signal == "feed")

    def reasons(self, kind: str) -> tuple[Reason, ...]:
        """The reasons of its verdict of a kind."""
        return next((verdict.reasons for verdict in self.verdicts if verdict.kind == kind), ())


@dataclass(frozen=True, slots=True)
class Outlet:
    """Another outlet that covers a story, with its best article on it; a copy repeats another one's text."""

    name: str
    url: str | None
    title: str
    language: str | None = None
    is_copy: bool = False
    domain: str = ""
    published_at: datetime | None = None

    @property
    def direction(self) -> str:
        """How its title runs."""
        return direction(self.language)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A story as lists and feeds show it: its lead, a picture, and the other outlets, best first.

    ``size`` counts all its articles, copies too; ``last_at`` is when the newest of them was published.
    """

    id: str
    lead: ShownArticle
    picture: ShownPicture | None
    heat: int
    topics: tuple[Topic, ...]
    outlets: tuple[Outlet, ...]
    size: int = 1
    last_at: datetime | None = None

    @property
    def path(self) -> str:
        """The story's page in the site's folder."""
        return f"stories/{self.id}/index.html"

    @property
    def changed_at(self) -> datetime:
        """When it got its newest article."""
        return self.last_at or self.lead.published_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStory:
    """A story as its own page shows it; ``heat_reasons`` add up to the card's heat."""

    card: Card
    lead: ShownArticle
    others: tuple[ShownArticle, ...]
    extent: Extent
    heat_reasons: tuple[Reason, ...] = ()

    @property
    def size(self) -> int:
        """How many articles there are on it, copies too."""
        return self.extent.articles

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of its articles in English, each once."""
        return tuple(dict.fromkeys(language_name(language) for language in self.extent.languages))


Pictured = Callable[[Article], ShownPicture | None]


def show_story(ranked: RankedStory, topics: Iterable[Topic], pictured: Pictured) -> ShownStory:
    """Arrange a ranked story for readers.

    Articles with one text stand together, the best of them in front. ``topics`` are the desk's;
    ``pictured`` answers with the picture that may be shown for an article.
    """
    articles = ranked.articles
    by_id = {article.id: article for article in articles}
    best: dict[str, Article] = {}
    groups: dict[str, list[Article]] = {}
    for article in articles:
        carrier = text_of(article, by_id)
        best.setdefault(carrier, article)
        groups.setdefault(carrier, []).append(article)
    shown = [_show(article, groups[carrier][1:]) for carrier, article in best.items()]
    picture = next(filter(None, map(pictured, articles)), None)
    named = set(ranked.lead.article.topics)
    lead = shown[0]
    card = Card(
        id=ranked.lead.article.story_id or ranked.lead.article.id,
        lead=_brief(lead),
        picture=picture,
        heat=ranked.lead.heat,
        topics=tuple(topic for topic in topics if topic.name in named),
        outlets=_outlets(articles),
        size=len(articles),
        last_at=max(article.placed_at for article in articles),
    )
    return ShownStory(
        card=card, lead=lead, others=tuple(shown[1:]), extent=extent_of(articles), heat_reasons=ranked.lead.reasons
    )


def outlet_of(article: ShownArticle, *, is_copy: bool) -> Outlet:
    """The outlet of an article, with that article."""
    return Outlet(
        name=article.outlet,
        url=article.url,
        title=article.title,
        language=article.language,
        is_copy=is_copy,
        domain=article.domain,
        published_at=article.published_at,
    )


def web_address(url: str) -> str | None:
    """The URL if a page may link to it: only http and https, never ``javascript:`` or ``data:``."""
    return url if url.lower().startswith(("http://", "https://")) else None


def picture_of(article: Article, has_copy: Callable[[str], bool], *, hotlink: bool) -> ShownPicture | None:
    """The first picture of an article that may be shown: the desk's own copy, or the outlet's where allowed."""
    for image in article.images:
        path = _picture_path(image, has_copy, hotlink=hotlink)
        if path:
            return ShownPicture(
                path=path,
                width=image.width,
                height=image.height,
                alt=image.alt or "",
                credit=image.credit or article.provider.name,
            )
    return None


def _picture_path(image: Image, has_copy: Callable[[str], bool], *, hotlink: bool) -> str | None:
    if image.cached_path is not None and has_copy(image.cached_path):
        return f"pictures/{image.cached_path}"
    return web_address(image.url) if hotlink else None


def _show(article: Article, copies: Iterable[Article]) -> ShownArticle:
    if article.published_at is None:
        raise ValueError(f"{article.id}: an article without a date is not shown")
    return ShownArticle(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=web_address(article.url),
        outlet=article.provider.name,
        domain=article.provider.domain,
        published_at=article.published_at,
        language=article.language,
        kind=article.kind,
        quality=article.quality or 0,
        authors=article.authors,
        modified_at=article.modified_at,
        verdicts=article.verdicts,
        copies=tuple(_show(copy, ()) for copy in copies),
    )


def _brief(article: ShownArticle) -> ShownArticle:
    """An article without what only its story's page shows."""
    return ShownArticle(
        id=article.id,
        title=article.title,
        excerpt=article.excerpt,
        url=article.url,
        outlet=article.outlet,
        domain=article.domain,
        published_at=article.published_at,
        language=article.language,
        kind=article.kind,
        quality=article.quality,
        authors=article.authors,
        modified_at=article.modified_at,
    )


def _outlets(articles: tuple[Article, ...]) -> tuple[Outlet, ...]:
    """The outlets beside the lead's, each once, in the order of their best articles."""
    found: dict[str, Outlet] = {}
    for article in articles:
        if article.provider.domain != articles[0].provider.domain and article.provider.domain not in found:
            found[article.provider.domain] = Outlet(
                name=article.provider.name,
                url=web_address(article.url),
                title=article.title,
                language=article.language,
                is_copy=article.carrier_id is not None,
                domain=article.provider.domain,
                published_at=article.published_at,
            )
    return tuple(found.values())
