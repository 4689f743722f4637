"""Reasons for what is blank, zero or has jumped, and values put by hand: both go into the report as such."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from reports.actions.workspace import locked_draft
from reports.enums import ExplanationKind
from reports.gather import gather
from reports.models import Explanation, Override, ReasonOption, Report
from reports.queries import fields_of
from reports.queries.history import history_of
from reports.questions import questions
from reports.rules.chips import by_key
from reports.rules.figures import is_counted
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.numbers import number_text
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


def _reason(text: str, field: str = "text") -> str:
    words = tidy(text)
    if len(words) < REASON_MIN:
        raise Refusal(_("Hãy chọn một lý do hoặc viết ít nhất 5 ký tự."), code="reason-empty", field=field)
    if len(words) > REASON_MAX:
        raise Refusal(_("Lý do quá dài (tối đa 300 ký tự)."), code="too-long", field=field)
    return words


@transaction.atomic
def put_by_hand(
    *, actor: Scope, report_id: int, key: str, value: int, reason: str, expected_version: int, at: datetime
) -> Override:
    """Put a value in the place of what the register counts. Sums follow from it; it is shown with its reason.

    ``expected_version`` is what the writer saw (0: the count of the register). Raises Stale when somebody else put
    another value in the meantime. The same value and reason once more do no harm.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    known = by_key(gather(report, local_date(at)).figures)
    if key not in known or not is_counted(key):
        raise Refusal(
            _("Số này được cộng từ các số khác nên không sửa tay được. Hãy sửa số của từng thủ tục."),
            code="override-not-possible",
        )
    if not 0 <= value <= MOST:
        raise Refusal(_("Số liệu phải từ 0 đến 1.000.000."), code="override-range", field="value")
    reason = _reason(reason, "reason")
    before = Override.objects.filter(report=report, unit_id=report.unit_id, key=key).first()
    if before is not None and (before.value, before.reason) == (value, reason):
        return before
    counted = known[key].computed if before else known[key].value
    if before is None and str(value) == counted:
        raise Refusal(_("Sổ cũng đếm được số này, không cần nhập tay."), code="override-needless", field="value")
    _require_seen(before, expected_version)
    row, _new = Override.objects.update_or_create(
        report=report,
        key=key,
        defaults={
            "unit_id": report.unit_id,
            "value": value,
            "reason": reason,
            "version": expected_version + 1,
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
        changes={key: [known[key].value, str(value)], "reason": [before.reason if before else "", reason]},
    )
    actor.require_inside(report.unit_id)
    return row


def _require_seen(row: Override | None, expected_version: int) -> None:
    if (row.version if row else 0) == expected_version:
        return
    if row is None:
        words = _("Số nhập tay này vừa được bỏ; báo cáo dùng số đếm từ sổ. Hãy xem lại rồi ghi.")
    else:
        words = _("%(who)s vừa nhập %(value)s cho số này. Hãy xem lại rồi ghi.") % {
            "who": row.given_by_label,
            "value": number_text(row.value),
        }
    raise Stale(words, code="override-stale", field="value")


@transaction.atomic
def take_count_again(*, actor: Scope, report_id: int, key: str, expected_version: int, at: datetime) -> None:
    """Let the register speak again in the place of a value put by hand. Twice is harmless.

    Raises Stale when somebody put another value after the one that the actor saw.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb="reports.report.edit")
    row = Override.objects.filter(report=report, unit_id=report.unit_id, key=key).first()
    if row is None:
        return
    _require_seen(row, expected_version)
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
