"""What people wrote in a report, and what is offered from the last one."""

from collections import defaultdict

from reports.enums import Origin, ReportState, Verdict
from reports.models import Explanation, Override, Paragraph, Report
from reports.rules import carry
from reports.writing import Offer, Writing
from schooladmin.core.periods import Quarter


def writing_of(report: Report) -> Writing:
    """What people wrote in a report (three queries)."""
    return Writing(
        tuple(Paragraph.objects.filter(report=report, unit_id=report.unit_id)),
        {row.key: row for row in Explanation.objects.filter(report=report, unit_id=report.unit_id)},
        {row.key: row for row in Override.objects.filter(report=report, unit_id=report.unit_id)},
    )


def offers_for(report: Report) -> tuple[Offer, ...]:
    """The paragraphs of the last report that the school submitted within a year, cut into parts (two queries).

    Older words are no longer about the school as it is. Sentences drafted from figures are not offered: the rules
    draft them anew.
    """
    earlier = list(
        Report.objects.filter(
            unit_id=report.unit_id,
            round__report_kind=report.round.report_kind,
            state=ReportState.SUBMITTED,
            quarter__lt=report.quarter,
            quarter__gte=Quarter(report.period.year - 1, report.period.number).code,
        )
        .order_by("-quarter")
        .values_list("pk", "quarter")[: carry.STALE_AFTER]
    )
    if not earlier:
        return ()
    rows = Paragraph.objects.filter(report_id__in=[pk for pk, _quarter in earlier], unit_id=report.unit_id)
    rows = rows.exclude(origin=Origin.DRAFTED).exclude(verdict=Verdict.DROPPED).exclude(text="")
    parts: dict[int, list[tuple[Paragraph, int, str]]] = defaultdict(list)
    for row in rows:
        parts[row.report_id].extend((row, number, text) for number, text in enumerate(carry.split(row.text)))
    said = [carry.said(text for _row, _number, text in parts[pk]) for pk, _quarter in earlier]
    last, quarter = earlier[0]
    return tuple(
        Offer(row.field_key, row.pk, number, text, quarter, carry.unchanged_for(text, said))
        for row, number, text in parts[last]
    )
