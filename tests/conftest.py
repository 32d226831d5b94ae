"""Fixtures for all tests: no network beyond loopback, and the shared data where it is present."""

import os
import socket
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import settings

from commanding import command
from nightdesk.config import Config, StoreSettings
from nightdesk.demo import build_archive
from nightdesk.storage.store import Store
from postgres import running_server

# How long an example takes says nothing of the code where several test runs share two cores.
settings.register_profile("desk", deadline=None)
settings.load_profile("desk")

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True, scope="session")
def _without_encoder():
    """Tests group by the core where the extra is installed too, which would take a hundred times as long."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("nightdesk.clustering.clusterer.has_encoder", lambda: False)
        patch.setattr("nightdesk.stages.stories.has_encoder", lambda: False)
        yield


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    """Refuse every connection that leaves this machine."""
    connect = socket.socket.connect

    def guarded(self, address):
        host = address[0] if isinstance(address, tuple) else ""
        if self.family != socket.AF_UNIX and not str(host).startswith(LOOPBACK):
            pytest.fail(f"a test tried to reach {address}: tests stay on loopback")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of shared data beside the repository; tests that need it are skipped without it."""
    folder = Path(os.environ.get("NIGHTDESK_SHARED", ROOT.parent / "shared"))
    if not folder.is_dir():
        pytest.skip(f"needs the shared data, which is not at {folder}")
    return folder


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a PostgreSQL server that this test run started."""
    with running_server() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server) -> Iterator[str]:
    """A PostgreSQL URL whose tables no other test sees."""
    import psycopg

    schema = f"desk_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {schema}")
    yield f"{postgres_server}&options=-csearch_path%3D{schema}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE")


@pytest.fixture(params=["sqlite", "postgres"])
def database_address(request) -> str:
    """The setting ``[store] database`` for each engine in turn."""
    return "nightdesk.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def config(tmp_path, database_address) -> Config:
    """A desk's settings in an empty folder, on each engine in turn."""
    return Config(home=tmp_path, store=StoreSettings(database=database_address))


@pytest.fixture
def store(config) -> Iterator[Store]:
    """An empty store, on each engine in turn."""
    opened = Store.open(config)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def corpus(tmp_path_factory):
    """The demo's archive, sources and topics, made once."""
    return build_archive(tmp_path_factory.mktemp("corpus"), NOW)


@pytest.fixture(scope="session")
def finished_desk(corpus, tmp_path_factory) -> Path:
    """A desk in which the demo's archive was run to the end."""
    desk = tmp_path_factory.mktemp("desks") / "finished"
    assert command("init", desk).returncode == 0
    answer = command("run", "--archive", corpus.archive, "--sources", corpus.opml, desk=desk)
    assert answer.returncode == 0, answer.stderr
    return desk
