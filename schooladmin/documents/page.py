"""A paper in a tab of the browser, printed at once: the tree's own page with a bar that paper does not show."""

from collections.abc import Sequence

from django.http import HttpResponse

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.html import page_view, render_html, render_sheets


def print_page(document: tree.Document, profile: Profile, back: str) -> HttpResponse:
    """Answer with the paper below a bar that leads ``back``.

    Without JavaScript the bar says how to print; ``?auto=1`` lets the script open the print window by itself.
    """
    html = render_html(document, profile, for_print=False, template="documents/print.html", context={"back": back})
    return private(html)


def print_pages(papers: Sequence[tuple[tree.Document, Profile]], back: str) -> HttpResponse:
    """Answer with papers of one kind and form as one page, each on its own sheet, below a bar that leads ``back``."""
    pages = [page_view(document, profile, for_print=False) for document, profile in papers]
    return private(render_sheets(pages, "documents/print_many.html", {"back": back}))


def private(html: str) -> HttpResponse:
    """A page with people's data: no cache keeps it."""
    answer = HttpResponse(html)
    answer["Cache-Control"] = "private, no-store"
    return answer
