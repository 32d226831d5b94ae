"""Readers of the newsletter: who asked, who confirmed, and nothing more than that takes.

Of a reader there is the address and how it stands. Tokens of links are kept as SHA-256 (they are 256 bits that nobody
can guess, so a plain hash hides them). Who leaves is deleted; of the address remains a slow, salted hash, so that
an old list that is imported once more does not bring it back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from nightdesk.letters import Subscriber
from nightdesk.safe_text import safe_lines
from nightdesk.storage import rows
from nightdesk.storage.database import Database, Row
from nightdesk.storage.private import secret_in

Purpose = Literal["confirm", "leave"]

CONFIRM_WITHIN = timedelta(days=3)  # a weekend; then an address that nobody confirmed is deleted
PAUSE = timedelta(hours=1)  # between two mails that ask one address for confirmation
MOST_MAILS = 3  # that ask one address for confirmation, until it is deleted: a stranger can cause no more
CONFIRMATION_LEASE = timedelta(minutes=15)  # when a mail that failed or was cut off by a crash is tried again
SALT = "salt of addresses that left"


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: addresses added, known already, and left out because their reader had left."""

    added: int
    known: int
    had_left: tuple[str, ...]


class Subscribers:
    """The list of readers."""

    def __init__(self, database: Database, key_file: Path | None = None) -> None:
        """Readers in a database; ``key_file`` signs links to leave, else a key of this process alone does."""
        self._database = database
        self._key_file = key_file
        self._passing_key = secrets.token_bytes(32)

    def ask(self, address: str, now: datetime) -> None:
        """Note that somebody asked for mails to an address: one that asks for confirmation is due.

        Nothing happens where the address is confirmed, or was sent such a mail within the hour or too often.
        """
        moment = rows.time_to_text(now)
        with self._database.transaction():
            if self._add(address, now):
                return
            (row,) = self._database.run("subscriber_by_address", address_key=_key(address))
            mailed_at = row["mailed_at"]
            is_too_soon = mailed_at is not None and mailed_at > rows.time_to_text(now - PAUSE)
            is_open = row["state"] != "confirmed" and row["mail_due_at"] is None and row["mails"] < MOST_MAILS
            if is_open and not is_too_soon:
                self._database.run("ask_subscriber_again", id=row["id"], now=moment)

    def asked_since(self, since: datetime) -> int:
        """How many addresses that wait for confirmation were given since then."""
        number: int = self._database.run("asked_since", since=rows.time_to_text(since))[0]["number"]
        return number

    def claim_confirmation(self, now: datetime) -> Subscriber | None:
        """Take the next reader to whom a mail that asks for confirmation is due."""
        until = rows.time_to_text(now + CONFIRMATION_LEASE)
        found = self._database.run("claim_confirmation", now=rows.time_to_text(now), until=until)
        return _subscriber(found[0]) if found else None

    def confirmation_sent(self, subscriber_id: str, now: datetime) -> None:
        """Note that the mail that asks for confirmation went out."""
        self._database.run("confirmation_sent", id=subscriber_id, now=rows.time_to_text(now))

    def make_token(self, subscriber_id: str, purpose: Purpose) -> str:
        """A new token for a link in a mail; only its hash is kept, and older ones stay good."""
        token = secrets.token_urlsafe(32)
        self._database.run("add_token", hash=_token_hash(token), subscriber_id=subscriber_id, purpose=purpose)
        return token

    def leave_token(self, subscriber_id: str) -> str:
        """The token of a reader's links to leave: one for all mails, so that a repeated mail is the same mail.

        It is an HMAC under a secret of this desk's own, which is in a file: who reads the database, where the hash is
        kept with those of the others, cannot make it. Where the file is lost, links that went out stay good.
        """
        key = secret_in(self._key_file) if self._key_file is not None else self._passing_key
        made = hmac.digest(key, subscriber_id.encode(), "sha256")
        token = base64.urlsafe_b64encode(made).decode().rstrip("=")
        self._database.run("add_token", hash=_token_hash(token), subscriber_id=subscriber_id, purpose="leave")
        return token

    def confirm(self, token: str, now: datetime) -> bool:
        """Confirm the reader whose mail carried a token; False where no such mail is known (any more)."""
        with self._database.transaction():
            subscriber = self._of_token(token, "confirm")
            if subscriber is None:
                return False
            if subscriber.state != "confirmed":
                self._database.run("confirm_subscriber", id=subscriber.id, now=rows.time_to_text(now))
        left = self._left_hash(subscriber.address)
        if left is not None:  # the reader came back
            self._database.run("forget_left_address", hash=left)
        return True

    def leave(self, token: str) -> bool:
        """Delete the reader whose mail carried a token; False where no such mail is known (any more)."""
        subscriber = self._of_token(token, "leave")
        if subscriber is None:
            return False
        self._delete(subscriber)
        return True

    def remove(self, address: str) -> bool:
        """Delete a reader who asked the owner for it; False where the address is not on the list."""
        found = self._database.run("subscriber_by_address", address_key=_key(address))
        for row in found:
            self._delete(_subscriber(row))
        return bool(found)

    def refuse(self, subscriber_id: str, note: str) -> None:
        """Send no more to an address whose server says that there is no such mailbox."""
        with self._database.transaction():
            self._database.run("refuse_subscriber", id=subscriber_id, note=safe_lines(note))
            self._database.run("delete_deliveries_of_subscriber", id=subscriber_id)

    def forget(self, subscriber_id: str) -> None:
        """Delete someone who never confirmed; nothing is kept."""
        with self._database.transaction():
            self._database.run("delete_subscriber", id=subscriber_id)
            self._clear_up()

    def bring(self, addresses: Iterable[str], now: datetime, *, confirmed: bool) -> Imported:
        """Add addresses from another list; unless they are ``confirmed``, each is asked first.

        Known ones stay as they are, and one whose reader left this desk's list stays away.
        """
        added = known = 0
        had_left = []
        for address in addresses:
            if self._left_hash(address) is not None:
                had_left.append(address)
            elif self._add(address, now, confirmed=confirmed):
                added += 1
            else:
                known += 1
        return Imported(added, known, tuple(had_left))

    def forget_unconfirmed(self, now: datetime) -> None:
        """Delete addresses that nobody confirmed in time."""
        before = rows.time_to_text(now - CONFIRM_WITHIN)
        with self._database.transaction():
            for row in self._database.run("pending_since_before", before=before):
                self._database.run("delete_subscriber", id=row["id"])
            self._clear_up()

    def all(self) -> tuple[Subscriber, ...]:
        """All readers, in the order of their addresses."""
        return tuple(map(_subscriber, self._database.run("subscribers")))

    def counts(self) -> dict[str, int]:
        """How many readers there are in each state."""
        return {row["state"]: row["number"] for row in self._database.run("subscriber_counts")}

    def _add(self, address: str, now: datetime, *, confirmed: bool = False) -> bool:
        moment = rows.time_to_text(now)
        new_id = f"r{secrets.token_hex(8)}"
        self._database.run(
            "add_subscriber",
            id=new_id,
            address=address,
            address_key=_key(address),
            state="confirmed" if confirmed else "pending",
            now=moment,
            mail_due_at=None if confirmed else moment,
            confirmed_at=moment if confirmed else None,
        )
        return bool(self._database.run("subscriber_by_id", id=new_id))

    def _delete(self, subscriber: Subscriber) -> None:
        self._database.run("add_memo", name=SALT, value=secrets.token_hex(16))
        with self._database.transaction():
            self._database.run("add_left_address", hash=self._hash(subscriber.address))
            self._database.run("delete_subscriber", id=subscriber.id)
            self._clear_up()

    def _clear_up(self) -> None:
        self._database.run("delete_tokens_of_nobody")
        self._database.run("delete_deliveries_to_nobody")

    def _of_token(self, token: str, purpose: Purpose) -> Subscriber | None:
        found = self._database.run("subscriber_of_token", hash=_token_hash(token), purpose=purpose)
        return _subscriber(found[0]) if found else None

    def _left_hash(self, address: str) -> str | None:
        """What is kept of the address, if its reader left."""
        if not self._database.run("any_left_address"):
            return None
        hashed = self._hash(address)
        return hashed if self._database.run("left_address", hash=hashed) else None

    def _hash(self, address: str) -> str:
        (salt,) = self._database.run("memo", name=SALT)
        return _slow_hash(address, salt["value"])


def _key(address: str) -> str:
    return address.lower()


def _token_hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _slow_hash(address: str, salt: str) -> str:
    """A hash that makes guessing costly: addresses are easily guessed, so a fast one would hide nothing.

    scrypt (RFC 7914) with 4 MiB takes 10 ms: a list of a thousand million addresses takes 120 days of a core,
    an import of 10,000 some two minutes.
    """
    return hashlib.scrypt(_key(address).encode(), salt=bytes.fromhex(salt), n=2**12, r=8, p=1, dklen=32).hex()


def _subscriber(row: Row) -> Subscriber:
    return Subscriber(
        id=row["id"],
        address=row["address"],
        state=row["state"],
        asked_at=rows.time_from_text(row["asked_at"]),
        confirmed_at=rows.time_from_text(row["confirmed_at"]) if row["confirmed_at"] else None,
        note=row["note"],
    )
