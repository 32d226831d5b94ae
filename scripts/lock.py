#!/usr/bin/env python3
"""Write ``requirements.lock``: every library of a check, by version and hash, from pyproject.toml."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

if __name__ == "__main__":
    options = [
        "--generate-hashes",
        "--allow-unsafe",
        "--no-emit-index-url",
        "--no-emit-find-links",
        "--no-emit-trusted-host",
        "--strip-extras",
        "--quiet",
    ]
    compile_lock = [sys.executable, "-m", "piptools", "compile", *options, "--extra", "dev", "--extra", "postgres"]
    sys.exit(
        subprocess.run([*compile_lock, "-o", "requirements.lock", "pyproject.toml"], cwd=ROOT, check=False).returncode
    )
