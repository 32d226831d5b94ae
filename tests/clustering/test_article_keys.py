"""What articles of different languages may both have."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.clustering.crosslingual.article_keys import LEAD, Key, key_share, keys_of_text
from nightdesk.clustering.crosslingual.places import languages, places

DATA = Path(__file__).parent.parent / "data/clustering"


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (DATA / f"{name}.tsv").read_text(encoding="utf-8").splitlines()]


def of_kind(kind: str, title: str, language: str = "") -> set[str]:
    return {key.text for key in keys_of_text(title, "", language) if key.kind == kind}


@pytest.mark.parametrize("spellings", [row[1:] for row in rows("names")], ids=[row[0] for row in rows("names")])
def test_a_made_up_name_is_one_key_in_every_script(spellings: list[str]) -> None:
    keys = [of_kind("name", f"… {spelling}") for spelling in spellings]
    assert all(len(key) == 1 for key in keys)
    assert len(set().union(*keys)) == 1


@pytest.mark.parametrize("row", rows("places"), ids=[row[0] for row in rows("places")])
def test_a_place_is_one_key_in_every_language(row: list[str]) -> None:
    code, *titles = row
    for language, title in zip(titles[::2], titles[1::2], strict=True):
        assert code in of_kind("place", title, language), title


@pytest.mark.parametrize("row", rows("meanings"), ids=[row[0] for row in rows("meanings")])
def test_a_word_of_the_news_is_one_key_in_every_language(row: list[str]) -> None:
    code, *titles = row
    for language, title in zip(titles[::2], titles[1::2], strict=True):
        assert code in of_kind("meaning", title, language), title


def test_a_common_word_is_no_word_of_the_news() -> None:
    assert "bridge" not in of_kind("meaning", "A legtöbb ember most", "hu")
    assert "moon" not in of_kind("meaning", "le monde entier", "fr")


@pytest.mark.parametrize("row", rows("function_words"), ids=[row[0] for row in rows("function_words")])
def test_function_words_are_no_keys(row: list[str]) -> None:
    language, words = row
    assert keys_of_text(words.capitalize(), words, language) == {}


def test_places_tell_apart_what_names_alike_mean_in_another_language() -> None:
    assert "TG" in of_kind("place", "Election in Togo", "en")
    assert "TG" not in of_kind("place", "Кроме того", "ru")


def test_a_capital_is_a_name_and_no_word_of_the_news() -> None:
    assert of_kind("meaning", "The minister of war", "en") == {"minister", "war"}
    assert "death" not in of_kind("meaning", "Prize for chemistry to Morten Meldal", "en")
    assert "minister" in of_kind("meaning", "Der neue Minister", "de")


def test_traditional_and_simplified_chinese_meet() -> None:
    assert keys_of_text("烏克蘭總統訪問韓國", "", "zh-Hant") == keys_of_text("乌克兰总统访问韩国", "", "zh")
    assert of_kind("place", "烏克蘭總統訪問韓國", "zh") == {"UA", "KR"}


def test_a_common_word_weighs_less_than_a_rare_one() -> None:
    keys = keys_of_text("الحكومة كاملمبور", "", "ar")
    weights = sorted(weight for key, weight in keys.items() if key.kind == "name")
    assert weights[0] < 0.6 < weights[-1]


def test_numbers_and_links_are_keys() -> None:
    keys = keys_of_text("1.234 Tote", "Mehr: https://example.org/news/one?x=1 und ١٢٣٤", "de")
    assert Key("number", "1234") in keys
    assert Key("link", "example.org/news/one") in keys


def test_the_end_of_a_long_text_is_not_read() -> None:
    assert keys_of_text("Sandriol", "x " * LEAD + "Garmendor", "en").keys() == keys_of_text("Sandriol", "", "en").keys()


def test_many_languages_have_names_of_places() -> None:
    assert len(languages()) > 80
    for language in ("en", "zh", "sh", "ckb"):
        assert places(language).lexicon.code_of("zzz") == ""


@given(
    title=st.text(max_size=80), text=st.text(max_size=200), language=st.sampled_from(["", "en", "zh", "th", "ar", "xx"])
)
def test_any_text_has_keys_with_weights_and_shares(title: str, text: str, language: str) -> None:
    keys = keys_of_text(title, text, language)
    assert keys == keys_of_text(title, text, language)
    assert all(0 <= weight <= 1.2 for weight in keys.values())
    assert all(0 < key_share(key) < 0.1 for key in keys)


@given(
    st.sampled_from(["Sandriol in Tokyo", "Война в Украине 1234", "日本と韓国"]),
    st.sampled_from(["en", "ru", "ja", ""]),
)
def test_a_title_said_twice_says_no_more(title: str, language: str) -> None:
    assert keys_of_text(title, title, language) == keys_of_text(title, "", language)


def test_the_made_up_names_differ() -> None:
    keys = {row[0]: of_kind("name", f"… {row[1]}") for row in rows("names")}
    assert all(keys[one].isdisjoint(keys[other]) for one, other in combinations(keys, 2))
