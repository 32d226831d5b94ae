"""Mails as bytes: headers that programs act on, and the same bytes for the same issue and reader."""

from dataclasses import replace
from datetime import UTC
from email import message_from_bytes
from email.policy import default

import pytest

from letters import LETTER, make_card
from making import NOON
from nightdesk.formats.newsletter import Envelope, confirmation_mail, issue_mail, make_issue

LINK = f"https://desk.night.example/newsletter/leave/{'A' * 43}"
ENVELOPE = Envelope("news@night.example", "ada@lund.example", "r1", LINK)
ISSUE = make_issue([make_card(1), make_card(2)], LETTER, NOON)


def parsed(raw):
    return message_from_bytes(raw, policy=default)


def test_a_mail_has_plain_text_first_then_html():
    mail = parsed(issue_mail(ISSUE, LETTER, ENVELOPE))
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    text, html = (part.get_content() for part in mail.iter_parts())
    assert "Ferry number 2" in text
    assert "Ferry number 2" in html


def test_a_reader_can_leave_with_one_click_by_header_text_and_html():
    raw = issue_mail(ISSUE, LETTER, ENVELOPE)
    assert f"\r\nList-Unsubscribe: <{LINK}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    text, html = (part.get_content() for part in parsed(raw).iter_parts())
    assert LINK in text
    assert f'href="{LINK}"' in html
    assert "{leave}" not in html


def test_headers_name_sender_reader_list_and_moment():
    mail = parsed(issue_mail(ISSUE, LETTER, ENVELOPE))
    assert mail["From"] == "Night News <news@night.example>"
    assert mail["To"] == "ada@lund.example"
    assert mail["Subject"] == "Night News (2026-11-20)"
    assert mail["List-Id"] == "<newsletter.night.example>"
    assert mail["Date"].datetime.astimezone(UTC) == NOON
    assert not mail.defects


def test_the_same_issue_and_reader_give_the_same_bytes_another_reader_another_id():
    once, twice = (issue_mail(ISSUE, LETTER, ENVELOPE) for _ in range(2))
    assert once == twice
    other = issue_mail(ISSUE, LETTER, replace(ENVELOPE, reader_id="r2"))
    assert parsed(other)["Message-ID"] != parsed(once)["Message-ID"]
    assert parsed(once)["Message-ID"].endswith("@night.example>")


def test_a_repeat_with_another_link_keeps_its_message_id():
    other = issue_mail(ISSUE, LETTER, replace(ENVELOPE, link=LINK + "B"))
    assert parsed(other)["Message-ID"] == parsed(issue_mail(ISSUE, LETTER, ENVELOPE))["Message-ID"]


@pytest.mark.parametrize("title", ['Söhne & "Co", Лампа', "新闻台" * 30, "a\tb", "x" * 500])
def test_any_title_makes_lines_that_servers_take(title):
    letter = replace(LETTER, title=title)
    raw = issue_mail(make_issue([make_card()], letter, NOON), letter, ENVELOPE)
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert parsed(raw)["From"].addresses[0].addr_spec == "news@night.example"


def test_the_mail_that_asks_carries_one_link_and_wants_no_answer_from_programs():
    raw = confirmation_mail(LETTER, ENVELOPE, 3, NOON)
    mail = parsed(raw)
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["List-Unsubscribe"] is None
    text, html = (part.get_content() for part in mail.iter_parts())
    assert LINK in text
    assert html.count("href=") == 1
    assert f'href="{LINK}"' in html
    assert "within 3 days" in html
    assert "Quay 1" in text
