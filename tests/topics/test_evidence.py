"""Evidence for topics adds up: rubrics, keywords, wording; a mention in passing gives none."""

import pytest

from making import make_article
from nightdesk.stages.topics import judge_topics
from nightdesk.types import Topic

NEWS = Topic("news", "News")
FERRIES = Topic(
    "ferries",
    "Ferries",
    parent="News",
    keywords=("ferry",),
    rubrics=("Shipping", "Schifffahrt"),
    examples=("Crossing delayed by fog", "Captain of the crossing retires", "Fog holds up all crossings"),
)
FOOTBALL = Topic("football", "Football", parent="News", examples=("Rovers win the cup", "Cup final goes to penalties"))
TOPICS = (NEWS, FERRIES, FOOTBALL)


def topics(**fields):
    plain = {"title": "Something else entirely", "excerpt": "", "text": "Nothing of note. " * 40}
    return judge_topics(make_article(1, **(plain | fields)), TOPICS).records[0]


def said(article, name):
    return next(reason.text for reason in article.verdict("topics").reasons if name in reason.signal)


def test_nothing_gives_the_root_alone():
    assert topics().topics == ("News",)


@pytest.mark.parametrize("rubric", ["Shipping", "schifffahrt", "FERRIES", "shipping "])
def test_an_outlets_rubric_gives_its_topic(rubric):
    article = topics(rubrics=("Local", rubric))
    assert article.topics == ("News", "Ferries")
    assert "files it under" in said(article, "Ferries")


def test_a_mention_in_passing_gives_none_and_says_so():
    article = topics(text="They came by ferry. " + "Nothing of note. " * 40)
    assert article.topics == ("News",)
    assert "only 'ferry' in the text" in said(article, "not Ferries")


def test_the_wording_of_examples_gives_their_topic():
    assert "Ferries" in topics(title="Crossing delayed by fog, captain says").topics
    assert "Football" not in topics(title="Crossing delayed by fog, captain says").topics


def test_the_root_is_never_given_by_its_name():
    root = Topic("news", "News", keywords=("ferry",))
    from nightdesk.errors import SkipItem

    with pytest.raises(SkipItem):
        judge_topics(make_article(1, title="Other", excerpt="", text="", rubrics=("News",)), (root, FOOTBALL))


def test_a_parent_comes_with_its_topic():
    boats = Topic("boats", "Boats", parent="Ferries", rubrics=("boats",))
    article = judge_topics(make_article(1, title="Other", excerpt="", text="", rubrics=("Boats",)), (*TOPICS, boats))
    assert article.records[0].topics == ("News", "Ferries", "Boats")
