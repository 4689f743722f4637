"""What the checks compare a paper with, read from the registers as they were at the end of the period."""

from datetime import timedelta

from procedures.queries.catalogue import procedures_in
from reports.checking.findings import Act, Former, Knowledge
from reports.enums import PARTY_OUTLINE, ReportState
from reports.queries import fields_of, report_of, template_on
from schooladmin.core.periods import Quarter
from schooladmin.core.text import fold
from schooladmin.legal.queries import former_bodies, register
from schooladmin.units.models import Unit
from schooladmin.units.queries import name_on
from schooladmin.units.scope import Scope


def knowledge_for(scope: Scope, unit: Unit, quarter: Quarter) -> Knowledge:
    """Everything that a paper of ``unit`` about ``quarter`` is compared with; a constant number of queries.

    Raises Refusal when no form of the outline was valid in the quarter, or the unit had no name at its end.
    """
    period = quarter.calendar
    day = period.end - timedelta(days=1)
    name = name_on(unit.pk, day)
    acts = {
        row.number: Act(
            row.number,
            row.issued_on,
            row.subject,
            row.valid_from,
            row.valid_to,
            row.replaced_by.number if row.replaced_by else "",
        )
        for row in register()
    }
    asked = procedures_in(period).filter(outline_order__isnull=False).order_by("outline_order")
    return Knowledge(
        quarter=quarter,
        day=day,
        headings=tuple(field.heading for field in fields_of(template_on(PARTY_OUTLINE, period.start).pk)),
        procedures=tuple(asked.values_list("name", flat=True)),
        unit_names=(name.name, name.cell_name),
        acts=acts,
        former=tuple(Former(row.name, row.valid_to, row.successor) for row in former_bodies(day) if row.valid_to),
        earlier=tuple(_told(scope, unit, earlier) for earlier in (quarter.previous(), quarter.previous().previous())),
    )


def _told(scope: Scope, unit: Unit, quarter: Quarter) -> frozenset[str]:
    """What the unit's own words of a submitted quarter said, paragraph by paragraph, as search keys."""
    report = report_of(scope, unit.code, quarter)
    if report is None or report.state != ReportState.SUBMITTED or report.snapshot is None:
        return frozenset()
    texts = [report.snapshot["limitations"], *(field["narrative"] for field in report.snapshot["fields"])]
    return frozenset(fold(line) for text in texts for line in text.splitlines() if line.strip())
