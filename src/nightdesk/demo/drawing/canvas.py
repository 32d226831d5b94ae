"""A sheet to draw flat landscapes on, in units of a picture 1200 wide and 675 high."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 1200, 675
SCALE = 2  # drawn twice as large and halved at the end: smooth edges for the price of one reduce()

Colour = tuple[int, int, int]
Point = tuple[float, float]


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """A colour between two others; ``share`` 0 is the first, 1 the second."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return (red, green, blue)


class Canvas:
    """The sheet; every verb takes points in picture units and a colour."""

    def __init__(self, width: int = WIDTH, height: int = HEIGHT) -> None:
        self.width, self.height = width, height
        self._image = Image.new("RGB", (width * SCALE, height * SCALE))
        self._pen = ImageDraw.Draw(self._image)

    def fade(self, top: Colour, bottom: Colour, span: tuple[float, float] | None = None) -> None:
        """Fill the sheet, or the rows from ``span[0]`` to ``span[1]``, from one colour down to another."""
        start, end = span or (0, self.height)
        last = max(1, math.ceil(end - start) - 1)
        for row in range(last + 1):  # a row of the picture, so that halving blends nothing
            level = (start + row) * SCALE
            edges = (0, level, self.width * SCALE, level + SCALE - 1)
            self._pen.rectangle(edges, fill=mix(top, bottom, row / last))

    def area(self, points: Sequence[Point], colour: Colour) -> None:
        """Fill a polygon."""
        self._pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)

    def box(self, corner: Point, opposite: Point, colour: Colour, radius: float = 0) -> None:
        """Fill a rectangle, with rounded corners where ``radius`` is given."""
        left, right = sorted((corner[0], opposite[0]))
        top, bottom = sorted((corner[1], opposite[1]))
        edges = (left * SCALE, top * SCALE, right * SCALE, bottom * SCALE)
        self._pen.rounded_rectangle(edges, radius=radius * SCALE, fill=colour)

    def disc(self, centre: Point, radius: float, colour: Colour) -> None:
        """Fill a circle."""
        self.oval(centre, (radius, radius), colour)

    def oval(self, centre: Point, radii: Point, colour: Colour) -> None:
        """Fill an ellipse with its axes along the sheet's."""
        (x, y), (wide, high) = centre, radii
        self._pen.ellipse(((x - wide) * SCALE, (y - high) * SCALE, (x + wide) * SCALE, (y + high) * SCALE), fill=colour)

    def ring(self, centre: Point, radius: float, colour: Colour, width: float = 4) -> None:
        """Draw a circle's line."""
        (x, y), edge = centre, radius
        self._pen.ellipse(
            ((x - edge) * SCALE, (y - edge) * SCALE, (x + edge) * SCALE, (y + edge) * SCALE),
            outline=colour,
            width=round(width * SCALE),
        )

    def line(self, points: Sequence[Point], colour: Colour, width: float = 3) -> None:
        """Draw a line through points."""
        self._pen.line(
            [(x * SCALE, y * SCALE) for x, y in points], fill=colour, width=max(1, round(width * SCALE)), joint="curve"
        )

    def glow(self, centre: Point, radius: float, colour: Colour, strength: float = 1.0) -> None:
        """Lay soft light around a point; ``strength`` from 0 to 1."""
        light = Image.radial_gradient("L").point(
            [round(max(0.0, 1 - i / 180) ** 2 * 255 * strength) for i in range(256)]
        )
        left, top = (at - radius for at in centre)
        right, bottom = min(self.width, left + radius * 2), min(self.height, top + radius * 2)
        seen = (max(0, left), max(0, top), right, bottom)
        place = (round(seen[0] * SCALE), round(seen[1] * SCALE), round(right * SCALE), round(bottom * SCALE))
        share = light.width / (radius * 2)
        part = ((seen[0] - left) * share, (seen[1] - top) * share, (right - left) * share, (bottom - top) * share)
        size = (place[2] - place[0], place[3] - place[1])
        # only the part on the sheet is made: the largest lights are wider than it
        self._image.paste(colour, place, light.resize(size, Image.Resampling.BILINEAR, box=part))

    def finish(self) -> Image.Image:
        """The picture in its own size, with smooth edges."""
        return self._image.reduce(SCALE)


def ridge(random: Random, level: float, height: float, steps: int = 64) -> list[Point]:
    """The outline of hills across the sheet: sums of waves around a level, closed at the bottom."""
    waves = [(random.uniform(1, 2.5), 0.6), (random.uniform(3, 5), 0.3), (random.uniform(7, 12), 0.1)]
    shifts = [random.uniform(0, 2 * math.pi) for _ in waves]
    outline: list[Point] = []
    for step in range(steps + 1):
        at = step / steps
        rise = sum(
            part * math.sin(at * count * math.pi + shift) for (count, part), shift in zip(waves, shifts, strict=True)
        )
        outline.append((at * WIDTH, level - height * rise))
    return [(0, HEIGHT), *outline, (WIDTH, HEIGHT)]


def peaks(random: Random, level: float, height: float, count: int) -> list[Point]:
    """The outline of rocky mountains: peaks and saddles with broken slopes, closed at the bottom."""
    outline: list[Point] = []
    step = WIDTH / count
    for index in range(count + 1):
        left = (index - 0.5) * step + random.uniform(-0.2, 0.2) * step
        top = level - height * random.uniform(0.55, 1)
        outline += [
            (left - step * 0.5, level - height * random.uniform(0, 0.2)),
            (left - step * 0.2, top + height * random.uniform(0.2, 0.35)),
            (left, top),
            (left + step * 0.24, top + height * random.uniform(0.25, 0.4)),
        ]
    return [(-200, HEIGHT), *outline, (WIDTH + 200, level), (WIDTH + 200, HEIGHT)]
