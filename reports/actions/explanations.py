"""Reasons for what is blank, zero or has jumped, and values put by hand: both go into the report as such."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reports.actions.workspace import locked_draft
from reports.enums import ExplanationKind
from reports.gather import gather
from reports.history import history_of
from reports.models import Explanation, Override, ReasonOption, Report
from reports.queries import fields_of
from reports.questions import questions
from reports.rules.chips import by_key
from reports.rules.figures import COUNTED, TOTAL
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.units.scope import Scope, system

REASON_MIN, REASON_MAX = 5, 300
MOST = 1_000_000


@transaction.atomic
def explain(
    *, actor: Scope, report_id: int, key: str, at: datetime, reason_code: str = "", text: str = ""
) -> Explanation:
    """Give the reason for a blank field (``key`` is the field's) or for a figure that asks for one.

    A code takes the words of the catalogue; otherwise ``text``. A later reason takes the place of an earlier one.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    kind = _kind(report, key, local_date(at))
    if reason_code:
        option = ReasonOption.objects.valid_on(local_date(at)).filter(code=reason_code, kind=kind).first()
        if option is None:
            raise Refusal(_("Lý do này không còn trong danh mục. Hãy chọn lại."), code="reason-unknown", field="text")
        text = option.name
    text = _reason(text)
    mine = Explanation.objects.filter(report=report, unit_id=report.unit_id, key=key)
    before = mine.values_list("text", flat=True).first() or ""
    row, _new = Explanation.objects.update_or_create(
        report=report,
        key=key,
        defaults={
            "unit_id": report.unit_id,
            "kind": kind,
            "reason_code": reason_code,
            "text": text,
            "given_at": at,
            "given_by_label": actor.label,
        },
    )
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.explanation.give",
        at=at,
        thing=report,
        changes={key: [before, text]},
    )
    actor.require_inside(report.unit_id)
    return row


def _kind(report: Report, key: str, day: date) -> ExplanationKind:
    """What is asked about. Raises Refusal when nothing is."""
    if key in {field.key for field in fields_of(report.round.template_id)}:
        return ExplanationKind.BLANK
    asked = questions(gather(report, day), history_of(system(day, "reports"), report))
    for one in asked:
        if one.key == key:
            return one.kind
    raise Refusal(_("Số liệu này không cần lý do nữa. Hãy tải lại trang."), code="nothing-to-explain")


def _reason(text: str) -> str:
    words = tidy(text)
    if len(words) < REASON_MIN:
        raise Refusal(_("Hãy chọn một lý do hoặc viết ít nhất 5 ký tự."), code="reason-empty", field="text")
    if len(words) > REASON_MAX:
        raise Refusal(_("Lý do quá dài (tối đa 300 ký tự)."), code="too-long", field="text")
    return words


@transaction.atomic
def put_by_hand(*, actor: Scope, report_id: int, key: str, value: int, reason: str, at: datetime) -> Override:
    """Put a value in the place of what the register counts. Sums follow from it; it is shown with its reason."""
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    _room, code, name = (*key.split("."), "", "")[:3]
    known = by_key(gather(report, local_date(at)).figures)
    if key not in known or not key.startswith("procedures.") or code == TOTAL or name not in COUNTED:
        raise Refusal(
            _("Số này được cộng từ các số khác nên không sửa tay được. Hãy sửa số của từng thủ tục."),
            code="override-not-possible",
        )
    if not 0 <= value <= MOST:
        raise Refusal(_("Số liệu phải từ 0 đến 1.000.000."), code="override-range", field="value")
    reason = _reason(reason)
    mine = Override.objects.filter(report=report, unit_id=report.unit_id, key=key)
    before = mine.values_list("reason", flat=True).first() or ""
    row, _new = Override.objects.update_or_create(
        report=report,
        key=key,
        defaults={
            "unit_id": report.unit_id,
            "value": value,
            "reason": reason,
            "given_at": at,
            "given_by_label": actor.label,
        },
    )
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.figure.override",
        at=at,
        thing=report,
        changes={key: [known[key].value, str(value)], "reason": [before, reason]},
    )
    actor.require_inside(report.unit_id)
    return row


@transaction.atomic
def take_count_again(*, actor: Scope, report_id: int, key: str, at: datetime) -> None:
    """Let the register speak again in the place of a value put by hand. Twice is harmless."""
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    row = Override.objects.filter(report=report, unit_id=report.unit_id, key=key).first()
    if row is None:
        return
    old = row.value
    row.delete()
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.figure.override",
        at=at,
        thing=report,
        changes={key: [str(old), ""]},
    )
    actor.require_inside(report.unit_id)
