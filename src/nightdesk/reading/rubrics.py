"""Where an outlet files an article, and whom its text links to: rubrics, links to shops, other sites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborNode

from nightdesk.reading.jsonld import listed, text_of
from nightdesk.reading.signals import Signals
from nightdesk.reading.wording import letters, tidy
from nightdesk.urls import registered_domain

MOST_RUBRICS = 8
LONGEST_RUBRIC = 60  # characters; a longer one is a headline
MOST_LINKS = 2_000  # of a page that are looked at
MOST_CITED = 20  # sites
_PATH_WORD = re.compile(r"[^\W\d_][\w-]{1,39}")
# Shops, and the networks that pay for what their links sell; read off pages of 160 outlets and the networks' own lists.
_SHOP = re.compile(
    r"(?:^|\.)(?:amazon\.[a-z.]+|amzn\.(?:to|eu)|ebay\.[a-z.]+|awin1\.com|tidd\.ly|skimresources\.com|redirectingat\.com"
    r"|shareasale\.com|prf\.hn|linksynergy\.com|dpbolvw\.net|anrdoezrs\.net|jdoqocy\.com|kqzyfj\.com|tkqlhce\.com"
    r"|pntra\.com|pjtra\.com|howl\.me|shop-links\.co|shopstyle\.it|rstyle\.me|narrativ\.com|belboon\.de|tradedoubler\.com"
    r"|webgains\.com|financeads\.net|effiliation\.com|walmart\.com|bestbuy\.com|target\.com|etsy\.com|aliexpress\.com"
    r"|flipkart\.com|argos\.co\.uk|otto\.de|mediamarkt\.[a-z]+|wayfair\.com|nordstrom\.com|sephora\.com|ulta\.com"
    r"|currys\.co\.uk|johnlewis\.com|zalando\.[a-z.]+|macys\.com|homedepot\.com|lowes\.com|kohls\.com|qvc\.com"
    r"|barnesandnoble\.com|bookshop\.org|asos\.com|rakuten\.[a-z.]+)$"
)


@dataclass(frozen=True, slots=True)
class Links:
    """What a page links to: how many addresses of shops or of paid links, and the sites that its paragraphs link to."""

    shops: int = 0
    cited: tuple[str, ...] = ()


def read_rubrics(signals: Signals) -> tuple[str, ...]:
    """The rubrics of an article, as its page declares them, then the folders of its address; each once."""
    found: dict[str, str] = {}
    for name in (*_declared(signals), *_folders(signals.url)):
        if name and len(name) <= LONGEST_RUBRIC:
            found.setdefault(letters(name), name)
    return tuple(found.values())[:MOST_RUBRICS]


def read_links(signals: Signals) -> Links:
    """The links of a page that tell an offer from a report, and whom a report goes by."""
    own = registered_domain(signals.url)
    shops: set[str] = set()
    for node in signals.tree.css("a[href]")[:MOST_LINKS]:
        href = node.attributes.get("href") or ""
        relation = node.attributes.get("rel") or ""
        if "sponsored" in relation.lower() or _SHOP.search(_host(href)):
            shops.add(href)
    cited = dict.fromkeys(domain for href in _in_paragraphs(signals) if (domain := _domain(href)) and domain != own)
    return Links(len(shops), tuple(cited)[:MOST_CITED])


def _declared(signals: Signals) -> Iterator[str]:
    for value in listed(signals.article.get("articleSection")):
        yield from (tidy(part) for part in text_of(value).split(","))
    yield tidy(signals.meta("article:section", "section", "og:article:section", "parsely-section"))


def _folders(url: str) -> Iterator[str]:
    """The folders of an address, without its last part, which names the article."""
    try:
        parts = unquote(urlsplit(url).path).split("/")[1:-1] or []
    except ValueError:
        return
    for part in parts:
        if _PATH_WORD.fullmatch(part):
            yield part.replace("-", " ").replace("_", " ")


def _in_paragraphs(signals: Signals) -> Iterator[str]:
    nodes: list[LexborNode] = signals.tree.css("p a[href]")[:MOST_LINKS]
    for node in nodes:
        yield node.attributes.get("href") or ""


def _host(href: str) -> str:
    try:
        return urlsplit(href).hostname or ""
    except ValueError:
        return ""


def _domain(href: str) -> str:
    if not href.startswith(("http://", "https://")):
        return ""
    try:
        return registered_domain(href)
    except ValueError:
        return ""
