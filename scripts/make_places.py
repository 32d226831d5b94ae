"""Write the names of countries in many languages, from the Unicode CLDR (through Babel), for `grouping/places.tsv`.

``python scripts/make_places.py`` needs Babel, which comes with trafilatura.
"""

from __future__ import annotations

from pathlib import Path

from babel import Locale

LANGUAGES = [
    "ar",
    "bg",
    "bn",
    "ca",
    "cs",
    "da",
    "de",
    "el",
    "en",
    "es",
    "fa",
    "fi",
    "fr",
    "he",
    "hi",
    "hr",
    "hu",
    "id",
    "it",
    "ja",
    "ko",
    "lt",
    "lv",
    "ms",
    "nl",
    "no",
    "pl",
    "pt",
    "ro",
    "ru",
    "sk",
    "sl",
    "sr",
    "sv",
    "th",
    "tr",
    "uk",
    "ur",
    "vi",
    "zh",
]
PLACE = Path(__file__).resolve().parent.parent / "src/nightdesk/grouping/places.tsv"
MORE = {
    "zh": {"US": ["美", "美国"], "GB": ["英国"], "AE": ["阿联酋"], "KR": ["韩国"], "KP": ["朝鲜"]},
    "en": {"US": ["U.S.", "USA", "America"], "GB": ["UK", "Britain"]},
}


def main() -> None:
    """Write one line a country: its code, then its names."""
    lines = ["# Names of countries by language; Unicode CLDR, Unicode License v3. Made by scripts/make_places.py."]
    locales = {language: Locale.parse(language) for language in LANGUAGES}
    for code in sorted(
        c for c in locales["en"].territories if len(c) == 2 and c.isalpha() and c not in {"ZZ", "EZ", "XA", "XB"}
    ):
        names = {locale.territories.get(code, "") for locale in locales.values()}
        names |= {name for by_code in MORE.values() for name in by_code.get(code, [])}
        lines.append("\t".join([code, *sorted(name for name in names if name)]))
    PLACE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
