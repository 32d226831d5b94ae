"""How much memory `serve --watch` holds after so many articles: ``scripts/measure_memory.py [--full]``.

A desk watches a made-up web by a clock that is moved on. After 14 days the window of open stories is full, and the
memory must stay what it is. The full form looks after 5,000 and after 20,000 articles and ends with 1 where memory
grew by more than a tenth between the two. The other looks after 256 and after 512, where tables of words still fill,
and ends with 1 where each article between them took more than a bounded amount.
"""

import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import time_machine

import nightdesk.clustering.clusterer
from nightdesk.watching.watcher import Watcher
from soaking import START, EndlessWeb, live_desk, resident

MOST_GROWTH = 0.1
MOST_PER_ARTICLE = 60_000  # bytes; what looks for copies once took 110,000, which were never given back


def measure(marks: tuple[int, int], a_look: int, step: timedelta, every: int) -> tuple[int, int]:
    """The resident bytes after so many articles and after so many, where each look finds some and a step passes."""
    nightdesk.clustering.clusterer.has_encoder = lambda: False
    web = EndlessWeb(outlets=12, words=60)
    held = {}
    began_at = time.monotonic()
    with tempfile.TemporaryDirectory() as home, time_machine.travel(START, tick=True) as clock:
        newsroom, desk = live_desk(Path(home), web, heat=100)
        with newsroom, desk:
            watcher = Watcher(desk)
            while web.published < marks[1]:
                web.publish(a_look, datetime.now(UTC))
                watcher.look()
                if watcher.health.failures:
                    raise SystemExit(f"the watcher failed: {watcher.health.troubles}")
                clock.shift(step)
                if web.published % every == 0:
                    held[web.published] = resident()
                    counts = newsroom.store.counts()
                    known = f"{counts['articles']:6d} articles in {counts['stories']:6d} stories"
                    took = time.monotonic() - began_at
                    print(f"{known}: {held[web.published] / 1e6:6.1f} MB after {took:5.0f} s", flush=True)
    return held[marks[0]], held[marks[1]]


def main(*, is_full: bool) -> int:
    """Measure, say what was found, and return the exit code."""
    first, last = (5000, 20_000) if is_full else (256, 512)
    if is_full:
        at_first, at_last = measure((first, last), 250, timedelta(days=1), every=1000)
    else:
        at_first, at_last = measure((first, last), 32, timedelta(days=2), every=128)
    growth = (at_last - at_first) / (last - first)
    print(f"{at_first / 1e6:.1f} MB, then {at_last / 1e6:.1f} MB: {growth / 1000:.1f} KB for each article between")
    return int(growth > MOST_PER_ARTICLE or (is_full and at_last > at_first * (1 + MOST_GROWTH)))


if __name__ == "__main__":
    sys.exit(main(is_full="--full" in sys.argv[1:]))
