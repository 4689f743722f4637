"""Corrections of a submitted report: proposed by the school, approved or refused by the Party organ."""

import uuid
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from reports.actions.snapshots import take
from reports.actions.telling import tell
from reports.amending import NotACountError, Place, amended, count, places
from reports.content import AmendmentLine, ReportContent
from reports.enums import AmendmentState
from reports.issuing import issue_papers
from reports.models import Amendment, Report
from reports.rendering import KINDS, content_of, paper_of, papers_of, request_rendering
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc, tidy
from schooladmin.documents.queries import profile_for
from schooladmin.documents.tree import Regime
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import check_text
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.scope import Scope

PROPOSE = "reports.amendment.propose"
APPROVE = "reports.amendment.approve"
MAX_TEXT = 20_000  # characters, as in the report itself


def places_of(report: Report, regime: Regime) -> tuple[Place, ...]:
    """What can be corrected in a paper of a submitted report. Raises Refusal for a paper that it does not have."""
    with translation.override("vi"):  # the labels are printed
        return places(content_of(report, report.document_date, regime), regime)


@transaction.atomic
def propose_amendment(
    *,
    actor: Scope,
    report_id: int,
    regime: Regime,
    key: str,
    new: str,
    reason: str,
    evidence: EvidenceFile | None = None,
    mutation_id: uuid.UUID,
    at: datetime,
) -> Amendment:
    """Propose to correct one figure or text of a submitted report. The papers change when the organ approves.

    Sent twice with one ``mutation_id`` it is one proposal. Raises Refusal for a report that is not submitted, a place
    that the paper does not have, no change, no reason, a figure that is no count, or a place already proposed.
    """
    report = _locked(report_id)
    actor.require(PROPOSE, report.unit_id)
    known = Amendment.objects.filter(mutation_id=mutation_id, report=report).first()
    if known is not None:
        return known
    if not report.is_submitted:
        raise Refusal(_("Báo cáo chưa nộp thì sửa thẳng trong báo cáo."), code="report-not-submitted")
    place = next((place for place in places_of(report, regime) if place.key == key), None)
    if place is None:
        raise Refusal(_("Báo cáo không có số hoặc mục này."), code="place-unknown", field="key")
    value = _value(place, new)
    _require_possible(report, regime, place, value, at)
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do đính chính."), code="reason-empty", field="reason")
    if evidence is not None and evidence.unit_id != report.unit_id:
        raise OutOfScope
    try:
        with transaction.atomic():
            amendment = Amendment.objects.create(
                unit_id=report.unit_id,
                report=report,
                regime=regime.value,
                key=key,
                label=place.label,
                old=place.value,
                new=value,
                reason=tidy(reason),
                evidence=evidence,
                proposed_at=at,
                proposed_by_id=actor.user_id,
                proposed_by_label=actor.label,
                mutation_id=mutation_id,
            )
    except IntegrityError as taken:
        raise Stale(
            _("Mục này đang có một đính chính chờ duyệt. Hãy chờ quyết định về đính chính đó."), code="amendment-open"
        ) from taken
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb=PROPOSE,
        at=at,
        thing=amendment,
        changes={key: [place.value, value]},
    )
    tell([report.unit_id], at)
    actor.require_inside(report.unit_id)
    return amendment


def _value(place: Place, new: str) -> str:
    value = nfc(new.replace("\r\n", "\n")).strip()
    if not place.is_text:
        try:
            value = str(count(value))
        except NotACountError as wrong:
            raise Refusal(_("Số hồ sơ phải là số nguyên không âm."), code="not-a-count", field="new") from wrong
    if len(value) > MAX_TEXT:
        raise Refusal(_("Mục này quá dài (tối đa 20.000 ký tự)."), code="too-long", field="new")
    if value == place.value:
        raise Refusal(_("Nội dung mới giống nội dung đã nộp."), code="nothing-changed", field="new")
    return value


def _require_possible(report: Report, regime: Regime, place: Place, value: str, at: datetime) -> None:
    """Raise Refusal when the paper could not be corrected so: whoever proposes hears it, not whoever approves."""
    content = content_of(report, report.document_date, regime)
    line = AmendmentLine(0, local_date(at), place.key, place.label, place.value, value, "")
    try:
        changed = amended(content, line)
    except Refusal as refusal:
        raise Refusal(refusal.message, code=refusal.code, field="new") from refusal
    for before, after in zip(content.procedures, changed.procedures, strict=True):
        if before != after and after.in_progress_late > after.in_progress:
            raise Refusal(
                _("Số đang quá hạn không thể nhiều hơn số đang giải quyết. Hãy đính chính số kia trước."),
                code="part-larger-than-whole",
                field="new",
            )


@transaction.atomic
def approve_amendment(*, actor: Scope, report_id: int, amendment_id: int, at: datetime, base: str = "") -> Amendment:
    """Approve: a new snapshot replaces the one before, the papers carry the correction and are rendered again.

    Side effects in order: the snapshot, the report that names it, the proposal, the audit entry, a new version of the
    paper that changed, a job for each paper, the notices. ``base`` as in ``submit_report``.
    Twice is harmless. Raises Refusal for a proposal that was refused, or whose place was corrected in the meantime.
    """
    report = _locked(report_id)
    actor.require(APPROVE, report.unit_id)
    amendment = _open(report, amendment_id)
    if amendment.state == AmendmentState.APPROVED:
        return amendment
    if not report.is_submitted:
        raise Refusal(_("Báo cáo chưa nộp thì sửa thẳng trong báo cáo."), code="report-not-submitted")
    if amendment.state == AmendmentState.REFUSED:
        raise Refusal(_("Đính chính này đã có quyết định không duyệt."), code="amendment-decided")
    regime = Regime(amendment.regime)
    now = next((place.value for place in places_of(report, regime) if place.key == amendment.key), None)
    if now != amendment.old:
        raise Stale(
            _("Mục này đã được đính chính sau khi đề nghị được gửi. Hãy đề nghị trường gửi lại."),
            code="amendment-stale",
        )
    papers = {known: content_of(report, local_date(at), known) for known in papers_of(report)}
    papers[regime] = _corrected(report, papers[regime], amendment, at)
    profile = profile_for(KINDS[regime], papers[regime].document_date)
    check_text(render_html(paper_of(papers[regime], regime, draft=False), profile, for_print=True))
    snapshot = take(actor=actor, report=report, papers=papers, at=at)
    report.save(update_fields=["current_snapshot"])
    amendment.state = AmendmentState.APPROVED
    amendment.snapshot = snapshot
    _decide(amendment, actor, at)
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb=APPROVE,
        at=at,
        thing=amendment,
        label=report.receipt_code or "",
        changes={amendment.key: [amendment.old, amendment.new], "snapshot": ["", snapshot.sha256]},
    )
    issue_papers(actor=actor, report=report, papers=papers, at=at)
    for known in papers:
        request_rendering(actor=actor, report=report, at=at, regime=known, base=base)
    tell([report.unit_id], at)
    return amendment


def _corrected(report: Report, content: ReportContent, amendment: Amendment, at: datetime) -> ReportContent:
    number = report.current_snapshot.number if report.current_snapshot else 0
    line = AmendmentLine(
        number=number,
        day=local_date(at),
        key=amendment.key,
        label=amendment.label,
        old=amendment.old,
        new=amendment.new,
        reason=amendment.reason,
    )
    with translation.override("vi"):
        return amended(content, line)


@transaction.atomic
def refuse_amendment(*, actor: Scope, report_id: int, amendment_id: int, reason: str, at: datetime) -> Amendment:
    """Refuse a proposal with a reason that the school reads. Twice is harmless."""
    report = _locked(report_id)
    actor.require(APPROVE, report.unit_id)
    amendment = _open(report, amendment_id)
    if amendment.state == AmendmentState.REFUSED:
        return amendment
    if amendment.state == AmendmentState.APPROVED:
        raise Refusal(_("Đính chính này đã được duyệt."), code="amendment-decided")
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do không duyệt."), code="refusal-empty", field="refusal")
    amendment.state = AmendmentState.REFUSED
    amendment.refusal = tidy(reason)
    _decide(amendment, actor, at)
    record(
        actor=actor,
        unit_id=report.unit_id,
        verb="reports.amendment.refuse",
        at=at,
        thing=amendment,
        changes={"refusal": ["", amendment.refusal]},
    )
    tell([report.unit_id], at)
    return amendment


def _decide(amendment: Amendment, actor: Scope, at: datetime) -> None:
    amendment.decided_at = at
    amendment.decided_by_id = actor.user_id
    amendment.decided_by_label = actor.label
    amendment.save(
        update_fields=["state", "snapshot", "refusal", "decided_at", "decided_by", "decided_by_label"],
    )


def _locked(report_id: int) -> Report:
    """The report, locked: two decisions in one moment become two snapshots one after the other."""
    rows = Report.objects.select_for_update(of=("self",)).select_related(
        "round", "round__theme", "round__template", "round__state_template", "unit", "current_snapshot"
    )
    report = rows.filter(pk=report_id).first()
    if report is None:
        raise OutOfScope
    return report


def _open(report: Report, amendment_id: int) -> Amendment:
    amendment = Amendment.objects.select_for_update().filter(pk=amendment_id, report=report).first()
    if amendment is None:
        raise OutOfScope
    return amendment
