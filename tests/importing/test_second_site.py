"""A site of the second kind: empty items among topics, its own pages for videos, times with the offset of its build."""

import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from commanding import tree
from importing.conftest import published_again
from nightdesk.cli import run_command
from nightdesk.config import load_config
from nightdesk.importing import check_records

CONFIG = """\
title: Chess Every Week
url: https://weekly.example
baseurl: "/chess"
webUrl: https://chess.example/weekly
locale: "en-gb"
topic: Chess
"""
RECORD = """\
---
category: news
title: "{title}"
excerpt: "The final went to the last board."
publishedDateTime: {time}
originalUrl: "https://www.fjordpost.example/{name}"
{more}
provider:
  name: Fjord Post
  domain: fjordpost.example

topics:
{topics}
---

"""
JUDGED = 'webUrl: "https://www.fjordpost.example/{name}"\ntype: article\nquality: 72\nheat: 72\npublished: true\n'
PLAYER = '<iframe src=\\"https://video.example/{name}\\"></iframe>'
VIDEO = f'type: video\n\nfeaturedContent: "{PLAYER}"\n'
OFFSET = "2026-03-05T09:30:00+02:00"  # of the site's build, where the record says 07:30Z


def record(name: str, time: str, topics: str, *, more: str = JUDGED) -> str:
    return RECORD.format(title=f"On {name}", name=name, time=time, more=more.format(name=name), topics=topics)


RECORDS = {
    "2026-03-05-final.md": record("final", "2026-03-05T07:30:00Z", "  - Chess\n  - "),
    "2026-03-04-film.md": record("film", "2026-03-04T10:00:00Z", "  - Chess", more=VIDEO),
    "2026-03-03-opening.md": record("opening", "2026-03-03T10:00:00+01:00", "  - Chess\n  -\n  - Openings"),
    "2026-03-02-only-empty.md": record("only-empty", "2026-03-02T10:00:00Z", "  - "),
}


def item(name: str, time: str, topics: list, **fields) -> dict:
    """An item of the API as the old system wrote it."""
    slug = name[len("2026-03-05-") : -len(".md")]
    address = f"https://www.fjordpost.example/{slug}"
    made = {
        "path": f"_news/{name}",
        "title": f"On {slug}",
        "excerpt": "The final went to the last board.",
        "sourceUrl": None,
        "webUrl": address,
        "originalUrl": address,
        "featuredContent": None,
        "highlight": None,
        "heat": 72,
        "tags": None,
        "images": None,
        "content": "",
        "type": "article",
        "ampWebUrl": None,
        "cdnAmpWebUrl": None,
        "publishedDateTime": time,
        "updatedDateTime": None,
        "provider": {
            "name": "Fjord Post",
            "domain": "fjordpost.example",
            "images": None,
            "publishers": None,
            "authors": None,
        },
        "locale": "en-gb",
        "categories": ["news"],
        "topics": topics,
    }
    return made | fields


FILM = {
    "webUrl": "https://chess.example/weekly/news/2026-03-04-film/",
    "featuredContent": '<iframe src="https://video.example/film"></iframe>',
    "heat": None,
    "type": "video",
}
ITEMS = [
    item("2026-03-05-final.md", OFFSET, ["Chess", None]),
    item("2026-03-04-film.md", "2026-03-04T12:00:00+02:00", ["Chess"], **FILM),
    item("2026-03-03-opening.md", "2026-03-03T11:00:00+02:00", ["Chess", None, "Openings"]),
    item("2026-03-02-only-empty.md", "2026-03-02T12:00:00+02:00", [None]),
]


def with_moments(value):
    """The same JSON with times as moments, so that offsets do not count."""
    if isinstance(value, dict):
        return {
            key: datetime.fromisoformat(held) if key.endswith("DateTime") and held else with_moments(held)
            for key, held in value.items()
        }
    return [with_moments(held) for held in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The second site, with its API in two pages."""
    folder = tmp_path_factory.mktemp("second") / "site"
    files = {f"_news/{name}": text for name, text in RECORDS.items()}
    files |= {"_config.yml": CONFIG, "_data/topics/00-chess.yaml": "taxonomy: topic\n_id: chess\nname: Chess\n"}
    files["_data/topics/01-openings.yaml"] = "taxonomy: topic\n_id: openings\nname: Openings\nparent: Chess\n"
    first = json.dumps({"page": 1, "value": ITEMS[:3], "nextPage": 2})
    files |= {"api/news/index.json": first, "api/news/page/1/index.json": first}
    files["api/news/page/2/index.json"] = json.dumps({"page": 2, "value": ITEMS[3:], "nextPage": None})
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


@pytest.fixture(scope="module")
def moved(site, tmp_path_factory) -> Path:
    """Where a desk that it was moved into publishes it."""
    report, new = published_again(site, tmp_path_factory.mktemp("second-moved"))
    assert report.left_out == []
    return new


def test_every_record_of_the_second_site_comes_back_to_the_byte(site, moved):
    assert tree(moved / "_news") == tree(site / "_news")


def test_every_field_of_every_item_of_the_api_is_the_same(site, moved):
    found = []
    for page in ("index.json", "page/1/index.json", "page/2/index.json"):
        ours, theirs = (json.loads((folder / "api/news" / page).read_text()) for folder in (moved, site))
        assert with_moments(ours) == with_moments(theirs)
        found += ours["value"]
    assert {each["path"] for each in found} == {f"_news/{name}" for name in RECORDS}
    for each in ITEMS:
        name = each["path"].removeprefix("_news/").removesuffix(".md")
        alone = json.loads((moved / "api/news" / name / "index.json").read_text())
        assert with_moments(alone) == with_moments(each)
        assert list(alone) == list(each), "the keys stand in their order"


def test_the_address_of_the_sites_own_pages_is_a_setting_of_the_desk(moved):
    assert load_config(moved.parent / "desk").desk.news_url == "https://chess.example/weekly/news/"


def test_a_site_whose_api_names_no_page_for_a_video_has_none(site, tmp_path):
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    for path in copy.glob("api/**/index.json"):
        path.write_text(path.read_text().replace(json.dumps(FILM["webUrl"]), "null"))
    _, new = published_again(copy, tmp_path)
    assert json.loads((new / "api/news/2026-03-04-film/index.json").read_text())["webUrl"] is None


def test_a_site_without_an_api_goes_by_its_settings(site, tmp_path):
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    shutil.rmtree(copy / "api")
    _, new = published_again(copy, tmp_path)
    assert json.loads((new / "api/news/2026-03-04-film/index.json").read_text())["webUrl"] == FILM["webUrl"]


def test_equal_moments_and_pages_of_the_sites_own_are_no_departures(site):
    said = {(each.file, each.text) for each in check_records(site, 70).departures if "api/" in each.file}
    assert said == set()


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("2026-03-05T09:30:00+02:00", "2026-03-05T09:30:00+01:00", "publishedDateTime"),
        ("2026-03-05T09:30:00+02:00", "yesterday", "publishedDateTime"),
        ("/news/2026-03-04-film/", "/news/film/", "webUrl"),
        ('"heat": 72', '"heat": 72.0', "heat"),
        ("[null]", '[""]', "topics"),
    ],
)
def test_what_an_api_says_otherwise_is_a_departure(site, tmp_path, old, new, key):
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    for path in copy.glob("api/**/index.json"):
        path.write_text(path.read_text().replace(old, new))
    said = [each.text for each in check_records(copy, 70).departures if "api/" in each.file]
    assert any(f": {key} do not follow from the record" in text for text in said)


def test_an_empty_item_is_named_as_odd(site, tmp_path, capsys):
    assert run_command(["import", str(site), "--desk", str(tmp_path / "desk")]) == 0
    assert "topics has an empty item, which is null in the API" in capsys.readouterr().out
