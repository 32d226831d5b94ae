"""The commands of the desk: what editors decide, and the log of it."""

from __future__ import annotations

import getpass
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from nightdesk.cli.options import DESK, JSON

if TYPE_CHECKING:  # loaded where a command needs it, so that the command line starts at once
    from nightdesk.decisions import Decision
    from nightdesk.desk import Desk
    from nightdesk.newsroom import Newsroom
    from nightdesk.types import Article

F = TypeVar("F", bound=Callable[..., Any])
SHOWN = 6  # articles of one decision before the rest is only counted


def user() -> str:
    """Who sits at the keyboard, as the system calls them."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a user without a name, as in some containers (Python before and from 3.13)
        return "editor"


def _acting(command: F) -> F:
    """The options that all acts share."""
    editor = click.option("--editor", default=user, metavar="NAME", help="Who decides; your system user unless given.")
    note = click.option("--note", default="", help="Why, for the log; of a retracted story its page says it.")
    return editor(note(DESK(JSON(command))))


@click.group("desk")
def desk_group() -> None:
    """Decide as an editor: what no later run undoes. The next `nightdesk run` or `publish` shows it.

    STORY is a story's id, or an article in it; ARTICLE an id, URL, record's name or words of a title.
    """


@desk_group.command()
@click.argument("into", metavar="STORY")
@click.argument("others", metavar="OTHER...", nargs=-1, required=True)
@_acting
def merge(into: str, others: tuple[str, ...], **options: Any) -> None:
    """Join OTHER stories into STORY, whose id stays; theirs lead to it for ever."""
    _act(lambda editor, note: editor.merge(into, others, note), **options)


@desk_group.command()
@click.argument("story")
@click.argument("articles", metavar="ARTICLE...", nargs=-1, required=True)
@_acting
def split(story: str, articles: tuple[str, ...], **options: Any) -> None:
    """Take ARTICLEs out of STORY into one of their own."""
    _act(lambda editor, note: editor.split(story, articles, note), **options)


@desk_group.command()
@click.argument("article")
@click.argument("story")
@_acting
def move(article: str, story: str, **options: Any) -> None:
    """Put ARTICLE into STORY."""
    _act(lambda editor, note: editor.move(article, story, note), **options)


@desk_group.command()
@click.argument("name")
@_acting
def pin(name: str, **options: Any) -> None:
    """Keep NAME, an article or all articles of a story, in the story where it stands.

    No later run puts it into another story. On the front page it moves nothing and keeps no place.
    """
    _act(lambda editor, note: editor.pin(name, note), of=name, **options)


@desk_group.command()
@click.argument("story")
@click.argument("others", metavar="OTHER...", nargs=-1, required=True)
@_acting
def link(story: str, others: tuple[str, ...], **options: Any) -> None:
    """Link OTHER stories with STORY as parts of one long affair; each stays a story of its own."""
    _act(lambda editor, note: editor.link(story, others, note), **options)


@desk_group.command()
@click.argument("story")
@click.argument("others", metavar="OTHER...", nargs=-1, required=True)
@_acting
def unlink(story: str, others: tuple[str, ...], **options: Any) -> None:
    """Keep OTHER stories out of the affair of STORY, whatever names both share."""
    _act(lambda editor, note: editor.unlink(story, others, note), **options)


@desk_group.command()
@click.argument("story")
@click.argument("article")
@_acting
def lead(story: str, article: str, **options: Any) -> None:
    """Let ARTICLE lead STORY, whatever the others' quality.

    The story is shown under its title and picture, and its heat starts from its quality: the story may rise or fall on
    the front page, or be held back where the heat is below the threshold. What it did is said.
    """
    _act(lambda editor, note: editor.lead(story, article, note), of=story, **options)


@desk_group.command()
@click.argument("name")
@_acting
def hold(name: str, **options: Any) -> None:
    """Keep NAME, a story or an article, from being published until it is released."""
    _act(lambda editor, note: editor.hold(name, note), **options)


@desk_group.command()
@click.argument("name")
@_acting
def release(name: str, **options: Any) -> None:
    """Let NAME, which is held, be published again."""
    _act(lambda editor, note: editor.release(name, note), **options)


@desk_group.command()
@click.argument("name")
@_acting
def retract(name: str, **options: Any) -> None:
    """Take NAME, a story or an article, back; a story's page then says so."""
    _act(lambda editor, note: editor.retract(name, note), **options)


@desk_group.command("note")
@click.argument("name")
@_acting
def remark(name: str, **options: Any) -> None:
    """Write a remark (--note) on NAME, a story or an article, into the log."""
    _act(lambda editor, note: editor.remark(name, note), **options)


@desk_group.command()
@click.argument("number", type=int, required=False)
@_acting
def undo(number: int | None, desk: Path, editor: str, note: str, as_json: bool) -> None:
    """Undo the decision of this NUMBER, or the latest one that stands."""
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk) as newsroom:
        _show(newsroom, newsroom.undo(editor, number, note), as_json=as_json)


@desk_group.command()
@click.argument("name", required=False)
@DESK
@click.option("--last", type=click.IntRange(1), help="Only so many, the latest.")
@JSON
def log(name: str | None, desk: Path, last: int | None, as_json: bool) -> None:
    """List what was decided, oldest first; of NAME alone where it is given."""
    from nightdesk.cli.output import print_json
    from nightdesk.naming import titles_of
    from nightdesk.newsroom import Newsroom
    from nightdesk.rulings import changes_of

    with Newsroom.open(desk) as newsroom:
        listed = newsroom.decisions(name)
        listed = listed[-last:] if last else listed
        titles = titles_of(newsroom.store, (each for decision in listed for each in names_in(decision)))
    if as_json:
        print_json(tuple(changes_of(decision) for decision in listed))
        return
    for decision in listed:
        for line in decision_lines(decision, titles):
            click.echo(line)
    if not listed:
        click.echo("Nothing was decided yet.")


@desk_group.command()
@DESK
def pairs(desk: Path) -> None:
    """Print what editors put together or apart, as JSON lines of two articles each, for training the grouping."""
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk) as newsroom:
        for pair, one, other in newsroom.lessons():
            line = {
                "together": pair.is_together,
                "decision": pair.decision_id,
                "articles": [_listed(one), _listed(other)],
            }
            click.echo(json.dumps(line, ensure_ascii=False))


def _listed(article: Article) -> dict[str, str | None]:
    """An article as `nightdesk group` reads it."""
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text or article.excerpt,
        "published_at": article.placed_at.isoformat(),
        "language": article.language,
        "provider": article.provider.domain,
    }


def names_in(decision: Decision) -> set[str]:
    """The ids of stories and articles that a decision names."""
    from nightdesk.rulings import changes_of

    changes = changes_of(decision)
    return {decision.target, *(name for pair in (*changes.before, *changes.after) for name in pair)}


def with_title(name: str, titles: Mapping[str, str]) -> str:
    """An id with the title of what it names, where that has one."""
    return f"{name} “{titles[name]}”" if name in titles else name


def decision_lines(decision: Decision, titles: Mapping[str, str]) -> Iterator[str]:
    """A decision in lines for a person; ``titles`` are those of the ids in it."""
    from nightdesk.rulings import changes_of

    changes = changes_of(decision)
    note = f" — {decision.note}" if decision.note else ""
    when = f"{decision.decided_at:%Y-%m-%d %H:%M}"
    yield f"{decision.id:>4}  {when}  {decision.editor}: {decision.verb} {with_title(decision.target, titles)}{note}"
    before = dict(changes.before)
    for name, value in changes.after[:SHOWN]:
        was, becomes = (with_title(each, titles) for each in (before.get(name) or "none", value))
        yield f"        {with_title(name, titles)}: {was} -> {becomes}"
    if len(changes.after) > SHOWN:
        yield f"        and {len(changes.after) - SHOWN} more"


def _act(act: Callable[[Desk, str], Decision], *, of: str = "", desk: Path, as_json: bool, **options: str) -> None:
    """Do it and show it; ``of`` is the story whose place on the front page is told before and after."""
    from nightdesk.cli.effects import effect_lines, shown_now
    from nightdesk.newsroom import Newsroom

    with Newsroom.open(desk) as newsroom:
        before = shown_now(newsroom, of) if of and not as_json else None
        decision = act(newsroom.desk(options["editor"]), options["note"])
        after = shown_now(newsroom, of) if of and not as_json else None
        _show(newsroom, decision, as_json=as_json)
    for line in effect_lines(decision.verb, before, after):
        click.echo(line)


def _show(newsroom: Newsroom, decision: Decision, *, as_json: bool) -> None:
    from nightdesk.cli.output import print_json
    from nightdesk.naming import titles_of
    from nightdesk.rulings import changes_of

    if as_json:
        print_json(changes_of(decision))
        return
    for line in decision_lines(decision, titles_of(newsroom.store, names_in(decision))):
        click.echo(line)
    click.echo(f"Undo: `nightdesk desk undo {decision.id}`" if decision.verb != "undo" else "Undone.")
