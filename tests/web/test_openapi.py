"""The description of the API: valid, that of the code, and true of every answer."""

import json

import pytest

from conftest import ROOT
from nightdesk.web.openapi import openapi_document, write_openapi

from .test_api import static

# Others than pip's lock file may install: without these libraries the description is only compared.
needs = "needs the development library {}; `python3 scripts/check.py` installs it"


def test_the_description_in_the_documentation_is_that_of_the_code():
    written = (ROOT / "docs" / "reference" / "openapi.json").read_bytes()
    assert written == write_openapi(), "run `python scripts/write_openapi.py`"


def test_the_description_is_valid_openapi_and_served(asking):
    validator = pytest.importorskip("openapi_spec_validator", reason=needs.format("openapi-spec-validator"))
    validator.validate(openapi_document())
    broken = openapi_document()
    broken["paths"]["/api/news/index.json"]["get"]["responses"] = {"200": {}}
    with pytest.raises(Exception, match="'description' is a required property"):
        validator.validate(broken)
    answer = asking("/api/openapi.json")
    assert (answer.status, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == openapi_document()


@pytest.fixture(scope="module")
def schemas():
    jsonschema = pytest.importorskip("jsonschema", reason=needs.format("jsonschema"))
    document = openapi_document()
    return lambda name: jsonschema.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **document})


def schema_of(path, content):
    """The schema of an answer; that of ninjs is its own standard's."""
    if path.startswith("/api/topics/"):
        return "TopicPage" if "value" in content else "ApiTopic"
    return "ApiPage" if "value" in content else "ApiItem"


def test_every_answer_is_as_the_description_says(desk, asking, schemas):
    for path in (path for path in static(desk) if not path.startswith("/api/ninjs/")):
        content = json.loads(asking(path).body)
        schemas(schema_of(path, content)).validate(content)
    schemas("Problem").validate(asking("/api/news?page=x").json())


def test_the_recorded_pages_are_as_the_description_says(shared, schemas):
    paths = sorted((shared / "records/powerapps/api").rglob("page/*/index.json"))
    assert len(paths) == 22
    for path in paths:
        schemas("ApiPage").validate(json.loads(path.read_bytes()))


def test_the_description_refuses_what_clients_could_not_decode(asking, schemas):
    page = asking("/api/news/index.json").json()
    item = page["value"][0]
    for change in ({"heat": "90"}, {"heat": 90.5}, {"topics": "Ferries"}, {"title": None}, {"extra": 1}):
        assert not schemas("ApiPage").is_valid(page | {"value": [item | change]}), change
    assert not schemas("ApiItem").is_valid({key: value for key, value in item.items() if key != "tags"})
    assert not schemas("ApiPage").is_valid({"page": 1, "value": []})


def test_the_description_names_every_route_and_parameter(desk, asking):
    paths = openapi_document()["paths"]
    for path in paths:
        if "newsletters" not in path:  # this desk has none
            assert asking(path.format(page="1", name="ferries", topic_id="ferries")).status == 200
    for name in ("page", "topic", "minimum_heat"):
        assert {"$ref": f"#/components/parameters/{name}"} in paths["/api/news/index.json"]["get"]["parameters"]
