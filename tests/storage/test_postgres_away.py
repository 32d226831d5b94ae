"""PostgreSQL stops and comes back: the desk goes on, loses nothing and does nothing twice."""

import random
import signal

import psycopg
import pytest

from dying import READS, kept, opened, play
from nightdesk.errors import StoreAway, StoreError
from nightdesk.formats.opml import SourceEntry, write_opml
from nightdesk.storage.database import Unstorable, open_database, queries
from nightdesk.storage.patience import LONGEST, patiently
from nightdesk.storage.store import Store
from nightdesk.watching.live_desk import LiveDesk
from nightdesk.watching.watcher import Watcher
from postgres import a_server

ENDS = [signal.SIGINT, signal.SIGQUIT]


@pytest.fixture(scope="module")
def server():
    with a_server() as running:
        yield running


@pytest.fixture
def address(server):
    """The URL of an empty database of this server."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS desk CASCADE")
        connection.execute("CREATE SCHEMA desk")
    return f"{server.url}&options=-csearch_path%3Ddesk"


@pytest.fixture
def store(address, tmp_path):
    database = open_database(address, tmp_path)
    database.migrate()
    yield Store(database)
    database.close()


def ended(server):
    """End all sessions but one's own, as a restart does, and wait until they have ended."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
        )


@pytest.mark.parametrize("how", ENDS)
def test_a_restart_while_nobody_asks_costs_nobody_an_error(server, store, how):
    store.remember("a", "1")
    server.stop(how)
    server.start()
    store.remember("b", "2")
    assert (store.memo("a"), store.memo("b")) == ("1", "2")
    ended(server)
    with store.transaction():
        store.remember("c", "3")
    assert store.memo("c") == "3"


def test_while_it_is_away_each_verb_says_so_and_afterwards_each_works(server, store):
    store.remember("a", "1")
    server.stop()
    for _ in range(3):
        with pytest.raises(StoreAway, match="cannot connect"):
            store.memo("a")
        with pytest.raises(StoreAway), store.transaction():
            pytest.fail("a transaction began without a server")
    server.start()
    assert store.memo("a") == "1"


def test_a_transaction_that_loses_its_server_saves_nothing(server, store):
    def lose():
        with store.transaction():
            store.remember("a", "1")
            ended(server)
            store.remember("b", "2")

    with pytest.raises(StoreAway):
        lose()
    assert (store.memo("a"), store.memo("b")) == (None, None)


def test_a_transaction_that_loses_its_server_before_its_end_saves_nothing(server, store):
    def lose():
        with store.transaction():
            store.remember("a", "1")
            ended(server)

    with pytest.raises(StoreAway):
        lose()
    assert store.memo("a") is None


def test_an_error_of_a_statement_is_no_absence(store):
    with pytest.raises((StoreError, Unstorable)) as caught:
        store._database.run("save_memo", name="a", value=None)
    assert not isinstance(caught.value, StoreAway)


def test_a_database_that_was_closed_is_not_opened_anew(store):
    store.close()
    with pytest.raises(StoreError):
        store.memo("a")


def test_patience_ends_when_the_server_stays_away(server, store):
    waited = []
    server.stop()
    try:
        with pytest.raises(StoreAway):
            patiently(store, lambda: store.memo("a"), waited.append)
    finally:
        server.start()
    assert LONGEST <= sum(waited) <= LONGEST + 20


class Restarting:
    """A database whose server goes away for a moment before writes that chance chooses; it may take a write with it."""

    def __init__(self, database, server, often, seed):
        self._database, self._server, self._often = database, server, often
        self._random = random.Random(seed)
        self.restarts = 0

    def run(self, query_name, **values):
        if not READS.match(queries("sqlite")[query_name]):
            self._chance()
        return self._database.run(query_name, **values)

    def transaction(self, *, durable=False):
        return self._database.transaction(durable=durable)

    def close(self):
        self._database.close()

    def _chance(self):
        if self._random.random() < self._often:
            self.restarts += 1
            ended(self._server)


def disturbed(newsroom, server, seed):
    database = Restarting(newsroom.store._database._database, server, 0.03, seed)
    return type(newsroom)(newsroom.config, Store(database), newsroom.web, newsroom.workers), database


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    newsroom, _ = opened(tmp_path_factory.mktemp("undisturbed"))
    play(newsroom)
    found = kept(newsroom)
    newsroom.close()
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_runs_through_restarts_end_like_one_that_nothing_disturbed(server, address, tmp_path, undisturbed, seed):
    newsroom, database = disturbed(opened(tmp_path, address)[0], server, seed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nightdesk.storage.patience.FIRST_PAUSE", 0.0)
        for _ in range(100):
            try:
                play(newsroom)  # an editor whose act failed does it once more
            except StoreAway:
                continue
            break
    assert database.restarts > 5
    assert kept(newsroom) == undisturbed
    newsroom.close()


def test_the_watcher_outlasts_a_server_that_is_away(server, address, tmp_path):
    newsroom, _ = opened(tmp_path, address)
    (tmp_path / "desk.toml").write_text(f"[store]\ndatabase = '{address}'\n[web]\nconnections = 1\n")
    entry = SourceEntry("https://north.example/feed.xml", "North")
    (tmp_path / "sources.opml").write_bytes(write_opml([entry], "All"))
    with LiveDesk(newsroom) as desk:
        watcher = Watcher(desk)
        server.stop()
        for number in (1, 2):
            watcher.look()
            assert (watcher.health.failures, watcher.health.cause) == (number, "StoreAway")
        server.start()
        watcher.look()
        assert watcher.health.failures == 0
        assert newsroom.store.counts()["articles"] == 3
    newsroom.close()
