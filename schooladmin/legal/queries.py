"""Reads of the register. It is the same for everybody, so it does not start from a scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from schooladmin.core.text import fold
from schooladmin.legal.models import FormerBody, LegalDocument
from schooladmin.legal.rules import holds_on, matches, nearest, normalise_number
from schooladmin.units.models import DatedQuerySet


def register() -> DatedQuerySet[LegalDocument]:
    """Every act, newest first, with what replaced it."""
    return LegalDocument.objects.select_related("replaced_by")


def find(text: str) -> DatedQuerySet[LegalDocument]:
    """Acts whose number or subject holds every word of ``text``, typed with or without tone marks."""
    rows = register()
    for word in fold(normalise_number(text)).split():
        rows = rows.filter(search_text__contains=word)
    return rows


def in_force(number: str, day: date) -> LegalDocument | None:
    """The act of this number when it is in force on ``day``; None when it is not, or is not in the register."""
    found = resolve([number]).documents
    return found[0] if found and holds_on(found[0].valid_from, found[0].valid_to, day) else None


@dataclass(frozen=True)
class Unknown:
    """A typed number that is not in the register or means several acts; ``suggestion`` is the likeliest, or empty."""

    number: str
    suggestion: str


@dataclass(frozen=True)
class Resolved:
    """Typed numbers matched against the register."""

    documents: tuple[LegalDocument, ...]
    unknown: tuple[Unknown, ...]


def resolve(numbers: Sequence[str]) -> Resolved:
    """Match typed numbers with acts, in the order typed, no act twice (one query whatever their count)."""
    known = {row.number: row for row in register()} if numbers else {}
    found: dict[str, LegalDocument] = {}
    unknown = []
    for number in numbers:
        hits = matches(number, known)
        if len(hits) == 1:
            found[hits[0]] = known[hits[0]]
        else:
            unknown.append(Unknown(number, hits[0] if hits else nearest(number, known)))
    return Resolved(tuple(found.values()), tuple(unknown))


@dataclass(frozen=True)
class NotInForce:
    """A citation that warns: the act was not in force on the day of the event."""

    document: LegalDocument
    reason: str


def citations_not_in_force(documents: Iterable[LegalDocument], day: date) -> list[NotInForce]:
    """Which of the acts are not in force on ``day``, each with the reason in words and the act to cite instead.

    The acts come with ``replaced_by`` loaded (``register()``, ``resolve()``): no query is made here.
    """
    return [NotInForce(row, _reason(row, day)) for row in documents if not holds_on(row.valid_from, row.valid_to, day)]


def _reason(row: LegalDocument, day: date) -> str:
    if day < row.valid_from:
        return _("%(number)s đến ngày %(day)s mới có hiệu lực.") % {
            "number": row.number,
            "day": f"{row.valid_from:%d/%m/%Y}",
        }
    if row.replaced_by is not None:
        return _("%(number)s hết hiệu lực từ ngày %(day)s, được thay bằng %(other)s.") % {
            "number": row.number,
            "day": f"{row.valid_to:%d/%m/%Y}",
            "other": row.replaced_by.number,
        }
    return _("%(number)s hết hiệu lực từ ngày %(day)s.") % {"number": row.number, "day": f"{row.valid_to:%d/%m/%Y}"}


def former_bodies(day: date) -> DatedQuerySet[FormerBody]:
    """The names of bodies that no longer existed on ``day``."""
    return FormerBody.objects.filter(valid_to__lte=day)
