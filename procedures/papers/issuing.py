"""The letters of the counter as issued versions: each has its own code; its number is given in the book."""

from datetime import datetime

from django.urls import reverse

from procedures.papers.case import Case, issuer_on
from procedures.papers.kinds import PaperKind
from procedures.papers.printing import Offer, document_of
from schooladmin.documents.issuing.actions import PaperFacts, issue_paper
from schooladmin.documents.issuing.sums import issue_saying, sum_of
from schooladmin.documents.kinds import sign_of
from schooladmin.documents.models import Issue
from schooladmin.documents.tree import Document, Kind
from schooladmin.units.scope import Scope

LETTERS = (PaperKind.REFUSAL, PaperKind.APOLOGY, PaperKind.STOP)


def is_letter(offer: Offer) -> bool:
    """Whether the paper leaves the house signed: a letter that is final."""
    return offer.kind in LETTERS and not offer.is_draft


def issue_letter_of(*, actor: Scope, case: Case, offer: Offer, at: datetime) -> Issue:
    """Issue a final letter as it is archived. The caller has asked for the right, in its own transaction.

    Archived again with the same words it keeps its version; withdrawn, or with others, it is the next one.
    """
    document, _profile = document_of(case, offer, "")
    row = case.row
    return issue_paper(
        actor=actor,
        unit_id=row.unit_id,
        paper=PaperFacts(
            kind=Kind(offer.kind),
            source_key=offer.key(row.pk),
            snapshot_hash=sum_of(document),
            day=offer.day,
            url=reverse("procedures.request.read", args=[row.pk]),
            sign=sign_of(issuer_on(row.unit_id, offer.day).code),
            signature=document.signature,
        ),
        at=at,
    )


def issue_shown(case: Case, offer: Offer, document: Document) -> Issue | None:
    """The version whose code the letter carries; none for other papers, drafts, and what was never archived."""
    return issue_saying(case.row.unit_id, offer.key(case.row.pk), document) if is_letter(offer) else None
