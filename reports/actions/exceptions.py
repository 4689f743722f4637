"""The Party organ lets a school write in a closed quarter until a day, and takes it back."""

import uuid
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reports.actions.telling import tell
from reports.models import LockException, Report
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope

GRANT = "reports.exception.grant"
LONGEST = 92  # days; who needs longer asks again


@transaction.atomic
def grant_exception(
    *, actor: Scope, report_id: int, until: date, reason: str, mutation_id: uuid.UUID, at: datetime
) -> LockException:
    """Let the school of a report write until the end of ``until``. Sent twice with one ``mutation_id`` it is one.

    Raises Refusal for a report that is submitted (that one is amended), a quarter that is not closed on that day
    anyhow, a day that has passed or is further off than a quarter, or no reason.
    """
    report = _locked(actor, report_id)
    known = LockException.objects.filter(mutation_id=mutation_id, round_id=report.round_id).first()
    if known is not None:
        return known
    _check(report, until, reason, local_date(at))
    try:
        with transaction.atomic():
            row = LockException.objects.create(
                unit_id=report.unit_id,
                round_id=report.round_id,
                until=until,
                reason=tidy(reason),
                granted_at=at,
                granted_by_id=actor.user_id,
                granted_by_label=actor.label,
                mutation_id=mutation_id,
            )
    except IntegrityError as raced:
        raise Stale(_("Yêu cầu này vừa được ghi. Hãy tải lại trang."), code="exception-exists") from raced
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb=GRANT,
        at=at,
        thing=row,
        changes={"until": ["", until.isoformat()], "reason": ["", row.reason]},
    )
    tell([report.unit_id], at)
    return row


def _check(report: Report, until: date, reason: str, today: date) -> None:
    closes_on = report.round.closes_on
    if report.is_submitted:
        raise Refusal(_("Báo cáo đã nộp thì sửa bằng đính chính, không mở khóa."), code="report-submitted")
    if closes_on is None or until <= closes_on:
        raise Refusal(_("Đến ngày này kỳ báo cáo vẫn mở, không cần mở khóa."), code="not-closed", field="until")
    if not today <= until <= today + timedelta(days=LONGEST):
        raise Refusal(
            _("Chọn ngày từ hôm nay đến %(last)s.") % {"last": f"{today + timedelta(days=LONGEST):%d/%m/%Y}"},
            code="until-range",
            field="until",
        )
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do mở khóa."), code="reason-empty", field="reason")


@transaction.atomic
def revoke_exception(*, actor: Scope, report_id: int, exception_id: int, at: datetime) -> LockException:
    """Take an exception back; from now on the school writes no more. Twice is harmless."""
    report = _locked(actor, report_id)
    row = LockException.objects.select_for_update().filter(
        pk=exception_id, round_id=report.round_id, unit_id=report.unit_id
    )
    exception = row.first()
    if exception is None:
        raise OutOfScope
    if exception.revoked_at is not None:
        return exception
    exception.revoked_at = at
    exception.revoked_by_label = actor.label
    exception.save(update_fields=["revoked_at", "revoked_by_label"])
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.exception.revoke",
        at=at,
        thing=exception,
        changes={"until": [exception.until.isoformat(), ""]},
    )
    tell([report.unit_id], at)
    return exception


def _locked(actor: Scope, report_id: int) -> Report:
    """The report, locked against a submission in the same moment."""
    report = Report.objects.select_for_update(of=("self",)).select_related("round").filter(pk=report_id).first()
    if report is None:
        raise OutOfScope
    actor.require(GRANT, report.unit_id)
    return report
