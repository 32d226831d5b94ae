"""Pages made before there were elements for articles: tables, fonts and line breaks, and nothing declared."""

import pytest

from nightdesk.reading import read_page

URL = "http://www.islandgazette.example/news/2004/ferry-fog-0312.html"
HEADLINE = "Ferry delayed by fog"
TEXT = [
    "The ferry to the island left an hour late on Tuesday because of the fog that lay over the harbour, the port said.",
    "Some two hundred passengers waited in the cold hall, among them a school class on its way home from the capital.",
    '"We were told nothing at all," said Ann Lee, a teacher who travels twice a week. "The loudspeakers were silent."',
    "The company promised to return the fares of all who missed their buses on the other side. Nobody was hurt.",
    "It was the third delay in a month. In October a ship had run aground, and in September an engine had failed.",
]
MENU = "<br>".join(
    f'<a href="/{name}.html">{name}</a>'
    for name in ("Home", "News", "Sports", "Weather", "Opinion", "Archive", "About us")
)
MORE = "<br>".join(
    f'<a href="/{at}.html">{line}</a>'
    for at, line in enumerate(
        ("Council votes on new pier", "Fishermen protest against quota", "School roof is repaired")
    )
)
RIGHTS = "<center><font size=1>Copyright &copy; 2004 The Island Gazette. All rights reserved.</font></center>"
BODIES = {
    "line breaks in a table": (
        f"<table><tr><td><font size=2>{MENU}</font></td><td><font size=5><b>{HEADLINE}</b></font><br>"
        f"By Bo Wu<br>Posted: 12 March 2004<br><br>{'<br><br>'.join(TEXT)}<br><br></td>"
        f"<td>{MORE}</td></tr></table>{RIGHTS}"
    ),
    "line breaks with lines of the file between": (
        f"<table><tr><td>{MENU}</td><td><font size=5><b>{HEADLINE}</b></font><br>\nBy Bo Wu<br>\n<br>\n"
        + "<br>\n &nbsp;<br>\n".join(TEXT)
        + f"</td><td>{MORE}</td></tr></table>{RIGHTS}"
    ),
    "a line break and an indent": (
        f"<table><tr><td>{MENU}</td><td><h2>{HEADLINE}</h2>"
        + "<br>\n&nbsp;&nbsp;&nbsp;".join(TEXT)
        + f"</td><td>{MORE}</td></tr></table>{RIGHTS}"
    ),
    "paragraphs without an end": f"{MENU}<hr><h2>{HEADLINE}</h2><p>{'<p>'.join(TEXT)}<hr>{MORE}<hr>{RIGHTS}",
    "nothing but a body": f"{MENU}<hr><b>{HEADLINE}</b><br><br>{'<br><br>'.join(TEXT)}<br><br><hr>{MORE}<hr>{RIGHTS}",
    "as it was typed": f"{MENU}<hr><h1>{HEADLINE}</h1><pre>" + "\n\n".join(TEXT) + f"\n</pre><hr>{MORE}<hr>{RIGHTS}",
    "a cell for each paragraph": (
        f"<table><tr><td>{MENU}</td></tr></table><table><tr><td><h3>{HEADLINE}</h3></td></tr>"
        + "".join(f"<tr><td>{line}</td></tr>" for line in TEXT)
        + f"</table><table><tr><td>{MORE}</td></tr></table>{RIGHTS}"
    ),
    "spans": (
        f"<div>{MENU}</div><div><span class=h>{HEADLINE}</span><br/><span>12 March 2004</span><br/><br/><span>"
        f"{'<br/><br/>'.join(TEXT)}</span></div><div>{MORE}</div>{RIGHTS}"
    ),
    "a box inside the text": (
        f"<table><tr><td>{MENU}</td><td><table align=right><tr><td><b>Related</b><br>{MORE}</td></tr></table>"
        f"{'<br><br>'.join([f'<b>{HEADLINE}</b>', *TEXT])}<table><tr><td><a href=/print>Print this story</a></td></tr>"
        f"</table></td></tr></table>{RIGHTS}"
    ),
}


def old_page(body):
    return (
        f"<html><head><title>Island Gazette: {HEADLINE}</title></head><body bgcolor=white>{body}</body></html>".encode()
    )


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_an_old_page_gives_its_text_and_nothing_else(body):
    assert read_page(old_page(body), URL).text.split("\n\n") == TEXT


@pytest.mark.parametrize("name", ["line breaks in a table", "nothing but a body", "spans", "a box inside the text"])
def test_the_headline_is_the_line_above_the_text_without_the_sites_name(name):
    assert read_page(old_page(BODIES[name]), URL).title == HEADLINE


def test_who_signs_in_the_lines_under_the_headline_is_the_author():
    assert read_page(old_page(BODIES["line breaks in a table"]), URL).authors == ("Bo Wu",)


def test_a_report_that_ends_in_a_paragraph_on_copyright_keeps_it():
    lines = [*TEXT, "Copyright is what the island's painters speak of most since the harbour sold their pictures."]
    page = old_page(f"<h1>Painters and rights</h1>{''.join(f'<p>{line}</p>' for line in lines)}")
    assert read_page(page, URL).text.split("\n\n") == lines
