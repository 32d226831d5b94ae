"""Conditional requests, HEAD, gzip, and leave for pages of other origins, on every answer of the API."""

import gzip
import os
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime

import pytest

from .conftest import asker

NEWS = "/api/news/index.json"


def test_an_answer_is_not_sent_again_to_who_has_it(asking):
    tag = asking(NEWS).headers["etag"]
    assert not tag.startswith("W/")
    for known in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = asking(NEWS, if_none_match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers["access-control-allow-origin"] == "*"
    assert asking(NEWS, if_none_match='"other"').status == 200


def test_different_bytes_have_different_tags(asking):
    tags = [asking(f"/api/news?page={number}").headers["etag"] for number in range(1, 7)]
    assert len(set(tags)) == len(tags)
    assert asking("/api/news?minimum_heat=0").headers["etag"] == tags[0]


@pytest.mark.parametrize("encoding", ["", "gzip"])
@pytest.mark.parametrize("url", [NEWS, "/api/topics/", "/api/news?minimum_heat=80", "/api/openapi.json"])
def test_head_says_what_get_would(asking, url, encoding):
    got, headed = (asking(url, method, accept_encoding=encoding) for method in ("GET", "HEAD"))
    assert (headed.status, headed.body) == (200, b"")
    assert headed.headers == got.headers
    assert int(headed.headers["content-length"]) == len(got.body)
    assert asking(url, "HEAD", accept_encoding=encoding, if_none_match=got.headers["etag"]).status == 304


def test_it_says_when_the_file_changed_and_heeds_who_has_one_since(tmp_path):
    path = tmp_path / "api/news/page/1/index.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{}")
    changed_at = datetime(2026, 11, 21, 9, 30, 0, 5, tzinfo=UTC)
    os.utime(path, (changed_at.timestamp(), changed_at.timestamp()))
    asking = asker(tmp_path)
    assert parsedate_to_datetime(asking("/api/news").headers["last-modified"]) == changed_at.replace(microsecond=0)
    later, before = (format_datetime(changed_at + timedelta(hours=h), usegmt=True) for h in (1, -1))
    assert asking("/api/news", if_modified_since=later).status == 304
    assert asking("/api/news", if_modified_since=before).status == 200
    # An entity tag goes before a date (RFC 9110, 13.1.3).
    assert asking("/api/news", if_modified_since=later, if_none_match='"x"').status == 200


def test_in_the_second_of_a_change_it_says_no_time(tmp_path):
    path = tmp_path / "api/news/page/1/index.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"{}")
    soon = datetime.now(UTC).timestamp() + 30
    os.utime(path, (soon, soon))
    answer = asker(tmp_path)("/api/news", if_modified_since="Sun, 01 Jan 2090 00:00:00 GMT")
    assert (answer.status, "last-modified" in answer.headers) == (200, False)


@pytest.mark.parametrize("accepted", ["gzip", "br, GZIP;q=0.8", "*", "gzip; q=1.0", "identity;q=0.5, gzip;q=0.001"])
def test_who_takes_gzip_gets_it_with_a_tag_of_its_own(asking, accepted):
    plain, packed = asking(NEWS), asking(NEWS, accept_encoding=accepted)
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    again = asking(NEWS, accept_encoding=accepted, if_none_match=packed.headers["etag"])
    assert (again.status, "content-encoding" in again.headers) == (304, False)


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0", "gzip;q=0.000, *", "xgzip"])
def test_who_does_not_take_gzip_does_not_get_it(asking, accepted):
    assert "content-encoding" not in asking(NEWS, accept_encoding=accepted).headers


@pytest.mark.parametrize("url", [NEWS, "/api/nothing", "/api/openapi.json", "/api/news?page=x"])
def test_pages_of_any_origin_may_read(asking, url):
    answer = asking(url, origin="https://elsewhere.example")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == "ETag"


def test_a_browser_may_ask_conditionally_from_elsewhere(asking):
    asked = {"access_control_request_method": "GET", "access_control_request_headers": "if-none-match"}
    answer = asking(NEWS, "OPTIONS", origin="https://elsewhere.example", **asked)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-headers"] == "*"
    assert "GET" in answer.headers["access-control-allow-methods"]


def test_the_security_headers_of_the_site_are_on_the_api_too(asking):
    assert asking(NEWS).headers["x-content-type-options"] == "nosniff"
