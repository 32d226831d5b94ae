"""The outlet whose article a page shows, where the page belongs to another: a portal, an aggregator, a partner.

Only what the page says of itself counts, and it must name the outlet or its site; no outlet is known to this code.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from nightdesk.reading.addresses import absolute, asked_url
from nightdesk.reading.authors import MOST_LINES
from nightdesk.reading.class_words import groups_of
from nightdesk.reading.jsonld import address_of, listed, text_of, types_of
from nightdesk.reading.signals import Signals, heading_text
from nightdesk.reading.wording import letters, tidy
from nightdesk.urls import is_homepage, registered_domain

LONGEST_NAME = 60
MOST_LINKS = 40  # links looked at around the headline
NEAREST = 4  # steps up from the headline to what may hold its credit
# What stands in front of an outlet's name: "Source: …", "first published by …".
_CREDIT = re.compile(
    r"(?:\b(?:source|via|from|by|originally|first)\b|\b(?:quelle|von|aus|zuerst)\b|\bfuente\b|\bfonte\b|\bpar\b"
    r"|\u51fa\u5178|\u6765\u6e90|\u4f86\u6e90|\u63d0\u4f9b|\ucd9c\ucc98)[^.]{0,40}$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet that a page names as that of its article; ``domain`` is ``""`` where only its name is known."""

    name: str
    domain: str
    source: str


def read_outlet(signals: Signals, site_names: Sequence[str]) -> Outlet | None:
    """The outlet that a copy names as its origin, or ``None`` where the page is its outlet's own.

    In this order: JSON-LD ``sourceOrganization`` and ``isBasedOn``; the metas ``original-source`` and
    ``syndication-source``; a canonical address on another site that the page names; JSON-LD ``publisher``, where the
    page shows a credit of that name; a credit by the headline that links to another site's front page or to the same
    article there.
    """
    own = registered_domain(asked_url(signals))
    ours = {letters(name) for name in site_names if letters(name)} | {letters(own.partition(".")[0])}
    credited = [credit for credit in _credits(signals) if credit.domain != own]
    for name, address, source in _given(signals):
        domain = _domain(address, signals)
        if domain == own or (name and letters(name) in ours) or not (name or domain):
            continue
        shown = next(
            (each for each in credited if (domain and each.domain == domain) or _is_same(each.name, name)), None
        )
        named = shown.name if shown else _named_in(signals, domain)
        if source == "JSON-LD publisher" and shown is None:
            continue  # a publishing house has another name, and often another site, than its outlets
        if source.startswith("link") and not named:
            continue  # sister titles share articles, each under its own name: an address alone names no outlet
        found = name or named or domain
        return Outlet(found[:LONGEST_NAME], domain or (shown.domain if shown else ""), source)
    surest = [credit for credit in credited if credit.source == "a credit that links to the same article"]
    organisations = {letters(name) for name in _organisations(signals)}
    surest += [credit for credit in credited if letters(credit.name) in organisations]
    return next((credit for credit in surest if letters(credit.name) not in ours), None)


def _given(signals: Signals) -> Iterator[tuple[str, str, str]]:
    article = signals.article
    for value in listed(article.get("sourceOrganization"))[:2]:
        yield _name(value), address_of(value) if isinstance(value, dict) else "", "JSON-LD sourceOrganization"
    for value in listed(article.get("isBasedOn"))[:2]:
        publisher = value.get("publisher") if isinstance(value, dict) else None
        yield _name(publisher), address_of(value), "JSON-LD isBasedOn"
    for name in ("original-source", "syndication-source"):
        for address in signals.metas.get(name, [])[:2]:
            yield "", address, f"meta {name}"
    yield "", signals.link("canonical"), "link rel=canonical on another site"
    for value in listed(article.get("publisher"))[:1]:
        yield _name(value), _site_of(value), "JSON-LD publisher"


def _name(value: Any) -> str:
    if isinstance(value, list):
        value = value[0] if value else None
    return text_of(value.get("name")) if isinstance(value, dict) else text_of(value)


def _site_of(value: Any) -> str:
    """The site of an organisation; its ``@id`` is only its name on this page."""
    return address_of(value.get("url")) if isinstance(value, dict) else ""


def _organisations(signals: Signals) -> Iterator[str]:
    """Organisations that are said to be the author or the publisher."""
    for field in ("author", "publisher", "creator", "provider"):
        for value in islice(listed(signals.article.get(field)), MOST_LINES):
            if isinstance(value, dict) and any("Organization" in name for name in types_of(value)):
                yield _name(value)


def _domain(address: str, signals: Signals) -> str:
    found = absolute(address, signals) if address.strip().lower().startswith(("http://", "https://", "//")) else ""
    return registered_domain(found) if found else ""


def _is_same(one: str, other: str) -> bool:
    return bool(letters(other)) and letters(one) == letters(other)


def _named_in(signals: Signals, domain: str) -> str:
    """What a node with an address of this site calls itself."""
    for node in signals.nodes:
        if any("Organization" in name for name in types_of(node)) and _domain(_site_of(node), signals) == domain:
            return _name(node)
    return ""


def _credits(signals: Signals) -> Iterator[Outlet]:
    """Links by the headline to other sites whose words name an outlet."""
    if not signals.headings:
        return
    own = f"//{urlsplit(signals.url).netloc}/"
    ours = _words(f"{heading_text(signals.headings[0])} {unquote(urlsplit(signals.url).path)}")
    place: LexborNode | None = signals.headings[0]
    for _ in range(NEAREST):
        if place is None or place.parent is None or place.parent.tag in ("body", "html"):
            break
        place = place.parent
    for link in place.css("a[href]")[:MOST_LINKS] if place is not None else ():
        href = link.attrs.get("href") or ""
        if own in href or "//" not in href[:10] or "author" in (link.attrs.get("rel") or ""):
            continue  # most links by a headline lead to the same site
        name = tidy(link.text(deep=True, separator=" "))
        address = absolute(href, signals) if 1 < len(name) <= LONGEST_NAME else ""
        if not address:
            continue
        # Whether it has the name of this article: three of its words, as two may be chance.
        is_same_article = len(_words(unquote(urlsplit(address).path)) & ours) >= 3  # noqa: PLR2004  # as said
        if (is_homepage(address) or is_same_article) and _is_credit(link):
            what = "the same article" if is_same_article else "its front page"
            yield Outlet(name, registered_domain(address), f"a credit that links to {what}")


def _is_credit(link: LexborNode) -> bool:
    """Whether a link stands in a byline or a line of sources."""
    parent = link.parent
    if parent is None:
        return False
    if groups_of(f"{link.attributes.get('class') or ''} {parent.attributes.get('class') or ''}") & {"byline", "credit"}:
        return True
    before = tidy(parent.text(deep=True, separator=" ")[:400]).partition(tidy(link.text(deep=True, separator=" ")))[0]
    return _CREDIT.search(before) is not None


def _words(text: str) -> set[str]:
    return {letters(word) for word in re.split(r"[\W_]+", text) if len(word) > 2}  # noqa: PLR2004  # "the" and shorter tell little
