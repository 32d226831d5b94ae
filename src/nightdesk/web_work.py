"""Work that waits for the web, as the ledger has it: what is due by host, claimed one by one, put off with its host."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from nightdesk.config import Config
from nightdesk.errors import HostRests, NotFound, NotItsTurn
from nightdesk.pipeline import Stage
from nightdesk.scheduler import NOBODY, Due
from nightdesk.storage.ledger import Rest
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Announcement, Article, Edition, Outcome, Source, Work
from nightdesk.units import Unit, ends_the_run

LISTED = 500  # units of which the hosts are looked up at once
NEVER = 1_000_000  # attempts: a source is never given up


@dataclass(frozen=True, slots=True)
class WebWork:
    """The engine's side of `SideBySide`: see `nightdesk.side_by_side.Keeper`.

    ``run`` does a unit and ``settle`` saves what became of it; ``tell`` hears of those that were put off, or given up
    with their host.
    """

    config: Config
    store: Store
    claimant: str
    run: Callable[[Stage, Unit | None], Outcome]
    settle: Callable[[Stage, Work, Callable[[], Outcome]], None]
    tell: Callable[[Stage, str, Sequence[Work]], None]

    def list_due(self, stage: Stage, after: str) -> tuple[Sequence[Due], str]:
        """Units that are due after a place in the ledger, each with its host, and the place after them."""
        units, place = self.store.ledger.due_units(stage.name, datetime.now(UTC), after, LISTED)
        hosts = self._hosts(stage, units)
        return [Due(unit, hosts.get(unit, NOBODY)) for unit in units], place

    def claim(self, stage: Stage, unit: str) -> Work | None:
        """Claim a unit; ``None`` where it is due no more."""
        return self.store.ledger.claim_unit(stage.name, self.claimant, datetime.now(UTC), unit)

    def begin(self, stage: Stage, work: Work) -> Callable[[], Outcome]:
        """What a thread has to do for a claimed unit: one that cannot be loaded fails like one that cannot be done."""
        try:
            unit = self._load(stage, work.unit)
        except Exception as error:  # a row that cannot be read costs its unit alone
            if ends_the_run(error):
                raise
            return _failing(error)
        return lambda: self.run(stage, unit)

    def put_off(self, stage: Stage, units: Sequence[str], why: HostRests | NotItsTurn) -> None:
        """Make units due when their host's rest is over; each failure of the host counts for all of them."""
        now = datetime.now(UTC)
        rest = min(why.after or timedelta(0), timedelta(hours=self.config.poll.maximum_hours))
        resting = Rest(
            until=now + rest,
            failures=why.failures,
            most_attempts=NEVER if stage.takes is Source else self.config.limits.attempts,
            claimed_by=self.claimant,
            note=" ".join(str(why).split()),
        )
        works = self.store.ledger.put_off(stage.name, units, resting, now)
        self.tell(stage, why.host, works)

    def _load(self, stage: Stage, unit: str) -> Unit | None:
        try:
            if stage.takes is Source:
                source = self.store.source(unit)
                return source if source.is_active else None
            if stage.takes is Article:
                return self.store.article(unit)
        except NotFound:
            return None
        return Announcement(unit) if stage.takes is Announcement else Edition(unit)

    def _hosts(self, stage: Stage, units: Sequence[str]) -> dict[str, str]:
        """The host that each unit asks first; a unit that cannot be read has none, and fails when it is its turn."""
        try:
            return {unit.id: _host(stage, unit) for unit in self._list(stage, units)}
        except Exception as error:  # as above
            if ends_the_run(error):
                raise
            if len(units) == 1:
                return {}
            half = len(units) // 2
            return self._hosts(stage, units[:half]) | self._hosts(stage, units[half:])

    def _list(self, stage: Stage, units: Sequence[str]) -> Sequence[Source | Article]:
        if stage.takes is Source:
            wanted = set(units)
            return [source for source in self.store.sources() if source.id in wanted]
        if stage.takes is Article:
            return list(self.store.articles(ArticleFilter(ids=tuple(units))))
        return ()


def _host(stage: Stage, unit: Source | Article) -> str:
    if stage.asks is not None:
        address = stage.asks(unit)
    else:
        address = unit.url if isinstance(unit, Source) else unit.original_url
    try:
        return (urlsplit(address or "").hostname or NOBODY).rstrip(".")
    except ValueError:
        return NOBODY


def _failing(error: Exception) -> Callable[[], Outcome]:
    def fail() -> Outcome:
        raise error

    return fail
