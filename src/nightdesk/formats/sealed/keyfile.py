"""Key files: a line for each key, the first one seals. Only their owner may touch them.

::

    # comments
    key 5f0c1a ABCD-EFGH-...                       the key's id, and 32 random bytes in base32 (RFC 4648)
    passphrase MFRGGZDFMZTWQ2LKMFRGGZDFMY words    the salt, 16 random bytes in base32, and the passphrase
"""

from __future__ import annotations

import base64
import binascii
import os
import secrets
import stat
from pathlib import Path

from nightdesk.config import Config
from nightdesk.errors import ConfigError
from nightdesk.formats.sealed.keys import (
    SALT_BYTES,
    SECRET_BYTES,
    SHORTEST_PASSPHRASE,
    Key,
    Keyring,
    Passphrase,
    key_of_passphrase,
    key_of_secret,
)

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
GROUP = 4  # letters between hyphens, so that a key can be typed from paper
HEADING = """\
# The seal keys of a nightdesk. Who has this file can read what the desk seals; who loses it cannot.
# The first key seals, every one unseals. Keep a copy in a safe place, and never publish this file.
"""


def open_keyring(config: Config) -> Keyring | None:
    """The keys that ``[seal] key_file`` names, or ``None`` where it names none.

    Raises:
        ConfigError: the file cannot be used, would be published, or may be read by others.
    """
    if not config.seal.key_file:
        return None
    path = config.home / config.seal.key_file
    if path.resolve().is_relative_to(config.site_folder.resolve()):
        raise ConfigError(
            f"{path}: lies in {config.site_folder}, which is published; move it out and set [seal] key_file"
        )
    return read_key_file(path)


def read_key_file(path: Path) -> Keyring:
    """Read a key file; ConfigError names the file, the line and the mend, and never shows a secret."""
    text = _read_private(path)
    entries = []
    for number, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.lstrip().startswith("#"):
            try:
                entries.append(_entry(line))
            except ValueError as error:
                raise ConfigError(f"{path}: line {number}: {error}") from None  # the cause would show the line
    if not entries:
        raise ConfigError(f"{path}: holds no key; `nightdesk seal-key` makes a file that does")
    return Keyring(tuple(entries))


def make_key_file(path: Path, words: str | None = None, after: Path | None = None) -> str:
    """Make a file with a new key, for its owner alone (mode 600); returns the key's name.

    Args:
        path: where; a file that is there is never written over.
        words: a passphrase in the place of a random key.
        after: a key file whose keys follow the new one, so that they still unseal.

    Raises:
        ConfigError: the file is there, cannot be made, or the passphrase is too short.
    """
    if words is None:
        secret = secrets.token_bytes(SECRET_BYTES)
        key = key_of_secret(secret)
        line = f"key {key.name} {_grouped(secret)}"
    else:
        passphrase = _new_passphrase(path, words)
        key = key_of_passphrase(passphrase)
        line = f"passphrase {_base32(passphrase.salt)} {passphrase.words}"
    older = _lines(after) if after is not None else []
    _write_private(path, HEADING + "\n".join([line, *older]) + "\n")
    return key.name


def _entry(line: str) -> Key | Passphrase:
    kind, _, rest = line.strip().partition(" ")
    if kind == "key":
        return _key(rest)
    if kind == "passphrase":
        return _passphrase(rest)
    raise ValueError("starts neither with `key` nor with `passphrase`; `nightdesk seal-key` makes a file that does")


def _key(rest: str) -> Key:
    name, _, letters = rest.strip().partition(" ")
    secret = _bytes(letters, SECRET_BYTES)
    if secret is None:
        raise ValueError("must be `key`, the key's id and 52 letters and digits from 2 to 7; take it from a copy")
    key = key_of_secret(secret)
    if key.name != name.lower():
        raise ValueError(f"this is not the key {name[:6]}: it was cut or mistyped; take it from a copy")
    return key


def _passphrase(rest: str) -> Passphrase:
    letters, _, words = rest.strip().partition(" ")
    salt = _bytes(letters, SALT_BYTES)
    if salt is None:
        raise ValueError("has no salt after `passphrase`; `nightdesk seal-key --passphrase` makes a file that has")
    return Passphrase(_checked(words), salt)


def _new_passphrase(path: Path, words: str) -> Passphrase:
    try:
        return Passphrase(_checked(words), secrets.token_bytes(SALT_BYTES))
    except ValueError as error:
        raise ConfigError(f"{path}: not made: {error}") from error


def _checked(words: str) -> str:
    """A passphrase that is long enough and fits on its line; ValueError where it is not."""
    words = words.strip()
    if len(words) < SHORTEST_PASSPHRASE or not words.isprintable():
        raise ValueError(
            f"a passphrase needs at least {SHORTEST_PASSPHRASE} characters that can be seen;"
            " sealed records are public, anyone may guess at it: take six words at random"
        )
    return words


def _bytes(letters: str, length: int) -> bytes | None:
    """The bytes of base32 letters in any case, hyphens and spaces passed over; ``None`` where they are not so many."""
    plain = letters.upper().replace("-", "").replace(" ", "")
    try:
        found = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        return None
    return found if len(found) == length and _base32(found) == plain else None


def _base32(content: bytes) -> str:
    return base64.b32encode(content).decode().rstrip("=")


def _grouped(secret: bytes) -> str:
    letters = _base32(secret)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def _lines(path: Path) -> list[str]:
    """The lines of a key file that hold keys, after a look that each can be used."""
    read_key_file(path)
    return [line for line in _read_private(path).splitlines() if line.strip() and not line.lstrip().startswith("#")]


def _read_private(path: Path) -> str:
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read()
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; `nightdesk seal-key {path}` makes a new key file") from error
    if mode & FOR_OTHERS:
        raise ConfigError(f"{path}: has mode {mode:o}, so that others may touch the key; run `chmod 600 {path}`")
    try:
        return content.decode()
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: not text in UTF-8; `nightdesk seal-key` makes a file that is") from None


def _write_private(path: Path, text: str) -> None:
    try:
        # O_EXCL neither writes over a file nor follows a link (open(2)).
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "w", encoding="utf-8") as file:  # noqa: PTH123 - a descriptor, not a path
            os.fchmod(descriptor, 0o600)
            file.write(text)
            file.flush()
            os.fsync(descriptor)  # what is sealed under a key that a power cut took is lost
    except FileExistsError as error:
        raise ConfigError(f"{path}: is there already, and keys are never written over; choose another name") from error
    except OSError as error:
        raise ConfigError(f"{path}: {error.strerror}; choose a folder in which you may write") from error
