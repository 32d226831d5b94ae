"""Sealed payloads: what is refused first, then what comes back, then the form that strangers see."""

import base64
import hashlib
import unicodedata
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from making import make_article
from nightdesk.config import SealSettings
from nightdesk.errors import ConfigError, SealError
from nightdesk.formats.records import check_record, read_record
from nightdesk.formats.sealed import (
    ArticleSealer,
    Keyring,
    Passphrase,
    SealedFacts,
    key_of_passphrase,
    key_of_secret,
    open_facts,
    reseal,
    seal,
    sealed_under,
    unseal,
)

NAME = "2026-11-20-ferry-returns.md"
OLD, NEW, STRANGE = (key_of_secret(hashlib.sha256(name.encode()).digest()) for name in ("old", "new", "strange"))
RING = Keyring((NEW, OLD))
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
PHRASE = Passphrase("a winter in the old yard", b"salt" * 4)
NAMES = st.text(min_size=1, max_size=60)
NORMAL_NAMES = NAMES.map(partial(unicodedata.normalize, "NFC"))
SECURED = seal(b'{"sourceId":"f000000000001"}', NAME, NEW)


def two_parts(secured: str) -> list[bytes]:
    """The old system's rule: base64 of the ciphertext, a semicolon, base64 of 16 bytes."""
    return [base64.b64decode(part, validate=True) for part in secured.split(";")]


def joined(parts) -> str:
    return ";".join(base64.b64encode(part).decode() for part in parts)


# What is refused


@given(st.data())
def test_one_flipped_bit_anywhere_is_refused(data):
    parts = two_parts(SECURED)
    which = data.draw(st.sampled_from([0, 1]))
    bit = data.draw(st.integers(0, len(parts[which]) * 8 - 1))
    changed = bytearray(parts[which])
    changed[bit // 8] ^= 1 << bit % 8
    parts[which] = bytes(changed)
    with pytest.raises(SealError, match=NAME):
        unseal(joined(parts), NAME, RING)


@given(st.integers(0, len(SECURED) - 1), st.characters(codec="utf-8"))
def test_one_changed_character_anywhere_is_refused(place, character):
    assume(SECURED[place] != character)
    with pytest.raises(SealError, match=NAME):
        unseal(SECURED[:place] + character + SECURED[place + 1 :], NAME, RING)


@pytest.mark.parametrize("letter", LETTERS)
def test_the_bits_that_base64_leaves_over_are_not_free_to_change(letter):
    changed = SECURED[:-3] + letter + SECURED[-2:]
    if changed != SECURED:
        with pytest.raises(SealError, match=NAME):
            unseal(changed, NAME, RING)


@given(st.binary(max_size=80), st.binary(max_size=20))
def test_what_was_never_sealed_is_refused(first, second):
    with pytest.raises(SealError, match=NAME):
        unseal(joined([first, second]), NAME, RING)


@pytest.mark.parametrize("text", ["", ";", "plain", "AAAA", SECURED + ";AAAA", SECURED + "\n", f" {SECURED}", "é;é"])
def test_a_text_of_another_form_is_refused(text):
    with pytest.raises(SealError, match=rf"{NAME}: .*not a sealed payload"):
        unseal(text, NAME, RING)


@given(NORMAL_NAMES, NORMAL_NAMES)
def test_a_payload_that_was_moved_to_another_record_is_refused(name, other):
    assume(name != other)
    with pytest.raises(SealError, match="moved"):
        unseal(seal(b"private", name, NEW), other, RING)


def test_a_wrong_key_is_named_with_the_keys_that_were_tried():
    with pytest.raises(SealError, match=rf"{NAME}: .*key {NEW.name}.*tried: {STRANGE.name}, {OLD.name}"):
        unseal(SECURED, NAME, Keyring((STRANGE, OLD)))


def test_a_key_that_only_bears_the_right_name_opens_nothing():
    impostor = replace(STRANGE, id=NEW.id)
    with pytest.raises(SealError, match="changed"):
        unseal(SECURED, NAME, Keyring((impostor,)))


def test_what_another_system_sealed_is_said_to_be_from_another_system(shared):
    paths = sorted((shared / "records/powerapps/_news").glob("*.md"))[:50]
    for path in paths:
        with pytest.raises(SealError, match=path.name):
            unseal(read_record(path.read_bytes()).secured, path.name, RING)


def test_a_payload_that_holds_no_facts_is_said_to_hold_none():
    with pytest.raises(SealError, match=rf"{NAME}: .*no facts"):
        open_facts(seal(b"[1, 2]", NAME, NEW), NAME, RING)


def test_secrets_do_not_show_when_a_key_is_printed():
    words = "a winter in the old yard"
    shown = repr((Keyring((NEW, Passphrase(words, bytes(16)))), Passphrase(words, bytes(16))))
    assert words not in shown
    assert repr(NEW.cipher_key) not in shown
    assert repr(NEW.nonce_key) not in shown


def test_a_secret_of_another_length_makes_no_key():
    with pytest.raises(ConfigError, match="32 bytes"):
        key_of_secret(bytes(31))


# What comes back


@given(st.binary(max_size=2000), NAMES)
def test_any_payload_comes_back_as_it_was_sealed(payload, name):
    assert unseal(seal(payload, name, NEW), name, RING) == payload


@given(st.binary(max_size=600), NAMES)
def test_any_payload_comes_back_after_the_keys_were_changed(payload, name):
    before = seal(payload, name, OLD)
    after = reseal(before, name, Keyring((OLD,)), NEW)
    assert after == seal(payload, name, NEW)
    assert unseal(after, name, Keyring((NEW,))) == payload


@given(st.builds(SealedFacts, source_id=st.text(), notes=st.lists(st.text()).map(tuple), text=st.none() | st.text()))
def test_any_facts_come_back_as_they_were_sealed(facts):
    assert open_facts(seal(facts.payload(), NAME, NEW), NAME, RING) == facts


@given(st.binary(max_size=600), NAMES)
def test_the_same_payload_of_the_same_record_gives_the_same_bytes(payload, name):
    assert seal(payload, name, NEW) == seal(payload, name, NEW)


@given(st.binary(max_size=300), st.binary(max_size=300), NORMAL_NAMES, NORMAL_NAMES)
def test_no_two_payloads_or_records_share_a_nonce(one, two, name, other):
    assume((one, name) != (two, other))
    assert two_parts(seal(one, name, NEW))[1] != two_parts(seal(two, other, NEW))[1]


def test_the_form_of_today_is_read_for_ever():
    """Made once by this code and kept: a change that cannot open it breaks every record out there."""
    assert SECURED == GOLDEN
    assert unseal(GOLDEN_OF_WORDS, NAME, Keyring((PHRASE,))) == b"x"


# The form


@given(st.binary(max_size=2000))
def test_a_payload_has_the_two_parts_that_the_old_system_wrote(payload):
    ciphertext, seal_bytes = two_parts(seal(payload, NAME, NEW))
    assert len(seal_bytes) == 16
    assert len(ciphertext) % 16 == 0
    assert seal_bytes[1:4].hex() == NEW.name
    assert sealed_under(seal(payload, NAME, NEW), RING) == NEW


@given(st.integers(0, 255), st.integers(0, 255))
def test_the_length_does_not_tell_a_short_note_from_none(one, two):
    assert len(seal(bytes(one), NAME, NEW)) == len(seal(bytes(two), NAME, NEW))


def test_a_record_with_a_payload_of_ours_keeps_the_format():
    record = read_record(RECORD.replace("SEALED", SECURED))
    assert check_record(record) == []
    assert unseal(record.secured, NAME, RING) == b'{"sourceId":"f000000000001"}'


def test_what_others_sealed_is_under_none_of_our_keys():
    assert sealed_under(seal(b"", NAME, STRANGE), RING) is None
    assert sealed_under(joined([bytes(272), bytes(16)]), RING) is None
    assert sealed_under("torn", RING) is None


# Passphrases (Argon2id takes some 0.3 s and 64 MiB each time)


def test_a_passphrase_and_the_record_alone_are_enough():
    secured = seal(b"private", NAME, key_of_passphrase(PHRASE))
    elsewhere = Keyring((Passphrase(PHRASE.words, bytes(16)),))
    assert unseal(secured, NAME, elsewhere) == b"private"


def test_a_wrong_passphrase_is_refused():
    secured = seal(b"private", NAME, key_of_passphrase(PHRASE))
    with pytest.raises(SealError, match=rf"{NAME}: .*passphrase"):
        unseal(secured, NAME, Keyring((NEW, Passphrase("a summer in the old yard", PHRASE.salt))))


@settings(max_examples=6, deadline=None)
@given(st.integers(0, 16 * 8 - 1))
def test_a_flipped_bit_of_the_salt_is_refused(bit):
    first, second = two_parts(GOLDEN_OF_WORDS)
    changed = bytearray(first)
    changed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealError, match=NAME):
        unseal(joined([bytes(changed), second]), NAME, Keyring((PHRASE,)))


def test_one_passphrase_written_in_two_ways_is_one():
    composed, apart = (
        key_of_passphrase(Passphrase(words, bytes(16))) for words in ("Ärger am Fjord", "A\u0308rger am Fjord")
    )
    assert composed == apart


# Articles


def test_the_facts_of_an_article_are_sealed_and_only_those_that_the_desk_wants():
    article = make_article(1)
    whole = ArticleSealer(NEW, SealSettings()).secured(article, NAME, ("check the quote",))
    assert open_facts(whole, NAME, RING) == SealedFacts(article.source_id, ("check the quote",), article.text)
    short = ArticleSealer(NEW, SealSettings(text=False, notes=False)).secured(article, NAME, ("check the quote",))
    assert open_facts(short, NAME, RING) == SealedFacts(article.source_id)


def test_what_came_sealed_from_elsewhere_is_kept_to_the_byte():
    assert (
        ArticleSealer(NEW, SealSettings()).secured(make_article(1, secured="from;elsewhere"), NAME) == "from;elsewhere"
    )


RECORD = """---
category: news
title: "Ferry returns"
excerpt: "It sails again."
publishedDateTime: 2026-11-20T12:00:00Z
originalUrl: "https://fjordpost.example/1"
webUrl: "https://fjordpost.example/1"
type: article
quality: 87
heat: 87
published: true

provider:
  name: Fjord Post
  domain: fjordpost.example

topics:
  - Ferries

secured: "SEALED"
---

"""
GOLDEN = (
    "E071w4Bco7iUX6WZJY96GCL8T3TEQEkSDhXBbBU/eHjGv28ajpLm6HMPR360J2nurPD0KvIpnauGNG48ZCtAKExdjzGxaPli"
    "sMMy0z/ri4Kl1obx3tMc73/xoSbust7tcAO7mO6cO2W1dnbGgPqvRqLcITj6vRb4232LxntY8CjttKOI61ANIepuHA/pqhm2"
    "uOV/GzYXV9hEdj7ekYU7RcQx3kl9IERz3GLMMx4s78G9VwvuZLk/Y05ruZ3xnIofKjSXFagUf0UtCcoKK20gVwH9HEPJ7464"
    "X1fktjWPs5pOaMQG/0PZxy9lTU4m3ScUCX8D5I9cXOtTjIPUQrvrsmhKqhKuwjd1n3KzWm2aZMQ=;AcZ8+vOU2EUxZnXo+dO"
    "DSw=="
)
GOLDEN_OF_WORDS = (
    "c2FsdHNhbHRzYWx0c2FsdAZhO4lS9dWm1J6QYEewBuwbxb4nUjn9ggZ+TV7DTZ5q5rwEgvlQvt5tw8r/FZBeZ1D0991PGCnl"
    "h1VGlLMQPdFPX4EXo5fxtB2AEtchW486tNSTD3fxN8I/ucJDgOeECzpr0EmTNODJY5unec4M4KxJ6CUk/uBkqS4twf48OQBe"
    "ghc7dso+75yqAGIHwUAGaMF7Ce4A+xSymS/qR26wj4raptEhRj5GgyLFcNSAbutYC4f04N4q+KmqgMzwkF4MsXePr3jcq1to"
    "X64D3D9F4005hhDbE01K6OhO61fKZuWmngBHMsyjEPgJHXV6FGY4XPb5TsgZVJkZXR6q7XkFyucJF/UJppY9+IAcoNyROSPy"
    ";AiUwFf4f31B2G1HLo0iNCw=="
)
