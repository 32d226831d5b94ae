"""The static JSON API: one shape whatever the items hold, and the recorded site's files to the byte."""

import json

import msgspec
import pytest

from nightdesk.formats.api import (
    ApiItem,
    ApiPage,
    ItemKey,
    api_pages,
    item_of_record,
    item_path,
    page_paths,
    write_json,
)
from nightdesk.formats.records import NewsRecord, RecordImage, RecordProvider, read_record

BARE = NewsRecord(title="Ferry returns", published_at="2026-11-20T12:00:00Z")
FULL = msgspec.structs.replace(
    BARE,
    excerpt="It sails.",
    original_url="https://fjordpost.example/1",
    url="https://fjordpost.example/1",
    quality=87,
    heat=87,
    is_published=True,
    provider=RecordProvider(
        "Fjord Post", "fjordpost.example", (RecordImage(url="https://desk.example/l.jpg", width=50, height=50),)
    ),
    topics=("Ferries",),
    images=(RecordImage(url="https://fjordpost.example/a.jpg", width=640, height=360, is_cached=True),),
)
KEYS = [
    *("path", "title", "excerpt", "sourceUrl", "webUrl", "originalUrl", "featuredContent", "highlight", "heat", "tags"),
    *("images", "content", "type", "ampWebUrl", "cdnAmpWebUrl", "publishedDateTime", "updatedDateTime", "provider"),
    *("locale", "categories", "topics"),
]


@pytest.mark.parametrize("record", [BARE, FULL])
def test_every_key_is_always_present_in_order(record):
    assert list(json.loads(write_json(item_of_record(record, "_news/a.md", "en-us")))) == KEYS


def test_what_a_record_has_not_is_null_and_never_an_empty_list():
    item = json.loads(write_json(item_of_record(BARE, "_news/a.md", "en-us")))
    assert [key for key in KEYS if item[key] is not None] == [
        "path",
        "title",
        "content",
        "type",
        "publishedDateTime",
        "locale",
        "categories",
    ]


def test_a_logo_is_never_said_to_be_cached_and_a_picture_is_as_recorded():
    item = json.loads(write_json(item_of_record(FULL, "_news/a.md", "en-us")))
    assert item["images"][0]["isCached"] is True
    assert item["provider"]["images"][0] == {
        "url": "https://desk.example/l.jpg",
        "width": 50,
        "height": 50,
        "title": None,
        "attribution": None,
        "isCached": False,
    }


def keys(count):
    return [ItemKey(float(n), f"_news/{n}.md") for n in range(count)]


@pytest.mark.parametrize(("count", "sizes"), [(0, [0]), (1, [1]), (25, [25]), (26, [25, 1]), (75, [25, 25, 25])])
def test_pages_hold_all_items_newest_first_and_name_the_next(count, sizes):
    pages = list(api_pages(keys(count), 25))
    assert [len(items) for _, items, _ in pages] == sizes
    assert [following for *_, following in pages] == [*range(2, len(sizes) + 1), None]
    assert [key.published_at for _, items, _ in pages for key in items] == sorted(range(count), reverse=True)


def test_items_of_one_time_stand_by_path():
    assert [key.path for _, items, _ in api_pages([ItemKey(1.0, "b"), ItemKey(1.0, "a")], 25) for key in items] == [
        "a",
        "b",
    ]


def test_the_first_page_is_the_index_of_its_folder():
    assert page_paths(1) == ("api/news/index.json", "api/news/page/1/index.json")
    assert page_paths(2, "ferries") == ("api/news/ferries/page/2/index.json",)
    assert item_path("2026-11-20-ferry.md") == "api/news/2026-11-20-ferry/index.json"


def recorded(shared):
    """The published records of the recorded site by path."""
    folder = shared / "records/powerapps"
    found = {f"_news/{path.name}": read_record(path.read_bytes()) for path in (folder / "_news").glob("*.md")}
    return {path: record for path, record in found.items() if record.is_shown}


def built(records, topic_id=None):
    """The files of the API made of records."""
    for number, items, following in api_pages((ItemKey(r.moment.timestamp(), path) for path, r in records.items()), 25):
        page = ApiPage(number, [item_of_record(records[key.path], key.path, "en-us") for key in items], following)
        for path in page_paths(number, topic_id):
            yield path, write_json(page)


def test_the_recorded_site_comes_out_to_the_byte(shared):
    files = dict(built(recorded(shared)))
    assert len(files) == 19
    for path, content in files.items():
        assert content == (shared / "records/powerapps" / path).read_bytes(), path


def test_the_recorded_topic_pages_come_out_to_the_byte(shared):
    names = {
        "canvas-apps": "Canvas apps",
        "common-data-service": "Common Data Service",
        "ai-builder": "AI Builder",
        "teams-integration": "Teams integration",
    }
    for topic_id, name in names.items():
        chosen = {path: record for path, record in recorded(shared).items() if name in record.topics}
        for path, content in built(chosen, topic_id):
            assert content == (shared / "records/powerapps" / path).read_bytes(), path


def test_a_strict_client_decodes_every_recorded_page(shared):
    paths = sorted((shared / "records/powerapps/api").rglob("page/*/index.json"))
    pages = [msgspec.json.decode(path.read_bytes(), type=ApiPage, strict=True) for path in paths]
    assert sum(len(page.value) for page in pages) >= 428
    assert all(isinstance(item, ApiItem) for page in pages for item in page.value)
