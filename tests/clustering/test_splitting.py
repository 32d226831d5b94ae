"""Where a story falls into two, and what is not parted."""

import random
from datetime import UTC, datetime, timedelta

from nightdesk.clustering import Document
from nightdesk.clustering.index.open_stories import OpenStories
from nightdesk.clustering.repair.splitting import LARGEST, Splitter
from nightdesk.clustering.thresholds import Thresholds

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SUBJECT = " ".join(f"box{n}" for n in range(10))


def cut(*texts):
    stories = OpenStories()
    for number, text in enumerate(texts):
        document = Document(
            f"a{number:02}", "Champion keeps belts", text, NOON + timedelta(hours=number), language="en"
        )
        stories.add(stories.entry(document), "one")
    found = Splitter(stories).cut(stories.story("one"))
    return found and ([{int(entry.id[1:]) for entry in part} for part in (found.kept, found.parted)], found.score)


def reports(event, many, chance):
    """Texts on one event: most of its words, and all of those of its subject."""
    own = [f"{event[:3]}{n}" for n in range(60)]
    return [f"{SUBJECT} {' '.join(chance.sample(own, 40))}" for _ in range(many)]


def test_two_events_of_one_subject_are_parted():
    chance = random.Random(1)
    parts, score = cut(*reports("mannheim", 4, chance), *reports("bern", 3, chance))
    assert parts == [{0, 1, 2, 3}, {4, 5, 6}]
    assert score < Thresholds().split


def test_one_event_is_no_two():
    found = cut(*reports("mannheim", 8, random.Random(1)))
    assert found is None or found[1] > Thresholds().split


def test_headlines_and_stories_of_three_or_too_many_are_not_cut():
    chance = random.Random(1)
    assert cut(*("short words", "other words here") * 3) is None
    assert cut(*reports("bern", 3, chance)) is None
    assert cut(*reports("bern", LARGEST + 1, chance)) is None


def test_a_single_article_is_not_parted():
    chance = random.Random(1)
    assert cut(*reports("mannheim", 5, chance), *reports("bern", 1, chance)) is None
