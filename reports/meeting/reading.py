"""How long a text takes to read aloud. Pure."""

import math
from collections.abc import Iterable

SYLLABLES_A_MINUTE = 130  # a paper read aloud to a meeting, with its pauses


def syllables(texts: Iterable[str]) -> int:
    """How many syllables are spoken: Vietnamese writes each apart. Marks alone («–») are not spoken."""
    return sum(any(char.isalnum() for char in word) for text in texts for word in text.split())


def minutes(count: int) -> int:
    """Whole minutes for so many syllables, a begun one counted; 0 for nothing."""
    return math.ceil(count / SYLLABLES_A_MINUTE)
