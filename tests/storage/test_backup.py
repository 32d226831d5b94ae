"""Backups, on both engines: what comes back is what was there, and what is not whole is refused before it harms."""

import random
import sqlite3
import stat
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from making import NOON, make_article, make_source
from nightdesk.config import Config, StoreSettings
from nightdesk.errors import ConfigError, DeskBusy, StoreError
from nightdesk.storage.backup import check_backup, copy_database, make_backup
from nightdesk.storage.folder import only_one
from nightdesk.storage.restoring import restore_backup
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter

TOPIC = "taxonomy: topic\n_id: news\nname: News\n"


@pytest.fixture
def desk(config):
    """A desk with a few of everything, on each engine in turn."""
    home = config.home
    (home / "desk.toml").write_text(f'[store]\ndatabase = "{config.store.database}"\n')
    (home / "sources.opml").write_text('<opml version="2.0"><body/></opml>')
    (home / "topics").mkdir()
    (home / "topics" / "00-news.yaml").write_text(TOPIC)
    store = Store.open(config)
    store.set_sources([replace(make_source(1), url="https://ada:s3cret@www.fjordpost.example/feed.xml")], NOON)
    store.save([make_article(number, text=f"Text {number} \N{SNOWMAN}\t\\N 'x'", story_id="s1") for number in range(7)])
    store.subscribers.ask("ada@lund.example", NOON)
    store.close()
    return config


def rows(config, folder):
    """All rows of a desk, by table."""
    place = folder / f"{random.random()}.sqlite"
    copy_database(config, place)
    with closing(sqlite3.connect(place)) as database:
        names = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(map(repr, database.execute(f"SELECT * FROM {name}"))) for name in names}  # noqa: S608


def save_more(config, *numbers):
    store = Store.open(config)
    store.save([make_article(number) for number in numbers])
    store.close()


def test_a_restored_desk_is_the_desk_that_was_backed_up(desk, tmp_path):
    made = make_backup(desk)
    assert made.path.parent == desk.home / "backups"
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600
    before = rows(desk, tmp_path)
    save_more(desk, 10, 11)
    (desk.home / "topics" / "00-news.yaml").write_text(TOPIC.replace("News", "Other"))
    (desk.home / "topics" / "01-more.yaml").write_text(TOPIC)
    restored = restore_backup(made.path, desk.home)
    assert rows(desk, tmp_path) == before
    assert {path.name: path.read_text() for path in (desk.home / "topics").iterdir()} == {"00-news.yaml": TOPIC}
    (kept,) = restored.kept
    assert check_backup(kept).listing.rows["article"] == 9
    restore_backup(kept, desk.home)  # and back again
    store = Store.open(desk)
    assert len(list(store.articles(ArticleFilter()))) == 9
    store.close()


@pytest.mark.parametrize("lost", ["deleted", "cut", "overwritten"])
def test_a_lost_database_comes_back(tmp_path, lost):
    config = Config(home=tmp_path / "desk")
    config.home.mkdir()
    (config.home / "desk.toml").write_text("")
    save_more(config, 1, 2, 3)
    made = make_backup(config)
    before = rows(config, tmp_path)
    place = config.home / "nightdesk.db"
    for path in config.home.glob("nightdesk.db-*"):
        path.unlink()
    place.unlink()
    if lost != "deleted":
        place.write_bytes(b"" if lost == "cut" else b"no database " * 1000)
    if lost != "overwritten":
        with pytest.raises(ConfigError, match=r"no database to back up.*restore FILE"):
            make_backup(config)
    (config.home / "desk.toml").write_text('[desk]\ntitle = "newer"\n')
    restored = restore_backup(made.path, config.home)
    assert rows(config, tmp_path) == before
    kept = [path for each in restored.kept for path in ([each] if each.is_file() else each.rglob("*.toml"))]
    assert any(b"newer" in path.read_bytes() for path in kept)
    assert (lost == "overwritten") == any(b"no database" in path.read_bytes() for path in kept)


def test_a_backup_of_one_engine_is_restored_into_the_other(desk, tmp_path, request):
    other = request.getfixturevalue("postgres_url") if desk.store.database == "nightdesk.db" else "other.db"
    (desk.home / "desk.toml").write_text(f'[store]\ndatabase = "{other}"\n')  # its owner moves it to another engine
    made = make_backup(desk)
    before = rows(desk, tmp_path)
    restore_backup(made.path, tmp_path / "moved")
    assert rows(Config(home=tmp_path / "moved", store=StoreSettings(database=other)), tmp_path) == before
    assert rows(desk, tmp_path) == before


def test_any_damage_is_found_and_harms_nothing(tmp_path):
    config = Config(home=tmp_path / "desk")
    config.home.mkdir()
    (config.home / "desk.toml").write_text("")
    save_more(config, *range(20))
    made = make_backup(config)
    good, chance = made.path.read_bytes(), random.Random(7)
    before = rows(config, tmp_path)
    damaged, found = tmp_path / "damaged.tar.gz", 0
    for _ in range(40):
        at = chance.randrange(20, len(good))
        content = good[:at] if chance.random() < 0.4 else good[:at] + bytes([good[at] ^ 0x41]) + good[at + 1 :]
        damaged.write_bytes(content)
        try:  # what changed may say nothing, as padding or the time in a header
            assert check_backup(damaged).listing == made.listing
        except StoreError:
            with pytest.raises(StoreError, match=r"damaged\.tar\.gz"):
                restore_backup(damaged, config.home)
            found += 1
    assert rows(config, tmp_path) == before
    assert found > 30


def test_a_backup_is_made_while_others_write_and_holds_one_moment(tmp_path):
    config = Config(home=tmp_path / "desk")
    config.home.mkdir()
    (config.home / "desk.toml").write_text("")
    store, stop = Store.open(config), threading.Event()

    def write():
        number = 0
        while not stop.is_set():
            with store.transaction():  # always two together
                store.save([make_article(number), make_article(number + 1)])
            number += 2

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = [make_backup(config).listing.rows["article"] for _ in range(4)]
    finally:
        stop.set()
        writer.join()
        store.close()
    assert all(count % 2 == 0 for count in counts)
    assert counts == sorted(counts)
    assert counts[-1] > 0


def test_as_many_backups_stay_as_were_asked_for_and_no_other_desks(desk, tmp_path):
    folder = tmp_path / "away"
    folder.mkdir()
    strange = folder / "nightdesk-ffffffffffff-20200101T000000.000Z.tar.gz"
    strange.write_bytes(b"another desk's")
    made = [make_backup(desk, folder, keep=2).path for _ in range(4)]
    assert sorted(folder.iterdir()) == sorted([strange, *made[-2:]])
    one = make_backup(desk, tmp_path / "one.tar.gz").path
    assert one == tmp_path / "one.tar.gz"
    assert check_backup(one).listing.rows["article"] == 7


def test_nothing_is_restored_while_a_run_is_under_way(tmp_path):
    config = Config(home=tmp_path / "desk")
    config.home.mkdir()
    (config.home / "desk.toml").write_text("")
    save_more(config, 1)
    made = make_backup(config)
    with only_one(config.cache_folder), pytest.raises(DeskBusy):
        restore_backup(made.path, config.home)
    with pytest.raises(ConfigError, match="no such backup"):
        check_backup(tmp_path / "nothing.tar.gz")


def test_who_has_the_database_open_sees_what_was_restored(tmp_path):
    config = Config(home=tmp_path / "desk")
    config.home.mkdir()
    (config.home / "desk.toml").write_text("")
    save_more(config, 1, 2)
    made = make_backup(config)
    serving = Store.open(config)
    serving.save([make_article(3)])
    restore_backup(made.path, config.home)
    assert len(list(serving.articles(ArticleFilter()))) == 2
    serving.save([make_article(4)])
    serving.close()
    store = Store.open(config)
    assert len(list(store.articles(ArticleFilter()))) == 3
    store.close()
