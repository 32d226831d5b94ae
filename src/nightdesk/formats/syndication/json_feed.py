"""JSON Feed 1.1 (jsonfeed.org/version/1.1); what has no key of its own there stands under ``_nightdesk``."""

from __future__ import annotations

from nightdesk.formats.json_text import json_text
from nightdesk.formats.records import moment_text
from nightdesk.formats.syndication.channel import Channel, Entry, content_of
from nightdesk.formats.views import Outlet


def write_json_feed(channel: Channel, feed_url: str) -> bytes:
    """The channel as JSON Feed 1.1."""
    return json_text(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": channel.title,
            "home_page_url": channel.page_url,
            "feed_url": feed_url,
            **({"description": channel.description} if channel.description else {}),
            "favicon": channel.address("assets/icon.svg"),
            "language": channel.language,
            **({"hubs": [{"type": "WebSub", "url": channel.hub_url}]} if channel.hub_url else {}),
            "items": [_item(channel, entry) for entry in channel.entries],
        }
    )


def _item(channel: Channel, entry: Entry) -> dict[str, object]:
    article = entry.article
    picture = {"image": channel.address(entry.picture.path)} if entry.picture else {}
    return {
        "id": channel.address(entry.id_path),
        "url": channel.address(entry.id_path),
        **({"external_url": article.url} if article.url else {}),
        "title": article.title,
        "content_html": content_of(channel, entry),
        "summary": article.excerpt,
        **picture,
        "date_published": moment_text(article.published_at),
        "date_modified": moment_text(entry.updated_at),
        "authors": [{"name": article.outlet, "url": f"https://{article.domain}/"}],
        "tags": [topic.name for topic in entry.topics],
        **({"language": article.language} if article.language else {}),
        "_nightdesk": _extension(channel, entry),
    }


def _extension(channel: Channel, entry: Entry) -> dict[str, object]:
    article, picture = entry.article, entry.picture
    facts = {
        "story": channel.address(entry.page_path),
        "domain": article.domain,
        "kind": article.kind,
        "quality": article.quality,
        "heat": entry.heat,
        "articles": entry.size,
        "byline": list(article.authors) or None,
        "outlets": [_outlet(one) for one in entry.others],
    }
    if picture is not None:
        facts["picture"] = {
            "width": picture.width,
            "height": picture.height,
            "alt": picture.alt or None,
            "credit": picture.credit or None,
        }
    return {key: value for key, value in facts.items() if value is not None}


def _outlet(outlet: Outlet) -> dict[str, object]:
    return {
        "name": outlet.name,
        "domain": outlet.domain,
        "url": outlet.url,
        "title": outlet.title,
        "language": outlet.language,
        "date_published": moment_text(outlet.published_at) if outlet.published_at else None,
        "copy": outlet.is_copy,
    }
