"""What stands around the blocks: form mark, organs, title, signatures, recipients, foot; margins of every page."""

import re
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

from schooladmin.documents import tree
from schooladmin.documents.profiles import PageNumber, Profile, Style
from schooladmin.documents.tree import PaperSize
from schooladmin.documents.writers.css import MARK_SIZE, SHEETS
from schooladmin.documents.writers.docx.body import Frame, code_xml, spacer
from schooladmin.documents.writers.docx.styles import FONT, national_key
from schooladmin.documents.writers.docx.xml import MM, Cell, Para, Row, field, run, squeezed, table
from schooladmin.documents.writers.html import Line, quoted
from schooladmin.documents.writers.pictures import line_width

_SHORT_RULE = 0.4  # of the line above
_BELOW_LINE = 3.5  # points from a line to its short rule
_TITLE_SHARE = 0.7  # of the width, beside a code
_SIDE, _SIGNED = 0.42, 0.54  # of the width: recipients and signature
_BESIDE_MARK = 6  # points
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def head_xml(document: tree.Document, frame: Frame) -> str:
    """From the form mark to the theme."""
    parts = []
    form, room = frame.form, frame.room
    if document.form_mark:
        parts.append(Para("FormMark").xml(run(form.form_mark.text(squeezed(document.form_mark)))))
    left, right = frame.width * room.head_left / 100, frame.width * room.head_right / 100
    between = frame.width - left - right
    cells = (
        Cell("".join(_left(document.head, form, left)), right=between / 2),
        Cell("".join(_right(document.head, form, right))),
    )
    parts.append(table("Layout", (left + between, right), (Row(cells),)))
    width = frame.width * (_TITLE_SHARE if document.qr else 1)
    title = "".join(_title(document, frame, width))
    if document.qr:
        beside = Cell(code_xml(document.qr, frame), middle=True)
        row = Row((Cell(title, right=frame.width * 0.02, middle=True), beside))
        parts.append(spacer(1) + table("Layout", (width + frame.width * 0.02, frame.width * 0.28), (row,)))
        parts.append(spacer(1))
    else:
        parts.append(title)
    return "".join(parts)


def _line(style: str, look: Style, text: str) -> str:
    return Para(style).xml(_unbroken(look.text(squeezed(text))))


def _unbroken(text: str) -> str:
    """A line of a name or a title; where it is too long, its last two words go down together, as in the PDF."""
    line = Line(text, "")
    return run(line.beginning + line.end.replace(" ", "\u00a0"))


def _rule(length: float, width: float, gap: float) -> str:
    """A line of ``length`` in the middle of ``width``, ``gap`` points below what stands above."""
    side = max(0.0, (width - length) / 2)
    return Para("Spacer", line=max(gap, 1), left=side, right=side, rule="bottom").xml()


def _left(head: tree.LetterHead, form: Profile, width: float) -> Iterator[str]:
    for text in head.upper.splitlines():
        yield _line("Upper", form.upper, text)
    issuer = head.issuer.splitlines() or [""]
    for text in issuer:
        yield _line("Issuer", form.issuer, text)
    if form.issuer_rule:
        shown = min(width, line_width(form.issuer.text(squeezed(issuer[-1])), form.issuer))
        yield _rule(shown * _SHORT_RULE, width, _BELOW_LINE)
    if form.issuer_mark:
        yield _line("Issuer", form.issuer, form.issuer_mark)
    if head.number:
        yield _line("Number", form.number, form.number_line(head.number))
    if head.subject:
        yield _line("Subject", form.subject, head.subject)


def _right(head: tree.LetterHead, form: Profile, width: float) -> Iterator[str]:
    for index, national in enumerate(form.national):
        yield _line(national_key(index), national.style, national.text)
        if national.rule:
            yield _rule(min(width, line_width(national.style.text(national.text), national.style)), width, 1)
    if head.place:
        yield _line("Place", form.place, form.date_line(head.place, head.day))


def _title(document: tree.Document, frame: Frame, width: float) -> Iterator[str]:
    form, room = frame.form, frame.room
    lines = [("Title", form.type_name, text) for text in document.type_name.splitlines()]
    lines += [("Subtitle", form.abstract, text) for text in document.abstract]
    ruled = form.title_rule and not document.qr
    below = [(form.title_tail, "TitleTail"), (document.theme, "Theme")]
    last = len(lines) - 1
    has_more = ruled or any(text for text, _style in below)
    for index, (style, look, text) in enumerate(lines):
        before = room.title_before if index == 0 else None
        after = room.title_after if index == last and not has_more else None
        yield Para(style, before=before, after=after, keep_next=True).xml(_unbroken(look.text(squeezed(text))))
    if ruled:
        _style, look, text = lines[-1]
        yield _rule(min(width, line_width(look.text(squeezed(text)), look)) * _SHORT_RULE, width, _BELOW_LINE)
    if form.title_tail:
        yield _line("TitleTail", form.body, form.title_tail)
    if document.theme:
        yield _line("Theme", form.theme, quoted(document.theme))
    if has_more:
        yield spacer(room.title_after)


def closing_xml(document: tree.Document, frame: Frame) -> str:
    """Signatures, recipients and the small lines at the end."""
    parts = []
    has_foot = bool(document.foot)
    signers = document.signers
    if len(signers) > 1:
        parts.append(spacer(frame.room.closing, keep=True))
        parts.append(_beside(signers, frame, keep=has_foot or bool(document.recipients)))
        if document.recipients:
            parts.append(spacer(frame.room.closing, keep=True) + _sides(document, frame, keep=has_foot))
    elif signers or document.recipients:
        parts.append(spacer(frame.room.closing, keep=True) + _sides(document, frame, keep=has_foot))
    if has_foot:
        for index, text in enumerate(document.foot):
            more = index < len(document.foot) - 1
            parts.append(
                Para("Foot", before=None if index else frame.room.foot, keep_next=more).xml(run(squeezed(text)))
            )
    elif parts:
        parts.append(spacer(1))  # Word wants a paragraph behind the last table
    return "".join(parts)


def _sides(document: tree.Document, frame: Frame, *, keep: bool) -> str:
    """The recipients on the left, who signs alone on the right."""
    form = frame.form
    left = []
    if document.recipients:
        left.append(Para("RecipientsLabel", keep_next=keep).xml(run(form.recipients_label.text("Nơi nhận:"))))
        left.extend(
            Para("Recipients", keep_next=keep).xml(run(form.recipients.text(squeezed(line))))
            for line in document.recipients.lines
        )
    right = "".join(
        "".join((*_titles(signer, form), _name(signer, form, frame.room.sign, keep=keep)))
        for signer in (document.signers if len(document.signers) == 1 else ())
    )
    blank = Para("Recipients", keep_next=keep).xml()
    width, between = frame.width, frame.width * (1 - _SIDE - _SIGNED)
    row = Row((Cell("".join(left) or blank, right=between), Cell(right or blank)))
    return table("Layout", (width * _SIDE + between, width * _SIGNED), (row,))


def _beside(signers: tuple[tree.Signature, ...], frame: Frame, *, keep: bool) -> str:
    """Several who sign side by side: their names begin on one line."""
    width = frame.width / len(signers)
    blank = Para("Position", keep_next=True).xml()
    titles = Row(tuple(Cell("".join(_titles(signer, frame.form)) or blank, right=4) for signer in signers))
    names = Row(
        tuple(Cell(_name(signer, frame.form, frame.room.sign_beside, keep=keep), right=4) for signer in signers)
    )
    return table("Layout", [width] * len(signers), (titles, names))


def _titles(signer: tree.Signature, form: Profile) -> Iterator[str]:
    for style, look, text in (
        ("Authority", form.authority, signer.authority),
        ("Position", form.position, signer.position),
        ("SignHint", form.hint, signer.hint),
    ):
        for line in text.splitlines():
            shown = look.text(squeezed(line))
            yield Para(style, keep_next=True).xml(run(shown) if style == "SignHint" else _unbroken(shown))


def _name(signer: tree.Signature, form: Profile, room: float, *, keep: bool) -> str:
    return Para("Signer", before=room, keep_next=keep).xml(_unbroken(form.signer.text(squeezed(signer.name))))


def number_xml(number: PageNumber) -> str:
    """The page number with its words; Word counts."""
    parts = re.split(r"(\{pages?\})", number.pattern)
    return "".join(field(_FIELDS[part]) if part in _FIELDS else run(part) for part in parts)


def mark_xml(mark: tree.QrCode, frame: Frame) -> str:
    """The code in the lower margin with its words beside it."""
    edge = MARK_SIZE * MM
    words = [(squeezed(mark.caption), False), (squeezed(mark.text), True)]
    lines = "".join(Para("Footer", left=_BESIDE_MARK).xml(run(text, bold=bold)) for text, bold in words if text)
    code = Cell(Para("Picture").xml(frame.gallery.code(mark, edge)), middle=True)
    row = Row((code, Cell(lines or Para("Footer").xml(), middle=True)))
    return table("Layout", (edge, frame.width - edge), (row,)) + spacer(1)


def watermark_xml(text: str, paper: PaperSize, number: int) -> str:
    """``text`` large and grey behind the page: a shape of letters as Word's own watermark is, the ``number``-th."""
    sheet = SHEETS[paper]
    width = line_width(text, Style(sheet.mark_size, bold=True))
    style = (
        f"position:absolute;margin-left:0;margin-top:0;width:{width:.0f}pt;height:{sheet.mark_size}pt;"
        f"rotation:{sheet.mark_turn % 360};z-index:-251658752;"
        "mso-position-horizontal:center;mso-position-horizontal-relative:page;"
        "mso-position-vertical:center;mso-position-vertical-relative:page"
    )
    letters = f"font-family:'{FONT}';font-weight:bold;font-size:1pt"
    return (
        "<w:r><w:rPr><w:noProof/></w:rPr><w:pict>"
        '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800"'
        ' path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
        '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
        '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/><v:f eqn="mid @5 @6"/>'
        '<v:f eqn="mid @8 @5"/><v:f eqn="mid @7 @8"/><v:f eqn="mid @6 @7"/><v:f eqn="sum @6 0 @5"/></v:formulas>'
        '<v:path textpathok="t" o:connecttype="custom" o:connectlocs="@9,0;@10,10800;@11,21600;@12,10800"'
        ' o:connectangles="270,180,90,0"/><v:textpath on="t" fitshape="t"/>'
        '<v:handles><v:h position="#0,bottomRight" xrange="6629,14971"/></v:handles>'
        '<o:lock v:ext="edit" text="t" shapetype="t"/></v:shapetype>'
        f'<v:shape id="PowerPlusWaterMarkObject{number}" o:spid="_x0000_s{2048 + number}" type="#_x0000_t136" alt=""'
        f' style="{style}" o:allowincell="f" fillcolor="#e6e6e6" stroked="f">'
        f'<v:textpath style="{letters}" string={quoteattr(text)}/></v:shape></w:pict></w:r>'
    )
