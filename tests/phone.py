"""Photographs of a printed sheet as a telephone takes them: askew, shaded, blurred, noisy, stamped, squeezed."""

import io
import random
import subprocess
from dataclasses import dataclass
from pathlib import Path

import segno
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from schooladmin.documents.qr import QUIET_ZONE
from schooladmin.documents.tree import QrCode

_DPI = 300
_MM = _DPI / 25.4
_WIDE, _HIGH = round(210 * _MM), round(297 * _MM)
_FACE = "static/fonts/LiberationSerif-Regular.ttf"
_EVEN = 74  # standard deviation of bytes drawn at random
_LEFT, _ROOM = 30, 3  # mm from the left edge and from the foot to the mark, as the writer of PDF files draws it


@dataclass(frozen=True)
class Shot:
    """How a photograph was taken. ``skew`` is the share of the sheet that a corner is pushed in; ``turn`` in degrees.

    ``longest`` is the longer side in pixels, ``blur`` a radius in pixels of the photograph, ``noise`` grey levels,
    ``shade`` how much darker the darkest corner is. ``stamp``: "beside" lies over the signature, "edge" over a part of
    the mark.
    """

    seed: int
    longest: int = 3200
    skew: float = 0.04
    turn: float = 3
    blur: float = 0.8
    noise: float = 8
    shade: float = 0.3
    quality: int = 80
    stamp: str = ""


def sheet(mark: QrCode, *, lines: int = 38) -> Image.Image:
    """A page of A4 with text and the mark in its lower margin, as it lies on the table."""
    page = Image.new("RGB", (_WIDE, _HIGH), "white")
    draw = ImageDraw.Draw(page)
    body = ImageFont.truetype(_FACE, round(14 / 72 * _DPI))
    for line in range(lines):
        text = "Nhà trường niêm yết công khai các thủ tục, hướng dẫn phụ huynh nộp hồ sơ trực tuyến"
        draw.text((_LEFT * _MM, (20 + line * 6.6) * _MM), text, font=body, fill=(25, 25, 25))
    side = round(mark.size_mm * _MM)
    corner = (round(_LEFT * _MM), round((297 - _ROOM) * _MM) - side)
    page.paste(_code(mark.data).resize((side, side), Image.Resampling.BOX), corner)
    small = ImageFont.truetype(_FACE, round(8 / 72 * _DPI))
    draw.text((corner[0] + side + 10, corner[1] + side // 3), mark.text, font=small, fill=(25, 25, 25))
    return page


def _code(data: str) -> Image.Image:
    matrix = segno.make(data, error="m", micro=False).matrix
    side = len(matrix) + 2 * QUIET_ZONE
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 20)
    return picture.resize((side * 10, side * 10), Image.Resampling.NEAREST)


def photograph(page: Image.Image, shot: Shot) -> bytes:
    """The sheet on a table as a JPEG."""
    dice = random.Random(shot.seed)
    page = _stamped(page, shot.stamp)
    table = Image.new("RGB", (round(_WIDE * 1.2), round(_HIGH * 1.16)), (96, 74, 52))
    table.paste(page, (round(_WIDE * 0.1), round(_HIGH * 0.08)))
    table.thumbnail((shot.longest, shot.longest), Image.Resampling.LANCZOS)
    table = table.rotate(shot.turn, Image.Resampling.BICUBIC, expand=True, fillcolor=(96, 74, 52))
    table = _askew(table, shot.skew, dice)
    table = _shaded(table, shot.shade, dice)
    table = table.filter(ImageFilter.GaussianBlur(shot.blur))
    grain = Image.frombytes("L", table.size, dice.randbytes(table.width * table.height))
    grain = grain.point([round(128 + (value - 128) * shot.noise / _EVEN) for value in range(256)])
    table = ImageChops.add(table, Image.merge("RGB", (grain,) * 3), scale=1, offset=-128)
    file = io.BytesIO()
    table.save(file, "JPEG", quality=shot.quality)
    return file.getvalue()


def snapped(path: Path, dpi: int, seed: int) -> bytes:
    """The first page of a PDF as a poor camera sees it: few dots, askew, a red stamp over the text, squeezed hard."""
    command = ["pdftoppm", "-r", str(dpi), "-png", "-f", "1", "-l", "1", str(path)]
    with Image.open(io.BytesIO(subprocess.run(command, check=True, capture_output=True).stdout)) as drawn:
        page = drawn.convert("RGB")
    wide, high = page.size
    ink = Image.new("RGB", page.size, "white")
    pen = ImageDraw.Draw(ink)
    for radius in (18, 15, 9):  # mm
        reach = radius * dpi / 25.4
        box = [wide * 0.6 - reach, high * 0.6 - reach, wide * 0.6 + reach, high * 0.6 + reach]
        pen.ellipse(box, outline=(205, 40, 45), width=max(1, dpi // 40))
    table = Image.new("RGB", (round(wide * 1.1), round(high * 1.1)), (96, 74, 52))
    table.paste(ImageChops.multiply(page, ink), (round(wide * 0.05), round(high * 0.05)))
    table = table.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor=(96, 74, 52))
    file = io.BytesIO()
    _askew(table, 0.03, random.Random(seed)).save(file, "JPEG", quality=60)
    return file.getvalue()


def _stamped(page: Image.Image, where: str) -> Image.Image:
    """A red ring of 36 mm: over the signature, or so that its edge lies across the mark."""
    if not where:
        return page
    middle = (140, 235) if where == "beside" else (_LEFT + 14 + 12, 297 - _ROOM - 14 - 8)
    ink = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(ink)
    for radius, width in ((18, 14), (15.5, 5), (9, 5)):
        box = [
            (middle[0] - radius) * _MM,
            (middle[1] - radius) * _MM,
            (middle[0] + radius) * _MM,
            (middle[1] + radius) * _MM,
        ]
        draw.ellipse(box, outline=(205, 40, 45), width=width)
    return ImageChops.multiply(page, ink)


def _askew(picture: Image.Image, skew: float, dice: random.Random) -> Image.Image:
    wide, high = picture.size
    pushed = [
        (dice.uniform(0, skew) * wide * sx, dice.uniform(0, skew) * high * sy)
        for sx, sy in ((1, 1), (-1, 1), (-1, -1), (1, -1))
    ]
    corners = [(0, 0), (wide, 0), (wide, high), (0, high)]
    seen = [(x + dx, y + dy) for (x, y), (dx, dy) in zip(corners, pushed, strict=True)]
    coefficients = _solved(seen, corners)
    return picture.transform(
        picture.size, Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC, fillcolor=(96, 74, 52)
    )


def _solved(seen: list[tuple[float, float]], corners: list[tuple[int, int]]) -> list[float]:
    """The eight numbers of the projection that puts each of ``corners`` where it is ``seen`` (Gauss and Jordan)."""
    rows: list[list[float]] = []
    for (x, y), (u, v) in zip(seen, corners, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y, u])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y, v])
    for place in range(8):
        best = max(range(place, 8), key=lambda row: abs(rows[row][place]))
        rows[place], rows[best] = rows[best], rows[place]
        rows[place] = [value / rows[place][place] for value in rows[place]]
        for other in range(8):
            if other != place and rows[other][place]:
                factor = rows[other][place]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[place], strict=True)]
    return [row[8] for row in rows]


def _shaded(picture: Image.Image, shade: float, dice: random.Random) -> Image.Image:
    """Light from one side and the shadow of a hand."""
    low, high = round(255 * (1 - shade)), 255
    small = Image.new("L", (2, 2))
    small.putdata([dice.randint(low, high) for _corner in range(4)])
    light = small.resize(picture.size, Image.Resampling.BICUBIC)
    hand = ImageDraw.Draw(light)
    wide, tall = picture.size
    left = dice.uniform(-0.2, 0.6) * wide
    hand.ellipse([left, tall * 0.82, left + wide * 0.5, tall * 1.3], fill=round(255 * (1 - shade * 0.9)))
    light = light.filter(ImageFilter.GaussianBlur(wide / 60))
    return ImageChops.multiply(picture, Image.merge("RGB", (light, light, light)))
