"""Stories in other languages found by vectors: made when a second language comes, the same wherever a stream is cut."""

import hashlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.clustering import Clusterer, Document
from nightdesk.clustering.clusterer import Options
from nightdesk.clustering.crosslingual import encoder
from nightdesk.clustering.crosslingual.vector_index import COMPARED, Encoded
from nightdesk.clustering.crosslingual.vectors import ENCODED, WIDTH, has_encoder, print_of, whole_numbers
from nightdesk.clustering.explanations import explain_placement
from nightdesk.clustering.index.open_stories import OpenStories
from nightdesk.clustering.index.window import Window

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
EVENTS = ("ferry", "strike", "flood", "vote", "fire", "match")
LANGUAGES = ("en", "de", "ru", "zh", "ar")


OPTIONS = Options(has_vectors=True)


def direction(event, noise=0):
    """A made-up encoding: articles on one event, in whatever words, lie near each other."""
    seed = int.from_bytes(hashlib.blake2b(event.encode(), digest_size=4).digest(), "big")
    rows = np.random.default_rng(seed).normal(size=(3, WIDTH))
    rows += 0.3 * np.random.default_rng(noise).normal(size=(3, WIDTH))
    return whole_numbers(rows / np.linalg.norm(rows, axis=1, keepdims=True))


@pytest.fixture(autouse=True)
def made(monkeypatch):
    """The encoder, and a list of the titles that it was given: titles say their event and what is told of it."""
    given_to = []

    def encode_article(title, text, language):
        given_to.append(title)
        return direction(EVENTS[int(title[0])], noise=len(given_to))

    monkeypatch.setattr(encoder, "encode_article", encode_article)
    return given_to


def spelled(event):
    """The event as digits that no key is made of."""
    return str(EVENTS.index(event))


def article(number, event, language, hours=0.0):
    word = hashlib.blake2b(f"{number}".encode(), digest_size=3).hexdigest()  # nothing shares a word with another
    title = f"{spelled(event)}-{word}"
    return Document(f"a{number:03d}", title, "", NOON + timedelta(hours=hours), "x.example", language)


def placements(documents, known=()):
    texts = {document.id: document for document, _ in known}
    inside = Window.empty()
    inside.read = lambda ids: [texts[key] for key in ids if key in texts]
    clusterer = Clusterer(known, OPTIONS, inside)
    return {document.id: clusterer.place(document) for document in documents}, clusterer


def test_an_article_that_shares_no_word_joins_by_its_vectors(made):
    placed, clusterer = placements([article(1, "ferry", "en"), article(2, "vote", "en"), article(3, "ferry", "de")])
    assert placed["a003"].story_id == placed["a001"].story_id != placed["a002"].story_id
    assert placed["a003"].nearest.kind == "vectors"
    assert set(clusterer.encoder.made) == {"a001", "a002", "a003"}
    assert len(made) == 3


def test_the_reason_says_that_vectors_ran():
    documents = [article(1, "ferry", "en"), article(2, "ferry", "de")]
    placed, _ = placements(documents)
    texts = [reason.text for reason in explain_placement(placed["a002"], documents[1])]
    told = "compared across languages by names, numbers, words of the news and vectors, by nightdesk[multilingual]"
    assert told in texts
    assert "their vectors are near" in texts


def test_a_desk_of_one_language_makes_no_vectors(made):
    placements([article(number, "ferry", "en") for number in range(4)])
    assert made == []


def test_an_article_in_a_language_that_vectors_are_weak_in_has_none(made):
    placed, _ = placements([article(1, "ferry", "en"), article(2, "ferry", "ar")])
    assert placed["a001"].story_id != placed["a002"].story_id
    assert made == []


def test_with_the_second_language_only_the_newest_before_it_are_encoded(made, monkeypatch):
    monkeypatch.setattr(encoder, "RECALLED", 3)
    before = [article(number, EVENTS[number % 6], "en", number / 10) for number in range(9)]
    placed, clusterer = placements([*before, article(10, "ferry", "de", 2)])
    assert set(clusterer.encoder.made) == {"a006", "a007", "a008", "a010"}
    assert placed["a010"].story_id == placed["a006"].story_id  # a000 is on the ferry too, and too old


def test_what_was_stored_of_an_article_is_not_made_again(made):
    _, before = placements([article(1, "ferry", "en"), article(2, "vote", "de", 1)])
    stored = {key: made.numbers for key, made in before.encoder.made.items()}
    known = [(replace(article(1, "ferry", "en"), encoding=stored["a001"]), "s1")]
    known += [(replace(article(2, "vote", "de", 1), encoding=stored["a002"]), "s2")]
    made.clear()
    placed, clusterer = placements([article(3, "ferry", "de", 2)], known)
    assert (placed["a003"].story_id, list(clusterer.encoder.made), len(made)) == ("s1", ["a003"], 1)


def test_without_vectors_none_are_looked_at_whatever_came_with_an_article(made):
    plain = [article(1, "ferry", "en"), article(2, "ferry", "de"), article(3, "ferry", "ru")]
    told = [replace(item, title=f"Havgull {item.title}", text="Havgull 71.3 Lysa 4096") for item in plain]
    encoded = [replace(item, encoding=direction("ferry", noise=at).tobytes()) for at, item in enumerate(told)]
    looks = []
    for documents in (told, encoded):
        clusterer = Clusterer(options=Options(has_vectors=False))
        for document in documents[:2]:
            clusterer.place(document)
        looks.append(clusterer.cross_lingual.candidates(clusterer.come(documents[2])))
    assert looks[0]
    assert looks[0] == looks[1]


@settings(max_examples=25, deadline=None)
@given(
    told=st.lists(st.tuples(st.sampled_from(EVENTS), st.sampled_from(LANGUAGES)), min_size=2, max_size=14),
    cut=st.integers(1, 13),
)
def test_a_stream_cut_anywhere_goes_on_from_what_was_stored(told, cut):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(encoder, "RECALLED", 3)
        patch.setattr(encoder, "encode_article", lambda title, text, language: direction(EVENTS[int(title[0])]))
        documents = [article(number, *each, number / 4) for number, each in enumerate(told)]
        whole, _ = placements(documents)
        first, clusterer = placements(documents[:cut])
        stands = {key: placement.story_id for key, placement in first.items()}
        for change in clusterer.repairs.changes:
            stands |= dict.fromkeys(change.moved, change.into)
        stored = {key: made.numbers for key, made in clusterer.encoder.made.items()}
        known = [(replace(item, encoding=stored.get(item.id, b"")), stands[item.id]) for item in documents[:cut]]
        second, _ = placements(documents[cut:], known)
    assert {key: (each.story_id, each.nearest) for key, each in (first | second).items()} == {
        key: (each.story_id, each.nearest) for key, each in whole.items()
    }


def entries(many):
    stories = OpenStories()
    found = [stories.entry(article(number, EVENTS[number % 6], LANGUAGES[number // 6 % 2])) for number in range(many)]
    for number, entry in enumerate(found):
        entry.encoding = direction(EVENTS[number % 6], noise=number)
    return found


@settings(max_examples=15, deadline=None)
@given(st.randoms())
def test_what_is_near_does_not_depend_on_how_articles_came_went_and_moved(random):
    inside, (seeker,) = entries(3 * COMPARED)[1:], entries(1)
    straight, crooked = Encoded(), Encoded()
    for place, entry in enumerate(inside):
        straight.add(entry, place)
    for place, entry in random.sample(list(enumerate(inside)), len(inside)):
        crooked.add(entry, len(inside) + place)
        if random.random() < 0.5:
            crooked.remove(entry, len(inside) + place)
        crooked.add(entry, place)
        crooked.remove(entry, len(inside) + place)  # it stands in another by now
    near = [dict(zip(*map(np.ndarray.tolist, found.nearest(seeker)), strict=True)) for found in (straight, crooked)]
    assert near[0] == near[1]
    assert COMPARED <= len(near[0]) < len(inside) / 2
    assert all(inside[place].language == "de" for place in near[0])
    on_the_ferry = {
        at for at, entry in enumerate(inside) if (entry.title[0], entry.language) == (spelled("ferry"), "de")
    }
    assert on_the_ferry
    assert on_the_ferry == {place for place, cosine in near[0].items() if cosine > 0.8}


def test_what_an_encoding_was_made_of_is_told_by_its_print():
    text = "x" * ENCODED
    assert print_of("a", text, "en") == print_of("a", text + "more", "en")
    assert len({print_of("a", text, "en"), print_of("b", text, "en"), print_of("a", "", "en")}) == 3


@pytest.mark.skipif(not has_encoder(), reason="nightdesk[multilingual] is not installed")
def test_the_encoder_itself_puts_an_event_told_in_two_languages_together(monkeypatch):
    monkeypatch.undo()
    told = [
        ("Ferry runs aground off the coast, passengers are brought ashore", "en"),
        ("The central bank leaves its rates where they are", "en"),
        ("Fähre läuft vor der Küste auf Grund, Passagiere an Land gebracht", "de"),
    ]
    clusterer = Clusterer(options=OPTIONS)
    found = [
        clusterer.place(Document(title, title, "", NOON + timedelta(hours=at), "x.example", language))
        for at, (title, language) in enumerate(told)
    ]
    assert found[2].nearest.kind == "vectors"
    assert found[2].nearest.story_id == found[0].story_id
