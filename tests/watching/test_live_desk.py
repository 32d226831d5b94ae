"""A live desk goes by its files as they are now, and by the last good ones where they cannot be read."""

import json
import logging
from dataclasses import replace

import pytest

from dying import AtOnce, MadeUpWeb
from nightdesk.errors import DeskBusy
from nightdesk.formats.opml import SourceEntry, write_opml
from nightdesk.newsroom import Newsroom, init_desk
from nightdesk.storage.folder import only_one
from nightdesk.watching.live_desk import LiveDesk

SETTINGS = "[desk]\nheat_threshold = {heat}\n[web]\nconnections = 1\n[pictures]\nfetch = false\n"


@pytest.fixture
def home(tmp_path):
    init_desk(tmp_path)
    follow(tmp_path, "north")
    set_heat(tmp_path, 0)
    return tmp_path


@pytest.fixture
def desk(home):
    with Newsroom.open(home) as opened:
        made_up = replace(opened, web=MadeUpWeb(), workers=AtOnce())
        with LiveDesk(made_up) as live:
            yield live


def set_heat(home, heat):
    (home / "desk.toml").write_text(SETTINGS.format(heat=heat))


def follow(home, *outlets):
    entries = [SourceEntry(f"https://{name}.example/feed.xml", name) for name in outlets]
    (home / "sources.opml").write_bytes(write_opml(entries, "All"))


def published(home):
    page = json.loads((home / "site" / "api" / "news" / "index.json").read_bytes())
    return sorted(item["title"] for item in page["value"])


def test_the_newest_settings_win(desk, home):
    desk.run()
    assert len(published(home)) == 3
    set_heat(home, 1000)
    desk.run()
    assert published(home) == []
    set_heat(home, 0)
    desk.run()
    assert len(published(home)) == 3


def test_settings_that_change_while_another_process_holds_the_lock_count_after_it(desk, home):
    desk.run()
    with only_one(desk.newsroom.config.cache_folder):
        with pytest.raises(DeskBusy):
            desk.run()
        set_heat(home, 1000)
    desk.run()
    assert published(home) == []


def test_topics_organizations_and_sources_count_from_the_next_look(desk, home):
    desk.run()
    articles = desk.newsroom.store.counts()["articles"]
    follow(home, "north", "south")
    (home / "topics" / "90-bread.yaml").write_text("name: Bread\nparent: News\nkeywords: [bakers]\n")
    (home / "organizations").mkdir()
    (home / "organizations" / "north.md").write_text("---\nname: The North\ndomain: north.example\n---\n")
    desk.run()
    assert desk.newsroom.store.counts()["articles"] > articles
    assert "Bread" in {topic.name for topic in desk.newsroom.topics}
    assert [item.name for item in desk.newsroom.organizations] == ["The North"]
    assert desk.troubles == ()


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        ("desk.toml", b"[desk\n"),
        ("desk.toml", b"\xff\xfe"),
        ("desk.toml", b"[desk]\nheat_threshold = 'warm'\n"),
        ("desk.toml", b"[seal]\nkey_file = 'none.key'\n"),
        ("desk.toml", b"[web]\ncontact = 'caf\xc3\xa9'\n"),
        ("topics/90-bread.yaml", b"name: [\n"),
        ("organizations/north.md", b"---\nname: [\n"),
        ("sources.opml", b"<opml"),
    ],
)
def test_a_broken_file_is_told_once_and_the_last_good_one_goes_on(desk, home, name, broken, caplog):
    desk.run()
    before = published(home)
    path = home / name
    path.parent.mkdir(exist_ok=True)
    good = path.read_bytes() if path.exists() else None
    path.write_bytes(broken)
    with caplog.at_level(logging.ERROR, "nightdesk"):
        for _ in range(3):
            desk.run()
    assert published(home) == before
    assert len(desk.newsroom.store.sources()) == 1
    assert [record.getMessage().count(path.name) > 0 or "key_file" in record.getMessage() for record in caplog.records]
    assert len(caplog.records) == 1
    assert len(desk.troubles) == 1
    path.unlink() if good is None else path.write_bytes(good)
    desk.run()
    assert desk.troubles == ()


def test_a_file_that_is_gone_is_told_and_the_last_good_one_goes_on(desk, home):
    desk.run()
    before = published(home)
    (home / "desk.toml").rename(home / "away.toml")
    desk.run()
    assert published(home) == before
    assert "no desk.toml" in desk.troubles[0]


def test_one_broken_file_does_not_keep_the_others_from_counting(desk, home):
    desk.run()
    (home / "topics" / "90-bread.yaml").write_bytes(b"name: [\n")
    set_heat(home, 1000)
    desk.run()
    assert published(home) == []
    assert len(desk.troubles) == 1


def test_web_workers_and_store_are_opened_anew_where_their_settings_change(desk, home):
    desk.run()
    before = desk.newsroom
    extra = "allow_private = true\n[limits]\nworkers = 1\n[store]\ndatabase = 'other.db'\n"
    (home / "desk.toml").write_text(SETTINGS.format(heat=0).replace("[pictures]", f"{extra}[pictures]"))
    assert desk.refresh()
    now = desk.newsroom
    assert now.web is not before.web
    assert now.workers is not before.workers
    assert now.store is not before.store
    assert now.store.counts()["articles"] == 0
    assert before.store.counts()["articles"] == 3  # a request that is under way may still ask it
    desk.refresh()
    assert not desk.refresh()
    assert desk.newsroom is now


def test_a_database_that_cannot_be_opened_is_told_and_the_last_good_one_goes_on(desk, home):
    desk.run()
    (home / "desk.toml").write_text(SETTINGS.format(heat=0) + "[store]\ndatabase = 'no/such/folder.db'\n")
    for _ in range(2):
        desk.run()
        assert desk.newsroom.config.store.database == "nightdesk.db"
        assert "no/such/folder.db" in desk.troubles[0]
