"""The addresses of a page: canonical, AMP and in the AMP cache, believed only where they mean the same article."""

from __future__ import annotations

from urllib.parse import urljoin

from nightdesk.reading.jsonld import address_of
from nightdesk.reading.signals import Signals
from nightdesk.urls import amp_url_of, canonical_url, cdn_amp_url, is_homepage, registered_domain


def read_canonical(signals: Signals) -> tuple[str, str]:
    """The canonical address of a page and where it was found.

    ``link rel=canonical``, then ``og:url``, then JSON-LD, each only if it is on the same registered domain and
    not a front page; else the address that was asked.
    """
    asked = canonical_url(signals.url)
    given = (
        ("link rel=canonical", signals.link("canonical")),
        ("og:url", signals.meta("og:url")),
        ("JSON-LD url", address_of(signals.article.get("mainEntityOfPage")) or address_of(signals.article.get("url"))),
    )
    for source, address in given:
        found = _same_site(address, signals)
        if found and (not is_homepage(found) or found == asked):
            return found, source
    return asked, "the address asked"


def read_amp(signals: Signals, canonical: str) -> tuple[str | None, str | None]:
    """The AMP page of an article and its copy in the AMP cache, or two ``None``."""
    if signals.is_amp:
        amp = canonical_url(signals.url)
    else:
        address = signals.link("amphtml")
        behind = amp_url_of(address)
        amp = _same_site(behind or address, signals) or ""
    if not amp or amp == canonical:
        return None, None
    return amp, cdn_amp_url(amp)


def absolute(address: str, signals: Signals) -> str:
    """An address of a page made absolute and canonical; ``""`` where it is none a reader can follow."""
    if not address.strip() or len(address) > 8192:  # noqa: PLR2004  # canonical_url refuses longer ones too
        return ""
    try:
        return canonical_url(urljoin(urljoin(signals.url, signals.base), address.strip()))
    except ValueError:
        return ""


def _same_site(address: str, signals: Signals) -> str:
    found = absolute(address, signals)
    return found if found and registered_domain(found) == registered_domain(signals.url) else ""
