"""Figures of quality: how much of a gold answer was found, and how much of what was found is right."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

# A character of a script without spaces is a token, as is a mark.
TOKEN = re.compile(r"[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+|[^\w\s]")
QUOTES = str.maketrans(dict.fromkeys('"\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019\u201a`\u00b4', "'"))
RUN = 4  # tokens


def folded(text: str | None) -> str:
    """A text without case, kinds of quotation marks and odd spaces."""
    return " ".join(unicodedata.normalize("NFKC", text or "").translate(QUOTES).casefold().split())


def text_f1(gold: str, found: str) -> float:
    """F1 of the runs of four tokens, as multisets: 1 for the same text, 0 for another."""
    return _f1(_runs(gold), _runs(found))


def set_f1(gold: Iterable[str], found: Iterable[str]) -> float:
    """F1 of two sets of names."""
    return _f1(Counter(set(map(folded, gold))), Counter(set(map(folded, found))))


def b_cubed(true: Sequence[str], found: Sequence[str]) -> float:
    """Bagga and Baldwin's B-cubed F1 of a grouping, both in the order of the articles."""
    both, of_true, of_found = Counter(zip(true, found, strict=True)), Counter(true), Counter(found)
    precision = sum(n * n / of_found[f] for (_, f), n in both.items()) / len(true)
    recall = sum(n * n / of_true[t] for (t, _), n in both.items()) / len(true)
    return 2 * precision * recall / (precision + recall)


def mean(values: Iterable[float]) -> float:
    """The mean; at least one value must be there."""
    listed = list(values)
    return sum(listed) / len(listed)


def _runs(text: str) -> Counter:
    tokens = TOKEN.findall(unicodedata.normalize("NFKC", text).translate(QUOTES))
    return Counter(tuple(tokens[at : at + RUN]) for at in range(max(1, len(tokens) - RUN + 1))) if tokens else Counter()


def _f1(gold: Counter, found: Counter) -> float:
    if not gold and not found:
        return 1.0
    return 2 * sum((gold & found).values()) / (sum(gold.values()) + sum(found.values()))
