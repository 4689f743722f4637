"""The styles of a Word file, named so that people can use them, with the figures of the profile."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.sax.saxutils import quoteattr

from schooladmin.documents.profiles import Profile, Style
from schooladmin.documents.tree import Kind, PaperSize
from schooladmin.documents.writers.docx.xml import MM, twips

FONT = "Times New Roman"
LANG = "vi-VN"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# Distances that the style sheet of the PDF has too, in points.
TIGHT, ROOMY = 1.25, 1.3
_HEAD_LINE = 19  # of papers whose text is set wider than their head


@dataclass(frozen=True)
class Room:
    """The distances that depend on the sheet, in points; shares of the width in percent."""

    title_before: float = 16
    title_after: float = 8
    place: float = 8
    closing: float = 10
    sign: float = 62  # above the name of one who signs alone
    sign_beside: float = 52  # above the names of several
    foot: float = 8
    cell_high: float = 2.5
    cell_wide: float = 4
    head_left: float = 43
    head_right: float = 56
    head_line: float = 0  # from line to line of the organs; 0: as in the text
    is_small: bool = False


def room_on(paper: PaperSize, form: Profile, kind: Kind | None = None) -> Room:
    """The distances of the sheet and of the kind of paper, as ``static/css/document.css`` has them."""
    room = _room_of_sheet(paper, form)
    if kind is Kind.CERTIFICATE:
        return replace(room, title_before=12, title_after=4, foot=0, head_line=_HEAD_LINE)
    return replace(room, head_line=_HEAD_LINE) if kind is Kind.READING else room


def _room_of_sheet(paper: PaperSize, form: Profile) -> Room:
    if paper is PaperSize.A5:
        return Room(6, 3, 3, 4, 34, 34, 4, head_left=45, head_right=54, is_small=True)
    room = Room(head_left=52, head_right=47) if form.regime == "party" else Room()
    if paper is PaperSize.A4_LANDSCAPE:
        return replace(room, title_before=4, title_after=4, cell_high=2, cell_wide=2.5)
    return room


@dataclass(frozen=True)
class ParaStyle:
    """A style of paragraphs. Lengths in points; ``line`` 0 lets a line grow with what stands in it (a picture)."""

    key: str
    name: str
    style: Style
    line: float
    align: str = "left"
    first: float = 0
    left: float = 0
    before: float = 0
    after: float = 0
    keep_next: bool = False
    level: int = 0  # of a heading

    def xml(self) -> str:
        spacing = f'w:before="{twips(self.before)}" w:after="{twips(self.after)}"'
        spacing += (
            f' w:line="{twips(self.line)}" w:lineRule="exact"' if self.line else ' w:line="240" w:lineRule="auto"'
        )
        indent = f'w:hanging="{twips(-self.first)}"' if self.first < 0 else f'w:firstLine="{twips(self.first)}"'
        outline = f'<w:outlineLvl w:val="{self.level - 1}"/>' if self.level else ""
        default, base = (' w:default="1"', "") if self.key == "Normal" else ("", '<w:basedOn w:val="Normal"/>')
        following = '<w:next w:val="BodyText"/>' if self.level else ""
        return (
            f'<w:style w:type="paragraph" w:styleId="{self.key}"{default}{_own(self.name)}>'
            f"<w:name w:val={quoteattr(self.name)}/>{base}{following}<w:qFormat/>"
            f"<w:pPr>{'<w:keepNext/>' if self.keep_next else ''}<w:widowControl/><w:spacing {spacing}/>"
            f'<w:ind w:left="{twips(self.left)}" w:right="0" {indent}/><w:jc w:val="{self.align}"/>{outline}</w:pPr>'
            f"<w:rPr>{letters_xml(self.style)}</w:rPr></w:style>"
        )


def _own(name: str) -> str:
    """Say that Word does not know the style: ours have Vietnamese names, those of Word are in ASCII."""
    return "" if name.isascii() else ' w:customStyle="1"'


def letters_xml(style: Style) -> str:
    """Size, weight and slope as properties of a run; what is off is said too, for a style upon another."""

    def switch(name: str, on: bool) -> str:
        return f"<w:{name}/>" if on else f'<w:{name} w:val="0"/>'

    return (
        f"{switch('b', style.bold)}{switch('bCs', style.bold)}{switch('i', style.italic)}{switch('iCs', style.italic)}"
        f'<w:sz w:val="{round(style.size * 2)}"/><w:szCs w:val="{round(style.size * 2)}"/>'
        f'<w:u w:val="{"single" if style.underline else "none"}"/>'
    )


def national_key(index: int) -> str:
    return f"National{index + 1}"


def para_styles(form: Profile, room: Room) -> Iterator[ParaStyle]:
    """All styles of paragraphs of a paper of this form."""
    body, line, gap, indent = form.body, form.line, form.gap, form.indent * MM
    text = form.table

    def head(style: Style) -> float:
        return style.size * TIGHT if room.is_small or style.size > line else line

    def organ(style: Style) -> float:
        return room.head_line or head(style)

    yield ParaStyle("Normal", "Normal", body, line)
    yield ParaStyle("BodyText", "Body Text", body, line, "both", first=indent, after=gap)
    yield ParaStyle("Centered", "Dòng giữa", body, line, "center", after=gap)
    for level in (1, 2, 3, 4):
        look, align = form.heading_style(level), "left" if level == 1 else "both"
        yield ParaStyle(
            f"Heading{level}", f"heading {level}", look, line, align, indent, after=gap, keep_next=True, level=level
        )
    for key, name, hang in (("List", "List", 0.75), ("List2", "List 2", 1)):
        by = hang * body.size
        yield ParaStyle(key, name, body, line, "both", first=-by, left=indent + by, after=gap)
    yield ParaStyle("List3", "List 3", body, line, "both", first=indent, after=gap)
    yield ParaStyle("Field", "Dòng điền", body, line)
    caption = replace(text, bold=True)
    yield ParaStyle("Caption", "caption", caption, text.size * TIGHT, "center", before=8, after=4, keep_next=True)
    yield ParaStyle("TableText", "Chữ trong bảng", text, text.size * TIGHT)
    yield ParaStyle("TableNumber", "Số trong bảng", text, text.size * TIGHT, "right")
    yield ParaStyle("TableHead", "Đầu bảng", caption, text.size * TIGHT, "center")
    yield ParaStyle("TableCode", "Mã trong bảng", text, text.size * 1.05, "center")
    yield ParaStyle("TableNote", "Ghi chú bảng", replace(text, italic=True), text.size * TIGHT, after=gap)
    yield ParaStyle("SmallNote", "Chú thích", form.note, form.note.size * TIGHT, before=2, after=2)
    yield ParaStyle("Picture", "Hình", body, 0, "center")
    yield ParaStyle("CodeText", "Mã số", replace(body, bold=True), body.size * 1.15, "center")
    yield ParaStyle("CodeNote", "Lời của mã", form.note, form.note.size * 1.15, "center")
    yield ParaStyle("FormMark", "Mẫu số", form.form_mark, form.form_mark.size * 1.2, "right", after=2)
    yield ParaStyle("Upper", "Cơ quan cấp trên", form.upper, organ(form.upper), "center")
    yield ParaStyle("Issuer", "Cơ quan ban hành", form.issuer, organ(form.issuer), "center")
    yield ParaStyle("Number", "Số, ký hiệu", form.number, organ(form.number), "center")
    yield ParaStyle("Subject", "Về việc", form.subject, organ(form.subject), "center")
    for index, national in enumerate(form.national):
        name = f"Quốc hiệu, tiêu ngữ {index + 1}"
        yield ParaStyle(national_key(index), name, national.style, organ(national.style), "center")
    yield ParaStyle("Place", "Địa danh, ngày tháng", form.place, organ(form.place), "center", before=room.place)
    yield ParaStyle("Title", "Title", form.type_name, head(form.type_name), "center")
    yield ParaStyle("Subtitle", "Subtitle", form.abstract, head(form.abstract), "center")
    yield ParaStyle("TitleTail", "Gạch dưới trích yếu", body, body.size, "center")
    yield ParaStyle("Theme", "Chủ đề", form.theme, head(form.theme), "center", before=6)
    for key, name, style in (
        ("Authority", "Thẩm quyền ký", form.authority),
        ("Position", "Chức vụ", form.position),
        ("SignHint", "Cách ký", form.hint),
        ("Signer", "Người ký", form.signer),
    ):
        yield ParaStyle(key, name, style, style.size * ROOMY, "center")
    yield ParaStyle("RecipientsLabel", "Nơi nhận", form.recipients_label, form.recipients_label.size * ROOMY)
    yield ParaStyle("Recipients", "Danh sách nơi nhận", form.recipients, form.recipients.size * ROOMY)
    yield ParaStyle("Foot", "Chân văn bản", form.note, form.note.size * 1.2)
    number = Style(form.page_number.size)
    yield ParaStyle("Header", "header", number, number.size, "center")
    yield ParaStyle("Footer", "footer", Style(8), 8 * TIGHT)
    yield ParaStyle("Spacer", "Khoảng cách", Style(1), 4)


def styles_xml(form: Profile, room: Room) -> str:
    """The whole part ``styles.xml``."""
    fonts = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
    lang = f'<w:lang w:val="{LANG}" w:eastAsia="{LANG}" w:bidi="{LANG}"/>'
    edge = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    borders = f"<w:tblBorders>{edge}</w:tblBorders>"
    return (
        f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:color w:val="000000"/>'
        f'<w:sz w:val="{form.body.size * 2}"/><w:szCs w:val="{form.body.size * 2}"/>{lang}</w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
        f"{''.join(style.xml() for style in para_styles(form, room))}"
        + "".join(
            (
                _table_style("TableNormal", "Normal Table", "", 0, 0, is_default=True),
                _table_style("PaperTable", "Bảng số liệu", borders, room.cell_high, room.cell_wide),
                _table_style("Layout", "Khung không viền", "", 0, 0),
                "</w:styles>",
            )
        )
    )


def _table_style(key: str, name: str, borders: str, high: float, wide: float, *, is_default: bool = False) -> str:
    margins = "".join(
        f'<w:{side} w:w="{twips(value)}" w:type="dxa"/>'
        for side, value in (("top", high), ("left", wide), ("bottom", high), ("right", wide))
    )
    default, base = (' w:default="1"', "") if is_default else ("", '<w:basedOn w:val="TableNormal"/>')
    return (
        f'<w:style w:type="table" w:styleId="{key}"{default}{_own(name)}><w:name w:val={quoteattr(name)}/>{base}'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{borders}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr></w:style>'
    )
