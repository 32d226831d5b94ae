"""A desk's own thresholds, as they are stored and as they rest."""

import pytest

from nightdesk.clustering.thresholds import Thresholds
from nightdesk.clustering.tuning.own import OwnFactor, standing_thresholds, text_of

SHIPPED = Thresholds()


def test_without_any_those_that_come_with_nightdesk_hold():
    standing = standing_thresholds("")
    assert (standing.thresholds, standing.own, standing.stale) == (SHIPPED, (), ())


def test_what_was_stored_moves_its_threshold_and_the_others_stay():
    standing = standing_thresholds(text_of({"join": OwnFactor(SHIPPED.version, 0.5)}))
    assert standing.thresholds == SHIPPED.moved(join=0.5)
    assert standing.thresholds.bar == (SHIPPED.bar[0] / 2, SHIPPED.bar[1] / 2)
    assert (standing.thresholds.merge, standing.thresholds.split) == (SHIPPED.merge, SHIPPED.split)
    assert (standing.own, standing.stale) == (("join",), ())


@pytest.mark.parametrize(
    "stale",
    [
        '{"join": {"base": "another", "factor": 0.5}}',
        '{"join": {"base": "20f3a1", "judgement": {"version": "1+desk"}}}',
        '{"a judgement that is no more": {"base": "plain/1", "factor": 0.5}}',
    ],
)
def test_what_began_elsewhere_or_has_another_form_rests(stale):
    standing = standing_thresholds(stale)
    assert (standing.thresholds, standing.own) == (SHIPPED, ())
    assert len(standing.stale) == 1
