"""A web of honest and hostile hosts, and a desk that follows some of them."""

import pytest

from hostile.servers import Web
from nightdesk.formats.opml import SourceEntry, write_opml
from nightdesk.newsroom import init_desk

SETTINGS = """
[desk]
heat_threshold = 0
[web]
allow_private = true
host_delay_seconds = 0.0
timeout_seconds = 3.0
connections = 8
[limits]
workers = 1
run_minutes = {minutes}
"""


@pytest.fixture
def web():
    made = Web()
    yield made
    made.close()


@pytest.fixture
def make_desk(tmp_path):
    """Make a desk that follows these hosts."""

    def make(name, hosts, minutes=0.0):
        folder = tmp_path / name
        init_desk(folder)
        (folder / "desk.toml").write_text(SETTINGS.format(minutes=minutes))
        entries = [SourceEntry(host.feed_url, host.address) for host in hosts]
        (folder / "sources.opml").write_bytes(write_opml(entries, "All"))
        return folder

    return make
