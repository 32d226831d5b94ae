"""The stories that an article may join: the best of all that share its words, however many those are."""

import math
from datetime import UTC, datetime, timedelta
from functools import lru_cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.clustering.documents import Document
from nightdesk.clustering.index.open_stories import DAY, OpenStories, Search
from nightdesk.clustering.index.vocabulary import spelling_key

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MANY = 700


@lru_cache
def many_stories():
    """Stories of one article each, some of them told at the same moment, in the places 0, 1, 2, …"""
    stories = OpenStories()
    for n in range(MANY):
        article = Document(f"a{n}", f"Ferry {n}", "", NOON + timedelta(hours=n * 7919 % 97))
        stories.add(stories.entry(article), f"s{n}")
    return stories


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_best_of_many_are_those_of_all_in_whatever_lists_they_stand(random):
    stories = many_stories()
    sizes = sorted(random.choice((1, 5, 40, 200, MANY)) for _ in range(random.randrange(1, 9)))
    lists = [random.sample(range(MANY), size) for size in sizes]
    added = sorted((random.choice((1.0, 2.0, 9.5, 70.0)) for _ in lists), reverse=True)
    at = (NOON + timedelta(hours=random.randrange(100))).timestamp()
    scores = {}
    for places, more in zip(lists, added, strict=True):
        for place in places:
            scores[place] = scores.get(place, 0.0) + more

    def rank(place):
        story = stories.at(place)
        eased = scores[place] * math.exp(-abs(story.entries[0].at - at) / DAY)
        return -round(eased, 6), spelling_key(story.id)

    found = stories.best_of([np.array(places, np.int32) for places in lists], added, Search(at, 1.0, most=10))
    assert found == sorted(scores, key=rank)[:10]


@pytest.mark.parametrize("at", [NOON, None])
def test_a_story_that_ended_is_found_by_no_article_with_a_date_or_without(at):
    stories = OpenStories()
    entries = [stories.entry(Document(f"a{n}", "Ferry sinks", "", NOON)) for n in range(30)]
    for entry in entries:
        stories.add(entry, f"s{entry.id}")
    for entry in entries[3:]:
        stories.remove(entry, f"s{entry.id}")
    asking = stories.entry(Document("b", "Ferry sinks", "", at))
    found = stories.candidates(asking.terms, stories.vocabulary.rarity(asking.terms) + 1.0, Search(asking.at, 1.0))
    assert sorted(stories.at(place).id for place in found) == ["sa0", "sa1", "sa2"]
