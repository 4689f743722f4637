"""The menu: each app adds its entries; each person sees those whose verb their roles hold."""

from dataclasses import dataclass

from django.utils.functional import Promise

from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class MenuEntry:
    """A line of the menu: shown when the actor's roles hold ``verb``."""

    order: int
    label: str | Promise
    icon: str
    url_name: str
    verb: str


_ENTRIES: list[MenuEntry] = []


def register_menu(*entries: MenuEntry) -> None:
    """Add entries (called from ``AppConfig.ready``)."""
    for entry in entries:
        if entry not in _ENTRIES:
            _ENTRIES.append(entry)


def menu_for(scope: Scope) -> list[MenuEntry]:
    """The entries that the actor may follow, in order."""
    return sorted((entry for entry in _ENTRIES if scope.may_anywhere(entry.verb)), key=lambda entry: entry.order)
