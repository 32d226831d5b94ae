"""A made-up press on which the desk makes one kind of mistake again and again, and what an editor would say."""

import random
from datetime import timedelta

from making import NOON, make_article
from nightdesk.clustering import Document, group_stream
from nightdesk.clustering.clusterer import Options
from nightdesk.clustering.thresholds import Thresholds
from nightdesk.clustering.tuning.cases import Told
from nightdesk.desk import Desk
from nightdesk.lessons import Pair
from nightdesk.stages.stories import group_stories
from nightdesk.storage.library import DeskLibrary
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import Provider

APART = timedelta(hours=9)
REPORTS = 6  # of each twin: of fewer the leading eigenvector parts them only where the desk does by itself


def _word(chance, syllables=3):
    return "".join(chance.choice("bdfgklmnprstv") + chance.choice("aeiou") for _ in range(syllables))


def press(events, seed=1):
    """Articles in their order: two on each event that share a name alone, and two on another that share most words.

    Those of the first kind begin with ``e``, those of the second with ``n``.
    """
    chance = random.Random(seed)
    articles = []
    for number in range(events):
        at = NOON + timedelta(hours=5 * number)
        name, words = f"{_word(chance).title()}berg", [_word(chance) for _ in range(8)]
        usual = [_word(chance) for _ in range(6)]
        for half in (0, 1):
            title = f"{name} {' '.join(words[half * 4 : half * 4 + 4])}"
            outlet = f"outlet{(number + half) % 5}.example"
            articles.append(Document(f"e{number:02}{half}", title, "", at + APART * half, outlet, "en"))
            title = " ".join(chance.sample(usual, 5)).capitalize()
            at_other = at + timedelta(hours=2 + half)
            articles.append(Document(f"n{number:02}{half}", title, "", at_other, outlet, "en"))
    return sorted(articles, key=lambda article: article.order)


def twins(events, seed=1):
    """Articles in their order: texts, six on each of two events of one subject, which the desk takes for one story.

    Those of one begin with ``a``, those of its twin with ``b``.
    """
    chance = random.Random(seed)
    articles = []
    for number in range(events):
        subject = [_word(chance) for _ in range(60)]
        for later, half in enumerate("ab"):
            names = [_word(chance) for _ in range(10)]
            for report in range(REPORTS):
                title = " ".join(chance.sample(subject, 3)).capitalize()
                text = " ".join(chance.sample(subject, 50) + names + [_word(chance) for _ in range(10)])
                at = NOON + timedelta(hours=7 * number + 2 * report + later)
                outlet = f"outlet{(number + report) % 5}.example"
                articles.append(Document(f"{half}{number:02}{report}", title, text, at, outlet, "en"))
    return sorted(articles, key=lambda article: article.order)


def lumped(places):
    """The numbers of the pairs of twins that are one story."""
    numbers = sorted({name[1:3] for name in places})
    return [one for one in numbers if len({story for name, story in places.items() if name[1:3] == one}) == 1]


def tongues(events, seed=1):
    """Articles in their order: one on each event in English, one in Spanish, which share a name alone."""
    chance = random.Random(seed)
    articles = []
    for number in range(events):
        name = _word(chance, 4).title()
        for half, language in enumerate(("en", "es")):
            title = " ".join(["told", name, *(_word(chance, 4).title() for _ in range(15))])
            at = NOON + timedelta(hours=5 * number) + APART * half
            articles.append(Document(f"e{number:02}{half}", title, "", at, f"{language}.example", language))
    return sorted(articles, key=lambda article: article.order)


def split_by_editor(places, count):
    """What is told, and the places, where an editor parted so many twins."""
    pairs, whole, after = [], {}, dict(places)
    for number in range(count):
        ones, others = ([f"{half}{number:02}{report}" for report in range(REPORTS)] for half in "ab")
        whole |= {name: places[name] for name in (*ones, *others)}
        after |= dict.fromkeys(others, f"split {number}")
        pairs += [Pair(one, other, False, number + 1) for one in ones for other in others]
    settled = {name: pair.decision_id for pair in pairs for name in (pair.one, pair.other)}
    return Told(tuple(pairs), settled, unsplit=whole), after


def placed(articles, thresholds=None):
    """The story of each article as the desk groups them."""
    return {
        article.id: article.story
        for article in group_stream(articles, options=Options(thresholds=thresholds or Thresholds())).articles
    }


def joined(places, kind):
    """How many events of a kind are one story."""
    numbers = {name[1:3] for name in places if name[0] == kind}
    return sum(places[f"{kind}{number}0"] == places[f"{kind}{number}1"] for number in numbers)


def merged_by_editor(places, count):
    """What is told, and the places, where an editor merged the two halves of so many events."""
    pairs, unmerged, after = [], {}, dict(places)
    for number in range(count):
        one, other = f"e{number:02}0", f"e{number:02}1"
        unmerged |= {one: places[one], other: places[other]}
        after[other] = after[one]
        pairs.append(Pair(one, other, True, number + 1))
    settled = {name: pair.decision_id for pair in pairs for name in (pair.one, pair.other)}
    return Told(tuple(pairs), settled, unmerged), after


class Room:
    """A desk on which an editor merged what its grouping always leaves apart."""

    def __init__(self, store, config):
        self.store, self.config = store, config
        self.desk = Desk(store, "Ada", lambda: NOON + timedelta(days=30))
        self.names = {}

    def bring(self, documents, first=1):
        """Articles come in and are grouped."""
        new = {}
        for number, item in enumerate(documents, first):
            article = make_article(
                number,
                title=item.title,
                published_at=item.published_at,
                provider=Provider(item.provider, item.provider),
                excerpt="",
                text=item.text,
            )
            new[article.id] = item.id
            self.store.save([article])
        self.names = new
        tools = Tools(self.config, DeskLibrary(self.store, (), self.config.home), None, None, NOON)
        wanted = ArticleFilter(ids=tuple(new), with_text=True)
        self.store.save(group_stories(list(self.store.articles(wanted)), tools).records)

    def places(self):
        found = self.store.articles(ArticleFilter(ids=tuple(self.names)))
        return {self.names[article.id]: article.story_id for article in found}

    def edit(self, count):
        places = self.places()
        for number in range(count):
            one, other = places[f"e{number:02}0"], places[f"e{number:02}1"]
            if one != other:
                self.desk.merge(one, [other])
