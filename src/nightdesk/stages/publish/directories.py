"""What tells other programs of a site's pages and sources: sitemaps, a news sitemap, an OPML file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from nightdesk.config import Config
from nightdesk.formats.opml import SourceEntry, write_opml
from nightdesk.formats.site import Site, sources_in_order
from nightdesk.formats.sitemaps import NEWS_AGE, NewsPage, SitemapPage, SitemapSite, write_sitemaps
from nightdesk.formats.views import Card
from nightdesk.types import File, Listed, Source


def sitemap_files(
    config: Config, site: Site, pages: Iterable[tuple[str, datetime | None]], news: Iterable[Card]
) -> Iterator[File]:
    """All sitemaps: of pages, each with the time of its newest article if it has one, and of news."""
    desk = config.desk
    publisher = SitemapSite(name=desk.title, locale=desk.locale, url=desk.url.rstrip("/"))
    return write_sitemaps(
        publisher,
        (SitemapPage(site.address(path), changed_at) for path, changed_at in pages),
        (NewsPage(site.address(card.path), card.lead.title, card.lead.published_at) for card in news),
    )


def news_lines(lines: Sequence[Listed]) -> Iterator[Listed]:
    """The stories, newest first, that a news sitemap names: those of the two days before the newest.

    Counted from the newest story, not from a clock, so that the same facts give the same files. Between two
    editions time goes on, and readers of news sitemaps pass over what has become older.
    """
    since = lines[0].published_at - NEWS_AGE if lines else None
    return (line for line in lines if since is not None and line.published_at >= since)


def opml_file(config: Config, sources: Iterable[Source]) -> File:
    """The desk's sources as OPML, for a reader's own program."""
    entries = (
        SourceEntry(url=source.url, title=source.title, site_url=source.site_url, language=source.language)
        for source in sources_in_order(sources)
    )
    return File("sources.opml", write_opml(entries, f"Sources of {config.desk.title}"))
