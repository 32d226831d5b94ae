"""The commands for the newsletter: make and send an issue, and keep the list of readers."""

from __future__ import annotations

import contextlib
import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightdesk.cli import SOME_FAILED
from nightdesk.cli.options import DESK, FILE, FOLDER, JSON
from nightdesk.counting import counted
from nightdesk.errors import ConfigError, NotFound

if TYPE_CHECKING:  # loaded where a command needs it, so that the command line starts at once
    from nightdesk.letters import Subscriber
    from nightdesk.newsroom import Newsroom
    from nightdesk.storage.subscribers import Subscribers

STATES = ("confirmed", "pending", "refused")


@click.command()
@DESK
@click.option("--dry-run", "folder", type=FOLDER, help="Write the mails as .eml files here; nothing is saved or sent.")
@click.option("--to", "address", help="Send the issue to this one address, as a sample; nothing is saved.")
@click.option("--send/--no-send", default=True, help="Whether mails are sent, beside making the issue.")
@JSON
def newsletter(desk: Path, folder: Path | None, address: str | None, send: bool, as_json: bool) -> int:
    """Make today's issue of the newsletter, publish it and send it to all confirmed readers.

    Where today's issue is there already, what was not sent of it yet is sent.
    """
    from nightdesk.cli.output import print_json, print_mailed
    from nightdesk.cli.progress import long_work
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk) as newsroom:
        if folder is not None or address is not None:
            return _try_out(newsroom, folder, address, as_json=as_json)
        with long_work("newsletter"):
            issue, is_new = newsroom.make_newsletter()
            mailed = newsroom.mailroom.send_due(datetime.now(UTC)) if send else None
        counts = newsroom.store.newsletters.counts(issue.id)
    if as_json:
        shown = {
            "id": issue.id,
            "title": issue.title,
            "excerpt": issue.excerpt,
            "publishedDateTime": issue.published_at,
        }
        print_json({"issue": shown, "isNew": is_new, "counts": counts, "mailed": mailed})
    else:
        click.echo(f"{issue.id} {'made and published' if is_new else 'is there already'}: {issue.excerpt}")
        if mailed is not None:
            print_mailed(mailed)
        elif counts.get("due"):
            click.echo(
                f"{counted(counts['due'], 'mail')} to send; `nightdesk newsletter` or `nightdesk run` sends them"
            )
    return 0 if mailed is None or mailed.is_well else SOME_FAILED


def _try_out(newsroom: Newsroom, folder: Path | None, address: str | None, *, as_json: bool) -> int:
    """Show the issue of now without saving it: as files, or as a mail to one address."""
    from nightdesk.cli.output import print_json
    from nightdesk.mailing import read_address

    now = datetime.now(UTC)
    issue = newsroom.store.newsletters.issue_of(now.date()) or newsroom.mailroom.draft(now)
    if folder is not None:
        written = newsroom.mailroom.write_mails(issue, folder)
        said = f"{folder}: {counted(written, 'mail')} of {issue.id} written; nothing was saved or sent"
        code = 0
    else:
        try:
            to_address = read_address(address or "")
        except ValueError as error:
            raise ConfigError(f"--to {address}: {error}") from error
        answer = newsroom.mailroom.send_sample(issue, to_address)
        said = f"a sample of {issue.id}: {answer.kind}{answer.note and ': '}{answer.note}"
        code = 0 if answer.kind == "taken" else SOME_FAILED
    if as_json:
        print_json({"issue": {"id": issue.id, "title": issue.title}, "done": said})
    else:
        click.echo(said, err=bool(code))
    return code


@click.group()
def subscribers() -> None:
    """The list of readers of the newsletter: list, add, import, export, remove."""


@subscribers.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only readers in this state.")
@DESK
@JSON
def list_subscribers(state: str | None, desk: Path, as_json: bool) -> None:
    """List readers: address, state and since when."""
    from nightdesk.cli.output import print_json

    readers = _readers(desk, state)
    if as_json:
        print_json(readers)
        return
    for reader in readers:
        since = reader.confirmed_at or reader.asked_at
        click.echo(f"{reader.state:<9}  {since:%Y-%m-%d}  {reader.address}{reader.note and '  '}{reader.note}")
    counted = (f"{sum(reader.state == name for reader in readers)} {name}" for name in STATES if state in (None, name))
    click.echo(", ".join(counted), err=True)


@subscribers.command("add")
@click.argument("address")
@DESK
def add_subscriber(address: str, desk: Path) -> None:
    """Ask ADDRESS by mail whether the newsletter is wanted, as the form on the site does."""
    from nightdesk.mailing import read_address

    with _list_of(desk) as readers:
        try:
            readers.ask(read_address(address), datetime.now(UTC))
        except ValueError as error:
            raise ConfigError(f"{address}: {error}") from error
    click.echo(f"{address}: a mail that asks for confirmation is due; `nightdesk run` or `nightdesk serve` sends it")
    _say_what_hinders(desk)


@subscribers.command("import")
@click.argument("file", type=FILE)
@click.option(
    "--confirmed", is_flag=True, help="These readers have agreed already (you can prove it): ask them no more."
)
@DESK
@JSON
def import_subscribers(file: Path, confirmed: bool, desk: Path, as_json: bool) -> int:
    """Add the addresses in FILE: one a line, or CSV. Each is asked by mail first, unless --confirmed.

    Who left this desk's list is not brought back.
    """
    from nightdesk.cli.output import print_json
    from nightdesk.mailing import read_addresses

    try:
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ConfigError(f"{file}: {error.strerror}; give a list of addresses") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: not text in UTF-8; save it as such and try again") from error
    addresses, bad = read_addresses(text)
    with _list_of(desk) as readers:
        done = readers.bring(addresses, datetime.now(UTC), confirmed=confirmed)
    if as_json:
        print_json({"added": done.added, "known": done.known, "hadLeft": len(done.had_left), "bad": bad})
    else:
        asked = "" if confirmed else ", each is asked by mail"
        click.echo(f"{done.added} added{asked}; {done.known} were known, {len(done.had_left)} had left and stay away")
        for line in bad:
            click.echo(f"{file}: line {line.line}: {line.reason}", err=True)
        if not confirmed:
            _say_what_hinders(desk)
    return SOME_FAILED if bad else 0


@subscribers.command("export")
@click.option("--state", type=click.Choice(STATES), help="Only readers in this state.")
@DESK
def export_subscribers(state: str | None, desk: Path) -> None:
    """Print the list as CSV, for another program or for `subscribers import`."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(("address", "state", "asked_at", "confirmed_at"))
    for reader in _readers(desk, state):
        confirmed = reader.confirmed_at.isoformat() if reader.confirmed_at else ""
        writer.writerow((reader.address, reader.state, reader.asked_at.isoformat(), confirmed))
    click.echo(made.getvalue(), nl=False)


@subscribers.command("remove")
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@DESK
def remove_subscribers(addresses: tuple[str, ...], desk: Path) -> int:
    """Delete readers who asked you for it. All that is kept is a hash, so that no import brings them back."""
    with _list_of(desk) as readers:
        missing = [address for address in addresses if not readers.remove(_plain(address))]
    click.echo(f"{len(addresses) - len(missing)} removed")
    for address in missing:
        click.echo(f"{address}: not on the list", err=True)
    return SOME_FAILED if missing else 0


def _say_what_hinders(desk: Path) -> None:
    """Say at once on stderr where the settings let no mail go out: the mails that are due would wait without a word."""
    from nightdesk.config import load_config
    from nightdesk.mailing import check_sending

    try:
        check_sending(load_config(desk))
    except ConfigError as error:
        click.echo(f"no mail can be sent so far: {error}", err=True)


def _plain(address: str) -> str:
    from nightdesk.mailing import read_address

    try:
        return read_address(address)
    except ValueError as error:
        raise NotFound(f"{address}: not on the list: {error}") from error


@contextlib.contextmanager
def _list_of(desk: Path) -> Iterator[Subscribers]:
    """The list of a desk's readers."""
    from nightdesk.config import load_config
    from nightdesk.storage.store import Store

    with contextlib.closing(Store.open(load_config(desk))) as store:
        yield store.subscribers


def _readers(desk: Path, state: str | None) -> tuple[Subscriber, ...]:
    with _list_of(desk) as readers:
        return tuple(reader for reader in readers.all() if state in (None, reader.state))
