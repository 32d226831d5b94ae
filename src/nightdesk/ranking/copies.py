"""Which articles of a story have one text: the carrier and its copies."""

from __future__ import annotations

from collections.abc import Mapping

from nightdesk.types import Article


def text_of(article: Article, by_id: Mapping[str, Article]) -> str:
    """The id of the article whose text this one repeats, inside its story; its own id for an original."""
    seen = {article.id}
    while article.carrier_id is not None and article.carrier_id in by_id and article.carrier_id not in seen:
        article = by_id[article.carrier_id]
        seen.add(article.id)
    return article.id if article.carrier_id is None or article.carrier_id in by_id else article.carrier_id
