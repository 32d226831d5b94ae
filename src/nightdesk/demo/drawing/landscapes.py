"""Landscapes: water, mountains, fields, sky."""

from __future__ import annotations

import math

from nightdesk.demo.drawing.canvas import HEIGHT, WIDTH, Point, mix, peaks, ridge
from nightdesk.demo.drawing.scene import WHITE, Scene


def draw_river(scene: Scene) -> None:
    """A river in wide bends towards the viewer, between hills."""
    palette, random = scene.palette, scene.random
    scene.sky(random.uniform(0, 0.25))
    scene.sun((random.uniform(250, 950), random.uniform(120, 200)))
    scene.hills((300, 340, 390), 50, tint=0.15)
    scene.canvas.area(ridge(random, 430, 14), mix(palette.ink, palette.middle, 0.45))
    bend, lean = random.uniform(90, 170), random.choice((-1, 1))
    left: list[Point] = []
    right: list[Point] = []
    for step in range(49):
        depth = step / 48
        y = 418 + depth * (HEIGHT - 418)
        middle = 600 + lean * bend * math.sin(depth * 5.2) * (0.35 + depth)
        half = 14 + 250 * depth**1.5
        left.append((middle - half, y))
        right.append((middle + half, y))
    scene.canvas.area(left + right[::-1], mix(palette.middle, palette.paper, 0.45))
    for _ in range(34):
        step = random.randrange(6, 48)
        (start, y), (end, _) = left[step], right[step]
        x = random.uniform(start, start + (end - start) * 0.8)
        length = (end - start) * random.uniform(0.06, 0.2)
        scene.canvas.box((x, y), (x + length, y + 1.5 + step / 18), mix(palette.paper, WHITE, 0.4), 2)
    for _ in range(26):
        step = random.randrange(2, 40)
        side = random.choice((-1, 1))
        edge = left[step][0] if side < 0 else right[step][0]
        foot = (edge + side * random.uniform(24, 240), left[step][1] + 6)
        scene.tree(foot, 26 + step * 2.6, mix(palette.ink, palette.middle, random.uniform(0.05, 0.3)))


def draw_flood(scene: Scene) -> None:
    """Houses standing in water under rain."""
    palette, random = scene.palette, scene.random
    scene.sky(0.35)
    scene.hills((290, 330), 40)
    x = -30.0
    while x < WIDTH:
        wide = random.uniform(92, 150)
        scene.house((x, 520), (wide, random.uniform(150, 265)), lit=scene.chance(0.35))
        x += wide + random.uniform(8, 60)
    scene.water(442, mix(palette.middle, palette.ink, 0.2), 80)
    for _ in range(7):
        at = (random.uniform(60, 1140), random.uniform(480, 620))
        scene.canvas.box(at, (at[0] + 70, at[1] + 9), mix(palette.accent, palette.ink, 0.45), 4)
    pole = random.uniform(300, 900)
    scene.canvas.box((pole, 250), (pole + 8, 560), mix(palette.ink, palette.middle, 0.15))
    scene.canvas.box((pole - 46, 300), (pole + 54, 350), palette.accent, 6)
    rain = mix(palette.paper, palette.middle, 0.35)
    for _ in range(150):
        x, y = random.uniform(-20, WIDTH), random.uniform(-20, 470)
        scene.canvas.line([(x, y), (x - 7, y + random.uniform(18, 34))], rain, 1.2)


def draw_wildfire(scene: Scene) -> None:
    """A mountain at night with fire behind its ridges."""
    palette, random = scene.palette, scene.random
    scene.canvas.fade(mix(palette.ink, (10, 8, 20), 0.45), mix(palette.ink, palette.accent, 0.75))
    heart = random.uniform(420, 780)
    scene.canvas.glow((heart, 420), 520, mix(palette.accent, (255, 190, 90), 0.4), 0.95)
    scene.canvas.area(peaks(random, 430, 230, 4), mix(palette.ink, palette.accent, 0.42))
    scene.canvas.glow((heart - 160, 440), 300, (255, 178, 84), 0.8)
    scene.canvas.area(peaks(random, 500, 160, 6), mix(palette.ink, palette.accent, 0.22))
    crest = ridge(random, 520, 34)
    for _ in range(90):
        x, y = random.choice(crest[1:-1])
        near = 1 - min(1.0, abs(x - heart) / 520)
        tall = random.uniform(10, 34) + 70 * near * random.random()
        flame = mix(palette.accent, (255, 214, 120), random.random())
        x += random.uniform(-12, 12)
        scene.canvas.area(
            [(x - tall / 4, y + 14), (x + random.uniform(-6, 6), y - tall), (x + tall / 4, y + 14)], flame
        )
    dark = mix(palette.ink, (8, 6, 14), 0.55)
    scene.canvas.area(crest, dark)
    for _ in range(46):
        scene.tree(
            (random.uniform(0, WIDTH), random.uniform(590, 690)), random.uniform(60, 130), mix(dark, (0, 0, 0), 0.3)
        )
    for _ in range(70):
        at = (heart + random.gauss(0, 240), random.uniform(120, 500))
        scene.canvas.disc(at, random.choice((1.2, 1.6, 2.4)), (255, 200, 120))


def draw_mountain(scene: Scene) -> None:
    """Snowy peaks above a dark forest."""
    palette, random = scene.palette, scene.random
    scene.sky(random.uniform(0.05, 0.3))
    scene.sun((random.uniform(200, 1000), 150), 52)
    for level, high, count, share in ((430, 260, 4, 0.25), (480, 230, 5, 0.6)):
        rock = mix(mix(palette.middle, palette.paper, 0.4), palette.ink, share)
        outline = peaks(random, level, high, count)
        scene.canvas.area(outline, rock)
        for index in range(3, len(outline) - 3, 4):
            (lx, ly), (tx, ty), (rx, ry) = outline[index - 1 : index + 2]
            low = ty + (min(ly, ry) - ty) * 0.8
            snow: list[Point] = [
                (tx, ty),
                (tx + (rx - tx) * (low - ty) / (ry - ty), low),
                (tx + (rx - tx) * 0.3, low - (low - ty) * 0.3),
                (tx, low + (low - ty) * 0.15),
                (tx + (lx - tx) * 0.4, low - (low - ty) * 0.35),
                (tx + (lx - tx) * (low - ty) / (ly - ty), low),
            ]
            scene.canvas.area(snow, mix(palette.paper, WHITE, 0.6))
    scene.hills((520, 570), 30)
    dark = mix(palette.ink, palette.middle, 0.1)
    for _ in range(60):
        scene.tree((random.uniform(0, WIDTH), random.uniform(600, 700)), random.uniform(70, 140), dark)


def draw_forest(scene: Scene) -> None:
    """Trunks in mist beside a pool at dusk."""
    palette, random = scene.palette, scene.random
    scene.sky(0.15)
    scene.canvas.glow((random.uniform(400, 800), 260), 420, mix(palette.accent, WHITE, 0.6), 0.8)
    for row in range(4):
        depth = row / 3
        shade = mix(mix(palette.middle, palette.paper, 0.55), palette.ink, depth * 0.85)
        for _ in range(16 - row * 2):
            foot = (random.uniform(-30, WIDTH + 30), 430 + row * 36)
            scene.tree(foot, random.uniform(170, 250) + row * 70, shade)
        scene.canvas.area(ridge(random, 425 + row * 36, 8), shade)
    scene.water(570, mix(palette.middle, palette.ink, 0.35), 24)
    for _ in range(9):
        at = (random.uniform(40, 1160), random.uniform(590, 660))
        scene.canvas.oval(at, (random.uniform(26, 52), 7), mix(palette.accent, palette.middle, 0.4))


def draw_wheat(scene: Scene) -> None:
    """A field in furrows up to the horizon, with ears in front."""
    palette, random = scene.palette, scene.random
    scene.sky(0)
    scene.sun((random.uniform(250, 950), 210), 74)
    scene.hills((330, 355), 30, tint=0.3)
    gold = mix(palette.accent, (246, 214, 120), 0.68)
    scene.canvas.fade(mix(gold, palette.paper, 0.35), mix(gold, palette.ink, 0.2), (362, HEIGHT))
    vanish = random.uniform(420, 780)
    for furrow in range(-26, 27):
        foot = vanish + furrow * 120
        shade = mix(gold, palette.ink if furrow % 2 else palette.paper, 0.18)
        scene.canvas.area([(vanish + furrow * 12, 362), (foot, HEIGHT), (foot + 46, HEIGHT)], shade)
    scene.house((random.uniform(80, 320), 366), (74, 46), lit=False)
    scene.canvas.box((930, 280), (960, 366), mix(palette.middle, palette.ink, 0.4), 8)
    scene.canvas.box((966, 300), (996, 366), mix(palette.middle, palette.ink, 0.3), 8)
    for _ in range(46):
        x, tall = random.uniform(0, WIDTH), random.uniform(110, 220)
        lean = random.uniform(-18, 18)
        stalk = mix(mix(gold, (120, 78, 30), 0.55), palette.ink, random.uniform(0, 0.2))
        scene.canvas.line([(x, HEIGHT), (x + lean * 0.4, HEIGHT - tall * 0.6), (x + lean, HEIGHT - tall)], stalk, 3)
        for grain in range(7):
            at = (x + lean + (8 if grain % 2 else -8), HEIGHT - tall - 4 + grain * 9)
            scene.canvas.oval(at, (6.5, 10), mix(gold, stalk, 0.25 + 0.12 * (grain % 2)))


def draw_telescope(scene: Scene) -> None:
    """Deep sky with a banded planet, its rings, and a telescope drifting before it."""
    palette, random = scene.palette, scene.random
    night = mix(palette.ink, (8, 10, 26), 0.55)
    scene.canvas.fade(night, mix(night, palette.middle, 0.35))
    for _ in range(3):
        at = (random.uniform(100, 1100), random.uniform(80, 600))
        scene.canvas.glow(at, random.uniform(260, 420), mix(palette.middle, palette.accent, random.random()), 0.28)
    scene.stars(260)
    side = random.choice((-1, 1))
    centre, radius = (600 + side * 250.0, 370.0), 190.0
    scene.canvas.glow(centre, radius * 1.9, mix(palette.accent, WHITE, 0.3), 0.6)
    shift = random.uniform(0, math.tau)
    for band in range(24):
        tops = [math.pi * (band + part / 4) / 24 for part in range(5)]  # angles from pole to pole
        wave = 0.5 + 0.5 * math.sin(band * 0.9 + shift) * math.cos(band * 0.37)
        shade = mix(palette.accent, mix(palette.middle, palette.paper, 0.4), wave)
        west = [(centre[0] - radius * math.sin(turn), centre[1] - radius * math.cos(turn)) for turn in tops]
        east = [(2 * centre[0] - x, y) for x, y in reversed(west)]
        scene.canvas.area(west + east, shade)
    scene.canvas.disc((centre[0] + side * radius * 1.4, centre[1] - 200), 26, mix(palette.paper, palette.middle, 0.4))
    _probe(scene, (600 - side * 270, 300 + random.uniform(-30, 60)))


def _probe(scene: Scene, at: Point) -> None:
    """A telescope of hexagonal mirrors above a sun shield."""
    palette = scene.palette
    x, y = at
    scene.canvas.line([(x, y), (x, y + 130)], mix(palette.paper, palette.middle, 0.6), 7)
    for layer, wide in enumerate((190, 172, 154)):
        shield = mix(palette.middle, palette.paper, 0.15 + layer * 0.3)
        level = y + 140 - layer * 15
        scene.canvas.area([(x - wide, level), (x - 40, level - 22), (x + wide, level), (x + 40, level + 22)], shield)
    for row in range(-2, 3):
        for column in range(5 - abs(row)):
            centre = (x + (column - (4 - abs(row)) / 2) * 46, y - 10 + row * 40)
            corners = [
                (centre[0] + 25 * math.sin(k * math.pi / 3), centre[1] + 25 * math.cos(k * math.pi / 3))
                for k in range(6)
            ]
            scene.canvas.area(corners, mix(palette.accent, (255, 226, 140), 0.35 + 0.12 * ((row + column) % 3)))
    for foot in (-96, 96):
        scene.canvas.line([(x + foot, y + 20), (x, y - 150)], mix(palette.paper, palette.middle, 0.4), 3)
    scene.canvas.disc((x, y - 150), 13, mix(palette.paper, palette.middle, 0.2))
