"""An example plug-in: a stage that adds a verdict, a quality signal, and a publisher that writes CSV."""

import csv
import io
from dataclasses import replace

from nightdesk import Article, File, Outcome, Reason, Stage, Verdict
from nightdesk.plugins import Plugin, Publisher, QualitySignal

WORDS_A_MINUTE = 220
LOUD = ("!", "shocking", "you won't believe")


def reading_time(article, tools):
    """Add how many minutes the text takes to read; `nightdesk explain` shows it."""
    words = len((article.text or "").split())
    minutes = max(1, round(words / WORDS_A_MINUTE))
    reason = Reason("words", str(words), minutes, f"{words} words at {WORDS_A_MINUTE} a minute")
    judged = article.verdicts_with(Verdict("reading time", minutes, "reading-time/1", (reason,)))
    return Outcome(records=(replace(article, verdicts=judged),), note=f"{minutes} min")


def calm(article):
    """Take points from a title that shouts."""
    found = [sign for sign in LOUD if sign in article.title.casefold()]
    return Reason("calm", ", ".join(found), -10 * len(found), "the title shouts") if found else None


def csv_files(stories):
    """One file with a line for each published story."""
    text = io.StringIO()
    table = csv.writer(text)
    table.writerow(("id", "published", "title", "outlets"))
    for story in stories:
        outlets = len(story.card.outlets) + 1
        table.writerow((story.card.id, story.lead.published_at.isoformat(), story.lead.title, outlets))
    yield File("stories.csv", text.getvalue().encode())


PLUGIN = Plugin(
    name="calm",
    stages=(Stage("reading time", takes=Article, run=reading_time, after="language"),),
    quality_signals=(QualitySignal(name="calm", judge=calm),),
    publishers=(Publisher(name="csv", folder="tables", files=csv_files),),
)
