"""Figures that a room computes, by key: how a room beside it shows them without importing it.

Each room registers one source, once, from its ``AppConfig.ready``.
"""

from collections.abc import Callable, Collection, Mapping

from schooladmin.core.figures import Figure
from schooladmin.core.periods import Period
from schooladmin.units.scope import Scope

Source = Callable[[Scope, int, Period], Mapping[str, Figure]]
_SOURCES: dict[str, Source] = {}


def register_figures(room: str, source: Source) -> None:
    """Say who computes the keys that begin with ``room``; where the right is missing, it answers with nothing."""
    _SOURCES[room] = source


def figures_of(scope: Scope, unit_id: int, period: Period, keys: Collection[str]) -> dict[str, Figure]:
    """The figures of these keys; a key that nobody computes, or that the actor may not see, is left out."""
    rooms = {key.split(".", 1)[0] for key in keys}
    found: dict[str, Figure] = {}
    for room in sorted(rooms & set(_SOURCES)):
        found.update(_SOURCES[room](scope, unit_id, period))
    return {key: found[key] for key in keys if key in found}
