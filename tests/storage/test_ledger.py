"""The contract of the ledger of work, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from making import NOON, make_article
from nightdesk.storage.ledger import LEASE, Rest

LATER = NOON + timedelta(hours=2)


def schedule(store, *units, at=NOON):
    store.ledger.schedule("read", 1, units, at, "after poll")


def test_due_work_is_claimed_once_in_order(store):
    schedule(store, "b", "a")
    schedule(store, "c", at=NOON - timedelta(hours=1))
    assert [work.unit for work in store.ledger.claim("read", "me", NOON, 2)] == ["c", "a"]
    assert [work.unit for work in store.ledger.claim("read", "you", NOON, 9)] == ["b"]
    assert store.ledger.claim("read", "me", NOON, 9) == []


def test_work_is_not_due_before_its_time(store):
    schedule(store, "a", at=LATER)
    assert store.ledger.claim("read", "me", NOON, 9) == []
    assert store.ledger.next_due_at() == LATER


def test_articles_in_order_are_claimed_by_publication(store):
    store.save([make_article(1, published_at=LATER), make_article(2), make_article(3)])
    schedule(store, *(f"a{number:012d}" for number in (1, 2, 3)))
    claimed = store.ledger.claim("read", "me", NOON, 2, in_order=True)
    assert {work.unit for work in claimed} == {"a000000000002", "a000000000003"}


def test_a_lease_that_ran_out_is_claimed_again(store):
    schedule(store, "a")
    store.ledger.claim("read", "the dead", NOON, 9)
    assert store.ledger.claim("read", "me", NOON + LEASE - timedelta(seconds=1), 9) == []
    assert len(store.ledger.claim("read", "me", NOON + LEASE, 9)) == 1


def test_a_claimant_that_is_gone_gives_its_work_back_at_once(store):
    schedule(store, "a", "b")
    store.ledger.claim("read", "the dead", NOON, 1)
    store.ledger.release("the dead")
    assert len(store.ledger.claim("read", "me", NOON, 9)) == 2


def test_finished_work_stays_finished_until_it_is_scheduled_again(store):
    schedule(store, "a")
    (work,) = store.ledger.claim("read", "me", NOON, 9)
    store.ledger.finish(replace(work, state="done", note="read"), "me")
    assert store.ledger.due_counts(LATER) == {}
    schedule(store, "a", at=LATER)
    assert store.ledger.due_counts(LATER) == {"read": 1}


def test_work_that_was_made_due_again_while_claimed_is_not_finished_by_its_old_claim(store):
    schedule(store, "a")
    (work,) = store.ledger.claim("read", "me", NOON, 9)
    schedule(store, "a")
    store.ledger.finish(replace(work, state="done"), "me")
    assert store.ledger.due_counts(NOON) == {"read": 1}


def test_a_new_version_of_a_stage_makes_its_units_due_again(store):
    schedule(store, "a", "b")
    first, second = store.ledger.claim("read", "me", NOON, 9)
    store.ledger.finish(replace(first, state="done", version=1), "me")
    store.ledger.finish(replace(second, state="skipped", version=2), "me")
    store.ledger.raise_version("read", 2, LATER)
    assert [work.unit for work in store.ledger.claim("read", "me", LATER, 9)] == ["a"]


def test_a_change_of_what_a_stage_goes_by_makes_its_units_due_again(store):
    schedule(store, "a")
    (work,) = store.ledger.claim("read", "me", NOON, 9)
    store.ledger.finish(replace(work, state="done"), "me")
    store.ledger.again("read", LATER, "other topics")
    (work,) = store.ledger.claim("read", "me", LATER, 9)
    assert work.note == "other topics"


def test_troubles_are_what_failed_or_waits_to_be_tried_again(store):
    schedule(store, "a", "b", "c", "d")
    ends = {"a": ("done", 0), "b": ("due", 2), "c": ("failed", 5), "d": ("skipped", 1)}
    for work in store.ledger.claim("read", "me", NOON, 9):
        state, attempts = ends[work.unit]
        store.ledger.finish(replace(work, state=state, attempts=attempts), "me")
    assert {work.unit for work in store.ledger.troubles()} == {"b", "c"}
    assert [work.state for work in store.ledger.work_of("d")] == ["skipped"]


def test_what_is_due_is_listed_in_parts_and_claimed_one_by_one(store):
    schedule(store, "b", "c", "a")
    schedule(store, "later", at=LATER)
    first, place = store.ledger.due_units("read", NOON, "", 2)
    rest, end = store.ledger.due_units("read", NOON, place, 2)
    assert (first, rest, end) == (["a", "b"], ["c"], "")
    assert store.ledger.claim_unit("read", "me", NOON, "b").unit == "b"
    assert store.ledger.claim_unit("read", "you", NOON, "b") is None
    assert store.ledger.claim_unit("read", "me", NOON, "later") is None
    assert store.ledger.due_units("read", NOON, "", 9) == (["a", "c"], "")


def rest(failures, **fields):
    values = {"until": LATER, "most_attempts": 3, "claimed_by": "me", "note": "its host is left alone: 100 % of it"}
    return Rest(failures=failures, **(values | fields))


def test_units_are_put_off_with_their_host_those_of_others_are_not(store):
    schedule(store, "a", "b", "c", "d")
    store.ledger.claim_unit("read", "me", NOON, "b")
    store.ledger.claim_unit("read", "you", NOON, "c")
    put_off = store.ledger.put_off("read", ["a", "b", "c"], rest(1), NOON)
    assert {(work.unit, work.state, work.attempts, work.due_at) for work in put_off} == {
        ("a", "due", 1, LATER),
        ("b", "due", 1, LATER),
    }
    assert {work.note for work in put_off} == {"its host is left alone: 100 % of it"}
    assert [work.unit for work in store.ledger.claim("read", "me", NOON, 9)] == ["d"]


def test_each_failure_of_a_host_counts_once_until_its_units_are_given_up(store):
    schedule(store, "a")
    seen = []
    for failures in (0, 1, 1, 2, 3):
        (work,) = store.ledger.put_off("read", ["a"], rest(failures), NOON)
        seen.append((work.state, work.attempts))
    assert seen == [("due", 0), ("due", 1), ("due", 1), ("due", 2), ("failed", 3)]
    assert work.note == "given up after 3 attempts: its host is left alone: 100 % of it"
    assert store.ledger.put_off("read", ["a"], rest(4), NOON) == []


def test_what_waits_for_a_stage_that_is_gone_is_let_go_and_what_it_did_stays(store):
    schedule(store, "a", "b", "c", at=NOON)
    store.ledger.schedule("poll", 1, ["a"], NOON, "another stage's")
    first, second, _ = store.ledger.claim("read", "me", NOON, 3)
    store.ledger.finish(replace(first, state="done"), "me")
    store.ledger.finish(replace(second, state="quarantined"), "me")
    assert sorted(store.ledger.let_go("read")) == ["b", "c"]
    assert {(work.stage, work.state) for work in store.ledger.work_of("a")} == {("poll", "due"), ("read", "done")}
    assert store.ledger.work_of("b") == ()
    assert store.ledger.let_go("read") == []
