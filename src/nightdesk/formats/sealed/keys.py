"""Keys that seal: drawn from 32 random bytes, or from a passphrase with Argon2id."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from nightdesk.errors import ConfigError

SECRET_BYTES = 32
ID_BYTES = 3
# RFC 9106, section 4, the second recommended option: 3 passes over 64 MiB in 4 lanes, a salt of 128 bits, a tag
# of 256. The first one wants 2 GiB, more than the small machines have that run desks. Two cores take 0.3 s for it.
SALT_BYTES = 16
PASSES = 3
LANES = 4
MEMORY_KIB = 64 * 1024
# Sealed records are public: whoever has one can guess at leisure. NIST SP 800-63B-4, section 3.1.1.2, asks for 15
# characters where a passphrase is all there is.
SHORTEST_PASSPHRASE = 15

Form = Literal[1, 2]
FROM_FILE: Form = 1
FROM_PASSPHRASE: Form = 2


@dataclass(frozen=True, slots=True)
class Key:
    """One key, ready for use; ``salt`` is empty where it does not come from a passphrase."""

    form: Form
    id: bytes
    salt: bytes
    cipher_key: bytes = field(repr=False)
    nonce_key: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """What people call it: its id in hexadecimal."""
        return self.id.hex()


@dataclass(frozen=True, slots=True)
class Passphrase:
    """Words that a person can remember, and the salt under which this desk makes a key of them (16 bytes)."""

    words: str = field(repr=False)
    salt: bytes


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of a desk: the first seals, every one unseals. Keys of passphrases are made once, when asked for."""

    entries: tuple[Key | Passphrase, ...]
    _made: dict[Passphrase, Key] = field(default_factory=dict, repr=False, compare=False)

    @property
    def sealing(self) -> Key:
        """The key that seals."""
        return self._key(self.entries[0])

    @property
    def passphrases(self) -> tuple[Passphrase, ...]:
        """Those of its entries that are passphrases."""
        return tuple(entry for entry in self.entries if isinstance(entry, Passphrase))

    @property
    def keys(self) -> tuple[Key, ...]:
        """All its keys in order; takes some 0.3 s for each passphrase the first time."""
        return tuple(map(self._key, self.entries))

    @property
    def names(self) -> str:
        """What was tried, for a message."""
        return ", ".join("a passphrase" if isinstance(entry, Passphrase) else entry.name for entry in self.entries)

    def find(self, form: int, key_id: bytes, salt: bytes, *, any_salt: bool = True) -> Key | None:
        """The key of this id, or ``None``.

        Args:
            form: as in the payload; other forms than ours have no key.
            key_id: 3 bytes, as in the payload.
            salt: as in the payload, empty for a key of a file.
            any_salt: whether passphrases are tried under a salt that is none of the ring's own, some 0.3 s each.
        """
        wanted = [entry for entry in self.entries if isinstance(entry, Key)]
        if form == FROM_PASSPHRASE:
            wanted += [self._key(phrase) for phrase in self.passphrases if phrase.salt == salt]
            if any_salt:
                foreign = (phrase for phrase in self.passphrases if phrase.salt != salt)
                wanted += [self._key(Passphrase(phrase.words, salt)) for phrase in foreign]
        return next((key for key in wanted if (key.form, key.id, key.salt) == (form, key_id, salt)), None)

    def _key(self, entry: Key | Passphrase) -> Key:
        if isinstance(entry, Key):
            return entry
        if entry not in self._made:
            self._made[entry] = key_of_passphrase(entry)
        return self._made[entry]


def key_of_secret(secret: bytes) -> Key:
    """The key of 32 random bytes; ConfigError where they are not 32 or the library is missing."""
    if len(secret) != SECRET_BYTES:
        raise ConfigError(
            f"a seal key is made of {SECRET_BYTES} bytes, not {len(secret)}; `nightdesk seal-key` makes one"
        )
    return _key(FROM_FILE, secret, b"")


def key_of_passphrase(passphrase: Passphrase) -> Key:
    """The key of a passphrase under its salt, by Argon2id (RFC 9106); the same words spelt otherwise are the same."""
    try:
        from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
    except ImportError as error:
        raise library_missing() from error
    # RFC 8265, section 4.2: a passphrase is compared in NFC.
    words = unicodedata.normalize("NFC", passphrase.words).encode("utf-8", "surrogatepass")
    derive = Argon2id(
        salt=passphrase.salt, length=SECRET_BYTES, iterations=PASSES, lanes=LANES, memory_cost=MEMORY_KIB
    ).derive
    return _key(FROM_PASSPHRASE, derive(words), passphrase.salt)


def library_missing() -> ConfigError:
    """The error for a desk that has a key but not the library that uses it."""
    return ConfigError(
        "sealing needs a library that is not here, or not in the version it takes; pip install 'nightdesk[seal]'"
    )


def _key(form: Form, secret: bytes, salt: bytes) -> Key:
    return Key(
        form=form,
        id=_drawn(secret, b"key id", ID_BYTES),
        salt=salt,
        cipher_key=_drawn(secret, b"AES-256-GCM-SIV", SECRET_BYTES),
        nonce_key=_drawn(secret, b"nonce by HMAC-SHA-256", SECRET_BYTES),
    )


def _drawn(secret: bytes, purpose: bytes, length: int) -> bytes:
    try:
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    except ImportError as error:
        raise library_missing() from error
    return HKDF(SHA256(), length, salt=None, info=b"nightdesk/seal/1 " + purpose).derive(secret)
