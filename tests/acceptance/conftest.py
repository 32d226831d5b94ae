"""A demo desk that several tests look at, and the command line as a person calls it."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from nightdesk.demo import build_archive

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def command(*arguments, desk: Path | None = None, timeout: float = 180) -> subprocess.CompletedProcess:
    """Run ``nightdesk`` in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "nightdesk", *map(str, arguments)],
        cwd=desk,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
    )


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """The demo's archive, sources and topics, made once."""
    return build_archive(tmp_path_factory.mktemp("corpus"), NOW)


@pytest.fixture(scope="session")
def finished_desk(corpus, tmp_path_factory) -> Path:
    """A desk in which the demo's archive was run to the end."""
    desk = tmp_path_factory.mktemp("desks") / "finished"
    assert command("init", desk).returncode == 0
    answer = command("run", "--archive", corpus.archive, "--sources", corpus.opml, desk=desk)
    assert answer.returncode == 0, answer.stderr
    return desk
