"""Articles given as lines of JSON, checked where they enter: each line an article, or what is wrong with it."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from nightdesk.clustering.documents import Document
from nightdesk.errors import ConfigError

ZIPPED = b"\x1f\x8b"
_HALF = re.compile("[\ud800-\udfff]")  # half of a surrogate pair, which JSON can spell and UTF-8 cannot


@dataclass(frozen=True, slots=True)
class BadLine:
    """A line that is no article, and why."""

    where: str
    fault: str

    def __str__(self) -> str:
        return f"{self.where}: {self.fault}"


def listed_articles(path: Path) -> Iterator[Document | BadLine]:
    """The articles of a file of JSON lines, plain or gzip.

    Raises:
        ConfigError: the file cannot be read, or its compression breaks off.
    """
    try:
        with path.open("rb") as stream:
            zipped = stream.peek(2)[:2] == ZIPPED
        with gzip.open(path, "rb") if zipped else path.open("rb") as lines:
            yield from read_lines(lines, path.name)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ConfigError(f"{path}: broken gzip ({error}); make the file again") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; give a file of JSON lines, plain or .gz") from error


def read_lines(lines: Iterable[bytes], name: str) -> Iterator[Document | BadLine]:
    """The articles of lines of JSON; empty lines are passed over."""
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            document = document_of(json.loads(line))
        except (ValueError, RecursionError) as error:
            fault = "not JSON in UTF-8" if isinstance(error, json.JSONDecodeError | UnicodeDecodeError) else str(error)
            yield BadLine(f"{name}, line {number}", fault)
            continue
        yield document


def document_of(line: Any) -> Document:
    """The article of one line.

    Raises:
        ValueError: what is wrong with it, for a person.
    """
    if not isinstance(line, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - a fault of the line, told like the others
    given = line.get("id")
    if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
        raise ValueError("has no id")
    if _HALF.search(str(given)):
        raise ValueError("its id holds half of a surrogate pair; write the whole character")
    texts = {key: line.get(key) or "" for key in ("title", "text", "language", "provider")}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise ValueError(f"its {key} is no text")  # noqa: TRY004
        texts[key] = _HALF.sub("\N{REPLACEMENT CHARACTER}", value)
    return Document(
        id=str(given),
        title=texts["title"],
        text=texts["text"],
        published_at=_moment(line.get("published_at")),
        provider=texts["provider"],
        language=texts["language"],
    )


def _moment(stamp: object) -> datetime | None:
    """A time in UTC; one without an offset is taken for UTC."""
    if stamp is None or stamp == "":
        return None
    if not isinstance(stamp, str):
        raise ValueError("its published_at is no text; write it as ISO 8601, or null where there is none")  # noqa: TRY004
    try:
        moment = datetime.fromisoformat(stamp)
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"its published_at {stamp!r} is no time in ISO 8601") from error
