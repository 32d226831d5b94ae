"""The folders the desk writes."""

import os
import subprocess
import sys

import pytest

from nightdesk.errors import ConfigError, StoreError
from nightdesk.storage.folder import only_one, write_files
from nightdesk.storage.mirror import MANIFEST, mirror_files
from nightdesk.types import File


def contents(folder):
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MANIFEST
    }


def test_a_mirror_writes_what_is_new_and_removes_what_is_no_longer_made(tmp_path):
    site = tmp_path / "site"
    assert mirror_files(site, [File("a/b.html", b"1"), File("c.html", b"2")]) == (2, 0, 0)
    assert mirror_files(site, [File("c.html", b"2"), File("d.html", b"3")]) == (1, 1, 1)
    assert contents(site) == {"c.html": b"2", "d.html": b"3"}
    assert not (site / "a").exists()


def test_what_did_not_change_is_not_touched(tmp_path):
    mirror_files(tmp_path, [File("a.html", b"1")])
    os.utime(tmp_path / "a.html", (1, 1))
    mirror_files(tmp_path, [File("a.html", b"1")])
    assert (tmp_path / "a.html").stat().st_mtime == 1


def test_a_folder_with_strange_files_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "thesis.txt").write_text("three years of work")
    with pytest.raises(ConfigError, match=r"holds files that nightdesk did not make, such as thesis\.txt"):
        mirror_files(tmp_path, [File("thesis.txt", b"")])
    assert contents(tmp_path) == {"thesis.txt": b"three years of work"}


def test_files_that_others_put_beside_ours_are_kept(tmp_path):
    mirror_files(tmp_path, [File("a.html", b"1")])
    (tmp_path / "CNAME").write_text("desk.example")
    mirror_files(tmp_path, [])
    assert contents(tmp_path) == {"CNAME": b"desk.example"}


def test_a_mirror_that_was_cut_off_goes_on(tmp_path):
    def files():
        yield File("a.html", b"1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        mirror_files(tmp_path, files())
    assert mirror_files(tmp_path, [File("a.html", b"1"), File("b.html", b"2")]) == (1, 1, 0)


@pytest.mark.parametrize("path", ["../out.html", "/etc/passwd", "a/../../b", ""])
def test_no_file_leaves_its_folder(tmp_path, path):
    with pytest.raises(ValueError, match="must stay inside its folder"):
        write_files(tmp_path / "site", [File(path, b"")])


def test_a_folder_that_cannot_be_written_is_named_with_the_mend(tmp_path):
    (tmp_path / "site").write_text("a file where a folder should be")
    with pytest.raises(StoreError, match=r"site.*check the folder and run again"):
        mirror_files(tmp_path / "site", [File("a.html", b"1")])


def test_a_second_process_is_told_who_is_at_work(tmp_path):
    ask = (
        "from pathlib import Path; import sys; from nightdesk.storage.folder import only_one\n"
        f"with only_one(Path({str(tmp_path / 'cache')!r})): pass"
    )
    with only_one(tmp_path / "cache"):
        answer = subprocess.run([sys.executable, "-c", ask], capture_output=True, text=True, check=False)
    assert f"process {os.getpid()} is already at work on this desk" in answer.stderr
    assert subprocess.run([sys.executable, "-c", ask], check=False).returncode == 0
