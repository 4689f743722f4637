"""A paper in a tab of the browser, printed at once: the tree's own page with a bar that paper does not show."""

from django.http import HttpResponse

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.html import render_html


def print_page(document: tree.Document, profile: Profile, back: str) -> HttpResponse:
    """Answer with the paper below a bar that leads ``back``.

    Without JavaScript the bar says how to print; ``?auto=1`` lets the script open the print window by itself.
    """
    html = render_html(
        document, profile, for_print=False, template="procedures/papers/print.html", context={"back": back}
    )
    return private(html)


def private(html: str) -> HttpResponse:
    """A page with people's data: no cache keeps it."""
    answer = HttpResponse(html)
    answer["Cache-Control"] = "private, no-store"
    return answer
