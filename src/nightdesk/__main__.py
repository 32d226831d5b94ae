"""``python -m nightdesk`` and the ``nightdesk`` command."""

from __future__ import annotations

import sys

from nightdesk.cli import run_command
from nightdesk.cli.terminal import guarded


def main() -> None:
    """Run the command line and end with its exit code."""
    sys.stdout, sys.stderr = guarded(sys.stdout), guarded(sys.stderr)
    sys.exit(run_command())


if __name__ == "__main__":
    main()
