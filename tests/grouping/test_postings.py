"""The inverted index: whatever is added and removed, each term has the stories that have it, and no room is lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.grouping.postings import Postings

numbers = st.integers(0, 6).map(lambda number: number * 700)  # beyond the first room too
acts = st.lists(st.tuples(st.integers(0, 40), st.sets(numbers, max_size=7)), max_size=80)


def array(found):
    return np.array(sorted(found), np.int32)


@settings(deadline=None)
@given(acts)
def test_a_term_has_the_stories_that_were_added_and_not_removed(taken):
    postings, expected = Postings(), {}
    for place, terms in taken:  # a story has exactly the terms that were named last
        had = expected.get(place, set())
        postings.remove(array(had - terms), place)
        postings.add(array(terms - had), place)
        expected[place] = terms
        for number in {number for terms in expected.values() for number in terms} | had:
            having = sorted(place for place, terms in expected.items() if number in terms)
            assert sorted(postings.places(number).tolist()) == having
            assert postings.sizes[number] == len(having)


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
