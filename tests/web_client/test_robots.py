"""robots.txt, read once and obeyed."""

import asyncio
import socket
import time
from datetime import timedelta

import pytest

from nightdesk.errors import RetryLater, SkipItem
from nightdesk.tools import Request, Response
from nightdesk.web_client import robots
from nightdesk.web_client.robots import LONGEST, Robots, rules_of

PAGE = (200, {}, b"a page")


def robots_txt(*lines, status=200):
    return (status, {"Content-Type": "text/plain"}, "\n".join(lines).encode())


def test_a_page_that_robots_txt_forbids_is_never_asked_for_and_the_skip_says_what_to_do(site, live):
    site.pages |= {"/robots.txt": robots_txt("User-agent: *", "Disallow: /private/"), "/private/x": PAGE}
    with pytest.raises(SkipItem) as skipped:
        live().get(Request(url=site.url("/private/x")))
    assert str(skipped.value).startswith(f"{site.url('/private/x')}: robots.txt of this host does not allow it")
    assert "obey_robots = false in [web]" in str(skipped.value)
    assert site.paths() == ["/robots.txt"]


def test_robots_txt_is_asked_for_once_for_many_pages(site, live):
    site.pages |= {"/robots.txt": robots_txt("User-agent: *", "Disallow: /x"), "/a": PAGE, "/b": PAGE}
    web = live()
    for path in ("/a", "/b", "/a"):
        web.get(Request(url=site.url(path)))
    assert site.paths() == ["/robots.txt", "/a", "/b", "/a"]


def test_each_host_has_its_own_robots_txt(site, live):
    site.pages["/a"] = PAGE
    web = live()
    web.get(Request(url=site.url("/a", "127.0.0.1")))
    web.get(Request(url=site.url("/a", "127.0.0.2")))
    assert site.paths() == ["/robots.txt", "/a", "/robots.txt", "/a"]


def test_an_owner_may_leave_robots_txt_unread(site, live):
    site.pages |= {"/robots.txt": robots_txt("User-agent: *", "Disallow: /"), "/a": PAGE}
    assert live(obey_robots=False).get(Request(url=site.url("/a"))).body == b"a page"
    assert site.paths() == ["/a"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_without_a_robots_txt_everything_is_allowed(site, live, status):
    site.pages |= {"/robots.txt": robots_txt(status=status), "/a": PAGE}
    assert live().get(Request(url=site.url("/a"))).status == 200


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_server_that_cannot_give_its_robots_txt_is_asked_nothing_else_for_now(site, live, status):
    site.pages |= {"/robots.txt": robots_txt(status=status), "/a": PAGE}
    web = live()
    for _ in range(2):
        with pytest.raises(
            RetryLater, match=f"/a: not asked, as its robots.txt cannot be had: answered {status}"
        ) as later:
            web.get(Request(url=site.url("/a")))
        assert timedelta(minutes=4) < later.value.after <= timedelta(minutes=5)
    assert site.paths() == ["/robots.txt"]


def test_a_redirected_robots_txt_counts_for_the_host_that_was_asked(site, live):
    site.pages |= {
        "/robots.txt": (301, {"Location": "/elsewhere"}, b""),
        "/elsewhere": robots_txt("User-agent: *", "Disallow: /a"),
    }
    with pytest.raises(SkipItem, match=r"robots\.txt of this host does not allow it"):
        live().get(Request(url=site.url("/a")))


def test_a_robots_txt_that_redirects_in_a_circle_is_none(site, live):
    site.pages |= {"/robots.txt": (301, {"Location": "/robots.txt"}, b""), "/a": PAGE}
    assert live().get(Request(url=site.url("/a"))).status == 200


def test_robots_txt_counts_for_where_a_redirect_leads_too(site, live):
    site.pages |= {
        "/robots.txt": robots_txt("User-agent: *", "Disallow: /b"),
        "/a": (302, {"Location": "/b"}, b""),
        "/b": PAGE,
    }
    with pytest.raises(SkipItem, match=rf"/a: redirected to {site.url('/b')}: robots\.txt"):
        live().get(Request(url=site.url("/a")))
    assert "/b" not in site.paths()


def test_what_stands_after_500_kib_of_robots_txt_is_not_read(site, live):
    filler = "#" * 99
    lines = ["User-agent: *", "Disallow: /before", *[filler] * (LONGEST // 100 + 1), "Disallow: /after"]
    site.pages |= {"/robots.txt": robots_txt(*lines), "/after": PAGE, "/before": PAGE}
    web = live()
    assert web.get(Request(url=site.url("/after"))).status == 200
    with pytest.raises(SkipItem):
        web.get(Request(url=site.url("/before")))


def test_a_crawl_delay_is_kept(site, live):
    site.pages |= {"/robots.txt": robots_txt("User-agent: *", "Crawl-delay: 0.3"), "/a": PAGE}
    web = live()
    for _ in range(2):
        web.get(Request(url=site.url("/a")))
    moments = [moment for path, _, moment in site.asked if path == "/a"]
    assert moments[1] - moments[0] >= 0.3


def test_a_crawl_delay_of_nothing_does_not_shorten_the_desks_own_pause(site, live):
    site.pages |= {"/robots.txt": robots_txt("User-agent: *", "Crawl-delay: 0"), "/a": PAGE}
    live(host_delay_seconds=0.2).get(Request(url=site.url("/a")))
    (_, _, rules_at), (_, _, page_at) = site.asked
    assert page_at - rules_at >= 0.2


def test_a_name_that_cannot_be_resolved_is_one_plain_line(live, monkeypatch):
    def fail(*_args, **_options):
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(RetryLater) as later:
        live().get(Request(url="https://exmaple.test/feed"))
    assert str(later.value) == (
        "https://exmaple.test/feed: not asked, as its robots.txt cannot be had:"
        " the name exmaple.test cannot be resolved; check its spelling"
    )


@pytest.mark.parametrize("name", ["nightdesk", "NightDesk", "nightdesk/1.0", "Nightdesk # us", " nightdesk "])
def test_a_group_for_nightdesk_is_obeyed(name):
    assert not rules_of(f"User-agent: {name}\nDisallow: /\n".encode()).can_fetch("https://example.org/a", "nightdesk")


@pytest.mark.parametrize("name", ["night", "nightdesk-images", "desk", "GPTBot", "night*"])
def test_a_group_for_another_robot_is_not_ours(name):
    text = f"User-agent: {name}\nDisallow: /\n"
    assert rules_of(text.encode()).can_fetch("https://example.org/a", "nightdesk")


def test_a_group_for_nightdesk_counts_in_the_place_of_the_one_for_all():
    rules = rules_of(b"User-agent: *\nDisallow: /\n\nUser-agent: Foo\nUser-agent: nightdesk\nDisallow: /x\n")
    assert rules.can_fetch("https://example.org/a", "nightdesk")
    assert not rules.can_fetch("https://example.org/x", "nightdesk")


def test_the_rules_of_another_robot_do_not_run_into_ours():
    rules = rules_of(b"User-agent: nightdesk\nDisallow: /x\nUser-agent: Foo\nDisallow: /\n")
    assert rules.can_fetch("https://example.org/a", "nightdesk")


@pytest.mark.parametrize(
    "body", [b"", b"\0\xff\xfe", b"<!doctype html><title>404</title>", b"\xef\xbb\xbfUser-agent: x"]
)
def test_what_is_no_robots_txt_allows_everything(body):
    assert rules_of(body).can_fetch("https://example.org/a", "nightdesk")


def test_a_mark_of_byte_order_does_not_hide_the_first_group():
    body = b"\xef\xbb\xbfUser-agent: *\nDisallow: /a"
    assert not rules_of(body).can_fetch("https://example.org/a", "nightdesk")


def test_thousands_of_robots_over_thousands_of_rules_take_no_time():
    agents = "\n".join(f"User-agent: bot{number}" for number in range(10_000))
    spelled = "\n".join(f"useragent bot{number}" for number in range(5_000))
    rules = "\n".join(f"Disallow: /{number}" for number in range(10_000))
    began = time.process_time()
    assert rules_of(f"{agents}\n{spelled}\n{rules}".encode()).can_fetch("https://example.org/a", "nightdesk")
    assert time.process_time() - began < 3  # 0.1 s where it was measured; minutes without the care taken


def test_older_rules_stay_in_force_while_a_new_robots_txt_cannot_be_had(monkeypatch):
    answers = iter([b"User-agent: *\nDisallow: /a", RetryLater("https://example.org/robots.txt: answered 503")])

    async def read(request):
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return Response(request.url, 200, {}, answer)

    async def ask_twice():
        asked = Robots(read)
        for _ in range(2):
            with pytest.raises(SkipItem, match="does not allow"):
                await asked.check("https://example.org/a")

    monkeypatch.setattr(robots, "KEPT", timedelta(0))
    asyncio.run(ask_twice())
    assert next(answers, None) is None
