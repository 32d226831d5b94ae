"""``nightdesk doctor --records``: what of a folder of records departs from the rules."""

import json
import shutil
from pathlib import Path

import pytest

from nightdesk.cli import run_command
from nightdesk.importing import check_records

VIDEO = "2026-03-13-video-15.md"
HELD_ODDLY = 5  # what the made-up site departs in on purpose


@pytest.fixture
def copy(site, tmp_path) -> Path:
    """The made-up site in a folder of the test's own."""
    return Path(shutil.copytree(site, tmp_path / "site"))


def departures(folder: Path) -> set[str]:
    """Each departure as one text."""
    return {f"{each.file}: {each.text}" for each in check_records(folder, 70).departures}


def test_what_is_no_folder_of_records_is_wrong_usage(tmp_path, capsys):
    assert run_command(["doctor", "--records", str(tmp_path / "none")]) == 2
    assert "no such folder" in capsys.readouterr().err


def test_the_departures_of_a_site_are_named_and_counted(site, capsys):
    assert run_command(["doctor", "--records", str(site), "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert (report["records"], report["in_form"], report["api_pages"]) == (19, 19, 8)
    assert (report["leads"], report["leads_by_rule"], report["others"], report["others_by_rule"]) == (9, 7, 8, 7)
    assert len(report["departures"]) == HELD_ODDLY


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (f"_news/{VIDEO}", "title:", "titel:", "title is missing"),
        (f"_news/{VIDEO}", "category: news", "category:  news", "line 2: not written in the form of the format"),
        (f"_news/{VIDEO}", "2026-03-13T10", "2026-04-13T10", "its name says 2026-03-13"),
        (f"_news/{VIDEO}", "  - Harbour\n", "", "the root 'Harbour' is missing"),
        ("_news/2026-03-14-anchor-found.md", "quality: 75", "quality: 74", "heat is 75, not 74"),
        ("_news/2026-03-14-anchor-found.md", "published: true", "published: false", "published is false with a heat"),
        ("api/news/page/2/index.json", '"nextPage": 3', '"nextPage": 4', "nextPage is 4, not 3"),
        ("api/news/page/2/index.json", '"heat": null', '"heat": 0', "heat do not follow from the record"),
        ("api/news/index.json", '"path": "_news/2027', '"path": "_news/2028', "does not hold the published records"),
        ("api/news/tides/index.json", '"page": 1', '"page": ', "is missing or no JSON"),
        ("_data/topics/02-tides.yaml", "name: Tides", "name: [", "line"),
    ],
)
def test_each_rule_is_held(copy, file, old, new, said):
    before = departures(copy)
    text = (copy / file).read_text()
    assert old in text
    (copy / file).write_text(text.replace(old, new))
    new_ones = departures(copy) - before
    assert any(each.startswith(file) and said in each for each in new_ones), new_ones


def test_a_page_that_no_record_fills_is_named(copy):
    shutil.copytree(copy / "api/news/page/1", copy / "api/news/page/9")
    assert "api/news/page/9/index.json: is beyond the last page" in departures(copy)


def test_what_a_desk_publishes_departs_in_what_was_recorded_only(moved, site):
    _, new = moved
    assert {each for each in departures(new) if "_config.yml" not in each and "locale" not in each} == departures(site)


def test_the_recorded_site_departs_in_six(shared):
    report = check_records(shared / "records" / "powerapps", 70)
    assert (report.records, report.in_form, report.leads_by_rule, report.leads) == (674, 674, 672, 674)
    assert report.api_pages == 27
    assert len(report.departures) == 6
