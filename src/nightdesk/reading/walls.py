"""Where a page stops for readers who do not pay: an offer in the place of the rest of the text."""

from __future__ import annotations

import re

from nightdesk.reading.blocks import Blocks
from nightdesk.reading.bodies import Chosen
from nightdesk.reading.wording import letters

_WORDS = re.compile(  # in small letters, as it is looked for
    r"(?:exclusive(?:ly)?|only|reserved) (?:for|to) (?:our )?(?:subscribers|members)|(?:subscribers|members)[- ]only"
    r"|(?:subscribe|register|sign in|log in)(?: now)? to (?:continue|read (?:on|more|the (?:full|rest|whole)))"
    r"|nur f\u00fcr (?:abonnenten|abonnentinnen|mitglieder)|(?:weiterlesen|jetzt lesen) mit|um weiterzulesen"
    r"|r\u00e9serv\u00e9e?s? (?:aux|\u00e0 nos) abonn\u00e9s|abonnez-vous pour lire"
    r"|(?:exclusivo|solo|s\u00f3lo) para (?:suscriptores|assinantes)|suscr\u00edbete para (?:seguir|leer)"
    r"|assine para (?:continuar|ler)"
    r"|(?:riservat[oai]|solo) (?:agli|per gli) abbonati|abbonati per (?:continuare|leggere)"
    r"|alleen voor abonnees|endast f\u00f6r prenumeranter|kun for abonnenter"
    r"|\u6709\u6599\u4f1a\u54e1\u9650\u5b9a|\u4f1a\u54e1\u9650\u5b9a\u8a18\u4e8b"
    r"|\u7d9a\u304d\u3092\u8aad\u3080\u306b\u306f|\u8ba2\u9605\u540e\u7ee7\u7eed\u9605\u8bfb"
    r"|\u0644\u0644\u0645\u0634\u062a\u0631\u0643\u064a\u0646 \u0641\u0642\u0637",
)
# One of these is in all of them; looking for the words themselves in every block took a tenth of a page's time.
_STEMS = (
    *(
        "subscri",
        "members",
        "register",
        "sign in",
        "log in",
        "nur f\u00fcr",
        "weiterlesen",
        "jetzt lesen",
        "weiterzulesen",
    ),
    *("abonn", "suscr", "assin", "abbonat", "prenumerant"),
    *("\u4f1a\u54e1", "\u8aad\u3080", "\u8ba2\u9605", "\u0644\u0644\u0645\u0634\u062a"),
)
LONGEST_OFFER = 300  # characters of a block that says so; longer ones are reports on paid content
FREE_PART = 1500  # letters: what is shown in front of a paywall is mostly two to five paragraphs
BEHIND = 300  # letters of the text behind an offer from which on the text goes on: then it was an advertisement


def stop_at_wall(page: Blocks, chosen: Chosen) -> tuple[str, str]:
    """The chosen text up to the offer at which it breaks off, and what the offer says; ``""`` where there is none."""
    wall = _wall(page, _end_of_free_part(chosen))
    if wall < 0:
        return chosen.text, ""
    before = [text for at, text in chosen.pieces if at < wall]
    held = _held_by(page, wall)
    behind = sum(len(letters(text)) for at, text in chosen.pieces if at > wall and at not in held)
    shown = sum(len(letters(text)) for text in before)
    if not before or shown >= FREE_PART or behind >= BEHIND:
        return chosen.text, ""
    return "\n\n".join(before), page.blocks[wall].text[:80]


def _end_of_free_part(chosen: Chosen) -> int:
    """The place from which on an offer has so much of the text before it that it is none in the place of the rest."""
    count = 0
    for at, text in chosen.pieces:
        count += len(text)
        if count >= 2 * FREE_PART:  # characters, of which five in six are letters
            return at + 1
    return chosen.blocks


def _wall(page: Blocks, end: int) -> int:
    """The first block of an offer; what is hidden until a script shows it says nothing of this page."""
    brief = [(at, block.text.lower()) for at, block in enumerate(page.blocks[:end]) if len(block.text) <= LONGEST_OFFER]
    whole = "\n".join(text for _, text in brief)
    stems = [stem for stem in _STEMS if stem in whole]
    for at, folded in brief if stems else ():
        # Class names tell nothing here: of 131 pages, two wrap the whole text in a box that is called a paywall.
        is_offer = any(stem in folded for stem in stems) and _WORDS.search(folded)
        if is_offer and not _is_hidden(page, page.blocks[at].container):
            return at
    return -1


def _held_by(page: Blocks, wall: int) -> frozenset[int]:
    """The blocks in the box of the offer."""
    box = _above(page, page.blocks[wall].container)
    return frozenset(at for at, block in enumerate(page.blocks) if _above(page, block.container) == box and at >= wall)


def _above(page: Blocks, container: int) -> int:
    return max(0, page.containers[container].parent)


def _is_hidden(page: Blocks, container: int) -> bool:
    while container > 0:
        if page.containers[container].is_hidden:
            return True
        container = page.containers[container].parent
    return False
