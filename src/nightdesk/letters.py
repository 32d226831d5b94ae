"""The nouns of the newsletter, frozen and without input or output: an issue, who reads it, what is on its way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsletterIssue:
    """The top stories of a day or a week as one mail; once made, it stays as it is.

    ``id`` is the name of its record without its ending. ``html`` is a whole page in which a marker
    stands for each reader's own link to leave, ``text`` the same in plain text, without one. ``url`` is
    where readers find it on the web; ``None`` means its place on the desk's site. ``secured`` is a sealed
    payload that came with an imported record.
    """

    id: str
    title: str
    excerpt: str
    published_at: datetime
    html: str
    text: str = ""
    url: str | None = None
    topics: tuple[str, ...] = ()
    secured: str | None = None


SubscriberState = Literal["pending", "confirmed", "refused"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscriber:
    """Someone who asked for the newsletter: an address and how it stands, nothing else.

    ``pending`` waits for the reader's confirmation, ``confirmed`` gets mails, ``refused`` is an address
    whose server said that there is no such mailbox (``note`` says what it said).
    """

    id: str
    address: str
    state: SubscriberState
    asked_at: datetime
    confirmed_at: datetime | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One issue that has not reached one subscriber yet; ``attempts`` counts failures that may pass.

    ``failed`` ones are given up, ``note`` says why.
    """

    issue_id: str
    subscriber_id: str
    address: str
    state: Literal["due", "sending", "failed"]
    attempts: int
    due_at: datetime
    note: str = ""
