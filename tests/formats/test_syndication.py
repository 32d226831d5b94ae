"""Feeds out: a strict parser reads all three with nothing lost, whatever the titles hold."""

import json
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from making import NOON, make_article
from nightdesk.formats.syndication import (
    Channel,
    entries_of_story,
    entry_of_card,
    write_atom,
    write_json_feed,
    write_rss,
)
from nightdesk.formats.views import ShownPicture, show_story
from nightdesk.ranking import rank_story
from nightdesk.types import Provider, Topic

FERRIES = Topic("ferries", "Ferries & piers")
SITE = "https://desk.example/night"
PICTURE = ShownPicture(path="pictures/ab/ferry.webp", width=800, height=450, alt="", credit="Fjord Post")


def card(lead=None, *others, picture=None):
    lead = lead or make_article(1, quality=90, topics=("Ferries & piers",), story_id="s000000000001")
    return show_story(rank_story([lead, *others], 70), (FERRIES,), lambda _: picture).card


OTHER = make_article(
    2,
    quality=70,
    title="Færgen sejler",
    provider=Provider("Havn & Blad", "havnblad.example"),
    url="https://havnblad.example/?a=1&b=2",
)


def channel(*cards, **fields):
    values = {
        "title": "Night & Desk",
        "description": "From many sides",
        "language": "en-us",
        "site_url": SITE,
        "page_url": f"{SITE}/",
    }
    return Channel(**(values | fields), entries=tuple(map(entry_of_card, cards)))


def parsed(content: bytes):
    feed = feedparser.parse(content)
    assert not feed.bozo, feed.bozo_exception
    return feed


@pytest.mark.parametrize("write", [write_rss, write_atom])
def test_a_parser_reads_every_fact_of_an_item(write):
    feed = parsed(write(channel(card(None, OTHER)), f"{SITE}/feed.xml"))
    entry = feed.entries[0]
    assert (feed.feed.title, feed.feed.link, len(feed.entries)) == ("Night & Desk", f"{SITE}/", 1)
    assert (entry.title, entry.link, entry.id) == (
        "Ferry number 1 returns to the fjord",
        "https://www.fjordpost.example/news/1",
        f"{SITE}/stories/s000000000001/",
    )
    assert entry.published_parsed[:5] == (2026, 11, 20, 12, 1)
    assert entry.author == "Fjord Post"
    assert [tag.get("label") or tag.term for tag in entry.tags] == ["Ferries & piers"]
    text = entry.content[0].value if "content" in entry else entry.summary
    assert "The ferry sails again after a winter in the yard." in text
    assert 'href="https://havnblad.example/?a=1&amp;b=2"' in text
    assert "Havn &amp; Blad" in text
    assert f"{SITE}/stories/s000000000001/" in text


def test_an_item_keeps_its_id_when_another_article_comes_to_lead_the_story():
    lead = make_article(1, quality=90, story_id="s000000000001")
    better = replace(OTHER, quality=99, story_id="s000000000001")
    before, after = (
        parsed(write_rss(channel(c), f"{SITE}/feed.xml")).entries[0] for c in (card(lead), card(better, lead))
    )
    assert before.id == after.id
    assert (before.link, after.link) == (lead.url, better.url)


def test_a_feed_names_its_own_address_and_its_pictures_by_absolute_addresses():
    feed = parsed(write_rss(channel(card(picture=PICTURE)), f"{SITE}/feed.xml"))
    assert [link.href for link in feed.feed.links if link.rel == "self"] == [f"{SITE}/feed.xml"]
    assert feed.entries[0].media_content[0]["url"] == f"{SITE}/pictures/ab/ferry.webp"


def test_the_feed_is_as_new_as_the_newest_article_of_its_stories():
    later = make_article(3, quality=80, published_at=NOON + timedelta(days=1))
    feed = parsed(write_atom(channel(card(), card(None, later)), f"{SITE}/atom.xml"))
    assert feed.feed.updated == "2026-11-21T12:00:00Z"
    assert [entry.updated for entry in feed.entries] == ["2026-11-20T12:01:00Z", "2026-11-21T12:00:00Z"]


@pytest.mark.parametrize("write", [write_rss, write_atom])
def test_a_feed_without_stories_is_still_a_feed(write):
    assert parsed(write(channel(), f"{SITE}/feed.xml")).entries == []


def test_a_json_feed_leads_to_the_outlet_and_to_the_story():
    feed = json.loads(write_json_feed(channel(card(None, OTHER)), f"{SITE}/feed.json"))
    item = feed["items"][0]
    assert (feed["version"], feed["feed_url"]) == ("https://jsonfeed.org/version/1.1", f"{SITE}/feed.json")
    assert (item["url"], item["external_url"]) == (
        f"{SITE}/stories/s000000000001/",
        "https://www.fjordpost.example/news/1",
    )
    assert item["date_published"] == "2026-11-20T12:01:00Z"
    assert item["_nightdesk"] == {
        "story": f"{SITE}/stories/s000000000001/",
        "domain": "fjordpost.example",
        "kind": "article",
        "quality": 90,
        "heat": 110,
        "articles": 2,
        "outlets": [
            {
                "name": "Havn & Blad",
                "domain": "havnblad.example",
                "url": OTHER.url,
                "title": "Færgen sejler",
                "language": "en",
                "date_published": "2026-11-20T12:02:00Z",
                "copy": False,
            }
        ],
    }


def test_an_address_that_is_none_is_never_linked():
    evil = make_article(4, quality=90, url="javascript:alert(1)", story_id="s000000000004")
    for write in (write_rss, write_atom, write_json_feed):
        assert b"javascript:" not in write(channel(card(evil)), f"{SITE}/feed")


def test_a_storys_feed_has_an_entry_for_each_article_newest_first_and_copies_name_their_text():
    lead = make_article(1, quality=90, story_id="s000000000001")
    copy = make_article(3, quality=60, provider=Provider("Quay", "quay.example"), carrier_id=lead.id)
    story = show_story(rank_story([lead, OTHER, copy], 70), (FERRIES,), lambda _: PICTURE)
    told = channel(title="One story")
    feed = parsed(write_atom(replace(told, entries=entries_of_story(story)), f"{SITE}/stories/s000000000001/atom.xml"))
    assert [entry.id.partition("#")[2] for entry in feed.entries] == [copy.id, OTHER.id, lead.id]
    assert [entry.author for entry in feed.entries] == ["Quay", "Havn & Blad", "Fjord Post"]
    same = [[link.href for link in entry.links if link.get("nightdesk:copy")] for entry in feed.entries]
    assert same == [[lead.url], [], [copy.url]]
    assert [entry.get("nightdesk_heat") for entry in feed.entries] == [None] * 3


def test_a_hub_is_named_where_there_is_one_and_nowhere_else():
    hub = "https://hub.example/"
    for write in (write_rss, write_atom, write_json_feed):
        assert hub.encode() not in write(channel(card()), f"{SITE}/feed")
    announced = channel(card(), hub_url=hub)
    for write in (write_rss, write_atom):
        links = {link.rel: link.href for link in parsed(write(announced, f"{SITE}/feed")).feed.links}
        assert (links["hub"], links["self"]) == (hub, f"{SITE}/feed")
    hubs = json.loads(write_json_feed(announced, f"{SITE}/feed"))["hubs"]
    assert hubs == [{"type": "WebSub", "url": hub}]


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_title_makes_a_feed_that_xml_allows(title):
    shown = card(make_article(1, quality=90, title=title, excerpt=title))
    for write in (write_rss, write_atom):
        etree.fromstring(write(channel(shown), f"{SITE}/feed.xml"))


@given(
    st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc", "Cn", "Co"]), min_size=1).filter(str.strip)
)
def test_any_printable_title_is_read_back_as_it_is(title):
    item = etree.fromstring(write_rss(channel(card(make_article(1, quality=90, title=title))), f"{SITE}/feed.xml"))
    assert item.findtext("channel/item/title") == title
