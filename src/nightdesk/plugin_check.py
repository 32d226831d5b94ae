"""What ``nightdesk doctor`` says of plug-ins: the installed ones, and those given in code to the last run."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from nightdesk.change_detection import remembered_plugins
from nightdesk.errors import ConfigError
from nightdesk.pipeline import PIPELINE, with_plugins
from nightdesk.plugins import installed_plugins
from nightdesk.storage.store import Store

Found = tuple[Literal["well", "odd", "wrong"], str, str]


def check_installed() -> Iterator[Found]:
    """A finding for each installed plug-in, or what is wrong with one."""
    try:
        plugins = installed_plugins()
        with_plugins(PIPELINE, plugins)
    except ConfigError as error:
        yield "wrong", "plug-ins", str(error)
        return
    for plugin in plugins:
        yield "well", f"plug-in {plugin.name}", plugin.words


def check_remembered(store: Store) -> Iterator[Found]:
    """A finding for each plug-in of the last run that is not among the installed ones."""
    try:
        installed = {plugin.name for plugin in installed_plugins()}
    except ConfigError:
        return  # told above
    for plugin in remembered_plugins(store):
        if plugin.name not in installed:
            yield "well", f"plug-in {plugin.name}", f"{plugin.words}; given in code to the last run"
