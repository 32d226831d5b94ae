"""A new desk publishes ordinary articles, and says what it holds back and by what."""

import random
import shutil

import pytest

from commanding import command
from nightdesk.cli import run_command
from nightdesk.config import load_config
from nightdesk.newsroom import import_folder, init_desk
from nightdesk.ranking import HeldBack, why_held
from warc_making import rss, write_warc

DATE = "Thu, 19 Nov 2026 08:30:00 +0000"
TITLES = (
    "Ferry returns to the fjord after a winter",
    "Council votes for a longer breakwater",
    "Lighthouse lamp is lit again after repairs",
    "Bakery on the quay opens before sunrise",
    "Chess club wins in the northern league",
    "Snow closes the mountain road at noon",
    "School choir sings for the whale museum",
)


def page(title: str) -> tuple[str, bytes]:
    """A good page without a picture: two paragraphs in words that no other page has."""
    chance = random.Random(title)
    words = ["".join(chance.choices("abdefgiklmnoprstu", k=chance.randrange(4, 9))) for _ in range(90)]
    said = [" ".join(chance.choices(words, k=14)).capitalize() + "." for _ in range(12)]
    head = f'<title>{title}</title><meta property="og:site_name" content="Fjord Post"><meta name="description"'
    date = '<meta property="article:published_time" content="2026-11-19T08:30:00Z">'
    body = f"<article><h1>{title}</h1><p>{' '.join(said[:6])}</p><p>{' '.join(said[6:])}</p></article>"
    text = f'<!doctype html><html lang="en"><head>{head} content="{said[0]}">{date}</head><body>{body}</body></html>'
    return "text/html; charset=utf-8", text.encode()


def address(number: int) -> str:
    return f"https://www.fjordpost.example/news/{number}"


@pytest.fixture(scope="module")
def ordinary(tmp_path_factory):
    """A new desk on which seven good articles without pictures were read, and the archive that they came from."""
    folder = tmp_path_factory.mktemp("ordinary")
    feed = "https://www.fjordpost.example/feed.xml"
    answers = {address(place): page(title) for place, title in enumerate(TITLES)}
    answers[feed] = rss(*((address(place), title, DATE) for place, title in enumerate(TITLES)))
    archive = write_warc(folder / "web.warc.gz", answers)
    assert command("init", folder / "desk").returncode == 0
    assert command("add", feed, "--archive", archive, desk=folder / "desk").returncode == 0
    return folder / "desk", archive, command("run", "--archive", archive, desk=folder / "desk")


@pytest.fixture
def strict(ordinary, tmp_path):
    """The same desk after its owner asked for more than ordinary articles reach, and ran it."""
    desk = tmp_path / "desk"
    shutil.copytree(ordinary[0], desk)
    settings = (desk / "desk.toml").read_text()
    (desk / "desk.toml").write_text(settings.replace("heat_threshold = 50", "heat_threshold = 101"))
    return desk, command("run", "--archive", ordinary[1], desk=desk)


def test_a_new_desk_publishes_ordinary_articles_without_pictures(ordinary):
    desk, _, answer = ordinary
    assert answer.returncode == 0, answer.stderr
    assert "7 of 7 stories published" in answer.stdout
    assert "held back" not in answer.stdout
    assert all(title in (desk / "site" / "index.html").read_text() for title in TITLES)


def test_a_run_says_how_many_are_held_back_and_by_what(strict):
    _, answer = strict
    assert "0 of 7 stories published" in answer.stdout
    assert "7 stories held back, the hottest with " in answer.stdout
    assert " of the 101 that [desk] heat_threshold asks" in answer.stdout


def test_so_do_the_doctor_an_explanation_and_the_empty_page(strict):
    desk, _ = strict
    said = command("doctor", desk=desk).stdout
    assert "nothing is published; 7 stories held back" in said
    assert "set heat_threshold under [desk] in desk.toml to " in said
    explained = command("explain", "Chess club wins", desk=desk).stdout
    assert "Front page: held back; its story has " in explained
    assert " of the 101 that [desk] heat_threshold asks" in explained
    page_of_desk = (desk / "site" / "index.html").read_text()
    assert "7 stories held back" in page_of_desk
    assert "of the 101 that [desk] heat_threshold asks" in page_of_desk


def test_the_empty_page_of_a_desk_without_articles_says_so(tmp_path):
    init_desk(tmp_path)
    assert command("publish", desk=tmp_path).returncode == 0
    assert "has found no story so far" in (tmp_path / "site" / "index.html").read_text()


def test_a_desk_without_a_threshold_of_its_own_and_an_imported_one_publish_as_recorded_sites_do(tmp_path, request):
    (tmp_path / "desk.toml").write_text("[desk]\ntitle = 'Mine'\n")
    assert load_config(tmp_path).desk.heat_threshold == 70
    site = request.config.rootpath / "tests" / "data" / "site"
    for home in ("made", "initiated"):
        if home == "initiated":
            assert run_command(["init", str(tmp_path / home), "--title", "Mine"]) == 0
        import_folder(site, tmp_path / home)
        assert load_config(tmp_path / home).desk.heat_threshold == 70


def test_what_is_held_back_is_told_by_what_holds_it():
    held = HeldBack(70)
    for heat in (67, 30, -1, 90):
        held.count(heat)
    assert held.words == (
        "2 stories held back, the hottest with 67 of the 70 that [desk] heat_threshold asks;"
        " 1 story led by an article that the desk does not have;"
        " 1 story held back by the records they were imported from"
    )
    assert why_held(67, 70) == "its story has 67 of the 70 that [desk] heat_threshold asks"
    assert HeldBack(70).words == ""
