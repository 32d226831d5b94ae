"""The files of an edition, made one by one while they are taken; those that the folder holds already stand."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime

from nightdesk.clustering.storylines import link_sagas
from nightdesk.formats.api import (
    ROOT,
    TOPICS_ROOT,
    ApiServices,
    ApiTopic,
    ItemKey,
    TopicPage,
    api_pages,
    item_path,
    page_paths,
    topic_of,
    write_item,
    write_json,
    write_page,
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
from nightdesk.ranking import RankedStory, newest_report, place_stories
from nightdesk.rulings import affairs_of
from nightdesk.stages.publish.departed import departed_files
from nightdesk.stages.publish.directories import news_lines, opml_file, sitemap_files
from nightdesk.stages.publish.feeds import FEED_STORIES, FeedMaker
from nightdesk.stages.publish.prints import Press, print_of
from nightdesk.stages.publish.shelf import Shelf
from nightdesk.stages.publish.stories import STORIES_AT_ONCE, Arranger, rank_stories
from nightdesk.stages.publish.survey import Survey
from nightdesk.tools import Tools
from nightdesk.types import ComposedStory, Edition, File, Listed, Organization, Standing, Topic

Files = Iterator[File | Standing]


def edition_files(survey: Survey, edition: Edition, tools: Tools) -> Files:
    """All files of the edition; what is made of one story first, then the lists.

    What takes time to make goes by `Press.files`: all the facts that it is made of, and how to make it of them.
    """
    maker = _EditionMaker(survey, Press(tools.shown_by, edition.holds), tools)
    yield from maker.story_files()
    yield from maker.taxonomy_files()
    yield from maker.api_files()
    yield from maker.feed_files()
    yield from maker.list_files()
    yield from maker.site_files()
    yield from maker.newsletter_files()


class _EditionMaker:
    """Makes the files of one edition."""

    def __init__(self, survey: Survey, press: Press, tools: Tools) -> None:
        self._survey = survey
        self._press = press
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
        self._shelf = Shelf(tools.library)
        self._arranger = Arranger(tools)
        self._given: set[str] = set()
        self._by_id = {line.story_id: line for line in survey.listed}
        said = affairs_of(tools.library.rulings(), tools.library.redirects())
        self._sagas = link_sagas((line.names for line in survey.listed), said)

    def story_files(self) -> Files:
        """Records, and for each published story its page, its feeds, its items of the API and of ninjs, its picture."""
        stories = self._tools.library.composed()
        while some := list(itertools.islice(stories, STORIES_AT_ONCE)):
            prints = {story.id: self._print(story) for story in some}
            stale = [story.id for story in some if not self._press.has(prints[story.id])]
            ranked = rank_stories(stale, self._tools) if stale else {}
            for story in some:
                make = functools.partial(self._story, story, ranked.get(story.id))
                yield from self._press.of_print(prints[story.id], make)
                yield from self._picture(story)

    def _print(self, story: ComposedStory) -> str:
        """The print of a story, with that of the earlier ones that its page names."""
        earlier = self._earlier(story.id)
        return print_of(story.made_of, earlier) if earlier else story.made_of

    def _earlier(self, story_id: str) -> tuple[EarlierStory, ...]:
        """The stories before this one in its saga, newest first."""
        part = self._sagas.get(story_id)
        lines = (self._by_id[other] for other in part.earlier[:EARLIER_SHOWN]) if part else ()
        return tuple(
            EarlierStory(f"stories/{line.story_id}/index.html", line.names.title, line.published_at) for line in lines
        )

    def _story(self, story: ComposedStory, ranked: RankedStory | None) -> Iterator[File]:
        """What is made of one story. What came or went since it was composed is left to the next edition."""
        if ranked is None:
            return
        sealer = self._tools.sealer
        for entry in ranked.entries:
            name = entry.article.record_name
            if name in story.records:
                secured = sealer.secured(entry.article, name) if sealer is not None else None
                yield File(f"_news/{name}", write_record(record_of_article(entry, secured)))
        if story.listed is None:
            return
        shown, _ = self._arranger.arrange(ranked)
        yield self._site.story(shown, self._earlier(story.id))
        yield from self._feeds.of_story(shown)
        if self._config.publish.ninjs:
            yield from self._ninjs.of_story(shown)
        (item,) = self._shelf.items([story.listed])
        yield File(item_path(story.listed.record_name), write_item(item))

    def _picture(self, story: ComposedStory) -> Files:
        """The picture that a story shows, where the site holds it: once, though others show it too."""
        if story.shows is None or story.shows in self._given:
            return
        self._given.add(story.shows)
        path = story.shows.removeprefix("pictures/")
        content = functools.partial(self._tools.library.picture, path)
        make = functools.partial(_files_of, story.shows, content)
        yield from self._press.files(story.shows, dict(story.pictures)[path], make)

    def taxonomy_files(self) -> Files:
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

    def api_files(self) -> Files:
        """The pages of the JSON API: of all news, and of each narrower topic."""
        yield from self._api(self._survey.listed, None)
        for topic in self._narrow:
            yield from self._api(self._by_topic[topic.name], topic.id)

    def _api(self, listed: Sequence[Listed], topic_id: str | None) -> Files:
        by_path = {f"_news/{line.record_name}": line for line in listed}
        keys = (ItemKey(line.published_at.timestamp(), path) for path, line in by_path.items())
        for number, items, following in api_pages(keys, max(1, self._config.publish.page_size)):
            lines = [by_path[key.path] for key in items]
            paths = page_paths(number, topic_id)
            make = functools.partial(self._api_page, paths, lines, (number, following))
            yield from self._press.files(paths[0], (number, _prints(lines), following), make)

    def _api_page(
        self, paths: Sequence[str], lines: Sequence[Listed], numbers: tuple[int, int | None]
    ) -> Iterator[File]:
        content = write_page(numbers[0], self._shelf.items(lines), numbers[1])
        return (File(path, content) for path in paths)

    def feed_files(self) -> Files:
        """RSS, Atom and JSON Feed of the front page and of each topic, and the newest stories as ninjs."""
        newest = self._survey.listed[:FEED_STORIES]
        yield from self._press.files("feed.xml", _prints(newest), functools.partial(self._site_feeds, newest))
        for topic in self._narrow:
            lines = self._by_topic[topic.name][:FEED_STORIES]
            make = functools.partial(self._topic_feeds, topic, lines)
            yield from self._press.files(f"topics/{topic.id}/feed.xml", _prints(lines), make)

    def _site_feeds(self, lines: Sequence[Listed]) -> Iterator[File]:
        newest = self._shelf.cards(lines)
        yield from self._feeds.of_site(newest)
        if self._config.publish.ninjs:
            yield self._ninjs.of_list(newest)

    def _topic_feeds(self, topic: Topic, lines: Sequence[Listed]) -> Iterator[File]:
        return self._feeds.of_topic(topic, self._shelf.cards(lines))

    def list_files(self) -> Files:
        """The front page, the pages of topics, and the pages of days."""
        yield from self._front()
        for topic in self._narrow:
            yield from self._topic_pages(topic)
        yield from self._day_pages()

    def _front(self) -> Files:
        top, latest = front_choice(self._survey.listed, self._config.publish.stories_on_front)
        newest_at = self._survey.listed[0].published_at if self._survey.listed else None
        articles = self._survey.shown_articles
        outlets = sum(1 for facts in self._survey.outlets.values() if facts.shown)
        held_back = "" if top else self._survey.held_back.words  # only an empty page says it

        def make() -> Iterator[File]:
            cards = {"top": self._shelf.cards(top), "latest": self._shelf.cards(latest)}
            shown = Front(**cards, newest_at=newest_at, articles=articles, outlets=outlets, held_back=held_back)
            yield self._site.front(shown)

        facts = (_prints(top), _prints(latest), newest_at, articles, outlets, held_back)
        return self._press.files("index.html", facts, make)

    def _topic_pages(self, topic: Topic) -> Files:
        """The newest stories of a topic, and pages of older ones.

        These are numbered from the oldest on and full, so that a new story changes the first page alone.
        """
        listed, size = self._by_topic[topic.name], max(1, self._config.publish.stories_on_front)
        older_pages = max(0, len(listed) // size - 1)
        for number in (None, *range(older_pages, 0, -1)):
            end = len(listed) - older_pages * size if number is None else len(listed) - (number - 1) * size
            lines = listed[:end] if number is None else listed[end - size : end]
            below = older_pages if number is None else number - 1
            above = number + 1 if number is not None and number < older_pages else None
            listing = functools.partial(
                Listing,
                count=len(listed) if number is None else None,
                number=number,
                feed_path=f"topics/{topic.id}/feed.xml",
                newer=None if number is None else PageLink(topic_path(topic.id, above), "Newer"),
                older=PageLink(topic_path(topic.id, below), "Older") if below else None,
            )
            make = functools.partial(self._topic_page, topic, listing, lines)
            yield from self._press.files(topic_path(topic.id, number), (listing.keywords, _prints(lines)), make)

    def _topic_page(self, topic: Topic, listing: Callable[..., Listing], lines: Sequence[Listed]) -> Iterator[File]:
        yield self._site.topic(topic, listing(cards=self._shelf.cards(lines)))

    def _day_pages(self) -> Files:
        days = [(day, list(lines)) for day, lines in itertools.groupby(self._survey.listed, key=_day_of)]
        for place, (day, lines) in enumerate(days):
            newer = _day_link(days[place - 1][0]) if place else None
            older = _day_link(days[place + 1][0]) if place + 1 < len(days) else None
            listing = functools.partial(Listing, count=len(lines), newer=newer, older=older)
            make = functools.partial(self._day_page, day, listing, lines)
            yield from self._press.files(day_path(day), (newer, older, _prints(lines)), make)
        counts = [(day, len(lines)) for day, lines in days]
        yield from self._press.files("days/index.html", counts, lambda: [self._site.days(counts)])

    def _day_page(self, day: date, listing: Callable[..., Listing], lines: Sequence[Listed]) -> Iterator[File]:
        yield self._site.day(day, listing(cards=self._shelf.cards(lines)))

    def site_files(self) -> Files:
        """What belongs to the site as a whole: about, 404, robots.txt, sitemaps, sources.opml, style sheet, icon."""
        outlets = [
            OutletCount(facts.name, domain, facts.shown)
            for domain, facts in sorted(self._survey.outlets.items())
            if facts.shown
        ]
        sources = self._tools.library.sources()
        asked = [(source.id, source.url, source.title, source.site_url) for source in sources]
        yield from self._press.files("about", (outlets, asked), lambda: [self._site.about(outlets, sources)])
        yield self._site.not_found()
        yield self._site.robots()
        yield opml_file(self._config, sources)
        pages, news = list(self._sitemap_pages()), list(news_lines(self._survey.listed))
        yield from self._press.files(
            "sitemap.xml",
            (pages, _prints(news)),
            lambda: sitemap_files(self._config, self._site, pages, self._news(news)),
        )
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

    def _news(self, lines: Iterable[Listed]) -> Iterator[Card]:
        """The stories of the last days, newest first, made some at a time."""
        left = iter(lines)
        while some := tuple(itertools.islice(left, STORIES_AT_ONCE)):
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


def _prints(lines: Iterable[Listed]) -> list[str]:
    return [line.made_of for line in lines]


def _files_of(path: str, content: Callable[[], bytes | None]) -> Iterator[File]:
    """The one file of this path, or none where there is no content."""
    made = content()
    if made is not None:
        yield File(path, made)
