"""What a WARC file holds: for each URL the place of its latest capture (ISO 28500, WARC 1.1)."""

from __future__ import annotations

import gzip
import os
import shutil
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from fastwarc.warc import ArchiveIterator, WarcRecord, WarcRecordType

from nightdesk.errors import ConfigError
from nightdesk.urls import canonical_url

GZIP_MAGIC = b"\x1f\x8b"
_HEAD = 4096  # bytes of a file that tell what it is


@dataclass(frozen=True, slots=True)
class Captures:
    """Places of captures in a file; ``damage`` says in a few words what could not be read."""

    path: Path
    places: dict[str, int]
    damage: str
    unpacked: IO[bytes] | None = None
    _alike: dict[str, int] = field(default_factory=dict)

    def find(self, url: str) -> int | None:
        """Where the latest capture of a URL begins: by its exact spelling, else by its canonical form.

        In the second case http and https are one: an archive answers for the page, not for the port.
        """
        if url in self.places:
            return self.places[url]
        if not self._alike:
            for spelling, place in self.places.items():
                self._alike[_likeness(spelling)] = place
        return self._alike.get(_likeness(url))

    def close(self) -> None:
        """Remove what was unpacked."""
        if self.unpacked is not None:
            self.unpacked.close()


class _NotByRecord(Exception):
    """A gzip file whose members are not its records, so that none can be read alone."""


def check_warc(path: Path) -> None:
    """Let the path of a WARC file pass, plain or gzip; ConfigError says what is wrong with any other."""
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError as error:
        raise ConfigError(f"{path}: no such archive; name a WARC file (.warc or .warc.gz)") from error
    except OSError as error:
        raise ConfigError(f"{path}: the archive cannot be read: {error.strerror}") from error
    if head.startswith(GZIP_MAGIC):
        with suppress(zlib.error):
            head = zlib.decompressobj(31).decompress(head, _HEAD)
    if not head.startswith(b"WARC/"):
        raise ConfigError(f"{path}: not a WARC file; an archive is a .warc or .warc.gz that a crawler recorded")


def read_captures(path: Path) -> Captures:
    """Read through a WARC file once and note where each response begins.

    The latest WARC-Date wins, of equal ones the last in the file. A record that breaks off is left out. A
    file that was packed as a whole is unpacked into a temporary one first.
    """
    check_warc(path)
    try:
        return _scan(path)
    except _NotByRecord:
        pass
    unpacked = NamedTemporaryFile(prefix="nightdesk-", suffix=".warc")  # noqa: SIM115 - Captures.close() closes it
    try:
        with gzip.open(path) as packed, suppress(EOFError, zlib.error):  # what is whole is used
            shutil.copyfileobj(packed, unpacked)
        unpacked.flush()
    except OSError as error:
        unpacked.close()
        raise ConfigError(f"{path}: cannot be unpacked: {error.strerror or error}; name the unpacked file") from error
    return _scan(Path(unpacked.name), unpacked)


def _scan(path: Path, unpacked: IO[bytes] | None = None) -> Captures:
    latest: dict[str, tuple[float, int]] = {}
    damage, place = "", 0
    with path.open("rb") as file:
        is_packed = os.pread(file.fileno(), 2, 0) == GZIP_MAGIC
        try:
            for record in ArchiveIterator(file, parse_http=False, record_types=WarcRecordType.response):
                place = record.stream_pos
                if is_packed and os.pread(file.fileno(), 2, place) != GZIP_MAGIC:
                    raise _NotByRecord
                url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")  # wget 1.14 to 1.19 wrote <URL>
                if record.reader.consume() < record.content_length:
                    damage = f"it breaks off in the record at byte {place:,}"
                elif url:
                    latest[url] = max(latest.get(url, (0.0, -1)), (_captured_at(record), place))
        except OSError as error:  # what fastwarc raises for damaged gzip data and headers
            damage = f"it is damaged after byte {place:,}: {error}"
    # In the order of their dates, so that of two spellings of one page the later capture is found.
    in_order = sorted(latest.items(), key=lambda item: item[1])
    return Captures(path, {url: place for url, (_, place) in in_order}, damage, unpacked)


def _captured_at(record: WarcRecord) -> float:
    try:
        return record.record_date.timestamp()
    except (AttributeError, ValueError, OverflowError):
        return 0.0


def _likeness(url: str) -> str:
    try:
        return canonical_url(url).partition("://")[2]
    except ValueError:
        return url
