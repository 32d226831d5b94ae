"""The starter themes, built with Hugo, and with Pelican where it is installed; a script builds all six."""

import importlib.util
import shutil
import sys
from collections import defaultdict
from contextlib import closing
from pathlib import Path

import pytest

from conftest import ROOT
from nightdesk.config import load_config
from nightdesk.storage.store import Store
from nightdesk.tools import ArticleFilter

STYLES = sorted(path for path in (ROOT / "examples").rglob("style.css") if "node_modules" not in path.parts)


@pytest.fixture(scope="module")
def script():
    """The script that builds the examples."""
    spec = importlib.util.spec_from_file_location("build_examples", ROOT / "scripts" / "build_examples.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_examples"] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def desk(script, finished_desk, tmp_path_factory):
    """The demo's desk with difficult titles, held stories and payloads."""
    from datetime import UTC, datetime

    work = tmp_path_factory.mktemp("examples")
    shutil.copytree(finished_desk, work / "desk")
    script.add_difficult_stories(work / "desk", datetime.now(UTC))
    return script.Desk(work, script.publish(work / "desk"))


def told_by_the_demo(folder):
    """The titles of each story of the demo's desk; all are good enough to be published."""
    stories = defaultdict(set)
    with closing(Store.open(load_config(folder))) as store:
        for article in store.articles(ArticleFilter(limit=1000)):
            stories[article.story_id].add(article.title)
    return stories.values()


@pytest.mark.parametrize("name", ["hugo", "pelican"])
def test_a_starter_theme_shows_all_that_is_published_and_nothing_else(script, desk, finished_desk, name, tmp_path):
    if not Path(sys.executable).with_name(name).exists():
        pytest.skip(
            f"{name} is not installed beside this Python; scripts/build_examples.py installs and builds all six"
        )
    found = script.build(name, desk, tmp_path)
    assert found.faults == []
    assert found.pages > len(desk.titles) >= 50  # some thirty difficult titles, and the stories of the demo
    assert desk.titles >= {script.shown_text(title) for title in script.hostile_titles()}
    assert all(desk.titles & set(map(script.shown_text, titles)) for titles in told_by_the_demo(finished_desk))


def test_the_script_sees_what_is_held_sealed_missing_or_broken(script, tmp_path):
    page = '<html><h1>Other</h1><a href="/gone/">x</a><script>1</script><p>HELDMARKER SEALEDMARKER</p></html>'
    (tmp_path / "index.html").write_text(page)
    (tmp_path / ".nightdesk-profile.json").write_text("{}")
    found = "\n".join(script.faults(tmp_path, frozenset({"Ferry returns"})))
    for fault in ("held: HELD", "sealed: SEALED", "mark-up", "link to nothing: /gone/", "missing: Ferry", "a list of"):
        assert fault in found


def test_all_starter_themes_share_one_style_sheet():
    assert len(STYLES) == 6
    assert len({path.read_bytes() for path in STYLES}) == 1
