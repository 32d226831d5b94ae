"""Compose the stories that changed: name their records, and keep what lists show of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from nightdesk.clustering.storylines import names_of
from nightdesk.counting import counted
from nightdesk.formats.api import item_of_record
from nightdesk.formats.records import record_of_article, recorded_related
from nightdesk.formats.site import root_topic
from nightdesk.formats.views import ShownStory
from nightdesk.ranking import RankedStory, facts_of
from nightdesk.stages.publish.naming import name_records
from nightdesk.stages.publish.prints import print_of
from nightdesk.stages.publish.stories import STORIES_AT_ONCE, Arranger, rank_stories
from nightdesk.tools import Tools
from nightdesk.types import Article, ComposedStory, Edition, Image, Listed, Outcome, OutletShare

_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)


def compose_stories(edition: Edition, tools: Tools) -> Outcome:  # noqa: ARG001 - a desk has one edition
    """Compose stories whose facts changed: rank them, name their records, and make what lists show of them.

    It takes the oldest ones first, some hundred at a time, and is due again at once while more are left. A record
    is named when its article is first composed, and keeps that name.
    """
    changed = tools.library.changed_stories(STORIES_AT_ONCE)
    ranked = rank_stories([story_id for story_id, _ in changed], tools)
    names = name_records(ranked.values(), tools.library)
    composer = _Composer(tools, names)
    records = tuple(
        composer.compose(ranked[story_id], change) if story_id in ranked else ComposedStory(id=story_id, change=change)
        for story_id, change in changed
    )
    is_all = len(changed) < STORIES_AT_ONCE
    return Outcome(
        records=records,
        next_at=None if is_all else tools.now,
        note=f"{counted(len(records), 'changed story')} composed",
    )


class _Composer:
    """Composes stories, with the names that their records have from now on."""

    def __init__(self, tools: Tools, names: Mapping[str, str]) -> None:
        self._tools = tools
        self._names = names
        self._arranger = Arranger(tools)
        root = root_topic(tools.library.topics())
        self._root = root.name if root else None

    def compose(self, ranked: RankedStory, change: int) -> ComposedStory:
        """A ranked story as the edition has it."""
        lead = ranked.lead.article
        articles = [entry.article for entry in ranked.entries]
        story, pictures = self._arranger.arrange(ranked)
        held = ComposedStory(
            id=story.card.id,
            change=change,
            made_of=self._made_of(ranked, pictures),
            names=tuple(
                (e.article.id, self._names[e.article.id]) for e in ranked.entries if e.article.id in self._names
            ),
            records=tuple(map(self._name, articles)),
            outlets=_outlet_shares(ranked),
            pictures=pictures,
            heat=ranked.lead.heat,
        )
        if not ranked.lead.is_published:
            return held
        path = f"_news/{self._name(lead)}"
        desk = self._tools.config.desk
        item = item_of_record(record_of_article(ranked.lead), path, desk.locale, desk.news_url)
        return replace(
            held,
            shows=_own_picture(story),
            listed=Listed(
                story_id=held.id,
                published_at=lead.placed_at.replace(microsecond=0),  # as the records write it
                last_at=max(entry.article.placed_at for entry in ranked.entries),
                heat=ranked.lead.heat,
                topics=lead.topics,
                record_name=self._name(lead),
                facts=facts_of(ranked, self._root, desk.locale),
                names=names_of(held.id, lead, ranked.articles),
                made_of=held.made_of,
            ),
            item=msgspec.json.encode(item).decode(),
            card=msgspec.json.encode(story.card).decode(),
        )

    def _name(self, article: Article) -> str:
        return article.record_name or self._names[article.id]

    def _made_of(self, ranked: RankedStory, pictures: tuple[tuple[str, str], ...]) -> str:
        """The print of all that can be shown of a story: not of when it was found, which differs from run to run."""
        sealed = self._tools.sealer is not None and self._tools.sealer.needs_text
        entries = [
            (
                replace(
                    entry.article,
                    record_name=self._name(entry.article),
                    found_at=_ANY_TIME,
                    text=entry.article.text if sealed else None,
                ),
                [
                    related.id for related in recorded_related(entry)
                ],  # each is an article of the story or of an imported list
                (entry.heat, entry.is_published, entry.reasons),
                entry.imported,
            )
            for entry in ranked.entries
        ]
        return print_of(self._tools.shown_by, entries, pictures)


def _own_picture(story: ShownStory) -> str | None:
    picture = story.card.picture
    return picture.path if picture is not None and picture.is_own else None


def _outlet_shares(ranked: RankedStory) -> tuple[OutletShare, ...]:
    articles: Counter[tuple[str, str]] = Counter()
    images: dict[tuple[str, str], tuple[Image, ...]] = {}
    for entry in ranked.entries:
        provider = entry.article.provider
        key = (provider.domain, provider.name)
        articles[key] += 1
        images[key] = images.get(key) or provider.images
    return tuple(OutletShare(domain, name, count, images[domain, name]) for (domain, name), count in articles.items())
