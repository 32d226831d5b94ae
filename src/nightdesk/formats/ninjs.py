"""ninjs 3.1, the IPTC's news in JSON (iptc.org/std/ninjs): a file for each article and for each story.

An article's item is partial: title and excerpt, never the text, and who holds the rights to it. A story is a
composite whose associations are its articles; the list of the newest stories is a composite of those.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from nightdesk.formats.json_text import json_text
from nightdesk.formats.records import moment_text
from nightdesk.formats.syndication import picture_type
from nightdesk.formats.topics import MEDIA_TOPICS
from nightdesk.formats.views import Card, ShownArticle, ShownPicture, ShownStory
from nightdesk.types import File, Topic

ROOT = "api/ninjs"
STANDARD = {
    "name": "ninjs",
    "version": "3.1",
    "schema": "http://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
}
Item = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ninjs:
    """Makes the ninjs files of one desk; ``address`` gives the public address of a file of the site."""

    desk: str
    address: Callable[[str], str]
    root: Topic | None = None

    def of_story(self, story: ShownStory) -> Iterator[File]:
        """A story, and each of its articles, copies too."""
        card = story.card
        listed = tuple(_articles(story))
        item = self._story(card)
        item["firstCreated"] = moment_text(min(article.published_at for article, _ in listed))
        item["infoSources"] = [self._aggregator(), *_outlets(article for article, _ in listed)]
        item["associations"] = [
            {"name": f"article-{place}", "rel": "lead" if place == 1 else "coverage", **self._article(article, card)}
            for place, (article, _) in enumerate(listed, start=1)
        ]
        if card.picture is not None:
            item["associations"].append({"name": "picture", "rel": "illustration", **self._picture(card.picture)})
        yield File(story_path(card.id), json_text({"standard": STANDARD, **item}))
        for article, same_text in listed:
            whole = {"standard": STANDARD, **self._article(article, card), "associations": [self._part_of(card)]}
            if same_text is not None:
                whole["associations"].append(
                    {"name": "same-text", "rel": "copyOf", "uri": self.address(article_path(same_text.id))}
                )
            yield File(article_path(article.id), json_text(whole))

    def departed(self, story_id: str, goal_id: str | None) -> File:
        """In the place of a story that was merged, where it went; of one that was taken back, that it was."""
        item: Item = {
            "standard": STANDARD,
            "uri": self.address(story_path(story_id)),
            "type": "composite",
            "profile": "nightdesk-story",
            "representationType": "partial",
            "pubStatus": "canceled",
            "infoSources": [self._aggregator()],
        }
        if goal_id is not None:
            goal = self.address(story_path(goal_id))
            item["associations"] = [{"name": "merged-into", "rel": "replacedBy", "uri": goal}]
        return File(story_path(story_id), json_text(item))

    def of_list(self, cards: Iterable[Card]) -> File:
        """The newest stories, each in brief and by the address of its file."""
        shown = tuple(cards)
        item = {
            "standard": STANDARD,
            "uri": self.address(f"{ROOT}/index.json"),
            "type": "composite",
            "profile": "nightdesk-list",
            "representationType": "partial",
            "title": self.desk,
            "infoSources": [self._aggregator()],
            "associations": [
                {"name": f"story-{place}", **self._story(card)} for place, card in enumerate(shown, start=1)
            ],
        }
        if shown:
            item["versionCreated"] = moment_text(max(card.changed_at for card in shown))
        return File(f"{ROOT}/index.json", json_text(item))

    def _story(self, card: Card) -> Item:
        return {
            "uri": self.address(story_path(card.id)),
            "type": "composite",
            "profile": "nightdesk-story",
            "representationType": "partial",
            "pubStatus": "usable",
            "versionCreated": moment_text(card.changed_at),
            **_words(card.lead),
            "subjects": self._subjects(card.topics),
            "altIds": [{"role": "page", "value": self.address(card.path)}],
        }

    def _article(self, article: ShownArticle, card: Card) -> Item:
        where = f"; the whole of it is at {article.url}" if article.url else ""
        alternate = [{"role": "canonical", "value": article.url}] if article.url else []
        return {
            "uri": self.address(article_path(article.id)),
            "type": "video" if article.kind == "video" else "text",
            "profile": "nightdesk-article",
            "representationType": "partial",
            "pubStatus": "usable",
            "firstCreated": moment_text(article.published_at),
            "versionCreated": moment_text(max(article.modified_at or article.published_at, article.published_at)),
            "contentCreated": moment_text(article.published_at),
            **_words(article),
            **({"by": ", ".join(article.authors)} if article.authors else {}),
            "copyrightHolder": article.outlet,
            "usageTerms": f"Title and excerpt of an article of {article.outlet}, to which all rights belong{where}.",
            "infoSources": [*_outlets([article]), self._aggregator()],
            # Topics are judged for each article; a story has those of its lead.
            **({"subjects": self._subjects(card.topics)} if article.id == card.lead.id else {}),
            "altIds": [*alternate, {"role": "page", "value": f"{self.address(card.path)}#{article.id}"}],
        }

    def _picture(self, picture: ShownPicture) -> Item:
        href = picture.path if not picture.is_own else self.address(picture.path)
        kind = picture_type(picture)
        sizes = {"width": picture.width, "height": picture.height}
        known = {name: size for name, size in sizes.items() if size}
        rendition = {"name": "preview", "href": _uri(href), **({"contentType": kind} if kind else {}), **known}
        return {
            "uri": _uri(href),
            "type": "picture",
            "representationType": "partial",
            **({"descriptions": [{"role": "alt", "value": picture.alt}]} if picture.alt else {}),
            **({"copyrightNotice": picture.credit} if picture.credit else {}),
            "renditions": [rendition],
        }

    def _part_of(self, card: Card) -> Item:
        return {
            "name": "story",
            "rel": "partOf",
            "uri": self.address(story_path(card.id)),
            "type": "composite",
            "headlines": [{"role": "main", "value": card.lead.title}],
        }

    def _aggregator(self) -> Item:
        return {"name": self.desk, "role": "aggregator", "uri": self.address("")}

    def _subjects(self, topics: Iterable[Topic]) -> list[Item]:
        """Our topics by their pages, and the IPTC's where a topic's file names them."""
        found: list[Item] = []
        for topic in topics:
            page = "" if topic == self.root else f"topics/{topic.id}/"
            found.append({"name": topic.name, "rel": "about", "uri": self.address(page), "literal": topic.id})
            found += [
                {"rel": "about", "uri": f"{MEDIA_TOPICS}{code}", "literal": f"medtop:{code}"}
                for code in topic.media_topics
            ]
        return found


def story_path(story_id: str) -> str:
    """The file of a story."""
    return f"{ROOT}/stories/{story_id}.json"


def article_path(article_id: str) -> str:
    """The file of an article."""
    return f"{ROOT}/articles/{article_id}.json"


def _articles(story: ShownStory) -> Iterator[tuple[ShownArticle, ShownArticle | None]]:
    """All articles, best first; a copy after the article that has the same text, and with it."""
    for article in (story.lead, *story.others):
        yield article, None
        for copy in article.copies:
            yield copy, article


def _words(article: ShownArticle) -> Item:
    excerpt = {"role": "excerpt", "contentType": "text/plain", "value": article.excerpt}
    return {
        "title": article.title,
        "headlines": [{"role": "main", "contentType": "text/plain", "value": article.title}],
        **({"descriptions": [excerpt]} if article.excerpt else {}),
        **({"language": article.language} if article.language else {}),
    }


def _outlets(articles: Iterable[ShownArticle]) -> list[Item]:
    by_domain = {article.domain: article.outlet for article in reversed(tuple(articles))}
    return [
        {"name": name, "role": "publisher", "uri": _uri(f"https://{domain}/")}
        for domain, name in reversed(by_domain.items())
    ]


def _uri(address: str) -> str:
    """An address with only what a URI may hold (RFC 3986, section 2)."""
    return quote(address, safe="%/:?#[]@!$&'()*+,;=~", errors="replace")
