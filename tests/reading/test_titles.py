"""Titles: the headline without its site's name."""

import pytest

from nightdesk.reading.titles import strip_site

NAMES = ["Fjord Post", "www.fjordpost.example", "fjordpost"]


@pytest.mark.parametrize(
    ("title", "headline"),
    [
        ("", ""),
        ("Fjord Post", "Fjord Post"),
        ("Ferry leaves - Fjord Post", "Ferry leaves"),
        ("Ferry leaves | Fjord Post", "Ferry leaves"),
        ("Ferry leaves — FJORD POST", "Ferry leaves"),
        ("Ferry leaves | fjordpost.example", "Ferry leaves"),
        ("Fjord Post: Ferry leaves", "Fjord Post: Ferry leaves"),
        ("Fjord Post | Ferry leaves", "Ferry leaves"),
        ("Ferry leaves | Sport | Fjord Post", "Ferry leaves"),
        ("Ferry leaves | at last | Fjord Post", "Ferry leaves | at last"),
        ("Budget 3.0 | Ferry leaves", "Budget 3.0 | Ferry leaves"),
        ("Ferry - a love story", "Ferry - a love story"),
        ("Il «ponte» della discordia", "Il «ponte» della discordia"),
        ("最後のフェリー-社会|Fjord Post", "最後のフェリー"),
        ("The Ost-West|Fjord Post", "The Ost-West"),
    ],
)
def test_a_title_loses_its_sites_name_and_nothing_else(title, headline):
    assert strip_site(title, NAMES, sections=["Sport"]) == headline


def test_what_stands_behind_a_known_headline_goes_whatever_it_is():
    assert strip_site("Ferry leaves - Island news, all day", NAMES, ["Ferry leaves"]) == "Ferry leaves"
