"""Manners over a transport that plays the web from a table."""

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest

from nightdesk.config import WebSettings
from nightdesk.errors import SkipItem
from nightdesk.tools import Request
from nightdesk.web_client import PoliteWeb
from nightdesk.web_client.transport import Answer


class PlayedWeb:
    """Answers 200, or a redirect where the table has one; notes what was under way together."""

    is_live = True

    def __init__(self, redirects=None, seconds=0.0):
        self.redirects = redirects or {}
        self.seconds = seconds
        self.asked = []
        self.under_way = set()
        self.most = 0

    async def fetch(self, request):
        self.asked.append((request.url, time.monotonic()))
        self.under_way.add(request.url)
        self.most = max(self.most, len(self.under_way))
        await asyncio.sleep(self.seconds)
        self.under_way.discard(request.url)
        if request.url in self.redirects:
            return Answer(request.url, 301, {"location": self.redirects[request.url]})
        return Answer(request.url, 200, {}, b"a page")

    async def close(self):
        pass


def polite(played, **settings):
    return PoliteWeb(WebSettings(obey_robots=False, **{"host_delay_seconds": 0.0, **settings}), lambda: played)


def chain(length):
    return {f"https://example.org/{step}": f"/{step + 1}" for step in range(length)}


def test_ten_redirects_are_followed_to_the_last_address():
    with polite(PlayedWeb(chain(10))) as web:
        assert web.get(Request(url="https://example.org/0")).url == "https://example.org/10"


def test_eleven_redirects_are_too_many():
    with polite(PlayedWeb(chain(11))) as web, pytest.raises(SkipItem, match="/0: more than 10 redirects"):
        web.get(Request(url="https://example.org/0"))


def test_redirects_in_a_circle_stop_where_it_closes():
    played = PlayedWeb({"https://example.org/a": "/b", "https://example.org/b": "/a"})
    with (
        polite(played) as web,
        pytest.raises(SkipItem, match=r"/a: redirects in a circle, back to https://example.org/a"),
    ):
        web.get(Request(url="https://example.org/a"))
    assert len(played.asked) == 2


def test_a_redirect_out_of_the_web_is_not_followed():
    with (
        polite(PlayedWeb({"https://example.org/a": "file:///etc/passwd"})) as web,
        pytest.raises(SkipItem, match=r"/a: redirects to file:///etc/passwd: not asked: only http: and https: are"),
    ):
        web.get(Request(url="https://example.org/a"))


def test_requests_to_one_host_keep_their_distance():
    played = PlayedWeb()
    with polite(played, host_delay_seconds=0.1) as web, ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda path: web.get(Request(url=f"https://example.org/{path}")), range(3)))
    moments = [moment for _, moment in played.asked]
    assert all(later - earlier >= 0.1 for earlier, later in pairwise(moments))


def test_http_and_https_of_a_name_are_one_host():
    played = PlayedWeb(seconds=0.02)
    urls = ["http://example.org/", "https://example.org/", "https://EXAMPLE.org:8443/"]
    with polite(played) as web, ThreadPoolExecutor(3) as threads:
        list(threads.map(lambda url: web.get(Request(url=url)), urls))
    assert played.most == 1


def test_no_more_hosts_are_asked_side_by_side_than_set():
    played = PlayedWeb(seconds=0.05)
    with polite(played, connections=3) as web, ThreadPoolExecutor(9) as threads:
        list(threads.map(lambda number: web.get(Request(url=f"https://host{number}.org/")), range(9)))
    assert played.most == 3


def test_no_connections_at_all_still_means_one():
    with polite(PlayedWeb(), connections=0) as web:
        assert web.get(Request(url="https://example.org/")).status == 200


def test_a_bug_in_a_transport_is_not_taken_for_a_failure_of_the_web():
    class Broken(PlayedWeb):
        async def fetch(self, request):
            raise KeyError(request.url)

    with polite(Broken()) as web, pytest.raises(KeyError):
        web.get(Request(url="https://example.org/"))


def test_two_threads_share_one_web_and_each_gets_its_own_answers():
    played = PlayedWeb(seconds=0.001)
    with polite(played) as web, ThreadPoolExecutor(2) as threads:
        urls = [f"https://host{number % 7}.org/{number}" for number in range(100)]
        assert [response.url for response in threads.map(lambda url: web.get(Request(url=url)), urls)] == urls


def test_closing_twice_is_well():
    web = polite(PlayedWeb())
    web.get(Request(url="https://example.org/"))
    web.close()
    web.close()
