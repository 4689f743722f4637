"""The content tree as HTML: one page for the PDF engine, for the browser's preview and for the browser's own printer.

The tree is first turned into plain values (``PageView``), so that the templates neither query nor decide.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile, Style
from schooladmin.documents.qr import QR_SCHEME, qr_svg
from schooladmin.documents.tree import PaperSize
from schooladmin.documents.writers.blocks import BlockView, block_views, long_word_class, qr_view
from schooladmin.documents.writers.css import MARK_SIZE, form_sheet_url

PAGE = "documents/page.html"
SHARED_PART = "documents/shared.html"
# What comes with text copied from web pages and Word: signs that nobody sees and the fonts may lack, Word's hyphen.
COPIED = {**dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x00AD)), 0x2011: "-", 0x2028: " ", 0x2029: " "}


# The end of a name or a title that stays on one line; a longer one may be torn.
_LONGEST_END = 24


@dataclass(frozen=True)
class Line:
    """A line with the classes that set it. Where it is too long, its last two words go down together (``end``)."""

    text: str
    classes: str

    @property
    def beginning(self) -> str:
        """What stands before ``end``, with the space between them."""
        return self.text.removesuffix(self.end)

    @property
    def end(self) -> str:
        """The last two words of three or more; empty where they are no use to keep together."""
        words = self.text.rsplit(" ", 2)
        end = " ".join(words[1:])
        return end if len(words) > 2 and len(end) <= _LONGEST_END else ""


@dataclass(frozen=True)
class SignerView:
    lines: tuple[Line, ...]
    hint: Line
    name: Line


@dataclass(frozen=True)
class MarkView:
    """The code in the lower margin of every page: a picture for the browser, an address for the PDF engine."""

    caption: str
    text: str
    address: str
    picture: SafeString


@dataclass(frozen=True)
class PageView:
    """Everything that the page template prints, in the order of the paper."""

    lang: str
    title: str
    author: str
    keywords: str
    body_class: str
    for_print: bool
    form_sheet: str
    watermark: str
    form_mark: Line
    left: tuple[Line, ...]
    right: tuple[Line, ...]
    place: Line | None
    type_name: tuple[Line, ...]
    abstract: tuple[Line, ...]
    title_classes: str
    title_tail: str
    theme: Line
    qr: BlockView | None
    blocks: tuple[BlockView, ...]
    closing: tuple[BlockView, ...]
    closing_classes: str
    signers: tuple[SignerView, ...]
    is_signed_by_several: bool
    recipients_label: Line
    recipients: Line
    recipient_lines: tuple[str, ...]
    foot: tuple[Line, ...]
    mark: MarkView | None = None
    head_end: str = ""

    @property
    def frame(self) -> tuple[str, str]:
        """What two papers must share to lie on one page: the classes of the body and the sheet of the form."""
        return self.body_class, self.form_sheet


def render_html(
    document: tree.Document,
    profile: Profile,
    *,
    for_print: bool,
    template: str = PAGE,
    context: Mapping[str, Any] | None = None,
) -> str:
    """Return the document as a whole HTML page.

    A ``template`` that extends ``PAGE`` may fill its blocks ``head`` and ``bar`` (before the paper, outside of it) with
    what ``context`` brings.

    ``for_print``: for the PDF writer, without style sheets, which it adds ready parsed. Otherwise for a tab or a frame
    of the browser, with external style sheets only (strict CSP); printed from there (Ctrl+P) it comes out on the
    document's own sheet with the profile's margins, like the PDF.
    """
    page = page_view(document, profile, for_print=for_print)
    return _rendered(template, {**(context or {}), "page": page})


def render_own_part(document: tree.Document, profile: Profile, head_end: str) -> str:
    """The page for the PDF engine without its shared part; an empty box of class ``head_end`` ends the head."""
    own = replace(document, blocks=document.blocks[document.shared :], shared=0)
    return _rendered(PAGE, {"page": replace(page_view(own, profile, for_print=True), head_end=head_end)})


def render_shared_part(document: tree.Document, profile: Profile, head_end: str) -> str:
    """The shared part alone for the PDF engine, below an empty box of class ``head_end`` in place of the head."""
    part = replace(document, blocks=document.blocks[: document.shared], shared=0, mark=None)
    page = page_view(part, profile, for_print=True)
    page = replace(page, blocks=(*page.blocks, *page.closing), head_end=head_end)
    return _rendered(SHARED_PART, {"page": page})


def render_sheets(pages: Sequence[PageView], template: str, context: Mapping[str, Any]) -> str:
    """Return papers of one ``frame`` as one page: ``template`` fills its block ``sheets`` from ``pages``."""
    return _rendered(template, {**context, "page": pages[0], "pages": pages})


def _rendered(template: str, context: Mapping[str, Any]) -> str:
    return render_to_string(template, dict(context)).translate(COPIED)


def page_view(document: tree.Document, profile: Profile, *, for_print: bool) -> PageView:
    """Turn the tree into what the template prints."""
    form = profile.for_paper(document.paper)
    head = document.head
    blocks = tuple(block_views(document.blocks, form))
    kept = _last_together(blocks)
    recipients = document.recipients.lines if document.recipients else ()
    return PageView(
        lang=document.lang,
        title=document.title,
        author=document.author,
        keywords=", ".join(document.keywords),
        body_class=_body_class(document, form),
        for_print=for_print,
        form_sheet="" if for_print else form_sheet_url(profile, document.paper),
        watermark=document.watermark,
        form_mark=_line(document.form_mark, form.form_mark),
        left=tuple(_left_head(head, form)),
        right=tuple(_right_head(form)),
        place=_line(form.date_line(head.place, head.day), form.place) if head.place else None,
        type_name=tuple(_line(text, form.type_name) for text in document.type_name.splitlines()),
        abstract=tuple(_line(text, form.abstract) for text in document.abstract),
        title_classes="title-ruled" if form.title_rule and not document.qr else "",
        title_tail=form.title_tail,
        theme=_line(quoted(document.theme), form.theme),
        qr=qr_view(document.qr, form, "qr-head") if document.qr else None,
        blocks=blocks[: len(blocks) - kept],
        closing=blocks[len(blocks) - kept :],
        closing_classes="closing" if kept else "closing closing-alone",
        signers=tuple(_signer(signer, form) for signer in document.signers),
        is_signed_by_several=len(document.signers) > 1,
        recipients_label=_line("Nơi nhận:", form.recipients_label),
        recipients=_line("", form.recipients),
        recipient_lines=recipients,
        foot=tuple(_line(text, form.note) for text in document.foot),
        mark=_mark(document.mark, for_print=for_print) if document.mark else None,
    )


def _mark(mark: tree.QrCode, *, for_print: bool) -> MarkView:
    size = replace(mark, size_mm=MARK_SIZE)
    picture = SafeString("") if for_print else qr_svg(size)
    return MarkView(mark.caption, mark.text, f"{QR_SCHEME}{quote(mark.data, safe='')}", picture)


def _body_class(document: tree.Document, form: Profile) -> str:
    sheet = "" if document.paper is PaperSize.A4 else f" sheet-{document.paper}"
    kind = f" kind-{document.kind}" if document.kind else ""
    return f"document document-{form.regime} {form.body.classes}{sheet}{kind}"


def _line(text: str, style: Style, *more: str) -> Line:
    return Line(style.text(text), " ".join(filter(None, (style.classes, *more, long_word_class(text)))))


def _left_head(head: tree.LetterHead, profile: Profile) -> Iterator[Line]:
    for text in head.upper.splitlines():
        yield _line(text, profile.upper)
    *above, last = head.issuer.splitlines() or [""]
    for text in above:
        yield _line(text, profile.issuer)
    yield _line(last, profile.issuer, *(("has-short-rule",) if profile.issuer_rule else ()))
    if profile.issuer_mark:
        yield Line(profile.issuer_mark, profile.issuer.classes)
    if head.number:
        yield _line(profile.number_line(head.number), profile.number)
    if head.subject:
        yield _line(head.subject, profile.subject)


def _right_head(profile: Profile) -> Iterator[Line]:
    for line in profile.national:
        yield _line(line.text, line.style, *(("has-rule",) if line.rule else ()))


def _signer(signature: tree.Signature, profile: Profile) -> SignerView:
    lines = (
        *(_line(text, profile.authority) for text in signature.authority.splitlines()),
        *(_line(text, profile.position) for text in signature.position.splitlines()),
    )
    return SignerView(lines, _line(signature.hint, profile.hint), _line(signature.name, profile.signer))


def quoted(theme: str) -> str:
    """The theme in quotation marks; one that brings its own is left as it is."""
    return theme if not theme or "“" in theme else f"“{theme}”"


def _last_together(blocks: tuple[BlockView, ...]) -> int:
    """How many blocks at the end stay on one page with the signature: a short last paragraph, no list or table."""
    return 1 if blocks and blocks[-1].template == "paragraph" else 0
