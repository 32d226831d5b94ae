"""The language of an article: what its text says, and where that is too little, what page and feed declare."""

from __future__ import annotations

import re
from dataclasses import replace

from nightdesk.reading.language import SURE, guess_language, sample_of
from nightdesk.tools import Tools
from nightdesk.types import Article, Outcome, Reason, Verdict

JUDGE = "language/1"
UNKNOWN = "und"  # BCP 47, section 4.1: undetermined

_PRIMARY = re.compile(r"[A-Za-z]{2,3}(?![A-Za-z])")


def detect_language(article: Article, tools: Tools) -> Outcome:
    """Find the language of an article's title, excerpt and the start of its text, as a BCP 47 tag.

    A sure guess wins over what the page declares: templates that say ``en-US`` above Zulu are common. An
    unsure one gives way to the page's declaration, then to the source's language; where nothing is known
    the language stays ``None``.
    """
    declared = _declared(article)
    sample = sample_of(article.title, article.excerpt or article.summary, article.text or "")
    guess, confidence = guess_language(sample)
    reasons = [_seen(guess, confidence, sample)]
    if declared:
        reasons.append(Reason("declared", declared, 0.0, f"The page declares {declared}."))
    language: str | None = guess
    if guess is None or confidence < SURE:
        language = _primary(declared)
        reasons.append(_chosen(guess, "page", declared))
        if language is None:
            source = _source_language(article, tools)
            language = _primary(source)
            reasons[-1] = _chosen(guess, "source", source)
    verdict = Verdict("language", language or UNKNOWN, JUDGE, tuple(reasons))
    judged = replace(article, language=language, verdicts=article.verdicts_with(verdict))
    return Outcome(records=(judged,), note=f"language: {language or 'unknown'}")


def _declared(article: Article) -> str | None:
    """What the page declares; an article judged before carries it in its verdict, no longer in its field."""
    verdict = article.verdict("language")
    if verdict is None or verdict.value != (article.language or UNKNOWN):
        return article.language
    return next((reason.measured for reason in verdict.reasons if reason.signal == "declared"), None)


def _seen(guess: str | None, confidence: float, sample: str) -> Reason:
    if guess is None:
        return Reason("text", "no words", 0.0, "Title and text hold no words to tell a language by.")
    sureness = "surely" if confidence >= SURE else "perhaps"
    size = f"{len(sample):,} characters of title, excerpt and text"
    return Reason(
        "text", f"{guess} {confidence:.2f}", 0.0, f"By {size} it is {sureness} {guess} ({confidence:.2f} of 1)."
    )


def _chosen(guess: str | None, where: str, tag: str | None) -> Reason:
    unsure = "There are no words" if guess is None else "That is too unsure"
    if _primary(tag) is None:
        return Reason("fallback", "none", 0.0, f"{unsure}, and neither page nor source declares a language.")
    return Reason("fallback", where, 0.0, f"{unsure}, so the {where} is believed: {tag}.")


def _primary(tag: str | None) -> str | None:
    """The language of a BCP 47 tag without script and region: ``pt`` of ``pt-BR``."""
    found = _PRIMARY.match(tag.strip()) if tag else None
    return found[0].lower() if found and found[0].lower() != UNKNOWN else None


def _source_language(article: Article, tools: Tools) -> str | None:
    return next((source.language for source in tools.library.sources() if source.id == article.source_id), None)
