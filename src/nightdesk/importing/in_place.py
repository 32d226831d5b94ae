"""Where a site has its own pages of what it shows in place, such as videos: its API names these for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from nightdesk.importing.files import read_plain

_PAGES = "api/news"


class _Item(msgspec.Struct, rename="camel"):
    path: str = ""
    web_url: str | None = None
    featured_content: str | None = None


class _Page(msgspec.Struct):
    value: list[_Item]


def in_place_address(site: Path, web_url: object) -> str:
    """What stands before a record's name in the address of its page: ``webUrl`` of ``_config.yml``, and ``/news/``.

    Sites differ, so where there is an API it decides: of two recorded sites that both name a ``webUrl``, one gives
    these pages to its 141 videos, the other gives none to its 12. Empty where the site names no address or uses none.
    """
    if not isinstance(web_url, str) or not re.match(r"https?://[^\s/]+", web_url):
        return ""
    address = f"{web_url.strip().rstrip('/')}/news/"
    for item in _items(site):
        if item.featured_content is None:
            continue
        name = item.path.rpartition("/")[2].removesuffix(".md")
        if item.web_url == f"{address}{name}/":
            return address
        if item.web_url is None:
            return ""
    return address


def _items(site: Path) -> Iterator[_Item]:
    """The items of the site's API, as far as its pages can be read; what is wrong with them is said elsewhere."""
    for path in (site / _PAGES / "index.json", *sorted((site / _PAGES / "page").glob("*/index.json"))):
        try:
            yield from msgspec.json.decode(read_plain(path), type=_Page).value
        except (OSError, ValueError, msgspec.DecodeError):
            continue
