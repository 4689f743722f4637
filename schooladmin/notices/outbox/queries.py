"""Reads of letters: every query starts from a scope."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Count, Q, QuerySet

from schooladmin.notices.outbox.models import Delivery, Letter, LetterState, Recipient
from schooladmin.notices.outbox.permissions import LIST
from schooladmin.notices.outbox.registry import LetterKind, letter_kinds
from schooladmin.units.models import Membership, Reach, Unit
from schooladmin.units.permissions import right_for
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope


def mail_is_set() -> bool:
    """Whether this installation has a mail server to send by."""
    return bool(settings.MAIL_IS_SET)


def any_letter() -> QuerySet[Letter]:
    """What a page of one letter fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Letter.objects.select_related("about", "job")


def letters_for(scope: Scope, state: str = "") -> QuerySet[Letter]:
    """The letters of the actor's units, the newest first, with how many people each goes to and what came of it."""
    rows = Letter.objects.filter(unit__in=scope.units_for(LIST)).select_related("about")
    if state in LetterState.values:
        rows = rows.filter(state=state)
    goes = ~Q(recipients__state=Delivery.DROPPED)
    has_address = goes & Q(recipients__person__user__is_active=True) & ~Q(recipients__person__user__email="")
    return rows.annotate(
        people=Count("recipients", filter=goes),
        reachable=Count("recipients", filter=has_address),
        sent=Count("recipients", filter=Q(recipients__state=Delivery.SENT)),
        failed=Count("recipients", filter=Q(recipients__state__in=[Delivery.FAILED, Delivery.UNSURE])),
    ).order_by("-collected_at", "-pk")


def kinds_for(scope: Scope) -> list[LetterKind]:
    """The kinds of letters whose matter the actor may see."""
    return [kind for kind in letter_kinds() if scope.may_anywhere(kind.verb)]


def units_told(scope: Scope, unit_id: int, verb: str) -> QuerySet[Unit]:
    """The units below ``unit_id`` in which the actor holds ``verb``."""
    below = Reach.objects.valid_on(scope.at).filter(supervisor_id=unit_id, kind__in=right_for(verb).kinds)
    return scope.units_for(verb).filter(pk__in=below.values("unit_id"))


def readers_of(kind: LetterKind, unit_ids: Iterable[int], scope: Scope) -> QuerySet[Membership]:
    """Who of the units hears of a matter: of those that can log in."""
    members = members_on(Unit.objects.filter(pk__in=list(unit_ids)), scope.at)
    return members.filter(role__in=kind.roles, person__user__is_active=True)


@dataclass(frozen=True)
class Line:
    """A recipient with the address that a letter would go to now; empty where the person has entered none."""

    row: Recipient
    address: str


def recipients_of(letter: Letter) -> list[Line]:
    """Everybody whom the letter goes to or went to, in Vietnamese order (one query)."""
    rows = Recipient.objects.filter(letter=letter).select_related("person__user")
    return [Line(row, row.address or address_of(row)) for row in rows]


def address_of(row: Recipient) -> str:
    """The address of the person's login; empty for somebody without one, or who can no longer log in."""
    user = getattr(row.person, "user", None)
    return user.email if user is not None and user.is_active else ""


def ready_text(letter: Letter) -> str:
    """The letter to be pasted into another program, where no mail server is set."""
    return f"{letter.subject}\n\n{letter.body}"
