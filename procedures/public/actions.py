"""Writes around the public pages: the applicant's word, and the address of the hall's screen."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.actions.work import lock
from procedures.enums import RatedVia, Score, State
from procedures.models import LobbyScreen, Rating, Request
from procedures.public.permissions import LOBBY_OPEN, LOBBY_REVOKE, RATE
from procedures.public.queries import holder, unit_behind
from procedures.queries.applicants import rating_closes
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.text import tidy
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened

COMMENT_LENGTH = 300


def rate_by_applicant(*, token: str, score: Score, comment: str | None, at: datetime) -> Rating:
    """Store what the applicant says on the public page. ``comment`` None leaves the one that is there.

    Raises OutOfScope for an unknown secret, Refusal while the request runs and when seven days have passed.
    """
    unit_id = unit_behind(Request, public_token=token)
    if unit_id is None:
        raise OutOfScope
    actor = holder(unit_id, RATE, at)
    with opened(actor), transaction.atomic():
        request_id = Request.objects.filter(public_token=token).values_list("pk", flat=True).first()
        if request_id is None:
            raise OutOfScope
        return _rate(actor, lock(actor, request_id), RatedVia.PUBLIC, score, comment, at)


@transaction.atomic
def rate_at_counter(*, actor: Scope, request_id: int, score: Score, at: datetime) -> Rating:
    """Store what the applicant tapped on the tablet at the counter.

    Raises Refusal as above, and when the applicant has spoken on the public page: the counter does not overwrite that.
    """
    request = lock(actor, request_id)
    actor.require(RATE, request.unit_id)
    return _rate(actor, request, RatedVia.COUNTER, score, None, at)


def _rate(actor: Scope, request: Request, via: RatedVia, score: Score, comment: str | None, at: datetime) -> Rating:
    """One rating per request. The trail says that somebody spoke, not what: the counter shall not look for it there."""
    ended = request.returned_at or (request.closed_at if request.state == State.REFUSED else None)
    if ended is None:
        raise Refusal(_("Chỉ cho ý kiến được khi hồ sơ đã có kết quả hoặc bị từ chối."), code="rating-too-early")
    rating = Rating.objects.filter(request=request).first()
    is_about_this = rating is not None and rating.at >= ended
    if rating is not None and is_about_this:
        if via == RatedVia.COUNTER and rating.via == RatedVia.PUBLIC:
            raise Refusal(_("Người nộp đã tự cho ý kiến trên trang tra cứu."), code="rating-spoken")
        if at >= rating_closes(rating.at):
            raise Refusal(
                _("Ý kiến đã ghi quá lâu nên không đổi được nữa. Cảm ơn ý kiến của ông, bà."), code="rating-closed"
            )
    before = rating.via if rating else None
    if rating is None:
        rating = Rating(unit_id=request.unit_id, request=request)
    if not is_about_this:
        rating.at, rating.comment = at, ""
    rating.score, rating.via, rating.changed_at = score, via, at
    if comment is not None:
        rating.comment = tidy(comment)[:COMMENT_LENGTH]
    rating.save()
    record(
        actor=actor,
        unit_id=request.unit_id,
        verb=RATE,
        at=at,
        thing=rating,
        label=request.code,
        changes={"via": [before, str(via)]},
    )
    actor.require_inside(request.unit_id)
    return rating


@transaction.atomic
def open_lobby(*, actor: Scope, unit_id: int, at: datetime) -> LobbyScreen:
    """Give the school's screen a new address; the old one dies."""
    _lock_school(actor, unit_id)
    actor.require(LOBBY_OPEN, unit_id)
    _revoke(unit_id, at)
    screen = LobbyScreen.objects.create(unit_id=unit_id, created_at=at)
    _record(actor, screen, LOBBY_OPEN, at)
    return screen


@transaction.atomic
def revoke_lobby(*, actor: Scope, unit_id: int, at: datetime) -> None:
    """Switch the screen off: its address answers like one that never was. Nothing happens when none is on."""
    _lock_school(actor, unit_id)
    actor.require(LOBBY_REVOKE, unit_id)
    screen = LobbyScreen.objects.filter(unit_id=unit_id, revoked_at__isnull=True).first()
    if screen is not None:
        _revoke(unit_id, at)
        _record(actor, screen, LOBBY_REVOKE, at)


def _lock_school(actor: Scope, unit_id: int) -> None:
    """Two presses of the same button come one after the other."""
    if actor.units().select_for_update(of=("self",)).filter(pk=unit_id).first() is None:
        raise OutOfScope


def _revoke(unit_id: int, at: datetime) -> None:
    LobbyScreen.objects.filter(unit_id=unit_id, revoked_at__isnull=True).update(revoked_at=at)


def _record(actor: Scope, screen: LobbyScreen, verb: str, at: datetime) -> None:
    """The trail names the school, never the secret."""
    label = Unit.objects.values_list("code", flat=True).get(pk=screen.unit_id)
    record(actor=actor, unit_id=screen.unit_id, verb=verb, at=at, thing=screen, label=label)
    actor.require_inside(screen.unit_id)
