"""A database that was lost empties no site."""

import re
import shutil

import pytest

from commanding import command, tree


@pytest.fixture
def desk(finished_desk, tmp_path):
    folder = tmp_path / "desk"
    shutil.copytree(finished_desk, folder)
    return folder


def lose(desk, how):
    for path in desk.glob("nightdesk.db*"):
        path.unlink()
    if how == "cut":
        (desk / "nightdesk.db").write_bytes(b"")


@pytest.mark.parametrize("how", ["deleted", "cut"])
def test_a_lost_database_leaves_the_site_as_it_is_and_says_what_to_do(desk, how):
    before = tree(desk / "site")
    lose(desk, how)
    for verb in ("publish", "run"):
        answer = command(verb, desk=desk)
        assert answer.returncode == 2
        assert "another desk" in answer.stderr
        assert "nightdesk restore" in answer.stderr
        assert "--allow-shrinking" in answer.stderr
        assert tree(desk / "site") == before
    meant = command("publish", "--allow-shrinking", desk=desk)
    assert meant.returncode == 0, meant.stderr
    assert len(tree(desk / "site")) < len(before) / 2
    assert command("publish", desk=desk).returncode == 0


def test_a_setting_that_would_take_away_most_of_the_site_stops_before_any_file_changes(desk):
    before = tree(desk / "site")
    settings = (desk / "desk.toml").read_text()
    (desk / "desk.toml").write_text(re.sub(r"(?m)^heat_threshold = \d+", "heat_threshold = 100000", settings))
    answer = command("publish", desk=desk)
    assert answer.returncode == 2
    assert "more than a tenth" in answer.stderr
    assert tree(desk / "site") == before
    (desk / "desk.toml").write_text(settings)
    assert " 0 removed" in command("publish", desk=desk).stdout
    assert tree(desk / "site") == before


def test_a_backup_brings_the_desk_back_as_it_was(desk):
    made = command("backup", "away", "--keep", 2, desk=desk)
    assert made.returncode == 0, made.stderr
    assert "87 articles" in made.stdout
    (path,) = (desk / "away").iterdir()
    checked = command("restore", path, "--check", desk=desk.parent)
    assert "whole; 87 articles" in checked.stdout
    before = tree(desk / "site")
    lose(desk, "cut")
    assert command("backup", "away", desk=desk).returncode == 2
    restored = command("restore", path, desk=desk)
    assert restored.returncode == 0, restored.stderr
    assert "87 articles" in restored.stdout
    assert "0 files written" in command("publish", desk=desk).stdout
    assert tree(desk / "site") == before
