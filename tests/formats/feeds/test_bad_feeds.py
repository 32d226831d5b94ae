"""What strangers' servers send instead of a good feed, and the feeds they send broken."""

import contextlib
import time

import pytest

from nightdesk.errors import RetryLater, SkipItem
from nightdesk.formats.feeds import parse_feed

URL = "https://news.example/feed.xml"


def rss(items: str, prolog: str = "", attributes: str = "") -> bytes:
    return f'{prolog}<rss version="2.0" {attributes}><channel><title>Daily</title>{items}</channel></rss>'.encode()


def item(title: str, rest: str = "") -> str:
    return f"<item><title>{title}</title><link>https://news.example/1</link>{rest}</item>"


def test_a_web_page_is_refused_with_the_feeds_that_it_names():
    page = b"""<!DOCTYPE html><html><head><title>Daily</title>
      <link rel="alternate" type="application/rss+xml" title="All" href="/rss">
      <link rel="alternate" type="application/atom+xml" href="https://news.example/atom"></head><body>Hi</body></html>"""
    with pytest.raises(SkipItem, match="an HTML page, not a feed; it names these feeds") as caught:
        parse_feed(page, URL, "text/html")
    assert "https://news.example/rss, https://news.example/atom" in str(caught.value)


def test_a_web_page_without_feeds_says_so():
    with pytest.raises(SkipItem, match="HTML page, not a feed, and it names no feed"):
        parse_feed(b"<html><body>Sign in<br>please</body>", URL)


def test_an_empty_answer_is_tried_again_later():
    with pytest.raises(RetryLater, match=r"news\.example/feed\.xml answers with nothing"):
        parse_feed(b" \r\n\t", URL)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url/></urlset>", "a sitemap"),
        (b"<opml version='2.0'><body/></opml>", "an OPML list of feeds"),
        (b"<catalog><book/></catalog>", "XML of the kind <catalog>"),
        (b"just words", "neither XML nor JSON"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither XML nor JSON"),
        (b'{"version": "1.0"}', "JSON that is no feed"),
        (b'{"items": [', "broken JSON"),
        (b"[" * 200_000, "nested too deep"),
        (b"[" * 500_000, "500,000 objects and lists"),
    ],
)
def test_what_is_no_feed_is_refused_by_name(body, message):
    with pytest.raises(SkipItem, match=message):
        parse_feed(body, URL)


def test_a_feed_that_breaks_off_keeps_what_came_before():
    whole = rss(item("One") + item("Two"))
    feed = parse_feed(whole[: whole.index(b"Two") + 2], URL)
    assert feed.entries[0].title == "One"
    assert any("broken XML" in note for note in feed.notes)


def test_entities_of_html_that_xml_does_not_know_are_read():
    feed = parse_feed(rss(item("Caf&eacute; &szlig; 5&nbsp;&euro; &unheard; AT&T & Co")), URL)
    assert feed.entries[0].title == "Café ß 5 € &unheard; AT&T & Co"


def test_control_characters_are_dropped():
    assert parse_feed(rss(item("A\x0bB&#x1f;C&#0;")), URL).entries[0].title == "ABC"


def test_whitespace_warnings_and_a_byte_order_mark_before_the_xml_do_no_harm():
    for junk in (b"\xef\xbb\xbf", b"\n\n  ", b"<br />\n<b>Warning</b>: include() on line 3\n", b"\xef\xbb\xbf\n "):
        feed = parse_feed(junk + rss(item("One"), '<?xml version="1.0"?>'), URL)
        assert [entry.title for entry in feed.entries] == ["One"]


def test_prefixes_that_were_never_declared_are_taken_at_their_word():
    feed = parse_feed(rss(item("One", "<dc:creator>Ann Onym</dc:creator>")), URL)
    assert feed.entries[0].authors == ("Ann Onym",)


def test_namespaces_may_be_written_otherwise():
    feed = parse_feed(
        rss(item("One", "<m:thumbnail url='/a.jpg'/>"), attributes='xmlns:m="HTTP://search.yahoo.com/mrss"'), URL
    )
    assert feed.entries[0].images[0].url == "https://news.example/a.jpg"


@pytest.mark.parametrize(
    ("encoding", "label", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "iso-8859-1", "text/xml; charset=iso-8859-1"),  # a label that lies
        ("cp1252", "utf-8", ""),  # another
        ("cp1252", "iso-8859-1", ""),
        ("iso-8859-15", "us-ascii", "application/xml; charset=ISO-8859-15"),
        ("utf-16", "utf-16", ""),
        ("utf-16-be", "utf-16", ""),
        ("utf-8-sig", "no-such-encoding", ""),
    ],
)
def test_encodings_are_found_whatever_the_label_says(encoding, label, header):
    text = rss(item("Zürich è l'été")).decode()
    body = f'<?xml version="1.0" encoding="{label}"?>{text}'.encode(encoding)
    assert parse_feed(body, URL, header).entries[0].title == "Zürich è l'été"


@pytest.mark.parametrize("encoding", ["shift_jis", "euc-jp", "gb2312", "big5", "koi8-r"])
def test_older_encodings_are_read_by_their_label(encoding):
    title = "Новости" if encoding == "koi8-r" else "新聞" if encoding != "gb2312" else "新闻"
    body = f'<?xml version="1.0" encoding="{encoding}"?>'.encode() + rss(item(title)).decode().encode(encoding)
    assert parse_feed(body, URL).entries[0].title == title


@pytest.mark.parametrize("label", ["base64", "zip", "rot13", "undefined", "idna"])
def test_a_label_that_is_no_encoding_is_passed_over(label):
    assert parse_feed(rss(item("Plain"), f'<?xml version="1.0" encoding="{label}"?>'), URL).entries[0].title == "Plain"


def test_an_entity_bomb_is_not_expanded():
    entities = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
    prolog = f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]>'
    assert parse_feed(rss(item("&l9;"), prolog), URL).entries[0].title == "&l9;"


def test_a_file_of_this_machine_is_not_read():
    prolog = '<!DOCTYPE rss [<!ENTITY secret SYSTEM "file:///etc/hostname">]>'
    assert parse_feed(rss(item("&secret;"), prolog), URL).entries[0].title == "&secret;"


@pytest.mark.parametrize(
    "body",
    [
        b"<rss><channel>" + b"<a>" * 200_000,
        b"<rss><channel><item " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b"/></channel></rss>",
        rss("<item><title>x</title></item>" * 100_000),
        rss(f"<item><description>{'&lt;a &quot;' * 200_000}</description></item>"),
        rss(f"<item><description>{'&lt;!-- ' * 300_000}</description></item>"),
        b"<rss><channel><title>" + b"& " * 500_000,
        b"<!DOCTYPE rss [" + b"]" * 1_000_000,
        b"<html>" + b"<div>" * 300_000,
        b'{"items": [' + b"{}," * 200_000 + b"{}]}",
    ],
    ids=["nested tags", "attributes", "items", "open tags", "comments", "ampersands", "doctype", "html", "json"],
)
def test_attacks_cost_less_than_the_budget_of_one_page(body):
    start = time.process_time()
    with contextlib.suppress(SkipItem):
        assert len(parse_feed(body, URL).entries) <= 2_000
    assert time.process_time() - start < 5  # seconds; each takes under 1 alone, the budget is 10


def test_the_newest_entries_are_kept_of_too_many():
    items = "".join(
        f"<item><title>{n}</title><pubDate>Tue, 05 Nov 2024 00:{n // 60:02}:{n % 60:02} GMT</pubDate></item>"
        for n in range(2_005)
    )
    feed = parse_feed(rss(items), URL)
    assert [feed.entries[0].title, feed.entries[-1].title] == ["5", "2004"]
    assert "holds 2,005 entries; the newest 2,000 were taken" in feed.notes


@pytest.mark.parametrize(
    "date", ["Mon, 01 Jan 0000 00:00:00 GMT", "2999-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT", "soon"]
)
def test_an_impossible_date_is_dropped_with_a_note_and_the_entry_kept(date):
    feed = parse_feed(rss(item("One", f"<pubDate>{date}</pubDate>")), URL)
    assert feed.entries[0].published_at is None
    assert any("1 entry with a date that cannot be one" in note and date[:10] in note for note in feed.notes)


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "http://[", "", "ftp://a/b"]
)
def test_a_link_that_is_no_page_of_the_web_is_dropped_with_a_note(link):
    feed = parse_feed(rss(f"<item><title>One</title><link>{link}</link></item>"), URL)
    assert feed.entries[0].url is None
    assert "1 entry without a link to a page" in feed.notes
