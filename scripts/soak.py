"""A week of `serve --watch` with faults at random: ``scripts/soak.py [--full] [--seed N]``; the test of it is one form.

The full form takes each hour of the week. It prints a line for each day, and what was met and found at the end.
"""

import argparse
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

import time_machine

import nightdesk.clustering.clusterer
import nightdesk.storage.clock
from soaking import START, Soak

DAYS = 7


def main(a_day: int, seed: int) -> int:
    """Soak for a week of so many steps a day; returns the exit code."""
    nightdesk.clustering.clusterer.has_encoder = lambda: False
    nightdesk.storage.clock._boot_id = lambda: ""  # noqa: SLF001 - time in here is not the machine's
    with tempfile.TemporaryDirectory() as home, time_machine.travel(START, tick=True) as clock:
        soak = Soak(Path(home), clock, seed, often=0.3)
        for day in range(DAYS):
            for _ in range(a_day):
                soak.step(max(1, 48 // a_day), timedelta(days=1) / a_day)
            print(f"day {day + 1}: {soak.looks} looks, {soak.failed} failed, {soak.met}", flush=True)
        soak.look()
        soak.look()
        counts, troubles = soak.newsroom.store.counts(), soak.newsroom.store.ledger.troubles()
        note = soak.newsroom.publish()
        print(f"{soak.web.published} articles were published, {counts['articles']} are on the desk,")
        print(f"{counts['grouped']} in stories; {len(troubles)} pieces of work did not end well; {note}")
        soak.close()
    is_well = counts["articles"] == counts["grouped"] == soak.web.published and not troubles
    return 0 if is_well and ": 0 files written" in note else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--full", action="store_true", help="each hour of the week")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    sys.exit(main(24 if chosen.full else 4, chosen.seed))
