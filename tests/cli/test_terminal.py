"""Nothing that others sent moves the cursor, changes colours of its own or turns lines around."""

import io
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from commanding import command
from nightdesk.cli.terminal import guarded, shown


@given(
    st.text(st.one_of(st.sampled_from("\x00\x07\x1b[m;3\x7f\x85\x9b\u202e\u2066\u2069\ud800\r\n\t"), st.characters()))
)
def test_no_control_but_colours_and_ends_of_lines_comes_through(text):
    rest = shown(text)
    while "\x1b[" in rest:
        before, _, after = rest.partition("\x1b[")
        number, _, behind = after.partition("m")
        assert set(number) <= set("0123456789;")
        rest = before + behind
    assert not any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\t\n" for c in rest)
    assert not set(rest) & set("\u202d\u202e")


def test_colours_stay():
    assert shown("\x1b[1m\x1b[31mwrong\x1b[0m plain \x1b[2J") == "\x1b[1m\x1b[31mwrong\x1b[0m plain [2J"


def test_bytes_are_guarded_too():
    raw = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    stream = guarded(raw)
    stream.buffer.write('{"title": "a\x9bb"}'.encode())
    stream.write("c\x9bd")
    stream.flush()
    assert raw.buffer.getvalue() == b'{"title": "ab"}cd'


def test_a_name_that_is_no_text_is_answered(tmp_path):
    command("init", tmp_path)
    answer = command("explain", "\udcff\x1b[2J\x9b", desk=tmp_path)
    assert "Traceback" not in answer.stderr
    assert "\x1b" not in answer.stdout + answer.stderr
    assert "\x9b" not in answer.stdout + answer.stderr
