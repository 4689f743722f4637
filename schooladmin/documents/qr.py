"""QR codes as SVG: attributes only (strict CSP), one path, with the text alternative inside the picture."""

import hashlib
import io

import segno
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from PIL import Image

from schooladmin.documents.tree import QrCode

QUIET_ZONE = 4  # modules of white around the code, as ISO/IEC 18004 asks
QR_SCHEME = "qr:"  # an address that the PDF engine is given instead of a picture's: what the camera shall read
_DOTS = 6  # of the picture for a module: sharp in every viewer


def qr_svg(code: QrCode) -> SafeString:
    """Draw the code. Level M: it is still read when about a seventh of it is creased or stained."""
    matrix = segno.make(code.data, error="m", micro=False).matrix
    side = len(matrix) + 2 * QUIET_ZONE
    picture = {
        "key": hashlib.sha256(repr(code).encode()).hexdigest()[:8],
        "title": " ".join(filter(None, (code.caption, code.text))) or code.data,
        "side": side,
        "size_mm": code.size_mm,
        "path": "".join(_bars(matrix)),
    }
    return mark_safe(render_to_string("documents/qr.svg", {"qr": picture}).strip())  # noqa: S308 - escaped by the template


def qr_png(data: str) -> bytes:
    """The code as a grey picture: an engine paints it once and shows it on every page of a paper."""
    matrix = segno.make(data, error="m", micro=False).matrix
    side = len(matrix) + 2 * QUIET_ZONE
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(matrix):
        for x, dark in enumerate(row):
            if dark:
                picture.putpixel((x + QUIET_ZONE, y + QUIET_ZONE), 0)
    file = io.BytesIO()
    picture.resize((side * _DOTS, side * _DOTS), Image.Resampling.NEAREST).save(file, "PNG")
    return file.getvalue()


def _bars(matrix: tuple[bytearray, ...]) -> list[str]:
    """One flat bar for each row of neighbouring dark modules: fewer joints that a renderer could show as hair lines."""
    bars = []
    for y, row in enumerate(matrix):
        start = None
        for x, dark in enumerate((*row, 0)):
            if dark and start is None:
                start = x
            elif not dark and start is not None:
                bars.append(f"M{start + QUIET_ZONE} {y + QUIET_ZONE}h{x - start}v1h-{x - start}z")
                start = None
    return bars
