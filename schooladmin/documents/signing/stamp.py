"""The small visible stamp that the server may put on a first page, drawn as outlines: no font goes into the file."""

from functools import cache
from typing import Any

from django.contrib.staticfiles import finders

from schooladmin.documents.signing.hanko.sealing import STAMP_BOX

_SIZE = 8.0  # points
_LEADING = 11.0
_INK = "0.616 0.110 0.122"  # the product's red


@cache
def stamp_drawing(holder: str) -> bytes:
    """Drawing operators of a framed label with the holder's name, as large as the place kept for it."""
    width, height = STAMP_BOX[2] - STAMP_BOX[0], STAMP_BOX[3] - STAMP_BOX[1]
    frame = f"{_INK} RG {_INK} rg 0.6 w 0.5 0.5 {width - 1} {height - 1} re S"
    lines = [frame]
    for number, words in enumerate(("Đã đóng con dấu số", *_wrapped(holder, width - 8))):
        lines.append(_outlines(words, 4.0, height - _LEADING * (number + 1)))
    return "\n".join(lines).encode()


def _wrapped(text: str, width: float) -> list[str]:
    """At most two lines of ``text``; what does not fit ends in «…»."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if _length(longer) <= width:
            lines[-1] = longer
        elif len(lines) == 2:
            lines[-1] += "…"
            break
        else:
            lines.append(word)
    return lines


def _length(text: str) -> float:
    font, scale = _font(), _SIZE / _font()["head"].unitsPerEm
    known = font.getBestCmap()
    return float(sum(font["hmtx"][known.get(ord(letter), ".notdef")][0] for letter in text) * scale)


def _outlines(text: str, left: float, base: float) -> str:
    """The letters of one line as filled paths."""
    from fontTools.pens.basePen import BasePen  # type: ignore[import-untyped]

    font, scale = _font(), _SIZE / _font()["head"].unitsPerEm
    known, glyphs = font.getBestCmap(), font.getGlyphSet()
    parts: list[str] = []

    class Path(BasePen):  # type: ignore[misc]
        """Writes a letter as operators of PDF; its base turns every curve into the one kind that PDF has."""

        def _write(self, sign: str, *points: tuple[float, float]) -> None:
            numbers = (f"{left + x * scale:.2f} {base + y * scale:.2f}" for x, y in points)
            parts.append(" ".join((*numbers, sign)))

        def _moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802 - the names of the base
            self._write("m", point)

        def _lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
            self._write("l", point)

        def _curveToOne(self, *points: tuple[float, float]) -> None:  # noqa: N802
            self._write("c", *points)

        def _closePath(self) -> None:  # noqa: N802
            self._write("h")

    for letter in text:
        name = known.get(ord(letter), ".notdef")
        glyphs[name].draw(Path(glyphs))
        left += font["hmtx"][name][0] * scale
    return "\n".join([*parts, "f"])


@cache
def _font() -> Any:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # comes with weasyprint, without types

    return TTFont(finders.find("fonts/LiberationSerif-Bold.ttf"))
