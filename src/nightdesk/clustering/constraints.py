"""What editors have decided, as the grouping obeys it: articles that belong together, apart, or in one place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True)
class Constraints:
    """Decisions that no judgement of the machine undoes.

    ``fixed`` names the story of single articles; each of ``together`` is a set of articles that share a story,
    each of ``apart`` one of which no two do. Where decisions contradict each other the narrower one holds: a fixed
    place before a company, a company before a separation.
    """

    together: tuple[frozenset[str], ...] = ()
    apart: tuple[frozenset[str], ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.together or self.apart or self.fixed)

    def companions(self, article_id: str) -> frozenset[str]:
        """The articles that must share its story, itself left out; sets with a common article are one."""
        return self._companies.get(article_id, frozenset()) - {article_id}

    def parted(self, article_id: str) -> frozenset[str]:
        """The articles that must not share its story; a company is parted as a whole."""
        company = self._companies.get(article_id, frozenset({article_id}))
        others = frozenset().union(*(self._separations.get(member, frozenset()) for member in company))
        return others.union(*(self._companies.get(other, frozenset()) for other in others)) - company

    def may_share(self, some: Iterable[str], others: Iterable[str]) -> bool:
        """Whether two groups of articles may stand in one story."""
        if not self.apart:
            return True
        inside = set(others)
        return not any(self.parted(one) & inside for one in some)

    @cached_property
    def _companies(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for company in self.together:
            joined = company.union(*(found[member] for member in company if member in found))
            found |= dict.fromkeys(joined, joined)
        return found

    @cached_property
    def _separations(self) -> dict[str, frozenset[str]]:
        found: dict[str, frozenset[str]] = {}
        for group in self.apart:
            for member in group:
                found[member] = found.get(member, frozenset()) | (group - {member})
        return found


NO_CONSTRAINTS = Constraints()
