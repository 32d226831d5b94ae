"""Genres: two signs make one, a mention makes none, and what is news stays news."""

import pytest

from nightdesk.ranking.quality import GenreFacts, genre_of
from nightdesk.ranking.quality.genres import NO_NEWS, SHOWN


def genre(title, **fields):
    found = genre_of(GenreFacts(title=title, **fields))
    return found.name if found else None


@pytest.mark.parametrize(
    "title",
    [
        "Parliament votes on the harbour bill",
        "Amazon to close two warehouses in Olindero",
        "The best harbour in the country, by its own captain",
        "Shops in the old town stay closed after the flood",
        "Recipe for disaster: how the dam failed",
        "Horse dies after race; inquiry opens",
        "New live-action film is shot on the pier",
        "Puzzled scientists find light under the ice",
        "Bank holiday deal: rail unions and operators agree",
    ],
)
def test_a_report_that_uses_the_words_is_news(title):
    assert genre(title, rubrics=("News", "local")) is None


@pytest.mark.parametrize(
    ("name", "title", "fields"),
    [
        ("shopping", "The 9 best rain jackets to buy in 2026", {"shop_links": 12}),
        ("shopping", "Diese Jacken sind im Angebot", {"rubrics": ("Kaufberatung",), "shop_links": 5}),
        ("shopping", "Les bons plans du jour", {"rubrics": ("Bons plans",)}),
        ("sponsored", "Why ferries love batteries", {"rubrics": ("Partner content",)}),
        ("sponsored", "Anzeige: Wohnen am Wasser", {}),
        ("press release", "Fjord Line announces new ferry", {"host": "www.prnewswire.com".removeprefix("www.")}),
        ("press release", "Fjord opens office", {"text": "OSLO (BUSINESS WIRE) -- Fjord today opened an office."}),
        ("press release", "Fjordline introduces a pass", {"domain": "fjordline.example"}),
        ("horoscope", "Horoskop heute: Das sagen die Sterne", {}),
        ("horoscope", "今日の星座占い", {}),
        ("puzzle", "Wordle today: answer and hints", {}),
        ("recipe", "Fish soup like at the pier", {"rubrics": ("Rezepte",)}),
        ("gallery", "In pictures: the storm", {"rubrics": ("Photos",)}),
        ("briefing", "Morning briefing: the ferry, the bank and the snow", {}),
        ("advice", "Dear Abby: my neighbour sings", {}),
        ("live", "Storm live: all ferries cancelled", {"rubrics": ("Live",)}),
        ("obituary", "Ada Berg, who built the bridge, dies at 91", {}),
        ("review", "Ferry Simulator review: no waves", {}),
        ("opinion", "The ferry should be free", {"rubrics": ("Gastkommentar",)}),
        ("opinion", "The ferry should be free", {"slug": "opinion-the-ferry-should-be-free"}),
    ],
)
def test_signs_tell_a_genre(name, title, fields):
    assert genre(title, **fields) == name


def test_links_to_shops_alone_are_no_offer():
    assert genre("Retailers raise their prices", shop_links=40) is None


def test_the_wording_alone_is_no_offer():
    assert genre("The best cars for snow and ice") is None


def test_every_genre_has_its_points():
    from nightdesk.ranking.quality.editorial import GENRE_POINTS

    assert set(GENRE_POINTS) == {*NO_NEWS, *SHOWN}
    assert all(GENRE_POINTS[name] <= -25 for name in NO_NEWS)


def test_the_labelled_pages_are_told_apart(shared):
    """Of 334 pages of two collections, ten are offers: all are found, and no report is taken for what is no news."""
    import gzip
    import json

    from nightdesk.errors import SkipItem
    from nightdesk.reading.decoding import decode
    from nightdesk.reading.rubrics import read_links, read_rubrics
    from nightdesk.reading.signals import gather

    rows = [line.split("\t") for line in (shared / "topics/kinds.tsv").read_text(encoding="utf-8").splitlines()[1:]]
    kinds = {(collection, name): kind for collection, name, kind in rows}
    right = wrong = 0
    for collection in ("pages", "pages-2023"):
        for line in (shared / collection / "gold.jsonl").read_text(encoding="utf-8").splitlines():
            gold = json.loads(line)
            kind = kinds.get((collection, gold["file"]), "")
            if kind not in ("", "shopping"):
                continue
            body = gzip.decompress((shared / collection / gold["file"]).read_bytes())
            try:
                signals = gather(decode(body, "").in_utf8, gold["url"])
            except SkipItem:
                continue
            links = read_links(signals)
            found = genre(gold["title"], rubrics=read_rubrics(signals), shop_links=links.shops)
            right += kind == "shopping" == found
            wrong += not kind and found in NO_NEWS
    assert (right, wrong) == (10, 0)
