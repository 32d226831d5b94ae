"""What editors do: group, link, lead, hold, release, retract, note, undo. The only writer for people.

Each act is checked, then written down as an event with its effect, in one transaction; what shows it is due to be
published again. What stands of all events is folded in `nightdesk.rulings`, which every later pass obeys
(docs/adr/0014).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from nightdesk.counting import counted
from nightdesk.decisions import Decision, DecisionVerb
from nightdesk.errors import DeskError, NotFound
from nightdesk.lessons import AS_IT_COMES, Learned
from nightdesk.naming import one_article
from nightdesk.pipeline import FRONT, PIPELINE
from nightdesk.rulings import GROUPING, LEARNING, LINKED, UNLINKED, affairs_of, resting_on, undone_by
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article, Edition, Redirect, Story
from nightdesk.urls import story_id

HELD, RETRACTED, SHOWN = "held", "retracted", "shown"


def _utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Desk:
    """The verbs of one editor at one desk.

    Stories are named by their ids (that of a merged one leads to where it went) or by an article in them; articles by
    id, URL, record name or words of the title that fit no other. Each verb returns the decision as it was written
    down; DeskError and NotFound say what cannot be done and how it can, and nothing is changed then.
    """

    store: Store
    editor: str
    now: Callable[[], datetime] = _utc_now

    def merge(self, into: str, others: Sequence[str], note: str = "") -> Decision:
        """Join stories into the first, whose id stays; the ids of the others lead to it from now on."""
        with self.store.transaction():
            kept = self._story(into)
            merged = [self._story(name) for name in others]
            for name, story in zip(others, merged, strict=True):
                if story.id == kept.id:
                    raise DeskError(f"{name} and {into} are one story, {kept.id}, already; name another one to merge")
            self._refuse_retracted(kept, *merged)
            before = self._places(kept, *merged)
            redirects = [Redirect(story.id, kept.id) for story in merged]
            after = dict.fromkeys(before, kept.id)
            return self._group(self._decision("merge", kept.id, _pairs(before), _pairs(after), note), redirects)

    def split(self, story: str, articles: Sequence[str], note: str = "") -> Decision:
        """Take articles out of a story into one of their own; copies go with the article that they repeat."""
        with self.store.transaction():
            parted = self._story(story)
            members = {article.id: article for article in self._members(parted)}
            chosen = _with_copies([self._member(name, parted, members) for name in articles], members.values())
            if len(chosen) == len(members):
                raise DeskError(
                    f"{parted.id}: these are all its articles, with the copies that go along; leave at least one in it"
                )
            before = dict.fromkeys(members, parted.id)
            after = before | dict.fromkeys(chosen, self._name_of_split(parted, [members[item] for item in chosen]))
            return self._group(self._decision("split", parted.id, _pairs(before), _pairs(after), note))

    def move(self, article: str, story: str, note: str = "") -> Decision:
        """Put an article into another story; copies in its story go with the article that they repeat."""
        with self.store.transaction():
            moved, goal = self._article(article), self._story(story)
            if moved.story_id == goal.id:
                raise DeskError(f"{moved.id} stands in {goal.id} already; to keep it there: `nightdesk desk pin`")
            self._refuse_retracted(goal)
            beside = self._members(self._story(moved.story_id)) if moved.story_id else [moved]
            before = {item.id: item.story_id or "" for item in (*beside, *self._members(goal))}
            gone = _with_copies([moved], beside)
            empties = len(gone) == len(beside) and moved.story_id is not None
            redirects = [Redirect(moved.story_id or "", goal.id)] if empties else []
            after = before | dict.fromkeys(gone, goal.id)
            return self._group(self._decision("move", moved.id, _pairs(before), _pairs(after), note), redirects)

    def pin(self, name: str, note: str = "") -> Decision:
        """Keep an article, or all articles of a story, where they stand."""
        with self.store.transaction():
            target = self._named(name)
            if isinstance(target, Article):
                if target.story_id is None:
                    raise DeskError(f"{target.id} is in no story yet; `nightdesk run` groups it, or move it into one")
                places = {target.id: target.story_id}
            else:
                places = self._places(target)
            return self._group(self._decision("pin", target.id, _pairs(places), _pairs(places), note))

    def link(self, story: str, others: Sequence[str], note: str = "") -> Decision:
        """Link stories with the first as parts of one affair; they stay stories of their own."""
        return self._relate("link", LINKED, (story, *others), note)

    def unlink(self, story: str, others: Sequence[str], note: str = "") -> Decision:
        """Keep the others, and what is linked with them, out of the first one's affair."""
        return self._relate("unlink", UNLINKED, (story, *others), note)

    def lead(self, story: str, article: str, note: str = "") -> Decision:
        """Let an article lead its story, whatever the others' quality."""
        with self.store.transaction():
            led = self._story(story)
            members = {item.id: item for item in self._members(led)}
            chosen = self._member(article, led, members)
            was = self.store.decisions.rulings().leads.get(led.id)
            if was == chosen.id:
                raise DeskError(f"{chosen.id} was chosen to lead {led.id} already")
            before = ((led.id, was),) if was else ()
            decision = self._decision("lead", led.id, before, ((led.id, chosen.id),), note)
            return self._write(decision, [led.id])

    def hold(self, name: str, note: str = "") -> Decision:
        """Keep a story or an article from being published until it is released."""
        return self._stand("hold", name, HELD, note)

    def release(self, name: str, note: str = "") -> Decision:
        """Let a held story or article be published again, where its heat is high enough."""
        return self._stand("release", name, SHOWN, note)

    def retract(self, name: str, note: str = "") -> Decision:
        """Take a story or an article back; the story's page says so, with the note. Only undo brings it back."""
        return self._stand("retract", name, RETRACTED, note)

    def remark(self, name: str, note: str) -> Decision:
        """Write a remark down beside a story or an article; nothing else changes."""
        if not note.strip():
            raise DeskError(f"{name}: a remark needs words; give them with --note")
        with self.store.transaction():
            return self._write(self._decision("note", self._named(name).id, (), (), note), [])

    def adopt(self, judgements: str, decisions: int, report: str) -> Decision:
        """Group by judgements of the desk's own from now on; what is grouped already stays where it is.

        Args:
            judgements: as `nightdesk.clustering.tuning.own.text_of` gives them.
            decisions: how many were learned from.
            report: what was measured, as JSON.
        """
        return self._learn("learn", judgements, (decisions, report), f"from {counted(decisions, 'decision')}")

    def forget(self, note: str = "") -> Decision:
        """Group by the judgements that come with nightdesk again; what was learned stays in the log."""
        with self.store.transaction():
            held = self.store.learned()
            if held is None or not held.judgements:
                raise DeskError("the desk has no judgement of its own; there is nothing to forget")
            return self._learn("forget", "", (0, ""), note)

    def _learn(self, verb: DecisionVerb, judgements: str, shown: tuple[int, str], note: str) -> Decision:
        with self.store.transaction():
            held = self.store.learned()
            event = Learned(
                editor=self.editor,
                learned_at=self.now(),
                decisions=shown[0],
                judgements=judgements,
                report=shown[1],
            )
            event = self.store.learnings.append(event)
            before, after = ((("grouping", item.named if item else AS_IT_COMES),) for item in (held, event))
            return self.store.decisions.append(self._decision(verb, str(event.id), before, after, note))

    def undo(self, number: int | None = None, note: str = "") -> Decision:
        """Undo a decision, or the latest that stands; what it changed is again as it was before."""
        with self.store.transaction():
            listed = self.store.decisions.all()
            undone = self._undoable(number, listed)
            event = self._decision("undo", str(undone.id), undone.after, undone.before, note)
            if undone.verb in LEARNING:
                return self.store.decisions.append(event)
            if undone.verb not in GROUPING:
                return self._write(event, self._shown_in(undone.target))
            written = self.store.decisions.append(event)
            now_fixed = self.store.decisions.rulings().fixed
            after = dict(undone.after)
            current = {item.id: item.story_id for item in self.store.articles(ArticleFilter(ids=tuple(after)))}
            places = {
                article: now_fixed.get(article, story)
                for article, story in undone.before
                if story and current.get(article) == after[article]
            }
            self.store.settle(places)
            self._publish_again(written)
            return written

    def _undoable(self, number: int | None, listed: Sequence[Decision]) -> Decision:
        undone = undone_by(listed)
        standing = [decision for decision in listed if decision.id not in undone and decision.verb != "undo"]
        if number is None:
            if not standing:
                raise DeskError("there is no decision to undo; `nightdesk desk log` lists what was decided")
            return standing[-1]
        decision = next((item for item in listed if item.id == number), None)
        if decision is None:
            raise NotFound(f"no decision {number}; `nightdesk desk log` lists them with their numbers")
        if decision.verb == "undo":
            raise DeskError(f"decision {number} is an undo itself, which is not undone; decide again instead")
        if number in undone:
            by = undone[number]
            raise DeskError(f"decision {number} ({decision.verb}) was undone already, by {by.editor} in {by.id}")
        later = resting_on(decision, listed)
        if later is not None:
            raise DeskError(
                f"decision {number} ({decision.verb}) has {later.id} ({later.verb} by {later.editor}) resting on it;"
                f" undo {later.id} first"
            )
        return decision

    def _stand(self, verb: DecisionVerb, name: str, becomes: str, note: str) -> Decision:
        with self.store.transaction():
            target = self._named(name)
            rulings = self.store.decisions.rulings()
            if target.id in rulings.retracted:
                raise DeskError(
                    f"{target.id} was retracted; undo that decision first (`nightdesk desk log {target.id}`)"
                )
            was = HELD if target.id in rulings.held else SHOWN
            if was == becomes:
                raise DeskError(f"{target.id} is {'held already' if was == HELD else 'not held'}; nothing to {verb}")
            decision = self._decision(verb, target.id, ((target.id, was),), ((target.id, becomes),), note)
            return self._write(decision, self._shown_in(target.id))

    def _relate(self, verb: DecisionVerb, becomes: str, names: Sequence[str], note: str) -> Decision:
        with self.store.transaction():
            one, *others = (self._story(name) for name in names)
            if becomes == LINKED:
                self._refuse_retracted(one, *others)
            said = affairs_of(self.store.decisions.rulings(), self.store.decisions.redirects())
            stands = {frozenset((item.one, item.other)): LINKED if item.is_linked else UNLINKED for item in said}
            before = {}
            for name, other in zip(names[1:], others, strict=True):
                if other.id == one.id:
                    raise DeskError(f"{name} and {names[0]} are one story, {one.id}; name another one to {verb}")
                before[other.id] = stands.get(frozenset((one.id, other.id)), "")
                if before[other.id] == becomes:
                    raise DeskError(f"{one.id} and {other.id} are {becomes} already; nothing to {verb}")
            was = _pairs({name: standing for name, standing in before.items() if standing})
            after = _pairs(dict.fromkeys(before, becomes))
            return self._write(self._decision(verb, one.id, was, after, note), before)

    def _group(self, decision: Decision, redirects: Iterable[Redirect] = ()) -> Decision:
        written = self.store.decisions.append(decision)
        self.store.settle(dict(written.after), redirects)
        self._publish_again(written)
        return written

    def _decision(
        self,
        verb: DecisionVerb,
        target: str,
        before: tuple[tuple[str, str], ...],
        after: tuple[tuple[str, str], ...],
        note: str,
    ) -> Decision:
        return Decision(
            editor=self.editor, verb=verb, target=target, before=before, after=after, note=note, decided_at=self.now()
        )

    def _write(self, decision: Decision, stories: Iterable[str]) -> Decision:
        written = self.store.decisions.append(decision)
        self.store.show_again(stories)
        self._publish_again(written)
        return written

    def _publish_again(self, decision: Decision) -> None:
        note = f"{decision.editor} decided: {decision.verb}"
        stage = next(row for row in PIPELINE if row.takes is Edition)  # those below it follow by themselves
        self.store.ledger.schedule(stage.name, stage.version, [FRONT], decision.decided_at, note)

    def _shown_in(self, name: str) -> set[str]:
        """The stories that show this article or story, and those whose reasons name it."""
        own = [*self.store.articles(ArticleFilter(ids=(name,))), *self.store.articles(ArticleFilter(story_ids=(name,)))]
        naming = self.store.stories_naming({article.title for article in own})
        return {name, *naming, *(article.story_id for article in own if article.story_id)}

    def _refuse_retracted(self, *stories: Story) -> None:
        retracted = self.store.decisions.rulings().retracted
        for story in stories:
            if story.id in retracted:
                raise DeskError(f"{story.id} was retracted; undo that first (`nightdesk desk log {story.id}`)")

    def _places(self, *stories: Story) -> dict[str, str]:
        return {article.id: story.id for story in stories for article in self._members(story)}

    def _members(self, story: Story) -> list[Article]:
        return list(self.store.articles(ArticleFilter(story_ids=(story.id,))))

    def _member(self, name: str, story: Story, members: Mapping[str, Article]) -> Article:
        article = self._article(name)
        if article.id not in members:
            where = f"it is in {article.story_id}" if article.story_id else "it is in no story"
            raise DeskError(
                f"{name} ({article.id}) is not in {story.id}: {where}; move it there first, or name another"
            )
        return article

    def _name_of_split(self, parted: Story, articles: Sequence[Article]) -> str:
        """The id of a new story: that which it had before it was merged, else one that an article of it opens."""
        for name in self._merged_into(parted, {article.id for article in articles}):
            if self._is_empty(name):
                return name
        for article in sorted(articles, key=lambda item: (item.placed_at, item.id)):
            name = story_id(article.id)
            if name != parted.id and self.store.decisions.resolve(name) in {name, parted.id} and self._is_empty(name):
                return name
        named = "".join(sorted(article.id for article in articles))
        count = len(self.store.decisions.all())  # so that the same articles, split again, have another name
        return "s" + hashlib.sha256(f"{count} {parted.id} {named}".encode()).hexdigest()[:12]

    def _merged_into(self, story: Story, articles: set[str]) -> list[str]:
        """The stories that were merged into one and held all of these articles then, the latest merge first."""
        merges = [item for item in self.store.decisions.all() if item.verb == "merge" and item.target == story.id]
        stood = [{dict(merge.before).get(article) for article in articles} for merge in reversed(merges)]
        held = [name for places in stood if len(places) == 1 for name in places if name and name != story.id]
        return [name for name in held if self.store.decisions.resolve(name) == story.id]

    def _is_empty(self, name: str) -> bool:
        return next(self.store.articles(ArticleFilter(story_ids=(name,), limit=1)), None) is None

    def _named(self, name: str) -> Story | Article:
        """The story of this id, else the article that answers to the name."""
        try:
            story = self.store.story(name)
        except NotFound:
            return self._article(name)
        return self._alive(story, name)

    def _story(self, name: str) -> Story:
        try:
            story = self.store.story(name)
        except NotFound:
            article = self._article(name)
            if article.story_id is None:
                raise DeskError(
                    f"{name} ({article.id}) is in no story yet; `nightdesk run` groups it, or move it into one"
                ) from None
            return self.store.story(article.story_id)
        return self._alive(story, name)

    def _alive(self, story: Story, name: str) -> Story:
        if not story.size:
            raise DeskError(f"{name}: the story has no article any more; name the one that they stand in now")
        return story

    def _article(self, name: str) -> Article:
        return one_article(self.store, name)


def _pairs(places: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(places.items()))


def _with_copies(chosen: Sequence[Article], members: Iterable[Article]) -> dict[str, Article]:
    """The chosen articles by their ids, with those members that are copies of one of them."""
    named = {article.id: article for article in chosen}
    return named | {item.id: item for item in members if item.carrier_id in named}
