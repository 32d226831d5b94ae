"""Changing keys: what the desk keeps sealed is sealed anew, and what others sealed stays."""

import hashlib

from making import make_article
from nightdesk.formats.sealed import Keyring, key_of_secret, seal, unseal
from nightdesk.sealing import Resealed, reseal_kept

OLD, NEW = (key_of_secret(hashlib.sha256(name.encode()).digest()) for name in ("old", "new"))
RING = Keyring((NEW, OLD))


def kept(number, secured):
    return make_article(number, record_name=f"record-{number}.md", secured=secured)


def test_a_kept_payload_comes_back_as_it_was_saved(store):
    store.save([kept(1, "any text;of others=="), make_article(2)])
    assert store.article("a000000000001").secured == "any text;of others=="
    assert store.article("a000000000002").secured is None


def test_what_an_old_key_sealed_is_sealed_anew_and_all_else_stays(store):
    secured = {
        1: seal(b"one", "record-1.md", OLD),
        2: seal(b"two", "record-2.md", NEW),
        3: "of;others",
        4: seal(b"four", "record-99.md", OLD),
    }
    store.save([kept(number, text) for number, text in secured.items()])
    store.save([make_article(5, text="a text that stays")])

    told = reseal_kept(store, RING)

    assert (told.sealed_anew, told.of_others) == (1, 1)
    assert len(told.faults) == 1
    assert told.faults[0].startswith("record-4.md: ")
    assert unseal(store.article("a000000000001").secured, "record-1.md", Keyring((NEW,))) == b"one"
    for number in (2, 3, 4):
        assert store.article(f"a{number:012d}").secured == secured[number]
    assert store.article("a000000000005").text == "a text that stays"


def test_sealing_anew_twice_changes_nothing_the_second_time(store):
    store.save([kept(1, seal(b"one", "record-1.md", OLD))])
    reseal_kept(store, RING)
    assert reseal_kept(store, RING) == Resealed(0, 0)


def test_many_payloads_are_all_sealed_anew(store):
    store.save([kept(number, seal(b"x", f"record-{number}.md", OLD)) for number in range(1, 602)])
    assert reseal_kept(store, RING).sealed_anew == 601
