"""The reader meets any bytes: an article or a declared reason, never another error, never long."""

import time
from pathlib import Path
from random import Random

import pytest

from mutations import load_libraries, mutate
from nightdesk.errors import SkipItem
from nightdesk.reading import read_page

PAGES = Path(__file__).resolve().parents[1] / "data" / "reading"
URL = "https://www.fjordpost.example/news/2026/ferry-leaves-early"
MUTATIONS = 160  # here; scripts/mutate_pages.py reads 20,000
MOST_SECONDS = 2.0  # of CPU
PARAGRAPHS = (
    "The last ferry of the season left the island on Tuesday with forty passengers, two goats and a piano.",
    "Engineers had warned since spring that the pier would not stand another winter, said the harbour council.",
    "Until the new pier is built, ferries leave from the cargo quay, two kilometres further east.",
)
# What stands in pages of real sites between two paragraphs and says nothing.
SAYS_NOTHING = {
    "PHP": b"<?php echo get_tags(12); ?>",
    "XML declaration": b'<?xml version="1.0" encoding="utf-8"?>',
    "instruction without a name": b"<? x ?>",
    "CDATA": b"<![CDATA[ x ]]>",
    "document type": b'<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" "xhtml1-strict.dtd">',
    "comment that ends at once": b"<!-->",
    "comment with another end": b"<!-- x --!>",
    "conditional comment": b"<!--[if lt IE 9]><p>Please update your browser to read this page.</p><![endif]-->",
    "revealed conditional comment": b"<![if !IE]><![endif]>",
    "null bytes": b"\0\0\0",
    "end of nothing": b"</>",
    "deep nesting": b"<div>" * 40_000 + b"</div>" * 40_000,
    "formatting that is never closed": b"".join(b"<font size=%d>" % n for n in range(3000)),
    "2,163 attributes": b"<p " + b" ".join(b'a%d="%d"' % (n, n) for n in range(2163)) + b"></p>",
    "100,000 attributes with brackets": b"<p " + b" ".join(b'a%d="<>"' % n for n in range(100_000)) + b"></p>",
}


@pytest.fixture(scope="module")
def pages():
    """The pages of the repository."""
    return tuple(path.read_bytes() for path in sorted(PAGES.glob("*.html")))


def page_with(between: bytes) -> bytes:
    paragraphs = [f"<p>{text}</p>".encode() for text in PARAGRAPHS]
    head = b"<!doctype html><html lang=en><head><title>Ferry leaves early</title></head><body><article>"
    return head + b"<h1>Ferry leaves early</h1>" + between.join(paragraphs) + between + b"</article></body></html>"


@pytest.mark.parametrize("between", SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_what_says_nothing_costs_none_of_the_text(between):
    start = time.process_time()
    page = read_page(page_with(between), URL)
    assert page.text.split("\n\n") == list(PARAGRAPHS)
    assert page.title == "Ferry leaves early"
    assert time.process_time() - start < MOST_SECONDS


@pytest.mark.parametrize("tag", [b"div", b"span", b"b", b"table", b"x-y"])
def test_a_text_a_hundred_thousand_tags_deep_is_read(tag):
    page = page_with(b"").replace(b"<article>", b"<article>" + b"<%s>" % tag * 100_000)
    start = time.process_time()
    text = read_page(page, URL).text
    assert all(paragraph in text for paragraph in PARAGRAPHS)
    assert time.process_time() - start < MOST_SECONDS


@pytest.mark.parametrize(
    "charset", ["idna", "punycode", "utf-7", "undefined", "unicode_escape", "zlib", "x-sjis", "\xff"]
)
def test_a_declared_encoding_that_is_none_of_the_web_is_not_used(charset):
    page = page_with(b"").replace(b"<head>", b"<head><meta charset=" + charset.encode("latin-1") + b">")
    read = read_page(page.replace(b"</article>", b"<p>Tickets cost 12 \x80.</p></article>"), URL)
    assert read.text.startswith("\n\n".join(PARAGRAPHS))


@pytest.mark.parametrize("zone", ["+99:99", "-24:00", "+14:60"])
def test_a_zone_that_is_none_is_not_taken_for_the_other_times(zone):
    times = f"<meta property='article:modified_time' content='2026-10-06T18:20:00{zone}'>".encode()
    times += b"<meta property='article:published_time' content='2026-10-06T18:20:00'>"
    read = read_page(page_with(b"").replace(b"<head>", b"<head>" + times), URL)
    assert read.published_at is not None


@pytest.mark.parametrize("share", range(4))
def test_a_mutated_page_gives_an_article_or_a_reason_in_time(share, pages):
    load_libraries()
    for seed in range(share * MUTATIONS // 4, (share + 1) * MUTATIONS // 4):
        body = mutate(pages, Random(seed))
        start = time.process_time()
        try:
            read_page(body, URL)
        except SkipItem:
            pass
        except Exception as error:  # noqa: BLE001 - what is looked for
            pytest.fail(f"seed {seed}: {error!r}")
        assert time.process_time() - start < MOST_SECONDS, f"seed {seed}"
