"""What is secret stays so: passwords of sources, the database, keys."""

import base64
import os
import stat
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from commanding import command, tree
from warc_making import page

PASSWORD = "open-sesame:1&2"  # noqa: S105 - of a made-up server on loopback
SENT = "Basic " + base64.b64encode(f"ada:{PASSWORD}".encode()).decode()
QUOTED = "open-sesame%3A1%262"
PICTURE = '<meta property="og:image" content="/p.jpg"><meta property="og:image:width" content="900">'


class Answer(BaseHTTPRequestHandler):
    """An outlet all of which is behind a login, and whose addresses are relative or hold another login."""

    def do_GET(self):
        if self.path != "/robots.txt" and self.headers.get("Authorization") != SENT:
            self.server.refused.append(self.path)
            self.answer(401, "text/plain", b"who are you?")
            return
        host = f"127.0.0.1:{self.server.server_address[1]}"
        items = "".join(
            f"<item><link>{link}</link><title>The ferry {number} returns</title>"
            f'<enclosure url="{link}.jpg" type="image/jpeg"/>'
            "<pubDate>Thu, 19 Nov 2026 08:30:00 +0000</pubDate></item>"
            for number, link in enumerate(("/1", f"http://eve:guessed-it@{host}/2", f"//ada:{QUOTED}@{host}/3"))
        )
        feed = f'<rss version="2.0"><channel><title>Fjord Post</title><link>/</link>{items}</channel></rss>'
        if self.path == "/feed.xml":
            self.answer(200, "application/rss+xml", feed.encode())
        elif self.path in ("/1", "/2", "/3"):
            kind, body = page(f"The ferry {self.path} returns")
            sized = PICTURE + '<meta property="og:image:height" content="600">'
            self.answer(200, kind, body.replace(b"</head>", sized.encode() + b"</head>"))
        else:
            self.answer(404, "text/plain", b"gone")

    def answer(self, status, kind, body):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def outlet():
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        server.refused = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def desk(tmp_path):
    command("init", tmp_path)
    settings = "[desk]\nheat_threshold = 0\n[web]\nallow_private = true\nhost_delay_seconds = 0.0\n"
    (tmp_path / "desk.toml").write_text(settings)
    return tmp_path


def mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_a_password_of_a_source_is_sent_to_its_server_and_stands_nowhere_that_is_published(desk, outlet):
    address = f"http://127.0.0.1:{outlet.server_address[1]}/feed.xml"
    added = command("add", address.replace("://", f"://ada:{QUOTED}@"), desk=desk)
    assert (added.returncode, added.stderr) == (0, "")
    assert QUOTED in (desk / "sources.opml").read_text()
    assert mode(desk / "sources.opml") == 0o600
    ran = command("run", desk=desk)
    assert "3 new articles, 3 read" in ran.stdout, ran.stdout + ran.stderr
    assert outlet.refused == []
    said = [added.stdout, ran.stdout, ran.stderr, command("explain", "ferry 1 returns", desk=desk).stdout]
    published = tree(desk / "site")
    assert any(b"ferry" in content for content in published.values())
    for secret in (PASSWORD, QUOTED, "guessed-it", "open-sesame"):
        assert [name for name, content in published.items() if secret.encode() in content] == []
        assert not any(secret in text for text in said)
    assert "no login in any address" in command("doctor", desk=desk).stdout


def test_the_doctor_finds_a_password_that_was_published_before(desk, outlet):
    address = f"http://ada:{QUOTED}@127.0.0.1:{outlet.server_address[1]}/feed.xml"
    command("add", address, desk=desk)
    command("run", desk=desk)
    front = desk / "site" / "index.html"
    kept = front.read_text()
    for wrong, level in ((address, "wrong"), (address.replace("open-sesame", "other"), "odd")):
        front.write_text(kept + f'<a href="{wrong}">')
        found = next(line for line in command("doctor", desk=desk).stdout.splitlines() if "published:" in line)
        assert level in found
        assert "index.html" in found


def test_the_database_and_all_beside_it_are_their_owners_alone(desk, outlet):
    os.close(os.open(desk / "nightdesk.db", os.O_CREAT | os.O_WRONLY, 0o644))
    (desk / "nightdesk.db").chmod(0o644)  # as an older nightdesk left it
    old = os.umask(0o002)
    try:
        command("run", desk=desk)
    finally:
        os.umask(old)
    assert {path.name: mode(path) for path in desk.glob("nightdesk.db*")} == dict.fromkeys(
        (path.name for path in desk.glob("nightdesk.db*")), 0o600
    )
    (desk / "nightdesk.db").chmod(0o600)
    (desk / "sources.opml").write_text(
        (desk / "sources.opml")
        .read_text()
        .replace("<body>", '<body><outline xmlUrl="http://ada:open-sesame@127.0.0.1:1/feed.xml"/>')
    )
    (desk / "sources.opml").chmod(0o644)
    answer = command("doctor", desk=desk)
    assert answer.returncode == 1
    assert "chmod 600" in answer.stdout
