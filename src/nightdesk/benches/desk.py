"""A desk of made-up records, as large as asked for: the same for the same number, on any machine."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nightdesk.config import CONFIG_NAME, default_toml
from nightdesk.newsroom import Newsroom, init_desk
from nightdesk.types import Article, Image, Provider, Reason, Story, Topic, Verdict

ARTICLES_AT_ONCE = 1000
RECORDS_A_DAY = 120  # a desk of some hundred sources
SIZES = (1, 1, 1, 1, 1, 2, 2, 2, 3, 6)  # of stories: half stand alone, the mean is two articles
OUTLETS = 150
PICTURE_BYTES = 12_000  # a small copy of 480 pixels, as WebP
LATEST = datetime(2026, 11, 20, 12, tzinfo=UTC)
WORDS = (
    *("ferry", "harbour", "council", "budget", "winter", "storm", "bridge", "school", "market", "election"),
    *("tide", "railway", "museum", "festival", "drought", "river", "factory", "strike", "minister", "court"),
    *("hospital", "energy", "island", "vessel", "cable", "orchard", "glacier", "satellite", "vaccine", "theatre"),
)


def make_desk(folder: Path, records: int, database: str = "nightdesk.db") -> None:
    """Make a desk in an empty folder that holds so many records, grouped into stories, none of them published yet."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / CONFIG_NAME).write_text(
        default_toml(desk={"title": "Bench"}, store={"database": database}), encoding="utf-8"
    )
    init_desk(folder)
    with Newsroom.open(folder) as newsroom:
        maker = _Maker(newsroom.topics, newsroom.config.cache_folder / "pictures")
        made = maker.stories(records)
        while some := list(itertools.islice(made, ARTICLES_AT_ONCE)):
            newsroom.store.save(some)


class _Maker:
    """Makes stories and their articles."""

    def __init__(self, topics: tuple[Topic, ...], pictures: Path) -> None:
        self._chance = random.Random(20261120)  # noqa: S311 - made-up news, no secret
        self._topics = topics
        self._pictures = pictures

    def stories(self, records: int) -> Iterator[Article | Story]:
        """Stories with their articles, so many in all, oldest first."""
        number = 0
        while number < records:
            size = min(self._chance.choice(SIZES), records - number)
            story_id = f"s{number:012d}"
            opened_at = LATEST - timedelta(days=(records - number) / RECORDS_A_DAY)
            outlets = self._chance.sample(range(OUTLETS), size)
            subject = self._chance.sample(WORDS, 4)
            topics = ["News", *self._chance.sample([t.name for t in self._topics if t.parent], k=1 + number % 2)]
            articles = [
                replace(
                    self._article(number + n, opened_at + timedelta(minutes=40 * n), outlet, [*subject, *topics]),
                    topics=tuple(topics),
                    story_id=story_id,
                )
                for n, outlet in enumerate(outlets)
            ]
            yield from articles
            last_at = articles[-1].placed_at
            yield Story(id=story_id, first_at=articles[0].placed_at, last_at=last_at, size=size)
            number += size

    def _article(self, number: int, published_at: datetime, outlet: int, subject: list[str]) -> Article:
        title = " ".join([*self._chance.sample(WORDS, 3), *subject]).capitalize()
        url = f"https://www.outlet{outlet}.example/{published_at:%Y/%m/%d}/{number}"
        quality = self._chance.choice((47, 67, 67, 87, 107))
        return Article(
            id=f"a{number:012d}",
            source_id=f"f{outlet:012d}",
            original_url=url,
            url=url,
            title=f"{title} {number}",
            excerpt=self._sentence(30),
            text="\n\n".join(self._sentence(60) for _ in range(6)),
            language="en",
            published_at=published_at,
            found_at=published_at + timedelta(minutes=10),
            provider=Provider(f"Outlet {outlet}", f"outlet{outlet}.example"),
            images=(self._picture(number, url),) if number % 2 else (),
            quality=quality,
            verdicts=_verdicts(quality, subject),
        )

    def _sentence(self, words: int) -> str:
        return " ".join(self._chance.choices(WORDS, k=words)).capitalize() + "."

    def _picture(self, number: int, url: str) -> Image:
        path = f"{number % 256:02x}/{number:032x}.webp"
        place = self._pictures / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(self._chance.randbytes(PICTURE_BYTES))
        return Image(f"{url}.jpg", 1200, 675, "A picture", None, path)


def _verdicts(quality: int, subject: list[str]) -> tuple[Verdict, ...]:
    """What the stages above would have said, in about their words."""
    plain = Reason("plain", "article", quality, "an article with title, text and date")
    parts = tuple(
        Reason("words", word, 0.25, f"shares “{word}” with the articles of its story") for word in ("a", "b", "c")
    )
    subjects = tuple(Reason("keyword", name, 0, f"{name}: its title has a word of this topic") for name in subject[4:])
    return (
        Verdict("reading", "page", "reading/1", (Reason("json-ld", "yes", 0, "the page describes itself"),)),
        Verdict("language", "en", "language/1", (Reason("text", "0.99", 0, "by its title and excerpt"),)),
        Verdict("topics", ", ".join(subject[4:]), "topics/1", subjects),
        Verdict("quality", quality, "quality/1", (plain,)),
        Verdict("story", "joined", "stories/1", parts),
    )
