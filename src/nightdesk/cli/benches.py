"""``nightdesk bench``: measure nightdesk on this machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from nightdesk.cli.options import FOLDER, JSON


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


@bench.command("taking-up")
@click.option("--articles", type=click.IntRange(100), default=100_000, show_default=True, help="How many are known.")
@click.option("--folder", type=FOLDER, help="An empty folder to keep the desk in; a temporary one unless given.")
@JSON
def bench_taking_up(articles: int, folder: Path | None, as_json: bool) -> None:
    """Group batches of 20 beside many articles: from nothing, from a snapshot, and after the batch before."""
    from nightdesk.benches import taking_up
    from nightdesk.cli.output import print_json

    measured = []
    with tempfile.TemporaryDirectory(prefix="nightdesk-bench-") as temporary:
        for found in taking_up.bench_taking_up(folder or Path(temporary), articles):
            measured.append(found)
            if not as_json:
                click.echo(
                    f"{found.articles:8} articles {found.cpu_seconds:8.2f} s of CPU time"
                    f" {found.peak_memory / 1e6:6.0f} MB  {found.what}"
                )
    if as_json:
        print_json(measured)


@bench.command("publish")
@click.option("--records", type=click.IntRange(1), default=10_000, show_default=True, help="How many records.")
@click.option("--folder", type=FOLDER, help="An empty folder to keep the desk in; a temporary one unless given.")
@click.option("--database", default="nightdesk.db", show_default=True, help="As [store] database of desk.toml.")
@JSON
def bench_publish(records: int, folder: Path | None, database: str, as_json: bool) -> None:
    """Publish a large desk whole, and bring its edition up to date after one change."""
    from nightdesk.benches import publishing
    from nightdesk.cli.output import print_json

    with tempfile.TemporaryDirectory(prefix="nightdesk-bench-") as temporary:
        measured = publishing.bench_publish(folder or Path(temporary), records, database)
    if as_json:
        print_json(measured)
        return
    for each in measured:
        memory = f"{each.megabytes:6.0f} MB" if each.megabytes is not None else " " * 9
        click.echo(f"{each.seconds:8.2f} s {memory}  {each.what}")
        if each.said:
            click.echo(f"{'':22}{each.said}")


@bench.command("read")
@click.argument("folder", type=FOLDER)
@JSON
def bench_read(folder: Path, as_json: bool) -> None:
    """Read the saved pages of a folder, in turn with trafilatura and its defaults."""
    from nightdesk.benches.reading import bench_reading
    from nightdesk.cli.output import print_json

    found = bench_reading(folder)
    if as_json:
        print_json(found)
        return
    click.echo(f"{found.pages} pages, {found.rounds} rounds, in seconds of CPU time")
    for name, pace in (("nightdesk", found.nightdesk), ("trafilatura", found.trafilatura)):
        click.echo(f"{pace.pages_per_second:8.1f} pages/s {pace.peak_memory / 1e6:6.0f} MB  {name}")
    click.echo(f"{found.ratio:8.2f} times as fast as trafilatura (the median of the rounds)")


@bench.command("quality")
@click.argument("folder", type=FOLDER)
@JSON
def bench_quality(folder: Path, as_json: bool) -> None:
    """Judge half of a site's records by the rule read off the other half; the last line is the share that fits."""
    from nightdesk.benches.quality import bench_quality
    from nightdesk.cli.output import print_json

    found = bench_quality(folder)
    if as_json:
        print_json(found)
        return
    rule = found.rule
    click.echo(
        f"settings read off {found.learned_from} records: site {rule.site}, topic {rule.topic}, keyword {rule.keyword},"
    )
    click.echo(
        f"  picture {rule.picture}, AMP {rule.amp}, video {rule.video}, organization {rule.organization},"
        f" own {rule.own}, plurals {'count' if rule.counts_plurals else 'do not count'}"
    )
    click.echo(f"  own sources: {', '.join(sorted(rule.own_sources)) or 'none'}")
    for miss in found.misses[:20]:
        click.echo(f"  {miss.name}: recorded {miss.recorded}, judged {miss.judged}")
    click.echo(f"{found.exact} of {found.judged} other records to the point")
    click.echo(f"exact {int(found.share * 100) / 100:.2f}")


@bench.command("topics")
@click.argument("headlines", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@JSON
def bench_topics(headlines: Path, as_json: bool) -> None:
    """Judge headlines of known subjects by the starter topics; the last line is recall and precision."""
    from nightdesk.benches.topics import bench_topics
    from nightdesk.cli.output import print_json

    found = bench_topics(headlines)
    if as_json:
        print_json(found)
        return
    click.echo(
        f"{found.headlines} headlines: {found.right} have the topic of their subject, {found.given} topics given"
    )
    click.echo(f"recall {int(found.recall * 100) / 100:.2f} precision {int(found.precision * 100) / 100:.2f}")
