"""Any record, moved into a desk and published again, is itself."""

import shutil
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from formats.test_records import images, records, related, times, titles
from nightdesk.formats.records import (
    NewsRecord,
    RecordProvider,
    article_of_record,
    encode_record,
    imported_of_json,
    imported_of_record,
    read_record,
    record_of_article,
    write_record,
)
from nightdesk.importing.records import is_recorded_lead
from nightdesk.newsroom import Newsroom, import_folder
from nightdesk.ranking import rank_story
from nightdesk.safe_text import safe_line

named = titles.filter(lambda text: bool(safe_line(text).strip()))  # one of control characters alone is no name
# What is no player of a video is not shown, so it does not come back (`nightdesk.embeds`).
players = st.none() | st.integers(1).map(
    '<iframe width="800" height="500" src="https://video.example/{}"></iframe>'.format
)
addresses = st.integers(1).map("https://www.fjordpost.example/{}".format)
providers = st.builds(RecordProvider, name=named, domain=st.just("fjordpost.example"), images=images)
judged = st.tuples(st.integers(0, 300), st.integers(-1, 900), st.booleans())
standing = st.just((None, None, None)) | judged


@st.composite
def whole_records(draw) -> NewsRecord:
    """A record that has what an article needs: a title, an outlet, an address; the rest as Hypothesis likes."""
    import msgspec

    quality, heat, is_published = draw(standing)
    moment = draw(times.filter(lambda text: text[:4] not in ("0001", "9999")))
    url = draw(addresses)
    return msgspec.structs.replace(
        draw(records),
        title=draw(named),
        provider=draw(providers),
        original_url=url,
        url=draw(st.sampled_from([url, f"{url}?page=2"])),
        published_at=moment,
        featured_content=draw(players),
        quality=quality,
        heat=heat,
        is_published=is_published,
        related=tuple(draw(st.lists(related, max_size=3))),
    )


@given(whole_records())
def test_a_record_becomes_an_article_and_is_written_as_it_was(record):
    article = article_of_record(record, "2026-01-01-x.md", record.moment)
    imported = imported_of_record(record)
    assert imported_of_json(encode_record(record)) == imported
    entry = rank_story([article], 70, {article.id: imported}).lead
    assert entry.heat == sum(reason.contribution for reason in entry.reasons)
    assert read_record(write_record(record_of_article(entry))) == record
    assert is_recorded_lead(article, imported) == (record.heat != -1)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(whole_records(), min_size=1, max_size=12))
def test_a_folder_of_records_goes_through_a_desk_and_is_itself(some):
    folder = Path(mkdtemp())
    try:
        news = folder / "site" / "_news"
        news.mkdir(parents=True)
        files = {f"2026-01-01-{place}.md": write_record(record) for place, record in enumerate(some)}
        for name, content in files.items():
            (news / name).write_bytes(content)
        report = import_folder(folder / "site", folder / "desk")
        assert report.left_out == []
        with Newsroom.open(folder / "desk") as newsroom:
            newsroom.publish(folder / "new")
        assert {path.name: path.read_bytes() for path in (folder / "new" / "_news").iterdir()} == files
    finally:
        shutil.rmtree(folder)


def test_a_payload_that_no_store_can_hold_comes_back_as_it_was():
    record = NewsRecord(
        category="news",
        title="The ferry returns",
        excerpt="",
        published_at="2026-11-20T08:00:00Z",
        original_url="https://www.fjordpost.example/1",
        url="https://www.fjordpost.example/1",
        kind="article",
        quality=67,
        heat=67,
        is_published=False,
        provider=RecordProvider(name="Fjord Post", domain="fjordpost.example"),
        secured="a\0b",
    )
    article = article_of_record(record, "2026-11-20-x.md", record.moment)
    stored = replace(article, secured="ab")  # PostgreSQL has no NUL
    entry = rank_story([stored], 70, {article.id: imported_of_record(record)}).lead
    assert record_of_article(entry, "ab").secured == "a\0b"
    assert record_of_article(entry, "sealed anew").secured == "sealed anew"
