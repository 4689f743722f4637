"""What letters can be about: told by the apps that know who has to hear of what."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from schooladmin.core.periods import Quarter
from schooladmin.units.enums import Role
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

TO_WRITE = "…"  # a line of a proposed letter that waits for its writer


@dataclass(frozen=True)
class Text:
    """A letter about one unit as it is proposed: Vietnamese, whoever collects it. ``key`` names its reason.

    A line of ``TO_WRITE`` must be written before the letter can be sent.
    """

    about_id: int
    key: str
    subject: str
    body: str


@dataclass(frozen=True)
class LetterKind:
    """``compose`` writes to those of ``units`` that the matter concerns; ``verb`` is the right that shows it.

    The letter goes to who holds one of ``roles`` in the unit that it is about. ``base`` is scheme and host for links.
    """

    code: str
    label: str | Promise
    verb: str
    compose: Callable[[Scope, QuerySet[Unit], Quarter, str], Iterable[Text]]
    roles: tuple[Role, ...] = (Role.PRINCIPAL, Role.PARTY_SECRETARY)
    order: int = 50


_kinds: dict[str, LetterKind] = {}


def register_letter(kind: LetterKind) -> None:
    """Let letters of a kind be collected (from ``AppConfig.ready``)."""
    _kinds[kind.code] = kind


def letter_kinds() -> tuple[LetterKind, ...]:
    """All kinds in their order."""
    return tuple(sorted(_kinds.values(), key=lambda kind: kind.order))


def letter_kind(code: str) -> LetterKind:
    """The kind with this code; KeyError for one that no app registered."""
    return _kinds[code]
