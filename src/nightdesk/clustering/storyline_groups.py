"""Which stories are of one affair, within what editors said: links that hold, and stories that no link may join."""

from __future__ import annotations

from collections.abc import Iterable

from nightdesk.rulings import Affair


class Affairs:
    """Groups of stories, each at first alone (union-find; Galler and Fischer 1964), of which some may not be joined.

    A later word of editors holds against an earlier one, also where they contradict each other only together: of
    "A with B", "B with C", "A not with C" the first does not count.
    """

    def __init__(self, said: Iterable[Affair]) -> None:
        """Begin with what editors said, the latest word last."""
        self._above: dict[str, str] = {}
        self._apart: dict[str, set[str]] = {}  # the name of a group -> those that it may not be joined with
        self.linked: list[Affair] = []  # links of editors that hold
        for affair in reversed(tuple(said)):
            if not affair.is_linked:
                self._part(affair.one, affair.other)
            elif self.join(affair.one, affair.other):
                self.linked.append(affair)

    def join(self, one: str, other: str) -> bool:
        """Join the groups of two stories, unless an editor parted them; whether they are one now."""
        kept, gone = self.of(one), self.of(other)
        if kept == gone:
            return True
        if gone in self._apart.get(kept, ()):
            return False
        self._above[gone] = kept
        for parted in self._apart.pop(gone, ()):
            self._apart[parted].discard(gone)
            self._part(kept, parted)
        return True

    def of(self, story_id: str) -> str:
        """The name of a story's group: the same for all in it, until it is joined with another."""
        while (above := self._above.get(story_id)) is not None:
            story_id = above
        return story_id

    def _part(self, one: str, other: str) -> None:
        """Keep two groups from being joined; what a later word made one stays one."""
        some, others = self.of(one), self.of(other)
        if some != others:
            self._apart.setdefault(some, set()).add(others)
            self._apart.setdefault(others, set()).add(some)
