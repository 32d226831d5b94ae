"""Pages that lie in files, read by ``nightdesk read``: one, or a list of them on all cores."""

import gzip
import json

import pytest

from commanding import command
from nightdesk import saved_pages
from nightdesk.cli import run_command
from nightdesk.config import LimitSettings
from nightdesk.saved_pages import SavedPage
from nightdesk.workers import WorkerPool
from reading_ends import read_or_end
from warc_making import page

URL = "https://www.fjordpost.example/1"
KEYS = [
    *("url", "title", "excerpt", "text", "authors", "published_at", "modified_at", "language", "images"),
    *("canonical_url", "amp_url", "cdn_amp_url", "kind", "site_name", "is_partial"),
]


HALF = b'{"@type":"NewsArticle","headline":"Half","author":{"name":"\\ud800"},"datePublished":"2026-10-06T12:00:00Z"}'


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "a.html").write_bytes(page("The ferry returns")[1])
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(page("A bridge opens")[1]))
    (tmp_path / "c.html").write_bytes(b"%PDF-1.7 \x00\x01\x02")
    return tmp_path


def write_list(folder, *lines):
    path = folder / "list.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return path


def test_a_page_is_printed_as_one_json_object(folder, capsys):
    assert run_command(["read", str(folder / "a.html"), "--url", URL]) == 0
    read = json.loads(capsys.readouterr().out)
    assert list(read)[: len(KEYS)] == KEYS
    assert (read["url"], read["title"], read["language"]) == (URL, "The ferry returns", "en")
    assert read["reasons"]


def test_what_is_no_article_is_named_with_the_reason(folder, capsys):
    assert run_command(["read", str(folder / "c.html"), "--url", URL]) == 1
    out, err = capsys.readouterr()
    assert "not a text page" in err
    assert json.loads(out) == {"url": URL, "no_article": f"{URL}: not a text page"}


def test_a_page_needs_its_url_and_a_file_that_is_there(folder, capsys):
    assert run_command(["read", str(folder / "a.html")]) == 2
    assert "--url" in capsys.readouterr().err
    assert run_command(["read", str(folder / "none.html"), "--url", URL]) == 2
    assert "none.html" in capsys.readouterr().err
    assert run_command(["read"]) == 2


def test_a_list_is_read_in_its_order_with_a_line_for_each(folder, capsys):
    names = ["b.html.gz", "c.html", "a.html"] * 5
    path = write_list(folder, *({"url": f"{URL}{at}", "file": name} for at, name in enumerate(names)))
    assert run_command(["read", "--list", str(path)]) == 1
    out, err = capsys.readouterr()
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["url"] for line in lines] == [f"{URL}{at}" for at in range(15)]
    assert [line.get("title") for line in lines[:3]] == ["A bridge opens", None, "The ferry returns"]
    assert "10 of 15 pages read" in err


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{not json", "line 2: not a JSON object"),
        ("[1]", "line 2: not a JSON object"),
        ({"file": "a.html"}, "line 2: has no url"),
        ({"url": URL}, "line 2: has no file"),
        ({"url": URL, "file": "none.html"}, "none.html"),
        ({"url": URL, "file": "broken.gz"}, "broken.gz"),
    ],
)
def test_a_bad_line_of_a_list_is_named_and_the_rest_is_read(folder, capsys, line, words):
    (folder / "broken.gz").write_bytes(b"\x1f\x8bnothing")
    path = write_list(folder, {"url": URL, "file": "a.html"}, line, {"url": URL, "file": "b.html.gz"})
    assert run_command(["read", "--list", str(path)]) == 1
    out, err = capsys.readouterr()
    lines = [json.loads(each) for each in out.splitlines()]
    assert [each.get("title") for each in lines] == ["The ferry returns", None, "A bridge opens"]
    assert words in lines[1]["no_article"]
    assert words in err


def test_a_page_that_takes_too_long_is_given_up_and_the_rest_is_read(folder):
    nested = b"<html><body>" + b"<b><a href=x><i>" * 60_000 + b"text" + b"</body></html>"
    (folder / "slow.html").write_bytes(nested)
    path = write_list(folder, {"url": URL, "file": "slow.html"}, {"url": f"{URL}1", "file": "a.html"})
    answer = command("read", "--list", path, timeout=60)
    first, second = map(json.loads, answer.stdout.splitlines())
    assert second["title"] == "The ferry returns"
    assert first["url"] == URL  # read or given up: its line is there


def test_what_the_pages_of_one_outlet_repeat_is_left_out_of_a_list(folder, capsys):
    letter = "<p>Sign up for our evening letter and read what moved the fjord today and will tomorrow.</p>"
    others = {"d.html": "A bridge opens", "e.html": "Bakers raise their prices", "f.html": "Storm tears roofs off"}
    for name, title in others.items():
        own = "".join(
            f"<p>{title}, says paragraph {n} of the report that no other page of it has.</p>" for n in range(9)
        )
        text = f"<title>{title}</title><article><h1>{title}</h1>{own}{letter}</article>"
        (folder / name).write_text(f"<meta charset=utf-8><meta property=og:type content=article>{text}")
    given = [{"url": f"https://{host}.example/{name[0]}", "file": name} for name in others for host in ("one", "two")]
    path = write_list(folder, *given[:5], {"url": "not an address", "file": "a.html"})
    assert run_command(["read", "--list", str(path)]) == 1
    *lines, no_address = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert "not an http or https URL" in no_address["no_article"]
    assert [line["url"] for line in lines] == [each["url"] for each in given[:5]]
    assert not any("evening letter" in line["text"] for line in lines)
    assert all("paragraph 8" in line["text"] for line in lines[:5])
    (reason,) = [each for each in lines[0]["reasons"] if each["signal"] == "repeats"]
    assert reason["text"].startswith("text: a line was left out that 2 or more pages of this outlet carry")


def test_whatever_a_page_raises_a_list_ends_with_a_line_for_each(folder, capsys, monkeypatch):
    listed = [
        {"url": f"https://a.example/{name}", "file": name} for name in ("a.html", "gone.html", "c.html", "a.html")
    ]
    odd = [{"url": "https://a.example/\ud800", "file": "a.html"}, {"url": "https://a.example/x", "file": "a\0.html"}]
    (folder / "half.html").write_bytes(
        page("Half")[1].replace(b"</head>", b'<script type="application/ld+json">' + HALF + b"</script></head>")
    )
    path = write_list(folder, *listed, *odd, {"url": "https://a.example/half", "file": "half.html"}, "[]", "\x00")
    assert run_command(["read", "--list", str(path)]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 9
    assert [line["url"] for line in lines[:4]] == [each["url"] for each in listed]
    assert [bool(line.get("title")) for line in lines[:6]] == [True, False, False, True, False, False]


def test_a_folder_of_pages_is_read_like_a_list(folder, capsys):
    assert run_command(["read", "--list", str(folder)]) == 1
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 3
    assert [line.get("title") for line in lines[:2]] == ["The ferry returns", "A bridge opens"]


def test_a_worker_that_ends_costs_its_page_alone(folder, monkeypatch):
    urls = [f"https://{name}.example/1" for name in ("a", "die", "b", "unsendable", "c", "memory", "d", "bug", "e")]
    monkeypatch.setattr(saved_pages, "read_saved", read_or_end)
    with WorkerPool(LimitSettings(workers=1)) as workers:
        read = list(saved_pages.read_all([SavedPage(url, folder / "a.html") for url in urls], workers))
    assert [each.url for each in read] == urls
    assert [bool(each.title) for each in read] == [True, False] * 4 + [True]
    assert all(each.no_article.startswith(f"{each.url}: ") for each in read if not each.title)


def test_a_bug_in_reading_names_the_page(folder, monkeypatch):
    monkeypatch.setattr(saved_pages, "read_page", lambda *_: {}["x"])
    read = saved_pages.read_saved(SavedPage(URL, folder / "a.html"))
    assert read.no_article == f"{URL}: a bug in nightdesk, please report it: KeyError('x')"
