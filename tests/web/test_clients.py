"""The strict client in TypeScript decodes all that is published and all that was recorded, and notices what is wrong.

It runs compiled, in node, without a package from anywhere.
"""

import json
import shutil
import subprocess
import threading
import time

import pytest
import uvicorn

from conftest import ROOT
from nightdesk.web.serving import site_app

CLIENT = ROOT / "examples" / "clients" / "typescript"
ALWAYS_NULL = ("sourceUrl", "highlight", "tags", "updatedDateTime", "provider.publishers", "provider.authors")
ALWAYS_THERE = ("path", "title", "originalUrl", "content", "type", "publishedDateTime", "locale", "categories", "heat")


def check(where) -> subprocess.CompletedProcess:
    """Run the client over a folder or an address."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    command = [node, CLIENT / "check.js", where]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def counted(answer) -> dict:
    assert (answer.returncode, answer.stderr) == (0, "")
    return json.loads(answer.stdout)


def assert_nulls(found):
    """Null where the record format says so, and nowhere else."""
    items, nulls = found["items"], found["nulls"]
    assert {key: nulls[key] for key in ALWAYS_NULL} == dict.fromkeys(ALWAYS_NULL, items)
    assert {key: nulls[key] for key in ALWAYS_THERE} == dict.fromkeys(ALWAYS_THERE, 0)


def test_it_decodes_every_recorded_page(shared):
    found = counted(check(shared / "records/powerapps/api"))
    assert (found["pages"], found["items"]) == (27, 549)  # 428 and those of topics; each first page lies there twice
    assert_nulls(found)


def test_it_decodes_all_that_the_demo_publishes(finished_desk):
    api = finished_desk / "site" / "api"
    found = counted(check(api))
    documents = [json.loads(path.read_bytes()) for path in sorted(api.glob("news/**/index.json"))]
    assert found["items"] == sum(len(one["value"]) if "value" in one else 1 for one in documents) > 100
    assert found["topics"] > 10
    assert_nulls(found)


def test_it_reads_all_pages_off_a_server(asking, desk):
    server = uvicorn.Server(uvicorn.Config(site_app(desk.config.site_folder), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        found = counted(check(f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/api"))
    finally:
        server.should_exit = True
        thread.join()
    assert found["items"] == 27 + 14  # all news, and those of the one topic that has some
    assert found["topics"] == 3


BROKEN = {
    "heat as text": ({"heat": "90"}, 'value[0].heat: expected a whole number, found "90"'),
    "heat with a fraction": ({"heat": 90.5}, "value[0].heat"),
    "no title": ({"title": None}, "value[0].title: expected text, found null"),
    "one topic, not a list": ({"topics": "News"}, "value[0].topics: expected a list"),
    "an empty list": ({"topics": []}, "value[0].topics: expected a list with something in it, or null"),
    "a key too many": ({"colour": "red"}, "value[0].colour: expected no such key"),
    "another type": ({"type": "poem"}, "value[0].type"),
    "no time": ({"publishedDateTime": "yesterday"}, "value[0].publishedDateTime: expected a time"),
    "a width as text": ({"images": [{"width": "640"}]}, "value[0].images[0].url: expected this key"),
    "no outlet's name": ({"provider": {"name": None}}, "value[0].provider"),
}


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_it_notices_a_broken_item(asking, tmp_path, change):
    broken, message = change
    page = asking("/api/news").json()
    page["value"][0] |= broken
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "index.json").write_text(json.dumps(page))
    answer = check(tmp_path)
    assert answer.returncode == 1
    assert f"news/index.json: {message}" in answer.stderr.replace("\\", "/")


@pytest.mark.parametrize("key", ["sourceUrl", "heat", "topics", "provider"])
def test_it_notices_a_key_that_is_missing(asking, tmp_path, key):
    item = next(iter(asking("/api/news").json()["value"]))
    del item[key]
    (tmp_path / "news" / "one").mkdir(parents=True)
    (tmp_path / "news" / "one" / "index.json").write_text(json.dumps(item))
    answer = check(tmp_path)
    assert answer.returncode == 1
    assert f"{key}: expected this key, if only with null, found nothing" in answer.stderr


def test_it_notices_that_there_is_nothing(tmp_path):
    assert check(tmp_path).returncode == 1


def test_the_compiled_client_is_made_of_its_source():
    import importlib.util

    spec = importlib.util.spec_from_file_location("build_client", ROOT / "scripts" / "build_client.py")
    build = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(build)
    made = (CLIENT / "nightdesk.js").read_text(encoding="utf-8")
    assert made.startswith(build.header()), "run `python scripts/build_client.py`"
    tsc = build.find_tsc()
    if tsc is not None:
        assert made == build.compiled(tsc), "run `python scripts/build_client.py`"
