"""Deleting what nobody goes on with: the papers of families do not lie about."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from procedures.models import Submission
from procedures.models.online import SubmissionState
from procedures.online.permissions import EXPIRE
from procedures.online.pictures import throw_away
from procedures.online.queries import expired, photos_of
from procedures.queries.applicants import answer_ends
from schooladmin.audit.actions import record
from schooladmin.core.errors import Forbidden
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Forgotten:
    """What a run deleted: contents with their photos, and rows."""

    emptied: int
    deleted: int
    photos: int


def forget_submissions(*, actor: Scope, at: datetime) -> Forgotten:
    """Empty drafts and unanswered answers whose time is over, and delete what was declined or emptied long ago.

    An emptied one keeps its row for a while, so that its link can say what happened. The installation's own work:
    Forbidden for anybody else. Each school is a transaction of its own with one entry of counts in its trail; bytes
    go before their rows, so that a run that was cut short is finished by the next.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được xóa hồ sơ trực tuyến hết hạn."))
    total: Counter[str] = Counter()
    units = Unit.objects.filter(pk__in=expired(at).values("unit_id")).order_by("pk")
    for unit in units:
        total += _forget_of(actor, unit, at)
    return Forgotten(total["emptied"], total["deleted"], total["photos"])


@transaction.atomic
def _forget_of(actor: Scope, unit: Unit, at: datetime) -> Counter[str]:
    done: Counter[str] = Counter()
    readable_until = answer_ends(at)
    for row in expired(at).select_for_update().filter(unit=unit).defer("data"):
        for photo in photos_of(row.pk):
            throw_away(photo.path)
            photo.delete()
            done["photos"] += 1
        if row.state in (SubmissionState.DRAFT, SubmissionState.ANSWERED):
            _empty(row, readable_until)
            done["emptied"] += 1
        else:
            row.delete()
            done["deleted"] += 1
    if done:
        changes = {name: [None, done[name]] for name in ("emptied", "deleted", "photos")}
        record(actor=actor, unit_id=unit.pk, verb=EXPIRE, at=at, thing=unit, label=unit.code, changes=changes)
    return done


def _empty(row: Submission, readable_until: datetime) -> None:
    row.state, row.data, row.answer, row.missing = SubmissionState.EXPIRED, "", "", []
    row.expires_at = readable_until
    row.lock_version += 1
    row.save(update_fields=["state", "data", "answer", "missing", "expires_at", "lock_version"])
