"""What the server tells browsers, what it hides, and whom it believes.

Nothing of a request is given back in an answer's headers: where a request is led on, it is by its path alone, whatever
``Host`` it named. Files whose names begin with a dot are the desk's own affair.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from ipaddress import ip_network
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from nightdesk.errors import ConfigError
from nightdesk.logins import login_origin

# The site needs nothing from elsewhere and no script, and no page has a reason to frame it; a reader's browser is told
# to hold it to that. Only its own pages learn from which page a reader comes: with `no-referrer`, a browser would also
# hide from us that a form is ours (Fetch, section 3.2, "serializing a request origin").
CONTENT_POLICY = (
    "default-src 'none'; img-src 'self' data:; style-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
SECURITY_HEADERS = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)


class SecurityHeaders:
    """Adds the security headers that an answer has not itself, and keeps the address of a redirect to its path."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and add to its answer's headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, _led_on(name, value)) for name, value in message["headers"]]
                given = {name.lower() for name, _ in kept}
                message["headers"] = [*kept, *(each for each in SECURITY_HEADERS if each[0] not in given)]
            await send(message)

        await self._app(scope, receive, send_with_headers)


class SiteFiles(StaticFiles):
    """The files of a published folder, but those whose names begin with a dot, and those in folders of such names."""

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Where a file lies, if it may be seen."""
        if any(part.startswith(".") and part != "." for part in path.replace("\\", "/").split("/")):
            return "", None
        return super().lookup_path(path)


def is_from_elsewhere(request: Request, homes: Iterable[str]) -> bool:
    """Whether a browser says that a form was sent by a page of another site than those of ``homes`` and this one.

    A browser that says neither ``Sec-Fetch-Site`` (Fetch Metadata, section 2.3) nor ``Origin`` is none that a page of
    another site could make send it: such requests come from programs.
    """
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site in ("same-origin", "none"):
        return False
    if origin is None:
        return site is not None
    if site is None and urlsplit(origin).netloc == request.headers.get("host"):
        return False  # an older browser: ours is the host that it asked, by whatever scheme a proxy speaks to us
    return login_origin(origin) not in {login_origin(home) for home in homes} - {""}


def trusted_proxies(setting: str) -> list[str]:
    """The proxies of ``[serve] trusted_proxies``: addresses and networks; ConfigError names one that is neither."""
    found = setting.replace(",", " ").split()
    for each in found:
        try:
            ip_network(each)
        except ValueError as error:
            raise ConfigError(
                f"[serve] trusted_proxies: {each!r} is no address or network ({error}); write such as"
                ' "127.0.0.1" or "10.0.0.0/8"'
            ) from error
    return found


def _led_on(name: bytes, value: bytes) -> bytes:
    """The value of a header; an address to go on to without scheme and host, which came from the request."""
    if name.lower() != b"location":
        return value
    parts = urlsplit(value.decode("latin-1"))
    # Two slashes in front would name a host again (RFC 3986, section 4.2); browsers read backslashes as slashes.
    path = "/" + parts.path.lstrip("/\\")
    return (f"{path}?{parts.query}" if parts.query else path).encode("latin-1")
