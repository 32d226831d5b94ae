"""The made-up press: enough of it, in enough languages, with gold answers that can score a desk."""

from collections import Counter, defaultdict

import pytest

from nightdesk.demo import expected_copies, expected_stories
from nightdesk.demo.drawing import THEMES, draw_picture
from nightdesk.demo.press import CORPUS, read_press

PIECES = [(outlet, piece) for outlet in read_press() for piece in outlet.pieces]


def language_of(url: str) -> str:
    return next(outlet.language for outlet, piece in PIECES if piece.url == url)


def test_it_is_large_enough_to_show_a_desk():
    assert len(PIECES) >= 66
    assert len(read_press()) == 13
    assert len({outlet.language for outlet in read_press()}) >= 6


def test_its_texts_fit_into_the_package():
    assert sum(path.stat().st_size for path in CORPUS.rglob("*")) < 500_000


def test_a_dozen_events_are_covered_by_three_outlets_or_more():
    outlets = defaultdict(set)
    for outlet, piece in PIECES:
        outlets[piece.event].add(outlet.domain)
    covered = [event for event, domains in outlets.items() if len(domains) >= 3]
    assert len(covered) >= 12


def test_several_events_are_covered_in_more_than_one_language():
    languages = defaultdict(set)
    for outlet, piece in PIECES:
        languages[piece.event].add(outlet.language)
    assert sum(len(found) > 1 for found in languages.values()) >= 6


def test_look_alikes_are_different_events():
    events = set(expected_stories().values())
    assert {"velm-flood", "arzuela-flood", "cup-semi-ellam-thornby", "cup-semi-rovers-kestrel"} <= events


def test_copies_share_their_event_and_language_with_an_earlier_text_of_another_outlet():
    copies, stories = expected_copies(), expected_stories()
    hours = {piece.url: piece.hours for _, piece in PIECES}
    assert len(copies) >= 6
    for copy, carrier in copies.items():
        assert carrier in stories
        assert carrier not in copies
        assert stories[copy] == stories[carrier]
        assert language_of(copy) == language_of(carrier)
        assert copy.split("/")[2] != carrier.split("/")[2]
        assert hours[copy] < hours[carrier]


def test_copies_repeat_paragraphs_under_a_headline_of_their_own():
    by_url = {piece.url: piece for _, piece in PIECES}
    abridged = 0
    for copy, carrier in expected_copies().items():
        kept, whole = by_url[copy].paragraphs, by_url[carrier].paragraphs
        assert set(kept) <= set(whole)
        assert by_url[copy].title != by_url[carrier].title
        abridged += len(kept) < len(whole)
    assert 0 < abridged < len(expected_copies())


def test_every_other_text_is_its_own():
    paragraphs = Counter(text for _, piece in PIECES if not piece.wire for text in piece.paragraphs)
    assert [text for text, count in paragraphs.items() if count > 1] == []


def test_there_is_a_paywall_a_video_an_update_and_a_column_under_one_title():
    titles = Counter((outlet.domain, piece.title) for outlet, piece in PIECES)
    column = [title for title, count in titles.items() if count > 1]
    assert len(column) == 1
    assert len({piece.event for outlet, piece in PIECES if (outlet.domain, piece.title) in column}) == 2
    assert sum(piece.paywalled for _, piece in PIECES) == 1
    assert sum(piece.video is not None for _, piece in PIECES) == 1
    assert any(piece.updated is not None for _, piece in PIECES)


@pytest.mark.parametrize(("outlet", "piece"), [pytest.param(*pair, id=pair[1].slug) for pair in PIECES])
def test_a_piece_is_complete(outlet, piece):
    assert piece.title
    assert piece.excerpt
    assert piece.byline
    assert piece.paragraphs
    assert 0 < piece.hours < 48
    assert piece.url.startswith(f"https://{outlet.domain}/")
    assert piece.theme is None or piece.theme in THEMES
    if not piece.paywalled and not piece.video:
        # 45 words or so; Chinese and Japanese write about two characters for a word
        assert sum(map(len, piece.paragraphs)) > (200 if outlet.language in ("ja", "zh") else 400)


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_drawing_is_the_same_for_the_same_seed_and_another_for_another(theme):
    palette = ("f4efe6", "1f3a5f", "d9822b", "8fb0c9")
    first = draw_picture(theme, palette, "one")
    assert draw_picture(theme, palette, "one") == first
    assert draw_picture(theme, palette, "two") != first
    assert draw_picture(theme, palette[::-1], "one") != first
