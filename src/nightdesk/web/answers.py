"""Answers of a public API: entity tags, conditional requests, gzip, and leave for pages of any origin to read.

The entity tag is strong, made of the bytes (RFC 9110, section 8.8.3); the gzipped form has one of its own, since
its bytes are others. ``Last-Modified`` is left out in the second of a change (section 8.8.2.2).
"""

from __future__ import annotations

import gzip
import hashlib
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import Response

from nightdesk.web.published import Document

JSON = "application/json"
LEAST_GZIPPED = 1_000  # bytes; below this the answer fits in one packet either way
# A recorded page of 46 KB: level 1 takes 0.09 ms to 6.4 KB, 5 takes 0.22 ms to 5.5 KB, 9 takes 0.55 ms to 5.3 KB.
GZIP_LEVEL = 5
READING = "GET, HEAD, OPTIONS"
# Anyone's page may read what is public (Fetch, section 3.3); of the headers a script would miss only this one.
OPEN = {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "ETag"}


def answer(request: Request, document: Document, media_type: str = JSON) -> Response:
    """An answer, or 304 where the client has it already (RFC 9110, section 13.2.2)."""
    content, tag = document.content, hashlib.sha256(document.content).hexdigest()[:32]
    headers = {**OPEN, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if len(content) >= LEAST_GZIPPED and _takes_gzip(request.headers.get("accept-encoding", "")):
        tag += "-gzip"
        headers["Content-Encoding"] = "gzip"
    headers["ETag"] = tag = f'"{tag}"'
    changed_at = _second_of(document.written_at)
    if changed_at is not None:
        headers["Last-Modified"] = format_datetime(changed_at, usegmt=True)
    if _is_known(request, tag, changed_at):
        headers.pop("Content-Encoding", None)
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    if "Content-Encoding" in headers:
        content = gzip.compress(content, GZIP_LEVEL, mtime=0)  # no time in it: the same bytes, the same tag
    headers["Content-Length"] = str(len(content))
    return Response(b"" if request.method == "HEAD" else content, headers=headers, media_type=media_type)


def answer_preflight() -> Response:
    """What a browser asks before a conditional request from a page of another origin."""
    leave = {"Access-Control-Allow-Methods": READING, "Access-Control-Allow-Headers": "*"}
    headers = {**OPEN, **leave, "Access-Control-Max-Age": "86400", "Allow": READING}
    return Response(status_code=HTTPStatus.NO_CONTENT, headers=headers)


def _takes_gzip(accepted: str) -> bool:
    """Whether ``Accept-Encoding`` lets gzip be used (RFC 9110, section 12.5.3)."""
    weights: dict[str, str] = {}
    for part in accepted.lower().split(","):
        coding, _, parameter = part.partition(";")
        weights[coding.strip()] = parameter.replace(" ", "").removeprefix("q=") or "1"
    weight = weights.get("gzip", weights.get("*", "0"))
    return weight.strip("0.") != ""


def _second_of(written_at: datetime | None) -> datetime | None:
    """When the content changed, to the second, where that can be said."""
    if written_at is None:
        return None
    second = written_at.replace(microsecond=0)
    return second if datetime.now(UTC) - second > timedelta(seconds=1) else None


def _is_known(request: Request, tag: str, changed_at: datetime | None) -> bool:
    """Whether a conditional request says that the client has these bytes."""
    tags = request.headers.get("if-none-match")
    if tags is not None:
        return tags.strip() == "*" or tag in [one.strip().removeprefix("W/") for one in tags.split(",")]
    since = request.headers.get("if-modified-since")
    if since is None or changed_at is None:
        return False
    try:
        moment = parsedate_to_datetime(since)
    except ValueError:
        return False
    return moment.tzinfo is not None and changed_at <= moment
