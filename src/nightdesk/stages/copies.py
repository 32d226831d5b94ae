"""Fold copies: an article whose text is that of an earlier one, whole or nearly, names its carrier.

What is found for an article depends on the articles that were folded before it, within a week; not on how
many were given at once. So a batch that a crash cut in two is folded as if it had not been.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from nightdesk.clustering.text.words import count_words
from nightdesk.counting import counted
from nightdesk.dedup.copies import SHORT, WINDOW, Originals, Print, Repeat
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Article, Outcome, Reason, Verdict

JUDGE = "copies/1"


def fold_copies(articles: Sequence[Article], tools: Tools) -> Outcome:
    """Find the carrier of each article of a batch, or that its text is its own.

    1. The texts to compare with are those of the desk that are no copies and were folded by this judge.
    2. The articles of the batch are taken in the order of publication: each repeats an earlier text, or
       its text is its own and joins those texts.
    3. An own text that came late to the desk is the carrier of those published after it.
    4. Copies of an article that turned out a copy itself are handed on to its carrier.
    """
    if not articles:
        return Outcome(note="no articles")
    batch = sorted(articles, key=lambda article: (article.placed_at, article.id))
    own = {article.id: article for article in batch}
    originals = Originals(lambda name: _print(own[name] if name in own else tools.library.article(name)))
    known: dict[str, Article] = {}
    for article in _folded_around(batch, tools):
        if article.carrier_id is None:
            originals.add(_print(article))
        known[article.id] = replace(article, text=None)  # a week of texts is what would fill the memory
    seen = known | own
    folded: dict[str, Article] = {}
    for article in batch:
        text = _print(article)
        originals.discard(article.id)  # where it was folded before: until here, it stood as it was
        repeat = originals.repeated_by(text)
        if repeat is not None:
            folded[article.id] = _as_copy(article, seen[repeat.original.id], repeat)
            continue
        folded[article.id] = _with_own_text(article)
        for later in originals.repeats_of(text):
            originals.discard(later.original.id)
            folded[later.original.id] = _as_copy(seen[later.original.id], article, later)
        originals.add(text)
    for copy in known.values():
        if copy.id not in folded and copy.carrier_id is not None and _became_copy(copy.carrier_id, folded):
            folded[copy.id] = _handed_on(copy, folded)
    copies = sum(folded[article.id].carrier_id is not None for article in batch)
    return Outcome(records=tuple(folded.values()), note=f"copies among {counted(len(batch), 'article')}: {copies}")


def _folded_around(batch: Sequence[Article], tools: Tools) -> Iterator[Article]:
    # Twice the window ahead: a text that came late may take over one of that window with its own copies.
    since, until = batch[0].placed_at - WINDOW, batch[-1].placed_at + 2 * WINDOW
    wanted = ArticleFilter(since=since, until=until, with_text=True)
    return (article for article in tools.library.articles(wanted) if _is_folded(article))


def _is_folded(article: Article) -> bool:
    verdict = article.verdict("copy")
    return verdict is not None and verdict.judge == JUDGE


def _print(article: Article) -> Print:
    return Print(article.id, article.url, article.provider.domain, article.title, article.text or "", article.placed_at)


def _with_own_text(article: Article) -> Article:
    words = count_words(article.text or "")
    if not words:
        reason = Reason("own_text", "no text", 0, "there is no text to compare, so it counts as its own")
    elif words < SHORT:
        text = f"with fewer than {SHORT} words it would be a copy only of the very same text"
        reason = Reason("own_text", f"{words} words", 0, text)
    else:
        text = f"no text of the {WINDOW.days} days around it is the same or nearly so"
        reason = Reason("own_text", f"{words} words", 0, text)
    verdict = Verdict("copy", "own text", JUDGE, (reason,))
    return replace(article, carrier_id=None, verdicts=article.verdicts_with(verdict))


def _as_copy(article: Article, carrier: Article, repeat: Repeat) -> Article:
    outlet = carrier.provider.name or carrier.provider.domain
    if repeat.by_url:
        shared = Reason("same_url", carrier.url, 0, f"{outlet} gives both the same canonical address")
    else:
        part = f"{int(100 * repeat.shared)} %"
        text = f"{part} of the shorter text's runs of words stand in both it and “{carrier.title}” of {outlet}"
        shared = Reason("shared_text", part, 0, text)
    when = f"{carrier.placed_at:%Y-%m-%d %H:%M} UTC"
    first = Reason("first", when, 0, f"the text of {outlet} was published first, so it carries the others")
    verdict = Verdict("copy", carrier.id, JUDGE, (shared, first))
    return replace(article, carrier_id=carrier.id, verdicts=article.verdicts_with(verdict))


def _became_copy(carrier_id: str, folded: dict[str, Article]) -> bool:
    return carrier_id in folded and folded[carrier_id].carrier_id is not None


def _handed_on(copy: Article, folded: dict[str, Article]) -> Article:
    between = folded[copy.carrier_id or ""]
    text = f"it repeats “{between.title}”, which turned out a copy itself"
    reason = Reason("handed_on", between.id, 0, text)
    verdict = Verdict("copy", between.carrier_id or "", JUDGE, (reason,))
    return replace(copy, carrier_id=between.carrier_id, verdicts=copy.verdicts_with(verdict))
