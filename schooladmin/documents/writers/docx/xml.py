"""WordprocessingML as text: paragraphs, runs, tables. Lengths come in points and go out in twentieths of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

MM = 72 / 25.4  # points
TWIP = 20  # of a point
EMU = 12700  # of a point: the unit of pictures
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"


def twips(points: float) -> int:
    return round(points * TWIP)


@dataclass(frozen=True)
class Para:
    """How a paragraph differs from its style; None leaves what the style says. Lengths in points."""

    style: str
    keep_next: bool = False
    page_break: bool = False
    before: float | None = None
    after: float | None = None
    line: float | None = None
    left: float | None = None
    right: float | None = None
    tabs: tuple[tuple[float, str], ...] = ()  # position of a right tab, its leader («dot» or «none»)
    rule: str = ""  # «top» or «bottom»: a line of one point as long as the paragraph is wide

    def xml(self, *content: str) -> str:
        return f"<w:p>{self._properties()}{''.join(content)}</w:p>"

    def _properties(self) -> str:
        parts = [f'<w:pStyle w:val="{self.style}"/>']
        if self.keep_next:
            parts.append("<w:keepNext/>")
        if self.page_break:
            parts.append("<w:pageBreakBefore/>")
        if self.rule:
            line = f'<w:{self.rule} w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
            parts.append(f"<w:pBdr>{line}</w:pBdr>")
        if self.tabs:
            stops = "".join(
                f'<w:tab w:val="right" w:leader="{leader}" w:pos="{twips(at)}"/>' for at, leader in self.tabs
            )
            parts.append(f"<w:tabs>{stops}</w:tabs>")
        spacing = [
            f'w:{name}="{twips(value)}"'
            for name, value in (("before", self.before), ("after", self.after), ("line", self.line))
            if value is not None
        ]
        if self.line is not None:
            spacing.append('w:lineRule="exact"')
        if spacing:
            parts.append(f"<w:spacing {' '.join(spacing)}/>")
        indents = [
            f'w:{name}="{twips(value)}"'
            for name, value in (("left", self.left), ("right", self.right))
            if value is not None
        ]
        if indents:
            parts.append(f"<w:ind {' '.join(indents)}/>")
        return f"<w:pPr>{''.join(parts)}</w:pPr>"


def squeezed(text: str) -> str:
    """``text`` as a paragraph shows it: one space between two words."""
    return " ".join(text.split())


def run(text: str, *, bold: bool = False, italic: bool = False) -> str:
    """Text with its weight and slope; a line break in it is kept."""
    if not text:
        return ""
    words = f"{'<w:b/>' if bold else ''}{'<w:i/>' if italic else ''}"
    properties = f"<w:rPr>{words}</w:rPr>" if words else ""
    lines = (f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{properties}{'<w:br/>'.join(lines)}</w:r>"


TAB = "<w:r><w:tab/></w:r>"


def field(code: str, shown: str = "1") -> str:
    """A field that Word counts itself («PAGE»)."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f"<w:r><w:t>{shown}</w:t></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def box(*, ticked: bool, word: str) -> str:
    """A box that can be ticked in Word; ``word`` is its name for those who cannot see it."""
    sign = "\u2611" if ticked else "\u2610"
    letters = "Segoe UI Symbol"
    fonts = " ".join(f'w:{script}="{letters}"' for script in ("ascii", "hAnsi", "eastAsia", "cs"))
    return (
        f"<w:sdt><w:sdtPr><w:alias w:val={quoteattr(word)}/>"
        f'<w14:checkbox xmlns:w14="{W14}"><w14:checked w14:val="{int(ticked)}"/>'
        f'<w14:checkedState w14:val="2611" w14:font="{letters}"/>'
        f'<w14:uncheckedState w14:val="2610" w14:font="{letters}"/></w14:checkbox></w:sdtPr><w:sdtContent>'
        f"<w:r><w:rPr><w:rFonts {fonts}/></w:rPr>"
        f"<w:t>{sign}</w:t></w:r></w:sdtContent></w:sdt>"
    )


def picture(link: str, number: int, width: float, height: float, title: str, description: str) -> str:
    """A picture in the line, ``width`` × ``height`` points; ``link`` is its relationship."""
    extent = f'cx="{round(width * EMU)}" cy="{round(height * EMU)}"'
    names = f'id="{number}" name="Hình {number}" descr={quoteattr(description)} title={quoteattr(title)}'
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0">'
        f"<wp:extent {extent}/><wp:docPr {names}/>"
        '<wp:cNvGraphicFramePr><a:graphicFrameLocks xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
        ' noChangeAspect="1"/></wp:cNvGraphicFramePr>'
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:nvPicPr><pic:cNvPr {names}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{link}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def edges_xml(left: float | None, right: float | None) -> str:
    """The inner edges of a cell, or of all cells of a table, in points; None keeps those of the style."""
    return "".join(
        f'<w:{side} w:w="{twips(value)}" w:type="dxa"/>'
        for side, value in (("left", left), ("right", right))
        if value is not None
    )


@dataclass(frozen=True)
class Cell:
    """A cell of a table: whole paragraphs, over ``span`` columns; ``merge`` is «restart» or «continue» downwards."""

    content: str
    span: int = 1
    merge: str = ""
    left: float | None = None  # its own inner edges, in points
    right: float | None = None
    middle: bool = False

    def xml(self, width: float) -> str:
        parts = [f'<w:tcW w:w="{twips(width)}" w:type="dxa"/>']
        if self.span > 1:
            parts.append(f'<w:gridSpan w:val="{self.span}"/>')
        if self.merge:
            parts.append(f'<w:vMerge w:val="{self.merge}"/>')
        if self.left is not None or self.right is not None:
            parts.append(f"<w:tcMar>{edges_xml(self.left, self.right)}</w:tcMar>")
        if self.middle:
            parts.append('<w:vAlign w:val="center"/>')
        return f"<w:tc><w:tcPr>{''.join(parts)}</w:tcPr>{self.content}</w:tc>"


@dataclass(frozen=True)
class Row:
    """A row that is never torn apart; ``head`` is repeated on every page, ``height`` is the least one in points."""

    cells: tuple[Cell, ...]
    head: bool = False
    height: float = 0

    def xml(self, widths: Sequence[float]) -> str:
        parts = ["<w:cantSplit/>"]
        if self.height:
            parts.append(f'<w:trHeight w:val="{twips(self.height)}" w:hRule="atLeast"/>')
        if self.head:
            parts.append("<w:tblHeader/>")
        cells, at = [], 0
        for cell in self.cells:
            cells.append(cell.xml(sum(widths[at : at + cell.span])))
            at += cell.span
        return f"<w:tr><w:trPr>{''.join(parts)}</w:trPr>{''.join(cells)}</w:tr>"


def table(
    style: str, widths: Sequence[float], rows: Iterable[Row], caption: str = "", edge: float | None = None
) -> str:
    """A table of fixed columns of these widths (points). ``caption`` is its name for those who cannot see it.

    ``edge`` are points between a line and the words beside it; None as in the style.
    """
    margins = f"<w:tblCellMar>{edges_xml(edge, edge)}</w:tblCellMar>" if edge is not None else ""
    name = f"<w:tblCaption w:val={quoteattr(caption)}/>" if caption else ""
    grid = "".join(f'<w:gridCol w:w="{twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/><w:tblW w:w="{twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/>{margins}<w:tblLook w:val="0020" w:firstRow="1"/>{name}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(row.xml(widths) for row in rows)}</w:tbl>"
    )
