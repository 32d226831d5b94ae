"""ETag and Last-Modified are opaque: what cannot be sent back is dropped with a note, and nothing is quarantined."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.validators import is_sendable, taken_validators


@pytest.mark.parametrize(
    "validator", ['"abc"', 'W/"5f-1"', '""', "Thu, 19 Nov 2026 08:30:00 GMT", '"prüf"', '"x y"', "'", "*"]
)
def test_validators_of_real_servers_are_sent_back(validator):
    assert taken_validators({"etag": validator, "last-modified": validator}) == (validator, validator, ())


@pytest.mark.parametrize(
    "validator",
    [
        '"\x01"',
        '"\x7f"',
        '"a\r\nX-Evil: 1"',
        '"a\nb"',
        '"\x00"',
        '"\ufffd"',
        '"\x9b"',
        '"' + "x" * 100_000 + '"',
        "\t",
    ],
)
def test_a_validator_that_cannot_be_sent_back_is_dropped_with_a_note(validator):
    etag, last_modified, notes = taken_validators({"etag": validator})
    assert (etag, last_modified) == (None, None)
    assert "its etag" in notes[0]
    assert validator not in notes[0]


@given(st.text())
def test_what_is_sent_can_stand_in_a_header(validator):
    if is_sendable(validator):
        assert validator.encode()
        assert not set(validator) & set(map(chr, (*range(32), 127)))
