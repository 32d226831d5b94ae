"""Make a record of an article and its standing in its story."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from nightdesk.embeds import safe_embed
from nightdesk.formats.records.moving import as_recorded
from nightdesk.formats.records.shape import NewsRecord, RecordImage, RecordProvider, RelatedRecord
from nightdesk.ranking import RankedArticle
from nightdesk.types import Article, Image, Provider

# A lead lists every other outlet's article, since its heat counts them. The others list the best ones: lists
# that are whole for each of 200 articles on one event would be 40,000 entries, and recorded lists are not whole.
MOST_RELATED_OF_OTHERS = 10


def record_of_article(entry: RankedArticle, secured: str | None = None) -> NewsRecord:
    """The record of an article in its story; ValueError where it has no title, outlet, date or web address.

    ``secured`` is a payload that the desk sealed for it; without one, what came sealed with an import stays.
    """
    article = entry.article
    if not is_publishable(article) or article.published_at is None:
        raise ValueError(f"{article.original_url}: a record needs a title, an outlet and a date of publication")
    embed = safe_embed(article.featured_content) if article.featured_content else None
    made = NewsRecord(
        title=article.title,
        excerpt=article.excerpt,
        published_at=moment_text(article.published_at),
        original_url=article.original_url,
        url=None if embed is not None else article.url,
        amp_url=article.amp_url if article.cdn_amp_url else None,
        cdn_amp_url=article.cdn_amp_url if article.amp_url else None,
        kind=article.kind,
        quality=article.quality or 0,
        heat=entry.heat,
        is_published=entry.is_published,
        featured_content=embed,
        provider=_provider(article.provider),
        topics=article.topics,
        images=_images(article.images),
        related=tuple(map(related_of_article, recorded_related(entry))),
        secured=article.secured if secured is None else secured,
    )
    return as_recorded(made, entry)


def recorded_related(entry: RankedArticle) -> Sequence[Article]:
    """The related articles that the record of an article lists."""
    is_whole = entry.heat >= 0 or entry.imported is not None
    return entry.related if is_whole else entry.related[:MOST_RELATED_OF_OTHERS]


def related_of_article(article: Article) -> RelatedRecord:
    """An article as the records of its story list it."""
    return RelatedRecord(
        title=article.title,
        excerpt=article.excerpt,
        published_at=moment_text(article.published_at) if article.published_at else None,
        url=article.url,
        amp_url=article.amp_url if article.cdn_amp_url else None,
        cdn_amp_url=article.cdn_amp_url if article.amp_url else None,
        kind=article.kind,
        provider=_provider(article.provider),
        quality=article.quality or 0,
        images=_images(article.images),
    )


def is_publishable(article: Article) -> bool:
    """Whether an article has what a record needs: a title, a date of publication, an outlet, a web address."""
    return bool(
        article.title.strip()
        and article.published_at is not None
        and article.provider.name.strip()
        and article.provider.domain
        and article.url.startswith(("http://", "https://"))
        and article.original_url.startswith(("http://", "https://"))
    )


def moment_text(moment: datetime) -> str:
    """A time as the records write it: RFC 3339 to the second, in UTC with ``Z``."""
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat() + "Z"


def _provider(provider: Provider) -> RecordProvider:
    logos = tuple(RecordImage(url=image.url, width=image.width, height=image.height) for image in provider.images)
    return RecordProvider(name=provider.name, domain=provider.domain, images=logos[:1])


def _images(images: Iterable[Image]) -> tuple[RecordImage, ...]:
    # Clients decode width and height as whole numbers that are always there: a picture of unknown size stays out.
    return tuple(
        RecordImage(url=image.url, width=image.width, height=image.height, is_cached=image.is_cached)
        for image in images
        if image.width and image.height and image.url.startswith(("http://", "https://"))
    )
