"""Topics of an article: keywords in any script, the outlet's rubrics and the wording of the title, in one score."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nightdesk.clustering.crosslingual.vectors import has_encoder, make_vectors
from nightdesk.errors import SkipItem
from nightdesk.tools import Tools
from nightdesk.topics.evidence import ENOUGH, MENTIONED, PASSING, Evidence, subjects_of
from nightdesk.types import Article, Outcome, Reason, Topic, Verdict

JUDGE = "topics/2"
LONGEST_TEXT = 100_000  # characters; live blogs that run on past them have named their subject long before
# A passing mention in the body is weak evidence. Read by eye on 131 real news pages with the starter topics: of
# some 60 topics that one mention alone would have given about 15 were right, of 75 with two or more about 63. Most
# of the wrong ones were long texts, hence one mention in each 4,000 characters besides.
ENOUGH_IN_TEXT = 2
CHARACTERS_A_MENTION = 4_000
LISTED = 8  # keywords named in a message; a root may have hundreds

# Title, excerpt and text are searched as one string; this character of the private use area parts them.
_WALL = " \ue000 "
_PLACES = ("title", "excerpt", "text")
_WORD = re.compile(r"\w+")
# Typographic apostrophes and hyphens stand for the plain ones.
_PLAIN = str.maketrans("\u2019\u2018\u02bc\u2010\u2011", "'''--", "\u00ad")


@dataclass(frozen=True, slots=True)
class Keyword:
    """A keyword made ready for the search; ``topic`` is the place of its topic in the desk's list.

    ``starts_word`` and ``ends_word`` say whether a letter may not stand directly before or after it.
    """

    text: str
    written: str
    topic: int
    words: frozenset[str]
    starts_word: bool
    ends_word: bool


@dataclass(frozen=True, slots=True)
class Matcher:
    """All keywords of a desk: ``by_word`` under their first word, ``unspaced`` for scripts without spaces."""

    by_word: dict[str, tuple[Keyword, ...]]
    unspaced: tuple[Keyword, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a keyword of a topic stands: from ``start`` to ``end`` of the searched text."""

    topic: int
    start: int
    end: int
    keyword: str
    place: str


def assign_topics(article: Article, tools: Tools) -> Outcome:
    """Give an article the desk's topics whose evidence is enough, their parents and the root.

    A topic is given where its keywords stand in the title or the excerpt, or at least twice in the text, more often in
    a long one; where the outlet files the article under it; where the title is worded like others on it; or where
    weaker signs of these add up. The topics are listed in the order of their files, the root first.

    Raises:
        SkipItem: The root has keywords, and no topic of the desk occurs.
    """
    return judge_topics(article, tools.library.topics())


def judge_topics(article: Article, topics: tuple[Topic, ...]) -> Outcome:
    """What `assign_topics` does, for these topics."""
    mentions = _mentions(article, _matcher(topics))
    by_topic = {place: [each for each in mentions if each.topic == place] for place in range(len(topics))}
    enough = max(ENOUGH_IN_TEXT, -(-len(article.text or "") // CHARACTERS_A_MENTION))
    evidence = _evidence(article, topics, by_topic, enough)
    found = {place for place, parts in evidence.items() if sum(part.points for part in parts) >= ENOUGH}
    root = next((place for place, topic in enumerate(topics) if topic.parent is None), None)
    if root is not None and topics[root].keywords and not found:
        raise SkipItem(_off_topic(topics, mentions, enough))
    parents = _parents(topics, found)
    carried = [place for place in range(len(topics)) if place in found or place in parents or place == root]
    names = tuple(topics[place].name for place in carried)
    reasons = [
        _found(topics[place].name, evidence[place]) if place in found else _carried(topics[place], parents.get(place))
        for place in carried
    ]
    weak = [place for place, parts in evidence.items() if parts and place not in carried]
    reasons += [_weak(topics[place].name, evidence[place]) for place in weak]
    verdict = Verdict("topics", ", ".join(names), JUDGE, tuple(reasons))
    judged = replace(article, topics=names, verdicts=article.verdicts_with(verdict))
    return Outcome(records=(judged,), note=f"topics: {', '.join(names)}" if names else "the desk has no topics")


def _vector(article: Article) -> NDArray[np.float32] | None:
    """What vectors say of its title, where their extra is installed and knows its language."""
    if not has_encoder():
        return None
    (rows,) = make_vectors([article.title], [(article.language or "en").lower().partition("-")[0]])
    return None if rows is None else rows[0]


def mentioned_topics(title: str, topics: tuple[Topic, ...]) -> set[int]:
    """The places of the topics whose keywords stand in a title."""
    matcher = _matcher(topics)
    searched = _normal(title)
    mentioned = (keyword for keyword in _candidates(searched, matcher) if _stands_in(keyword, searched))
    return {keyword.topic for keyword in mentioned}


def _evidence(
    article: Article, topics: tuple[Topic, ...], by_topic: dict[int, list[Mention]], enough: int
) -> dict[int, list[Evidence]]:
    """What speaks for each topic: keywords, the outlet's rubrics, the wording of the title."""
    subjects = subjects_of(topics)
    vector = _vector(article) if subjects.knows_wording else None  # milliseconds, which most topical desks need not pay
    filed, worded = subjects.filed(article.rubrics), subjects.worded(article.title, article.language, vector)
    evidence: dict[int, list[Evidence]] = {}
    for place, mentions in by_topic.items():
        parts = [kind[place] for kind in (filed, worded) if place in kind]
        if mentions:
            is_enough = _is_enough(mentions, enough)
            seen = _described(mentions)
            told = seen if is_enough else f"only {seen}; in a text of this length it takes {enough}"
            parts.insert(0, Evidence(MENTIONED if is_enough else PASSING, told))
        evidence[place] = parts
    return evidence


@lru_cache(maxsize=8)
def _matcher(topics: tuple[Topic, ...]) -> Matcher:
    """The keywords of a set of topics, made ready once for all its articles."""
    by_word: dict[str, list[Keyword]] = {}
    unspaced = []
    for place, topic in enumerate(topics):
        for written in topic.keywords:
            text = _normal(written)
            words = _WORD.findall(text)
            starts_word, ends_word = _needs_edge(text[:1]), _needs_edge(text[-1:], is_end=True)
            keyword = Keyword(text, written, place, frozenset(words), starts_word, ends_word)
            if words and _is_spaced(text):
                by_word.setdefault(words[0], []).append(keyword)
            elif text:
                unspaced.append(keyword)
    return Matcher({word: tuple(keywords) for word, keywords in by_word.items()}, tuple(unspaced))


def _mentions(article: Article, matcher: Matcher) -> tuple[Mention, ...]:
    parts = [_normal(article.title), _normal(article.excerpt), _normal((article.text or "")[:LONGEST_TEXT])]
    searched = _WALL.join(parts)
    walls = (len(parts[0]), len(parts[0]) + len(_WALL) + len(parts[1]))
    found = []
    for keyword in _candidates(searched, matcher):
        for start in _occurrences(keyword, searched):
            place = _PLACES[sum(start > wall for wall in walls)]
            found.append(Mention(keyword.topic, start, start + len(keyword.text), keyword.written, place))
    return _without_overlaps(found)


def _candidates(searched: str, matcher: Matcher) -> Iterator[Keyword]:
    """The keywords whose words all occur: a look at each word of the text instead of one at each keyword."""
    words = set(_WORD.findall(searched))
    for word in words & matcher.by_word.keys():
        yield from (keyword for keyword in matcher.by_word[word] if keyword.words <= words)
    letters = set(searched)
    yield from (keyword for keyword in matcher.unspaced if keyword.text[0] in letters and keyword.text in searched)


def _stands_in(keyword: Keyword, searched: str) -> bool:
    return next(_occurrences(keyword, searched), None) is not None


def _occurrences(keyword: Keyword, searched: str) -> Iterator[int]:
    start = searched.find(keyword.text)
    while start >= 0:
        end = start + len(keyword.text)
        is_free_before = not keyword.starts_word or start == 0 or not _joins(searched[start - 1], keyword.text[0])
        is_free_after = not keyword.ends_word or end == len(searched) or not _joins(searched[end], keyword.text[-1])
        if is_free_before and is_free_after:
            yield start
        start = searched.find(keyword.text, start + 1)


def _without_overlaps(found: list[Mention]) -> tuple[Mention, ...]:
    """Of a topic's keywords inside one another ("climate", "climate change") the longest counts, once."""
    kept: list[Mention] = []
    last_end: dict[int, int] = {}
    for each in sorted(found, key=lambda m: (m.start, -m.end, m.topic, m.keyword)):
        if each.start >= last_end.get(each.topic, 0):
            kept.append(each)
            last_end[each.topic] = each.end
    return tuple(kept)


def _normal(text: str) -> str:
    """A text as it is compared: compatibility forms and case folded, one space between words."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return " ".join(folded.translate(_PLAIN).split())


def _is_spaced(text: str) -> bool:
    """Whether the words of any text that holds this keyword include the words of the keyword."""
    has_ends = bool(_WORD.match(text)) and bool(_WORD.match(text[-1]))
    return has_ends and all(_script(char) == "spaces" for char in text)


def _needs_edge(char: str, *, is_end: bool = False) -> bool:
    """Whether a word of this letter's script stands apart from its neighbours.

    Chinese, Japanese, Thai, Lao, Khmer and Burmese are written without spaces; Korean words carry their
    particles behind them.
    """
    script = _script(char)
    return script not in ("none", "hangul") if is_end else script != "none"


def _joins(neighbour: str, edge: str) -> bool:
    """Whether a character beside a keyword makes it a part of a longer word."""
    if _script(edge) == "katakana":  # a run of katakana is one word: テロ is not in ステロイド
        return _script(neighbour) == "katakana"
    is_letter = neighbour.isalnum() or neighbour == "_" or unicodedata.category(neighbour)[0] == "M"
    return is_letter and _script(neighbour) not in ("none", "katakana")


@lru_cache(maxsize=4096)
def _script(char: str) -> str:
    """How words of this character's script are parted: by ``spaces``, by ``none``, or as ``katakana`` or ``hangul``."""
    if not char or char.isascii():
        return "spaces"
    if "\u30a0" <= char <= "\u30ff" or "\u31f0" <= char <= "\u31ff":
        return "katakana"
    name = unicodedata.name(char, "")
    if name.startswith("HANGUL"):
        return "hangul"
    unspaced = ("CJK", "HIRAGANA", "IDEOGRAPHIC", "THAI", "LAO ", "KHMER", "MYANMAR", "BOPOMOFO")
    return "none" if name.startswith(unspaced) else "spaces"


def _is_enough(mentions: list[Mention], enough: int) -> bool:
    return any(each.place != "text" for each in mentions) or len(mentions) >= enough


def _parents(topics: tuple[Topic, ...], found: set[int]) -> dict[int, str]:
    """The wider topics of those found, each with the name of a narrower one that brought it."""
    places = {topic.name: place for place, topic in enumerate(topics)}
    wider: dict[int, str] = {}
    for place in sorted(found):
        child = topics[place]
        while child.parent is not None and places[child.parent] not in wider:
            wider[places[child.parent]] = child.name
            child = topics[places[child.parent]]
    return wider


def _found(name: str, parts: list[Evidence]) -> Reason:
    seen = "; ".join(part.text for part in parts)
    return Reason(name, seen, 0.0, f"{name}: {seen}.")


def _carried(topic: Topic, child: str | None) -> Reason:
    if child is not None:
        return Reason(topic.name, child, 0.0, f"{topic.name}: it is wider than {child}.")
    why = "every article of this desk has it" if topic.keywords else "it has no keywords, so everything belongs"
    return Reason(topic.name, "the root", 0.0, f"{topic.name}: {why}.")


def _weak(name: str, parts: list[Evidence]) -> Reason:
    seen = "; ".join(part.text for part in parts)
    return Reason(f"not {name}", seen, 0.0, f"Not {name}: {seen}.")


def _described(mentions: list[Mention]) -> str:
    """Which keywords stand where, as ``'senate' in the title, 'election' 3 times in the text``."""
    counts = Counter((each.place, each.keyword) for each in mentions)
    ordered = sorted(counts.items(), key=lambda item: (_PLACES.index(item[0][0]), -item[1], item[0][1]))
    parts = [f"'{word}' {_times(count)}in the {place}" for (place, word), count in ordered]
    more = f" and {len(parts) - LISTED} more" if len(parts) > LISTED else ""
    return ", ".join(parts[:LISTED]) + more


def _times(count: int) -> str:
    return "" if count == 1 else f"{count} times "


def _off_topic(topics: tuple[Topic, ...], mentions: tuple[Mention, ...], enough: int) -> str:
    if mentions:
        return f"off topic: only {_described(list(mentions))}; in a text of this length it takes {enough}"
    words = [keyword for topic in topics for keyword in topic.keywords]
    more = f" and {len(words) - LISTED} more" if len(words) > LISTED else ""
    return f"off topic: none of {', '.join(words[:LISTED])}{more} occurs"
