"""The second pass of publishing: the files, made one by one while they are taken."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from nightdesk.formats.api import (
    ROOT,
    TOPICS_ROOT,
    ApiPage,
    ApiServices,
    ApiTopic,
    ItemKey,
    TopicPage,
    api_pages,
    item_path,
    page_paths,
    topic_of,
    write_json,
)
from nightdesk.formats.newsletter import NEWSLETTERS_ROOT, Letterhead, newsletter_files
from nightdesk.formats.ninjs import Ninjs
from nightdesk.formats.records import (
    record_of_article,
    write_organization,
    write_record,
    write_topic,
)
from nightdesk.formats.site import (
    EARLIER_SHOWN,
    TOP_STORIES,
    EarlierStory,
    Front,
    Listing,
    OutletCount,
    PageLink,
    Site,
    day_path,
    long_day,
    root_topic,
    topic_path,
)
from nightdesk.formats.views import Card
from nightdesk.grouping.sagas import link_sagas
from nightdesk.ranking import newest_report, place_stories
from nightdesk.stages.publish.departed import departed_files
from nightdesk.stages.publish.directories import news_lines, opml_file, sitemap_files
from nightdesk.stages.publish.feeds import FEED_STORIES, FeedMaker
from nightdesk.stages.publish.shelf import Shelf
from nightdesk.stages.publish.survey import STORIES_AT_ONCE, Listed, Survey, ranked_in_turn
from nightdesk.tools import Tools
from nightdesk.types import File, Organization, Topic


def edition_files(survey: Survey, tools: Tools) -> Iterator[File]:
    """All files of the edition; what is made of one story first, then the lists."""
    maker = _EditionMaker(survey, tools)
    yield from maker.story_files()
    yield from maker.taxonomy_files()
    yield from maker.api_files()
    yield from maker.feed_files()
    yield from maker.list_files()
    yield from maker.site_files()
    yield from maker.newsletter_files()


class _EditionMaker:
    """Makes the files of one edition."""

    def __init__(self, survey: Survey, tools: Tools) -> None:
        self._survey = survey
        self._tools = tools
        self._config = tools.config
        self._topics = tools.library.topics()
        root = root_topic(self._topics)
        self._narrow = tuple(topic for topic in self._topics if topic is not root)
        self._by_topic = {
            topic.name: [line for line in survey.listed if topic.name in line.topics] for topic in self._narrow
        }
        self._site = Site(self._config, self._topics)
        self._feeds = FeedMaker(self._config, self._site)
        self._ninjs = Ninjs(self._config.desk.title, self._site.address, root)
        self._shelf = Shelf(survey, tools)
        self._by_id = {line.story_id: line for line in survey.listed}
        self._sagas = link_sagas(line.names for line in survey.listed)

    def story_files(self) -> Iterator[File]:
        """Records, and for each published story its page, its feeds, its items of the API and of ninjs, its picture."""
        sealer = self._tools.sealer
        for ranked_stories in ranked_in_turn(self._tools, with_text=sealer is not None and sealer.needs_text):
            for ranked in ranked_stories:
                for entry in ranked.entries:
                    name = self._survey.record_name(entry.article)
                    secured = sealer.secured(entry.article, name) if sealer is not None else None
                    yield File(f"_news/{name}", write_record(record_of_article(entry, secured)))
                if not ranked.lead.is_published:
                    continue
                story, item = self._shelf.put(ranked)
                yield self._site.story(story, self._earlier(story.card.id))
                yield from self._feeds.of_story(story)
                if self._config.publish.ninjs:
                    yield from self._ninjs.of_story(story)
                yield File(item_path(self._survey.record_name(ranked.lead.article)), write_json(item))
                yield from self._shelf.picture_files(story.card)

    def _earlier(self, story_id: str) -> tuple[EarlierStory, ...]:
        """The stories before this one in its saga, newest first."""
        part = self._sagas.get(story_id)
        lines = (self._by_id[other] for other in part.earlier[:EARLIER_SHOWN]) if part else ()
        return tuple(
            EarlierStory(f"stories/{line.story_id}/index.html", line.names.title, line.published_at) for line in lines
        )

    def taxonomy_files(self) -> Iterator[File]:
        """Topics, as files and on the API, and organizations."""
        listed: list[ApiTopic] = []
        for place, topic in enumerate(self._topics):
            services = self._services(topic)
            path = f"_data/topics/{place:02d}-{topic.id}.yaml"
            yield File(path, write_topic(topic, _sections(topic, services)))
            listed.append(topic_of(topic, path, ApiServices(**services)))
            yield File(f"{TOPICS_ROOT}/{topic.id}/index.json", write_json(listed[-1]))
        content = write_json(TopicPage(1, listed, None))
        for path in (f"{TOPICS_ROOT}/index.json", f"{TOPICS_ROOT}/page/1/index.json"):
            yield File(path, content)
        yield from self._organization_files()

    def _organization_files(self) -> Iterator[File]:
        """The outlets that the desk lists, as they are, and each other one that was published."""
        listed = self._tools.library.organizations()
        for organization in listed:
            yield File(f"_data/organizations/{organization.domain}.md", write_organization(organization))
        known = {organization.domain for organization in listed}
        for domain, facts in sorted(self._survey.outlets.items()):
            if domain not in known:
                organization = Organization(id=domain, name=facts.name, domain=domain, images=facts.images)
                yield File(f"_data/organizations/{domain}.md", write_organization(organization))

    def _services(self, topic: Topic) -> dict[str, str]:
        """The URLs of a topic's lists by section; the newsletter is the whole desk's, so the root names it."""
        if topic in self._narrow:
            return {"news": self._site.address(f"{ROOT}/{topic.id}/")}
        services = {"news": self._site.address(f"{ROOT}/")}
        if self._config.newsletter.enabled or next(iter(self._tools.library.issues()), None) is not None:
            services["newsletters"] = self._site.address(f"{NEWSLETTERS_ROOT}/")
        return services

    def api_files(self) -> Iterator[File]:
        """The pages of the JSON API: of all news, and of each narrower topic."""
        yield from self._api(self._survey.listed, None)
        for topic in self._narrow:
            yield from self._api(self._by_topic[topic.name], topic.id)

    def _api(self, lines: Sequence[Listed], topic_id: str | None) -> Iterator[File]:
        stories = {f"_news/{line.record_name}": line.story_id for line in lines}
        keys = (ItemKey(line.published_at.timestamp(), f"_news/{line.record_name}") for line in lines)
        for number, items, following in api_pages(keys, max(1, self._config.publish.page_size)):
            shelved = self._shelf.stories([stories[key.path] for key in items])
            content = write_json(ApiPage(number, [item for _, item in shelved], following))
            for path in page_paths(number, topic_id):
                yield File(path, content)

    def feed_files(self) -> Iterator[File]:
        """RSS, Atom and JSON Feed of the front page and of each topic, and the newest stories as ninjs."""
        newest = self._shelf.cards(self._survey.listed[:FEED_STORIES])
        yield from self._feeds.of_site(newest)
        if self._config.publish.ninjs:
            yield self._ninjs.of_list(newest)
        for topic in self._narrow:
            yield from self._feeds.of_topic(topic, self._shelf.cards(self._by_topic[topic.name][:FEED_STORIES]))

    def list_files(self) -> Iterator[File]:
        """The front page, the pages of topics, and the pages of days."""
        yield self._front()
        for topic in self._narrow:
            yield from self._topic_pages(topic)
        yield from self._day_pages()

    def _front(self) -> File:
        top, latest = front_choice(self._survey.listed, self._config.publish.stories_on_front)
        return self._site.front(
            Front(
                top=self._shelf.cards(top),
                latest=self._shelf.cards(latest),
                newest_at=self._survey.listed[0].published_at if self._survey.listed else None,
                articles=self._survey.shown_articles,
                outlets=sum(1 for facts in self._survey.outlets.values() if facts.shown),
            )
        )

    def _topic_pages(self, topic: Topic) -> Iterator[File]:
        lines = self._by_topic[topic.name]
        size = max(1, self._config.publish.stories_on_front)
        last = max(1, -(-len(lines) // size))
        for number in range(1, last + 1):
            newer = PageLink(topic_path(topic.id, number - 1), "Newer") if number > 1 else None
            older = PageLink(topic_path(topic.id, number + 1), "Older") if number < last else None
            yield self._site.topic(
                topic,
                Listing(
                    cards=self._shelf.cards(lines[(number - 1) * size : number * size]),
                    count=len(lines),
                    number=number,
                    last=last,
                    feed_path=f"topics/{topic.id}/feed.xml",
                    newer=newer,
                    older=older,
                ),
            )

    def _day_pages(self) -> Iterator[File]:
        days = [(day, list(lines)) for day, lines in itertools.groupby(self._survey.listed, key=_day_of)]
        for place, (day, lines) in enumerate(days):
            newer = _day_link(days[place - 1][0]) if place else None
            older = _day_link(days[place + 1][0]) if place + 1 < len(days) else None
            cards = self._shelf.cards(lines)
            yield self._site.day(day, Listing(cards=cards, count=len(lines), newer=newer, older=older))
        yield self._site.days((day, len(lines)) for day, lines in days)

    def site_files(self) -> Iterator[File]:
        """What belongs to the site as a whole: about, 404, robots.txt, sitemaps, sources.opml, style sheet, icon."""
        shown = (
            OutletCount(facts.name, domain, facts.shown)
            for domain, facts in self._survey.outlets.items()
            if facts.shown
        )
        yield self._site.about(shown, self._tools.library.sources())
        yield self._site.not_found()
        yield self._site.robots()
        yield opml_file(self._config, self._tools.library.sources())
        yield from sitemap_files(self._config, self._site, self._sitemap_pages(), self._news())
        yield from self._site.static_files()
        ids = {line.story_id for line in self._survey.listed}
        yield from departed_files(self._config, self._site, self._ninjs, self._tools.library, ids)

    def newsletter_files(self) -> Iterator[File]:
        """Issues of the newsletter: records, pages of the site, items and pages of the API."""
        letter = Letterhead.of(self._config, root_topic(self._topics))
        yield from newsletter_files(self._tools.library.issues(), letter, self._config, self._topics)

    def _sitemap_pages(self) -> Iterator[tuple[str, datetime | None]]:
        newest = self._survey.listed[0].published_at if self._survey.listed else None
        yield "index.html", newest
        yield "about/index.html", None
        for topic in self._narrow:
            lines = self._by_topic[topic.name]
            yield topic_path(topic.id), lines[0].published_at if lines else None
        for line in self._survey.listed:
            yield f"stories/{line.story_id}/index.html", line.last_at

    def _news(self) -> Iterator[Card]:
        """The stories of the last days, newest first, made some at a time."""
        lines = iter(news_lines(self._survey.listed))
        while some := tuple(itertools.islice(lines, STORIES_AT_ONCE)):
            yield from self._shelf.cards(some)


def front_choice(lines: Sequence[Listed], most: int) -> tuple[list[Listed], list[Listed]]:
    """Choose what the front page shows: the large stories at its top, and the latest ones below.

    Args:
        lines: published stories, newest first.
        most: how many stories the page shows in all.

    Returns:
        The `TOP_STORIES` of the highest rank, and the newest where fewer are ranked; then the others, newest first.
    """
    now = newest_report(line.facts for line in lines)
    if now is None:
        return [], []
    by_id = {line.story_id: line for line in lines}
    ranked = [by_id[placed.facts.story_id] for placed in place_stories((line.facts for line in lines), now)]
    best = dict.fromkeys(line.story_id for line in (*ranked[:TOP_STORIES], *lines[:TOP_STORIES]))
    top = [by_id[story_id] for story_id in best][: min(TOP_STORIES, max(0, most))]
    chosen = {line.story_id for line in top}
    return top, [line for line in lines if line.story_id not in chosen][: max(0, most - len(top))]


def _day_of(line: Listed) -> date:
    return line.published_at.astimezone(UTC).date()


def _day_link(day: date) -> PageLink:
    return PageLink(day_path(day), long_day(day))


def _sections(topic: Topic, services: Mapping[str, str]) -> dict[str, str]:
    """The services of a topic's file: an imported one keeps the sections it names, and so comes out as it came in."""
    named = dict(topic.services)
    ours = {section: url for section, url in services.items() if section == "news" or not named or section in named}
    return named | ours
