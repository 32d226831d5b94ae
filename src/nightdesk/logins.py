"""User names and passwords in addresses (RFC 3986, section 3.2.1): taken off, and sent to their own origin alone.

An address with a login in it must reach no record, page, log or other server. Whoever lets an address in calls
`take_login` or `without_login`. Only a request carries the login, and only to the scheme, host and port that it is of.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import quote, unquote, urlsplit

# What stands before the last @ of an authority, which ends at a slash (browsers take a backslash for one), ? or #.
_LOGIN = re.compile(r"(\s*(?:[a-z][a-z0-9+.-]*:)?//)([^/?#\\]*)@", re.IGNORECASE)
_IN_TEXT = re.compile(r"(https?://)[^/?#\\\s\"'<>]*@", re.IGNORECASE)
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Login:
    """A name and a password for one origin, such as ``https://example.org:8443``."""

    origin: str
    name: str
    password: str = field(default="", repr=False)

    def header_for(self, url: str) -> dict[str, str]:
        """The header that a request of this address carries (RFC 7617); none where it is of another origin."""
        if login_origin(url) != self.origin:
            return {}
        pair = f"{self.name}:{self.password}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}

    def put_into(self, url: str) -> str:
        """The address with this login in it, for the owner's own file."""
        pair = ":".join(quote(part, safe="") for part in (self.name, self.password) if part)
        return url.replace("://", f"://{pair}@", 1) if login_origin(url) == self.origin else url


def take_login(url: str) -> tuple[str, Login | None]:
    """An address without the login in it, and that login; ``None`` where there is none."""
    found = _LOGIN.match(url)
    if found is None:
        return url, None
    bare = without_login(url)
    name, _, password = found[2].partition(":")
    origin = login_origin(bare)
    return bare, Login(origin, unquote(name), unquote(password)) if origin and (name or password) else None


def without_login(url: str) -> str:
    """An address without the login in it."""
    return _LOGIN.sub(r"\1", url, count=1) if "@" in url else url


def without_logins(text: str) -> str:
    """Text, such as JSON or HTML, without the logins in the addresses that it holds."""
    return _IN_TEXT.sub(r"\1", text) if "@" in text else text


def login_origin(url: str) -> str:
    """Scheme, host and port of an address as logins compare them; ``""`` where it has none."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in _PORTS or not parts.hostname:
        return ""
    return f"{parts.scheme}://{parts.hostname.rstrip('.')}:{port or _PORTS[parts.scheme]}"
