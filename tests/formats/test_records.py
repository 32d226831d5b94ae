"""The record format: bad input first, then the round trip, then the recorded site."""

import base64
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import msgspec
import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.formats.records import (
    NewsRecord,
    RecordImage,
    RecordProvider,
    RelatedRecord,
    check_record,
    read_organization,
    read_record,
    record_of_article,
    write_organization,
    write_record,
    write_topic,
)
from nightdesk.formats.records.reading import load_table
from nightdesk.ranking import rank_story
from nightdesk.types import Image, Organization, Provider, Topic

RECORD = """---
category: news
title: "Ferry returns"
excerpt: "It sails again."
publishedDateTime: 2026-11-20T12:00:00Z
originalUrl: "https://fjordpost.example/1"
webUrl: "https://fjordpost.example/1"
type: article
quality: 87
heat: 87
published: true

provider:
  name: Fjord Post
  domain: fjordpost.example

topics:
  - Ferries
---

"""


def fault(text) -> str:
    with pytest.raises(ValueError, match=r"^line ") as caught:
        read_record(text)
    return str(caught.value)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no dashes at all", "line 1: no front matter"),
        ("---\ntitle: open", "line 1: no front matter"),
        ("---\n- a list\n---\n", "not a table"),
        (RECORD.replace("quality: 87", "quality: high"), "line 9: quality: must be a whole number, is 'high'"),
        (RECORD.replace('title: "Ferry returns"\n', ""), "title is missing"),
        (RECORD.replace("2026-11-20T12:00:00Z", "yesterday"), "line 5: publishedDateTime: 'yesterday' is not a time"),
        (RECORD.replace("2026-11-20", "2026-13-45"), "line 5: publishedDateTime"),
        (RECORD.replace("type: article", "type: podcast"), "line 8: type: must be article or video, is 'podcast'"),
        (RECORD.replace('"It sails again."', '"It sails again.'), "line 6: not YAML"),
        (RECORD.replace("heat: 87", "quality: 87"), "line 10: the key 'quality' stands twice"),
        (RECORD.replace("  - Ferries", "  - &a Ferries\n  - *a"), "aliases"),
        (RECORD.replace("  - Ferries", "  - " + "[" * 5000), "nested deeper than 20"),
        (RECORD.replace("topics:\n  - Ferries", "topics: Ferries"), "line 17: topics: must be a list, is 'Ferries'"),
        (RECORD.encode().replace(b"sails", b"s\xffils"), "line 4: not UTF-8"),
    ],
)
def test_a_malformed_record_is_named_with_line_and_reason(text, said):
    assert said in fault(text)


def test_a_fault_inside_a_related_article_is_found_on_its_line():
    related = '\nrelated:\n  - title: "One"\n    quality: 3\n  - title: "Two"\n    quality: many\n'
    text = RECORD.replace("  - Ferries\n", "  - Ferries\n" + related)
    assert fault(text).startswith("line 24: related.1.quality:")


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter():
    assert read_record("\ufeff" + RECORD.replace("\n", "\r\n")) == read_record(RECORD)


def test_a_record_read_and_written_again_keeps_its_bytes():
    assert write_record(read_record(RECORD)) == RECORD.encode()


# What files can hold: any text but halves of surrogate pairs.
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
titles = st.one_of(
    texts,
    st.sampled_from(
        ['"', "\\", "a: b", "# no", "- x", "'", "yes", "null", "1e3", "0x1f", "12:30", "2026-11-20", "=", "~"]
    ),
    st.sampled_from(
        ["\u2028", "\x85", "\ufeff", "\x00", "🚢 ferry", "עברית: כותרת", "العربية", " ends ", "tab\tin", "\r\n"]
    ),
)
urls = st.builds("https://example.org/{}".format, texts)
maybe = st.none()
times = st.datetimes(
    min_value=datetime(1, 1, 2),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001 - hypothesis adds the zone
    timezones=st.sampled_from([timezone(timedelta(hours=h)) for h in (-8, 0, 5)]),
).map(lambda moment: moment.isoformat(timespec="seconds"))
images = st.lists(
    st.builds(RecordImage, url=urls, width=st.integers(1), height=st.integers(1), is_cached=st.booleans()), max_size=2
).map(tuple)
providers = st.builds(RecordProvider, name=titles, domain=titles, images=images)
related = st.builds(
    RelatedRecord,
    title=titles,
    excerpt=titles,
    published_at=times,
    url=urls,
    amp_url=maybe | urls,
    kind=st.sampled_from(["article", "video"]),
    provider=providers,
    quality=st.integers(0),
    images=images,
)
records = st.builds(
    NewsRecord,
    title=titles,
    excerpt=maybe | titles,
    published_at=times,
    original_url=maybe | urls,
    url=maybe | urls,
    amp_url=maybe | urls,
    cdn_amp_url=maybe | urls,
    kind=st.sampled_from(["article", "video"]),
    quality=maybe | st.integers(),
    heat=maybe | st.integers(),
    is_published=maybe | st.booleans(),
    featured_content=maybe | titles,
    provider=maybe | providers,
    topics=st.lists(st.none() | titles, max_size=3).map(tuple),
    images=images,
    related=st.lists(related, max_size=2).map(tuple),
    secured=maybe | texts,
    content=texts.filter(lambda text: "\r" not in text),
)


@given(records)
def test_any_record_written_and_read_is_itself(record):
    assert read_record(write_record(record)) == record


@given(records)
def test_any_record_is_read_alike_by_a_common_yaml_parser(record):
    front = write_record(record).decode().split("\n---\n")[0]
    table = next(yaml.safe_load_all(front.replace(f"publishedDateTime: {record.published_at}", "publishedDateTime: x")))
    assert table["title"] == record.title
    assert tuple(table.get("topics", ())) == record.topics
    assert table.get("heat") == record.heat
    assert [item["title"] for item in table.get("related", [])] == [item.title for item in record.related]


@given(titles)
@example("Barron's")
@example("9to5Mac")
@example("01net.")
def test_a_name_stays_the_same_text_whether_plain_or_quoted(name):
    topic = write_topic(Topic("ferries", name, keywords=(name,)), {"news": "https://example.org/api/news/"})
    assert load_table(topic.decode())["name"] == name
    assert yaml.safe_load(topic)["keywords"] == [name]


@pytest.mark.parametrize(
    "name", ["Barron's", "9to5Mac", "01net.com", "AT&T Newsroom", "الشرق الأوسط", "Yahoo! News", "C|Net"]
)
def test_names_are_plain_wherever_yaml_allows(name):
    record = read_record(RECORD)
    named = msgspec.structs.replace(record, provider=RecordProvider(name, "example.org"))
    assert f"  name: {name}\n".encode() in write_record(named)


def test_a_topic_is_written_in_the_order_of_the_form():
    topic = Topic("ferries", "Ferries", "Ferry", "Transport", ("ferry", "car ferry"), ("#Ferries",))
    assert write_topic(topic, {"news": "https://desk.example/api/news/ferries/"}).decode() == (
        "taxonomy: topic\n_id: ferries\nname: Ferries\nshortname: Ferry\nparent: Transport\n"
        'keywords:\n  - ferry\n  - car ferry\nhashtags:\n  - "#Ferries"\n'
        "services:\n  news: https://desk.example/api/news/ferries/"
    )


def test_an_organization_written_and_read_is_itself():
    logos = (Image("/assets/fjordpost.example-50x50.jpg", 50, 50),)
    post = Organization(
        id="fjordpost.example", name="Fjord Post", domain="fjordpost.example", description="News: daily", images=logos
    )
    assert read_organization(write_organization(post)) == post


LEAD = make_article(1, quality=87, topics=("Ferries",))
OTHER = make_article(2, quality=67, provider=Provider("Havnblad", "havnblad.example"))


def published():
    return [record_of_article(entry) for entry in rank_story([LEAD, OTHER], 70).entries]


def test_a_lead_counts_its_related_articles_and_the_others_name_it():
    lead, other = published()
    assert (lead.quality, lead.heat, lead.is_published, len(lead.related)) == (87, 107, True, 1)
    assert (other.heat, other.is_published, other.related[0].title) == (-1, False, LEAD.title)
    assert check_record(lead) == check_record(other) == []


def test_pictures_of_unknown_size_stay_out_since_clients_count_on_numbers():
    pictures = (
        Image("https://fjordpost.example/a.jpg"),
        Image("https://fjordpost.example/b.jpg", 640, 360, cached_path="b.webp"),
    )
    record = record_of_article(rank_story([replace(LEAD, images=pictures)], 70).lead)
    assert record.images == (RecordImage(url="https://fjordpost.example/b.jpg", width=640, height=360, is_cached=True),)


@pytest.mark.parametrize(
    "lack",
    [{"title": " "}, {"published_at": None}, {"provider": Provider("", "x.example")}, {"url": "javascript:alert(1)"}],
)
def test_an_article_without_title_date_outlet_or_address_has_no_record(lack):
    with pytest.raises(ValueError, match="a record needs"):
        record_of_article(rank_story([replace(LEAD, **lack)], 70).lead)


SEALED = ";".join(base64.b64encode(part).decode() for part in (b"sealed", bytes(16)))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"heat": 90}, "heat is 90, not 107"),
        ({"is_published": False}, "published is false with a heat of 107"),
        ({"quality": 60, "heat": 80}, "leads its story with quality 60, but a related article has 67"),
        ({"related": ()}, "heat is 107, not 87"),
        ({"related": (), "heat": -1, "is_published": False}, "no related article has the quality 87"),
        ({"title": " "}, "title is empty"),
        ({"url": "javascript:alert(1)"}, "webUrl is not an http or https URL"),
        ({"url": None}, "webUrl is missing"),
        ({"amp_url": "https://fjordpost.example/amp"}, "stand together"),
        ({"provider": None}, "provider must have"),
        ({"images": (RecordImage(url="https://a.example/a.jpg"),)}, "width and height"),
        ({"topics": ("Ferries", "Ferries")}, "distinct"),
        ({"secured": "plain text"}, "secured is not"),
        ({"secured": SEALED + ";" + SEALED}, "secured is not"),
        ({"heat": None}, "stand together"),
        ({"published_at": "soon"}, "not a time"),
    ],
)
def test_what_departs_from_the_format_is_said(change, said):
    departures = check_record(msgspec.structs.replace(published()[0], **change))
    assert any(said in departure for departure in departures), departures


def test_a_sealed_payload_of_the_right_form_is_no_departure():
    assert check_record(msgspec.structs.replace(published()[0], secured=SEALED)) == []


def test_related_articles_out_of_order_are_a_departure():
    third = make_article(3, quality=70, provider=Provider("Kystavis", "kystavis.example"))
    lead = record_of_article(rank_story([LEAD, OTHER, third], 70).lead)
    assert check_record(lead) == []
    swapped = msgspec.structs.replace(lead, related=lead.related[::-1])
    assert any("the highest comes first" in departure for departure in check_record(swapped))


def test_a_record_of_a_large_story_lists_all_for_its_lead_and_the_best_for_the_others():
    outlets = [make_article(n, quality=50 + n, provider=Provider(f"Outlet {n}", f"o{n}.example")) for n in range(40)]
    lead, *others = [record_of_article(entry) for entry in rank_story(outlets, 70).entries]
    assert len(lead.related) == 39
    assert {len(other.related) for other in others} == {10}
    assert [check_record(record) for record in (lead, *others)] == [[]] * 40


def test_times_are_written_in_utc_to_the_second():
    moment = (NOON + timedelta(microseconds=5)).astimezone(timezone(timedelta(hours=2)))
    assert (
        record_of_article(rank_story([replace(LEAD, published_at=moment)], 70).lead).published_at
        == "2026-11-20T12:00:00Z"
    )


def test_the_recorded_site_keeps_its_bytes(shared):
    paths = [*sorted((shared / "records/powerapps/_news").glob("*.md")), shared / "records/record.md"]
    differing = [path.name for path in paths if write_record(read_record(path.read_bytes())) != path.read_bytes()]
    assert len(paths) == 675
    assert differing == []


def test_the_recorded_site_keeps_its_own_rules(shared):
    paths = sorted((shared / "records/powerapps/_news").glob("*.md"))
    odd = [path.name for path in paths if check_record(read_record(path.read_bytes()))]
    assert len(odd) <= 2, odd  # two leads whose heat is a little higher than the rule


def test_the_recorded_topics_keep_their_bytes(shared):
    paths = sorted((shared / "records/powerapps/_data/topics").glob("*.yaml"))
    assert len(paths) == 7
    for path in paths:
        table = load_table(path.read_text(encoding="utf-8"))
        topic = Topic(
            table["_id"],
            table["name"],
            table.get("shortname"),
            table.get("parent"),
            tuple(table["keywords"]),
            tuple(table["hashtags"]),
        )
        assert write_topic(topic, table["services"]) == path.read_bytes()


def test_the_recorded_organizations_keep_their_bytes_but_where_a_hand_left_spaces(shared):
    paths = sorted((shared / "records/powerapps/_data/organizations").glob("*.md"))
    for path in paths:
        tidy = b"\n".join(line.rstrip() for line in path.read_bytes().rstrip().split(b"\n")) + b"\n"
        assert write_organization(read_organization(path.read_bytes())) == tidy, path.name
    assert len(paths) == 70
