"""Made-up readers and issues of a newsletter for tests."""

from datetime import timedelta

from making import NOON
from nightdesk.letters import NewsletterIssue


def confirmed(store, address, now=NOON):
    """Take an address through double opt-in; returns its reader."""
    store.subscribers.ask(address, now)
    reader = store.subscribers.claim_confirmation(now)
    store.subscribers.confirmation_sent(reader.id, now)
    assert store.subscribers.confirm(store.subscribers.make_token(reader.id, "confirm"), now)
    return reader


def make_issue(number=1, **fields):
    values = {
        "id": f"night-news-{number}",
        "title": f"Night News ({number})",
        "excerpt": "One / Two",
        "published_at": NOON + timedelta(days=number),
        "html": "<html>\N{SNOWMAN}</html>",
        "text": "One\nTwo",
        "topics": ("Sea",),
    }
    return NewsletterIssue(**(values | fields))
