"""Every deliberate error of nightdesk.

::

    NightdeskError            a message that names the thing, what is wrong and the mend
    ├── ConfigError           desk.toml, a topic file, an OPML file or an argument is wrong (exit code 2)
    │   └── DeskBusy          another process is at work on this desk
    ├── NotFound              no such article, story or source
    │   └── Ambiguous         several articles answer to the name that was given
    ├── DeskError             what an editor asks cannot be done as it was asked
    ├── StoreError            the database or a folder cannot be read or written
    │   └── StoreAway         the database's server is away and may come back
    ├── SealError             a sealed payload does not open: a wrong key, or it was changed or moved
    ├── SkipItem              this unit of work will not be done, and why
    │   └── PageRefused       a page is not shown to the desk, or nothing on it can be read
    │       ├── TooLarge      what a server sends is larger than the limit of the request
    │       └── Unfilled      a page shows nothing before its scripts have run
    ├── RetryLater            this unit of work may succeed later
    │   ├── NoAnswer          its host could not be reached, or gave no whole answer in time
    │   └── HostRests         not asked: its host is left alone for a while
    ├── NotItsTurn            not asked yet: its host is asked something else, or wants a pause
    └── GaveUp                a worker process ran out of CPU time, wall time or memory

Anything else that reaches the engine is a bug: the unit is quarantined with its traceback.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta


class NightdeskError(Exception):
    """The root of all deliberate errors; ``str`` of it is a line for a person."""


class ConfigError(NightdeskError):
    """The owner's input (desk.toml, topics, sources, arguments) cannot be used as it is."""


class DeskBusy(ConfigError):
    """Another process is at work on this desk; it is free again when that one has done."""


class NotFound(NightdeskError):
    """Nothing in the desk answers to the name that was given."""


class Ambiguous(NotFound):
    """Several articles answer to a name; ``choices`` are their ids, each with its title, outlet and day."""

    def __init__(self, message: str, choices: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.choices = tuple(choices)


class DeskError(NightdeskError):
    """An editor's act cannot be done: what it names is not so, or a later decision rests on it."""


class StoreError(NightdeskError):
    """The database or a folder could not be opened, read or written."""


class StoreAway(StoreError):
    """The database's server cannot be reached, or ended the connection; what was under way may begin anew."""


class SealError(NightdeskError):
    """A sealed payload cannot be opened: its key is not here, or it was changed or moved to another record."""


class SkipItem(NightdeskError):
    """The unit is left out for a reason that will not pass by waiting."""


class PageRefused(SkipItem):
    """A page is not shown to the desk, or nothing on it can be read; what its feed says may still be enough."""


class TooLarge(PageRefused):
    """The body of an answer passes the limit of its request."""


class Unfilled(PageRefused):
    """A page shows nothing before its scripts have run; what its feed says of it may still be enough."""


class RetryLater(NightdeskError):
    """The unit failed for a reason that may pass; ``after`` is how long to wait at least."""

    def __init__(self, message: str, after: timedelta | None = None) -> None:
        super().__init__(message)
        self.after = after


class NoAnswer(RetryLater):
    """The host could not be reached or gave no whole answer in time, so that it rests."""


class HostRests(RetryLater):
    """The unit was not asked for, as its host is left alone; ``failures`` is how often it failed one after another."""

    def __init__(self, message: str, after: timedelta, host: str, failures: int) -> None:
        super().__init__(message, after)
        self.host = host
        self.failures = failures


class NotItsTurn(NightdeskError):
    """The unit was not asked for yet: its host may be in ``after``; where that is a rest, ``failures`` is not 0."""

    def __init__(self, message: str, after: timedelta, host: str, failures: int = 0) -> None:
        super().__init__(message)
        self.after = after
        self.host = host
        self.failures = failures


class GaveUp(NightdeskError):
    """A worker process exceeded its limits on one call."""
