"""The live web, against a real server on loopback."""

import asyncio
import gzip
import resource
import socket
import subprocess
import sys
import threading
import zlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from aiohttp import web as server

from nightdesk.config import Config, WebSettings
from nightdesk.errors import ConfigError, RetryLater, SkipItem
from nightdesk.tools import Request
from nightdesk.web_client import guard, open_web
from nightdesk.web_client import live as live_transport

PAGE = (200, {"Content-Type": "text/html; charset=utf-8"}, "<p>Grüße</p>".encode())


@pytest.fixture
def web(live):
    """The live web without robots.txt, of which other tests tell."""
    return live(obey_robots=False)


@pytest.fixture
def raw_server():
    """Serve these bytes, whatever is asked, then close; returns the address."""
    listeners = []

    def serve(answer):
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)

        def run():
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(65_536)
                    connection.sendall(answer)

        threading.Thread(target=run, daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}/"

    yield serve
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def test_a_page_comes_with_its_address_status_headers_and_body(site, web):
    site.pages["/a"] = PAGE
    response = web.get(Request(url=site.url("/a#top")))
    assert (response.url, response.status, response.media_type) == (site.url("/a"), 200, "text/html")
    assert response.body.decode() == "<p>Grüße</p>"


def test_a_request_says_who_asks_and_carries_no_cookie_and_no_referrer(site, live):
    site.pages |= {
        "/a": (302, {"Location": "/b", "Set-Cookie": "id=1"}, b""),
        "/b": PAGE,
    }
    live(contact="mailto:desk@example.org", obey_robots=False).get(Request(url=site.url("/a", "localhost")))
    headers = site.headers_of("/b")
    assert headers["User-Agent"].startswith("nightdesk/")
    assert "(+mailto:desk@example.org)" in headers["User-Agent"]
    assert not {"Cookie", "Referer"} & set(headers)


def test_a_contact_that_would_break_the_header_is_refused_at_the_door(tmp_path):
    with pytest.raises(ConfigError, match="contact"):
        open_web(Config(home=tmp_path, web=WebSettings(contact="me\r\nX-Evil: 1")))


@pytest.mark.parametrize(
    ("encoding", "content"),
    [("gzip", gzip.compress(b"packed" * 999)), ("deflate", zlib.compress(b"packed" * 999))],
    ids=["gzip", "deflate"],
)
def test_a_packed_body_is_unpacked(site, web, encoding, content):
    site.pages["/a"] = (200, {"Content-Encoding": encoding}, content)
    assert web.get(Request(url=site.url("/a"))).body == b"packed" * 999


def test_a_body_in_chunks_comes_whole(site, web):
    async def chunked(request):
        response = server.StreamResponse()
        response.enable_chunked_encoding()
        await response.prepare(request)
        for number in range(50):
            await response.write(f"{number:03} ".encode())
        return response

    site.pages["/a"] = chunked
    assert web.get(Request(url=site.url("/a"))).body == b"".join(f"{number:03} ".encode() for number in range(50))


def test_validators_are_sent_and_not_modified_comes_back(site, web):
    async def unchanged(request):
        is_known = request.headers.get("If-None-Match") == '"1"' and "If-Modified-Since" in request.headers
        return server.Response(status=304 if is_known else 200, headers={"ETag": '"1"'})

    site.pages["/feed"] = unchanged
    date = "Sun, 22 Nov 2026 12:00:00 GMT"
    response = web.get(Request(url=site.url("/feed"), etag='"1"', last_modified=date))
    assert (response.status, response.body, response.headers["etag"]) == (304, b"", '"1"')


def test_a_gibibyte_bomb_stops_at_the_limit_with_little_memory(site, web):
    packer = zlib.compressobj(wbits=31)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    mebibyte = packer.compress(bytes(2**20)) + packer.flush(zlib.Z_FULL_FLUSH)

    async def bomb(request):
        response = server.StreamResponse(headers={"Content-Encoding": "gzip"})
        await response.prepare(request)
        await response.write(head + mebibyte * 1024)
        return response

    site.pages["/bomb"] = bomb
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(SkipItem, match=r"/bomb: too large: 10\.0 MB or more, and the limit is 10 MB"):
        web.get(Request(url=site.url("/bomb")))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # KB; a gibibyte without the stop


def test_a_body_announced_too_large_is_refused_by_its_size(site, web):
    site.pages["/film"] = (200, {}, bytes(11_000_000))
    with pytest.raises(SkipItem, match=r"/film: too large: 11\.0 MB or more, and the limit is 10 MB"):
        web.get(Request(url=site.url("/film")))


def test_an_endless_body_is_stopped_at_the_limit(site, web):
    async def endless(request):
        response = server.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(bytes(65_536))

    site.pages["/endless"] = endless
    with pytest.raises(SkipItem, match="too large"):
        web.get(Request(url=site.url("/endless"), limit=1_000_000))


def test_first_bytes_are_cut_and_the_rest_is_never_sent(site, web):
    ended = threading.Event()

    async def endless(request):
        response = server.StreamResponse()
        await response.prepare(request)
        try:
            while True:
                await response.write(b"x" * 65_536)
        except ConnectionError:
            ended.set()
            raise

    site.pages["/picture"] = endless
    assert web.get(Request(url=site.url("/picture"), first_bytes=1000)).body == b"x" * 1000
    assert ended.wait(timeout=5)


def test_a_slow_answer_is_given_up_after_the_time_for_one_request(site, live):
    async def slow(_request):
        await asyncio.sleep(3)

    site.pages["/slow"] = slow
    with pytest.raises(RetryLater, match=r"/slow: no whole answer within 0\.2 s"):
        live(timeout_seconds=0.2, obey_robots=False).get(Request(url=site.url("/slow")))


def test_a_body_that_trickles_is_given_up_as_well(site, live):
    async def trickle(request):
        response = server.StreamResponse()
        await response.prepare(request)
        for _ in range(30):
            await response.write(b".")
            await asyncio.sleep(0.1)
        return response

    site.pages["/trickle"] = trickle
    with pytest.raises(RetryLater, match="no whole answer"):
        live(timeout_seconds=0.3, obey_robots=False).get(Request(url=site.url("/trickle")))


def test_redirects_share_the_time_of_one_request(site, live):
    async def slow_step(request):
        await asyncio.sleep(0.15)
        return server.Response(status=302, headers={"Location": f"/{int(request.path[1:]) + 1}"})

    site.pages |= {f"/{number}": slow_step for number in range(9)}
    with pytest.raises(RetryLater, match="no whole answer"):
        live(timeout_seconds=0.4, obey_robots=False).get(Request(url=site.url("/0")))
    assert len(site.asked) <= 4


def test_a_page_that_is_gone_is_skipped_with_its_status(site, web):
    with pytest.raises(SkipItem, match=r"/none: answered 404 \(Not Found\): there is no such page"):
        web.get(Request(url=site.url("/none")))


def test_retry_after_is_handed_on_and_the_host_left_alone_meanwhile(site, web):
    site.pages |= {"/busy": (503, {"Retry-After": "120"}, b""), "/a": PAGE}
    with pytest.raises(RetryLater, match="/busy: answered 503") as later:
        web.get(Request(url=site.url("/busy")))
    assert later.value.after == timedelta(seconds=120)
    with pytest.raises(RetryLater, match=r"/a: not asked: its host is left alone for 1[12][0-9] s") as rested:
        web.get(Request(url=site.url("/a")))
    assert timedelta(seconds=110) < rested.value.after <= timedelta(seconds=120)
    assert site.paths() == ["/busy"]


def test_another_host_is_asked_while_one_rests(site, web):
    site.pages |= {"/busy": (429, {}, b""), "/a": PAGE}
    with pytest.raises(RetryLater):
        web.get(Request(url=site.url("/busy")))
    assert web.get(Request(url=site.url("/a", "127.0.0.2"))).status == 200


def test_a_failure_of_one_page_does_not_keep_its_host_waiting(site, web):
    site.pages |= {"/broken": (500, {}, b""), "/a": PAGE}
    with pytest.raises(RetryLater):
        web.get(Request(url=site.url("/broken")))
    assert web.get(Request(url=site.url("/a"))).status == 200


def test_a_closed_port_is_no_connection_and_its_host_rests(web):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(RetryLater, match=r"no connection to 127.0.0.1: ") as later:
        web.get(Request(url=f"http://127.0.0.1:{port}/"))
    assert later.value.after == timedelta(minutes=1)


def test_a_host_that_does_not_answer_the_knock_is_given_up_soon_and_rests(web, monkeypatch):
    monkeypatch.setattr(live_transport, "CONNECT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        address = listener.getsockname()
        # One connection fills the queue of a server that takes none; the kernel then drops further ones.
        with (
            socket.create_connection(address),
            pytest.raises(RetryLater, match=r"no connection .* within 0\.2 s") as later,
        ):
            web.get(Request(url=f"http://127.0.0.1:{address[1]}/"))
    assert later.value.after == timedelta(minutes=1)


def test_tls_to_a_server_without_it_is_no_secure_connection(site, web):
    with pytest.raises(RetryLater, match=r"no secure connection to 127.0.0.1"):
        web.get(Request(url=site.url("/").replace("http:", "https:")))


@pytest.mark.parametrize(
    "answer",
    [b"", b"SSH-2.0-OpenSSH_9.2\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort", b"HTTP/1.1 200 OK\r\nX"],
)
def test_an_answer_that_is_broken_may_be_whole_later(raw_server, web, answer):
    with pytest.raises(RetryLater, match=r"the connection to 127.0.0.1 broke: .") as later:
        web.get(Request(url=raw_server(answer)))
    assert "\n" not in str(later.value)


def test_a_header_as_long_as_security_policies_are_is_no_obstacle(site, web):
    site.pages["/a"] = (200, {"Content-Security-Policy": "x" * 30_000}, b"a page")
    assert web.get(Request(url=site.url("/a"))).body == b"a page"


def test_an_address_in_other_scripts_is_encoded(site, web):
    site.pages["/grüße"] = PAGE
    assert web.get(Request(url=site.url("/grüße?für=1"))).status == 200


def test_a_name_longer_than_the_dns_allows_is_skipped(web):
    with pytest.raises(SkipItem, match="not a web address"):
        web.get(Request(url=f"http://{'x' * 80}.test/"))


REFUSED = (
    *("http://127.0.0.1/", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/", "http://0x7f000001/"),
    *("http://0177.0.0.1/", "http://127.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/"),
    *("http://10.0.0.1/", "http://[fe80::1]/", "http://[::]/", "http://[::127.0.0.1]/", "http://224.0.0.1/"),
)


@pytest.mark.parametrize("url", REFUSED)
@pytest.mark.parametrize("obey_robots", [True, False])
def test_every_spelling_of_a_private_address_is_refused(site, live, url, obey_robots):
    address = url[:-1] + f":{site.port}/" if url.count("/") == 3 else url
    with pytest.raises(SkipItem, match=r"on a private network; a desk inside it sets allow_private|not a web address"):
        live(allow_private=False, obey_robots=obey_robots).get(Request(url=address))
    assert site.asked == []


def test_a_name_that_leads_to_a_private_address_is_refused_by_that_address(live, monkeypatch):
    def resolve(_host, port, *_args, **_options):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("10.0.0.7", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(SkipItem, match=r"rebound.test is at 10.0.0.7 on a private network"):
        live(allow_private=False).get(Request(url="http://rebound.test/"))


def test_a_redirect_to_a_private_address_is_refused(site, live, monkeypatch):
    # One loopback address plays the open web.
    monkeypatch.setattr(guard, "is_public", lambda address: address == "127.0.0.1")
    site.pages |= {"/a": (302, {"Location": site.url("/secret", "127.0.0.2")}, b""), "/secret": PAGE}
    with pytest.raises(
        SkipItem, match=r"/a: redirected to http://127\.0\.0\.2:\d+/secret: not asked: 127\.0\.0\.2 is on a"
    ):
        live(allow_private=False).get(Request(url=site.url("/a")))
    assert "/secret" not in site.paths()


def test_a_host_is_never_asked_twice_at_once_and_hosts_are_asked_side_by_side(site, live):
    async def page(_request):
        await asyncio.sleep(0.05)
        return server.Response()

    site.pages["/a"] = page
    web = live(obey_robots=False)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: web.get(Request(url=site.url("/a"))), range(8)))
        assert site.busiest == 1
        hosts = ["127.0.0.1", "127.0.0.2"] * 3
        list(threads.map(lambda host: web.get(Request(url=site.url("/a", host))), hosts))
    assert site.busiest == 2


def test_closing_breaks_off_what_is_under_way_and_it_may_be_tried_again(site, web):
    reached = threading.Event()

    async def slow(_request):
        reached.set()
        await asyncio.sleep(3)

    site.pages["/slow"] = slow
    with ThreadPoolExecutor(1) as thread:
        pending = thread.submit(web.get, Request(url=site.url("/slow")))
        assert reached.wait(timeout=5)
        web.close()
        with pytest.raises(RetryLater, match="/slow: broken off, as the desk is closing"):
            pending.result()
    with pytest.raises(RetryLater, match="/slow: not asked, as the desk is closing"):
        web.get(Request(url=site.url("/slow")))


def test_importing_and_opening_load_no_http_and_no_event_loop():
    program = (
        "import sys, pathlib; from nightdesk.config import Config; from nightdesk.web_client import open_web;"
        "open_web(Config(home=pathlib.Path())).close();"
        "print(sorted({'asyncio', 'aiohttp', 'fastwarc', 'protego', 'yarl'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


def test_a_form_is_sent_as_it_is_and_any_success_will_do(site, live):
    received = []

    async def hub(request):
        received.append((request.method, request.content_type, dict(await request.post())))
        return server.Response(status=204)

    site.pages["/hub"] = hub
    answer = live(obey_robots=True).post(
        site.url("/hub"), {"hub.mode": "publish", "hub.url": "https://desk.example/feed.xml?a&b=ü"}
    )
    assert answer.status == 204
    assert received == [
        (
            "POST",
            "application/x-www-form-urlencoded",
            {"hub.mode": "publish", "hub.url": "https://desk.example/feed.xml?a&b=ü"},
        )
    ]
    assert site.paths() == ["/hub"], "robots.txt is not asked for an address that the owner named"


@pytest.mark.parametrize(
    ("status", "headers", "error", "message"),
    [
        (307, {"location": "/elsewhere"}, SkipItem, r"a form is not sent on.*/elsewhere"),
        (404, {}, SkipItem, "404"),
        (503, {"retry-after": "120"}, RetryLater, "asks to wait 120 s"),
    ],
)
def test_a_form_that_is_not_taken_says_why(site, web, *, status, headers, error, message):
    site.pages["/hub"] = (status, headers, b"")
    with pytest.raises(error, match=message):
        web.post(site.url("/hub"), {"hub.mode": "publish"})
    assert site.paths() == ["/hub"]


def test_a_form_reaches_no_private_address_unless_the_owner_says_so(site, live):
    site.pages["/hub"] = (204, {}, b"")
    with pytest.raises(SkipItem, match="private network"):
        live(allow_private=False).post(site.url("/hub"), {})
    assert site.paths() == []
