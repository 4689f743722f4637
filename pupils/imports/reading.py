"""Opening lists that strangers made: first what a file is and whether it is dangerous, then its cells.

An accepted workbook has been unpacked once, part by part and within bounds, and each XML part read by expat, which
refuses document types (and with them entities). Only then do other readers open it.
"""

import codecs
import csv
import io
import json
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast
from xml.parsers import expat

import python_calamine
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pupils.imports import old_excel
from pupils.imports.enums import FileFormat
from pupils.imports.rules.types import MAX_COLUMNS, MAX_ROWS, Cell, Sheet
from schooladmin.core.errors import Refusal
from schooladmin.evidence.rules import Unacceptable, check

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_UNPACKED = 300 * MEGABYTE
MAX_SHEETS = 60
MAX_CELLS = 2_500_000  # empty cells with a border count: writing the workbook back holds each in memory
# Rows above the heading and below the last pupil are no pupils: a little more than MAX_ROWS may be filled.
_MAX_FILLED_ROW = MAX_ROWS + 1000
_BLOCK = 256 * 1024
_XML_STARTS = (b"<", codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CFB = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_XLS_SECONDS, _XLS_MEMORY = 60, 1024 * MEGABYTE

_AS_XLSX = _("Hãy mở tệp bằng Excel, chọn «Lưu thành» (Save As) loại «Excel Workbook (.xlsx)» rồi gửi lại.")
_REFUSALS: dict[str, str | Promise] = {
    "import-empty": _("Tệp này không có nội dung. Hãy chọn lại tệp."),
    "import-too-large": _("Tệp lớn hơn 20 MB. Hãy chia danh sách thành nhiều tệp, hoặc bỏ ảnh trong tệp."),
    "import-type": _("Chỉ nhận danh sách Excel (.xlsx, .xls) hoặc CSV."),
    "import-not-as-named": _("Nội dung bên trong không phải loại mà phần đuôi của tên tệp nói. %(how)s"),
    "import-macro": _("Tệp có chứa macro nên không nhận. %(how)s"),
    "import-bomb": _("Tệp bung ra lớn bất thường nên không nhận. %(how)s"),
    "import-unsafe": _("Tệp có cấu trúc không an toàn nên không nhận. %(how)s"),
    "import-unreadable": _("Không đọc được tệp này. %(how)s"),
    "import-password": _("Tệp có mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi gửi lại."),
    "import-rows": _("Danh sách dài hơn 20.000 dòng. Hãy chia thành nhiều tệp, mỗi tệp tối đa 20.000 học sinh."),
    "import-columns": _("Danh sách có ô ở sau cột thứ 100 (CV). Hãy xóa các cột không cần rồi gửi lại."),
    "import-sheets": _("Tệp có hơn 60 trang tính. Hãy chia thành nhiều tệp."),
    "import-encoding": _("Không nhận ra bảng mã của tệp CSV. Hãy lưu lại thành «CSV UTF-8» hoặc .xlsx rồi gửi."),
}
_OF_EVIDENCE = {
    "evidence-empty": "import-empty",
    "evidence-type": "import-type",
    "evidence-not-as-named": "import-not-as-named",
    "evidence-macro": "import-macro",
    "evidence-bomb": "import-bomb",
    "evidence-unsafe-paths": "import-unsafe",
}


def refusal(code: str) -> Refusal:
    """The refusal of a file, in words that say what to do."""
    return Refusal(str(_REFUSALS[code]) % {"how": _AS_XLSX}, code=code, field="upload")


def check_upload(name: str, size: int, content: BinaryIO) -> FileFormat:
    """What an upload is, by its name, size and bytes; cheap enough for a request. Raises Refusal."""
    suffix = PurePosixPath(name).suffix.lower().lstrip(".")
    if size == 0:
        raise refusal("import-empty")
    if size > MAX_BYTES:
        raise refusal("import-too-large")
    if suffix in {"xlsm", "xltm", "xlsb", "xlam"}:
        raise refusal("import-macro")
    if suffix not in FileFormat.values:
        raise refusal("import-type")
    found = FileFormat(suffix)
    if found == FileFormat.XLSX:
        _check_xlsx(name, size, content)
    elif found == FileFormat.XLS:
        _check_xls(content)
    else:
        _check_csv(content)
    return found


def _check_xlsx(name: str, size: int, content: BinaryIO) -> None:
    content.seek(0)
    if content.read(len(_CFB)) == _CFB:
        raise refusal("import-password")  # Excel wraps a workbook with a password into the old container
    try:
        check(name, size, content)
    except Unacceptable as refused:
        raise refusal(_OF_EVIDENCE[refused.code]) from refused


def _check_xls(content: BinaryIO) -> None:
    content.seek(0)
    whole = content.read(MAX_BYTES)
    if not whole.startswith(_CFB):
        raise refusal("import-not-as-named")  # web pages named .xls, as some programs export them
    if any(mark.encode("utf-16-le") in whole for mark in ("_VBA_PROJECT", "VBA\0", "Macros\0")):
        raise refusal("import-macro")
    if "EncryptedPackage".encode("utf-16-le") in whole:
        raise refusal("import-password")
    if not any(mark.encode("utf-16-le") in whole for mark in ("Workbook\0", "Book\0")):
        raise refusal("import-not-as-named")


def _check_csv(content: BinaryIO) -> None:
    content.seek(0)
    _decoded(content.read(MAX_BYTES))


def inspect(path: Path, format_: FileFormat) -> None:
    """The thorough look at a workbook before anything reads it: real sizes, no entities, rows and columns in bounds.

    Raises Refusal. Takes time: for background jobs.
    """
    if format_ != FileFormat.XLSX:
        return
    left = MAX_UNPACKED
    try:
        with zipfile.ZipFile(path) as archive, path.open("rb") as raw:
            sheets = 0
            for part in archive.infolist():
                sheets += part.filename.startswith("xl/worksheets/") and part.filename.endswith(".xml")
                if sheets > MAX_SHEETS:
                    raise refusal("import-sheets")
                left -= _inspect_part(part, raw, left)
    except (zipfile.BadZipFile, expat.ExpatError, zlib.error, OSError, ValueError) as broken:
        raise refusal("import-unreadable") from broken


def _inspect_part(part: zipfile.ZipInfo, raw: BinaryIO, most: int) -> int:
    """Unpack one part within bounds, whatever its declared size, and read it if it is XML; return its real size."""
    reader: _Xml | None = None
    size = 0
    for block in _unpacked(part, raw):
        if not size and block:
            reader = _Xml() if block.lstrip().startswith(_XML_STARTS) else None
        size += len(block)
        if size > most:
            raise refusal("import-bomb")
        if reader is not None:
            reader.feed(block)
    if size != part.file_size:
        raise refusal("import-bomb")
    if reader is not None:
        reader.feed(b"", last=True)
    return size


def _unpacked(part: zipfile.ZipInfo, raw: BinaryIO) -> Iterator[bytes]:
    """The bytes of a part as they really are: the zipfile module would stop at the declared size."""
    if part.flag_bits & 1 or part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("import-unsafe")
    raw.seek(part.header_offset)
    head = raw.read(30)
    if head[:4] != b"PK\x03\x04":
        raise zipfile.BadZipFile("no local header")
    raw.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), io.SEEK_CUR)
    inflate = zlib.decompressobj(-15) if part.compress_type == zipfile.ZIP_DEFLATED else None
    left = part.compress_size
    while left > 0 and (packed := raw.read(min(_BLOCK, left))):
        left -= len(packed)
        if inflate is None:
            yield packed
            continue
        yield inflate.decompress(packed, _BLOCK)
        while inflate.unconsumed_tail:
            yield inflate.decompress(inflate.unconsumed_tail, _BLOCK)
    if inflate is not None:
        yield inflate.flush()


class _Xml:
    """Reads an XML part: refuses document types, and filled cells out of bounds.

    A reader of sheets makes a full table up to the last filled cell, however far away that is. Which part is a sheet
    is for the workbook to say, so every part is looked at.
    """

    def __init__(self) -> None:
        self._row = self._column = self._cells = 0
        self._in_cell = False
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.StartElementHandler = self._start

    def feed(self, block: bytes, *, last: bool = False) -> None:
        self._parser.Parse(block, last)

    def _doctype(self, *_: object) -> None:
        raise refusal("import-unsafe")

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._in_cell = True
            self._cells += 1
            if self._cells > MAX_CELLS:
                raise refusal("import-bomb")
            self._cell(attributes.get("r", ""))
        elif name == "row":
            self._in_cell = False
            self._row = _row_number(attributes.get("r", ""), self._row + 1)
            self._column = 0
        elif name not in ("v", "is", "f"):
            self._in_cell = False
        elif self._in_cell:
            if self._row > _MAX_FILLED_ROW:
                raise refusal("import-rows")
            if self._column > MAX_COLUMNS:
                raise refusal("import-columns")

    def _cell(self, place: str) -> None:
        if not place:
            self._column += 1
            return
        letters = place.rstrip("0123456789")
        column = 0
        for letter in letters.upper():
            if not "A" <= letter <= "Z" or column > 100_000:
                raise refusal("import-unreadable")
            column = column * 26 + ord(letter) - 64
        self._column = column
        self._row = _row_number(place[len(letters) :], self._row)


def _row_number(text: str, otherwise: int) -> int:
    if not text:
        return otherwise
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise refusal("import-unreadable")
    return int(text)


def read(path: Path, format_: FileFormat) -> list[Sheet]:
    """The visible sheets with their cells from A1 on. Raises Refusal for what cannot be read."""
    if format_ == FileFormat.CSV:
        sheets = [Sheet("", _csv_rows(_decoded(path.read_bytes())))]
    elif format_ == FileFormat.XLS:
        sheets = _xls_sheets(path)
    else:
        sheets = _workbook_sheets(path)
    for sheet in sheets:
        if len(sheet.rows) > _MAX_FILLED_ROW:
            raise refusal("import-rows")
        if any(len(row) > MAX_COLUMNS for row in sheet.rows[:1]) or (
            format_ == FileFormat.CSV and any(len(row) > MAX_COLUMNS for row in sheet.rows)
        ):
            raise refusal("import-columns")
    return sheets


def _workbook_sheets(path: Path) -> list[Sheet]:
    try:
        return [Sheet(*parts) for parts in old_excel.sheets_of(str(path))]
    except python_calamine.PasswordError as locked:
        raise refusal("import-password") from locked
    except (python_calamine.CalamineError, ValueError, OSError) as broken:
        raise refusal("import-unreadable") from broken


def _xls_sheets(path: Path) -> list[Sheet]:
    """The old format cannot be bounded before it is read: a process of its own with little memory reads it."""
    command = [sys.executable, "-P", old_excel.__file__, str(path), str(_XLS_MEMORY)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_XLS_SECONDS, check=False)  # noqa: S603
    except subprocess.TimeoutExpired as slow:
        raise refusal("import-bomb") from slow
    if done.returncode == old_excel.PASSWORD:
        raise refusal("import-password")
    if done.returncode != 0:
        raise refusal("import-unreadable")
    return [
        Sheet(
            name,
            [[_from_json(cell) for cell in row] for row in rows],
            tuple(((top, left), (bottom, right)) for (top, left), (bottom, right) in merged),
        )
        for name, rows, merged in json.loads(done.stdout)
    ]


def _from_json(cell: Any) -> Cell:
    if isinstance(cell, dict):
        moment = datetime.fromisoformat(cell["date"])
        return moment if "T" in cell["date"] else moment.date()
    return cast(Cell, cell)


def _decoded(content: bytes) -> str:
    """Text of a CSV file: UTF-8, UTF-16 with its mark, else Windows-1258 (Vietnamese Windows). Raises Refusal."""
    if content.startswith((b"PK\x03\x04", _CFB, b"%PDF")):
        raise refusal("import-not-as-named")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise refusal("import-not-as-named")
        return text
    raise refusal("import-encoding")


def _csv_rows(text: str) -> list[list[Cell]]:
    first = text[: 64 * 1024]
    delimiter = max(",;\t", key=first.count)
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(list(row))
            if len(rows) > _MAX_FILLED_ROW:
                raise refusal("import-rows")
    except csv.Error as broken:
        raise refusal("import-unreadable") from broken
    while rows and not any(rows[-1]):
        rows.pop()
    return rows
