"""Worker processes and their limits, with real processes."""

import os
import re
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from nightdesk.config import LimitSettings
from nightdesk.errors import GaveUp, SkipItem
from nightdesk.workers import WorkerPool


def add(a, b):
    return a + b


def spin():
    while True:
        pass


def spin_in_c():
    return re.match(r"(a|a)*b", "a" * 40)  # backtracks for hours inside the C engine


def swallow_memory():
    return len(bytearray(3 << 30))


def end_at_once():
    os._exit(7)


def doze():
    time.sleep(60)


def skip():
    raise SkipItem("an index page")


@pytest.fixture(scope="module")
def pool():
    with WorkerPool(LimitSettings(workers=2, cpu_seconds=1.0, memory_mb=700)) as made:
        yield made


def test_a_call_returns_what_the_function_returns(pool):
    assert pool.call(add, 2, b=3) == 5


def test_an_error_of_the_function_is_raised_here(pool):
    with pytest.raises(SkipItem, match="an index page"):
        pool.call(skip)


@pytest.mark.parametrize("work", [spin, spin_in_c])
def test_a_call_that_takes_too_much_cpu_is_given_up(pool, work, monkeypatch):
    monkeypatch.setattr(
        "nightdesk.workers.WALL_FACTOR", 60
    )  # a busy machine gives a second of CPU time in more than 6 s
    with pytest.raises(GaveUp, match=r"took over 1 s of CPU time"):
        pool.call(work)
    assert pool.call(add, 1, 1) == 2


def test_a_call_that_takes_too_much_memory_is_given_up(pool):
    with pytest.raises(GaveUp, match="took over 700 MB of memory"):
        pool.call(swallow_memory)
    assert pool.call(add, 1, 1) == 2


def test_a_call_that_waits_without_computing_is_given_up(pool):
    with pytest.raises(GaveUp, match="took over 6 s; given up"):
        pool.call(doze)


def test_a_call_that_ends_its_process_is_given_up_and_the_pool_goes_on(pool):
    with pytest.raises(GaveUp, match="exit code 7"):
        pool.call(end_at_once)
    assert pool.call(add, 1, 1) == 2


def test_a_pool_that_was_never_asked_starts_no_process():
    pool = WorkerPool(LimitSettings(workers=1))
    pool.close()
    assert pool._pool is None


def test_closing_answers_whoever_waits_for_a_call_that_never_began():
    pool = WorkerPool(LimitSettings(workers=1, cpu_seconds=5.0, memory_mb=700))
    with ThreadPoolExecutor(4) as threads:
        waiting = [threads.submit(pool.call, doze) for _ in range(4)]
        time.sleep(0.5)
        pool.close()
        for call in waiting:
            with pytest.raises(GaveUp):
                call.result(timeout=10)
    with pytest.raises(GaveUp, match="closed"):
        pool.call(add, 1, 2)
