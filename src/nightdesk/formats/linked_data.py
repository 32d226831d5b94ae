"""What pages say of themselves in the words of schema.org, as JSON-LD.

A page is this site's; what it lists is not. Every article stands there with the outlet that published it, the authors
that the outlet names and its address there; nothing of it is said to be by this site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from nightdesk.formats.json_text import json_in_html
from nightdesk.formats.records import moment_text
from nightdesk.formats.topics import MEDIA_TOPICS
from nightdesk.formats.views import Card, ShownArticle, ShownPicture, ShownStory
from nightdesk.types import Topic

Words = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LinkedData:
    """Makes the data blocks of a site's pages; ``address`` gives the public address of a file of the site."""

    title: str
    description: str
    address: Callable[[str], str]

    def of_front(self, cards: Iterable[Card]) -> Markup:
        """The front page: a list of stories by their pages here."""
        page = self._page("index.html", self.title, _list_of_pages(cards, self.address))
        if self.description:
            page["isPartOf"] |= {"description": self.description}
        return _block(page)

    def of_list(self, path: str, name: str, cards: Iterable[Card]) -> Markup:
        """A page of a topic or a day: a list of stories by their pages here."""
        return _block(self._page(path, name, _list_of_pages(cards, self.address)))

    def of_story(self, story: ShownStory) -> Markup:
        """The page of a story: a list of its articles, each its outlet's, and which of them it shows."""
        articles = (story.lead, *story.others)
        listed = [
            {"@type": "ListItem", "position": place, "item": _news(article)}
            for place, article in enumerate(articles, start=1)
        ]
        card = story.card
        page = self._page(card.path, story.lead.title, _list(listed) | {"name": story.lead.title})
        page["dateModified"] = moment_text(card.changed_at)
        if story.lead.url:
            page["isBasedOn"] = story.lead.url
        others = (*story.lead.copies, *(one for other in story.others for one in (other, *other.copies)))
        cited = [other.url for other in others if other.url]
        page |= {"citation": cited} if cited else {}
        page |= {"about": [self._subject(topic) for topic in card.topics]} if card.topics else {}
        page |= {"primaryImageOfPage": self._image(card.picture)} if card.picture else {}
        return _block(page)

    def _page(self, path: str, name: str, listed: Words) -> Words:
        url = self.address(path)
        site = {"@type": "WebSite", "name": self.title, "url": self.address("")}
        return {"@type": "CollectionPage", "url": url, "name": name, "isPartOf": site, "mainEntity": listed}

    def _subject(self, topic: Topic) -> Words:
        same = [f"{MEDIA_TOPICS}{code}" for code in topic.media_topics]
        return {"@type": "Thing", "name": topic.name, **({"sameAs": same} if same else {})}

    def _image(self, picture: ShownPicture) -> Words:
        facts = {
            "url": self.address(picture.path) if picture.is_own else picture.path,
            "width": picture.width,
            "height": picture.height,
            "caption": picture.alt,
            "creditText": picture.credit,
        }
        return {"@type": "ImageObject"} | {name: value for name, value in facts.items() if value}


def _list_of_pages(cards: Iterable[Card], address: Callable[[str], str]) -> Words:
    return _list(
        [
            {"@type": "ListItem", "position": place, "url": address(card.path), "name": card.lead.title}
            for place, card in enumerate(cards, start=1)
        ]
    )


def _list(entries: list[Words]) -> Words:
    return {"@type": "ItemList", "numberOfItems": len(entries), "itemListElement": entries}


def _news(article: ShownArticle) -> Words:
    """An article at its outlet; its authors only where the outlet names them."""
    is_video = article.kind == "video"
    published = moment_text(article.published_at)
    facts = {
        "@id": article.url,
        "name" if is_video else "headline": article.title,
        "url": article.url,
        "uploadDate" if is_video else "datePublished": published,
        "dateModified": moment_text(article.modified_at) if article.modified_at else None,
        "inLanguage": article.language,
        "abstract": article.excerpt,
        "author": [{"@type": "Person", "name": name} for name in article.authors],
    }
    outlet = {"@type": "Organization", "name": article.outlet, "url": f"https://{article.domain}/"}
    known = {name: value for name, value in facts.items() if value}
    return {"@type": "VideoObject" if is_video else "NewsArticle", **known, "publisher": outlet}


def _block(page: Words) -> Markup:
    return Markup(json_in_html({"@context": "https://schema.org"} | page))  # noqa: S704 - it escapes mark-up
