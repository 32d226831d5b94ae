"""What a batch leaves for the next is a help and no truth: with it or without, every batch comes to the same."""

import contextlib
import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.clustering.crosslingual import encoder
from nightdesk.clustering.crosslingual.vectors import WIDTH
from nightdesk.clustering.thresholds import Thresholds
from nightdesk.clustering.tuning.own import OwnFactor, text_of
from nightdesk.config import Config
from nightdesk.desk import Desk
from nightdesk.errors import DeskError, NotFound
from nightdesk.formats.records import IMPORT_JUDGE
from nightdesk.stages import stories, taking_up
from nightdesk.stages.stories import group_stories
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.snapshots import SnapshotFolder
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter, NoSnapshots, Tools
from nightdesk.types import Provider, Verdict

TITLES = (
    "Ferry Havgull returns to Lysa fjord after winter in yard",
    "Islanders cheer as Havgull sails the Lysa fjord again",
    "Bakers of Tarnow strike over ovens",
    "Tarnow wakes up without bread as bakers strike over 71 ovens",
    "El volcán Torrealta expulsa ceniza sobre Valdoro",
    "Ash of volcano Torrealta over Valdoro closes 71 schools",
    "",
)
LANGUAGES = ("en", "en", "en", "en", "es", "en", None)
DAYS = 40  # over which articles lie: nearly three windows
ARTICLES = 14

numbers = st.integers(1, ARTICLES)
some = st.lists(numbers, min_size=1, max_size=6, unique=True)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("group"), some, st.none()),
        st.tuples(st.just("group"), some, st.none()),
        st.tuples(st.just("group"), some, st.none()),
        st.tuples(st.just("rewrite"), numbers, st.integers(0, len(TITLES) - 1)),
        st.tuples(st.just("date"), numbers, st.integers(0, DAYS * 24)),
        st.tuples(st.just("copy"), numbers, numbers),
        st.tuples(st.just("merge"), numbers, numbers),
        st.tuples(st.just("split"), numbers, st.none()),
        st.tuples(st.just("move"), numbers, numbers),
        st.tuples(st.just("pin"), numbers, st.none()),
        st.tuples(st.just("undo"), st.none(), st.none()),
        st.tuples(st.just("learn"), st.booleans(), st.none()),
        st.tuples(st.just("record"), numbers, numbers),
        st.tuples(st.just("ungroup"), numbers, st.none()),
        st.tuples(st.just("anew"), numbers, st.none()),
        st.tuples(st.just("age"), st.integers(0, 9), st.sampled_from(["", "resident", "damaged", "gone", "cut"])),
    ),
    max_size=14,
)
streams = st.lists(
    st.tuples(st.integers(0, len(TITLES) - 1), st.integers(0, DAYS * 24)), min_size=ARTICLES, max_size=ARTICLES
)


def named(number):
    return f"a{number:012d}"


class Newsdesk:
    """A desk whose batches are grouped twice: from nothing, and from what batches before left, of any age."""

    def __init__(self, folder, stream):
        self.config = Config(home=Path(folder))
        self.store = Store.open(self.config)
        self.desk = Desk(self.store, "Ada", lambda: NOON)
        self.snapshots = SnapshotFolder(self.config.cache_folder)
        self.aged = []
        self.store.save([self.article(number, *facts) for number, facts in enumerate(stream, 1)])

    def article(self, number, title, hours):
        outlet = Provider("", f"outlet{number % 3}.example")
        at = NOON + timedelta(hours=hours)
        values = {"published_at": at, "excerpt": "", "provider": outlet, "text": TITLES[title] * 2}
        return make_article(number, title=TITLES[title], **values, language=LANGUAGES[title])

    def tools(self, snapshots):
        library = DeskLibrary(self.store, (), self.config.home)
        return Tools(config=self.config, library=library, web=None, workers=None, now=NOON, snapshots=snapshots)

    def group(self, wanted):
        ids = tuple(named(number) for number in wanted)
        batch = list(self.store.articles(ArticleFilter(ids=ids, with_text=True)))
        plain = group_stories(batch, self.tools(NoSnapshots()))
        found = group_stories(batch, self.tools(self.snapshots))
        assert found.records == plain.records
        assert found.note.partition(";")[0] == plain.note
        self.store.save(found.records)
        if found.kept is not None:
            self.snapshots.keep("stories", found.kept)
            self.aged.append(b"".join(found.kept.pieces()))

    def age(self, at, state):
        """Go on from what was left at some time, whole or not; resident is what the last batch left."""
        if state == "resident" or not self.aged:
            return
        self.snapshots.take("stories")
        content = self.aged[at % len(self.aged)]
        if state == "damaged":
            content = content[: len(content) // 2] + b"?" + content[len(content) // 2 + 1 :]
        if state == "cut":
            content = content[: len(content) * at // 10]
        path = self.config.cache_folder / "stories.snapshot"
        path.parent.mkdir(exist_ok=True)
        path.unlink(missing_ok=True)
        if state != "gone":
            path.write_bytes(content)

    def change(self, number, **fields):
        self.store.save([replace(self.store.article(named(number)), **fields)])

    def record(self, number, other):
        """An import puts an article where its record says."""
        story = self.store.article(named(other)).story_id or f"s{other:012d}"
        article = self.store.article(named(number))
        self.change(number, story_id=story, verdicts=article.verdicts_with(Verdict("story", story, IMPORT_JUDGE, ())))

    def learn(self, is_own):
        own = {"join": OwnFactor(Thresholds().version, 0.5)}
        with contextlib.suppress(DeskError):
            if is_own:
                self.desk.adopt(text_of(own), 20, "{}")
            else:
                self.desk.forget()

    def take(self, step):
        verb, one, other = step
        acts = {
            "group": lambda: self.group(one),
            "rewrite": lambda: self.change(one, title=TITLES[other], text=TITLES[other], language=LANGUAGES[other]),
            "date": lambda: self.change(one, published_at=NOON + timedelta(hours=other)),
            "copy": lambda: self.change(one, carrier_id=named(other) if one != other else None),
            "merge": lambda: self.desk.merge(named(one), [named(other)]),
            "split": lambda: self.desk.split(named(one), [named(one)]),
            "move": lambda: self.desk.move(named(one), named(other)),
            "pin": lambda: self.desk.pin(named(one)),
            "undo": self.desk.undo,
            "learn": lambda: self.learn(one),
            "record": lambda: self.record(one, other),
            "ungroup": lambda: self.change(one, story_id=None),
            "anew": lambda: self.change(one, verdicts=()),
            "age": lambda: self.age(one, other),
        }
        with contextlib.suppress(DeskError, NotFound):
            acts[verb]()


def let_encode(patch):
    """The extra as if it were installed, with encodings that hang on the text alone, and a short memory."""

    def encode_article(title, text, language):
        seed = sum(map(ord, f"{title}{text}"))
        return np.random.default_rng(seed).integers(-127, 128, size=(3, WIDTH)).astype(np.int8)

    patch.setattr(encoder, "encode_article", encode_article)
    patch.setattr(encoder, "RECALLED", 2)
    patch.setattr(stories, "has_encoder", lambda: True)


@settings(max_examples=150)
@given(streams, steps, st.sampled_from([0, 200]), st.booleans())
def test_what_was_left_by_batches_before_changes_nothing(stream, taken, least, has_vectors):
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(taking_up, "LEAST", least)  # articles that are put aside as too late for a batch of old ones
        if has_vectors:
            let_encode(patch)
        newsdesk = Newsdesk(folder, stream)
        newsdesk.group(range(1, ARTICLES // 2))
        for step in taken:
            newsdesk.take(step)
        newsdesk.group(range(1, ARTICLES + 1))
        newsdesk.group([1, ARTICLES])
        newsdesk.store.close()


@pytest.fixture
def newsdesk(tmp_path):
    made = Newsdesk(tmp_path, [(number % 4, number) for number in range(ARTICLES)])
    yield made
    made.store.close()


def read_again(newsdesk, monkeypatch):
    """The articles that the next batch reads besides its own."""
    asked = []
    articles = Store.articles

    def noted(self, wanted):
        asked.extend(wanted.ids or ())
        return articles(self, wanted)

    monkeypatch.setattr(Store, "articles", noted)
    kept = group_stories([newsdesk.store.article(named(ARTICLES))], newsdesk.tools(newsdesk.snapshots)).kept
    return {int(name[1:]) for name in asked} - {ARTICLES}, kept


def test_only_what_was_saved_since_is_read_again(newsdesk, monkeypatch):
    newsdesk.group(range(1, ARTICLES))
    newsdesk.group([])
    newsdesk.group([1])  # what the first batch placed is looked at once more
    newsdesk.change(3, title=TITLES[4])
    newsdesk.age(-1, "")
    assert read_again(newsdesk, monkeypatch)[0] == {1, 3}


def test_what_was_encoded_since_is_read_again(newsdesk, monkeypatch):
    let_encode(monkeypatch)
    newsdesk.change(ARTICLES - 1, title=TITLES[4], text=TITLES[4], language="es")
    newsdesk.change(ARTICLES, title=TITLES[4], text=TITLES[4], language="es")
    newsdesk.group([1, 2, 3])
    newsdesk.group([4])
    # The second language: the two newest are encoded, of which one is of the first batch.
    newsdesk.group([ARTICLES - 1])
    newsdesk.age(1, "")
    asked, kept = read_again(newsdesk, monkeypatch)
    assert asked == {1, 2, 3, 4, ARTICLES - 1}  # the first two for their keys, which none had before
    inside = kept.remembered.window.entries
    assert [number for number in (1, 2, 3, 4) if inside[named(number)][0].encoding is not None] == [3, 4]


@pytest.mark.parametrize(("hours", "read"), [(30, set()), (72, set()), (86, {3}), (95, {2, 3}), (120, {1, 2, 3})])
def test_for_an_article_that_comes_late_the_window_moves_back_by_what_is_over_three_days(
    newsdesk, monkeypatch, hours, read
):
    window = 14 * 24
    for number, at in enumerate((0, 10, 20, window + 30), 1):
        newsdesk.change(number, published_at=NOON + timedelta(hours=at))
    for batch in ([1, 2, 3], [4], [4]):  # the first three leave the window
        newsdesk.group(batch)
    newsdesk.change(ARTICLES, published_at=NOON + timedelta(hours=window + 30 - hours))
    asked, kept = read_again(newsdesk, monkeypatch)
    assert asked - {4} == read
    assert {number for number in (1, 2, 3) if named(number) in kept.remembered.window.entries} == read


def test_what_cannot_be_used_is_passed_over_and_said(newsdesk):
    newsdesk.group(range(1, ARTICLES))
    newsdesk.age(-1, "damaged")
    outcome = group_stories([newsdesk.store.article(named(ARTICLES))], newsdesk.tools(newsdesk.snapshots))
    assert outcome.note.endswith("; the snapshot of the open stories was passed over: it is damaged")


def test_what_another_judge_left_is_passed_over(newsdesk, monkeypatch):
    newsdesk.group(range(1, ARTICLES))
    newsdesk.age(-1, "")
    monkeypatch.setattr("nightdesk.stages.stories.JUDGE", "stories/99")
    outcome = group_stories([newsdesk.store.article(named(ARTICLES))], newsdesk.tools(newsdesk.snapshots))
    assert outcome.note.endswith("passed over: another version of nightdesk made it")


def test_a_snapshot_is_due_when_much_has_changed(newsdesk, monkeypatch):
    newsdesk.group(range(1, ARTICLES))
    assert not read_again(newsdesk, monkeypatch)[1].is_due
    monkeypatch.setattr("nightdesk.clustering.snapshot.remembered.LEAST", 3)
    newsdesk.age(-1, "gone")
    assert read_again(newsdesk, monkeypatch)[1].is_due
