"""Quality: bad articles first, then what is worth something, then the law that reasons add up."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from making import NOON, make_article
from nightdesk.config import DeskSettings
from nightdesk.stages.quality import judge_quality
from nightdesk.types import Image, Organization
from shelf import Shelf

PLAIN = 70
REPORT = "The ferry sails again after a long winter in the yard, and the islanders came to see it. " * 4
SIZED = Image("https://pictures.example/ferry.jpg", 1200, 630)


def judged(**fields):
    article = make_article(1, **({"text": REPORT} | fields))
    return judge_quality(article, Shelf().tools()).records[0]


def lost(signal, **fields):
    """What the reasons of this signal take from an article's quality."""
    return -sum(
        reason.contribution for reason in judged(**fields).verdict("quality").reasons if reason.signal == signal
    )


def test_an_article_of_which_nothing_is_known_has_a_quality_of_zero_at_least():
    bare = {"title": "", "excerpt": "", "text": None, "published_at": None, "is_partial": True}
    assert judged(**bare).quality == 0
    assert judged(**(bare | {"title": "WHAT?! " * 40, "found_at": NOON})).quality == 0


def test_an_article_without_a_title_loses_most():
    assert lost("title", title="  ") == 30


def test_a_title_in_capitals_loses():
    assert lost("title_capitals", title="FERRY RETURNS TO THE FJORD") == 10


def test_an_acronym_is_no_title_in_capitals():
    assert lost("title_capitals", title="NATO ESA") == 0


def test_a_title_in_a_script_without_capitals_is_no_title_in_capitals():
    assert lost("title_capitals", title="渡轮在冬季维修后重返峡湾航线") == 0


@pytest.mark.parametrize(
    "title", ["The ferry is back!!", "The ferry is back?!", "渡轮真的回来了\uff01\uff01渡轮", "Is it true??"]
)
def test_a_title_that_shouts_loses(title):
    assert lost("title_marks", title=title) == 5


@pytest.mark.parametrize("title", ["This is why the ferry …", "This is why the ferry..."])
def test_a_title_that_breaks_off_loses(title):
    assert lost("title_marks", title=title) == 5


def test_one_question_mark_is_no_shouting():
    assert lost("title_marks", title="Will the ferry return?") == 0


def test_a_very_short_title_loses():
    assert lost("title_length", title="Ferry") == 10


@pytest.mark.parametrize(("length", "points"), [(110, 0), (111, 1), (120, 1), (121, 2), (400, 15)])
def test_a_title_longer_than_two_lines_loses_a_point_for_each_ten_columns(length, points):
    assert lost("title_length", title="f" * length) == points


def test_a_chinese_character_is_as_wide_as_two_letters():
    assert lost("title_length", title="渡" * 80) == lost("title_length", title="f" * 160) == 5


@pytest.mark.parametrize(
    ("excerpt", "points"), [("", 10), ("Ferry.", 5), ("Ferry number 1 returns to the fjord", 5), ("word " * 20, 0)]
)
def test_an_excerpt_that_is_missing_short_or_the_title_again_loses(excerpt, points):
    assert lost("excerpt", excerpt=excerpt) == points


@pytest.mark.parametrize("text", ["Short.", None, "渡" * 70])
def test_a_very_short_text_loses(text):
    assert lost("length", text=text) == 15


def test_a_partial_text_loses():
    assert lost("partial", is_partial=True) == 10


def test_a_chinese_text_of_a_hundred_characters_is_no_short_text():
    assert lost("length", text="渡轮在冬季维修后重返峡湾" * 9) == 0


def test_a_video_needs_no_text():
    assert lost("length", kind="video", text="") == 0


@given(words=st.integers(40, 3000), more=st.integers(0, 3000))
def test_a_longer_report_has_never_less(words, more):
    assert judged(text="ferry " * (words + more)).quality >= judged(text="ferry " * words).quality


def test_an_article_that_nobody_dates_loses():
    assert lost("date", published_at=None) == 10


def test_the_feeds_date_is_as_good_as_the_pages():
    assert lost("date", published_at=None, hint_published_at=NOON - timedelta(hours=1)) == 0


def test_an_ordinary_article_reaches_what_a_desk_publishes():
    assert judged().quality == PLAIN == DeskSettings().heat_threshold


def test_a_picture_whose_size_is_known_adds_a_little():
    assert judged(images=(SIZED,)).quality == PLAIN + 4
    assert judged(images=(Image(SIZED.url),)).quality == PLAIN


def test_a_byline_adds_a_little():
    assert judged(authors=("Ada Berg",)).quality == PLAIN + 3


def test_an_amp_page_has_no_part():
    assert judged(amp_url="https://www.fjordpost.example/amp/1").quality == PLAIN


@pytest.mark.parametrize(("standing", "points"), [(20, 20), (-30, -30), (0, 0)])
def test_the_owner_says_how_an_outlet_stands(standing, points):
    organization = Organization(id="fjordpost", name="Fjord Post", domain="fjordpost.example", standing=standing)
    article = make_article(1, text=REPORT)
    quality = judge_quality(article, Shelf(outlets=(organization,)).tools()).records[0].quality
    assert quality == PLAIN + points


def test_what_is_no_news_is_marked_down_and_named():
    offer = judged(title="The best rain jackets to buy this week", shop_links=9, rubrics=("Gear",))
    assert offer.genre == "shopping"
    assert offer.quality < PLAIN / 3
    (reason,) = [reason for reason in offer.verdict("quality").reasons if reason.signal == "genre"]
    assert "no news" in reason.text
    assert "9 links to shops" in reason.text


def test_opinion_is_shown_for_what_it_is():
    column = judged(rubrics=("Opinion",))
    assert column.genre == "opinion"
    assert PLAIN - 15 < column.quality < PLAIN


@given(
    title=st.text(max_size=160),
    excerpt=st.text(max_size=200),
    text=st.none() | st.text(max_size=400),
    is_partial=st.booleans(),
    images=st.sampled_from([(), (SIZED,), (Image(SIZED.url),)]),
    amp_url=st.sampled_from([None, "https://www.fjordpost.example/amp/1"]),
    published_at=st.sampled_from([None, NOON]),
)
def test_the_reasons_add_up_to_the_quality_which_is_never_negative(**fields):
    article = judged(**fields)
    verdict = article.verdict("quality")
    assert sum(reason.contribution for reason in verdict.reasons) == article.quality == verdict.value
    assert article.quality >= 0


def test_every_reason_is_a_sentence_for_a_person():
    for reason in judged(title="", excerpt="", text=None, published_at=None).verdict("quality").reasons:
        assert len(reason.text.split()) >= 3
