"""How fast articles are grouped, and with how much memory, where many stories are open.

The stream is made up: words by Zipf's law from a large vocabulary, and for each story a few rare ones of its own, of
which every article on it has some. Half of the measured articles are on an open story, half open one, and with each the
window moves on by one story, which ends. Each size is measured in a process of its own.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from multiprocessing.connection import Connection

from nightdesk.benches.memory import peak_memory
from nightdesk.clustering import Clusterer, Document
from nightdesk.clustering.clusterer import WINDOW, Options

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = 60_000  # common words, by Zipf's law
NAMES = 400_000  # rare words, of which stories have theirs
OWN = 6  # rare words of a story
TITLE, TEXT = 9, 220  # words; the grouping reads the first 1,500 characters of a text
SEED = 1


@dataclass(frozen=True, slots=True)
class Grouping:
    """What was measured with so many stories open; articles in a second of CPU time, milliseconds, bytes."""

    stories: int
    kind: str
    articles_per_second: float
    median_ms: float
    p99_ms: float
    peak_memory: int


def bench_stories(sizes: tuple[int, ...], articles: int) -> Iterator[Grouping]:
    """Measure headlines, then full texts, at each number of open stories."""
    context = multiprocessing.get_context("spawn")
    for kind in ("headlines", "full texts"):
        for size in sizes:
            answer, question = context.Pipe(duplex=False)
            process = context.Process(target=_measure, args=(size, kind, articles, question))
            process.start()
            question.close()  # so that a process that fails ends the wait
            found: Grouping = answer.recv()
            process.join()
            yield found


class Press:
    """Articles on made-up stories."""

    def __init__(self, kind: str) -> None:
        self._chance = random.Random(SEED)  # noqa: S311  # a made-up stream, no secret
        self._is_full = kind == "full texts"
        self._common = [self._word(at, "c") for at in range(WORDS)]
        self._shares = list(accumulate(1 / (at + 3) for at in range(WORDS)))

    def article(self, story: int, number: int, at: datetime) -> Document:
        """An article on a story: some of its own words, and common ones."""
        own = random.Random(story)  # noqa: S311
        names = [self._word(own.randrange(NAMES), "n") for _ in range(OWN)]
        title = self._chance.sample(names, 3) + self._some(TITLE - 3)
        text = names + self._chance.choices(names, k=8) + self._some(TEXT) if self._is_full else []
        return Document(f"{story}-{number}", " ".join(title), " ".join(text), at, f"outlet{number % 50}.example", "en")

    def _some(self, many: int) -> list[str]:
        return self._chance.choices(self._common, cum_weights=self._shares, k=many)

    @staticmethod
    def _word(number: int, kind: str) -> str:
        letters = "bdfgklmnprstvz"
        word = kind
        while number:
            number, at = divmod(number, len(letters))
            word += letters[at]
        return word


def _measure(size: int, kind: str, articles: int, answer: Connection) -> None:
    press = Press(kind)
    step = WINDOW / size
    known = ((press.article(story, 0, NOON + story * step), f"s{story}") for story in range(size))
    clusterer = Clusterer(known, Options(has_vectors=False))  # without vectors, which take longer than all else
    clusterer.window.read_by(lambda _: ())  # a desk reads its articles again, and keeps none of their texts
    later = NOON + WINDOW
    clusterer.place(press.article(0, 1, later))  # lets in what is known
    stream = [
        press.article(number * 7919 % size if number % 2 else size + number, number, later + number * step)
        for number in range(2, articles + 2)
    ]
    clusterer.window.settle()  # as a batch does that has taken up its stories
    spent, start = [], time.process_time()
    for document in stream:
        before = time.perf_counter()
        clusterer.place(document)
        spent.append(time.perf_counter() - before)
    rate = len(stream) / (time.process_time() - start)
    spent.sort()
    middle, high = spent[len(spent) // 2] * 1000, spent[len(spent) * 99 // 100] * 1000
    answer.send(Grouping(size, kind, rate, middle, high, peak_memory()))
