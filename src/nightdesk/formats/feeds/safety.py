"""What a feed says, made safe, with what was cut of each entry told."""

from __future__ import annotations

from dataclasses import replace

from nightdesk.counting import counted
from nightdesk.formats.feeds.nouns import Entry, Feed
from nightdesk.safe_text import made_safe


def safe_feed(feed: Feed) -> Feed:
    """The feed with all its text made safe; what was taken away of an entry stands in the entry's notes."""
    entries = tuple(map(_safe_entry, feed.entries))
    head, notes = made_safe(replace(feed, entries=()))
    told = [f"of the feed itself, {note}" for note in notes]
    changed = [entry for entry in entries if entry.notes]
    if changed:
        count = counted(len(changed), "entry was", "entries were")
        told.append(f"{count} made safe: {changed[0].notes[0]}")
    return replace(head, entries=entries, notes=(*head.notes, *told))


def _safe_entry(entry: Entry) -> Entry:
    safe, notes = made_safe(entry)
    return replace(safe, notes=notes) if notes else safe
