"""Editions for tests: compose what changed, keep it, and make the files."""

from dataclasses import replace

from nightdesk.stages.publish import compose_stories, publish_edition
from nightdesk.types import Edition, File


def compose_all(tools, save):
    """Run the stage that composes until nothing is left, as the engine does; returns what was composed."""
    composed = []
    while True:
        outcome = compose_stories(Edition("front"), tools)
        save(outcome.records)
        composed += outcome.records
        if outcome.next_at is None:
            return composed


def edition_of_store(tools, holds=None):
    """Compose and publish what a store holds; returns the outcome, its files made."""
    compose_all(tools, tools.library.store.save)
    outcome = publish_edition(Edition("front", holds or {}), tools)
    return replace(outcome, files=tuple(outcome.files))


def contents(outcome):
    """The files that were made, by their paths."""
    return {file.path: file.content for file in outcome.files if isinstance(file, File)}
