"""The contract of the list of readers, on SQLite and on PostgreSQL."""

from datetime import timedelta

from making import NOON
from nightdesk.storage.subscribers import CONFIRM_WITHIN, CONFIRMATION_LEASE, MOST_MAILS, PAUSE
from readers import confirmed

ADA = "Ada@lund.example"


def states(store):
    return {reader.address: reader.state for reader in store.subscribers.all()}


def tables(store):
    """All that the database holds of readers, as one text."""
    names = ("subscriber", "subscriber_token", "left_address", "newsletter_delivery", "memo")
    connection = store._database._connection
    statements = (f"SELECT * FROM {name}" for name in names)  # noqa: S608 - the names are those above
    return str([[tuple(dict(row).values()) for row in connection.execute(statement)] for statement in statements])


def test_who_asks_waits_for_a_mail_and_is_no_reader_yet(store):
    store.subscribers.ask(ADA, NOON)
    assert states(store) == {ADA: "pending"}
    assert store.subscribers.claim_confirmation(NOON).address == ADA


def test_an_address_is_on_the_list_once_whatever_its_capitals(store):
    store.subscribers.ask(ADA, NOON)
    store.subscribers.ask(ADA.lower(), NOON)
    assert states(store) == {ADA: "pending"}


def test_a_mail_that_asks_is_claimed_once_and_due_again_after_a_crash(store):
    store.subscribers.ask(ADA, NOON)
    assert store.subscribers.claim_confirmation(NOON) is not None
    assert store.subscribers.claim_confirmation(NOON) is None
    assert store.subscribers.claim_confirmation(NOON + CONFIRMATION_LEASE) is not None


def test_the_token_of_the_mail_confirms_and_may_be_used_twice(store):
    confirmed(store, ADA)
    assert states(store) == {ADA: "confirmed"}
    reader = store.subscribers.all()[0]
    token = store.subscribers.make_token(reader.id, "confirm")
    assert store.subscribers.confirm(token, NOON + timedelta(hours=1))
    assert store.subscribers.all()[0].confirmed_at == NOON


def test_a_token_that_was_not_made_confirms_nobody(store):
    store.subscribers.ask(ADA, NOON)
    for token in ("", "x", "\udc00", "' OR 1=1"):
        assert not store.subscribers.confirm(token, NOON)
    assert states(store) == {ADA: "pending"}


def test_a_token_serves_one_purpose(store):
    reader = confirmed(store, ADA)
    assert not store.subscribers.leave(store.subscribers.make_token(reader.id, "confirm"))
    assert not store.subscribers.confirm(store.subscribers.make_token(reader.id, "leave"), NOON)
    assert states(store) == {ADA: "confirmed"}


def test_every_token_ever_sent_serves_to_leave(store):
    reader = confirmed(store, ADA)
    old = store.subscribers.make_token(reader.id, "leave")
    store.subscribers.make_token(reader.id, "leave")
    assert store.subscribers.leave(old)
    assert store.subscribers.all() == ()
    assert not store.subscribers.leave(old)


def test_the_database_holds_no_token_and_of_who_left_no_address(store):
    reader = confirmed(store, ADA)
    token = store.subscribers.make_token(reader.id, "leave")
    assert ADA in tables(store)
    assert token not in tables(store)
    store.subscribers.leave(token)
    assert "lund" not in tables(store).lower()
    assert reader.id not in tables(store)


def test_asking_again_within_the_hour_sends_no_second_mail(store):
    store.subscribers.ask(ADA, NOON)
    store.subscribers.confirmation_sent(store.subscribers.claim_confirmation(NOON).id, NOON)
    store.subscribers.ask(ADA, NOON + PAUSE - timedelta(seconds=1))
    assert store.subscribers.claim_confirmation(NOON + PAUSE) is None
    store.subscribers.ask(ADA, NOON + PAUSE)
    assert store.subscribers.claim_confirmation(NOON + PAUSE) is not None


def test_a_stranger_can_cause_only_so_many_mails(store):
    sent = 0
    for hour in range(48):
        now = NOON + timedelta(hours=hour)
        store.subscribers.ask(ADA, now)
        while reader := store.subscribers.claim_confirmation(now):
            store.subscribers.confirmation_sent(reader.id, now)
            sent += 1
    assert sent == MOST_MAILS


def test_who_is_confirmed_is_not_asked_again(store):
    confirmed(store, ADA)
    store.subscribers.ask(ADA, NOON + timedelta(days=9))
    assert store.subscribers.claim_confirmation(NOON + timedelta(days=9)) is None
    assert states(store) == {ADA: "confirmed"}


def test_an_address_that_nobody_confirms_is_deleted_with_its_tokens(store):
    store.subscribers.ask(ADA, NOON)
    reader = store.subscribers.claim_confirmation(NOON)
    token = store.subscribers.make_token(reader.id, "confirm")
    confirmed(store, "bo@lund.example")
    store.subscribers.forget_unconfirmed(NOON + CONFIRM_WITHIN)
    assert len(store.subscribers.all()) == 2
    store.subscribers.forget_unconfirmed(NOON + CONFIRM_WITHIN + timedelta(seconds=1))
    assert states(store) == {"bo@lund.example": "confirmed"}
    assert not store.subscribers.confirm(token, NOON)


def test_an_import_asks_each_address_unless_all_are_confirmed(store):
    assert store.subscribers.bring([ADA, ADA.upper()], NOON, confirmed=False).added == 1
    assert store.subscribers.bring(["bo@lund.example"], NOON, confirmed=True).added == 1
    assert states(store) == {ADA: "pending", "bo@lund.example": "confirmed"}
    assert store.subscribers.claim_confirmation(NOON).address == ADA
    assert store.subscribers.claim_confirmation(NOON) is None


def test_an_import_brings_nobody_back_who_left_but_the_reader_may_come_back(store):
    reader = confirmed(store, ADA)
    store.subscribers.leave(store.subscribers.make_token(reader.id, "leave"))
    done = store.subscribers.bring(["bo@lund.example", ADA.lower()], NOON, confirmed=True)
    assert (done.added, done.known, done.had_left) == (1, 0, (ADA.lower(),))
    confirmed(store, ADA)
    assert states(store) == {ADA: "confirmed", "bo@lund.example": "confirmed"}
    assert store.subscribers.bring([ADA], NOON, confirmed=True).known == 1


def test_who_asks_the_owner_is_removed_and_stays_away_from_imports(store):
    confirmed(store, ADA)
    assert store.subscribers.remove(ADA.upper())
    assert not store.subscribers.remove(ADA)
    assert store.subscribers.bring([ADA], NOON, confirmed=True).had_left == (ADA,)


def test_a_refused_address_may_be_asked_again(store):
    reader = confirmed(store, ADA)
    store.subscribers.refuse(reader.id, "550 5.1.1 no such user")
    assert [(one.state, one.note) for one in store.subscribers.all()] == [("refused", "550 5.1.1 no such user")]
    later = NOON + timedelta(days=30)
    store.subscribers.ask(ADA, later)
    store.subscribers.forget_unconfirmed(later)
    assert store.subscribers.claim_confirmation(later).address == ADA


def test_readers_are_counted_by_state_and_askers_by_time(store):
    confirmed(store, ADA)
    store.subscribers.ask("bo@lund.example", NOON)
    assert store.subscribers.counts() == {"confirmed": 1, "pending": 1}
    assert store.subscribers.asked_since(NOON - timedelta(hours=1)) == 1
    assert store.subscribers.asked_since(NOON) == 0
