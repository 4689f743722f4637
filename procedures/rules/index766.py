"""The arithmetic of the service index of Decision 766/QĐ-TTg: shares in percent, and marks."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``. With nothing to measure there is no percentage: that is not 0 %."""

    part: int
    whole: int

    @property
    def percent(self) -> Decimal | None:
        """The percentage with two decimals, half rounded up; None when ``whole`` is 0.

        Only what is complete is 100 %: a share that merely rounds to it stays at 99.99 %, and one above 0 at 0.01 %.
        """
        if self.whole == 0:
            return None
        exact = Decimal(self.part) * _HUNDRED / Decimal(self.whole)
        rounded = exact.quantize(_CENT, ROUND_HALF_UP)
        if self.part < self.whole and rounded == _HUNDRED:
            return _HUNDRED - _CENT
        return max(rounded, _CENT) if self.part > 0 else rounded

    @property
    def whole_percent(self) -> int | None:
        """The percentage without decimals, rounded down, for the length of a bar."""
        percent = self.percent
        return None if percent is None else int(percent.quantize(Decimal(1), ROUND_DOWN))


def satisfaction(late: Share, unsatisfied: Share) -> Decimal | None:
    """What is left of 100 % after the late requests and the unsatisfied applicants, each in percent of its own whole.

    None when nobody said how content they were: silence is neither praise nor blame. Never below 0.
    """
    if unsatisfied.percent is None:
        return None
    return max(_HUNDRED - (late.percent or Decimal(0)) - unsatisfied.percent, Decimal(0)).quantize(_CENT)


def marks(percent: Decimal | None, full_marks: Decimal | None, threshold: Decimal | None) -> Decimal | None:
    """The marks of an item: full from ``threshold`` percent on, in proportion below (of 100 % where there is none).

    None when there was nothing to measure, or when no source says how many marks the item has.
    """
    if percent is None or full_marks is None:
        return None
    earned = full_marks * min(percent / (threshold or _HUNDRED), Decimal(1))
    return earned.quantize(_CENT, ROUND_HALF_UP)


def is_reached(percent: Decimal | None, threshold: Decimal | None) -> bool | None:
    """Whether the item counts in full; None without a threshold or without anything to measure."""
    return None if percent is None or threshold is None else percent >= threshold


def vietnamese(number: Decimal) -> str:
    """``97.71`` as Vietnamese papers write it: «97,71»."""
    return f"{number:.2f}".replace(".", ",")
