"""The inverted index: whatever is added and removed, each term has the stories that have it, and no room is lost."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.clustering.index.postings import LEAST, SWEPT, Postings

numbers = st.integers(0, 6).map(lambda number: number * 700)  # beyond the first room too
terms_of = st.sets(numbers, max_size=7)
acts = st.lists(st.tuples(st.integers(0, 20), terms_of, st.booleans()), max_size=120)


def array(found):
    return np.array(sorted(found), np.int32)


class Desk:
    """Stories with their terms; places are given again as soon as the index lets them go."""

    def __init__(self):
        self.postings = Postings()
        self.told = {}  # place -> terms
        self.free = []
        self.places = 0

    def open(self, terms):
        if self.free:
            place = self.free.pop()
        else:
            place = self.places
            self.places += 1
        self.postings.add(array(terms), place)
        self.told[place] = set(terms)
        return place

    def change(self, place, terms):
        had = self.told[place]
        self.postings.remove(array(had - terms), place)
        self.postings.add(array(terms - had), place)
        self.told[place] = terms

    def end(self, place, cost=None):
        terms = len(self.told.pop(place))
        freed = self.postings.end(terms if cost is None else cost, place)
        assert not set(freed) & self.told.keys()
        self.free += freed

    def found(self, number):
        """The stories in a list that have not ended, each as often as it stands there."""
        return sorted(place for place in self.postings.places(number).tolist() if place in self.told)

    def having(self, number):
        return sorted(place for place, terms in self.told.items() if number in terms)


@settings(deadline=None)
@given(acts)
def test_a_term_has_the_stories_that_were_added_and_not_removed(taken):
    desk, asked = Desk(), set()
    for which, terms, is_end in taken:
        standing = sorted(desk.told)
        if is_end and which < len(standing):
            desk.end(standing[which], cost=LEAST // 2)  # so that a few sweep all
        else:
            desk.change(standing[which], terms) if which < len(standing) else desk.open(terms)
            asked |= terms
        for number in asked:
            assert desk.found(number) == desk.having(number)
    kept = array(asked)
    state = dict(desk.postings.state(kept, np.arange(200, dtype=np.int32)))
    assert state["postings sizes"].tolist() == [len(desk.having(number)) for number in kept.tolist()]


def test_what_ended_is_swept_whether_or_not_anybody_asks():
    desk = Desk()
    for _ in range(100):
        desk.open({3})
    for turn in range(100 * LEAST // SWEPT):  # each place is left, and taken by another story
        desk.end(sorted(desk.told)[turn % 100])
        desk.open({3})
    assert desk.found(3) == desk.having(3)
    assert desk.places < 100 + 3 * LEAST // SWEPT
    assert desk.postings.room < 4 * desk.places


def test_one_place_in_eight_is_kept_for_what_ended():
    desk = Desk()
    for at in range(5000):
        desk.open({at * 5 % 900, at * 7 % 900, 901})
    for turn in range(20_000):
        desk.end(next(iter(desk.told)))
        desk.open({turn % 900, turn * 3 % 900, 901})
    assert desk.places < 5000 * 1.35  # those of two rounds, and what makes up the least that is swept at once


def test_a_term_that_most_stories_have_loses_the_right_one():
    desk = Desk()
    for _ in range(5000):
        desk.open({3})
    desk.change(1234, set())
    assert sorted(desk.postings.places(3).tolist()) == [place for place in range(5000) if place != 1234]


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
