"""A desk that moved in goes on: what its feeds name joins the stories that came with the records."""

from datetime import UTC, datetime

from formats.test_records import NewsRecord
from nightdesk.formats.opml import SourceEntry, add_entry, write_opml
from nightdesk.formats.records import RecordProvider, read_record, write_record
from nightdesk.newsroom import Newsroom, import_folder, init_desk
from nightdesk.urls import source_id
from warc_making import page, rss, write_warc

NAME = "2026-11-19-ferry-havgull-returns-to-lysa-fjord.md"
FEED, FOLLOW_UP, OTHER = (f"https://havnblad.example/{name}" for name in ("feed.xml", "2", "3"))
TITLE = "Islanders of Lysa fjord cheer as ferry Havgull returns"


def a_record(folder):
    """A site of one record."""
    news = folder / "_news"
    news.mkdir(parents=True)
    record = NewsRecord(
        category="news",
        title="Ferry Havgull returns to Lysa fjord",
        excerpt="The ferry Havgull sails to Lysa again after a winter in the yard.",
        published_at="2026-11-19T08:00:00Z",
        original_url="https://www.fjordpost.example/1",
        url="https://www.fjordpost.example/1",
        kind="article",
        quality=90,
        heat=90,
        is_published=True,
        provider=RecordProvider(name="Fjord Post", domain="fjordpost.example"),
    )
    (news / NAME).write_bytes(write_record(record))
    return folder


def follow(desk):
    """Let a desk poll the feed."""
    sources = desk / "sources.opml"
    entry = SourceEntry(url=FEED, title="Havnblad", site_url=None, language="en")
    sources.write_bytes(add_entry(write_opml((), "Sources"), entry, sources))


def feed_of(path, *links):
    """A feed that names a follow-up of the record, an article on something else, or both, with their pages."""
    date = "Thu, 19 Nov 2026 10:00:00 GMT"
    titles = {FOLLOW_UP: TITLE, OTHER: "Bakers of Tarnow strike over ovens"}
    pages = {FOLLOW_UP: page(TITLE, "2026-11-19T10:00:00Z")}
    short = f"<html lang=en><title>{titles[OTHER]}</title><h1>{titles[OTHER]}</h1>".encode()
    pages[OTHER] = (pages[FOLLOW_UP][0], short)
    return write_warc(path, {FEED: rss(*((link, titles[link], date) for link in links))} | pages)


def test_a_follow_up_of_an_imported_record_joins_its_story_and_both_records_say_so(tmp_path):
    import_folder(a_record(tmp_path / "site"), tmp_path / "desk")
    follow(tmp_path / "desk")
    archive = feed_of(tmp_path / "web.warc.gz", FOLLOW_UP, OTHER)
    with Newsroom.open(tmp_path / "desk", archive) as newsroom:
        newsroom.run()
        lead = newsroom.explain(NAME)
        (follow_up,) = newsroom.store.find_articles(FOLLOW_UP)
        (other,) = newsroom.store.find_articles(OTHER)
        newsroom.publish(tmp_path / "new")
    assert lead.story is not None
    assert (follow_up.story_id, lead.story.size) == (lead.story.id, 2)
    assert other.story_id != lead.story.id
    reasons = follow_up.verdict("story").reasons
    assert reasons[0].text.startswith("joins the story of “Ferry Havgull returns to Lysa fjord”")
    assert {"Havgull", "Lysa"} <= {reason.measured for reason in reasons if reason.signal == "shared name"}
    record = read_record((tmp_path / "new" / "_news" / NAME).read_bytes())
    assert [item.title for item in record.related] == [TITLE]
    assert (record.heat, record.quality) == (110, 90)
    later = [path for path in (tmp_path / "new" / "_news").iterdir() if path.name != NAME]
    assert [item.title for path in later for item in read_record(path.read_bytes()).related] == [record.title]


def test_a_follow_up_joins_a_record_that_was_imported_while_the_desk_ran(tmp_path):
    desk = tmp_path / "desk"
    init_desk(desk)
    follow(desk)
    with Newsroom.open(desk, feed_of(tmp_path / "before.warc.gz", OTHER)) as newsroom:
        newsroom.run()
        (other,) = newsroom.store.find_articles(OTHER)
        assert other.story_id is not None
    import_folder(a_record(tmp_path / "site"), desk)
    with Newsroom.open(desk, feed_of(tmp_path / "after.warc.gz", FOLLOW_UP, OTHER)) as newsroom:
        newsroom.store.ledger.schedule("poll", 1, [source_id(FEED)], datetime.now(UTC), "asked again")
        newsroom.run()
        (follow_up,) = newsroom.store.find_articles(FOLLOW_UP)
        assert follow_up.story_id == newsroom.explain(NAME).story.id
