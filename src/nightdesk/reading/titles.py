"""The headline that a reader sees: without the site's name, chosen among what a page says by agreement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from nightdesk.reading.jsonld import text_of
from nightdesk.reading.signals import Signals, heading_text
from nightdesk.reading.wording import letters, tidy

# A bar, dash, colon or mark between a headline and the name of its site. A plain hyphen or colon needs a space.
_SEPARATOR = re.compile(
    r"\s*[|\u2502\uff5c\u3163\u203a]\s*|\s+[-\u2013\u2014\u2022\u00b7:~*\u00bb\u00ab\u2039]+\s+|\uff1a"
    r"|(?P<section>[-\u2013\u2014](?=[\u2e80-\uffdc]{1,12}[|\uff5c\u3163]))"
)
_HIDDEN = ("nav", "footer", "aside", "dialog", "template", "noscript")
MOST_HEADINGS = 20
LONGEST_TITLE = 500
SHARED_WORDS = 0.25
SHORTEST_CUT = 15  # letters; a shorter start of a headline is no cut but a headline
QUOTES = ('"', "'", "\u201c", "\u201e", "\u00ab", "\u00bb")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A headline that a page gives, where, and how much the place counts."""

    source: str
    text: str
    weight: float


# The title element is written for search engines, so a headline that differs from it is the one for readers:
# its agreement counts against. Swept on 131 pages of 91 outlets: .81 without that rule, .86 to .88 with it, on a
# wide plateau (JSON-LD and og:title 1 to 1.5, heading .2 to .6, twitter:title and element below 0); its middle is
# taken. Titles for Twitter repeat og:title, so their agreement tells nothing more.
WEIGHTS = {"JSON-LD headline": 1.2, "og:title": 1.2, "heading": 0.5, "twitter:title": -0.3, "title element": -0.7}


def read_title(signals: Signals, site_names: Sequence[str]) -> Candidate | None:
    """The headline of a page, by the weights of the places that agree, or ``None`` where it has none."""
    found = candidates(signals, site_names)
    keys = [letters(candidate.text) for candidate in found]
    wholes = [_whole(candidate.text, key, found, keys) for candidate, key in zip(found, keys, strict=True)]
    support: dict[str, float] = {}
    for candidate, whole in zip(found, wholes, strict=True):
        support[whole] = support.get(whole, 0.0) + candidate.weight
    if not support:
        return None
    best = max(support, key=lambda key: support[key])
    agreeing = [candidate for candidate, whole in zip(found, wholes, strict=True) if whole == best]
    chosen = max(agreeing, key=lambda candidate: letters(candidate.text) == best)
    return Candidate(", ".join(candidate.source for candidate in agreeing), chosen.text, support[best])


def candidates(signals: Signals, site_names: Sequence[str]) -> list[Candidate]:
    """The headlines a page gives, without the site's name, each place once."""
    declared = text_of(signals.article.get("headline")) or text_of(signals.article.get("name"))
    graph = signals.meta("og:title", "dc.title", "dcterms.title", "parsely-title", "sailthru.title")
    graph = tidy(graph or next(iter(signals.properties.get("headline", ())), ""))
    element = signals.titles[0] if signals.titles else ""
    heading = _heading(signals, [text for text in (declared, graph, element) if text], site_names)
    given = {
        "JSON-LD headline": declared,
        "og:title": graph,
        "heading": heading,
        "twitter:title": tidy(signals.meta("twitter:title", "twitter:text:title")),
        "title element": element,
    }
    clean = [text for text in (declared, heading) if text]
    sections = [tidy(signals.meta("article:section")), text_of(signals.article.get("articleSection"))]
    found: list[Candidate] = []
    for source, text in given.items():
        short = strip_site(text[:LONGEST_TITLE], site_names, clean, sections)
        if short and not _is_site(short, site_names):
            found.append(Candidate(source, short, WEIGHTS[source]))
    return found


def _whole(text: str, key: str, found: Sequence[Candidate], keys: Sequence[str]) -> str:
    """What a candidate is compared by: one that was cut (``...``, or at a quotation mark) counts for its whole."""
    for other, longer in zip(found, keys, strict=True):
        if len(longer) > len(key) >= SHORTEST_CUT and longer.startswith(key):
            is_cut = text.endswith(("...", "\u2026")) or other.text[len(text) :].lstrip()[:1] in QUOTES
            if is_cut:
                return longer
    return key


def strip_site(
    title: str, site_names: Sequence[str], headlines: Sequence[str] = (), sections: Sequence[str] = ()
) -> str:
    """A title without the site's name and section at its end (or the name at its start).

    A part goes only where it is the site's name, or where what remains is one of ``headlines``: a bar or a
    dash may as well belong to the headline.
    """
    marks = list(_SEPARATOR.finditer(title))
    if not marks:
        return title.strip()
    wanted = {letters(headline) for headline in headlines}
    for mark in marks:
        start = letters(title[: mark.start()])
        if start and start in wanted:
            return title[: mark.start()].strip()
    names, is_stripped = list(site_names), False
    for mark in reversed(marks):
        head, tail = title[: mark.start()], title[mark.end() :]
        # "headline-section|site": without spaces around it, only in scripts that join no words by a hyphen.
        is_section = is_stripped and bool(mark["section"])
        if not letters(head) or not (is_section or _is_site(tail, names)):
            break
        title = head.strip()
        # Only in front of the site's name is a section taken for one.
        names, is_stripped = [*site_names, *sections], True
    first = _SEPARATOR.search(title)
    if first and _is_site(title[: first.start()], site_names) and letters(title[first.end() :]):
        title = title[first.end() :].strip()
    return title.strip()


def site_names(signals: Signals, publisher: str) -> list[str]:
    """Names that the site goes by: what it says, its publisher, its host and that without its ending."""
    host = urlsplit(signals.url).hostname or ""
    labels = [label for label in host.split(".") if label not in ("www", "m", "amp", "news", "com", "co", "org", "net")]
    names = [signals.meta("og:site_name"), publisher, signals.meta("application-name", "apple-mobile-web-app-title")]
    names += [signals.meta("twitter:site").lstrip("@"), host, host.removeprefix("www."), ".".join(labels[-2:])]
    names += [label for label in labels if len(label) > 2]  # noqa: PLR2004  # "de" and "co" name no site
    return [name for name in dict.fromkeys(map(tidy, names)) if name]


def _is_site(text: str, names: Sequence[str]) -> bool:
    short = letters(text)
    if not short:
        return False
    known = [letters(name) for name in names]
    if short in known:
        return True
    # "The Neue Tageszeitung" for tageszeitung.it, "Globalnews.ca" for Global News: most of the part is a name.
    return any(len(name) > 3 and name in short and len(short) <= len(name) + 12 for name in known)  # noqa: PLR2004  # as said


def _heading(signals: Signals, others: Sequence[str], names: Sequence[str]) -> str:
    """The level-1 heading most like the other titles; where there are none, the first in the page's main part."""
    best, best_share = "", 0.0
    first = ""
    words = [set(_words(other)) for other in others]
    for node in signals.headings[:MOST_HEADINGS]:
        text = tidy(heading_text(node))
        if not text or _is_site(text, names):
            continue
        first = first or ("" if _is_hidden(node) else text)
        own = set(_words(text))
        share = max((len(own & other) / max(1, len(own | other)) for other in words), default=0.0)
        if share > best_share:
            best, best_share = text, share
    return best if best_share >= SHARED_WORDS else first


def _words(text: str) -> list[str]:
    words = re.findall(r"\w+", text.casefold())
    # Scripts without spaces compare by pairs of letters.
    return words if len(words) > 3 else [text[at : at + 2] for at in range(len(text) - 1)]  # noqa: PLR2004  # as said


def _is_hidden(node: LexborNode) -> bool:
    above = node.parent
    while above is not None:
        if above.tag in _HIDDEN:
            return True
        above = above.parent
    return False
