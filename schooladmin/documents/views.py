"""The figures of a form as a style sheet: the only address of this app. It tells nothing of any person or unit."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from schooladmin.documents.queries import profile_by_code
from schooladmin.documents.tree import PaperSize
from schooladmin.documents.writers.css import browser_css

_DAY = 24 * 60 * 60


@require_safe
def profile_style(request: HttpRequest, code: str, paper: str) -> HttpResponse:
    """Margins, lines and page numbers of a form on a sheet, for a paper shown in or printed from the browser."""
    profile = profile_by_code(code)
    sheet = next((size for size in PaperSize if size == paper), None)
    if profile is None or sheet is None:
        raise Http404
    answer = HttpResponse(browser_css(profile, sheet), content_type="text/css; charset=utf-8")
    answer["Cache-Control"] = f"public, max-age={_DAY}"
    return answer
