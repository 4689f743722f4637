"""Opening a quarter: the theme is pinned and every school below gets its blank report."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from reports.enums import PARTY_OUTLINE, STATE_REFORM, ThemeState
from reports.models import Report, Round, Theme
from reports.queries import template_on, template_or_none
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.queries import holder_on, units_below
from schooladmin.units.scope import Scope


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
