"""Changing keys: what the desk keeps sealed is sealed anew under the key that seals now."""

from __future__ import annotations

from dataclasses import dataclass, replace

from nightdesk.errors import SealError
from nightdesk.formats.sealed import Keyring, reseal, sealed_under
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter
from nightdesk.types import Article


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many kept payloads were sealed anew, how many others sealed and stay; a line for each that did not open."""

    sealed_anew: int
    of_others: int
    faults: tuple[str, ...] = ()


def reseal_kept(store: Store, ring: Keyring) -> Resealed:
    """Seal anew what the desk keeps under an older key of the ring, all of it or nothing.

    Only payloads that came with a record are kept; those of the desk's own making are made at each publishing.
    """
    current = ring.sealing
    anew, of_others, faults = 0, 0, []
    with store.transaction():
        for article in store.articles(ArticleFilter()):
            if article.secured is None or article.record_name is None:
                continue
            key = sealed_under(article.secured, ring)
            if key is None:
                of_others += 1
            elif key != current:
                try:
                    store.save([_resealed(article, article.secured, article.record_name, ring)])
                    anew += 1
                except SealError as error:
                    faults.append(str(error))
    return Resealed(anew, of_others, tuple(faults))


def _resealed(article: Article, secured: str, record: str, ring: Keyring) -> Article:
    return replace(article, secured=reseal(secured, record, ring, ring.sealing))
