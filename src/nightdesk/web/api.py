"""The JSON API, live: the files of the edition, with parameters and conditional requests (docs/adr/0007)."""

from __future__ import annotations

import mimetypes
import re
from http import HTTPStatus
from pathlib import Path

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from nightdesk.counting import counted
from nightdesk.web.answers import answer, answer_preflight
from nightdesk.web.openapi import write_openapi
from nightdesk.web.problems import Problem, answer_problem
from nightdesk.web.published import NEWS, Beyond, Document, PublishedApi

# At most 9 digits: a list of 25 a page would hold every article ever written.
_PAGE = re.compile(r"[1-9][0-9]{0,8}")
_HEAT = re.compile(r"0|[1-9][0-9]{0,8}")


def api_mount(site_folder: Path) -> Mount:
    """What is served under ``/api/`` of a published folder."""
    api = _Api(PublishedApi(site_folder))
    handlers = dict.fromkeys((Problem, OSError, 404, 405, Exception), answer_problem)
    routes = [
        Route("/{path:path}", _preflight, methods=["OPTIONS"]),
        Route("/openapi.json", api.description, methods=["GET"]),
        Route("/{path:path}", api.read, methods=["GET"]),
    ]
    app = Starlette(routes=routes, exception_handlers=handlers)
    # A path without its slash is answered, not redirected: static hosts differ, and clients need not follow.
    app.router.redirect_slashes = False
    return Mount("/api", app)


def _preflight(_: Request) -> Response:
    return answer_preflight()


class _Api:
    """The answers of the API; plain functions, which the server runs in threads."""

    def __init__(self, published: PublishedApi) -> None:
        self._published = published
        self._description = Document(write_openapi())

    def description(self, request: Request) -> Response:
        """The description of this API; it changes only with nightdesk itself."""
        return answer(request, self._description)

    def read(self, request: Request) -> Response:
        """A page of a list, an item, or another file of the API.

        ``news``, ``news/`` and ``news/index.json`` are the same: what the hosts of static sites make of a path
        differs.
        """
        path = request.path_params["path"].removesuffix("index.json").strip("/")
        folder, _, number = path.rpartition("/page/")
        if folder and self._published.is_list(folder):
            if not _PAGE.fullmatch(number):
                raise Problem(HTTPStatus.NOT_FOUND, f"there is no page {number[:50]!r}: pages have numbers from 1 up")
            return self._page(request, folder, int(number))
        if self._published.is_list(path):
            return self._page(request, path, _number(request, "page", _PAGE, least=1) or 1)
        for name in (f"{path}/index.json", path):
            found = self._published.document(name)
            if found is not None:
                return answer(request, found, mimetypes.guess_type(name)[0] or "application/octet-stream")
        raise Problem(HTTPStatus.NOT_FOUND, self._not_found(request.url.path, path))

    def _page(self, request: Request, folder: str, number: int) -> Response:
        folder = self._narrowed(request, folder)
        heat = _number(request, "minimum_heat", _HEAT, least=0)
        if heat is None:
            found = self._published.page(folder, number)
        elif folder.split("/")[0] != NEWS:
            raise Problem(HTTPStatus.BAD_REQUEST, f"minimum_heat: only news has a heat, not {folder.split('/')[0]}")
        else:
            found = self._published.page_of_heat(folder, number, heat)
        if isinstance(found, Beyond):
            pages = counted(found.pages, "page")
            raise Problem(HTTPStatus.NOT_FOUND, f"there is no page {number}: this list has {pages}")
        return answer(request, found)

    def _narrowed(self, request: Request, folder: str) -> str:
        """The list of the topic in the query, else the list that was asked for."""
        topic_id = request.query_params.get("topic")
        if topic_id is None:
            return folder
        if folder != NEWS:
            raise Problem(HTTPStatus.BAD_REQUEST, f"topic: the list {folder} has no topics; ask /api/news/?topic=…")
        lists = self._published.topics()
        if topic_id not in lists:
            raise Problem(HTTPStatus.BAD_REQUEST, f"topic: there is no topic {topic_id[:50]!r}; {_named(lists)}")
        return lists[topic_id]

    def _not_found(self, address: str, path: str) -> str:
        section, _, name = path.partition("/")
        if section == NEWS and name:
            known = _named(self._published.topics())
            return f"there is no topic and no published item {name[:100]!r}; {known}"
        return f"there is nothing at {address[:100]}; /api/openapi.json says what there is"


def _named(topics: dict[str, str]) -> str:
    return f"topics of this desk: {', '.join(topics)}" if topics else "this desk has no topics"


def _number(request: Request, name: str, form: re.Pattern[str], least: int) -> int | None:
    """The whole number in a parameter of the query; Problem says what is wrong with it."""
    text = request.query_params.get(name)
    if text is None:
        return None
    if not form.fullmatch(text):
        raise Problem(HTTPStatus.BAD_REQUEST, f"{name} must be a whole number from {least} up, not {text[:50]!r}")
    return int(text)
