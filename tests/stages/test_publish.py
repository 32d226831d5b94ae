"""The edition: valid records, one story a page, held items nowhere but in records, the same facts the same bytes."""

import html
import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import feedparser
import msgspec
import pytest

from editions import compose_all
from making import NOON, make_article, make_source
from nightdesk.clustering.storylines import StoryNames
from nightdesk.config import Config, DeskSettings, NewsletterSettings, PublishSettings
from nightdesk.formats.api import ApiItem, ApiPage
from nightdesk.formats.opml import read_opml
from nightdesk.formats.records import check_record, read_organization, read_record
from nightdesk.ranking import Report, StoryFacts
from nightdesk.rulings import NO_RULINGS
from nightdesk.stages.publish import publish_edition
from nightdesk.stages.publish.edition import front_choice
from nightdesk.tools import ArticleFilter, Tools
from nightdesk.types import (
    Article,
    ComposedStory,
    Edition,
    File,
    Image,
    Listed,
    Organization,
    Provider,
    Source,
    Story,
    Topic,
)

TOPICS = (Topic("news", "News"), Topic("ferries", "Ferries", parent="News"), Topic("tides", "Tides", parent="News"))
OUTLETS = {
    "en": Provider("Fjord Post", "fjordpost.example"),
    "da": Provider("Havnblad", "havnblad.example"),
    "ar": Provider("الصحيفة", "alsahifa.example"),
    "zh": Provider("江城日报", "jiangcheng.example"),
    "he": Provider("הצפון", "hatzafon.example"),
}
TITLES = {
    "en": 'Ferry "Anna" returns: what\'s new \\ old?',
    "da": "Færgen sejler igen",
    "ar": "عودة العبّارة إلى المضيق",
    "zh": "汽车渡轮重返峡湾",
    "he": "המעבורת חוזרת לפיורד",
}


@dataclass
class Shelf:
    """A library of made-up articles: the stand-in for the store."""

    known: list[Article]
    pictures: dict[str, bytes]
    wanted_topics: tuple[Topic, ...] = TOPICS
    asked: int = 0
    kept: dict[str, ComposedStory] = field(default_factory=dict)
    is_composed: bool = False

    def articles(self, wanted: ArticleFilter) -> Iterator[Article]:
        self.asked += 1
        newest_first = sorted(self.known, key=lambda article: (article.placed_at, article.id), reverse=True)
        return iter([article for article in newest_first if article.story_id in (wanted.story_ids or ())])

    def stories(self) -> Iterator[Story]:
        times: dict[str, list] = {}
        for article in self.known:
            if article.story_id:
                times.setdefault(article.story_id, []).append(article.placed_at)
        made = [Story(id=i, first_at=min(t), last_at=max(t), size=len(t)) for i, t in times.items()]
        return iter(sorted(made, key=lambda story: (story.first_at, story.id)))

    def sources(self) -> tuple[Source, ...]:
        return (make_source(1), make_source(2))

    def record_names(self, names) -> frozenset[str]:
        return frozenset(article.record_name for article in self.known if article.record_name in names)

    def organizations(self) -> tuple[Organization, ...]:
        return ()

    def organization(self, url) -> Organization | None:
        return None

    def rulings(self):
        return NO_RULINGS

    def redirects(self):
        return ()

    def imported_records(self, article_ids) -> dict[str, str]:
        return {}

    def topics(self) -> tuple[Topic, ...]:
        return self.wanted_topics

    def issues(self):
        return iter(())

    def picture(self, path) -> bytes | None:
        return self.pictures.get(path)

    def changed_stories(self, limit) -> tuple[tuple[str, int], ...]:
        return () if self.is_composed else tuple((story.id, 1) for story in self.stories())

    def save(self, records) -> None:
        self.is_composed = True
        names = dict(name for record in records for name in record.names)
        self.known = [
            replace(article, record_name=names.get(article.id, article.record_name)) for article in self.known
        ]
        self.kept = {record.id: record for record in records if record.records}

    def composed(self) -> Iterator[ComposedStory]:
        return iter(sorted(self.kept.values(), key=lambda story: story.id))

    def shown(self, story_ids) -> dict[str, tuple[str, str]]:
        return {story_id: (self.kept[story_id].item, self.kept[story_id].card) for story_id in story_ids}


def in_story(opener: int, number: int, language="en", **fields) -> Article:
    """The article of this number, in the story that another one opened."""
    outlet = OUTLETS[language]
    values = {
        "url": f"https://www.{outlet.domain}/news/{number}",
        "title": f"{TITLES[language]} {number}",
        "language": language,
        "provider": outlet,
        "topics": ("News", "Ferries"),
        "quality": 67,
        "story_id": f"s{opener:012d}",
    }
    return make_article(number, **(values | fields))


def corpus() -> list[Article]:
    """Three published stories, in five languages and with a copy, and one that is held."""
    picture = Image("https://www.fjordpost.example/a.jpg", 800, 450, "A ferry", None, "ab/ferry.webp")
    return [
        in_story(1, 1, quality=87, images=(picture,)),
        in_story(1, 2, "da"),
        in_story(1, 3, "ar"),
        in_story(1, 4, "zh", carrier_id="a000000000001"),
        in_story(10, 10, "he", quality=72, topics=("News", "Tides"), published_at=NOON - timedelta(days=2)),
        in_story(20, 20, quality=75, topics=("News",), published_at=NOON - timedelta(days=2, hours=1)),
        in_story(30, 30, quality=40, title="A held notice that no page may show"),
    ]


def publish(articles=None, config=None, **fields):
    library = Shelf(corpus() if articles is None else articles, {"ab/ferry.webp": b"picture"}, **fields)
    settings = config or Config(home=Path(), desk=DeskSettings(title="Night Desk", url="https://desk.example"))
    tools = Tools(settings, library, None, None, NOON)
    compose_all(tools, library.save)
    return publish_edition(Edition("front"), tools), library


def files(*args, **fields) -> dict[str, bytes]:
    made = list(publish(*args, **fields)[0].files)
    assert len({file.path for file in made}) == len(made), "a file was made twice"
    return {file.path: file.content for file in made}


def shown(made: dict[str, bytes]) -> dict[str, bytes]:
    """All that readers and clients get to see."""
    return {path: content for path, content in made.items() if not path.startswith("_news/")}


def records(made):
    return {path: read_record(content) for path, content in made.items() if path.startswith("_news/")}


def test_every_record_keeps_the_rules_of_the_format():
    made = records(files())
    assert len(made) == 7
    assert {path: check_record(record) for path, record in made.items() if check_record(record)} == {}


@pytest.mark.parametrize(
    "lack",
    [
        {"title": ""},
        {"published_at": None},
        {"provider": Provider("", "x.example")},
        {"story_id": None},
        {"url": "javascript:x"},
    ],
)
def test_an_article_that_lacks_what_a_record_needs_is_left_out_and_the_rest_comes(lack):
    broken = [*corpus(), replace(in_story(1, 5, "he"), **lack)]
    assert files(broken).keys() == files().keys()


def test_a_story_whose_articles_have_all_gone_is_passed_over():
    class Emptied(Shelf):
        def stories(self):
            gone = Story(id="sgone", first_at=NOON, last_at=NOON, size=0)
            emptied = Story(id="semptied", first_at=NOON, last_at=NOON, size=1)
            return iter([gone, emptied, *super().stories()])

    library = Emptied(corpus(), {})
    tools = Tools(Config(home=Path()), library, None, None, NOON)
    compose_all(tools, library.save)
    assert publish_edition(Edition("front"), tools).note.startswith("3 of 4 stories published, in 7 records\n")


def test_a_desk_without_anything_publishes_an_empty_edition():
    made = files([], wanted_topics=())
    assert json.loads(made["api/news/index.json"]) == {"page": 1, "value": [], "nextPage": None}
    assert b"No story yet" in made["index.html"]


def test_what_is_held_is_in_its_record_and_nowhere_else():
    made = files()
    held = [path for path, content in made.items() if b"A held notice" in content]
    assert held == ["_news/2026-11-20-a-held-notice-that-no-page-may-show.md"]
    assert not any("a-held-notice" in path or "s000000000030" in path for path in shown(made))
    assert not any(b"a-held-notice" in content or b"s000000000030" in content for content in shown(made).values())


def test_a_held_item_is_published_where_the_desk_sets_a_lower_threshold():
    config = Config(home=Path(), desk=DeskSettings(heat_threshold=30))
    made = files(config=config)
    assert b"A held notice" in made["index.html"]
    assert [check_record(record, threshold=30) for record in records(made).values()] == [[]] * 7


@pytest.mark.parametrize("order", [slice(None, None, -1), slice(None, None, 1)])
def test_the_same_facts_give_the_same_bytes_in_any_order(order):
    turned = corpus()[3:] + corpus()[:3]
    assert files(turned[order]) == files()


def test_names_are_given_once_and_stay_when_a_title_changes():
    _, library = publish()
    names = {f"_news/{article.record_name}" for article in library.known}
    assert names == set(records(files()))
    retitled = [replace(article, title="Another title") for article in library.known]
    assert set(records(files(retitled))) == names


def test_articles_of_one_title_and_day_get_names_of_their_own():
    same = [in_story(n, n, title="Ferry returns", url=f"https://www.fjordpost.example/{n}") for n in range(1, 5)]
    known = [
        replace(same[0], record_name="2026-11-20-ferry-returns.md"),
        *same[1:3],
        replace(same[3], record_name="2026-11-20-ferry-returns-3.md"),
    ]
    _, library = publish(known)
    assert [article.record_name for article in library.known] == [
        "2026-11-20-ferry-returns.md",
        "2026-11-20-ferry-returns-2.md",
        "2026-11-20-ferry-returns-4.md",
        "2026-11-20-ferry-returns-3.md",
    ]


def test_a_title_of_signs_alone_is_named_by_the_articles_id():
    assert "_news/2026-11-20-a000000000009.md" in files([in_story(9, 9, title="???")])


def test_the_api_is_decoded_by_a_strict_client_page_by_page():
    config = Config(home=Path(), desk=DeskSettings(url="https://desk.example"), publish=PublishSettings(page_size=2))
    made = files(config=config)
    pages = [msgspec.json.decode(made[f"api/news/page/{n}/index.json"], type=ApiPage, strict=True) for n in (1, 2)]
    assert [len(page.value) for page in pages] == [2, 1]
    assert [page.next_page for page in pages] == [2, None]
    assert made["api/news/index.json"] == made["api/news/page/1/index.json"]
    item = pages[0].value[0]
    alone = made[f"api/news/{posixpath.basename(item.path).removesuffix('.md')}/index.json"]
    assert msgspec.json.decode(alone, type=ApiItem, strict=True) == item


def test_each_topic_but_the_root_has_its_part_of_the_api_its_feed_and_its_page():
    made = files()
    tides = json.loads(made["api/news/tides/index.json"])
    assert [item["provider"]["name"] for item in tides["value"]] == ["הצפון"]
    assert len(feedparser.parse(made["topics/tides/feed.xml"]).entries) == 1
    assert TITLES["he"] in made["topics/tides/index.html"].decode()
    assert not any(path.startswith(("topics/news/", "api/news/news/")) for path in made)


def test_topics_and_organizations_stand_beside_the_records():
    made = files()
    assert b"news: https://desk.example/api/news/tides/" in made["_data/topics/02-tides.yaml"]
    assert b"news: https://desk.example/api/news/\n" in made["_data/topics/00-news.yaml"] + b"\n"
    names = {
        path: read_organization(content).name
        for path, content in made.items()
        if path.startswith("_data/organizations/")
    }
    assert names["_data/organizations/alsahifa.example.md"] == "الصحيفة"
    assert len(names) == 5


def test_an_outlet_goes_by_the_name_it_has_most_often():
    others = [
        in_story(40 + n, 40 + n, provider=Provider(name, "x.example"))
        for n, name in enumerate(["Post", "The Post", "The Post"])
    ]
    assert b"name: The Post\n" in files(others)["_data/organizations/x.example.md"]


def test_every_link_inside_the_site_leads_to_a_file_of_the_site():
    made = files()
    for path, content in made.items():
        if path.endswith(".html") and path != "404.html":
            for link in re.findall(r'(?:href|src)="([^"#]+)"', content.decode()):
                target = posixpath.normpath(posixpath.join(posixpath.dirname(path), html.unescape(link)))
                assert "://" in link or target in made, f"{path} links to {link}"


def test_a_picture_comes_with_the_page_that_shows_it():
    made = files()
    assert made["pictures/ab/ferry.webp"] == b"picture"
    assert b'src="../../pictures/ab/ferry.webp"' in made["stories/s000000000001/index.html"]


def test_a_story_page_shows_all_coverage_in_all_languages():
    page = files()["stories/s000000000001/index.html"].decode()
    assert all(OUTLETS[language].name in page for language in ("en", "da", "ar", "zh"))
    assert 'dir="rtl"' in page


def test_the_front_feed_holds_the_published_stories_newest_first():
    entries = feedparser.parse(files()["feed.xml"]).entries
    assert [entry.id.split("/")[-2] for entry in entries] == ["s000000000001", "s000000000010", "s000000000020"]


def test_a_topic_of_many_stories_has_pages_that_lead_on():
    config = Config(home=Path(), publish=PublishSettings(stories_on_front=2))
    many = [in_story(n, n, quality=80) for n in range(1, 8)]
    made = files(many, config=config)
    pages = ["topics/ferries/index.html", "topics/ferries/page/2/index.html", "topics/ferries/page/1/index.html"]
    assert [made[page].count(b'<article class="card') for page in pages] == [3, 2, 2]
    assert b'rel="next" href="../../topics/ferries/page/2/index.html"' in made[pages[0]]
    assert b'rel="prev" href="../../../../topics/ferries/index.html"' in made[pages[1]]
    assert b'rel="next" href="../../../../topics/ferries/page/1/index.html"' in made[pages[1]]
    assert b'rel="prev" href="../../../../topics/ferries/page/2/index.html"' in made[pages[2]]
    assert b'rel="next"' not in made[pages[2]]


def test_a_new_story_leaves_the_pages_of_older_ones_as_they_are():
    config = Config(home=Path(), publish=PublishSettings(stories_on_front=2))
    before = files([in_story(n, n, quality=80) for n in range(1, 8)], config=config)
    after = files([in_story(n, n, quality=80) for n in range(1, 9)], config=config)
    older = [path for path in before if path.startswith("topics/ferries/page/")]
    assert len(older) == 2
    assert [before[path] for path in older[1:]] == [after[path] for path in older[1:]]
    assert sorted(path for path in after if path.startswith("topics/ferries/page/")) == [
        f"topics/ferries/page/{number}/index.html" for number in (1, 2, 3)
    ]


def test_every_published_story_is_on_the_page_of_its_day():
    made = files()
    assert made["days/2026-11-18/index.html"].count(b'<article class="card') == 2
    assert made["days/2026-11-20/index.html"].count(b'<article class="card') == 1
    assert b"Wednesday, 18 November" in made["days/index.html"]


def test_the_sitemap_names_pages_and_robots_may_not_read_records():
    made = files()
    places = re.findall(rb"<loc>(.*?)</loc>", made["sitemap-pages-1.xml"])
    assert b"https://desk.example/sitemap-pages-1.xml" in made["sitemap.xml"]
    assert b"https://desk.example/" in places
    assert b"https://desk.example/stories/s000000000010/" in places
    assert b"Disallow: /_news/" in made["robots.txt"]


def test_the_news_sitemap_names_the_two_days_before_the_newest_story_whatever_the_clock_says():
    made = files([*corpus(), in_story(40, 40, quality=90, published_at=NOON - timedelta(days=3))])
    named = re.findall(rb"<loc>https://desk.example/stories/(.*?)/</loc>", made["sitemap-news-1.xml"])
    assert named == [b"s000000000001"]  # published at 12:01; the next two days and more before
    assert "sitemap-news-1.xml" not in files([])


def test_the_sources_are_there_for_a_readers_own_program_without_passwords():
    class Locked(Shelf):
        def sources(self):
            return (make_source(2), make_source(1, url="https://me:secret@outlet1.example/feed.xml", title="A & B"))

    library = Locked(corpus(), {})
    tools = Tools(Config(home=Path()), library, None, None, NOON)
    compose_all(tools, library.save)
    made = {file.path: file.content for file in publish_edition(Edition("front"), tools).files}
    entries = read_opml(made["sources.opml"], Path("sources.opml"))
    assert [(entry.title, entry.url) for entry in entries] == [
        ("A & B", "https://outlet1.example/feed.xml"),
        ("Outlet 2", "https://outlet2.example/feed.xml"),
    ]
    assert not any(b"secret" in content for content in made.values())


def test_a_hub_is_announced_in_the_feeds_of_the_site_and_of_topics_and_told_of_those_alone():
    config = Config(home=Path(), publish=PublishSettings(websub_hub="https://hub.example/"))
    made = [file for file in publish(config=config)[0].files if isinstance(file, File)]
    announced = {file.path for file in made if file.is_announced}
    folders = ("", "topics/ferries/", "topics/tides/")
    assert announced == {f"{folder}{name}" for folder in folders for name in ("feed.xml", "atom.xml", "feed.json")}
    assert {file.path for file in made if b"https://hub.example/" in file.content} == announced
    assert not any(file.is_announced for file in publish()[0].files)


def test_the_outcome_says_what_is_published_before_any_file_is_made():
    outcome, library = publish()
    held = "1 story held back, with 40 of the 70 that [desk] heat_threshold asks"
    assert (outcome.note, library.asked) == (f"3 of 4 stories published, in 7 records\n{held}", 1)


def line(number: int, hours: float, outlets: int = 1) -> Listed:
    moment = NOON - timedelta(hours=hours)
    reports = tuple(Report(f"outlet{place}.example", moment) for place in range(outlets))
    facts = StoryFacts(story_id=f"s{number}", lead_at=moment, heat=70, quality=70, reports=reports)
    return Listed(
        f"s{number}", moment, moment, 70, (), f"{number}.md", facts, StoryNames(f"s{number}", moment, moment, "", ())
    )


def test_the_stories_of_the_highest_rank_stand_at_the_top_and_the_rest_by_time():
    lines = [line(n, hours=n, outlets=9 if n in (3, 20) else 1) for n in range(30)]
    top, latest = front_choice(lines, 30)
    assert [each.story_id for each in top] == ["s3", "s20", "s0", "s1", "s2"]
    assert [each.story_id for each in latest] == [f"s{n}" for n in range(4, 30) if n != 20]


def test_a_story_of_many_outlets_stands_at_the_top_though_many_are_newer():
    lines = [line(n, hours=n / 10, outlets=15 if n == 99 else 1) for n in range(100)]
    top, latest = front_choice(lines, 12)
    assert top[0].story_id == "s99"
    assert len(top) + len(latest) == 12


def test_a_front_page_of_fewer_than_five_stories_shows_that_many():
    top, latest = front_choice([line(n, hours=n) for n in range(30)], 3)
    assert ([each.story_id for each in top], latest) == (["s0", "s1", "s2"], [])
    assert front_choice([], 12) == ([], [])


def test_a_desk_with_little_news_fills_the_top_with_the_newest():
    lines = [line(n, hours=200 * n) for n in range(7)]
    top, latest = front_choice(lines, 30)
    assert [each.story_id for each in top] == ["s0", "s1", "s2", "s3", "s4"]
    assert [each.story_id for each in latest] == ["s5", "s6"]


def test_stories_of_one_rank_stand_newest_first():
    top, _ = front_choice([line(n, hours=n / 1000) for n in range(3)], 12)
    assert [each.story_id for each in top] == ["s0", "s1", "s2"]


def test_the_root_topic_names_the_newsletter_where_there_is_one():
    desk = DeskSettings(title="Night Desk", url="https://desk.example")
    for enabled, address in ((False, None), (True, "https://desk.example/api/newsletters/")):
        made = files(config=Config(home=Path(), desk=desk, newsletter=NewsletterSettings(enabled=enabled)))
        root, *narrow = json.loads(made["api/topics/index.json"])["value"]
        assert root["services"] == {"news": "https://desk.example/api/news/", "newsletters": address}
        assert all(topic["services"]["newsletters"] is None for topic in narrow)
        assert (b"\n  newsletters: " in made["_data/topics/00-news.yaml"]) == enabled
