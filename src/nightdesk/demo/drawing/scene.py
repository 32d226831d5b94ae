"""What every drawing starts from: a sheet, four colours, a light and a seed; and the pieces that many share."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from nightdesk.demo.drawing.canvas import HEIGHT, WIDTH, Canvas, Colour, Point, mix, ridge

WHITE: Colour = (255, 255, 255)
BLACK: Colour = (0, 0, 0)


@dataclass(frozen=True, slots=True)
class Palette:
    """The four colours of an outlet: light ``paper``, dark ``ink``, warm ``accent``, and ``middle`` between."""

    paper: Colour
    ink: Colour
    accent: Colour
    middle: Colour

    @classmethod
    def from_hex(cls, colours: tuple[str, ...]) -> Palette:
        """Read four colours written as six hexadecimal digits."""
        paper, ink, accent, middle = ((int(c[:2], 16), int(c[2:4], 16), int(c[4:], 16)) for c in colours)
        return cls(paper, ink, accent, middle)


@dataclass(frozen=True, slots=True)
class Scene:
    """A drawing in the making."""

    canvas: Canvas
    palette: Palette
    random: Random

    def chance(self, share: float) -> bool:
        """True in this share of all calls."""
        return self.random.random() < share

    def sky(self, night: float = 0.0) -> None:
        """Fill the sheet with a sky; ``night`` 0 is morning, 1 is the middle of the night."""
        paper, ink, middle = self.palette.paper, self.palette.ink, self.palette.middle
        warm = mix(paper, self.palette.accent, self.random.uniform(0.12, 0.3))
        self.canvas.fade(mix(mix(paper, middle, 0.65), ink, night), mix(warm, mix(ink, middle, 0.4), night))

    def sun(self, at: Point, radius: float = 62) -> None:
        """A pale sun with its light."""
        light = mix(mix(self.palette.accent, (255, 206, 120), 0.55), self.palette.paper, 0.5)
        self.canvas.glow(at, radius * 4.2, mix(light, WHITE, 0.4), 0.7)
        self.canvas.disc(at, radius, mix(light, WHITE, 0.35))

    def stars(self, count: int, below: float = HEIGHT) -> None:
        """Small stars above a height."""
        for _ in range(count):
            at = (self.random.uniform(0, WIDTH), self.random.uniform(0, below))
            self.canvas.disc(at, self.random.choice((0.9, 1.2, 1.2, 1.9, 2.6)), mix(self.palette.paper, WHITE, 0.5))

    def hills(self, levels: tuple[float, ...], height: float = 46, tint: float = 0.0) -> None:
        """Rows of hills from far and pale to near and dark; ``tint`` adds the accent's warmth."""
        near = mix(self.palette.ink, self.palette.middle, 0.25)
        far = mix(mix(self.palette.middle, self.palette.paper, 0.35), self.palette.accent, tint)
        for index, level in enumerate(levels):
            depth = index / max(1, len(levels) - 1)
            self.canvas.area(ridge(self.random, level, height), mix(far, near, depth))

    def water(self, top: float, colour: Colour, strokes: int = 60) -> None:
        """A sheet of water down to the bottom, with short bright waves that widen as they come near."""
        self.canvas.fade(mix(colour, self.palette.paper, 0.45), mix(colour, self.palette.ink, 0.25), (top, HEIGHT))
        for _ in range(strokes):
            depth = self.random.random() ** 1.6
            y = top + 6 + depth * (HEIGHT - top - 12)
            x = self.random.uniform(-40, WIDTH)
            length = self.random.uniform(18, 50) + depth * 90
            thick = 1.5 + depth * 3.5
            shade = mix(colour, self.palette.paper, self.random.uniform(0.35, 0.75))
            self.canvas.box((x, y), (x + length, y + thick), shade, thick / 2)

    def tree(self, foot: Point, height: float, colour: Colour) -> None:
        """A fir: three tiers on a trunk."""
        x, y = foot
        self.canvas.box((x - height * 0.03, y - height * 0.2), (x + height * 0.03, y), colour)
        for tier in range(3):
            base, half = y - height * (0.14 + 0.25 * tier), height * (0.25 - 0.06 * tier)
            self.canvas.area([(x - half, base), (x, base - height * 0.4), (x + half, base)], colour)

    def house(self, foot: Point, size: Point, lit: bool = True) -> None:
        """A gabled house with windows; ``foot`` is its lower left corner."""
        (x, y), (wide, high) = foot, size
        wall = mix(self.palette.paper, self.random.choice((self.palette.middle, self.palette.accent)), 0.45)
        roof = mix(self.palette.ink, self.palette.accent, self.random.uniform(0.25, 0.6))
        self.canvas.box((x, y - high), (x + wide, y), wall)
        self.canvas.area(
            [(x - wide * 0.08, y - high), (x + wide / 2, y - high - wide * 0.5), (x + wide * 1.08, y - high)], roof
        )
        glass = mix(self.palette.accent, WHITE, 0.55) if lit else mix(self.palette.ink, self.palette.middle, 0.4)
        for row in range(max(1, int(high // 62))):
            for column in (0.2, 0.6):
                corner = (x + wide * column, y - high + 16 + row * 56)
                self.canvas.box(corner, (corner[0] + wide * 0.2, corner[1] + 30), glass)
