"""Texts that broken and hostile sources send, and documents that carry them in every field."""

# ruff: noqa: E501 - documents in lines as they are sent

import html
import json

from hypothesis import strategies as st

BREAKING = (
    "\ud800", "\udfff\ud83d", "\x00", "\\u0000", "\\\\u0000", "\\ud800", "\x1b[2J", "\x07", "\x7f", "\x80", "\x85", "\x9b31m",
    "\ufdd0", "\uffff", "\U0001ffff", "\u202e", "\u202d\u202c", "\u2067", "\u2069\u2069", "\u202a", "e" + "\u0301" * 40,
    "\r\n", "\u2028", "\ufeff", '"', "\\", "'", "<b>", "&", "&#0;", "&#xD800;", "]]>", "--", "{{x}}", "%s", "😀", "x" * 3000,
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(BREAKING), st.text(max_size=5)), max_size=5).map("".join)
EVERYTHING = "A word " + " ".join(BREAKING[:-1])  # all of them at once, for what is too slow to be asked twice
SITE = "https://www.fjordpost.example"
LINES = "".join(
    f"<p>The council said on day {day} that the ferry would sail again, and all were glad.</p>" for day in range(9)
)


def in_xml(text):
    """A text as XML that parsers take; what XML cannot spell is spelt as a reference, as careless programs do."""
    return "".join(c if c >= " " and c.isascii() and c not in '<>&"' else f"&#{ord(c)};" for c in text)


def rss_of(text, link=f"{SITE}/news/1"):
    """An RSS feed with a text in each of its fields."""
    t = in_xml(text)
    return (
        '<rss xmlns:media="http://search.yahoo.com/mrss/" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content='
        f'"http://purl.org/rss/1.0/modules/content/"><channel><title>Fjord {t}</title><language>{t}</language>'
        f"<image><url>{SITE}/{t}.png</url></image><item><title>Ferry {t}</title><link>{link}</link><guid>{t}</guid>"
        f"<description>News {t}</description><content:encoded>More {t}</content:encoded>"
        + f"<dc:creator>Ann {t}</dc:creator>"
        * 40
        + f'<category>{t}</category><pubDate>{t}</pubDate><media:content url="{SITE}/a{t}.jpg" medium="image" '
        f'width="{t}"><media:description>{t}</media:description><media:credit>By {t}</media:credit></media:content>'
        f"</item></channel></rss>"
    ).encode()


def json_feed_of(text, link=f"{SITE}/news/1"):
    """A JSON Feed with a text in each of its fields, in escapes, so that it spells halves of pairs too."""
    item = {
        "id": text, "url": link, "title": f"Ferry {text}", "summary": f"News {text}", "content_text": text, "content_html": text,
        "authors": [{"name": f"Ann {n} {text}"} for n in range(40)], "image": f"{SITE}/{text}.jpg", "date_published": text,
        "attachments": [{"url": f"{SITE}/b{text}.jpg", "mime_type": "image/jpeg"}],
    }  # fmt: skip
    feed = {"version": text, "title": f"Fjord {text}", "home_page_url": f"{SITE}/{text}", "language": text}
    return json.dumps(feed | {"icon": f"{SITE}/{text}", "items": [item]}).encode()


def atom_of(text, link=f"{SITE}/news/1"):
    """An Atom feed with a text in each of its fields."""
    t = in_xml(text)
    return (
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Fjord {t}</title><link href="{SITE}/{t}"/>'
        f'<entry><id>{t}</id><title>Ferry {t}</title><link href="{link}"/><summary>News {t}</summary><content>{t}</content>'
        f"<author><name>Ann {t}</name></author><updated>{t}</updated></entry></feed>"
    ).encode()


def page_of(text):
    """A page with a text in its JSON-LD, OpenGraph, microdata and body."""
    t = html.escape(text.encode("utf-8", "replace").decode())
    person = {"@type": "Person", "name": f"Ann {text}"}
    data = {
        "@context": "https://schema.org", "@type": "NewsArticle", "headline": f"Ferry {text}", "description": f"News {text}" * 3,
        "author": [person] * 40, "creator": text, "datePublished": text, "inLanguage": text, "keywords": [text],
        "publisher": {"@type": "Organization", "name": f"Fjord {text}", "logo": {"url": f"{SITE}/{text}"}},
        "image": [{"@type": "ImageObject", "url": f"{SITE}/c{text}.jpg", "caption": text, "creditText": f"By {text}",
                   "width": 10**40, "height": text}],
    }  # fmt: skip
    return (
        f'<html lang="{t}"><head><title>Ferry {t}</title><script type="application/ld+json">{json.dumps(data)}</script>'
        f'<meta property="og:title" content="Ferry {t}"><meta property="og:site_name" content="Fjord {t}">'
        f'<meta property="article:published_time" content="2026-11-19T08:30:00Z"><meta property="og:image" content="{SITE}/d.jpg"><meta property="og:image:alt" content="{t}">'
        f'<meta property="og:description" content="News {t}"><meta name="author" content="Ann {t}">'
        f'<link rel="canonical" href="{SITE}/news/1"><link rel="amphtml" href="{SITE}/amp/{t}"></head><body><article>'
        f'<h1 itemprop="headline">Ferry {t}</h1><p class="byline">By <span itemprop="author">Ann {t}</span></p>'
        f'<figure><img src="{SITE}/e{t}.jpg" alt="{t}"><figcaption>{t} Photo: {t}</figcaption></figure>{LINES}<p>{t}</p>'
        f"</article></body></html>"
    ).encode()


def record_of(text):
    """A record with a text in each of its fields, in YAML's escapes."""
    q = json.dumps(text.encode("utf-8", "replace").decode())
    return (
        f"---\ncategory: news\ntitle: {json.dumps('Ferry ')[:-1]}{q[1:]}\nexcerpt: {q}\npublishedDateTime: 2026-11-20T12:00:00Z\n"
        f'originalUrl: "{SITE}/news/1"\nwebUrl: "{SITE}/news/1"\ntype: article\nquality: 80\nheat: 90\npublished: true\n'
        f"provider:\n  name: {json.dumps('Fjord ')[:-1]}{q[1:]}\n  domain: fjordpost.example\ntopics:\n  - News\n  - {q}\n"
        f"images:\n  - url: {q}\n    width: 99999999999\nrelated:\n  - title: {q}\n    webUrl: {q}\n    quality: 9\nsecured: {q}\n---\n"
    ).encode()
