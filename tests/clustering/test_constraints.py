"""What editors decided is obeyed, whatever is near."""

from datetime import UTC, datetime, timedelta

import pytest

from nightdesk.clustering import Clusterer, Constraints, Document
from nightdesk.clustering.clusterer import Options
from nightdesk.clustering.explanations import explain_placement

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
FERRY = "Ferry Havgull returns to Lysa fjord after winter in yard"
STRIKE = "Bakers of Tarnow strike over ovens"
STREAM = [FERRY, FERRY, STRIKE, STRIKE]


def grouped(constraints, titles=STREAM):
    """The story of each article, named ``a0``, ``a1``, … in the order of their titles."""
    clusterer = Clusterer(options=Options(constraints=constraints))
    documents = [Document(f"a{n}", title, "", NOON + timedelta(hours=n)) for n, title in enumerate(titles)]
    return [clusterer.place(document).story_id for document in documents]


def test_without_decisions_like_articles_come_together():
    assert grouped(Constraints()) == ["a0", "a0", "a2", "a2"]


def test_articles_that_an_editor_parted_stay_apart():
    assert grouped(Constraints(apart=(frozenset({"a0", "a1"}),))) == ["a0", "a1", "a2", "a2"]


def test_articles_that_an_editor_put_together_share_a_story():
    one, other, strike, joined = grouped(Constraints(together=(frozenset({"a0", "a3"}),)))
    assert (one, other, joined, strike) == ("a0", "a0", "a0", "a2")


def test_an_article_that_an_editor_put_into_a_story_stands_there():
    assert grouped(Constraints(fixed={"a1": "a2"})) == ["a0", "a2", "a2", "a2"]


def test_companions_follow_the_one_that_has_a_fixed_place():
    both = Constraints(together=(frozenset({"a0", "a3"}),), fixed={"a3": "elsewhere"})
    assert grouped(both) == ["elsewhere", "elsewhere", "a2", "elsewhere"]


def test_the_companions_of_a_parted_article_are_parted_too():
    rules = Constraints(together=(frozenset({"a0", "a2"}),), apart=(frozenset({"a2", "a1"}),))
    assert rules.parted("a0") == {"a1"}
    assert rules.parted("a1") == {"a0", "a2"}
    assert not rules.may_share(["a0"], ["a1", "a3"])
    assert rules.may_share(["a0"], ["a3"])
    assert len({grouped(rules)[at] for at in (0, 1)}) == 2


@pytest.mark.parametrize("sets", [[{"a", "b"}, {"b", "c"}], [{"a", "b"}, {"c", "d"}, {"b", "c"}]])
def test_sets_with_a_common_article_are_one(sets):
    rules = Constraints(together=tuple(frozenset(group) for group in sets))
    assert {"b", "c"} <= rules.companions("a")
    assert "a" not in rules.companions("a")


def test_the_reason_names_the_editor():
    clusterer = Clusterer(options=Options(constraints=Constraints(fixed={"a0": "s1"})))
    document = Document("a0", FERRY, "", NOON)
    (reason,) = explain_placement(clusterer.place(document), document)
    assert "an editor" in reason.text
