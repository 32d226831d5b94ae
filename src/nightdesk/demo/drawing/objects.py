"""Things that stand for a subject: a bank, a ballot box, an orchestra, a battery, a lock, an astrolabe."""

from __future__ import annotations

import math

from nightdesk.demo.drawing.canvas import HEIGHT, WIDTH, mix
from nightdesk.demo.drawing.scene import WHITE, Scene


def draw_bank(scene: Scene) -> None:
    """A columned front before a falling line of rates."""
    palette, random = scene.palette, scene.random
    scene.sky(random.uniform(0, 0.15))
    scene.sun((random.uniform(180, 1020), 140), 56)
    scene.hills((400,), 20)
    stone, shade = mix(palette.paper, WHITE, 0.35), mix(palette.middle, palette.ink, 0.25)
    left = random.uniform(250, 350)
    right = left + 560
    scene.canvas.box((left + 20, 290), (right - 20, 540), shade)
    for column in range(7):
        x = left + 40 + column * 75
        scene.canvas.box((x, 300), (x + 34, 540), stone)
        scene.canvas.box((x + 22, 300), (x + 34, 540), mix(stone, palette.middle, 0.4))
        scene.canvas.box((x - 8, 290), (x + 42, 306), mix(stone, palette.middle, 0.2))
        scene.canvas.box((x - 8, 526), (x + 42, 542), mix(stone, palette.middle, 0.2))
    scene.canvas.box((left - 8, 252), (right + 8, 292), mix(stone, palette.middle, 0.25))
    scene.canvas.area([(left - 22, 254), ((left + right) / 2, 136), (right + 22, 254)], stone)
    scene.canvas.area(
        [(left + 50, 242), ((left + right) / 2, 164), (right - 50, 242)], mix(palette.middle, palette.paper, 0.25)
    )
    scene.canvas.disc(((left + right) / 2, 214), 22, palette.accent)
    for step in range(3):
        scene.canvas.box(
            (left - 20 - step * 26, 540 + step * 20),
            (right + 20 + step * 26, 562 + step * 20),
            mix(stone, shade, step / 4),
        )
    scene.canvas.box((0, 600), (WIDTH, HEIGHT), mix(palette.ink, palette.middle, 0.2))
    points = [(0.0, 330.0)]
    for step in range(1, 9):
        points.append((step * 150.0, min(640.0, points[-1][1] + random.uniform(-30, 70) + 12)))
    scene.canvas.line(points, palette.accent, 9)
    for at in points:
        scene.canvas.disc(at, 11, palette.accent)
        scene.canvas.disc(at, 5, palette.paper)


def draw_ballot(scene: Scene) -> None:
    """A ballot box with papers falling in, before the round of an assembly."""
    palette, random = scene.palette, scene.random
    scene.canvas.fade(mix(palette.paper, palette.middle, 0.35), mix(palette.paper, palette.accent, 0.18))
    colours = [palette.accent, palette.middle, palette.ink, mix(palette.accent, palette.paper, 0.5)]
    for row in range(6):
        radius = 330 + row * 50
        for seat in range(18 + row * 3):
            turn = math.pi * (seat + 0.5) / (18 + row * 3)
            party = colours[min(3, int(seat / (18 + row * 3) * 4.4 + 0.3))]
            at = (600 - radius * math.cos(turn), 640 - radius * math.sin(turn))
            scene.canvas.disc(at, 14, mix(party, palette.paper, 0.25))
    scene.canvas.oval((600, 640), (300, 26), mix(palette.middle, palette.ink, 0.5))
    box, side = mix(palette.ink, palette.middle, 0.15), mix(palette.ink, palette.middle, 0.35)
    scene.canvas.area([(430, 400), (740, 400), (740, 640), (430, 640)], box)
    scene.canvas.area([(740, 400), (812, 366), (812, 598), (740, 640)], side)
    scene.canvas.area([(430, 400), (502, 366), (812, 366), (740, 400)], mix(side, palette.paper, 0.3))
    scene.canvas.area([(540, 388), (560, 378), (710, 378), (690, 388)], mix(palette.ink, (0, 0, 0), 0.5))
    for paper in range(3):
        x, y = 560 + paper * 44 + random.uniform(-16, 16), 250 - paper * 74 + random.uniform(-10, 10)
        lean = random.uniform(-30, 30) if paper else 0
        foot = 384 if paper == 0 else y + 118
        sheet = mix(palette.paper, WHITE, 0.75)
        scene.canvas.area([(x, y), (x + 104, y + lean * 0.4), (x + 104 - lean, foot), (x - lean, foot)], sheet)
        for line in range(3):
            level = y + 28 + line * 26
            scene.canvas.box((x + 40, level), (x + 88, level + 6), mix(palette.middle, palette.paper, 0.3), 3)
            scene.canvas.ring((x + 22, level + 3), 9, palette.accent if line == 1 else palette.middle, 3)
    scene.canvas.box((520, 480), (650, 570), palette.paper, 8)
    scene.canvas.line([(552, 524), (578, 550), (624, 498)], palette.accent, 13)


def draw_orchestra(scene: Scene) -> None:
    """A stage with a curtain, empty chairs, stands and a cello."""
    palette, random = scene.palette, scene.random
    wine = mix(palette.accent, palette.ink, 0.55)
    scene.canvas.fade(mix(palette.ink, (0, 0, 0), 0.3), mix(palette.ink, palette.accent, 0.3))
    for fold in range(24):
        x = fold * 51.0 - 10
        scene.canvas.area(
            [(x, 0), (x + 27, 0), (x + 34, 470), (x + 6, 470)], mix(wine, palette.ink, 0.2 + 0.15 * (fold % 3))
        )
    for spot in (250, 600, 950):
        scene.canvas.glow((spot, 430), 340, mix(palette.accent, WHITE, 0.6), 0.4)
    floor = mix(palette.middle, palette.accent, 0.45)
    scene.canvas.fade(mix(floor, palette.ink, 0.35), mix(floor, palette.paper, 0.15), (450, HEIGHT))
    for plank in range(-9, 10):
        scene.canvas.line([(600 + plank * 80, 450), (600 + plank * 150, HEIGHT)], mix(floor, palette.ink, 0.4), 1.6)
    dark = mix(palette.ink, (0, 0, 0), 0.35)
    for row in range(2):
        for seat in range(7 - row):
            is_free = row == 0 or abs(seat - 2.5) > 1  # the cello stands before the middle of the front row
            x, y = 150.0 + seat * (150 + row * 24) + row * 30 + random.uniform(-8, 8), 490.0 + row * 70
            if is_free:
                scene.canvas.box((x - 24, y - 66), (x + 24, y - 34), dark, 6)
                scene.canvas.box((x - 28, y - 10), (x + 28, y), dark, 3)
                for leg in (-24, 20, -24, 20):
                    scene.canvas.box((x + leg, y - 40), (x + leg + 4, y + 34), dark)
                scene.canvas.line([(x + 62, y + 36), (x + 62, y - 64)], dark, 3)
                scene.canvas.area(
                    [(x + 40, y - 58), (x + 84, y - 58), (x + 90, y - 96), (x + 34, y - 96)], palette.paper
                )
    _cello(scene, 600 + random.uniform(-60, 60))


def _cello(scene: Scene, x: float) -> None:
    """A cello upright on its spike, with the bow beside it."""
    palette = scene.palette
    wood = mix(palette.accent, (150, 82, 40), 0.6)
    dark = mix(palette.ink, (0, 0, 0), 0.4)
    scene.canvas.line([(x, 600), (x, 650)], dark, 5)
    # half the width of the body from its shoulders to its foot: upper bout, waist, lower bout
    widths = (12, 44, 62, 68, 66, 54, 47, 48, 62, 82, 91, 92, 84, 62, 14)
    right = [(x + half, 352 + step * 18.5) for step, half in enumerate(widths)]
    scene.canvas.area(right + [(2 * x - at, y) for at, y in reversed(right)], wood)
    scene.canvas.line(right, mix(wood, dark, 0.4), 4)
    scene.canvas.line([(2 * x - at, y) for at, y in right], mix(wood, dark, 0.4), 4)
    for side in (-1, 1):
        scene.canvas.line([(x + side * 34, 462), (x + side * 40, 486), (x + side * 34, 510)], dark, 4)
    scene.canvas.area([(x - 9, 440), (x - 7, 216), (x + 7, 216), (x + 9, 440)], dark)
    scene.canvas.disc((x, 206), 15, wood)
    scene.canvas.box((x - 30, 508), (x + 30, 516), palette.paper, 2)
    scene.canvas.area([(x - 14, 536), (x + 14, 536), (x + 8, 594), (x - 8, 594)], dark)
    for string in (-5, -1.6, 1.6, 5):
        scene.canvas.line([(x + string, 216), (x + string, 540)], mix(palette.paper, WHITE, 0.3), 1)
    scene.canvas.line([(x + 118, 290), (x + 172, 640)], mix(palette.paper, wood, 0.4), 4)
    scene.canvas.line([(x + 128, 294), (x + 180, 632)], mix(palette.paper, WHITE, 0.4), 1.5)


def draw_battery(scene: Scene) -> None:
    """A battery filling with light, its circuit around it."""
    palette, random = scene.palette, scene.random
    board = mix(palette.ink, palette.middle, 0.12)
    scene.canvas.fade(board, mix(board, palette.middle, 0.3))
    trace = mix(board, palette.middle, 0.6)
    for row in range(15):
        y = 24 + row * 45
        for side in (-1, 1):
            reach, step = random.uniform(30, 250), random.choice((-30, 0, 30))
            start = 0 if side > 0 else WIDTH
            bend = start + side * reach
            end = bend + side * random.uniform(40, 130)
            scene.canvas.line(
                [(start, y), (bend, y), (bend + side * abs(step), y + step), (end + side * 30, y + step)], trace, 3
            )
            scene.canvas.disc((end + side * 30, y + step), 7, random.choice((trace, palette.accent, palette.middle)))
            scene.canvas.disc((end + side * 30, y + step), 3, board)
    scene.canvas.glow((600, 340), 480, mix(palette.accent, WHITE, 0.3), 0.75)
    shell = mix(palette.paper, WHITE, 0.4)
    scene.canvas.box((524, 96), (676, 150), mix(shell, palette.middle, 0.4), 12)
    scene.canvas.box((430, 130), (770, 590), shell, 44)
    scene.canvas.box((452, 152), (748, 568), board, 30)
    level = random.randint(3, 4)
    for cell in range(level):
        top = 476 - cell * 98
        tint = mix(palette.accent, (255, 232, 150), cell / 6)
        scene.canvas.box((472, top), (728, top + 76), tint, 14)
        scene.canvas.box((486, top + 10), (714, top + 18), mix(tint, WHITE, 0.4), 4)
    bolt = [(624, 236), (540, 388), (596, 388), (570, 500), (664, 338), (606, 338)]
    scene.canvas.area(bolt, mix(palette.paper, WHITE, 0.7))


def draw_data(scene: Scene) -> None:
    """A padlock standing open before columns of small lights."""
    palette, random = scene.palette, scene.random
    dark = mix(palette.ink, (6, 8, 20), 0.35)
    scene.canvas.fade(dark, mix(dark, palette.middle, 0.3))
    for column in range(48):
        length, start = random.randint(6, 24), random.randint(0, 14)
        for row in range(start, min(27, start + length)):
            fade = 1 - (row - start) / length
            tint = palette.accent if scene.chance(0.06) else palette.middle
            x, y = 12.0 + column * 25, 12.0 + row * 25
            size = random.choice((5, 5, 11))
            scene.canvas.box((x, y), (x + size, y + 11), mix(dark, tint, 0.15 + 0.6 * fade), 2)
    scene.canvas.glow((600, 400), 430, mix(palette.accent, palette.paper, 0.4), 0.55)
    steel, shift = mix(palette.paper, palette.middle, 0.25), random.uniform(-40, 40)
    x = 600 + shift
    bow = [(x - 92 * math.cos(turn * math.pi / 24), 214 - 92 * math.sin(turn * math.pi / 24)) for turn in range(25)]
    scene.canvas.line([(x - 92, 330), *bow, (x + 92, 252)], steel, 36)
    scene.canvas.box((x - 150, 312), (x + 150, 566), palette.accent, 30)
    scene.canvas.box((x - 150, 520), (x + 150, 566), mix(palette.accent, palette.ink, 0.18), 30)
    scene.canvas.disc((x, 412), 36, dark)
    scene.canvas.area([(x - 14, 420), (x + 14, 420), (x + 26, 506), (x - 26, 506)], dark)


def draw_museum(scene: Scene) -> None:
    """An astrolabe hung in the light of a museum's case."""
    palette, random = scene.palette, scene.random
    wall = mix(palette.ink, palette.middle, 0.2)
    scene.canvas.fade(mix(wall, (0, 0, 0), 0.35), wall)
    scene.canvas.glow((600, 330), 560, mix(palette.accent, palette.paper, 0.6), 0.6)
    brass, deep = mix(palette.accent, (232, 190, 104), 0.6), mix(palette.ink, (70, 46, 20), 0.5)
    centre = (600.0, 350.0)
    scene.canvas.line([(600, 0), (600, 76)], mix(brass, deep, 0.3), 3)
    scene.canvas.ring((600, 96), 24, brass, 7)
    scene.canvas.disc(centre, 232, brass)
    scene.canvas.disc(centre, 206, mix(brass, WHITE, 0.3))
    for mark in range(72):
        turn = mark * math.tau / 72
        inner = 212 if mark % 6 else 206
        ends = [(600 + r * math.sin(turn), 350 - r * math.cos(turn)) for r in (inner, 226)]
        scene.canvas.line(ends, deep, 3 if mark % 6 == 0 else 1.5)
    plate = 196.0
    scene.canvas.disc(centre, plate, mix(brass, palette.paper, 0.45))
    tilt = random.uniform(-0.6, 0.6)
    for ring in range(5):
        scene.canvas.ring((600, 350 - 14 * ring), 180 - 32 * ring, mix(deep, brass, 0.35), 2.2)
    away = (600 + 62 * math.sin(tilt), 350 - 62 * math.cos(tilt))
    scene.canvas.ring(away, 118, deep, 9)
    for spike in range(9):
        turn = tilt + spike * math.tau / 9
        tip = (away[0] + 152 * math.sin(turn), away[1] - 152 * math.cos(turn))
        foot = [(away[0] + 116 * math.sin(turn + d), away[1] - 116 * math.cos(turn + d)) for d in (-0.1, 0.1)]
        if math.dist(tip, centre) < plate:
            scene.canvas.area([foot[0], tip, foot[1]], deep)
    rule = tilt + random.uniform(0.7, 1.3)
    reach = (200 * math.sin(rule), -200 * math.cos(rule))
    scene.canvas.line([(600 - reach[0], 350 - reach[1]), (600 + reach[0], 350 + reach[1])], mix(deep, brass, 0.15), 14)
    scene.canvas.disc(centre, 17, brass)
    scene.canvas.disc(centre, 7, deep)
    scene.canvas.box((330, 618), (870, HEIGHT), mix(palette.paper, palette.middle, 0.3), 6)
    scene.canvas.box((505, 636), (695, 664), mix(palette.paper, WHITE, 0.6), 3)
