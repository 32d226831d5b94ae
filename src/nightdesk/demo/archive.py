"""The demo's archive: the made-up press of the last two days, as a crawler would have recorded it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from nightdesk.demo.drawing import draw_logo, draw_picture
from nightdesk.demo.press import Outlet, read_press
from nightdesk.demo.view import FEED_TYPES, LAYOUTS, View
from nightdesk.demo.warc import Capture, write_warc

TOPICS = Path(__file__).with_name("topics")
ROBOTS = b"User-agent: *\nDisallow: /account/\nDisallow: /search\n"


@dataclass(frozen=True, slots=True)
class DemoDesk:
    """The files that a demo desk starts from: the web's archive, the sources, the folder of topics."""

    archive: Path
    opml: Path
    topics: Path


def build_archive(folder: Path, now: datetime) -> DemoDesk:
    """Write ``demo.warc.gz``, ``sources.opml`` and ``topics/`` into a folder, which is made if need be.

    ``now`` is an aware time; every article's age counts from it. The same ``now`` gives the same bytes.
    ValueError where it is naive; OSError where the folder cannot be written.
    """
    if now.tzinfo is None:
        raise ValueError("now must be an aware time, such as datetime.now(UTC)")
    now = now.astimezone(UTC)
    made = DemoDesk(folder / "demo.warc.gz", folder / "sources.opml", folder / "topics")
    folder.mkdir(parents=True, exist_ok=True)
    templates = Environment(loader=FileSystemLoader(LAYOUTS), autoescape=True, undefined=StrictUndefined)
    outlets = read_press()
    with made.archive.open("wb") as stream:
        write_warc(stream, (capture for outlet in outlets for capture in _captures(templates, outlet, now)), now)
    made.opml.write_text(templates.get_template("sources.opml").render(outlets=outlets), encoding="utf-8")
    shutil.copytree(TOPICS, made.topics, dirs_exist_ok=True)
    return made


def _captures(templates: Environment, outlet: Outlet, now: datetime) -> Iterator[Capture]:
    """All that one outlet's server would answer."""
    views = [View(outlet, piece, now) for piece in outlet.pieces]
    yield Capture(f"{outlet.url}robots.txt", "text/plain; charset=utf-8", ROBOTS)
    yield _html(
        outlet.url, templates.get_template("front.html").render(outlet=outlet, feed_type=FEED_TYPES[outlet.feed])
    )
    yield Capture(outlet.feed_url, f"{FEED_TYPES[outlet.feed]}; charset=utf-8", _feed(templates, outlet, views))
    yield Capture(outlet.logo_url, "image/png", draw_logo(outlet.palette, outlet.domain))
    for view in views:
        piece = view.piece
        yield _html(piece.url, templates.get_template(f"{outlet.layout}.html").render(view=view))
        if piece.amp_url:
            yield _html(piece.amp_url, templates.get_template("amp.html").render(view=view))
        if piece.theme and view.picture_url:
            drawn = draw_picture(piece.theme, outlet.palette, piece.url, outlet.picture_form)
            yield Capture(view.picture_url, f"image/{outlet.picture_form}", drawn)


def _html(url: str, text: str) -> Capture:
    return Capture(url, "text/html; charset=utf-8", text.encode())


def _feed(templates: Environment, outlet: Outlet, views: list[View]) -> bytes:
    if outlet.feed != "json":
        return templates.get_template(f"{outlet.feed}.xml").render(outlet=outlet, views=views).encode()
    items = [
        {
            "id": view.piece.url,
            "url": view.piece.url,
            "title": view.piece.title,
            "summary": view.piece.excerpt,
            "content_text": view.piece.excerpt,
            "date_published": view.published_at,
            "date_modified": view.modified_at,
            "authors": [{"name": view.piece.byline}],
            "tags": [view.piece.section],
            **({"image": view.picture_url} if view.picture_url else {}),
        }
        for view in views
    ]
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": outlet.name,
        "description": outlet.tagline,
        "home_page_url": outlet.url,
        "feed_url": outlet.feed_url,
        "language": outlet.language,
        "icon": outlet.logo_url,
        "items": items,
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()
