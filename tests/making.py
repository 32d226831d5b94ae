"""Made-up records for tests: every field has a plain default, tests name what matters to them."""

import random
from datetime import UTC, datetime, timedelta

from nightdesk.types import Article, Provider, Source

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def make_article(number: int = 1, **fields) -> Article:
    """The article of this number, read an hour after it was published."""
    url = fields.pop("url", f"https://www.fjordpost.example/news/{number}")
    values = {
        "id": f"a{number:012d}",
        "source_id": "f000000000001",
        "original_url": url,
        "url": url,
        "title": f"Ferry number {number} returns to the fjord",
        "excerpt": "The ferry sails again after a winter in the yard.",
        "text": "The ferry sails again after a winter in the yard.\n\nPassengers waved.",
        "language": "en",
        "published_at": NOON + timedelta(minutes=number),
        "found_at": NOON + timedelta(hours=1),
        "provider": Provider("Fjord Post", "fjordpost.example"),
    }
    return Article(**(values | fields))


def make_source(number: int = 1, **fields) -> Source:
    """The source of this number."""
    values = {
        "id": f"f{number:012d}",
        "url": f"https://outlet{number}.example/feed.xml",
        "title": f"Outlet {number}",
        "added_at": NOON,
    }
    return Source(**(values | fields))


def text_on(title, number):
    """A text on what a title says: words that are made of its names, and some that no other text has."""
    chance = random.Random(number)
    said = " ".join(f"{word[:4]}{n}" for word in title.split() if word[0].isupper() for n in range(8))
    return f"{said} {' '.join(f'w{chance.randrange(9999)}' for _ in range(40))}"
