"""How common terms are before the desk has seen any."""

from __future__ import annotations

from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.clustering.text.background import background, languages, simplified

COMMON = {
    "en": "the",
    "de": "und",
    "ru": "что",
    "ar": "من",
    "hi": "में",
    "zh": "我们",
    "ja": "した",
    "ko": "에서",
    "th": "กา",
}
RARER = {"en": "earthqu", "de": "erdbebe", "ru": "землетр", "ar": "زلزال", "zh": "地震", "ja": "地震", "ko": "지진"}


def test_more_than_forty_languages_have_frequencies() -> None:
    assert len(languages()) > 40
    assert all(background(language).articles for language in languages())


@pytest.mark.parametrize("language", sorted(RARER))
def test_a_function_word_is_common_and_a_thing_is_not(language: str) -> None:
    known = background(language)
    assert known.share(COMMON[language]) > 0.5
    assert 0 < known.share(RARER[language]) < 0.15


@given(language=st.sampled_from(sorted(languages())), spot=st.integers(0, 1000), words=st.integers(5, 2000))
def test_a_longer_article_is_likelier_to_have_any_term(language: str, spot: int, words: int) -> None:
    known = background(language)
    term = known.commonest(len(known))[spot % len(known)]
    assert 0 < known.share(term, words) <= known.share(term, words + 100) <= 1


def test_a_term_that_ordinary_text_hardly_has_is_unseen() -> None:
    assert background("en").share("qqzzyx") == 0


def test_a_language_without_data_goes_by_what_all_have_and_by_length() -> None:
    known = background("ka")
    assert known.articles == 0
    assert known.share("და") > known.share("თბილისი") > 0
    assert known.share("the") > 0.5
    assert background("").articles == 0


def test_a_region_and_a_sister_language_read_the_same_frequencies() -> None:
    assert background("pt-BR").share("que") == background("pt").share("que")
    assert background("no").share("ikke") == background("nb").share("ikke") > 0.5


def test_numbers_go_by_what_they_are() -> None:
    known = background("en")
    assert known.share("12") > known.share("2022") > known.share("4711") > 0
    assert known.shares(["12", "the"]) == [known.share("12"), known.share("the")]


def test_traditional_chinese_is_written_as_simplified() -> None:
    assert "中國經濟".translate(simplified()) == "中国经济"
    assert "中国经济".translate(simplified()) == "中国经济"


def test_the_frequencies_are_small_in_the_wheel() -> None:
    assert len(files("nightdesk.clustering.text").joinpath("word_frequencies.zip").read_bytes()) < 1_500_000
