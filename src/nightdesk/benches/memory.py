"""How much memory a process has held."""

from __future__ import annotations

import re
import resource
from pathlib import Path

STATUS = Path("/proc/self/status")


def peak_memory() -> int:
    """The most memory that this process has held at once, in bytes.

    Linux counts in ``ru_maxrss`` what the process held that started this one (the figure outlives ``exec``); its
    ``VmHWM`` begins anew. Where there is no such file, ``ru_maxrss`` is all there is.
    """
    if STATUS.exists():
        told = re.search(r"^VmHWM:\s+(\d+) kB", STATUS.read_text(encoding="ascii", errors="replace"), re.MULTILINE)
        if told:
            return int(told[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
