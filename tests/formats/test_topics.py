"""Topic files: what an owner gets wrong, and what a new desk starts with."""

import unicodedata

import pytest

from nightdesk.errors import ConfigError
from nightdesk.formats.topics import read_topics, starter_topics


@pytest.fixture
def folder(tmp_path):
    """Write topic files into a folder: name -> text."""

    def write(**texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


ROOT = "name: News\n"


def test_a_folder_that_is_missing_or_empty_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="nightdesk init"):
        read_topics(tmp_path / "nowhere")
    with pytest.raises(ConfigError, match=r"holds no topic; every desk needs one, its root.*00-news\.yaml"):
        read_topics(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: [", r"01-x\.yaml, line \d+: not valid YAML: .*mend that line"),
        ("name: a\n\tb: c", r"01-x\.yaml, line \d+: not valid YAML"),
        ("- a\n- b", r"01-x\.yaml: holds no topic"),
        ("", r"01-x\.yaml: holds no topic"),
        ("_id: x\nparent: News", r"01-x\.yaml: has no name; add a line such as"),
        ("name: X\nparent: News\nkeyword: [a]", r"01-x\.yaml: unknown key 'keyword'; did you mean 'keywords'"),
        ("name: X\nparent: News\nqqq: 1", r"unknown key 'qqq'; known here: taxonomy"),
        ("name: X\nparent: News\nmediatopics: [15000000]", r"15000000 in mediatopics is no text to YAML"),
        ("name: X\nparent: News\nmediatopics: ['sport']", r"'sport' is no Media Topic.*eight digits in quotes"),
        ("name: X\nparent: News\nkeywords: a, b", r"keywords must be a list; write each on a line of its own"),
        ("name: X\nparent: News\nkeywords: [a, no]", r"False in keywords is no text to YAML; put it in quotes"),
        ("name: 2024\nparent: News", r"2024 in name is no text to YAML; put it in quotes"),
        ("name: X\nparent: News\nkeywords: [' ']", r"keywords holds an empty text"),
        ("name: X\nparent: News\ntaxonomy: organization", r"a topic's file says `taxonomy: topic`"),
        ("name: X\nparent: News\n_id: ../../etc", r"cannot be the _id of a topic"),
        ("name: X\nparent: News\n_id: page", r"'page' cannot be the _id of a topic"),
        ("name: X\nparent: Newz", r"the parent 'Newz' is the name of no topic here; did you mean 'News'"),
        ("name: X\nparent: news", r"the parent 'news' is the name of no topic here; did you mean 'News'"),
        ("name: NEWS\nparent: News", r"01-x\.yaml: the name 'NEWS' is that of 00-news\.yaml too"),
        ("name: X\nparent: News\n_id: news", r"01-x\.yaml: the _id 'news' is that of 00-news\.yaml too"),
        ("name: X", r"a desk has one root.*00-news\.yaml \(News\) and 01-x\.yaml \(X\).*`parent: News`"),
    ],
)
def test_a_wrong_file_is_refused_with_its_name_and_the_mend(folder, text, message):
    with pytest.raises(ConfigError, match=message):
        read_topics(folder(**{"00-news": ROOT, "01-x": text}))


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "00-news.yaml").write_bytes(b"name: \xff\xfe\x00")
    with pytest.raises(ConfigError, match=r"00-news\.yaml: not valid YAML.*UTF-8"):
        read_topics(tmp_path)


def test_a_circle_of_parents_is_named(folder):
    texts = {"1-a": "name: A\nparent: C", "2-b": "name: B\nparent: A", "3-c": "name: C\nparent: B"}
    with pytest.raises(ConfigError, match="go in a circle: A → C → B → A; take the parent away"):
        read_topics(folder(**{"00-news": ROOT}, **texts))


def test_a_topic_that_is_its_own_parent_is_a_circle(folder):
    with pytest.raises(ConfigError, match="go in a circle: A → A"):
        read_topics(folder(**{"1-a": "name: A\nparent: A"}))


def test_topics_come_in_the_order_of_their_files_the_root_first(folder):
    topics = read_topics(
        folder(
            **{
                "02-b": "name: B\nparent: Root\nkeywords: [x, x, ' y  z ']\nhashtags: ['#B']\nshortname: b",
                "01-a": "taxonomy: topic\n_id: aa\nname: A\nparent: B\nservices: {news: https://x.example}\nimages: []",
                "09-root": "name: Root",
            }
        )
    )
    assert [topic.name for topic in topics] == ["Root", "A", "B"]
    assert [topic.id for topic in topics] == ["root", "aa", "b"]
    assert topics[2].keywords == ("x", "x", "y z")  # recorded quality counts a keyword as often as it is listed
    assert (topics[2].hashtags, topics[2].shortname, topics[2].parent) == (("#B",), "b", "Root")


def test_the_starter_topics_are_a_tree_with_one_open_root(tmp_path):
    for name, text in starter_topics():
        (tmp_path / name).write_text(text, encoding="utf-8")
    root, *others = read_topics(tmp_path)
    assert (root.name, root.keywords) == ("News", ())
    assert [topic.name for topic in others] == [
        "Politics",
        "Business",
        "Technology",
        "Science",
        "Health",
        "Climate",
        "Sport",
        "Culture",
    ]


@pytest.mark.parametrize("script", ["LATIN", "ARABIC", "CJK", "KATAKANA", "HANGUL"])
def test_the_starter_topics_have_words_in_many_scripts(script, tmp_path):
    for name, text in starter_topics():
        (tmp_path / name).write_text(text, encoding="utf-8")
    letters = {unicodedata.name(c, "") for topic in read_topics(tmp_path) for word in topic.keywords for c in word}
    assert any(name.startswith(script) for name in letters)


def test_no_starter_keyword_belongs_to_two_topics(tmp_path):
    for name, text in starter_topics():
        (tmp_path / name).write_text(text, encoding="utf-8")
    words = [word.casefold() for topic in read_topics(tmp_path) for word in topic.keywords]
    assert len(words) == len(set(words)) > 800


def test_the_topics_of_a_published_site_are_read(shared):
    topics = read_topics(shared / "records" / "powerapps" / "_data" / "topics")
    assert [topic.name for topic in topics][:3] == ["Power Apps", "Canvas apps", "Model-driven apps"]
    assert topics[2].keywords == ("model-driven apps", "model-driven apps", "model driven apps", "model driven app")
