"""What ``nightdesk doctor`` looks at so that secrets stay: who may read files, and what was published."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from nightdesk.config import Config
from nightdesk.errors import NightdeskError
from nightdesk.logins import Login
from nightdesk.storage.lodging import GUESTS
from nightdesk.storage.mirror import listed_files
from nightdesk.storage.private import BESIDE, is_private
from nightdesk.storage.store import LINKS_KEY

Found = tuple[Literal["well", "odd", "wrong"], str, str]
# An address with a password in it, also behind escapes of JSON. Names alone are passed over: they open nothing.
_PASSWORD = re.compile(rb"https?:(?:\\?/){2}[^/?#\\\s\"'<>@:]*:[^/?#\\\s\"'<>]*@", re.IGNORECASE)
_PICTURES = (".webp", ".avif", ".png", ".jpg")
LEAST_PASSWORD = 8  # characters of a password that is looked for alone: a shorter one may be a word
NAMED = 3  # files that a finding names


def check_secrets(config: Config, logins: Iterable[Login], sources: Path) -> Iterator[Found]:
    """Look at who may read private files, and for logins in all that was published."""
    yield from _modes(config, sources)
    yield _published(config, tuple(logins))


def _modes(config: Config, sources: Path) -> Iterator[Found]:
    database = config.home / config.store.database
    private = [database.with_name(database.name + ending) for ending in BESIDE if "://" not in config.store.database]
    private += [config.cache_folder / LINKS_KEY, *sorted((config.home / "backups").glob("*"))]
    if sources.exists() and _PASSWORD.search(sources.read_bytes()):
        private.append(sources)
    for path in private:
        if not is_private(path):
            yield "wrong", path.name, f"others on this machine may read {path}; chmod 600 {path}"


def _published(config: Config, logins: tuple[Login, ...]) -> Found:
    own = _own_secrets(logins)
    with_own, with_any = [], []
    for path in _published_files(config):
        try:
            content = path.read_bytes()
        except OSError:
            continue
        if any(secret in content for secret in own):
            with_own.append(path)
        elif _PASSWORD.search(content):
            with_any.append(path)
    if with_own:
        text = f"a password of sources.opml stands in {_listed(with_own)}; change it, and run `nightdesk publish`"
        return "wrong", "published", text
    if with_any:
        text = f"an address with a password in it stands in {_listed(with_any)}; see whose it is, and publish again"
        return "odd", "published", text
    return "well", "published", "no login in any address"


def _own_secrets(logins: tuple[Login, ...]) -> frozenset[bytes]:
    """How the desk's own logins would look in a file: as they are, in an address, in HTML."""
    texts = set()
    for login in logins:
        if not login.password:
            continue
        texts |= {f"{login.name}:{login.password}@", f"{quote(login.name)}:{quote(login.password, safe='')}@"}
        if len(login.password) >= LEAST_PASSWORD:
            texts.add(login.password)
    return frozenset(form.encode() for text in texts for form in (text, html.escape(text)))


def _published_files(config: Config) -> Iterator[Path]:
    """Every file of text that the desk published, in its own folder and in those of site generators."""
    try:
        listed = sorted(listed_files(config.site_folder))
    except NightdeskError:  # the next publication says what is wrong with it
        listed = []
    yield from (config.site_folder / name for name in listed if not name.endswith(_PICTURES))
    for folder in config.profile_folders.values():
        try:
            guests = json.loads((folder / GUESTS).read_text(encoding="utf-8"))["files"]
        except (OSError, ValueError, KeyError, TypeError):
            continue
        yield from (folder / str(name) for name in guests if not str(name).endswith(_PICTURES))


def _listed(paths: list[Path]) -> str:
    more = f" and {len(paths) - NAMED} more" if len(paths) > NAMED else ""
    return ", ".join(map(str, paths[:NAMED])) + more
