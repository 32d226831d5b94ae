"""Seal, unseal and re-seal one payload; the form is drawn in the package's docstring."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightdesk.errors import SealError
from nightdesk.formats.sealed.keys import FROM_PASSPHRASE, ID_BYTES, SALT_BYTES, Key, Keyring, library_missing

if TYPE_CHECKING:  # the library is an extra, loaded where a key is used
    from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

STEP = 256  # bytes that a payload is padded to: a source's id, or a short note with it, takes one step
MARK = b"\x80"  # ends the payload, zeros follow
SEAL_BYTES = 16
LABEL = b"nightdesk/seal/1"


@dataclass(frozen=True, slots=True)
class _Parts:
    """A payload taken apart."""

    form: int
    key_id: bytes
    nonce: bytes
    salt: bytes
    ciphertext: bytes


def seal(payload: bytes, record: str, key: Key) -> str:
    """Seal a payload for the record of this file name; the same arguments give the same text."""
    padded = payload + MARK
    padded += bytes(-len(padded) % STEP)
    nonce = _nonce(padded, record, key)
    ciphertext = _cipher(key).encrypt(nonce, padded, _associated(record, key))
    return _joined(key.salt + ciphertext, bytes((key.form,)) + key.id + nonce)


def unseal(secured: str, record: str, ring: Keyring) -> bytes:
    """Open the payload of the record of this file name.

    Raises:
        SealError: it is none of ours, its key is not on the ring, or it was changed or moved; names the record.
    """
    from cryptography.exceptions import InvalidTag  # a ring that holds a key has loaded the library

    parts = _parted(secured)
    if parts is None:
        raise SealError(
            f"{record}: secured is not a sealed payload (base64, a semicolon, base64 of 16 bytes): it was cut or"
            " edited; publish again, or take the file from a backup"
        )
    key = ring.find(parts.form, parts.key_id, parts.salt)
    if key is None:
        what = "under a passphrase" if parts.form == FROM_PASSPHRASE else f"under key {parts.key_id.hex()}"
        raise SealError(
            f"{record}: sealed {what} which is none of those tried: {ring.names};"
            " give the file of its key with --key, if another system did not seal it"
        )
    try:
        padded = _cipher(key).decrypt(parts.nonce, parts.ciphertext, _associated(record, key))
    except InvalidTag as error:
        raise SealError(
            f"{record}: does not open under key {key.name}: it was changed, or moved here from another record;"
            " publish again, or take the file from a backup"
        ) from error
    payload, mark, _ = padded.rpartition(MARK)
    if not mark:
        raise SealError(f"{record}: opens under key {key.name}, but is not of our form; a newer nightdesk may read it")
    return payload


def reseal(secured: str, record: str, old: Keyring, new: Key) -> str:
    """Seal a payload anew under another key; SealError as `unseal` raises it."""
    return seal(unseal(secured, record, old), record, new)


def sealed_under(secured: str, ring: Keyring) -> Key | None:
    """The key of the ring that says to have sealed this, or ``None``: another system's, or an unknown key's."""
    parts = _parted(secured)
    return ring.find(parts.form, parts.key_id, parts.salt, any_salt=False) if parts else None


def _parted(secured: str) -> _Parts | None:
    """Take a text apart, or ``None`` where it is not exactly the form that `seal` writes."""
    first, _, second = secured.partition(";")
    try:
        ciphertext, end = (base64.b64decode(part, validate=True) for part in (first, second))
    except (binascii.Error, ValueError):
        return None
    # Base64 leaves bits over before its padding, which a decoder passes over: only one way of writing is ours.
    if len(end) != SEAL_BYTES or not ciphertext or _joined(ciphertext, end) != secured:
        return None
    salt_bytes = SALT_BYTES if end[0] == FROM_PASSPHRASE else 0
    return _Parts(
        form=end[0],
        key_id=end[1 : 1 + ID_BYTES],
        nonce=end[1 + ID_BYTES :],
        salt=ciphertext[:salt_bytes],
        ciphertext=ciphertext[salt_bytes:],
    )


def _joined(first: bytes, second: bytes) -> str:
    return f"{base64.b64encode(first).decode()};{base64.b64encode(second).decode()}"


def _nonce(padded: bytes, record: str, key: Key) -> bytes:
    name = _name_bytes(record)
    return hmac.digest(key.nonce_key, len(name).to_bytes(8) + name + padded, hashlib.sha256)[
        : SEAL_BYTES - 1 - ID_BYTES
    ]


def _associated(record: str, key: Key) -> bytes:
    """What the payload is bound to; every part but the last has a length that the form fixes."""
    return LABEL + bytes((key.form,)) + key.id + key.salt + _name_bytes(record)


def _name_bytes(record: str) -> bytes:
    """A file's name as bytes: some file systems hand it back in another normal form than it was given in."""
    return unicodedata.normalize("NFC", record).encode("utf-8", "surrogatepass")


def _cipher(key: Key) -> AESGCMSIV:
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

    try:
        return AESGCMSIV(key.cipher_key)
    except UnsupportedAlgorithm as error:  # built against OpenSSL before 3.2, as some distributions do
        raise library_missing() from error
