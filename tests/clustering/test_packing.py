"""Snapshots as bytes: what was packed comes out, and what is not whole is found out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.clustering.snapshot.packing import packed, unpacked

KINDS = (np.int16, np.int32, np.int64, np.float64, np.bool_)


def content_of(parts, key="1"):
    return memoryview(bytearray(b"".join(packed(key, parts))))


arrays = st.lists(st.tuples(st.sampled_from(KINDS), st.lists(st.integers(0, 1), max_size=20)), max_size=4)
lists = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5), max_size=5), max_size=3)


@given(arrays, lists)
def test_what_was_packed_comes_out(some, words):
    given_arrays = {f"array {at}": np.array(values, kind) for at, (kind, values) in enumerate(some)}
    given_lists = {f"list {at}": each for at, each in enumerate(words)}
    found = unpacked(content_of([*given_arrays.items(), *given_lists.items()]), "1")
    assert found.lists == given_lists
    assert {name: array.tolist() for name, array in found.arrays.items()} == {
        name: array.tolist() for name, array in given_arrays.items()
    }
    assert all(found.arrays[name].dtype == array.dtype for name, array in given_arrays.items())


@given(st.data())
def test_whatever_byte_is_another_it_is_found_out(data):
    content = content_of([("numbers", np.arange(10)), ("words", ["one", "two"])])
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] ^= data.draw(st.integers(1, 255))
    assert isinstance(unpacked(content, "1"), str)


@given(st.integers(0, 400))
def test_what_is_cut_off_is_found_out(size):
    content = content_of([("numbers", np.arange(30)), ("words", ["one", "two"])])
    assert size >= len(content) or isinstance(unpacked(content[:size], "1"), str)


@pytest.mark.parametrize("content", [b"", b"what is this", bytes(64), b"9" * 64, b"-" * 64])
def test_what_is_no_snapshot_is_found_out(content):
    assert unpacked(memoryview(content), "1") == "it is damaged"


def test_what_another_version_made_is_not_used():
    assert unpacked(content_of([], "2"), "1") == "another version of nightdesk made it"
