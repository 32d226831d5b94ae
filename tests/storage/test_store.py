"""The contract of the store, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest

from making import NOON, make_article, make_source
from nightdesk.config import Config, StoreSettings
from nightdesk.errors import ConfigError, NotFound, StoreError
from nightdesk.storage.store import LINES_KEPT, Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Encoding, Image, Lines, Reason, Story, Verdict


def test_an_article_comes_back_as_it_was_saved(store):
    article = make_article(
        images=(Image("https://x.example/p.jpg", 800, 450, alt='a "ferry"', cached_path="ab/cd.webp"),),
        authors=("Ada Lund", "李明"),
        topics=("Sea", "News"),
        quality=87,
        verdicts=(Verdict("quality", 87.0, "quality/1", (Reason("base", "an article", 87.0, "a plain article"),)),),
    )
    store.save([article])
    assert store.article(article.id) == article


def test_lines_of_the_newest_articles_of_each_outlet_are_kept(store):
    def lines(number, domain):
        place = f"2026-11-20T{number:04d}"
        kept = {"hashes": ("a1", "b2"), "sizes": (40, 9), "own": ("a1",), "left_out": ('A "line" of it.',)}
        return Lines(article_id=f"{domain}{number}", domain=domain, place=place, title="李明 said", **kept)

    many = [lines(number, "fjordpost.example") for number in range(LINES_KEPT + 7)]
    store.save([*reversed(many), lines(1, "skagenavis.example")])
    kept = store.lines("fjordpost.example")
    assert [each.article_id for each in kept] == [each.article_id for each in many[7:]]
    assert kept[0] == many[7]
    store.save([replace(many[-1], sizes=(1, 2))])
    assert store.lines("fjordpost.example")[-1].sizes == (1, 2)
    assert (len(store.lines("skagenavis.example")), store.lines("nobody.example")) == (1, ())


def test_what_vectors_say_of_articles_comes_back_by_their_ids(store):
    many = [Encoding(article_id=f"a{at}", made_of="x", numbers=bytes([at % 256, 255, 0])) for at in range(1203)]
    store.save(many)
    store.save([replace(many[7], made_of="y", numbers=b"\x01")])
    wanted = tuple(each.article_id for each in many[3:])
    found = {each.article_id: each for each in store.encodings((*wanted, "unknown"))}
    assert set(found) == set(wanted)
    assert found["a3"] == many[3]
    assert (found["a7"].made_of, found["a7"].numbers) == ("y", b"\x01")


def test_the_newest_grouped_article_is_found_behind_newer_ones_that_are_in_no_story(store):
    assert store.newest_grouped() is None
    placed = {1: "s1", 2: "s1", 3: None}
    store.save(make_article(n, published_at=NOON + timedelta(hours=n), story_id=story) for n, story in placed.items())
    assert store.newest_grouped() == NOON + timedelta(hours=2)


def test_a_list_leaves_texts_out_and_saving_its_articles_keeps_them(store):
    store.save([make_article(1)])
    (listed,) = store.articles(ArticleFilter())
    assert listed.text is None
    store.save([replace(listed, quality=50)])
    assert store.article(listed.id) == replace(make_article(1), quality=50)


def test_articles_come_newest_first_through_all_pages(store):
    store.save([make_article(number, text=None) for number in range(1203)])
    listed = list(store.articles(ArticleFilter()))
    assert [article.id for article in listed] == [f"a{number:012d}" for number in reversed(range(1203))]


def test_a_cursor_continues_after_the_last_article_of_a_page(store):
    store.save([make_article(number, published_at=NOON) for number in range(10)])
    first = list(store.articles(ArticleFilter(limit=4)))
    rest = list(store.articles(ArticleFilter(after=(first[-1].placed_at, first[-1].id))))
    assert [article.id for article in first + rest] == [f"a{number:012d}" for number in reversed(range(10))]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (ArticleFilter(since=NOON + timedelta(minutes=3)), {3, 4}),
        (ArticleFilter(until=NOON + timedelta(minutes=2)), {1, 2}),
        (ArticleFilter(is_grouped=True), {1, 2}),
        (ArticleFilter(is_grouped=False), {3, 4}),
        (ArticleFilter(topic="100% Sea"), {4}),
        (ArticleFilter(story_ids=("s1",)), {1}),
        (ArticleFilter(story_ids=("s1", "s2"), since=NOON + timedelta(minutes=2)), {2}),
        (ArticleFilter(ids=()), set()),
    ],
)
def test_a_filter_keeps_what_it_says(store, wanted, expected):
    store.save(
        [
            make_article(1, story_id="s1"),
            make_article(2, story_id="s2"),
            make_article(3, topics=("100x Sea",)),
            make_article(4, topics=("100% Sea", "News")),
        ]
    )
    assert {int(article.id[1:]) for article in store.articles(wanted)} == expected


def test_adding_keeps_what_the_desk_knows(store):
    read = make_article(1, verdicts=(Verdict("reading", "read", "read/1"),))
    store.save([read])
    assert store.add([make_article(1, title="As the feed has it", text=None), make_article(2, text=None)]) == (
        "a000000000002",
    )
    assert store.article(read.id) == read


def test_of_two_sources_the_one_with_the_smaller_id_has_found_an_article(store):
    late, early = (make_article(1, source_id=source, text=None, summary=source) for source in ("f2", "f1"))
    store.add([late])
    store.add([early])
    store.add([late])
    assert store.article(late.id) == early


@pytest.mark.parametrize(
    "name",
    [
        "a000000000007",
        "https://o.example/7",
        "https://c.example/7",
        "2026-11-20-seven.md",
        "2026-11-20-seven",
        "SEVENTH day",
    ],
)
def test_an_article_is_found_by_every_name_a_person_may_use(store, name):
    seventh = make_article(
        7,
        original_url="https://o.example/7",
        url="https://c.example/7",
        record_name="2026-11-20-seven.md",
        title="The seventh day",
    )
    store.save([seventh, make_article(8)])
    assert [article.id for article in store.find_articles(name)] == [seventh.id]


def test_known_urls_and_record_names_are_told(store):
    store.save([make_article(1, original_url="https://o.example/1", url="https://c.example/1", record_name="one.md")])
    assert store.known_urls(("https://o.example/1", "https://c.example/1", "https://n.example/")) == {
        "https://o.example/1",
        "https://c.example/1",
    }
    assert store.record_names(("one.md", "two.md")) == {"one.md"}


def test_stories_are_listed_by_the_span_they_touch(store):
    stories = [
        Story(id=f"s{day}", first_at=NOON + timedelta(days=day), last_at=NOON + timedelta(days=day + 2), size=2)
        for day in (0, 5)
    ]
    store.save(stories)
    assert list(store.stories()) == stories
    assert list(store.stories(since=NOON + timedelta(days=3))) == stories[1:]
    assert list(store.stories(until=NOON + timedelta(days=3))) == stories[:1]
    assert store.story("s0") == stories[0]


def test_what_is_not_there_is_named(store):
    for ask in (store.article, store.story, store.source):
        with pytest.raises(NotFound, match="nowhere"):
            ask("nowhere")


def test_sources_follow_the_wanted_list_and_keep_their_validators(store):
    store.set_sources([make_source(1), make_source(2)], NOON)
    store.save([make_source(1, etag='"v1"')])
    store.set_sources([make_source(2)], NOON)
    assert [source.id for source in store.sources()] == [make_source(2).id]
    assert store.ledger.due_counts(NOON) == {"poll": 1}
    store.set_sources([make_source(1), make_source(2)], NOON)
    assert [source.etag for source in store.sources()] == ['"v1"', None]
    assert store.ledger.due_counts(NOON) == {"poll": 2}


def test_a_transaction_saves_all_or_nothing(store):
    with pytest.raises(RuntimeError), store.transaction():
        store.save([make_article(1)])
        raise RuntimeError
    assert store.counts()["articles"] == 0


def test_what_is_saved_outlives_the_store(store, config):
    store.save([make_article(1)])
    store.remember("colour", "blue")
    store.close()
    again = Store.open(config)
    assert again.article("a000000000001") == make_article(1)
    assert again.memo("colour") == "blue"
    again.close()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path):
    import sqlite3

    config = Config(home=tmp_path)
    Store.open(config).close()
    connection = sqlite3.connect(tmp_path / "nightdesk.db")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(ConfigError, match=r"nightdesk\.db: the database has schema 99.*newer nightdesk.*pip install"):
        Store.open(config)


def test_a_newer_schema_on_postgres_is_refused(postgres_url, tmp_path):
    import psycopg

    config = Config(home=tmp_path, store=StoreSettings(database=postgres_url))
    Store.open(config).close()
    with psycopg.connect(postgres_url) as connection:
        connection.execute("INSERT INTO schema_version VALUES (99)")
    with pytest.raises(ConfigError, match=r"the database has schema 99.*newer nightdesk"):
        Store.open(config)


def test_a_file_that_is_no_database_is_named_with_the_mend(tmp_path):
    (tmp_path / "nightdesk.db").write_bytes(b"this is not a database, but a letter to the editor" * 30)
    with pytest.raises(StoreError, match=r"nightdesk\.db: .*restore this file from a backup"):
        Store.open(Config(home=tmp_path))


def test_a_full_disk_is_named_and_what_was_saved_is_kept(tmp_path):
    store = Store.open(Config(home=tmp_path))
    store.save([make_article(1)])
    pages = store._database._connection.execute("PRAGMA page_count").fetchone()[0]
    store._database._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="free some space on this disk"):
        store.save([make_article(2, text="long " * 100_000)])
    assert store.article("a000000000001") == make_article(1)
    with pytest.raises(NotFound):
        store.article("a000000000002")
    store.close()


def test_an_unknown_postgres_server_is_named_with_the_mend(tmp_path):
    with pytest.raises(StoreError, match=r"\[store\] database: cannot connect.*check the URL"):
        Store.open(Config(home=tmp_path, store=StoreSettings(database=f"postgresql://x@/y?host={tmp_path}")))
