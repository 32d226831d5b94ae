"""The command that learns: what it prints, what it refuses, and what other commands say of it."""

import json

import pytest

from learners import Room, press
from nightdesk.checkup import check_desk
from nightdesk.cli import run_command
from nightdesk.clustering.tuning.fitting import Trial
from nightdesk.config import load_config
from nightdesk.newsroom import init_desk
from nightdesk.storage.store import Store


@pytest.fixture
def desk(tmp_path):
    """A desk's folder with articles, and the function that lets an editor merge so many events of them."""
    init_desk(tmp_path)
    config = load_config(tmp_path)
    store = Store.open(config)
    room = Room(store, config)
    room.bring(press(24))
    yield tmp_path, room.edit
    store.close()


def learn(folder, *options):
    return run_command(["learn", "--desk", str(folder), *options])


def grouping(folder):
    return [(finding.level, finding.text) for finding in check_desk(folder) if finding.thing == "grouping"]


def test_too_few_decisions_are_counted_and_the_exit_code_says_so(desk, capsys):
    folder, edit = desk
    edit(3)
    assert learn(folder) == 1
    assert "learning needs 20 decisions" in capsys.readouterr().err
    assert grouping(folder) == []


def test_it_reports_before_and_after_and_the_doctor_says_what_holds(desk, capsys):
    folder, edit = desk
    edit(24)
    assert learn(folder, "--dry-run") == 0
    out = capsys.readouterr().out
    assert "24 decisions show something (24 merge)" in out
    assert "Nothing was changed." in out
    assert grouping(folder) == []
    assert learn(folder, "--json", "--editor", "Ada") == 0
    lesson = json.loads(capsys.readouterr().out)
    (trial,) = lesson["trials"]
    assert trial["after"]["log_loss"] < trial["before"]["log_loss"]
    assert (lesson["better"], lesson["event"]) == (["join"], 1)
    ((level, text),) = grouping(folder)
    assert level == "well"
    assert "the desk's own join" in text
    assert "from 24 decisions" in text
    assert learn(folder, "--forget") == 0
    assert grouping(folder) == []
    assert "`nightdesk desk undo 26`" in capsys.readouterr().out
    assert run_command(["desk", "log", "--last", "2", "--desk", str(folder)]) == 0
    log = capsys.readouterr().out
    assert "Ada: learn 1 — from 24 decisions" in log
    assert "grouping: as it comes -> desk.1 (join)" in log
    assert run_command(["desk", "undo", "26", "--desk", str(folder)]) == 0
    ((level, text),) = grouping(folder)
    assert "the desk's own join" in text


def test_what_began_from_another_judgement_is_named_as_not_used(desk):
    folder, edit = desk
    edit(24)
    learn(folder)
    store = Store.open(load_config(folder))
    event = store.learned()
    kept = json.loads(event.judgements)
    kept["join"]["base"] = "of another release"
    Room(store, None).desk.adopt(json.dumps(kept), event.decisions, event.report)
    store.close()
    ((level, text),) = grouping(folder)
    assert level == "odd"
    assert "not used; learn again with `nightdesk learn`" in text


def test_a_dry_run_forgets_nothing(desk, capsys):
    folder, _ = desk
    assert learn(folder, "--dry-run", "--forget") == 2
    assert "give one of them" in capsys.readouterr().err
    assert learn(folder, "--forget") == 1
    assert "nothing to forget" in capsys.readouterr().err


def test_what_is_no_better_is_said_and_what_stood_goes_on(desk, capsys, monkeypatch):
    folder, edit = desk
    edit(24)
    assert learn(folder) == 0
    capsys.readouterr()
    monkeypatch.setattr(Trial, "is_better", property(lambda trial: False))
    assert learn(folder) == 0
    out = capsys.readouterr().out
    assert "join (of an article and a story): fitted, it decides" in out
    assert "split (of a story): 0 decisions show something of it and 20 are needed: not fitted." in out
    assert "The desk goes on by what it learned on " in out
    assert learn(folder, "--forget") == 0
    assert learn(folder) == 0
    assert "The desk goes on by what comes with nightdesk." in capsys.readouterr().out
