"""The inverted index: whatever is added and removed, each term has the stories that have it, and no room is lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.grouping.postings import Postings

numbers = st.integers(0, 6).map(lambda number: number * 700)  # beyond the first room too
acts = st.lists(st.tuples(st.integers(0, 40), st.sets(numbers, max_size=7), st.booleans()), max_size=120)


def array(found):
    return np.array(sorted(found), np.int32)


@settings(deadline=None)
@given(acts)
def test_a_term_has_the_stories_that_were_added_and_not_removed(taken):
    postings, expected = Postings(), {}
    asked = set()
    for place, terms, is_asked in taken:  # a story has exactly the terms that were named last
        had = expected.get(place, set())
        postings.remove(array(had - terms), place)
        postings.add(array(terms - had), place)
        expected[place] = terms
        asked |= terms | had
        for number in asked if is_asked else ():
            having = sorted(place for place, terms in expected.items() if number in terms)
            assert sorted(postings.places(number).tolist()) == having
    kept = array(asked)
    state = dict(postings.state(kept, np.arange(41, dtype=np.int32)))
    assert state["postings sizes"].tolist() == [
        sum(number in terms for terms in expected.values()) for number in kept.tolist()
    ]


def test_a_list_that_is_never_asked_for_stays_as_long_as_what_it_holds():
    postings, term = Postings(), np.array([3], np.int32)
    for place in range(100):
        postings.add(term, place)
    for turn in range(10_000):  # each place is left, and taken by another story
        postings.remove(term, turn * 7 % 100)
        postings.add(term, turn * 7 % 100)
    assert postings.room < 300
    assert sorted(postings.places(3).tolist()) == list(range(100))


def test_a_term_that_most_stories_have_loses_the_right_one():
    postings, term = Postings(), np.array([3], np.int32)
    for place in range(5000):
        postings.add(term, place)
    postings.remove(term, 1234)
    assert sorted(postings.places(3).tolist()) == [place for place in range(5000) if place != 1234]


def test_room_that_was_left_is_used_again():
    postings, terms = Postings(), array(range(50))
    sizes = set()
    for _ in range(3):
        for place in range(30):
            postings.add(terms, place)
        sizes.add(postings.room)
        for place in range(30):
            postings.remove(terms, place)
    assert len(sizes) == 1
