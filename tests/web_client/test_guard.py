"""Which addresses are asked at all."""

import socket
from ipaddress import IPv4Address, IPv4Network, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.errors import SkipItem
from nightdesk.web_client.guard import (
    PrivateAddress,
    is_public,
    origin_of,
    public_socket,
    redirect_target,
    shown,
    web_address,
)

PRIVATE = (
    "0.0.0.0",  # noqa: S104 - an address to refuse, nothing is bound to it
    *("127.0.0.1", "127.8.9.1", "0.1.2.3", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "198.18.0.1", "192.0.2.1", "224.0.0.1", "240.0.0.1", "255.255.255.255", "::", "::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1"),
    *("2002:7f00:1::", "2001:0:7f00:1::", "fe80::1%lo", "fec0::1", "fd00::1", "ff02::1", "2001:db8::1", "100::1"),
)
NETWORKS = [IPv4Network(text) for text in ("127.0.0.0/8", "10.0.0.0/8", "169.254.0.0/16", "192.168.0.0/16")]


@pytest.mark.parametrize("address", PRIVATE)
def test_private_and_special_addresses_are_not_public(address):
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"]
)
def test_addresses_of_the_open_web_are_public(address):
    assert is_public(address)


@given(st.sampled_from(NETWORKS), st.integers(0, 2**32 - 1), st.sampled_from([0, 0xFFFF << 32, 0x64FF9B << 96]))
def test_a_private_address_stays_private_inside_ipv6(network, bits, prefix):
    inner = int(network.network_address) | (bits & int(network.hostmask))
    assert not is_public(str(IPv4Address(inner)))
    assert not is_public(str(IPv6Address(prefix | inner)))


def test_no_socket_is_made_for_a_private_address():
    with pytest.raises(PrivateAddress) as refused:
        public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.1", 80)))
    assert refused.value.address == "10.0.0.1"


def test_a_socket_is_made_for_a_public_address():
    with public_socket((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("8.8.8.8", 80))) as made:
        assert made.family == socket.AF_INET


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://example.org/x", "not asked: only http: and https: are, not ftp:"),
        ("javascript:alert(1)", "not javascript:"),
        ("file:///etc/passwd", "not file:"),
        ("data:text/html,x", "not data:"),
        ("example.org/x", "an address without a scheme"),
        ("//example.org/x", "an address without a scheme"),
        ("", "an address without a scheme"),
        ("http:///x", "it names no host"),
        ("http://[::1", "not a web address"),
        ("http://example.org:port/", "not a web address"),
        ("http://example.org:99999/", "not a web address"),
        ("http://example.org/" + "x" * 9000, "longer than 8,192 characters"),
    ],
)
def test_what_is_no_address_of_the_web_is_skipped_with_the_reason(url, reason):
    with pytest.raises(SkipItem) as skipped:
        web_address(url)
    assert reason in str(skipped.value)
    assert len(str(skipped.value)) < 400


def test_a_web_address_loses_its_fragment_and_stray_whitespace_only():
    assert web_address(" https://Example.org/a?\tb=%C3%A4&#top \n") == "https://Example.org/a?b=%C3%A4&"


@given(st.text() | st.builds("http://{}".format, st.text()))
def test_any_text_is_an_address_or_is_skipped_and_asking_twice_changes_nothing(text):
    try:
        asked = web_address(text)
    except SkipItem:
        return
    assert web_address(asked) == asked


@given(st.text(max_size=500))
def test_a_url_is_shown_on_one_short_line(text):
    line = shown("https://" + text)
    assert line.isprintable()
    assert len(line) <= 1 + 10 * 201  # each character is at most one escape


def test_credentials_are_not_shown():
    assert shown("https://me:secret@example.org/feed") == "https://example.org/feed"


def test_an_origin_has_scheme_host_and_port_without_credentials():
    assert origin_of("https://me:secret@Example.org:8443/a") == "https://example.org:8443"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "https://example.org/b"),
        ("?page=2", "https://example.org/a/b?page=2"),
        ("//other.org/x#y", "https://other.org/x"),
        (" http://other.org ", "http://other.org"),
    ],
)
def test_a_redirect_is_resolved_against_its_page(location, target):
    assert redirect_target("https://example.org/a/b", location) == target


@pytest.mark.parametrize("location", [None, "", "ftp://example.org/", "http://[", "javascript:0"])
def test_a_redirect_to_nowhere_is_skipped_under_the_name_of_its_page(location):
    with pytest.raises(SkipItem, match=r"^https://example.org/a: redirects"):
        redirect_target("https://example.org/a", location)
