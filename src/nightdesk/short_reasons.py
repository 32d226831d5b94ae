"""The few reasons of a judgement that a person is told at first: at most five, the strongest first, in words (pure).

All reasons, which add up, stay in the verdict: `nightdesk explain --all` and the folded part of a story page show them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from nightdesk.counting import counted
from nightdesk.types import Article, Reason

MOST = 5
_PUNCTUATION = re.compile(r"[^\w\s]")
# What two articles share, in the order in which it is told, and how many of each at most.
SHARING = {
    "shared name": "name",
    "shared link": "link to",
    "shared number": "give the number",
    "shared word": "speak of",
}
MOST_NAMES = 3
MOST_OTHERS = 2
WEAK = 0.1  # of what the strongest shared thing adds: what adds less is not told at first
HOURS_TOLD = 48  # from which on a span of time is told in days
ALIKE = " (alike by "  # what the measure of a repair begins with, in its reason
REPAIRS = frozenset(["merged", "split"])
_TENTHS = ("hardly any", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "nearly all")


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story as far as its grouping is told: its title, its time, and all reasons of its place."""

    title: str
    at: datetime
    reasons: tuple[Reason, ...]


def member_of(article: Article) -> Member:
    """An article as far as its grouping is told; a copy's place is that of what it copies, so it has no reasons."""
    verdict = article.verdict("story")
    return Member(article.title, article.placed_at, verdict.reasons if verdict is not None else ())


def short_reasons(reasons: Sequence[Reason]) -> tuple[str, ...]:
    """Why one article is in its story, in at most five sentences.

    What it joined, what both share, the time between, what else was near, then how it was moved or how sure that is.
    What an editor, an import or a copy decided is told as it is.
    """
    by_signal = {reason.signal: reason for reason in reasons}
    opened_far = "opens far" in by_signal
    told = [reason.text for reason in reasons if reason.signal in {"joins", "opens", "opens far"}]
    if not told:
        return tuple(reason.text for reason in sorted(reasons, key=lambda each: -abs(each.contribution)))[:MOST]
    if not opened_far:
        told += _shared(reasons, "both")
        told += [by_signal[signal].text for signal in ("time", "next", "next near") if signal in by_signal]
    repairs = _repairs(reasons)
    last = repairs[-1:] or [reason.text for reason in reasons if reason.signal == "chance"]
    return (*told[: MOST - len(last)], *last)


def story_reasons(members: Sequence[Member]) -> tuple[str, ...]:
    """Why the articles of a story belong together, in at most four sentences; of a single one why it stands alone."""
    if len(members) == 1:
        alone = short_reasons(members[0].reasons)[:2]
        return tuple(text.partition("; the next is ")[0] for text in alone)
    ordered = sorted(members, key=lambda member: (member.at, member.title))
    joined = [reason for member in ordered for reason in member.reasons]
    told = [*_shared(_added_up(joined), "both" if len(ordered) == 2 else "the articles")]  # noqa: PLR2004 - a pair is "both"
    by_hand = sum(reason.signal == "editor" for reason in joined)
    if by_hand:
        told.insert(0, f"an editor put {counted(by_hand, 'of them', 'of them')} here")
    told.append(f"published within {_span(ordered[-1].at - ordered[0].at)}")
    told += _others_near(ordered)
    repairs = _repairs(joined)
    last = repairs[-1:] or _least_sure(ordered)
    return (*told[: MOST - 1 - len(last)], *last)


def of_ten(chance: float) -> str:
    """A chance as a share of articles, in words: ``nearly all``, ``about seven in ten``."""
    tenths = round(10 * chance)
    return _TENTHS[tenths] if tenths in {0, 10} else f"about {_TENTHS[tenths]} in ten"


def _shared(reasons: Sequence[Reason], who: str) -> list[str]:
    """What is shared as one sentence: "both name Costa Rica and Nature Air, and speak of “crash”"."""
    weights = {reason: reason.contribution for reason in reasons if _signal(reason) in SHARING}
    least = WEAK * max(weights.values(), default=0)
    seen: set[str] = set()
    parts, left = [], MOST
    for signal, verb in SHARING.items():
        most = min(left, MOST_NAMES if signal == "shared name" else MOST_OTHERS)
        strong = (each for each, weight in weights.items() if _signal(each) == signal and weight > least)
        things = _each_once(strong, seen)[:most]
        named = [f"“{each.measured}”" if signal == "shared word" else each.measured for each in things]
        many = "s" * (signal == "shared number" and len(named) > 1)
        parts += [f"{verb}{many} {_joined(named)}"] if named else []
        left -= len(things)
    if parts:
        return [f"{who} {_joined(parts, ', and ' if ' and ' in parts[0] else ' and ')}"]
    return [f"{who} share {reason.text}" for reason in reasons if reason.signal == "words"][:1]


def _each_once(things: Iterable[Reason], seen: set[str]) -> list[Reason]:
    """Things without those that repeat one before in another spelling or as a part of it; ``seen`` are their words."""
    kept = []
    for thing in things:
        is_number = _signal(thing) == "shared number"
        plain = _PUNCTUATION.sub("" if is_number else " ", thing.measured.casefold())  # 1,400 is 1400
        words = set(plain.split())
        if not words & seen:
            kept.append(thing)
        seen |= words
    return kept


def _signal(reason: Reason) -> str:
    return {"word": "shared word", "link": "shared link"}.get(reason.signal, reason.signal)


def _added_up(reasons: Sequence[Reason]) -> list[Reason]:
    """What articles share, each thing once with all that it adds, the strongest first."""
    sums: dict[tuple[str, str], float] = {}
    for reason in reasons:
        if _signal(reason) in SHARING:
            key = (_signal(reason), reason.measured)
            sums[key] = sums.get(key, 0.0) + reason.contribution
    ranked = sorted(sums.items(), key=lambda item: (-item[1], item[0]))
    return [Reason(signal, measured, part, measured) for (signal, measured), part in ranked]


def _others_near(members: Sequence[Member]) -> Iterator[str]:
    """Whether another story was near when the articles came; only where it is known of any."""
    titles = [member.title for member in members]
    told = [reason for member in members for reason in member.reasons if reason.signal in {"next", "next near"}]
    near = [reason.text for reason in told if reason.signal == "next near"]
    apart = [text for text in near if not any(f"“{title}”" in text for title in titles)]
    if apart:
        yield apart[-1].replace(" is near, too", " was near, too, and stands apart")
    elif told:
        yield "nothing else open was near when they came"


def _repairs(reasons: Sequence[Reason]) -> list[str]:
    return [reason.text.partition(ALIKE)[0] for reason in reasons if reason.signal in REPAIRS]


def _least_sure(members: Sequence[Member]) -> list[str]:
    """How sure the joining is that was the least sure."""
    joined = [member for member in members if any(reason.signal == "joins" for reason in member.reasons)]
    sure = [reason for member in joined for reason in member.reasons if reason.signal == "chance"]
    return [min(sure, key=lambda reason: float(reason.measured.removesuffix("%"))).text] if sure else []


def _span(gap: timedelta) -> str:
    hours = -(-gap // timedelta(hours=1))
    if hours <= 1:
        return "an hour"
    return counted(hours, "hour") if hours < HOURS_TOLD else counted(-(-gap // timedelta(days=1)), "day")


def _joined(parts: Sequence[str], last: str = " and ") -> str:
    return last.join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
