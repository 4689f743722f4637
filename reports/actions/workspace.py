"""Writing the report: one text per field, each with its own version, so that nobody overwrites anybody."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reports.enums import ReportState
from reports.gather import LIMITATIONS
from reports.models import Narrative, Report
from reports.queries import fields_of
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import VIETNAM
from schooladmin.core.text import nfc, tidy
from schooladmin.units.scope import Scope

MAX_TEXT = 20_000  # characters of one field; the longest seen has 3,000


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
    return report


def _moment(at: datetime | None) -> str:
    """A stored moment as people in Vietnam read it; the database answers in UTC."""
    return f"{at.astimezone(VIETNAM):%H:%M %d/%m/%Y}" if at else ""


@transaction.atomic
def save_narrative(
    *, actor: Scope, report_id: int, field_key: str, text: str, expected_version: int, at: datetime
) -> Narrative:
    """Save the text of one field. ``expected_version`` is what the writer saw (0: nothing yet).

    Raises Stale when somebody saved the same field in the meantime: nothing is overwritten, both texts are shown.
    The same text saved again is not a conflict: a form sent twice does no harm.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    if field_key != LIMITATIONS and field_key not in {f.key for f in fields_of(report.round.template_id)}:
        raise Refusal(_("Mẫu của quý này không có mục đó."), code="field-unknown")
    if len(text) > MAX_TEXT:
        raise Refusal(_("Mục này quá dài (tối đa 20.000 ký tự)."), code="too-long", field="text")
    narrative = Narrative.objects.filter(report=report, field_key=field_key).first()
    clean = nfc(text.replace("\r\n", "\n")).strip()
    if narrative is not None and narrative.text == clean:
        return narrative
    seen = narrative.version if narrative else 0
    if seen != expected_version:
        raise Stale(
            _("%(who)s vừa lưu mục này. Cả hai bản đều hiện ở dưới; hãy gộp lại rồi lưu.")
            % {"who": narrative.updated_by_label if narrative else ""},
            code="narrative-stale",
        )
    old = narrative.text if narrative else ""
    narrative = _write(report, narrative, field_key, clean, actor, at)
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.report.edit",
        at=at,
        thing=report,
        changes={field_key: [old, clean]},
    )
    actor.require_inside(report.unit_id)
    return narrative


def _write(
    report: Report, narrative: Narrative | None, field_key: str, text: str, actor: Scope, at: datetime
) -> Narrative:
    if narrative is None:
        narrative = Narrative(unit_id=report.unit_id, report=report, field_key=field_key, version=0)
    narrative.text = text
    narrative.version += 1
    narrative.updated_at = at
    narrative.updated_by_label = actor.label
    try:
        with transaction.atomic():
            narrative.save()
    except IntegrityError as raced:  # two first texts of one field in one moment
        raise Stale(_("Có người vừa lưu mục này. Hãy tải lại trang rồi lưu."), code="narrative-stale") from raced
    return narrative


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
