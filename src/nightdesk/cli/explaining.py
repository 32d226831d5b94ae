"""An explanation as lines for a person."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import click

from nightdesk.cli.deciding import decision_lines
from nightdesk.cli.front_page import extent_line
from nightdesk.explanation import Explanation, Saga, Standing
from nightdesk.types import Article, Reason, Verdict


def print_explanation(explanation: Explanation) -> None:
    """Print an explanation, the most asked-for first."""
    for line in _lines(explanation):
        click.echo(line)


def _lines(explanation: Explanation) -> Iterator[str]:
    article = explanation.article
    yield click.style(article.title or article.original_url, bold=True)
    yield f"{article.provider.name} ({article.provider.domain}), {_when(article)}, {article.kind}, id {article.id}"
    yield article.url
    yield ""
    yield from _verdict("Quality", article.verdict("quality"))
    if explanation.heat is not None:
        yield from _sum("Heat", explanation.heat, explanation.heat_reasons)
    yield from _place(explanation.standing)
    yield from _story(explanation)
    yield from _saga(explanation.saga)
    if explanation.withheld:
        yield click.style("Withheld", bold=True) + f": {explanation.withheld}"
    if explanation.decisions:
        yield click.style("Decisions", bold=True)
        yield from (f"  {line}" for decision in explanation.decisions for line in decision_lines(decision))
    for heading, kind in (
        ("Topics", "topics"),
        ("Copy", "copy"),
        ("Language", "language"),
        ("Pictures", "images"),
        ("Feed", "polling"),
        ("Reading", "reading"),
        ("Repeats", "repeats"),
    ):
        if kind == "polling" and article.verdict("polling") is None:
            continue  # nothing was cut, as of nearly all
        yield from _verdict(heading, article.verdict(kind))  # type: ignore[arg-type] # the pairs above are its literals
    yield click.style("Work", bold=True)
    for work in explanation.work:
        note = work.note.splitlines()[0] if work.note else ""
        yield f"  {work.changed_at:%Y-%m-%d %H:%M:%S}  {work.stage:<9} {work.state:<11} {note}"
    yield click.style("Next", bold=True)
    for step in explanation.next_steps:
        yield f"  {step}"


def _story(explanation: Explanation) -> Iterator[str]:
    story = explanation.story
    if story is None:
        yield click.style("Story", bold=True) + ": not grouped yet"
        return
    extent = f"; {extent_line(explanation.extent)}" if explanation.extent else ""
    yield click.style("Story", bold=True) + f": {story.id}{extent}"
    for item in explanation.coverage:
        mark = "lead" if item.heat >= 0 else "    "
        copy = " (copy)" if item.copy_of else ""
        this = " <- this article" if item.article_id == explanation.article.id else ""
        yield f"  {mark}  quality {item.quality}, heat {item.heat:>3}  {item.provider}: {item.title}{copy}{this}"
        if item.article_id == explanation.article.id:
            yield from (f"        {reason.text}" for reason in item.reasons)
            if item.judge:
                yield f"        judged by {item.judge}"


def _place(standing: Standing | None) -> Iterator[str]:
    heading = click.style("Front page", bold=True)
    if standing is None:
        yield f"{heading}: no place; its heat is below the threshold, or it is older than what is ranked"
        return
    yield f"{heading}: {ordinal(standing.place)} of {standing.of}"
    yield from _sum("Rank", standing.rank, standing.reasons)
    if standing.above is None:
        return
    yield f"  above it stands “{standing.above}”"
    for change in standing.changes:
        yield f"  would be {ordinal(standing.place - 1)} {change}"
    if not standing.changes:
        yield f"  nothing that was tried alone would make it {ordinal(standing.place - 1)}"


def _saga(saga: Saga | None) -> Iterator[str]:
    if saga is None:
        return
    yield click.style("Saga", bold=True) + f": {saga.id}, {len(saga.earlier)} earlier"
    yield from (f"        {reason.text}" for reason in saga.reasons)
    yield from (f"  {story_id}  {title}" for story_id, title in saga.earlier)


def ordinal(number: int) -> str:
    """A place in words or short: first, second, third, 4th, 21st."""
    words = ("", "first", "second", "third")
    if number < len(words):
        return words[number]
    ending = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")  # noqa: PLR2004 - 11th to 13th
    return f"{number}{ending}"


def _verdict(heading: str, verdict: Verdict | None) -> Iterator[str]:
    if verdict is None:
        yield click.style(heading, bold=True) + ": not judged yet"
    elif isinstance(verdict.value, str):
        yield click.style(heading, bold=True) + f": {verdict.value} (by {verdict.judge})"
        yield from (f"        {reason.text}" for reason in verdict.reasons)
    else:
        yield from _sum(heading, verdict.value, verdict.reasons)


def _sum(heading: str, total: float, reasons: Sequence[Reason]) -> Iterator[str]:
    yield click.style(heading, bold=True) + f": {total:g}"
    yield from (f"  {reason.contribution:>+5g}  {reason.text}" for reason in reasons)


def _when(article: Article) -> str:
    if article.published_at is None:
        return f"without a date, found {article.found_at:%Y-%m-%d %H:%M} UTC"
    return f"published {article.published_at:%Y-%m-%d %H:%M} UTC"
