"""The pages: nothing in them can run, leave the site unasked, or be read wrongly."""

import json
import re
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.config import Config, DeskSettings, PictureSettings
from nightdesk.formats.site import Front, Listing, OutletCount, Site
from nightdesk.formats.views import picture_of, show_story
from nightdesk.languages import direction, language_name
from nightdesk.ranking import rank_story
from nightdesk.types import Image, Provider, Reason, Source, Topic, Verdict

TOPICS = (Topic("news", "News"), Topic("ferries", "Ferries", parent="News"), Topic("søer", "Søer", parent="News"))
CONFIG = Config(
    home=Path(), desk=DeskSettings(title="Night <Desk>", url="https://desk.example", description="Many & more")
)
VOID = {"meta", "link", "img", "br", "hr", "input"}
PARTED = {"p", "td", "th", "caption", "li", "dd", "dt", "h1", "h2", "h3", "time"}


class Checker(HTMLParser):
    """Reads a page, and fails where an element is not closed in its place."""

    def __init__(self, page: bytes):
        super().__init__()
        self.open, self.tags, self.text = [], [], ""
        self.feed(page.decode())
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag in PARTED:
            self.text += " "
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, tag

    def handle_data(self, data):
        self.text += data

    def all(self, tag):
        return [attributes for name, attributes in self.tags if name == tag]


QUALITY = Verdict(
    "quality",
    87,
    "quality/1",
    (
        Reason("plain", "article", 67, "what any article starts with"),
        Reason("picture", "800 by 450", 20, "has a picture"),
    ),
)
JOINED = Verdict(
    "story",
    "s000000000001",
    "stories/1",
    (
        Reason("joins", "0.42 of 0.31", 0, "joins the story of “Ferry”"),
        Reason("word", "fjord", 0.22, "both say “fjord”"),
    ),
)
LEAD = make_article(1, quality=87, story_id="s000000000001", topics=("News", "Ferries"), verdicts=(QUALITY,))
ARABIC = make_article(
    2,
    quality=70,
    title="عودة العبّارة",
    excerpt="تبدأ الرحلات يوم الاثنين.",
    language="ar",
    provider=Provider("الصحيفة", "alsahifa.example"),
    verdicts=(JOINED,),
)
COPY = make_article(3, quality=67, provider=Provider("Havnblad", "havnblad.example"), carrier_id=LEAD.id)


def story_of(*articles, config=CONFIG, copies=frozenset()):
    ranked = rank_story(articles, config.desk.heat_threshold)
    return show_story(
        ranked, TOPICS, lambda article: picture_of(article, copies.__contains__, hotlink=config.pictures.hotlink)
    )


def story_page(*articles, **fields):
    return Site(fields.get("config", CONFIG), TOPICS).story(story_of(*articles, **fields)).content


def front_page(*stories, config=CONFIG, newest_at=NOON):
    cards = tuple(story.card for story in stories)
    front = Front(
        top=cards[:5], latest=cards[5:], newest_at=newest_at if cards else None, articles=len(cards), outlets=1
    )
    return Site(config, TOPICS).front(front).content


def test_mark_up_in_what_outlets_wrote_is_shown_as_text():
    evil = '</title></script><script>alert("1")</script><img src=x onerror=alert(2)>'
    lead = replace(LEAD, title=evil, excerpt=evil, provider=Provider(evil, "evil.example"), language='en"><script>')
    for page in (story_page(lead), front_page(story_of(lead))):
        checker = Checker(page)
        assert all("onerror" not in attributes for _, attributes in checker.tags)
        assert [
            attributes for attributes in checker.all("script") if attributes.get("type") != "application/ld+json"
        ] == []
        assert evil in checker.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "JavaScript:alert(1)", "file:///etc/passwd", "//evil.example"]
)
def test_only_web_addresses_become_links(url):
    page = story_page(replace(LEAD, url=url), replace(ARABIC, url=url), replace(COPY, url=url))
    assert [a["href"] for a in Checker(page).all("a") if url in a.get("href", "")] == []


def test_no_page_loads_anything_from_elsewhere():
    pictured = replace(LEAD, images=(Image("https://fjordpost.example/a.jpg", 800, 450),))
    for page in (story_page(pictured, ARABIC), front_page(story_of(pictured))):
        checker = Checker(page)
        assert checker.all("img") == []
        loaded = [link["href"] for link in checker.all("link") if link["rel"] in ("stylesheet", "icon", "preload")]
        assert all("://" not in href for href in loaded)
        assert "script-src 'none'" in page.decode()


def test_a_picture_is_shown_from_the_desks_own_copy_with_its_size_and_credit():
    pictured = replace(
        LEAD, images=(Image("https://fjordpost.example/a.jpg", 800, 450, "A ferry", "A. Tegner", "ab/c.webp"),)
    )
    checker = Checker(story_page(pictured, copies=frozenset(["ab/c.webp"])))
    assert checker.all("img")[0] | {"decoding": ""} == {
        "src": "../../pictures/ab/c.webp",
        "alt": "A ferry",
        "width": "800",
        "height": "450",
        "decoding": "",
    }
    assert "Picture: A. Tegner" in checker.text


def test_a_picture_whose_copy_is_gone_is_not_shown():
    pictured = replace(LEAD, images=(Image("https://fjordpost.example/a.jpg", 800, 450, cached_path="ab/c.webp"),))
    assert Checker(story_page(pictured)).all("img") == []


def test_a_picture_comes_from_the_outlet_only_where_the_owner_allows_it():
    pictured = replace(LEAD, images=(Image("https://fjordpost.example/a.jpg", 800, 450),))
    allowed = replace(CONFIG, pictures=PictureSettings(hotlink=True))
    assert Checker(story_page(pictured, config=allowed)).all("img")[0]["src"] == "https://fjordpost.example/a.jpg"


def test_a_story_page_says_why_with_numbers_that_add_up():
    text = " ".join(Checker(story_page(LEAD, ARABIC, COPY)).text.split())
    assert "What any article starts with +67 Has a picture +20 Together 87" in text
    related = "1 article of another outlet on the same story, 20 for each; 1 more repeats a text that counts already"
    assert f"{related} +20 Together 107" in text
    assert "Joins the story of “Ferry” 0.42 of 0.31 Both say “fjord” +0.22 Together +0.22" in text
    assert "Heat 107, of the 70 needed: quality 87, and 20 for 1 article of another outlet." in text


def test_a_story_page_lists_all_coverage_and_copies_under_their_carrier():
    page = story_page(LEAD, ARABIC, COPY)
    text = " ".join(Checker(page).text.split())
    assert "3 articles of 3 outlets" in text
    assert "The same text also at Havnblad" in text
    assert text.count(COPY.title) >= 1


def test_texts_carry_their_language_and_direction():
    checker = Checker(story_page(LEAD, ARABIC))
    headings = [h for h in checker.all("h3") if h.get("class") == "headline"]
    assert (headings[0]["lang"], headings[0]["dir"]) == ("ar", "rtl")
    assert "in Arabic" in checker.text


@pytest.mark.parametrize(
    ("code", "runs"),
    [("he", "rtl"), ("ar-EG", "rtl"), ("fa", "rtl"), ("en", "ltr"), ("zh-Hant", "ltr"), (None, "auto")],
)
def test_a_languages_direction_is_known_by_its_tag(code, runs):
    assert direction(code) == runs


def test_languages_have_english_names_and_unknown_ones_their_tag():
    assert (language_name("pt-BR"), language_name("tlh"), language_name(None)) == ("Portuguese", "tlh", "")


def test_every_page_has_one_heading_of_the_first_level_and_a_way_past_the_masthead():
    site = Site(CONFIG, TOPICS)
    card = story_of(LEAD).card
    listing = Listing(cards=(card,), count=1)
    pages = [
        front_page(story_of(LEAD)),
        front_page(),
        story_page(LEAD, ARABIC),
        site.topic(TOPICS[1], listing).content,
        site.day(date(2026, 11, 20), listing).content,
        site.days([(date(2026, 11, 20), 1)]).content,
        site.about(
            [OutletCount("Fjord Post", "fjordpost.example", 1)],
            [Source(id="f1", url="https://x.example/feed", added_at=NOON)],
        ).content,
        site.not_found().content,
    ]
    for page in pages:
        checker = Checker(page)
        assert len(checker.all("h1")) == 1
        assert {"href": "#main", "class": "skip"} in checker.all("a")
        assert [tag for tag, _ in checker.tags if tag in ("main", "footer")] == ["main", "footer"]
        assert checker.all("html")[0]["lang"] == "en"


def test_links_out_are_safe_and_links_inside_are_relative():
    site_links = [
        a["href"] for a in Checker(story_page(LEAD, ARABIC)).all("a") if "://" not in a["href"] and a["href"] != "#main"
    ]
    assert all(
        (href.startswith("../../") and ".html" in href) or href.endswith((".xml", ".json")) for href in site_links
    )
    out = [a for a in Checker(story_page(LEAD, ARABIC)).all("a") if "://" in a["href"]]
    assert len(out) == 3
    assert all(a["rel"] == "noopener" for a in out)


def test_a_lost_reader_finds_back_from_any_depth():
    hrefs = [a["href"] for a in Checker(Site(CONFIG, TOPICS).not_found().content).all("a") if a["href"] != "#main"]
    assert all(href.startswith("https://desk.example/") for href in hrefs)


def linked_data(page: bytes):
    """The data block of a page, read as a browser's HTML parser reads it."""
    return json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page.decode())[1])


def test_linked_data_names_each_articles_own_outlet_and_claims_nothing():
    data = linked_data(story_page(replace(LEAD, authors=("A. Holm",), modified_at=NOON + timedelta(hours=2)), ARABIC))
    assert data["@type"] == "CollectionPage"
    items = [entry["item"] for entry in data["mainEntity"]["itemListElement"]]
    assert [(item["@type"], item["publisher"]["name"], item["publisher"]["url"], item["url"]) for item in items] == [
        ("NewsArticle", "Fjord Post", "https://fjordpost.example/", LEAD.url),
        ("NewsArticle", "الصحيفة", "https://alsahifa.example/", ARABIC.url),
    ]
    assert items[0]["author"] == [{"@type": "Person", "name": "A. Holm"}]
    assert (items[0]["datePublished"], items[0]["dateModified"]) == ("2026-11-20T12:01:00Z", "2026-11-20T14:00:00Z")
    assert "author" not in items[1]
    assert not {"author", "publisher", "creator", "copyrightHolder"} & data.keys()
    assert "Night <Desk>" not in json.dumps(items)


def test_a_story_page_says_what_it_is_based_on_and_is_part_of():
    data = linked_data(story_page(LEAD, ARABIC, COPY))
    assert (data["isBasedOn"], data["citation"]) == (LEAD.url, [COPY.url, ARABIC.url])
    assert data["isPartOf"] == {"@type": "WebSite", "name": "Night <Desk>", "url": "https://desk.example/"}
    assert [subject["name"] for subject in data["about"]] == ["News", "Ferries"]


def test_a_video_is_a_video_and_an_address_that_is_none_is_left_out():
    video = replace(LEAD, kind="video", url="javascript:x")
    item = linked_data(story_page(video))["mainEntity"]["itemListElement"][0]["item"]
    assert (item["@type"], item["name"], "url" in item, "@id" in item) == ("VideoObject", LEAD.title, False, False)


def test_lists_name_stories_by_their_pages_here_and_the_front_page_its_site():
    front = linked_data(front_page(story_of(LEAD, ARABIC)))
    assert front["mainEntity"]["itemListElement"] == [
        {"@type": "ListItem", "position": 1, "url": "https://desk.example/stories/s000000000001/", "name": LEAD.title}
    ]
    assert front["isPartOf"]["description"] == "Many & more"
    day = Site(CONFIG, TOPICS).day(date(2026, 11, 20), Listing(cards=(story_of(LEAD).card,), count=1)).content
    assert linked_data(day)["url"] == "https://desk.example/days/2026-11-20/"


@given(st.text(st.characters() | st.sampled_from("<>&/\ud800\u2028"), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_no_title_ends_the_data_block_or_breaks_it(text):
    title = f"</script><!--<script>{text}"
    data = linked_data(story_page(replace(LEAD, title=title)))
    assert data["mainEntity"]["name"] == title.encode(errors="replace").decode()


def test_the_full_text_of_an_article_is_on_no_page():
    lead = replace(LEAD, text="A sentence that stands only in the full text.")
    assert b"only in the full text" not in story_page(lead) + front_page(story_of(lead))


def test_an_empty_desk_has_a_front_page_that_says_so():
    assert "No story yet" in Checker(front_page()).text


def test_the_front_page_names_other_outlets_with_their_number():
    others = [make_article(n, quality=60, provider=Provider(f"Outlet {n}", f"o{n}.example")) for n in range(10, 17)]
    text = " ".join(Checker(front_page(story_of(LEAD, *others))).text.split())
    assert "and 7 more outlets: Outlet 10, Outlet 11, Outlet 12, Outlet 13 …" in text


def test_times_are_absolute_and_in_utc():
    lead = replace(LEAD, published_at=NOON.astimezone(tz=None) + timedelta(hours=1))
    times = Checker(story_page(lead)).all("time")
    assert times[0]["datetime"] == "2026-11-20T13:00:00Z"
    assert "20 Nov 2026, 13:00" in Checker(story_page(lead)).text


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
@settings(max_examples=50)
def test_any_text_makes_a_page_whose_elements_close(text):
    page = story_page(
        replace(LEAD, title=text or "x", excerpt=text, provider=Provider(text or "x", "x.example")), ARABIC
    )
    assert len(Checker(page).all("h1")) == 1


def test_the_style_sheet_and_the_icon_are_small_and_load_nothing():
    files = {file.path: file.content for file in Site(CONFIG, TOPICS).static_files()}
    assert set(files) == {"assets/style.css", "assets/icon.svg"}
    assert len(files["assets/style.css"]) < 14_000  # what a server sends before the first answer of a browser
    assert not re.search(rb"url\(|@import|https?://(?!www\.w3\.org)", files["assets/style.css"])


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance."""

    def luminance(colour):
        parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_colours_can_be_read_in_both_schemes():
    style = next(file.content.decode() for file in Site(CONFIG, TOPICS).static_files() if file.path.endswith("css"))
    schemes = [
        dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", block))
        for block in re.findall(r":root \{(.*?)\}", style, re.DOTALL)
    ]
    assert len(schemes) == 2
    for colours in schemes:
        for ground in ("paper", "tint"):
            assert all(contrast(colours[ink], colours[ground]) >= 4.5 for ink in ("ink", "soft", "accent")), colours
