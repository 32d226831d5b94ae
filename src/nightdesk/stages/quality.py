"""Judge what an article is worth to a reader: a whole number that is the sum of its reasons.

What was learned from the 674 records of the recorded site (one outlet wrote 520 of its articles, so that
within it the outlet's own share is constant):

* a picture: 52 without and 72 with one is the mode of its plain articles, so 20;
* an AMP page: other outlets stand at 37 with a picture and 57 with both, so 20;
* a long title: half a point for each character over 70, rounded down, to the letter in 206 of 211;
* excerpts, however short, and titles under 15 characters (3 of them) cost nothing there. The format's
  description says that a poor one costs something; those figures here are our own and small.
"""

from __future__ import annotations

import unicodedata
from dataclasses import replace

from nightdesk.grouping.words import count_words
from nightdesk.tools import Tools
from nightdesk.types import Article, Outcome, Reason, Verdict

JUDGE = "quality/1"

PLAIN = 67  # "about 67 for a plain article" (the record format)
PICTURE = 20
AMP = 20
LONG_TITLE = 70  # columns; half a point is lost for each beyond (206 of 211 recorded long titles)
SHORT_TITLE = 15  # columns; the shortest title of the 131 recorded pages has 23
SHORT_EXCERPT = 40  # columns: less than one line of a list says nothing beside the title
SHORT_TEXT = 40  # words: less is a caption or a notice, not a report


def judge_quality(article: Article, tools: Tools) -> Outcome:  # noqa: ARG001 - every stage is handed the tools
    """Judge one article; the contributions of the verdict's reasons add up to ``quality``."""
    reasons = [Reason("plain", article.kind, PLAIN, "what any article starts with")]
    reasons += _picture(article) + _amp(article) + _title(article.title) + _excerpt(article)
    reasons += _text(article) + _date(article)
    total = sum(round(reason.contribution) for reason in reasons)
    if total < 0:
        reasons.append(Reason("floor", str(total), -total, "no quality is below 0"))
        total = 0
    verdict = Verdict("quality", total, JUDGE, tuple(reasons))
    judged = replace(article, quality=total, verdicts=article.verdicts_with(verdict))
    return Outcome(records=(judged,), note=f"quality {total}, the sum of {len(reasons)} reasons")


def _picture(article: Article) -> list[Reason]:
    sized = next((image for image in article.images if image.width and image.height), None)
    if sized is not None:
        measured = f"{sized.width} x {sized.height}"
        return [Reason("picture", measured, PICTURE, "has a picture whose size is known")]
    if article.images:
        return [Reason("picture", "size unknown", 0, "has a picture, but its size could not be found out")]
    return [Reason("picture", "none", 0, "has no picture")]


def _amp(article: Article) -> list[Reason]:
    if article.amp_url is None:
        return []
    return [Reason("amp", article.amp_url, AMP, "has an AMP page, which opens fast on a phone")]


def _title(title: str) -> list[Reason]:
    """Reasons against a title; one may have several."""
    columns = _columns(title)
    if not title.strip():
        return [Reason("title", "none", -30, "has no title")]
    reasons = []
    if columns > LONG_TITLE + 1:
        lost = (columns - LONG_TITLE) // 2
        text = f"the title is longer than {LONG_TITLE} columns: half a point for each beyond"
        reasons.append(Reason("title_length", f"{columns} columns", -lost, text))
    elif columns < SHORT_TITLE:
        text = f"the title is shorter than {SHORT_TITLE} columns"
        reasons.append(Reason("title_length", f"{columns} columns", -10, text))
    cased = [char for char in title if char.isupper() or char.islower()]
    if len(cased) >= SHORT_TITLE and all(char.isupper() for char in cased):
        reasons.append(Reason("title_capitals", title, -10, "the title is all in capitals"))
    marks = unicodedata.normalize("NFKC", title).strip()  # full-width marks and single-character dots alike
    if marks.count("!") > 1 or any(pair in marks for pair in ("?!", "!?", "??")):
        reasons.append(Reason("title_marks", title, -5, "the title shouts with its punctuation"))
    elif marks.endswith("..."):
        reasons.append(Reason("title_marks", title, -5, "the title breaks off with dots"))
    return reasons


def _excerpt(article: Article) -> list[Reason]:
    excerpt = article.excerpt.strip()
    if not excerpt:
        return [Reason("excerpt", "none", -10, "has no excerpt")]
    if excerpt.casefold() == article.title.strip().casefold():
        return [Reason("excerpt", "the title again", -5, "the excerpt only repeats the title")]
    columns = _columns(excerpt)
    if columns < SHORT_EXCERPT:
        return [Reason("excerpt", f"{columns} columns", -5, f"the excerpt is shorter than {SHORT_EXCERPT} columns")]
    return []


def _text(article: Article) -> list[Reason]:
    if article.kind == "video":
        return []
    if article.is_partial:
        return [Reason("text", "partial", -15, "only a part of the text can be read, the rest is behind a wall")]
    words = count_words(article.text or "")
    if words < SHORT_TEXT:
        return [Reason("text", f"{words} words", -15, f"the text has fewer than {SHORT_TEXT} words")]
    return []


def _date(article: Article) -> list[Reason]:
    if article.published_at is not None:
        return []
    if article.hint_published_at is not None:
        return [Reason("date", "from the feed", 0, "the page has no date; its feed's is taken")]
    return [Reason("date", "none", -10, "neither the page nor its feed says when it was published")]


def _columns(text: str) -> int:
    """The width of a text on a screen: a wide character (Chinese, Japanese, Korean) takes two columns."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text.strip())
