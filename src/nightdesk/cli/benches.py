"""``nightdesk bench``: measure nightdesk on this machine."""

from __future__ import annotations

import click

from nightdesk.cli.options import JSON


@click.group()
def bench() -> None:
    """Measure nightdesk on this machine."""


@bench.command("stories")
@click.option(
    "--open", "sizes", type=click.IntRange(1), multiple=True, default=(10_000, 100_000), help="How many open stories."
)
@click.option("--articles", type=click.IntRange(100), default=2_000, show_default=True, help="How many are measured.")
@JSON
def bench_stories(sizes: tuple[int, ...], articles: int, as_json: bool) -> None:
    """Group a made-up stream where many stories are open; give --open once for each number of them."""
    from nightdesk.benches import stories
    from nightdesk.cli.output import print_json

    measured = []
    for found in stories.bench_stories(sizes, articles):
        measured.append(found)
        if not as_json:
            click.echo(
                f"{found.stories:8} open stories, {found.kind:10} {found.articles_per_second:7.0f}/s of CPU time,"
                f" median {found.median_ms:.2f} ms, 99th percentile {found.p99_ms:.2f} ms,"
                f" {found.peak_memory / 1e6:.0f} MB"
            )
    if as_json:
        print_json(measured)
