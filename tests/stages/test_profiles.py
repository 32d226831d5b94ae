"""Export: published stories only, nothing sealed, the same facts the same bytes."""

from pathlib import Path

import pytest

from making import NOON, make_article
from nightdesk.config import Config, DeskSettings
from nightdesk.formats.profiles import PROFILES
from nightdesk.rulings import NO_RULINGS
from nightdesk.stages.publish.profiles import ProfileExport
from nightdesk.tools import Tools
from nightdesk.types import Image, Provider, Story, Topic

SEALED, PRIVATE = "c2VhbGVk;bm90ZXM=", "The full text, for the desk alone."
TOPICS = (Topic("news", "News"), Topic("ferries", "Ferries", parent="News"), Topic("tides", "Tides", parent="News"))
PICTURE = Image("https://www.fjordpost.example/a.jpg", 800, 450, "A ferry", None, "ab/ferry.webp")


class Shelf:
    """A library of made-up articles."""

    def __init__(self, articles):
        self.known = articles

    def articles(self, wanted):
        return iter([article for article in self.known if article.story_id in wanted.story_ids])

    def stories(self):
        ids = sorted({article.story_id for article in self.known})
        return iter([Story(id=story_id, first_at=NOON, last_at=NOON, size=1) for story_id in ids])

    def topics(self):
        return TOPICS

    def rulings(self):
        return NO_RULINGS

    def redirects(self):
        return ()

    def imported_records(self, article_ids):
        return {}

    def organization(self, url):
        return None

    def picture(self, path):
        return b"picture" if path == "ab/ferry.webp" else None


def corpus():
    private = {"secured": SEALED, "text": PRIVATE}
    elsewhere = Provider("Havnblad", "havnblad.example")
    return [
        make_article(1, story_id="s1", quality=87, topics=("News", "Ferries"), images=(PICTURE,), **private),
        make_article(2, story_id="s1", quality=60, provider=elsewhere, title="The other outlet's words", **private),
        make_article(3, story_id="s2", quality=72, topics=("News",), images=(Image("https://x.example/gone.jpg"),)),
        make_article(9, story_id="s9", quality=40, title="A held notice", topics=("News", "Tides"), **private),
    ]


def export(name, articles=None, threshold=70):
    config = Config(home=Path(), desk=DeskSettings(heat_threshold=threshold))
    made = ProfileExport(name, Tools(config, Shelf(articles or corpus()), None, None, NOON))
    return {file.path: file.content for file in made.files()}, made.stories


@pytest.mark.parametrize("name", PROFILES)
def test_what_is_held_or_sealed_is_in_no_file(name):
    files, stories = export(name)
    everything = b"\n".join([*map(str.encode, files), *files.values()])
    assert stories == 2
    for hidden in ("A held notice", "s9", "Tides", "tides", SEALED, "secured", PRIVATE):
        assert hidden.encode() not in everything
    for shown in ("Ferry number 1", "The other outlet", "Ferry number 3", "Ferries"):
        assert shown.encode() in everything


@pytest.mark.parametrize("name", PROFILES)
def test_a_story_that_is_no_longer_held_appears_with_its_topic(name):
    held, _ = export(name)
    shown, stories = export(name, threshold=40)
    assert stories == 3
    assert held.keys() < shown.keys()
    assert b"A held notice" in b"".join(shown.values())


@pytest.mark.parametrize("name", PROFILES)
def test_a_picture_lies_where_the_story_says(name):
    files, _ = export(name)
    pictures = [path for path, content in files.items() if content == b"picture"]
    assert pictures == [PROFILES[name].picture_path("s1", ".webp")]
    story = next(content for path, content in files.items() if "s1" in path and path not in pictures).decode()
    assert pictures[0].rpartition("/")[2] in story


@pytest.mark.parametrize("name", PROFILES)
def test_the_order_of_the_articles_changes_nothing(name):
    assert export(name) == export(name, corpus()[::-1])
