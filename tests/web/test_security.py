"""What the server tells browsers, what it hides, and whom it believes."""

import contextlib
import http.client
import json
import re
import socket
import subprocess
import sys
import time
from http import HTTPStatus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from asking import ask
from commanding import command
from nightdesk.config import Config, DeskSettings, NewsletterSettings
from nightdesk.errors import ConfigError
from nightdesk.newsroom import Newsroom
from nightdesk.storage.store import Store
from nightdesk.web.readers import PER_CLIENT, ReadersDoor
from nightdesk.web.security import trusted_proxies
from nightdesk.web.serving import site_app

HIDDEN = "a list of files"


@pytest.fixture
def app(tmp_path):
    files = {".nightdesk-files.json": HIDDEN, ".git/config": HIDDEN, "a/.secret": HIDDEN, "api/.nightdesk-x": HIDDEN}
    files |= {"index.html": "front", "stories/index.html": "stories", "404.html": "not there"}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return site_app(tmp_path)


@pytest.mark.parametrize(
    "path",
    [
        "/.nightdesk-files.json",
        "//.nightdesk-files.json",
        "/./.nightdesk-files.json",
        "/stories/../.nightdesk-files.json",
        "/stories\\..\\.nightdesk-files.json",
        "/.git/config",
        "/.git/",
        "/a/.secret",
        "/api/.nightdesk-x",
        "/api/../.nightdesk-files.json",
    ],
)
def test_no_file_of_a_dot_is_served(app, path):
    answer = ask(app, f"http://desk.example{path}")
    assert answer.status == HTTPStatus.NOT_FOUND
    assert HIDDEN not in answer.text


@pytest.mark.parametrize("path", ["/stories", "//stories", "//evil.example/../stories", "/stories?x=//evil.example/"])
def test_no_redirect_names_the_host_that_was_asked_for(app, path):
    answer = ask(app, f"http://desk.example{path}", host="evil.example")
    assert re.match(r"/[^/\\]", answer.headers["location"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.text(st.sampled_from("/\\.:@e?%x"), max_size=12), st.sampled_from(["evil.example", "a b", "x:99999", ""]))
def test_whatever_is_asked_no_header_holds_the_host(app, rest, host):
    answer = ask(app, f"http://desk.example/stories{rest}", host=host)
    assert not host or all(host not in value for value in answer.headers.values())
    assert not answer.headers.get("location", "/").startswith(("//", "/\\", "http"))


@pytest.mark.parametrize("path", ["/", "/nothing", "/api/news/", "/stories"])
def test_every_answer_holds_the_browser_to_the_site(app, path):
    answer = ask(app, path)
    assert (answer.status == HTTPStatus.OK) == (path == "/")
    headers = answer.headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert (policy["default-src"], policy["frame-ancestors"]) == ("'none'", "'none'")
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


class Form:
    """The form of a desk whose site is at one address and whose server is at another."""

    def __init__(self, store, folder):
        config = Config(
            home=folder,
            desk=DeskSettings(url="https://night.example/news"),
            newsletter=NewsletterSettings(enabled=True, links_url="https://desk.night.example"),
        )
        self.readers = store.subscribers
        door = ReadersDoor(Newsroom(config, store, web=None, workers=None), lambda: None)
        self.app = site_app(folder / "site", door.routes())

    def post(self, **headers):
        kind = "application/x-www-form-urlencoded"
        return ask(self.app, "/newsletter/", "POST", b"address=ada%40lund.example", content_type=kind, **headers)


@pytest.fixture
def form(tmp_path):
    store = Store.open(Config(home=tmp_path))
    yield Form(store, tmp_path)
    store.close()


@pytest.mark.parametrize(
    "headers",
    [
        {"sec_fetch_site": "cross-site", "origin": "https://evil.example"},
        {"sec_fetch_site": "cross-site", "origin": "null"},
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site", "origin": "https://evil.night.example"},
        {"origin": "https://evil.example", "host": "desk.night.example"},
        {"origin": "null", "host": "desk.night.example"},
        {"origin": "http://night.example", "host": "desk.night.example"},
    ],
)
def test_a_form_of_another_site_signs_nobody_up(form, headers):
    answer = form.post(**headers)
    assert answer.status == HTTPStatus.FORBIDDEN
    assert form.readers.all() == ()


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec_fetch_site": "same-origin", "origin": "null"},
        {"sec_fetch_site": "none"},
        {"sec_fetch_site": "same-site", "origin": "https://night.example"},  # the static site's own form
        {"sec_fetch_site": "cross-site", "origin": "https://night.example"},
        {"origin": "http://127.0.0.1:8642", "host": "127.0.0.1:8642"},
    ],
)
def test_the_forms_of_the_desk_and_programs_are_taken(form, headers):
    assert form.post(**headers).status == HTTPStatus.ACCEPTED
    assert len(form.readers.all()) == 1


def test_proxies_are_addresses_and_networks(tmp_path):
    assert trusted_proxies("127.0.0.1, 10.0.0.0/8 ::1") == ["127.0.0.1", "10.0.0.0/8", "::1"]
    assert trusted_proxies("") == []
    for wrong in ("*", "proxy.example", "10.0.0.0/99"):
        with pytest.raises(ConfigError, match="trusted_proxies"):
            trusted_proxies(wrong)


def wait_for(port):
    """Wait until the server answers: it says its port a moment before."""
    for _ in range(300):
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port)).close()
            return
        time.sleep(0.1)
    raise AssertionError("the server was not there within 30 s")


def ask_often(port, forwarded):
    """How many of one more than a client may ask were taken, each saying it is for another client."""
    taken = 0
    for number in range(PER_CLIENT + 1):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": forwarded(number)}
        connection.request("POST", "/newsletter/", f"address=reader{number}%40lund.example", headers)
        taken += connection.getresponse().status == HTTPStatus.ACCEPTED
        connection.close()
    return taken


@pytest.mark.parametrize(("setting", "taken"), [("", PER_CLIENT), ("127.0.0.1", PER_CLIENT + 1)])
def test_who_asks_is_believed_of_named_proxies_alone(tmp_path, setting, taken):
    command("init", tmp_path)
    newsletter = "[newsletter]\nenabled = true\n"
    (tmp_path / "desk.toml").write_text(f"[serve]\ntrusted_proxies = {json.dumps(setting)}\n{newsletter}")
    serve = subprocess.Popen(
        [sys.executable, "-m", "nightdesk", "serve", "--port", "0"], cwd=tmp_path, stdout=subprocess.PIPE, text=True
    )
    try:
        port = int(serve.stdout.readline().rpartition("127.0.0.1:")[2].split("/")[0])
        wait_for(port)
        assert ask_often(port, lambda number: f"198.51.100.{number}") == taken
        if setting:  # what stands before the proxy's own word was written by the client
            assert ask_often(port, lambda number: f"198.51.100.{number}, 203.0.113.7") == PER_CLIENT
    finally:
        serve.terminate()
        serve.communicate(timeout=30)
