"""Whose turn it is: a host that failed rests, longer each time, and no thread waits for one that wants pauses."""

import pytest

from nightdesk.config import WebSettings
from nightdesk.errors import HostRests, NoAnswer, NotItsTurn, RetryLater, SkipItem
from nightdesk.tools import Request, Response
from nightdesk.web_client import PoliteWeb, UnitWeb, hosts
from nightdesk.web_client.transport import Answer


class Played:
    """Each path answers with what the table has in turn: an error, a status, or the target of a redirect."""

    is_live = True

    def __init__(self, **pages):
        self.pages, self.asked = {f"/{name}": list(answers) for name, answers in pages.items()}, []

    async def fetch(self, request):
        path = "/" + request.url.split("/", 3)[3]
        self.asked.append(path)
        answers = self.pages.get(path, [])
        answer = answers.pop(0) if answers else 200
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, str):
            return Answer(request.url, 302, {"location": answer})
        return Answer(request.url, answer, {}, b"User-agent: *\nCrawl-delay: 30" if path == "/robots.txt" else b"")

    async def close(self):
        pass


@pytest.fixture
def short_rests(monkeypatch):
    """Rests are over at once, so that only their lengths are told."""
    rested = []
    let_rest = hosts.Hosts._let_rest

    def end_at_once(self, host, error, now):
        let_rest(self, host, error, now)
        rested.append(round((host.rests_until - now) / 60) if host.rests_until > now else 0)
        host.rests_until = 0.0

    monkeypatch.setattr(hosts.Hosts, "_let_rest", end_at_once)
    return rested


def polite(played, **settings):
    return PoliteWeb(WebSettings(**{"host_delay_seconds": 0.0, "obey_robots": False, **settings}), lambda: played)


def ask(web, path, **options):
    return web.get(Request(url=f"https://example.org/{path}", **options))


def test_a_host_that_gave_no_answer_is_not_asked_for_its_other_pages():
    played = Played(a=[NoAnswer("https://example.org/a: no whole answer within 30 s")])
    with polite(played) as web:
        with pytest.raises(NoAnswer):
            ask(web, "a")
        with pytest.raises(HostRests, match=r"/b: not asked: .* for 60 s, since .*/a: no whole answer") as rests:
            ask(web, "b")
    assert (rests.value.host, rests.value.failures, played.asked) == ("example.org", 1, ["/a"])


def test_the_rest_of_a_host_grows_until_it_answers_again(short_rests):
    gone = [NoAnswer("gone") for _ in range(6)]
    played = Played(a=[*gone[:5], 404, gone[5]])
    with polite(played) as web:
        for _ in range(5):
            with pytest.raises(NoAnswer):
                ask(web, "a")
        with pytest.raises(SkipItem):
            ask(web, "a")
        with pytest.raises(NoAnswer):
            ask(web, "a")
    assert short_rests == [1, 4, 16, 64, 240, 1]


def test_two_errors_are_forgiven_and_the_third_in_a_row_lets_the_host_rest(short_rests):
    played = Played(a=[500, RetryLater("the connection broke"), 500, 500])
    with polite(played) as web:
        for _ in range(4):
            with pytest.raises(RetryLater):
                ask(web, "a")
    assert short_rests == [0, 0, 1, 4]


def test_a_unit_does_not_wait_for_a_host_that_wants_a_pause():
    played = Played()
    with polite(played, obey_robots=True) as web:
        ask(UnitWeb(web, 0.0), "a")
        with pytest.raises(NotItsTurn, match=r"/b: not asked yet: its host wants 30 s") as later:
            ask(UnitWeb(web, 0.0), "b")
    assert 29 < later.value.after.total_seconds() <= 30
    assert played.asked == ["/robots.txt", "/a"]


def test_a_second_request_of_a_unit_is_given_up_as_one_that_may_be_tried_later():
    with polite(Played(), obey_robots=True) as web:
        unit = UnitWeb(web, 0.0)
        ask(unit, "a")
        with pytest.raises(RetryLater, match="wants 30 s"):
            ask(unit, "b")


def test_a_unit_waits_for_the_first_rest_of_a_host_and_not_for_later_ones():
    class Resting:
        failures = 1

        def get(self, request):
            raise HostRests("left alone", hosts.FIRST_REST, "example.org", self.failures)

    web = Resting()
    with pytest.raises(NotItsTurn) as rests:
        UnitWeb(web, 0.0).get(Request(url="https://example.org/p.jpg"))
    assert (rests.value.failures, rests.value.after) == (1, hosts.FIRST_REST)
    web.failures = 2
    with pytest.raises(HostRests):
        UnitWeb(web, 0.0).get(Request(url="https://example.org/p.jpg"))


def test_who_is_put_off_behind_a_redirect_goes_on_from_there():
    played = Played(a=["/b"], b=["https://other.example/c"])
    with polite(played, host_delay_seconds=0.3) as web:
        with pytest.raises(NotItsTurn, match="/b: not asked yet"):
            ask(web, "a", patience=0.0)
        web._background._manners._hosts._hosts["example.org"].ready_at = 0.0
        assert ask(web, "a", patience=0.0) == Response("https://other.example/c", 200, {}, b"")
    assert played.asked == ["/a", "/b", "/c"]
