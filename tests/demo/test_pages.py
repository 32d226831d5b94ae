"""The demo's pages are like real ones: a reader of pages finds the article among what surrounds it."""

import json
import re

import pytest
import trafilatura

from nightdesk.demo.press import read_press

PIECES = [(outlet, piece) for outlet in read_press() for piece in outlet.pieces]
LONG = [pair for pair in PIECES if not pair[1].paywalled and not pair[1].video]
JSONLD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


@pytest.mark.parametrize(("outlet", "piece"), [pytest.param(*pair, id=pair[1].slug) for pair in LONG])
def test_the_body_is_found_whole_and_without_its_surroundings(captures, outlet, piece):
    text = trafilatura.extract(captures[piece.url][1].decode(), url=piece.url, include_comments=False)
    assert text is not None
    flat = " ".join(text.split())
    for paragraph in piece.paragraphs:
        assert " ".join(paragraph.split()) in flat
    others = [other.title for other in outlet.pieces if other.title != piece.title]
    assert [title for title in others if title in flat] == []


@pytest.mark.parametrize(("outlet", "piece"), [pytest.param(*pair, id=pair[1].slug) for pair in PIECES])
def test_a_page_says_what_it_is_in_its_head(captures, outlet, piece):
    page = captures[piece.url][1].decode()
    assert f'<link rel="canonical" href="{piece.url}">' in page
    assert f'<html lang="{outlet.language}"' in page
    assert 'property="og:title"' in page
    assert ('rel="amphtml"' in page) == (piece.amp_url is not None)
    assert ('content="video.other"' in page) == (piece.video is not None)


def test_structured_data_can_be_read_and_tells_the_time(captures):
    told = 0
    for outlet, piece in PIECES:
        for block in JSONLD.findall(captures[piece.url][1].decode()):
            value = json.loads(block)
            nodes = value if isinstance(value, list) else value.get("@graph", [value])
            article = next(node for node in nodes if "datePublished" in node)
            assert article["@type"] == ("VideoObject" if piece.video else "NewsArticle")
            assert article["url"] == piece.url
            assert article["inLanguage"] == outlet.language
            told += 1
    assert 60 < told < len(PIECES)  # one layout has none, as some real sites


def test_the_paywalled_page_says_so_and_holds_only_its_opening(captures):
    outlet, piece = next((outlet, piece) for outlet, piece in PIECES if piece.paywalled)
    page = captures[piece.url][1].decode()
    assert '"isAccessibleForFree": false' in page
    assert 'class="paywall"' in page
    assert len(piece.paragraphs) == 2
    assert outlet.layout == "broadsheet"
