"""Wording: text as a reader sees it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.reading.reader import language_tag
from nightdesk.reading.wording import cut_excerpt, has_letters, letters, tidy


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("", ""),
        ("  a\n\tb\u00a0c ", "a b c"),
        ("Tom &amp;amp; Ann &#8216;here&#8217;", "Tom & Ann \u2018here\u2019"),
        ("<p>One</p><p>two</p>", "One two"),
        ("a < b and c > d", "a < b and c > d"),
        ("Heli\u00adkopter\u200b", "Helikopter"),
        ("می\u200cروم", "می\u200cروم"),
    ],
)
def test_a_line_is_tidied(raw, seen):
    assert tidy(raw) == seen


@given(st.text())
def test_an_excerpt_is_one_line_of_300_characters_at_most(text):
    short = cut_excerpt(text)
    assert len(short) <= 300
    assert "\n" not in short


def test_a_short_excerpt_stays_whole():
    assert cut_excerpt("The ferry left. It will be back") == "The ferry left. It will be back"


def test_a_long_excerpt_ends_at_a_sentence():
    assert cut_excerpt("The ferry left the island. " * 20) == ("The ferry left the island. " * 11).strip()


def test_a_long_excerpt_without_sentences_ends_at_a_word():
    assert cut_excerpt("word " * 100) == ("word " * 59).strip() + "\u2026"


def test_a_long_excerpt_without_spaces_ends_between_characters():
    assert cut_excerpt("新" * 400) == "新" * 299 + "\u2026"


def test_names_compare_by_their_letters():
    assert letters("SPIEGEL.de") == letters("Spiegel De") != letters("Spiegel")


@given(
    st.text(st.characters(codec="ascii") | st.sampled_from("\u00e9\u00df\u2019\u3000\ufb01\u65b0"), max_size=60),
    st.integers(0, 40),
)
def test_a_text_has_so_many_letters_as_a_count_of_them_says(text, least):
    assert has_letters(text, least) == (len(letters(text)) >= least)


@pytest.mark.parametrize(
    ("declared", "tag"),
    [("de", "de"), ("de_at", "de-AT"), ("zh-hans-cn", "zh-Hans-CN"), ("es-419", "es-419"), ("en-US,en", "en-US")],
)
def test_a_declared_language_becomes_a_tag(declared, tag):
    assert language_tag(declared) == tag


@pytest.mark.parametrize("declared", ["", "x", "german", "und", "{{lang}}", "12"])
def test_what_is_no_language_gives_none(declared):
    assert language_tag(declared) is None
