"""What editors' decisions amount to: events folded, in their order, into what every later pass obeys (pure).

A decision settles all articles that it named, those that it moved and those beside them: what an editor has seen
and put in order no later pass takes apart (docs/adr/0014).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from nightdesk.decisions import Decision
from nightdesk.types import Article, Redirect

GROUPING = frozenset({"merge", "split", "move", "pin"})  # verbs whose `before` and `after` pair articles with stories
LEARNING = frozenset({"learn", "forget"})  # verbs whose target is an event in the log of what was learned
LINKED, UNLINKED = "linked", "unlinked"  # how two stories stand to each other by a decision


@dataclass(frozen=True, slots=True)
class Affair:
    """What an editor said of two stories: that they are of one long affair, or of two."""

    one: str
    other: str
    is_linked: bool


@dataclass(frozen=True)
class Rulings:
    """What stands of all decisions.

    ``fixed`` names the story of single articles; each of ``together`` is a set of articles on one event, each of
    ``apart`` a pair on two. ``affairs`` says of pairs of stories whether they are of one long affair, the latest word
    last. ``leads`` names the article that an editor chose to lead a story. ``held`` and ``retracted`` are ids of
    stories and articles, with the note of the decision. ``unlearned`` are the events in the log of what was learned
    that were taken back.
    """

    together: tuple[frozenset[str], ...] = ()
    apart: frozenset[frozenset[str]] = frozenset()
    fixed: Mapping[str, str] = field(default_factory=dict)
    leads: Mapping[str, str] = field(default_factory=dict)
    held: Mapping[str, str] = field(default_factory=dict)
    retracted: Mapping[str, str] = field(default_factory=dict)
    affairs: tuple[Affair, ...] = ()
    unlearned: frozenset[int] = frozenset()

    def is_withheld(self, article: Article) -> bool:
        """Whether an editor holds or has taken back an article or its story: then it is never published."""
        return any(name in self.held or name in self.retracted for name in (article.id, article.story_id))


NO_RULINGS = Rulings()


def rulings_of(decisions: Iterable[Decision]) -> Rulings:
    """What stands of decisions, which are given oldest first."""
    listed = tuple(decisions)
    undone = undone_by(listed)
    standing = _Standing()
    for decision in listed:
        if decision.id not in undone:
            standing.take(decision)
    taken_back = (int(item.target) for item in listed if item.verb in LEARNING and item.id in undone)
    return replace(standing.rulings(), unlearned=frozenset(taken_back))


def affairs_of(rulings: Rulings, redirects: Iterable[Redirect]) -> tuple[Affair, ...]:
    """What editors said of affairs, by the stories of now: those that were merged are the ones they went into.

    Of two words on one pair the later is left; stories that have become one are of no two affairs.
    """
    leads = {redirect.id: redirect.story_id for redirect in redirects}
    found: dict[frozenset[str], Affair] = {}
    for said in rulings.affairs:
        now = Affair(leads.get(said.one, said.one), leads.get(said.other, said.other), said.is_linked)
        pair = frozenset((now.one, now.other))
        found.pop(pair, None)
        if len(pair) > 1:
            found[pair] = now
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class Past:
    """What stood of editors' decisions at a moment; ``places`` says where articles stood that later ones placed."""

    rulings: Rulings
    places: Mapping[str, str] = field(default_factory=dict)


def past_of(decisions: Iterable[Decision], at: datetime) -> Past:
    """What stood at a moment: as if nothing had been decided after it, neither a decision nor its undoing.

    A decision writes down where all articles of its stories stood before, so the first after the moment tells where
    they stood then, as far as the machine had not moved them between the two.
    """
    listed = tuple(decisions)
    kinds = {str(decision.id): decision.verb for decision in listed}
    places: dict[str, str] = {}
    for decision in listed:
        verb = kinds.get(decision.target) if decision.verb == "undo" else decision.verb
        if decision.decided_at > at and verb in GROUPING:
            places = dict(decision.before) | places
    return Past(rulings_of(item for item in listed if item.decided_at <= at), places)


def undone_by(decisions: Iterable[Decision]) -> dict[int, Decision]:
    """The decisions that were undone, by their ids, each with the event that undid it."""
    return {int(decision.target): decision for decision in decisions if decision.verb == "undo"}


def resting_on(decision: Decision, decisions: Sequence[Decision]) -> Decision | None:
    """The latest standing decision after one that places articles which that one placed; ``None`` if there is none."""
    if decision.verb not in GROUPING:
        return None
    named = dict(decision.after).keys()
    undone = undone_by(decisions)
    later = (other for other in decisions if other.id > decision.id and other.verb in GROUPING)
    resting = [other for other in later if other.id not in undone and named & dict(other.after).keys()]
    return resting[-1] if resting else None


def changes_of(decision: Decision) -> Decision:
    """A decision as a list shows it: of its pairs those alone that changed."""
    before, after = dict(decision.before), dict(decision.after)
    changed = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    kept = (tuple(pair for pair in pairs if pair[0] in changed) for pairs in (decision.before, decision.after))
    return replace(decision, before=next(kept), after=next(kept))


class _Standing:
    """The fold, one decision after the other; a later one holds against an earlier."""

    def __init__(self) -> None:
        self._together: list[frozenset[str]] = []
        self._apart: set[frozenset[str]] = set()
        self._fixed: dict[str, str] = {}
        self._leads: dict[str, str] = {}
        self._held: dict[str, str] = {}
        self._retracted: dict[str, str] = {}
        self._affairs: list[Affair] = []

    def take(self, decision: Decision) -> None:
        if decision.verb in GROUPING:
            self._group(decision)
        elif decision.verb in {"link", "unlink"}:
            self._affairs += [Affair(decision.target, name, said == LINKED) for name, said in decision.after]
        elif decision.verb == "lead":
            self._leads |= dict(decision.after)
        elif decision.verb == "hold":
            self._held[decision.target] = decision.note
        elif decision.verb == "release":
            self._held.pop(decision.target, None)
        elif decision.verb == "retract":
            self._retracted[decision.target] = decision.note

    def rulings(self) -> Rulings:
        together = tuple(sorted(self._together, key=sorted))
        apart = frozenset(self._apart)
        affairs = tuple(self._affairs)
        return Rulings(together, apart, self._fixed, self._leads, self._held, self._retracted, affairs)

    def _group(self, decision: Decision) -> None:
        """1. Where articles are settled; 2. who is together; 3. who is apart; 4. what a merged story hands on."""
        before, after = dict(decision.before), dict(decision.after)
        moved = frozenset(article for article, story in after.items() if before.get(article) != story)
        self._fixed |= after
        self._together = [part for group in self._together for part in (group - moved, group & moved) if len(part) > 1]
        for story in sorted(set(after.values())):
            company = frozenset(article for article in after if after[article] == story)
            if decision.verb == "merge" or (decision.verb == "split" and company <= moved):
                self._put_together(company)
        self._apart = {pair for pair in self._apart if len({after.get(article, article) for article in pair}) > 1}
        if decision.verb in {"split", "move"}:
            left = {story for article, story in before.items() if article in moved}
            rest = [article for article in after if article not in moved and after[article] in left]
            self._apart |= {frozenset({one, other}) for one in moved for other in rest}
        if decision.verb == "merge":
            self._hand_on(set(before.values()) - {decision.target}, decision.target)

    def _put_together(self, company: frozenset[str]) -> None:
        joined = company.union(*(group for group in self._together if group & company))
        self._together = [group for group in self._together if not group & company]
        if len(joined) > 1:
            self._together.append(joined)

    def _hand_on(self, merged: set[str], into: str) -> None:
        """A hold stays on what was merged; the lead of a merged story leads where none was chosen."""
        for story in sorted(merged):
            if story in self._held:
                self._held.setdefault(into, self._held[story])
            if story in self._leads:
                self._leads.setdefault(into, self._leads[story])
