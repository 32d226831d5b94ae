"""Addresses as people type them, to addresses that a mail can be sent to."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from email.utils import parseaddr

# What the HTML standard takes for an address (4.10.5.1.5): stricter than RFC 5322 where that allows quotes, comments
# and line breaks, which nobody has and attackers use.
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_LOCAL = 64  # octets (RFC 5321, 4.5.3.1.1)
LONGEST = 254  # octets: a path has 256 with its angle brackets (RFC 5321, 4.5.3.1.3)


@dataclass(frozen=True, slots=True)
class BadAddress:
    """A line of a list that holds no address that can be used, and why."""

    line: int
    reason: str


def read_address(text: str) -> str:
    """The address, its domain in lower case and in ASCII (IDNA); ValueError says what is wrong with it."""
    local, at, domain = text.strip().rpartition("@")
    if not at or not local or not domain:
        raise ValueError("an address looks like name@example.org")
    if not local.isascii():
        raise ValueError("letters outside ASCII before the @ are not supported")
    if not _LOCAL.fullmatch(local) or len(local) > LONGEST_LOCAL:
        raise ValueError("the part before the @ is not one that a mail can be sent to")
    try:
        plain = domain.lower().encode("idna").decode("ascii").lower()
    except UnicodeError as error:
        raise ValueError("the part after the @ is no domain") from error
    labels = plain.split(".")
    is_domain = len(labels) > 1 and all(map(_LABEL.fullmatch, labels)) and not labels[-1].isdigit()
    if not is_domain or len(local) + 1 + len(plain) > LONGEST:
        raise ValueError("the part after the @ is no domain")
    return f"{local}@{plain}"


def read_addresses(text: str) -> tuple[list[str], list[BadAddress]]:
    """Addresses from a list: one a line, or CSV of which one column holds them, with or without a heading.

    Returns the addresses in their order, and the lines that hold none, except for a heading.
    """
    found: list[str] = []
    bad: list[BadAddress] = []
    for number, cells in enumerate(csv.reader(text.removeprefix("\ufeff").splitlines(), strict=False), start=1):
        given = next((cell for cell in cells if "@" in cell), None)
        if given is None:
            if number > 1 and any(cell.strip() for cell in cells):
                bad.append(BadAddress(number, "no address in this line"))
            continue
        try:
            found.append(read_address(parseaddr(given)[1] or given))
        except ValueError as error:
            bad.append(BadAddress(number, str(error)))
    return found, bad
