"""An explanation as lines for a person."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence

import click

from nightdesk.cli.deciding import decision_lines, names_in, with_title
from nightdesk.cli.front_page import extent_line
from nightdesk.counting import counted
from nightdesk.errors import Ambiguous
from nightdesk.explanation import Coverage, Explanation, Saga
from nightdesk.naming import titles_of
from nightdesk.newsroom import Newsroom
from nightdesk.types import Article, Reason, Verdict

HEADINGS = {
    "topics": "Topics",
    "copy": "Copy",
    "language": "Language",
    "images": "Pictures",
    "polling": "Feed",
    "reading": "Reading",
    "repeats": "Repeats",
}
CHOICES = 9  # articles to choose among


def choose(error: Ambiguous) -> str:
    """Ask at a terminal which of several articles is meant, and return its id; elsewhere the error says it."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise error
    shown = error.choices[:CHOICES]
    for number, (article_id, words) in enumerate(shown, 1):
        click.echo(f"{number:>3}  {article_id}  {words}", err=True)
    if len(shown) < len(error.choices):
        click.echo(f"     and {len(error.choices) - len(shown)} more; give more words to see them", err=True)
    number = click.prompt("Which one?", type=click.IntRange(1, len(shown)), err=True)
    return shown[number - 1][0]


def titles_in(newsroom: Newsroom, explanation: Explanation) -> Mapping[str, str]:
    """The titles of all that an explanation names by ids."""
    named = {name for decision in explanation.decisions for name in names_in(decision)}
    return titles_of(newsroom.store, {*named, *([explanation.story.id] if explanation.story else [])})


def print_explanation(explanation: Explanation, titles: Mapping[str, str], *, in_full: bool = False) -> None:
    """Print an explanation, the most asked-for first; ``titles`` are those of the ids in it.

    ``in_full`` tells all reasons of the grouping with what each adds, in place of the five strongest.
    """
    for line in _lines(explanation, titles, in_full=in_full):
        click.echo(line)


def _lines(explanation: Explanation, titles: Mapping[str, str], *, in_full: bool) -> Iterator[str]:
    article = explanation.article
    yield click.style(article.title or article.original_url, bold=True)
    yield f"{article.provider.name} ({article.provider.domain}), {_when(article)}, {article.kind}, id {article.id}"
    yield article.url
    yield ""
    yield from _verdict("Quality", article.verdict("quality"))
    if explanation.heat is not None:
        yield from _sum("Heat", explanation.heat, explanation.heat_reasons)
    yield from _place(explanation)
    yield from _story(explanation, titles, in_full=in_full)
    yield from _saga(explanation.saga)
    if explanation.withheld:
        yield click.style("Withheld", bold=True) + f": {explanation.withheld}"
    if explanation.decisions:
        yield click.style("Decisions", bold=True)
        yield from (f"  {line}" for decision in explanation.decisions for line in decision_lines(decision, titles))
    for kind, heading in HEADINGS.items():
        if kind == "polling" and article.verdict("polling") is None:
            continue  # nothing was cut, as of nearly all
        yield from _verdict(heading, article.verdict(kind))
    for verdict in article.verdicts:
        if verdict.kind not in HEADINGS and verdict.kind not in ("quality", "story"):  # these stand above
            yield from _verdict(verdict.kind.capitalize(), verdict)  # of a plug-in's stage
    yield click.style("Work", bold=True)
    for work in explanation.work:
        note = work.note.splitlines()[0] if work.note else ""
        yield f"  {work.changed_at:%Y-%m-%d %H:%M:%S}  {work.stage:<9} {work.state:<11} {note}"
    yield click.style("Next", bold=True)
    for step in explanation.next_steps:
        yield f"  {step}"


def _story(explanation: Explanation, titles: Mapping[str, str], *, in_full: bool) -> Iterator[str]:
    story = explanation.story
    if story is None:
        yield click.style("Story", bold=True) + ": not grouped yet"
        return
    extent = f"; {extent_line(explanation.extent)}" if explanation.extent else ""
    if explanation.coverage:  # its lead comes first
        titles = {**titles, story.id: explanation.coverage[0].title}
    yield click.style("Story", bold=True) + f": {with_title(story.id, titles)}{extent}"
    for item in explanation.coverage:
        mark = "lead" if item.heat >= 0 else "    "
        copy = " (copy)" if item.copy_of else ""
        this = " <- this article" if item.article_id == explanation.article.id else ""
        standing = f"{mark}  quality {item.quality}, heat {item.heat:>3}"
        yield f"  {standing}  {item.article_id}  {item.provider}: {item.title}{copy}{this}"
        if item.article_id == explanation.article.id:
            yield from (f"        {text}" for text in explanation.why)
            if in_full:
                yield from _grouping(item)


def _grouping(item: Coverage) -> Iterator[str]:
    """All reasons of an article's place in its story, with their sum, which is what was weighed."""
    for reason in item.reasons:
        measured = f" ({reason.measured})" if not reason.contribution and reason.measured not in reason.text else ""
        yield f"        {reason.contribution:>+7.3f}  {reason.text}{measured}"
    if any(reason.contribution for reason in item.reasons):
        yield f"        {sum(reason.contribution for reason in item.reasons):>+7.3f}  together"
    if item.judge:
        yield f"        judged by {item.judge}"


def _place(explanation: Explanation) -> Iterator[str]:
    heading, standing = click.style("Front page", bold=True), explanation.standing
    if standing is None:
        yield f"{heading}: {_why_no_place(explanation)}"
        return
    yield f"{heading}: {ordinal(standing.place)} of {standing.of}"
    yield from _sum("Rank", standing.rank, standing.reasons)
    if standing.above is None:
        return
    yield f"  above it stands “{standing.above}”"
    if standing.note:
        yield f"  {standing.note}"
        return
    for change in standing.changes:
        yield f"  would be {ordinal(standing.place - 1)} {change}"
    if not standing.changes:
        yield f"  nothing that was tried alone would make it {ordinal(standing.place - 1)}"


def _why_no_place(explanation: Explanation) -> str:
    if explanation.story is None:
        return "no place; it is in no story yet"
    if explanation.withheld:
        return f"no place; {explanation.withheld}"
    if explanation.held_back:
        return f"held back; {explanation.held_back}"
    return "published, without a place; it is older than what is ranked"


def _saga(saga: Saga | None) -> Iterator[str]:
    if saga is None:
        return
    yield click.style("Saga", bold=True) + f": {counted(len(saga.earlier), 'earlier story')}"
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
