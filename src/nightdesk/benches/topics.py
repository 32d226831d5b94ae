"""How well the starter topics judge headlines whose subject is known: recall and precision over four of them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from nightdesk.errors import ConfigError
from nightdesk.formats.topics import read_topics, starter_topics
from nightdesk.stages.topics import judge_topics, mentioned_topics
from nightdesk.storage.folder import write_files
from nightdesk.types import Article, File, Provider, Topic

# The subjects of the headlines, and the starter topics that mean the same.
SUBJECTS = {"business": "Business", "technology": "Technology", "entertainment": "Culture", "health": "Health"}


@dataclass(frozen=True, slots=True)
class TopicFit:
    """Headlines by what was found: ``right`` have their own topic, ``given`` counts the topics of the four given."""

    headlines: int
    right: int
    given: int

    @property
    def recall(self) -> float:
        """The share of headlines that have the topic of their subject."""
        return self.right / self.headlines

    @property
    def precision(self) -> float:
        """The share of topics that were given rightly; 1 where none was given."""
        return self.right / self.given if self.given else 1.0


class _Headline(msgspec.Struct):
    title: str
    topic: str
    provider: str = ""


def bench_topics(path: Path) -> TopicFit:
    """Judge the headlines of a file by the starter topics.

    Args:
        path: JSON lines, plain or with gzip, of ``title``, ``provider`` and ``topic``.

    Raises:
        ConfigError: the file cannot be read, or a line is not of that form.
    """
    topics = starter_tree()
    headlines = right = given = 0
    for line in _headlines(path):
        article = Article(
            id="a",
            source_id="f",
            original_url="https://headline.example/",
            url="https://headline.example/",
            title=line.title,
            language="en",
            found_at=datetime.now(UTC),
            provider=Provider(line.provider, line.provider),
        )
        (judged,) = judge_topics(article, topics).records
        found = set(judged.topics) & set(SUBJECTS.values()) if isinstance(judged, Article) else set()
        headlines += 1
        right += SUBJECTS[line.topic] in found
        given += len(found)
    return TopicFit(headlines, right, given)


def _headlines(path: Path) -> Iterator[_Headline]:
    decoder = msgspec.json.Decoder(_Headline)
    try:
        content = path.read_bytes()
        lines = (gzip.decompress(content) if content.startswith(b"\x1f\x8b") else content).splitlines()
    except (OSError, EOFError) as error:
        raise ConfigError(f"{path}: cannot be read: {error}; give a file of JSON lines, plain or with gzip") from error
    if not lines:
        raise ConfigError(f"{path}: holds no headline; write a line for each, with title, provider and topic")
    for number, line in enumerate(lines, start=1):
        try:
            headline = decoder.decode(line)
        except msgspec.MsgspecError as error:
            raise ConfigError(f"{path}, line {number}: {error}; a line has title, provider and topic") from error
        if headline.topic not in SUBJECTS:
            known = ", ".join(SUBJECTS)
            raise ConfigError(f"{path}, line {number}: the topic {headline.topic!r} is none of {known}")
        yield headline


def keyword_topics(title: str) -> set[str]:
    """The starter topics whose keywords a title holds."""
    topics = starter_tree()
    return {topics[place].name for place in mentioned_topics(title, topics)}


@lru_cache(maxsize=1)
def starter_tree() -> tuple[Topic, ...]:
    """The topics that a new desk starts with, the root first."""
    with TemporaryDirectory() as folder:
        write_files(Path(folder), [File(name, text.encode()) for name, text in starter_topics()])
        return read_topics(Path(folder))
