"""Whatever other hosts do, honest outlets are read and published as if they were alone."""

import re
import resource
import time
from pathlib import Path

import pytest

from hostile.servers import (
    Ampersands,
    Bomb,
    Dripping,
    Endless103,
    EndlessRedirects,
    Hanging,
    OddTexts,
    OddValidators,
    Outlet,
    Patient,
    Resetting,
)
from nightdesk import side_by_side
from nightdesk.newsroom import Newsroom

HOSTILE = (
    *(Hanging, Dripping, Endless103, EndlessRedirects, Bomb, Patient, Resetting),
    *(OddValidators, OddTexts, Ampersands),
)
QUICK = 3.0  # seconds; eight of these hosts take a time-out of half a second each, and pages are read by one worker
NAMING = (Outlet, Hanging, Resetting, OddValidators, OddTexts)  # whose feeds are read, and whose pages are tried
FAULTS = {  # what the summary says of each host that failed
    Dripping: "no whole answer within 3 s",
    Endless103: "an endless answer",
    EndlessRedirects: "more than 10 redirects",
    Bomb: "too large",
    Resetting: "reset",
}


class Run:
    """A run of a desk that ends when the honest outlets are published and nothing but pauses is waited for.

    ``seconds`` is how long it took until then, ``asked`` what the hosts had been asked when the outlets were published.
    """

    def __init__(self, folder, honest, hosts, end):
        self._site, self._honest, self._hosts, self._end = folder / "site", honest, hosts, end
        self._began, self._ended = time.monotonic(), {"poll": 0, "read": 0}
        self.seconds, self.asked = 0.0, {}
        with Newsroom.open(folder) as newsroom:
            self.report = newsroom.report(newsroom.run(progress=self))
            self.troubles = newsroom.store.ledger.troubles()

    def begin(self, stage, due):
        pass

    def advance(self, stage, units=1):
        if stage in self._ended:
            self._ended[stage] += units
        if stage == "publish" and not self.seconds and self._is_published():
            self.seconds = time.monotonic() - self._began
            self.asked = {type(host): tuple(host.asked) for host in self._hosts}
        named = sum(host.articles for host in self._hosts if type(host) in NAMING)
        if self.seconds and self._ended["poll"] >= len(self._hosts) and self._ended["read"] >= named:
            self._end()

    def _is_published(self):
        records = [path.read_text() for path in self._site.rglob("*.md")]
        return all(sum(host.address in record for record in records) >= host.articles for host in self._honest)


@pytest.fixture
def end(monkeypatch):
    """End a run in good order: its clock goes forward by a day."""

    class Clock:
        ahead = 0.0
        sleep = staticmethod(time.sleep)

        def monotonic(self):
            return time.monotonic() + self.ahead

    clock = Clock()
    monkeypatch.setattr(side_by_side, "time", clock)

    def forward():
        clock.ahead = 86_400.0

    return forward


def pages(paths):
    return sum(path.startswith("/news/") for path in paths)


def test_hostile_hosts_do_not_hold_back_what_honest_ones_say(web, make_desk, end):
    honest = [web.add(Outlet) for _ in range(3)]
    alone = Run(make_desk("alone", honest), honest, honest, lambda: None)
    most_memory, descriptors = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, open_descriptors()
    for host in honest:
        host.asked.clear()
    hosts = [*(web.add(kind) for kind in HOSTILE), *honest]
    beside = Run(make_desk("beside", hosts, minutes=600), honest, hosts, end)

    # The edition is made without the pages of the host that hangs, of which one is asked for, in the whole run.
    assert pages(beside.asked[Hanging]) == pages(hosts[0].asked) == 1
    assert all(pages(host.asked) == host.articles for host in honest)
    # Each slow host takes its time-out of half a second once, however quick the honest ones are alone.
    assert beside.seconds < 4 * max(alone.seconds, QUICK), (beside.seconds, alone.seconds)

    assert web.most_open <= len(web.hosts)  # one connection a host
    assert open_descriptors() <= descriptors + 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most_memory < 100_000  # kilobytes
    assert not [work for work in beside.troubles if work.state == "quarantined"]

    said = (*beside.report.failed, *beside.report.put_off, *beside.report.skipped)
    for host in hosts:
        if type(host) in FAULTS:
            assert any(host.address in line and FAULTS[type(host)] in line for line in said), (type(host), said)
    assert any(line.startswith(f"{hosts[0].address}: 79 articles put off until") for line in said)
    assert re.fullmatch(r"ended after 600 minutes, .* \d articles? \(read\) stay due.*", beside.report.left)


def open_descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))
