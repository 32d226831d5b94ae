"""The memory that a bench tells of is that of the process it measured."""

import subprocess
import sys

from nightdesk.benches.memory import peak_memory

LARGE = 300_000_000


def test_what_the_starting_process_held_is_not_counted():
    code = "from nightdesk.benches.memory import peak_memory; print(peak_memory())"
    held = bytearray(b"x" * LARGE)
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert peak_memory() > len(held)
    assert int(told.stdout) < LARGE / 2
