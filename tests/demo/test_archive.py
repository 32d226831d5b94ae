"""The demo's archive is a web that can be read: feeds, pages, pictures, sources, topics."""

import io
import json
import re
import shutil
from collections import Counter
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import feedparser
import pytest
import yaml
from fastwarc.warc import ArchiveIterator
from lxml import etree
from PIL import Image

from nightdesk.demo import build_archive, expected_stories
from nightdesk.demo.press import read_press

from .conftest import NOW

ADDRESS = re.compile(r"https?://[^\s\"'<>\\)]+")
# Names of formats, not addresses: nothing ever asks for them.
NAMESPACES = (
    "https://schema.org",
    "http://www.w3.org/2005/Atom",
    "http://purl.org/rss/1.0/modules/content/",
    "http://purl.org/dc/elements/1.1/",
    "http://search.yahoo.com/mrss/",
    "https://jsonfeed.org/version/1.1",
)


def entries(media_type: str, body: bytes) -> list[tuple[str, datetime]]:
    """The addresses and times in a feed of any form."""
    if media_type == "application/feed+json":
        return [(item["url"], datetime.fromisoformat(item["date_published"])) for item in json.loads(body)["items"]]
    feed = feedparser.parse(body)
    assert not feed.bozo, feed.get("bozo_exception")
    return [(entry.link, datetime(*entry.published_parsed[:6], tzinfo=UTC)) for entry in feed.entries]


@pytest.fixture(scope="module")
def all_entries(captures):
    return {
        outlet.feed_url: entries(captures[outlet.feed_url][0], captures[outlet.feed_url][1]) for outlet in read_press()
    }


def test_a_naive_time_is_refused(tmp_path):
    with pytest.raises(ValueError, match="aware"):
        build_archive(tmp_path, datetime(2026, 11, 20, 12))  # noqa: DTZ001 - that is the point


def test_every_entry_of_every_feed_has_its_page(captures, all_entries):
    for url, found in all_entries.items():
        assert found, url
        for address, _ in found:
            assert captures[address][0] == "text/html"


def test_the_feeds_name_every_expected_article_once(all_entries):
    named = Counter(address for found in all_entries.values() for address, _ in found)
    assert named == dict.fromkeys(expected_stories(), 1)


def test_feeds_come_in_all_three_forms(captures):
    kinds = {captures[outlet.feed_url][0] for outlet in read_press()}
    assert kinds == {"application/rss+xml", "application/atom+xml", "application/feed+json"}


def test_everything_was_published_in_the_last_two_days(all_entries):
    for found in all_entries.values():
        for address, published_at in found:
            assert timedelta(0) < NOW - published_at <= timedelta(hours=48), address


def test_every_host_answers_for_its_robots_txt_and_front_page(captures):
    for outlet in read_press():
        assert captures[f"{outlet.url}robots.txt"][0] == "text/plain"
        front = captures[outlet.url][1].decode()
        assert outlet.feed_url in front


def test_sources_name_every_feed(demo_desk):
    outlines = etree.parse(demo_desk.opml).findall(".//outline")
    assert {outline.get("xmlUrl") for outline in outlines} == {outlet.feed_url for outlet in read_press()}


def test_no_address_leads_out_of_example(captures, demo_desk):
    texts = [body.decode() for kind, body in captures.values() if not kind.startswith("image/")]
    texts += [demo_desk.opml.read_text(encoding="utf-8")]
    texts += [path.read_text(encoding="utf-8") for path in demo_desk.topics.iterdir()]
    found = {address for text in texts for address in ADDRESS.findall(text)} - set(NAMESPACES)
    assert len(found) > 150
    assert [address for address in found if not (urlsplit(address).hostname or "").endswith(".example")] == []


def test_every_local_link_and_picture_of_a_page_is_in_the_archive(captures):
    pages = [(url, body.decode()) for url, (kind, body) in captures.items() if kind == "text/html"]
    players = {piece.video for outlet in read_press() for piece in outlet.pieces if piece.video}
    for url, text in pages:
        missing = {found.rstrip("/") for found in ADDRESS.findall(text)} - {known.rstrip("/") for known in captures}
        hosts = {
            address for address in missing if "#" not in address and address not in players | {"https://schema.org"}
        }
        assert hosts == set(), url


def test_every_picture_decodes_in_full_size(captures):
    pictures = {url: body for url, (kind, body) in captures.items() if kind.startswith("image/") and "/media/" in url}
    assert len(pictures) > 60
    forms = set()
    for url, body in pictures.items():
        with Image.open(io.BytesIO(body)) as picture:
            picture.load()
            forms.add(picture.format)
            assert picture.size == (1200, 675), url
            assert len(picture.convert("RGB").resize((64, 36)).getcolors(64 * 36)) > 50, f"{url} is nearly empty"
    assert forms == {"JPEG", "PNG"}


def test_no_two_pictures_are_the_same(captures):
    bodies = [body for url, (_, body) in captures.items() if "/media/" in url]
    assert len(set(bodies)) == len(bodies)


def test_the_same_moment_gives_the_same_bytes(demo_desk, tmp_path):
    again = build_archive(tmp_path / "again", NOW.astimezone())
    assert again.archive.read_bytes() == demo_desk.archive.read_bytes()
    assert again.opml.read_bytes() == demo_desk.opml.read_bytes()


def test_it_can_be_built_again_in_its_folder(demo_desk, tmp_path):
    folder = shutil.copytree(demo_desk.archive.parent, tmp_path / "again")
    later = build_archive(folder, NOW + timedelta(hours=1))
    with later.archive.open("rb") as stream:
        dates = {record.headers["WARC-Date"] for record in ArchiveIterator(stream)}
    assert dates == {"2026-11-20T13:00:00Z"}


def test_one_topic_is_the_root_and_the_others_have_keywords_and_a_known_parent(demo_desk):
    topics = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(demo_desk.topics.iterdir())]
    names = {topic["name"] for topic in topics}
    assert [topic["name"] for topic in topics if "parent" not in topic] == ["News"]
    for topic in topics:
        assert topic["taxonomy"] == "topic"
        assert ("keywords" in topic) == ("parent" in topic)
        assert topic.get("parent", "News") in names
