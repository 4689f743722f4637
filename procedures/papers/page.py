"""A paper in a tab of the browser, printed at once: the tree's own page with a bar that paper does not show."""

from django.http import HttpResponse
from django.template.loader import render_to_string

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.html import render_html


def print_page(document: tree.Document, profile: Profile, back: str) -> HttpResponse:
    """Answer with the paper. The writer makes the whole page; the script and the bar are put into it here.

    Without JavaScript the bar says how to print; ``?auto=1`` lets the script open the print window by itself.
    """
    html = render_html(document, profile, for_print=False)
    head = render_to_string("procedures/papers/_print_head.html")
    bar = render_to_string("procedures/papers/_print_bar.html", {"back": back})
    opening = html.index(">", html.index("<body")) + 1
    closing = html.index("</head>")
    answer = HttpResponse(html[:closing] + head + html[closing:opening] + bar + html[opening:])
    answer["Cache-Control"] = "private, no-store"
    return answer
