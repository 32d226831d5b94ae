"""Players: what must not come through first, then the platforms' forms, then laws."""

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.embeds import embed_html, player_url, safe_embed

VIMEO = "https://player.vimeo.com/video/76979871"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "http://film.example/embed/1",
        "//film.example/embed/1",
        "https://",
        "https://[",
        "https://user@film.example/",
        "https://film.example:8080/",
        "https://film",
        "https://film.example:x/",
    ],
)
def test_only_https_addresses_of_hosts_are_embedded(address):
    assert player_url(address) is None
    assert embed_html(address) is None


@pytest.mark.parametrize(
    ("address", "player"),
    [
        (
            "https://www.youtube.com/embed/a-b_c1?autoplay=1&start=7",
            "https://www.youtube-nocookie.com/embed/a-b_c1?start=7",
        ),
        ("https://www.youtube.com/watch?v=a-b_c1&list=PL1", "https://www.youtube-nocookie.com/embed/a-b_c1?list=PL1"),
        ("http://youtu.be/a-b_c1?si=track", "https://www.youtube-nocookie.com/embed/a-b_c1"),
        ("https://m.youtube.com/shorts/a-b_c1", "https://www.youtube-nocookie.com/embed/a-b_c1"),
        (f"{VIMEO}?autoplay=1&h=abcdef12", f"{VIMEO}?h=abcdef12&dnt=1"),
        ("https://vimeo.com/76979871", f"{VIMEO}?dnt=1"),
        ("https://www.dailymotion.com/video/x7tgad0", "https://www.dailymotion.com/embed/video/x7tgad0"),
        ("https://film.example/p?a=1&b=\"'><script>", "https://film.example/p?a=1&b=%22'%3E%3Cscript%3E"),
    ],
)
def test_a_player_has_the_form_that_spares_its_readers(address, player):
    assert player_url(address) == player
    assert player_url(player) == player


@pytest.mark.parametrize(
    "markup",
    [
        "",
        "<p>No player</p>",
        "<script>alert(1)</script>",
        '<iframe src="javascript:alert(1)"></iframe>',
        '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
        '<iframe src="http://film.example/1"></iframe>',
        "<iframe",
        "<iframe src=" * 3_000,
    ],
)
def test_a_strangers_html_without_a_player_gives_none(markup):
    assert safe_embed(markup) is None


def test_a_strangers_embed_is_written_anew():
    markup = (
        '<div onclick="x()"><iframe width=640 height=360 SRC="https://vimeo.com/76979871" onload="alert(1)"'
        ' srcdoc="<b>" style="position:fixed"></iframe><script>alert(1)</script></div>'
    )
    assert safe_embed(markup) == embed_html(VIMEO, 640, 360)


def test_a_plain_embed_stays_as_it_is():
    markup = (
        '<iframe width="800" height="500" frameborder="0" src="https://www.youtube.com/embed/a-b_c1"'
        ' allow="accelerometer; autoplay" allowfullscreen></iframe>'
    )
    assert safe_embed(markup) == markup
    assert safe_embed(embed_html(VIMEO)) == embed_html(VIMEO)


class Reader(HTMLParser):
    """What a browser would find."""

    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


HOSTILE = [
    "<iframe", " src=", '"https://a.example/', "javascript:", "data:text/html,", ' onload="alert(1)"', '"', "'", ">",
    "</iframe>", "<script>", "alert(1)", "</script>", " srcdoc=", "<svg/onload=", "<!--", "\0", "&#x22;", "https://a.example/x",
]  # fmt: skip


@given(st.lists(st.sampled_from(HOSTILE), max_size=14).map("".join) | st.text())
def test_whatever_comes_in_one_https_iframe_or_nothing_comes_out(markup):
    for made in (
        safe_embed(markup),
        safe_embed(f"<iframe {markup}"),
        embed_html(markup),
        embed_html(f"https://a.example/{markup}"),
    ):
        if made is None:
            continue
        reader = Reader()
        reader.feed(made)
        ((tag, given_attributes),) = reader.tags
        assert tag == "iframe"
        assert given_attributes["src"].startswith("https://")
        assert not any(name.startswith("on") or name == "srcdoc" for name in given_attributes)
