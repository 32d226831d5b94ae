"""Write the names of countries and cities in each language, from the Unicode CLDR (through Babel), for places.zip.

``python scripts/make_places.py`` needs Babel, which comes with trafilatura. A country is found by its name, its other
names below, and the name of its language ("svensk" is Sweden); a city by that of its time zone. What a place weighs is
worked out from `word_frequencies.zip`: how often its names stand in ordinary text, in the mean of the languages.
Then what a meaning weighs is written into `meanings.tsv` in the same way.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from babel import Locale, localedata

from nightdesk.clustering.crosslingual.article_keys import LATIN_END, rarity
from nightdesk.clustering.crosslingual.lexicon import Lexicon
from nightdesk.clustering.crosslingual.meanings import meanings
from nightdesk.clustering.crosslingual.names import is_unspaced_run, without_article
from nightdesk.clustering.text import stop_words
from nightdesk.clustering.text.background import background, expected_share, members, simplified
from nightdesk.clustering.text.words import fold, is_unspaced

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parent / "src/nightdesk/clustering/crosslingual"
NEVER = (2026, 11, 30, 0, 0, 0)  # the stamp of each member, so that the file is the same each time
NOT_PLACES = frozenset(["ZZ", "EZ", "XA", "XB", "EU", "UN", "QO"])
INFLECTED = 5  # names longer than this change their last letter
ADJECTIVE = 7  # names of languages of so many letters change their last two
SHORTEST_ADJECTIVE = 5
WORDS = 60  # of the article that a weight is for: between one line and a text
FEWEST = 250  # entries of a language; the CLDR has hardly begun with one that has fewer
SEEN = 6  # languages that a mean is over at least, so that one language's own word does not decide
MORE_LOCALES = {"zh": ["zh", "zh_Hant"], "hr": ["hr", "sr_Latn"], "sr": ["sr", "sr_Latn"], "uz": ["uz", "uz_Cyrl"]}
# Languages that have neither stop words nor frequencies.
MORE_LANGUAGES = "am as bs ceb ig jv km lo my nn or sd su ti tk tt wo xh"
NOTICE = """Names of countries, languages and cities of the Unicode CLDR, as Babel 2.18 has them, cut where inflected.
Copyright (c) 1991-2026 Unicode, Inc. Unicode License v3, https://www.unicode.org/license.txt
"""
ZONES = sorted(
    zone
    for zone, known in Locale.parse("ru").time_zones.items()
    if "city" in known and "/" in zone and not zone.startswith("Etc")
)
# The country that a language names, where it names one.
COUNTRIES = {
    "fr": "FR",
    "ru": "RU",
    "de": "DE",
    "uk": "UA",
    "ja": "JP",
    "zh": "CN",
    "es": "ES",
    "it": "IT",
    "ko": "KR",
    "tr": "TR",
    "pl": "PL",
    "sv": "SE",
    "pt": "PT",
    "nl": "NL",
    "da": "DK",
    "fi": "FI",
    "nb": "NO",
    "cs": "CZ",
    "hu": "HU",
    "el": "GR",
    "he": "IL",
    "fa": "IR",
    "hi": "IN",
    "vi": "VN",
    "th": "TH",
    "id": "ID",
    "ro": "RO",
    "bg": "BG",
    "sr": "RS",
    "hr": "HR",
    "be": "BY",
    "ka": "GE",
    "hy": "AM",
    "az": "AZ",
    "kk": "KZ",
    "uz": "UZ",
    "lt": "LT",
    "lv": "LV",
    "et": "EE",
    "is": "IS",
    "ga": "IE",
    "sq": "AL",
    "km": "KH",
    "my": "MM",
    "si": "LK",
    "ne": "NP",
    "bn": "BD",
    "ps": "AF",
    "mn": "MN",
}


def entries_of(language: str, more: dict[str, list[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    """The names of places in a language, folded and cut, each with its code; the surest first."""
    names = list(more.get(language, ()))
    locales = [Locale.parse(name) for name in MORE_LOCALES.get(language, [language])]
    for locale in locales:
        for code, name in sorted(locale.territories.items()):
            if len(code) == 2 and code.isalpha() and code not in NOT_PLACES:
                names.append((name, code))
    for name, code in names:
        yield from folded(language, name, code, 1 if len(fold(name)) > INFLECTED else 0)
    for locale in locales:
        for spoken, code in COUNTRIES.items():
            name = locale.languages.get(spoken, "")
            if len(fold(name)) >= SHORTEST_ADJECTIVE and " " not in name:
                yield from folded(language, name, code, 2 if len(fold(name)) >= ADJECTIVE else 1)
        is_latin = locale.territories.get("SE", LATIN_END)[0] < LATIN_END
        for zone in ZONES:
            own = zone.rpartition("/")[2].replace("_", " ") if is_latin else ""  # what the CLDR leaves out is the same
            if name := locale.time_zones.get(zone, {}).get("city", own):
                yield from folded(language, name, zone.rpartition("/")[2], 1 if len(fold(name)) > INFLECTED else 0)


def folded(language: str, name: str, code: str, cut: int) -> Iterator[tuple[str, str]]:
    """An entry as it is looked up, or nothing where it is too short to tell a place."""
    if is_unspaced_run(name):
        yield (name.translate(simplified()) if language == "zh" else name), code
        return
    whole = fold(without_article(name.strip()))
    parts = [part for part in whole.replace("-", " ").replace(".", " ").split(" ") if part]
    if len(parts) > 1:
        yield " ".join([*parts[:-1], parts[-1][:-1] if len(parts[-1]) >= INFLECTED - 1 else parts[-1]]), code
    elif len(whole) > 1:
        yield (whole if is_unspaced(whole) else whole[: len(whole) - cut]), code


def more_names() -> dict[str, list[tuple[str, str]]]:
    """Names of countries that the CLDR lacks, of our own."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (HERE / "places_more.tsv").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            language, code, *names = line.split("\t")
            found[language] += [(name, code) for name in names]
    return found


def weights_of(lexicons: dict[str, Lexicon]) -> dict[str, float]:
    """What each code weighs, by how often the words that it is found in stand in ordinary text."""
    seen: dict[str, list[float]] = defaultdict(list)
    for language in sorted(lexicons.keys() & members()):
        known, lexicon = background(language), lexicons[language]
        sums: dict[str, float] = defaultdict(float)
        for term, frequency in known.frequencies():
            for code in lexicon.in_run(term) if is_unspaced_run(term) else [lexicon.code_of(term)]:
                sums[code] += frequency
        for code, frequency in sums.items():
            seen[code].append(frequency)
    shares = {code: expected_share(sum(found) / max(SEEN, len(found)), WORDS) for code, found in seen.items() if code}
    return {code: round(rarity(share) ** 0.5, 3) for code, share in sorted(shares.items())}


def main() -> None:
    """Write both files anew."""
    more = more_names()
    wanted = stop_words.languages() | members() | set(MORE_LANGUAGES.split())
    languages = sorted(wanted.intersection(localedata.locale_identifiers()))
    lexicons: dict[str, Lexicon] = {}
    members_of: dict[str, str] = {}
    for language in languages:
        entries = list(dict.fromkeys(entries_of(language, more)))
        if len(entries) < FEWEST:
            continue
        lexicons[language] = Lexicon(entries)
        by_code: dict[str, list[str]] = defaultdict(list)
        for entry, code in entries:
            by_code[code].append(entry)
        members_of[language] = "\n".join("\t".join([code, *names]) for code, names in by_code.items())
    weights = weights_of(lexicons)
    members_of["frequencies"] = "\n".join(f"{code}\t{weight}" for code, weight in weights.items())
    members_of["LICENCE.txt"] = NOTICE
    with zipfile.ZipFile(FOLDER / "places.zip", "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in sorted(members_of.items()):
            member = zipfile.ZipInfo(name, NEVER)
            member.compress_type = zipfile.ZIP_DEFLATED
            file.writestr(member, text.encode(), compresslevel=9)
    write_meanings()
    print(len(lexicons), "languages,", (FOLDER / "places.zip").stat().st_size, "bytes")


def write_meanings() -> None:
    """Write what each meaning weighs into its column."""
    place = FOLDER / "meanings.tsv"
    lexicon = meanings().lexicon
    weights = weights_of(dict.fromkeys(members(), lexicon))
    lines = []
    for line in place.read_text(encoding="utf-8").splitlines():
        code, *others = line.split("\t")
        lines.append("\t".join([code, f"{weights.get(code, 1.0):.3f}", *others[1:]]) if others else line)
    place.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
