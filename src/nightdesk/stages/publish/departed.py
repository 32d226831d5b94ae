"""What stands where a story was: a page that sends readers on to the story it is part of, or says it was taken back."""

from __future__ import annotations

from collections.abc import Container, Iterator

from nightdesk.config import Config
from nightdesk.formats.ninjs import Ninjs
from nightdesk.formats.site import Site
from nightdesk.tools import Library
from nightdesk.types import File


def departed_files(config: Config, site: Site, ninjs: Ninjs, library: Library, shown: Container[str]) -> Iterator[File]:
    """A page, and a ninjs item, at the place of each merged or retracted story.

    A merged story whose target is neither shown nor retracted (it is held, or not hot enough) has none: its address
    leads nowhere then, as its target's does.
    """
    retracted = library.rulings().retracted
    for redirect in library.redirects():
        goal = redirect.story_id
        if redirect.id not in retracted and (goal in shown or goal in retracted):
            yield site.moved(redirect.id, goal)
            if config.publish.ninjs:
                yield ninjs.departed(redirect.id, goal if goal in shown else None)
    for name in sorted(retracted):
        if name.startswith("s") and name not in shown:
            yield site.retracted(name, retracted[name])
            if config.publish.ninjs:
                yield ninjs.departed(name, None)
