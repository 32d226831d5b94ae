"""Records to articles and back: what an import makes of a record, and how the record is written again.

A record holds forms that an article does not: the offset of a time, an absent excerpt, a picture that is said to be
cached. So the whole record is kept beside its article, and each of its fields is written as it came for as long as
the article still says what that field said.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import msgspec

from nightdesk.formats.records.shape import DOMAIN, NewsRecord, RecordImage, RecordProvider, RelatedRecord, parse_moment
from nightdesk.safe_text import made_safe
from nightdesk.types import Article, Image, Imported, Provider, Reason, Verdict
from nightdesk.urls import article_id, registered_domain

if TYPE_CHECKING:
    from nightdesk.ranking import RankedArticle

SOURCE = "imported"  # the source of an article that no source named
IMPORT_JUDGE = "imported/1"  # of what a record says; the stages leave it as it is
_LAST = datetime(9999, 12, 31, tzinfo=UTC)  # where a related article without a date stands: behind all others
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(NewsRecord)
_FIELDS = tuple(NewsRecord.__struct_fields__)


def article_of_record(record: NewsRecord, name: str, now: datetime) -> Article:
    """The article of a record; ``name`` is its file name.

    Raises:
        ValueError: it lacks what an article must have; `locate` turns the message into a line and a reason.
    """
    record, _ = made_safe(record, keeps_breaks=True)
    url, original_url = record.url or record.original_url, record.original_url or record.url
    if url is None or original_url is None:
        raise ValueError("neither webUrl nor originalUrl is there, so nothing says where the article is")
    if record.provider is None or not record.provider.name.strip():
        raise ValueError("has no name, so nothing says whose article it is - at `$.provider`")
    if not record.title.strip():
        raise ValueError("is empty - at `$.title`")
    if record.provider.domain is not None and not DOMAIN.fullmatch(record.provider.domain):
        raise ValueError(f"{record.provider.domain[:60]!r} cannot be the name of a domain - at `$.provider.domain`")
    try:
        identity, domain = article_id(original_url), record.provider.domain or registered_domain(url)
        article_id(url)
    except ValueError as error:
        raise ValueError(f"{error} - at `$.originalUrl`") from error
    return Article(
        id=identity,
        source_id=SOURCE,
        original_url=original_url,
        url=url,
        amp_url=record.amp_url,
        cdn_amp_url=record.cdn_amp_url,
        kind=record.kind,
        featured_content=record.featured_content,
        title=record.title,
        excerpt=record.excerpt or "",
        published_at=_moment(record),
        found_at=now,
        provider=Provider(record.provider.name, domain, _images(record.provider.images)),
        images=_images(record.images),
        topics=record.named_topics,
        quality=record.quality,
        record_name=name,
        secured=record.secured,
        verdicts=_verdicts(record),
    )


def imported_of_record(record: NewsRecord) -> Imported:
    """What a record says of the standing of its article."""
    safe, _ = made_safe(record, keeps_breaks=True)
    return Imported(
        quality=safe.quality,
        heat=safe.heat,
        is_published=safe.is_published,
        related=tuple(_related(item, place) for place, item in enumerate(safe.related)),
        record=encode_record(record),
    )


def taken_away(record: NewsRecord) -> tuple[str, ...]:
    """What of a record its article does not have, for no page could show it; the record is kept as it came."""
    return made_safe(record, keeps_breaks=True)[1]


def imported_of_json(kept: str) -> Imported:
    """The same of a record that `encode_record` wrote."""
    return imported_of_record(_decoder.decode(kept))


def encode_record(record: NewsRecord) -> str:
    """A record as the JSON in which it is kept."""
    return _encoder.encode(record).decode()


def as_recorded(made: NewsRecord, entry: RankedArticle) -> NewsRecord:
    """A record made of an article, with each field as it came for as long as the article says the same.

    Args:
        made: of the article as it is now, its ``secured`` already chosen.
        entry: the article in its story, with what came with its record.
    """
    if entry.imported is None:
        return made
    came = _decoder.decode(entry.imported.record)
    then = _facts(article_of_record(came, "", _LAST))
    now = _facts(entry.article)
    changed = {name for name, value in now.items() if value != then[name]}
    fields = {name: getattr(came if name not in changed else made, name) for name in _FIELDS}
    if not (entry.imported.is_unjudged and "quality" not in changed):
        fields |= {"heat": made.heat, "is_published": made.is_published}
        fields["quality"] = came.quality if came.quality is not None and "quality" not in changed else made.quality
    if entry.related is not entry.imported.related:
        listed = dict(zip((item.id for item in entry.imported.related), came.related, strict=True))
        pairs = zip(entry.related, made.related, strict=False)
        fields["related"] = tuple(listed.get(item.id, written) for item, written in pairs)
    if came.featured_content != made.featured_content and came.featured_content:
        # A stranger's HTML is shown only as far as it is a player.
        fields["featured_content"] = made.featured_content
        fields["url"] = made.url if made.featured_content is None else came.url
    return NewsRecord(**(fields | {"secured": came.secured if _holds_payload(made, came) else made.secured}))


def _holds_payload(made: NewsRecord, came: NewsRecord) -> bool:
    """Whether the payload is the one that came; an article has it made safe, which leaves a real one as it is."""
    return came.secured is not None and (made.secured or "") == (made_safe(came, keeps_breaks=True)[0].secured or "")


def _facts(article: Article) -> dict[str, object]:
    """The fields of an article's record, as far as they come of the article."""
    article, _ = made_safe(article, keeps_breaks=True)  # one of an older desk may hold what is left out now
    return {
        "title": article.title,
        "excerpt": article.excerpt,
        "published_at": article.published_at,
        "original_url": article.original_url,
        "url": article.url,
        "amp_url": article.amp_url or "",
        "cdn_amp_url": article.cdn_amp_url or "",
        "kind": article.kind,
        "featured_content": article.featured_content or "",
        "quality": article.quality,
        "provider": [
            article.provider.name,
            article.provider.domain,
            *_sizes(article.provider.images),
        ],
        "topics": article.topics,
        "images": _sizes(article.images),
    }


def _sizes(images: Iterable[Image]) -> list[tuple[str, int | None, int | None]]:
    """What a record says of pictures, as far as it comes of the article."""
    return [(image.url, image.width, image.height) for image in images]


def _moment(record: NewsRecord) -> datetime:
    try:
        return record.moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{error} - at `$.publishedDateTime`") from error


def _related(item: RelatedRecord, place: int) -> Article:
    """An article on a record's list, made of what the list says; one without a usable URL is known by its place."""
    url = item.url or ""
    try:
        identity = article_id(url)
        domain = registered_domain(url)
    except ValueError:
        identity, domain = f"related-{place}", ""
    provider = item.provider or RecordProvider(name=domain)
    published_at = None
    if item.published_at is not None:
        try:
            published_at = parse_moment(item.published_at).astimezone(UTC)
        except (ValueError, OverflowError):
            published_at = None
    return Article(
        id=identity,
        source_id=SOURCE,
        original_url=url,
        url=url,
        amp_url=item.amp_url,
        cdn_amp_url=item.cdn_amp_url,
        kind=item.kind or "article",
        title=item.title,
        excerpt=item.excerpt or "",
        published_at=published_at,
        found_at=_LAST,
        provider=Provider(provider.name, provider.domain or domain, _images(provider.images)),
        images=_images(item.images),
        quality=item.quality,
    )


def _images(images: Iterable[RecordImage]) -> tuple[Image, ...]:
    return tuple(Image(image.url, image.width, image.height) for image in images)


def _verdicts(record: NewsRecord) -> tuple[Verdict, ...]:
    """Quality and topics as recorded, so that `nightdesk explain` says where they come from."""
    text = "as the record says that it was imported from"
    verdicts = []
    names = record.named_topics
    if names:
        reasons = tuple(Reason(topic, "recorded", 0.0, f"{topic}: {text}.") for topic in names)
        verdicts.append(Verdict("topics", ", ".join(names), IMPORT_JUDGE, reasons))
    if record.quality is not None:
        reason = Reason("recorded", str(record.quality), record.quality, text)
        verdicts.append(Verdict("quality", record.quality, IMPORT_JUDGE, (reason,)))
    return tuple(verdicts)
