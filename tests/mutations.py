"""Real pages made into pages that nobody wrote: cut, spliced, bytes flipped, odd constructs put in. Seeded."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

# Each line one construct, in the escapes of Python's bytes.
_LINES = (Path(__file__).parent / "data" / "odd_constructs.txt").read_text(encoding="ascii").splitlines()
ODD = (
    *(codecs.escape_decode(line.encode())[0] for line in _LINES),
    b"<p " + b"x" * 9000 + b">",
    b"e" + b"\xcc\x81" * 500,
)
VALUES = (
    '"\\ud800"',
    "null",
    "[]",
    "{}",
    "1e999",
    "-1",
    '"' + "a" * 5000 + '"',
    '["x",["y"]]',
    "true",
    '{"@value":1}',
    "[" * 300,
    '"0000-00-00"',
    '"9999-12-31T23:59:59-14:00"',
    '"http://["',
    '"\\u0000\\u202e"',
    "123456789012345678901234567890",
)
TAGS = (b"div", b"span", b"b", b"font", b"table", b"p", b"ul", b"a", b"svg", b"x-y", b"h1", b"blockquote", b"q", b"i")
CODECS = (
    "utf-16",
    "utf-16-le",
    "utf-16-be",
    "utf-32",
    "cp1252",
    "koi8-r",
    "shift_jis",
    "gb18030",
    "iso2022_jp",
    "utf-7",
)
LONGEST = 3_000_000  # bytes of a mutated page
_TAG = re.compile(rb"<[^>]{0,300}>")
_VALUE = re.compile(rb"=\s*\"[^\"]{0,500}\"|=\s*'[^']{0,500}'")
_JSON_VALUE = re.compile(rb":\s*(?:\"(?:[^\"\\]|\\.){0,300}\"|\d+|true|false|null)")

Mutation = Callable[[bytes, Sequence[bytes], Random], bytes]


def load_libraries() -> None:
    """Load what readers load once in a process, so that it is counted for no page: dateparser alone takes 2 s."""
    from htmldate.extractors import external_date_parser
    from trafilatura import extract

    external_date_parser("the 33rd of Nevember 2026", "%Y-%m-%d")
    extract("<html><body><p>The last ferry of the season left the island on Tuesday.</p></body></html>")


def mutate(pages: Sequence[bytes], rng: Random) -> bytes:
    """One of the pages, changed in one to five ways."""
    page = rng.choice(pages)
    for _ in range(rng.choice((1, 1, 2, 2, 3, 5))):
        page = rng.choice(MUTATIONS)(page, pages, rng)[:LONGEST]
    return page


def _cut(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    start, end = sorted((rng.randrange(len(page) + 1), rng.randrange(len(page) + 1)))
    return rng.choice((page[:end], page[start:], page[:start] + page[end:], page[start:end]))


def _splice(page: bytes, pages: Sequence[bytes], rng: Random) -> bytes:
    other = rng.choice(pages)
    return page[: rng.randrange(len(page) + 1)] + other[rng.randrange(len(other) + 1) :]


def _flip(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    changed = bytearray(page)
    for _ in range(rng.choice((1, 10, 100, 1000)) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _put_in(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    """Odd constructs between tags, or at any byte."""
    for _ in range(rng.choice((1, 1, 3, 10))):
        page = _at(page, rng.choice(ODD), rng)
    return page


def _everywhere(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    """One odd construct behind every so many tags."""
    odd, each = rng.choice(ODD), rng.choice((1, 5, 50))
    parts = page.split(b">")
    return b"".join(part + b">" + (odd if at % each == 0 else b"") for at, part in enumerate(parts[:3000])) + b">".join(
        parts[3000:]
    )


def _nest(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    """Tags within each other, far deeper than any page's."""
    tags = rng.choices(TAGS, k=rng.choice((1, 1, 2, 3)))
    count = rng.choice((50, 400, 1500, 2500, 20_000, 100_000))
    opened = b"".join(b"<%s>" % tags[at % len(tags)] for at in range(count))
    closed = b"".join(b"</%s>" % tags[at % len(tags)] for at in reversed(range(count)))
    return _at(page, opened + rng.choice((b"", b"x", closed, closed[: len(closed) // 2])), rng)


def _crowd(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    """Many attributes on a tag, many siblings, or one character many times."""
    count = rng.choice((300, 2163, 20_000, 100_000))
    many = rng.choice(
        (
            b"<p " + b" ".join(b'a%d="%d"' % (at, at) for at in range(count)) + b">",
            b"<p " + b" ".join(b"a%d" % at for at in range(count)) + b">",
            rng.choice((b"<p>a", b"<br>", b"<li><a href=/a>b</a>", b"<option>", b"<td>", b"<h2><a href=x>", b"&amp;"))
            * count,
            rng.choice(
                (b"<", b"&", b"-", b" ", b"\n", b"a", b'"', b"\\", b",", b"\xcc\x81", b"[", b"{", b"(", b"|", b"0")
            )
            * count,
            rng.choice(
                (b"<!--", b"-->", b"<?", b"]]>", b"<![CDATA[", b"</p>", b"<p><b>", b"<a>", b"</br>", b" - a", b"1.1.20")
            )
            * count,
        )
    )
    return _at(page, many, rng)


def _revalue(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    """Other values for some attributes and some members of JSON."""
    share = rng.choice((0.01, 0.1, 0.5))
    odd = [json.dumps(value).encode() if rng.random() < 0.2 else value.encode() for value in VALUES]

    def other(match: re.Match[bytes]) -> bytes:
        if rng.random() > share:
            return match[0]
        value = rng.choice(odd)
        return b": " + value if match[0][:1] == b":" else b"='" + value.replace(b"'", b"") + b"'"

    return rng.choice((_VALUE, _JSON_VALUE)).sub(other, page)


def _untag(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    """Some tags taken out, doubled, or moved on."""
    share, how = rng.choice((0.01, 0.1, 0.5)), rng.randrange(3)

    def other(match: re.Match[bytes]) -> bytes:
        if rng.random() > share:
            return match[0]
        return (b"", match[0] * 2, b"<" + match[0])[how]

    return _TAG.sub(other, page)


def _repeat(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    start = rng.randrange(len(page) + 1)
    piece = page[start : start + rng.choice((10, 300, 5000))]
    return page[:start] + piece * rng.choice((2, 30, 1000)) + page[start:]


def _recode(page: bytes, _pages: Sequence[bytes], rng: Random) -> bytes:
    """The page in another encoding than it says, or some of it."""
    text = page.decode("utf-8", errors=rng.choice(("replace", "ignore")))
    start = rng.choice((0, rng.randrange(len(text) + 1)))
    return text[:start].encode("utf-8") + text[start:].encode(rng.choice(CODECS), errors="ignore")


def _at(page: bytes, odd: bytes, rng: Random) -> bytes:
    at = rng.randrange(len(page) + 1)
    if rng.random() < 0.7:
        at = page.find(b"<", at) if rng.random() < 0.5 else page.find(b">", at) + 1
    at = max(0, at)
    return page[:at] + odd + page[at:]


MUTATIONS: tuple[Mutation, ...] = (
    _cut,
    _splice,
    _flip,
    _put_in,
    _put_in,
    _put_in,
    _everywhere,
    _nest,
    _crowd,
    _revalue,
    _revalue,
    _untag,
    _repeat,
    _recode,
)
