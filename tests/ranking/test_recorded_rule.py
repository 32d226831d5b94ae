"""The recorded rule of quality: the sample record by its facts, settings read off records, and what disturbs them."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import make_article
from nightdesk.config import QualitySettings
from nightdesk.ranking import rank_story
from nightdesk.ranking.quality import (
    Judged,
    RecordedFacts,
    RecordedRule,
    TitleKeywords,
    fit_rule,
    judge,
    quality_of,
)
from nightdesk.stages.quality import judge_quality
from nightdesk.types import Image, Provider, Topic
from shelf import Shelf

KEYWORDS = TitleKeywords(("canvas app", "portal", "harbour"))
LISTED = frozenset({"listed.example"})


def facts(**fields):
    plain = {"title": "A plain title", "topics": 1, "has_picture": False, "has_amp": False, "is_video": False}
    return RecordedFacts(**(plain | {"domain": "other.example", "host": "other.example"} | fields))


def quality(rule=RecordedRule(), **fields):  # noqa: B008 - frozen
    return quality_of(judge(facts(**fields), rule, KEYWORDS, LISTED))


@pytest.mark.parametrize(
    ("fields", "points"),
    [
        ({}, 2),
        ({"topics": 3}, 6),
        ({"title": "The canvas app of the portal"}, 32),
        ({"title": "The Canvas Apps"}, 2),
        ({"title": "A portalled harbours' view"}, 2),
        ({"has_picture": True, "has_amp": True}, 42),
        ({"is_video": True}, 52),
        ({"domain": "listed.example", "host": "listed.example"}, 42),
        ({"topics": 0, "title": "x" * 200}, 0),
        ({"topics": 10, "title": "x" * 71}, 20),
        ({"topics": 10, "title": "x" * 72}, 19),
        ({"topics": 10, "title": "x" * 75}, 18),
    ],
)
def test_the_points_of_the_rule(fields, points):
    assert quality(**fields) == points


def test_plurals_count_where_the_site_counts_them():
    assert quality(RecordedRule(counts_plurals=True), title="The Canvas Apps") == 17


def test_a_keyword_that_is_listed_twice_counts_twice():
    twice = TitleKeywords(("tide", "tide"))
    assert quality_of(judge(facts(title="The tide"), RecordedRule(), twice, ())) == 2 + 30


@pytest.mark.parametrize(
    ("own", "domain", "host", "points"),
    [
        ("maker.example", "maker.example", "blog.maker.example", 50),
        ("blog.maker.example", "maker.example", "blog.maker.example", 50),
        ("blog.maker.example", "maker.example", "docs.maker.example", 0),
        ("maker.example@video.example", "maker.example", "video.example", 50),
        ("maker.example", "maker.example", "video.example", 0),
    ],
)
def test_a_source_of_the_sites_own_is_a_host_a_domain_or_an_outlet_elsewhere(own, domain, host, points):
    rule = RecordedRule(own_sources=frozenset({own}))
    assert quality(rule, domain=domain, host=host) == 2 + points


def articles_of_the_sample():
    """The sample record of the format and its related articles, by their facts: titles, topics, pictures, AMP."""
    topics = [("Computer Vision", "AI"), ("Computer Vision", "AI", "Ethics"), ("Computer Vision", "AI")]
    topics.append(("Computer Vision", "AI", "Ethics"))
    titles = (
        ("x" * 72, 0, "aawsat.example"),
        ("Alibaba facial recognition " + "x" * 50, 1, "qrcode.example"),  # 77 characters, a keyword
        ("Facial Recognition and Alibaba " + "x" * 42, 1, "cfo.example"),  # 73
        ("The facial recognition of Alibaba " + "x" * 45, 1, "cna.example"),  # 79
    )
    for number, ((title, _, domain), carried) in enumerate(zip(titles, topics, strict=True), start=1):
        yield make_article(
            number,
            title=title,
            topics=carried,
            story_id="s1",
            images=(Image("https://x.example/p.jpg", 480, 320),),
            amp_url="https://amp.example/" if domain == "qrcode.example" else None,
            provider=Provider(domain, domain),
            url=f"https://{domain}/{number}",
        )


def test_the_sample_record_follows_from_its_facts():
    """`record.md`: quality 23, heat -1, not published; related 58, 38, 37 in that order."""
    topics = (
        Topic("ai", "AI"),
        Topic("computer-vision", "Computer Vision", parent="AI", keywords=("facial recognition",)),
    )
    tools = Shelf(topics=topics, settings={"quality": QualitySettings(judge="recorded")}).tools()
    judged = [judge_quality(article, tools).records[0] for article in articles_of_the_sample()]
    story = rank_story(judged, 70)
    sample = next(entry for entry in story.entries if entry.article.provider.domain == "aawsat.example")
    assert (sample.article.quality, sample.heat, sample.is_published) == (23, -1, False)
    assert [article.quality for article in sample.related] == [58, 38, 37]


def made_up_site(rule, number, seed=7):
    """Records as a site with this rule would have them, over twenty outlets, two of them its own."""
    import random

    draw = random.Random(seed)
    records = []
    for _ in range(number):
        outlet = draw.randrange(20)
        host = {0: "news.maker.example", 1: "video.example"}.get(outlet, f"outlet{outlet}.example")
        domain = "maker.example" if outlet < 2 else ("listed.example" if outlet == 2 else host)
        host = domain if outlet == 2 else host
        words = draw.sample(["canvas app", "portals", "portal", "harbour", "ferry", "tide"], draw.randrange(3))
        each = facts(
            title=" ".join(["Title", *words, "x" * draw.randrange(90)]),
            topics=draw.randrange(1, 5),
            has_picture=draw.random() < 0.8,
            has_amp=draw.random() < 0.3,
            is_video=draw.random() < 0.1,
            domain=domain,
            host=host,
        )
        records.append(Judged(each, quality_of(judge(each, rule, KEYWORDS, LISTED))))
    return records


OWN = frozenset({"maker.example", "maker.example@video.example"})


@pytest.mark.parametrize(
    "rule",
    [
        RecordedRule(own_sources=OWN),
        RecordedRule(site=50, own_sources=OWN),
        RecordedRule(site=50, own=30, counts_plurals=True, own_sources=OWN),
        RecordedRule(site=50, topic=5, keyword=10, picture=25, amp=12, video=40, organization=35, own_sources=OWN),
    ],
)
def test_the_settings_of_a_site_are_read_off_its_records(rule):
    known, other = made_up_site(rule, 600), made_up_site(rule, 400, seed=8)
    fit = fit_rule(known, KEYWORDS, LISTED)
    assert fit.rule == rule
    right = sum(quality_of(judge(each.facts, fit.rule, KEYWORDS, LISTED)) == each.quality for each in other)
    assert right == len(other)


def test_a_few_records_that_somebody_changed_by_hand_change_no_setting():
    rule = RecordedRule(site=50, own_sources=OWN)
    records = made_up_site(rule, 600)
    odd = [replace(each, quality=each.quality + 100) for each in records[:30]]
    fit = fit_rule([*odd, *records[30:]], KEYWORDS, LISTED)
    assert (fit.rule, fit.exact) == (rule, 570)


def test_no_records_give_the_usual_rule():
    assert fit_rule([], KEYWORDS, LISTED).rule == RecordedRule()


@settings(max_examples=60)
@given(st.lists(st.builds(Judged, st.builds(
    facts, title=st.text(max_size=90), topics=st.integers(0, 9), has_picture=st.booleans(), has_amp=st.booleans(),
    domain=st.sampled_from(["", "a.example", "listed.example"]), host=st.sampled_from(["", "a.example", "b.a.example"]),
), st.integers(0, 300)), max_size=30))  # fmt: skip
def test_any_records_can_be_fitted_and_judged(records):
    fit = fit_rule(records, KEYWORDS, LISTED)
    assert 0 <= fit.exact <= fit.records == len(records)
    for each in records:
        reasons = judge(each.facts, fit.rule, KEYWORDS, LISTED)
        assert quality_of(reasons) == sum(reason.contribution for reason in reasons) >= 0


def test_the_recorded_site_is_judged_as_it_was(shared):
    from nightdesk.benches.quality import bench_quality

    found = bench_quality(shared / "records" / "powerapps")
    assert (found.rule.site, found.rule.counts_plurals) == (0, True)
    assert found.share >= 0.99


def test_the_bench_says_the_share_last(tmp_path):
    from commanding import command

    site = tmp_path / "site" / "_news"
    site.mkdir(parents=True)
    when = datetime(2026, 11, 1, tzinfo=UTC).date()
    for number in range(8):
        (site / f"{when}-ferry-{number}.md").write_text(
            f'---\ncategory: news\ntitle: "Ferry {number}"\npublishedDateTime: {when}T06:00:00Z\n'
            f'originalUrl: "https://a{number}.example/{number}"\nwebUrl: "https://a{number}.example/{number}"\n'
            "type: article\nquality: 52\nheat: 52\npublished: false\n\nprovider:\n"
            f"  name: A\n  domain: a{number}.example\n\ntopics:\n  - News\n---\n",
            encoding="utf-8",
        )
    done = command("bench", "quality", str(tmp_path / "site"))
    assert done.stdout.splitlines()[-1] == "exact 1.00"
