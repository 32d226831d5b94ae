"""JSON Feed 1 and 1.1."""

import json
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from nightdesk.formats.feeds import parse_feed
from nightdesk.types import Image

URL = "https://news.example/feed.json"


def feed_of(**fields):
    return parse_feed(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [], **fields}).encode(), URL)


def entry_of(**fields):
    return feed_of(items=[fields]).entries[0]


def test_a_feed_tells_title_site_language_hub_and_logo():
    feed = feed_of(
        title="Daily",
        home_page_url="/",
        language="de",
        icon="/i.png",
        hubs=[{"type": "WebSub", "url": "https://hub.example/"}],
    )
    assert (feed.title, feed.site_url, feed.language) == ("Daily", "https://news.example/", "de")
    assert (feed.hub_url, feed.image_url) == ("https://hub.example/", "https://news.example/i.png")


def test_an_item_tells_all_that_the_desk_uses():
    entry = entry_of(
        id=7,
        url="/a",
        title="Rain &amp; wind",
        content_html="<p>It <b>rains</b>.</p>",
        date_published="2024-11-05T13:11:53+02:00",
        authors=[{"name": "Ann"}, {"url": "https://x.example"}, "junk"],
        image="/i.jpg",
        attachments=[{"url": "/s.mp3", "mime_type": "audio/mpeg"}, {"url": "/j.png", "mime_type": "image/png"}],
    )
    assert (entry.url, entry.id, entry.title) == ("https://news.example/a", "7", "Rain & wind")
    assert (entry.summary, entry.content_html) == ("It rains.", "<p>It <b>rains</b>.</p>")
    assert entry.authors == ("Ann",)
    assert entry.published_at == datetime(2024, 11, 5, 11, 11, 53, tzinfo=UTC)
    assert entry.images == (Image(url="https://news.example/i.jpg"), Image(url="https://news.example/j.png"))


def test_plain_content_is_not_read_as_html():
    entry = entry_of(id="1", content_text="1 <b> 2 & 3")
    assert entry.content_html == "1 &lt;b&gt; 2 &amp; 3"
    assert entry.summary == "1 <b> 2 & 3"


def test_the_author_of_version_1_and_of_the_feed_are_found():
    feed = feed_of(author={"name": "Desk"}, items=[{"id": "1", "author": {"name": "Ann"}}, {"id": "2"}])
    assert [entry.authors for entry in feed.entries] == [("Ann",), ("Desk",)]


def test_the_end_of_a_feed_is_noted():
    assert feed_of(expired=True).notes == ("the feed says that it has ended",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
TEXTS = ("id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "date_published")
FIELDS = st.sampled_from((*TEXTS, "date_modified", "author", "authors", "attachments"))


@given(st.dictionaries(FIELDS, JSON, max_size=8), st.dictionaries(st.sampled_from(["title", "hubs", "authors"]), JSON))
def test_any_value_in_any_place_leaves_a_feed_that_can_be_read(item, fields):
    feed = parse_feed(json.dumps({**fields, "items": [item, None]}).encode(), URL)
    assert len(feed.entries) == 1
    assert feed.entries[0].url is None or feed.entries[0].url.startswith("http")
