"""How wide the columns of a table have to be, so that no number of it is torn apart."""

import math
from collections.abc import Sequence
from dataclasses import replace

from schooladmin.documents.tree import Column, PaperSize

# Points, in the type of tables (12): a digit, any other sign of a number, the two edges of a cell among many columns.
_DIGIT, _SIGN, _EDGES = 6.0, 3.0, 4.3
# Points between the margins of both regimes: 165 and 252 mm.
_WIDTHS = {PaperSize.A4: 467.7, PaperSize.A4_LANDSCAPE: 714.3}
_LEAST_NAME = 74.0  # points: in less, names of procedures stand syllable by syllable


def fitted(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], paper: PaperSize = PaperSize.A4
) -> tuple[Column, ...]:
    """The columns with those of long numbers widened, which the first column, of names, gives up.

    Without enough room in the first column they stay as they are.
    """
    name, *others = columns
    wide = [
        replace(column, share=max(column.share, *(_needed(row[place], paper) for row in rows)))
        if column.is_number and rows
        else column
        for place, column in enumerate(others, start=1)
    ]
    left = 100 - sum(column.share for column in wide)
    if wide == others or left * _WIDTHS[paper] / 100 < _LEAST_NAME:
        return tuple(columns)
    return (replace(name, share=left), *wide)


def _needed(number: str, paper: PaperSize) -> int:
    width = sum(_DIGIT if sign.isdigit() else _SIGN for sign in number) + _EDGES
    return math.ceil(100 * width / _WIDTHS[paper])
