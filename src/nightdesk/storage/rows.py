"""Records to rows and back; nothing outside ``storage`` sees a row."""

from __future__ import annotations

import re
import secrets
from base64 import b64decode, b64encode
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any, get_type_hints

import msgspec

from nightdesk.logins import without_logins
from nightdesk.storage.database import Row, Unstorable, Value
from nightdesk.types import Article, Encoding, Lines, Source, Story, Work

_NESTED = {
    name: kind
    for name, kind in get_type_hints(Article).items()
    if name in {"authors", "provider", "images", "topics", "rubrics", "cited", "verdicts"}
}
_DECODERS = {name: msgspec.json.Decoder(kind) for name, kind in _NESTED.items()}
NESTED_COLUMNS = tuple(sorted(_NESTED))
_LINES = {name: msgspec.json.Decoder(kind) for name, kind in get_type_hints(Lines).items() if kind is not str}
# Columns that hold addresses. They come without logins; here is the last door before the disk.
_ADDRESSES = {"original_url", "url", "amp_url", "cdn_amp_url", "site_url", "featured_content"}
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")  # an escape of NUL, not a backslash with five characters behind it
STAMP_BITS = 40  # a million stamps add up to less than 63 bits
_ENCODER = msgspec.json.Encoder()
_ARTICLE_COLUMNS = tuple(item.name for item in fields(Article) if item.name != "text")
_WORK_COLUMNS = tuple(item.name for item in fields(Work))


def time_to_text(moment: datetime) -> str:
    """An aware time as text that sorts as times follow each other."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def time_from_text(text: str) -> datetime:
    """The aware time that ``time_to_text`` wrote."""
    return datetime.fromisoformat(text)  # 50 times as fast as strptime, and an article has five times


def list_to_text(values: tuple[str, ...]) -> str:
    """A list as JSON, for ``IN`` conditions."""
    return _ENCODER.encode(values).decode()


def article_to_row(article: Article) -> dict[str, Value]:
    """All columns of an article, without its text, with a stamp that no save before had."""
    row: dict[str, Value] = {name: _to_value(name, getattr(article, name)) for name in _ARTICLE_COLUMNS}
    row["placed_at"] = time_to_text(article.placed_at)
    row["stamp"] = new_stamp()
    return row


def article_from_row(row: Row, text: str | None = None) -> Article:
    """The article of a row; its text comes from another table."""
    return Article(text=text, **{name: _from_value(name, row[name]) for name in _ARTICLE_COLUMNS})


def source_to_row(source: Source) -> dict[str, Value]:
    """All columns of a source."""
    return {item.name: _to_value(item.name, getattr(source, item.name)) for item in fields(Source)}


def source_from_row(row: Row) -> Source:
    """The source of a row."""
    return Source(**{item.name: _from_value(item.name, row[item.name]) for item in fields(Source)})


def story_to_row(story: Story) -> dict[str, Value]:
    """All columns of a story."""
    return {item.name: _to_value(item.name, getattr(story, item.name)) for item in fields(Story)}


def story_from_row(row: Row) -> Story:
    """The story of a row."""
    return Story(**{item.name: _from_value(item.name, row[item.name]) for item in fields(Story)})


def lines_to_row(lines: Lines) -> dict[str, Value]:
    """All columns of an article's lines."""
    values = {item.name: getattr(lines, item.name) for item in fields(Lines)}
    return {name: json_of(value) if name in _LINES else value for name, value in values.items()}


def lines_from_row(row: Row) -> Lines:
    """The lines of a row."""
    names = (item.name for item in fields(Lines))
    return Lines(**{name: _LINES[name].decode(row[name]) if name in _LINES else row[name] for name in names})


def new_stamp() -> int:
    """A number that no save of an article before drew."""
    return secrets.randbits(STAMP_BITS)


def encoding_to_row(encoding: Encoding) -> dict[str, Value]:
    """All columns of an article's encoding."""
    numbers = b64encode(encoding.numbers).decode()
    return {"article_id": encoding.article_id, "made_of": encoding.made_of, "numbers": numbers}


def encoding_from_row(row: Row) -> Encoding:
    """The encoding of a row."""
    return Encoding(article_id=row["article_id"], made_of=row["made_of"], numbers=b64decode(row["numbers"]))


def work_from_row(row: Row) -> Work:
    """The work of a row."""
    return Work(**{name: _from_value(name, row[name]) for name in _WORK_COLUMNS})


def _to_value(name: str, value: Any) -> Value:
    if name in _NESTED:
        return without_logins(json_of(value))
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, datetime):
        return time_to_text(value)
    if isinstance(value, str):
        return without_logins(value) if name in _ADDRESSES else value
    number: int | None = value
    return number


def _from_value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _NESTED:
        return _DECODERS[name].decode(value)
    if name.endswith("_at"):
        return time_from_text(value)
    if name.startswith("is_"):
        return bool(value)
    return value


def json_of(value: object) -> str:
    """A value as JSON that reads back as it is; Unstorable where it holds what no text and no number can."""
    try:
        text = _ENCODER.encode(value).decode()
    except (UnicodeEncodeError, OverflowError, msgspec.MsgspecError) as error:
        raise Unstorable(f"{str(value)[:60]!r}…: {error}") from error
    if "\\u0000" in text and _NUL.search(text):
        raise Unstorable(f"holds NUL: {text[:60]!r}…")
    return text
