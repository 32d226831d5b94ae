"""Moving in reads off the records how the site judged, so that new articles are judged as before."""

import pytest

from nightdesk.config import load_config
from nightdesk.newsroom import import_folder

RECORD = """---
category: news
title: "{title}"
excerpt: "What {title} says."
publishedDateTime: 2026-11-{day:02}T06:00:00Z
originalUrl: "https://{host}/{number}"
webUrl: "https://{host}/{number}"
type: article
quality: {quality}
heat: {quality}
published: {published}

provider:
  name: Outlet
  domain: {domain}

topics:
  - Harbour
---
"""


@pytest.fixture
def site(tmp_path):
    """Make a site whose records carry the quality that a function of the number of the outlet gives."""

    def make(quality_of):
        folder = tmp_path / "site"
        (folder / "_news").mkdir(parents=True)
        (folder / "_config.yml").write_text("title: Harbour\nlocale: en-us\n", encoding="utf-8")
        for number in range(60):
            outlet = number % 6
            quality = quality_of(outlet, number)
            text = RECORD.format(
                title=f"Ferry {number}",
                day=1 + number % 28,
                host=f"www.outlet{outlet}.example",
                domain=f"outlet{outlet}.example",
                number=number,
                quality=quality,
                published=str(quality >= 70).lower(),
            )
            (folder / "_news" / f"2026-11-{1 + number % 28:02}-ferry-{number}.md").write_text(text, encoding="utf-8")
        return folder

    return make


def test_a_site_that_follows_the_rule_keeps_its_judge(site, tmp_path):
    report = import_folder(site(lambda outlet, _: 52 + 50 * (outlet == 3)), tmp_path / "desk")
    settings = load_config(tmp_path / "desk").quality
    assert (settings.judge, settings.site, settings.own_sources) == ("recorded", 50, "outlet3.example")
    assert "[quality] judge = 'recorded'" in report.settings
    again = import_folder(tmp_path / "site", tmp_path / "desk")
    assert again.settings == []


def test_a_site_with_another_rule_is_told(site, tmp_path):
    report = import_folder(site(lambda _, number: 40 + number * number % 37), tmp_path / "desk")
    assert load_config(tmp_path / "desk").quality.judge == "editorial"
    assert any("recorded rule of quality explains" in oddity.text for oddity in report.odd)


def test_settings_that_the_owner_made_stay(site, tmp_path):
    made = site(lambda *_: 52)
    import_folder(made, tmp_path / "desk")
    path = tmp_path / "desk" / "desk.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("site = 50", "site = 33"), encoding="utf-8")
    import_folder(made, tmp_path / "desk")
    assert load_config(tmp_path / "desk").quality.site == 33
