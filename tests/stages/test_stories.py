"""The stage that groups: bad cases, copies, stories counted, and that no cut of the stream matters."""

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.stages.copies import fold_copies
from nightdesk.stages.stories import group_stories
from nightdesk.types import Provider
from nightdesk.urls import story_id
from shelf import Shelf

FERRY = "Ferry Havgull returns to Lysa fjord"
FERRY_AGAIN = "Islanders of Lysa cheer ferry Havgull"
STRIKE = "Bakers of Tarnow strike over ovens"
HEADLINES = [
    FERRY,
    FERRY_AGAIN,
    STRIKE,
    "Tarnow without bread as bakers strike",
    "海鸥号渡轮重返峡湾",
    "峡湾渡轮海鸥号恢复航行",
    "",
]


def report(number, title, hours=0.0, **fields):
    outlet = Provider(f"Outlet {number % 4}", f"outlet{number % 4}.example")
    values = {"published_at": NOON + timedelta(hours=hours), "excerpt": "", "text": "", "provider": outlet}
    return make_article(number, title=title, **(values | fields))


def opened_by(number):
    return story_id(f"a{number:012d}")


def grouped(*articles):
    shelf = Shelf(articles)
    shelf.run(group_stories, articles)
    return shelf


def test_an_empty_batch_is_grouped_into_nothing():
    assert group_stories([], Shelf().tools()).records == ()


def test_an_article_without_title_and_text_has_a_story_of_its_own():
    shelf = grouped(report(1, "", text=None), report(2, "", text=None))
    assert set(shelf.counted) == {opened_by(1), opened_by(2)}


def test_an_article_without_any_date_is_grouped_by_when_it_was_found():
    shelf = grouped(report(1, FERRY), report(2, FERRY_AGAIN, published_at=None))
    assert shelf.counted[opened_by(1)].last_at == shelf.kept["a000000000002"].found_at


def test_a_copy_whose_carrier_is_gone_stands_for_itself():
    shelf = grouped(report(1, FERRY, carrier_id="a000000000009"))
    assert (shelf.kept["a000000000001"].carrier_id, set(shelf.counted)) == (None, {opened_by(1)})


def test_a_story_has_the_id_of_the_article_that_opened_it():
    shelf = grouped(report(3, FERRY_AGAIN, hours=1), report(7, FERRY))
    assert {article.story_id for article in shelf.kept.values()} == {opened_by(7)}


def test_a_story_counts_its_articles_and_knows_its_first_and_last_hour():
    shelf = grouped(report(1, FERRY), report(2, FERRY_AGAIN, hours=2), report(3, STRIKE, hours=3))
    story = shelf.counted[opened_by(1)]
    assert (story.first_at, story.last_at, story.size) == (NOON, NOON + timedelta(hours=2), 2)


def test_a_later_batch_adds_to_the_story_on_the_desk():
    shelf = grouped(report(1, FERRY))
    shelf.run(group_stories, [report(2, FERRY_AGAIN, hours=2)])
    assert shelf.counted[opened_by(1)].size == 2


def test_a_copy_joins_the_story_of_its_carrier_whatever_its_title():
    copy = report(2, "What the islanders waited for", hours=1, carrier_id="a000000000001")
    shelf = grouped(report(1, FERRY), copy)
    verdict = shelf.kept[copy.id].verdict("story")
    assert verdict.value == opened_by(1)
    assert "copy of “Ferry Havgull" in verdict.reasons[0].text


def test_a_copy_joins_the_story_of_a_carrier_that_was_grouped_before():
    shelf = grouped(report(1, FERRY))
    shelf.run(group_stories, [report(2, STRIKE, hours=1, carrier_id="a000000000001")])
    assert shelf.counted[opened_by(1)].size == 2


def test_an_article_that_was_rewritten_leaves_its_story_which_is_counted_again():
    shelf = grouped(report(1, FERRY), report(2, FERRY_AGAIN, hours=1), report(3, STRIKE, hours=2))
    shelf.kept["a000000000002"] = replace(shelf.kept["a000000000002"], title="Tarnow without bread as bakers strike")
    shelf.run(group_stories, [shelf.kept["a000000000002"]])
    assert (shelf.counted[opened_by(1)].size, shelf.counted[opened_by(3)].size) == (1, 2)


def test_a_story_that_lost_its_last_article_has_size_zero():
    shelf = grouped(report(1, FERRY), report(2, STRIKE, hours=2))
    shelf.kept["a000000000002"] = replace(shelf.kept["a000000000002"], title=FERRY_AGAIN)
    shelf.run(group_stories, [shelf.kept["a000000000002"]])
    assert shelf.counted[opened_by(2)].size == 0


def test_the_story_verdict_names_what_ties_the_article_to_it():
    shelf = grouped(report(1, FERRY), report(2, FERRY_AGAIN, hours=2))
    verdict = shelf.kept["a000000000002"].verdict("story")
    assert {"Havgull", "Lysa"} <= {reason.measured for reason in verdict.reasons if reason.signal == "shared name"}


streams = st.lists(
    st.tuples(st.sampled_from(HEADLINES), st.sampled_from(HEADLINES), st.integers(0, 900)), min_size=1, max_size=10
)


def made(stream):
    articles = [report(n, title, hours, text=text * 3) for n, (title, text, hours) in enumerate(stream, 1)]
    return sorted(articles, key=lambda article: (article.placed_at, article.id))


@settings(max_examples=60, deadline=None)
@given(streams, st.data())
def test_a_stream_cut_anywhere_is_grouped_as_a_whole(stream, data):
    articles = made(stream)
    whole, cut = Shelf(articles), Shelf(articles)
    for stage in (fold_copies, group_stories):
        whole.run(stage, articles)
        at = sorted(data.draw(st.lists(st.integers(0, len(articles)), min_size=2, max_size=2)))
        for part in (articles[: at[0]], articles[at[0] : at[1]], articles[at[1] :]):
            cut.run(stage, part)
    assert cut.kept == whole.kept
    assert {story.id: story for story in cut.counted.values()} == whole.counted


@settings(max_examples=60, deadline=None)
@given(streams, streams, st.data())
def test_articles_that_come_late_or_again_are_grouped_the_same_however_they_are_cut(stored, stream, data):
    articles = made([*stored, *stream])
    early = data.draw(st.lists(st.sampled_from(articles), unique_by=lambda article: article.id))
    again = data.draw(st.lists(st.sampled_from(articles), unique_by=lambda article: article.id, min_size=1))
    whole, cut = Shelf(articles), Shelf(articles)
    for shelf in (whole, cut):
        shelf.run(group_stories, early)
    again = sorted(again, key=lambda article: (article.placed_at, article.id))
    whole.run(group_stories, again)
    at = data.draw(st.integers(0, len(again)))
    cut.run(group_stories, again[:at])
    cut.run(group_stories, again[at:])
    assert {key: article.story_id for key, article in cut.kept.items()} == {
        key: article.story_id for key, article in whole.kept.items()
    }


def test_a_late_article_meets_the_stories_that_are_open_now_also_in_a_batch_with_a_later_one():
    told = [
        report(n, FERRY, hours, text=" ".join(f"f{n}x" for n in range(200)))
        for n, hours in ((1, 0), (2, 338), (3, 1), (4, 270))
    ]
    placed = []
    for batches in ((told[2:],), ([told[2]], [told[3]])):
        shelf = Shelf(told)
        for batch in ([told[0]], [told[1]], *batches):
            shelf.run(group_stories, batch)
        placed.append([shelf.kept[article.id].story_id for article in told])
    assert placed[0] == placed[1] == [opened_by(1), opened_by(2), opened_by(1), opened_by(2)]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(HEADLINES), st.integers(0, 3)), min_size=1, max_size=12), st.data())
def test_the_order_in_which_a_batch_is_given_does_not_matter(stream, data):
    articles = [report(n, title, second / 3600, text=title) for n, (title, second) in enumerate(stream, 1)]
    straight, mixed = Shelf(articles), Shelf(articles)
    for stage in (fold_copies, group_stories):
        straight.run(stage, articles)
        mixed.run(stage, data.draw(st.permutations(articles)))
    assert mixed.kept == straight.kept
    assert mixed.counted == straight.counted
