"""A desk's own judgements, as they are stored and as they rest."""

from dataclasses import replace

import pytest

from nightdesk.grouping.model import Judgements
from nightdesk.grouping.own import OwnJudgement, base_print, standing_judgements, text_of


@pytest.fixture(scope="module")
def shipped():
    return Judgements.stored()


def own(shipped, **changes):
    return OwnJudgement(base_print(shipped.join), replace(shipped.join, version="1+desk", **changes))


def test_without_any_those_that_come_with_nightdesk_hold(shipped):
    standing = standing_judgements("")
    assert (standing.judgements, standing.own, standing.stale) == (shipped, (), ())


def test_what_was_stored_comes_back_as_it_was_and_the_others_stay(shipped):
    mine = own(shipped, bias=-1.5)
    standing = standing_judgements(text_of({"join": mine}))
    assert standing.judgements == replace(shipped, join=mine.judgement)
    assert (standing.own, standing.stale) == (("join",), ())


def test_the_print_changes_with_any_number(shipped):
    changed = replace(shipped.join, slopes=(*shipped.join.slopes[:-1], (0.125,)))
    assert base_print(changed) != base_print(shipped.join) == base_print(replace(shipped.join))


@pytest.mark.parametrize(
    "stale",
    [
        '{"join": {"base": "another", "judgement": %s}}',
        '{"join": {"of another form": 1}}',
        '{"a judgement that is no more": {"base": "x", "judgement": %s}}',
    ],
)
def test_what_began_elsewhere_or_has_another_form_rests(shipped, stale):
    whole = text_of({"join": own(shipped)})
    judgement = whole[whole.index('"judgement":') + len('"judgement":') : -2]
    standing = standing_judgements(stale % judgement if "%s" in stale else stale)
    assert (standing.judgements, standing.own) == (shipped, ())
    assert len(standing.stale) == 1
