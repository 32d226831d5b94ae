"""Sizes by the first bytes: what is no picture first, then each form against a second reader."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from nightdesk.errors import SkipItem
from nightdesk.reading.picture_sizes import size_of

FORMS = {
    "JPEG": {},
    "PNG": {},
    "GIF": {},
    "WEBP": {"quality": 50},
    "WEBP lossless": {"lossless": True},
    "WEBP with alpha": {"quality": 50, "exif": b"Exif\0\0MM\0*\0\0\0\x08\0\0"},
    "AVIF": {"speed": 10},
}


def drawn(form, width, height, **options):
    out = BytesIO()
    picture = Pillow.linear_gradient("L").resize((width, height)).convert("RGBA" if "alpha" in form else "RGB")
    picture.save(out, form.split()[0], **(FORMS[form] | options))
    return out.getvalue()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"BM" + bytes(50),
        b"%PDF-1.7",
        b"RIFF\0\0\0\0WAVEfmt ",
        b"\0\0\0\x18ftypheic",
        b"\xff\xd8\xff\xd9",
    ],
)
def test_what_is_no_picture_that_browsers_show_is_refused(body):
    with pytest.raises(SkipItem, match=r"no picture|damaged"):
        size_of(body + bytes(100))


def test_a_size_of_nothing_is_refused():
    with pytest.raises(SkipItem, match="0 x 0 pixels cannot be"):
        size_of(b"GIF89a" + bytes(10))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("width", "height"), [(1, 1), (799, 3), (1203, 631)])
def test_the_size_is_that_of_a_second_reader(form, width, height):
    body = drawn(form, width, height)
    assert size_of(body) == Pillow.open(BytesIO(body)).size == (width, height)


@pytest.mark.parametrize("form", FORMS)
def test_the_start_of_a_file_tells_or_asks_for_more(form):
    body = drawn(form, 640, 480)
    for cut in range(12, min(len(body), 1_500), 7):
        assert size_of(body[:cut]) in (None, (640, 480))
    assert size_of(body[:4_000]) == (640, 480)


def test_a_camera_on_its_side_changes_width_and_height():
    exif = Pillow.Exif()
    exif[0x0112] = 8
    assert size_of(drawn("JPEG", 640, 480, exif=exif)) == (480, 640)


@given(st.sampled_from(list(FORMS)), st.binary(max_size=300), st.integers(0, 200))
def test_any_bytes_get_a_size_or_a_reason(form, noise, at):
    body = HEADS[form][:at] + noise
    try:
        size = size_of(body)
    except SkipItem:
        return
    assert size is None or all(0 < side < 1 << 24 for side in size)


HEADS = {form: drawn(form, 640, 480)[:400] for form in FORMS}
