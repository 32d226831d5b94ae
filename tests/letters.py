"""Made-up stories and letterheads of a newsletter for tests."""

from datetime import timedelta

from making import NOON
from nightdesk.formats.newsletter import Letterhead
from nightdesk.formats.views import Card, Outlet, ShownArticle, ShownPicture
from nightdesk.types import Topic

LETTER = Letterhead(
    title="Night News",
    description="What happened on the water.",
    site_url="https://night.example/news",
    links_url="https://desk.night.example",
    topic="News",
    imprint="Night News, Quay 1, Lund",
)


def make_card(number=1, picture=None, outlets=(), **fields) -> Card:
    """The story of this number as a list shows it."""
    values = {
        "id": f"a{number:012d}",
        "title": f"Ferry number {number} returns to the fjord",
        "excerpt": "The ferry sails again after a winter in the yard.",
        "url": f"https://www.fjordpost.example/news/{number}",
        "outlet": "Fjord Post",
        "domain": "fjordpost.example",
        "published_at": NOON - timedelta(minutes=number),
        "language": "en",
        "kind": "article",
        "quality": 80,
    }
    return Card(
        id=f"s{number:012d}",
        lead=ShownArticle(**(values | fields)),
        picture=picture,
        heat=100 - number,
        topics=(Topic("news", "News"), Topic("ferries", "Ferries")),
        outlets=tuple(Outlet(name=name, url="https://o.example/", title="A ferry") for name in outlets),
    )


def make_picture(**fields) -> ShownPicture:
    values = {"path": "pictures/ab/cd.webp", "width": 800, "height": 450, "alt": "A ferry", "credit": "Fjord Post"}
    return ShownPicture(**(values | fields))
