"""Writes of issuing: a version and its number in one transaction, its end, and the copies that come back."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.text import tidy
from schooladmin.documents.issuing.models import BookNumber, Issue, ReturnedCopy
from schooladmin.documents.issuing.permissions import KEEP, NUMBER, VOID, WITHDRAW
from schooladmin.documents.issuing.rules import new_code
from schooladmin.documents.issuing.series import give, recount, series_on
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.offers import OFFICE
from schooladmin.documents.queries import kind_row_on
from schooladmin.documents.tree import Kind, Signature
from schooladmin.evidence.actions import store_evidence
from schooladmin.units.scope import Scope

MAKE = "documents.issue.make"


@dataclass(frozen=True)
class PaperFacts:
    """What is kept of a paper when it is issued: nothing of what it says, only a sum over it.

    ``source_key`` names the paper through all its versions, ``snapshot_hash`` (SHA-256) what this one says, ``url`` the
    page that shows it. ``sign`` is the organ's part of a number («THCS», «CB»), ``signature`` as it is printed.
    """

    kind: Kind
    source_key: str
    snapshot_hash: str
    day: date
    url: str
    sign: str
    signature: Signature | None = None
    period: str = ""


@transaction.atomic
def issue_paper(*, actor: Scope, unit_id: int, paper: PaperFacts, at: datetime) -> Issue:
    """Issue a version of a paper; called inside the action that makes the paper final, which has asked for the right.

    What said the same before keeps its version, its code and its number. Side effects in order: the version before is
    no longer current, nor are its Word and Excel files (nobody goes on writing in words that were replaced), the new
    row with a code of its own, its number where the kind is numbered by issuing, the audit entry. Raises Stale when
    another version of the paper was issued in the same moment.
    """
    actor.require_inside(unit_id)
    before = Issue.objects.select_for_update().filter(source_key=paper.source_key, is_current=True).first()
    if before is not None:
        if before.unit_id != unit_id:
            raise OutOfScope
        if before.snapshot_hash == paper.snapshot_hash and not before.is_withdrawn:
            return before
        Issue.objects.filter(pk=before.pk).update(is_current=False)
        RenderedFile.objects.filter(issue_id=before.pk, kind__in=OFFICE, is_current=True).update(is_current=False)
    signed = paper.signature
    issue = Issue(
        public_code=_unused_code(),
        unit_id=unit_id,
        kind=kind_row_on(paper.kind, paper.day),
        period=paper.period,
        source_key=paper.source_key,
        source_url=paper.url,
        version=before.version + 1 if before else 1,
        replaces=before,
        day=paper.day,
        sign=paper.sign,
        snapshot_hash=paper.snapshot_hash,
        signer_position=" ".join(filter(None, (signed.authority, signed.position))) if signed else "",
        signer_name=signed.name if signed else "",
        issued_at=at,
        issued_by_id=actor.user_id,
        issued_by_label=actor.label,
    )
    try:
        with transaction.atomic():
            issue.save(force_insert=True)
    except IntegrityError as other:
        raise Stale(
            _("Văn bản này vừa được phát hành ở nơi khác. Hãy mở lại trang để xem bản mới nhất."), code="issue-changed"
        ) from other
    rule = issue.kind.as_value()
    number = None
    if rule.automatic:
        series = series_on(unit_id, rule, paper.day, paper.sign)
        number = give(series, issue, wanted=None, is_printed=True, by=actor.label, at=at)
    record(
        actor=actor,
        unit_id=unit_id,
        verb=MAKE,
        at=at,
        thing=issue,
        changes={
            "source": paper.source_key,
            "version": issue.version,
            "number": str(number) if number else "",
            "snapshot": paper.snapshot_hash,
        },
    )
    return issue


def _unused_code() -> str:
    while True:
        code = new_code(secrets.choice)
        if not Issue._base_manager.filter(public_code=code).exists():  # of every unit, past the walls
            return code


def publish_issue(*, issue_id: int, unit_id: int, sha256: str, pages: int, at: datetime) -> None:
    """Note the file of a version; made again it is the newer one that people are given, the older is known as well."""
    rows = Issue.objects.filter(pk=issue_id, unit_id=unit_id)
    if not rows.update(file_sha256=sha256, pages=pages, published_at=at):
        raise OutOfScope


def is_issue_current(*, issue_id: int, unit_id: int) -> bool:
    """Whether no later version has replaced this one; called in a transaction, and true until its end."""
    row = Issue.objects.select_for_update().filter(pk=issue_id, unit_id=unit_id).first()
    if row is None:
        raise OutOfScope
    return row.is_current


@transaction.atomic
def give_number(*, actor: Scope, issue_id: int, number: int | None, at: datetime) -> BookNumber:
    """Enter a paper in the book: under the next number, or (``number``) under the one that a book on paper says.

    Such a number is not on the printed sheet. A version that was replaced can have one from the book on paper, since
    it was sent under it, and no next one. Raises Refusal when the paper has a number already, was withdrawn or
    replaced, is of a kind without numbers, the number is taken, or no term is open whose numbers it could have.
    """
    issue = _locked(issue_id)
    actor.require(NUMBER, issue.unit_id)
    if issue.is_withdrawn:
        raise Refusal(_("Văn bản này đã thu hồi nên không cấp số."), code="issue-withdrawn", field="number")
    if issue.number is not None:
        raise Refusal(
            _("Văn bản này đã có số %(number)s. Số sai thì hủy số đó trước, ghi rõ lý do.") % {"number": issue.number},
            code="issue-has-number",
            field="number",
        )
    if number is None and not issue.is_current:
        raise Refusal(
            _("Bản này đã được bản sau thay nên không lấy số mới. Bản in đã có số trong sổ giấy thì gõ số đó."),
            code="issue-replaced",
            field="number",
        )
    series = series_on(issue.unit_id, issue.kind.as_value(), issue.day, issue.sign)
    given = give(series, issue, wanted=number, is_printed=False, by=actor.label, at=at)
    record(
        actor=actor,
        unit_id=issue.unit_id,
        verb=NUMBER,
        at=at,
        thing=issue,
        changes={"number": ["", str(given)], "by_hand": given.is_by_hand},
    )
    actor.require_inside(issue.unit_id)
    return given


@transaction.atomic
def void_number(*, actor: Scope, issue_id: int, reason: str, at: datetime) -> BookNumber:
    """Void the number of a paper. It stays in the book with the reason and is never given again.

    Raises Refusal for a number that the paper itself shows: that paper is withdrawn as a whole.
    """
    issue = _locked(issue_id)
    actor.require(VOID, issue.unit_id)
    number = issue.number
    if number is None:
        raise Stale(_("Văn bản này không còn số nào để hủy."), code="issue-without-number")
    if number.is_printed:
        raise Refusal(
            _("Số %(number)s in trên văn bản nên không hủy riêng được: hãy thu hồi văn bản, số vẫn ở lại trong sổ.")
            % {"number": number},
            code="number-printed",
            field="void_reason",
        )
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do hủy số."), code="void-empty", field="void_reason")
    number.voided_at, number.voided_by_label, number.void_reason = at, actor.label, tidy(reason)
    number.save(update_fields=["voided_at", "voided_by_label", "void_reason"])
    recount(number.series_id)
    record(
        actor=actor,
        unit_id=issue.unit_id,
        verb=VOID,
        at=at,
        thing=issue,
        changes={"number": [str(number), ""], "reason": ["", number.void_reason]},
    )
    actor.require_inside(issue.unit_id)
    return number


@transaction.atomic
def withdraw_issue(*, actor: Scope, issue_id: int, reason: str, at: datetime) -> Issue:
    """Withdraw a version: the public page says so, with the reason. Its number stays in the book.

    Twice is harmless. Raises Refusal without a reason, or for a version that a later one has replaced.
    """
    issue = _locked(issue_id)
    actor.require(WITHDRAW, issue.unit_id)
    if issue.is_withdrawn:
        return issue
    if not issue.is_current:
        raise Refusal(
            _("Bản này đã được bản sau thay nên không cần thu hồi."), code="issue-replaced", field="withdrawn_reason"
        )
    if not tidy(reason):
        raise Refusal(_("Hãy ghi lý do thu hồi."), code="withdrawal-empty", field="withdrawn_reason")
    issue.withdrawn_at, issue.withdrawn_by_label, issue.withdrawn_reason = at, actor.label, tidy(reason)
    issue.save(update_fields=["withdrawn_at", "withdrawn_by_label", "withdrawn_reason"])
    record(
        actor=actor,
        unit_id=issue.unit_id,
        verb=WITHDRAW,
        at=at,
        thing=issue,
        changes={"reason": ["", issue.withdrawn_reason]},
    )
    actor.require_inside(issue.unit_id)
    return issue


@transaction.atomic
def keep_copy(*, actor: Scope, issue_id: int, upload: File[Any], title: str, at: datetime) -> ReturnedCopy:
    """Keep a photograph of the stamped sheet as evidence beside its version. The same file twice is one copy.

    Raises Refusal (field ``upload``) for files that are too large, dangerous or not what their name says.
    """
    issue = _locked(issue_id)
    actor.require(KEEP, issue.unit_id)
    evidence = store_evidence(actor=actor, unit_id=issue.unit_id, upload=upload, title=title, at=at)
    known = ReturnedCopy.objects.filter(issue=issue, evidence=evidence).first()
    if known is not None:
        return known
    copy = ReturnedCopy.objects.create(
        unit_id=issue.unit_id,
        issue=issue,
        evidence=evidence,
        was_replaced=not issue.is_current,
        kept_at=at,
        kept_by_label=actor.label,
    )
    record(
        actor=actor,
        unit_id=issue.unit_id,
        verb=KEEP,
        at=at,
        thing=issue,
        changes={"sha256": ["", evidence.sha256], "replaced": copy.was_replaced},
    )
    actor.require_inside(issue.unit_id)
    return copy


def _locked(issue_id: int) -> Issue:
    rows: QuerySet[Issue] = Issue.objects.select_for_update(of=("self",)).select_related("kind")
    issue = rows.prefetch_related("numbers__series").filter(pk=issue_id).first()
    if issue is None:
        raise OutOfScope
    return issue
