"""Word and Excel files: the form of the profile, styles that people can use, and nothing that harms who opens them."""

import io
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from html import unescape
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
import time_machine
from docx.document import Document as WordFile
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.enums import FileKind
from schooladmin.documents.profiles import Profile
from schooladmin.documents.tree import PaperSize, Regime
from schooladmin.documents.writers.docx import write_docx
from schooladmin.documents.writers.pictures import line_width
from schooladmin.documents.writers.registry import write_file, writer_of
from schooladmin.documents.writers.xlsx import sheet_name, value_of, write_xlsx
from tests.papers import chart, paper, profile
from tests.test_documents_blocks import PAPERS, form_of

SHEETS = {PaperSize.A4: (210, 297), PaperSize.A5: (148, 210), PaperSize.A4_LANDSCAPE: (297, 210)}
MARK = tree.QrCode("https://truong.example/x/26-00137-K", "26-00137-K", "Quét mã để kiểm tra văn bản", 20)
ALL: dict[str, Callable[[], tuple[tree.Document, Profile]]] = {
    "party": lambda: (paper(watermark="BẢN NHÁP"), profile("HD36")),
    "state": lambda: (replace(paper(regime=Regime.STATE), mark=MARK), profile("ND30")),
    **{name: lambda build=build: (build(), form_of(build())) for name, build in PAPERS.items()},  # type: ignore[misc]
}
# The order in which the standard wants the properties (ECMA-376); Word refuses a file that has another.
ORDER = {
    "pPr": "pStyle keepNext pageBreakBefore widowControl pBdr tabs spacing ind jc outlineLvl",
    "rPr": "rFonts b bCs i iCs noProof color sz szCs u lang",
    "tcPr": "tcW gridSpan vMerge tcMar vAlign",
    "tblPr": "tblStyle tblW tblInd tblBorders tblLayout tblCellMar tblLook tblCaption",
    "sectPr": "headerReference footerReference pgSz pgMar cols titlePg docGrid",
    "style": "name basedOn next qFormat pPr rPr tblPr",
    "settings": "defaultTabStop characterSpacingControl compat themeFontLang decimalSymbol listSeparator",
}


@pytest.fixture(params=ALL)
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[tree.Document, Profile, WordFile, Path]:
    document, form = ALL[request.param]()
    path = tmp_path / "paper.docx"
    write_docx(document, form, path)
    return document, form.for_paper(document.paper), docx.Document(str(path)), path


def opened(document: tree.Document, form: Profile, folder: Path) -> WordFile:
    write_docx(document, form, folder / "paper.docx")
    return docx.Document(str(folder / "paper.docx"))


def nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def near(length: Length | None, millimetres: float) -> bool:
    return length is not None and abs(length - Mm(millimetres)) < Mm(0.05)


def entries(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_sheet_and_margins_are_the_profile_s(made: tuple[tree.Document, Profile, WordFile, Path]) -> None:
    document, form, word, _path = made
    section = word.sections[0]
    wide, high = SHEETS[document.paper]
    margins = form.margins
    assert near(section.page_width, wide)
    assert near(section.page_height, high)
    assert (section.orientation == WD_ORIENT.LANDSCAPE) == (wide > high)
    assert near(section.top_margin, margins.top)
    assert near(section.bottom_margin, max(margins.bottom, 17) if document.mark else margins.bottom)
    assert near(section.left_margin, margins.left)
    assert near(section.right_margin, margins.right)
    assert near(section.header_distance, form.page_number.top)
    assert section.different_first_page_header_footer != form.page_number.on_first


def test_the_page_number_is_a_field_in_the_middle(made: tuple[tree.Document, Profile, WordFile, Path]) -> None:
    _document, form, word, _path = made
    section = word.sections[0]
    line = section.header.paragraphs[0]
    codes = [node.text.strip() for node in line._element.iter(qn("w:instrText"))]
    assert codes == (["PAGE", "NUMPAGES"] if "{pages}" in form.page_number.pattern else ["PAGE"])
    assert line.style is not None
    assert line.style.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.CENTER
    assert line.style.font.size == docx.shared.Pt(form.page_number.size)
    if not form.page_number.on_first:
        assert not section.first_page_header._element.findall(f".//{qn('w:instrText')}")


def test_styles_carry_the_figures_of_the_profile(made: tuple[tree.Document, Profile, WordFile, Path]) -> None:
    _document, form, word, _path = made
    styles = word.styles
    body, heading = styles["Body Text"], styles["Heading 3"]
    assert body.font.size == docx.shared.Pt(form.body.size)
    assert body.paragraph_format.line_spacing == docx.shared.Pt(form.line)
    assert body.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
    assert body.paragraph_format.space_after == docx.shared.Pt(form.gap)
    assert near(body.paragraph_format.first_line_indent, form.indent)
    assert body.paragraph_format.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY
    assert (heading.font.bold, heading.font.size) == (form.heading.bold, docx.shared.Pt(form.heading.size))
    assert heading.paragraph_format.keep_with_next
    assert styles["Heading 4"].font.italic
    assert styles["Title"].font.bold == form.type_name.bold


def test_letters_and_language_are_vietnamese(made: tuple[tree.Document, Profile, WordFile, Path]) -> None:
    document, _form, word, path = made
    found = entries(path)
    xml = found["word/styles.xml"].decode()
    assert 'w:ascii="Times New Roman"' in xml
    assert 'w:val="vi-VN"' in xml
    assert not any(b"en-US" in content or b"Calibri" in content for content in found.values())
    core = word.core_properties
    assert (core.title, core.author, core.language) == (document.title, document.author, "vi-VN")
    assert core.created == core.modified
    assert core.created is not None
    assert core.created.date() == document.head.day


def test_properties_stand_in_the_order_that_word_wants(made: tuple[tree.Document, Profile, WordFile, Path]) -> None:
    _document, _form, word, _path = made
    section = word.sections[0]
    roots = (word.element, word.styles.element, word.settings.element, section.header._element, section.footer._element)
    for root in roots:
        for node in root.iter():
            name = str(node.tag).rpartition("}")[2]
            if name not in ORDER or not str(node.tag).startswith("{http://schemas.openxmlformats.org/wordprocessingml"):
                continue
            names = [str(child.tag).rpartition("}")[2] for child in node]
            places = [ORDER[name].split().index(child) for child in names]
            assert places == sorted(places), f"{name}: {names}"


def test_every_style_that_is_used_exists(made: tuple[tree.Document, Profile, WordFile, Path]) -> None:
    _document, _form, word, _path = made
    known = {style.style_id for style in word.styles}
    used = {node.get(qn("w:val")) for tag in ("w:pStyle", "w:tblStyle") for node in word.element.iter(qn(tag))}
    assert used <= known


def test_every_picture_says_what_it_shows(made: tuple[tree.Document, Profile, WordFile, Path]) -> None:
    _document, _form, word, path = made
    pictures = list(word.element.iter(qn("wp:docPr")))
    assert all(picture.get("descr") and picture.get("title") for picture in pictures)
    assert len({picture.get("id") for picture in pictures}) == len(pictures)
    for name, content in entries(path).items():
        if name.endswith(".png"):
            Image.open(io.BytesIO(content)).verify()


def test_the_same_content_gives_the_same_bytes(tmp_path: Path) -> None:
    document = replace(paper(watermark="BẢN NHÁP"), mark=MARK)
    for write, name in ((write_docx, "paper.docx"), (write_xlsx, "paper.xlsx")):
        with time_machine.travel(datetime(2026, 1, 2, 3, 4, 5), tick=False):
            first = write(document, profile("HD36"), tmp_path / name)
        with time_machine.travel(datetime(2026, 11, 23, 7, 0, 0), tick=False):
            second = write(document, profile("HD36"), tmp_path / name)
        assert first.sha256 == second.sha256


def test_tables_repeat_their_heads_and_keep_their_rows_whole(tmp_path: Path) -> None:
    document = PAPERS["register"]()
    word = opened(document, form_of(document), tmp_path)
    table = next(table for table in word.tables if table.style is not None and table.style.name == "Bảng số liệu")
    block = next(block for block in document.blocks if isinstance(block, tree.Table))
    rows = [row._tr for row in table.rows]
    assert len(rows) == len(block.rows) + 2
    assert [row.find(f".//{qn('w:tblHeader')}") is not None for row in rows[:3]] == [True, True, False]
    assert all(row.find(f".//{qn('w:cantSplit')}") is not None for row in rows)
    assert table.cell(0, 5).text == "Ngày, tháng, năm"
    assert table.cell(0, 5)._tc is table.cell(0, 7)._tc, "one head over three columns"
    assert table.cell(0, 0)._tc is table.cell(1, 0)._tc, "one head over two rows"
    widths = [column.width or 0 for column in table.columns]
    assert [round(100 * width / sum(widths)) for width in widths] == [column.share for column in block.columns]
    assert table.cell(2, 0).paragraphs[0].style is not None
    assert table.cell(2, 0).paragraphs[0].style.name == "Số trong bảng"


def test_the_heads_of_many_columns_have_the_room_that_they_have_in_the_pdf(tmp_path: Path) -> None:
    """With the edges of the style a syllable such as «Trước» is torn apart."""
    columns = tuple(tree.Column(text, 10, is_number=True) for text in ("Trước hạn", "Trong hạn") * 5)
    dense = tree.Table("Bảng 1", columns, (("1",) * 10,))
    word = opened(replace(paper(), blocks=(dense, replace(dense, columns=columns[:3], rows=(("1",) * 3,)))),
                  profile("ND30"), tmp_path)  # fmt: skip
    tables = [table._tbl for table in word.tables if table.style is not None and table.style.name == "Bảng số liệu"]
    assert [edge.get(qn("w:w")) for edge in tables[0].findall(f"{qn('w:tblPr')}/{qn('w:tblCellMar')}/*")] == ["30"] * 2
    for table, wide in zip(tables, ("30", "40"), strict=True):
        assert {edge.get(qn("w:w")) for edge in table.findall(f".//{qn('w:tcMar')}/*")} == {wide}
    assert tables[1].find(f".//{qn('w:tblCellMar')}") is None


def test_a_certificate_s_title_stands_free_and_its_large_letters_are_whole(tmp_path: Path) -> None:
    form = profile("ND30", tree.Kind.CERTIFICATE)
    word = opened(replace(paper(regime=tree.Regime.STATE), kind=tree.Kind.CERTIFICATE), form, tmp_path)
    title = next(one for one in word.paragraphs if one.style is not None and one.style.name == "Title")
    assert title.paragraph_format.space_before == Pt(12)
    assert title.style is not None
    assert title.style.paragraph_format.line_spacing >= Pt(28)
    assert word.styles["Cơ quan ban hành"].paragraph_format.line_spacing == Pt(19)


def test_a_letter_says_what_it_is_about_below_its_number(tmp_path: Path) -> None:
    document = paper(regime=tree.Regime.STATE)
    head = replace(document.head, subject="V/v báo cáo cải cách hành chính")
    word = opened(replace(document, head=head), profile("ND30"), tmp_path)
    left = [one.text for one in word.tables[0].cell(0, 0).paragraphs if one.text]
    assert nfc(" ".join(left[-1].split())) == "V/v báo cáo cải cách hành chính"


def test_the_rule_below_the_title_is_as_long_as_its_words_ask(tmp_path: Path) -> None:
    """A third to a half of the line (Nghị định 30/2020/NĐ-CP), however short that is."""
    document = replace(paper(regime=tree.Regime.STATE), theme="")
    for text in ("Rút học bạ", "Kết quả công tác cải cách hành chính quý III năm 2026"):
        form = profile("ND30")
        word = opened(replace(document, abstract=(text,)), form, tmp_path)
        titles = [index for index, one in enumerate(word.paragraphs) if one.style and one.style.name == "Subtitle"]
        rule = word.paragraphs[titles[-1] + 1].paragraph_format
        length = Mm(165).pt - rule.left_indent.pt - rule.right_indent.pt
        assert 1 / 3 <= length / line_width(text, form.abstract) <= 1 / 2


def test_a_chart_is_a_picture_with_its_data(tmp_path: Path) -> None:
    word = opened(paper(extra=(chart(grouped=True),)), profile("HD36"), tmp_path)
    shape = word.inline_shapes[0]
    text = shape._inline.docPr.get("descr")
    assert "Rút học bạ: Đúng hẹn 12, Trễ hẹn 1" in text
    assert near(Length(shape.width), 210 - 45)
    tables = [[cell.text for cell in row.cells] for table in word.tables for row in table.rows]
    assert ["Rút học bạ", "12", "1"] in tables, "no table of the paper names all its categories: its own does"


def test_a_chart_below_a_table_of_its_figures_brings_no_second_one(tmp_path: Path) -> None:
    block = chart()
    columns = (tree.Column("Thủ tục", 60), tree.Column("Số", 40, is_number=True))
    figures = tree.Table("Bảng 1.", columns, tuple((category, "1") for category in block.categories))
    document = replace(paper(), blocks=(figures, block, tree.paragraph("Hết.")))
    word = opened(document, profile("HD36"), tmp_path)
    assert [table.style.name for table in word.tables if table.style is not None].count("Bảng số liệu") == 1


def test_a_draft_is_marked_on_every_page_and_the_mark_stands_below_each(tmp_path: Path) -> None:
    document = replace(paper(watermark='BẢN NHÁP "<&'), mark=MARK)
    section = opened(document, profile("HD36"), tmp_path).sections[0]
    for header in (section.header, section.first_page_header):
        shapes = [node.get("string") for node in header._element.iter() if str(node.tag).endswith("textpath")]
        assert 'BẢN NHÁP "<&' in shapes
    for footer in (section.footer, section.first_page_footer):
        assert "26-00137-K" in footer._element.xpath("string(.)")
        assert len(footer._element.xpath(".//pic:pic")) == 1


def test_signatures_stay_with_the_last_paragraph(tmp_path: Path) -> None:
    word = opened(paper(), profile("HD36"), tmp_path)
    last = [paragraph for paragraph in word.paragraphs if paragraph.style is not None and paragraph.text][-1]
    assert last.text.endswith("./.")
    assert last.paragraph_format.keep_with_next
    table = word.tables[-1]
    assert [cell.paragraphs[0].text for cell in table.rows[0].cells] == ["Nơi nhận:", "T/M CHI\u00a0BỘ"]


def test_boxes_can_be_ticked_and_have_names(tmp_path: Path) -> None:
    document = PAPERS["receipt"]()
    word = opened(document, form_of(document), tmp_path)
    boxes = word.element.xpath(".//w:sdt")
    names = [alias.get(qn("w:val")) for box in boxes for alias in box.iter(qn("w:alias"))]
    assert names == ["Đã nộp"] * 3 + ["Còn thiếu"]
    assert [text.text for box in boxes for text in box.iter(qn("w:t"))] == ["☑"] * 3 + ["☐"]


def test_lines_to_write_on_are_dotted_leaders(tmp_path: Path) -> None:
    document = PAPERS["letter"]()
    word = opened(document, form_of(document), tmp_path)
    dotted = [line for line in word.paragraphs if line._element.xpath(".//w:tab[@w:leader='dot']")]
    assert [line.text for line in dotted] == ["Lý do khác: \t", " \t", " \t"], "a line with a tab alone is set too low"
    assert [line.paragraph_format.keep_with_next for line in dotted] == [True, True, None], "on one page"


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.XLSX])
@pytest.mark.parametrize("sign", ["\x00", "\x01", "\x08", "\ufffe"])
def test_signs_that_xml_cannot_carry_are_refused(tmp_path: Path, kind: FileKind, sign: str) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"older")
    rows = ((f"Rất{sign}tốt",),)
    document = paper(extra=(tree.Table("Bảng 2.", (tree.Column("Ý kiến", 100),), rows),))
    with pytest.raises(Refusal) as refusal:
        write_file(kind, document, profile("HD36"), path)
    assert refusal.value.code == "letters-without-xml"
    assert f"U+{ord(sign):04X}" in str(refusal.value)
    assert path.read_bytes() == b"older"


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.XLSX])
def test_text_is_nfc_and_without_invisible_signs(tmp_path: Path, kind: FileKind) -> None:
    loose = tree.Table("Bảng 2.", (tree.Column("Ý", 100),), (("Đúng\u200b hẹn\ufeff",),))
    path = tmp_path / f"x.{kind}"
    write_file(kind, paper(extra=(loose,)), profile("HD36"), path)
    assert any(
        "Đúng hẹn" in unescape(content.decode()) for name, content in entries(path).items() if name.endswith(".xml")
    )
    wrong = tree.Table("Bảng 2.", (tree.Column("Ý", 100),), (("Đu\u0301ng",),))
    with pytest.raises(AssertionError, match="NFC"):
        write_file(kind, paper(extra=(wrong,)), profile("HD36"), path)


@pytest.mark.parametrize("kind", [FileKind.DOCX, FileKind.XLSX])
def test_a_full_disk_leaves_the_older_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: FileKind) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"older")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("schooladmin.documents.writers.base.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_file(kind, paper(), profile("HD36"), path)
    assert path.read_bytes() == b"older"
    assert [file.name for file in tmp_path.iterdir()] == ["x"]


@pytest.mark.parametrize("kind", list(FileKind))
def test_every_kind_of_file_has_a_writer_that_tells_its_steps(tmp_path: Path, kind: FileKind) -> None:
    steps: list[tuple[int, int, str]] = []
    path = tmp_path / "deep" / f"x.{kind}"
    facts = writer_of(kind)(paper(), profile("HD36"), path, progress=lambda *step: steps.append(step))
    assert [step for step, _steps, _label in steps] == list(range(1, steps[-1][1] + 1))
    assert (facts.size, bool(facts.pages)) == (path.stat().st_size, kind is FileKind.PDF)


@pytest.mark.parametrize(
    ("text", "value", "shown"),
    [
        ("0", 0, "0"),
        ("1.234", 1234, "#,##0"),
        ("-12", -12, "0"),
        ("1.234.567,50", 1234567.5, "#,##0.00"),
        ("95,5%", 0.955, "0.0%"),
        ("100 %", 1.0, '0" "%'),
        ("05/02/2024", date(2024, 2, 5), "dd/mm/yyyy"),
        ("31/02/2024", "31/02/2024", "General"),
        ("1.2", "1.2", "General"),  # an item's number, not one and a fifth
        ("1.23", "1.23", "General"),
        ("0912345678", "0912345678", "General"),  # a telephone
        ("12/300", "12/300", "General"),
        ("1234567890123456", "1234567890123456", "General"),
        ("–", "–", "General"),
        ("", "", "General"),
        ("=1+1", "=1+1", "General"),
        ("1e5", "1e5", "General"),
        ("٣", "٣", "General"),
    ],
)
def test_a_number_of_a_column_of_numbers_is_a_number(text: str, value: Any, shown: str) -> None:
    found = value_of(text, is_number=True)
    assert (found.value, found.format) == (value, shown)


def test_digits_in_a_column_of_words_stay_words() -> None:
    assert value_of("1.234", is_number=False).value == "1.234"


@given(st.integers(-(10**14), 10**14), st.integers(0, 3))
def test_numbers_come_back_as_they_were_written(number: int, decimals: int) -> None:
    digits = f"{abs(number) // 10**decimals:,}".replace(",", ".")
    text = f"{'-' if number < 0 else ''}{digits}"
    if decimals:
        text += f",{abs(number) % 10**decimals:0{decimals}d}"
    found = value_of(text, is_number=True)
    assert found.value == pytest.approx((abs(number) / 10**decimals) * (-1 if number < 0 else 1))


@given(st.lists(st.text(st.characters(exclude_categories=["C"]), max_size=60).map(nfc), min_size=1, max_size=6))
def test_sheet_names_are_legal_and_unique(captions: list[str]) -> None:
    taken: set[str] = set()
    names = [sheet_name(text, number, taken) for number, text in enumerate(captions, start=1)]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert name.strip("'") == name
        assert name.casefold() != "history"


def test_a_workbook_has_a_sheet_for_each_table_and_chart(tmp_path: Path) -> None:
    note = tree.Note("Số liệu của 3 trên 4 trường.")
    words = tree.Table("Bảng 1", (tree.Column("=1+1", 50), tree.Column("@x", 50)), (("-2+3", "+4"), ("=A1", "@b")))
    document = paper(extra=(words, note))
    write_xlsx(document, profile("HD36"), tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    assert book.sheetnames == ["Bảng 1", "Biểu đồ 1", "Bảng 1 (2)"]
    first = book["Bảng 1"]
    assert first["A1"].value == "Bảng 1. Hồ sơ trong quý"
    assert [cell.value for cell in first[3]] == ["Thủ tục", "Tiếp nhận", "Đã trả"]
    assert [cell.value for cell in first[6]] == ["Cộng", 20, 18]
    assert first["A6"].font.bold
    assert first["A8"].value == "Nguồn: sổ theo dõi hồ sơ."
    assert (first.freeze_panes, first.print_title_rows) == ("A4", "$3:$3")
    assert (first.page_setup.paperSize, first.page_setup.orientation) == (9, "portrait")
    assert {font.name for font in book._fonts} == {"Times New Roman"}, "columns are measured by them"
    assert [cell.value for cell in book["Biểu đồ 1"][4]] == ["Rút học bạ", 12, 1]
    third = book["Bảng 1 (2)"]
    assert third["A7"].value == note.text
    assert {cell.data_type for row in third.iter_rows(min_row=3, max_row=5) for cell in row} == {"s"}
    assert third["A4"].quotePrefix


def test_a_book_in_landscape_keeps_its_groups_and_its_sheet(tmp_path: Path) -> None:
    document = PAPERS["register"]()
    write_xlsx(document, form_of(document), tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.print_title_rows == "$3:$4"
    assert {str(cells) for cells in sheet.merged_cells.ranges} >= {"F3:H3", "A3:A4"}
    assert sheet["F5"].value == datetime(2026, 11, 2)
    assert sheet["E5"].value == "Thôn 3, xã Sơn Lam\n0912 345 678"


def test_rows_of_a_workbook_are_as_high_as_their_words_ask(tmp_path: Path) -> None:
    columns = (tree.Column("Trường", 30), tree.Column("Giải quyết đúng hạn", 10, True), tree.Column("Ghi chú", 60))
    school = "Trường Trung học cơ sở Nguyễn Bỉnh Khiêm"
    rows = ((school, "1", "Đủ"), ("THCS", "2", "Một\nhai\nba\nbốn"), ("w" * 300, "3", ""), ("THCS", "4", ""))
    words = "Tỷ lệ đúng hạn tính từ tổng số, không lấy trung bình tỷ lệ của các trường. " * 2
    table = tree.Table("Bảng 1", columns, rows, note=words)
    document = replace(paper(), blocks=(table,))
    write_xlsx(document, profile("ND30"), tmp_path / "x.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
    line = profile("ND30").table.size * 1.25
    lines = [round(sheet.row_dimensions[row].height // line) for row in (1, 3, 4, 5, 6, 7, 9)]
    assert lines[:4] == [1, 4, 2, 4]
    assert lines[4] > 8
    assert lines[5:] == [1, 2]


def test_rows_of_a_workbook_leave_room_to_write_and_to_sign(tmp_path: Path) -> None:
    table = tree.Table("", (tree.Column("Họ và tên", 50), tree.Column("Ký tên", 50)), (("An", ""),), by_hand=True)
    for is_list, high in ((False, Mm(15)), (True, Mm(8.5))):
        document = replace(paper(), blocks=(replace(table, is_list=is_list),))
        write_xlsx(document, profile("ND30"), tmp_path / "x.xlsx")
        sheet = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0]
        assert sheet["A1"].value == "\n".join((document.type_name, *document.abstract))
        assert Pt(sheet.row_dimensions[4].height) >= high - Pt(0.1)


def test_the_margin_of_a_workbook_has_the_letters_of_the_profile_and_says_that_it_is_a_draft(tmp_path: Path) -> None:
    for words, left in (("", None), ("DỰ THẢO", "DỰ THẢO")):
        form = profile("ND30")
        write_xlsx(replace(paper(), watermark=words), form, tmp_path / "x.xlsx")
        head = openpyxl.load_workbook(tmp_path / "x.xlsx").worksheets[0].oddHeader
        assert (head.center.text, head.center.size) == ("&P", form.page_number.size)
        assert head.center.font == "Times New Roman,Regular"
        assert head.left.text == left


def test_a_document_without_tables_gives_no_workbook(tmp_path: Path) -> None:
    document = PAPERS["notice"]()
    with pytest.raises(Refusal) as refusal:
        write_xlsx(document, form_of(document), tmp_path / "x.xlsx")
    assert refusal.value.code == "no-tables"
    assert not (tmp_path / "x.xlsx").exists()


def test_five_thousand_rows_and_a_word_of_three_hundred_letters_go_in(tmp_path: Path) -> None:
    columns = tuple(tree.Column(f"Cột {number}", 20) for number in range(5))
    rows = tuple(("ư" * 300 if number == 7 else str(number), "a", "b", "c", "d") for number in range(5000))
    document = replace(paper(), blocks=(tree.Table("Bảng 1.", columns, rows),))
    facts = write_docx(document, profile("HD36"), tmp_path / "x.docx")
    assert facts.seconds < 30
    assert b"".join(entries(tmp_path / "x.docx").values()).count(b"<w:tr>") >= 5000
