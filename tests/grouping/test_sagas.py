"""Sagas: what came of an event is linked to it, by names that few stories have, without being one story."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.grouping.sagas import APART, SPAN, STORIES_LINKED, StoryNames, link_sagas, names_of


def story(number, days, *names):
    moment = NOON + timedelta(days=days)
    return StoryNames(f"s{number}", moment, moment, f"Story {number}", names)


def named(title, excerpt=""):
    article = make_article(1, title=title, excerpt=excerpt)
    return names_of("s1", article, [article]).names


def test_names_are_written_with_capitals_inside_a_sentence_neighbours_together():
    assert named("The Mill Weir dyke holds", "The River Velm rose in Aldersby.") == (
        "Aldersby",
        "Mill Weir",
        "River Velm",
    )


def test_a_word_at_the_start_of_a_sentence_or_written_small_elsewhere_is_no_name():
    assert named("Ferries leave Bridge Street", "It crosses the bridge. Nobody fell.") == ("Street",)


def test_a_title_in_capitals_tells_no_names():
    assert named("Rovers Edge Past Kestrel Park", "They won again in Norhaven.") == ("Norhaven",)


def test_words_of_a_script_without_case_may_be_names():
    assert "كمار" in named("جنوح سفينة في مضيق كمار")


def test_a_text_without_words_has_no_names():
    assert named("", "— … 42 !") == ()


def test_stories_weeks_apart_that_share_two_rare_names_are_one_saga():
    parts = link_sagas([story(1, 0, "Velm", "Aldersby"), story(2, 20, "Velm", "Aldersby"), story(3, 21, "Ilmara")])
    assert set(parts) == {"s1", "s2"}
    assert (parts["s2"].saga_id, parts["s2"].earlier, parts["s1"].earlier) == ("s1", ("s1",), ())
    assert parts["s2"].reasons[0].text == "it follows “Story 1”, 20.0 days later: both name “Aldersby”, “Velm”"


def test_one_shared_name_is_not_enough_though_it_be_of_two_words():
    assert link_sagas([story(1, 0, "Port Ellam"), story(2, 5, "Port Ellam", "Thornby")]) == {}


def test_names_that_many_stories_have_link_nothing():
    assert link_sagas([story(n, n, "Norhaven", "Merenland") for n in range(8)]) == {}


def test_a_few_shared_names_among_many_others_link_nothing():
    others = [f"Name{n}" for n in range(20)]
    assert (
        link_sagas([story(1, 0, "Velm", "Aldersby", *others), story(2, 9, "Velm", "Aldersby", "Ilmara", "Tessel")])
        == {}
    )


def test_the_same_news_within_hours_is_no_saga_nor_is_what_comes_months_later():
    first = story(1, 0, "Velm", "Aldersby")
    for gap in (APART - timedelta(minutes=1), SPAN + timedelta(minutes=1)):
        assert link_sagas([first, story(2, gap / timedelta(days=1), "Velm", "Aldersby")]) == {}


def test_a_saga_goes_on_from_its_latest_story_however_old_its_first():
    chain = [story(n, 50 * n, "Velm", "Aldersby", "Low Carr") for n in range(4)]
    part = link_sagas(chain)["s3"]
    assert (part.saga_id, part.earlier) == ("s0", ("s2", "s1", "s0"))


def test_only_the_newest_stories_are_linked():
    old = [story(1, -40, "Velm", "Aldersby"), story(2, -30, "Velm", "Aldersby")]
    assert link_sagas([*old, *(story(10 + n, n / 1e6) for n in range(STORIES_LINKED))]) == {}


@given(
    st.lists(
        st.builds(
            lambda number, days, names: story(number, days, *names),
            st.integers(0, 10**6),
            st.integers(0, 90),
            st.lists(st.sampled_from(["Velm", "Aldersby", "Mill Weir", "Ilmara", "Tessel"]), unique=True, max_size=4),
        ),
        max_size=9,
        unique_by=lambda each: each.story_id,
    ),
    st.randoms(),
)
def test_the_order_of_the_stories_changes_nothing(some, random):
    assert link_sagas(random.sample(some, len(some))) == link_sagas(some)
