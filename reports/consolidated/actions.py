"""The one write of the consolidated report: the head of the office makes it final."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from reports.consolidated.content import SumsContent
from reports.consolidated.offices import ISSUE, Office, final_of, sums_now
from reports.consolidated.papers import KINDS
from reports.consolidated.rendering import document_of, page_url, request_consolidated
from reports.content import snapshot_hash
from reports.models import Consolidation
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter
from schooladmin.documents.issuing.actions import PaperFacts, issue_paper
from schooladmin.documents.issuing.queries import current_issue
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import check_text
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope


@transaction.atomic
def issue_consolidated(
    *, actor: Scope, office: Office, quarter: Quarter, with_missing: bool, at: datetime, base: str = ""
) -> Consolidation:
    """Make the paper of the office final: what it sums is frozen, and never changes afterwards.

    Side effects in order: the sums are stored, the audit entry is written, the paper is issued (code, number where its
    kind is numbered so; the version before is superseded), its PDF is asked for. When nothing changed since it was made
    final, that one is returned: twice is harmless. ``with_missing`` confirms that schools are missing.
    Raises Refusal when no school has handed in, or some have not and nobody confirmed that.
    """
    actor.require(ISSUE, office.pk)
    Unit.objects.select_for_update().get(pk=office.pk)  # two who press at once make one paper
    content = sums_now(actor, office, quarter)
    if not content.counted:
        raise Refusal(_("Chưa trường nào nộp báo cáo này nên chưa có số để cộng."), code="nothing-handed-in")
    before = final_of(actor, office, quarter)
    if before is not None and _still_holds(before, content, office, quarter):
        return before
    if content.missing and not with_missing:
        raise Refusal(
            _("Còn %(count)s trường chưa nộp. Hãy đánh dấu vào ô xác nhận nếu vẫn ban hành.")
            % {"count": len(content.missing)},
            code="schools-missing",
            field="with_missing",
        )
    document, profile = document_of(content, draft=False)
    check_text(render_html(document, profile, for_print=True))  # a letter without a font is refused while one can act
    data = content.to_json()
    final = Consolidation.objects.create(
        unit_id=office.pk,
        quarter=quarter.code,
        number=before.number + 1 if before else 1,
        replaces=before,
        data=data,
        sha256=snapshot_hash(data),
        made_at=at,
        made_by_id=actor.user_id,
        made_by_label=actor.label,
    )
    record(
        actor=actor,
        unit_id=office.pk,
        verb=ISSUE,
        at=at,
        thing=final,
        changes={
            "snapshot": [before.sha256 if before else "", final.sha256],
            "schools": f"{len(content.counted)}/{len(content.schools)}",
        },
    )
    with translation.override("vi"):  # the book is, as the papers are
        period = quarter.short_label
    issue_paper(
        actor=actor,
        unit_id=office.pk,
        paper=PaperFacts(
            kind=KINDS[content.regime],
            source_key=office.key(quarter),
            snapshot_hash=final.sha256,
            day=content.document_date,
            url=page_url(office, quarter),
            sign=office.sign,
            signature=document.signature,
            period=period,
        ),
        at=at,
    )
    actor.require_inside(office.pk)
    request_consolidated(actor=actor, office=office, quarter=quarter, final=final, at=at, base=base)
    return final


def _still_holds(before: Consolidation, content: SumsContent, office: Office, quarter: Quarter) -> bool:
    """Whether the final paper says what a new one would, and was not withdrawn."""
    issue = current_issue(office.pk, office.key(quarter))
    withdrawn = issue is not None and issue.is_withdrawn
    return not withdrawn and SumsContent.from_json(before.data).says_the_same(content)
