"""Logins in addresses: they come off whatever the address looks like, and go nowhere but home."""

import re
from base64 import b64decode
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.logins import take_login, without_login, without_logins

URL = "https://example.org/feed.xml?a=b@c#d@e"
names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


@given(names, names)
def test_a_login_that_was_put_in_comes_off_as_it_was(name, password):
    address = URL.replace("://", f"://{quote(name, safe='')}:{quote(password, safe='')}@")
    bare, login = take_login(address)
    assert (bare, login.name, login.password) == (URL, name, password)
    assert take_login(login.put_into(bare)) == (bare, login)
    sent = login.header_for("https://example.org/other")["Authorization"]
    assert b64decode(sent.removeprefix("Basic ")).decode() == f"{name}:{password}"


@given(st.from_regex(re.compile(r"[^/?#\\]*@[^/?#\\@]+([/?#].*)?", re.DOTALL), fullmatch=True))
def test_no_authority_keeps_anything_before_its_last_at(rest):
    bare = without_login(f"https://{rest}")
    assert "@" not in re.split(r"[/?#\\]", bare.removeprefix("https://"), maxsplit=1)[0]
    assert without_login(bare) == bare
    assert bare.endswith(rest.partition("@")[2].rpartition("@")[2])


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/@ada/1",
        "https://example.org/?to=ada@example.org",
        "https://example.org#a@b",
        "https://example.org\\@x",  # a browser reads a slash here: the @ is in the path
        "mailto:ada@example.org",
    ],
)
def test_an_at_that_is_no_login_stays(url):
    assert take_login(url) == (url, None)
    assert without_logins(f"see {url}") == f"see {url}"


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/feed.xml",
        "https://example.org:8443/feed.xml",
        "https://www.example.org/feed.xml",
        "https://example.org.evil.example/",
        "//example.org/",
    ],
)
def test_a_login_goes_to_no_other_origin(url):
    _, login = take_login("https://ada:s3cret@example.org/feed.xml")
    assert login.header_for(url) == {}
    assert login.put_into(url) == url


def test_a_port_that_is_the_default_and_capitals_make_no_other_origin():
    _, login = take_login("HTTPS://ada:s3cret@Example.org/feed.xml")
    assert login.header_for("https://example.org:443/1")
    assert login.put_into("https://EXAMPLE.org/1") == "https://ada:s3cret@EXAMPLE.org/1"


def test_what_shows_a_login_shows_no_password():
    _, login = take_login("https://ada:s3cret@example.org/")
    assert "s3cret" not in repr(login)


def test_text_loses_the_logins_of_all_addresses_it_holds():
    text = '{"url":"https://ada:s3cret@x.example/p.jpg","alt":"a@b","credit":"see http://u@y.example/ and z"}'
    assert (
        without_logins(text) == '{"url":"https://x.example/p.jpg","alt":"a@b","credit":"see http://y.example/ and z"}'
    )
