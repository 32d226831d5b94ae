"""The list of sources as OPML, in and out."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.errors import ConfigError
from nightdesk.formats.opml import SourceEntry, add_entry, read_opml, write_opml
from nightdesk.safe_text import safe_line
from nightdesk.urls import canonical_url

PATH = Path("sources.opml")


def opml(body: str, head: str = "") -> bytes:
    return (
        f'<?xml version="1.0" encoding="utf-8"?>\n<opml version="2.0">{head}\n<body>\n{body}\n</body></opml>'.encode()
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", r"sources\.opml: is empty"),
        (b"just words", r"sources\.opml, line 1: not valid XML"),
        (opml('<outline text="A" xmlUrl="https://a.example/?x=1&y=2"/>'), r"line 4: not valid XML.*write &amp; for &"),
        (opml('<outline text="A">'), r"line \d: not valid XML.*mend that line"),
        (b"<rss><channel/></rss>", r"line 1: <rss> where <opml> should be"),
        (b"<opml version='2.0'><head/></opml>", r"has no <body>; put the outlines between"),
        (opml('<outline type="rss" text="A"/>'), r"line 4: the feed 'A' has no xmlUrl; add its address"),
        (opml('<outline xmlUrl="news.example/feed"/>'), r"line 4: .*write the feed's whole address, as https"),
        (opml('<outline xmlUrl="file:///etc/passwd"/>'), r"line 4: .*not an http or https URL"),
        (opml("<outline text='x'>" * 60 + "</outline>" * 60), r"more than 40 folders"),
    ],
)
def test_a_broken_file_is_refused_with_its_line_and_the_mend(text, message):
    with pytest.raises(ConfigError, match=message):
        read_opml(text, PATH)


def test_an_entity_bomb_and_a_file_of_this_machine_are_not_expanded():
    prolog = '<!DOCTYPE opml [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'
    text = f'{prolog}<opml><body>&secret;&b;<outline text="T" xmlUrl="https://a.example/f"/></body></opml>'
    assert read_opml(text.encode(), PATH) == (SourceEntry("https://a.example/f", "T"),)


def test_folders_become_categories_and_other_outlines_are_passed_over():
    body = """<outline text="News"><outline title="Europe">
        <outline type="rss" text="A &amp; B" xmlUrl="https://a.example/f" htmlUrl="https://a.example/"
          language="de"/></outline>
        <outline TEXT="B" XMLURL=" https://b.example/f "/></outline>
        <outline type="link" text="A link" url="https://c.example/"/><!-- <outline xmlUrl="https://no.example/"/> -->
        <outline text="D" xmlUrl="feed://d.example/f" htmlUrl="not an address"/>"""
    assert read_opml(opml(body), PATH) == (
        SourceEntry("https://a.example/f", "A & B", "https://a.example/", "de", ("News", "Europe")),
        SourceEntry("https://b.example/f", "B", categories=("News",)),
        SourceEntry("http://d.example/f", "D"),
    )


def test_a_feed_listed_twice_is_one_source():
    body = """<outline text="One" xmlUrl="https://a.example/f"/>
      <outline text="Two" xmlUrl="HTTPS://A.example:443/f#top"/>"""
    assert [entry.title for entry in read_opml(opml(body), PATH)] == ["One"]


def test_adding_keeps_the_owners_file_as_it_is():
    text = opml(
        "\t<!-- my list: </body> comes last -->\r\n\t<outline   text='Ä'\r\n xmlUrl='https://a.example/f' />", "<head/>"
    )
    entry = SourceEntry("https://new.example/f?a=1&b=2", 'The "New"', "https://new.example/", "fr")
    added = add_entry(text, entry, PATH)
    assert read_opml(added, PATH)[-1] == entry
    line = next(line for line in added.splitlines(keepends=True) if b"new.example" in line)
    assert added.replace(line, b"") == text
    assert line.startswith(b"\t<outline ")
    assert line.endswith(b"\r\n")


def test_adding_what_is_there_changes_nothing():
    text = write_opml([SourceEntry("https://a.example/f", "A")], "Mine")
    assert add_entry(text, SourceEntry("https://A.example/f", "Other name"), PATH) == text


@pytest.mark.parametrize(
    "text",
    [
        b"<opml><body/></opml>",
        b"<opml><body></body></opml>",
        '<?xml version="1.0" encoding="utf-16"?><opml><body><outline text="Ä"/></body></opml>'.encode("utf-16"),
        '<?xml version="1.0" encoding="iso-8859-1"?><opml><body><outline text="Ä"/></body></opml>'.encode("latin-1"),
        b"\xef\xbb\xbf<opml><BODY></BODY></opml>",
        write_opml((), "Sources"),
    ],
)
def test_adding_works_in_any_shape_of_file(text):
    entry = SourceEntry("https://new.example/f", "Nachrichten 新聞")
    assert read_opml(add_entry(text, entry, PATH), PATH) == (entry,)


def test_adding_to_a_broken_file_is_refused():
    with pytest.raises(ConfigError, match="not valid XML"):
        add_entry(b"<opml><body>", SourceEntry("https://new.example/f"), PATH)


# What is taken away at the door (controls, noncharacters, marks of direction) does not come back.
NAMES = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=12).map(
    lambda text: " ".join(safe_line(text).split())
)
URLS = st.integers(0, 500).map(lambda number: f"https://outlet{number}.example/feed?a=1&b={number}")
ENTRIES = st.lists(
    st.builds(
        SourceEntry,
        url=URLS,
        title=NAMES.filter(bool),
        site_url=st.none() | URLS,
        language=st.none() | st.sampled_from(["de", "pt-BR"]),
        categories=st.lists(NAMES.filter(bool), max_size=3).map(tuple),
    ),
    max_size=8,
    unique_by=lambda entry: canonical_url(entry.url),
)


@given(ENTRIES, st.text(max_size=10))
def test_what_is_written_is_read_back(entries, title):
    assert read_opml(write_opml(entries, title), PATH) == tuple(entries)


@given(ENTRIES)
def test_adding_one_by_one_gives_all_in_their_order(entries):
    text = write_opml((), "Sources")
    for entry in entries:
        text = add_entry(text, entry, PATH)
    assert [entry.url for entry in read_opml(text, PATH)] == [entry.url for entry in entries]


def test_the_sources_of_the_recorded_web_are_read(shared):
    path = shared / "web" / "sources.opml"
    entries = read_opml(path.read_bytes(), path)
    assert len(entries) == 92
    assert all(entry.title and entry.site_url for entry in entries)
