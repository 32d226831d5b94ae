"""Pelican: an HTML file for each story, since its Markdown has no front matter that could hold lists of articles.

Pelican prints titles and summaries as they are, as HTML: so they are escaped here.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from nightdesk.formats.profiles.facts import coverage, picture_suffix
from nightdesk.formats.profiles.front_matter import moment, shown_text
from nightdesk.formats.profiles.markdown import long_date
from nightdesk.formats.views import ShownArticle, ShownPicture, ShownStory
from nightdesk.types import File


def pelican_picture_path(story_id: str, suffix: str) -> str:
    """In ``images``, the one folder that Pelican copies unless told otherwise."""
    return f"images/stories/{story_id}{suffix}"


def pelican_story(story: ShownStory) -> File:
    """The file of a story: its facts as meta elements, its text as the page that any theme shows."""
    lines = [
        "<html>",
        "<head>",
        f"<title>{_text(story.lead.title)}</title>",
        *(f'<meta name="{name}" content="{_attribute(value)}">' for name, value in _facts(story)),
        "</head>",
        "<body>",
        *_body(story),
        "</body>",
        "</html>",
    ]
    return File(f"stories/{story.card.id}.html", ("\n".join(lines) + "\n").encode())


def _facts(story: ShownStory) -> Iterator[tuple[str, str]]:
    lead = story.lead
    covered = [(lead, False), *coverage(story)]
    yield "date", moment(lead.published_at)
    yield "slug", story.card.id
    yield "status", "published"
    tags = [shown_text(topic.name) for topic in story.card.topics]
    if tags:
        yield "category", tags[0]
    # One tag would be split at its commas; a list is not, and what stands in it twice counts once.
    for tag in tags if len(tags) > 1 else tags * 2:
        yield "tags", tag
    yield "summary", _text(lead.excerpt)
    yield "heat", str(story.card.heat)
    yield "article_count", str(len(covered))
    yield "outlet_count", str(len({article.domain for article, _ in covered}))
    yield "kind", lead.kind
    if lead.url:
        yield "link", _text(lead.url)
    yield "outlet", _text(lead.outlet)
    yield "domain", _text(lead.domain)
    if lead.language:
        yield "language", _text(lead.language)
    yield "direction", lead.direction
    if story.card.picture is not None:
        yield from _picture_facts(story.card.id, story.card.picture)


def _picture_facts(story_id: str, picture: ShownPicture) -> Iterator[tuple[str, str]]:
    if picture.is_own:
        yield "picture", pelican_picture_path(story_id, picture_suffix(picture))
    else:
        yield "picture_url", _text(picture.path)
    for name, size in (("picture_width", picture.width), ("picture_height", picture.height)):
        if size:
            yield name, str(size)
    yield "picture_alt", _text(picture.alt)
    yield "picture_credit", _text(picture.credit)


def _body(story: ShownStory) -> Iterator[str]:
    lead = story.lead
    if lead.excerpt.strip():
        yield f'<p class="excerpt"{_language(lead)}>{_text(lead.excerpt)}</p>'
    if lead.url:
        yield f'<p class="read-on">Read it at {_link(lead.outlet, lead.url)}.</p>'
    others = list(coverage(story))
    if not others:
        return
    yield "<h2>Also covered by</h2>"
    yield '<ol class="coverage">'
    for article, is_copy in others:
        yield f"<li{_language(article)}>"
        outlet = f'<span class="outlet">{_text(article.outlet)}</span>'
        yield f'<p class="byline">{outlet} {_time(article, is_copy=is_copy)}</p>'
        yield f'<h3 class="headline">{_link(article.title, article.url)}</h3>'
        if article.excerpt.strip():
            yield f'<p class="excerpt">{_text(article.excerpt)}</p>'
        yield "</li>"
    yield "</ol>"


def _time(article: ShownArticle, *, is_copy: bool) -> str:
    note = ', <span class="copy">the same text</span>' if is_copy else ""
    return f'<time datetime="{moment(article.published_at)}">{long_date(article)}</time>{note}'


def _link(text: str, url: str | None) -> str:
    # Pelican looks for {filename} and |filename| in links (its "intrasite" ones).
    target = _attribute(url or "").translate({ord("{"): "%7B", ord("}"): "%7D", ord("|"): "%7C"})
    return f'<a href="{target}">{_text(text)}</a>' if url else _text(text)


def _language(article: ShownArticle) -> str:
    language = f' lang="{_attribute(article.language)}"' if article.language else ""
    return f'{language} dir="{article.direction}"'


def _text(text: str) -> str:
    return escape(shown_text(text))


def _attribute(text: str) -> str:
    return escape(shown_text(text))
