"""Issues as records in the recorded form, on the API and on the web."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

from letters import LETTER, make_card, make_picture
from making import NOON
from nightdesk.config import Config, DeskSettings, PublishSettings
from nightdesk.formats.api import ApiItem, ApiPage
from nightdesk.formats.newsletter import make_issue, newsletter_files, read_newsletter, write_newsletter
from nightdesk.formats.newsletter.web_page import issue_page_files
from readers import make_issue as stored_issue

ISSUE = make_issue([make_card(1), make_card(2)], LETTER, NOON)
CONFIG = Config(home=Path(), desk=DeskSettings(locale="en-gb"), publish=PublishSettings(page_size=2))
PAGE = "newsletter/night-news-2026-11-20/"
OFF = replace(LETTER, may_subscribe=False)


def files(*issues, letter=LETTER):
    return {file.path: file.content for file in newsletter_files(issues, letter, CONFIG)}


def test_the_recorded_issue_is_read_and_written_to_the_byte(shared):
    found = list((shared / "records" / "powerapps" / "_newsletters").iterdir())
    assert found
    for path in found:
        issue = read_newsletter(path.read_bytes(), path.stem)
        assert issue.title == "Power Apps Every Day (2024-04-12)"
        assert write_newsletter(issue, issue.url) == path.read_bytes()
        published = files(issue)
        assert published[f"_newsletters/{path.name}"] == path.read_bytes()
        assert f"newsletter/{path.stem}/index.html" not in published


def test_a_record_has_the_recorded_keys_in_their_order_and_the_page_below():
    record = files(ISSUE)["_newsletters/night-news-2026-11-20.html"].decode()
    front = (
        '---\ntitle: "Night News (2026-11-20)"\n'
        'excerpt: "Ferry number 1 returns to the fjord / Ferry number 2 returns to the fjord"\n'
        "publishedDateTime: 2026-11-20T12:00:00Z\n"
        'webUrl: "https://night.example/news/newsletter/night-news-2026-11-20/"\n'
        "type: article\n\ntopics:\n  - News\n---\n"
    )
    assert record.startswith(front + "<!DOCTYPE html>")


def test_a_record_that_is_read_is_the_issue_that_was_written():
    written = write_newsletter(ISSUE, "https://night.example/x/")
    read = read_newsletter(written, ISSUE.id)
    assert read == replace(ISSUE, text="", url="https://night.example/x/")


@pytest.mark.parametrize("content", [b"", b"<html>", b"---\ntitle: [\n---\n", b"---\nexcerpt: x\n---\n", b"\xff"])
def test_a_malformed_record_is_named_with_its_line(content):
    with pytest.raises(ValueError, match=r"^line \d+: "):
        read_newsletter(content, "x")


def seen(html):
    """What a reader sees of a page: its words, and where its links lead."""
    parsed = HTMLParser(html.decode().partition("\n---\n")[2] or html.decode())
    parsed.strip_tags(["style"])
    return parsed.text(), [link.attributes["href"] for link in parsed.css("a")]


def test_the_page_on_the_web_says_what_the_record_says_without_a_style_in_it():
    published = files(ISSUE)
    page, record = published[f"{PAGE}index.html"], published["_newsletters/night-news-2026-11-20.html"]
    (said, links), (recorded, kept) = seen(page), seen(record)
    assert said.split() == recorded.split()
    assert [link.replace("../../", "https://night.example/news/") for link in links] == kept
    assert not re.search(rb"style=|<style|<!--", page)
    assert b'<link rel="stylesheet" href="style.css">' in page
    assert re.search(rb"style=", record)


def test_the_sheet_beside_the_page_holds_every_style_of_the_mail_once():
    published = files(ISSUE)
    page, sheet = published[f"{PAGE}index.html"].decode(), published[f"{PAGE}style.css"].decode()
    mail = HTMLParser(ISSUE.html)
    styles = {" ".join(node.attributes["style"].split()).rstrip("; ") for node in mail.css("[style]")}
    assert len(styles) > 10
    for style in styles:
        assert sheet.count(f"{{ {style} }}") == 1
    for node in mail.css("style"):
        assert node.text().strip() in sheet
    used = {name for node in HTMLParser(page).css("[class]") for name in node.attributes["class"].split()}
    assert set(re.findall(r"^\.(m\d+):", sheet, re.MULTILINE)) == {name for name in used if re.match(r"m\d", name)}


def test_the_pages_pictures_and_links_of_the_site_are_found_wherever_the_site_is():
    card = replace(make_card(1), picture=make_picture())
    published = files(make_issue([card], LETTER, NOON))
    page = HTMLParser(published[f"{PAGE}index.html"].decode())
    assert [image.attributes["src"] for image in page.css("img")] == ["../../pictures/ab/cd.webp"]
    assert "../../" in [link.attributes["href"] for link in page.css("a")]
    assert not any((link.attributes["href"] or "").startswith("https://night.example") for link in page.css("a"))


@given(st.text(st.sampled_from("<>/ \"'=-!abstyle{}&;\n"), max_size=60))
def test_whatever_stands_in_a_page_its_styles_are_taken_out_and_its_words_stay(text):
    html = f'<p style="color:red">one</p>{text}\n<b style="x:y">two</b>'
    page, sheet = (file.content.decode() for file in issue_page_files("x", html, "https://night.example"))
    assert "color:red" in sheet
    assert "one" in page
    assert not HTMLParser(page).css("[style]")


def test_an_item_of_the_api_has_the_shape_of_all_items():
    content = files(ISSUE)["api/newsletters/night-news-2026-11-20/index.json"]
    item = msgspec.json.decode(content, type=ApiItem)
    assert list(json.loads(content)) == [field.encode_name for field in msgspec.structs.fields(ApiItem)]
    assert (item.path, item.categories) == ("_newsletters/night-news-2026-11-20.html", ["newsletter"])
    assert (item.locale, item.topics, item.heat, item.provider) == ("en-gb", ["News"], None, None)
    assert item.web_url == "https://night.example/news/newsletter/night-news-2026-11-20/"
    assert item.content.startswith("<!DOCTYPE html>")


def test_pages_of_the_api_follow_each_other():
    issues = [stored_issue(number, published_at=NOON - timedelta(days=number)) for number in range(5)]
    published = files(*issues)
    pages = [
        msgspec.json.decode(published[f"api/newsletters/page/{number}/index.json"], type=ApiPage)
        for number in (1, 2, 3)
    ]
    assert [(page.page, len(page.value), page.next_page) for page in pages] == [(1, 2, 2), (2, 2, 3), (3, 1, None)]
    assert [item.title for page in pages for item in page.value] == [issue.title for issue in issues]
    assert published["api/newsletters/index.json"] == published["api/newsletters/page/1/index.json"]


def test_a_page_that_is_just_full_has_no_next_one():
    published = files(stored_issue(2), stored_issue(1))
    assert json.loads(published["api/newsletters/index.json"])["nextPage"] is None
    assert "api/newsletters/page/2/index.json" not in published


def test_a_desk_without_issues_has_an_empty_page_where_readers_may_subscribe_and_none_where_not():
    assert json.loads(files()["api/newsletters/index.json"]) == {"page": 1, "value": [], "nextPage": None}
    assert files(letter=OFF) == {}
    assert "api/newsletters/index.json" in files(ISSUE, letter=OFF)
