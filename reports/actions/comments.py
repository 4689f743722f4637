"""Questions about one figure or one field of a report that is being written, and their answers."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from reports.actions.workspace import locked_draft
from reports.gather import gather
from reports.models import Comment, Report
from reports.writing import LIMITATIONS
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc
from schooladmin.units.scope import Scope

WRITE = "reports.comment.write"
MOST = 2_000  # characters


@transaction.atomic
def comment(*, actor: Scope, report_id: int, anchor: str, text: str, mutation_id: UUID, at: datetime) -> Comment:
    """Ask about a figure (``anchor`` is its key) or a field. Sent twice it is one comment."""
    report = locked_draft(actor=actor, report_id=report_id, verb=WRITE)
    known = Comment.objects.filter(mutation_id=mutation_id, unit_id=report.unit_id).first()
    if known is not None:
        return known
    content = gather(report, local_date(at))
    anchors = {LIMITATIONS, *(field.key for field in content.fields), *(line.key for line in content.figures)}
    if anchor not in anchors:
        raise Refusal(_("Báo cáo không có mục hay số liệu này. Hãy tải lại trang."), code="anchor-unknown")
    try:
        with transaction.atomic():
            row = Comment.objects.create(
                unit_id=report.unit_id,
                report=report,
                anchor=anchor,
                text=_words(text),
                mutation_id=mutation_id,
                written_at=at,
                written_by_label=actor.label,
            )
    except IntegrityError:  # the same form, twice in one moment
        return Comment.objects.get(mutation_id=mutation_id, unit_id=report.unit_id)
    _tell(actor, report, anchor, row.text, at)
    return row


@transaction.atomic
def answer(*, actor: Scope, report_id: int, comment_id: int, text: str, at: datetime) -> Comment:
    """Answer a comment; a later answer takes the place of an earlier one."""
    report, row = _locked(actor, report_id, comment_id)
    row.answer, row.answered_at, row.answered_by_label = _words(text), at, actor.label
    row.save(update_fields=["answer", "answered_at", "answered_by_label"])
    _tell(actor, report, row.anchor, row.answer, at)
    return row


@transaction.atomic
def resolve(*, actor: Scope, report_id: int, comment_id: int, at: datetime) -> Comment:
    """Close a comment. Twice is harmless."""
    report, row = _locked(actor, report_id, comment_id)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by_label = at, actor.label
        row.save(update_fields=["resolved_at", "resolved_by_label"])
        _tell(actor, report, row.anchor, _("đã xong"), at)
    return row


def _locked(actor: Scope, report_id: int, comment_id: int) -> tuple[Report, Comment]:
    report = locked_draft(actor=actor, report_id=report_id, verb=WRITE)
    row = Comment.objects.select_for_update().filter(report=report, unit_id=report.unit_id, pk=comment_id).first()
    if row is None:
        raise OutOfScope
    return report, row


def _words(text: str) -> str:
    words = nfc(text).strip()
    if not words:
        raise Refusal(_("Hãy viết điều cần trao đổi."), code="empty", field="text")
    if len(words) > MOST:
        raise Refusal(_("Ý kiến quá dài (tối đa 2.000 ký tự)."), code="too-long", field="text")
    return words


def _tell(actor: Scope, report: Report, anchor: str, words: str, at: datetime) -> None:
    record(actor=actor, unit_id=report.unit_id, verb=WRITE, at=at, thing=report, changes={anchor: ["", words]})
    actor.require_inside(report.unit_id)
