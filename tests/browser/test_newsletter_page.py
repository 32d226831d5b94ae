"""The page of an issue of the newsletter in a real browser, under the server's content security policy."""

import shutil
import threading
from datetime import UTC, datetime

import pytest
import uvicorn

from chromium import NEEDS_CHROMIUM
from nightdesk.newsroom import Newsroom
from nightdesk.web.serving import _listen, site_app

pytestmark = NEEDS_CHROMIUM
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)  # of the demo
PUBLIC = "https://night.example"  # where the site says that it is; it is looked at elsewhere


@pytest.fixture(scope="module")
def site(finished_desk, tmp_path_factory):
    """The site of a desk that made an issue, served as ``nightdesk serve`` does."""
    desk = tmp_path_factory.mktemp("newsletter") / "desk"
    shutil.copytree(finished_desk, desk)
    settings = (desk / "desk.toml").read_text()
    (desk / "desk.toml").write_text(settings.replace("[desk]", f'[desk]\nurl = "{PUBLIC}"', 1))
    with Newsroom.open(desk) as newsroom:
        newsroom.mailroom.make_issue(NOW, to_readers=False)
        newsroom.publish()
    listener = _listen(0)
    server = uvicorn.Server(uvicorn.Config(site_app(desk / "site"), log_level="warning"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    (page,) = (desk / "site" / "newsletter").glob("*/index.html")
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/newsletter/{page.parent.name}/"
    server.should_exit = True
    thread.join()


@pytest.mark.parametrize(("width", "scheme"), [(1000, "light"), (390, "dark")])
def test_an_issue_looks_as_its_mail_does_and_breaks_no_rule_of_the_site(browser, site, width, scheme):
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    troubles = []
    page.on("console", lambda message: troubles.append(message.text))
    page.on("requestfailed", lambda asked: troubles.append(f"failed: {asked.url}"))
    page.goto(site)
    for image in page.locator("img").all():
        image.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert troubles == []
    assert page.locator("img").count() >= 3
    broken = "[...document.images].filter(image => !(image.complete && image.naturalWidth)).map(image => image.src)"
    assert page.evaluate(broken) == []
    style = "node => { const s = getComputedStyle(node); return [s.fontSize, s.fontWeight, s.color, s.display] }"
    size, weight, color, _ = page.locator("h1").evaluate(style)
    assert (size, weight) == (("42px", "700") if width > 480 else ("34px", "700"))
    assert color == ("rgb(27, 26, 23)" if scheme == "light" else "rgb(236, 233, 226)")
    assert page.locator("table.paper").evaluate("node => node.clientWidth") == min(600, width)
    assert page.locator("body > div").evaluate(style)[3] == "none"  # what a mail shows before it is opened
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    page.locator("h2 ~ p a").first.click()  # to the story's page, on this server
    page.wait_for_load_state()
    assert page.url.startswith(site.partition("/newsletter/")[0])
    assert page.locator("h1").count() == 1
    context.close()
