"""ninjs: valid by the IPTC's schema, in excerpts, and every article is its outlet's."""

import json
from dataclasses import replace
from urllib.parse import quote

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.formats.ninjs import Ninjs
from nightdesk.formats.records.shape import parse_moment
from nightdesk.formats.views import ShownPicture, show_story
from nightdesk.ranking import rank_story
from nightdesk.types import Provider, Topic

SITE = "https://desk.example/night"
NEWS = Topic("news", "News")
FERRIES = Topic("ferries", "Ferries & piers", parent="News", media_topics=("20000565",))
PICTURE = ShownPicture(path="pictures/ab/ferry.webp", width=800, height=450, alt="A ferry", credit="A. Tegner")
LEAD = make_article(
    1, quality=90, topics=("News", "Ferries & piers"), story_id="s000000000001", authors=("A. Holm", "B. Dahl")
)
OTHER = make_article(2, quality=70, provider=Provider("Havnblad", "havnblad.example"), language="da", kind="video")
COPY = make_article(3, quality=67, provider=Provider("Quay", "quay.example"), carrier_id=LEAD.id)


def address(path):
    return f"{SITE}/{quote(path.removesuffix('index.html'))}"


def made(*articles, picture=PICTURE):
    story = show_story(rank_story(articles, 70), (NEWS, FERRIES), lambda _: picture)
    maker = Ninjs("Night Desk", address, NEWS)
    files = [*maker.of_story(story), maker.of_list([story.card])]
    return {file.path: json.loads(file.content) for file in files}


@pytest.fixture(scope="session")
def validator(shared):
    """The IPTC's schema, with the formats that it names."""
    checker = jsonschema.FormatChecker()
    checker.checks("date-time", ValueError)(lambda text: bool(parse_moment(text)))
    checker.checks("uri")(lambda text: text.isascii() and text.isprintable() and " " not in text and ":" in text)
    schema = json.loads((shared / "reference" / "ninjs-schema_3.1.json").read_text())
    return jsonschema.Draft202012Validator(schema, format_checker=checker)


def test_every_file_is_valid_by_the_schema(validator):
    for files in (made(LEAD, OTHER, COPY), made(replace(LEAD, language=None, excerpt=""), picture=None)):
        for path, item in files.items():
            assert [error.message for error in validator.iter_errors(item)] == [], path


def test_the_schema_would_notice(validator):
    item = made(LEAD)["api/ninjs/stories/s000000000001.json"]
    for wrong in (item | {"heat": 1}, item | {"uri": "no address"}, item | {"versionCreated": "yesterday"}):
        assert list(validator.iter_errors(wrong))


def test_a_story_is_a_composite_of_all_its_articles_and_names_all_outlets():
    files = made(LEAD, OTHER, COPY)
    story = files["api/ninjs/stories/s000000000001.json"]
    assert story["type"] == "composite"
    assert [(one["name"], one["rel"], one["type"]) for one in story["associations"]] == [
        ("article-1", "lead", "text"),
        ("article-2", "coverage", "text"),
        ("article-3", "coverage", "video"),
        ("picture", "illustration", "picture"),
    ]
    assert {one["uri"].removeprefix(f"{SITE}/") for one in story["associations"][:3]} <= files.keys()
    assert [(one["name"], one["role"]) for one in story["infoSources"]] == [
        ("Night Desk", "aggregator"),
        ("Fjord Post", "publisher"),
        ("Quay", "publisher"),
        ("Havnblad", "publisher"),
    ]
    assert story["altIds"] == [{"role": "page", "value": f"{SITE}/stories/s000000000001/"}]
    assert (story["firstCreated"], story["versionCreated"]) == ("2026-11-20T12:01:00Z", "2026-11-20T12:03:00Z")


def test_an_article_is_its_outlets_and_holds_no_text():
    lead = replace(LEAD, text="A sentence that stands only in the full text.", modified_at=NOON.replace(hour=15))
    item = made(lead, OTHER)[f"api/ninjs/articles/{LEAD.id}.json"]
    assert (item["by"], item["copyrightHolder"]) == ("A. Holm, B. Dahl", "Fjord Post")
    assert item["infoSources"][0] == {"name": "Fjord Post", "role": "publisher", "uri": "https://fjordpost.example/"}
    assert item["altIds"][0] == {"role": "canonical", "value": LEAD.url}
    assert (item["firstCreated"], item["versionCreated"]) == ("2026-11-20T12:01:00Z", "2026-11-20T15:00:00Z")
    assert item["representationType"] == "partial"
    assert "bodies" not in item
    assert "only in the full text" not in json.dumps(item)


def test_a_copy_names_the_article_with_the_same_text():
    item = made(LEAD, COPY)[f"api/ninjs/articles/{COPY.id}.json"]
    assert [(one["rel"], one["uri"]) for one in item["associations"]] == [
        ("partOf", f"{SITE}/api/ninjs/stories/s000000000001.json"),
        ("copyOf", f"{SITE}/api/ninjs/articles/{LEAD.id}.json"),
    ]


def test_media_topics_are_named_only_where_a_topic_says_so():
    subjects = made(LEAD)["api/ninjs/stories/s000000000001.json"]["subjects"]
    assert [subject["uri"] for subject in subjects] == [
        f"{SITE}/",
        f"{SITE}/topics/ferries/",
        "http://cv.iptc.org/newscodes/mediatopic/20000565",
    ]


def test_the_list_leads_to_every_story():
    listed = made(LEAD, OTHER)["api/ninjs/index.json"]
    assert [one["uri"] for one in listed["associations"]] == [f"{SITE}/api/ninjs/stories/s000000000001.json"]
    empty = json.loads(Ninjs("Night Desk", address).of_list([]).content)
    assert empty["associations"] == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters() | st.sampled_from("]<>&\ud800\x00\u202e"), min_size=1))
def test_any_text_makes_valid_items(validator, text):
    hostile = replace(LEAD, title=text, excerpt=text, provider=Provider(text, "x.example"), authors=(text,))
    for item in made(hostile, replace(COPY, title=text), picture=replace(PICTURE, alt=text, credit=text)).values():
        assert not list(validator.iter_errors(item))
