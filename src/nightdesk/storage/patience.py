"""Patience with a database whose server is away."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import TypeVar

from nightdesk.errors import StoreAway
from nightdesk.storage.store import Store

T = TypeVar("T")
LONGEST = 600.0  # seconds; a restart takes some, an upgrade of the server minutes
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 10.0  # seconds between two looks, doubled from one to the next
log = logging.getLogger(__name__)


def patiently(store: Store, work: Callable[[], T], wait: Callable[[float], object] = time.sleep) -> T:
    """Do work, and begin it anew each time that the database's server was away and is back.

    The work must be such that a crash at any moment would be no harm: what was saved is seen by its next beginning.

    Raises:
        StoreAway: the server was away for longer than `LONGEST`.
    """
    while True:
        try:
            return work()
        except StoreAway as error:
            log.warning("%s; waiting for it", error)
            _await_return(store, error, wait)
            log.warning("the database's server is back; what was under way begins anew")


def _await_return(store: Store, gone: StoreAway, wait: Callable[[float], object]) -> None:
    pause, waited = FIRST_PAUSE, 0.0
    while True:
        wait(pause)
        waited += pause
        try:
            store.memo("")
        except StoreAway:
            if waited >= LONGEST:
                raise gone from None
        else:
            return
        pause = min(2 * pause, LONGEST_PAUSE)
