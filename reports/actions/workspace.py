"""A report that is being written: the lock that every writing action takes, and the lines of its head and foot."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from reports.enums import ReportState
from reports.lock import require_open
from reports.models import Report
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import VIETNAM
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope


def locked_draft(*, actor: Scope, report_id: int, verb: str) -> Report:
    """Lock a report that is still being written, or say why not: outside 404, no right 403, submitted: Refusal."""
    report = Report.objects.select_for_update(of=("self",)).select_related("round").filter(pk=report_id).first()
    if report is None:
        raise OutOfScope
    actor.require(verb, report.unit_id)
    if report.state != ReportState.DRAFT:
        raise Refusal(
            _("Báo cáo này đã nộp lúc %(at)s (mã nhận %(code)s) nên không sửa được nữa.")
            % {"at": _moment(report.submitted_at), "code": report.receipt_code},
            code="report-submitted",
        )
    require_open(report, actor.at)
    return report


def _moment(at: datetime | None) -> str:
    """A stored moment as people in Vietnam read it; the database answers in UTC."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at else ""


@transaction.atomic
def set_document(
    *,
    actor: Scope,
    report_id: int,
    document_date: date,
    reporter_name: str,
    reporter_title: str,
    expected_version: int,
    at: datetime,
) -> Report:
    """Set the date and the signer's lines. The date is not before the quarter, nor more than half a year after it."""
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    quarter = report.period.calendar
    if not quarter.start <= document_date <= quarter.end + timedelta(days=183):
        raise Refusal(
            _("Ngày ghi trên văn bản phải từ %(first)s đến %(last)s.")
            % {"first": f"{quarter.start:%d/%m/%Y}", "last": f"{quarter.end + timedelta(days=183):%d/%m/%Y}"},
            code="document-date",
            field="document_date",
        )
    if not tidy(reporter_name):
        raise Refusal(_("Hãy ghi tên người báo cáo."), code="reporter-empty", field="reporter_name")
    if report.lock_version != expected_version:
        raise Stale(_("Có người vừa đổi phần này. Hãy xem lại rồi lưu."), code="report-stale")
    changes = {
        "document_date": [report.document_date.isoformat(), document_date.isoformat()],
        "reporter": [report.reporter_name, reporter_name],
    }
    report.document_date = document_date
    report.reporter_name = reporter_name
    report.reporter_title = reporter_title
    report.lock_version += 1
    report.save(update_fields=["document_date", "reporter_name", "reporter_title", "lock_version"])
    record(actor=actor, unit_id=report.unit_id, verb="reports.report.edit", at=at, thing=report, changes=changes)
    actor.require_inside(report.unit_id)
    return report
