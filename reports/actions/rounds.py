"""Opening a quarter: the theme is pinned and every school below gets its blank report; and when it closes."""

import uuid
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from reports.actions.telling import tell
from reports.enums import PARTY_OUTLINE, STATE_REFORM, ThemeState
from reports.models import ClosingChange, Report, Round, Theme
from reports.queries import template_on, template_or_none
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import Quarter, local_date
from schooladmin.core.text import tidy
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.queries import holder_on, units_below
from schooladmin.units.scope import Scope

CLOSING = "reports.round.closing"


@transaction.atomic
def open_round(*, actor: Scope, theme_id: int, due_on: date, closes_on: date | None = None, at: datetime) -> Round:
    """Open the theme's quarter with the day by which schools hand in, and the last day on which they may write.

    Opening again adds the schools that have joined since and changes nothing else: safe to run twice. Raises Refusal
    for a theme that is not published, a due day before the quarter begins, or a
    closing day before the due day. Both forms are pinned as they are valid on the quarter's first day.
    """
    theme = Theme.objects.select_for_update().filter(pk=theme_id).first()
    if theme is None:
        raise OutOfScope
    actor.require("reports.round.open", theme.unit_id)
    quarter = theme.period
    if theme.state != ThemeState.PUBLISHED:
        raise Refusal(_("Hãy ban hành chủ đề trước khi mở đợt."), code="theme-draft", field="theme")
    if due_on < quarter.calendar.start:
        raise Refusal(_("Hạn nộp không được trước ngày đầu quý."), code="due-before-quarter", field="due_on")
    if closes_on is not None and closes_on < due_on:
        raise Refusal(_("Ngày khóa không được trước hạn nộp."), code="closes-before-due", field="closes_on")
    row, created = Round.objects.get_or_create(
        unit_id=theme.unit_id,
        quarter=quarter.code,
        report_kind=PARTY_OUTLINE,
        defaults={
            "theme": theme,
            "template": template_on(PARTY_OUTLINE, quarter.calendar.start),
            "state_template": template_or_none(STATE_REFORM, quarter.calendar.start),
            "due_on": due_on,
            "closes_on": closes_on,
            "opened_at": at,
            "opened_by_id": actor.user_id,
        },
    )
    if not created and row.theme_id != theme.pk:
        raise Refusal(
            _("Quý này đã mở với chủ đề «%(title)s» (bản %(version)s); chủ đề đã ghim thì không đổi.")
            % {"title": row.theme.title, "version": row.theme.version},
            code="round-pinned",
            field="theme",
        )
    added = _blank_reports(actor, row, at)
    record(
        actor=actor,
        unit_id=row.unit_id,
        verb="reports.round.open",
        at=at,
        thing=row,
        changes={"reports": [0, added], "due_on": ["", row.due_on.isoformat()]},
    )
    actor.require_inside(row.unit_id)
    return row


@transaction.atomic
def move_closing_day(
    *,
    actor: Scope,
    round_id: int,
    closes_on: date | None,
    seen: date | None,
    reason: str,
    mutation_id: uuid.UUID,
    at: datetime,
) -> Round:
    """Move the closing day of an open quarter; None: it does not close. ``seen`` is the day that the officer saw.

    Schools whose last day becomes another are told. Sent twice with one ``mutation_id`` it is one change. Raises
    Refusal for a quarter that has closed (its schools are opened one by one), a day that has passed, lies before the
    due day or is the same, or no reason; Stale when somebody else moved it in the meantime.
    """
    row = Round.objects.select_for_update().filter(pk=round_id).first()
    if row is None:
        raise OutOfScope
    actor.require(CLOSING, row.unit_id)
    if ClosingChange.objects.filter(mutation_id=mutation_id, round=row).exists():
        return row
    if row.closes_on != seen:
        raise Stale(
            _("Ngày khóa vừa được %(who)s đổi. Hãy xem lại trang rồi đổi tiếp nếu cần.")
            % {"who": getattr(row.closing_changes.first(), "changed_by_label", "")},
            code="closing-stale",
        )
    _check_closing(row, closes_on, reason, local_date(at))
    row.closes_on = closes_on
    row.save(update_fields=["closes_on"])
    change = ClosingChange.objects.create(
        unit_id=row.unit_id,
        round=row,
        old=seen,
        new=closes_on,
        reason=tidy(reason),
        changed_at=at,
        changed_by_id=actor.user_id,
        changed_by_label=actor.label,
        mutation_id=mutation_id,
    )
    record(
        actor=actor,
        unit_id=row.unit_id,
        verb=CLOSING,
        at=at,
        thing=row,
        changes={
            "closes_on": [seen.isoformat() if seen else "", closes_on.isoformat() if closes_on else ""],
            "reason": ["", change.reason],
        },
    )
    tell(set(Report.objects.filter(round=row).values_list("unit_id", flat=True)), at)
    actor.require_inside(row.unit_id)
    return row


def _check_closing(row: Round, closes_on: date | None, reason: str, today: date) -> None:
    if row.closes_on is not None and row.closes_on < today:
        raise Refusal(
            _("Kỳ này đã đóng sau ngày %(day)s. Hãy mở khóa cho từng trường cần thêm thời gian.")
            % {"day": f"{row.closes_on:%d/%m/%Y}"},
            code="round-closed",
        )
    if closes_on == row.closes_on:
        raise Refusal(_("Ngày này đang là ngày khóa."), code="nothing-changed", field="closes_on")
    if closes_on is not None and closes_on < today:
        raise Refusal(
            _("Ngày khóa không lùi về quá khứ được: chọn từ hôm nay trở đi."),
            code="closes-in-the-past",
            field="closes_on",
        )
    if closes_on is not None and closes_on < row.due_on:
        raise Refusal(_("Ngày khóa không được trước hạn nộp."), code="closes-before-due", field="closes_on")
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do đổi ngày khóa."), code="reason-empty", field="reason")


def _blank_reports(actor: Scope, row: Round, at: datetime) -> int:
    """Give each school that stood below the organ on the quarter's last day its report; return how many are new.

    A school that has left the actor's reach since then is left alone: nobody writes where they cannot see.
    """
    quarter = Quarter.parse(row.quarter)
    last_day = quarter.calendar.end - timedelta(days=1)
    schools = units_below(row.unit_id, SupervisionKind.PARTY, last_day).filter(
        kind=UnitKind.SCHOOL, pk__in=actor.units()
    )
    known = set(Report.objects.filter(round=row).values_list("unit_id", flat=True))
    blank = [_blank(row, school_id, at) for school_id in schools.values_list("pk", flat=True) if school_id not in known]
    Report.objects.bulk_create(blank)
    return len(blank)


def _blank(row: Round, school_id: int, at: datetime) -> Report:
    """A report with what the system already knows: the due day as its date, the secretary as its reporter."""
    holder = holder_on(school_id, Role.PARTY_SECRETARY, row.due_on) or holder_on(school_id, Role.PRINCIPAL, row.due_on)
    return Report(
        unit_id=school_id,
        round=row,
        quarter=row.quarter,
        document_date=row.due_on,
        reporter_name=holder.person.full_name if holder else "",
        reporter_title="Người báo cáo",
        created_at=at,
    )
