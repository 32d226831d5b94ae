"""Languages as pages show them: their English names, and which are written from right to left."""

from __future__ import annotations

# The 97 languages that py3langid tells apart (ISO 639-1), and some that outlets declare besides.
_NAMES = """af Afrikaans|am Amharic|an Aragonese|ar Arabic|as Assamese|az Azerbaijani|be Belarusian|bg Bulgarian
|bn Bengali|br Breton|bs Bosnian|ca Catalan|ckb Central Kurdish|cs Czech|cy Welsh|da Danish|de German|dv Dhivehi
|dz Dzongkha|el Greek|en English|eo Esperanto|es Spanish|et Estonian|eu Basque|fa Persian|fi Finnish|fil Filipino
|fo Faroese|fr French|fy Frisian|ga Irish|gd Scottish Gaelic|gl Galician|gu Gujarati|ha Hausa|he Hebrew|hi Hindi
|hr Croatian|ht Haitian Creole|hu Hungarian|hy Armenian|id Indonesian|ig Igbo|is Icelandic|it Italian|ja Japanese
|jv Javanese|ka Georgian|kk Kazakh|km Khmer|kn Kannada|ko Korean|ku Kurdish|ky Kyrgyz|la Latin|lb Luxembourgish
|lo Lao|lt Lithuanian|lv Latvian|mg Malagasy|mk Macedonian|ml Malayalam|mn Mongolian|mr Marathi|ms Malay|mt Maltese
|my Burmese|nb Norwegian Bokmål|ne Nepali|nl Dutch|nn Norwegian Nynorsk|no Norwegian|oc Occitan|or Odia|pa Punjabi
|pl Polish|ps Pashto|pt Portuguese|qu Quechua|ro Romanian|ru Russian|rw Kinyarwanda|sd Sindhi|se Northern Sami
|si Sinhala|sk Slovak|sl Slovenian|so Somali|sq Albanian|sr Serbian|sv Swedish|sw Swahili|ta Tamil|te Telugu
|tg Tajik|th Thai|tk Turkmen|tl Tagalog|tr Turkish|tt Tatar|ug Uyghur|uk Ukrainian|ur Urdu|uz Uzbek|vi Vietnamese
|vo Volapük|wa Walloon|xh Xhosa|yi Yiddish|yo Yoruba|zh Chinese|zu Zulu"""
NAMES: dict[str, str] = {code: name for code, _, name in (entry.strip().partition(" ") for entry in _NAMES.split("|"))}
# CLDR's layout files: languages whose usual script runs from right to left.
RIGHT_TO_LEFT = frozenset(("ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"))


def language_name(code: str | None) -> str:
    """The English name of a BCP 47 tag's language, the tag itself where it is not known, ``""`` for none."""
    return "" if not code else NAMES.get(_primary(code), code)


def direction(code: str | None) -> str:
    """How a text of this language runs: ``rtl``, ``ltr``, or ``auto`` where the language is not known."""
    if not code:
        return "auto"
    return "rtl" if _primary(code) in RIGHT_TO_LEFT else "ltr"


def is_same_language(one: str | None, other: str | None) -> bool:
    """Whether two tags name one language, whatever their regions; an unknown one is taken as the same."""
    return not one or not other or _primary(one) == _primary(other)


def _primary(code: str) -> str:
    return code.lower().replace("_", "-").split("-")[0]
