"""Laws of the desk: decisions hold after any sequence of acts, passes and batches; undoing all of them restores."""

import contextlib
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from making import NOON
from nightdesk.config import Config
from nightdesk.desk import Desk
from nightdesk.errors import DeskError, NotFound
from nightdesk.rulings import GROUPING, undone_by
from nightdesk.stages.copies import fold_copies
from nightdesk.stages.stories import group_stories
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, Tools
from test_desk import TITLES, article, named

numbers = st.sampled_from(sorted(TITLES))
some = st.lists(numbers, min_size=1, max_size=3, unique=True)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("merge"), numbers, some),
        st.tuples(st.just("split"), numbers, some),
        st.tuples(st.just("move"), numbers, numbers),
        st.tuples(st.just("pin"), numbers, st.none()),
        st.tuples(st.just("link"), numbers, some),
        st.tuples(st.just("unlink"), numbers, some),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("group"), some, st.none()),
        st.tuples(st.just("anew"), st.none(), st.none()),
        st.tuples(st.just("rewrite"), numbers, numbers),
    ),
    max_size=8,
)


class Newsdesk:
    """A store in a folder that goes with it, with all articles grouped once."""

    def __init__(self, folder):
        self.config = Config(home=Path(folder))
        self.store = Store.open(self.config)
        self.desk = Desk(self.store, "Ada", lambda: NOON)
        self.store.save([article(number) for number in TITLES])
        self.group(TITLES)

    def group(self, wanted):
        tools = Tools(self.config, DeskLibrary(self.store, (), self.config.home), None, None, NOON)
        for stage in (fold_copies, group_stories):
            ids = tuple(named(number) for number in wanted)
            listed = list(self.store.articles(ArticleFilter(ids=ids, with_text=True)))
            listed.sort(key=lambda item: (item.placed_at, item.id))
            self.store.save(stage(listed, tools).records)

    def take(self, step):
        verb, one, other = step
        acts = {
            "merge": lambda: self.desk.merge(named(one), [named(number) for number in other]),
            "split": lambda: self.desk.split(named(one), [named(number) for number in other]),
            "move": lambda: self.desk.move(named(one), named(other)),
            "pin": lambda: self.desk.pin(named(one)),
            "link": lambda: self.desk.link(named(one), [named(number) for number in other]),
            "unlink": lambda: self.desk.unlink(named(one), [named(number) for number in other]),
            "undo": self.desk.undo,
            "group": lambda: self.group(one),
            "anew": self.anew,
            "rewrite": lambda: self.rewrite(one, other),
        }
        with contextlib.suppress(DeskError, NotFound):
            acts[verb]()

    def anew(self):
        """A judge of a raised version: no older judgement counts."""
        listed = list(self.store.articles(ArticleFilter(with_text=True)))
        self.store.save([replace(item, verdicts=()) for item in listed])
        self.group(TITLES)

    def rewrite(self, number, like):
        """An outlet changes a title, and the article is grouped again."""
        self.store.save([replace(self.store.article(named(number)), title=TITLES[like])])
        self.group([number])

    def places(self):
        return {item.id: item.story_id for item in self.store.articles(ArticleFilter())}

    def decided(self):
        """Where the latest standing decision on each article put it."""
        listed = self.store.decisions.all()
        standing = [item for item in listed if item.verb in GROUPING and item.id not in undone_by(listed)]
        found = {}
        for decision in standing:
            found |= dict(decision.after)
        return found


def check(newsdesk):
    places, rulings = newsdesk.places(), newsdesk.store.decisions.rulings()
    assert places == places | newsdesk.decided()
    assert all(len({places[item] for item in group}) == 1 for group in rulings.together)
    assert all(len({places[item] for item in pair}) == 2 for pair in rulings.apart)
    sizes = {story.id: story.size for story in newsdesk.store.stories() if story.size}
    assert sizes == {story: list(places.values()).count(story) for story in set(places.values())}
    for redirect in newsdesk.store.decisions.redirects():
        assert redirect.id not in sizes


@settings(max_examples=60, deadline=None)
@given(steps)
def test_decisions_hold_after_any_sequence_of_acts_and_passes(taken):
    with tempfile.TemporaryDirectory() as folder:
        newsdesk = Newsdesk(folder)
        for step in taken:
            newsdesk.take(step)
            check(newsdesk)
        newsdesk.anew()
        check(newsdesk)
        newsdesk.store.close()


@settings(max_examples=40, deadline=None)
@given(steps)
def test_undoing_every_act_restores(taken):
    with tempfile.TemporaryDirectory() as folder:
        newsdesk = Newsdesk(folder)
        before = newsdesk.places()
        for step in taken:
            if step[0] not in {"group", "anew", "rewrite"}:
                newsdesk.take(step)
        with contextlib.suppress(DeskError):
            while True:
                newsdesk.desk.undo()
        assert newsdesk.places() == before
        assert newsdesk.store.decisions.rulings().fixed == {}
        assert newsdesk.store.decisions.rulings().affairs == ()
        newsdesk.store.close()


@settings(max_examples=40, deadline=None)
@given(steps, numbers, numbers)
def test_merging_two_stories_then_splitting_them_restores(taken, one, other):
    with tempfile.TemporaryDirectory() as folder:
        newsdesk = Newsdesk(folder)
        for step in taken:
            newsdesk.take(step)
        before = newsdesk.places()
        if before[named(one)] != before[named(other)]:
            parted = [item for item, story in before.items() if story == before[named(other)]]
            newsdesk.desk.merge(named(one), [named(other)])
            newsdesk.desk.split(named(one), parted)
            assert newsdesk.places() == before
            check(newsdesk)
            newsdesk.anew()
            after = newsdesk.places()
            assert {after[item] for item in parted} == {before[named(other)]}
            assert {item for item, story in after.items() if story == before[named(one)]} == {
                item for item, story in before.items() if story == before[named(one)]
            }
        newsdesk.store.close()
