"""The part that many papers share is laid out and painted once, and its pages are then played again.

The theoretical part of a quarter's outline is the same for every school; only the head above it and the mark in the
margin differ. ``laid_out`` sets what is the paper's own (head, page break, the rest), finds the pages of the shared
part for a head of that height, puts the head above them, and counts the pages on. The pages look as if the paper had
been set in one piece, and so does their structure for screen readers.

This leans on insides of WeasyPrint that it does not promise to keep: with any other version, and for any paper that
is not shaped like this, the paper is set in one piece.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.css import FIRST_PAGE, bottom_with_mark, first_page_css
from schooladmin.documents.writers.html import render_own_part, render_shared_part
from schooladmin.documents.writers.pdf import engine, pages
from schooladmin.documents.writers.pdf.gates import check_text
from schooladmin.documents.writers.pdf.pages import Painted

HEAD_END = "head-end"
_KEPT = 4  # shared parts, by text and height of the head: a megabyte for each page
_LENGTHS = 64
_ALL_PAGES = "{pages}"


@dataclass(frozen=True)
class _Shared:
    """The pages of a shared part below a head of one height, and what painting them left."""

    pages: list[Any]
    painted: list[Painted | None]  # all but the first page, which every paper shares with its own head
    first: dict[int, Painted | None]  # what is below the head there, by the number of tags in the head


_kept: OrderedDict[Any, _Shared] = OrderedDict()
_lengths: dict[Any, int] = {}  # pages that a shared part took last, whatever the height of the head


def forget() -> None:
    """Drop everything that is kept."""
    _kept.clear()
    _lengths.clear()


def fits(document: tree.Document, profile: Profile) -> bool:
    """Whether the paper has a shared part that ends with its page, and does not say how many pages there are."""
    if not 0 < document.shared < len(document.blocks) or not pages.insides_are_known():
        return False
    after = document.blocks[document.shared]
    form = profile.for_paper(document.paper)
    if document.mark and bottom_with_mark(profile, document.paper) > form.margins.bottom:
        return False  # the shared part is laid out without a mark, on pages that make no room for one
    return isinstance(after, tree.Heading) and after.new_page and _ALL_PAGES not in form.page_number.pattern


def own_html(document: tree.Document, profile: Profile) -> str:
    """The page with what is this paper's own."""
    return render_own_part(document, profile, HEAD_END)


def laid_out(document: tree.Document, profile: Profile, html: str) -> Any:
    """The whole paper, its shared pages ready painted. Raises DoesNotFitError. ``html`` is ``own_html``.

    How many pages the shared part takes depends on the height of the head, which is known when the own part is set:
    its pages are counted on from the number last seen, and set again in the rare case that it was another.
    """
    sheets = engine.sheets_for(document, profile, marked=FIRST_PAGE)
    text = (document.blocks[: document.shared], document.lang, document.paper, document.watermark, repr(profile))
    guess = _lengths.get(text, 1)
    own = engine.laid_out(html, (*sheets, first_page_css(guess)))
    height = pages.height_above(own.pages[0], HEAD_END)
    shared = _shared_part((text, height), document, profile, height)
    length = len(shared.pages)
    if length != guess:
        own = engine.laid_out(html, (*sheets, first_page_css(length)))
        if len(_lengths) >= _LENGTHS:
            _lengths.clear()
        _lengths[text] = length
    marks = pages.marks_of(own.pages[0])
    return own.copy(
        [
            pages.joined(own.pages[0], shared.pages[0], HEAD_END, shared.first),
            *(pages.played(*pair, marks) for pair in zip(shared.pages[1:], shared.painted, strict=True)),
            *pages.marked(own.pages[1:], marks),
        ]
    )


def _shared_part(key: Any, document: tree.Document, profile: Profile, height: float) -> _Shared:
    kept = _kept.get(key)
    if kept is None:
        html = render_shared_part(document, profile, HEAD_END)
        check_text(html)
        room = f".{HEAD_END} {{ height: {height!r}px }}\n"
        laid = engine.laid_out(html, (*engine.sheets_for(replace(document, mark=None), profile), room)).pages
        kept = _kept[key] = _Shared(laid, [pages.painted(page) for page in laid[1:]], {})
    _kept.move_to_end(key)
    while len(_kept) > _KEPT:
        _kept.popitem(last=False)
    return kept
