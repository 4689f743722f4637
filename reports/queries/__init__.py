"""Reads of themes, rounds and reports. Every one starts from a scope."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch, QuerySet
from django.utils.translation import gettext as _

from reform.facts import facts_for_units
from reports.content import ReportContent
from reports.enums import PARTY_OUTLINE, ExplanationKind, ReportState, Standing, ThemeState, Verdict
from reports.models import Explanation, OutlineTemplate, Paragraph, Report, Round, Snapshot, TemplateField, Theme
from schooladmin.calendars.queries import window_for
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter, local_date
from schooladmin.units.enums import UnitKind
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope, system


def reports_for(scope: Scope) -> QuerySet[Report]:
    """The reports that the actor may read, newest quarter first."""
    rows = Report.objects.filter(unit__in=scope.units_for("reports.report.read"))
    return rows.select_related("round", "round__theme")


def any_report() -> QuerySet[Report]:
    """What a page of one report fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Report.objects.select_related(
        "round", "round__theme", "round__template", "round__state_template", "unit", "current_snapshot"
    )


def any_theme() -> QuerySet[Theme]:
    """What a page of one theme fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Theme.objects.all()


def own_reports(scope: Scope) -> QuerySet[Report]:
    """The reports that the actor writes: those of the own units."""
    return reports_for(scope).filter(unit__in=scope.units_for("reports.report.edit"))


def themes_for(scope: Scope) -> QuerySet[Theme]:
    """The themes of the Party organs that the actor works for."""
    return Theme.objects.filter(unit__in=scope.units_for("reports.theme.read")).annotate(round_count=Count("rounds"))


def rounds_for(scope: Scope) -> QuerySet[Round]:
    """The quarters that the actor's Party organ has opened."""
    rows = Round.objects.filter(unit__in=scope.units_for("reports.round.open"))
    return rows.select_related("theme").annotate(report_count=Count("reports")).order_by("-quarter")


def any_round() -> QuerySet[Round]:
    """What a page of one quarter fetches from; ``access.fetch`` narrows it to the scope and asks for the right."""
    return Round.objects.prefetch_related("closing_changes")


def published_themes(scope: Scope) -> QuerySet[Theme]:
    return themes_for(scope).filter(state=ThemeState.PUBLISHED)


def template_on(report_kind: str, day: date) -> OutlineTemplate:
    """The version of the outline's form that was valid on ``day``. Raises Refusal when there was none."""
    template = template_or_none(report_kind, day)
    if template is None:
        raise Refusal(
            _("Không có mẫu đề cương nào có hiệu lực vào ngày %(day)s. Hãy báo người quản trị.")
            % {"day": f"{day:%d/%m/%Y}"},
            code="no-template",
        )
    return template


def template_or_none(report_kind: str, day: date) -> OutlineTemplate | None:
    """The version of a paper's form that was valid on ``day``, if there was one."""
    rows = OutlineTemplate.objects.valid_on(day).filter(report_kind=report_kind)
    return rows.order_by("-valid_from", "-version").first()


def templates_with_fields() -> QuerySet[OutlineTemplate]:
    """Every version of every form with its parts, fields, sub-fields and feeds: the same for all, so no scope."""
    fields = TemplateField.objects.filter(parent__isnull=True).prefetch_related("subfields", "feeds")
    rows = OutlineTemplate.objects.prefetch_related("parts", Prefetch("fields", queryset=fields, to_attr="asked"))
    return rows.order_by("regime", "code", "-version")


def fields_of(template_id: int) -> list[TemplateField]:
    """The fields that a school answers, in their order; sub-fields are headings below them."""
    return list(TemplateField.objects.filter(template_id=template_id, parent__isnull=True))


def outline_fields(template_id: int) -> list[tuple[TemplateField, list[TemplateField]]]:
    """The fields of a template with the sub-fields below each and what feeds them, in two queries."""
    rows = list(TemplateField.objects.filter(template_id=template_id).prefetch_related("feeds"))
    below: dict[int, list[TemplateField]] = defaultdict(list)
    for row in rows:
        if row.parent_id is not None:
            below[row.parent_id].append(row)
    return [(row, below[row.pk]) for row in rows if row.parent_id is None]


def report_of(scope: Scope, unit_code: str, quarter: Quarter) -> Report | None:
    """The outline of one unit and quarter, if the quarter was opened for it."""
    rows = reports_for(scope).filter(unit__code=unit_code, quarter=quarter.code)
    return rows.filter(round__report_kind=PARTY_OUTLINE).select_related("current_snapshot").order_by("-pk").first()


def submitted_snapshots(scope: Scope, unit_code: str, quarters: Sequence[Quarter]) -> dict[str, tuple[int, str]]:
    """Of the outlines of one unit: by quarter, key and sum of the snapshot that speaks now (one query).

    Quarters that were not opened, or not submitted, are left out. The content is read by ``party_content``.
    """
    rows = reports_for(scope).filter(unit__code=unit_code, quarter__in=[quarter.code for quarter in quarters])
    rows = rows.filter(round__report_kind=PARTY_OUTLINE).order_by("pk").select_related(None)
    latest = {row[0]: row[1:] for row in rows.values_list("quarter", "current_snapshot_id", "current_snapshot__sha256")}
    return {quarter: (key, sha256) for quarter, (key, sha256) in latest.items() if key is not None}


def party_content(scope: Scope, snapshot_id: int) -> ReportContent:
    """The Party outline of a snapshot that the actor may read."""
    rows = Snapshot.objects.filter(unit__in=scope.units_for("reports.report.read"))
    return ReportContent.from_json(rows.values_list("data__party", flat=True).get(pk=snapshot_id))


@dataclass(frozen=True)
class BoardRow:
    """A school on the officer's board."""

    unit_id: int
    code: str
    name: str
    report: Report | None
    standing: Standing
    answered: int
    asked: int


def standing_of(report: Report | None, answered: int, today: date) -> Standing:
    """Where a report stands on ``today``: a school has until the end of the due day."""
    if report is None:
        return Standing.NOT_OPENED
    due = report.round.due_on
    if report.submitted_at is not None:
        return Standing.SUBMITTED_LATE if local_date(report.submitted_at) > due else Standing.SUBMITTED
    if today > due:
        return Standing.LATE
    return Standing.DRAFT if answered else Standing.NOT_STARTED


def board(scope: Scope, quarter: Quarter, today: date) -> list[BoardRow]:
    """Every school below the actor with its report of the quarter, in Vietnamese order.

    The number of queries does not depend on the number of schools.
    """
    schools = scope.units_for("reports.board.read").filter(kind=UnitKind.SCHOOL)
    rows = list(with_names(schools, quarter.calendar.start if today < quarter.calendar.start else today))
    found = reports_for(scope).filter(quarter=quarter.code, unit__in=schools)
    by_unit = {report.unit_id: report for report in found}
    answered = _answered(list(by_unit.values()), quarter, today)
    return [
        BoardRow(
            unit_id=unit.pk,
            code=unit.code,
            name=str(getattr(unit, "name", None) or unit.code),
            report=(report := by_unit.get(unit.pk)),
            standing=standing_of(report, answered[report.pk][0] if report else 0, today),
            answered=answered[report.pk][0] if report else 0,
            asked=answered[report.pk][1] if report else 0,
        )
        for unit in rows
    ]


def _answered(reports: Sequence[Report], quarter: Quarter, today: date) -> dict[int, tuple[int, int]]:
    """How many fields each report answers, of how many: by a text, a logged result or a reason, as its own page counts.

    A submitted report answered all of them; what its registers say today no longer matters.
    """
    fields: dict[int, list[TemplateField]] = defaultdict(list)
    templates = {report.round.template_id for report in reports}
    for field in TemplateField.objects.filter(template__in=templates, parent__isnull=True):
        fields[field.template_id].append(field)
    texts: dict[int, set[str]] = defaultdict(set)
    written = Paragraph.objects.filter(report__in=reports).exclude(text="").exclude(verdict=Verdict.DROPPED)
    reasons = Explanation.objects.filter(report__in=reports, kind=ExplanationKind.BLANK)
    keys = written.order_by().values_list("report_id", "field_key")
    for report_id, key in keys.union(reasons.order_by().values_list("report_id", "key")):
        texts[report_id].add(key)
    logged = facts_for_units(
        system(today, "reports"), [report.unit_id for report in reports], window_for(PARTY_OUTLINE, quarter)
    )
    found = {}
    for report in reports:
        asked = fields[report.round.template_id]
        counts = logged[report.unit_id].counts
        filled = [f for f in asked if f.key in texts[report.pk] or counts.get(f.area_code)]
        found[report.pk] = (len(asked) if report.is_submitted else len(filled), len(asked))
    return found


def quarters_known(scope: Scope, today: date) -> list[Quarter]:
    """The quarters to choose from: those with reports in the scope, and the present one; newest first."""
    codes = set(reports_for(scope).order_by().values_list("quarter", flat=True).distinct())
    return sorted({Quarter.parse(code) for code in codes} | {Quarter.of(today)}, reverse=True)


def submitted_reports(scope: Scope, quarter: Quarter) -> QuerySet[Report]:
    """The submitted reports of the quarter that the actor oversees, for the download of all."""
    rows = reports_for(scope).filter(quarter=quarter.code, state=ReportState.SUBMITTED)
    rows = rows.filter(unit__in=scope.units_for("reports.board.read"))
    return rows.select_related("unit", "current_snapshot").order_by("unit__code")
