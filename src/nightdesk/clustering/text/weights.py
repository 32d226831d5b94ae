"""What each term of an article weighs: by how often it stands there, without the stop words of its language."""

from __future__ import annotations

import math
from collections import Counter

from nightdesk.clustering.text.background import simplified
from nightdesk.clustering.text.stop_words import stop_terms
from nightdesk.clustering.text.titles import without_form
from nightdesk.clustering.text.words import LEAD, LINK, link_terms, terms

UNIT = 16  # the weight of a term that stands once in the text; weights are whole, so that sums are exact
TITLE = 3  # times that the title counts
CHINESE = frozenset(["zh", "yue", "wuu"])  # the background and half of the outlets write it in simplified characters


def weigh_terms(title: str, text: str, language: str = "") -> dict[str, int]:
    """What each term of an article weighs: 1 and the logarithm of its count, the title counted three times.

    A page that the lead links to is one term, in place of the words of its address.

    Returns:
        Weights in `UNIT`, in the order of the terms' spelling.
    """
    code = language.replace("_", "-").partition("-")[0].lower()
    lead = text[:LEAD]
    if code in CHINESE:
        title, lead = title.translate(simplified()), lead.translate(simplified())
    links = link_terms(lead)
    counts = Counter(terms(LINK.sub(" ", lead)) + links if links else terms(lead))
    for term in terms(without_form(title)):
        counts[term] += TITLE
    for term in stop_terms(code) & counts.keys():
        del counts[term]
    return {term: round(UNIT * (1 + math.log(counts[term]))) for term in sorted(counts)}
