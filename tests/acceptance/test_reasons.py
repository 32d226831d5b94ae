"""Reasons that a person would give, on the demo: few, in words, the rest folded."""

import json

import pytest

from commanding import command
from nightdesk.short_reasons import MOST
from telling import StoryPage, articles_of, most_told, not_whole, stop_words_named


@pytest.fixture(scope="module")
def articles(finished_desk):
    return articles_of(finished_desk)


@pytest.fixture(scope="module")
def pages(finished_desk):
    return [StoryPage(path.read_text()) for path in sorted((finished_desk / "site/stories").glob("*/index.html"))]


def test_no_reason_names_a_stop_word_or_a_part_of_a_word(articles):
    assert stop_words_named(articles) == []
    assert not_whole(articles) == []


def test_at_most_five_reasons_are_told_of_a_place(articles):
    assert most_told(articles) == MOST


def test_a_story_page_gives_one_to_five_sentences_and_folds_the_rest(pages):
    told = [page for page in pages if page.why]
    assert len(told) >= 20
    assert all(len(page.why) <= MOST for page in told)
    assert max(len(page.why) for page in told) == MOST


def test_less_than_a_quarter_of_what_is_seen_of_story_pages_is_reasons(pages):
    assert sum(page.seen_why for page in pages) / sum(page.seen for page in pages) < 0.25
    assert all(page.share < 0.35 for page in pages)  # of a page with two lines in Chinese, too


def test_all_that_adds_up_is_told_on_demand(finished_desk, articles):
    chosen = next(
        article
        for article in articles
        if (verdict := article.verdict("story")) and {reason.signal for reason in verdict.reasons} >= {"joins", "words"}
    )
    reasons = chosen.verdict("story").reasons
    short = command("explain", chosen.id, desk=finished_desk).stdout
    whole = command("explain", chosen.id, "--all", desk=finished_desk).stdout
    assert all(reason.text in whole for reason in reasons)
    assert f"{sum(reason.contribution for reason in reasons):+.3f}  together" in whole
    assert reasons[0].measured in whole  # the score and its bar
    assert reasons[0].measured not in short
    assert "more shared word" not in short
    explained = json.loads(command("explain", chosen.id, "--json", desk=finished_desk).stdout)
    assert 1 <= len(explained["why"]) <= MOST
    assert all(text in short for text in explained["why"])


def test_a_story_is_explained_by_what_its_articles_share(finished_desk, articles):
    stories = [article.story_id for article in articles]
    largest = max(sorted(set(stories)), key=stories.count)
    told = json.loads(command("explain", largest, "--json", desk=finished_desk).stdout)["why"]
    assert told[0].startswith("the articles ")
    assert len(told) <= MOST
