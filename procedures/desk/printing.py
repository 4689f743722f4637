"""The same paper of many requests as one page for the printer, each on its own sheet."""

import re
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from procedures.papers.addresses import base_url
from procedures.papers.case import case_of
from procedures.papers.kinds import PaperKind
from procedures.papers.printing import document_of, pick
from procedures.queries.requests import any_request
from procedures.rules.transitions import READ
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.documents.writers.html import render_html
from schooladmin.units.scope import Scope

# What can be chosen in the list, and the paper that it prints.
PRINTABLE = {"print_receipt": PaperKind.RECEIPT, "print_control": PaperKind.CONTROL}
_SHEET = re.compile(r'<main class="paper">(.*)</main>', re.DOTALL)


def print_many(request: HttpRequest, scope: Scope, action: str, request_ids: Sequence[int]) -> HttpResponse:
    """Answer with the papers of the requests that the actor may read, in the order of the list.

    Papers of one page share a sheet size and a format profile: those of another one, and requests without the paper,
    are named in the bar. Raises Refusal when nothing is left to print.
    """
    rows = any_request().filter(unit__in=scope.units_for(READ)).in_bulk(request_ids)
    sheets: list[str] = []
    left_out: list[str] = []
    shell = ""
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
        html = render_html(document, profile, for_print=False)
        found = _SHEET.search(html)
        assert found is not None
        if not sheets:
            shell = html
        elif _frame(html) != _frame(shell):
            left_out.append(_("%(code)s (mẫu cũ, hãy in riêng)") % {"code": row.code})
            continue
        sheets.append(found.group(1))
    if not sheets:
        raise Refusal(_("Không có giấy nào để in: %(list)s.") % {"list": "; ".join(left_out)}, code="nothing-to-print")
    papers = "".join(f'<section class="paper">{sheet}</section>' for sheet in sheets)
    head = render_to_string("procedures/papers/_print_head.html") + render_to_string("procedures/desk/_print_head.html")
    bar = render_to_string(
        "procedures/desk/_print_bar.html",
        {"back": reverse("procedures.request.list"), "count": len(sheets), "left_out": left_out},
    )
    page = _SHEET.sub(lambda _match: f"<main>{papers}</main>", shell, count=1)
    opening = page.index(">", page.index("<body")) + 1
    closing = page.index("</head>")
    answer = HttpResponse(page[:closing] + head + page[closing:opening] + bar + page[opening:])
    answer["Cache-Control"] = "private, no-store"
    return answer


def _frame(html: str) -> list[str]:
    """The style sheets and the classes of the body: what two papers must share to lie on one page."""
    return re.findall(r'<(?:link rel="stylesheet"|body)[^>]*>', html)
