"""Whose a folder of output is, and how much one publication may take away."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commanding import tree
from nightdesk.errors import ConfigError
from nightdesk.storage.mirror import Mirror
from nightdesk.storage.ownership import FEW, Owner, known_desk
from nightdesk.types import File

OURS, OTHERS = Owner("1a2b"), Owner("3c4d")


def pages(number, content=b"x", first=0):
    return [File(f"stories/{at}/index.html", content) for at in range(first, first + number)]


def publish(folder, owner, files):
    return Mirror.open(folder, owner).take(iter(files))


def test_a_folder_knows_the_desk_that_published_to_it_and_no_file_says_so(tmp_path):
    publish(tmp_path, OURS, pages(3))
    assert known_desk(tmp_path) == "1a2b"
    assert not any("1a2b" in name or b"1a2b" in content for name, content in tree(tmp_path).items())
    publish(tmp_path, OURS, pages(3))


def test_another_desk_changes_nothing_unless_it_is_told_to(tmp_path):
    publish(tmp_path, OURS, pages(3))
    before = tree(tmp_path)
    with pytest.raises(ConfigError, match=r"another desk \(1a2b\).*restore FILE.*--allow-shrinking"):
        publish(tmp_path, OTHERS, pages(3))
    assert tree(tmp_path) == before
    publish(tmp_path, Owner("3c4d", may_shrink=True), pages(2))
    assert known_desk(tmp_path) == "3c4d"
    publish(tmp_path, OTHERS, pages(2))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(st.integers(0, 250), st.integers(0, 250), st.booleans())
def test_more_than_a_tenth_goes_only_where_it_is_little_or_meant(tmp_path_factory, before, after, may_shrink):
    folder = tmp_path_factory.mktemp("site")
    publish(folder, OURS, pages(before))
    was = tree(folder)
    gone = max(0, before - after)
    new = pages(after, content=b"y")
    if gone > before / 10 and gone > FEW and not may_shrink:
        with pytest.raises(ConfigError, match=f"{gone:,} of {before:,} files"):
            publish(folder, OURS, new)
        assert tree(folder) == was
        assert publish(folder, OURS, pages(before)) == f"0 files written, {before} unchanged, 0 removed"
    else:
        publish(folder, Owner("1a2b", may_shrink=may_shrink), new)
        assert {name for name in tree(folder) if not name.startswith(".")} == {file.path for file in new}


def test_an_empty_desk_takes_away_nothing_however_little_is_there(tmp_path):
    publish(tmp_path, OURS, pages(3))
    before = tree(tmp_path)
    with pytest.raises(ConfigError, match="3 of 3 files"):
        publish(tmp_path, Owner("1a2b", is_empty=True), [File("index.html", b"nothing yet")])
    assert tree(tmp_path) == before
    assert not list(tmp_path.rglob("*.part"))


def test_long_names_that_begin_alike_are_staged_apart(tmp_path):
    names = [f"{'n' * 120}-{at}.html" for at in range(3)]
    publish(tmp_path, OURS, [File(name, name.encode()) for name in names])
    assert [(tmp_path / name).read_text() for name in names] == names


def test_what_was_made_before_an_error_is_there_and_what_stood_stays(tmp_path):
    def files():
        yield File("stories/0/index.html", b"new")
        raise OSError("no space")

    publish(tmp_path, OURS, pages(2))
    with pytest.raises(OSError, match="no space"):
        publish(tmp_path, OURS, files())
    assert (tmp_path / "stories/0/index.html").read_bytes() == b"new"
    assert (tmp_path / "stories/1/index.html").read_bytes() == b"x"
