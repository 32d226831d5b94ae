"""Feeds that a page names."""

from nightdesk.formats.feeds import find_feeds

URL = "https://news.example/section/"


def test_feeds_are_found_in_order_once_and_absolute():
    page = """<html><head><base href="/root/">
      <LINK REL='Alternate' TYPE='application/rss+xml; charset=utf-8' TITLE='News &amp; more' HREF='rss'>
      <link type="application/atom+xml" rel="alternate nofollow" href="https://other.example/atom?a=1&amp;b=2">
      <link rel=alternate type=application/feed+json href=/feed.json>
      <link rel="alternate" type="application/rss+xml" href="rss">
      </head>"""
    assert find_feeds(page.encode(), URL) == (
        ("https://news.example/root/rss", "News & more"),
        ("https://other.example/atom?a=1&b=2", ""),
        ("https://news.example/feed.json", ""),
    )


def test_what_is_no_feed_is_not_found():
    page = b"""<link rel="alternate" hreflang="de" href="/de">
      <link rel="stylesheet" type="application/rss+xml" href="/x">
      <link rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/1">
      <link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
      <!-- <link rel="alternate" type="application/rss+xml" href="/old"> -->
      <script>'<link rel="alternate" type="application/rss+xml" href="/fake">'</script>"""
    assert find_feeds(page, URL) == ()


def test_json_is_a_feed_where_its_address_says_so():
    page = b'<link rel="alternate" type="application/json" href="/feed.json">'
    assert find_feeds(page, URL) == (("https://news.example/feed.json", ""),)


def test_a_feed_names_no_other_feeds_even_where_it_quotes_a_page():
    quoted = b'<link rel="alternate" type="application/rss+xml" href="/x">'
    feed = (
        b"<?xml version='1.0'?><!-- made by hand --><rss><item><description><![CDATA["
        + quoted
        + b"]]></description></item></rss>"
    )
    assert find_feeds(feed, URL) == ()
