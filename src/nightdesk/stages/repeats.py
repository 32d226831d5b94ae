"""Leave out what an outlet repeats: its articles are compared, and lines that stand on many are of none of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC

from nightdesk.counting import counted
from nightdesk.reading.repeats import NEIGHBOURS, Repeats, as_read, find_repeats, hash_of, lines_of, without_repeats
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Article, Lines, Outcome, Verdict

JUDGE = "repeats/1"
SETTLED = 3 * NEIGHBOURS  # with so many pages kept, the oldest have lost neighbours that they were judged by


def drop_repeats(articles: Sequence[Article], tools: Tools) -> Outcome:
    """Take the lines that their outlet repeats out of the texts of a batch, and of articles read before it.

    What is left out of an article depends on the outlet's articles around it, not on the order in which they were
    read: a line that later turns out the outlet's is taken out of earlier texts too, and put back where it turns
    out to be of one matter. Changed articles are returned with the batch, and so go down the table again.
    """
    if not articles:
        return Outcome(note="no articles")
    by_outlet: dict[str, dict[str, Article]] = {}
    for article in articles:
        by_outlet.setdefault(article.provider.domain, {})[article.id] = article
    records: list[Article | Lines] = []
    shortened = 0
    for domain in sorted(by_outlet):
        changed = tuple(_of_outlet(domain, by_outlet[domain], tools))
        shortened += sum(bool(lines.left_out) for _, lines in changed)
        records += [record for pair in changed for record in pair]
    return Outcome(records=tuple(records), note=f"{counted(shortened, 'text')} shortened by what outlets repeat")


def _of_outlet(domain: str, batch: Mapping[str, Article], tools: Tools) -> Iterator[tuple[Article, Lines]]:
    """The batch's articles of one outlet and those kept that change with them, each with its lines."""
    kept = tools.library.lines(domain)
    known = {lines.article_id: lines for lines in kept}
    whole = {article.id: _whole(article, known.get(article.id)) for article in batch.values()}
    pages = known | {
        article.id: lines_of(article.id, domain, _place(article), (article.title, article.excerpt, whole[article.id]))
        for article in batch.values()
    }
    repeats = find_repeats(tuple(pages.values()))
    for article in batch.values():
        yield _shortened(article, whole[article.id], pages[article.id], repeats[article.id])
    settled = NEIGHBOURS if len(kept) >= SETTLED else 0
    others = {
        lines.article_id: lines
        for lines in kept[settled:]
        if lines.article_id not in batch and not _is_as_found(lines, repeats[lines.article_id])
    }
    for article in tools.library.articles(ArticleFilter(ids=tuple(sorted(others)), with_text=True)):
        lines = others[article.id]
        yield _shortened(article, as_read(article.text or "", lines), lines, repeats[article.id])


def _whole(article: Article, lines: Lines | None) -> str:
    """The text as it was read; an article that was read anew has no verdict of this stage yet."""
    text = article.text or ""
    return as_read(text, lines) if lines and article.verdict("repeats") else text


def _place(article: Article) -> str:
    return article.placed_at.astimezone(UTC).isoformat(timespec="microseconds")


def _is_as_found(lines: Lines, repeats: Repeats) -> bool:
    """Whether an article that was judged before is to stay as it is."""
    return {hash_of(line) for line in lines.left_out} == set(repeats.lines)


def _shortened(article: Article, whole: str, lines: Lines, repeats: Repeats) -> tuple[Article, Lines]:
    text, left_out, reasons = without_repeats(whole, repeats)
    value = f"{counted(len(left_out), 'line')} left out" if left_out else "nothing left out"
    verdict = Verdict("repeats", value, JUDGE, reasons)
    changed = replace(article, text=text or article.text, verdicts=article.verdicts_with(verdict))
    return changed, replace(lines, left_out=left_out)
