"""The contract of issues and their mails, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

from making import NOON
from nightdesk.storage.newsletters import LEASE, STAGE
from readers import confirmed, make_issue

READERS = ("ada@lund.example", "bo@lund.example", "cy@lund.example")


def test_an_issue_comes_back_as_it_was_saved(store):
    issue = make_issue(url="https://a.example/", secured="abc;def")
    assert store.newsletters.add(issue, NOON)
    assert store.newsletters.issue(issue.id) == issue
    assert store.newsletters.issue("another") is None


def test_issues_come_newest_first_through_all_pages(store):
    for number in range(45):
        store.newsletters.add(make_issue(number), NOON)
    assert [issue.id for issue in store.newsletters.issues()] == [f"night-news-{n}" for n in reversed(range(45))]


def test_an_issue_is_found_by_its_day(store):
    store.newsletters.add(make_issue(1), NOON)
    assert store.newsletters.issue_of((NOON + timedelta(days=1)).date()).id == "night-news-1"
    assert store.newsletters.issue_of(NOON.date()) is None


def test_an_issue_is_planned_once_for_each_confirmed_reader(store):
    for address in READERS:
        confirmed(store, address)
    store.subscribers.ask("pending@lund.example", NOON)
    assert store.newsletters.add(make_issue(), NOON)
    assert not store.newsletters.add(make_issue(title="made again"), NOON)
    assert store.newsletters.counts("night-news-1") == {"sent": 0, "due": 3}


def test_each_mail_is_claimed_once_and_leaves_a_number_when_it_went_out(store):
    for address in READERS:
        confirmed(store, address)
    store.newsletters.add(make_issue(), NOON)
    claimed = []
    while delivery := store.newsletters.claim_delivery("me", NOON):
        claimed.append(delivery.address)
        store.newsletters.sent(delivery)
        store.newsletters.sent(delivery)
    assert sorted(claimed) == sorted(READERS)
    assert store.newsletters.counts("night-news-1") == {"sent": 3}


def test_what_a_crash_leaves_claimed_is_given_back_to_the_same_desk_at_once_to_others_after_the_lease(store):
    confirmed(store, READERS[0])
    store.newsletters.add(make_issue(), NOON)
    assert store.newsletters.claim_delivery("the dead", NOON) is not None
    store.newsletters.release("somebody else")
    assert store.newsletters.claim_delivery("me", NOON) is None
    assert store.newsletters.claim_delivery("me", NOON + LEASE) is not None
    store.newsletters.release("me")
    assert store.newsletters.claim_delivery("me", NOON) is not None


def test_a_mail_that_may_go_later_is_due_then_and_listed_as_trouble(store):
    confirmed(store, READERS[0])
    store.newsletters.add(make_issue(), NOON)
    delivery = store.newsletters.claim_delivery("me", NOON)
    later = NOON + timedelta(minutes=5)
    store.newsletters.finish(replace(delivery, state="due", attempts=1, due_at=later, note="450 busy"))
    assert store.newsletters.claim_delivery("me", NOON) is None
    assert store.newsletters.next_due_at() == later
    assert [(one.address, one.note) for one in store.newsletters.troubles()] == [(READERS[0], "450 busy")]
    assert store.newsletters.claim_delivery("me", later).attempts == 1


def test_who_leaves_gets_no_more_mails_of_an_issue_under_way(store):
    for address in READERS:
        confirmed(store, address)
    store.newsletters.add(make_issue(), NOON)
    store.subscribers.remove(READERS[1])
    assert store.newsletters.counts("night-news-1") == {"sent": 0, "due": 2}


def test_an_imported_issue_is_sent_to_nobody(store):
    confirmed(store, READERS[0])
    store.newsletters.add(make_issue(), NOON, to_readers=False)
    assert store.newsletters.claim_delivery("me", NOON) is None


def test_the_next_mail_due_may_be_one_that_asks_for_confirmation(store):
    assert store.newsletters.next_due_at() is None
    store.subscribers.ask(READERS[0], NOON)
    assert store.newsletters.next_due_at() == NOON


def test_the_ledger_says_when_the_next_issue_is_made(store):
    store.newsletters.plan_issue(NOON + timedelta(hours=3), NOON, "each day at 15:00")
    assert store.ledger.next_due_at() == NOON + timedelta(hours=3)
    assert store.ledger.claim(STAGE, "me", NOON, 1) == []
    (work,) = store.ledger.claim(STAGE, "me", NOON + timedelta(hours=3), 1)
    assert (work.unit, work.note) == ("issue", "each day at 15:00")
    store.newsletters.plan_issue(NOON, NOON, "again")
    store.newsletters.rest(NOON, "no longer by schedule")
    assert store.ledger.next_due_at() is None
