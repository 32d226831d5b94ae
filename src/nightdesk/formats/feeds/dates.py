"""Dates of feeds: RFC 822 and ISO 8601 with the mistakes that feeds make in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

# The first web page is of 1990; feeds with an earlier year hold an empty database field (year 0, 1970-01-01)
# or a slip of the keyboard. Years past 2100 mark "never" (2999, 9999).
FIRST_YEAR, LAST_YEAR = 1990, 2100
NOON = 12

_TIME = (
    r"(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,](?P<fraction>\d+))?)?"
    r"\s*(?P<half>[ap]\.?m\b\.?)?"
)
_ZONE = r"\s*(?P<zone>[^\d\W]{1,5}(?![^\d\W]))?\s*(?P<offset>[+\-\u2212]\d{1,2}(?::?\d{2})?)?"
_NAME = r"(?P<month>[^\W\d_]{3,12})"

# RFC 3339, W3C-DTF, ISO 8601 in both spellings, and the same with slashes or a space for the T.
_ISO = re.compile(
    rf"(?P<year>\d{{4}})(?:[-/.]?(?P<number>\d{{2}})(?:[-/.]?(?P<day>\d{{2}}))?)?(?:(?:T|,?\s+){_TIME}{_ZONE})?",
    re.IGNORECASE,
)
_COMPACT = re.compile(
    rf"(?P<year>\d{{4}})(?P<number>\d\d)(?P<day>\d\d)T?(?P<hour>\d\d)(?P<minute>\d\d)(?P<second>\d\d)?{_ZONE}",
    re.IGNORECASE,
)
# RFC 822, section 5, after the day of the week: 5 Nov 2024 13:11:53 +0200.
_RFC822 = re.compile(
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?(?:\s+|-)(?:de\s+)?{_NAME}\.?,?(?:\s+|-)?(?:de\s+)?"
    rf"(?P<year>\d{{4}}|\d{{2}})(?:[,T\s-]+(?:at\s+)?{_TIME}{_ZONE})?",
    re.IGNORECASE,
)
# Month first: November 5, 2024 1:11 pm; and C's asctime: Nov  5 13:11:53 2024.
_MONTH_FIRST = re.compile(
    rf"{_NAME}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?:[,T\s-]+(?:at\s+)?{_TIME}{_ZONE})?",
    re.IGNORECASE,
)
_ASCTIME = re.compile(rf"{_NAME}\s+(?P<day>\d{{1,2}})\s+{_TIME}{_ZONE}\s*(?P<year>\d{{4}})", re.IGNORECASE)
# 2024年11月5日 and 2024년 11월 5일.
_EAST_ASIAN = re.compile(
    rf"(?P<year>\d{{4}})\s*[年년]\s*(?P<number>\d{{1,2}})\s*[月월]\s*(?P<day>\d{{1,2}})\s*[日일](?:\s*{_TIME}{_ZONE})?"
)
# Numbers with the year last: 05.11.2024 is day first wherever it is written; 11/05/2024 is not (see _numbers).
_YEAR_LAST = re.compile(
    rf"(?P<first>\d{{1,2}})(?P<mark>[./-])(?P<other>\d{{1,2}})(?P=mark)(?P<year>\d{{4}})(?:[,T\s]+{_TIME}{_ZONE})?",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"[^\W\d_]{2,12}[.,]*\s*,\s*|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}\.?\s+", re.IGNORECASE)
_EPOCH = re.compile(r"\d{10}(?:\d{3})?")
# What nine in ten RSS feeds write, read without the detours below: 2 µs instead of 11.
_PLAIN_RFC822 = re.compile(
    r"(?:[A-Z][a-z]{2}, )?(\d{1,2}) ([A-Z][a-z]{2}) (\d{4}) ([01]\d|2[0-3]):([0-5]\d):([0-5]\d)"
    r" (?:GMT|UTC|Z|([+-](?:0\d|1[0-4]))([0-5]\d))"
)
_FORMS = (_RFC822, _ISO, _COMPACT, _MONTH_FIRST, _ASCTIME, _EAST_ASIAN, _YEAR_LAST)

# Months as feeds write them in English, German, French, Spanish, Italian, Portuguese, Dutch and the Nordic
# languages, by their first letters; a word is the month whose longest prefix it starts with.
_MONTHS = {
    prefix: number
    for number, prefixes in enumerate(
        (
            "jan gen ene jän",
            "feb fev fév",
            "mar mär mrz maa mrt",
            "apr avr abr",
            "may mai mag mei maj",
            "jun jui giu juin",
            "jul lug juil",
            "aug aoû aou ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez déc dic des",
        ),
        start=1,
    )
    for prefix in prefixes.split()
}
# RFC 822, section 5.1, and the abbreviations that feeds of other continents use; hours east of Greenwich.
_ZONES = {
    "ut": 0.0, "utc": 0.0, "gmt": 0.0, "z": 0.0, "wet": 0.0, "west": 1.0, "bst": 1.0, "cet": 1.0, "mez": 1.0,
    "cest": 2.0, "mesz": 2.0, "sast": 2.0, "eet": 2.0, "eest": 3.0, "msk": 3.0, "wib": 7.0, "hkt": 8.0, "jst": 9.0,
    "kst": 9.0, "aest": 10.0, "aedt": 11.0, "nzst": 12.0, "nzdt": 13.0, "brt": -3.0, "art": -3.0, "edt": -4.0,
    "est": -5.0, "et": -5.0, "cdt": -5.0, "cst": -6.0, "mdt": -6.0, "mst": -7.0, "pdt": -7.0, "pst": -8.0,
    "akdt": -8.0, "akst": -9.0, "hst": -10.0,
}  # fmt: skip


def first_date(texts: Iterable[str]) -> tuple[datetime | None, str | None]:
    """The first readable of an entry's dates; and where none is, the text of the first, for a note."""
    unreadable = None
    for text in texts:
        date = parse_date(text)
        if date:
            return date, None
        unreadable = unreadable or " ".join(text.split())[:40] or None
    return None, unreadable


def parse_date(text: str) -> datetime | None:
    """Read a date of a feed; naive ones are taken as UTC, as the feeds that write them mostly mean it.

    Returns an aware time in UTC, or ``None`` where the text is no date or lies outside 1990 to 2100.
    """
    text = " ".join(text.split())[:100]
    plain = _PLAIN_RFC822.fullmatch(text)
    if plain:
        return _plain_moment(plain.groups())
    if _EPOCH.fullmatch(text):  # seconds or milliseconds since 1970, seen in JSON feeds
        moment = datetime.fromtimestamp(int(text[:10]), UTC)
        return moment if FIRST_YEAR <= moment.year <= LAST_YEAR else None
    weekday = _WEEKDAY.match(text)
    text = text[weekday.end() :] if weekday else text
    # A form that explains the whole text wins; else one that explains how it starts ("5 Nov 2024 in Paris").
    found = next((f for form in _FORMS if (f := form.fullmatch(text))), None)
    found = found or next((f for form in _FORMS if (f := form.match(text))), None)
    return _moment(found.groupdict()) if found else None


def _plain_moment(parts: tuple[str | None, ...]) -> datetime | None:
    day, name, year, hour, minute, second, offset_hours, offset_minutes = (part or "0" for part in parts)
    month = _MONTHS.get(name.lower())
    if month is None or not FIRST_YEAR <= int(year) <= LAST_YEAR:
        return None
    try:
        clock = datetime(int(year), month, int(day), int(hour), int(minute), int(second), tzinfo=UTC)
    except ValueError:
        return None
    if offset_hours == "0":
        return clock
    sign = -1 if offset_hours[0] == "-" else 1
    return clock - sign * timedelta(hours=abs(int(offset_hours)), minutes=int(offset_minutes))


def _moment(parts: dict[str, str | None]) -> datetime | None:
    day_and_month = _day_and_month(parts)
    year = int(parts["year"] or 0)
    if len(parts["year"] or "") == 2:  # noqa: PLR2004 - two digits: RFC 2822, section 4.3
        year += 2000 if year < 50 else 1900  # noqa: PLR2004 - 00 to 49 are 2000 to 2049, the same section
    if day_and_month is None or not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    day, month = day_and_month
    hour, second = int(parts.get("hour") or 0), min(int(parts.get("second") or 0), 59)
    half = (parts.get("half") or "")[:1].lower()
    if half and hour <= NOON:
        hour = hour % NOON + (NOON if half == "p" else 0)
    # 24:00:00 is the midnight that ends a day (ISO 8601, section 4.2.3).
    days, hour = divmod(hour, 24) if hour == 2 * NOON else (0, hour)
    fraction = int((parts.get("fraction") or "0")[:6].ljust(6, "0"))
    try:
        start = datetime(year, month, day, hour, int(parts.get("minute") or 0), second, fraction, UTC)
    except ValueError:
        return None
    return start + timedelta(days=days) - _offset(parts)


def _day_and_month(parts: dict[str, str | None]) -> tuple[int, int] | None:
    if parts.get("first"):
        first, other = int(parts["first"] or 0), int(parts["other"] or 0)
        # 11/05/2024 is the fifth of November where slashes are used with English; 25/05/2024 can only be May.
        is_month_first = parts["mark"] == "/" and first <= 12  # noqa: PLR2004 - months
        return (other, first) if is_month_first else (first, other)
    name = (parts.get("month") or "").lower()
    if name:
        number = next((_MONTHS[name[:n]] for n in (4, 3) if name[:n] in _MONTHS), None)
        return None if number is None else (int(parts["day"] or 1), number)
    return int(parts.get("day") or 1), int(parts.get("number") or 1)


def _offset(parts: dict[str, str | None]) -> timedelta:
    """How far the written clock is ahead of UTC; a zone that nobody knows counts as none."""
    digits = (parts.get("offset") or "").replace(":", "").replace("\u2212", "-")
    if digits:
        figures = digits[1:] if len(digits) > 3 else digits[1:] + "00"  # noqa: PLR2004 - "+2" and "+02" are hours
        size = timedelta(hours=int(figures[:-2]), minutes=int(figures[-2:]))
        if size > timedelta(hours=15):  # no clock on Earth is further off than +14:00
            return timedelta(0)
        return -size if digits[0] == "-" else size
    return timedelta(hours=_ZONES.get((parts.get("zone") or "").lower(), 0.0))
