"""Who leads, who is related and how hot: as the rules say it, comparing each article of a story with each other.

It is the definition that `nightdesk.ranking` is held to, written down to be read and not to be quick.
"""

from nightdesk.ranking.copies import text_of

OTHERS, EACH = -1, 20


def order(article):
    return (-(article.quality or 0), article.placed_at, article.id)


def is_better(one, other):
    return one.id != other.id and order(one) < order(other)


def related(article, ordered, chosen, counts_copies):
    """The other outlets' articles, of each text the best; of its own text only one that is better than it."""
    others = [other for other in ordered if other.provider.domain != article.provider.domain]
    if counts_copies:
        return others
    by_id = {each.id: each for each in ordered}
    best = {}
    for other in others:
        text = text_of(other, by_id)
        is_own = text == text_of(article, by_id)
        if not is_own or (article.id != chosen and is_better(other, article)):
            best.setdefault(text, other)
    return list(best.values())


def standing(article, ordered, imported, chosen, counts_copies):
    """The related articles, and whether the article may lead."""
    listed = related(article, ordered, chosen, counts_copies)
    own = imported.get(article.id)
    as_recorded = False
    if own is not None:
        known = {item.id for item in own.related}
        joined = [item for item in listed if item.id not in known and item.id not in imported]
        as_recorded = not joined and article.quality == own.quality
        listed = sorted((*own.related, *joined), key=lambda item: -(item.quality or 0)) if joined else own.related
        if own.is_unjudged and article.quality is None:
            return listed, True
        if as_recorded and own.heat is not None:
            return listed, own.heat != OTHERS
    return listed, not any(is_better(item, article) for item in listed)


def rank(articles, imported=None, chosen=None, counts_copies=False):
    """The ids in order, the lead's first; the ids related to each; the lead's id where the rules have one."""
    ordered = sorted(articles, key=order)
    stands = {each.id: standing(each, ordered, imported or {}, chosen, counts_copies) for each in ordered}
    leads = [each.id for each in ordered if each.id == chosen] + [each.id for each in ordered if stands[each.id][1]]
    first = leads[0] if leads else ordered[0].id
    ids = [first, *(each.id for each in ordered if each.id != first)]
    return ids, {each: [item.id for item in stands[each][0]] for each in ids}, leads[0] if leads else None
