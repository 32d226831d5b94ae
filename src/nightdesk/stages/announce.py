"""Tell a WebSub hub that a feed changed (W3C WebSub, section 6; the form is that of PubSubHubbub 0.4)."""

from __future__ import annotations

from nightdesk.errors import SkipItem
from nightdesk.formats.site import public_address
from nightdesk.tools import Tools
from nightdesk.types import Announcement, Outcome


def announce_feed(announcement: Announcement, tools: Tools) -> Outcome:
    """Tell the hub that a feed changed, so that it fetches it and hands it on to subscribers.

    The message holds the feed's address and nothing else; told twice, the hub looks twice.

    Raises:
        SkipItem: The hub refuses it, is no web address, or none is set any more.
        RetryLater: The hub is away or asks for patience.
    """
    hub_url = tools.config.publish.websub_hub
    if not hub_url:
        raise SkipItem("no hub is told: [publish] websub_hub is empty")
    feed_url = public_address(tools.config.desk.url, announcement.path)
    answer = tools.web.post(hub_url, {"hub.mode": "publish", "hub.url": feed_url})
    return Outcome(note=f"the hub answered {answer.status} for {feed_url}")
