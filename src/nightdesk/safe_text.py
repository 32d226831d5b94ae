"""Text from outside is made safe here, once, where it enters: in characters, in direction, in length, in number.

Every parser of what others wrote (feeds, pages, records, lists of sources, headers) hands what it made of it to
`made_safe`, which walks all strings of all fields. Inside the desk any text can be stored, printed and published.

What is taken away: halves of UTF-16 pairs, NUL, C0 and C1 controls, noncharacters (Unicode 17, section 23.7),
overrides of direction, and marks of direction that are never closed (UAX #9): those reorder the text behind them.
What is bounded: the length of each field, the number of items of each list, marks on top of one letter.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, Literal, TypeVar
from urllib.parse import quote

import msgspec

T = TypeVar("T")
Breaks = Literal["none", "lines", "as they are"]

# Never text: C0 without the breaks of lines, DEL and C1 without NEL, halves of pairs, noncharacters.
_PLANES = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))
_NEVER = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANES}]+")
_BREAKS = re.compile("[\t\r\n\x85\u2028\u2029]+")
_LINE_ENDS = re.compile("\r\n?|[\x85\u2028\u2029]")
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_OPENING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068"
_OVERRIDES = "\u202d\u202e"
_ISOLATES = "\u2066\u2067\u2068"
_END_OF_ISOLATE = "\u2069"
_NO_ADDRESS = re.compile(f"{_NEVER.pattern}|[\u202a-\u202e\u2066-\u2069\x85\u2028\u2029]+")
_SPACE_OF_ADDRESS = re.compile("[\t\r\n]+")  # dropped, as the URL standard does (WHATWG URL, section 4.4)

_UNSEEN = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"  # joiners and spaces of no width, which do not part marks
# Direction may be nested 125 levels deep (UAX #9, BD2); a headline has one or two marks of it.
MOST_TURNS = 250
# Hebrew with points and cantillation puts five marks on a letter, Tibetan and Vedic up to seven.
MOST_MARKS = 8
LARGEST_NUMBER = 2**31 - 1  # what PostgreSQL's INTEGER holds; no picture has more pixels on a side


@dataclass(frozen=True, slots=True)
class Limit:
    """What a field may hold: a ``line`` and a ``text`` are cut to it, an ``address`` that is too long is no address."""

    characters: int
    kind: Literal["line", "text", "address"] = "line"


# Beside each limit stands what it was set by: a specification, or the most that was seen.
_LINE = Limit(2_000)
_ADDRESS = Limit(2_048, "address")  # what sitemaps.org allows; the longest of 334 pages had 409
_TEXT = Limit(500_000, "text")  # the longest of 22,000 texts had 54,729
_LIMITS: Mapping[str, Limit] = {
    "title": Limit(500),  # the longest of 22,107 had 342
    "name": Limit(200),  # the longest of 21,773 outlets had 35, of 345 authors 28
    "site_name": Limit(200),
    "outlet_name": Limit(200),
    "authors": Limit(200),
    "topics": Limit(200),  # the longest of 541 had 55
    "categories": Limit(200),
    "keywords": Limit(200),
    "credit": Limit(500),
    "alt": Limit(1_000),
    "domain": Limit(255),  # RFC 1035, section 2.3.4
    "outlet_domain": Limit(255),
    "language": Limit(35),  # RFC 5646, section 4.4.1
    "excerpt": Limit(2_000),
    "summary": _TEXT,
    "text": _TEXT,
    "content": _TEXT,
    "html": Limit(5_000_000, "text"),  # an issue of a newsletter
    "content_html": Limit(1_000_000, "text"),
    "featured_content": Limit(20_000, "text"),  # what `nightdesk.embeds` takes at most
    "secured": Limit(2_000_000, "text"),  # holds a text and what is told of it
    "url": _ADDRESS,
    "original_url": _ADDRESS,
    "canonical_url": _ADDRESS,
    "amp_url": _ADDRESS,
    "cdn_amp_url": _ADDRESS,
    "site_url": _ADDRESS,
    "self_url": _ADDRESS,
    "hub_url": _ADDRESS,
    "image_url": _ADDRESS,
    "player_url": _ADDRESS,
    "oembed_url": _ADDRESS,
}  # fmt: skip
_MOST: Mapping[str, int] = {  # items of a list, by its field
    "authors": 25,  # the most of 311 pages was 3
    "images": 20,
    "topics": 100,  # the most of 101 pages was 21
    "categories": 40,
    "entries": 2_000,
    "related": 10_000,
    "keywords": 100_000,  # the owner's own
}
_MOST_OF_OTHERS = 1_000


class TooLong(ValueError):
    """A record cannot be without an address or number that is beyond its limit."""


@dataclass(slots=True)
class _Taken:
    """What was taken away on the way through a record, counted by field and kind, in the order of the record."""

    notes: dict[str, int] = field(default_factory=dict)

    def say(self, note: str) -> None:
        self.notes[note] = self.notes.get(note, 0) + 1

    def lines(self) -> tuple[str, ...]:
        return tuple(note if count == 1 else f"{note} ({count} times)" for note, count in self.notes.items())


def made_safe(record: T, *, keeps_breaks: bool = False) -> tuple[T, tuple[str, ...]]:
    """A record (a dataclass or a Struct) with every string of every field made safe, whatever is nested in it.

    Args:
        record: what a parser made of text from outside.
        keeps_breaks: whether breaks stay in fields of one line too, for records that are written again to the byte.

    Returns:
        The record, the very same where nothing was wrong, and a sentence for each kind of thing that was taken away.

    Raises:
        TooLong: an address that the record cannot be without has more characters than any address has.
    """
    taken = _Taken()
    return _safe_record(record, taken, keeps_breaks), taken.lines()


def safe_line(text: str, characters: int = 2_000) -> str:
    """A text on one line, for a message or a heading."""
    return _cut(_safe(text[: characters * 2], "none"), Limit(characters))


def safe_lines(text: str, characters: int = 20_000) -> str:
    """A text of several lines, for a note or a terminal."""
    return _cut(_safe(text[: characters * 2], "lines"), Limit(characters, "text"))


def _safe_record(record: T, taken: _Taken, keeps_breaks: bool) -> T:
    changed = {}
    for name, value, default in _fields(record):
        try:
            safe = _safe_value(name, value, taken, keeps_breaks)
        except TooLong as error:
            if default is MISSING:
                raise
            safe = default
            taken.say(str(error))
        if safe is not value:
            changed[name] = safe
    if not changed:
        return record
    replaced: T = _replaced(record, changed)
    return replaced


def _safe_value(name: str, value: Any, taken: _Taken, keeps_breaks: bool) -> Any:
    if isinstance(value, str):
        return _safe_string(name, value, taken, keeps_breaks)
    if value is None or isinstance(value, (bool, bytes)):
        return value
    if isinstance(value, (int, float)):
        if not abs(value) <= LARGEST_NUMBER:  # nor is what is no number at all
            raise TooLong(f"{name}: a number that cannot be one was left out")
        return value
    if isinstance(value, datetime):
        return _safe_moment(name, value)
    if isinstance(value, (tuple, list)):
        return _safe_items(name, value, taken, keeps_breaks)
    if is_dataclass(value) or isinstance(value, msgspec.Struct):
        return _safe_record(value, taken, keeps_breaks)
    return value


def _safe_moment(name: str, moment: datetime) -> datetime:
    """A time that is a time in UTC too: the last hours of the year 9999 and the first of the year 1 are none there."""
    try:
        moment.astimezone(UTC)
    except OverflowError as error:
        raise TooLong(f"{name}: a time that cannot be one was left out") from error
    return moment


def _safe_items(name: str, items: tuple[Any, ...] | list[Any], taken: _Taken, keeps_breaks: bool) -> Any:
    most = _MOST.get(name, _MOST_OF_OTHERS)
    safe = []
    for item in items[:most]:
        try:
            safe.append(_safe_value(name, item, taken, keeps_breaks))
        except TooLong as error:
            taken.say(f"{name}: one was left out, for its {error}")
    if len(items) > most:
        taken.say(f"{name}: more than {most:,}, of which the first {most:,} were taken")
    if len(safe) == len(items) and all(one is other for one, other in zip(safe, items, strict=True)):
        return items
    return type(items)(safe)


def _safe_string(name: str, text: str, taken: _Taken, keeps_breaks: bool) -> str:
    limit = _limit(name)
    if text.isascii() and len(text) <= limit.characters and text.isprintable():
        return text  # nearly every string; what is printable ASCII is safe
    if limit.kind == "address":
        return _safe_address(name, text, limit, taken)
    # Beyond the limit by so much nothing is looked at: a title of 10 MB costs what one of its limit costs.
    head = text[: limit.characters * 2]
    safe = _safe(head, "as they are" if keeps_breaks else "lines" if limit.kind == "text" else "none")
    if _BREAKS.sub("", safe) != _BREAKS.sub("", head):
        taken.say(f"{name}: characters that cannot be shown, or that turn or pile up text, were left out")
    if len(safe) > limit.characters or len(head) < len(text):
        taken.say(f"{name}: {len(text):,} characters, cut to {limit.characters:,}")
        return _cut(safe, limit)
    return text if safe == text else safe


def _safe_address(name: str, text: str, limit: Limit, taken: _Taken) -> str:
    """An address that anything can hold: what has no place in one is percent-encoded, as the URL standard does."""
    if len(text) > limit.characters:
        raise TooLong(f"{name}: {len(text):,} characters, which no address has ({limit.characters:,} at most)")
    safe = _SPACE_OF_ADDRESS.sub("", text)
    encoded = _NO_ADDRESS.sub(lambda found: quote(found[0].encode("utf-8", "replace"), safe=""), safe)
    if encoded != safe:
        taken.say(f"{name}: characters that no address has were encoded")
    return text if encoded == text else encoded


def _limit(name: str) -> Limit:
    return _LIMITS.get(name, _LINE)


def _safe(text: str, breaks: Breaks) -> str:
    """A text with nothing in it that cannot be stored, shown or read in its order."""
    text = _NEVER.sub("", text)
    if breaks == "none":
        text = _BREAKS.sub(" ", text)
    else:
        text = _LINE_ENDS.sub("\n", text) if breaks == "lines" else text.replace("\x85", "\n")
    if text.isascii():
        return text
    if _DIRECTION.search(text):
        # Direction ends with its paragraph (UAX #9, section 3.3.1), so each line stands for itself.
        text = "\n".join(map(_balanced, text.split("\n")))
    return _marks().sub(r"\1", text)


def _balanced(line: str) -> str:
    """A line without overrides of direction, and without marks of direction that have no partner."""
    found = [(mark.start(), mark[0]) for mark in _DIRECTION.finditer(line)]
    if len(found) > MOST_TURNS:
        return _DIRECTION.sub("", line)
    open_at: list[int] = []
    dropped: set[int] = set()
    for at, mark in found:
        if mark in _OPENING:
            open_at.append(at)
            continue
        partner = _partner(line, open_at, mark)
        if partner is None:
            dropped.add(at)
            continue
        opened = open_at[partner]
        dropped.update(open_at[partner + 1 :])  # what was opened inside of it and not closed ends with it
        del open_at[partner:]
        if line[opened] in _OVERRIDES:
            dropped |= {at, opened}
    dropped.update(open_at)
    return "".join(character for at, character in enumerate(line) if at not in dropped) if dropped else line


def _partner(line: str, open_at: list[int], mark: str) -> int | None:
    """Which of the open marks a closing one ends (UAX #9, X6a and X7), by its place among them."""
    if mark == _END_OF_ISOLATE:
        return next((place for place in range(len(open_at) - 1, -1, -1) if line[open_at[place]] in _ISOLATES), None)
    return len(open_at) - 1 if open_at and line[open_at[-1]] not in _ISOLATES else None


@cache
def _marks() -> re.Pattern[str]:
    """More marks in a row than any script puts on a letter; what joins letters does not part them."""
    ranges: list[list[int]] = []
    for code in (*range(0x300, 0x20000), *range(0xE0000, 0xE0200)):
        if unicodedata.category(chr(code)) in ("Mn", "Me"):
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    inside = "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)
    mark = f"[{_UNSEEN}]{{0,2}}[{inside}]"
    return re.compile(f"((?:{mark}){{{MOST_MARKS}}})(?:{mark})+")


def _cut(text: str, limit: Limit) -> str:
    """A text cut behind a word; the mark of what is cut counts with it."""
    if len(text) <= limit.characters:
        return text
    head = text[: limit.characters - 1]
    at_word = head.rpartition(" ")[0]
    head = at_word if len(at_word) > limit.characters // 2 else head
    return _safe(head.rstrip(), "as they are") + "\u2026"  # once more: a cut may part what belongs together


def _fields(record: Any) -> Iterable[tuple[str, Any, Any]]:
    """Name, value and default of each field; MISSING where it has no default that stands for "not there"."""
    kind: type = type(record)
    return [(name, getattr(record, name), default) for name, default in _shape(kind)]


@cache
def _shape(kind: type[Any]) -> tuple[tuple[str, Any], ...]:
    if is_dataclass(kind):
        named = [(item.name, item.default) for item in fields(kind)]
    else:
        named = [
            (item.name, MISSING if item.default is msgspec.NODEFAULT else item.default)
            for item in msgspec.structs.fields(kind)
        ]
    return tuple(named)


def _replaced(record: Any, changed: Mapping[str, Any]) -> Any:
    kind: type = type(record)
    values = {name: getattr(record, name) for name, _ in _shape(kind)}
    return kind(**(values | dict(changed)))


_HALF_PAIR = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)


def safe_json(text: str) -> str:
    """JSON in which no string holds half of a UTF-16 pair, which JSON can spell and nothing can store (RFC 8259, 8.2).

    Each becomes U+FFFD; other text is left to `made_safe`.
    """
    return _HALF_PAIR.sub(r"\\ufffd", text) if "\\u" in text else text
