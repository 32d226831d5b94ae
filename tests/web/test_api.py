"""The live API: the static API's bytes, parameters, and errors that say what is wrong."""

from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nightdesk.formats.api import ApiPage, TopicPage

from .conftest import PAGE_SIZE, asker, fill, one_story, open_desk


def static(desk) -> dict[str, bytes]:
    """Every JSON file of the published API by its address."""
    site = desk.config.site_folder
    return {f"/{path.relative_to(site)}": path.read_bytes() for path in sorted((site / "api").rglob("*.json"))}


def decoded(answer) -> ApiPage:
    assert answer.status == 200, answer.body
    return msgspec.json.decode(answer.body, type=ApiPage)


# -- what strangers may send


@pytest.mark.parametrize(
    "page", ["0", "-1", "x", "1.5", "", "01", "+1", "٣", "9" * 30, "1%00", "%F0%9F%8C%9A", "' OR 1=1"]
)
def test_a_page_that_is_no_number_is_refused_in_clear_words(asking, page):
    answer = asking(f"/api/news?page={page}")
    assert answer.status == 400
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == 400
    assert problem["title"] == "Bad Request"
    assert "page must be a whole number from 1 up" in problem["detail"]


@pytest.mark.parametrize("heat", ["-1", "warm", "70.0", ""])
def test_a_heat_that_is_no_number_is_refused(asking, heat):
    assert "minimum_heat must be a whole number from 0 up" in asking(f"/api/news?minimum_heat={heat}").json()["detail"]


def test_an_unknown_topic_is_refused_with_those_that_there_are(asking):
    answer = asking("/api/news?topic=ferrys")
    assert (answer.status, answer.json()["detail"]) == (
        400,
        "topic: there is no topic 'ferrys'; topics of this desk: news, ferries, tides",
    )


def test_a_list_that_cannot_be_narrowed_says_so(asking):
    assert "ask /api/news/?topic" in asking("/api/news/ferries?topic=tides").json()["detail"]
    assert "only news has a heat" in asking("/api/topics?minimum_heat=70").json()["detail"]


@pytest.mark.parametrize(
    "path",
    [
        "/api/",
        "/api/nothing",
        "/api/news/no-such-record/index.json",
        "/api/news/ferrys/page/2/index.json",
        "/api/news/page/x/index.json",
        "/api/news/page/01/index.json",
        "/api/news/page",
        "/api/news/../../desk.toml",
        "/api/news/..%2f..%2fdesk.toml",
        "/api/../nightdesk.db",
        "/api/..",
        "/api//etc/passwd",
        "/api/news/_news/page/1",
        "/api/news/%00",
        "/api/news/%00/page/1",
        f"/api/news/{'x' * 5000}",
        f"/api/news/{'x' * 300}/page/1",
        "/api/news/index.json/index.json/x",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_what_is_not_there_is_a_problem_with_its_own_words(asking, path, method):
    from urllib.parse import unquote

    answer = asking(unquote(path), method)
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")
    if method == "GET":
        assert answer.json()["detail"]


def test_a_page_beyond_the_last_says_how_many_there_are(asking):
    answer = asking("/api/news?page=99")
    assert (answer.status, answer.json()["detail"]) == (404, "there is no page 99: this list has 6 pages")
    assert asking("/api/news?page=7").status == 404
    assert asking("/api/news?page=6").status == 200
    assert "this list has 1 page" in asking("/api/news?minimum_heat=119&page=2").json()["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/api/news/index.json", "/api/openapi.json"])
def test_the_api_is_only_read(asking, method, path):
    answer = asking(path, method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert "read with GET and HEAD" in answer.json()["detail"]


def test_files_that_cannot_be_read_are_a_problem_for_later(asking, monkeypatch):
    def broken(*_, **__):
        raise OSError(5, "Input/output error", "/home/someone/secret/site/api")

    monkeypatch.setattr("pathlib.Path.open", broken)
    answer = asking("/api/news/index.json")
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")
    assert "Input/output error" in answer.json()["detail"]
    assert "secret" not in answer.body.decode()


@settings(max_examples=100, deadline=None)
@given(text=st.text(max_size=40), header=st.binary(max_size=40))
def test_no_request_brings_it_down(asking, text, header):
    shown = asking("/api/news", if_none_match=header.decode("latin-1"), if_modified_since=header.decode("latin-1"))
    assert shown.status in {200, 304}
    assert asking("/api/news", accept_encoding=header.decode("latin-1")).status == 200
    assert asking(f"/api/news?page={quote(text)}").status in {200, 400, 404}
    assert asking("/api/news/" + text.replace("?", "").replace("#", "")).status in {200, 404}


# -- the same bytes


def test_every_file_is_the_static_one_to_the_byte(desk, asking):
    files = static(desk)
    assert len([path for path in files if path.startswith(("/api/news/", "/api/topics/"))]) == 45
    for path, content in files.items():
        answer = asking(path)
        assert (path, answer.status, answer.body) == (path, 200, content)
        assert answer.headers["content-type"] == "application/json"
        assert asking(path.removesuffix("index.json")).body == content
        assert asking(path.removesuffix("/index.json")).body == content


def test_a_desk_without_anything_has_an_empty_first_page(tmp_path):
    with open_desk(tmp_path) as newsroom:
        newsroom.publish()
        asking = asker(newsroom.config.site_folder)
        assert asking("/api/news").body == static(newsroom)["/api/news/index.json"]
        for query in ("", "?topic=ferries", "?minimum_heat=70"):
            assert decoded(asking(f"/api/news{query}")).value == []
        assert asking("/api/news?page=2").status == 404


def test_a_folder_without_an_edition_is_a_problem_and_no_crash(tmp_path):
    answer = asker(tmp_path / "nowhere")("/api/news?topic=ferries&minimum_heat=3")
    assert (answer.status, answer.headers["content-type"]) == (404, "application/problem+json")


def test_held_items_are_neither_listed_nor_served(desk, asking):
    listed = {item.path for number in range(1, 7) for item in decoded(asking(f"/api/news?page={number}")).value}
    assert len(listed) == 27
    held = [article.record_name for article in map(desk.store.article, (f"a{n:012d}" for n in range(3, 40, 3)))]
    assert held
    assert not listed & {f"_news/{name}" for name in held}
    for name in (*held, desk.store.article("a000000000101").record_name):
        assert asking(f"/api/news/{name.removesuffix('.md')}/index.json").status == 404


def test_what_another_part_publishes_there_is_served_too(tmp_path):
    for name, content in (
        ("newsletters/index.json", b"{}"),
        ("newsletters/page/1/index.json", b"{}"),
        ("x.xml", b"<x/>"),
    ):
        path = tmp_path / "api" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    asking = asker(tmp_path)
    assert asking("/api/newsletters?page=1").body == b"{}"
    assert "xml" in asking("/api/x.xml").headers["content-type"]


# -- parameters


def test_a_topic_narrows_the_list_as_its_folder_does(asking):
    assert asking("/api/news?topic=ferries").body == asking("/api/news/ferries/index.json").body
    assert asking("/api/news?topic=ferries&page=2").body == asking("/api/news/ferries/page/2/index.json").body
    assert asking("/api/news/page/2/?topic=ferries").body == asking("/api/news/ferries/page/2/index.json").body
    assert all("Ferries" in item.topics for item in decoded(asking("/api/news?topic=ferries")).value)
    assert decoded(asking("/api/news?topic=tides")).value == []


def test_the_root_topic_is_all_news(asking):
    assert asking("/api/news?topic=news&page=3").body == asking("/api/news/page/3").body


@pytest.mark.parametrize("heat", [0, 70, 82, 100, 119, 1000])
@pytest.mark.parametrize("folder", ["", "/ferries"])
def test_pages_of_a_minimum_heat_are_cut_after_it(asking, heat, folder):
    def walked(query):
        found, number = [], 1
        while number:
            page = decoded(asking(f"/api/news{folder}?page={number}{query}"))
            assert page.page == number
            assert len(page.value) == PAGE_SIZE or page.next_page is None
            found += page.value
            number = page.next_page
        return found

    found = walked(f"&minimum_heat={heat}")
    assert found == [item for item in walked("") if item.heat >= heat]
    assert bool(found) == (heat < 1000)


def test_pages_that_leave_nothing_out_are_the_static_ones_to_the_byte(desk, asking):
    files = static(desk)
    for number in (5, 2, 6, 1, 3, 4, 2):
        assert asking(f"/api/news?page={number}&minimum_heat=0").body == files[f"/api/news/page/{number}/index.json"]


def test_an_item_without_a_heat_is_in_no_list_of_hot_ones(tmp_path, desk, asking):
    page = decoded(asking("/api/news"))
    items = [msgspec.structs.replace(page.value[0], heat=heat) for heat in (None, 0, 90)]
    path = tmp_path / "api/news/page/1/index.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(msgspec.json.encode(ApiPage(1, items, None)))
    assert [item.heat for item in decoded(asker(tmp_path)("/api/news?minimum_heat=0")).value] == [0, 90]


def test_topics_are_listed_with_where_their_lists_are(asking):
    page = msgspec.json.decode(asking("/api/topics").body, type=TopicPage)
    assert [(topic.id, topic.parent, topic.keywords) for topic in page.value] == [
        ("news", None, None),
        ("ferries", "News", ["ferry"]),
        ("tides", "News", ["tide"]),
    ]
    site = "http://127.0.0.1:8642"
    assert [topic.services.news.removeprefix(site) for topic in page.value] == [
        "/api/news/",
        "/api/news/ferries/",
        "/api/news/tides/",
    ]
    for topic in page.value:
        assert asking(topic.services.news.removeprefix(site)).status == 200
        assert asking(f"/api/topics/{topic.id}").json()["name"] == topic.name


# -- while it changes


def test_a_new_edition_shows_at_once(changing_desk):
    asking = asker(changing_desk.config.site_folder)
    before = asking("/api/news?minimum_heat=100")
    fill(changing_desk, [one_story(200, quality=150, title="The ferry has sunk")])
    changing_desk.publish()
    for url in ("/api/news", "/api/news?minimum_heat=100", "/api/news?topic=ferries"):
        answer = asking(url, if_none_match=before.headers["etag"])
        assert decoded(answer).value[0].title == "The ferry has sunk"


def test_many_readers_while_editions_change_get_whole_pages_of_one_or_the_other(changing_desk):
    from concurrent.futures import ThreadPoolExecutor

    folder = changing_desk.config.site_folder
    urls = [f"/api/news?page={n}" for n in range(1, 7)] + [f"/api/news?minimum_heat=90&page={n}" for n in (1, 2)]
    asking = asker(folder)
    done = []

    def read(number):
        answers = []
        while not done or len(answers) < 40:
            url = urls[(number + len(answers)) % len(urls)]
            answers.append((url, asking(url)))
        return answers

    with ThreadPoolExecutor(4) as readers:
        reading = [readers.submit(read, number) for number in range(4)]
        try:
            for turn in range(3):
                fill(changing_desk, [one_story(200 + 3 * turn, quality=150, title=f"Turn {turn}")])
                changing_desk.publish()
        finally:
            done.append(True)
        for future in reading:
            for url, answer in future.result():
                page = decoded(answer)
                assert 0 < len(page.value) <= PAGE_SIZE
                assert page.page == int(url.rpartition("=")[2])
    assert asking("/api/news").body == static(changing_desk)["/api/news/index.json"]
    assert decoded(asking("/api/news?minimum_heat=150")).value[0].title == "Turn 2"
