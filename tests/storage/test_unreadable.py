"""A row that does not decode costs itself: it is passed over, then repaired or set aside, and told with its address."""

import sqlite3
from contextlib import closing

import pytest

from commanding import command
from making import NOON, make_article, make_source
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Provider, Story
from warc_making import page, rss, write_warc

SITE = "https://www.fjordpost.example"
# What an older nightdesk left of a name with the six characters of an escape in it.
CUT = r'{"name":"Fjord \ Post","domain":"fjordpost.example","images":[]}'


def spoil(config, table, column, value, row_id):
    """Put a value into a row, past all guards."""
    statement = f"UPDATE {table} SET {column} = %s WHERE id = %s"  # noqa: S608 - names of this file
    if config.store.database.startswith("postgres"):
        import psycopg

        with psycopg.connect(config.store.database) as connection:
            connection.execute(statement, (value, row_id))
    else:
        with closing(sqlite3.connect(config.home / config.store.database)) as connection:
            connection.execute(statement.replace("%s", "?"), (value, row_id))
            connection.commit()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("authors", "["),
        ("provider", '{"name": 1}'),
        ("verdicts", ""),
        ("found_at", "yesterday"),
        ("images", '[{"url":"\\ud800"}]'),
    ],
)
def test_a_row_that_does_not_decode_is_passed_over_and_set_aside(store, config, column, value):
    many = [make_article(number, story_id="s1") for number in range(1, 4)]
    store.save([*many, Story(id="s1", first_at=NOON, last_at=NOON, size=3)])
    spoil(config, "article", column, value, many[1].id)
    assert {article.id for article in store.articles(ArticleFilter(with_text=True))} == {many[0].id, many[2].id}
    assert list(store.articles(ArticleFilter(ids=(many[1].id,)))) == []
    assert store.find_articles(many[1].url) == ()
    (told,) = store.set_aside_unreadable(NOON)
    assert (told.table, told.id, told.address, told.is_repaired) == ("article", many[1].id, many[1].original_url, False)
    assert many[1].url in told.line
    assert store.set_aside_unreadable(NOON) == ()
    assert store.unreadable.set_aside_before() == 1
    assert store.add([many[1]]) == (many[1].id,), "its source may name it again"


def test_what_an_older_desk_cut_out_of_a_name_is_repaired(store, config):
    store.save([make_article(1)])
    spoil(config, "article", "provider", CUT, "a000000000001")
    assert list(store.articles(ArticleFilter())) == []
    (told,) = store.set_aside_unreadable(NOON)
    assert told.is_repaired
    assert store.article("a000000000001").provider == Provider("Fjord  Post", "fjordpost.example")


def test_a_page_of_rows_of_which_none_decodes_is_not_the_last(store, config):
    store.save([make_article(number) for number in range(700)])
    with_bad = Store.open(config)
    for number in range(695, 700):
        spoil(config, "article", "authors", "[", f"a{number:012d}")
    assert len(list(with_bad.articles(ArticleFilter()))) == 695
    assert len(list(with_bad.articles(ArticleFilter(limit=5)))) == 5
    with_bad.close()


def test_a_source_that_does_not_decode_is_passed_over(store, config):
    store.set_sources([make_source(1), make_source(2)], NOON)
    spoil(config, "source", "added_at", "?", make_source(1).id)
    assert [source.id for source in store.sources()] == [make_source(2).id]
    store.set_sources([make_source(1), make_source(2)], NOON)
    store.set_aside_unreadable(NOON)
    store.set_sources([make_source(1), make_source(2)], NOON)
    assert len(store.sources()) == 2


@pytest.fixture
def desk(tmp_path):
    """A desk with three articles, read and grouped."""
    links = [f"{SITE}/{number}" for number in range(3)]
    answers = {
        f"{SITE}/feed": rss(*((link, f"Ferry {link[-1]} returns", "Thu, 19 Nov 2026 08:30:00 +0000") for link in links))
    }
    answers |= {link: page(f"Ferry {link[-1]} returns") for link in links}
    archive = write_warc(tmp_path / "web.warc.gz", answers)
    (tmp_path / "s.opml").write_text(f'<opml version="2.0"><head/><body><outline xmlUrl="{SITE}/feed"/></body></opml>')
    folder = tmp_path / "desk"
    command("init", folder)
    run = ("run", "--archive", archive, "--sources", tmp_path / "s.opml")
    assert command(*run, desk=folder).returncode == 0
    return folder, run


def test_an_old_desk_with_such_rows_runs_and_the_doctor_tells(desk):
    folder, run = desk
    with closing(sqlite3.connect(folder / "nightdesk.db")) as connection:
        connection.execute("UPDATE article SET authors = '[' WHERE original_url LIKE '%/0'")
        connection.execute("UPDATE article SET provider = ? WHERE original_url LIKE '%/1'", (CUT,))
        connection.execute("UPDATE work SET state = 'due' WHERE stage <> 'poll'")
        connection.commit()
    doctor = command("doctor", desk=folder)
    assert doctor.returncode == 1
    assert f"{SITE}/0): its row could not be read" in doctor.stdout
    assert "`nightdesk doctor --repair` mends it" in doctor.stdout
    answer = command(*run, desk=folder)
    assert "Traceback" not in answer.stdout + answer.stderr
    assert f"{SITE}/0): its row could not be read" in answer.stderr
    assert f"{SITE}/1): its row could not be read, and was repaired" in answer.stdout
    with closing(sqlite3.connect(folder / "nightdesk.db")) as connection:
        assert connection.execute("SELECT count(*) FROM article").fetchone() == (2,)
        assert connection.execute("SELECT count(*) FROM unreadable_row").fetchone() == (1,)
    assert command("publish", desk=folder).returncode == 0


def test_the_doctor_repairs(desk):
    folder, _ = desk
    with closing(sqlite3.connect(folder / "nightdesk.db")) as connection:
        connection.execute("UPDATE article SET provider = ? WHERE original_url LIKE '%/1'", (CUT,))
        connection.commit()
    assert "and was repaired" in command("doctor", "--repair", desk=folder).stdout
    assert "every row can be read" in command("doctor", desk=folder).stdout
