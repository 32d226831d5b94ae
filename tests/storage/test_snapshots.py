"""What stages leave for their next batch, in this process and in a file."""

from pathlib import Path

import pytest

from nightdesk.errors import StoreError
from nightdesk.storage.snapshots import SnapshotFolder


class Left:
    """What a stage left."""

    def __init__(self, *pieces, is_due=True):
        self._pieces, self.is_due = pieces, is_due

    def pieces(self):
        return iter(self._pieces)


def test_what_was_kept_is_given_once(tmp_path):
    folder, left = SnapshotFolder(tmp_path), Left(b"1")
    folder.keep("stories", left)
    assert [folder.take("stories"), folder.take("stories"), folder.read("stories")] == [left, None, None]


def test_what_is_due_is_written_down_whole_and_let_go(tmp_path):
    folder = SnapshotFolder(tmp_path / "cache")
    folder.keep("stories", Left(b"one ", b"two"))
    folder.close("stories")
    assert folder.take("stories") is None
    assert bytes(SnapshotFolder(tmp_path / "cache").read("stories")) == b"one two"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["stories.snapshot"]


def test_what_is_not_due_leaves_the_file_as_it_is(tmp_path):
    folder = SnapshotFolder(tmp_path)
    for left in (Left(b"old"), Left(b"new", is_due=False)):
        folder.keep("stories", left)
        folder.close("stories")
    assert bytes(folder.read("stories")) == b"old"


def test_what_was_read_holds_when_a_new_file_takes_its_place_and_is_no_ones_else(tmp_path):
    folder = SnapshotFolder(tmp_path)
    folder.keep("stories", Left(b"old"))
    folder.close("stories")
    read = folder.read("stories")
    read[0:1] = b"O"
    assert bytes(folder.read("stories")) == b"old"
    folder.keep("stories", Left(b"new"))
    folder.close("stories")
    assert bytes(read) == b"Old"


def test_an_empty_file_is_read_as_what_it_is(tmp_path):
    (tmp_path / "stories.snapshot").touch()
    assert bytes(SnapshotFolder(tmp_path).read("stories")) == b""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_named_and_the_old_file_stays(tmp_path):
    folder = SnapshotFolder(tmp_path)
    folder.keep("stories", Left(b"old"))
    folder.close("stories")
    (tmp_path / ".stories.snapshot.part").symlink_to("/dev/full")
    folder.keep("stories", Left(bytes(1 << 20)))
    with pytest.raises(StoreError, match="free some space"):
        folder.close("stories")
    assert bytes(folder.read("stories")) == b"old"
