"""The command line as a person calls it, and what it leaves behind."""

import subprocess
import sys
from pathlib import Path


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


def largest_process(*arguments, desk: Path) -> int:
    """Run ``nightdesk`` and return the most memory that one of its processes had, in bytes."""
    measure = (
        "import resource, subprocess, sys; code = subprocess.run(sys.argv[1:], stdout=2).returncode;"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", measure, sys.executable, "-m", "nightdesk", *map(str, arguments)],
        cwd=desk,
        capture_output=True,
        text=True,
        check=True,
    )
    return int(answer.stdout) * 1024


def tree(folder: Path) -> dict[str, bytes]:
    """Every file under a folder with its content."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
