"""Formats in (feeds, OPML) and out (records, API, feeds, site)."""
