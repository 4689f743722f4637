"""A figure: a number that was computed from records, with the address of the list of exactly those records."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class Figure:
    """``key`` is stable («procedures.transcript.solved»); ``rows_url`` opens the records that were counted.

    ``value`` is None when there is nothing to compute from, which is not the same as zero.
    """

    key: str
    label: str
    value: int | Decimal | None
    unit: str = ""
    rows_url: str = ""
