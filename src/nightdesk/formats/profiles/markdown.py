"""The text below the front matter, for themes that know nothing of the facts: the story in plain Markdown.

It is read by Goldmark, kramdown, markdown-it, remark and pulldown-cmark, after Liquid, Nunjucks, Hugo's and
Zola's shortcodes had their turn. What any of them could take for a sign of its own is written as a character
reference, which all of them show as the character (CommonMark 0.31, 2.5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC
from urllib.parse import quote

from nightdesk.formats.profiles.facts import coverage
from nightdesk.formats.profiles.front_matter import shown_text
from nightdesk.formats.site import long_day
from nightdesk.formats.views import ShownArticle, ShownStory

# Emphasis, code, links, HTML, tables, footnotes, mathematics, attributes, emoji and bare addresses; templates.
_SIGNS = re.compile(r"[\\`*_\[\]{}<>&#|~$^!=:@\"'%]|(?<=www)\.|^[^\w]|^\d", re.IGNORECASE)


def story_markdown(story: ShownStory) -> str:
    """The excerpt, a link to the article, and all other coverage."""
    return "\n".join(_lines(story))


def markdown_text(text: str) -> str:
    """A text as Markdown that shows it letter by letter."""
    return _SIGNS.sub(lambda found: "".join(f"&#{ord(char)};" for char in found[0]), shown_text(text))


def markdown_link(text: str, url: str | None) -> str:
    """A link, or the text alone where there is no address to link to."""
    shown = markdown_text(text)
    return f"[{shown}]({link_target(url)})" if url else shown


def link_target(url: str) -> str:
    """A URL as the target of a Markdown link: no brackets, quotes, spaces or templates, and no entity in it."""
    return quote(url, safe=":/?#@!$&*+,;=~%-._").replace("&", "&amp;")


def long_date(article: ShownArticle) -> str:
    """The day on which an article was published, in words."""
    return long_day(article.published_at.astimezone(UTC).date()).partition(", ")[2]


def _lines(story: ShownStory) -> Iterator[str]:
    if story.lead.excerpt.strip():
        yield from (markdown_text(story.lead.excerpt), "")
    if story.lead.url:
        yield from (f"Read it at {markdown_link(story.lead.outlet, story.lead.url)}.", "")
    others = list(coverage(story))
    if others:
        yield from ("## Also covered by", "")
        for article, is_copy in others:
            note = ", the same text" if is_copy else ""
            title = markdown_link(article.title, article.url)
            yield f"- {markdown_text(article.outlet)}: {title} ({long_date(article)}{note})"
