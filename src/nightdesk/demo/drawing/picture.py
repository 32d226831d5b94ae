"""From a theme's name to the bytes of a picture."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from random import Random
from types import MappingProxyType
from typing import Literal

from nightdesk.demo.drawing import landscapes, objects, places
from nightdesk.demo.drawing.canvas import Canvas, mix
from nightdesk.demo.drawing.scene import WHITE, Palette, Scene

THEMES: Mapping[str, Callable[[Scene], None]] = MappingProxyType(
    {
        "ballot": objects.draw_ballot,
        "bank": objects.draw_bank,
        "battery": objects.draw_battery,
        "bridge": places.draw_bridge,
        "data": objects.draw_data,
        "flood": landscapes.draw_flood,
        "forest": landscapes.draw_forest,
        "harbour": places.draw_harbour,
        "mountain": landscapes.draw_mountain,
        "museum": objects.draw_museum,
        "orchestra": objects.draw_orchestra,
        "river": landscapes.draw_river,
        "ship": places.draw_ship,
        "skyline": places.draw_skyline,
        "stadium": places.draw_stadium,
        "telescope": landscapes.draw_telescope,
        "wheat": landscapes.draw_wheat,
        "wildfire": landscapes.draw_wildfire,
    }
)
LOGO_SIDE = 256


def draw_picture(theme: str, palette: tuple[str, ...], seed: str, form: Literal["jpeg", "png"] = "jpeg") -> bytes:
    """Draw a picture of 1200 by 675 pixels; the same arguments give the same bytes.

    ``palette`` is four colours as hexadecimal digits: paper, ink, accent, middle. KeyError where no such
    theme is drawn.
    """
    random = Random(seed)  # noqa: S311 - a seed for drawings, nothing is kept secret by it
    scene = Scene(Canvas(), Palette.from_hex(palette), random)
    THEMES[theme](scene)
    picture = scene.canvas.finish()
    out = io.BytesIO()
    if form == "png":
        picture.save(out, "png", compress_level=3)
    else:
        picture.save(out, "jpeg", quality=82)
    return out.getvalue()


def draw_logo(palette: tuple[str, ...], seed: str) -> bytes:
    """Draw an outlet's mark, a PNG of 256 by 256 pixels: a sign of few shapes on its darkest colour."""
    colours = Palette.from_hex(palette)
    random = Random(seed)  # noqa: S311 - a seed for drawings, nothing is kept secret by it
    canvas = Canvas(LOGO_SIDE, LOGO_SIDE)
    canvas.fade(colours.ink, colours.ink)
    middle = (LOGO_SIDE / 2, LOGO_SIDE / 2)
    form = random.choice(("dawn", "lines", "sail", "rings"))
    if form == "dawn":
        canvas.disc(middle, 84, colours.accent)
        canvas.box((0, 150), (LOGO_SIDE, LOGO_SIDE), colours.ink)
        canvas.box((44, 164), (212, 178), colours.paper, 7)
        canvas.box((76, 192), (180, 206), colours.middle, 7)
    elif form == "lines":
        for row in range(3):
            canvas.box((52, 66 + row * 48), (204 - row * 36, 94 + row * 48), mix(colours.accent, WHITE, row * 0.35), 14)
    elif form == "sail":
        canvas.area([(128, 40), (216, 204), (40, 204)], colours.accent)
        canvas.area([(128, 112), (178, 204), (78, 204)], colours.paper)
    else:
        for step in range(3):
            canvas.ring(middle, 88 - step * 30, (colours.accent, colours.paper, colours.middle)[step], 15)
    out = io.BytesIO()
    canvas.finish().save(out, "png")
    return out.getvalue()
