"""``nightdesk group``: bad files, bad lines, what is printed."""

import gzip
import json

import pytest

from nightdesk.cli import run_command

FERRY = "Ferry Havgull returns to Lysa fjord after winter in yard"
AGAIN = "Islanders cheer as Havgull sails the Lysa fjord again"
GOOD = [
    {"id": "1", "title": FERRY, "text": "", "published_at": "2026-11-20T12:00:00Z", "language": "en", "provider": "a"},
    {"id": "2", "title": "Bakers strike", "published_at": None},
    {"id": 3, "title": AGAIN, "published_at": "2026-11-20T13:00:00", "provider": "b"},
]


def written(folder, *lines):
    path = folder / "articles.jsonl"
    path.write_bytes(
        b"".join((line if isinstance(line, bytes) else json.dumps(line).encode()) + b"\n" for line in lines)
    )
    return path


def grouped(capsys, *arguments):
    code = run_command(["group", *map(str, arguments)])
    said = capsys.readouterr()
    return code, [json.loads(line) for line in said.out.splitlines()], said.err


def test_a_file_that_is_not_there_is_named(tmp_path, capsys):
    code, lines, said = grouped(capsys, tmp_path / "gone.jsonl")
    assert (code, lines) == (2, [])
    assert "gone.jsonl" in said


def test_gzip_that_breaks_off_is_named(tmp_path, capsys):
    path = tmp_path / "half.jsonl.gz"
    path.write_bytes(gzip.compress(json.dumps(GOOD[0]).encode() * 1000)[:-20])
    code, _, said = grouped(capsys, path)
    assert code == 2
    assert "half.jsonl.gz: broken gzip" in said


def test_an_empty_file_gives_nothing(tmp_path, capsys):
    assert grouped(capsys, written(tmp_path)) == (0, [], "")


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"{", "not JSON"),
        (b"\xff{}", "not JSON"),
        (b"[" * 100_000, "recursion"),
        (b"[1]", "not a JSON object"),
        ({"title": FERRY}, "has no id"),
        ({"id": True}, "has no id"),
        ({"id": "9\ud800"}, "its id holds half of a surrogate pair"),
        ({"id": "9", "title": 7}, "its title is no text"),
        ({"id": "9", "text": ["x"]}, "its text is no text"),
        ({"id": "9", "published_at": "yesterday"}, "its published_at 'yesterday' is no time in ISO 8601"),
        ({"id": "9", "published_at": 1700000000}, "its published_at is no text"),
        ({"id": "9", "published_at": "0001-01-01T00:00:00+14:00"}, "is no time in ISO 8601"),
    ],
)
def test_a_line_that_is_no_article_is_named_and_the_others_are_grouped(tmp_path, capsys, line, fault):
    code, lines, said = grouped(capsys, written(tmp_path, GOOD[0], line, GOOD[1]))
    assert code == 1
    assert [found["id"] for found in lines] == ["1", "2"]
    assert "articles.jsonl, line 2: " in said
    assert fault in said


def test_stories_are_printed_in_the_order_of_the_lines(tmp_path, capsys):
    code, lines, _ = grouped(capsys, written(tmp_path, *GOOD))
    assert code == 0
    assert lines == [{"id": "1", "story": "1"}, {"id": "2", "story": "2"}, {"id": "3", "story": "1"}]


def test_half_of_a_surrogate_pair_in_a_text_is_shown_as_what_cannot_be_read(tmp_path, capsys):
    lines = [GOOD[0], GOOD[2] | {"title": AGAIN + " \ud83d", "text": "Havgull\udea2", "provider": "\udfff"}]
    code, found, _ = grouped(capsys, written(tmp_path, *lines), "--explain")
    assert (code, [line["story"] for line in found]) == (0, ["1", "1"])


def test_an_id_that_comes_again_is_a_newer_version(tmp_path, capsys):
    newer = GOOD[2] | {"title": "Bakers strike", "published_at": None}
    _, lines, _ = grouped(capsys, written(tmp_path, *GOOD, newer))
    assert lines == [{"id": "1", "story": "1"}, {"id": "2", "story": "2"}, {"id": "3", "story": "2"}]


def test_a_gzip_file_is_read_as_it_is(tmp_path, capsys):
    path = tmp_path / "articles.jsonl.gz"
    path.write_bytes(gzip.compress(written(tmp_path, *GOOD).read_bytes()))
    assert len(grouped(capsys, path)[1]) == 3


def test_reasons_are_given_where_they_are_asked_for(tmp_path, capsys):
    _, lines, _ = grouped(capsys, written(tmp_path, *GOOD), "--explain")
    assert "joins the story of “Ferry Havgull" in lines[2]["reasons"][0]["text"]
