"""Our reading of feeds beside the expected parses of two other parsers' test sets, where they are present.

Floors only rise. What is left below 1.00 was looked at: an address of a proxy where we take the outlet's own
(``feedburner:origLink``), the last of several links where we take the first, an author called "author", a
modification date taken for one of publication, an id made up from a hash.
"""

import json
import re
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest

from nightdesk.errors import NightdeskError
from nightdesk.formats.feeds import parse_feed
from nightdesk.formats.feeds.markup import literal_text, plain_text, shortened
from nightdesk.urls import canonical_url

URL = "https://base.example/feed"

# Share of values that are equal, over all files of a set: what was reached on 2026-11-22.
FLOORS = {
    "gofeed-translator": {
        "feed.title": 1.0, "feed.url": 0.77, "feed.language": 1.0, "count": 1.0, "title": 1.0, "url": 0.85, "id": 1.0,
        "published_at": 0.85, "updated_at": 0.8, "authors": 1.0, "summary": 1.0, "image": 1.0,
    },
    "gofeed-json": {
        "feed.title": 1.0, "feed.url": 1.0, "count": 1.0, "title": 1.0, "url": 1.0, "id": 1.0, "published_at": 1.0,
        "updated_at": 1.0, "authors": 1.0,
    },
    "feed-rs": {
        "feed.title": 1.0, "feed.url": 1.0, "feed.language": 1.0, "count": 1.0, "title": 1.0, "url": 0.97, "id": 1.0,
        "published_at": 1.0, "updated_at": 1.0, "authors": 0.94, "summary": 1.0,
    },
}  # fmt: skip


def gofeed(expected):
    yield "feed.title", None, expected.get("title")
    yield "feed.url", None, expected.get("link")
    yield "feed.language", None, expected.get("language")
    items = expected.get("items") or []
    yield "count", None, len(items)
    for place, item in enumerate(items):
        yield "title", place, item.get("title")
        yield "url", place, item.get("link")
        yield "id", place, item.get("guid")
        yield "published_at", place, item.get("publishedParsed")
        yield "updated_at", place, item.get("updatedParsed")
        yield "authors", place, [each["name"] for each in item.get("authors") or [] if each.get("name")]
        yield "summary", place, item.get("description")
        yield "image", place, (item.get("image") or {}).get("url")


def json_feed(expected):
    yield "feed.title", None, expected.get("title")
    yield "feed.url", None, expected.get("home_page_url")
    yield "count", None, len(expected["items"])
    for place, item in enumerate(expected["items"]):
        people = item.get("authors") or expected.get("authors") or [item.get("author") or {}]
        for name, value in (("title", "title"), ("url", "url"), ("id", "id")):
            yield name, place, item.get(value)
        yield "published_at", place, item.get("date_published")
        yield "updated_at", place, item.get("date_modified")
        yield "authors", place, [each["name"] for each in people if each.get("name")]


def feed_rs(expected):
    def linked(part):
        return next((link["href"] for link in part["links"] if link["rel"] in (None, "alternate")), None)

    yield "feed.title", None, (expected["title"] or {}).get("content")
    yield "feed.url", None, linked(expected)
    yield "feed.language", None, (expected["language"] or "").replace("_", "-")
    yield "count", None, len(expected["entries"])
    for place, entry in enumerate(expected["entries"]):
        # Ids that feed-rs makes up itself, and dates that it repeats, are not in the feed.
        is_made_up = re.fullmatch(r"[0-9a-f]{31,32}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", entry["id"])
        yield "title", place, (entry["title"] or {}).get("content")
        yield "url", place, linked(entry)
        yield "id", place, None if is_made_up else entry["id"]
        yield "published_at", place, entry["published"]
        yield "updated_at", place, None if entry["updated"] == entry["published"] else entry["updated"]
        yield "authors", place, sorted(each["name"] for each in entry["authors"] if each["name"])
        yield "summary", place, (entry["summary"] or {}).get("content")


def ours(name, feed, place):
    if place is None:
        return {"title": feed.title, "url": feed.site_url, "language": feed.language, "count": len(feed.entries)}[
            name.removeprefix("feed.")
        ]
    entry = feed.entries[place] if place < len(feed.entries) else None
    if name == "image":
        return entry and entry.images and entry.images[0].url
    return entry and getattr(entry, name)


def alike(name, value):
    """A value without the differences that mean nothing: spelling of URLs and tags, markup, parts of seconds."""
    match name.removeprefix("feed."):
        case "url" | "image":
            try:
                return canonical_url(urljoin(URL, value))
            except (ValueError, TypeError):
                return value
        case "published_at" | "updated_at":
            moment = datetime.fromisoformat(value) if isinstance(value, str) else value
            return moment and moment.astimezone(UTC).replace(microsecond=0)
        case "authors":
            return tuple(sorted(value or ()))
        case "summary":
            return shortened(plain_text(value or ""), 2_000)
        case "language":
            return (value or "").lower()
        case "title":
            return literal_text(value or "")
    return value


def cases(folder: Path):
    for path in sorted(folder.rglob("*")):
        stem = path.with_suffix("")
        candidates = (Path(f"{stem}.serde.json"), Path(f"{stem}_expected.json"), Path(f"{stem}.json"))
        expected = next((each for each in candidates if each.exists() and each != path), None)
        is_input = path.suffix == ".xml" or (path.suffix == ".json" and not re.search(r"\.serde|_expected", path.name))
        if is_input and expected:
            yield path, json.loads(expected.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "facts"), [("gofeed-translator", gofeed), ("gofeed-json", json_feed), ("feed-rs", feed_rs)]
)
def test_feeds_are_read_as_other_parsers_expect(shared, name, facts):
    equal, seen, differences = Counter(), Counter(), []
    for path, expected in cases(shared / "feeds" / name):
        try:
            feed = parse_feed(path.read_bytes(), URL)
        except NightdeskError as error:
            feed = None
            differences.append(f"{path.name}: {error}")
        for field, place, value in facts(expected):
            if value in (None, "", []):
                continue
            seen[field] += 1
            got = None if feed is None else ours(field, feed, place)
            is_equal = alike(field, got) == alike(field, value)
            equal[field] += is_equal
            if not is_equal:
                differences.append(f"{path.name}: {field} is {got!r}, expected {value!r}")
    below = {
        field: f"{equal[field]}/{seen[field]}"
        for field, floor in FLOORS[name].items()
        if seen[field] == 0 or equal[field] / seen[field] < floor
    }
    assert not below, "\n".join((str(below), *differences))
