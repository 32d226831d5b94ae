"""Words that articles share by chance make no stories; market reports and briefings glue nothing together."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from nightdesk.clustering import Document, group_stream

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SYLLABLES = [one + two for one in "bdfgklmnprstvz" for two in "aeiou"]
ARTICLES = 1200
LEAST = {
    True: 1195,
    False: 1180,
}  # of headlines alone some seven pairs share two words of ten, as those on one event do


def vocabulary(chance):
    """20,000 words that no two have a stem of."""
    words = set()
    while len(words) < 20_000:
        words.add("".join(chance.choice(SYLLABLES) for _ in range(3)))
    return sorted(words)


@pytest.mark.parametrize("has_text", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_articles_of_random_words_stay_apart(has_text, seed):
    chance = random.Random(seed)
    words = vocabulary(chance)
    articles = [
        Document(
            f"a{number:04}",
            " ".join(chance.sample(words, chance.randint(8, 12))).capitalize(),
            " ".join(chance.choices(words, k=chance.randint(60, 100))) if has_text else "",
            NOON + timedelta(seconds=5 * number),
            f"outlet{number % 40}.example",
            "en",
        )
        for number in range(ARTICLES)
    ]
    assert len({item.story for item in group_stream(articles).articles}) >= LEAST[has_text]


REPORTS = (
    "Asia stocks slip as weak China data weighs on sentiment",
    "Gold edges up on weaker dollar",
    "Oil falls 2% on rising inventories",
    "Wall Street opens higher on tech rally",
    "Dollar firms against yen ahead of jobs data",
    "Morning briefing: Friday 20 November",
    "Morning briefing: the five things you need to know",
    "Live updates: parliament debates budget",
    "Live: football transfers, all the latest",
    "Der Morgen kompakt: Streit um Rente",
    "Der Morgen kompakt: Bahn streikt",
)


def told(titles):
    articles = [
        Document(f"a{n:02}", title, "", NOON + timedelta(minutes=40 * n), language="de" if "kompakt" in title else "en")
        for n, title in enumerate(titles)
    ]
    return [item.story for item in group_stream(articles).articles]


def test_reports_of_the_markets_briefings_and_live_blogs_glue_nothing_together():
    found = told(REPORTS)
    assert len(set(found)) == len(REPORTS), found


def test_a_live_blog_joins_the_story_that_it_is_on():
    assert len(set(told(["Parliament passes budget after long debate", "Live: parliament debates the budget"]))) == 1
