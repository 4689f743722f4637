"""What a submitted paper of a report says in the fields of other screens."""

from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from procedures.statistics.form import OFFICIAL
from reports.batches import STEMS
from reports.content import FormLine, ReportContent
from reports.models import Report
from reports.month.rules import figures_of
from reports.queries import any_report
from reports.rendering import content_of, issue_of, paper_of, papers_of
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.core.sheets import safe_text
from schooladmin.documents.models import Issue
from schooladmin.documents.portals.registry import PortalPaper, PortalSource, register_portal_source
from schooladmin.documents.tree import Document, Regime
from schooladmin.units.access import fetch
from schooladmin.units.scope import Scope


def register() -> None:
    """Let reports be carried over to other screens (from ``AppConfig.ready``)."""
    register_portal_source(PortalSource("reports.report", load))


def load(scope: Scope, key: str, base: str) -> PortalPaper:
    """The paper of a key as values. Raises OutOfScope, Forbidden, and Refusal before it is submitted."""
    report, regime = _asked(scope, key)
    content = content_of(report, scope.at, regime)
    document = paper_of(content, regime, draft=False)
    quarter = Quarter.parse(content.quarter)
    return PortalPaper(
        key=key,
        title=f"{document.type_name.capitalize()} {quarter.label}",
        unit_id=report.unit_id,
        back=reverse("reports.report.read", args=[report.pk]),
        values=_values(report, content, document) | of_issue(issue_of(report, regime), base) | {"stem": STEMS[regime]},
    )


def _asked(scope: Scope, key: str) -> tuple[Report, Regime]:
    _prefix, number, *rest = key.split(":")
    if not number.isdecimal() or rest not in ([], ["state"]):
        raise OutOfScope
    report = fetch(any_report(), scope, "reports.report.read", pk=int(number))
    regime = Regime.STATE if rest else Regime.PARTY
    if not report.is_submitted or regime not in papers_of(report):
        raise Refusal(_("Báo cáo này chưa nộp nên chưa có gì để chép."), code="report-not-submitted")
    return report, regime


def of_issue(issue: Issue | None, base: str) -> dict[str, str]:
    """The number and the code of the version that speaks; nothing for a report from before papers were issued."""
    number = issue.number if issue else None
    return {
        "number": str(number) if number else "",
        "number_plain": f"so-{number.number:02d}" if number else "",
        "code": issue.shown_code if issue else "",
        "verify_url": f"{base}{reverse('documents.verify.read', args=[issue.public_code])}" if issue else "",
    }


def _values(report: Report, content: ReportContent, document: Document) -> dict[str, str]:
    quarter = Quarter.parse(content.quarter)
    signature = document.signature
    return {
        "kind": document.type_name.capitalize(),
        "abstract": " ".join(spoken(line, quarter) for line in document.abstract),
        "day": f"{content.document_date:%d/%m/%Y}",
        "day_iso": content.document_date.isoformat(),
        "issuer": content.cell_name if document.regime is Regime.PARTY else content.unit_name,
        "upper": content.upper_name,
        "signer": signature.name if signature else "",
        "position": spoken(signature.position, quarter) if signature else "",
        "unit": content.unit_name,
        "unit_code": content.unit_code,
        "period": quarter.label,
        "period_code": quarter.code,
        "first_day": f"{content.period_start:%d/%m/%Y}",
        "last_day": f"{content.period_end - timedelta(days=1):%d/%m/%Y}",
        "receipt": report.receipt_code or "",
        "summary": _summary(content),
        "form06": "\n".join(_pasted(line) for line in content.form06),
        "form06_named": "\n".join(f"{safe_text(line.name)}\t{_pasted(line)}" for line in content.form06),
    }


def spoken(line: str, quarter: Quarter) -> str:
    """A line of a title that is set in capitals, as a sentence; the quarter keeps its Roman number."""
    return line.capitalize().replace(quarter.label.lower(), quarter.label) if line.isupper() else line


def _pasted(line: FormLine) -> str:
    """The eleven numbers of the form as it counts them, parted by tabs."""
    return "\t".join(str(line.values[column.key]) for column in OFFICIAL)


def _summary(content: ReportContent) -> str:
    """The figures of the quarter in two sentences, for people who read nothing else. Vietnamese, as the paper is."""
    figures = figures_of(content)
    solved = figures["solved_on_time"] + figures["solved_late"]
    said = [
        f"Trong {Quarter.parse(content.quarter).label}, {content.unit_name} tiếp nhận {figures['received']} hồ sơ thủ "
        f"tục hành chính, đã giải quyết {solved} hồ sơ, trong đó {figures['solved_on_time']} hồ sơ đúng hạn."
    ]
    if figures["classes"]:
        said.append(f"Tổ chức, cử tham gia {figures['classes']} lớp bồi dưỡng với {figures['present']} lượt người dự.")
    return " ".join(said)
