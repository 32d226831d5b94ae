"""A new desk's files: settings, sources, topics."""

from __future__ import annotations

from pathlib import Path

from nightdesk.config import CONFIG_NAME, NEW_DESK, default_toml
from nightdesk.errors import StoreError
from nightdesk.formats.opml import write_opml
from nightdesk.formats.topics import starter_topics

SOURCES_NAME = "sources.opml"
TOPICS_NAME = "topics"
ORGANIZATIONS_NAME = "organizations"


def init_desk(folder: Path, title: str | None = None) -> tuple[str, ...]:
    """Make a desk in a folder: settings, sources, topics. Files that are there are kept; returns those made.

    Raises:
        StoreError: the folder cannot be written.
    """
    made = []
    files = {
        CONFIG_NAME: default_toml(desk=NEW_DESK | ({"title": title} if title else {})).encode(),
        SOURCES_NAME: write_opml((), "Sources"),
    }
    if not (folder / TOPICS_NAME).exists():
        files |= {f"{TOPICS_NAME}/{name}": text.encode() for name, text in starter_topics()}
    try:
        for name, content in files.items():
            path = folder / name
            if not path.exists():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                made.append(name)
    except OSError as error:
        raise StoreError(f"{folder}: {error.strerror}; choose a folder in which you may write") from error
    return tuple(made)
