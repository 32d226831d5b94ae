"""The record format's rules of lead, related, heat and publication, and the front page's order."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.ranking import front_order, rank_story
from nightdesk.types import Provider

OUTLETS = [Provider(f"Outlet {n}", f"outlet{n}.example") for n in range(4)]


def report(number, quality, outlet=0, hours=0, **fields):
    moment = NOON + timedelta(hours=hours)
    return make_article(number, quality=quality, provider=OUTLETS[outlet], published_at=moment, **fields)


def copy_of(original, number, quality, outlet):
    return report(number, quality, outlet, carrier_id=original.id)


stories = st.lists(
    st.builds(report, st.integers(1, 10**6), st.integers(0, 189), st.integers(0, 3), st.integers(0, 5)),
    min_size=1,
    max_size=8,
    unique_by=lambda article: article.id,
)


def test_a_story_without_articles_cannot_be_ranked():
    with pytest.raises(ValueError, match="at least one"):
        rank_story([], 70)


def test_the_article_of_highest_quality_leads():
    assert rank_story([report(1, 58), report(2, 87, hours=3), report(3, 67)], 70).lead.article.id == report(2, 87).id


def test_of_two_equals_the_earlier_leads():
    assert rank_story([report(1, 67, hours=2), report(2, 67, hours=1)], 70).lead.article.id == report(2, 67).id


def test_an_article_that_nobody_judged_counts_as_of_quality_zero():
    ranked = rank_story([report(1, None), report(2, 1, outlet=1)], 70)
    assert [entry.article.quality for entry in ranked.entries] == [1, None]


def test_heat_is_the_leads_quality_and_twenty_for_each_article_of_another_outlet():
    ranked = rank_story([report(1, 67), report(2, 40, outlet=1), report(3, 50, outlet=2), report(4, 60)], 70)
    assert ranked.lead.heat == 67 + 20 * 2


def test_every_article_but_the_lead_has_a_heat_of_minus_one():
    ranked = rank_story([report(1, 67), report(2, 40, outlet=1), report(3, 60)], 70)
    assert [entry.heat for entry in ranked.others] == [-1, -1]


def test_related_are_the_other_outlets_articles_with_the_highest_quality_first():
    ranked = rank_story([report(1, 90), report(2, 40, outlet=1), report(3, 50, outlet=2), report(4, 60)], 70)
    assert [article.quality for article in ranked.lead.related] == [50, 40]


def test_an_article_that_does_not_lead_names_the_lead_among_its_related():
    ranked = rank_story([report(1, 90), report(2, 40, outlet=1)], 70)
    assert ranked.others[0].related == (ranked.lead.article,)


@pytest.mark.parametrize(("quality", "is_published"), [(69, False), (70, True)])
def test_an_article_is_published_exactly_where_its_heat_reaches_the_threshold(quality, is_published):
    assert rank_story([report(1, quality)], 70).lead.is_published is is_published


def test_a_story_without_its_lead_in_it_says_who_leads():
    ranked = rank_story([report(1, 90, outlet=3), report(2, 40, outlet=1)], 70)
    assert "led by Outlet 3" in ranked.others[0].reasons[0].text


@given(stories)
def test_the_reasons_of_a_heat_add_up_to_it(articles):
    for entry in rank_story(articles, 70).entries:
        assert sum(reason.contribution for reason in entry.reasons) == entry.heat


@given(stories, st.randoms())
def test_a_story_is_ranked_the_same_whatever_the_order_of_its_articles(articles, random):
    shuffled = random.sample(articles, len(articles))
    assert rank_story(shuffled, 70) == rank_story(articles, 70)


def test_the_front_page_shows_the_story_with_the_newest_lead_first():
    older, newer = rank_story([report(1, 90)], 70), rank_story([report(2, 70, hours=1)], 70)
    assert front_order([older, newer]) == (newer, older)


def test_of_two_leads_of_the_same_moment_the_hotter_comes_first():
    cool, hot = rank_story([report(1, 70)], 70), rank_story([report(2, 90)], 70)
    assert front_order([cool, hot]) == (hot, cool)


@given(
    st.lists(st.builds(lambda article: rank_story([article], 70), stories.map(lambda s: s[0])), max_size=6),
    st.randoms(),
)
def test_the_front_page_is_the_same_whatever_the_order_of_the_stories(ranked, random):
    distinct = list({story.lead.article.id: story for story in ranked}.values())
    shuffled = random.sample(distinct, len(distinct))
    assert front_order(shuffled) == front_order(distinct)


def test_a_text_that_several_outlets_carry_counts_once_with_its_best_article():
    wire = report(2, 40, outlet=1)
    ranked = rank_story([report(1, 90), wire, copy_of(wire, 3, 50, 2), copy_of(wire, 4, 45, 3)], 70)
    assert [item.quality for item in ranked.lead.related] == [50]
    assert ranked.lead.heat == 90 + 20
    assert "2 more repeat a text" in ranked.lead.reasons[1].text


def test_copies_of_the_leads_own_text_add_nothing_to_its_heat():
    wire = report(1, 90)
    ranked = rank_story([wire, copy_of(wire, 2, 50, 1)], 70)
    assert ranked.lead.heat == 90
    assert ranked.others[0].related == (wire,), "a copy names the article that is better than it"


def test_each_copy_counts_where_the_desk_says_so_as_in_recorded_sites():
    wire = report(1, 90)
    ranked = rank_story([wire, copy_of(wire, 2, 50, 1), copy_of(wire, 3, 40, 2)], 70, counts_copies=True)
    assert ranked.lead.heat == 90 + 20 * 2


def test_two_copies_of_a_text_that_the_story_does_not_hold_are_one_text():
    copies = [copy_of(report(9, 1), number, 60 - number, number) for number in (1, 2)]
    assert rank_story([report(3, 90), *copies], 70).lead.heat == 90 + 20


def test_the_article_that_an_editor_chose_leads_though_another_is_better():
    chosen, better = report(1, 40, outlet=1), report(2, 90)
    ranked = rank_story([chosen, better], 70, chosen=chosen.id)
    assert ranked.lead.article == chosen
    assert ranked.lead.heat == 40 + 20
    assert "an editor chose" in ranked.lead.reasons[0].text
    assert ranked.others[0].heat == -1
    assert "as an editor chose" in ranked.others[0].reasons[0].text


def test_a_chosen_article_that_left_the_story_changes_nothing():
    articles = [report(1, 40), report(2, 90, outlet=1)]
    assert rank_story(articles, 70, chosen="a-gone") == rank_story(articles, 70)
