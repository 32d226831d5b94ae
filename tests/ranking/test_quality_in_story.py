"""What an article is worth beside the others of its story: first, named by others, repeating."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.ranking import rank_story
from nightdesk.ranking.quality import editorial
from nightdesk.ranking.quality.attribution import named_outlets
from nightdesk.ranking.quality.in_story import judge_in_story
from nightdesk.types import Provider, Reason, Verdict


def report(number, quality=75, judge=editorial.JUDGE, outlet=None, **fields):
    outlet = number if outlet is None else outlet
    verdict = Verdict("quality", quality, judge, (Reason("ordinary", "", quality, "as it is"),))
    domain = f"outlet{outlet}.example"
    return make_article(
        number,
        quality=quality,
        verdicts=(verdict,),
        provider=Provider(f"Outlet {outlet}", domain),
        published_at=NOON + timedelta(hours=number),
        **fields,
    )


def qualities(*articles):
    return {entry.article.id: entry.article.quality for entry in rank_story(judge_in_story(articles), 70).entries}


def test_the_outlet_that_had_it_first_leads_before_a_slightly_better_one():
    first, later = report(1, 75), report(2, 78)
    story = rank_story(judge_in_story((later, first)), 70)
    assert story.lead.article.id == first.id
    assert story.lead.article.quality == 81
    assert any("first" in reason.text for reason in story.lead.article.verdict("quality").reasons)


def test_readers_are_led_by_an_article_that_they_can_read_where_there_is_one():
    foreign, own, unknown = report(1, 90, language="ja"), report(2, 70, language="en-GB"), report(3, 60, language=None)
    assert rank_story(judge_in_story((foreign, own, unknown), "en-us"), 70).lead.article.id == foreign.id
    assert rank_story(judge_in_story((foreign, replace_quality(own, 84)), "en-us"), 70).lead.article.id == own.id
    assert [item.quality for item in judge_in_story((foreign, report(2, language="de")), "en-us")] == [96, 75]


def replace_quality(article, quality):
    return report(int(article.id[1:]), quality, language=article.language)


def test_a_story_of_one_outlet_has_no_first():
    assert qualities(report(1, outlet=7), report(2, outlet=7)) == {report(1).id: 75, report(2).id: 75}


def test_who_is_named_by_others_gains_and_who_repeats_loses():
    original = report(1)
    copy = report(2, carrier_id=original.id)
    naming = report(3, cited=("outlet1.example", "outlet3.example", "elsewhere.example"))
    assert qualities(original, copy, naming) == {original.id: 75 + 6 + 3, copy.id: 65, naming.id: 75}


def test_an_outlet_that_names_itself_or_names_often_gains_once():
    naming = [report(number, outlet=2, cited=("outlet1.example",)) for number in range(2, 9)]
    assert qualities(report(1), *naming)[report(1).id] == 75 + 6 + 3


def test_the_recorded_rule_has_none_of_this():
    articles = (report(1, judge="recorded/1"), report(2, judge="recorded/1", carrier_id=report(1).id))
    assert set(qualities(*articles).values()) == {75}


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 120), st.booleans()), min_size=1, max_size=9))
def test_reasons_add_up_beside_others_too(rows):
    articles = [
        report(number, quality, outlet=outlet, carrier_id=report(1).id if is_copy and number > 1 else None)
        for number, (outlet, quality, is_copy) in enumerate(rows, start=1)
    ]
    for entry in rank_story(judge_in_story(articles), 70).entries:
        verdict = entry.article.verdict("quality")
        assert sum(reason.contribution for reason in verdict.reasons) == verdict.value == entry.article.quality >= 0


def test_an_outlet_counts_as_named_beside_a_word_of_attribution_only():
    outlets = {"Fjord Post": "fjordpost.example", "Time": "time.example", "Tagblatt": "tagblatt.example"}
    assert named_outlets("The pier closed, the Fjord Post reported on Monday.", outlets) == ("fjordpost.example",)
    assert named_outlets("Laut Tagblatt ist der Hafen zu.", outlets) == ("tagblatt.example",)
    assert named_outlets("Time passed at the pier. Nobody came.", outlets) == ()
    assert named_outlets("", outlets) == named_outlets("x" * 50_000, outlets) == ()
