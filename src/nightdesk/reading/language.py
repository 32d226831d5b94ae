"""The language that a text is written in, told from its words."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

# The start of the text is enough: on 132 real news pages in 18 languages title, excerpt and 400 characters named the
# right language every time, with a confidence of 0.90 or more (1,000: 0.99, at twice the time).
SAMPLE = 400
# On the titles of those pages alone a guess of 0.5 or more was right 123 times of 123; below it were names and
# headlines of three words, taken for Dutch or Pidgin.
SURE = 0.5

_LINK = re.compile(r"\S*(?:://|www\.|@)\S*")
# Labels of the model that are not a language to sort by: no words at all (ISO 639-2, zxx).
_NO_LANGUAGE = frozenset(("zxx",))


def sample_of(title: str, excerpt: str, text: str) -> str:
    """What the language of an article is told by: its title, excerpt and the start of its text, without addresses."""
    return " ".join(_LINK.sub(" ", " ".join((title, excerpt, text[:SAMPLE]))).split())


def guess_language(sample: str) -> tuple[str | None, float]:
    """The language of a sample (ISO 639-1) and the confidence in it, 0 to 1; ``None`` where there are no words."""
    if not any(char.isalpha() for char in sample):
        return None, 0.0
    label, confidence = _model()(sample)
    return (None, 0.0) if label in _NO_LANGUAGE else (label, confidence)


@lru_cache(maxsize=1)
def _model() -> Callable[[str], tuple[str, float]]:
    """The model of py3langid, loaded once in a process, when the first article needs it (0.3 s, 120 MB)."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)

    def classify(text: str) -> tuple[str, float]:
        label, confidence = identifier.classify(text)
        return str(label), round(float(confidence), 2)  # the digits below differ between processors

    return classify
