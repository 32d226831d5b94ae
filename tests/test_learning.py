"""A desk that learns from its editors' decisions: out of the store and back into it, on both databases."""

import json
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from learners import Room, joined, lumped, press, twins
from making import NOON
from nightdesk.clustering.thresholds import Thresholds
from nightdesk.clustering.tuning.fitting import Score, Trial
from nightdesk.clustering.tuning.own import standing_thresholds
from nightdesk.engine import Silent
from nightdesk.errors import DeskError
from nightdesk.explanation import explain
from nightdesk.learning import LEAST, became, learn, teach
from nightdesk.stages.stories import JUDGE, group_stories
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Tools

EVENTS = 26
EDITED = 24


@pytest.fixture
def room(store, config):
    opened = Room(store, config)
    opened.bring(press(EVENTS))
    return opened


class Counted(Silent):
    """Progress that counts what is left."""

    def __init__(self):
        self.left = {}

    def begin(self, stage, due):
        self.left[stage] = due

    def advance(self, stage, units=1):
        self.left[stage] -= units


def later(seed):
    """Another press, two months on."""
    return [replace(item, published_at=item.published_at + timedelta(days=60)) for item in press(EVENTS, seed)]


def test_a_desk_without_decisions_is_told_how_many_are_needed(room):
    with pytest.raises(DeskError, match=f"needs {LEAST} decisions.*of the 0 in the log 0 are such"):
        teach(room.desk)


def test_too_few_decisions_teach_nothing_and_change_nothing(room):
    room.edit(LEAST - 1)
    with pytest.raises(DeskError, match=f"of the {LEAST - 1} in the log {LEAST - 1} are such"):
        teach(room.desk)
    assert room.store.learned() is None


def test_undone_decisions_and_those_that_change_nothing_do_not_count(room):
    room.edit(LEAST)
    room.desk.hold(room.places()["n000"])
    room.desk.pin(room.places()["n010"])
    room.desk.undo(1)
    with pytest.raises(DeskError, match=f"the {LEAST + 1} in the log {LEAST - 1} are such"):
        teach(room.desk)


def test_decisions_on_one_story_alone_cannot_be_tried_on_others(store, config):
    room = Room(store, config)
    room.bring(
        replace(item, title=f"Letter {number} of the harbour this morning", provider="letter.example")
        for number, item in enumerate(press(7), 1)
    )
    (story,) = set(room.places().values())
    for article in list(room.names)[: LEAST + 1]:  # the first has nothing before it that it could join
        room.desk.split(story, [article])
    with pytest.raises(DeskError, match=r"2\d decisions cover 1 story with nothing in common.*needs 5"):
        teach(room.desk)


def test_what_an_editor_always_mends_the_desk_does_by_itself_from_then_on(room):
    room.edit(EDITED)
    before = room.places()
    lesson = teach(room.desk)
    (trial,) = lesson.trials
    assert (lesson.decisions, lesson.verbs, lesson.better) == (EDITED, {"merge": EDITED}, ("join",))
    assert trial.after.log_loss < trial.before.log_loss
    assert trial.after.right >= trial.before.right
    assert room.places() == before  # what is grouped already stays
    event = room.store.learned()
    assert (event.id, event.editor, event.decisions) == (lesson.event, "Ada", EDITED)
    assert json.loads(event.report)["trials"][0]["after"]["log_loss"] == trial.after.log_loss
    room.bring(later(2), first=1000)
    assert joined(room.places(), "e") > EVENTS / 2
    (newest,) = room.store.articles(ArticleFilter(limit=1))
    told = {item.article_id: item.judge for item in explain(room.store, room.config, newest.id).coverage}
    assert told[newest.id] == f"{JUDGE}+desk.1 of 2026-12-20"


def test_a_desk_that_is_split_again_and_again_learns_to_split_and_says_what_of_the_rest(store, config):
    room = Room(store, config)
    room.bring(twins(EVENTS + 4))
    for number in lumped(room.places())[:EDITED]:
        parted = [key for key, name in room.names.items() if name[0] == "b" and name[1:3] == number]
        room.desk.split(parted[0], parted)
    lesson = teach(room.desk)
    assert "split" in lesson.better
    assert lesson.verbs == {"split": EDITED}
    assert lesson.why["split"].startswith("fitted, it decides others better: log loss falls by")
    assert lesson.why["across"] == f"0 decisions show something of it and {LEAST} are needed: not fitted"
    assert "split" in standing_thresholds(room.store.learned().judgements).own
    room.bring([replace(item, published_at=item.published_at + timedelta(days=60)) for item in twins(EVENTS, 2)], 1000)
    assert len(lumped(room.places())) < EVENTS / 2


def test_the_report_says_why_a_judgement_is_not_used():
    before, worse = Score(0.5, 0.8, 0.8), Score(0.4, 0.7, 0.9)
    trial = partial(Trial, "join", 30, 30, 9, others=0, kept=0)
    assert "log loss falls by 0.1000, no more than its doubt of 0.2000: not used" in became(
        trial(before, Score(0.4, 0.9, 0.9), doubt=0.2)
    )
    assert "log loss rises by 0.1000: not used" in became(trial(before, Score(0.6, 0.9, 0.9), doubt=0.2))
    assert "fewer others right (80.0% -> 70.0%): not used" in became(trial(before, worse, doubt=0.01))


def test_what_the_desk_learned_is_known_beside_what_came_before_it(room):
    """Articles judged by the shipped judgement and by the desk's own stand in one window."""
    room.edit(EDITED)
    teach(room.desk)
    known = room.places()
    again = next(item for item in room.store.articles(ArticleFilter(with_text=True)) if room.names[item.id] == "n251")
    tools = Tools(room.config, DeskLibrary(room.store, (), room.config.home), None, None, NOON)
    room.store.save(group_stories([again], tools).records)
    assert room.places() == known
    assert room.store.article(again.id).verdict("story").judge != again.verdict("story").judge


def test_what_was_forgotten_is_no_longer_gone_by_and_stays_in_the_log(room):
    room.edit(EDITED)
    with pytest.raises(DeskError, match="nothing to forget"):
        room.desk.forget()
    teach(room.desk)
    forgotten = room.desk.forget()
    assert (forgotten.verb, forgotten.target) == ("forget", "2")
    with pytest.raises(DeskError, match="nothing to forget"):
        room.desk.forget()
    assert standing_thresholds(room.store.learned().judgements).thresholds == Thresholds()
    room.bring(later(2), first=1000)
    assert joined(room.places(), "e") < EVENTS / 4
    assert next(room.store.articles(ArticleFilter(ids=tuple(room.names)))).verdict("story").judge == JUDGE
    assert teach(room.desk).event == 3  # and can be learned again


def test_learning_is_a_decision_that_the_log_shows_and_undo_takes_back(room):
    room.edit(EDITED)
    first, second = teach(room.desk), teach(room.desk)
    listed = room.store.decisions.all()[-2:]
    assert [(item.id, item.editor, item.verb, item.target) for item in listed] == [
        (first.decision, "Ada", "learn", "1"),
        (second.decision, "Ada", "learn", "2"),
    ]
    assert [(item.before, item.after) for item in listed] == [
        ((("grouping", "as it comes"),), (("grouping", "desk.1 (join)"),)),
        ((("grouping", "desk.1 (join)"),), (("grouping", "desk.2 (join)"),)),
    ]
    forgotten = room.desk.forget()
    assert room.store.learned().judgements == ""
    room.desk.undo(second.decision)  # what went back holds over what was taken back
    assert room.store.learned().judgements == ""
    assert room.desk.undo().target == str(forgotten.id)
    assert room.store.learned().id == first.event
    room.desk.undo()
    assert room.store.learned() is None
    room.bring(later(2), first=1000)
    assert next(room.store.articles(ArticleFilter(ids=tuple(room.names)))).verdict("story").judge == JUDGE
    with pytest.raises(DeskError, match="nothing to forget"):
        room.desk.forget()


def test_what_an_editor_pinned_is_learned_from_as_right(room):
    room.edit(EDITED)
    without = learn(room.store, Silent())[0].trials[0]
    for number in range(20, 26):
        room.desk.pin(room.places()[f"n{number}0"])
    pinned = learn(room.store, Silent())[0].trials[0]
    assert (pinned.changed, pinned.left) == (without.changed, without.left + 6)


def test_a_dry_run_measures_the_same_and_writes_nothing(room):
    room.edit(EDITED)
    progress = Counted()
    dry = teach(room.desk, is_dry=True, progress=progress)
    assert progress.left == {"learn": 0}
    assert room.store.learned() is None
    assert dry.event is None
    assert replace(teach(room.desk), event=None, decision=None) == dry


def test_the_same_decisions_teach_the_same(room):
    room.edit(EDITED)
    assert learn(room.store, Silent()) == learn(room.store, Silent())


def test_a_crash_while_it_is_written_leaves_what_was(room):
    room.edit(EDITED)
    with pytest.raises(RuntimeError), room.store.transaction():
        teach(room.desk)
        raise RuntimeError
    assert room.store.learned() is None
    assert teach(room.desk).event == 1
    again = Store.open(room.config)
    assert again.learned() == room.store.learned()
    again.close()


def test_what_was_fitted_to_a_judgement_that_has_changed_is_not_used(room):
    room.edit(EDITED)
    teach(room.desk)
    event = room.store.learned()
    assert standing_thresholds(event.judgements).own == ("join",)
    kept = json.loads(event.judgements)
    kept["join"]["base"] = "of another release"
    stale = standing_thresholds(json.dumps(kept))
    assert (stale.own, stale.stale, stale.thresholds) == ((), ("join",), Thresholds())
    room.desk.adopt(json.dumps(kept), event.decisions, event.report)
    room.bring(later(2), first=1000)
    assert next(room.store.articles(ArticleFilter(ids=tuple(room.names)))).verdict("story").judge == JUDGE
