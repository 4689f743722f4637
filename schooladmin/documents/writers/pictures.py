"""Charts and codes as PNG pictures, for writers that cannot take the vectors: drawn by Pillow from the same drawing.

And the width of a line in the project's own letters, which Word's rules of the length of a text need.
"""

import io
from functools import lru_cache
from typing import Any

import segno
from django.contrib.staticfiles import finders
from PIL import Image, ImageDraw, ImageFont

from schooladmin.documents.charts import Drawing
from schooladmin.documents.profiles import Style
from schooladmin.documents.qr import QUIET_ZONE
from schooladmin.documents.tree import QrCode

_SCALE = 4  # dots of a unit of the drawing (1 pt): 288 dots to the inch
_LETTER = 11
_MEASURED = 200  # the size at which lines are measured
_INK = (31, 59, 87)
_WHITE = (255, 255, 255)
_HATCH = 5  # units between two lines or dots of a pattern
_COLOURS = 32  # bars, letters and their soft edges


def chart_png(drawing: Drawing) -> bytes:
    """The drawing as a PNG of 288 dots to the inch, with the hatching and dots of its SVG twin."""
    size = round(drawing.width * _SCALE), round(drawing.height * _SCALE)
    image = Image.new("RGB", size, _WHITE)
    pen = ImageDraw.Draw(image)
    for box in drawing.boxes:
        corners = tuple(round(value * _SCALE) for value in (box.x, box.y, box.x + box.width, box.y + box.height))
        _fill(image, pen, corners, box.fill)
        pen.rectangle(corners, outline=_INK, width=2)
    axis = round(drawing.axis_x * _SCALE)
    pen.line((axis, drawing.axis_top * _SCALE, axis, drawing.axis_bottom * _SCALE), fill=(17, 17, 17), width=3)
    anchors = {"start": "ls", "middle": "ms", "end": "rs"}
    for text in drawing.texts:
        pen.text(
            (text.x * _SCALE, text.y * _SCALE),
            text.text,
            fill=text.fill,
            font=_face(_LETTER * _SCALE, bold=text.weight == "bold"),
            anchor=anchors[text.anchor],
        )
    flat = image.quantize(_COLOURS)
    palette = flat.getpalette() or []
    white = next((at // 3 for at in range(0, len(palette), 3) if tuple(palette[at : at + 3]) == _WHITE), None)
    return _png(flat, white)


def _fill(image: Image.Image, pen: ImageDraw.ImageDraw, corners: tuple[int, ...], fill: str) -> None:
    if fill.startswith("#"):
        pen.rectangle(corners, fill=fill)
        return
    left, top, right, bottom = corners
    step = _HATCH * _SCALE
    patch = Image.new("RGB", (max(1, right - left), max(1, bottom - top)), _WHITE)
    brush = ImageDraw.Draw(patch)
    if "hatch" in fill:
        for start in range(-patch.height, patch.width + patch.height, step):
            brush.line((start, patch.height, start + patch.height, 0), fill=_INK, width=_SCALE)
    else:
        for x in range(step // 2, patch.width, step):
            for y in range(step // 2, patch.height, step):
                brush.ellipse((x - _SCALE, y - _SCALE, x + _SCALE, y + _SCALE), fill=_INK)
    image.paste(patch, (left, top))


def qr_png(code: QrCode) -> bytes:
    """The code as a PNG, with its quiet zone: the same level as in the other writers."""
    target = io.BytesIO()
    segno.make(code.data, error="m", micro=False).save(target, kind="png", scale=8, border=QUIET_ZONE)
    return target.getvalue()


def line_width(text: str, style: Style) -> float:
    """How wide ``text`` runs in this style, in points. Liberation Serif is as wide as Times New Roman."""
    face = _face(_MEASURED, bold=style.bold, italic=style.italic)
    return float(face.getlength(text)) * style.size / _MEASURED


@lru_cache(maxsize=8)
def _face(size: int, *, bold: bool = False, italic: bool = False) -> Any:
    name = {(False, False): "Regular", (True, False): "Bold", (False, True): "Italic", (True, True): "BoldItalic"}
    found = finders.find(f"fonts/LiberationSerif-{name[bold, italic]}.ttf")
    if not isinstance(found, str):
        raise RuntimeError("the letters of the project are not among its static files")
    return ImageFont.truetype(found, size, layout_engine=ImageFont.Layout.BASIC)


def _png(image: Image.Image, clear: int | None) -> bytes:
    """The picture as a file; ``clear`` is the colour through which a draft's watermark is seen, as in the PDF."""
    target = io.BytesIO()
    more = {} if clear is None else {"transparency": clear}
    image.save(target, format="PNG", optimize=True, dpi=(72 * _SCALE, 72 * _SCALE), **more)
    return target.getvalue()
