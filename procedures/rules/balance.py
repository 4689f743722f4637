"""The identity of the register: carried over + received = solved + in progress + refused + withdrawn."""

from collections.abc import Mapping
from dataclasses import dataclass

from procedures.enums import Count


class UnbalancedError(ArithmeticError):
    """The register does not add up. A figure is never shown from such a count."""


@dataclass(frozen=True)
class Balance:
    """The counts of one procedure (or of all) in a period. Building one that does not add up raises."""

    carried_over: int = 0
    received: int = 0
    solved_early: int = 0
    solved_on_day: int = 0
    solved_late: int = 0
    in_term: int = 0
    late: int = 0
    refused: int = 0
    withdrawn: int = 0

    def __post_init__(self) -> None:
        accounted = self.solved + self.in_progress + self.refused + self.withdrawn
        if self.arrived != accounted:
            raise UnbalancedError(f"{self.arrived} requests arrived, {accounted} are accounted for: {self}")

    @property
    def arrived(self) -> int:
        """All that the period has to account for."""
        return self.carried_over + self.received

    @property
    def solved_on_time(self) -> int:
        return self.solved_early + self.solved_on_day

    @property
    def solved(self) -> int:
        return self.solved_on_time + self.solved_late

    @property
    def in_progress(self) -> int:
        return self.in_term + self.late

    def value(self, count: Count) -> int:
        """The number that ``count`` names."""
        return int(getattr(self, count.value))

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(*(getattr(self, name) + getattr(other, name) for name in FIELDS))


FIELDS = tuple(Balance.__dataclass_fields__)


def balance_of(tally: Mapping[str, int]) -> Balance:
    """Build a balance from counts by name; names that were not counted are 0, unknown names raise KeyError."""
    unknown = set(tally) - set(FIELDS)
    if unknown:
        raise KeyError(f"requests without a place in the register: {sorted(unknown)}")
    return Balance(**tally)
