"""The command line: arguments to the newsroom, its answers to text or JSON.

Data goes to stdout, progress and errors to stderr. Exit codes: 0 all well (of `run`: all that is the
desk's own business, unless --strict), 1 some of it failed (and which), 2 wrong usage or configuration.
"""

from __future__ import annotations

import click

from nightdesk.errors import ConfigError, NightdeskError

SOME_FAILED = 1
WRONG_USAGE = 2


def run_command(arguments: list[str] | None = None) -> int:
    """Run one command line and return its exit code."""
    from nightdesk.cli.commands import nightdesk

    try:
        result = nightdesk.main(args=arguments, prog_name="nightdesk", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped; what was saved is kept, the rest is still due", err=True)
        return SOME_FAILED
    except NightdeskError as error:
        click.echo(f"nightdesk: {error}", err=True)
        return WRONG_USAGE if isinstance(error, ConfigError) else SOME_FAILED
    return result if isinstance(result, int) else 0
