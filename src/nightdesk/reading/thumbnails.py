"""A picture's bytes to its size and a small copy, within limits, as a pure function."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO

from PIL import ExifTags, ImageOps, UnidentifiedImageError
from PIL import Image as Pillow

from nightdesk.errors import SkipItem

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")  # what browsers show; each other decoder is one more to attack
MOST_PIXELS = 50_000_000  # a press photograph has 10 to 45 megapixels; decoded, 50 take 150 MB
TALLEST = 2  # times the width: an infographic of 20 screens is cut down to its start
QUALITY = 80  # WebP; artefacts are not seen at the size of a teaser


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """The size of a picture as it is shown, in pixels, and a small copy as WebP, without its metadata."""

    width: int
    height: int
    webp: bytes


def make_thumbnail(body: bytes, width: int) -> Thumbnail:
    """Decode a picture and make a copy at most ``width`` pixels wide; the same bytes give the same copy.

    The size is judged from the header, before a pixel is decoded. The first frame of an animation is taken.
    What the camera wrote beside the picture (place, owner) does not come along.

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
            picture.draft("RGB", (2 * width, 2 * TALLEST * width))  # a JPEG can be decoded at a fraction of its size
            return Thumbnail(*size, _small(ImageOps.exif_transpose(picture), width))
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


def _small(picture: Pillow.Image, width: int) -> bytes:
    has_alpha = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    plain = picture.convert("RGBA" if has_alpha else "RGB")
    if plain.height > TALLEST * plain.width and plain.width > 1:
        plain = plain.crop((0, 0, plain.width, TALLEST * plain.width))
    plain.thumbnail((width, TALLEST * width), Pillow.Resampling.LANCZOS, reducing_gap=2.0)
    out = BytesIO()
    plain.save(out, "WEBP", quality=QUALITY, method=4)
    return out.getvalue()
