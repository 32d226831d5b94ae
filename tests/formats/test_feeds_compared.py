"""What each format can carry, two parsers give back: no field is lost, whatever outlets wrote."""

import json
import re

import fastfeedparser
import feedparser
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from making import make_article
from nightdesk.formats.syndication import Channel, entry_of_card, write_atom, write_json_feed, write_rss
from nightdesk.formats.views import ShownPicture, show_story
from nightdesk.ranking import rank_story
from nightdesk.types import Provider, Topic

SITE = "https://desk.example/night"
PARTS = [
    *("]]>", "<![CDATA[", "</title>", "<b>bold</b>", "&amp;", "&#0;", "&", '"', "'", "\\"),
    "\x00",
    "\x0b",
    "\ud800",
]
PARTS += [*("\udfff", "\ufffe", "\u202e", "\u2028", "عنوان", "כותרת", "标题", "👩‍👩‍👧", "🇩🇰", "e\u0301", "\r\n", "\t")]
hostile = st.lists(st.sampled_from(PARTS) | st.text(st.characters(), max_size=8), min_size=1, max_size=6).map("".join)
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def story(title, excerpt, outlet):
    """A story of two articles with these texts everywhere, a picture and a topic."""
    lead = make_article(
        1,
        quality=90,
        title=title,
        excerpt=excerpt,
        provider=Provider(outlet, "fjordpost.example"),
        topics=("Ferries",),
        authors=(outlet, "B. Tegner"),
        story_id="s000000000001",
    )
    other = make_article(2, quality=70, title=title, provider=Provider(outlet, "havnblad.example"), language="ar")
    picture = ShownPicture(path="pictures/ab/ferry.webp", width=800, height=450, alt=title, credit=outlet)
    return show_story(rank_story([lead, other], 70), (Topic("ferries", "Ferries"),), lambda _: picture)


def channel(shown):
    return Channel(
        title=shown.lead.title,
        description=shown.lead.excerpt,
        language="en-us",
        site_url=SITE,
        page_url=f"{SITE}/",
        entries=(entry_of_card(shown.card),),
    )


@settings(max_examples=150, deadline=None)
@given(hostile, hostile, hostile)
def test_xml_gives_back_every_character_that_it_can_hold(title, excerpt, outlet):
    shown = story(title, excerpt, outlet)
    can = [NOT_XML.sub("", text) for text in (title, excerpt, outlet)]
    rss = etree.fromstring(write_rss(channel(shown), f"{SITE}/feed.xml")).find("channel/item")
    atom = etree.fromstring(write_atom(channel(shown), f"{SITE}/atom.xml")).find("{*}entry")
    assert [rss.findtext("title") or "", rss.findtext("{*}creator") or ""] == [can[0], can[2]]
    texts = [atom.findtext(path) or "" for path in ("{*}title", "{*}summary", "{*}author/{*}name")]
    assert texts == can
    for item in (rss, atom):
        related = [link for link in item.iterfind("{*}link[@rel='related']") if len(link.attrib) > 4]
        assert [link.get("title") for link in related] == [can[0]]
        assert [link.get("{urn:x-nightdesk:feeds:1}outlet") for link in related] == [can[2]]
        assert item.find("{*}content[@medium]").get("{urn:x-nightdesk:feeds:1}alt", "") == can[0]


@settings(max_examples=150, deadline=None)
@given(hostile, hostile, hostile)
def test_json_gives_back_every_character_but_halves_of_pairs(title, excerpt, outlet):
    can = [text.encode(errors="replace").decode() for text in (title, excerpt, outlet)]
    written = write_json_feed(channel(story(title, excerpt, outlet)), f"{SITE}/feed.json")
    item = json.loads(written)["items"][0]
    assert [item["title"], item["summary"], item["authors"][0]["name"]] == can
    extension = item["_nightdesk"]
    assert extension["byline"] == [can[2], "B. Tegner"]
    assert (extension["outlets"][0]["title"], extension["outlets"][0]["name"]) == (can[0], can[2])
    assert (extension["picture"]["alt"] or "", extension["picture"]["credit"] or "") == (can[0], can[2])


def plain(text):
    """A text as parsers give it: without what XML cannot hold, C1 controls, and differences of white space."""
    return " ".join(re.sub("[\x7f-\x9f\u2028\u2029]", " ", NOT_XML.sub("", text or "")).split())


@settings(max_examples=60, deadline=None)
@given(hostile, hostile, hostile)
def test_feedparser_and_fastfeedparser_read_hostile_texts(title, excerpt, outlet):
    told = channel(story(title, excerpt, outlet))
    atom, rss = write_atom(told, f"{SITE}/atom.xml"), write_rss(told, f"{SITE}/feed.xml")
    for parse in (feedparser.parse, fastfeedparser.parse):
        for written in (atom, rss):
            feed = parse(written)
            assert not feed.get("bozo"), feed.bozo_exception
            assert [entry.id for entry in feed.entries] == [f"{SITE}/stories/s000000000001/"]
            assert feed.entries[0].link == "https://www.fjordpost.example/news/1"
    # RSS does not say whether a title is mark-up, and parsers guess; Atom does.
    assert plain(fastfeedparser.parse(atom).entries[0].title) == plain(title)
    if not re.search("[\x80-\x9f]", title):  # feedparser reads these as if they were Windows-1252
        assert plain(feedparser.parse(atom).entries[0].get("title")) == plain(title)


def facts_of(item):
    """The facts of an entry, by its JSON Feed item: what the other formats must carry as well."""
    ours = item["_nightdesk"]
    return {
        "id": item["id"],
        "link": item.get("external_url", item["url"]),
        "title": plain(item["title"]),
        "outlet": item["authors"][0]["name"],
        "byline": ours.get("byline", []),
        "published": item["date_published"],
        "updated": item["date_modified"],
        "language": item.get("language"),
        "topics": item["tags"],
        "picture": item.get("image"),
        "heat": ours.get("heat"),
        "quality": ours["quality"],
        "articles": ours.get("articles"),
        "domain": ours["domain"],
        "kind": ours["kind"],
        "others": [
            (one["url"], plain(one["title"]), one["name"], one["domain"], one["date_published"], one["copy"])
            for one in ours["outlets"]
        ],
        "via": item.get("external_url"),
        "story": ours["story"],
    }


def number(text):
    return None if text is None else int(text)


def facts_of_feedparser(entry):
    links = entry.links
    return {
        "id": entry.id,
        "link": entry.link,
        "title": plain(entry.title),
        "outlet": entry.author,
        "byline": [one.name for one in entry.get("contributors", [])],
        "published": moment(entry.published_parsed),
        "updated": moment(entry.updated_parsed),
        "language": entry.get("language") or next((link.get("hreflang") for link in links if link.rel == "via"), None),
        "topics": [tag.get("label") or tag.term for tag in entry.get("tags", [])],
        "picture": next((media["url"] for media in entry.get("media_content", [])), None),
        "heat": number(entry.get("nightdesk_heat")),
        "quality": number(entry.nightdesk_quality),
        "articles": number(entry.get("nightdesk_articles")),
        "domain": entry.nightdesk_domain,
        "kind": entry.nightdesk_kind,
        "others": [
            (
                link.href,
                plain(link.title),
                link["nightdesk:outlet"],
                link["nightdesk:domain"],
                link["nightdesk:published"],
                link.get("nightdesk:copy") == "true",
            )
            for link in links
            if "nightdesk:outlet" in link
        ],
        "via": next((link.href for link in links if link.rel == "via"), None),
        "story": next(link.href for link in links if link.rel == "related" and "nightdesk:outlet" not in link),
    }


def moment(parsed):
    return "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z".format(*parsed[:6])


def facts_of_fastfeedparser(entry):
    """What this parser can hold of them: it has no place for extensions, contributors and languages."""
    related = [link for link in entry.links if link["rel"] == "related"]
    return {
        "id": entry.id,
        "link": entry.link,
        "title": plain(entry.title),
        "outlet": entry.author,
        "published": entry.published.replace("+00:00", "Z"),
        "updated": entry.updated.replace("+00:00", "Z"),
        "topics": [tag["label"] or tag["term"] for tag in entry.get("tags", [])],
        "picture": next((media["url"] for media in entry.get("media_content", [])), None),
        "others": [(link["href"], plain(link["title"])) for link in related[1:]],
        "via": next((link["href"] for link in entry.links if link["rel"] == "via"), None),
        "story": related[0]["href"],
    }


@pytest.fixture(scope="module")
def folders(finished_desk):
    """Folders of the demo's site with feeds, a story's among them, each with the facts of its entries."""
    site = finished_desk / "site"
    paths = [site, *sorted(site.glob("topics/*")), *sorted(site.glob("stories/*"))]
    found = [path for path in paths if (path / "feed.json").exists()]
    assert len(found) > 20
    return [(path, json.loads((path / "feed.json").read_text())) for path in found]


def test_nothing_of_the_demos_edition_is_lost_in_rss_or_atom(folders):
    seen = 0
    for folder, feed in folders:
        expected = [facts_of(item) for item in feed["items"]]
        for name in ("feed.xml", "atom.xml"):
            content = (folder / name).read_bytes()
            one = feedparser.parse(content)
            assert not one.bozo
            assert [facts_of_feedparser(entry) for entry in one.entries] == expected
            assert (one.feed.title, one.feed.link) == (feed["title"], feed["home_page_url"])
            other = fastfeedparser.parse(content)
            for entry, facts in zip(other.entries, expected, strict=True):
                got = facts_of_fastfeedparser(entry)
                short = facts | {"others": [(url, title) for url, title, *_ in facts["others"]]}
                assert got == {key: short[key] for key in got}
                seen += 1
    assert seen > 200


def test_excerpts_and_texts_are_the_same_in_all_formats(folders):
    for folder, feed in folders[:30]:
        texts = [item["content_html"] for item in feed["items"]]
        excerpts = [item["summary"] for item in feed["items"]]
        atom = etree.parse(folder / "atom.xml").getroot()
        assert [entry.findtext("{*}content") for entry in atom.iterfind("{*}entry")] == texts
        assert [entry.findtext("{*}summary") or "" for entry in atom.iterfind("{*}entry")] == excerpts
        rss = etree.parse(folder / "feed.xml").getroot()
        assert [item.findtext("description") for item in rss.iterfind("channel/item")] == texts
        read = fastfeedparser.parse((folder / "feed.json").read_bytes())
        assert [entry.content[0]["value"] for entry in read.entries] == texts
