"""The demo's archive, made once, and its captures by URL."""

from datetime import UTC, datetime

import pytest
from fastwarc.warc import ArchiveIterator, WarcRecordType

from nightdesk.demo import build_archive

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def demo_desk(tmp_path_factory):
    return build_archive(tmp_path_factory.mktemp("demo"), NOW)


@pytest.fixture(scope="session")
def captures(demo_desk) -> dict[str, tuple[str, bytes]]:
    """Media type and body of every response in the archive, as fastwarc reads it."""
    found: dict[str, tuple[str, bytes]] = {}
    with demo_desk.archive.open("rb") as stream:
        for record in ArchiveIterator(stream, record_types=WarcRecordType.response, verify_digests=True):
            url = record.headers["WARC-Target-URI"]
            assert url not in found, f"{url} is recorded twice"
            assert record.http_headers.status_code == 200
            found[url] = (record.http_content_type, record.reader.read())
    return found
