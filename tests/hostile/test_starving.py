"""Whatever other hosts do, honest outlets are read and published as if they were alone."""

import resource
import time
from dataclasses import dataclass, field
from pathlib import Path

from hostile.servers import Bomb, Dripping, Endless103, EndlessRedirects, Hanging, Outlet, Patient, Resetting
from nightdesk.newsroom import Newsroom


@dataclass
class Watcher:
    """Progress that notes when all honest articles were first on the site, and what had been asked by then."""

    site: Path
    honest: list
    hosts: list = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)
    seconds: float = 0.0
    asked: dict = field(default_factory=dict)
    editions: int = 0

    def begin(self, stage, due):
        pass

    def advance(self, stage, units=1):
        if stage != "publish":
            return
        self.editions += 1
        if not self.seconds and len(list(self.site.rglob("*.md"))) >= 6 * len(self.honest):
            self.seconds = time.monotonic() - self.began
            self.asked = {host: list(host.asked) for host in self.hosts}


def run(folder, honest, hosts):
    with Newsroom.open(folder) as newsroom:
        watcher = Watcher(folder / "site", honest, hosts)
        summary = newsroom.run(progress=watcher)
        return watcher, newsroom.report(summary)


def test_hostile_hosts_do_not_hold_back_what_honest_ones_say(web, make_desk):
    honest = [web.add(Outlet) for _ in range(3)]
    alone, _ = run(make_desk("alone", honest), honest, ())
    most_memory, descriptors = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, open_descriptors()
    web.most_open = 0
    kinds = (Hanging, Dripping, Endless103, EndlessRedirects, Bomb, Patient, Resetting)
    hanging, *others = hostile = [web.add(kind) for kind in kinds]
    beside, report = run(make_desk("beside", [*hostile, *honest], minutes=0.15), honest, hostile)

    # The edition is made while the first of the 80 pages still hangs, and no other of them is asked for.
    assert sum(path.startswith("/news/") for path in beside.asked[hanging]) == 1
    assert sum(path.startswith("/news/") for path in hanging.asked) == 1
    assert beside.seconds < 4 * alone.seconds, (beside.seconds, alone.seconds)  # 1.6 times as long, measured

    assert web.most_open <= len(web.hosts)  # one connection a host
    assert open_descriptors() <= descriptors + 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - most_memory < 60_000  # kilobytes

    said = "\n".join((*report.failed, *report.put_off, report.left))
    for host in others:
        assert host.address in said or isinstance(host, Patient)
    for words in ("no whole answer within 3 s", "an endless answer", "more than 10 redirects", "too large", "reset"):
        assert words in said
    assert f"{hanging.address}: 79 articles put off until" in said
    assert "ended after 0.15 minutes" in said
    assert "6 articles (read) stay due" in said


def open_descriptors():
    return len(list(Path("/proc/self/fd").iterdir()))
