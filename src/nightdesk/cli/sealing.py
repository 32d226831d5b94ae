"""The commands for sealed payloads: make a key, open a record's payload, seal anew after a change of keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightdesk.cli import SOME_FAILED
from nightdesk.cli.options import DESK, FILE, JSON
from nightdesk.counting import counted
from nightdesk.errors import ConfigError, NotFound

if TYPE_CHECKING:  # loaded where a command needs it, so that the command line starts at once
    from nightdesk.formats.sealed import Keyring


@click.command("seal-key")
@click.argument("newfile", type=FILE)
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase in the place of a random key.")
@click.option("--after", type=FILE, help="A key file in use: its keys follow the new one, so that they still unseal.")
def seal_key(newfile: Path, passphrase: bool, after: Path | None) -> None:
    """Make a new key in NEWFILE, which only you may read. A file that is there is never written over."""
    from nightdesk.formats.sealed import make_key_file

    words = click.prompt("Passphrase", hide_input=True, confirmation_prompt=True) if passphrase else None
    name = make_key_file(newfile, words, after)
    click.echo(f"{newfile}: made, with key {name} to seal")
    click.echo("Keep a copy in a safe place: without it nothing that is sealed can be read again.")
    click.echo(f'Next: in desk.toml, under [seal], key_file = "{newfile}" (a path from the folder of desk.toml)')
    if after is not None:
        click.echo("Then: `nightdesk reseal`")


@click.command()
@click.argument("record")
@DESK
@click.option("--key", "key_file", type=FILE, help="A key file in the place of the desk's, such as an old one.")
@click.option("--passphrase", is_flag=True, help="Ask for a passphrase in the place of the desk's key file.")
@JSON
def unseal(record: str, desk: Path, key_file: Path | None, passphrase: bool, as_json: bool) -> None:
    """Open the sealed payload of RECORD, a file or the name of a published record, and print what it holds."""
    from nightdesk.cli.output import print_json
    from nightdesk.formats.sealed import open_facts

    path = _record_path(record, desk)
    secured = _secured(path)
    facts = open_facts(secured, path.name, _ring(desk, key_file, asks=passphrase))
    if as_json:
        print_json({"sourceId": facts.source_id, "notes": facts.notes, "text": facts.text})
        return
    click.echo(f"source  {facts.source_id}")
    for note in facts.notes:
        click.echo(f"note    {note}")
    if facts.text is not None:
        click.echo(f"\n{facts.text}")


@click.command()
@DESK
@JSON
def reseal(desk: Path, as_json: bool) -> int:
    """Seal everything anew under the first key of the key file: what came with imported records, and the edition."""
    from nightdesk.cli.output import print_json
    from nightdesk.cli.progress import long_work
    from nightdesk.formats.sealed import open_keyring
    from nightdesk.newsroom import Newsroom
    from nightdesk.sealing import reseal_kept
    from nightdesk.storage.folder import only_one

    with Newsroom.open(desk) as newsroom:
        ring = open_keyring(newsroom.config)
        if ring is None:
            raise _no_key(desk)
        with long_work("reseal"):
            with only_one(newsroom.config.cache_folder):
                done = reseal_kept(newsroom.store, ring)
            published = newsroom.publish()
    if as_json:
        print_json({"key": ring.sealing.name, "kept": done, "published": published})
    else:
        click.echo(
            f"key {ring.sealing.name}: {counted(done.sealed_anew, 'kept payload')} sealed anew,"
            f" {done.of_others} that others sealed stay as they are; {published}"
        )
        for fault in done.faults:
            click.echo(fault, err=True)
    return SOME_FAILED if done.faults else 0


def _record_path(record: str, desk: Path) -> Path:
    """The file of a record: as given, else among those that the desk publishes."""
    from nightdesk.config import CONFIG_NAME, load_config

    if Path(record).is_file():
        return Path(record)
    if not (desk / CONFIG_NAME).exists():
        raise NotFound(f"{record}: no such file; give the path of a record, or --desk and the name of one")
    folder = load_config(desk).site_folder / "_news"
    name = Path(record).name
    for path in (folder / name, folder / f"{name}.md"):
        if path.is_file():
            return path
    raise NotFound(f"{record}: neither a file nor a record in {folder}; give the path of a record")


def _secured(path: Path) -> str:
    from nightdesk.formats.records import read_record

    try:
        record = read_record(path.read_bytes())
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; check that you may read it") from error
    except ValueError as error:
        raise ConfigError(f"{path}: {error}; give a record") from error
    if record.secured is None:
        raise NotFound(f"{path}: holds nothing sealed; its desk had no key when it was published")
    return record.secured


def _ring(desk: Path, key_file: Path | None, *, asks: bool) -> Keyring:
    from nightdesk.config import load_config
    from nightdesk.formats.sealed import Keyring, Passphrase, open_keyring, read_key_file

    if asks:  # the salt is in the payload
        return Keyring((Passphrase(click.prompt("Passphrase", hide_input=True).strip(), b""),))
    ring = read_key_file(key_file) if key_file is not None else open_keyring(load_config(desk))
    if ring is None:
        raise _no_key(desk)
    return ring


def _no_key(desk: Path) -> ConfigError:
    return ConfigError(
        f"{desk}: this desk has no key; name its file under [seal] key_file in desk.toml, or give it with --key"
    )
