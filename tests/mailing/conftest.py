"""A post server on loopback, and desks with stories that send by it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from making import NOON, make_article
from nightdesk.config import Config, DeskSettings, NewsletterSettings
from nightdesk.mailing import Mailroom
from nightdesk.storage.library import DeskLibrary
from nightdesk.storage.store import Store
from nightdesk.types import Story, Topic
from post_server import running_post

SETTINGS = {
    "enabled": True,
    "from_address": "news@night.example",
    "smtp_host": "127.0.0.1",
    "smtp_security": "none",
    "links_url": "https://desk.night.example",
}


@pytest.fixture
def post():
    """A server without TLS: its port and its postbox."""
    with running_post() as (port, postbox):
        yield port, postbox


@dataclass
class Desk:
    """A desk with a store, whose settings a test may change."""

    config: Config
    store: Store

    @property
    def room(self) -> Mailroom:
        return Mailroom(self.config, self.store, DeskLibrary(self.store, (Topic("news", "News"),), self.config.home))

    def change(self, **fields) -> None:
        self.config = replace(self.config, newsletter=replace(self.config.newsletter, **fields))

    def publish(self, number: int, at: datetime = NOON, **fields) -> None:
        """Put a story of one article into the store, published an hour before a moment."""
        story_id = f"s{number:012d}"
        published = at - timedelta(hours=1)
        values = {"published_at": published, "found_at": published, "quality": 80 + number, "story_id": story_id}
        article = make_article(number, **(values | fields))
        self.store.add([article])
        self.store.save([article, Story(id=story_id, first_at=published, last_at=published, size=1)])

    def readers(self, *addresses: str, now: datetime = NOON) -> None:
        """Put confirmed readers on the list."""
        self.store.subscribers.bring(addresses, now, confirmed=True)


@pytest.fixture
def desk(config, store, post) -> Desk:
    """A desk, on each engine in turn, that sends by the server on loopback."""
    settings = NewsletterSettings(**SETTINGS, smtp_port=post[0])
    titled = replace(config, desk=DeskSettings(title="Night News", url="https://night.example"), newsletter=settings)
    return Desk(titled, store)
