"""The same step on many requests: each in its own transaction by its own action, each with its own answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _

from procedures.actions.work import return_request
from procedures.desk.handing import agree_request, hand_over_request
from procedures.desk.permissions import BULK, HAND_OVER
from procedures.enums import State
from procedures.models import Request
from procedures.queries.requests import any_request
from procedures.rules.transitions import RETURN, SOLVE
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.units.scope import Scope

MOST = 100


class Done(Enum):
    """What became of one item."""

    DONE = "done"
    BEFORE = "before"
    NOT = "not"


@dataclass(frozen=True)
class Pick:
    """A ticked request with the ``lock_version`` that the person saw; None when it could not be read."""

    request_id: int
    seen: int | None


@dataclass(frozen=True)
class Outcome:
    """The line of one item. ``request`` is empty for one that does not exist for the actor."""

    request: Request | None
    done: Done
    words: str


_STEPS: dict[str, tuple[Callable[..., Any], tuple[State, ...]]] = {
    # verb: the single action, and the states in which it was done before
    SOLVE: (agree_request, (State.SOLVED, State.RETURNED)),
    RETURN: (return_request, (State.RETURNED,)),
    HAND_OVER: (hand_over_request, ()),
}


def parse(values: Iterable[str]) -> list[Pick]:
    """Read «key:version» of the ticks, each request once, in their order. Raises Refusal for what is no tick."""
    found: dict[int, Pick] = {}
    for value in values:
        key, _colon, version = value.partition(":")
        if not (key.isdecimal() and len(key) <= 18 and (not version or (version.isdecimal() and len(version) <= 9))):
            raise Refusal(_("Có dấu chọn không đọc được. Hãy tải lại danh sách rồi chọn lại."), code="pick-unreadable")
        found.setdefault(int(key), Pick(int(key), int(version) if version else None))
    if not found:
        raise Refusal(_("Hãy đánh dấu ít nhất một hồ sơ."), code="nothing-picked")
    if len(found) > MOST:
        raise Refusal(
            _("Mỗi lần làm nhiều nhất %(most)s hồ sơ. Hãy chọn ít hơn.") % {"most": MOST}, code="too-many-picked"
        )
    return list(found.values())


def do_many(
    *, actor: Scope, verb: str, picks: Sequence[Pick], at: datetime, taker_id: int | None = None, note: str = ""
) -> list[Outcome]:
    """Take one step (``SOLVE``, ``RETURN`` or ``HAND_OVER``) on each request, and say for each what became of it.

    One that fails leaves the others untouched. Doing it again is harmless: what was done before says so.
    """
    actor.require_anywhere(BULK)
    return [_one(actor, verb, pick, at, taker_id, note) for pick in picks]


def _one(actor: Scope, verb: str, pick: Pick, at: datetime, taker_id: int | None, note: str) -> Outcome:
    action, done_states = _STEPS[verb]
    row = any_request().filter(unit__in=actor.units(), pk=pick.request_id).first()
    if row is None:
        return Outcome(None, Done.NOT, _("Không có hồ sơ này trong phạm vi của thầy, cô."))
    how: dict[str, Any] = {"taker_id": taker_id} if verb == HAND_OVER else {"seen_version": pick.seen}
    try:
        action(actor=actor, request_id=row.pk, at=at, note=note, **how)
    except Forbidden as forbidden:
        return Outcome(row, Done.NOT, str(forbidden))
    except OutOfScope:
        return Outcome(None, Done.NOT, _("Không có hồ sơ này trong phạm vi của thầy, cô."))
    except Refusal as refusal:
        seen_before = row.lock_version
        row.refresh_from_db()
        if row.state in done_states or refusal.code == "given-already":
            return Outcome(row, Done.BEFORE, _("Đã làm từ trước, không làm lại."))
        if isinstance(refusal, Stale) and pick.seen in (None, seen_before) and seen_before == row.lock_version:
            # Nobody was quicker: the step does not fit the state that the person saw.
            words = _("Hồ sơ đang ở trạng thái «%(state)s», chưa làm được việc này.")
            return Outcome(row, Done.NOT, words % {"state": row.get_state_display()})
        return Outcome(row, Done.NOT, str(refusal.message))
    row.refresh_from_db()
    return Outcome(row, Done.DONE, _("Đã xong."))
