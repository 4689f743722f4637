"""The menu: each app adds its entries; each person sees those whose verb their roles hold."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class MenuEntry:
    """A line of the menu: shown when the actor's roles hold ``verb``.

    ``under``: the ``url_name`` of the entry that this one belongs to; it then shows only while the person is there.
    """

    order: int
    label: str | Promise
    icon: str
    url_name: str
    verb: str
    under: str = ""


@dataclass(frozen=True)
class MenuLine:
    """An entry as one person sees it on one page."""

    label: str | Promise
    icon: str
    url: str
    is_current: bool
    is_sub: bool


_ENTRIES: list[MenuEntry] = []


def register_menu(*entries: MenuEntry) -> None:
    """Add entries (called from ``AppConfig.ready``)."""
    for entry in entries:
        if entry not in _ENTRIES:
            _ENTRIES.append(entry)


def menu_for(scope: Scope, path: str) -> list[MenuLine]:
    """The entries that the actor may follow, in order, on the page at ``path``.

    Current is the entry whose address is the longest beginning of the path. An entry below one that the actor may not
    follow stands by itself.
    """
    entries = sorted((entry for entry in _ENTRIES if scope.may_anywhere(entry.verb)), key=lambda entry: entry.order)
    urls = {entry.url_name: reverse(entry.url_name) for entry in entries}
    here = max(
        (entry for entry in entries if path.startswith(urls[entry.url_name])),
        key=lambda entry: len(urls[entry.url_name]),
        default=None,
    )
    lines: list[MenuLine] = []
    for entry in entries:
        if entry.under in urls:
            continue
        below = [other for other in entries if other.under == entry.url_name]
        is_open = here is entry or here in below
        for shown in (entry, *(below if is_open else ())):
            url = urls[shown.url_name]
            lines.append(MenuLine(shown.label, shown.icon, url, shown is here, shown is not entry))
    return lines
