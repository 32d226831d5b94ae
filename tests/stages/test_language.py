"""The language of an article, and why."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from making import make_article, make_source
from nightdesk.stages.language import detect_language
from nightdesk.types import Source


@dataclass(frozen=True)
class Library:
    all_sources: tuple[Source, ...]

    def sources(self):
        return self.all_sources


@dataclass(frozen=True)
class Desk:
    """The part of the tools that this stage uses."""

    library: Library


def judge(article, source_language=None):
    source = make_source(id=article.source_id, language=source_language)
    return detect_language(article, Desk(Library((make_source(2), source)))).records[0]


def detect(title="", *, source_language=None, **fields):
    values = {"excerpt": "", "text": None, "language": None, **fields}
    return judge(make_article(title=title, **values), source_language)


@pytest.mark.parametrize("title", ["", "   ", "123 — 45%", "https://www.example.org/a", "😀😀"])
def test_without_words_and_declarations_the_language_stays_unknown(title):
    article = detect(title)
    assert article.language is None
    verdict = article.verdict("language")
    assert (verdict.value, verdict.judge) == ("und", "language/1")
    assert [reason.text for reason in verdict.reasons] == [
        "Title and text hold no words to tell a language by.",
        "There are no words, and neither page nor source declares a language.",
    ]


@pytest.mark.parametrize("declared", ["x", "", "und", "deutsch", "1-2"])
def test_a_declaration_that_is_no_tag_is_not_believed(declared):
    assert detect("Trump", language=declared).language is None


def test_a_short_title_is_believed_to_be_what_the_page_declares():
    article = detect("Donald Trump, Joe Biden", language="pt-BR", source_language="fr")
    assert article.language == "pt"
    assert article.verdict("language").reasons[-1].text == "That is too unsure, so the page is believed: pt-BR."


def test_a_short_title_of_a_silent_page_has_the_language_of_its_source():
    article = detect("Donald Trump, Joe Biden", source_language="de-AT")
    assert article.language == "de"
    assert article.verdict("language").reasons[-1].text == "That is too unsure, so the source is believed: de-AT."


def test_a_sure_text_wins_over_a_template_that_declares_another_language():
    text = "Ikhansela lisola uthishanhloko ngezimbuzi zalo ezifohla zidle ilayisi lesikole zife. Abazali bathukuthele."
    article = detect("Izimbuzi zidle ilayisi", text=text, language="en-US")
    assert article.language == "zu"
    assert [reason.signal for reason in article.verdict("language").reasons] == ["text", "declared"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Die Fähre fährt nach dem Winter wieder über den Fjord, sagt der Eigner.", "de"),
        ("Le bac traverse de nouveau le fjord après un hiver au chantier, dit son propriétaire.", "fr"),
        ("A balsa volta a atravessar o fiorde depois de um inverno no estaleiro, diz o dono.", "pt"),
        ("Fergen går igjen over fjorden etter en vinter på verftet, sier eieren.", "no"),
        ("Паром снова ходит через фьорд после зимы на верфи, говорит владелец.", "ru"),
        ("عادت العبارة إلى الإبحار في المضيق بعد شتاء في الحوض كما قال صاحبها", "ar"),
        ("渡轮在船厂过冬之后再次驶过峡湾。船主这样说。", "zh"),
        ("フェリーは冬の間の修理を終えて再び運航を始めたと船主は話した。", "ja"),
        ("여객선이 겨울을 조선소에서 보낸 뒤 다시 운항한다고 선주가 말했다.", "ko"),
        ("Feri tersne bir kış geçirdikten sonra fiyordu yeniden geçiyor, dedi sahibi.", "tr"),  # noqa: RUF001 - Turkish
    ],
)
def test_languages_are_told_by_a_sentence(text, language):
    assert detect(text).language == language


def test_judging_again_gives_the_same_with_the_declaration_kept():
    once = detect("Donald Trump, Joe Biden", language="pt-BR", source_language="fr")
    again = judge(once, "fr")
    assert again == once


def test_a_page_read_again_is_judged_by_its_new_declaration():
    from dataclasses import replace

    once = detect("Donald Trump, Joe Biden", language="pt-BR")
    assert judge(replace(once, language="es-MX")).language == "es"


@settings(max_examples=50)
@given(st.text(max_size=60), st.none() | st.sampled_from(["en", "zh-Hant-TW", "-", "EN_us"]))
def test_any_text_gives_a_tag_or_none_with_its_reasons(title, declared):
    article = detect(title, language=declared)
    verdict = article.verdict("language")
    assert verdict.value == (article.language or "und")
    assert article.language is None or article.language.isalpha()
    assert verdict.reasons


def test_the_model_is_not_loaded_before_an_article_needs_it():
    code = "import sys, nightdesk.stages.language; print('py3langid' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"


LANGUAGES = {
    "at": "de", "au": "en", "ca": "en", "ch": "de", "de": "de", "es": "es", "fr": "fr", "id": "id", "ind": "en",
    "it": "it", "jp": "ja", "kr": "ko", "lb": "ar", "li": "de", "ls": "en", "lt": "lt", "lu": "de", "na": "en",
    "no": "no", "pt": "en", "se": "sv", "tr": "tr", "tw": "en", "tz": "en", "ua": "ru", "uk": "en", "us": "en",
    "vn": "vi",
}  # fmt: skip
ODD_OUTLETS = {"MallorcaMagazin": "de", "Tageszeitung": "de", "Ilanga": "zu", "Isolezwe": "zu"}


def test_the_recorded_pages_are_told_by_title_and_text(shared):
    """The language of a country's outlets, read by eye; the odd ones write in another than their country's."""
    wrong = []
    for line in (shared / "pages" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        expected = ODD_OUTLETS.get(page["publisher"], LANGUAGES.get(page["country"], "en"))
        got = detect(page["title"] or "", text=page["text"]).language
        if got != expected:
            wrong.append((page["publisher"], expected, got))
    assert wrong == []
