"""The command that groups articles given as lines of JSON."""

from __future__ import annotations

from pathlib import Path

import click

from nightdesk.cli import SOME_FAILED
from nightdesk.cli.options import FILE


@click.command()
@click.argument("articles", type=FILE)
@click.option("--explain", "explained", is_flag=True, help="Say for each article why it is in its story.")
def group(articles: Path, explained: bool) -> int:
    """Group ARTICLES, JSON lines (.gz allowed) in the order of time, into stories; print lines of id and story.

    A line has id, title, text, published_at (ISO 8601; null means no date), language and provider. The code is that
    of the stage `stories`: one pass, nothing looked ahead. Lines that are no article are named, the others grouped.
    """
    import msgspec

    from nightdesk.clustering import group_stream, listed_articles

    answer = group_stream(listed_articles(articles), explained=explained)
    for article in answer.articles:
        line = msgspec.to_builtins(article)
        if not explained:
            del line["reasons"]
        click.echo(msgspec.json.encode(line))
    for fault in answer.faults:
        click.echo(f"left out: {fault}", err=True)
    return SOME_FAILED if answer.faults else 0
