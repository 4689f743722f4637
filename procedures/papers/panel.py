"""The panel «Giấy tờ in» on the page of a request."""

from dataclasses import dataclass

from django.utils.http import urlencode

from procedures.papers.case import Case
from procedures.papers.permissions import DRAFT
from procedures.papers.printing import Offer, offers_of
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.queries import current_files
from schooladmin.units.scope import Scope


@dataclass(frozen=True)
class Line:
    """A line of the panel «Giấy tờ in»: the paper, how it is opened, and the PDF that was made of it last."""

    offer: Offer
    query: str
    file: RenderedFile | None


def panel(case: Case, scope: Scope) -> list[Line]:
    """The papers of a request that the person may print (two queries)."""
    pk, unit_id = case.row.pk, case.row.unit_id
    offers = [offer for offer in offers_of(case) if not offer.is_draft or scope.may(DRAFT, unit_id)]
    files = current_files(scope, [offer.key(pk) for offer in offers])
    return [
        Line(offer, urlencode({"part": offer.part}) if offer.part else "", files.get(offer.key(pk))) for offer in offers
    ]
