"""Shared terms as a person would say them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.clustering.text.shown import shown_terms
from nightdesk.clustering.text.stop_words import stop_terms
from nightdesk.clustering.text.words import terms

TITLE = "Twelve Killed in Costa Rica Plane Crash"
TEXT = (
    "A plane of Nature Air crashed in Costa Rica's north-west on Sunday. All 12 people died, investigators of the "
    "“Instituto” said. The U.S. embassy, too, named https://costa.example/Rica, and the plane."
)


def said(title, text, language="en", shared=None):
    """What is shown, by kind."""
    found = shown_terms(title, text, terms(f"{title} {text}") if shared is None else shared, language)
    return {(shown.kind, shown.words) for shown in found.values()}


def test_neighbours_that_are_parts_of_a_name_are_shown_as_one_name():
    found = said(TITLE, TEXT)
    assert {("name", "Costa Rica"), ("name", "Nature Air"), ("number", "12"), ("word", "plane")} <= found
    assert ("word", "investigators") in found  # whole, not the seven letters of its term


def test_a_title_in_capitals_tells_no_names():
    assert said("Ferry Sinks Off Havgull", "", shared=["ferry", "sinks", "havgull"]) == {
        ("word", "Ferry"),
        ("word", "Sinks"),
        ("word", "Havgull"),
    }


def test_in_german_a_capital_letter_tells_no_name():
    found = said("Fähre sinkt vor Havgull", "Eine Fähre sank am Montag vor Havgull.", "de")
    assert {("word", "Fähre"), ("word", "Havgull")} <= found
    assert "name" not in {kind for kind, _ in found}


@pytest.mark.parametrize("language", ["en", "", "sv"])
def test_no_stop_word_is_shown_whatever_the_language_is_taken_for(language):
    shown = said("Of the ferry", "Of those who were on the ferry all came back from it.", language)
    assert {words for _, words in shown} <= {"ferry", "came", "back"}


@pytest.mark.parametrize(
    ("language", "text", "shared", "expected"),
    [
        # A long name is whole; two characters in the middle of others may be halves of two words.
        ("zh", "哥斯达黎加客机坠落", ["哥斯", "斯达", "达黎", "黎加", "机坠"], {"哥斯达黎加"}),
        ("zh", "渡轮恢复航行", ["渡轮"], set()),
        ("zh", "渡轮 恢复航行", ["渡轮"], {"渡轮"}),
        (
            "zh",
            "哥斯達黎加",
            ["哥斯", "斯达", "达黎", "黎加"],
            {"哥斯達黎加"},
        ),  # as it is written, compared in simplified
        # Kana around ideographs and a run of katakana tell where a word ends.
        ("ja", "第三者委員会を設置", ["第三", "三者", "者委", "委員", "員会", "会を", "を設"], {"第三者委員会"}),
        ("ja", "地震がコスタリカで", ["地震", "震が", "コス", "スタ"], {"地震"}),
        ("ja", "地震がコスタリカで", ["コス", "スタ", "タリ", "リカ"], {"コスタリカ"}),
        ("ja", "得票率38.4%を", ["38.4"], {"38.4"}),
        ("ko", "민주당은 선호투표제", ["민주", "주당"], {"민주당"}),
        ("ko", "새민주당은", ["민주", "주당"], set()),
    ],
)
def test_of_scripts_without_spaces_only_whole_words_are_shown(language, text, shared, expected):
    assert {words for _, words in said(text, "", language, shared)} == expected


@given(st.text(max_size=60), st.text(max_size=120), st.sampled_from(["en", "de", "ja", "zh", "ko", "th", ""]))
def test_what_is_shown_is_in_the_text_and_no_stop_word(title, text, language):
    stops = stop_terms(language)
    for term, shown in shown_terms(title, text, terms(f"{title} {text}"), language).items():
        assert shown.words
        assert not stops.issuperset(terms(shown.words)), shown
        assert term in shown.terms
