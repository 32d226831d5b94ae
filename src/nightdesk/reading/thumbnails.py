"""A picture's bytes to its size and a small copy, within limits, as a pure function."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import Literal

from PIL import ExifTags, ImageCms, ImageOps, UnidentifiedImageError
from PIL import Image as Pillow

from nightdesk.errors import SkipItem

Form = Literal["webp", "avif"]
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")  # what browsers show; each other decoder is one more to attack
MOST_PIXELS = 50_000_000  # a press photograph has 10 to 45 megapixels; decoded, 50 take 150 MB
TALLEST = 2  # times the width: an infographic of 20 screens is cut down to its start
# Artefacts are not seen at the size of a teaser. Six pictures of 500 to 800 pixels: AVIF at 60 and speed 8 took 12 to
# 31 % fewer bytes than WebP at 80 and 2.5 to 3.6 times its CPU; speed 6 took three to four times that of speed 8.
_SAVED_AS: dict[str, dict[str, int]] = {"webp": {"quality": 80, "method": 4}, "avif": {"quality": 60, "speed": 8}}
FLAT = 8  # levels of 255 that a picture spans at most in all colours, if it is one plain colour
LONGEST_PROFILE = 4_000_000  # bytes; printers' profiles have 2 MB


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The size of a picture as it is shown, in pixels, and a small copy without its metadata.

    ``is_flat`` says that it shows nothing: one plain colour, as placeholders and counters do.
    """

    width: int
    height: int
    copy: bytes
    is_flat: bool = False


def make_thumbnail(body: bytes, width: int, form: Form = "webp") -> Thumbnail:
    """Decode a picture and make a copy at most ``width`` pixels wide; the same bytes give the same copy.

    The size is judged from the header, before a pixel is decoded. The first frame of an animation is taken.
    Colours come along as sRGB. What the camera wrote beside the picture (place, owner) does not come along.

    Raises:
        SkipItem: It is no picture that browsers show, has too many pixels, or is damaged.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pillow.DecompressionBombWarning)
            picture = Pillow.open(BytesIO(body), formats=FORMATS)
            if picture.width * picture.height > MOST_PIXELS:
                raise SkipItem(f"{picture.width} x {picture.height} pixels are too many to decode")
            size = _shown_size(picture)
            picture.draft(None, (2 * width, 2 * TALLEST * width))  # a JPEG can be decoded at a fraction of its size
            small = _small(picture, width)
            return Thumbnail(*size, _saved(small, form), _is_flat(small))
    except (Pillow.DecompressionBombError, Pillow.DecompressionBombWarning) as error:
        raise SkipItem("it has too many pixels to decode") from error
    except UnidentifiedImageError as error:
        raise SkipItem("it is no picture that browsers show") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise SkipItem(f"it cannot be decoded ({error})") from error


def _shown_size(picture: Pillow.Image) -> tuple[int, int]:
    """Width and height as shown: cameras lay pictures on their side and say so (Exif orientation 5 to 8)."""
    is_on_side = picture.getexif().get(ExifTags.Base.Orientation, 1) in (5, 6, 7, 8)
    return (picture.height, picture.width) if is_on_side else picture.size


def _small(picture: Pillow.Image, width: int) -> Pillow.Image:
    """The picture upright, in sRGB, cut and made smaller; on a loop of less than 50 million pixels at each step."""
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    profile = picture.info.get("icc_profile")
    plain = ImageOps.exif_transpose(picture)
    if plain.mode not in ("RGB", "RGBA", "CMYK", "L"):
        plain = plain.convert("RGBA" if has_alpha else "RGB")
    if plain.height > TALLEST * plain.width and plain.width > 1:
        plain = plain.crop((0, 0, plain.width, TALLEST * plain.width))
    plain.thumbnail((width, TALLEST * width), Pillow.Resampling.LANCZOS, reducing_gap=2.0)
    return _in_srgb(plain, profile, "RGBA" if has_alpha else "RGB")


def _in_srgb(picture: Pillow.Image, profile: bytes | None, mode: str) -> Pillow.Image:
    """Colours by the picture's own profile: CMYK and wide-gamut photographs look wrong without it."""
    if profile and len(profile) <= LONGEST_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            turned = ImageCms.profileToProfile(picture, source, target, outputMode=mode)
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            turned = None  # a broken profile, or one for other colours than these: as if there were none
        if turned is not None:
            return turned
    return picture if picture.mode == mode else picture.convert(mode)


def _saved(picture: Pillow.Image, form: Form) -> bytes:
    picture.info.clear()  # what is left there (Exif, XMP, profile) would be written into the copy
    out = BytesIO()
    picture.save(out, form.upper(), **_SAVED_AS[form])
    return out.getvalue()


def _is_flat(picture: Pillow.Image) -> bool:
    """Whether nothing is to be seen: all colours the same, or all of it transparent."""
    spans = [span if isinstance(span, tuple) else (span, 0) for span in picture.getextrema()]
    if picture.mode == "RGBA" and spans[3][1] <= FLAT:
        return True
    return all(most - least <= FLAT for least, most in spans[:3])
