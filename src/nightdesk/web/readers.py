"""The door for readers of the newsletter: subscribe, confirm, leave.

Nothing here tells whether an address is on the list: who asks gets the same answer, before the list is looked at. Links
in mails open a page with a button, since programs that look through mails follow links but press no buttons; the button
and a mail program's own (RFC 8058) post to the same address. There are no cookies, scripts or logs of addresses.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import parse_qs

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from nightdesk.formats.newsletter import LetterPages, Said
from nightdesk.mailing import read_address
from nightdesk.newsroom import Newsroom
from nightdesk.web.security import is_from_elsewhere

MOST_BYTES = 4_096  # a form with one address has a tenth of it
PER_CLIENT = 10  # addresses that one client may give in an hour: a household, not a list
PER_HOUR = 500  # addresses in all that may wait for their mail: beyond it somebody uses this desk to flood others
HOUR = 3600.0
MOST_CLIENTS = 10_000  # remembered at once, in memory alone; one takes some 200 bytes
# The address of an answer holds a token: not even our own pages learn it.
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}

ASKED = Said(
    heading="Look into your mail",
    lines=(
        "If that address can have the newsletter, a mail is on its way to it. Open the link in it and say yes.",
        "Is there none after some minutes? Look among the unwanted mail, or try again in an hour.",
    ),
)
CONFIRM = Said(heading="Do you want the newsletter?", lines=(), button="Yes, send it to me", depth=3)
CONFIRMED = Said(
    heading="You get the newsletter", lines=("It comes with the next issue. Each mail has a link to leave.",), depth=3
)
TOO_LATE = Said(
    heading="This link has run out",
    lines=("It serves for three days, until somebody has left or asked anew. Ask for the newsletter once more.",),
    depth=3,
)
LEAVE = Said(
    heading="No more newsletters?",
    lines=("Then press the button. Your address is deleted.",),
    button="Unsubscribe",
    depth=3,
)
LEFT = Said(
    heading="You are off the list",
    lines=("No newsletter comes by this link any more; your address is deleted.",),
    depth=3,
)
NO_ADDRESS = Said(heading="That is no mail address", lines=("One looks like name@example.org. Go back and try again.",))
TOO_MANY = Said(heading="Too many at once", lines=("Try again in an hour.",))
ELSEWHERE = Said(
    heading="That form is of another site", lines=("Ask for the newsletter on this site's own page, below.",)
)
NOT_OFFERED = Said(heading="There is no newsletter now", lines=("This desk sends none at the moment.",))


class Allowance:
    """How often each client may still do something within an hour; kept in memory alone."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._seen: dict[str, list[float]] = {}

    def take(self, client: str) -> bool:
        """Whether the client may, once more; it is counted if so. Addresses of one IPv6 network count as one."""
        now = self._clock()
        name = _network(client)
        recent = [moment for moment in self._seen.pop(name, ()) if moment > now - HOUR]
        is_allowed = len(recent) < self._most
        if is_allowed:
            recent.append(now)
        self._seen[name] = recent  # the newest stand last
        while len(self._seen) > MOST_CLIENTS:
            del self._seen[next(iter(self._seen))]
        return is_allowed


class ReadersDoor:
    """Answers readers of one desk; ``wake`` is called when a mail has become due."""

    def __init__(self, newsroom: Newsroom, wake: Callable[[], None], allowance: Allowance | None = None) -> None:
        self._newsroom = newsroom
        self._readers = newsroom.store.subscribers
        self._pages = LetterPages(newsroom.config, newsroom.topics)
        self._wake = wake
        self._allowance = allowance or Allowance(PER_CLIENT)

    def routes(self) -> list[BaseRoute]:
        """The routes; the page with the form itself is a file of the site."""
        return [
            Route("/newsletter/", self._answered(self._subscribe), methods=["POST"]),
            Route("/newsletter/confirm/{token}", self._answered(self._ask_to_confirm), methods=["GET"]),
            Route("/newsletter/confirm/{token}", self._answered(self._confirm), methods=["POST"]),
            Route("/newsletter/leave/{token}", self._answered(self._ask_to_leave), methods=["GET"]),
            Route("/newsletter/leave/{token}", self._answered(self._leave), methods=["POST"]),
        ]

    def _answered(
        self, answer: Callable[[Request], Awaitable[tuple[HTTPStatus, Said, str | None]]]
    ) -> Callable[[Request], Awaitable[Response]]:
        async def respond(request: Request) -> Response:
            status, said, address = await answer(request)
            headers = HEADERS | ({"Retry-After": str(int(HOUR))} if said is TOO_MANY else {})
            noting = BackgroundTask(self._note, address) if address is not None else None
            content = self._pages.answer(said)
            return Response(content, status, headers, media_type="text/html; charset=utf-8", background=noting)

        return respond

    async def _subscribe(self, request: Request) -> tuple[HTTPStatus, Said, str | None]:
        """1. Whether anybody may ask here, 2. whether this client may, 3. whether it is an address. Then one answer."""
        config = self._newsroom.config
        if not config.newsletter.enabled:
            return HTTPStatus.NOT_FOUND, NOT_OFFERED, None
        if is_from_elsewhere(request, (config.desk.url, config.newsletter.links_url)):
            return HTTPStatus.FORBIDDEN, ELSEWHERE, None
        since = datetime.now(UTC) - timedelta(seconds=HOUR)
        if await run_in_threadpool(self._readers.asked_since, since) >= PER_HOUR:
            return HTTPStatus.SERVICE_UNAVAILABLE, TOO_MANY, None
        if not self._allowance.take(request.client.host if request.client else ""):
            return HTTPStatus.TOO_MANY_REQUESTS, TOO_MANY, None
        try:
            return HTTPStatus.ACCEPTED, ASKED, read_address(await _given(request))
        except ValueError:
            return HTTPStatus.BAD_REQUEST, NO_ADDRESS, None

    async def _ask_to_confirm(self, _: Request) -> tuple[HTTPStatus, Said, str | None]:
        return HTTPStatus.OK, CONFIRM, None

    async def _confirm(self, request: Request) -> tuple[HTTPStatus, Said, str | None]:
        is_known = await run_in_threadpool(self._readers.confirm, request.path_params["token"], datetime.now(UTC))
        return (HTTPStatus.OK, CONFIRMED, None) if is_known else (HTTPStatus.GONE, TOO_LATE, None)

    async def _ask_to_leave(self, _: Request) -> tuple[HTTPStatus, Said, str | None]:
        return HTTPStatus.OK, LEAVE, None

    async def _leave(self, request: Request) -> tuple[HTTPStatus, Said, str | None]:
        """Delete the reader. Who has left already is told the same: a second click is no error."""
        await run_in_threadpool(self._readers.leave, request.path_params["token"])
        return HTTPStatus.OK, LEFT, None

    def _note(self, address: str) -> None:
        """Put an address on the list, after its reader was answered: so no answer takes longer for one than another."""
        self._readers.ask(address, datetime.now(UTC))
        self._wake()


async def _given(request: Request) -> str:
    """The address in a posted form; ValueError where there is none."""
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > MOST_BYTES:
            raise ValueError("too long for a form with one address")
    fields = parse_qs(content.decode("ascii", "replace"), max_num_fields=10)
    return fields.get("address", [""])[0]


def _network(client: str) -> str:
    """What counts as one client: an IPv4 address, or an IPv6 network of 64 bits, which one household has."""
    try:
        address = ip_address(client)
    except ValueError:
        return client
    return str(ip_network((address, 64), strict=False)) if isinstance(address, IPv6Address) else client
