"""The log of the main school: systems, values of its quarters, an inspection, and the notices that it printed."""

import uuid
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from procedures.papers.rendering import BOOK_PDF, Volume
from procedures.proofs import notice_asked
from reform.actions.inspections import InspectionText, add_inspection, mend_inspection
from reform.actions.systems import SystemText, add_system
from reform.actions.values import Entry, log_value
from reform.enums import IndicatorKind
from reform.models import Indicator
from reform.rules.indicators import read_measure
from schooladmin.core.periods import VIETNAM, Quarter
from schooladmin.demo.texts import log as texts
from schooladmin.demo.texts.people import STAFF
from schooladmin.demo.units import MAIN_SCHOOL
from schooladmin.jobs.models import Job
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope

_NAMESPACE = uuid.UUID("c3a0f1de-5d3f-4e57-8a53-4e8f3c0a7d19")


def load_log(actor: Scope, now: datetime) -> None:
    """All of it; what lies ahead of ``now`` is left out."""
    unit_id = Unit.objects.get(code=MAIN_SCHOOL).pk
    clerk = replace(actor, label=STAFF["ab.clerk"])
    systems = {}
    for kind, name, who, use, since in texts.SYSTEMS:
        text = SystemText(kind, name, STAFF[who], use, since)
        row = add_system(actor=clerk, unit_id=unit_id, text=text, at=now, mutation_id=uuid.uuid5(_NAMESPACE, kind))
        systems[kind] = row.pk
    values = [(quarter, code, first, second, "") for quarter, code, first, second in texts.VALUES]
    values += [("2026-Q3", "6.1-SU-DUNG", first, second, kind) for kind, (first, second) in texts.USERS.items()]
    for code, indicator_code, first, second, kind in values:
        quarter = Quarter.parse(code)
        at = min(now, _at(quarter.calendar.end - timedelta(days=3)))
        if quarter.calendar.start > at.date():
            continue
        indicator = Indicator.objects.get(code=indicator_code)
        log_value(
            actor=clerk,
            unit_id=unit_id,
            quarter=quarter,
            entry=Entry(
                indicator.pk,
                read_measure(IndicatorKind(indicator.kind), first, second),
                system_id=systems[kind] if kind else None,
            ),
            mutation_id=uuid.uuid5(_NAMESPACE, f"{code} {indicator_code} {kind}"),
            at=at,
        )
    _inspection(clerk, unit_id, now)
    _notices(unit_id, now)


def _inspection(clerk: Scope, unit_id: int, now: datetime) -> None:
    if _at(texts.INSPECTED) > now:
        return
    row = add_inspection(
        actor=clerk,
        unit_id=unit_id,
        text=InspectionText(
            texts.INSPECTOR, texts.INSPECTED, texts.INSPECTION, texts.CONCLUSION, texts.TO_MEND, texts.MEND_BY
        ),
        at=_at(texts.INSPECTED),
        mutation_id=uuid.uuid5(_NAMESPACE, "inspection"),
    )
    if _at(texts.MENDED) <= now:
        mend_inspection(
            actor=clerk, inspection_id=row.pk, version=row.version, mended_on=texts.MENDED, at=_at(texts.MENDED)
        )


def _notices(unit_id: int, now: datetime) -> None:
    """The pages for the board were printed that day; their files are no part of the demonstration."""
    at = _at(texts.NOTICES_ON)
    if at > now:
        return
    for procedure in texts.NOTICES:
        volume = Volume(unit_id, procedure=procedure)
        notice_asked(
            Job(unit_id=unit_id, kind=BOOK_PDF, key=volume.key, created_at=at, payload={"procedure": procedure})
        )


def _at(day: date) -> datetime:
    return datetime.combine(day, time(15), VIETNAM)
