"""URLs and the names made from them: canonical form, ids, registered domains, AMP cache addresses, slugs.

Pure functions, cheap to import. A URL that cannot be used raises ValueError with a line for a person;
nothing else is raised, whatever the input.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from base64 import b32encode
from hashlib import sha256
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

# Browsers and servers stop at lengths between 2,000 and 8,192 (RFC 9110, section 4.1 asks for 8,000).
LONGEST_URL = 8192
DEFAULT_PORTS = {"http": 80, "https": 443}
LONGEST_HOST, LONGEST_LABEL = 253, 63  # RFC 1035, section 2.3.4
LONGEST_SHOWN = 100  # characters of a bad URL that an error repeats


def _words(text: str) -> list[str]:
    return text.split()


# A parameter is here only if it tells who sent the reader and never which page is shown.
TRACKING_PREFIXES = tuple(
    _words("""
    utm_ at_campaign at_custom at_link at_medium at_ptr at_format mtm_ matomo_ piwik_ pk_campaign pk_kwd pk_keyword
    pk_source pk_medium pk_content pk_cid hsa_ fb_action_ vero_ ga_campaign ga_content ga_medium ga_source ga_term
    wt.mc wt.tsrc wt.rss wt_mc wt_zmc __hs _hs guce_ bsft_ itm_ stm_
    """)
)
TRACKING_NAMES = frozenset(
    _words("""
    fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ymclid ysclid twclid ttclid igshid igsh li_fat_id
    mc_cid mc_eid mkt_tok oly_anon_id oly_enc_id epik rdt_cid sccid irclickid wickedid zanpid
    fb_source fb_ref s_kwcid s_cid ef_id _openstat _ga _gl gs_l xtor cmpid ocid ncid icid spm
    smid smtyp soc_src soc_trk trkinfo guccounter ns_mchannel ns_source ns_campaign ns_linkname ns_fee
    __twitter_impression sr_share gad_source gad_campaignid srsltid mibextid fbadid ttadid cvid _bta_tid _bta_c
    trk_contact trk_msg trk_module trk_sid ck_subscriber_id vgo_ee ml_subscriber ml_subscriber_hash elqtrackid elqtrack
    nr_email_referer s_email mscid yadclid
    """)
)
# Names that also name pages: dropped only with a value that names a channel (``ref=rss``, ``source=rss``).
CHANNEL_NAMES = frozenset(_words("ref source src from feature ref_src referrer via origin cmp"))
CHANNELS = frozenset(
    _words("""
    rss rss2 rss_feed rssfeed feed feeds feedburner atom twitter twsrc twsrc%5etfw facebook fb linkedin whatsapp
    telegram newsletter share sharebutton youtu.be
    """)
)

_UNRESERVED = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
_PATH_SAFE = _UNRESERVED | frozenset(b"/!$&'()*+,;=:@")
_QUERY_SAFE = _PATH_SAFE | frozenset(b"?")
_PLAIN = {safe: re.compile(f"[{re.escape(bytes(sorted(safe)).decode())}]*") for safe in (_PATH_SAFE, _QUERY_SAFE)}
_BLANKS = "".join(map(chr, range(33)))  # what browsers take off the ends of an address
_ESCAPE = re.compile(rb"%([0-9A-Fa-f]{2})")
_HOST = re.compile(r"(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_CACHED = re.compile(
    r"https?://(?:[a-z0-9-]+\.)?cdn\.ampproject\.org/(?:c|v|wp)/(s/)?([^/?#\s]+\.[^/?#\s]+)(/[^\s#]*|\?[^\s#]*)?(?:#\S*)?",
    re.IGNORECASE,
)
# A search engine's viewer frames AMP pages under its own address, the page's address behind /amp/ (with s/ for https).
_VIEWED = re.compile(
    r"https?://(?:www\.)?google\.[a-z.]{2,6}/amp/(s/)?([^/?#\s]+\.[^/?#\s]+)(/[^\s#]*|\?[^\s#]*)?(?:#\S*)?",
    re.IGNORECASE,
)
# What viewers add to the address of a page in the cache.
_VIEWER_NAMES = re.compile(r"(?:amp_js_v|amp_gsa|amp_ct|amp_tf|amp_r|usqp|aoh|csi|referrer)=[^&]*&?", re.IGNORECASE)
_SESSION = re.compile(r";(?:jsessionid|phpsessid)=[^/?;]*", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """Write a URL so that two spellings of one page are one text.

    Scheme and host are lower-cased, the default port, credentials, fragment, session ids in the path and
    tracking parameters dropped, dot segments resolved and percent-encoding made uniform (RFC 3986,
    section 6.2). Parameters keep their order, since some servers read it. Applying it twice changes nothing.

    Raises:
        ValueError: The text is not an absolute http or https URL with a possible host.
    """
    parts, host = _split(url)
    path = _SESSION.sub("", _encode(parts.path, _PATH_SAFE))
    kept = [
        piece
        for piece in (_encode(raw, _QUERY_SAFE) for raw in parts.query.split("&"))
        if piece and not is_tracking(piece)
    ]
    query = f"?{'&'.join(kept)}" if kept else ""
    result = f"{parts.scheme}://{host}{_without_dot_segments(path)}{query}"
    if len(result) > LONGEST_URL:
        raise ValueError(f"{_shown(url)}: longer than {LONGEST_URL:,} characters")
    return result


def is_tracking(parameter: str) -> bool:
    """Whether a query parameter (``name=value``) only tells how the reader came."""
    name, _, value = parameter.lower().partition("=")
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    return name in CHANNEL_NAMES and value in CHANNELS


def article_id(url: str) -> str:
    """The id of the article at a URL: ``a`` and 12 characters of base32 of the canonical URL's SHA-256."""
    return "a" + _digest(canonical_url(url))


def twin_id(url: str, name: str) -> str:
    """The id of another article at a URL that is taken, told apart by a name, as an outlet's second item there."""
    return "a" + _digest(f"{canonical_url(url)} {name}")


def source_id(url: str) -> str:
    """The id of the source at a URL: ``f`` and 12 characters of base32 of the canonical URL's SHA-256."""
    return "f" + _digest(canonical_url(url))


def story_id(opener: str) -> str:
    """The id of the story that an article opens, or of one split off, which is named by two articles and a slash.

    It holds no slash itself: sites and generators make a folder of it.
    """
    return "s" + (_digest(opener) if "/" in opener else opener[1:])


def registered_domain(url: str) -> str:
    """The domain that the owner of a URL registered, by the Public Suffix List in the installed tldextract.

    Private suffixes count, so that two blogs on a shared host are two domains. An IP address is returned
    whole. ValueError as in `canonical_url`.
    """
    _, host = _split(url)
    return _registered(host.rpartition(":")[0] if re.search(r":\d+$", host) else host)


@functools.lru_cache(1 << 12)  # a page is asked for its own five times, and an outlet's pages share it
def _registered(name: str) -> str:
    found = _suffixes()(name)
    if found.suffix or name.startswith("[") or re.fullmatch(r"[\d.]+", name):
        return f"{found.domain}.{found.suffix}" if found.domain and found.suffix else name
    # The list's last rule: where no rule matches, the last label is the suffix (publicsuffix.org, "Algorithm").
    return ".".join(name.split(".")[-2:])


def owning_names(url: str) -> tuple[str, ...]:
    """The names under which the owner of a URL may be listed: its host, then each above it, to its registered domain.

    ``https://www.uk.example.com/1`` gives ``www.uk.example.com``, ``uk.example.com``, ``example.com``; a blog on a
    shared host stops at its own name. ValueError as in `canonical_url`.
    """
    _, host = _split(url)
    name = re.sub(r":\d+$", "", host)
    domain = registered_domain(url)
    labels = name.removesuffix(domain).rstrip(".").split(".") if name != domain else []
    return (*(".".join((*labels[at:], domain)) for at in range(len(labels))), domain)


def is_homepage(url: str) -> bool:
    """Whether a URL is the front of its host, as ``https://example.org/`` or ``https://example.org/index.html``."""
    parts = urlsplit(canonical_url(url))
    return not parts.query and re.fullmatch(r"/(?:index\.\w{1,5})?", parts.path) is not None


def cdn_amp_url(amp_url: str) -> str:
    """The address of an AMP page in the AMP cache.

    The subdomain follows "AMP Cache URL Format" (amp.dev): Unicode form, ``-`` doubled, ``.`` to ``-``,
    ``0-`` … ``-0`` around a form with hyphens at positions 3 and 4, then ASCII. Where that or the domain is longer
    than 63 characters, the domain has no dot, or mixes scripts that run left and right, the base32 of the SHA-256 of
    the domain in ASCII.
    """
    parts, host = _split(amp_url)
    name = re.sub(r":\d+$", "", host)
    secure = "s/" if parts.scheme == "https" else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{_cache_subdomain(name)}.cdn.ampproject.org/c/{secure}{host}{parts.path or '/'}{query}"


def amp_url_of(cdn_url: str) -> str | None:
    """The AMP page behind an address of the AMP cache or of a viewer, or ``None`` if it is not one."""
    cdn_url = cdn_url.strip()
    found = _CACHED.fullmatch(cdn_url) or _VIEWED.fullmatch(cdn_url)
    if not found:
        return None
    scheme = "https" if found[1] else "http"
    path, mark, query = (found[3] or "/").partition("?")
    if "/v/" in cdn_url.lower() or "amp_js_v=" in query or "usqp=" in query:
        query = _VIEWER_NAMES.sub("", query).rstrip("&")
    return f"{scheme}://{found[2]}{path or '/'}{mark if query else ''}{query}"


LONGEST_SLUG = 144  # characters: the longest of 674 published record names; two longer titles are cut to it
LONGEST_SLUG_BYTES = 200  # a file name holds 255 bytes (POSIX NAME_MAX), of which date and ending take 14
# Latin letters that Unicode does not take apart into a letter and a mark.
_LATIN = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "þ": "th", "ŋ": "n", "ŧ": "t"}
    | {"\N{LATIN SMALL LETTER DOTLESS I}": "i", "ə": "e", "ĸ": "k", "\N{LATIN SMALL LETTER LONG S}": "s"}
)


def slugify(title: str, fallback: str = "") -> str:
    """Make the name of a title for files and URLs: ``What's new?`` gives ``whats-new``.

    Latin letters become ASCII, other scripts keep theirs (in NFC), spaces, hyphens and underscores become
    one hyphen, all else goes, and a long title is cut after a word. Measured on the 674 records of a
    published site: 673 names come out the same. ``fallback`` is returned where nothing is left.
    """
    kept: list[str] = []
    has_marks = False  # accents go with Latin, vowel signs stay with Devanagari, and none stands alone
    for char in unicodedata.normalize("NFD", title.lower()).translate(_LATIN):
        if unicodedata.combining(char) or unicodedata.category(char) in ("Mc", "Mn"):
            kept.append(char if has_marks else "")
            continue
        has_marks = not char.isascii() and char.isalnum() and _is_other_script(char)
        if char.isspace() or char in "-_":
            kept.append("-")
        elif has_marks or (char.isascii() and char.isalnum()):
            kept.append(char)
    slug = re.sub(r"-+", "-", unicodedata.normalize("NFC", "".join(kept))).strip("-")
    return _cut(slug) or fallback


def _is_other_script(char: str) -> bool:
    """Whether a letter or digit outside ASCII belongs to a script that stays (not Latin, not ``²`` or ``①``)."""
    return unicodedata.category(char)[0] == "L" and not unicodedata.name(char, "LATIN").startswith("LATIN")


def _cut(slug: str) -> str:
    short = slug[:LONGEST_SLUG].encode()[:LONGEST_SLUG_BYTES].decode(errors="ignore")
    if short == slug or slug[len(short)] == "-":
        return short.strip("-")
    # Scripts without spaces make one long "word": they are cut where they stand.
    return (short.rpartition("-")[0] or short).strip("-")


def _split(url: str) -> tuple[SplitResult, str]:
    """The parts of a URL, scheme in lower case, and its host in ASCII with a port that is not the default."""
    # Browsers drop these before parsing (WHATWG URL, section 4.4), and read a backslash as a slash.
    text = re.sub(r"[\t\r\n]", "", url).strip(_BLANKS)
    head, mark, tail = text.partition("://")
    if not mark or head.lower() not in DEFAULT_PORTS:
        raise ValueError(f"{_shown(url)}: not an http or https URL")
    end = re.search(r"[?#]", tail)
    cut = end.start() if end else len(tail)
    try:
        parts = urlsplit(f"{head.lower()}://{tail[:cut].replace(chr(92), '/')}{tail[cut:]}")
        name, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise ValueError(f"{_shown(url)}: not a URL ({error})") from error
    host = _host(name, url)
    return parts, host if port in (None, DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"


def _host(name: str, url: str) -> str:
    if ":" in name:
        return f"[{_ipv6(name, url)}]"
    if not name.isascii() or "%" in name:
        name = _ascii_host(name, url)
    name = name.lower().removesuffix(".")
    if not name or len(name) > LONGEST_HOST or not _HOST.fullmatch(name):
        raise ValueError(f"{_shown(url)}: {_shown(name)} cannot be the name of a host")
    return name


def _ipv6(name: str, url: str) -> str:
    from ipaddress import IPv6Address  # rarely needed, and this module stays cheap to import

    try:
        return str(IPv6Address(name))
    except ValueError as error:
        raise ValueError(f"{_shown(url)}: {_shown(name)} is not an IPv6 address") from error


def _ascii_host(name: str, url: str) -> str:
    import idna  # its tables take 10 ms to load and most hosts are ASCII

    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except UnicodeError as error:
        raise ValueError(f"{_shown(url)}: {_shown(name)} cannot be the name of a host ({error})") from error


def _encode(text: str, safe: frozenset[int]) -> str:
    """Percent-encode what must be, decode what need not be, write escapes in capitals (RFC 3986, 6.2.2)."""
    if _PLAIN[safe].fullmatch(text):
        return text  # as most are: one expression in the place of a step for each byte
    found: list[str] = []
    raw = text.encode("utf-8", errors="replace")
    at = 0
    while at < len(raw):
        escape = _ESCAPE.match(raw, at)
        byte = int(escape[1], 16) if escape else raw[at]
        plain = byte in _UNRESERVED if escape else byte in safe
        found.append(chr(byte) if plain else f"%{byte:02X}")
        at += 3 if escape else 1
    return "".join(found)


def _without_dot_segments(path: str) -> str:
    """RFC 3986, section 5.2.4."""
    if path.startswith("/") and "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:] or [""]
    for place, segment in enumerate(segments):
        is_last = place == len(segments) - 1
        if segment == "..":
            kept = kept[:-1]
        elif segment != ".":
            kept.append(segment)
            continue
        if is_last:
            kept.append("")
    return "/" + "/".join(kept)


def _cache_subdomain(host: str) -> str:
    import idna  # as above

    try:
        shown = idna.decode(host)
    except UnicodeError:
        shown = host
    name = shown.replace("-", "--").replace(".", "-")
    if name[2:4] == "--":
        name = f"0-{name}-0"
    name = name if name.isascii() else "xn--" + name.encode("punycode").decode("ascii")
    sides = {unicodedata.bidirectional(char) for char in shown}
    is_mixed = "L" in sides and bool(sides & {"R", "AL"})
    if len(host) <= LONGEST_LABEL and len(name) <= LONGEST_LABEL and "." in host and not is_mixed:
        return name
    return b32encode(sha256(host.encode()).digest()).decode("ascii").lower().rstrip("=")


@functools.cache
def _suffixes() -> TLDExtract:
    """The suffix list in the installed package: never fetched, never cached on disk."""
    from tldextract import TLDExtract  # 250 ms, and only some commands need it

    return TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _digest(text: str) -> str:
    return b32encode(sha256(text.encode()).digest()).decode("ascii").lower()[:12]


def _shown(text: str) -> str:
    """A text short enough for one line of an error."""
    return repr(text if len(text) <= LONGEST_SHOWN else text[:LONGEST_SHOWN] + "...")
