"""URLs: one spelling for one page, and clear errors for what is no URL."""

import base64
import hashlib
import re
import subprocess
import sys

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from nightdesk.urls import (
    amp_url_of,
    article_id,
    canonical_url,
    cdn_amp_url,
    is_homepage,
    registered_domain,
    slugify,
    source_id,
    story_id,
)


def hashed(domain):
    """The AMP cache's last resort, made by other means."""
    return base64.b32encode(hashlib.new("sha256", domain.encode()).digest()).decode().lower().strip("=")


JUNK = [
    "",
    "   ",
    "example.org/a",
    "//example.org/a",
    "mailto:me@example.org",
    "javascript:alert(1)",
    "ftp://example.org/a",
    "http://",
    "http:///path",
    "http://exa mple.org/",
    "http://[::1/",
    "http://[zz]/",
    "http://a:b:c/",
    "http://a:99999/",
    "http://a..b/",
    "http://-a.org/",
    "http://" + "a" * 64 + ".org/",
    "http://example.org/" + "a" * 9000,
    "http://a%00b.org/",
    "http://\ud800.org/",
]


@pytest.mark.parametrize("url", JUNK)
def test_junk_is_refused_with_a_line_that_shows_it(url):
    with pytest.raises(ValueError, match=r"^['\"].*: ") as caught:
        canonical_url(url)
    assert len(str(caught.value)) < 500


@given(st.text() | st.text().map("http://".__add__) | st.text().map("https://a.org/".__add__))
def test_any_text_gives_a_url_that_stays_or_a_value_error(text):
    try:
        once = canonical_url(text)
    except ValueError:
        return
    assert canonical_url(once) == once
    assert once.isascii()


@pytest.mark.parametrize(
    ("given_url", "expected"),
    [
        ("HTTPS://WWW.Example.ORG", "https://www.example.org/"),
        ("http://example.org:80/a", "http://example.org/a"),
        ("https://example.org:8443/a", "https://example.org:8443/a"),
        ("https://example.org./a", "https://example.org/a"),
        ("https://me:secret@example.org/a", "https://example.org/a"),
        ("https://example.org/a#part", "https://example.org/a"),
        ("https://example.org/a?#", "https://example.org/a"),
        ("https://example.org/a/../b/./c", "https://example.org/b/c"),
        ("https://example.org/a/..", "https://example.org/"),
        ("https://example.org/../../a", "https://example.org/a"),
        ("https://example.org//a//", "https://example.org//a//"),
        ("https://example.org/%7euser/%e4%b8%ad", "https://example.org/~user/%E4%B8%AD"),
        ("https://example.org/中 文", "https://example.org/%E4%B8%AD%20%E6%96%87"),
        ("https://example.org/100%", "https://example.org/100%25"),
        ("https://example.org/a;jsessionid=1A2B?x=1", "https://example.org/a?x=1"),
        ("https://münchen.example/", "https://xn--mnchen-3ya.example/"),
        ("http://[2001:DB8::0:1]:80/a", "http://[2001:db8::1]/a"),
        (" https://exam\nple.org/a\t", "https://example.org/a"),
        ("https://example.org\\a\\b", "https://example.org/a/b"),
    ],
)
def test_spellings_of_one_page_become_one(given_url, expected):
    assert canonical_url(given_url) == expected


@pytest.mark.parametrize(
    "parameter",
    [
        "utm_source=rss",
        "UTM_Medium=x",
        "utm%5Fcampaign=x",
        "fbclid=1",
        "gclid=1",
        "mc_cid=1",
        "mc_eid=1",
        "ref=rss",
        "ref=RSS",
        "source=rss",
        "CMP=share",
        "at_medium=RSS",
        "WT.mc_id=1",
        "mkt_tok=1",
        "pk_campaign=1",
        "igshid=1",
        "feature=youtu.be",
        "gad_source=1",
        "srsltid=x",
        "_hsenc=x",
        "ref_src=twsrc%5Etfw",
        "",
    ],
)
def test_parameters_that_tell_who_sent_the_reader_are_dropped(parameter):
    assert canonical_url(f"https://example.org/a?b=2&{parameter}&a=1") == "https://example.org/a?b=2&a=1"


@pytest.mark.parametrize(
    "parameter",
    ["id=1", "p=2", "ref=42", "source=reuters", "page=3", "amp", "v=abc", "q=utm_source", "from=2024-01-01", "pk_id=7"],
)
def test_parameters_that_may_name_the_page_are_kept(parameter):
    assert canonical_url(f"https://example.org/a?{parameter}") == f"https://example.org/a?{parameter}"


def test_ids_are_one_letter_and_twelve_characters_of_base32():
    url = "https://example.org/a"
    assert article_id(url) == "awwyq3ucctzu2"
    assert source_id(url) == "fwwyq3ucctzu2"
    assert story_id(article_id(url)) == "swwyq3ucctzu2"
    parted = {story_id(f"{article_id(url)}/{newest}") for newest in ("a000000000001", "a000000000002")}
    assert len(parted) == 2
    assert all(re.fullmatch("s[a-z2-7]{12}", name) for name in parted), "a folder of a site"


def test_the_id_does_not_depend_on_how_the_reader_came():
    assert article_id("https://example.org/a?utm_source=rss#top") == article_id("HTTPS://example.org:443/a")


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://news.example.co.uk/a", "example.co.uk"),
        ("https://www.example.org:8080/", "example.org"),
        ("https://mine.blogspot.com/a", "mine.blogspot.com"),
        ("https://mine.github.io/a", "mine.github.io"),
        ("http://127.0.0.1:8642/a", "127.0.0.1"),
        ("http://[::1]:8642/a", "[::1]"),
        ("http://localhost/a", "localhost"),
        ("http://news.desk.intranet/a", "desk.intranet"),
        ("https://co.uk/", "co.uk"),
    ],
)
def test_the_registered_domain_tells_owners_apart(url, domain):
    assert registered_domain(url) == domain


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://example.org", True),
        ("https://example.org/index.html", True),
        ("https://example.org/?utm_source=x", True),
        ("https://example.org/?p=12", False),
        ("https://example.org/a", False),
    ],
)
def test_a_homepage_is_told_from_a_page(url, expected):
    assert is_homepage(url) is expected


@pytest.mark.parametrize(
    ("page", "subdomain"),
    [
        ("https://www.example.org/a/amp/?amp", "www-example-org"),
        ("https://en-us.example.org/a", "0-en--us-example-org-0"),  # amp.dev, "AMP Cache URL Format"
        ("https://the-news.example.org/a", "the--news-example-org"),
        ("https://xn--mnchen-3ya.example/a", "xn--mnchen-example-gsb"),
        (
            "https://" + "a" * 40 + "." + "b" * 40 + ".example.org/a",
            "wo6hqlg4acspfwcite7vhindsvx4ixb63l3nlcbqfzlzog7jhhsa",
        ),
        # A label that mixes scripts running left and right: the hash of its ASCII form.
        ("https://xn--4dbrk0ce.example/a", hashed("xn--4dbrk0ce.example")),
    ],
)
def test_an_amp_page_has_its_address_in_the_cache_and_back(page, subdomain):
    cached = cdn_amp_url(page)
    assert cached == f"https://{subdomain}.cdn.ampproject.org/c/s/{page.removeprefix('https://')}"
    assert amp_url_of(cached) == page


@given(st.from_regex(r"https?://([a-z]{1,8}(-[a-z]{1,5})?\.){1,3}org(/[a-z0-9.%~-]{0,9}){0,3}", fullmatch=True))
def test_the_way_into_the_cache_and_back_changes_nothing(text):
    page = canonical_url(text)
    assert amp_url_of(cdn_amp_url(page)) == page


def test_a_domain_without_a_dot_has_its_hash_in_the_cache():
    assert cdn_amp_url("https://localhost/a").startswith(f"https://{hashed('localhost')}.cdn.")


@pytest.mark.parametrize(
    ("seen", "page"),
    [
        ("https://a-org.cdn.ampproject.org/v/s/a.org/b?amp_js_v=0.1&x=1&usqp=mq331", "https://a.org/b?x=1"),
        ("https://a-org.cdn.ampproject.org/c/a.org?x=1", "http://a.org/?x=1"),
        ("https://cdn.ampproject.org/wp/s/a.org/b#aoh=1", "https://a.org/b"),
        ("https://www.google.com/amp/s/a.org/b/amp", "https://a.org/b/amp"),
        ("https://www.google.co.uk/amp/a.org/b", "http://a.org/b"),
        ("https://www.google.com/amp/", None),
        ("https://a-org.cdn.ampproject.org/i/s/a.org/b.jpg", None),
    ],
)
def test_viewers_of_amp_pages_are_seen_through(seen, page):
    assert amp_url_of(seen) == page


@pytest.mark.parametrize("url", ["https://example.org/c/s/a.org/b", "", "https://cdn.ampproject.org/v0.js", "junk"])
def test_what_is_not_in_the_cache_has_no_page_behind_it(url):
    assert amp_url_of(url) is None


def test_cached_addresses_of_published_records_are_reproduced(shared):
    found = []
    for path in sorted((shared / "records/powerapps/_news").glob("*.md")):
        found += _amp_pairs(yaml.load(path.read_text(encoding="utf8").split("\n---")[0], yaml.CSafeLoader))
    assert len(found) >= 40
    assert [page for page, cached in found if cdn_amp_url(page) != cached] == []


def _amp_pairs(node):
    if isinstance(node, list):
        return [pair for child in node for pair in _amp_pairs(child)]
    if not isinstance(node, dict):
        return []
    own = [(node["ampWebUrl"], node["cdnAmpWebUrl"])] if node.get("ampWebUrl") and node.get("cdnAmpWebUrl") else []
    return own + _amp_pairs(list(node.values()))


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("What\N{RIGHT SINGLE QUOTATION MARK}s new: Power & Co. (2024)", "whats-new-power-co-2024"),
        ("Low-code  platforms_today", "low-code-platforms-today"),
        ("Magic Quadrant™ ® 5²", "magic-quadrant-5"),
        ("Ölpreis: Straße, İstanbul, Łódź, Việt Nam", "olpreis-strasse-istanbul-lodz-viet-nam"),
        ("Привет, мир", "привет-мир"),
        ("人民日报\N{FULLWIDTH COLON}新年 2024", "人民日报新年-2024"),
        ("हिन्दी समाचार", "हिन्दी-समाचार"),
        ("../../etc/passwd\0", "etcpasswd"),
    ],
)
def test_a_slug_is_plain_words_in_the_titles_own_script(title, slug):
    assert slugify(title) == slug


def test_a_title_without_letters_takes_the_fallback():
    assert slugify("?!…", "awwyq3ucctzu2") == "awwyq3ucctzu2"


@given(st.text())
@example("\x80\u2de0")
def test_a_slug_is_safe_as_a_file_name(title):
    slug = slugify(title)
    assert slugify(slug) == slug
    assert len(slug.encode()) <= 200
    assert not set(slug) & set("/\\.:\0 \n")
    assert not slug.startswith("-")
    assert not slug.endswith("-")


def test_a_long_title_is_cut_after_a_word():
    assert slugify("word " * 100) == "-".join(["word"] * 29)


def test_names_of_published_records_are_reproduced(shared):
    paths = sorted((shared / "records/powerapps/_news").glob("*.md"))
    same = 0
    for path in paths:
        record = yaml.load(path.read_text(encoding="utf8").split("\n---")[0], yaml.CSafeLoader)
        same += slugify(record["title"]) == path.stem[11:]
    assert len(paths) == 674
    assert same >= 673


def test_the_module_is_cheap_to_import():
    code = "import sys, nightdesk.urls; sys.exit('tldextract' in sys.modules or 'idna' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
