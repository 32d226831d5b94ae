"""The description of the JSON API (OpenAPI 3.1.1); its schemas are made of the types that write the API."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import msgspec

from nightdesk.formats.api import ApiItem, ApiPage, ApiTopic, TopicPage

OPENAPI = "3.1.1"
Table = dict[str, Any]

_ABOUT = """\
The published items of a news desk, newest first, with its topics and newsletters. These are files of the desk's site:
any static host serves them, and `nightdesk serve` answers with the same bytes, and heeds the parameters of the query,
which a static host passes over. `…/index.json`, `…/` and `…` are the same.

Every key is always there, null where an item has none, and no type changes with the data.

Every answer of `nightdesk serve` has a strong entity tag: ask again with `If-None-Match` and get 304 where nothing
changed. `HEAD` says what `GET` would. Pages of any origin may read it. It is gzipped for those who take that."""

_TEXTS = {
    "path": "The file of its record.",
    "title": "As the outlet gave it.",
    "excerpt": "As the outlet gave it.",
    "sourceUrl": "Always null: what found it is the desk's own matter.",
    "webUrl": "Where the reader is sent; null where `featuredContent` is shown in place.",
    "originalUrl": "Where it was found.",
    "featuredContent": "An embed, for a video.",
    "highlight": "Always null.",
    "heat": "The lead's quality and 20 for each article of another outlet on the story.",
    "tags": "Always null.",
    "images": "Pictures of the outlet.",
    "content": "What follows the record's front matter: the page of a newsletter, else empty.",
    "type": "What it is.",
    "ampWebUrl": "The AMP page.",
    "cdnAmpWebUrl": "The copy of the AMP page under cdn.ampproject.org.",
    "publishedDateTime": "When the outlet published it (RFC 3339).",
    "updatedDateTime": "Always null.",
    "provider": "The outlet.",
    "locale": "The language of the desk (BCP 47).",
    "categories": "The section it belongs to: `news` or `newsletter`.",
    "topics": "Names of topics: the root topic and narrower ones; null for an empty item of an imported record.",
}


def write_openapi() -> bytes:
    """The description as JSON."""
    return msgspec.json.format(msgspec.json.encode(openapi_document()), indent=2) + b"\n"


def openapi_document() -> Table:
    """The description as a table."""
    return {
        "openapi": OPENAPI,
        "info": {
            "title": "nightdesk: published news",
            "version": version("nightdesk"),
            "description": _ABOUT,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/", "description": "the desk's site"}],
        "paths": _paths(),
        "components": {
            "schemas": {**_schemas(), "Problem": _problem_schema()},
            "parameters": _parameters(),
            "headers": _headers(),
            "responses": _responses(),
        },
    }


def _paths() -> Table:
    reading = {
        "news/index.json": ("latestNews", "The newest items", "page", ["page", "topic", "minimum_heat"]),
        "news/page/{page}/index.json": ("newsPage", "A page of items", "page", ["number", "topic", "minimum_heat"]),
        "news/{name}/index.json": (
            "topicOrItem",
            "The newest items of a topic, or one item",
            "topic_or_item",
            ["name", "page", "minimum_heat"],
        ),
        "news/{topic_id}/page/{page}/index.json": (
            "topicNewsPage",
            "A page of the items of a topic",
            "page",
            ["topic_id", "number", "minimum_heat"],
        ),
        "topics/index.json": ("topics", "All topics", "topics", []),
        "topics/{topic_id}/index.json": ("topic", "One topic", "topic", ["topic_id"]),
        "newsletters/index.json": ("latestNewsletters", "The newest issues of the newsletter", "page", ["page"]),
        "newsletters/page/{page}/index.json": ("newslettersPage", "A page of issues", "page", ["number"]),
        "newsletters/{issue_id}/index.json": ("newsletter", "One issue of the newsletter", "item", ["issue_id"]),
    }
    paths = {f"/api/{path}": {"get": _reading(*described)} for path, described in reading.items()}
    described = {"description": "An OpenAPI document.", "content": {"application/json": {"schema": {"type": "object"}}}}
    own = {"operationId": "description", "summary": "This description; only from `nightdesk serve`"}
    return {**paths, "/api/openapi.json": {"get": {**own, "responses": {"200": described}}}}


def _reading(name: str, summary: str, answer: str, parameters: list[str]) -> Table:
    conditions = ["if_none_match", "if_modified_since"]
    responses = {"200": answer, "304": "not_modified", "400": "problem", "404": "problem", "503": "problem"}
    return {
        "operationId": name,
        "summary": summary,
        "parameters": [{"$ref": f"#/components/parameters/{key}"} for key in (*parameters, *conditions)],
        "responses": {code: {"$ref": f"#/components/responses/{key}"} for code, key in responses.items()},
    }


def _parameters() -> Table:
    positive, text = {"type": "integer", "minimum": 1, "maximum": 999_999_999}, {"type": "string"}
    listed = {
        "page": ("page", "query", positive | {"default": 1}, "Which page; live only."),
        "topic": ("topic", "query", text, "The id of a topic; live only."),
        "minimum_heat": (
            "minimum_heat",
            "query",
            positive | {"minimum": 0},
            "Only items with at least this heat; pages are cut after it. Live only.",
        ),
        "number": ("page", "path", positive, "Which page."),
        "name": ("name", "path", text, "The id of a topic, or the name of a record without its ending."),
        "topic_id": ("topic_id", "path", text, "The id of a topic."),
        "issue_id": ("issue_id", "path", text, "The name of an issue's record without its ending."),
        "if_none_match": ("If-None-Match", "header", text, "Entity tags of what the client has."),
        "if_modified_since": ("If-Modified-Since", "header", text, "Heeded where there is no If-None-Match."),
    }
    return {
        key: {"name": name, "in": place, "description": meaning, "schema": schema}
        | ({"required": True} if place == "path" else {})
        for key, (name, place, schema, meaning) in listed.items()
    }


def _headers() -> Table:
    text = {"schema": {"type": "string"}}
    return {
        "ETag": {"description": "A strong entity tag, made of the bytes.", **text},
        "Last-Modified": {
            "description": "When the file last changed; not in the second of a change, nor with `minimum_heat`.",
            **text,
        },
    }


def _responses() -> Table:
    schemas = {
        name: {"$ref": f"#/components/schemas/{name}"} for name in ("ApiPage", "ApiItem", "TopicPage", "ApiTopic")
    }
    page, item = schemas["ApiPage"], schemas["ApiItem"]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {
        "page": _response("A page of items.", page),
        "item": _response("One item.", item),
        "topic_or_item": _response("A page of items, or one item.", {"oneOf": [page, item]}),
        "topics": _response("All topics, as one page.", schemas["TopicPage"]),
        "topic": _response("One topic.", schemas["ApiTopic"]),
        "not_modified": {"description": "The client has it already.", "headers": _validators()},
        "problem": {
            "description": "What is wrong, and the mend (RFC 9457).",
            "content": {"application/problem+json": problem},
        },
    }


def _response(meaning: str, schema: Table) -> Table:
    return {"description": meaning, "headers": _validators(), "content": {"application/json": {"schema": schema}}}


def _validators() -> Table:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in ("ETag", "Last-Modified")}


def _schemas() -> Table:
    """The schemas of the types; all keys are required, since every key is always written."""
    types = [ApiPage, ApiItem, TopicPage, ApiTopic]
    _, schemas = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    for schema in schemas.values():
        schema["required"] = list(schema["properties"])
        schema["additionalProperties"] = False
        schema["description"] = schema["description"].replace("``", "`")
        for field in schema["properties"].values():
            field.pop("default", None)
    for key, field in schemas["ApiItem"]["properties"].items():
        field["description"] = _TEXTS[key]
    schemas["ApiItem"]["properties"]["publishedDateTime"]["format"] = "date-time"
    return schemas


def _problem_schema() -> Table:
    properties: Table = {key: {"type": "string"} for key in ("type", "title", "detail", "instance")}
    properties["status"] = {"type": "integer"}
    return {"type": "object", "description": "RFC 9457.", "required": sorted(properties), "properties": properties}
