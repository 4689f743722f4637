"""What must be right before a report may be submitted, and what deserves a second look."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from reports.content import ReportContent
from reports.enums import Severity


@dataclass(frozen=True)
class Finding:
    """What, where (``anchor`` of the workspace), how grave."""

    code: str
    severity: Severity
    message: str
    anchor: str


def findings(content: ReportContent) -> tuple[Finding, ...]:
    """Every finding on the content, blocking ones first."""
    found = [*_coverage(content), *_dates(content), *_people(content)]
    return tuple(sorted(found, key=lambda finding: finding.severity != Severity.BLOCKING))


def blocking(content: ReportContent) -> tuple[Finding, ...]:
    return tuple(f for f in findings(content) if f.severity == Severity.BLOCKING)


def _coverage(content: ReportContent) -> Iterator[Finding]:
    for field in content.fields:
        if not field.is_answered:
            message = _("Mục %(number)s «%(heading)s» chưa có kết quả và chưa có nội dung.")
            yield Finding(
                "missing-field",
                Severity.BLOCKING,
                message % {"number": field.number, "heading": field.heading},
                f"field-{field.key}",
            )
    if not content.limitations:
        yield Finding(
            "missing-section", Severity.BLOCKING, _("Chưa ghi tồn tại, hạn chế và nguyên nhân."), "field-limitations"
        )
    if not content.commitments:
        yield Finding("missing-section", Severity.BLOCKING, _("Chưa có nhiệm vụ cho thời gian tới."), "commitments")
    late = sum(line.solved_late + line.in_progress_late for line in content.procedures)
    if late and "hạn" not in content.limitations:
        message = _("Trong kỳ có %(count)s hồ sơ trễ hạn nhưng phần hạn chế chưa nhắc đến.")
        yield Finding("late-not-explained", Severity.ADVICE, message % {"count": late}, "field-limitations")


def _dates(content: ReportContent) -> Iterator[Finding]:
    if content.document_date < content.period_start:
        message = _("Ngày ghi trên văn bản (%(day)s) nằm trước kỳ báo cáo.")
        yield Finding(
            "period-mismatch",
            Severity.BLOCKING,
            message % {"day": f"{content.document_date:%d/%m/%Y}"},
            "document",
        )
    elif content.document_date < content.period_end:
        message = _("Văn bản ghi ngày %(day)s khi kỳ báo cáo chưa kết thúc: số liệu sau ngày nộp sẽ không được tính.")
        yield Finding(
            "period-open", Severity.ADVICE, message % {"day": f"{content.document_date:%d/%m/%Y}"}, "document"
        )
    for field in content.fields:
        for result in field.results:
            if not content.period_start <= result.day < content.period_end:
                raise ValueError(f"a result of {result.day} in the report of {content.quarter}")


def _people(content: ReportContent) -> Iterator[Finding]:
    if not content.reporter_name:
        yield Finding("missing-reporter", Severity.BLOCKING, _("Chưa ghi tên người báo cáo."), "document")
