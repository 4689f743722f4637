"""The panel «Giấy tờ in» on the page of a request."""

from dataclasses import dataclass

from django.utils.http import urlencode

from procedures.papers.case import Case
from procedures.papers.issuing import is_letter
from procedures.papers.permissions import DRAFT
from procedures.papers.printing import Offer, offers_of
from schooladmin.documents.issuing.sums import current_issues
from schooladmin.documents.models import Issue, RenderedFile
from schooladmin.documents.offers import office_files
from schooladmin.documents.queries import current_files
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Line:
    """A line of the panel «Giấy tờ in»: the paper, how it is opened, and the PDF that was made of it last."""

    offer: Offer
    query: str
    file: RenderedFile | None
    office: list[RenderedFile]  # Word and Excel
    issue: Issue | None = None  # the version of a final letter that speaks now


def panel(case: Case, scope: Scope) -> list[Line]:
    """The papers of a request that the person may print (five queries)."""
    pk, unit_id = case.row.pk, case.row.unit_id
    offers = [offer for offer in offers_of(case) if not offer.is_draft or scope.may(DRAFT, unit_id)]
    keys = [offer.key(pk) for offer in offers]
    files, office = current_files(scope, keys), office_files(scope, keys)
    issues = current_issues(unit_id, [offer.key(pk) for offer in offers if is_letter(offer)])
    return [
        Line(
            offer,
            urlencode({"part": offer.part}) if offer.part else "",
            files.get(key),
            office.get(key, []),
            issues.get(key),
        )
        for offer, key in zip(offers, keys, strict=True)
    ]
