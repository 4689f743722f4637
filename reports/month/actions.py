"""Telling schools of their month and of what their report lacks, and what an office decides about it.

Reminders follow from the state alone: each run makes the open ones exactly those that hold, computed when it runs.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from procedures.facts import UnbalancedError
from reports.gather import gather
from reports.models import CutoffFigures, CutoffRule, MonthlyLook, ReminderRule, ReminderSnooze, Report
from reports.month.permissions import CONFIRM, SET_CUTOFF, SET_DAYS, SNOOZE
from reports.month.queries import open_reports, party_organs, rules_on, watched_schools
from reports.month.rules import (
    LIMITATIONS,
    MOST_OFFSET,
    SIGNATURE,
    TASKS,
    Missing,
    figures_of,
    look_day,
    missing_in,
    read_offsets,
    reminder_day,
)
from reports.queries import fields_of
from schooladmin.audit.actions import record
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import CalendarGapError
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.notices import actions as notices
from schooladmin.notices.enums import Level
from schooladmin.notices.queries import units_told
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.enums import Role, UnitKind
from schooladmin.units.models import Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope

REMINDER, MONTH = "reports.reminder", "reports.month"
_AUDIENCE = (Role.PRINCIPAL, Role.PARTY_SECRETARY)
_ONE = gettext_noop("Báo cáo %(quarter)s, hạn nộp %(due)s: còn %(what)s.")
_SEVERAL = gettext_noop("%(count)s báo cáo chưa nộp, hạn gần nhất %(due)s: %(what)s.")
_LOOK = gettext_noop("Xem nhanh tháng %(month)s: hồ sơ, mục chưa có gì, nháp báo cáo quý. Khoảng hai phút.")
_NAMED = 4  # fields that a reminder names; it counts the others
_ENGLISH = {LIMITATIONS: "limitations and causes", TASKS: "tasks ahead", SIGNATURE: "signature and submission"}


# Reminders


def remind(*, actor: Scope, at: datetime) -> notices.Kept:
    """Make the open reminders exactly those that hold at ``at``: one a person and day. The installation's own work.

    A report that was submitted is not spoken of, nor to who asked to be left alone until a day; what a reminder names
    is read from the report now. Without anything to say nothing is sent.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được nhắc nộp báo cáo."))
    today = local_date(at)
    told = list(_spoken_of(actor, today))
    units = sorted({report.unit_id for report, _day in told} | units_told(actor, REMINDER))
    with translation.override("vi"):
        drafts = list(_drafts(told, today))
    return notices.keep(actor=actor, kind=REMINDER, unit_ids=units, drafts=drafts, at=at)


def _spoken_of(actor: Scope, today: date) -> Iterator[tuple[Report, date]]:
    """The reports that are due for a reminder, each with the reminder's day."""
    rows = list(open_reports(actor, today))
    rules = rules_on({row.round.unit_id for row in rows}, today)
    for row in rows:
        rule = rules.get(row.round.unit_id)
        day = reminder_day(row.round.due_on, rule.offsets, today) if rule else None
        if day is not None:
            yield row, day


@dataclass(frozen=True)
class _Line:
    """What one report's reminder says."""

    report: Report
    day: date
    what: Bilingual


def _drafts(told: list[tuple[Report, date]], today: date) -> Iterator[notices.Draft]:
    lines = {report.pk: _Line(report, day, _said(report, today)) for report, day in told}
    asleep = set(
        ReminderSnooze.objects.filter(report_id__in=lines, until__gt=today).values_list("report_id", "person_id")
    )
    people: dict[int, set[int]] = defaultdict(set)
    members = members_on(Unit.objects.filter(pk__in={report.unit_id for report, _day in told}), today)
    rows = members.filter(role__in=_AUDIENCE, person__user__is_active=True)
    for unit_id, person_id in rows.values_list("unit_id", "person_id"):
        people[person_id].add(unit_id)
    for person_id, unit_ids in sorted(people.items()):
        own = [line for pk, line in lines.items() if line.report.unit_id in unit_ids and (pk, person_id) not in asleep]
        if own:
            yield _digest(person_id, own, today)


def _digest(person_id: int, lines: list[_Line], today: date) -> notices.Draft:
    """Everything that one person is told on one day, in one notice."""
    first = min(lines, key=lambda line: (line.report.round.due_on, line.report.pk))
    due = first.report.round.due_on
    if len(lines) == 1:
        quarter = first.report.period
        name = Bilingual(quarter.label, f"Q{quarter.number}/{quarter.year}")
        words = Words(_ONE, {"quarter": name, "due": due, "what": first.what})
    else:
        vi = "; ".join(f"{line.report.unit.code} {line.report.quarter}: {line.what.vi}" for line in lines)
        en = "; ".join(f"{line.report.unit.code} {line.report.quarter}: {line.what.en}" for line in lines)
        words = Words(_SEVERAL, {"count": len(lines), "due": due, "what": Bilingual(vi, en)})
    return notices.Draft(
        unit_id=first.report.unit_id,
        person_id=person_id,
        key=f"{REMINDER}:{max(line.day for line in lines).isoformat()}",
        text=words,
        url=f"{reverse('reports.month.read')}?{urlencode({'unit': first.report.unit.code})}",
        level=Level.URGENT if due <= today else Level.SOON,
    )


def _said(report: Report, today: date) -> Bilingual:
    """What the report lacks, in both languages: at most four fields by name, the others by number."""
    missing = missing_in(gather(report, today))
    english = {field.key: field.heading_en or field.heading for field in fields_of(report.round.template_id)} | _ENGLISH
    fields = [row for row in missing if row.key not in _ENGLISH]
    rest = [row for row in missing if row.key in _ENGLISH]
    more = len(fields) - _NAMED

    def joined(words: dict[str, str], counted: str, mark: tuple[str, str]) -> str:
        parts = [f"{mark[0]}{words[row.key]}{mark[1]}" for row in fields[:_NAMED]]
        parts += [counted % more] if more > 0 else []
        return ", ".join([*parts, *(words[row.key] for row in rest)])

    return Bilingual(joined(_by_key(missing), "%s mục khác", ("«", "»")), joined(english, "%s more fields", ("“", "”")))


def _by_key(missing: tuple[Missing, ...]) -> dict[str, str]:
    return {row.key: row.words for row in missing}


@transaction.atomic
def snooze(*, actor: Scope, report_id: int, until: date, at: datetime) -> ReminderSnooze:
    """The actor does not want to hear of the report before ``until``: after today, not beyond a month."""
    report = Report.objects.select_related("round").filter(pk=report_id).first()
    if report is None:
        raise OutOfScope
    actor.require(SNOOZE, report.unit_id)
    today = local_date(at)
    if not today < until <= today + timedelta(days=31):
        raise Refusal(_("Chọn một ngày sau hôm nay, không quá một tháng."), code="snooze-day", field="until")
    if actor.person_id is None:
        raise Forbidden(_("Thầy, cô chưa được giao quyền làm việc này."))
    row, _new = ReminderSnooze.objects.update_or_create(
        report=report, person_id=actor.person_id, defaults={"unit_id": report.unit_id, "until": until}
    )
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb=SNOOZE,
        at=at,
        thing=report,
        changes={"until": ["", until.isoformat()]},
    )
    actor.require_inside(report.unit_id)
    return row


# The month


def tell_month(*, actor: Scope, at: datetime) -> dict[str, int]:
    """Tell every school once of its month, when its day has come: the row first, then the notice.

    Run again it tells nobody twice, and whoever a broken run left out. Schools whose calendar ends are counted.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được báo việc của tháng."))
    today = local_date(at)
    month = today.replace(day=1)
    schools = dict(
        Unit.objects.filter(kind=UnitKind.SCHOOL, valid_from__lte=today)
        .exclude(valid_to__lte=today)
        .values_list("pk", "code")
    )
    done = set(MonthlyLook.objects.filter(month=month, told_at__isnull=False).values_list("unit_id", flat=True))
    organs = party_organs(schools, today)
    rules = rules_on({None, *organs.values()}, today)
    calendar, counts = work_calendar(), {"told": 0, "blocked": 0}
    for unit_id, code in schools.items():
        rule = rules.get(organs.get(unit_id)) or rules.get(None)
        if unit_id in done or rule is None:
            continue
        try:
            has_come = look_day(month, rule.month_day, calendar) <= today
        except CalendarGapError:
            counts["blocked"] += 1
            continue
        if has_come:
            counts["told"] += _tell(actor, unit_id, code, month, at)
    return counts


@transaction.atomic
def _tell(actor: Scope, unit_id: int, code: str, month: date, at: datetime) -> int:
    MonthlyLook.objects.get_or_create(unit_id=unit_id, month=month)
    row = MonthlyLook.objects.select_for_update().get(unit_id=unit_id, month=month)
    if row.told_at is not None:
        return 0
    members = members_on(Unit.objects.filter(pk=unit_id), local_date(at))
    people = members.filter(role=Role.PRINCIPAL, person__user__is_active=True).values_list("person_id", flat=True)
    row.told_at = at
    row.save(update_fields=["told_at"])
    if row.looked_at is None:
        notices.notify(
            actor=actor,
            unit_id=unit_id,
            person_ids=list(people),
            key=_look_key(unit_id, month),
            kind=MONTH,
            text=Words(_LOOK, {"month": f"{month:%m/%Y}"}),
            url=f"{reverse('reports.month.read')}?{urlencode({'unit': code})}",
            level=Level.INFO,
            at=at,
        )
    return 1


def _look_key(unit_id: int, month: date) -> str:
    return f"{MONTH}:{unit_id}:{month.isoformat()}"


@transaction.atomic
def confirm_month(*, actor: Scope, unit_id: int, at: datetime) -> MonthlyLook:
    """Somebody of the school has looked at this month; done twice it stays with who was first."""
    actor.require(CONFIRM, unit_id)
    month = local_date(at).replace(day=1)
    MonthlyLook.objects.get_or_create(unit_id=unit_id, month=month)
    row = MonthlyLook.objects.select_for_update().get(unit_id=unit_id, month=month)
    if row.looked_at is None:
        row.looked_at, row.looked_by_label = at, actor.label
        row.save(update_fields=["looked_at", "looked_by_label"])
        record(actor=actor, unit_id=unit_id, verb=CONFIRM, at=at, thing=row)
        notices.withdraw(actor=actor, unit_id=unit_id, key_prefix=_look_key(unit_id, month), at=at)
        actor.require_inside(unit_id)
    return row


# The office


@transaction.atomic
def set_days(
    *, actor: Scope, organ_id: int, valid_from: date, offsets: str, month_day: int, basis: str, at: datetime
) -> ReminderRule:
    """Enter the organ's days of reminders from ``valid_from`` on; a row of the same day is corrected."""
    actor.require(SET_DAYS, organ_id)
    _from_today(valid_from, at)
    try:
        days = read_offsets(offsets)
    except ValueError as error:
        raise Refusal(
            _("Ghi số ngày so với hạn nộp, cách nhau bằng dấu phẩy, ví dụ: -10, -3, -1, 0, 1 (xa nhất %(most)s ngày).")
            % {"most": MOST_OFFSET},
            code="offsets-odd",
            field="offsets",
        ) from error
    if not 1 <= month_day <= 28:
        raise Refusal(_("Ngày trong tháng từ 1 đến 28."), code="month-day-odd", field="month_day")
    row, _new = ReminderRule.objects.update_or_create(
        organ_id=organ_id,
        valid_from=valid_from,
        defaults={"offsets": days, "month_day": month_day, "basis": tidy(basis)},
    )
    record(
        actor=actor,
        unit_id=organ_id,
        verb=SET_DAYS,
        at=at,
        thing=row,
        changes={"offsets": ["", days], "month_day": ["", month_day], "valid_from": ["", valid_from.isoformat()]},
    )
    return row


@transaction.atomic
def set_cutoff(*, actor: Scope, organ_id: int, valid_from: date, is_on: bool, basis: str, at: datetime) -> CutoffRule:
    """Say from when on the organ sees figures that nobody has signed, or no longer does. Schools read the row."""
    actor.require(SET_CUTOFF, organ_id)
    _from_today(valid_from, at)
    if not tidy(basis):
        raise Refusal(
            _("Hãy ghi căn cứ: trường nào cũng đọc được vì sao số liệu chưa ký bị xem."),
            code="cutoff-without-basis",
            field="basis",
        )
    row, _new = CutoffRule.objects.update_or_create(
        organ_id=organ_id,
        valid_from=valid_from,
        defaults={"is_on": is_on, "basis": tidy(basis), "entered_by_label": actor.label},
    )
    record(
        actor=actor,
        unit_id=organ_id,
        verb=SET_CUTOFF,
        at=at,
        thing=row,
        changes={"is_on": ["", is_on], "valid_from": ["", valid_from.isoformat()]},
    )
    return row


def _from_today(valid_from: date, at: datetime) -> None:
    if valid_from < local_date(at):
        raise Refusal(_("Chỉ ghi được từ hôm nay trở đi."), code="rule-in-the-past", field="valid_from")


def take_figures(*, actor: Scope, at: datetime) -> dict[str, int]:
    """After the due day, take the figures of schools that have not signed, where an office sees them. Taken once.

    A school whose registers refuse (no name, figures that do not add up) is counted and does not stop the others.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được lấy số liệu khi hết hạn."))
    today = local_date(at)
    counts = {"taken": 0, "blocked": 0}
    schools = watched_schools(today)
    rows = open_reports(actor, today).filter(round__due_on__lt=today, cutoff__isnull=True, unit_id__in=schools)
    for report in rows:
        try:
            figures = figures_of(gather(report, today))
        except (Refusal, UnbalancedError):
            counts["blocked"] += 1
            continue
        _row, is_new = CutoffFigures.objects.get_or_create(
            report=report, defaults={"unit_id": report.unit_id, "figures": figures, "taken_at": at}
        )
        counts["taken"] += is_new
    return counts
