"""The menu: each app adds its entries; each person sees those whose verb their roles hold."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise

from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class MenuEntry:
    """A line of the menu: shown when the actor's roles hold ``verb``.

    ``under``: the ``url_name`` of the entry that this one belongs to; it then shows only while the person is there.
    ``also``: names of pages without a line of their own, whose address does not begin with this one's.
    """

    order: int
    label: str | Promise
    icon: str
    url_name: str
    verb: str
    under: str = ""
    also: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """What an address begins with on the pages of this entry; its own comes first."""
        return tuple(map(reverse, (self.url_name, *self.also)))


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

    Current is the entry of which an address is the longest beginning of the path. An entry below one that the actor may
    not follow stands by itself.
    """
    entries = sorted((entry for entry in _ENTRIES if scope.may_anywhere(entry.verb)), key=lambda entry: entry.order)
    addresses = [(address, entry) for entry in entries for address in entry.addresses if path.startswith(address)]
    _address, here = max(addresses, key=lambda pair: len(pair[0]), default=("", None))
    names = {entry.url_name for entry in entries}
    lines: list[MenuLine] = []
    for entry in entries:
        if entry.under in names:
            continue
        below = [other for other in entries if other.under == entry.url_name]
        is_open = here is entry or here in below
        for shown in (entry, *(below if is_open else ())):
            url = reverse(shown.url_name)
            lines.append(MenuLine(shown.label, shown.icon, url, shown is here, shown is not entry))
    return lines
