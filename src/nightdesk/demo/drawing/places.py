"""What people build beside water and in towns: bridges, ships, harbours, skylines, stadiums."""

from __future__ import annotations

import math

from nightdesk.demo.drawing.canvas import HEIGHT, WIDTH, Point, mix
from nightdesk.demo.drawing.scene import WHITE, Scene


def draw_bridge(scene: Scene) -> None:
    """A cable-stayed bridge with two pylons over a wide water."""
    palette, random = scene.palette, scene.random
    night = random.choice((0.0, 0.1, 0.35))
    scene.sky(night)
    scene.sun((random.uniform(430, 770), 300), 78)
    scene.hills((392, 412), 22, tint=0.2)
    scene.water(440, mix(palette.middle, palette.accent, 0.12), 70)
    steel = mix(palette.ink, palette.middle, 0.12)
    shift = random.uniform(-70, 70)
    for pylon in (330 + shift, 870 + shift):
        for stay in range(1, 10):
            for side in (-1, 1):
                scene.canvas.line(
                    [(pylon, 118 + stay * 12), (pylon + side * stay * 29, 404)], mix(steel, palette.paper, 0.3), 1.8
                )
        scene.canvas.area([(pylon - 7, 96), (pylon + 7, 96), (pylon + 20, 560), (pylon - 20, 560)], steel)
        scene.canvas.box((pylon - 42, 540), (pylon + 42, 566), steel, 8)
        scene.canvas.disc((pylon, 92), 7, palette.accent)
    scene.canvas.area([(-10, 412), (600, 396), (WIDTH + 10, 412), (WIDTH + 10, 430), (600, 414), (-10, 430)], steel)
    for lamp in range(13):
        x = 30 + lamp * 95.0
        y = 404 - 14 * (1 - abs(x - 600) / 600)
        scene.canvas.line([(x, y), (x, y - 26)], steel, 2.4)
        scene.canvas.disc((x, y - 28), 4.5, mix(palette.accent, WHITE, 0.6))
    tram = random.uniform(420, 660)
    scene.canvas.box((tram, 368), (tram + 124, 398), palette.accent, 8)
    for window in range(5):
        scene.canvas.box((tram + 10 + window * 22, 374), (tram + 26 + window * 22, 386), palette.paper, 2)


def draw_ship(scene: Scene) -> None:
    """A container ship on a strait, with a tug before it."""
    palette, random = scene.palette, scene.random
    scene.sky(random.uniform(0, 0.2))
    scene.sun((random.uniform(200, 1000), 170), 70)
    scene.hills((350, 372), 34, tint=0.35)
    scene.water(398, mix(palette.middle, palette.ink, 0.1), 60)
    left = random.uniform(150, 240)
    colours = [
        palette.accent,
        palette.middle,
        mix(palette.accent, palette.paper, 0.5),
        mix(palette.ink, palette.middle, 0.5),
    ]
    for column in range(13):
        for row in range(random.randint(3, 6)):
            x, y = left + 96 + column * 46, 436.0 - row * 27
            tint = mix(random.choice(colours), palette.ink, random.uniform(0, 0.2))
            scene.canvas.box((x, y - 25), (x + 43, y), tint)
            scene.canvas.line([(x + 14, y - 22), (x + 14, y - 3)], mix(tint, palette.ink, 0.25), 1)
            scene.canvas.line([(x + 28, y - 22), (x + 28, y - 3)], mix(tint, palette.ink, 0.25), 1)
    hull = mix(palette.ink, palette.middle, 0.08)
    scene.canvas.box((left + 26, 262), (left + 86, 440), mix(palette.paper, WHITE, 0.4))
    scene.canvas.box((left + 14, 276), (left + 98, 296), mix(palette.ink, palette.middle, 0.3), 3)
    scene.canvas.box((left + 40, 214), (left + 66, 264), palette.accent)
    scene.canvas.area([(left, 432), (left + 790, 432), (left + 735, 530), (left + 30, 530)], hull)
    scene.canvas.area(
        [(left + 24, 512), (left + 746, 512), (left + 735, 532), (left + 30, 532)], mix(palette.accent, hull, 0.35)
    )
    tug = left + 850
    scene.canvas.line([(left + 770, 450), (tug, 516)], mix(palette.ink, palette.middle, 0.4), 2)
    scene.canvas.box((tug + 34, 476), (tug + 70, 516), palette.paper, 3)
    scene.canvas.area([(tug, 512), (tug + 116, 512), (tug + 98, 548), (tug + 10, 548)], palette.accent)
    for _ in range(24):
        x, y = random.uniform(left - 40, left + 900), random.uniform(526, 560)
        scene.canvas.box((x, y), (x + random.uniform(30, 90), y + 4), mix(palette.paper, WHITE, 0.3), 2)


def draw_harbour(scene: Scene) -> None:
    """A breakwater with a lighthouse, boats and gulls."""
    palette, random = scene.palette, scene.random
    scene.sky(random.uniform(0, 0.3))
    scene.sun((random.uniform(620, 1050), 230), 66)
    scene.water(404, palette.middle, 90)
    stone = mix(palette.ink, palette.middle, 0.3)
    scene.canvas.area([(-10, 430), (430, 418), (500, 470), (-10, 520)], stone)
    for _ in range(26):
        at = (random.uniform(0, 470), random.uniform(436, 486))
        scene.canvas.oval(at, (random.uniform(14, 30), 11), mix(stone, palette.paper, random.uniform(0.05, 0.25)))
    foot = random.uniform(290, 350)
    scene.canvas.glow((foot, 168), 230, mix(palette.accent, WHITE, 0.6), 0.8)
    scene.canvas.area(
        [(foot - 20, 190), (foot + 20, 190), (foot + 36, 430), (foot - 36, 430)], mix(palette.paper, WHITE, 0.5)
    )
    for stripe in (230, 310, 390):
        half = 21 + (stripe - 190) * 0.067
        scene.canvas.area(
            [
                (foot - half, stripe),
                (foot + half, stripe),
                (foot + half + 2, stripe + 36),
                (foot - half - 2, stripe + 36),
            ],
            palette.accent,
        )
    scene.canvas.box((foot - 17, 150), (foot + 17, 190), mix(palette.accent, WHITE, 0.7))
    scene.canvas.area([(foot - 26, 152), (foot, 120), (foot + 26, 152)], stone)
    for boat in range(3):
        x, y = 620 + boat * 190 + random.uniform(-40, 40), 486 + random.uniform(-30, 90)
        scene.canvas.area(
            [(x, y), (x + 120, y), (x + 98, y + 30), (x + 18, y + 30)], mix(palette.ink, palette.accent, boat / 3)
        )
        scene.canvas.area([(x + 56, y - 8), (x + 56, y - 130), (x + 116, y - 14)], mix(palette.paper, WHITE, 0.5))
        scene.canvas.area(
            [(x + 50, y - 10), (x + 50, y - 104), (x + 8, y - 14)], mix(palette.paper, palette.accent, 0.3)
        )
    for _ in range(7):
        x, y = random.uniform(480, 1120), random.uniform(70, 260)
        scene.canvas.line([(x - 16, y - 6), (x - 6, y - 9), (x, y), (x + 6, y - 9), (x + 16, y - 6)], stone, 2.4)


def draw_skyline(scene: Scene) -> None:
    """A town at dusk in three rows of towers, windows lit."""
    palette, random = scene.palette, scene.random
    night = random.uniform(0.3, 0.6)
    scene.sky(night)
    scene.sun((random.uniform(300, 900), 320), 84)
    for row in range(3):
        depth = row / 2
        wall = mix(mix(palette.middle, palette.paper, 0.3 - night * 0.3), palette.ink, 0.15 + depth * 0.75)
        x = -20.0
        while x < WIDTH:
            wide = random.uniform(54, 110) + row * 14
            top = random.uniform(200, 360) + row * 70
            scene.canvas.box((x, top), (x + wide, HEIGHT), wall)
            if scene.chance(0.3):
                scene.canvas.area([(x, top + 1), (x + wide / 2, top - wide * 0.45), (x + wide, top + 1)], wall)
            _windows(scene, (x, top), wide, 0.12 + depth * 0.26)
            x += wide + random.uniform(-4, 26)
    scene.canvas.box((0, 628), (WIDTH, HEIGHT), mix(palette.ink, (0, 0, 0), 0.25))
    bus = random.uniform(300, 760)
    scene.canvas.box((bus, 580), (bus + 190, 640), palette.accent, 12)
    for window in range(5):
        scene.canvas.box(
            (bus + 14 + window * 34, 592), (bus + 40 + window * 34, 612), mix(palette.accent, WHITE, 0.75), 4
        )
    for wheel in (40, 150):
        scene.canvas.disc((bus + wheel, 640), 14, (20, 20, 26))


def _windows(scene: Scene, corner: Point, wide: float, share: float) -> None:
    """Lit windows on a wall, a share of all that it has."""
    light = mix(scene.palette.accent, WHITE, 0.5)
    x, top = corner
    for row in range(int((HEIGHT - top) // 26)):
        for column in range(int((wide - 16) // 17)):
            if scene.random.random() < share:
                left, y = x + 10 + column * 17, top + 14 + row * 26
                scene.canvas.box((left, y), (left + 8, y + 13), light)


def draw_stadium(scene: Scene) -> None:
    """A football ground at night: stands, floodlights, the pitch in stripes, the ball."""
    palette, random = scene.palette, scene.random
    scene.sky(0.8)
    scene.stars(60, 200)
    for x in (110.0, 1090.0):
        scene.canvas.glow((x, 120), 360, mix(palette.accent, WHITE, 0.75), 0.85)
        scene.canvas.line([(x, 120), (x, 420)], mix(palette.ink, (0, 0, 0), 0.3), 9)
        for lamp in range(9):
            scene.canvas.disc((x - 44 + lamp % 3 * 44, 84 + lamp // 3 * 30), 14, mix(palette.accent, WHITE, 0.85))
    scene.canvas.area([(0, 250), (600, 292), (WIDTH, 250), (WIDTH, 460), (0, 460)], mix(palette.ink, (0, 0, 0), 0.2))
    floor = 442.0
    crowd = [palette.accent, palette.paper, palette.middle, mix(palette.accent, palette.ink, 0.4)]
    for row in range(9):
        for seat in range(96):
            x = seat * 12.6 + row % 2 * 6
            y = 268 + row * 19 + 36 * (1 - abs(x - 600) / 600)
            if y < floor and scene.chance(0.86):
                scene.canvas.disc((x, y), 4.6, mix(random.choice(crowd), palette.ink, random.uniform(0.1, 0.5)))
    grass = mix((74, 132, 84), palette.middle, 0.25)
    scene.canvas.box((0, 450), (WIDTH, HEIGHT), grass)
    for stripe in range(10):
        left, right = (stripe - 5) * 104 + 600, (stripe - 4) * 104 + 600
        area: list[Point] = [
            (left, 450),
            (right, 450),
            (600 + (right - 600) * 1.9, HEIGHT),
            (600 + (left - 600) * 1.9, HEIGHT),
        ]
        scene.canvas.area(area, mix(grass, WHITE if stripe % 2 else palette.ink, 0.1))
    chalk = mix(palette.paper, WHITE, 0.6)
    scene.canvas.line([(0, 452), (WIDTH, 452)], chalk, 4)
    goal = random.uniform(480, 560)
    for net in range(9):
        scene.canvas.line([(goal + net * 24, 372), (goal + net * 24, 452)], mix(chalk, palette.ink, 0.45), 1)
        scene.canvas.line([(goal, 372 + net * 10), (goal + 192, 372 + net * 10)], mix(chalk, palette.ink, 0.45), 1)
    scene.canvas.line([(goal, 454), (goal, 370), (goal + 192, 370), (goal + 192, 454)], chalk, 6)
    _ball(scene, (random.uniform(330, 870), 570))


def _ball(scene: Scene, at: Point) -> None:
    """A football with its shadow."""
    x, y = at
    scene.canvas.oval((x, y + 44), (56, 10), mix((40, 80, 50), scene.palette.ink, 0.4))
    scene.canvas.disc(at, 44, WHITE)
    dark = mix(scene.palette.ink, (0, 0, 0), 0.3)
    scene.canvas.area(
        [(x + 16 * math.sin(k * math.tau / 5), y - 16 * math.cos(k * math.tau / 5)) for k in range(5)], dark
    )
    for k in range(5):
        turn = k * math.tau / 5
        scene.canvas.line(
            [(x + 16 * math.sin(turn), y - 16 * math.cos(turn)), (x + 34 * math.sin(turn), y - 34 * math.cos(turn))],
            dark,
            2.4,
        )
        scene.canvas.disc((x + 37 * math.sin(turn), y - 37 * math.cos(turn)), 6, dark)
