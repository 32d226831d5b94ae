#!/usr/bin/env python3
"""Install what is needed and run every check: ``python3 scripts/check.py``.

Needs Python 3.11 with pip, nothing else. Makes ``.venv`` beside this repository's README, installs the locked
libraries there, brings PostgreSQL (from a wheel) and, on Debian as root, Chromium (else the browser tests say
that they are skipped), then: lint, format, types, import contracts, all tests, and the README's main command
from a wheel in a virtual environment of its own. Arguments are handed to pytest.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
BIN = VENV / "bin"


def step(name: str, *command: str | Path, cwd: Path = ROOT) -> None:
    """Run one check; a red one ends the script with its exit code."""
    print(f"\n=== {name}", flush=True)
    start = time.monotonic()
    code = subprocess.run(list(map(str, command)), cwd=cwd, check=False).returncode
    print(f"=== {name}: {'ok' if code == 0 else f'failed ({code})'} in {time.monotonic() - start:.1f} s", flush=True)
    if code:
        sys.exit(code)


def install() -> None:
    """The locked libraries and nightdesk itself, editable."""
    if not (BIN / "python").exists():
        venv.create(VENV, with_pip=True)
    pip = (BIN / "python", "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    step("install libraries", *pip, "--require-hashes", "-r", "requirements.lock")
    step("install nightdesk", *pip, "--no-deps", "--editable", ".")


def bring_chromium() -> None:
    """Chromium for the browser tests, where this may be installed from Debian's packages."""
    if shutil.which("chromium") or not (shutil.which("apt-get") and os.getuid() == 0):
        return
    step("update the package list", "apt-get", "update", "-qq")
    step(
        "install Chromium",
        "apt-get",
        "install",
        "-qq",
        "--yes",
        "--no-install-recommends",
        "chromium",
        "fonts-noto-core",
        "fonts-noto-cjk",
    )


def run_main_command() -> None:
    """The README's main command, from a wheel and away from the sources, as a new user has it."""
    with tempfile.TemporaryDirectory(prefix="nightdesk-check-") as folder:
        fresh = Path(folder) / "venv"
        venv.create(fresh, with_pip=True)
        step(
            "install as a new user does",
            fresh / "bin" / "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            ROOT,
        )
        step("the demo", fresh / "bin" / "nightdesk", "demo", "--no-serve", "--folder", "desk", cwd=Path(folder))


def main() -> None:
    """All checks, in the order in which they are quick to fail."""
    start = time.monotonic()
    install()
    bring_chromium()
    step("lint", BIN / "ruff", "check", ".")
    step("format", BIN / "ruff", "format", "--check", ".")
    step("types", BIN / "mypy")
    step("imports point down", BIN / "lint-imports")
    step("tests", BIN / "python", "-m", "pytest", "-n", "2", "--dist", "loadfile", "-q", *sys.argv[1:])
    run_main_command()
    print(f"\nAll checks passed in {time.monotonic() - start:.0f} s.")


if __name__ == "__main__":
    main()
