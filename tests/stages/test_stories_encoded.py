"""The stage that groups with vectors: what is made of an article is stored with it, and read again, not made again."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from making import NOON, make_article
from nightdesk.clustering.crosslingual import encoder
from nightdesk.clustering.crosslingual.vectors import WIDTH
from nightdesk.stages import stories
from nightdesk.stages.stories import group_stories
from shelf import Shelf

LANGUAGES = ("en", "de", "en", "de", "en", "de")


@pytest.fixture(autouse=True)
def made(monkeypatch):
    """The extra as if it were installed, and a list of the titles that were encoded."""
    titles = []

    def encode_article(title, text, language):
        titles.append(title)
        first = np.random.default_rng(sum(map(ord, title[:4]))).integers(-127, 128, size=(3, WIDTH))
        return first.astype(np.int8)

    monkeypatch.setattr(encoder, "encode_article", encode_article)
    monkeypatch.setattr(stories, "has_encoder", lambda: True)
    return titles


def articles():
    told = enumerate(zip(("Wells", "Wells", "Ovens", "Ovens", "Wells", "Ovens"), LANGUAGES, strict=True))
    return [
        make_article(
            at,
            title=f"{title} {at}{at}",
            text="",
            excerpt="",
            language=language,
            published_at=NOON + timedelta(hours=at),
        )
        for at, (title, language) in told
    ]


def stands(shelf):
    return {key: (article.story_id, article.verdict("story")) for key, article in shelf.kept.items()}


def test_each_article_is_encoded_once_in_however_many_batches_it_comes(made):
    whole, cut = Shelf(articles()), Shelf(articles())
    whole.run(group_stories, articles())
    assert sorted(made) == sorted(article.title for article in articles())
    made.clear()
    for start in (0, 1, 3):
        cut.run(group_stories, articles()[start : {0: 1, 1: 3, 3: 6}[start]])
    assert sorted(made) == sorted(article.title for article in articles())
    assert (stands(whole), whole.encoded) == (stands(cut), cut.encoded)
    assert whole.kept["a000000000000"].story_id == whole.kept["a000000000001"].story_id


def test_an_article_that_says_something_else_by_now_is_encoded_anew(made):
    shelf = Shelf(articles())
    shelf.run(group_stories, articles())
    first = dict(shelf.encoded)
    shelf.kept["a000000000003"] = replace(shelf.kept["a000000000003"], title="Wells 9")
    made.clear()
    shelf.run(group_stories, [shelf.kept["a000000000003"], shelf.kept["a000000000004"]])
    assert made == ["Wells 9"]
    assert {key for key, encoding in shelf.encoded.items() if encoding != first[key]} == {"a000000000003"}


def test_without_the_extra_nothing_is_asked_of_vectors(monkeypatch, made):
    monkeypatch.setattr(stories, "has_encoder", lambda: False)
    shelf = Shelf(articles())
    shelf.encodings = None  # would trip
    shelf.run(group_stories, articles())
    assert (made, shelf.encoded) == ([], {})
