"""A desk on the live web, which here is a server on loopback; and the server of the site."""

import http.client
import os
import pty
import re
import signal
import socketserver
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from commanding import command
from warc_making import page, rss


class Outlet(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """A made-up outlet: a front page that names its feed, the feed, and two articles."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        self.base = f"http://127.0.0.1:{self.server_address[1]}"
        date = "Thu, 19 Nov 2026 08:30:00 +0000"
        link = b'<link rel="alternate" type="application/rss+xml" href="/feed.xml">'
        self.asked = []
        self.pages = {
            "/": ("text/html", b"<html><head>" + link + b"</head><body>Hi</body></html>"),
            "/feed.xml": rss((f"{self.base}/1", "The ferry returns", date), (f"{self.base}/2", "A bridge opens", date)),
            "/1": page("The ferry returns"),
            "/2": page("A bridge opens"),
        }


class Answer(BaseHTTPRequestHandler):
    """Answers for the outlet; robots.txt keeps robots out of /2."""

    def do_GET(self):
        self.server.asked.append(self.path)
        known = self.server.pages | {"/robots.txt": ("text/plain", b"User-agent: *\nDisallow: /2\n")}
        kind, body = known.get(self.path, ("text/plain", b"gone"))
        self.send_response(200 if self.path in known else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def outlet():
    with Outlet() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def desk(tmp_path) -> Path:
    command("init", tmp_path)
    (tmp_path / "desk.toml").write_text("[web]\nallow_private = true\nhost_delay_seconds = 0.0\n")
    return tmp_path


def test_adding_a_page_adds_the_feed_it_names_once(desk, outlet):
    first = command("add", outlet.base, desk=desk)
    assert (first.returncode, first.stderr) == (0, "")
    assert f"Fjord Post added to sources.opml: {outlet.base}/feed.xml (2 entries)" in first.stdout
    assert "is among the sources already" in command("add", f"{outlet.base}/feed.xml", desk=desk).stdout
    assert (desk / "sources.opml").read_text().count("xmlUrl") == 1


def test_adding_what_has_no_feed_says_so(desk, outlet):
    answer = command("add", f"{outlet.base}/1", desk=desk)
    assert answer.returncode != 0
    assert "not a feed" in answer.stderr


def test_a_private_address_is_not_asked_unless_the_desk_says_so(desk, outlet):
    (desk / "desk.toml").write_text("")
    answer = command("add", outlet.base, desk=desk)
    assert answer.returncode == 1
    assert "127.0.0.1" in answer.stderr
    assert outlet.asked == []


def test_a_run_obeys_robots_txt_and_says_so(desk, outlet):
    command("add", outlet.base, desk=desk)
    answer = command("run", desk=desk)
    assert answer.returncode == 0
    assert "2 new articles, 1 read, 1 left out, 0 failed" in answer.stdout
    assert "robots.txt" in next(line for line in answer.stdout.splitlines() if line.startswith("left out"))
    assert "/2" not in outlet.asked


def test_serving_polls_as_it_goes_and_answers_conditional_requests(desk, outlet):
    command("add", outlet.base, desk=desk)
    serve = subprocess.Popen(
        [sys.executable, "-m", "nightdesk", "serve", "--watch", "--port", "0"],
        cwd=desk,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        port = int(re.search(r"127\.0\.0\.1:(\d+)", serve.stdout.readline())[1])
        for line in serve.stderr:
            if "1 polled, 2 new" in line:
                break
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/")
        first = connection.getresponse()
        body = first.read().decode()
        assert "The ferry returns" in body or "no stor" in body.lower()
        connection.request("GET", "/", headers={"If-None-Match": first.headers["ETag"]})
        second = connection.getresponse()
        assert (second.status, second.read()) == (304, b"")
        connection.close()
        assert "default-src 'none'" in first.headers["Content-Security-Policy"]
    finally:
        serve.send_signal(signal.SIGINT)
        _, said = serve.communicate(timeout=60)
    assert "Traceback" not in said


def test_a_terminal_sees_a_progress_bar(desk, outlet):
    command("add", outlet.base, desk=desk)
    ours, theirs = pty.openpty()
    run = subprocess.Popen(
        [sys.executable, "-m", "nightdesk", "run"],
        cwd=desk,
        stdout=subprocess.DEVNULL,
        stderr=theirs,
        env=os.environ | {"TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:
            break
        if not part:
            break
        seen += part
    assert run.wait(timeout=60) == 0
    os.close(ours)
    for words in (b"polling sources", b"reading pages", b"publishing"):
        assert words in seen
