"""Who signed an article: names of people, or of the agency or outlet where nobody else signed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from selectolax.lexbor import LexborNode

from nightdesk.reading.jsonld import Node, listed, text_of
from nightdesk.reading.signals import Signals
from nightdesk.reading.wording import letters, tidy, words

MOST_AUTHORS = 12
MOST_LINES = 1000  # of one place that are looked at; 200,000 authors held a worker for 3 s
LONGEST_NAME = 60
MOST_WORDS = 6  # "Maria del Carmen de la Fuente" has six
_BYLINES = (
    "[rel~='author'], [itemprop~='author'], [data-testid*='byline' i], [data-testid*='author' i],"
    " [class*='byline' i], [class*='author' i], [class*='autor' i], [class*='reporter' i], [id*='byline' i]"
)
_BY = re.compile(
    r"^\s*(?:(?:written|reported|text|story|words|posted|published|review|interview|analysis|opinion)\s+)?"
    r"(?:by|par|szerz[o\u0151]|oleh|tekst|text|texte|texto|testo|autor(?:in)?|author|auteur|autore|yazar|reporter|"
    r"\u6587|\u64b0\u6587|\u8bb0\u8005|\u8a18\u8005)\s*[:\uff1a]?\s+",
    re.IGNORECASE,
)
# These say "by" in front of a byline, but in front of a name they belong to it ("von der Leyen", "da Silva").
_BY_OR_NAME = re.compile(r"^\s*(?:von|di|da|de|por|av|af|door|od)\s*[:\uff1a]?\s+(?=\S)", re.IGNORECASE)
_AND = re.compile(
    r"\s*(?:[;|/\u2022\u00b7\u3001\uff0c\u061b]|\s&\s|\s\+\s|"
    r"\s(?:and|und|et|y|e|en|og|och|ve|dan|oraz|i|ja|\u00e9s|\u0438|\u0442\u0430|\u0456|\u0648)\s)\s*"
)
_AFTER = re.compile(
    r"\s*(?:[(\[\u3010].*|\s[-\u2013\u2014@]\s.*|\s(?:for|f\u00fcr|pour|para|per)\s.*|\s(?:in|aus)\s[A-Z].*)$"
)
_ROLE = re.compile(
    r"\s*\b(?:staff writer|senior writer|chief reporter|editor|reporter|correspondent|journalist|redakteur(?:in)?|"
    r"redaktor(?:in)?|autor(?:in)?|korrespondent(?:in)?|jurnalis|wartawan|redactor[ae]?|periodista|giornalista|"
    r"journaliste|toimittaja|muhabir(?:i)?|contributor|columnist)\b.*$",
    re.IGNORECASE,
)
_ROLE_AFTER = re.compile(
    r"\s*(?:\uae30\uc790|\ud2b9\ud30c\uc6d0|\ub17c\uc124\uc704\uc6d0|\u8a18\u8005|\u8bb0\u8005|\u8bba\u8bf4\u59d4\u5458)"
    r"(?:\s*\uc678\s*\d+\uba85)?\s*$"
)
_NO_BYLINE = re.compile(
    r"https?:|www\.|[\w.]@\w|\bfotos?\b|\bphotos?\b|\bimages?\b|\bbild(?:er)?\b|[\u00a9{}<>]", re.IGNORECASE
)
_NO_NAME = re.compile(r"@|\d{3}|[{}<>=_]|\.(?:com|html?|php)\b", re.IGNORECASE)
_NOBODY = words(
    """
    admin administrator author editor null none undefined webmaster anonymous user root guest default by von par
    """
)
# A newsroom signs where nobody in it does: it counts like the site's own name.
_NEWSROOM = words(
    """
    redaktion redaccion redacci\u00f3n redazione redaction r\u00e9daction redactie redakcja redacao
    reda\u00e7\u00e3o newsroom newsdesk staff
    """
)
_PARTICLES = words(
    "de del della di da dos das do la le el al van von der den des du zu bin ibn ben y e af av ter ten te"
)


def read_authors(signals: Signals, site_names: Sequence[str], text: str = "") -> tuple[tuple[str, ...], str]:
    """The names that sign a page and where they were found; ``((), "")`` where it is not signed.

    Places are asked in the order of trust measured on 131 pages. One that gives only the site's own name is
    passed over as long as another gives a person; at last, a paragraph of ``text`` that is nothing but names.
    """
    house = {letters(name) for name in site_names}
    unsigned: tuple[tuple[str, ...], str] = ((), "")
    for place, raw in _places(signals, text):
        # A name and its slug in an address ("ann-lee") are one; the first spelling stays.
        is_prose = "byline" in place
        once = {
            letters(name): name
            for line in [*islice(raw, MOST_LINES)][::-1]
            for name in [*names_in(line, is_prose)][::-1]
        }
        names = tuple(once.values())[::-1][:MOST_AUTHORS]
        people = tuple(name for name in names if not _is_house(name, house))
        if people:
            return people, place
        if names and not unsigned[0]:
            unsigned = names[:1], place
    return unsigned


def names_in(text: str, is_prose: bool = True) -> Iterator[str]:
    """The names in a byline such as ``"By Ann Lee and Bo Wu, Paris correspondents"``.

    ``is_prose`` is false for a field that should hold a name only, where "von" and "da" begin names.
    """
    text = _BY.sub("", tidy(text))
    text = _BY_OR_NAME.sub("", text) if is_prose else text
    if not text or _NO_BYLINE.search(text) or len(text) > LONGEST_NAME * MOST_AUTHORS:
        return
    for group in _AND.split(text):
        parts = [part.strip() for part in group.split(",")]
        names = [name for name in map(_name, parts) if name]
        if len(parts) > 1 and not all(_is_personal(part) for part in parts):
            names = names[:1]  # what follows the first name is a role, a place or an outlet
        yield from names


def _places(signals: Signals, text: str) -> Iterator[tuple[str, Iterable[str]]]:
    yield "JSON-LD author", _declared(signals.article.get("author"))
    yield "JSON-LD creator", _declared(signals.article.get("creator"))
    yield "meta author", _from_metas(signals)
    yield "author markup", signals.properties.get("author", ())[:MOST_AUTHORS]
    yield "byline", _from_body(signals)
    yield "the text's byline", _from_text(text)


def _declared(value: Any) -> Iterator[str]:
    for item in listed(value):
        if isinstance(item, list):
            yield from _declared(item)
        elif isinstance(item, str):
            yield item
        elif isinstance(item, dict):
            yield from _node_names(item)


def _node_names(node: Node) -> Iterator[str]:
    names = [name for name in map(text_of, listed(node.get("name"))) if name]
    if not names:
        both = f"{text_of(node.get('givenName'))} {text_of(node.get('familyName'))}".strip()
        names = [name for name in (both, text_of(node.get("byline")), text_of(node.get("alternateName"))) if name][:1]
    yield from names
    if not names and isinstance(node.get("author"), (dict, list)):  # a Role around a person (schema.org/Role)
        yield from _declared(node["author"])


def _from_metas(signals: Signals) -> Iterator[str]:
    """Every meta whose name ends in "author": article:author, sailthru.author, dcsext.author and so on."""
    for name, values in signals.metas.items():
        if re.search(r"(?:^|[:._-]|\W)(?:authors?|byl|creator)$", name) and not name.startswith("twitter:"):
            yield from values[:MOST_AUTHORS]


def _from_body(signals: Signals) -> Iterator[str]:
    """Names in elements marked as a byline; the first that gives a name, since others belong to teasers."""
    for node in signals.tree.css(_BYLINES)[:MOST_AUTHORS]:
        text = _own_text(node)
        if text and len(text) <= 2 * LONGEST_NAME and any(_is_personal(name) for name in names_in(text)):
            yield text
            return


def _from_text(text: str) -> Iterator[str]:
    """The first of the opening paragraphs, else the last one, if it holds nothing but names."""
    paragraphs = [line for line in text.split("\n") if line.strip()]
    for line in (*paragraphs[:3], *paragraphs[3:][-1:]):
        names = [part.strip() for part in _AND.split(line)]
        if len(line) <= 2 * LONGEST_NAME and all(_is_personal(name) and 1 < len(name.split()) <= 4 for name in names):  # noqa: PLR2004  # words; a subheading in title case is longer
            yield line
            return


def _is_house(name: str, house: set[str]) -> bool:
    """Whether a name is the site's own, or that of a desk or region of it (``"Example Sports"``)."""
    first = letters(name.partition(" ")[0])
    return letters(name) in house | _NEWSROOM or (first in house and len(first) > 2)  # noqa: PLR2004  # "La" and "Il" begin names of people too


def _own_text(node: LexborNode) -> str:
    links = [tidy(link.text(deep=True)) for link in node.css("a")]
    named = [text for text in links if text and _is_personal(text)]
    return "; ".join(dict.fromkeys(named)) if named else tidy(node.text(deep=True, separator=" "))


def _name(text: str) -> str:
    name = _AFTER.sub("", _BY.sub("", text)).strip(" .,:;-\u2013\u2014\u2022|")
    name = _ROLE_AFTER.sub("", name)
    name = _ROLE.sub("", name).strip(" ,")
    if not 1 < len(name) <= LONGEST_NAME or _NO_NAME.search(name) or letters(name) in _NOBODY:
        return ""
    return name if len(name.split()) <= MOST_WORDS else ""


def _is_personal(text: str) -> bool:
    """Whether a text has the form of a person's name: two to six words, each with a capital or a particle."""
    name = _name(text)
    words = name.split()
    if not words:
        return False
    if not name.isascii() and not any(char.isupper() or char.islower() for char in name):
        return len(name) <= 12  # noqa: PLR2004  # scripts without capitals: a name is a few letters
    capitals = [word for word in words if word[:1].isupper() or word[:1] in "'\u2019"]
    return len(words) > 1 and all(word in capitals or word.lower().strip("'\u2019") in _PARTICLES for word in words)
