"""Sitemaps (sitemaps.org 0.9) of all pages, news sitemaps (Google News 0.9) of the last days, and an index of both.

All lie in the root of the site, for a sitemap speaks for the folders below it only.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from typing import TypeVar

from nightdesk.formats.records import moment_text
from nightdesk.formats.xml_text import xml_text
from nightdesk.types import File

T = TypeVar("T")
INDEX = "sitemap.xml"
LONGEST_SITEMAP = 50_000  # URLs (sitemaps.org); with a hundred bytes for each far below its 50 MB
LONGEST_NEWS_SITEMAP = 1_000  # URLs (Google News)
NEWS_AGE = timedelta(days=2)  # older ones do not belong into a news sitemap (Google News)
_PLAIN = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"
# Google News wants ISO 639 and knows two kinds of Chinese by the places where they are written.
_CHINESE = {"hant": "zh-tw", "tw": "zh-tw", "hk": "zh-tw", "mo": "zh-tw"}


@dataclass(frozen=True, slots=True)
class SitemapPage:
    """A page by its absolute address, with the time of its newest article if it has one."""

    url: str
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class NewsPage:
    """A story's page by its absolute address, as a news sitemap names it."""

    url: str
    title: str
    published_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SitemapSite:
    """Whose sitemaps they are; ``url`` is without a slash at its end, ``locale`` a BCP 47 tag."""

    name: str
    locale: str
    url: str


def write_sitemaps(site: SitemapSite, pages: Iterable[SitemapPage], news: Iterable[NewsPage]) -> Iterator[File]:
    """All sitemaps of a site and their index ``sitemap.xml``, in files no longer than each kind may be.

    Without news there is no news sitemap, since one without a URL is not valid.
    """
    parts: list[SitemapPage] = []
    for number, chunk in enumerate(_chunks(pages, LONGEST_SITEMAP), start=1):
        path = f"sitemap-pages-{number}.xml"
        parts.append(
            SitemapPage(f"{site.url}/{path}", max((p.changed_at for p in chunk if p.changed_at), default=None))
        )
        yield _file(path, f'urlset xmlns="{_PLAIN}"', (f"<url>{_place(page)}</url>" for page in chunk))
    for number, some in enumerate(_chunks(news, LONGEST_NEWS_SITEMAP), start=1):
        path = f"sitemap-news-{number}.xml"
        parts.append(SitemapPage(f"{site.url}/{path}", max(page.published_at for page in some)))
        yield _file(path, f'urlset xmlns="{_PLAIN}" xmlns:news="{_NEWS}"', (_news(site, page) for page in some))
    yield _file(INDEX, f'sitemapindex xmlns="{_PLAIN}"', (f"<sitemap>{_place(part)}</sitemap>" for part in parts))


def news_language(locale: str) -> str:
    """The language of a BCP 47 tag as Google News writes it: ISO 639, and ``zh-cn`` or ``zh-tw``."""
    primary, *others = locale.lower().replace("_", "-").split("-")
    if primary != "zh":
        return primary
    return next((_CHINESE[other] for other in others if other in _CHINESE), "zh-cn")


def _chunks(items: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    rest = iter(items)
    while chunk := tuple(itertools.islice(rest, size)):
        yield chunk


def _file(path: str, root: str, lines: Iterable[str]) -> File:
    name = root.partition(" ")[0]
    text = "\n".join(['<?xml version="1.0" encoding="utf-8"?>', f"<{root}>", *lines, f"</{name}>", ""])
    return File(path, text.encode())


def _place(page: SitemapPage) -> str:
    changed = f"<lastmod>{moment_text(page.changed_at)}</lastmod>" if page.changed_at else ""
    return f"<loc>{escape(page.url)}</loc>{changed}"


def _news(site: SitemapSite, page: NewsPage) -> str:
    name, title = (escape(xml_text(text), quote=False) for text in (site.name, page.title))
    return (
        f"<url><loc>{escape(page.url)}</loc><news:news><news:publication><news:name>{name}</news:name>"
        f"<news:language>{escape(news_language(site.locale))}</news:language></news:publication>"
        f"<news:publication_date>{moment_text(page.published_at)}</news:publication_date>"
        f"<news:title>{title}</news:title></news:news></url>"
    )
