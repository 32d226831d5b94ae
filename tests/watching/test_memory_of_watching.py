"""What the watcher holds does not grow with what it has read: the short form of `scripts/measure_memory.py`."""

import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "measure_memory.py"


def test_memory_is_bounded_once_the_window_is_full():
    done = subprocess.run([sys.executable, SCRIPT], capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "512 articles" in done.stdout
