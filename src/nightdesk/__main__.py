"""``python -m nightdesk`` and the ``nightdesk`` command."""

from __future__ import annotations

import sys

from nightdesk.cli import run_command


def main() -> None:
    """Run the command line and end with its exit code."""
    sys.exit(run_command())


if __name__ == "__main__":
    main()
