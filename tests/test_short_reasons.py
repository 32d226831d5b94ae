"""The few reasons that a person is told at first."""

from datetime import UTC, datetime, timedelta

import pytest

from nightdesk.short_reasons import MOST, Member, of_ten, short_reasons, story_reasons
from nightdesk.types import Reason

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
JOINED = (
    Reason("joins", "0.400 of 0.160", 0, "joins the story of “Crash”"),
    Reason("chance", "90%", 0, "about nine in ten articles so near to a story are of one event with it"),
    Reason("shared word", "plane", 0.2, "both speak of “plane”"),
    Reason("shared name", "Costa Rica", 0.15, "both name Costa Rica"),
    Reason("shared number", "12", 0.05, "both give the number 12"),
    Reason("shared word", "weak", 0.01, "both speak of “weak”"),
    Reason("words", "7", 0.01, "7 more shared words"),
    Reason("time", "20 minutes", -0.02, "20 minutes apart"),
    Reason("next", "0.010", 0, "nothing else open is near; the next is “Ferry”"),
)
SPLIT = Reason("split", "s1", 0, "it was split off the story of “Ferry”, which is another one (alike by 0.4 of 0.5)")


def test_names_come_first_then_numbers_and_words_then_time_and_what_else_was_near():
    assert short_reasons(JOINED) == (
        "joins the story of “Crash”",
        "both name Costa Rica, give the number 12 and speak of “plane”",
        "20 minutes apart",
        "nothing else open is near; the next is “Ferry”",
        "about nine in ten articles so near to a story are of one event with it",
    )


def test_what_moved_an_article_is_told_before_how_sure_its_first_place_was():
    told = short_reasons((*JOINED, SPLIT))
    assert len(told) == MOST
    assert told[-1] == "it was split off the story of “Ferry”, which is another one"


def test_an_article_that_nothing_was_near_to_is_told_so_and_nothing_more():
    reasons = (Reason("opens far", "0.01 of 0.16", 0, "nothing else open is near; the next is “Ferry”"), *JOINED[2:])
    assert short_reasons(reasons) == ("nothing else open is near; the next is “Ferry”",)
    assert story_reasons([Member("Crash", NOON, reasons)]) == ("nothing else open is near",)


def test_what_an_editor_decided_is_told_as_it_is():
    assert short_reasons((Reason("editor", "s1", 0, "stands where an editor put it"),)) == (
        "stands where an editor put it",
    )


def test_other_reasons_are_told_by_what_they_add():
    reasons = [Reason(f"r{n}", "", n, f"r{n}") for n in range(-3, 8)]
    assert short_reasons(reasons) == ("r7", "r6", "r5", "r4", "r-3")


def test_a_story_tells_what_its_articles_share_with_each_other():
    other = (*JOINED[:2], Reason("shared name", "Costa Rica (Коста-Рика)", 0.4, ""), *JOINED[3:])
    opened = (Reason("opens", "none near", 0, "no open story shares a telling word with it"),)
    members = [
        Member("Crash", NOON, opened),
        Member("Plane crash", NOON + timedelta(hours=3), JOINED),
        Member("Крушение", NOON + timedelta(hours=1), other),
    ]
    told = story_reasons(members)
    assert told[0] == "the articles name Costa Rica (Коста-Рика), give the number 12 and speak of “plane”"
    assert told[1:3] == ("published within 3 hours", "nothing else open was near when they came")
    assert len(told) < MOST
    assert story_reasons(members[:2])[0].startswith("both name Costa Rica")


def test_a_story_that_was_near_is_named_unless_it_is_one_with_this_by_now():
    near = (*JOINED[:-1], Reason("next near", "0.14", 0, "“Ferry” is near, too"))
    crash, ferry = Member("Crash", NOON, JOINED), Member("Plane crash", NOON, near)
    assert "“Ferry” was near, too, and stands apart" in story_reasons([crash, ferry])
    assert not [text for text in story_reasons([crash, Member("Ferry", NOON, near)]) if "stands apart" in text]


@pytest.mark.parametrize(
    ("chance", "words"),
    [(0, "hardly any"), (0.3, "about three in ten"), (0.949, "about nine in ten"), (1, "nearly all")],
)
def test_a_chance_is_told_in_words(chance, words):
    assert of_ten(chance) == words
