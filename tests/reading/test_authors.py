"""Bylines: who signed, as names."""

from datetime import UTC, datetime

import pytest

from nightdesk.reading import read_page
from nightdesk.reading.authors import names_in

URL = "https://www.fjordpost.example/news/ferry"


@pytest.mark.parametrize(
    "text",
    ["", " ", "By", "admin", "https://www.facebook.com/fjordpost", "desk@fjordpost.example", "x" * 900, "Foto: AP"],
)
def test_what_is_no_name_gives_none(text):
    assert list(names_in(text)) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ann Lee", ["Ann Lee"]),
        ("By Ann Lee", ["Ann Lee"]),
        ("Von Jörg Groß und Ann Lee", ["Jörg Groß", "Ann Lee"]),
        ("By Ann Lee, Chief Reporter", ["Ann Lee"]),
        ("By Ann Lee, Bo Wu and Cy Roe", ["Ann Lee", "Bo Wu", "Cy Roe"]),
        ("Ann Lee, professor of law at the university", ["Ann Lee"]),
        ("Ann Lee (Torsk)", ["Ann Lee"]),
        ("Ann Lee Redakteurin", ["Ann Lee"]),
        ("Par Léa Roux et Bo Wu", ["Léa Roux", "Bo Wu"]),
        ("구현모 기자", ["구현모"]),
        ("文 松岡大地", ["松岡大地"]),
        ("Ann&nbsp;Lee &amp; Bo Wu", ["Ann Lee", "Bo Wu"]),
        ("Michelle de Oliveira", ["Michelle de Oliveira"]),
    ],
)
def test_a_byline_gives_its_names(text, names):
    assert list(names_in(text)) == names


def test_a_particle_belongs_to_a_name_that_stands_alone():
    assert list(names_in("Von der Leyen Ursula", is_prose=False)) == ["Von der Leyen Ursula"]


def authors(head, body="<p>Text.</p>"):
    return read_page(f"<title>Ferry</title>{head}<article><h1>Ferry</h1>{body}</article>".encode(), URL).authors


def json_ld(author):
    return f'<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Ferry","author":{author}}}</script>'


@pytest.mark.parametrize(
    ("author", "names"),
    [
        ('"Ann Lee"', ("Ann Lee",)),
        ('["Ann Lee", "Bo Wu"]', ("Ann Lee", "Bo Wu")),
        ('[[{"name": "Ann Lee"}], {"name": ["Bo Wu", "Cy Roe"]}]', ("Ann Lee", "Bo Wu", "Cy Roe")),
        ('{"@type": "Person", "givenName": "Ann", "familyName": "Lee"}', ("Ann Lee",)),
        ('{"@type": "Role", "author": {"@type": "Person", "name": "Ann Lee"}}', ("Ann Lee",)),
        ('[{"name": "Ann Lee"}, {"name": "ann-lee"}]', ("Ann Lee",)),
        ('[{"name": "Ann Lee"}, {"name": "Fjordpost"}]', ("Ann Lee",)),
        ('{"@type": "Organization", "name": "Fjordpost"}', ("Fjordpost",)),
        ('{"name": null}', ()),
        ("7", ()),
    ],
)
def test_all_shapes_of_an_author_are_read(author, names):
    assert authors(json_ld(author)) == names


def test_a_person_in_another_place_goes_before_the_sites_own_name():
    assert authors(json_ld('{"name": "Fjordpost"}') + '<meta name="author" content="Ann Lee">') == ("Ann Lee",)


def test_a_paragraph_of_nothing_but_names_signs_a_page_that_says_nothing_else():
    lines = "".join(
        f"<p>The ferry left the island on day {day} with forty passengers and a piano.</p>" for day in range(5)
    )
    assert authors("", f"{lines}<p>Ann Lee/Bo Wu</p>") == ("Ann Lee", "Bo Wu")


def test_of_50_000_authors_a_thousand_are_looked_at_and_the_first_are_taken(monkeypatch):
    looked_at = []

    def counted(*given):
        looked_at.append(given)
        return names_in(*given)

    monkeypatch.setattr("nightdesk.reading.authors.names_in", counted)
    people = ",".join(['{"name":"Ann Lee"}', *['{"name":"Bo Wu"}'] * 50_000])
    facts = f'{{"@type":"NewsArticle","headline":"The ferry returns","author":[{people}]}}'
    body = (
        f'<html><head><script type="application/ld+json">{facts}</script></head>'
        f"<body><article><h1>The ferry returns</h1><p>{'The ferry sails again after a winter. ' * 20}</p>"
    ).encode()
    page = read_page(body, URL, "text/html; charset=utf-8", datetime(2026, 11, 30, tzinfo=UTC))
    assert page.authors == ("Ann Lee", "Bo Wu")
    assert 2 <= len(looked_at) < 5_000
