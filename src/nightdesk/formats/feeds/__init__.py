"""Feeds in: RSS, Atom and JSON Feed to one shape, however broken they come."""

from nightdesk.formats.feeds.discovery import find_feeds
from nightdesk.formats.feeds.nouns import Entry, Feed
from nightdesk.formats.feeds.parsing import parse_feed

__all__ = ["Entry", "Feed", "find_feeds", "parse_feed"]
