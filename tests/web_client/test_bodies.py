"""Decoding within limits."""

import gzip
import tracemalloc
import zlib

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.errors import RetryLater, SkipItem
from nightdesk.tools import Request
from nightdesk.web_client.bodies import Body

URL = "https://example.org/page"


def raw_deflate(content):
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(content) + packer.flush()


ENCODINGS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "identity": bytes,
    "": bytes,
}
BOMBS = {"gzip": gzip.compress(bytes(50_000_000)), "br": brotli.compress(bytes(50_000_000), quality=1)}


def decode(encoded, encoding, step=1000, **limits):
    body = Body(Request(url=URL, **limits), {"content-encoding": encoding})
    for start in range(0, len(encoded), step):
        if not body.feed(encoded[start : start + step]):
            break
    return body.whole()


@given(st.binary(max_size=2000), st.sampled_from(sorted(ENCODINGS)), st.integers(1, 3000))
def test_decoding_undoes_encoding_however_the_bytes_arrive(content, encoding, step):
    assert decode(ENCODINGS[encoding](content), encoding, step) == content


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_of_many_pieces_comes_out_whole(encoding):
    content = bytes(range(256)) * 8000 + bytes(1_000_000)
    assert decode(ENCODINGS[encoding](content), encoding) == content


def test_deflate_without_its_zlib_header_is_read_as_well():
    assert decode(raw_deflate(b"an old server" * 100), "deflate") == b"an old server" * 100


def test_no_byte_is_left_inside_a_decoder_whatever_the_size():
    sizes = range(65_536, 65_536 + 600)
    assert [len(decode(raw_deflate(bytes(size)), "deflate")) for size in sizes] == list(sizes)


def test_gzip_members_one_after_the_other_are_one_body():
    assert decode(gzip.compress(b"one ") + gzip.compress(b"two") + b"\0\0", "gzip") == b"one two"


def test_a_plain_body_under_a_gzip_header_is_taken_as_it_is():
    assert decode(b"<html>unpacked by a proxy</html>", "gzip", step=7) == b"<html>unpacked by a proxy</html>"


def test_a_body_of_exactly_the_limit_passes():
    assert len(decode(gzip.compress(bytes(5000)), "gzip", limit=5000)) == 5000


@pytest.mark.parametrize("encoding", sorted(ENCODINGS))
def test_a_body_one_byte_over_the_limit_is_skipped_naming_the_limit(encoding):
    with pytest.raises(SkipItem, match=r"^https://example.org/page: too large: .* the limit is 0\.1 MB$"):
        decode(ENCODINGS[encoding](bytes(100_001)), encoding, limit=100_000)


def test_a_size_announced_over_the_limit_is_refused_before_it_is_read():
    with pytest.raises(SkipItem, match=r"too large: 52\.0 MB or more"):
        Body(Request(url=URL), {"content-length": "52000000"})


@pytest.mark.parametrize("encoding", sorted(BOMBS))
def test_a_bomb_stops_at_the_limit_and_costs_no_more_memory_than_it(encoding):
    tracemalloc.start()
    try:
        with pytest.raises(SkipItem, match="too large"):
            decode(BOMBS[encoding], encoding, step=65_536, limit=1_000_000)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 3_000_000


def test_first_bytes_of_a_bomb_are_just_those():
    assert decode(BOMBS["gzip"], "gzip", first_bytes=70_000) == bytes(70_000)


def test_first_bytes_of_a_shorter_body_are_all_of_it():
    assert decode(b"short", "", first_bytes=70_000) == b"short"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br"])
def test_a_body_that_breaks_off_may_be_whole_later(encoding):
    encoded = ENCODINGS[encoding](bytes(range(256)) * 20)
    with pytest.raises(RetryLater, match="breaks off after"):
        decode(encoded[:-3], encoding)


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_damaged_body_is_not_what_its_header_says(encoding):
    encoded = bytearray(ENCODINGS[encoding](bytes(range(256)) * 20))
    encoded[10:40] = b"\xff" * 30
    with pytest.raises(RetryLater, match="the body is not what its header says"):
        decode(bytes(encoded), encoding)


def test_an_encoding_of_nothing_that_never_ends_is_stopped_at_the_limit():
    empty_blocks = b"\x00\x00\x00\xff\xff" * 100_000  # RFC 1951, section 3.2.4: stored, of no length
    with pytest.raises(SkipItem, match="too large"):
        decode(gzip.compress(b"")[:10] + empty_blocks, "gzip", limit=100_000)


def test_endless_empty_members_are_given_up():
    with pytest.raises(RetryLater, match="more than 1000 gzip members"):
        decode(gzip.compress(b"") * 5000, "gzip", step=65_536)


@pytest.mark.parametrize("encoding", ["zstd", "gzip, gzip", "compress"])
def test_an_encoding_that_nobody_asked_for_is_skipped_by_name(encoding):
    with pytest.raises(SkipItem, match=f"encoded as '{encoding}'"):
        decode(b"", encoding)
