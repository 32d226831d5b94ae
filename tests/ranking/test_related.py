"""A story is ranked as the rules define it, and a large one in about as many steps as it has articles."""

import random
import time
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.ranking import HEAT_OF_OTHERS, HEAT_OF_RELATED, rank_story
from nightdesk.types import Imported, Provider
from ranking import by_definition

OUTLETS = [Provider(f"Outlet {n}", f"outlet{n}.example") for n in range(4)]


@st.composite
def stories(draw):
    """Articles of a few outlets, of close qualities and times, some of which repeat another's text."""
    number = draw(st.integers(1, 9))
    ids = [f"a{place:012d}" for place in range(number)]
    return [
        make_article(
            place,
            id=ids[place],
            title=f"Report {place}",
            quality=draw(st.none() | st.integers(60, 64)),
            provider=OUTLETS[draw(st.integers(0, 3))],
            published_at=NOON + timedelta(hours=draw(st.integers(0, 2))),
            carrier_id=draw(st.none() | st.sampled_from([*ids, "a000000000099"])),
        )
        for place in range(number)
    ]


@st.composite
def records(draw, story):
    """What came with the records of some of the articles: lists that are neither whole nor in any order."""
    came = {}
    for article in draw(st.lists(st.sampled_from(story), unique=True, max_size=3)):
        listed = draw(st.lists(st.sampled_from(story), unique=True, max_size=3))
        came[article.id] = Imported(
            record="",
            related=tuple(item for item in listed if item.id != article.id),
            quality=draw(st.none() | st.sampled_from([article.quality, 61])),
            heat=draw(st.none() | st.sampled_from([-1, 61, 81])),
            is_published=draw(st.none() | st.booleans()),
        )
    return came


@given(st.data())
def test_a_story_is_ranked_as_the_rules_define_it(data):
    story = data.draw(stories())
    imported = data.draw(records(story))
    chosen = data.draw(st.none() | st.sampled_from([article.id for article in story]))
    counts_copies = data.draw(st.booleans())
    ids, related, lead = by_definition.rank(story, imported, chosen, counts_copies)
    ranked = rank_story(story, 70, imported, chosen=chosen, counts_copies=counts_copies)
    assert [entry.article.id for entry in ranked.entries] == ids
    for entry in ranked.entries:
        listed = related[entry.article.id]
        assert [article.id for article in entry.related] == listed
        assert len(entry.related) == len(listed)
        assert [article.id for article in entry.related[:2]] == listed[:2]
        assert [article.id for article in entry.related[::-1]] == listed[::-1]
        if entry.imported is None:
            own = entry.article.quality or 0
            heat = own + HEAT_OF_RELATED * len(listed) if entry.article.id == lead else HEAT_OF_OTHERS
            assert entry.heat == heat


def large(number, outlets, copies):
    """A story of so many articles; of each ten so many repeat another's text."""
    chance = random.Random(number)
    made = []
    for place in range(number):
        name = f"o{place % outlets}.example"
        article = make_article(place, quality=chance.randrange(50, 90), provider=Provider(name, name))
        made.append(replace(article, carrier_id=made[place // 2].id) if made and place % 10 < copies else article)
    return made


def seconds(story, imported):
    """CPU time for ranking a story and reading what the records of it list."""
    begun = time.process_time()
    ranked = rank_story(story, 70, imported)
    assert len(ranked.lead.related) == len(tuple(ranked.lead.related))
    assert all(entry.related[:10] or entry.imported for entry in ranked.others)
    return time.process_time() - begun


def as_recorded(story):
    return {
        article.id: Imported(record="", related=(), quality=article.quality, heat=-1, is_published=False)
        for article in story
    }


def test_eight_times_as_many_articles_take_about_eight_times_as_long():
    for outlets, copies in ((2000, 0), (60, 3), (2, 9)):
        for is_recorded in (False, True):
            small, big = large(500, outlets, copies), large(4000, outlets, copies)
            recorded = [as_recorded(story[:-1]) if is_recorded else {} for story in (small, big)]
            few = min(seconds(small, recorded[0]) for _ in range(5))
            many = min(seconds(big, recorded[1]) for _ in range(2))
            assert many < 20 * few, (outlets, copies, is_recorded, many / few)  # comparing all with all: 64
