"""The addresses of a page: canonical, AMP and in the AMP cache, believed only where they mean the same article."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from nightdesk.reading.jsonld import address_of
from nightdesk.reading.same_article import another_page
from nightdesk.reading.signals import Signals
from nightdesk.urls import amp_url_of, canonical_url, cdn_amp_url, is_homepage, registered_domain

# What urljoin leaves as it is; it drops an empty parameter behind a semicolon.
_WHOLE = re.compile(r"https?://[^/?#;\\][^;]*")


@dataclass(frozen=True, slots=True)
class Canonical:
    """The address of an article, where it was found, and the claims that were not believed, with the reason."""

    url: str
    source: str
    refused: tuple[str, ...] = ()


def read_canonical(signals: Signals) -> Canonical:
    """The canonical address of a page.

    ``link rel=canonical``, then ``og:url``, then JSON-LD, each only if it is on the same registered domain and can be
    the same article; else the address that was asked, out of the AMP cache where it is in there.
    """
    asked = asked_url(signals)
    shown = [heading.text(deep=True) for heading in signals.headings[:3]] + [signals.meta("og:title")]
    given = (
        ("link rel=canonical", signals.link("canonical")),
        ("og:url", signals.meta("og:url")),
        ("JSON-LD url", address_of(signals.article.get("mainEntityOfPage")) or address_of(signals.article.get("url"))),
    )
    refused: list[str] = []
    for source, address in given:
        found = absolute(address, signals)
        if not found:
            continue
        found = canonical_url(amp_url_of(found) or found)
        if registered_domain(found) != registered_domain(asked):
            refused.append(f"{source} {found[:100]}: on another site")
        elif why := another_page(asked, found, shown):
            refused.append(f"{source} {found[:100]}: {why}")
        else:
            return Canonical(found, source, tuple(refused))
    return Canonical(asked, "the address asked", tuple(refused))


def asked_url(signals: Signals) -> str:
    """The canonical form of the address that the page was fetched from; not that of a copy in the AMP cache."""
    if not signals.asked:
        signals.asked = canonical_url(amp_url_of(signals.url) or signals.url)
    return signals.asked


def read_amp(signals: Signals, canonical: str) -> tuple[str | None, str | None]:
    """The AMP page of an article and its copy in the AMP cache, or two ``None``."""
    if signals.is_amp:
        amp = asked_url(signals)
    else:
        address = absolute(signals.link("amphtml"), signals)
        amp = _same_site(amp_url_of(address) or address, signals) or ""
    if not amp or amp == canonical or (is_homepage(amp) and not is_homepage(canonical)):
        return None, None
    return amp, cdn_amp_url(amp)


def absolute(address: str, signals: Signals) -> str:
    """An address of a page made absolute and canonical; ``""`` where it is none a reader can follow."""
    if not address.strip() or len(address) > 8192:  # noqa: PLR2004  # canonical_url refuses longer ones too
        return ""
    address = address.strip()
    try:
        if not _WHOLE.fullmatch(address):
            address = urljoin(urljoin(signals.url, signals.base), address)
        return canonical_url(address)
    except ValueError:
        return ""


def _same_site(address: str, signals: Signals) -> str:
    found = absolute(address, signals)
    return found if found and registered_domain(found) == registered_domain(asked_url(signals)) else ""
