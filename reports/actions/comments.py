"""Questions about one figure, one field or one paragraph of a report that is being written, and their answers."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from reports.actions.workspace import locked_draft
from reports.gather import gather
from reports.models import Comment, Report
from reports.queries.writing import offers_for, writing_of
from reports.questions import items_by_field
from reports.rules.chips import by_key, render
from reports.talk import digest, paragraphs_in, part_anchor
from reports.writing import LIMITATIONS
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import local_date
from schooladmin.core.text import nfc
from schooladmin.notices.actions import notify, withdraw
from schooladmin.notices.enums import Level
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.models import Unit
from schooladmin.units.permissions import right_for
from schooladmin.units.queries import members_on, name_on
from schooladmin.units.scope import Scope

WRITE = "reports.comment.write"
MOST = 2_000  # characters
_SAID = {
    "asked": gettext_noop("%(who)s có ý kiến về báo cáo %(quarter)s của %(unit)s."),
    "answered": gettext_noop("%(who)s trả lời một ý kiến về báo cáo %(quarter)s của %(unit)s."),
    "closed": gettext_noop("%(who)s đã đóng một ý kiến về báo cáo %(quarter)s của %(unit)s."),
    "reopened": gettext_noop("%(who)s mở lại một ý kiến về báo cáo %(quarter)s của %(unit)s."),
}


@transaction.atomic
def comment(
    *, actor: Scope, report_id: int, anchor: str, text: str, mutation_id: UUID, at: datetime, about: str = ""
) -> Comment:
    """Ask about a figure (``anchor`` is its key), a field or a paragraph (``part_anchor``). Sent twice it is one.

    Of a part with several paragraphs ``about`` says which (``talk.digest``); the comment keeps its words. Raises
    Refusal when what it is about is no longer there.
    """
    report = locked_draft(actor=actor, report_id=report_id, verb=WRITE)
    known = Comment.objects.filter(mutation_id=mutation_id, unit_id=report.unit_id).first()
    if known is not None:
        return known
    words = _words(text)
    source, read = _place(report, anchor, about, at)
    try:
        with transaction.atomic():
            row = Comment.objects.create(
                unit_id=report.unit_id,
                report=report,
                anchor=anchor,
                about=read,
                source=source,
                text=words,
                mutation_id=mutation_id,
                written_at=at,
                written_by_id=actor.person_id,
                written_by_label=actor.label,
            )
    except IntegrityError:  # the same form, twice in one moment
        return Comment.objects.get(mutation_id=mutation_id, unit_id=report.unit_id)
    _tell(actor, report, row, "asked", row.text, at)
    return row


def _place(report: Report, anchor: str, about: str, at: datetime) -> tuple[str, str]:
    """The paragraph that is meant, as it is stored and as it is read; nothing for a figure or a field."""
    content = gather(report, local_date(at))
    if anchor in {LIMITATIONS, *(field.key for field in content.fields), *(line.key for line in content.figures)}:
        return "", ""
    found = items_by_field(content, writing_of(report), offers_for(report))
    part = next((item for items in found.values() for item in items if part_anchor(item) == anchor), None)
    if part is None:
        raise Refusal(_("Báo cáo không có mục hay số liệu này. Hãy tải lại trang."), code="anchor-unknown")
    there = paragraphs_in(part)
    source = next((one for one in there if digest(one) == about), "")
    if not source:
        raise Refusal(
            _("Đoạn này vừa được sửa. Hãy đọc lại đoạn rồi gửi ý kiến; chữ thầy, cô viết vẫn còn ở dưới."),
            code="paragraph-changed",
            field="text",
        )
    return source, render(source, by_key(content.figures))


@transaction.atomic
def answer(*, actor: Scope, report_id: int, comment_id: int, text: str, at: datetime) -> Comment:
    """Answer a comment; a later answer takes the place of an earlier one."""
    report, row = _locked(actor, report_id, comment_id)
    row.answer, row.answered_at, row.answered_by_label = _words(text), at, actor.label
    row.save(update_fields=["answer", "answered_at", "answered_by_label"])
    _tell(actor, report, row, "answered", row.answer, at)
    return row


@transaction.atomic
def resolve(*, actor: Scope, report_id: int, comment_id: int, at: datetime) -> Comment:
    """Close a comment. Twice is harmless."""
    report, row = _locked(actor, report_id, comment_id)
    if row.resolved_at is None:
        row.resolved_at, row.resolved_by_label = at, actor.label
        row.save(update_fields=["resolved_at", "resolved_by_label"])
        _tell(actor, report, row, "closed", _("đã xong"), at)
    return row


@transaction.atomic
def reopen(*, actor: Scope, report_id: int, comment_id: int, at: datetime) -> Comment:
    """A comment that was closed is not settled after all. Twice is harmless."""
    report, row = _locked(actor, report_id, comment_id)
    if row.resolved_at is not None:
        row.resolved_at, row.resolved_by_label = None, ""
        row.save(update_fields=["resolved_at", "resolved_by_label"])
        _tell(actor, report, row, "reopened", _("mở lại"), at)
    return row


def settle_comments(*, actor: Scope, report: Report, at: datetime) -> None:
    """The report was submitted: nobody can answer any more, so nobody is told any more."""
    withdraw(actor=actor, unit_id=report.unit_id, key_prefix=_matter(report), at=at)


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


def _matter(report: Report) -> str:
    return f"report-comment:{report.pk}"


def _tell(actor: Scope, report: Report, row: Comment, what: str, words: str, at: datetime) -> None:
    """Into the trail, and to the other side; what the comment was told of before is settled by it."""
    record(actor=actor, unit_id=report.unit_id, verb=WRITE, at=at, thing=report, changes={row.anchor: ["", words]})
    key = f"{_matter(report)}:{row.pk}"
    withdraw(actor=actor, unit_id=report.unit_id, key_prefix=key, at=at)
    notify(
        actor=actor,
        unit_id=report.unit_id,
        person_ids=sorted(_listeners(report, at) - {actor.person_id or 0}),
        key=f"{key}:{what}",
        kind=WRITE,
        text=Words(
            _SAID[what],
            {
                "who": actor.label,
                "quarter": Bilingual(report.period.label, f"Q{report.period.number}/{report.period.year}"),
                "unit": name_on(report.unit_id, local_date(at)).name,
            },
        ),
        url=f"{reverse('reports.report.read', args=[report.pk])}#comment-{row.pk}",
        level=Level.INFO,
        at=at,
    )
    actor.require_inside(report.unit_id)


def _listeners(report: Report, at: datetime) -> set[int]:
    """Who writes the report, and whoever has asked something in it: the supervising office, the clerk."""
    members = members_on(Unit.objects.filter(pk=report.unit_id), local_date(at))
    writers = members.filter(role__in=right_for("reports.report.edit").own, person__user__is_active=True)
    asked = Comment.objects.filter(report=report, unit_id=report.unit_id, written_by__user__is_active=True)
    return set(writers.values_list("person_id", flat=True)) | set(
        asked.order_by().values_list("written_by_id", flat=True)
    )
