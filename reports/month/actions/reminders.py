"""Telling schools what their report lacks.

Reminders follow from the state alone: each run makes the open ones exactly those that hold, computed when it runs.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.gather import gather
from reports.models import ReminderSnooze, Report
from reports.month.permissions import SNOOZE
from reports.month.queries.reminders import open_reports, rules_on
from reports.month.rules import (
    LIMITATIONS,
    SIGNATURE,
    TASKS,
    Missing,
    missing_in,
    reminder_day,
)
from reports.queries import fields_of
from schooladmin.audit.actions import record
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.notices import actions as notices
from schooladmin.notices.enums import Level
from schooladmin.notices.queries import units_told
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import Scope, opened, system

REMINDER = "reports.reminder"
_AUDIENCE = (Role.PRINCIPAL, Role.PARTY_SECRETARY)
_ONE = gettext_noop("Báo cáo %(quarter)s, hạn nộp %(due)s: còn %(what)s.")
_SEVERAL = gettext_noop("%(count)s báo cáo chưa nộp, hạn gần nhất %(due)s: %(what)s.")
_NAMED = 4  # fields that a reminder names; it counts the others
_ENGLISH = {LIMITATIONS: "limitations and causes", TASKS: "tasks ahead", SIGNATURE: "signature and submission"}


def remind(*, actor: Scope, at: datetime) -> notices.Kept:
    """Make the open reminders exactly those that hold at ``at``: one a person and day. The installation's own work.

    A report that was submitted is not spoken of, nor to who asked to be left alone until a day; what a reminder names
    is read from the report now. Without anything to say nothing is sent.
    """
    if not actor.is_system:
        raise Forbidden(_("Chỉ hệ thống được nhắc nộp báo cáo."))
    today = local_date(at)
    told = list(_spoken_of(open_reports(actor, today), today))
    units = sorted({report.unit_id for report, _day in told} | units_told(actor, REMINDER))
    with translation.override("vi"):
        drafts = list(_drafts(told, today))
    return notices.keep(actor=actor, kind=REMINDER, unit_ids=units, drafts=drafts, at=at)


def remind_no_more(*, report: Report, at: datetime) -> notices.Kept:
    """The report was submitted: from this moment on nobody is reminded of it.

    Who has other reports to hand in is reminded of these by the next run: a submission waits for no other school's
    figures. The installation's own work whoever submits, for a digest may stand at another school of its reader.
    """
    today = local_date(at)
    with opened(system(today, "Nhắc nộp báo cáo")) as scope:
        people = set(_audience([report.unit_id], today).values_list("person_id", flat=True))
        held = Membership.objects.valid_on(today).filter(person_id__in=people, role__in=_AUDIENCE)
        units = {report.unit_id, *held.values_list("unit_id", flat=True)}
        return notices.keep(actor=scope, kind=REMINDER, unit_ids=units, person_ids=people, drafts=(), at=at)


def _spoken_of(reports: Iterable[Report], today: date) -> Iterator[tuple[Report, date]]:
    """Those of the reports that are due for a reminder, each with the reminder's day."""
    rows = list(reports)
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
    rows = _audience({report.unit_id for report, _day in told}, today)
    for unit_id, person_id in rows.values_list("unit_id", "person_id"):
        people[person_id].add(unit_id)
    for person_id, unit_ids in sorted(people.items()):
        own = [line for pk, line in lines.items() if line.report.unit_id in unit_ids and (pk, person_id) not in asleep]
        if own:
            yield _digest(person_id, own, today)


def _audience(unit_ids: Collection[int], today: date) -> QuerySet[Membership]:
    """Who is reminded in the schools: of those that can log in."""
    members = members_on(Unit.objects.filter(pk__in=unit_ids), today)
    return members.filter(role__in=_AUDIENCE, person__user__is_active=True)


def _digest(person_id: int, lines: list[_Line], today: date) -> notices.Draft:
    """Everything that one person is told on one day, in one notice."""
    reports = sorted(str(line.report.pk) for line in lines)
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
        # With the reports in it: when one of them is submitted, the sentence about the others is another one.
        key=f"{REMINDER}:{max(line.day for line in lines).isoformat()}:{'-'.join(reports)}"[:160],
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
