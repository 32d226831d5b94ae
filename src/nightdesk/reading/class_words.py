"""What the words in class names and ids say of an element: comments, teasers, a byline, the body.

The words are those that sites of many makers use, in the languages their templates are written in; none is an outlet's.
"""

from __future__ import annotations

import functools
import re

_GROUPS = {
    "comments": r"comments?|disqus|kommentar\w*|comentario\w*|commentaire\w*|reactions?|discussion|responses?",
    "related": (
        r"related|recommend\w*|recirc\w*|readmore|read|also|more|mehr|similar|suggest\w*|further|weitere\w*"
        r"|relacionad\w*|correlati|most|trending|popular|latest|next|prev\w*|upnext|outbrain|taboola|teasers?|cards?"
        r"|list|listing|feed|promo\w*|carousel|slider|swiper|links?|river|rail|topics?"
    ),
    "newsletter": (
        r"newsletter\w*|subscri\w*|sign|signup|abo|abonn\w*|register|login|paywall|piano|cta|offer|donat\w*|support"
        r"|membership|registration|optin"
    ),
    "share": (
        r"social\w*|shar(?:e|es|ing)|follow|whatsapp|facebook|twitter|telegram|buttons?|toolbar|tools?|actions?"
        r"|bookmark|print|copy|clipboard"
    ),
    "caption": (
        r"captions?|figure|figcaption|bildunterschrift|images?|img|photos?|foto|picture|gallery|galerie|legend\w*"
        r"|media|lightbox|slideshow|thumbnail|thumb|bild"
    ),
    "credit": r"credits?|copyright|rights|source|quelle|license",
    "byline": (
        r"bylines?|authors?|autor\w*|auteur\w*|writer|reporter|journalist|bio|contributor\w*|profile|signature|firma"
    ),
    "date": (
        r"dates?|times?|timestamp|datetime|published|updated|pubdate|datum|fecha|reading|duration|metadata|meta|info"
        r"|publish\w*|dateline"
    ),
    "tags": (
        r"tags?|taxonomy|categor\w*|breadcrumbs?|kicker|labels?|section|rubric\w*|topline|overline|keywords?|channel"
    ),
    "navigation": (
        r"nav\w*|menu\w*|header|masthead|topbar|footer|foot|bottom|sidebar|aside|side|secondary|complementary|skip"
        r"|logo|brand\w*|search|popup|modal|overlay|tooltip|cookie\w*|sticky|dropdown|hidden|visually|sr|only|screen"
        r"|noprint|toc|anchor"
    ),
    "advert": (
        r"ads?|advert\w*|anzeige\w*|werbung|sponsor\w*|dfp|gpt|banner|commercial|affiliate|publicidad|pub|partner"
        r"|shop\w*|deal|product\w*|marketing"
    ),
    "widget": (
        r"widgets?|infobox|box|embed\w*|player|audio|video|podcast|poll|quiz|vote|survey|factbox|faktenbox|ticker|live"
        r"|weather|stock|chart|table|disclaimer|correction|notes?|notices?|about|faq|accordion|listen|speech|tts"
    ),
    "standfirst": (
        r"standfirst|stand|lead|lede|leadtext|deck|dek|subtitle\w*|sub|subhead\w*|intro\w*|teasertext|summary"
        r"|abstract|excerpt|chapeau|chapo|entradilla|description|desc|vorspann|perex|sapo|preamble|ingress"
    ),
    "body": (
        r"body|articlebody|contents?|text|story|entry|paragraph\w*|para|article|articletext|richtext|rich|prose|post"
        r"|main|texto|cuerpo|corpo|inhalt|absatz|details?|txt|p|wysiwyg|storybody|artikel|articulo"
    ),
    "title": r"title\w*|headline\w*|heading|head|hed|titre|titulo|titel",
}
_WORD = re.compile(
    "(?<![a-z])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern in _GROUPS.items()) + ")(?![a-z])"
)
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
GROUPS = tuple(_GROUPS)
_BIT = {name: 1 << at for at, name in enumerate(GROUPS)}


def bits_of_groups(*groups: str) -> int:
    """Groups as bits, in the order of `GROUPS`."""
    return sum(_BIT[group] for group in groups)


@functools.lru_cache(1 << 12)
def bits_of(hint: str) -> int:
    """The groups of words in a class list, as bits: ``"ArticleBody related-box"`` gives body, related and widget."""
    found = 0
    for name in hint.split():
        found |= _bits_of_name(name)
    return found


def groups_of(hint: str) -> frozenset[str]:
    """The names of the groups of words in a class list."""
    return _named(bits_of(hint))


@functools.lru_cache(1 << 12)
def _named(bits: int) -> frozenset[str]:
    return frozenset(group for group, bit in _BIT.items() if bits & bit)


@functools.lru_cache(1 << 15)  # a page has as many names again as lists of them, and most come on every page
def _bits_of_name(name: str) -> int:
    return bits_of_groups(*{found.lastgroup or "" for found in _WORD.finditer(_HUMP.sub("-", name).lower())})
