"""The commands that keep a desk from being lost: ``backup`` and ``restore``."""

from __future__ import annotations

from pathlib import Path

import click

from nightdesk.cli.options import DESK, FILE


@click.command()
@click.argument("to", required=False, type=click.Path(path_type=Path), metavar="[TO]")
@click.option("--keep", type=click.IntRange(1), help="Keep this many backups of this desk there, the newest.")
@DESK
def backup(to: Path | None, keep: int | None, desk: Path) -> None:
    """Back up database, settings, sources, topics and organizations, while the desk runs, and check what was made.

    TO is a file or a folder; backups/ in the desk unless given.
    """
    from nightdesk.config import load_config
    from nightdesk.storage.backup import make_backup

    made = make_backup(load_config(desk), to, keep)
    click.echo(f"{made.path}: {made.counted}; {made.size / 1e6:.1f} MB, opened and counted")
    for gone in made.removed:
        click.echo(f"removed {gone}")


@click.command()
@click.argument("file", type=FILE)
@click.option("--check", is_flag=True, help="Only open and count it; change nothing.")
@DESK
def restore(file: Path, check: bool, desk: Path) -> None:
    """Bring a desk back from the backup FILE. What stands there is backed up first."""
    from nightdesk.storage.backup import check_backup
    from nightdesk.storage.restoring import restore_backup

    if check:
        found = check_backup(file)
        moment = f"{found.listing.made_at:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{file}: whole; {found.counted}; of desk {found.listing.desk_id}, {moment}")
        return
    restored = restore_backup(file, desk)
    click.echo(
        f"{desk}: restored {restored.backup.counted}, as of {restored.backup.listing.made_at:%Y-%m-%d %H:%M} UTC"
    )
    for kept in restored.kept:
        click.echo(f"what stood there before: {kept}")
    click.echo("Next: `nightdesk doctor`, then `nightdesk run`.")
