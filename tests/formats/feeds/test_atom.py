"""Atom 1.0 and 0.3."""

from datetime import UTC, datetime

import pytest

from nightdesk.formats.feeds import parse_feed

URL = "https://news.example/atom.xml"


def feed_of(content: str, attributes: str = ""):
    return parse_feed(f'<feed xmlns="http://www.w3.org/2005/Atom" {attributes}>{content}</feed>'.encode(), URL)


def entry_of(content: str):
    return feed_of(f"<entry>{content}</entry>").entries[0]


def test_a_feed_tells_title_site_language_hub_and_logo():
    feed = feed_of(
        """<title type="html">The &lt;i&gt;Daily&lt;/i&gt;</title><link rel="self" href="/self"/><link href="/"/>
        <link rel="hub" href="https://hub.example/"/><logo>/logo.png</logo>""",
        'xml:lang="pt-br"',
    )
    assert (feed.title, feed.site_url, feed.language) == ("The Daily", "https://news.example/", "pt-BR")
    assert (feed.self_url, feed.hub_url) == ("https://news.example/self", "https://hub.example/")
    assert feed.image_url == "https://news.example/logo.png"


def test_an_entry_tells_all_that_the_desk_uses():
    entry = entry_of(
        """<title>Rain</title><id>tag:a</id><published>2024-11-05T13:11:53+02:00</published>
        <updated>2024-11-06T00:00:00Z</updated><link href="/a"/><summary>It rains.</summary>
        <author><name>Ann Onym</name><email>a@b.example</email></author>
        <content type="html">&lt;p&gt;It rains a lot.&lt;/p&gt;</content>"""
    )
    assert (entry.title, entry.id, entry.url) == ("Rain", "tag:a", "https://news.example/a")
    assert (entry.summary, entry.content_html) == ("It rains.", "<p>It rains a lot.</p>")
    assert entry.authors == ("Ann Onym",)
    assert entry.published_at == datetime(2024, 11, 5, 11, 11, 53, tzinfo=UTC)
    assert entry.updated_at == datetime(2024, 11, 6, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("<title>Using the &lt;b> tag, a &lt; b</title>", "Using the <b> tag, a < b"),
        ("<title type='html'>&lt;b>Wind&lt;/b> &amp;amp; rain</title>", "Wind & rain"),
        ("<title type='text'>Wind &amp;#233; rain</title>", "Wind é rain"),  # declared plain, and is not
        ("<title type='xhtml'><div xmlns='http://www.w3.org/1999/xhtml'><b>Wi</b>nd</div></title>", "Wind"),
    ],
)
def test_titles_are_read_by_their_type(title, text):
    assert entry_of(title).title == text


def test_xhtml_content_is_written_out_without_namespaces():
    entry = entry_of(
        "<content type='xhtml'><x:div xmlns:x='http://www.w3.org/1999/xhtml'><x:p>One</x:p><x:p>Two</x:p></x:div>"
        "</content>"
    )
    assert entry.content_html == "<div><p>One</p><p>Two</p></div>"
    assert entry.summary == "One Two"


@pytest.mark.parametrize(
    ("links", "url"),
    [
        ("<link rel='enclosure' href='/a.mp3'/><link rel='alternate' href='/a'/>", "https://news.example/a"),
        ("<link type='application/json' href='/j'/><link type='text/html' href='/h'/>", "https://news.example/h"),
        ("<content src='/elsewhere' type='text/html'/>", "https://news.example/elsewhere"),
        ("<id>https://news.example/by-id</id>", "https://news.example/by-id"),
        ("<id>tag:news.example,2024:1</id>", None),
    ],
)
def test_the_page_of_an_entry(links, url):
    assert entry_of(links).url == url


def test_links_and_pictures_start_from_xml_base():
    entry = feed_of(
        "<entry xml:base='2024/'><link href='a'/>"
        "<content type='html' xml:base='pics/'>&lt;img src='i.jpg'></content></entry>",
        'xml:base="https://cdn.example/blog/"',
    ).entries[0]
    assert entry.url == "https://cdn.example/blog/2024/a"
    assert entry.images[0].url == "https://cdn.example/blog/2024/pics/i.jpg"


def test_an_entry_without_authors_has_those_of_its_feed_but_never_the_outlet():
    feed = feed_of("<title>Daily</title><author><name>Daily</name></author><author><name>Ann</name></author><entry/>")
    assert feed.entries[0].authors == ("Ann",)


def test_atom_0_3_is_read():
    body = b"""<feed version="0.3" xmlns="http://purl.org/atom/ns#"><title>Old</title><entry>
      <title mode="escaped">A &lt;i>b&lt;/i> </title><link rel="alternate" href="https://old.example/1"/><issued>2004-01-01T00:00:00Z</issued>
      <modified>2004-01-02T00:00:00Z</modified></entry></feed>"""
    entry = parse_feed(body, URL).entries[0]
    assert (entry.title, entry.url) == ("A b", "https://old.example/1")
    assert entry.published_at == datetime(2004, 1, 1, tzinfo=UTC)
    assert entry.updated_at == datetime(2004, 1, 2, tzinfo=UTC)


def test_a_feed_that_forgot_its_namespace_is_read():
    body = b"""<feed><title>Bare</title><entry><title>One</title><link href="/1"/>
      <author><name>Ann</name></author></entry></feed>"""
    feed = parse_feed(body, URL)
    assert (feed.title, feed.entries[0].title, feed.entries[0].url) == ("Bare", "One", "https://news.example/1")
    assert feed.entries[0].authors == ("Ann",)


def test_a_video_of_a_platform_has_picture_player_and_text():
    entry = entry_of(
        """<link href="https://v.example/1"/><videoId xmlns="http://www.youtube.com/xml/schemas/2015">abc</videoId>
        <m:group xmlns:m="http://search.yahoo.com/mrss/">
        <m:thumbnail url="https://v.example/1.jpg" width="480" height="360"/>
        <m:description>All of it.</m:description></m:group>"""
    )
    assert entry.player_url == "https://www.youtube-nocookie.com/embed/abc"
    assert entry.images[0].width == 480
    assert entry.summary == "All of it."
