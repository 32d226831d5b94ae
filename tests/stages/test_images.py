"""Pictures: those that cannot be had first, then sizes and copies."""

import struct
import zlib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import ExifTags, ImageCms
from PIL import Image as Pillow

from making import NOON, make_article
from nightdesk.config import Config, PictureSettings
from nightdesk.errors import GaveUp, RetryLater, SkipItem, TooLarge
from nightdesk.stages.images import cache_images, picture_path
from nightdesk.tools import Response, Tools
from nightdesk.types import Image

URL = "https://pictures.example/ferry.jpg"
SIZED = Image(URL, 1200, 630, alt="A ferry")
UNSIZED = Image(URL)
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


class Here:
    """Workers that work in this process."""

    def call(self, function, *args, **kwargs):
        return function(*args, **kwargs)


class Shelf:
    """A web of pictures: bytes to answer with, or an error to raise, by address."""

    def __init__(self, **answers):
        self.answers = {f"https://pictures.example/{name}.jpg": answer for name, answer in answers.items()}
        self.asked = []

    def get(self, request):
        self.asked.append(request)
        answer = self.answers.get(request.url, SkipItem("404 not found"))
        if isinstance(answer, Exception):
            raise answer
        return Response(request.url, 200, {"content-type": "image/jpeg"}, answer[: request.first_bytes])


def picture_bytes(picture, form="JPEG", **options):
    out = BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()


def photograph(width=1200, height=630, form="JPEG", mode="RGB", **options):
    return picture_bytes(Pillow.linear_gradient("L").resize((width, height)).convert(mode), form, **options)


def cached(web, *images, **settings):
    config = Config(home=Path(), pictures=PictureSettings(**settings))
    tools = Tools(config=config, library=None, web=web, workers=Here(), now=NOON)
    return cache_images(make_article(images=images), tools)


def told(outcome):
    return [reason.text for reason in outcome.records[0].verdict("images").reasons]


def png(width, height):
    """The header of a PNG with no pixels behind it."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) for chunk in (header, b"IDAT")
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (SkipItem("404 not found"), "404 not found"),
        (RetryLater("503, try later"), "503, try later"),
        (GaveUp("took over 10 s"), "took over 10 s"),
        (b"", "it is no picture that browsers show"),
        (b"<html>Not here</html>", "it is no picture that browsers show"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "it is no picture that browsers show"),
        (png(30_000, 30_000), "it has too many pixels to decode"),
        (png(10_000, 9_000), "it has too many pixels to decode"),
        (png(9_000, 6_000), "9000 x 6000 pixels are too many to decode"),
        (photograph()[:2000], "it cannot be decoded"),
    ],
    ids=["refused", "later", "gave up", "empty", "page", "drawing", "bomb", "large", "too large", "torn"],
)
def test_a_picture_that_cannot_be_had_never_fails_the_article(answer, why):
    outcome = cached(Shelf(ferry=answer), SIZED)
    assert outcome.records[0].images == (SIZED,)
    assert outcome.files == ()
    assert "kept, as its page declares its size" in told(outcome)[0]
    assert why in told(outcome)[0]


def test_a_picture_that_cannot_be_had_and_has_no_size_is_left_out():
    outcome = cached(Shelf(), UNSIZED)
    assert outcome.records[0].images == ()
    assert told(outcome) == ["left out, as its size is unknown, but without a copy: 404 not found"]


@pytest.mark.parametrize("url", ["data:image/png;base64,AAAA", "file:///etc/passwd", "ftp://pictures.example/a.jpg"])
def test_only_addresses_of_the_web_are_asked(url):
    web = Shelf()
    assert cached(web, Image(url)).records[0].images == ()
    assert web.asked == []


def test_an_icon_is_left_out():
    outcome = cached(Shelf(ferry=photograph(64, 64)), UNSIZED)
    assert outcome.records[0].images == ()
    assert told(outcome) == ["left out: 64 x 64 pixels are an icon, no picture"]


def test_a_banner_is_left_out():
    assert told(cached(Shelf(ferry=photograph(970, 250)), UNSIZED))[0].endswith("the shape of a banner")


@pytest.mark.parametrize(
    "body",
    [
        picture_bytes(Pillow.new("RGB", (800, 600), "#eeeeee")),
        picture_bytes(Pillow.new("RGBA", (800, 600), (9, 200, 9, 0)), "PNG"),
    ],
    ids=["grey", "transparent"],
)
def test_a_plain_colour_is_a_placeholder(body):
    outcome = cached(Shelf(ferry=body), SIZED)
    assert outcome.records[0].images == ()
    assert told(outcome) == ["left out: shows one plain colour, as placeholders do"]


def test_an_article_without_pictures_has_a_verdict_that_says_so():
    assert told(cached(Shelf())) == ["the page gives no picture"]


def test_pictures_stay_as_they_are_where_they_are_not_to_be_fetched():
    web = Shelf(ferry=photograph())
    outcome = cached(web, UNSIZED, fetch=False)
    assert outcome.records[0].images == (UNSIZED,)
    assert web.asked == []


def test_a_picture_gets_its_true_size_and_a_small_copy():
    outcome = cached(Shelf(ferry=photograph(1600, 900)), SIZED, width=400)
    path = picture_path(URL)
    assert outcome.records[0].images == (replace(SIZED, width=1600, height=900, cached_path=path),)
    assert [file.path for file in outcome.files] == [path]
    copy = Pillow.open(BytesIO(outcome.files[0].content))
    assert (copy.format, copy.size) == ("WEBP", (400, 225))


def test_a_small_picture_is_not_blown_up():
    outcome = cached(Shelf(ferry=photograph(300, 200)), UNSIZED, width=800)
    assert Pillow.open(BytesIO(outcome.files[0].content)).size == (300, 200)


def test_a_tower_of_a_picture_is_cut_down_to_its_start():
    outcome = cached(Shelf(ferry=photograph(300, 3000)), UNSIZED, width=800)
    assert Pillow.open(BytesIO(outcome.files[0].content)).size == (300, 600)


@pytest.mark.parametrize("form", ["webp", "avif"])
def test_a_picture_on_its_side_is_set_upright_and_its_metadata_dropped(form):
    exif = Pillow.Exif()
    exif[0x0112] = 6  # orientation: turned by a quarter
    exif[0x010E] = "taken at home"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (59.0, 54.0, 0.0)
    body = photograph(1200, 630, exif=exif, comment=b"taken at home", icc_profile=SRGB, xmp=b"<x:xmpmeta>at home")
    assert Pillow.open(BytesIO(body)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    outcome = cached(Shelf(ferry=body), UNSIZED, width=315, form=form)
    image = outcome.records[0].images[0]
    copy = Pillow.open(BytesIO(outcome.files[0].content))
    assert (image.width, image.height, copy.size) == (630, 1200, (315, 600))
    assert len(copy.getexif()) == 0
    assert not {"exif", "xmp", "icc_profile", "comment"} & {name for name, value in copy.info.items() if value}
    assert b"at home" not in outcome.files[0].content


@pytest.mark.parametrize(
    ("form", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("JPEG", "CMYK"), ("JPEG", "L"), ("GIF", "P"), ("WEBP", "RGB")],
)
def test_forms_and_colours_of_browsers_are_read(form, mode):
    body = photograph(200, 150, form, mode)
    assert Pillow.open(BytesIO(cached(Shelf(ferry=body), UNSIZED).files[0].content)).size == (200, 150)


def test_the_first_frame_of_an_animation_is_taken():
    frames = [Pillow.linear_gradient("L").resize((300, 200)), Pillow.new("L", (300, 200), 9)]
    body = picture_bytes(frames[0], "GIF", save_all=True, append_images=frames[1:])
    copy = Pillow.open(BytesIO(cached(Shelf(ferry=body), UNSIZED).files[0].content))
    assert (getattr(copy, "n_frames", 1), copy.convert("L").getpixel((150, 190)) > 200) == (1, True)


@pytest.mark.parametrize("profile", [b"no profile", SRGB, SRGB[:100]], ids=["none", "another", "cut off"])
def test_a_broken_profile_or_one_for_other_colours_does_not_harm(profile):
    body = photograph(200, 150, "JPEG", "CMYK", icc_profile=profile)
    assert Pillow.open(BytesIO(cached(Shelf(ferry=body), UNSIZED).files[0].content)).size == (200, 150)


@pytest.mark.parametrize("form", ["webp", "avif"])
def test_copies_have_the_form_of_the_settings_and_the_same_picture_gives_the_same_bytes(form):
    web = Shelf(ferry=photograph())
    files = cached(web, SIZED, form=form).files
    assert files == cached(web, SIZED, form=form).files
    assert (files[0].path.rpartition(".")[2], Pillow.open(BytesIO(files[0].content)).format) == (form, form.upper())


def test_the_limit_of_the_settings_is_asked_for():
    web = Shelf(ferry=photograph())
    cached(web, SIZED, limit_mb=1.5)
    assert web.asked[0].limit == 1_500_000


def test_the_next_picture_leads_where_the_first_cannot_be_had():
    second = Image("https://pictures.example/pier.jpg")
    outcome = cached(Shelf(pier=photograph(640, 480)), SIZED, second)
    assert [(image.url, image.is_cached) for image in outcome.records[0].images] == [(second.url, True), (URL, False)]


def test_no_more_than_two_pictures_are_asked_for():
    web = Shelf()
    cached(web, *(Image(f"https://pictures.example/{n}.jpg", 800, 600) for n in range(5)))
    assert len(web.asked) == 2


def test_other_pictures_are_measured_by_their_first_bytes():
    others = {name: photograph(640, 480, "PNG") + b"pixels" * 100_000 for name in ("pier", "goats", "piano")}
    web = Shelf(ferry=photograph(), **others)
    images = [Image(f"https://pictures.example/{name}.jpg") for name in ("ferry", *others)]
    outcome = cached(web, *images, measured=2)
    assert [(image.width, image.height) for image in outcome.records[0].images] == [(1200, 630), (640, 480), (640, 480)]
    assert [request.first_bytes for request in web.asked] == [None, 65_536, 65_536]
    assert told(outcome)[-1] == "left out, as its size is unknown; [pictures] measured bounds the asking"


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (SkipItem("404 not found"), "404 not found"),
        (b"<html>", "it is no picture that browsers show"),
        (photograph()[:100], "its file ends after 100 bytes, before its size"),
        (b"\xff\xd8" + b"\xff\xe1\xff\xff" * 300_000, "it is a damaged JPEG"),
        (b"\xff\xd8" + (b"\xff\xe1\xff\xff" + bytes(65_533)) * 9, "its first 524,288 bytes do not tell it"),
        (photograph(64, 64), "64 x 64 pixels are an icon"),
    ],
)
def test_other_pictures_without_a_size_are_left_out(answer, why):
    outcome = cached(Shelf(ferry=photograph(), pier=answer), SIZED, Image("https://pictures.example/pier.jpg"))
    assert len(outcome.records[0].images) == 1
    assert why in told(outcome)[-1]


def test_a_picture_too_large_to_copy_is_measured():
    class Heavy(Shelf):
        def get(self, request):
            if request.first_bytes is None:
                raise TooLarge("too large: 9.0 MB or more")
            return super().get(request)

    outcome = cached(Heavy(ferry=photograph()), UNSIZED)
    assert outcome.records[0].images == (replace(UNSIZED, width=1200, height=630),)
    assert outcome.files == ()


def test_the_path_of_a_copy_comes_from_its_address():
    assert picture_path(URL) == "65/659886c065e92ded01ba80770fdaaa64.webp"
