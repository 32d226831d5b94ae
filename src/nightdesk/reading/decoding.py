"""Bytes of a page to text: the encoding it declares is believed only as far as the bytes bear it out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from nightdesk.reading.wording import words

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"""<meta[^>]{0,500}?charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]{2,40})""", re.IGNORECASE)
_DECLARED_WITHIN = 8192  # bytes; the HTML standard looks at 1,024, pages with long comments in front need more
# Names that say one encoding and mean its superset (WHATWG Encoding, section 4.2).
_SUPERSETS = {"ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "gb2312": "gb18030", "gbk": "gb18030",
              "shift_jis": "cp932", "euc_kr": "cp949", "tis-620": "cp874", "iso8859-11": "cp874"}  # fmt: skip
# The encodings that browsers know (WHATWG Encoding, section 4.2), by Python's names. Python takes many more for text:
# some raise at bytes that are none of theirs (idna, punycode), some turn plain letters into markup (utf-7).
_OF_THE_WEB = words(
    """
    utf-8 cp866 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-10 iso8859-13 iso8859-14
    iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic cp874 cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256
    cp1257 cp1258 gb18030 big5 big5hkscs euc_jp iso2022_jp cp932 cp949
    """
)
# Labels of the same list that Python has no name for.
_LABELS = {"x-sjis": "cp932", "windows-31j": "cp932", "ms_kanji": "cp932", "x-gbk": "gb18030", "x-euc-jp": "euc_jp",
           "iso-8859-8-i": "iso8859-8", "windows-949": "cp949", "x-mac-cyrillic": "mac-cyrillic"}  # fmt: skip
_MOSTLY = 0.001  # a page with fewer bad bytes than this share is in its encoding all the same (mixed pages)
_SAMPLE = 20_000  # bytes shown to the detector: it takes seconds on a whole page
_CONTROLS = 0.05  # share of control bytes above which a body is not text


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page as text, the same in UTF-8, and how its encoding was found, such as ``"utf-8, as declared"``."""

    text: str
    in_utf8: bytes
    how: str


def decode(body: bytes, content_type: str = "") -> Decoded:
    """The text of a page.

    Order: byte order mark, UTF-16 by its null bytes, UTF-8 where all bytes are valid in it, the encodings
    declared by the server and the page, detection. Null bytes are dropped. Never raises.
    """
    for mark, name in _BOMS:
        if body.startswith(mark):
            return _clean(body[len(mark) :].decode(name, errors="replace"), f"{name}, by its byte order mark")
    wide = _wide(body)
    if wide:
        return _clean(body.decode(wide, errors="replace"), f"{wide}, by its null bytes")
    declared = _declared(body, content_type)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_as(declared, body)
    how = _how("utf-8", declared)
    # The parser takes UTF-8, so the body itself goes to it. Null bytes are found faster in bytes than in text.
    return _clean(text, how) if b"\0" in body else Decoded(text, body, how)


def _decode_as(declared: list[str], body: bytes) -> Decoded:
    """The text of a page that is not in UTF-8, or not all of it."""
    for name in declared:
        text = body.decode(name, errors="replace")
        bad = text.count("\ufffd")
        # In a page of another encoding hardly any bytes make UTF-8 by chance; in a mixed one most do.
        is_mixed = name == "utf-8" and 0 < bad <= len(re.findall(r"[^\x00-\x7f\ufffd]", text))
        if bad <= _MOSTLY * len(text) or is_mixed:
            return _clean(_mended(body, text) if name == "utf-8" else text, _how(name, declared))
    from charset_normalizer import from_bytes  # few pages need it

    best = from_bytes(_telling(body)).best()
    name = best.encoding if best else "utf-8"
    return _clean(body.decode(name, errors="replace"), f"{name}, by detection")


def _wide(body: bytes) -> str:
    """UTF-16 without a byte order mark: every other byte of its first tags is null; or ``""``."""
    start = body[:200].lstrip(b" \0\r\n\t")
    if start[:1] != b"<":
        return ""
    at = body.find(b"<")
    for name, pattern in (("utf-16-le", b"<\0[\\w!]\0[\\w-]\0"), ("utf-16-be", b"\0<\0[\\w!]\0[\\w-]")):
        begins = at if name == "utf-16-le" else at - 1
        if begins >= 0 and begins % 2 == 0 and re.match(pattern, body[begins : begins + 8]):
            return name
    return ""


def is_binary(body: bytes) -> bool:
    """Whether a body is no text in any encoding: a picture, an archive, a PDF, noise."""
    if body.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _wide(body):
        return False
    start = body[:4096]
    if start.startswith((b"%PDF", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"GIF8", b"\xff\xd8\xff")):
        return True
    # Null bytes inside a page are a fault that is mended; other control bytes do not come in text.
    controls = len(start) - len(start.translate(None, bytes({*range(1, 32)} - {9, 10, 12, 13, 27})))
    return controls > _CONTROLS * len(start) or (start.count(0) > len(start) // 4 and b"<" not in start)


def _declared(body: bytes, content_type: str) -> list[str]:
    found = _HEADER.findall(content_type) + [
        name.decode("ascii", errors="ignore") for name in _META.findall(body[:_DECLARED_WITHIN])
    ]
    known: list[str] = []
    for label in found:
        try:
            name = codecs.lookup(_LABELS.get(label.lower(), label)).name
        except (LookupError, ValueError):  # ValueError: a null byte in its name
            continue
        name = _SUPERSETS.get(name, name)
        # A page that was found by an ASCII pattern is not in UTF-16, whatever it says (WHATWG HTML, 13.2.3.2).
        name = "utf-8" if name.startswith(("utf-16", "utf-32")) else name
        if name in _OF_THE_WEB and name not in known:
            known.append(name)
    return known


def _how(name: str, declared: list[str]) -> str:
    if name in declared:
        return f"{name}, as declared"
    return f"{name}, by its bytes" + (f" (declared: {declared[0]})" if declared else "")


def _mended(body: bytes, text: str) -> str:
    """UTF-8 with some bytes of Windows-1252 among it, as pages put together from two sources have."""
    return body.decode("utf-8", errors="cp1252-among-utf-8") if "\ufffd" in text else text


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    return error.object[error.start : error.end].decode("cp1252", errors="replace"), error.end


codecs.register_error("cp1252-among-utf-8", _as_cp1252)


def _telling(body: bytes) -> bytes:
    """The part of a body that tells its encoding: from its first byte beyond ASCII, at the start of a line."""
    beyond = re.search(rb"[\x80-\xff]", body)
    start = max(0, beyond.start() - 2000) if beyond else 0
    return body[start : start + _SAMPLE]


def _clean(text: str, how: str) -> Decoded:
    text = text.replace("\0", "")
    return Decoded(text, text.encode("utf-8", errors="replace"), how)
