"""The thread of ``nightdesk serve`` that sends mails as they become due."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import Self

import click

from nightdesk.errors import NightdeskError
from nightdesk.mailing import Mailed
from nightdesk.newsroom import Newsroom

LONGEST_NAP = 60.0  # seconds between two looks, for mails that another process made due
AFTER_TROUBLE = 300.0  # seconds until a server that takes no mail is asked again


class Postman:
    """Sends mails until it is told to stop. Use as a context manager."""

    def __init__(self, newsroom: Newsroom) -> None:
        self._newsroom = newsroom
        self._stop = threading.Event()
        self._due = threading.Event()
        self._thread = threading.Thread(target=self._work, name="postman")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._due.set()
        self._thread.join()

    def wake(self) -> None:
        """Say that a mail may have become due."""
        self._due.set()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._due.clear()
            try:
                mailed = self._newsroom.mailroom.send_due(datetime.now(UTC), until=self._stop.is_set)
            except NightdeskError as error:
                mailed = Mailed(trouble=str(error))
            _tell(mailed)
            if mailed.trouble:
                self._stop.wait(AFTER_TROUBLE)
            else:
                self._due.wait(self._nap())

    def _nap(self) -> float:
        try:
            due_at = self._newsroom.store.newsletters.next_due_at()
        except NightdeskError:
            return LONGEST_NAP
        seconds = (due_at - datetime.now(UTC)).total_seconds() if due_at else LONGEST_NAP
        return min(max(seconds, 1.0), LONGEST_NAP)


def _tell(mailed: Mailed) -> None:
    """Say on stderr what was mailed, if anything was."""
    if mailed.sent or mailed.asked or mailed.failed:
        said = f"{mailed.sent} newsletters and {mailed.asked} mails that ask were sent, {mailed.failed} failed"
        click.echo(f"{datetime.now(UTC):%H:%M} {said}", err=True)
    if mailed.trouble:
        click.echo(f"nightdesk: no mail is sent: {mailed.trouble}", err=True)
