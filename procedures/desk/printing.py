"""The same paper of many requests as one page for the printer, each on its own sheet."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.papers.case import case_of
from procedures.papers.kinds import PaperKind
from procedures.papers.printing import document_of, pick
from procedures.queries.requests import any_request
from procedures.rules.transitions import READ
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.public import base_url
from schooladmin.documents.page import private
from schooladmin.documents.writers.html import PageView, page_view, render_sheets
from schooladmin.units.scope import Scope

# What can be chosen in the list, and the paper that it prints.
PRINTABLE = {"print_receipt": PaperKind.RECEIPT, "print_control": PaperKind.CONTROL}


def print_many(request: HttpRequest, scope: Scope, action: str, request_ids: Sequence[int]) -> HttpResponse:
    """Answer with the papers of the requests that the actor may read, in the order of the list.

    Papers of one page share a sheet size and a format profile: those of another one, and requests without the paper,
    are named in the bar. Raises Refusal when nothing is left to print.
    """
    rows = any_request().filter(unit__in=scope.units_for(READ)).in_bulk(request_ids)
    pages: list[PageView] = []
    left_out: list[str] = []
    for request_id in request_ids:
        row = rows.get(request_id)
        if row is None:
            left_out.append(_("một hồ sơ ngoài phạm vi của thầy, cô"))
            continue
        try:
            case = case_of(row, scope.at)
            document, profile = document_of(case, pick(case, PRINTABLE[action]), base_url(request))
        except (OutOfScope, Refusal):
            left_out.append(_("%(code)s (không có giấy này)") % {"code": row.code})
            continue
        page = page_view(document, profile, for_print=False)
        if pages and page.frame != pages[0].frame:
            left_out.append(_("%(code)s (mẫu cũ, hãy in riêng)") % {"code": row.code})
            continue
        pages.append(page)
    if not pages:
        raise Refusal(_("Không có giấy nào để in: %(list)s.") % {"list": "; ".join(left_out)}, code="nothing-to-print")
    bar = {"back": reverse("procedures.request.list"), "count": len(pages), "left_out": left_out}
    return private(render_sheets(pages, "procedures/desk/print.html", bar))
