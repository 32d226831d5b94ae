"""Which addresses are asked at all: http and https, and no private network.

A check of the name or of what a resolver says is not enough: ``[::ffff:127.0.0.1]``, ``0.0.0.0`` and
``2130706433`` pass it. So addresses are judged where the socket is made, after every resolution.
"""

from __future__ import annotations

import errno
import re
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urljoin, urlsplit

from nightdesk.errors import SkipItem
from nightdesk.logins import without_login

LONGEST_SHOWN = 200  # characters of a URL that a message repeats
LONGEST_URL = 8192  # as in `nightdesk.urls`; RFC 9110, section 4.1 asks for 8,000
# IPv6 that carries an IPv4 address in its last 32 bits: mapped and compatible (RFC 4291, section 2.5.5),
# translated (RFC 2765) and NAT64 (RFC 6052); the private NAT64 prefix (RFC 8215) is refused as a whole.
_CARRIERS = tuple(IPv6Network(text) for text in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96"))
# Not yet known as private to every Python 3.11: RFC 8215, RFC 9637 (documentation), RFC 9602 (segment routing).
_RESERVED = tuple(IPv6Network(text) for text in ("64:ff9b:1::/48", "3fff::/20", "5f00::/16"))


class PrivateAddress(OSError):
    """A socket that was not made.

    Its text is the same for every address: the connector then hands on the first of several as it is.
    """

    def __init__(self, address: str) -> None:
        super().__init__(errno.EACCES, "a private address")
        self.address = address


def shown(url: str) -> str:
    """A URL for a message: on one line, without credentials, cut where it is long."""
    text = re.sub(r"://[^/?#]*@", "://", url.strip())
    text = "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text[: LONGEST_SHOWN + 1])
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def web_address(url: str) -> str:
    """The URL as it is asked, without its fragment; SkipItem where it is no address of the web."""
    asked = re.sub(r"[\t\r\n]", "", url.strip()).partition("#")[0]  # as browsers do (URL standard, section 4.4)
    if len(asked) > LONGEST_URL:
        raise SkipItem(f"{shown(url)}: not asked: longer than {LONGEST_URL:,} characters")
    try:
        parts = urlsplit(asked)
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise SkipItem(f"{shown(url)}: not a web address: {str(error).lower()}") from error
    if parts.scheme not in ("http", "https"):
        named = f"{parts.scheme}:" if parts.scheme else "an address without a scheme"
        raise SkipItem(f"{shown(url)}: not asked: only http: and https: are, not {named}")
    if not host:
        raise SkipItem(f"{shown(url)}: not a web address: it names no host")
    return asked


def host_of(url: str) -> str:
    """The host that a web address names, in lower case, without its port."""
    return (urlsplit(url).hostname or "").rstrip(".")


def origin_of(url: str) -> str:
    """Scheme, host and port of a web address, such as ``https://example.org:8443``."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2].lower()}"


def redirect_target(url: str, location: str | None) -> str:
    """Where a redirect of ``url`` leads; SkipItem where it names nothing, or no address of the web."""
    if not location:
        raise SkipItem(f"{shown(url)}: redirects without saying where")
    try:
        return without_login(web_address(urljoin(url, location.strip())))
    except ValueError as error:
        raise SkipItem(f"{shown(url)}: redirects to what is no web address: {shown(location)}") from error
    except SkipItem as error:
        raise SkipItem(f"{shown(url)}: redirects to {error}") from error


def is_public(address: str) -> bool:
    """Whether an IP address may belong to a server of the open web (IANA's special-purpose registries)."""
    found: IPv4Address | IPv6Address = ip_address(address)
    if isinstance(found, IPv6Address):
        inner = _carried(found)
        if inner is not None:
            return is_public(str(inner))
        if found.is_site_local or any(found in network for network in _RESERVED):
            return False
    return found.is_global and not found.is_multicast


def public_socket(addr_info: tuple[Any, ...]) -> socket.socket:
    """Make a socket for a resolved address; PrivateAddress where that is not on the open web."""
    family, kind, protocol, _, address = addr_info
    if not is_public(address[0]):
        raise PrivateAddress(address[0])
    return socket.socket(family, kind, protocol)


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that packets to an IPv6 address end up at, if there is one."""
    if address.sixtofour is not None:
        return address.sixtofour
    if any(address in network for network in _CARRIERS):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
