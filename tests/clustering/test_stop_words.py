"""Words that say nothing of what an article is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from nightdesk.clustering.text.stop_words import languages, stop_terms
from nightdesk.clustering.text.words import terms


def read(name: str) -> dict[str, str]:
    text = (Path(__file__).parent.parent / "data/clustering" / f"{name}.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines())


FUNCTION, TELLING = read("function_words"), read("telling_words")


@pytest.mark.parametrize("language", sorted(FUNCTION))
def test_function_words_are_stop_words(language: str) -> None:
    left = [term for term in terms(FUNCTION[language]) if term not in stop_terms(language)]
    assert not left


@pytest.mark.parametrize("language", sorted(TELLING))
def test_words_that_say_something_are_none(language: str) -> None:
    for word in TELLING[language].split():
        assert any(term not in stop_terms(language) for term in terms(word)), word


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        (
            "ja",
            "首相はこれについてのことを述べたものとされています",
            "彼女はそれについてのことを歌ったものとされています",
        ),
        ("zh", "總統說這個是我們的", "歌手唱這個是我們的"),
        ("zh", "总统对于这个不是很了解", "法院把这个和他们的那个"),
    ],
)
def test_texts_that_share_function_words_alone_share_nothing(language: str, one: str, other: str) -> None:
    assert frozenset(terms(one)) & frozenset(terms(other))
    assert not (frozenset(terms(one)) & frozenset(terms(other))) - stop_terms(language)


def test_most_languages_have_some_and_a_language_unknown_has_none() -> None:
    assert len(languages()) > 70
    assert all(stop_terms(language) for language in languages())
    assert stop_terms("") == stop_terms("xx") == frozenset()


def test_a_region_has_those_of_its_language() -> None:
    assert stop_terms("zh-Hant") == stop_terms("zh")
    assert "yra" in stop_terms("lt")
