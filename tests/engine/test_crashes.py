"""A crash between any two writes of a run or of an editor's act loses nothing and doubles nothing."""

import pytest

from commanding import tree
from dying import Died, Wrecks, kept, opened, play

SAMPLE = [0.02, 0.13, 0.21, 0.34, 0.47, 0.55, 0.63, 0.72, 0.84, 0.97]  # parts of all writes of the undisturbed run


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """What a desk that nothing disturbed holds in the end, its site, its writes, and the wrecks on the way."""
    folder, into = tmp_path_factory.mktemp("undisturbed"), tmp_path_factory.mktemp("wrecks")
    opened(folder)[0].close()
    wrecks = Wrecks(folder, into)
    newsroom, database = opened(folder, look=wrecks.look)
    play(newsroom)
    found = kept(newsroom), tree(folder / "site"), database.writes, wrecks
    wrecks.close()
    newsroom.close()
    return found


def taken_up(folder, address="nightdesk.db"):
    """What is there in the end where a new process takes the desk up and all goes on."""
    newsroom, _ = opened(folder, address)
    try:
        play(newsroom)
        return kept(newsroom), tree(folder / "site")
    finally:
        newsroom.close()


def test_the_desk_that_is_disturbed_has_all_that_could_be_lost(undisturbed):
    (articles, stories, decisions, redirects, rulings), site, writes, wrecks = undisturbed
    assert (len(articles), len(stories), len(decisions), len(redirects)) == (7, 3, 2, 1)
    assert any(carrier for _, carrier, _, _ in articles.values())
    assert rulings.fixed
    assert len(site) > 20
    assert writes > len(wrecks.folders) > 80


def test_whatever_write_was_the_last_the_desk_ends_like_one_that_nothing_disturbed(undisturbed):
    expected, site, _, wrecks = undisturbed
    for wreck in wrecks.folders:
        wrecks.put_back(wreck)
        assert taken_up(wrecks.folder) == (expected, site), f"wreck {wreck.name} of {len(wrecks.folders)}"


@pytest.mark.parametrize("part", SAMPLE)
def test_a_process_that_dies_at_a_write_leaves_a_desk_that_goes_on(part, undisturbed, tmp_path, database_address):
    expected, site, writes, _ = undisturbed
    newsroom, database = opened(tmp_path, database_address, last=round(part * writes))
    with pytest.raises(Died):
        play(newsroom)
    assert database.writes == round(part * writes)
    newsroom.close()
    assert taken_up(tmp_path, database_address) == (expected, site)
