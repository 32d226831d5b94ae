"""Processes that begin without the program that starts them: they import what they are sent, and nothing else.

Python's own spawned processes run the main script again (multiprocessing, "Safe importing of main module"): a program
of three lines that opens a desk would open it once more in each worker, and what the script imports would count against
the memory of a page. What workers are sent are functions of modules, which they import by themselves.
"""

from __future__ import annotations

from multiprocessing import popen_spawn_posix, spawn
from multiprocessing.context import SpawnContext, SpawnProcess
from types import FunctionType
from typing import Any


class _WithoutMain:
    """`multiprocessing.spawn`, but what it has a process prepare leaves the main script out."""

    def __getattr__(self, name: str) -> Any:
        return getattr(spawn, name)

    @staticmethod
    def get_preparation_data(name: str) -> dict[str, Any]:
        return {
            key: value for key, value in spawn.get_preparation_data(name).items() if not key.startswith("init_main")
        }


class _Popen(popen_spawn_posix.Popen):
    # The same code with another `spawn` in it, as the standard library has no setting for that.
    _launch = FunctionType(
        popen_spawn_posix.Popen._launch.__code__,  # type: ignore[attr-defined] # noqa: SLF001
        {**vars(popen_spawn_posix), "spawn": _WithoutMain()},
    )


class _Process(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> _Popen:  # noqa: N802 - as the standard library has it
        return _Popen(process_obj)


class MainlessContext(SpawnContext):
    """A context for spawned processes that do not run the main script."""

    Process = _Process
