"""Second opinions: what other readers (trafilatura, htmldate) say of a page where its own signs leave doubts.

They are built for pages as people write them. Where they trip over one, there is no second opinion, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

# lxml refuses these in text that it is given ("All strings must be XML compatible").
_CONTROLS = dict.fromkeys((*range(9), 11, 12, *range(14, 32), *range(127, 160), 0xFFFE, 0xFFFF))


@contextmanager
def faults_as_no_opinion() -> Iterator[None]:
    """Leave the block where another reader trips over a page; what a page cannot be blamed for goes on."""
    from lxml.etree import LxmlError

    try:
        yield
    except (LxmlError, LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return


def without_controls(html: str) -> str:
    """Markup without the characters that XML has no place for."""
    return html.translate(_CONTROLS)
