"""Names of encodings as documents label them, to codecs of Python that may be trusted with megabytes."""

from __future__ import annotations

import codecs

# Labels that mean more than they say: browsers read the first as the second (WHATWG Encoding, section 4.2).
_WIDER = {
    "iso8859-1": "cp1252", "ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932",
    "euc_kr": "cp949", "iso8859-9": "cp1254", "iso8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip
# Codecs that Python has for other purposes than documents: no browser knows them, and punycode takes time that
# grows with the square of its input (0.3 MB: 5 s; RFC 3492 is for names of 63 letters).
_FOR_NO_DOCUMENT = frozenset(
    ("punycode", "idna", "utf-7", "unicode_escape", "raw_unicode_escape", "unicode-escape", "raw-unicode-escape",
     "undefined", "mbcs", "oem", "charmap", "utf-16-ex", "utf-32-ex", "unicode_internal")
)  # fmt: skip


def text_codec(label: str) -> str | None:
    """The name of the codec that a document with this label is read by, or ``None`` where the label names none."""
    try:
        codec = codecs.lookup(label)
    except (LookupError, ValueError, UnicodeError):
        return None
    # A codec that makes bytes of bytes (base64, zip) is no encoding of text.
    if codec.name in _FOR_NO_DOCUMENT or not getattr(codec, "_is_text_encoding", True):
        return None
    return _WIDER.get(codec.name, codec.name)
