"""One process of a desk sends mails of issues at a time: what another one claimed is then of one that died."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

from nightdesk.errors import StoreError


@contextlib.contextmanager
def only_sender(cache_folder: Path) -> Iterator[bool]:
    """Whether this process is the one that sends, for as long as it is inside. The system lets go at any end."""
    path = cache_folder / "mail.lock"
    try:
        cache_folder.mkdir(parents=True, exist_ok=True)
        handle = path.open("a", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror}; check that you may write there") from error
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
