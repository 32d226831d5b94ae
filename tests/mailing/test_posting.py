"""Mails to a real server on loopback: every answer that a server may give, and connections that break."""

from pathlib import Path

import pytest

from nightdesk.config import Config, NewsletterSettings
from nightdesk.errors import ConfigError
from nightdesk.mailing.posting import PostOffice, read_password
from post_server import make_certificate, running_post

MAIL = b"Subject: Night News\r\n\r\nOne\r\n.\r\n.two\r\n"
ADA = "ada@lund.example"


def office(port, home=Path(), **fields):
    values = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_security": "none",
        "from_address": "news@night.example",
    }
    return PostOffice(Config(home=home, newsletter=NewsletterSettings(**(values | fields))))


def test_mails_go_out_one_by_one_over_one_connection(post):
    port, postbox = post
    with office(port) as opened:
        assert [opened.send(f"r{number}@lund.example", MAIL).kind for number in range(3)] == ["taken"] * 3
    assert postbox.readers() == ["r0@lund.example", "r1@lund.example", "r2@lund.example"]
    assert postbox.connections == 1
    assert postbox.taken[0][1] == MAIL


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("550 5.1.1 no such user", "no mailbox"),
        ("550 5.1.10 null MX", "no mailbox"),
        ("550 5.2.1 mailbox disabled", "no mailbox"),
        ("553 no such user here", "no mailbox"),
        ("552 5.2.2 mailbox full", "refused"),
        ("550 5.7.1 you are on our list", "refused"),
        ("554 no", "refused"),
        ("450 4.2.0 greylisted", "later"),
        ("451 try again", "later"),
    ],
)
def test_a_refused_recipient_leaves_the_connection_for_the_next(post, said, kind):
    port, postbox = post
    postbox.to[ADA] = [said]
    with office(port) as opened:
        answer = opened.send(ADA, MAIL)
        assert (answer.kind, answer.note) == (kind, said)
        assert opened.send("bo@lund.example", MAIL).kind == "taken"
    assert postbox.connections == 1


@pytest.mark.parametrize(("said", "kind"), [("451 4.3.0 later", "later"), ("554 5.7.1 spam", "refused")])
def test_a_refused_mail_is_no_refused_reader(post, said, kind):
    port, postbox = post
    postbox.data[ADA] = [said]
    with office(port) as opened:
        assert opened.send(ADA, MAIL).kind == kind
        assert opened.send(ADA, MAIL).kind == "taken"


def test_a_refused_sender_stops_everything(post):
    port, postbox = post
    postbox.sender = "550 5.7.1 who are you"
    with office(port) as opened:
        answer = opened.send(ADA, MAIL)
    assert answer.kind == "no server"
    assert "news@night.example: 550 5.7.1 who are you" in answer.note


def test_a_server_that_ends_a_long_connection_is_called_again(post):
    port, postbox = post
    with office(port) as opened:
        assert opened.send(ADA, MAIL).kind == "taken"
        postbox.to[ADA] = ["drop"]
        assert opened.send(ADA, MAIL).kind == "taken"
        postbox.to[ADA] = ["421 4.7.0 too many mails in one connection"]
        assert opened.send(ADA, MAIL).kind == "taken"
    assert postbox.connections == 3
    assert len(postbox.taken) == 3


def test_a_connection_that_breaks_in_the_middle_of_a_mail_is_for_later(post):
    port, postbox = post
    postbox.drops_in_data = 1
    with office(port) as opened:
        answer = opened.send(ADA, MAIL)
        assert answer.kind == "later"
        assert "while the mail was handed over" in answer.note
        assert opened.send("bo@lund.example", MAIL).kind == "taken"
    assert postbox.readers() == ["bo@lund.example"]


def test_a_server_that_is_not_there_is_named_with_its_reason():
    with running_post() as (port, _):
        pass
    with office(port) as opened:
        answer = opened.send(ADA, MAIL)
    assert answer.kind == "no server"
    assert "refused" in answer.note


def test_starttls_and_a_login_as_providers_want_them(tmp_path, monkeypatch):
    chain, context = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    password = tmp_path / "password"
    password.write_text("words\n")
    password.chmod(0o600)
    account = {"smtp_security": "starttls", "smtp_user": "desk", "smtp_password_file": "password"}
    with running_post(starttls=context, login=True) as (port, postbox):
        with office(port, tmp_path, **account) as opened:
            assert opened.send(ADA, MAIL).kind == "taken"
        assert postbox.logins == [("desk", "words")]
        assert postbox.was_secure == [True]
        password.write_text("falsch")
        with office(port, tmp_path, **account) as opened:
            answer = opened.send(ADA, MAIL)
        assert answer.kind == "no server"
        assert "does not let 'desk' in" in answer.note
        assert "falsch" not in answer.note


def test_tls_from_the_first_byte(tmp_path, monkeypatch):
    chain, context = make_certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    with running_post(tls=context) as (port, postbox):
        with office(port, smtp_security="tls") as opened:
            assert opened.send(ADA, MAIL).kind == "taken"
        assert postbox.was_secure == [True]


def test_a_certificate_that_is_not_trusted_is_refused(tmp_path):
    _, context = make_certificate(tmp_path)
    with running_post(starttls=context) as (port, postbox):
        with office(port, smtp_security="starttls") as opened:
            answer = opened.send(ADA, MAIL)
        assert answer.kind == "no server"
        assert "certificate is not trusted" in answer.note
        assert postbox.taken == []


def test_a_server_without_starttls_gets_nothing_in_the_clear(post):
    port, postbox = post
    with office(port, smtp_security="starttls") as opened:
        answer = opened.send(ADA, MAIL)
    assert answer.kind == "no server"
    assert "does not offer STARTTLS" in answer.note
    assert postbox.taken == []


@pytest.mark.parametrize(
    ("content", "mode", "message"),
    [("x", 0o644, "chmod 600"), ("", 0o600, "is empty"), (None, 0, "No such file"), (b"\xff", 0o600, "outside ASCII")],
)
def test_a_password_file_that_cannot_be_used_is_named(tmp_path, content, mode, message):
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        path.chmod(mode)
    config = Config(home=tmp_path, newsletter=NewsletterSettings(smtp_user="desk", smtp_password_file="password"))  # noqa: S106 - a file
    with pytest.raises(ConfigError, match=message):
        read_password(config)


def test_a_user_without_a_password_file_and_a_published_one_are_named(tmp_path):
    with pytest.raises(ConfigError, match="no smtp_password_file"):
        read_password(Config(home=tmp_path, newsletter=NewsletterSettings(smtp_user="desk")))
    with pytest.raises(ConfigError, match="published"):
        read_password(Config(home=tmp_path, newsletter=NewsletterSettings(smtp_password_file="site/password")))  # noqa: S106 - a file
