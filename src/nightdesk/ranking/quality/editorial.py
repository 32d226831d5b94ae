"""The judge of quality that an editor would sign: 70 for an ordinary report, less for what is no news (pure).

Every part is monotone in what it measures: a longer report never has less than a shorter one, a better standing never
less than a worse one. AMP has no part. The points are our own; they are set so that an ordinary report of an unknown
outlet reaches the 70 that a story of one outlet needs, and what is no news does not.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from nightdesk.ranking.quality.genres import Genre
from nightdesk.types import Reason

JUDGE = "editorial/1"

ORDINARY = 70  # what any article starts with: the least heat that a desk publishes unless it says otherwise
MOST_STANDING = 30  # points that an outlet's standing adds or takes at the most
FULL_REPORT = 120  # words from which on a text is a report of its own
LONG_REPORT = 960  # words after which more add nothing
SHORT_TEXT = 40  # words: less is a caption or a notice
LONG_TITLE = 110  # columns: two lines of a front page; the longest decile of 10,000 headlines is over it
SHORT_TITLE = 15  # columns; the shortest title of the 131 recorded pages has 23
SHORT_EXCERPT = 40  # columns: less than one line of a list says nothing beside the title
LEAST_CASED = 15  # letters; a shorter title in capitals may be a name
# What a genre costs. What is no news falls below any report; opinion and review are shown for what they are.
GENRE_POINTS = {
    "shopping": -60,
    "sponsored": -60,
    "press release": -45,
    "horoscope": -60,
    "puzzle": -60,
    "recipe": -45,
    "gallery": -30,
    "briefing": -25,
    "advice": -45,
    "review": -10,
    "opinion": -10,
    "obituary": 0,
    "live": 0,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EditorialFacts:
    """What the judge looks at. ``words`` is the length of the text, ``standing`` the outlet's, in points."""

    title: str
    excerpt: str
    words: int
    is_video: bool = False
    is_partial: bool = False
    has_picture: bool = False
    has_authors: bool = False
    is_dated: bool = True
    has_hint_of_date: bool = False
    genre: Genre | None = None
    outlet: str = ""
    standing: int = 0
    standing_by: str = ""


def judge(facts: EditorialFacts) -> tuple[Reason, ...]:
    """The reasons whose contributions add up to an article's quality, by what it is itself."""
    reasons = [Reason("ordinary", "an article", ORDINARY, "what any article starts with")]
    reasons += (*_standing(facts), *_genre(facts), *_substance(facts), *_title(facts.title), *_excerpt(facts))
    reasons += (*_shown(facts), *_date(facts))
    total = round(sum(reason.contribution for reason in reasons))
    if total < 0:
        reasons.append(Reason("floor", str(total), -total, "no quality is below 0"))
    return tuple(reasons)


def _standing(facts: EditorialFacts) -> Iterator[Reason]:
    points = max(-MOST_STANDING, min(MOST_STANDING, facts.standing))
    if points:
        text = f"the standing of {facts.outlet}, {facts.standing_by}"
        yield Reason("standing", str(facts.standing), points, text)


def _genre(facts: EditorialFacts) -> Iterator[Reason]:
    if facts.genre is None:
        return
    named = facts.genre.name if facts.genre.is_news else f"{facts.genre.name}, which is no news"
    text = f"{named}: {'; '.join(facts.genre.signs)}"
    yield Reason("genre", facts.genre.name, GENRE_POINTS[facts.genre.name], text)


def _substance(facts: EditorialFacts) -> Iterator[Reason]:
    if facts.is_video:
        return
    if facts.is_partial:
        yield Reason("partial", "yes", -10, "only a part of the text can be read, the rest is behind a wall")
    if facts.words < SHORT_TEXT:
        yield Reason("length", f"{facts.words} words", -15, f"the text has fewer than {SHORT_TEXT} words")
    elif facts.words >= FULL_REPORT:
        doublings = math.log2(min(facts.words, LONG_REPORT) / FULL_REPORT)
        points = 3 + round(3 * doublings)
        yield Reason("length", f"{facts.words} words", points, "a report of some length; each doubling adds 3")


def _title(title: str) -> Iterator[Reason]:
    """Reasons against a headline; one may have several."""
    columns = _columns(title)
    if not title.strip():
        yield Reason("title", "none", -30, "has no title")
        return
    if columns > LONG_TITLE:
        lost = math.ceil((columns - LONG_TITLE) / 10)
        yield Reason(
            "title_length", f"{columns} columns", -min(lost, 15), f"the title is longer than {LONG_TITLE} columns"
        )
    elif columns < SHORT_TITLE:
        yield Reason("title_length", f"{columns} columns", -10, f"the title is shorter than {SHORT_TITLE} columns")
    cased = [char for char in title if char.isupper() or char.islower()]
    if len(cased) >= LEAST_CASED and all(char.isupper() for char in cased):
        yield Reason("title_capitals", title, -10, "the title is all in capitals")
    marks = unicodedata.normalize("NFKC", title).strip()  # full-width marks and single-character dots alike
    if marks.count("!") > 1 or any(pair in marks for pair in ("?!", "!?", "??")):
        yield Reason("title_marks", title, -5, "the title shouts with its punctuation")
    elif marks.endswith("..."):
        yield Reason("title_marks", title, -5, "the title breaks off with dots")


def _excerpt(facts: EditorialFacts) -> Iterator[Reason]:
    excerpt = facts.excerpt.strip()
    if not excerpt:
        yield Reason("excerpt", "none", -10, "has no excerpt")
    elif excerpt.casefold() == facts.title.strip().casefold():
        yield Reason("excerpt", "the title again", -5, "the excerpt only repeats the title")
    elif _columns(excerpt) < SHORT_EXCERPT:
        measured = f"{_columns(excerpt)} columns"
        yield Reason("excerpt", measured, -5, f"the excerpt is shorter than {SHORT_EXCERPT} columns")


def _shown(facts: EditorialFacts) -> Iterator[Reason]:
    if facts.has_authors:
        yield Reason("byline", "yes", 3, "names who wrote it")
    if facts.has_picture:
        yield Reason("picture", "yes", 4, "has a picture whose size is known")


def _date(facts: EditorialFacts) -> Iterator[Reason]:
    if facts.is_dated:
        return
    if facts.has_hint_of_date:
        yield Reason("date", "from the feed", 0, "the page has no date; its feed's is taken")
    else:
        yield Reason("date", "none", -10, "neither the page nor its feed says when it was published")


def _columns(text: str) -> int:
    """The width of a text on a screen: a wide character (Chinese, Japanese, Korean) takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text.strip())
