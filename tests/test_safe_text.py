"""Text from outside is made safe: it can be stored, shown and read in its order, and is no longer than fits."""

import time
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightdesk.safe_text import LARGEST_NUMBER, MOST_MARKS, TooLong, made_safe, safe_json, safe_line, safe_lines
from nightdesk.types import Image

# Every kind of character that broke something, far more often than chance brings them.
ODD = (
    "\x00\x07\x1b\x7f\x80\x85\x9b\x9f\ud800\udfff\ufdd0\uffff\U0001fffe\u202a\u202b\u202c\u202d\u202e\u2066\u2067"
    "\u2068\u2069\u0301\u0489\u200d\ufeff\r\n\t\\\"'<&"
)
TEXTS = st.text(st.one_of(st.sampled_from(ODD), st.characters()), max_size=60)


@dataclass(frozen=True)
class Leaf:
    name: str = ""
    url: str | None = None
    number: int | float | None = None


@dataclass(frozen=True)
class Tree:
    title: str = ""
    text: str = ""
    authors: tuple[str, ...] = ()
    found_at: datetime | None = None
    leaf: Leaf | None = None
    leaves: tuple[Leaf, ...] = ()


LEAVES = st.builds(Leaf, TEXTS, st.none() | TEXTS, st.none() | st.integers() | st.floats())
TREES = st.builds(
    Tree, TEXTS, TEXTS, st.lists(TEXTS).map(tuple), st.none() | st.datetimes(timezones=st.just(UTC)), LEAVES,
    st.lists(LEAVES, max_size=4).map(tuple),
)  # fmt: skip


def strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from strings(item)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from strings(getattr(value, name))


def is_never(character):
    code = ord(character)
    return (
        unicodedata.category(character) in ("Cc", "Cs") and character not in "\t\r\n"
    ) or code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # fmt: skip


def closes_what_it_opens(line):
    """Whether each mark of direction has its partner; overrides have none."""
    open_marks = []
    for mark in line:
        if mark in "\u202d\u202e":
            return False
        if mark in "\u202a\u202b\u2066\u2067\u2068":
            open_marks.append(mark)
        elif mark in "\u202c\u2069" and (not open_marks or (open_marks.pop() in "\u202a\u202b") != (mark == "\u202c")):
            return False
    return not open_marks


@given(TREES)
def test_no_string_of_any_field_holds_what_cannot_be_stored_or_shown(tree):
    safe, _ = made_safe(tree)
    for text in strings(safe):
        assert not any(map(is_never, text))
        assert all(map(closes_what_it_opens, text.split("\n")))
    assert not set("\t\r\n") & set(safe.title)
    assert made_safe(safe) == (safe, ())  # once is enough


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Mn", "Me", "Zl", "Zp"))))
def test_what_people_write_stays_as_it_is(text):
    tree = Tree(title=text[:500], text=text)
    assert made_safe(tree) == (tree, ())
    assert made_safe(tree)[0] is tree


@pytest.mark.parametrize(
    "text",
    [
        "هٰذَا كِتَابٌ",  # Arabic with its points
        "בְּרֵאשִׁ֖ית בָּרָ֣א",  # Hebrew with points and cantillation
        "नमस्ते दुनिया",
        "Việt Nam\u0301",
        "👩‍👩‍👧‍👦 ☀️",  # joined and varied
        "می\u200cخواهم",  # noqa: RUF001 - Persian needs its joiner
        "Say \u2067שלום\u2069 twice",  # noqa: RUF001 - isolated, and closed
        "a\u200f\u200eb",
    ],
)
def test_scripts_keep_what_they_need(text):
    assert made_safe(Tree(title=text)) == (Tree(title=text), ())


def test_a_line_cannot_be_turned_around():
    assert safe_line("user\u202egnp.exe") == "usergnp.exe"
    assert safe_line("\u202eabc\u202c def") == "abc def"
    assert safe_line("open \u2067 for ever") == "open  for ever"
    assert safe_line("closed \u2069\u202c twice") == "closed  twice"
    assert safe_lines("\u2067one\ntwo\u2069") == "one\ntwo"  # direction ends with its line


def test_marks_do_not_pile_up():
    assert len(safe_line("e" + "\u0301" * 3000)) == 1 + MOST_MARKS
    assert len(safe_line("e" + "\u0301\u200b" * 3000)) <= 2 + 2 * MOST_MARKS
    assert len(safe_line("e" + "\u0489\ufe0f" * 3000)) <= 2 + MOST_MARKS


def test_what_is_cut_is_told():
    tree = Tree(title="word " * 4000, authors=("Ann Lee",) * 200_000, leaf=Leaf("x" * 1000))
    safe, notes = made_safe(tree)
    assert len(safe.title) <= 500
    assert safe.title.endswith("word…")
    assert len(safe.authors) == 25
    assert len(safe.leaf.name) == 200
    assert notes == (
        "title: 20,000 characters, cut to 500",
        "authors: more than 25, of which the first 25 were taken",
        "name: 1,000 characters, cut to 200",
    )


def test_what_was_left_out_is_told_once_for_each_kind():
    _, notes = made_safe(Tree(leaves=(Leaf("a\x00"), Leaf("b\x9b"))))
    assert notes == ("name: characters that cannot be shown, or that turn or pile up text, were left out (2 times)",)


def test_an_address_is_encoded_or_left_out_and_never_cut():
    safe, notes = made_safe(Leaf(url="https://a.example/\u202e\x01 b\n\ud800"))
    assert safe.url == "https://a.example/%E2%80%AE%01 b%3F"
    assert notes
    safe, notes = made_safe(Leaf(url="https://a.example/" + "x" * 3000))
    assert safe.url is None
    assert notes == ("url: 3,018 characters, which no address has (2,048 at most)",)


def test_a_picture_without_a_usable_address_goes_alone():
    @dataclass(frozen=True)
    class Page:
        images: tuple[Image, ...]

    safe, notes = made_safe(Page((Image("https://a.example/" + "x" * 3000), Image("https://a.example/1.jpg"))))
    assert safe.images == (Image("https://a.example/1.jpg"),)
    assert len(notes) == 1
    with pytest.raises(TooLong):
        made_safe(Image("x" * 3000))


@pytest.mark.parametrize("number", [LARGEST_NUMBER + 1, float("nan"), float("inf"), -(10**400)])
def test_a_number_that_no_row_holds_is_left_out(number):
    assert made_safe(Leaf(number=number))[0].number is None


@given(st.lists(st.sampled_from(["\\ud800", "\\udc00", "\\ud83d\\ude00", "\\\\", "a", "\\u0000", "\\uDBFF"])))
def test_json_spells_no_half_of_a_pair(parts):
    import json

    json.loads(safe_json(f'"{"".join(parts)}"'), strict=False).encode()


def test_whole_pairs_stay():
    assert safe_json(r'"\ud83d\ude00 \ud83d"') == r'"\ud83d\ude00 \ufffd"'


@pytest.mark.parametrize(
    "attack",
    ["\u0301", "\u200b", "\u200b\u0301", "\u202a", "\u2069", "\u202a\u2069", "\u2067", "\x00", "\ud800", " ", "\u2028"],
)
def test_no_text_takes_long(attack):
    began = time.process_time()
    made_safe(Tree(title=attack * 5_000_000, text=attack * 300_000))
    assert time.process_time() - began < 2
