"""What a generator is told of a story: the facts that the desk's own page shows, as tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from nightdesk.formats.profiles.front_matter import Table, Value, moment
from nightdesk.formats.views import ShownArticle, ShownPicture, ShownStory


def story_table(story: ShownStory, picture_file: str | None) -> dict[str, Value]:
    """What every profile tells of a story, beside its title, date, description and tags.

    ``picture_file`` is where the story's picture lies, in the generator's own terms. A picture at an outlet
    (``[pictures] hotlink``) has a ``url`` in its place.
    """
    covered = [(story.lead, False), *coverage(story)]
    table: dict[str, Value] = {
        "heat": story.card.heat,
        "article_count": len(covered),
        "outlet_count": len({article.domain for article, _ in covered}),
        **_article_facts(story.lead),
    }
    if story.card.picture is not None:
        table["picture"] = _picture_table(story.card.picture, picture_file)
    table["coverage"] = [_coverage_table(article, is_copy=is_copy) for article, is_copy in coverage(story)]
    return table


def coverage(story: ShownStory) -> Iterator[tuple[ShownArticle, bool]]:
    """The story's other articles, best first, each followed by the copies of its text."""
    for copy in story.lead.copies:
        yield copy, True
    for article in story.others:
        yield article, False
        for copy in article.copies:
            yield copy, True


def picture_suffix(picture: ShownPicture) -> str:
    """The ending of a picture's file, such as ``.webp``."""
    return PurePosixPath(picture.path).suffix


def topic_names(story: ShownStory) -> list[Value]:
    """The names of the story's topics; a name that is empty once it is cleaned cannot be a tag."""
    return [topic.name for topic in story.card.topics if topic.name.strip()]


def _coverage_table(article: ShownArticle, *, is_copy: bool) -> Table:
    return {
        "title": article.title,
        "date": moment(article.published_at),
        "description": article.excerpt,
        **_article_facts(article),
        **({"copy": True} if is_copy else {}),
    }


def _article_facts(article: ShownArticle) -> dict[str, Value]:
    return {
        "kind": article.kind,
        **({"link": article.url} if article.url else {}),
        "outlet": article.outlet,
        "domain": article.domain,
        **({"language": article.language} if article.language else {}),
        "direction": article.direction,
    }


def _picture_table(picture: ShownPicture, file: str | None) -> Table:
    return {
        **({"url": picture.path} if file is None else {"file": file}),
        **({"width": picture.width} if picture.width else {}),
        **({"height": picture.height} if picture.height else {}),
        "alt": picture.alt,
        "credit": picture.credit,
    }
