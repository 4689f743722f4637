"""Files that lie, explode or bring programs along; old formats and encodings; what goes out again."""

import io
import struct
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pupils.imports import old_excel
from pupils.imports.enums import FileFormat
from pupils.imports.marking import marked_workbook
from pupils.imports.reading import MAX_BYTES, check_upload, inspect, read
from pupils.imports.rules.cells import line
from pupils.imports.rules.heading import find_heading
from pupils.imports.rules.types import Problem
from schooladmin.core.errors import Refusal
from schooladmin.core.sheets import looks_like_formula, put_text, safe_cell, safe_text
from tests.pupil_lists import saved, sector_like, smas_like, vnedu_like

CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def changed(content: bytes, **parts: bytes) -> bytes:
    """A workbook with parts replaced or added; ``__`` stands for ``/`` and ``_xml`` for ``.xml``."""
    names = {name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"): parts[name] for name in parts}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            if info.filename not in names:
                new.writestr(info.filename, old.read(info.filename))
        for name, part in names.items():
            new.writestr(name, part)
    return out.getvalue()


def part_of(content: bytes, name: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name)


SHEET = "xl/worksheets/sheet1.xml"


def with_sheet(change: Callable[[bytes], bytes]) -> bytes:
    content = smas_like()
    return changed(content, xl__worksheets__sheet1_xml=change(part_of(content, SHEET)))


def upload_code(name: str, content: bytes) -> str:
    with pytest.raises(Refusal) as refused:
        check_upload(name, len(content), io.BytesIO(content))
    assert refused.value.field == "upload"
    return refused.value.code


def inspect_code(content: bytes, tmp_path: Path) -> str:
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        inspect(path, FileFormat.XLSX)
    return refused.value.code


@pytest.mark.parametrize("layout", [smas_like, vnedu_like, sector_like])
def test_honest_workbooks_pass(layout: Callable[[], bytes], tmp_path: Path) -> None:
    content = layout()
    assert check_upload("Danh sách.XLSX", len(content), io.BytesIO(content)) == FileFormat.XLSX
    path = tmp_path / "a.xlsx"
    path.write_bytes(content)
    inspect(path, FileFormat.XLSX)


def test_files_that_are_not_what_they_say() -> None:
    good = smas_like()
    assert upload_code("a.xlsx", b"") == "import-empty"
    assert upload_code("a.pdf", b"%PDF-1.7") == "import-type"
    assert upload_code("a.xlsx", b"MZ" + b"\0" * 100) == "import-not-as-named"
    assert upload_code("a.xls", b"<html><table><tr><td>Ho ten</td></tr></table></html>") == "import-not-as-named"
    assert upload_code("a.xls", good) == "import-not-as-named"
    assert upload_code("a.csv", good) == "import-not-as-named"
    assert upload_code("a.xlsx", CFB + b"\0" * 600) == "import-password"
    assert upload_code("a.xls", CFB + b"\0" * 600) == "import-not-as-named"
    with pytest.raises(Refusal) as refused:
        check_upload("a.xlsx", MAX_BYTES + 1, io.BytesIO(good))
    assert refused.value.code == "import-too-large"


def test_macros_are_refused() -> None:
    assert upload_code("a.xlsm", smas_like()) == "import-macro"
    assert upload_code("a.xlsx", changed(smas_like(), xl__vbaProject_bin=b"x")) == "import-macro"
    old = CFB + "Workbook\0".encode("utf-16-le") + "_VBA_PROJECT_CUR".encode("utf-16-le") + b"\0" * 600
    assert upload_code("a.xls", old) == "import-macro"


def test_a_bomb_that_tells_its_size() -> None:
    bomb = changed(smas_like(), xl__big_xml=b"<a>" + b" " * 30_000_000 + b"</a>")
    assert upload_code("a.xlsx", bomb) == "import-bomb"


def test_a_bomb_that_hides_its_size(tmp_path: Path) -> None:
    content = bytearray(changed(smas_like(), xl__big_xml=b"<a>" + b" " * 400_000_000 + b"</a>"))
    real, told = struct.pack("<I", 400_000_007), struct.pack("<I", 1000)
    assert content.count(real) == 2
    content = content.replace(real, told)
    assert inspect_code(bytes(content), tmp_path) == "import-bomb"


@pytest.mark.parametrize(
    "bomb",
    [
        b'<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>',
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE a SYSTEM "http://example.org/a.dtd">',
    ],
)
def test_entities_are_refused_in_every_part(bomb: bytes, tmp_path: Path) -> None:
    def begin(part: bytes) -> bytes:
        head, mark, rest = part.partition(b"<worksheet")
        return head + bomb + mark + rest

    assert inspect_code(with_sheet(begin), tmp_path) == "import-unsafe"
    other = changed(smas_like(), xl__any_thing=b'<?xml version="1.0"?>' + bomb + b"<a>&c;</a>")
    assert inspect_code(other, tmp_path) == "import-unsafe"


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>', "import-rows"),
        (b'<row r="30000"><c><v>1</v></c></row>', "import-rows"),
        (b'<row r="40"><c r="XFD40" t="inlineStr"><is><t>x</t></is></c></row>', "import-columns"),
        (b'<row r="40"><c r="CW40"><f>1+1</f></c></row>', "import-columns"),
        (b'<row r="x"><c r="A1"><v>1</v></c></row>', "import-unreadable"),
        (b'<row r="40"><c r="A40"><v>1</v></row>', "import-unreadable"),
    ],
)
def test_one_cell_far_away_would_make_a_huge_table(cell: bytes, code: str, tmp_path: Path) -> None:
    content = with_sheet(lambda part: part.replace(b"</sheetData>", cell + b"</sheetData>"))
    assert inspect_code(content, tmp_path) == code


def test_empty_cells_far_away_are_only_looks(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    far = b'<row r="1048576"><c r="A1048576" s="1"/></row></sheetData>'
    path.write_bytes(with_sheet(lambda part: part.replace(b"</sheetData>", far)))
    inspect(path, FileFormat.XLSX)
    assert len(read(path, FileFormat.XLSX)[0].rows) < 20


def test_too_many_rows_say_so(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Họ và tên,Ngày sinh\n" + "An,1/1/2014\n" * 21_001)
    with pytest.raises(Refusal, match=r"20\.000 dòng"):
        read(path, FileFormat.CSV)
    path.write_text(",".join("x" * 101))
    with pytest.raises(Refusal) as refused:
        read(path, FileFormat.CSV)
    assert refused.value.code == "import-columns"


def test_a_broken_workbook_is_a_plain_no(tmp_path: Path) -> None:
    content = smas_like()
    path = tmp_path / "a.xlsx"
    path.write_bytes(content[: len(content) // 2])
    for reader in (lambda: inspect(path, FileFormat.XLSX), lambda: read(path, FileFormat.XLSX)):
        with pytest.raises(Refusal) as refused:
            reader()
        assert refused.value.code == "import-unreadable"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1258", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_the_encodings_of_vietnamese_windows(encoding: str, delimiter: str, tmp_path: Path) -> None:
    rows = [["Họ và tên", "Ngày sinh"], ["Nguyễn Thị Ánh Đào", "05/03/2014"]]
    text = "\r\n".join(delimiter.join(row) for row in rows)
    if encoding == "cp1258":  # its letters and tone marks are two characters
        text = "".join(_split(char) for char in text)
    content = text.encode(encoding)
    assert check_upload("a.csv", len(content), io.BytesIO(content)) == FileFormat.CSV
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    assert [[line(cell) for cell in row] for row in read(path, FileFormat.CSV)[0].rows] == rows


def _split(char: str) -> str:
    try:
        char.encode("cp1258")
    except UnicodeEncodeError:
        parts = unicodedata.normalize("NFD", char)
        marks = [mark for mark in parts[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = [mark for mark in parts[1:] if mark not in marks]
        return unicodedata.normalize("NFC", parts[0] + "".join(rest)) + "".join(marks)
    return char


def biff(rows: list[list[str]]) -> bytes:
    """A workbook of Excel 5 (BIFF5) within the old container: enough of both for one sheet of texts."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    bof = struct.pack("<HHHH", 0x0500, 0x0005, 0, 0)
    sheet = record(0x0809, struct.pack("<HHHH", 0x0500, 0x0010, 0, 0))
    sheet += record(0x0200, struct.pack("<HHHHH", 0, len(rows), 0, len(rows[0]), 0))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            raw = text.encode("cp1258")
            sheet += record(0x0204, struct.pack("<HHHH", at, column, 0, len(raw)) + raw)
    sheet += record(0x000A, b"")
    head = record(0x0809, bof) + record(0x0042, struct.pack("<H", 1258))
    name = b"DS"
    tail = record(0x000A, b"")
    start = len(head) + len(record(0x0085, struct.pack("<IHB", 0, 0, len(name)) + name)) + len(tail)
    book = head + record(0x0085, struct.pack("<IHB", start, 0, len(name)) + name) + tail + sheet
    return container("Book", book)


def container(name: str, stream: bytes) -> bytes:
    """A compound file with one stream."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    chain = [0xFFFFFFFD, 0xFFFFFFFE] + [at + 3 for at in range(sectors - 1)] + [0xFFFFFFFE]
    table = b"".join(struct.pack("<I", at) for at in chain).ljust(512, b"\xff")

    def entry(title: str, kind: int, child: int, first: int, size: int) -> bytes:
        raw = (title + "\0").encode("utf-16-le")
        made = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, 0xFFFFFFFF, 0xFFFFFFFF, child)
        return made + b"\0" * 36 + struct.pack("<IQ", first, size)

    folder = entry("Root Entry", 5, 1, 0xFFFFFFFE, 0) + entry(name, 2, 0xFFFFFFFF, 2, len(stream)) + b"\0" * 256
    head = CFB + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    head += struct.pack("<I", 0) + b"\xff" * (108 * 4)
    return head + table + folder + stream


def test_an_old_xls_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    content = biff([["Ho va ten", "Ngay sinh"], ["Nguyen Van An", "05/03/2014"]])
    assert check_upload("a.xls", len(content), io.BytesIO(content)) == FileFormat.XLS
    path = tmp_path / "a.xls"
    path.write_bytes(content)
    inspect(path, FileFormat.XLS)
    sheet = read(path, FileFormat.XLS)[0]
    assert [list(row) for row in sheet.rows] == [["Ho va ten", "Ngay sinh"], ["Nguyen Van An", "05/03/2014"]]
    path.write_bytes(content[:700])
    with pytest.raises(Refusal) as refused:
        read(path, FileFormat.XLS)
    assert refused.value.code == "import-unreadable"


def test_the_reader_of_old_files_has_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(smas_like())
    command = [sys.executable, "-P", old_excel.__file__, str(path)]
    assert subprocess.run([*command, str(2**30)], capture_output=True, check=False).returncode == 0
    assert subprocess.run([*command, str(2**24)], capture_output=True, check=False).returncode != 0


@pytest.mark.parametrize("text", ["=1+1", "+84912345671", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_text_never_becomes_a_formula(text: str) -> None:
    assert looks_like_formula(text)
    assert safe_text(text) == f"'{text}"
    book: Any = openpyxl.Workbook()
    book.active.append([safe_cell(book.active, text), safe_cell(book.active, "An"), safe_cell(book.active, 5)])
    put_text(book.active["A2"], text)
    stream: Any = openpyxl.Workbook(write_only=True)
    page = stream.create_sheet()
    page.append([safe_cell(page, text)])
    for content in (saved(book), saved(stream)):
        sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
        assert sheet["A1"].data_type == "s"
        assert sheet["A1"].value.strip() == text.strip()
        assert sheet["A1"].quotePrefix
    assert safe_text("An") == "An"
    assert safe_text(None) == ""


def test_marks_on_what_openpyxl_cannot_open_go_into_a_new_workbook(
    tmp_path: Path,
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Họ và tên,Ngày sinh\n=1+1,05/03/2014\n")
    sheets = read(path, FileFormat.CSV)
    heading = find_heading(sheets[0])
    assert heading is not None
    problems = [Problem(0, 1, 0, "name-signs")]
    content = marked_workbook(path, FileFormat.CSV, sheets, [(0, sheets[0], heading)], problems)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Họ và tên", "Ngày sinh", "Lỗi"],
        ["=1+1", "05/03/2014", "Họ và tên: Họ tên chỉ gồm chữ cái; hãy bỏ chữ số, dấu ngoặc và ký hiệu."],
    ]
    assert sheet["A2"].data_type == "s"
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"nothing that opens")
    assert marked_workbook(path, FileFormat.XLSX, sheets, [(0, sheets[0], heading)], problems)


def test_cells_of_merged_ranges_are_left_alone(tmp_path: Path) -> None:
    book: Any = openpyxl.Workbook()
    for row in (["Họ và tên", "Ngày sinh", "Lớp"], ["An 2", "05/03/2014", "6A1"]):
        book.active.append(row)
    book.active.merge_cells("A2:B2")
    book.active.merge_cells("C1:E1")
    path = tmp_path / "a.xlsx"
    path.write_bytes(saved(book))
    sheets = read(path, FileFormat.XLSX)
    heading = find_heading(sheets[0])
    assert heading is not None
    problems = [Problem(0, 1, 0, "name-signs"), Problem(0, 1, 1, "date-format"), Problem(0, 1, -1, "no-key")]
    content = marked_workbook(path, FileFormat.XLSX, sheets, [(0, sheets[0], heading)], problems)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet["F1"].value == "Lỗi"
    assert sheet["F2"].value.count("\n") == 2
