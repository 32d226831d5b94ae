"""The six profiles: each a story's file in the form that its generator reads, and where pictures lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from nightdesk.formats.profiles.facts import picture_suffix, story_table, topic_names
from nightdesk.formats.profiles.front_matter import Value, toml_file, yaml_file
from nightdesk.formats.profiles.markdown import story_markdown
from nightdesk.formats.profiles.pelican import pelican_picture_path, pelican_story
from nightdesk.formats.profiles.profile import Profile
from nightdesk.formats.views import ShownStory
from nightdesk.types import File, Topic


def _bundled(story_id: str, suffix: str) -> str:
    return f"stories/{story_id}/picture{suffix}"


def _beside(story_id: str, suffix: str) -> str:
    return f"stories/{story_id}{suffix}"


def _apart(story_id: str, suffix: str) -> str:
    return f"pictures/{story_id}{suffix}"


def _own_picture(story: ShownStory, form: str) -> str | None:
    """The picture's place in the generator's terms, ``None`` where the site does not hold it."""
    picture = story.card.picture
    if picture is None or not picture.is_own:
        return None
    return form.format(id=story.card.id, suffix=picture_suffix(picture))


def _hugo_story(story: ShownStory) -> File:
    """A leaf bundle. Hugo reads ``published`` as a date and ``images`` as texts: all of ours is under ``params``."""
    table: dict[str, Value] = {
        "title": story.lead.title,
        "date": story.lead.published_at,
        "description": story.lead.excerpt,
        "summary": story.lead.excerpt,
        "tags": topic_names(story),
        "params": story_table(story, _own_picture(story, "picture{suffix}")),
    }
    return File(f"stories/{story.card.id}/index.md", yaml_file(table, story_markdown(story)))


def _jekyll_story(story: ShownStory) -> File:
    """A post. Liquid runs over the text of posts unless it is told not to (Jekyll 4)."""
    day = f"{story.lead.published_at:%Y-%m-%d}"
    table: dict[str, Value] = {
        "layout": "post",
        "title": story.lead.title,
        "date": story.lead.published_at,
        "permalink": f"/stories/{story.card.id}/",
        "excerpt": story.lead.excerpt,
        "description": story.lead.excerpt,
        "tags": topic_names(story),
        "render_with_liquid": False,
        **story_table(story, _own_picture(story, "/pictures/{id}{suffix}")),
    }
    return File(f"_posts/{day}-{story.card.id}.md", yaml_file(table, story_markdown(story)))


def _jekyll_lists(topics: Sequence[Topic]) -> Iterable[File]:
    """A page for each topic: Jekyll makes none of tags without a plugin."""
    for place, topic in enumerate(topics, start=1):
        table: dict[str, Value] = {
            "layout": "topic",
            "title": topic.name,
            "weight": place,
            "topic": topic.name,
            "permalink": f"/topics/{topic.id}/",
        }
        yield File(f"topics/{topic.id}.md", yaml_file(table, ""))


def _eleventy_story(story: ShownStory) -> File:
    """A template whose only engine is Markdown: else Liquid would run over it. Tags are Eleventy's collections."""
    table: dict[str, Value] = {
        "title": story.lead.title,
        "date": story.lead.published_at,
        "permalink": f"/stories/{story.card.id}/",
        "templateEngineOverride": "md",
        "description": story.lead.excerpt,
        "tags": topic_names(story),
        **story_table(story, _own_picture(story, "/pictures/{id}{suffix}")),
    }
    return File(f"stories/{story.card.id}.md", yaml_file(table, story_markdown(story)))


def _astro_story(story: ShownStory) -> File:
    """An entry of a collection, with the names of Astro's own blog (``pubDate``)."""
    table: dict[str, Value] = {
        "title": story.lead.title,
        "description": story.lead.excerpt,
        "pubDate": story.lead.published_at,
        "tags": topic_names(story),
        **story_table(story, _own_picture(story, "./{id}{suffix}")),
    }
    return File(f"stories/{story.card.id}.md", yaml_file(table, story_markdown(story)))


def _zola_story(story: ShownStory) -> File:
    """A page with its picture beside it. Zola refuses keys that it does not know: all of ours is under ``extra``.

    It also refuses a taxonomy that the site's settings do not name, so topics are sections instead of tags.
    """
    extra = story_table(story, _own_picture(story, "picture{suffix}"))
    topics: list[Value] = [{"id": topic.id, "name": topic.name} for topic in story.card.topics]
    table: dict[str, Value] = {
        "title": story.lead.title,
        "date": story.lead.published_at,
        "description": story.lead.excerpt,
        "extra": {"topics": topics, **extra},
    }
    return File(f"stories/{story.card.id}/index.md", toml_file(table, story_markdown(story)))


def _zola_lists(topics: Sequence[Topic]) -> Iterable[File]:
    """The section of all stories, and one for each topic."""
    yield File("stories/_index.md", toml_file({"title": "All stories", "sort_by": "date"}, ""))
    if topics:
        yield File("topics/_index.md", toml_file({"title": "Topics", "sort_by": "weight"}, ""))
    for place, topic in enumerate(topics, start=1):
        table: dict[str, Value] = {"title": topic.name, "weight": place, "extra": {"topic": topic.id}}
        yield File(f"topics/{topic.id}/_index.md", toml_file(table, ""))


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        Profile(name="hugo", title="Hugo", place="content", story=_hugo_story, picture_path=_bundled),
        Profile(
            name="jekyll", title="Jekyll", place=".", story=_jekyll_story, picture_path=_apart, lists=_jekyll_lists
        ),
        Profile(name="eleventy", title="Eleventy", place=".", story=_eleventy_story, picture_path=_apart),
        Profile(name="astro", title="Astro", place="src/content", story=_astro_story, picture_path=_beside),
        Profile(
            name="zola", title="Zola", place="content", story=_zola_story, picture_path=_bundled, lists=_zola_lists
        ),
        Profile(
            name="pelican", title="Pelican", place="content", story=pelican_story, picture_path=pelican_picture_path
        ),
    )
}
