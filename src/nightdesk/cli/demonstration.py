"""``nightdesk demo``: a desk from a made-up corpus, built and served without a network."""

from __future__ import annotations

import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import click

from nightdesk.cli import SOME_FAILED
from nightdesk.cli.output import print_summary
from nightdesk.cli.progress import progress_bar
from nightdesk.config import CONFIG_NAME, default_toml
from nightdesk.demo import build_archive
from nightdesk.newsroom import SOURCES_NAME, TOPICS_NAME, Newsroom
from nightdesk.web.serving import serve_desk


def run_demo(folder: Path | None, port: int, *, serve: bool) -> int:
    """Build the demo's desk, run it, and serve it until interrupted; returns the exit code."""
    if folder is not None:
        return _build_and_serve(folder, port, serve=serve)
    if not serve:
        return _build_and_serve(Path(tempfile.mkdtemp(prefix="nightdesk-demo-")), port, serve=False)
    with tempfile.TemporaryDirectory(prefix="nightdesk-demo-") as temporary:
        return _build_and_serve(Path(temporary), port, serve=True)


def _build_and_serve(folder: Path, port: int, *, serve: bool) -> int:
    click.echo(f"Building a desk of made-up outlets in {folder} ...", err=True)
    archive = _furnish(folder)
    with Newsroom.open(folder, archive) as newsroom:
        with progress_bar() as progress:
            summary = newsroom.run(progress=progress)
        print_summary(newsroom.report(summary))
        if serve:
            serve_desk(newsroom, port, watch=False)
        else:
            click.echo(f"Open {newsroom.config.site_folder / 'index.html'}")
    return SOME_FAILED if summary.failed else 0


def _furnish(folder: Path) -> Path:
    """Write the demo's settings, topics, sources and archive into a folder; returns the archive."""
    folder.mkdir(parents=True, exist_ok=True)
    made = build_archive(folder / "corpus", datetime.now(UTC))
    settings = {"title": "The Lantern", "description": "A demo desk: every outlet, person and event in it is made up."}
    (folder / CONFIG_NAME).write_text(default_toml(desk=settings, web={"host_delay_seconds": 0.0}), encoding="utf-8")
    shutil.copyfile(made.opml, folder / SOURCES_NAME)
    shutil.copytree(made.topics, folder / TOPICS_NAME, dirs_exist_ok=True)
    return made.archive
