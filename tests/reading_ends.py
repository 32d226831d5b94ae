"""Ends that the reading of a page can come to in a worker, by the name of its host; workers import this module."""

from __future__ import annotations

import os
import signal

from nightdesk import saved_pages

really_read = saved_pages.read_saved


class UnsendableError(Exception):
    """An error that goes into a pickle and does not come out."""

    def __init__(self, one: int, _another: int) -> None:
        super().__init__(one)


def read_or_end(saved: saved_pages.SavedPage) -> saved_pages.ReadPage:
    """Read a page, unless its host names another end."""
    host = saved.url.removeprefix("https://").partition(".")[0]
    if host == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if host == "unsendable":
        raise UnsendableError(1, 2)
    if host == "memory":
        bytearray(1 << 40)
    if host == "bug":
        {}["x"]
    return really_read(saved)
