"""What a title says of its form and not of news: that it is a briefing, a live blog, a ticker.

Such articles come again and again with other contents, and what they share is their form. Without its words they join
the stories of which they tell, or none.
"""

from __future__ import annotations

import re

_FORM = re.compile(
    r"\b(morning|evening|daily|weekend|weekly|news|lunchtime|afternoon|business|market) "
    r"(briefing|brief|digest|round-?up|wrap|rundown|newsletter|recap|headlines|highlights)\b"
    r"|\bwhat you need to know (today|this morning)\b|\bin brief\b|\bas it happened\b|\bthings (you need )?to know\b"
    r"|\blive( updates?| blog| tracker| coverage| ticker)?\s*[:|\u2013]|\blive (updates|blog|tracker|coverage|ticker)\b"
    r"|\b(news|live)-?ticker\b|\bliveblog\b|\bder (tag|morgen) (im überblick|kompakt)\b|\ben (direct|vivo|directo)\b"
    r"|\bin diretta\b|\bminuto a minuto\b|\bao vivo\b|\bl.essentiel de\b|онлайн.?трансляц|главное за",
    re.IGNORECASE,
)


def without_form(title: str) -> str:
    """A title without the words for its form."""
    return _FORM.sub(" ", title)
