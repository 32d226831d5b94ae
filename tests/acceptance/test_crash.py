"""``kill -9`` at random moments of a run loses nothing and changes nothing that is published."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from commanding import command, tree
from nightdesk.formats.opml import read_opml, write_opml

SEED = int(os.environ.get("NIGHTDESK_CRASH_SEED", "20261120"))


@pytest.fixture(scope="module")
def arguments(corpus, tmp_path_factory) -> list[str]:
    """A run over five of the demo's outlets, which print some of the same wire texts."""
    entries = read_opml(corpus.opml.read_bytes(), corpus.opml)[:5]
    sources = tmp_path_factory.mktemp("sources") / "five.opml"
    sources.write_bytes(write_opml(entries, "Five outlets"))
    return ["run", "--archive", str(corpus.archive), "--sources", str(sources)]


@pytest.fixture(scope="module")
def undisturbed(arguments, tmp_path_factory):
    """The site of a run that nothing disturbed, and how long such a run takes in seconds."""
    sites = []
    for name in ("first", "second"):
        desk = tmp_path_factory.mktemp(name)
        command("init", desk)
        start = time.monotonic()
        assert command(*arguments, desk=desk).returncode == 0
        took = time.monotonic() - start
        sites.append(tree(desk / "site"))
    assert sites[0] == sites[1], "two undisturbed runs differ"
    return sites[0], took


def killed_after(moment, arguments, desk):
    """Start a run and end it with SIGKILL after so many seconds."""
    run = subprocess.Popen(
        [sys.executable, "-m", "nightdesk", *arguments],
        cwd=desk,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(moment)
    run.send_signal(signal.SIGKILL)
    run.wait()


@pytest.mark.parametrize("attempt", range(10))
def test_a_run_that_was_killed_ends_like_one_that_was_not(attempt, undisturbed, arguments, tmp_path):
    expected, took = undisturbed
    moment = took * random.Random(SEED + attempt).uniform(0.05, 1.0)
    command("init", tmp_path)
    killed_after(moment, arguments, tmp_path)
    answer = command(*arguments, desk=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert tree(tmp_path / "site") == expected, f"killed after {moment:.2f} s of {took:.2f} s (seed {SEED})"


def test_work_that_a_killed_run_had_claimed_is_taken_up_at_once(undisturbed, arguments, tmp_path):
    """Not after the lease of 15 minutes: the run after the crash leaves nothing due."""
    _, took = undisturbed
    command("init", tmp_path)
    killed_after(took / 2, arguments, tmp_path)
    command(*arguments, desk=tmp_path)
    assert "Nothing is due" in command(*arguments, desk=tmp_path).stdout


@pytest.mark.parametrize("attempt", range(4))
def test_a_publish_that_was_killed_leaves_whole_files_and_ends_the_next_time(attempt, undisturbed, arguments, tmp_path):
    expected, _ = undisturbed
    command("init", tmp_path)
    command(*arguments, desk=tmp_path)
    start = time.monotonic()
    command("publish", "--to", "first", desk=tmp_path)
    took = time.monotonic() - start
    assert tree(tmp_path / "first") == expected
    moment = took * random.Random(SEED + attempt).uniform(0.3, 1.0)
    killed_after(moment, ["publish", "--to", "second"], tmp_path)
    made = tree(tmp_path / "second") if (tmp_path / "second").exists() else {}
    half = {path for path, content in made.items() if not path.rpartition("/")[2].startswith(".")} - expected.keys()
    assert not half
    whole = {path: content for path, content in made.items() if path in expected and not path.startswith(".")}
    assert whole == {path: expected[path] for path in whole}, f"killed after {moment:.2f} s (seed {SEED})"
    answer = command("publish", "--to", "second", desk=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert tree(tmp_path / "second") == expected
