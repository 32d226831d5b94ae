"""The desk's files as guests: nothing of others is touched, nothing of ours is left behind."""

import json

import pytest

from commanding import tree
from nightdesk.errors import ConfigError
from nightdesk.storage.lodging import ARRIVING, GUESTS, Changes, lodge_files
from nightdesk.types import File


def files(**texts):
    return [File(f"stories/{name}.md", text.encode()) for name, text in texts.items()]


def test_ours_come_and_go_among_those_of_others(tmp_path):
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "mine.md").write_text("mine")
    (tmp_path / "about.md").write_text("about")
    assert lodge_files(tmp_path, "hugo", files(a="1", b="2")) == Changes(2, 0, 0)
    untouched = (tmp_path / "stories" / "b.md").stat().st_mtime_ns
    assert lodge_files(tmp_path, "hugo", files(b="2", c="3")) == Changes(1, 1, 1)
    assert (tmp_path / "stories" / "b.md").stat().st_mtime_ns == untouched
    assert lodge_files(tmp_path, "hugo", []) == Changes(0, 0, 2)
    assert tree(tmp_path) == {
        "about.md": b"about",
        "stories/mine.md": b"mine",
        GUESTS: b'{\n"profile": "hugo",\n"files": []\n}\n',
    }


def test_folders_that_ours_leave_empty_go_too(tmp_path):
    lodge_files(tmp_path, "hugo", [File("stories/a/index.md", b"1"), File("stories/a/picture.webp", b"2")])
    lodge_files(tmp_path, "hugo", [])
    assert [path.name for path in tmp_path.iterdir()] == [GUESTS]


def test_a_file_of_others_where_ours_belongs_is_kept_and_named(tmp_path):
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.md").write_text("mine")
    with pytest.raises(ConfigError, match=r"stories/a\.md: is there already and nightdesk did not make it; move it"):
        lodge_files(tmp_path, "hugo", files(a="1"))
    assert (tmp_path / "stories" / "a.md").read_text() == "mine"


def test_a_list_that_was_lost_is_made_again_from_files_that_are_the_same(tmp_path):
    lodge_files(tmp_path, "hugo", files(a="1"))
    (tmp_path / GUESTS).unlink()
    assert lodge_files(tmp_path, "hugo", files(a="1")) == Changes(0, 1, 0)
    assert lodge_files(tmp_path, "hugo", []) == Changes(0, 0, 1)


def test_what_a_crash_cut_off_is_ended_by_the_next(tmp_path):
    lodge_files(tmp_path, "hugo", files(a="1"))

    def cut_off():
        yield from files(a="1", b="2")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        lodge_files(tmp_path, "hugo", cut_off())
    assert (tmp_path / "stories" / "b.md").exists()
    with (tmp_path / ARRIVING).open("a") as journal:
        journal.write('"stories/torn')  # as a full disk leaves it
    assert lodge_files(tmp_path, "hugo", files(c="3")) == Changes(1, 0, 2)
    assert sorted(tree(tmp_path)) == [GUESTS, "stories/c.md"]


def test_two_profiles_do_not_share_a_folder_nor_one_with_the_desks_own_site(tmp_path):
    lodge_files(tmp_path / "one", "hugo", files(a="1"))
    with pytest.raises(ConfigError, match="holds the files of the profile hugo; choose another folder for zola"):
        lodge_files(tmp_path / "one", "zola", files(a="1"))
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / ".nightdesk-files.json").write_text("[]")
    with pytest.raises(ConfigError, match="publishes its own site there"):
        lodge_files(tmp_path / "site", "jekyll", files(a="1"))


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"profile": "hugo", "files": ["../x"]}', '{"profile": "hugo", "files": 1}']
)
def test_a_list_that_cannot_be_read_removes_nothing(tmp_path, text):
    lodge_files(tmp_path, "hugo", files(a="1"))
    (tmp_path / GUESTS).write_text(text)
    with pytest.raises(ConfigError, match=r"nightdesk-profile\.json: not what nightdesk wrote"):
        lodge_files(tmp_path, "hugo", [])
    assert (tmp_path / "stories" / "a.md").exists()


def test_a_path_never_leaves_the_folder(tmp_path):
    with pytest.raises(ValueError, match="must stay inside its folder"):
        lodge_files(tmp_path / "in", "hugo", [File("../out.md", b"1")])
    assert not (tmp_path / "out.md").exists()


def test_the_list_reads_well_in_a_repository(tmp_path):
    lodge_files(tmp_path, "hugo", files(b="2", a="1"))
    text = (tmp_path / GUESTS).read_text()
    assert json.loads(text) == {"profile": "hugo", "files": ["stories/a.md", "stories/b.md"]}
    assert '\n"stories/a.md",\n' in text
