"""``kill -9`` at random moments of a run loses nothing and changes nothing that is published."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from acceptance.conftest import command, tree

SEED = int(os.environ.get("NIGHTDESK_CRASH_SEED", "20261120"))


@pytest.fixture(scope="module")
def undisturbed(finished_desk, corpus, tmp_path_factory):
    """The site of a run that nothing disturbed, and how long such a run takes in seconds."""
    desk = tmp_path_factory.mktemp("timed")
    command("init", desk)
    start = time.monotonic()
    command("run", "--archive", corpus.archive, "--sources", corpus.opml, desk=desk)
    took = time.monotonic() - start
    assert tree(desk / "site") == tree(finished_desk / "site"), "two undisturbed runs differ"
    return tree(finished_desk / "site"), took


@pytest.mark.parametrize("attempt", range(10))
def test_a_run_that_was_killed_ends_like_one_that_was_not(attempt, undisturbed, corpus, tmp_path):
    expected, took = undisturbed
    moment = took * random.Random(SEED + attempt).uniform(0.05, 1.0)
    command("init", tmp_path)
    arguments = ["run", "--archive", str(corpus.archive), "--sources", str(corpus.opml)]
    run = subprocess.Popen(
        [sys.executable, "-m", "nightdesk", *arguments],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(moment)
    run.send_signal(signal.SIGKILL)
    run.wait()
    answer = command(*arguments, desk=tmp_path)
    assert answer.returncode == 0, answer.stderr
    assert tree(tmp_path / "site") == expected, f"killed after {moment:.2f} s of {took:.2f} s (seed {SEED})"


def test_work_that_a_killed_run_had_claimed_is_taken_up_at_once(undisturbed, corpus, tmp_path):
    """Not after the lease of 15 minutes: the run after the crash leaves nothing due."""
    _, took = undisturbed
    command("init", tmp_path)
    arguments = ["run", "--archive", str(corpus.archive), "--sources", str(corpus.opml)]
    run = subprocess.Popen(
        [sys.executable, "-m", "nightdesk", *arguments],
        cwd=tmp_path,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    time.sleep(took / 2)
    run.send_signal(signal.SIGKILL)
    run.wait()
    command(*arguments, desk=tmp_path)
    answer = command(*arguments, desk=tmp_path)
    assert "Nothing is due" in answer.stdout
