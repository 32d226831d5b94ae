"""Bad input: one clear line that names the thing, and the rest of the run goes on."""

import json
import subprocess

import pytest

from commanding import command
from warc_making import page, rss, write_warc

SITE = "https://www.fjordpost.example"
DATE = "Thu, 19 Nov 2026 08:30:00 +0000"
GOOD = f"{SITE}/good"


def sources(folder, *urls):
    lines = "".join(f'<outline type="rss" text="x" xmlUrl="{url}"/>' for url in urls)
    path = folder / "sources.opml"
    path.write_text(f'<opml version="2.0"><head/><body>{lines}</body></opml>')
    return path


@pytest.fixture
def desk(tmp_path):
    command("init", tmp_path)
    return tmp_path


def run_with(desk, answers, *feeds):
    """Run over an archive of these answers and a good article; returns the report and the titles on the site."""
    feed = f"{SITE}/good.xml"
    answers |= {feed: rss((GOOD, "The ferry returns", DATE)), GOOD: page("The ferry returns")}
    archive = write_warc(desk / "web.warc.gz", answers)
    answer = command("run", "--archive", archive, "--sources", sources(desk, feed, *feeds), "--json", desk=desk)
    report = json.loads(answer.stdout)
    report["code"] = answer.returncode
    records = sorted(path.name for path in (desk / "site" / "_news").glob("*.md"))
    return report, records


def the_line(lines, *words):
    found = [line for line in lines if all(word in line for word in words)]
    assert len(found) == 1, f"wanted one line with {words} in {lines}"
    return found[0]


def test_a_feed_that_is_html_is_named_with_the_feeds_it_names(desk):
    html = (
        b'<html><head><link rel="alternate" type="application/rss+xml" href="/real.xml"></head><body>Hi</body></html>'
    )
    report, records = run_with(desk, {f"{SITE}/": ("text/html", html)}, f"{SITE}/")
    line = the_line(report["failed"], f"poll {SITE}/", "HTML")
    assert f"{SITE}/real.xml" in line
    assert (report["code"], len(records)) == (0, 1)  # a source's failure is not the desk's; `--strict` makes it 1


def test_a_source_that_is_not_there_is_named(desk):
    report, records = run_with(desk, {}, "https://gone.example/feed.xml")
    the_line(report["failed"], "poll https://gone.example/feed.xml")
    assert (report["code"], len(records)) == (0, 1)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (("text/html", b"<html>" + b"x" * 50_000_000), ("MB",)),
        (("application/pdf", b"%PDF-1.7\n" + bytes(range(256)) * 40), ("application/pdf",)),
        (("text/html", b"\x7fELF" + bytes(range(256)) * 400), ("not a text page",)),
        (("text/html", b""), ("empty",)),
    ],
)
def test_a_page_that_is_no_article_is_left_out_with_the_reason(desk, answer, words):
    feed = f"{SITE}/bad.xml"
    report, records = run_with(desk, {feed: rss((f"{SITE}/bad", "Bad", DATE)), f"{SITE}/bad": answer}, feed)
    the_line(report["skipped"], f"read {SITE}/bad", *words)
    assert (report["code"], len(records)) == (0, 1)


@pytest.mark.parametrize("date", ["0000-01-01T00:00:00Z", "2999-05-05T00:00:00Z", "not a date"])
def test_a_date_that_cannot_be_is_not_believed(desk, date):
    feed = f"{SITE}/bad.xml"
    answers = {feed: rss((f"{SITE}/odd", "Odd day", DATE)), f"{SITE}/odd": page("An odd day", published=date)}
    report, records = run_with(desk, answers, feed)
    assert report["code"] == 0
    assert "2026-11-19-an-odd-day.md" in records


def test_a_source_list_that_is_broken_is_named_with_the_line(desk):
    (desk / "sources.opml").write_text("<opml><body><outline xmlUrl='x'></body></opml")
    answer = command("run", desk=desk)
    assert answer.returncode == 2
    assert "sources.opml" in answer.stderr
    assert "line" in answer.stderr


def test_a_database_of_a_newer_version_is_named_and_left_alone(desk):
    import sqlite3

    connection = sqlite3.connect(desk / "nightdesk.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    for name, code in (("run", 2), ("doctor", 1)):
        answer = command(name, desk=desk)
        assert answer.returncode == code
        assert "a newer nightdesk wrote it" in answer.stderr + answer.stdout


def test_a_folder_that_is_not_the_desks_is_not_published_to(desk):
    (desk / "thesis").mkdir()
    (desk / "thesis" / "chapter.txt").write_text("three years of work")
    answer = command("publish", "--to", "thesis", desk=desk)
    assert answer.returncode == 2
    assert "choose an empty folder" in answer.stderr
    assert [path.name for path in (desk / "thesis").iterdir()] == ["chapter.txt"]


def test_a_full_disk_ends_the_run_with_one_line_and_the_next_run_goes_on(tmp_path, corpus):
    disk = tmp_path / "disk"
    disk.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk], check=False).returncode:
        pytest.skip("needs the right to mount a small disk")
    try:
        command("init", disk)
        run = ("run", "--archive", corpus.archive, "--sources", corpus.opml)
        full = command(*run, desk=disk, timeout=60)
        assert full.returncode == 1
        assert "Traceback" not in full.stderr
        assert "nightdesk.db: database or disk is full; free some space on this disk and run again" in full.stderr
        subprocess.run(["mount", "-o", "remount,size=60m", disk], check=True)
        again = command(*run, desk=disk, timeout=120)
        assert again.returncode == 0, again.stderr
        assert "The desk has 87 articles" in again.stdout
    finally:
        subprocess.run(["umount", disk], check=True)
