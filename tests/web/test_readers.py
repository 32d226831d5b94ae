"""The door for readers: subscribe, confirm and leave, in the words of a browser and of a mail program."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import urlencode

import pytest

from asking import ask
from nightdesk.config import Config, DeskSettings, NewsletterSettings
from nightdesk.errors import StoreAway
from nightdesk.newsroom import Newsroom
from nightdesk.storage.store import Store
from nightdesk.web.readers import PER_CLIENT, PER_HOUR, Allowance, ReadersDoor
from nightdesk.web.serving import site_app

MULTIPART = b'--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n'
ADA, BO = "ada@lund.example", "bo@lund.example"


class Door:
    """A desk's door and a client that stands before it."""

    def __init__(self, store, folder, **fields):
        self.store, self.woken = store, 0
        settings = NewsletterSettings(**({"enabled": True} | fields))
        config = Config(home=folder, desk=DeskSettings(title="Night News"), newsletter=settings)
        newsroom = Newsroom(config, store, web=None, workers=None)
        door = ReadersDoor(newsroom, self.wake)
        (folder / "site").mkdir()
        self.app = site_app(folder / "site", door.routes())

    def wake(self):
        self.woken += 1

    def get(self, path, method="GET"):
        return ask(self.app, path, method)

    def post(self, path, content=b"", kind="application/x-www-form-urlencoded"):
        return ask(self.app, path, "POST", content, content_type=kind)

    def ask(self, address):
        return self.post("/newsletter/", urlencode({"address": address}).encode())

    def states(self):
        return {reader.address: reader.state for reader in self.store.subscribers.all()}

    def token(self, purpose):
        (reader,) = self.store.subscribers.all()
        return self.store.subscribers.make_token(reader.id, purpose)


@pytest.fixture
def door(tmp_path):
    config = Config(home=tmp_path)
    store = Store.open(config)
    yield Door(store, tmp_path)
    store.close()


def test_who_asks_is_told_to_look_into_the_mail_and_a_mail_is_due(door):
    answer = door.ask(ADA)
    assert answer.status == HTTPStatus.ACCEPTED
    assert "Look into your mail" in answer.text
    assert door.states() == {ADA: "pending"}
    assert door.woken == 1


@pytest.mark.parametrize("state", ["unknown", "pending", "confirmed", "refused", "left"])
def test_the_answer_does_not_tell_who_is_on_the_list(door, state):
    now = datetime.now(UTC)
    if state == "pending":
        door.store.subscribers.ask(ADA, now)
    elif state != "unknown":
        door.store.subscribers.bring([ADA], now, confirmed=True)
        if state == "refused":
            door.store.subscribers.refuse(door.store.subscribers.all()[0].id, "550")
        elif state == "left":
            door.store.subscribers.remove(ADA)
    answer, other = door.ask(ADA), door.ask(BO)
    assert (answer.status, answer.body) == (other.status, other.body)
    assert answer.headers == other.headers
    assert ADA not in answer.text
    assert door.woken == 2


@pytest.mark.parametrize(
    "given", ["", "ada", "ada@", "@lund.example", "a@b", "a\r\nBcc: x@y.example@lund.example", "<x>@lund.example"]
)
def test_what_is_no_address_is_said_and_not_kept(door, given):
    answer = door.ask(given)
    assert answer.status == HTTPStatus.BAD_REQUEST
    assert "no mail address" in answer.text
    assert door.states() == {}


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xfe", b"address=" + b"x" * 9000, b"&" * 500, b'{"address": "ada@lund.example"}']
)
def test_a_body_that_is_no_form_is_refused(door, content):
    assert door.post("/newsletter/", content).status == HTTPStatus.BAD_REQUEST
    assert door.states() == {}


def test_a_client_may_not_give_a_whole_list(door):
    answers = [door.ask(f"reader{number}@lund.example") for number in range(PER_CLIENT + 1)]
    assert [answer.status for answer in answers[:-1]] == [HTTPStatus.ACCEPTED] * PER_CLIENT
    assert answers[-1].status == HTTPStatus.TOO_MANY_REQUESTS
    assert answers[-1].headers["retry-after"] == "3600"
    assert len(door.states()) == PER_CLIENT


def test_many_clients_may_not_flood_others_by_this_desk(door):
    now = datetime.now(UTC)
    door.store.subscribers.bring([f"reader{number}@lund.example" for number in range(PER_HOUR)], now, confirmed=False)
    assert door.ask(ADA).status == HTTPStatus.SERVICE_UNAVAILABLE
    assert ADA not in door.states()


def test_an_allowance_is_for_an_hour_and_for_a_whole_network():
    now = 0.0
    allowance = Allowance(2, lambda: now)
    assert [allowance.take("192.0.2.1") for _ in range(3)] == [True, True, False]
    assert allowance.take("192.0.2.2")
    assert [allowance.take(f"2001:db8::{number}") for number in range(1, 4)] == [True, True, False]
    assert allowance.take("2001:db8:0:1::1")
    assert allowance.take("unix")
    now = 3601.0
    assert allowance.take("192.0.2.1")


def test_to_open_the_link_confirms_nobody_but_its_button_does(door):
    door.ask(ADA)
    link = f"/newsletter/confirm/{door.token('confirm')}"
    page = door.get(link)
    assert page.status == HTTPStatus.OK
    assert "Yes, send it to me" in page.text
    assert door.get(link, "HEAD").status == HTTPStatus.OK
    assert door.states() == {ADA: "pending"}
    answer = door.post(link)
    assert answer.status == HTTPStatus.OK
    assert "You get the newsletter" in answer.text
    assert door.states() == {ADA: "confirmed"}


def test_a_link_that_nobody_was_sent_confirms_nobody(door):
    door.ask(ADA)
    for token in ("x", "A" * 43, "%00", "..%2f..", door.token("leave")):
        assert door.post(f"/newsletter/confirm/{token}").status in (HTTPStatus.GONE, HTTPStatus.NOT_FOUND)
    assert door.states() == {ADA: "pending"}


def test_a_mail_program_unsubscribes_with_one_click(door):
    """As RFC 8058 has it: a POST with a fixed body, no cookie, no redirect."""
    door.store.subscribers.bring([ADA], datetime.now(UTC), confirmed=True)
    link = f"/newsletter/leave/{door.token('leave')}"
    answer = door.post(link, b"List-Unsubscribe=One-Click")
    assert answer.status == HTTPStatus.OK
    assert door.states() == {}
    again = door.post(link, MULTIPART, "multipart/form-data; boundary=b")
    assert (again.status, again.body) == (answer.status, answer.body)


def test_to_open_the_link_to_leave_asks_first(door):
    door.store.subscribers.bring([ADA], datetime.now(UTC), confirmed=True)
    page = door.get(f"/newsletter/leave/{door.token('leave')}")
    assert re.search(r'<form [^>]*method="post">\s*<button type="submit">Unsubscribe', page.text)
    assert door.states() == {ADA: "confirmed"}


def test_where_the_newsletter_rests_nobody_subscribes_but_readers_may_leave(tmp_path):
    store = Store.open(Config(home=tmp_path))
    door = Door(store, tmp_path, enabled=False)
    assert door.ask(ADA).status == HTTPStatus.NOT_FOUND
    store.subscribers.bring([ADA], datetime.now(UTC), confirmed=True)
    assert door.post(f"/newsletter/leave/{door.token('leave')}").status == HTTPStatus.OK
    assert door.states() == {}
    store.close()


def test_answers_are_kept_by_nobody_and_say_nothing_of_the_link(door):
    token = "A" * 43
    for answer in (door.get(f"/newsletter/leave/{token}"), door.post(f"/newsletter/confirm/{token}")):
        assert token not in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "form-action 'self'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers
        assert 'href="../../../assets/style.css"' in answer.text


def test_the_page_with_the_form_is_a_file_of_the_site_and_posts_to_the_door(door, tmp_path):
    from nightdesk.formats.newsletter import LetterPages

    config = Config(home=tmp_path, newsletter=NewsletterSettings(enabled=True))
    page = LetterPages(config, ()).index(())
    assert page.path == "newsletter/index.html"
    assert b'action="./"' in page.content
    elsewhere = replace(config, newsletter=replace(config.newsletter, links_url="https://desk.night.example/"))
    text = LetterPages(elsewhere, ()).index(()).content.decode()
    assert 'action="https://desk.night.example/newsletter/"' in text
    assert "form-action https://desk.night.example" in text
    (tmp_path / "site" / "newsletter").mkdir()
    (tmp_path / "site" / page.path).write_bytes(page.content)
    assert door.get("/newsletter/").body == page.content


def test_while_the_database_is_away_a_reader_is_asked_for_patience_and_told_nothing_of_it(door, monkeypatch):
    def away(*_):
        raise StoreAway("database secrets on db.internal: the server is away")

    monkeypatch.setattr(door.store.subscribers, "asked_since", away)
    answer = door.ask(ADA)
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["retry-after"] == "60"
    assert "secrets" not in answer.text
