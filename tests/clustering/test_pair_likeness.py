"""The likeness of two articles, within and across languages."""

# ruff: noqa: RUF001 - texts in many scripts are what is tested

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.clustering.crosslingual.pair_likeness import Rarities, cross_signals, likeness, make_profile
from nightdesk.clustering.crosslingual.vectors import has_encoder, make_vectors

ENGLISH = (
    "Earthquake of magnitude 6.4 kills 51 near Zagreb",
    "The president of Croatia, Milanovic, said 51 people died after the earthquake hit Petrinja on Tuesday.",
    "en",
)
GERMAN = (
    "Erdbeben der Stärke 6,4 bei Zagreb: 51 Tote",
    "Nach dem Erdbeben in Petrinja sprach Kroatiens Präsident Milanovic am Dienstag von 51 Toten.",
    "de",
)
RUSSIAN = (
    "Землетрясение магнитудой 6,4 близ Загреба: погиб 51 человек",
    "Президент Хорватии Миланович сообщил, что после землетрясения в Петринье погиб 51 человек.",
    "ru",
)
OTHER = ("Neues Album von Rammstein", "Die Band stellt ihre Lieder in Berlin vor, sagte der Sänger am Montag.", "de")


def test_one_event_in_three_languages_is_liker_than_another_event():
    first = make_profile(*ENGLISH)
    apart = likeness(first, make_profile(*OTHER))
    for same in (GERMAN, RUSSIAN):
        found = likeness(first, make_profile(*same))
        assert found.score < apart.score - 0.5
        assert found.chance > 2 * apart.chance


def test_parts_add_up_to_the_score():
    found = likeness(make_profile(*ENGLISH), make_profile(*GERMAN))
    assert found.judge == "core"
    assert min(4, max(1, found.basis + sum(found.parts.values()))) == pytest.approx(found.score)


@given(st.text(max_size=80), st.text(max_size=80), st.sampled_from(["", "en", "zh", "xx"]))
def test_signals_are_the_same_in_either_order_of_whatever_texts(one, other, language):
    first, second = make_profile("", one, language), make_profile(other, "", "en")
    assert cross_signals(first, second) == pytest.approx(cross_signals(second, first))
    assert 1 <= likeness(first, second).score <= 4


def test_what_nothing_has_been_counted_of_is_as_rare_as_can_be():
    rarities = Rarities(10, {"terms": {"the": 10}})
    assert rarities.rarity("terms", "zagreb") > rarities.rarity("terms", "the")


def test_a_shared_link_is_a_signal():
    one = make_profile("", "see https://x.example/a", "en")
    assert cross_signals(one, make_profile("", "voir https://x.example/a?b", "fr"))["links"] == 1


@pytest.mark.skipif(not has_encoder(), reason="nightdesk[multilingual] is not installed")
def test_vectors_run_only_in_languages_they_are_good_at():
    texts = ["\n".join(item[:2]) for item in (ENGLISH, GERMAN, OTHER)]
    english, german, other = make_vectors(texts, ["en", "de", "de"])
    near = likeness(make_profile(*ENGLISH, english), make_profile(*GERMAN, german))
    assert near.judge == "vectors"
    assert near.score < likeness(make_profile(*ENGLISH, english), make_profile(*OTHER, other)).score - 1
    assert make_vectors(["שלום", " ", "مرحبا"], ["he", "en", "ar"]) == [None, None, None]
