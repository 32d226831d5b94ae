"""Learn from what editors decided: cases out of the store, judgements fitted to them, and what that is worth.

1. Decisions that stand are read as pairs of articles; undone ones teach nothing.
2. The articles of the weeks before each are replayed, and what they show is kept (`nightdesk.clustering.tuning.cases`).
3. A judgement is fitted to some decisions and measured on the others, in turn (`nightdesk.clustering.tuning.fitting`).
4. Where those are decided better than before, beyond doubt, it is fitted to all of them.

What was learned is written down by `Desk.adopt`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import msgspec

from nightdesk.clustering.clusterer import WINDOW
from nightdesk.clustering.documents import Document
from nightdesk.clustering.thresholds import Thresholds
from nightdesk.clustering.tuning.cases import Case, Told, cases_of
from nightdesk.clustering.tuning.fitting import FOLDS, Trial, groups_of, held_out, refit
from nightdesk.clustering.tuning.own import OwnFactor, text_of
from nightdesk.counting import counted
from nightdesk.decisions import Decision
from nightdesk.desk import Desk
from nightdesk.engine import Progress, Silent
from nightdesk.errors import DeskError
from nightdesk.lessons import pairs_of, settled_by, unmerged, unsplit
from nightdesk.rulings import GROUPING
from nightdesk.stages.stories import document_of
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter

LEAST = 20  # decisions; of fewer a fold holds three, which say nothing of the others
PAIRS = 20_000  # of one decision that are told apart: two stories of 140 articles each
AFTER = timedelta(days=1)  # of the replay after the last decided article, in which undecided ones are taken
SLICE = timedelta(days=2)  # read at once; 1,000 articles with their texts are about 10 MB
AT_ONCE = 500  # articles whose times are asked for


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """What a desk's decisions teach.

    ``verbs`` counts the decisions that show something, ``shipped`` names the versions of the judgements that come
    with nightdesk, ``trials`` are what was measured. ``better`` names those that are better once they are fitted,
    ``why`` says of each judgement in words what became of it. The better ones are used from ``event`` on, which the log
    has as ``decision``; both are ``None`` where nothing was written down.
    """

    decisions: int
    verbs: dict[str, int]
    shipped: dict[str, str]
    trials: tuple[Trial, ...]
    better: tuple[str, ...]
    why: dict[str, str]
    event: int | None = None
    decision: int | None = None


def teach(desk: Desk, *, is_dry: bool = False, progress: Progress | None = None) -> Lesson:
    """Fit the desk's judgements to what its editors decided, and group by those that are better from now on.

    Args:
        desk: of whoever asks for it.
        is_dry: only measure, write nothing.
        progress: is told how much of the replay is done.

    Raises:
        DeskError: too few decisions show anything, or they are on too few stories.
    """
    lesson, own = learn(desk.store, progress or Silent())
    if is_dry or not own:
        return lesson
    report = msgspec.json.encode(lesson).decode()
    written = desk.adopt(text_of(own), lesson.decisions, report)
    return replace(lesson, event=int(written.target), decision=written.id)


def learn(store: Store, progress: Progress) -> tuple[Lesson, dict[str, OwnFactor]]:
    """What the decisions of a desk teach, and the judgements that are better for it; nothing is written."""
    decisions = store.decisions.all()
    changing = [item for item in decisions if item.verb != "pin"]  # a pin says that what stands is right
    told = Told(pairs_of(changing, PAIRS), settled_by(decisions), unmerged(decisions), unsplit(decisions))
    cases = cases_of(_replayed(store, told.settled.keys(), progress), told)
    shown = {"join": cases.join, "merge": cases.merge, "split": cases.split, "across": cases.across}
    teaching = {case.decision_id for some in shown.values() for case in some if case.is_changed}
    groups = groups_of({item.id: _names(item) for item in decisions if item.verb in GROUPING})
    _refuse_few(decisions, {number: groups[number] for number in teaching})
    trials, own = refitted(shown, groups)
    why = {name: _too_little(some, groups) for name, some in shown.items()}
    why |= {trial.judgement: became(trial) for trial in trials}
    verbs = Counter(item.verb for item in decisions if item.id in teaching)
    lesson = Lesson(
        decisions=len(teaching),
        verbs=dict(sorted(verbs.items())),
        shipped=dict.fromkeys(shown, Thresholds().version),
        trials=trials,
        better=tuple(own),
        why=why,
    )
    return lesson, own


def refitted(
    shown: Mapping[str, Sequence[Case]], groups: Mapping[int, int]
) -> tuple[tuple[Trial, ...], dict[str, OwnFactor]]:
    """What was measured of each threshold of which decisions show enough, and those that are better once fitted.

    Args:
        shown: the cases of each threshold, by its name.
        groups: of each decision, by its id, the group that is not parted.
    """
    trials: list[Trial] = []
    own: dict[str, OwnFactor] = {}
    for name, cases in shown.items():
        if _too_little(cases, groups):
            continue
        trials.append(held_out(name, cases, groups))
        if trials[-1].is_better:
            # A story is split where its parts are alike by less than the threshold, so that one moves the other way.
            offset = refit(cases) * (1 if name == "split" else -1)
            own[name] = OwnFactor(Thresholds().version, round(math.exp(offset), 4))
    return tuple(trials), own


def _too_little(cases: Sequence[Case], groups: Mapping[int, int]) -> str:
    """Why a judgement is not fitted to cases; ``""`` where they show enough."""
    decisions = {case.decision_id for case in cases if case.is_changed}
    stories = len({groups[item] for item in decisions})
    if len(decisions) < LEAST:
        many = len(decisions)
        return (
            f"{many} decision{'s show' if many != 1 else ' shows'} something of it and {LEAST} are needed: not fitted"
        )
    if stories < FOLDS:
        return f"{_showing(len(decisions))}, on {counted(stories, 'story')}, and {FOLDS} are needed: not fitted"
    return ""


def _showing(number: int) -> str:
    return counted(number, "decision shows something of it", "decisions show something of it")


def became(trial: Trial) -> str:
    """What became of a judgement that was fitted, and why."""
    fall = trial.before.log_loss - trial.after.log_loss
    if trial.is_better:
        return (
            f"fitted, it decides others better: log loss falls by {fall:.4f}, more than its doubt of {trial.doubt:.4f}"
        )
    if fall > trial.doubt:
        right = f"{trial.before.right:.1%} -> {trial.after.right:.1%}"
        return f"fitted, it decides fewer others right ({right}): not used"
    way = f"falls by {fall:.4f}, no more than its doubt of {trial.doubt:.4f}" if fall > 0 else f"rises by {-fall:.4f}"
    return f"fitted, it decides others no better: log loss {way}: not used"


def _refuse_few(decisions: Sequence[Decision], groups: dict[int, int]) -> None:
    if len(groups) < LEAST:
        listed = sum(item.verb in GROUPING for item in decisions)
        raise DeskError(
            f"learning needs {LEAST} decisions that stand and of which the articles are still there; of the {listed} in"
            f" the log {len(groups)} are such; go on with `nightdesk desk merge`, `split` and `move`"
        )
    stories = len(set(groups.values()))
    if stories < FOLDS:
        raise DeskError(
            f"the {counted(len(groups), 'decision')} cover {counted(stories, 'story')} with nothing in common,"
            f" and learning needs {FOLDS}: what it learns of some is tried on the others"
        )


def _names(decision: Decision) -> frozenset[str]:
    """All that a decision speaks of: its articles, and the stories they stood and stand in."""
    return frozenset(name for pair in (*decision.before, *decision.after) for name in pair) | {decision.target}


def _replayed(store: Store, taught: AbstractSet[str], progress: Progress) -> Iterator[tuple[Document, str]]:
    """The articles around those that were settled, in their order, each with its story; copies follow and are not."""
    ids = sorted(taught)
    moments = [
        article.placed_at
        for at in range(0, len(ids), AT_ONCE)
        for article in store.articles(ArticleFilter(ids=tuple(ids[at : at + AT_ONCE])))
    ]
    spans = tuple(_spans(moments))
    progress.begin("learn", len(spans))
    for since, until in spans:
        wanted = ArticleFilter(since=since, until=until, is_grouped=True, with_text=True)
        inside = [item for item in store.articles(wanted) if item.carrier_id is None]
        for article in sorted(inside, key=lambda item: (item.placed_at, item.id)):
            if article.story_id and (article.id in taught or article.verdict("story") is not None):
                yield document_of(article), article.story_id
        progress.advance("learn")


def _spans(moments: Iterable[datetime]) -> Iterator[tuple[datetime, datetime]]:
    """Spans of time that hold the window before each moment and some time after it, cut into slices, in their order."""
    reached: datetime | None = None
    for moment in sorted(moments):
        since = moment - WINDOW if reached is None else max(reached, moment - WINDOW)
        while since < moment + AFTER:
            until = min(since + SLICE, moment + AFTER)
            yield since, until - timedelta(microseconds=1)
            since = reached = until
