"""The command that learns from editors' decisions."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from nightdesk.cli.deciding import user
from nightdesk.cli.options import DESK, JSON
from nightdesk.counting import counted

if TYPE_CHECKING:  # loaded where the command needs it, so that the command line starts at once
    from nightdesk.learning import Lesson
    from nightdesk.lessons import Learned

CALLED = {
    "join": "join (of an article and a story)",
    "merge": "merge (of two stories)",
    "split": "split (of a story)",
    "across": "across (of an article and a story in another language)",
}


@click.command()
@DESK
@click.option("--dry-run", "is_dry", is_flag=True, help="Only measure and report; change nothing.")
@click.option("--forget", is_flag=True, help="Group by what comes with nightdesk again.")
@click.option("--editor", default=user, metavar="NAME", help="Who asks for it; your system user unless given.")
@JSON
def learn(desk: Path, is_dry: bool, forget: bool, editor: str, as_json: bool) -> None:
    """Fit the grouping to what editors decided, and use it where it decides what was held out better.

    At least 20 merges, splits and moves that stand are needed, for each of its four judgements. What is grouped already
    stays where it is.
    """
    from nightdesk.cli.output import print_json
    from nightdesk.cli.progress import progress_bar
    from nightdesk.newsroom import Newsroom

    if is_dry and forget:
        raise click.UsageError("--dry-run measures and --forget goes back: give one of them")
    with Newsroom.open(desk) as newsroom:
        if forget:
            event = newsroom.desk(editor).forget()
            if as_json:
                print_json({"forgotten": True, "event": int(event.target), "decision": event.id})
            else:
                click.echo("The desk groups by the judgements that come with nightdesk again.")
                click.echo(f"`nightdesk desk undo {event.id}` goes by what was learned again.")
            return
        with progress_bar() as progress:
            lesson = newsroom.learn(editor, is_dry=is_dry, progress=progress)
        latest = newsroom.store.learned()
    if as_json:
        print_json(lesson)
        return
    for line in _lines(lesson, latest, is_dry=is_dry):
        click.echo(line)


def _lines(lesson: Lesson, latest: Learned | None, *, is_dry: bool) -> Iterator[str]:
    from nightdesk.clustering.tuning.own import standing_thresholds

    verbs = ", ".join(f"{count} {verb}" for verb, count in lesson.verbs.items())
    shown = counted(lesson.decisions, "decision shows", "decisions show")
    yield f"{shown} something ({verbs}). Each was judged by what the others taught:"
    yield ""
    yield f"{'':8}{'log loss':^27}  {'decided right':^15}  {'what was mended':^15}  others as before"
    for trial in lesson.trials:
        before, after = trial.before, trial.after
        loss = f"{before.log_loss:.4f} -> {after.log_loss:.4f} (±{trial.doubt:.4f})"
        right = f"{before.right:.1%} -> {after.right:.1%}"
        mended = f"{before.mended:.1%} -> {after.mended:.1%}"
        yield f"{trial.judgement:8}{loss:27}  {right:15}  {mended:15}  {trial.kept} of {trial.others}"
        yield f"{'':8}by {counted(trial.decisions, 'decision')}: {trial.changed} mended, {trial.left} left as they were"
    yield ""
    for name, why in lesson.why.items():
        yield f"{CALLED[name]}: {why}."
    if is_dry:
        yield "Nothing was changed."
    elif lesson.event is not None:
        named = " and ".join(lesson.better)
        yield f"From now on the desk groups by its own {named}; `nightdesk desk undo {lesson.decision}` goes back."
    elif latest is not None and standing_thresholds(latest.judgements).own:
        yield f"The desk goes on by what it learned on {latest.learned_at:%Y-%m-%d}."
    else:
        yield "The desk goes on by what comes with nightdesk."
