"""Decisions by the command line, and the site that follows them."""

import json
import re
import shutil

import pytest

from commanding import command
from nightdesk.cli import run_command


@pytest.fixture
def desk(finished_desk, tmp_path):
    """A finished desk of one's own."""
    return shutil.copytree(finished_desk, tmp_path / "desk")


def pages(desk):
    return {path.parent.name: path.read_text() for path in (desk / "site" / "stories").glob("*/index.html")}


def ask(capsys, desk, *arguments):
    assert run_command([*arguments, "--desk", str(desk)]) == 0
    return capsys.readouterr().out


def decide(capsys, desk, *arguments):
    return json.loads(ask(capsys, desk, "desk", *arguments, "--editor", "Ada", "--json"))


def test_a_merged_story_sends_readers_on_until_it_is_undone(desk, capsys):
    one, other = sorted(pages(desk))[:2]
    before = pages(desk)
    decide(capsys, desk, "merge", one, other, "--note", "one event")
    ask(capsys, desk, "publish")
    moved = pages(desk)[other]
    assert f'content="0; url=../{one}/index.html"' in moved
    assert f'<a href="../{one}/index.html">' in moved
    item = json.loads((desk / "site" / "api" / "ninjs" / "stories" / f"{other}.json").read_text())
    assert item["associations"][0]["uri"].endswith(f"/{one}.json")
    assert other not in (desk / "site" / "sitemap.xml").read_text()
    assert json.loads(ask(capsys, desk, "explain", other, "--json"))["story"]["id"] == one
    decide(capsys, desk, "undo")
    ask(capsys, desk, "publish")
    assert pages(desk) == before


def affair(page):
    """The stories that a page names as earlier ones of its affair."""
    _, _, told = page.partition("Earlier in this affair")
    return set(re.findall(r'/(s\w+)/index\.html"', told.partition("</ul>")[0]))


def test_linked_stories_name_each_other_until_they_are_unlinked(desk, capsys):
    flood = json.loads(ask(capsys, desk, "explain", "Families return to Old Quay", "--json"))
    decide(capsys, desk, "split", flood["story"]["id"], flood["article"]["id"])
    ask(capsys, desk, "publish")
    told = {name: affair(page) for name, page in pages(desk).items()}
    assert sum(map(len, told.values())) > 0, "the return after the flood follows the flood"
    later = next(name for name in told if told[name])
    earlier = min(told[later])
    decide(capsys, desk, "unlink", later, earlier, "--note", "another river")
    ask(capsys, desk, "publish")
    assert earlier not in affair(pages(desk)[later])
    log = ask(capsys, desk, "desk", "log", earlier)
    assert re.search(rf"Ada: unlink {later} “.+” — another river", log)
    assert re.search(rf"{earlier} “.+”: none -> unlinked", log)
    decide(capsys, desk, "link", earlier, later)
    ask(capsys, desk, "publish")
    assert earlier in affair(pages(desk)[later])
    assert "an editor linked it with" in ask(capsys, desk, "explain", later)
    decide(capsys, desk, "undo")
    decide(capsys, desk, "undo")
    ask(capsys, desk, "publish")
    assert {name: affair(page) for name, page in pages(desk).items()} == told


def test_a_held_story_is_nowhere_and_a_retracted_one_says_why(desk, capsys):
    one, other = sorted(pages(desk))[:2]
    title = json.loads(ask(capsys, desk, "explain", one, "--json"))["article"]["title"]
    decide(capsys, desk, "hold", one)
    decide(capsys, desk, "retract", other, "--note", "its source was mistaken")
    ask(capsys, desk, "publish")
    shown = pages(desk)
    assert one not in shown
    assert "Its source was mistaken." in shown[other]
    for path in (desk / "site").rglob("*"):
        assert not path.is_file() or title.encode() not in path.read_bytes(), path
    decide(capsys, desk, "release", one)
    ask(capsys, desk, "publish")
    assert one in pages(desk)


def test_the_log_tells_who_decided_what_and_explain_too(desk, capsys):
    one = min(pages(desk))
    decide(capsys, desk, "hold", one, "--note", "wait")
    decide(capsys, desk, "undo")
    listed = json.loads(ask(capsys, desk, "desk", "log", "--json"))
    assert [(item["editor"], item["verb"]) for item in listed] == [("Ada", "hold"), ("Ada", "undo")]
    said = ask(capsys, desk, "desk", "log", one) + ask(capsys, desk, "explain", one)
    assert len(re.findall(rf"Ada: hold {one} “.+” — wait", said)) == 2


def test_decisions_are_pairs_for_the_next_training(desk, capsys):
    one, other = sorted(pages(desk))[:2]
    decide(capsys, desk, "merge", one, other)
    lines = [json.loads(line) for line in ask(capsys, desk, "desk", "pairs").splitlines()]
    assert lines
    assert all(line["together"] and line["decision"] == 1 for line in lines)
    assert {"id", "title", "text", "published_at", "language", "provider"} == lines[0]["articles"][0].keys()


def test_what_cannot_be_done_ends_with_a_line_and_its_mend(desk):
    answer = command("desk", "merge", "nothing-such", "neither", desk=desk)
    assert answer.returncode == 1
    assert "no story or article answers to it" in answer.stderr
    assert "Traceback" not in answer.stderr
