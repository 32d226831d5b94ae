#!/usr/bin/env python3
"""Read mutated pages, each in a bounded worker, and print what raised more than a declared error or took too long.

    python scripts/mutate_pages.py [FOLDER ...] [--count 20000] [--seed 1] [--save FOLDER]

FOLDER holds pages (``.html``, ``.html.gz``); without one, those of ``tests/data/reading``. A mutation is its seed, so
what fails can be made again; with ``--save`` its bytes are written down too.
"""

from __future__ import annotations

import argparse
import functools
import gzip
import sys
import time
from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from random import Random

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from mutations import load_libraries, mutate  # noqa: E402 - it lies beside the tests
from nightdesk.config import LimitSettings  # noqa: E402
from nightdesk.errors import GaveUp, NightdeskError, SkipItem  # noqa: E402
from nightdesk.saved_pages import ZIPPED  # noqa: E402
from nightdesk.workers import WorkerPool  # noqa: E402

MOST_SECONDS = 2.0  # of CPU, for one page
AHEAD = 8


@functools.cache
def pages_of(folders: tuple[str, ...]) -> tuple[bytes, ...]:
    """The bytes of all pages in the folders, in the order of their names."""
    files = sorted(path for folder in folders for path in Path(folder).rglob("*.html*"))
    bodies = (path.read_bytes() for path in files)
    return tuple(gzip.decompress(body) if body.startswith(ZIPPED) else body for body in bodies)


def read_mutated(folders: tuple[str, ...], seed: int) -> tuple[str, float]:
    """What became of one mutation, and the CPU seconds it took to read: ``read``, ``refused`` or a traceback."""
    import traceback

    from nightdesk.reading import read_page

    load_libraries()
    body = mutate(pages_of(folders), Random(seed))  # noqa: S311 - seeded, not secret
    start = time.process_time()
    try:
        read_page(body, "https://www.fjordpost.example/news/2026/ferry-leaves-early")
    except SkipItem:
        how = "refused"
    except Exception:  # noqa: BLE001 - what is looked for
        how = traceback.format_exc()
    else:
        how = "read"
    return how, time.process_time() - start


def main() -> int:
    """Mutate, read, count, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", default=[str(ROOT / "tests" / "data" / "reading")])
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save", type=Path)
    given = parser.parse_args()
    folders = tuple(given.folders)
    ends: Counter[str] = Counter()
    slowest: list[tuple[float, int]] = []
    bad = 0
    with WorkerPool(LimitSettings()) as workers, ThreadPoolExecutor(AHEAD) as threads:

        def one(seed: int) -> tuple[str, float]:
            try:
                return workers.call(read_mutated, folders, seed)
            except (GaveUp, NightdeskError) as error:
                return str(error), 0.0

        under_way: deque[tuple[int, Future[tuple[str, float]]]] = deque()
        for seed in range(given.seed, given.seed + given.count + AHEAD):
            if seed < given.seed + given.count:
                under_way.append((seed, threads.submit(one, seed)))
            if len(under_way) < AHEAD and seed < given.seed + given.count:
                continue
            if not under_way:
                break
            made, future = under_way.popleft()
            how, seconds = future.result()
            slowest = sorted([*slowest, (seconds, made)], reverse=True)[:10]
            if sum(ends.values()) % 1000 == 999:
                print(f"{sum(ends.values()) + 1:,} read, {bad} bad, seed {made}", file=sys.stderr, flush=True)
            is_bad = how not in ("read", "refused") or seconds > MOST_SECONDS
            ends[how if how in ("read", "refused") else "failed"] += 1
            if is_bad:
                bad += 1
                print(f"seed {made}: {seconds:.2f} s: {how.strip()}\n", flush=True)
                if given.save:
                    given.save.mkdir(parents=True, exist_ok=True)
                    (given.save / f"{made}.html").write_bytes(mutate(pages_of(folders), Random(made)))  # noqa: S311
    counted = ", ".join(f"{number:,} {how}" for how, number in sorted(ends.items()))
    print(f"{given.count:,} mutations: {counted}; {bad} bad; the slowest (s, seed): {slowest}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
