"""RSS of all versions, in the fields that the desk uses."""

from datetime import UTC, datetime, timedelta

import pytest

from nightdesk.formats.feeds import parse_feed
from nightdesk.types import Image

URL = "https://news.example/section/feed.xml"
SPACES = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/" '
    'xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0" xmlns:yt="http://www.youtube.com/xml/schemas/2015"'
)


def feed_of(channel: str):
    return parse_feed(f'<rss version="2.0" {SPACES}><channel>{channel}</channel></rss>'.encode(), URL)


def entry_of(fields: str):
    return feed_of(f"<item>{fields}</item>").entries[0]


def test_a_channel_tells_title_site_language_hub_and_logo():
    feed = feed_of(
        """<title> The <![CDATA[Daily &amp; Co]]> </title><link>https://news.example/</link><language>EN_us</language>
        <atom:link rel="self" href="/self"/><atom:link rel="hub" href="https://hub.example/"/>
        <image><url>/logo.png</url><link>https://other.example/</link></image>"""
    )
    assert (feed.title, feed.site_url, feed.language) == ("The Daily & Co", "https://news.example/", "en-US")
    assert (feed.self_url, feed.hub_url) == ("https://news.example/self", "https://hub.example/")
    assert feed.image_url == "https://news.example/logo.png"
    assert feed.notes == ()


@pytest.mark.parametrize(
    ("fields", "ttl"),
    [
        ("<ttl>90</ttl><sy:updatePeriod>daily</sy:updatePeriod>", timedelta(minutes=90)),
        ("<ttl>soon</ttl>", None),
        ("<sy:updatePeriod>hourly</sy:updatePeriod>", timedelta(hours=1)),
        ("<sy:updatePeriod> daily </sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>", timedelta(hours=6)),
        ("<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", timedelta(hours=1)),
    ],
)
def test_how_long_a_channel_stays_as_it_is(fields, ttl):
    assert feed_of(fields).ttl == ttl


def test_an_item_tells_all_that_the_desk_uses():
    entry = entry_of(
        """<title>Rain &amp;amp; &lt;b&gt;wind&lt;/b&gt;</title><link>https://news.example/a</link><guid>tag:a</guid>
        <description>&lt;p&gt;It rains.&lt;/p&gt;&lt;p&gt;A lot.&lt;/p&gt;</description>
        <content:encoded><![CDATA[<p>It rains. <a href="/x">More</a></p>]]></content:encoded>
        <dc:creator>Ann Onym</dc:creator><dc:creator>Bo Bee</dc:creator><author>desk@news.example</author>
        <pubDate>Tue, 05 Nov 2024 13:11:53 +0200</pubDate><atom:updated>2024-11-06T00:00:00Z</atom:updated>"""
    )
    assert (entry.title, entry.summary) == ("Rain & wind", "It rains. A lot.")
    assert (entry.url, entry.id) == ("https://news.example/a", "tag:a")
    assert entry.content_html == '<p>It rains. <a href="/x">More</a></p>'
    assert entry.authors == ("Ann Onym", "Bo Bee")
    assert entry.published_at == datetime(2024, 11, 5, 11, 11, 53, tzinfo=UTC)
    assert entry.updated_at == datetime(2024, 11, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a &lt; b &amp;amp; List&lt;String&gt;", "a < b & List<String>"),
        ("<![CDATA[Wind&nbsp;&amp; <i>rain</i><br/>tonight]]>", "Wind & rain tonight"),
        ("<b>Un</b>escaped <i>markup</i>", "Unescaped markup"),
        ("soft\u00adhyphen\u200b", "softhyphen"),
        ("<![CDATA[<script>alert(1)</script>Safe<!-- not this -->]]>", "Safe"),
        ("<![CDATA[<a title='5 > 4' href=x>Five</a>]]>", "Five"),
    ],
)
def test_titles_become_plain_text(markup, text):
    assert entry_of(f"<title>{markup}</title>").title == text


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ("ann@news.example (Ann Onym)", ("Ann Onym",)),
        ("Ann Onym &lt;ann@news.example&gt;", ("Ann Onym",)),
        ("Ann Onym (ann@news.example)", ("Ann Onym",)),
        ("ann@news.example", ()),
        ("<![CDATA[Ann Onym]]>", ("Ann Onym",)),
    ],
)
def test_authors_are_names_and_never_addresses(author, names):
    assert entry_of(f"<author>{author}</author>").authors == names


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        ("<link>\n  /a?x=1&amp;y=2\n </link>", "https://news.example/a?x=1&y=2"),
        ("<link>b</link>", "https://news.example/section/b"),
        ("<guid isPermaLink='true'>https://news.example/g</guid>", "https://news.example/g"),
        ("<guid isPermaLink='false'>id-7</guid>", None),
        ("<link/><atom:link href='https://news.example/at'/>", "https://news.example/at"),
        (
            "<link>https://proxy.example/x</link><feedburner:origLink>https://news.example/o</feedburner:origLink>",
            "https://news.example/o",
        ),
        ("<enclosure url='https://news.example/a.mp3' type='audio/mpeg'/>", None),
    ],
)
def test_the_link_of_an_item(fields, url):
    assert entry_of(fields).url == url


def test_relative_links_start_from_xml_base():
    entry = feed_of("<item xml:base='https://cdn.example/deep/'><link>a</link></item>").entries[0]
    assert entry.url == "https://cdn.example/deep/a"


def test_pictures_come_largest_first_once_and_without_counters():
    entry = entry_of(
        """<link>https://news.example/a</link><enclosure url="/e.jpg" type="image/jpeg" length="1"/>
        <media:group><media:content url="/s.jpg" medium="image" width="300" height="200"/>
        <media:content url="/l.jpg" type="image/jpeg" width="1200" height="800"><media:credit>Ann</media:credit>
        <media:description>A &amp;amp; B</media:description></media:content></media:group>
        <media:thumbnail url="/s.jpg"/><media:content url="/clip.mp4" type="video/mp4" width="1900"/>
        <media:thumbnail url="/dot.gif" width="1" height="1"/>"""
    )
    base = "https://news.example"
    assert entry.images == (
        Image(url=f"{base}/l.jpg", width=1200, height=800, alt="A & B", credit="Ann"),
        Image(url=f"{base}/s.jpg", width=300, height=200),
        Image(url=f"{base}/e.jpg"),
    )
    assert entry.player_url is None


def test_the_first_picture_of_the_text_stands_in_where_no_other_is_named():
    entry = entry_of(
        """<link>https://news.example/a/b</link><description><![CDATA[<img src="https://count.example/1" width="1">
        <img data-src="no" alt='A "b"' src='../c.jpg?x=1&amp;y=2' width=640px>]]></description>"""
    )
    assert entry.images == (Image(url="https://news.example/c.jpg?x=1&y=2", width=640, alt='A "b"'),)


@pytest.mark.parametrize(
    ("fields", "player"),
    [
        (
            "<media:content medium='video'><media:player url='https://v.example/p/1'/></media:content>",
            "https://v.example/p/1",
        ),
        ("<yt:videoId>a-b_c</yt:videoId>", "https://www.youtube-nocookie.com/embed/a-b_c"),
        ('<yt:videoId>"&gt;&lt;script&gt;</yt:videoId>', "https://www.youtube-nocookie.com/embed/%22%3E%3Cscript%3E"),
        ("<media:player url='javascript:alert(1)'/>", None),
        ("<media:content url='/clip.mp4' type='video/mp4'/>", None),  # a clip beside an article
    ],
)
def test_an_entry_with_a_player_is_a_video(fields, player):
    assert entry_of(fields).player_url == player


def test_a_summary_comes_from_the_content_where_there_is_no_description_and_is_cut_after_a_word():
    entry = entry_of(f"<description> </description><content:encoded>{'word ' * 1000}</content:encoded>")
    assert entry.summary.startswith("word word")
    assert entry.summary.endswith("word…")
    assert len(entry.summary) <= 2_000


def test_rss_1_keeps_its_items_beside_the_channel():
    body = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
      xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>Old</title><link>https://old.example/</link>
      <dc:language>it</dc:language></channel>
      <item rdf:about="https://old.example/1"><title>Uno</title><link>https://old.example/1</link>
      <dc:date>2024-11-05</dc:date></item></rdf:RDF>"""
    feed = parse_feed(body, URL)
    assert (feed.title, feed.language) == ("Old", "it")
    entry = feed.entries[0]
    assert (entry.title, entry.id) == ("Uno", "https://old.example/1")
    assert entry.published_at == datetime(2024, 11, 5, tzinfo=UTC)
