"""`nightdesk export` and the folders that each run keeps current, on the demo's corpus."""

import json
import shutil

import pytest

from commanding import command, tree
from nightdesk.formats.profiles import PROFILES


@pytest.mark.parametrize("name", PROFILES)
def test_export_writes_what_changed_and_leaves_the_rest(finished_desk, tmp_path, name):
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "mine.md").write_text("mine")
    answer = command("export", "--profile", name, "--to", folder, desk=finished_desk)
    assert answer.returncode == 0, answer.stderr
    shown = len(json.loads((finished_desk / "site" / "feed.json").read_text())["items"])
    assert answer.stdout.startswith(f"{name}: ")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}
    assert len(before) > shown
    again = command("export", "--profile", name, "--to", folder, desk=finished_desk)
    assert " 0 files written, " in again.stdout
    assert " 0 removed" in again.stdout
    before.pop(folder / ".nightdesk-profile.json")
    assert {path: path.stat().st_mtime_ns for path in before} == before
    assert (folder / "mine.md").read_text() == "mine"


def test_each_run_keeps_the_folders_of_desk_toml_current(finished_desk, corpus, tmp_path):
    desk = tmp_path / "desk"
    shutil.copytree(finished_desk, desk)
    answer = command("export", "--profile", "zola", desk=desk)
    assert answer.returncode == 2
    assert 'write zola = "FOLDER" under [profiles] in desk.toml' in answer.stderr
    (desk / "desk.toml").write_text('[profiles]\nhugo = "../blog/content"\n')
    run = ("run", "--archive", corpus.archive, "--sources", corpus.opml)
    answer = command(*run, desk=desk)
    assert answer.returncode == 0, answer.stderr
    assert "hugo: " in answer.stdout
    all_stories = set(tree(tmp_path / "blog" / "content"))
    (desk / "desk.toml").write_text('[desk]\nheat_threshold = 150\n[profiles]\nhugo = "../blog/content"\n')
    assert command(*run, desk=desk).returncode == 2  # most of the stories would go: that may be a slip
    assert command("publish", "--allow-shrinking", desk=desk).returncode == 0
    assert command(*run, desk=desk).returncode == 0
    hot = set(tree(tmp_path / "blog" / "content"))
    assert 1 < len(hot) < len(all_stories)
    assert hot < all_stories
    exported = command("export", "--json", desk=desk)
    assert json.loads(exported.stdout)[0].startswith("hugo: ")


def test_a_profile_that_is_not_known_or_has_no_name_is_named(finished_desk, tmp_path):
    answer = command("export", "--profile", "hogo", "--to", tmp_path / "x", desk=finished_desk)
    assert answer.returncode == 2
    assert "hugo, jekyll, eleventy, astro, zola, pelican" in answer.stderr
    answer = command("export", "--to", tmp_path / "x", desk=finished_desk)
    assert answer.returncode == 2
    assert "Name it with --profile" in answer.stderr
    assert not (tmp_path / "x").exists()
