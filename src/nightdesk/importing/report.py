"""What an import did: counts, and a line for each thing that was left out or odd."""

from __future__ import annotations

from dataclasses import dataclass, field

MOST_LINES = 10_000  # of each kind; the rest is counted, so that memory stays flat


@dataclass(frozen=True, slots=True)
class Oddity:
    """One thing an import met: the file, and what is wrong with it, with its line where there is one."""

    file: str
    text: str


@dataclass(slots=True)
class ImportReport:
    """Counts of what came in; ``left_out`` did not, ``odd`` came in as it is and departs from the format's rules.

    Of the ``leads`` that carry a heat, ``leads_by_rule`` have the one that the rules give them; of the other
    articles ``others_by_rule`` of ``others`` are led by another one by the rules too.
    """

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    stories: int = 0
    topics: int = 0
    organizations: int = 0
    newsletters: int = 0
    leads: int = 0
    leads_by_rule: int = 0
    others: int = 0
    others_by_rule: int = 0
    settings: list[str] = field(default_factory=list)
    left_out_count: int = 0
    odd_count: int = 0
    left_out: list[Oddity] = field(default_factory=list)
    odd: list[Oddity] = field(default_factory=list)

    def leave_out(self, file: str, text: str) -> None:
        """Note what did not come in, and why."""
        self.left_out_count += 1
        if len(self.left_out) < MOST_LINES:
            self.left_out.append(Oddity(file, text))

    def wonder(self, file: str, text: str) -> None:
        """Note what came in and departs from the rules."""
        self.odd_count += 1
        if len(self.odd) < MOST_LINES:
            self.odd.append(Oddity(file, text))
