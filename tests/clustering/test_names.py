"""Names, numbers, links and words of the news meet across scripts, without a model."""

# ruff: noqa: RUF001 - texts in many scripts are what is tested

import pytest

from nightdesk.clustering.crosslingual.names import bare_words, links, meanings, names, numbers, skeleton


@pytest.mark.parametrize(
    "spellings",
    [
        "Putin Путин بوتين プーチン",
        "Washington واشنطن ワシントン",
        "Merkel Меркель ميركل",
        "Zelensky Зеленский Zelenskyj Selenskyj",
        "Obama Обама أوباما オバマ",
        "Teheran Tehran طهران",
    ],
)
def test_spellings_of_one_name_meet(spellings):
    assert len({skeleton(word) for word in spellings.split()}) == 1


def test_different_names_stay_apart():
    assert (
        len({skeleton(word) for word in ["Putin", "Merkel", "Obama", "Washington", "Erdogan", "Berlin", "Madrid"]}) == 7
    )


@pytest.mark.parametrize("nothing", ["", "a", "''", "12", "🙂", "--", "Ouia"])
def test_what_has_too_few_consonants_is_no_name(nothing):
    assert skeleton(nothing) == ""


def test_capitals_tell_names_but_not_at_the_head_of_a_sentence():
    found = dict(bare_words("Yesterday it rained. Farmers in Bavaria met Markus."))
    assert found["Bavaria"]
    assert not found["Farmers"]
    assert not found["rained"]


def test_arabic_words_lose_their_article():
    assert "قاهرة" in dict(bare_words("في القاهرة"))


def test_names_are_counted():
    assert names("In the Bundestag, the Bundestag.")[skeleton("Bundestag")] == 2


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.234,5 and 1,234.5 and ١٢٣٤٫٥", {"1234.5"}),
        ("3万人 or 30,000 or 30.000", {"30000"}),
        ("12亿 or 1.2 billion or 1,2 Milliarden", {"1200000000"}),
        ("1 000 000 or 1 million or 1 млн", {"1000000"}),
        ("seven 7 people", set()),
        ("5. ... .6 ,,", set()),
    ],
)
def test_numbers_are_one_however_written(text, found):
    assert numbers(text) == found


def test_a_billion_is_a_thousand_times_more_in_german():
    assert numbers("2 Billionen", "de") != numbers("2 billion", "en")


def test_countries_and_words_of_the_news_meet():
    english = meanings("The president of China spoke of Russia")
    assert {"president", "CN", "RU"} <= english.keys()
    for text in (
        "Der Präsident von China über Russland",
        "中国主席谈俄罗斯",
        "الرئيس الصين روسيا",
        "Президент: Китай и Россия",
    ):
        assert {"president", "CN", "RU"} <= meanings(text).keys(), text


def test_links_are_compared_without_scheme_query_and_slash():
    assert links("see https://www.x.example/a/?utm=1, www.x.example/a.") == {"x.example/a"}
