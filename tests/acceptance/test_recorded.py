"""The recorded archive of real pages, from an empty folder to a published site."""

import json
import re
import resource

import pytest

from commanding import command, largest_process
from nightdesk.config import load_config
from nightdesk.formats.records import check_record, read_record
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from telling import most_told, not_whole, stop_words_named


@pytest.fixture(scope="module")
def recorded(shared, tmp_path_factory):
    """A desk in which the recorded archive was run; seconds of CPU time; bytes of the largest process."""
    desk = tmp_path_factory.mktemp("recorded")
    web = shared / "web"
    start = cpu_of_children()
    assert command("init", ".", desk=desk).returncode == 0
    most = largest_process("run", "--archive", web / "recorded.warc.gz", "--sources", web / "sources.opml", desk=desk)
    assert command("publish", "--to", "published", desk=desk).returncode == 0
    return desk, cpu_of_children() - start, most


def cpu_of_children():
    """Seconds of CPU time of all processes that have ended: a busy machine changes the clock, not these."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_nearly_every_page_is_read_with_title_text_date_and_language(recorded):
    desk, *_ = recorded
    store = Store.open(load_config(desk))
    articles = list(store.articles(ArticleFilter(with_text=True)))
    store.close()
    whole = [item for item in articles if item.title and item.text and item.published_at and item.language]
    assert len(whole) >= 130  # of 131; one page has no text without its scripts


def test_no_reason_names_a_stop_word_or_a_part_of_a_word(recorded):
    desk, *_ = recorded
    store = Store.open(load_config(desk))
    articles = list(store.articles(ArticleFilter(with_text=True)))
    store.close()
    assert stop_words_named(articles) == []
    assert not_whole(articles) == []
    assert most_told(articles) >= 1


def test_every_published_record_follows_the_format(recorded):
    desk, *_ = recorded
    paths = sorted((desk / "published" / "_news").glob("*.md"))
    assert len(paths) >= 130
    for path in paths:
        assert re.fullmatch(r"\d{4}-\d\d-\d\d-.+\.md", path.name)
        assert check_record(read_record(path.read_bytes())) == [], path.name


def test_what_is_published_is_what_the_api_lists(recorded):
    desk, *_ = recorded
    listed, page = [], json.loads((desk / "published/api/news/index.json").read_text())
    while True:
        listed += [item["path"] for item in page["value"]]
        if page["nextPage"] is None:
            break
        page = json.loads((desk / f"published/api/news/page/{page['nextPage']}/index.json").read_text())
    records = (desk / "published" / "_news").glob("*.md")
    published = [f"_news/{path.name}" for path in records if read_record(path.read_bytes()).is_published]
    assert sorted(listed) == sorted(published)


def test_it_takes_less_than_forty_seconds_of_cpu_and_half_a_gigabyte(recorded):
    _, cpu_seconds, most = recorded
    assert cpu_seconds < 40
    assert most < 500_000_000


def test_the_same_run_again_finds_nothing_new(recorded, shared):
    desk, *_ = recorded
    web = shared / "web"
    start = cpu_of_children()
    again = command("run", "--archive", web / "recorded.warc.gz", "--sources", web / "sources.opml", desk=desk)
    assert cpu_of_children() - start < 4
    assert again.returncode == 0
    assert again.stdout.startswith("Nothing is due")


NO_NEWS = {"shopping", "paid or filler", "press release", "horoscope-like", "puzzle help"}


def test_no_offer_and_no_press_release_is_among_the_first_thirty(recorded, shared):
    """By the kinds that somebody gave to the recorded pages by hand."""
    desk, *_ = recorded
    rows = [line.split("\t") for line in (shared / "topics/kinds.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    kinds = {name: kind for collection, name, kind in rows if collection == "pages"}
    gold = map(json.loads, (shared / "pages/gold.jsonl").read_text(encoding="utf-8").splitlines())
    unwanted = {row["title"] for row in gold if kinds.get(row["file"]) in NO_NEWS}
    assert len(unwanted) >= 6
    listed = json.loads((desk / "published/api/news/index.json").read_text())["value"]
    ranked = json.loads(command("frontpage", "--stories", "30", "--json", desk=desk).stdout)["stories"]
    first = [item["title"] for item in (*listed[:30], *ranked)]
    assert not unwanted & set(first)
