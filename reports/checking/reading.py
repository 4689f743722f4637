"""A paper that somebody brings, as lines: plain text, a Word document or a saved web page."""

import io
import zipfile
from html.parser import HTMLParser
from pathlib import Path
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from reports.checking.paper import Paper
from schooladmin.core.errors import Refusal

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 50 * 1024 * 1024  # a paper of 500 pages has about ten with all its marks
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLOCKS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "div",
        "br",
        "table",
        "ul",
        "ol",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "hr",
    ]
)
_SILENT = frozenset({"script", "style", "head", "template"})


def read_paper(path: Path) -> Paper:
    """The paper in a file, by its ending. Raises Refusal when it cannot be read; nothing in it is carried out."""
    readers = {".txt": _plain, ".docx": _word, ".html": _page, ".htm": _page}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise Refusal(_("Chỉ đọc được tệp .docx, .txt hoặc .html."), code="paper-kind")
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refusal(
            _("Không mở được tệp %(name)s: %(reason)s.") % {"name": path.name, "reason": error.strerror},
            code="paper-unreadable",
        ) from error
    if len(content) > MAX_BYTES:
        raise Refusal(_("Tệp lớn hơn 20 MB. Hãy bỏ bớt ảnh rồi gửi lại."), code="paper-large")
    paper = Paper.of(reader(content))
    if not paper.lines:
        raise Refusal(_("Tệp không có chữ nào đọc được. Ảnh quét cần được gõ lại."), code="paper-empty")
    return paper


def _plain(content: bytes) -> list[str]:
    return _text(content).splitlines()


def _text(content: bytes) -> str:
    """Unicode with or without its mark, or the code page of old Vietnamese Windows."""
    for encoding in ("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig", "cp1258"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refusal(_("Không nhận ra bảng mã của tệp. Hãy lưu lại dạng Unicode (UTF-8)."), code="paper-encoding")


def _word(content: bytes) -> list[str]:
    """The paragraphs of a Word document, those of tables among them, in their order."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts, parts.open("word/document.xml") as part:
            root = ElementTree.fromstring(_limited(part))
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError, DefusedXmlException, RuntimeError, EOFError) as error:
        raise Refusal(
            _("Tệp không phải văn bản Word (.docx) hoặc đã hỏng. Hãy mở bằng Word rồi lưu lại."), code="paper-broken"
        ) from error
    return ["".join(_runs(paragraph)) for paragraph in root.iter(f"{_WORD}p")]


def _limited(part: IO[bytes]) -> bytes:
    text = part.read(MAX_UNPACKED + 1)
    if len(text) > MAX_UNPACKED:
        raise Refusal(_("Tệp bung ra lớn bất thường nên không đọc."), code="paper-bomb")
    return text


def _runs(paragraph: Element) -> list[str]:
    """The words of a paragraph; what was deleted with tracked changes is not among them."""
    names = {f"{_WORD}tab": "\t", f"{_WORD}br": " ", f"{_WORD}noBreakHyphen": "-"}
    return [
        node.text or "" if node.tag == f"{_WORD}t" else names[node.tag]
        for node in paragraph.iter()
        if node.tag == f"{_WORD}t" or node.tag in names
    ]


class _Lines(HTMLParser):
    """The text of a page, a line for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in _SILENT
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_endtag(self, tag: str) -> None:
        self._silent = max(0, self._silent - (tag in _SILENT))
        if tag in _BLOCKS:
            self.lines.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.lines[-1] += data.replace("\n", " ")


def _page(content: bytes) -> list[str]:
    reader = _Lines()
    reader.feed(_text(content))
    reader.close()
    return [line for line in reader.lines if line.strip()]
