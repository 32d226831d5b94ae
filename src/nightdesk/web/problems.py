"""Errors of the API as ``application/problem+json`` (RFC 9457), in words a person can act on."""

from __future__ import annotations

from http import HTTPStatus

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from nightdesk.web.answers import OPEN, READING

MEDIA_TYPE = "application/problem+json"
SOON = "10"  # seconds until one may ask again where files cannot be read: a disk that is full or being mounted


class Problem(Exception):
    """A request that cannot be answered: its status, and what is wrong and the mend."""

    def __init__(self, status: HTTPStatus, detail: str) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail


def answer_problem(request: Request, error: Exception) -> Response:
    """The answer to a request that failed with this error."""
    if isinstance(error, Problem):
        return _problem(request, error.status, error.detail)
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = f"{request.method} is not possible here: this API is read with GET and HEAD"
        return _problem(request, HTTPStatus.METHOD_NOT_ALLOWED, detail, {"Allow": READING})
    if isinstance(error, HTTPException):
        return _problem(request, HTTPStatus(error.status_code), error.detail)
    if isinstance(error, OSError):  # without the file's name, which is the desk's own matter
        detail = f"the published files cannot be read now: {error.strerror}; ask again in {SOON} seconds"
        return _problem(request, HTTPStatus.SERVICE_UNAVAILABLE, detail, {"Retry-After": SOON})
    detail = "a bug in nightdesk; its log says more, please report it"
    return _problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, detail)


def _problem(request: Request, status: HTTPStatus, detail: str, headers: dict[str, str] | None = None) -> Response:
    """A problem document. Its type is ``about:blank``: it means no more than its status (RFC 9457, 4.2.1)."""
    document = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.url.path,
    }
    content = msgspec.json.encode(document)
    return Response(
        b"" if request.method == "HEAD" else content,
        status_code=status.value,
        headers={**OPEN, "Cache-Control": "no-store", "Content-Length": str(len(content)), **(headers or {})},
        media_type=MEDIA_TYPE,
    )
