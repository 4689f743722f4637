"""What a device must know to work alone: procedures, calendar, words. Nothing about pupils or requests."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from procedures.enums import Family, Relation, TermStage
from procedures.models import Device, ProcedureVersion
from procedures.offline.numbers import Held
from procedures.offline.rules import LONGEST_PROMISE, PACK_DAYS
from procedures.papers.addresses import lookup_words, status_url
from procedures.queries.catalogue import routes_of
from procedures.rules.reception import LONGEST_BACKDATING
from schooladmin.calendars.explain import reason_in_words
from schooladmin.calendars.queries import work_calendar
from schooladmin.calendars.rules import WorkCalendar
from schooladmin.core.i18n import localized
from schooladmin.core.periods import local_date
from schooladmin.core.templatetags.vi import weekday
from schooladmin.units.queries import name_on

_MONDAY = date(2026, 11, 23)
_ANY_TOKEN = "x" * 22


def pack_for(device: Device, base: str, at: datetime) -> dict[str, Any]:
    """The pack of a device's school, as plain values for JSON. ``base`` is where parents reach the school."""
    today = local_date(at)
    first, until = today - LONGEST_BACKDATING, today + PACK_DAYS
    name = name_on(device.unit_id, today)
    before, _found, after = status_url(base, _ANY_TOKEN).rpartition(_ANY_TOKEN)
    return {
        "made_at": at.isoformat(),
        "valid_until": until.isoformat(),
        "unit": {"code": device.unit.code, "name": name.name, "place": name.place},
        "device": {"id": device.pk, "name": device.name},
        "status_url": [before, after],
        "lookup": lookup_words(base, device.unit.code),
        "procedures": [_procedure(version) for version in _versions(first, until)],
        "relations": [[value, str(label)] for value, label in Relation.choices],
        "calendar": calendar_values(work_calendar(), first, until + LONGEST_PROMISE),
        "explain": explain_words(),
    }


def blocks_values(held: list[Held]) -> list[dict[str, Any]]:
    """The blocks of a device for JSON, with the numbers that the school has seen already."""
    return [
        {"year": row.block.year, "first": row.block.first, "last": row.block.last, "used": list(row.used)}
        for row in held
    ]


def _versions(first: date, until: date) -> list[ProcedureVersion]:
    rows = ProcedureVersion.objects.filter(valid_from__lte=until).filter(
        Q(valid_to__isnull=True) | Q(valid_to__gt=first)
    )
    rows = rows.select_related("procedure").prefetch_related("terms", "components")
    return list(rows.order_by("procedure__position", "valid_from"))


def _procedure(version: ProcedureVersion) -> dict[str, Any]:
    family = Family(version.procedure.family)
    return {
        "code": version.procedure.code,
        "name": localized(version.procedure, "name"),
        "name_vi": version.procedure.name,
        "from": version.valid_from.isoformat(),
        "to": version.valid_to.isoformat() if version.valid_to else None,
        "terms": {term.route: term.working_days for term in version.terms.all() if term.stage == TermStage.RESULT},
        "cutoff": _hour(version.cutoff_time),
        "routes": [[route.value, str(route.label)] for route in routes_of(version)],
        "last_graduation_year": version.last_graduation_year,
        "asks": [
            name
            for name, is_asked in (
                ("graduation_year", family.concerns_graduates),
                ("wanted_class", family is Family.CLASS_CHANGE),
                ("other_school", family is Family.TRANSFER),
            )
            if is_asked
        ],
        "self": family.concerns_graduates,
        "fee": version.fee,
        "papers": [
            {
                "id": paper.pk,
                "name": localized(paper, "name"),
                "name_vi": paper.name,
                "quantity": paper.quantity,
                "required": paper.is_required,
            }
            for paper in version.components.all()
        ],
    }


def calendar_values(calendar: WorkCalendar, first: date, last: date) -> dict[str, Any]:
    """The calendar of record from ``first`` to ``last``, both in, for the arithmetic on the device."""
    with translation.override("vi"):
        special = {
            day.isoformat(): [seen.counted, seen.reason, seen.detail or reason_in_words(seen)]
            for day in sorted(calendar.special)
            if first <= day <= last and day.year in calendar.years
            for seen in [calendar.look(day)]
        }
    return {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "years": sorted(calendar.years),
        "special": special,
        "hours": [
            {
                "start": row.start.isoformat(),
                "end": row.end.isoformat() if row.end else None,
                "closes": _hour(row.closes),
            }
            for row in calendar.hours
        ],
    }


def explain_words() -> dict[str, Any]:
    """The sentences of ``procedures.explain`` with their placeholders; receipts are Vietnamese."""
    with translation.override("vi"):
        return {
            "weekdays": [weekday(_MONDAY + timedelta(days=number)) for number in range(7)],
            "counted": ngettext(
                "Hẹn %(due)s: %(count)s ngày làm việc sau ngày nhận %(start)s (%(days)s).",
                "Hẹn %(due)s: %(count)s ngày làm việc sau ngày nhận %(start)s (%(days)s).",
                1,
            ),
            "in_day": _("Hẹn %(due)s: trả trong ngày làm việc, tính từ ngày nhận %(start)s."),
            "same_day": _("Hẹn %(due)s: trả trong ngày nhận."),
            "skipped": _("%(sentence)s Không tính: %(skipped)s."),
            "saturday": _("thứ Bảy"),
            "sunday": _("Chủ nhật"),
            "outside": _("nhận ngoài giờ"),
            "outside_hour": _("nhận sau %(hour)s"),
        }


def _hour(hour: time | None) -> str | None:
    return f"{hour:%H:%M:%S}" if hour else None
