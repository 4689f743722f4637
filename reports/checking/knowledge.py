"""What the checks compare a paper with, read from the registers as they were at the end of the period."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from procedures.queries.catalogue import procedures_in
from reports.checking.citations import cited
from reports.checking.coverage import told
from reports.checking.engine import TEXT_CHECKS, findings
from reports.checking.findings import Act, Finding, Former, Knowledge
from reports.checking.held import paper_of, text_of
from reports.content import ReportContent
from reports.enums import PARTY_OUTLINE
from reports.models import Report
from reports.queries import fields_of, party_content, submitted_snapshots, template_on
from schooladmin.core.periods import Quarter
from schooladmin.documents.writers.html import COPIED
from schooladmin.documents.writers.pdf import letters
from schooladmin.legal.queries import former_bodies, register
from schooladmin.units.models import Unit
from schooladmin.units.queries import name_on
from schooladmin.units.scope import Scope, system


def knowledge_for(
    scope: Scope, unit: Unit, quarter: Quarter, *, headings: tuple[str, ...] | None = None, cites: bool = True
) -> Knowledge:
    """Everything that a paper of ``unit`` about ``quarter`` is compared with; a constant number of queries.

    ``headings`` are those that the unit was asked for; without them, those of the form that was valid in the quarter.
    Of a paper that ``cites`` nothing the acts need not be known.
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
        for row in (register() if cites else ())
    }
    asked = procedures_in(period).filter(outline_order__isnull=False).order_by("outline_order")
    return Knowledge(
        quarter=quarter,
        day=day,
        headings=_asked(period.start) if headings is None else headings,
        procedures=tuple(asked.values_list("name", flat=True)),
        unit_names=(name.name, name.cell_name),
        acts=acts,
        former=tuple(Former(row.name, row.valid_to, row.successor) for row in former_bodies(day) if row.valid_to),
        earlier=_earlier(scope, unit, (quarter.previous(), quarter.previous().previous())),
    )


def findings_of(report: Report, content: ReportContent, today: date) -> tuple[Finding, ...]:
    """What is to be mended in a report that is being written, on its page and before it is submitted alike.

    Compared with everything that the registers know, whoever opens it. The caller has checked the right.
    """
    scope = system(today, "reports")
    headings = tuple(field.heading for field in content.fields)
    known = knowledge_for(scope, report.unit, report.period, headings=headings)
    return findings(paper_of(content), replace(known, letters=_printed()))


def findings_in_field(report: Report, key: str, text: str, today: date) -> tuple[Finding, ...]:
    """What is to be mended in the text of one field before anybody saves it."""
    paper = text_of(text, f"field-{key}")
    cites = any(True for line in paper.lines for _citation in cited(line.text))
    known = knowledge_for(system(today, "reports"), report.unit, report.period, headings=(), cites=cites)
    return findings(paper, replace(known, letters=_printed()), TEXT_CHECKS)


def _printed() -> frozenset[int]:
    """What a paper can be printed with, and the invisible signs of other programs that printing leaves out."""
    return letters() | frozenset(COPIED)


def _asked(day: date) -> tuple[str, ...]:
    return tuple(field.heading for field in fields_of(template_on(PARTY_OUTLINE, day).pk))


def _earlier(scope: Scope, unit: Unit, quarters: Sequence[Quarter]) -> tuple[frozenset[str], ...]:
    """What the unit's own words of each quarter said; nothing of a quarter that was not submitted."""
    frozen = submitted_snapshots(scope, unit.code, quarters)
    return tuple(_told(*frozen[quarter.code]) if quarter.code in frozen else frozenset() for quarter in quarters)


@lru_cache(maxsize=512)  # who types is checked every few seconds, and a snapshot never changes: its sum is its name
def _told(snapshot_id: int, sha256: str) -> frozenset[str]:
    """The paragraphs of a submitted quarter as the rule compares them. The caller has found it in its own scope."""
    content = party_content(system(date.min, "reports"), snapshot_id)
    return frozenset(told(line.text) for line in paper_of(content).written)
