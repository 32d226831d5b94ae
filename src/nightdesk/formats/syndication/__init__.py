"""Feeds out: RSS 2.0, Atom (RFC 4287) and JSON Feed 1.1, from what the pages show (docs/reference/feeds.md).

In the feeds of the site and of topics an entry is a story: it leads to the lead's own page at its outlet, names
the other outlets with links, and is known by the address of the story's page, also when another article comes
to lead it. In the feed of a story an entry is an article of it. Nothing tells when a feed was made.
"""

from nightdesk.formats.syndication.atom import write_atom
from nightdesk.formats.syndication.channel import Channel, Entry, entries_of_story, entry_of_card, picture_type
from nightdesk.formats.syndication.json_feed import write_json_feed
from nightdesk.formats.syndication.rss import write_rss

# Name and writer of each format's file in a folder of the site.
WRITERS = (("feed.xml", write_rss), ("atom.xml", write_atom), ("feed.json", write_json_feed))

__all__ = [
    "WRITERS",
    "Channel",
    "Entry",
    "entries_of_story",
    "entry_of_card",
    "picture_type",
    "write_atom",
    "write_json_feed",
    "write_rss",
]
