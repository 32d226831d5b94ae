"""The log: which unit, what became of it and why; nothing secret, no controls, nothing unless it is asked for."""

import json
import logging
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commanding import command
from nightdesk.unit_log import masked, tell_ended, tell_request, working_on

SECRETS = [
    "https://ann:hunter2@a.example/feed",
    "https://ann:p@ss:hunter2@a.example/feed",
    "http://hunter2@a.example",
    "https://a.example/feed?token=hunter2&page=2",
    "https://a.example/feed?page=2&API_KEY=hunter2",
    "https://a.example/feed?key=hunter2#x",
    "https://a.example/feed?user.password=hunter2",
    "https://a.example/#access_token=hunter2",
    "postgresql://ann:hunter2@db.example/desk",
]


@pytest.mark.parametrize("url", SECRETS)
def test_nothing_secret_of_an_address_is_logged(url, caplog):
    caplog.set_level(logging.DEBUG, "nightdesk.units")
    with working_on("read", "a1"):
        tell_request("GET", url, f"moved to {url}")
    tell_ended("read", "a1", "failed", f"{url}: no answer")
    assert "hunter2" not in caplog.text
    assert len(caplog.records) == 2
    assert all((record.stage, record.unit) == ("read", "a1") for record in caplog.records)
    assert all("read a1: " in record.getMessage() for record in caplog.records)


def test_an_address_without_secrets_is_logged_as_it_is():
    url = "https://a.example/tokens/keys?page=2&monkey=3&q=a@b"
    assert masked(f"{url} asked by ann@a.example") == f"{url} asked by ann@a.example"


@given(st.text())
def test_a_line_of_the_log_is_one_line_without_controls(text):
    line = masked(f"\x1b[31m{text}\n")
    assert not any(ord(char) < 32 or 0x7F <= ord(char) < 0xA0 or char in "\u2028\u2029\u202e" for char in line)
    assert masked(line) == line


def test_a_unit_under_way_is_forgotten_when_it_has_ended(caplog):
    caplog.set_level(logging.DEBUG, "nightdesk.units")
    with working_on("read", "a1"), working_on("images", "a2"):
        pass
    tell_request("GET", "https://a.example/", "200")
    assert caplog.records[0].unit == ""


@pytest.fixture(scope="module")
def desk(corpus, tmp_path_factory):
    """A desk whose one source has a password and is not in its archive."""
    home = tmp_path_factory.mktemp("logged")
    assert command("init", home).returncode == 0
    (home / "sources.opml").write_text(
        '<opml version="2.0"><body><outline xmlUrl="https://ann:hunter2@a.example/feed?token=hunter2"/></body></opml>'
    )
    (home / "some.warc.gz").write_bytes(corpus.archive.read_bytes())
    return home


def test_a_run_logs_nothing_unless_it_is_asked_to(desk):
    said = command("run", "--archive", "some.warc.gz", desk=desk)
    assert "1 source polled" in said.stdout or "failed" in said.stderr
    assert "nightdesk.units" not in said.stderr


def test_a_run_logs_as_json_which_unit_failed_and_why(desk):
    force = "import sqlite3; c = sqlite3.connect('nightdesk.db');"
    force += " c.execute(\"UPDATE work SET due_at = '2026-01-01T00:00:00.000000Z'\"); c.commit()"
    subprocess.run([sys.executable, "-c", force], cwd=desk, check=True)
    said = command("run", "-vv", "--log-format", "json", "--archive", "some.warc.gz", desk=desk)
    lines = [json.loads(line) for line in said.stderr.splitlines() if line.startswith("{")]
    units = [line for line in lines if line["logger"] == "nightdesk.units"]
    assert {line["level"] for line in units} == {"debug", "info"}
    assert {line["stage"] for line in units} == {"poll"}
    assert all(line["unit"].startswith("f") and line["unit"] in line["message"] for line in units)
    assert "hunter2" not in json.dumps(lines)
    assert any("not in the archive" in line["message"] for line in units)


def test_the_options_may_stand_before_the_command(desk):
    said = command("-v", "doctor", desk=desk)
    assert said.returncode in (0, 1)
    assert "Usage" not in said.stderr
