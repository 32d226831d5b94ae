"""Sagas: what came of an event is linked to it, by names that few stories have, without being one story."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.clustering.storylines import APART, SPAN, STORIES_LINKED, StoryNames, link_sagas, names_of
from nightdesk.rulings import Affair


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
    st.lists(st.tuples(st.integers(0, 8).map(str), st.integers(0, 8).map(str), st.booleans()), max_size=5),
    st.randoms(),
)
def test_the_order_of_the_stories_changes_nothing(some, said, random):
    ids = {str(at): story.story_id for at, story in enumerate(some)}
    affairs = [Affair(ids[one], ids[other], linked) for one, other, linked in said if {one, other} <= ids.keys()]
    assert link_sagas(random.sample(some, len(some)), affairs) == link_sagas(some, affairs)


def together(parts):
    """The sagas as sets of stories."""
    sagas = {}
    for story_id, part in parts.items():
        sagas.setdefault(part.saga_id, set()).add(story_id)
    return sorted(map(sorted, sagas.values()))


VELM = [story(n, 5 * n, "Velm", "Aldersby") for n in range(1, 5)]


def test_what_an_editor_linked_is_one_saga_though_it_shares_no_name():
    parts = link_sagas([*VELM, story(9, 99, "Ilmara")], [Affair("s9", "s2", True)])
    assert together(parts) == [["s1", "s2", "s3", "s4", "s9"]]
    assert parts["s9"].earlier == ("s4", "s3", "s2", "s1")
    assert [(reason.signal, reason.measured, reason.text) for reason in parts["s9"].reasons] == [
        ("editor", "s2", "an editor linked it with “Story 2”")
    ]


def test_what_an_editor_parted_opens_a_saga_that_later_stories_follow():
    assert together(link_sagas(VELM)) == [["s1", "s2", "s3", "s4"]]
    parts = link_sagas(VELM, [Affair("s1", "s3", False)])
    assert together(parts) == [["s1", "s2"], ["s3", "s4"]]
    assert parts["s3"].reasons == ()


def test_a_story_parted_from_the_nearest_follows_the_next_in_another_saga():
    some = [story(1, 0, "Velm", "Aldersby", "Tessel"), story(2, 5, "Velm", "Aldersby"), story(3, 9, "Velm", "Aldersby")]
    said = [Affair("s2", "s1", False), Affair("s3", "s2", False)]
    assert together(link_sagas(some, said)) == [["s1", "s3"]]


def test_of_words_that_contradict_each_other_the_later_holds_also_over_others():
    linked = [Affair("s9", "s1", True), Affair("s9", "s8", True)]
    apart = [story(1, 0, "Velm"), story(8, 8, "Ilmara"), story(9, 9, "Tessel")]
    assert together(link_sagas(apart, linked)) == [["s1", "s8", "s9"]]
    assert together(link_sagas(apart, [*linked, Affair("s1", "s8", False)])) == [["s8", "s9"]]
    assert together(link_sagas(apart, [Affair("s1", "s8", False), *linked])) == [["s1", "s8", "s9"]]
    assert together(link_sagas(apart, [*linked, Affair("s1", "s9", False)])) == [["s8", "s9"]]


def test_stories_linked_over_one_that_is_not_published_are_one_saga_that_names_it_nowhere():
    parts = link_sagas([VELM[0], story(9, 99)], [Affair("s1", "held", True), Affair("s9", "held", True)])
    assert together(parts) == [["s1", "s9"]]
    assert "held" not in str(parts)


def test_an_editor_links_stories_of_any_age():
    old = [story(1, -40, "Velm"), story(2, -30, "Ilmara")]
    new = [story(10 + n, n / 1e6) for n in range(STORIES_LINKED)]
    assert together(link_sagas([*old, *new], [Affair("s1", "s2", True)])) == [["s1", "s2"]]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.booleans()), min_size=1, max_size=6))
def test_the_latest_word_holds_whatever_was_said_and_is_near(said):
    affairs = [Affair(f"s{one}", f"s{other}", is_linked) for one, other, is_linked in said if one != other]
    sagas = together(link_sagas(VELM, affairs))
    for last in affairs[-1:]:
        assert any({last.one, last.other} <= set(saga) for saga in sagas) == last.is_linked
