"""The published site in a real browser, on a desk and on a phone."""

import json
import threading

import pytest
import uvicorn

from chromium import NEEDS_CHROMIUM
from nightdesk.web.serving import _listen, site_app

pytestmark = NEEDS_CHROMIUM


@pytest.fixture(scope="module")
def address(finished_desk):
    """The address of the demo's site, served as ``nightdesk serve`` does."""
    listener = _listen(0)
    server = uvicorn.Server(uvicorn.Config(site_app(finished_desk / "site"), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture(params=[(1280, 900), (390, 844)], ids=["desk", "phone"])
def page(request, browser, address):
    """A page of a wide and of a narrow window, and what went wrong or left this machine while it was used."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    opened = context.new_page()
    opened.troubles = []
    opened.on("console", lambda message: opened.troubles.append(message.text))
    # A picture still on its way when a link is followed is not broken.
    opened.on(
        "requestfailed",
        lambda asked: asked.failure == "net::ERR_ABORTED" or opened.troubles.append(f"failed: {asked.url}"),
    )
    opened.on("request", lambda asked: asked.url.startswith(address) or opened.troubles.append(f"asked {asked.url}"))
    opened.goto(address)
    yield opened
    assert opened.troubles == []
    context.close()


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def test_the_front_page_shows_stories_with_outlet_and_time(page):
    assert page.locator("article h2, article h3").count() >= 20
    assert page.locator("article time[datetime]").count() >= 20
    assert page.locator("img").count() >= 5
    assert overflow(page) <= 0


def test_every_picture_of_the_front_page_loads(page):
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    broken = page.evaluate(
        "[...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
    )
    assert broken == []


def test_a_story_page_shows_its_coverage_and_why_it_is_there(page):
    page.get_by_text("more outlet").first.click()
    page.wait_for_load_state()
    text = page.locator("main").inner_text().lower()
    for words in ("all coverage", "why it is here", "the articles ", "all reasons of the grouping"):
        assert words in text
    assert "together" not in text
    for folded in page.locator("details summary").all():
        folded.click()
    text = page.locator("main").inner_text().lower()
    for words in ("together", "heat of the story", "joins the story of"):
        assert words in text
    assert overflow(page) <= 0


def test_a_topic_page_is_reached_from_the_front_page(page):
    link = page.locator("nav a").nth(1)
    name = link.inner_text()
    link.click()
    page.wait_for_load_state()
    assert name in page.locator("h1").inner_text()
    assert page.locator("article").count() >= 1
    assert overflow(page) <= 0


def test_a_headline_leads_to_its_outlet(page):
    link = page.locator("article .headline a").first
    assert ".example/" in link.get_attribute("href")
    assert "noopener" in (link.get_attribute("rel") or "")


def test_an_address_that_is_not_there_says_so(page, address):
    answer = page.goto(f"{address}/no/such/page")
    assert answer.status == 404
    assert page.locator("h1").count() == 1
    page.troubles.clear()  # Chromium writes the 404 itself into its console


def test_text_from_right_to_left_is_shown_so(page):
    arabic = page.locator('article[lang="ar"], article [lang="ar"]').first
    assert arabic.evaluate("node => getComputedStyle(node).direction") == "rtl"


def test_the_data_block_of_a_story_can_be_read_though_no_script_may_run(page):
    page.get_by_text("more outlet").first.click()
    page.wait_for_load_state()
    data = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert data["url"].endswith(page.url.partition("/stories/")[2].removesuffix("index.html"))
    assert all(entry["item"]["publisher"]["name"] for entry in data["mainEntity"]["itemListElement"])
