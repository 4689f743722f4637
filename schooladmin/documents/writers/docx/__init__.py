"""The content tree as a Word file with real styles, tables and fields: to be edited, and printed like the PDF."""

import io
import time
from datetime import date, datetime
from pathlib import Path

import docx
from django.utils.translation import gettext as _
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.opc.oxml import serialize_part_xml
from docx.oxml import parse_xml
from docx.shared import Mm, Pt

from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.tree import PaperSize
from schooladmin.documents.writers.base import FileFacts, Progress, put_whole, silent
from schooladmin.documents.writers.css import MARK_ROOM, SHEETS, bottom_with_mark
from schooladmin.documents.writers.docx import head
from schooladmin.documents.writers.docx.body import Frame, Gallery, blocks_xml
from schooladmin.documents.writers.docx.styles import LANG, room_on, styles_xml
from schooladmin.documents.writers.docx.xml import MM, Para
from schooladmin.documents.writers.office import clean, repacked

_STEPS = 4
_FOOT_PICTURES = 9000  # pictures of the file have different numbers, those of its footers too
_NAMESPACES = " ".join(
    f'xmlns:{prefix}="{address}"'
    for prefix, address in (
        ("w", "http://schemas.openxmlformats.org/wordprocessingml/2006/main"),
        ("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
        ("wp", "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"),
        ("v", "urn:schemas-microsoft-com:vml"),
        ("o", "urn:schemas-microsoft-com:office:office"),
    )
)
# What the empty file of python-docx brings and this one does not need: foreign fonts, a picture of a page.
_UNUSED = ("customXml", "fontTable", "numbering", "stylesWithEffects", "theme", "webSettings")
_SETTINGS = (
    f"<w:settings {_NAMESPACES}>"
    '<w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    f'</w:compat><w:themeFontLang w:val="{LANG}" w:eastAsia="{LANG}" w:bidi="{LANG}"/>'
    '<w:decimalSymbol w:val=","/><w:listSeparator w:val=";"/></w:settings>'
)


def write_docx(document: tree.Document, profile: Profile, path: Path, *, progress: Progress | None = None) -> FileFacts:
    """Write the document to ``path`` and tell what came out; the same content gives the same bytes.

    The file is written under another name and renamed. Raises Refusal for signs that the format cannot carry,
    OSError when the disk does not take the file. Who opens the file breaks it into pages: none are counted.
    """
    begun = time.perf_counter()
    tell = progress or silent
    tell(1, _STEPS, _("Xếp nội dung"))
    word = docx.Document()
    form = profile.for_paper(document.paper)
    frame = _frame(document, form, Gallery(word.part))
    content = "".join(
        (
            head.head_xml(document, frame),
            *blocks_xml(document.blocks, frame, keep=bool(document.signers or document.recipients)),
            head.closing_xml(document, frame),
        )
    )
    tell(2, _STEPS, _("Dàn trang"))
    _dress(word, form, frame)
    _lay_out(word, document, form, frame)
    _fill(word, content)
    _describe(word, document)
    tell(3, _STEPS, _("Ghi tệp Word"))
    packed = _packed(word, document.head.day)
    tell(4, _STEPS, _("Kiểm tra tệp"))
    digest, size = put_whole(path, packed)
    return FileFacts(0, size, round(time.perf_counter() - begun, 3), digest, {"python-docx": docx.__version__})


def _frame(document: tree.Document, form: Profile, gallery: Gallery) -> Frame:
    margins = form.margins
    width = (SHEETS[document.paper].width - margins.left - margins.right) * MM
    return Frame(form, room_on(document.paper, form, document.kind), width, gallery)


def _dress(word: WordFile, form: Profile, frame: Frame) -> None:
    """Give the file our styles and settings in place of those of the empty one."""
    _replace(word.styles.element, styles_xml(form, frame.room))
    _replace(word.settings.element, _SETTINGS)
    for part in (word.part, word.part.package):
        for key, link in list(part.rels.items()):
            if link.reltype.rpartition("/")[2] in (*_UNUSED, "thumbnail", "extended-properties"):
                del part.rels[key]


def _replace(element: object, xml: str) -> None:
    """Put the content of ``xml`` into the root ``element`` of a part."""
    element[:] = list(parse_xml(xml))  # type: ignore[index]  # lxml


def _fill(word: WordFile, content: str) -> None:
    """Give the file its text, before the section that ends it.

    Parsed as one whole: moving thousands of rows from one tree of lxml into another takes quadratic time.
    """
    section = serialize_part_xml(word.element.body[-1]).decode().partition("?>")[2]
    whole = f"<w:document {_NAMESPACES}><w:body>{clean(content)}{section}</w:body></w:document>"
    word.part._element = parse_xml(whole)


def _parsed(content: str) -> list[object]:
    return list(parse_xml(f"<w:body {_NAMESPACES}>{clean(content)}</w:body>"))


def _lay_out(word: WordFile, document: tree.Document, form: Profile, frame: Frame) -> None:
    """Sheet, margins, and what stands in the margins of every page."""
    section = word.sections[0]
    margins, number = form.margins, form.page_number
    sheet = SHEETS[document.paper]
    section.page_width, section.page_height = Mm(sheet.width), Mm(sheet.height)
    if document.paper is PaperSize.A4_LANDSCAPE:
        section.orientation = WD_ORIENT.LANDSCAPE
    bottom = bottom_with_mark(form) if document.mark else margins.bottom
    section.top_margin, section.bottom_margin = Mm(margins.top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(margins.left), Mm(margins.right)
    section.header_distance, section.footer_distance = Mm(number.top), Mm(MARK_ROOM)
    section.gutter = Pt(0)
    section.different_first_page_header_footer = not number.on_first
    _margin(section.header, Para("Header").xml(_watermark(document, 1), head.number_xml(number)))
    if not number.on_first:
        _margin(section.first_page_header, Para("Header").xml(_watermark(document, 2)))
    if document.mark:
        feet = (section.footer,) if number.on_first else (section.footer, section.first_page_footer)
        for place, foot in enumerate(feet):
            gallery = Gallery(foot.part, _FOOT_PICTURES + place)
            _margin(foot, head.mark_xml(document.mark, _frame(document, form, gallery)))


def _watermark(document: tree.Document, number: int) -> str:
    return head.watermark_xml(document.watermark, document.paper, number) if document.watermark else ""


def _margin(place: object, content: str) -> None:
    place.is_linked_to_previous = False  # type: ignore[attr-defined]  # a header or a footer of python-docx
    place._element[:] = _parsed(content)  # type: ignore[attr-defined]


def _describe(word: WordFile, document: tree.Document) -> None:
    core = word.core_properties
    at = datetime.combine(document.head.day, datetime.min.time())
    core.title, core.author, core.keywords = (
        clean(text)[:255] for text in (document.title, document.author, ", ".join(document.keywords))
    )
    core.last_modified_by, core.comments, core.language = core.author, "", LANG
    core.created = core.modified = at
    core.revision = 1


def _packed(word: WordFile, day: date) -> bytes:
    """The file as an archive whose entries carry the day of the document and not the moment of writing."""
    raw = io.BytesIO()
    word.save(raw)
    return repacked(raw.getvalue(), day)
