"""The command line does not surprise: it finds what is meant, names what it did, and says who failed."""

import re
import socketserver
import threading
import time
from datetime import timedelta
from http.server import BaseHTTPRequestHandler

import pytest

from making import NOON, make_article
from nightdesk.cli import run_command
from nightdesk.cli.progress import progress_bar
from nightdesk.config import load_config
from nightdesk.newsroom import Newsroom, init_desk
from nightdesk.storage.store import Store
from nightdesk.types import Provider, Story
from warc_making import page, rss

TITLES = {
    1: "Havgull ferry returns to the fjord",
    2: "Council of Havgull votes for a longer breakwater",
    3: "ÆRØ lighthouse is lit again",
    4: "Snow closes the mountain road",
    5: "Snow closes the mountain road",
}


@pytest.fixture
def desk(tmp_path):
    """A desk with four stories: of each article its own, but the last two, which have one title, in one."""
    init_desk(tmp_path)
    with Newsroom.open(tmp_path) as newsroom:
        articles = [
            make_article(
                number,
                title=title,
                quality=90 - 25 * (number == 5),
                story_id=f"s{min(number, 4):012d}",
                provider=Provider(f"Outlet {number}", f"outlet{number}.example"),
                published_at=NOON + timedelta(hours=number),
            )
            for number, title in TITLES.items()
        ]
        stories = [
            Story(id=f"s{number:012d}", first_at=NOON, last_at=NOON, size=1 + (number == 4)) for number in range(1, 5)
        ]
        newsroom.store.save([*articles, *stories])
        newsroom.publish()
    return tmp_path


def said(capsys, *arguments, desk, code=0):
    """What a command printed, stdout and stderr together."""
    assert run_command([*arguments, "--desk", str(desk)]) == code
    streams = capsys.readouterr()
    return streams.out + streams.err


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("ferry havgull", 1),
        ("FJORD  returns ferry", 1),
        ("havgull breakwater", 2),
        ("ærø lighthouse", 3),
        ("again æRø", 3),
        ("Snow closes the mountain road", 4),  # the title of two in one story, which is shown whole
    ],
)
def test_words_of_a_title_find_it_in_any_order(desk, capsys, words, number):
    assert said(capsys, "explain", words, desk=desk).splitlines()[0] == TITLES[number]


def test_where_several_fit_it_lists_them_with_their_titles_and_asks_for_one(desk, capsys):
    out = said(capsys, "explain", "havgull", desk=desk, code=1)
    assert "2 articles answer to it; give an id or a URL" in out
    assert all(f"a{number:012d}  “{TITLES[number]}”, Outlet {number}, 2026-11-20" in out for number in (1, 2))
    assert "2 articles answer" in said(capsys, "explain", "mountain snow", desk=desk, code=1)


@pytest.mark.parametrize("words", ["", "%", "_", "ferry!breakwater", "ferry breakwater"])
def test_what_no_title_has_is_not_found(desk, capsys, words):
    assert "no story or article answers to it" in said(capsys, "explain", words, desk=desk, code=1)


def test_every_id_is_shown_with_its_title(desk, capsys):
    merged = said(capsys, "desk", "merge", "s000000000001", "s000000000002", desk=desk)
    printed = merged + said(capsys, "desk", "hold", "a000000000003", desk=desk)
    printed += said(capsys, "desk", "log", desk=desk) + said(capsys, "explain", "ferry havgull", desk=desk)
    printed += said(capsys, "explain", "a000000000004", desk=desk)
    listed = [line for line in printed.splitlines() if re.search(r"\b[as]\d{12}\b", line)]
    assert len(listed) > 10
    titles = set(TITLES.values())
    for at, line in enumerate(printed.splitlines()):
        for found in re.finditer(r"\b[as]\d{12}\b", line):
            beside = line[found.end() :]
            before = printed.splitlines()[max(0, at - 1)]
            assert any(title in beside or title in before for title in titles), line


def test_pinning_says_that_the_front_page_stays_as_it_is(desk, capsys):
    out = said(capsys, "desk", "pin", "ferry havgull", desk=desk)
    assert "A pin moves nothing on the front page and keeps no place there" in out
    assert re.search(r"“Havgull ferry returns to the fjord” is \w+ of 4 on the front page", out)


def test_choosing_a_lead_says_what_becomes_of_heat_and_place(desk, capsys):
    (desk / "desk.toml").write_text("[desk]\nheat_threshold = 100\n")
    out = said(capsys, "desk", "lead", "s000000000004", "a000000000005", desk=desk)
    assert "The story is shown under “Snow closes the mountain road”" in out
    assert "heat 85 (before 110)" in out
    assert "not on the front page (its story has 85 of the 100 that [desk] heat_threshold asks)" in out
    assert "(before: first of 1 on the front page)" in out


def test_nothing_is_due_on_a_desk_without_sources_names_how_to_add_one(tmp_path, capsys):
    init_desk(tmp_path)
    run_command(["run", "--desk", str(tmp_path)])
    capsys.readouterr()
    out = said(capsys, "run", desk=tmp_path)
    assert "Nothing is due: the desk has no source; `nightdesk add URL` adds one." in out


def test_adding_a_reader_without_a_mail_server_says_so_at_once(tmp_path, capsys):
    init_desk(tmp_path)
    out = said(capsys, "subscribers", "add", "ada@reader.example", desk=tmp_path)
    assert "no mail can be sent so far: [newsletter] smtp_host is empty" in out
    (tmp_path / "list.txt").write_text("bo@reader.example\n")
    out = said(capsys, "subscribers", "import", str(tmp_path / "list.txt"), desk=tmp_path)
    assert "1 added" in out
    assert "smtp_host is empty" in out
    out = said(capsys, "subscribers", "import", str(tmp_path / "list.txt"), "--confirmed", desk=tmp_path)
    assert "smtp_host" not in out, "nobody is asked"


class Web(BaseHTTPRequestHandler):
    """One feed with an article, and one that is gone."""

    def do_GET(self):
        base = f"http://127.0.0.1:{self.server.server_address[1]}"
        date = "Thu, 19 Nov 2026 08:30:00 +0000"
        pages = {
            "/feed.xml": rss((f"{base}/1", "The ferry returns", date), (f"{base}/2", "Gone again", date)),
            "/1": page("The ferry returns"),
        }
        kind, body = pages.get(self.path, ("text/plain", b"gone"))
        self.send_response(200 if self.path in pages else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def web():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Web) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def opml(*urls):
    listed = "".join(f'<outline type="rss" text="a feed" xmlUrl="{url}"/>' for url in urls)
    return f'<?xml version="1.0"?><opml version="2.0"><head/><body>{listed}</body></opml>'


@pytest.fixture
def live(tmp_path, web):
    init_desk(tmp_path)
    settings = "[web]\nallow_private = true\nhost_delay_seconds = 0.0\nobey_robots = false\n[limits]\nworkers = 1\n"
    (tmp_path / "desk.toml").write_text(settings)
    (tmp_path / "sources.opml").write_text(opml(f"{web}/feed.xml", f"{web}/gone.xml"))
    return tmp_path


def test_a_run_whose_sources_failed_ends_well_and_names_them_in_one_line(live, web, capsys):
    assert run_command(["run", "--desk", str(live)]) == 0
    streams = capsys.readouterr()
    (line,) = [line for line in streams.err.splitlines() if "gone.xml" in line]
    assert line.startswith(f"1 source failed: {web}/gone.xml: ")
    assert line.count("gone.xml") == 1
    assert "1 source polled, " in streams.out


def test_strict_ends_such_a_run_with_exit_code_1(live, capsys):
    assert run_command(["run", "--strict", "--desk", str(live)]) == 1


def test_a_bug_of_the_desks_own_ends_a_run_with_exit_code_1(live, monkeypatch, capsys):
    def broken(*_):
        raise AssertionError("a bug")

    monkeypatch.setattr("nightdesk.ranking.quality.editorial._title", broken)
    assert run_command(["run", "--desk", str(live)]) == 1
    assert "a bug in nightdesk" in capsys.readouterr().err


def test_sources_of_a_file_are_said_not_to_be_the_desks_own(live, web, capsys):
    other = live / "other.opml"
    other.write_text(opml(f"{web}/gone.xml"))
    assert run_command(["run", "--desk", str(live), "--sources", str(other)]) == 0
    err = capsys.readouterr().err
    assert f"polls what {other} names; the desk's own sources.opml rests until a run without --sources" in err
    store = Store.open(load_config(live))
    assert [source.url for source in store.sources()] == [f"{web}/gone.xml"]
    store.close()


def test_long_work_says_how_far_it_is_where_there_is_no_terminal(capsys):
    with progress_bar(every=0.02) as progress:
        progress.begin("read", 300)
        progress.advance("read", 120)
        time.sleep(0.2)
    err = capsys.readouterr().err
    assert "reading pages: 120 of 300, " in err
    with progress_bar() as progress:
        progress.begin("read", 2)
    assert capsys.readouterr().err == "", "work that is soon done says nothing"
