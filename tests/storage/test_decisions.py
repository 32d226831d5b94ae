"""The log of decisions, on SQLite and on PostgreSQL."""

from dataclasses import replace

import pytest

from making import NOON, make_article
from nightdesk.decisions import Decision
from nightdesk.storage.store import Store
from nightdesk.types import Redirect, Story


def decision(verb="merge", **fields):
    values = {"editor": "Ada", "target": "s1", "after": (("a1", "s1"),), "note": "one event\0", "decided_at": NOON}
    return Decision(verb=verb, **(values | fields))


def test_decisions_are_numbered_in_their_order_and_come_back_as_they_were(store, config):
    written = [store.decisions.append(decision(before=(("a1", "s2"),))), store.decisions.append(decision("note"))]
    assert [item.id for item in written] == [1, 2]
    assert store.decisions.all() == tuple(replace(item, note="one event") for item in written)
    again = Store.open(config)
    assert again.decisions.rulings().fixed == {"a1": "s1"}
    again.close()


def test_what_stands_is_folded_anew_after_another_decision(store):
    assert store.decisions.rulings().held == {}
    store.decisions.append(decision("hold"))
    assert store.decisions.rulings().held.keys() == {"s1"}
    store.decisions.append(decision("undo", target="1"))
    assert store.decisions.rulings().held == {}


def test_a_decision_that_is_rolled_back_was_never_made(store):
    with pytest.raises(RuntimeError), store.transaction():
        store.decisions.append(decision("hold"))
        assert store.decisions.rulings().held
        raise RuntimeError
    assert (store.decisions.all(), store.decisions.rulings().held) == ((), {})
    store.decisions.append(decision("retract"))
    assert store.decisions.rulings().held == {}


def test_a_redirect_leads_on_to_any_depth_as_long_as_its_story_is_empty(store):
    store.save([make_article(1, story_id="s3"), Story(id="s3", first_at=NOON, last_at=NOON, size=1)])
    store.save([Redirect("s1", "s2"), Redirect("s2", "s3")])
    assert store.story("s1").id == "s3"
    assert store.decisions.redirects() == (Redirect("s1", "s3"), Redirect("s2", "s3"))
    store.save([make_article(2, story_id="s1"), Story(id="s1", first_at=NOON, last_at=NOON, size=1)])
    assert store.story("s1").id == "s1"
    assert store.decisions.redirects() == (Redirect("s2", "s3"),)


def test_a_circle_of_redirects_ends(store):
    store.save([Redirect("s1", "s2"), Redirect("s2", "s1")])
    assert store.decisions.resolve("s1") in {"s1", "s2"}


def test_what_a_stage_read_before_a_decision_does_not_undo_it(store):
    store.save([make_article(1, story_id="s2"), Story(id="s2", first_at=NOON, last_at=NOON, size=1)])
    stale = store.article("a000000000001")
    store.decisions.append(decision(after=((stale.id, "s1"),)))
    store.settle({stale.id: "s1"})
    store.save([replace(stale, quality=80), Story(id="s2", first_at=NOON, last_at=NOON, size=1)])
    assert (store.article(stale.id).story_id, store.article(stale.id).quality) == ("s1", 80)
    assert (store.story("s1").size, store.story("s2").size) == (1, 0)
