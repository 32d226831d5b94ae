"""The desk's own rank: five parts in points, which no outlet can raise by reporting again and again."""

import itertools
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.ranking import (
    RANKED_FOR,
    Report,
    StoryFacts,
    facts_of,
    newest_report,
    place_stories,
    rank_of,
    rank_story,
    ways_up,
)
from nightdesk.types import Provider


def story(number=1, hours=(0,), quality=67, fits=False, lead_hours=0):
    """A story that one outlet each reported so many hours before noon."""
    moments = sorted(NOON - timedelta(hours=each) for each in hours)
    reports = tuple(Report(f"outlet{place}.example", at, fits) for place, at in enumerate(moments))
    lead_at = NOON - timedelta(hours=lead_hours)
    return StoryFacts(story_id=f"s{number}", lead_at=lead_at, heat=quality, quality=quality, reports=reports)


def article(number, outlet, hours=0, quality=67, **fields):
    provider = Provider(f"Outlet {outlet}", f"outlet{outlet}.example")
    moment = NOON - timedelta(hours=hours)
    return make_article(number, provider=provider, published_at=moment, quality=quality, **fields)


def parts(facts, now=NOON):
    return {reason.signal: reason.contribution for reason in rank_of(facts, now)}


def rank(articles, now=NOON):
    return sum(parts(facts_of(rank_story(articles, 0), "News"), now).values())


stories = st.builds(
    story,
    st.integers(1, 10**6),
    st.lists(st.integers(0, 200), min_size=1, max_size=30),
    st.integers(0, 300),
    st.booleans(),
    st.integers(0, 200),
)


def test_a_plain_new_report_of_one_outlet_has_a_point_for_itself_and_one_for_its_quality():
    assert parts(story()) == {"coverage": 1.0, "growth": 0.0, "freshness": 0.0, "quality": 1.0, "topics": 0.0}


def test_each_doubling_of_outlets_is_a_point_up_to_fifteen():
    coverage = [parts(story(hours=(9,) * many))["coverage"] for many in (1, 3, 7, 15, 40)]
    assert coverage == [1, 2, 3, 4, 4]


def test_growth_counts_the_outlets_that_came_after_the_first_in_the_last_six_hours():
    assert parts(story(hours=(9, 7, 5, 2, 1)))["growth"] == 1.0
    assert parts(story(hours=(1,)))["growth"] == 0.0


def test_a_story_loses_a_point_in_sixteen_hours_by_the_report_in_its_middle():
    assert parts(story(hours=(40, 16, 0)))["freshness"] == -1.0


def test_the_parts_are_told_in_words_with_what_was_seen():
    reasons = {reason.signal: (reason.measured, reason.text) for reason in rank_of(story(hours=(8, 2)), NOON)}
    assert reasons["coverage"] == ("2", "2 outlets report it in words of their own")
    assert reasons["growth"] == ("1", "1 outlet took it up after the first in the last 6 hours")


@given(stories, st.integers(0, 1000))
def test_the_parts_add_up_to_the_rank(facts, hours):
    for placed in place_stories([facts], NOON + timedelta(hours=hours)):
        assert placed.rank == pytest.approx(sum(reason.contribution for reason in placed.reasons), abs=1e-9)


@given(st.lists(stories, max_size=8, unique_by=lambda facts: facts.story_id), st.randoms())
def test_the_places_do_not_depend_on_the_order_of_the_stories(some, random):
    assert place_stories(random.sample(some, len(some)), NOON) == place_stories(some, NOON)


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60)), min_size=1, max_size=8),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 67), st.booleans()), min_size=1, max_size=20),
)
def test_an_outlet_that_floods_its_own_story_gains_nothing(told, flood):
    """It adds articles of its own, however new, many and as good as its first, and copies of it."""
    articles = [article(number, outlet, hours, topics=("News",)) for number, (outlet, hours) in enumerate(told)]
    first = min(articles, key=lambda item: (item.published_at, item.id))
    outlet = int(first.provider.domain[6])
    more = [
        article(100 + number, outlet, hours, quality, topics=("News",), carrier_id=first.id if is_copy else None)
        for number, (hours, quality, is_copy) in enumerate(flood)
    ]
    assert rank([*articles, *more]) <= rank(articles)


def test_copies_in_other_outlets_do_not_raise_the_rank():
    wire = article(1, 1)
    assert rank([wire, *(article(n, n, carrier_id=wire.id) for n in range(2, 9))]) == rank([wire])


def test_copies_of_a_text_that_is_not_at_hand_count_as_one_report():
    copies = [article(n, n, carrier_id="a-unknown") for n in (1, 2, 3)]
    assert facts_of(rank_story(copies, 0), "News").reports == (Report("outlet1.example", NOON),)


def test_a_report_fits_where_it_has_a_topic_beside_the_root():
    ranked = rank_story([article(1, 1, topics=("News",)), article(2, 2, topics=("News", "Ferries"))], 0)
    assert [report.fits for report in facts_of(ranked, "News").reports] == [False, True]


def test_a_story_that_nobody_took_up_for_two_weeks_has_no_place():
    old = replace(story(2), reports=(Report("outlet1.example", NOON - RANKED_FOR - timedelta(hours=1)),))
    assert [placed.facts.story_id for placed in place_stories([old, story(1)], NOON)] == ["s1"]


def test_of_equals_the_one_with_the_newer_lead_stands_first():
    older, newer = story(1, lead_hours=2), story(2, lead_hours=1)
    assert [placed.facts for placed in place_stories([older, newer], NOON)] == [newer, older]


def test_ages_are_counted_to_the_newest_report():
    assert newest_report([story(1, (9, 4)), story(2, (7,))]) == NOON - timedelta(hours=4)
    assert newest_report([]) is None


def test_what_would_change_a_place_is_tried_out():
    first, second = place_stories([story(1, hours=(1, 1, 1)), story(2, hours=(3,), quality=60)], NOON)
    ways = ways_up(second.facts, first.facts, NOON, at_top=True)
    assert "if 2 more outlets reported it now in words of their own" in ways
    changed = replace(second.facts, reports=(*second.facts.reports, Report("new1", NOON), Report("new2", NOON)))
    assert place_stories([first.facts, changed], NOON)[0].facts == changed
    one_more = replace(changed, reports=changed.reports[:-1])
    assert place_stories([first.facts, one_more], NOON)[0].facts == first.facts


def test_a_better_lead_may_be_enough():
    first, second = place_stories([story(1, quality=80), story(2, quality=70, lead_hours=1)], NOON)
    (way,) = (way for way in ways_up(second.facts, first.facts, NOON, at_top=True) if "quality" in way)
    needed = int(way.split("quality of ")[1].split()[0])
    places = [
        place_stories([first.facts, replace(second.facts, quality=each)], NOON)[0].facts.story_id
        for each in (needed - 1, needed)
    ]
    assert places == ["s1", "s2"]


@given(st.lists(stories, min_size=2, max_size=5, unique_by=lambda facts: facts.story_id))
def test_waiting_as_long_as_it_says_does_change_the_place(some):
    placed = place_stories(some, NOON)
    for above, below in itertools.pairwise(placed):
        for way in ways_up(below.facts, above.facts, NOON, at_top=True):
            if way.startswith("in "):
                later = NOON + timedelta(hours=int(way.split()[1]))
                pair = place_stories([above.facts, below.facts], later)
                assert not pair or pair[0].facts == below.facts


def led_by(number, outlet, **fields):
    return replace(
        story(number, **{key: fields.pop(key) for key in ("hours", "quality") if key in fields}),
        outlet=outlet,
        **fields,
    )


def placed_ids(*stories):
    return [item.facts.story_id for item in place_stories(stories, NOON)]


def test_no_outlet_stands_twice_in_a_row_where_another_story_can_stand_between():
    page = place_stories([led_by(1, "a", quality=90), led_by(2, "a", quality=80), led_by(3, "b", quality=10)], NOON)
    assert [item.facts.outlet for item in page] == ["a", "b", "a"]
    assert [item.place for item in page] == [1, 2, 3]
    assert "a has the place before" in page[2].note
    assert page[0].note == page[1].note == ""


def test_what_is_no_news_stale_or_foreign_does_not_lead_where_something_else_can():
    offer = led_by(1, "a", hours=(0,) * 6, quality=200, genre="shopping")
    stale = led_by(2, "b", hours=(50,) * 15, quality=200)
    foreign = led_by(3, "c", hours=(0,) * 9, is_foreign=True)
    plain = led_by(4, "d", quality=20)
    page = place_stories([offer, stale, foreign, plain], NOON)
    assert page[0].facts is plain
    notes = {item.facts.story_id: item.note for item in page}
    assert "no news (shopping)" in notes["s1"]
    assert "50 hours old" in notes["s2"]
    assert "not in the site's language" in notes["s3"]
    assert placed_ids(offer, foreign)[0] == "s3"  # the gravest rule gives way last
    assert placed_ids(offer) == ["s1"]


def test_a_story_in_another_language_loses_a_point_and_says_so():
    assert parts(replace(story(), is_foreign=True))["language"] == -1.0


@given(
    st.lists(
        st.tuples(stories, st.sampled_from("abc"), st.booleans()), max_size=30, unique_by=lambda row: row[0].story_id
    )
)
def test_an_arrangement_only_orders_and_is_the_same_for_any_order(rows):
    facts = [replace(item, outlet=outlet, is_foreign=foreign) for item, outlet, foreign in rows]
    page = place_stories(facts, NOON)
    assert [item.place for item in page] == list(range(1, len(page) + 1))
    assert {item.facts.story_id for item in page} <= {item.story_id for item in facts}
    assert [item.facts for item in place_stories(reversed(facts), NOON)] == [item.facts for item in page]
    for above, below, after in zip(page, page[1:], page[2:], strict=False):
        if above.facts.outlet == below.facts.outlet:
            assert after.facts.outlet == below.facts.outlet  # nothing of another outlet was near
