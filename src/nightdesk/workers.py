"""Worker processes for work on the CPU, with limits on each call.

The kernel itself ends a worker that passes its CPU time (RLIMIT_CPU, which also stops C code in the middle
of a page) or refuses it memory (RLIMIT_AS); pebble replaces the worker and the other calls go on.
"""

from __future__ import annotations

import os
import pickle
import resource
import signal
import threading
import traceback
from collections.abc import Callable
from concurrent.futures import CancelledError
from concurrent.futures import TimeoutError as CallTimeoutError
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any, ParamSpec, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

from nightdesk.config import LimitSettings
from nightdesk.errors import GaveUp
from nightdesk.spawning import MainlessContext

P = ParamSpec("P")
T = TypeVar("T")

_CLOSED = "the desk was closed before this was done; the next run does it"
WALL_FACTOR = 6  # a worker that waits instead of computing is ended after six times its CPU limit


class WorkerPool:
    """A pool of worker processes, started at the first call."""

    def __init__(self, limits: LimitSettings) -> None:
        self._limits = limits
        self._count = limits.workers or os.cpu_count() or 1
        self._pool: ProcessPool | None = None
        self._starting = threading.Lock()
        self._is_closed = False
        self._under_way: set[ProcessFuture[Any]] = set()

    def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a module-level function in a worker; GaveUp where it passed a limit."""
        limits = self._limits
        work = partial(_limited, limits.cpu_seconds, partial(function, *args, **kwargs))
        future = self._schedule(work, limits.cpu_seconds * WALL_FACTOR)
        try:
            result: T = future.result()
        except CallTimeoutError as error:
            raise GaveUp(f"took over {limits.cpu_seconds * WALL_FACTOR:g} s; given up") from error
        except MemoryError as error:
            raise GaveUp(f"took over {limits.memory_mb} MB of memory; given up") from error
        except ProcessExpired as error:
            raise GaveUp(_cause(error.exitcode, limits)) from error
        except (CancelledError, BrokenProcessPool) as error:
            if self._is_closed:
                raise GaveUp(_CLOSED) from error
            raise
        finally:
            self._under_way.discard(future)
        return result

    def close(self) -> None:
        """End all workers; calls under way are given up."""
        with self._starting:
            self._is_closed = True
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call] # pebble types its public verbs in part
            self._pool.join()
            self._pool = None
        for future in tuple(self._under_way):  # a stopped pool never answers them: who waits would wait for ever
            future.cancel()  # type: ignore[no-untyped-call]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _schedule(self, work: Callable[[], T], timeout: float) -> ProcessFuture[Any]:
        with self._starting:
            if self._is_closed:
                raise GaveUp(_CLOSED)
            if self._pool is None:
                # Spawned, not forked: the parent has threads, and a fork may inherit their locks (CPython issue 84559).
                context = MainlessContext()
                self._pool = ProcessPool(
                    max_workers=self._count,
                    context=context,
                    initializer=_bound_memory,
                    initargs=(self._limits.memory_mb * 1024 * 1024,),
                )
            future = self._pool.schedule(work, timeout=timeout)
            self._under_way.add(future)
            return future


def _bound_memory(limit: int) -> None:
    """Let the kernel refuse a worker more address space than ``limit`` bytes."""
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _limited(cpu_seconds: float, work: Callable[[], T]) -> T:
    """Do the work under a CPU limit that counts from now; the kernel counts whole seconds."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    spent = usage.ru_utime + usage.ru_stime
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent + cpu_seconds) + 1, resource.RLIM_INFINITY))
    try:
        return work()
    except Exception as error:  # noqa: BLE001 - told as it is wherever it can be sent
        raise _sendable(error) from None


def _sendable(error: Exception) -> Exception:
    """An error as it comes out of its pickle; some of other libraries go in and do not come out, which ends a pool."""
    try:
        return error if isinstance(pickle.loads(pickle.dumps(error)), type(error)) else _described(error)  # noqa: S301 - our own
    except Exception:  # noqa: BLE001 - whatever its own code raises
        return _described(error)


def _described(error: Exception) -> RuntimeError:
    return RuntimeError("".join(traceback.format_exception(error)))


def _cause(exitcode: int, limits: LimitSettings) -> str:
    if exitcode == -signal.SIGXCPU:
        return f"took over {limits.cpu_seconds:g} s of CPU time; given up"
    return f"ended its worker process (exit code {exitcode}; out of memory, or a fault in a library); given up"
