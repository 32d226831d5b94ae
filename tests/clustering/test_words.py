"""Terms, lengths and spellings in many scripts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.clustering.text.weights import weigh_terms
from nightdesk.clustering.text.words import (
    count_words,
    fold,
    terms,
    usual_share,
)


@pytest.mark.parametrize("text", ["", " \n", "!?…", "a 7 — b", "\u0300\u200d"])
def test_a_text_without_words_has_no_terms(text):
    assert terms(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The Ferry's back", ["the", "ferry", "back"]),
        ("U.S. and G.O.P. talks", ["us", "and", "gop", "talks"]),
        ("paid 1,200 for 3.5 tons", ["paid", "1200", "for", "3.5", "tons"]),
        ("Überfähre nach São Tomé", ["uberfah", "nach", "sao", "tome"]),
        ("Паромы вернулись", ["паромы", "вернули"]),
        ("Ёлка — елка", ["елка", "елка"]),
        ("渡轮返回", ["渡轮", "轮返", "返回"]),
        ("船", ["船"]),
        ("フェリーが戻る", ["フェ", "ェリ", "リー", "ーが", "が戻", "戻る"]),
        ("AI芯片2026年", ["ai", "芯片", "2026", "年"]),
        ("עִבְרִית", ["עברית"]),
        ("العبّــارة", ["العبارة"]),
        ("नौका लौटी", ["नौका", "लौटी"]),
        ("เรือ", ["เร", "รื", "ือ"]),
    ],
)
def test_terms_of_a_text(text, expected):
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("one", "other"), [("Fähre", "FAHRE"), ("ﬁnal", "final"), ("\uff21\uff11", "a1"), ("ΣΟΦΟΣ", "σοφος")]
)
def test_ways_of_writing_a_word_are_folded_into_one(one, other):
    assert fold(one) == fold(other)


def weighed(title, text):
    return weigh_terms(title, text)


def test_inflections_of_a_long_word_meet():
    assert terms("investigators") == terms("investigating")


@pytest.mark.parametrize(
    ("text", "words"), [("", 0), ("one two, three", 3), ("渡轮返回峡湾", 3), ("渡轮 A", 2), ("लौटी नौका", 2)]
)
def test_words_are_counted_in_any_script(text, words):
    assert count_words(text) == words


def test_a_word_of_the_title_weighs_more_than_one_of_the_text():
    weights = weighed("Ferry", "engine")
    assert weights["ferry"] > weights["engine"]


def test_a_word_weighs_more_for_its_first_times_than_for_its_later_ones():
    once, twice, thrice = (weighed("", "ferry " * times)["ferry"] for times in (1, 2, 3))
    assert twice - once > thrice - twice > 0


def test_short_words_are_expected_to_be_common_but_not_pairs_of_characters():
    assert usual_share("of") > usual_share("ferry") > usual_share("havgull") == usual_share("渡轮")


@given(st.text(max_size=80))
def test_folding_twice_changes_nothing_for_what_is_compared(text):
    assert terms(fold(text).replace(".", " ")) == terms(fold(fold(text)).replace(".", " "))


@given(st.text(max_size=80), st.text(max_size=80))
def test_every_term_has_a_whole_weight(title, text):
    weights = weighed(title, text)
    assert set(weights) == set(terms(title)) | set(terms(text))
    assert all(isinstance(weight, int) and weight > 0 for weight in weights.values())


def test_a_page_that_a_text_links_to_is_one_term_however_it_was_passed_on():
    one = weighed("A report", "See https://www.norhaven.example/Report-2026?utm_source=x, says the council.")
    other = weighed("Bericht", "(http://norhaven.example/Report-2026/) sagt der Rat")
    assert one.keys() & other.keys() == {"//norhaven.example/Report-2026"}
    assert not {"https", "www", "example"} & one.keys()


@pytest.mark.parametrize(
    "text", ["https://norhaven.example/", "https://", "http://[x/report", "norhaven.example/report"]
)
def test_the_front_of_a_site_and_what_is_no_address_are_no_links(text):
    assert not [term for term in weighed("", text) if term.startswith("//")]


@pytest.mark.parametrize("language", ["zh", "zh-TW", "zh_Hant", "yue"])
def test_chinese_has_the_same_terms_in_both_ways_of_writing_and_no_stop_words(language):
    traditional, simple = "臺灣東部發生強烈地震 總統說我們會救援", "台湾东部发生强烈地震 总统说我们会救援"
    weights = weigh_terms(traditional, traditional, language)
    assert weights == weigh_terms(simple, simple, language)
    assert "地震" in weights
    assert not {"我们", "我們"} & weights.keys()
