"""One record costs one record: what it raises is told with its file, and the others come in."""

import pytest

from nightdesk.errors import StoreError
from nightdesk.importing import records
from nightdesk.newsroom import import_folder

STEPS = ["read_record", "article_of_record", "check_record", "encode_record", "is_recorded_lead"]


@pytest.fixture
def bad(site):
    """The name and the title of one of the site's records."""
    name = sorted(path.name for path in (site / "_news").glob("*.md"))[4]
    record = records.read_record((site / "_news" / name).read_bytes())
    return name, record.title


@pytest.mark.parametrize(
    "step", ["read_record", "article_of_record", "check_record", "encode_record", "is_recorded_lead"]
)
def test_a_record_that_trips_a_bug_is_left_out_alone(site, bad, tmp_path, monkeypatch, step):
    really, (name, title) = getattr(records, step), bad

    def trip(given, *rest):
        words = given.decode() if isinstance(given, bytes) else str(given)
        if f"title: {title}" in words or f"title='{title}'" in words or f'title: "{title}"' in words:
            raise KeyError("x")
        return really(given, *rest)

    whole = import_folder(site, tmp_path / "whole")
    monkeypatch.setattr(records, step, trip)
    report = import_folder(site, tmp_path / "desk")
    assert [each.file for each in report.left_out if each not in whole.left_out] == [f"_news/{name}"]
    assert "KeyError('x')" in next(each.text for each in report.left_out if each.file.endswith(name))
    assert report.added == whole.added - 1


def test_a_fault_of_the_storage_ends_the_import(site, tmp_path, monkeypatch):
    def trip(*_):
        raise StoreError("the disk is full")

    monkeypatch.setattr(records, "is_recorded_lead", trip)
    with pytest.raises(StoreError):
        import_folder(site, tmp_path / "desk")
