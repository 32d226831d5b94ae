"""The thread of ``nightdesk serve`` that sends mails as they become due."""

from __future__ import annotations

import logging
import threading
from datetime import UTC, datetime
from typing import Self

from nightdesk.counting import counted
from nightdesk.errors import NightdeskError
from nightdesk.mailing import Mailed
from nightdesk.watching.live_desk import LiveDesk

LONGEST_NAP = 60.0  # seconds between two looks, for mails that another process made due
AFTER_TROUBLE = 300.0  # seconds until a server that takes no mail is asked again
log = logging.getLogger(__name__)


class Postman:
    """Sends mails until it is told to stop. Use as a context manager."""

    def __init__(self, desk: LiveDesk) -> None:
        self._desk = desk
        self._stop = threading.Event()
        self._due = threading.Event()
        self._thread = threading.Thread(target=self._work, name="postman")

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except BaseException:  # Ctrl-C in these very moments: the thread may run already and would do so for ever
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        self._thread.join()

    def stop(self) -> None:
        """End after the mail that is under way."""
        self._stop.set()
        self._due.set()

    def wake(self) -> None:
        """Say that a mail may have become due."""
        self._due.set()

    def _work(self) -> None:
        while not self._stop.is_set():
            self._due.clear()
            try:
                mailed = self._desk.newsroom.mailroom.send_due(datetime.now(UTC), until=self._stop.is_set)
            except NightdeskError as error:
                mailed = Mailed(trouble=str(error))
            except Exception as error:  # this thread's boundary: no mail's bug is the end of all mails
                log.exception("a bug in nightdesk, please report it")
                mailed = Mailed(trouble=repr(error))
            _tell(mailed)
            if mailed.trouble:
                self._stop.wait(AFTER_TROUBLE)
            else:
                self._due.wait(self._nap())

    def _nap(self) -> float:
        try:
            due_at = self._desk.newsroom.store.newsletters.next_due_at()
        except Exception:  # noqa: BLE001 - as above; whatever it is, the next look says it
            return LONGEST_NAP
        seconds = (due_at - datetime.now(UTC)).total_seconds() if due_at else LONGEST_NAP
        return min(max(seconds, 1.0), LONGEST_NAP)


def _tell(mailed: Mailed) -> None:
    """Log what was mailed, if anything was."""
    if mailed.sent or mailed.asked or mailed.failed:
        asked = counted(mailed.asked, "mail that asks", "mails that ask")
        log.info("%s and %s sent, %d failed", counted(mailed.sent, "newsletter"), asked, mailed.failed)
    if mailed.trouble:
        log.error("no mail is sent: %s", mailed.trouble)
