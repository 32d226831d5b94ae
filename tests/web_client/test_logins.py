"""Who is sent a login: the origin that it is of, for the source that it is of, and nobody else."""

from base64 import b64encode

from nightdesk.logins import Login, take_login
from nightdesk.tools import Request

PAGE = (200, {"Content-Type": "text/plain"}, b"here")
SENT = f"Basic {b64encode(b'ada:s3cret').decode()}"


def login_of(site):
    return take_login(site.url("/").replace("://", "://ada:s3cret@"))[1]


def sent(site, path):
    return site.headers_of(path).get("Authorization")


def test_an_address_with_a_login_is_asked_with_it_and_answers_without(site, live):
    site.pages["/feed"] = PAGE
    answer = live().get(Request(url=site.url("/feed").replace("://", "://ada:s3cret@")))
    assert sent(site, "/feed") == SENT
    assert answer.url == site.url("/feed")


def test_what_is_asked_for_a_source_carries_its_login_and_nothing_else_does(site, live):
    site.pages |= {"/a": PAGE, "/b": PAGE, "/c": PAGE}
    web = live()
    web.use_logins({"f1": login_of(site)})
    web.get(Request(url=site.url("/a"), source_id="f1"))
    web.get(Request(url=site.url("/b"), source_id="f2"))
    web.get(Request(url=site.url("/c")))
    assert [sent(site, path) for path in ("/a", "/b", "/c")] == [SENT, None, None]
    assert sent(site, "/robots.txt") is None


def test_a_redirect_takes_the_login_along_to_its_own_origin_alone(site, live):
    elsewhere = site.url("/there", host="127.0.0.2")
    site.pages |= {
        "/near": (302, {"Location": "/here"}, b""),
        "/far": (302, {"Location": elsewhere.replace("://", "://eve:guess@")}, b""),
        "/here": PAGE,
        "/there": PAGE,
    }
    web = live()
    login = login_of(site)
    assert web.get(Request(url=site.url("/near"), login=login)).url == site.url("/here")
    assert web.get(Request(url=site.url("/far"), login=login)).url == elsewhere
    assert sent(site, "/here") == SENT
    assert sent(site, "/there") is None  # neither ours nor the one that the redirect named


def test_a_login_of_another_host_is_not_sent_whatever_asks_for_it(site, live):
    site.pages["/a"] = PAGE
    live().get(Request(url=site.url("/a"), login=Login("http://127.0.0.9:80", "ada", "s3cret")))
    assert sent(site, "/a") is None
