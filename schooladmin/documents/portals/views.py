"""A paper ready to be copied into other screens. Who may read the paper may copy it: its app asks for the right."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_safe

from schooladmin.core.errors import OutOfScope
from schooladmin.core.public import base_url
from schooladmin.documents.downloads import stored_response
from schooladmin.documents.enums import CONTENT_TYPES, FileKind
from schooladmin.documents.issuing.queries import current_issue
from schooladmin.documents.portals.queries import blocks_for, portal_paper
from schooladmin.documents.portals.registry import PortalPaper
from schooladmin.units.access import scope_from
from schooladmin.units.queries import name_on
from schooladmin.units.scope import Scope


@require_safe
@login_required
def portal_read(request: HttpRequest, key: str) -> HttpResponse:
    """Each destination with its fields in that screen's order, a button to copy each, and the files by their names."""
    scope = scope_from(request)
    paper = _paper(scope, key, base_url(request))
    context = {
        "paper": paper,
        "blocks": blocks_for(scope, paper),
        "issue": current_issue(paper.unit_id, paper.key),
        "unit_name": name_on(paper.unit_id, scope.at).name,
    }
    return render(request, "documents/portals/paper.html", context)


@require_safe
@login_required
def portal_download(request: HttpRequest, key: str, layout: str, kind: str) -> HttpResponseBase:
    """A file of the paper under the name that the destination wants."""
    scope = scope_from(request)
    for block in blocks_for(scope, _paper(scope, key, base_url(request))):
        for file in block.files:
            if (block.code, file.row.kind) == (layout, kind):
                return stored_response(file.row.path, file.name, CONTENT_TYPES[FileKind(kind)])
    raise OutOfScope


def _paper(scope: Scope, key: str, base: str) -> PortalPaper:
    with override("vi"):  # what is copied is Vietnamese, as the paper is
        return portal_paper(scope, key, base)
