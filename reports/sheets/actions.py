"""Writing what a sheet brought back: row by row through the actions that a person on the page goes through."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from reform.actions.values import Entry, log_value
from reform.sheet import judge
from reports.actions.paragraphs import save_narrative
from reports.models import Report
from reports.sheets.rows import Asked, Line
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.units.scope import Scope


def write_lines(
    *, actor: Scope, report: Report, asked: Asked, lines: Sequence[Line], partial: bool, at: datetime
) -> list[Line]:
    """Write every line that changes something; return the lines that could not be written, each with its reason.

    With wrong lines nothing is written unless ``partial`` says that the others may be. What lost a race between the
    look and the writing comes back with the words of its refusal; sending the same sheet again does no harm.
    """
    actor.require("reports.report.edit", report.unit_id)
    wrong = [line for line in lines if line.faults]
    if wrong and not partial:
        raise Refusal(
            _("Chưa ghi gì: còn %(count)s dòng sai. Hãy sửa tệp, hoặc đánh dấu «Chỉ ghi các dòng đúng».")
            % {"count": len(wrong)},
            code="sheet-wrong-rows",
            field="partial",
        )
    for line in lines:
        if not line.is_new:
            continue
        try:
            _write(actor, report, asked, line, at)
        except (Refusal, Forbidden) as refused:
            wrong.append(replace(line, faults=(str(refused),)))
    return wrong


def _write(actor: Scope, report: Report, asked: Asked, line: Line, at: datetime) -> None:
    filled = line.filled
    if filled.key in asked.texts:
        save_narrative(
            actor=actor,
            report_id=report.pk,
            field_key=asked.texts[filled.key].field_key,
            text=filled.first,
            expected_version=filled.version,
            at=at,
        )
        return
    row = asked.values[filled.key]
    measure, _faults = judge(row, filled.first, filled.second)
    entry = Entry(row.indicator_id, measure, version=filled.version, system_id=row.system_id)
    log_value(actor=actor, unit_id=report.unit_id, quarter=report.period, entry=entry, at=at, mutation_id=uuid.uuid4())
