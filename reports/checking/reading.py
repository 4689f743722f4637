"""A paper that somebody brings, as lines: plain text, a Word document or a saved web page."""

import io
import re
import zipfile
import zlib
from html import unescape
from pathlib import Path, PurePath
from typing import IO
from xml.etree.ElementTree import Element

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.utils.translation import gettext as _

from reports.checking.paper import Paper
from schooladmin.core.errors import Refusal
from schooladmin.core.text import tidy

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 20 * 1024 * 1024  # a paper of 500 pages has about ten with all its marks
MAX_PARTS = 2_000
MAX_LETTERS = 300_000  # a page has about 3,000
_OLD_WORD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PDF = (b"%PDF",)
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8")
_BROKEN = (
    zipfile.BadZipFile, zlib.error, KeyError, ElementTree.ParseError, DefusedXmlException, RuntimeError, EOFError,
    OSError, ValueError,
)  # fmt: skip
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {f"{_WORD}tab": "\t", f"{_WORD}br": " ", f"{_WORD}noBreakHyphen": "-"}
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
_TAG = re.compile(r"<(/?[a-zA-Z][a-zA-Z0-9]*|[!?])")
_RAW = {tag: re.compile(f"</{tag}", re.IGNORECASE) for tag in ("script", "style", "template", "textarea", "title")}


def read_paper(path: Path) -> Paper:
    """The paper in a file, by its ending. Raises Refusal when it cannot be read; nothing in it is carried out."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise Refusal(
            _("Không mở được tệp %(name)s: %(reason)s.") % {"name": path.name, "reason": error.strerror},
            code="paper-unreadable",
        ) from error
    return Paper.of(lines_of(path.name, content))


def lines_of(name: str, content: bytes, most: int = MAX_BYTES) -> list[str]:
    """The lines or paragraphs of a file with that name, at most ``most`` bytes. Raises Refusal in plain words."""
    suffix = PurePath(name).suffix.lower()
    readers = {".txt": _plain, ".docx": _word, ".html": _page, ".htm": _page}
    if suffix not in readers:
        raise Refusal(_("Chỉ đọc được tệp .docx, .txt hoặc .html."), code="paper-kind")
    if len(content) > most:
        raise Refusal(
            _("Tệp lớn hơn %(most)s MB. Hãy bỏ bớt ảnh rồi gửi lại.") % {"most": most // 1024**2}, code="paper-large"
        )
    _refuse_disguise(suffix, content)
    return checked_lines(readers[suffix](content))


def checked_lines(lines: list[str]) -> list[str]:
    """The lines in one normal form, each without a break inside. Raises Refusal for nothing at all and for too much."""
    lines = [" ".join(tidy(line).splitlines()) for line in lines]
    letters = sum(map(len, lines))
    if not letters:
        raise Refusal(_("Không có chữ nào đọc được. Ảnh quét cần được gõ lại."), code="paper-empty")
    if letters > MAX_LETTERS:
        raise _too_long()
    return lines


def _too_long() -> Refusal:
    return Refusal(_("Văn bản dài hơn 300.000 ký tự (khoảng 100 trang). Hãy gửi từng phần."), code="paper-long")


def _refuse_disguise(suffix: str, content: bytes) -> None:
    """Say what a file is that is not what its ending promises, and what to do about it."""
    head = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if content.startswith(_OLD_WORD):
        if _ENCRYPTED in content:
            raise Refusal(
                _("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi gửi lại."), code="paper-encrypted"
            )
        raise Refusal(_("Đây là tệp Word kiểu cũ (.doc). Hãy mở bằng Word rồi lưu dạng .docx."), code="paper-disguised")
    for starts, kind in ((_PDF, "PDF"), (_PICTURES, _("ảnh"))):
        if content.startswith(starts):
            raise Refusal(
                _("Tệp mang đuôi %(suffix)s nhưng bên trong là %(kind)s. Hãy gửi văn bản gốc (.docx).")
                % {"suffix": suffix, "kind": kind},
                code="paper-disguised",
            )
    if suffix != ".docx" and content.startswith(b"PK\x03\x04"):
        raise Refusal(
            _("Tệp mang đuôi %(suffix)s nhưng bên trong là tệp nén hoặc Word. Hãy đổi đuôi thành .docx rồi gửi lại.")
            % {"suffix": suffix},
            code="paper-disguised",
        )
    if suffix == ".txt" and head.startswith((b"<!doctype html", b"<html")):
        raise Refusal(
            _("Tệp mang đuôi .txt nhưng bên trong là trang web. Hãy đổi đuôi thành .html rồi gửi lại."),
            code="paper-disguised",
        )
    if suffix in {".html", ".htm"} and not head.startswith((b"\xff\xfe", b"\xfe\xff")) and b"<" not in content:
        raise Refusal(
            _("Tệp mang đuôi %(suffix)s nhưng bên trong là chữ thường. Hãy đổi đuôi thành .txt rồi gửi lại.")
            % {"suffix": suffix},
            code="paper-disguised",
        )


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
    """The paragraphs of a Word document, those of tables and boxes among them, in their order."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            _refuse_parts(parts)
            with parts.open("word/document.xml") as part:
                root = ElementTree.fromstring(_limited(part))
    except _BROKEN as error:
        raise Refusal(
            _("Tệp không phải văn bản Word (.docx) hoặc đã hỏng. Hãy mở bằng Word rồi lưu lại."), code="paper-broken"
        ) from error
    return _paragraphs(root)


def _refuse_parts(parts: zipfile.ZipFile) -> None:
    """What a Word document must not bring along. Macros would not be run here; who opens the file next may run them."""
    entries = parts.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal(_("Tệp đặt mật khẩu nên không đọc được. Hãy bỏ mật khẩu rồi gửi lại."), code="paper-encrypted")
    if any(PurePath(entry.filename).name.lower() == "vbaproject.bin" for entry in entries):
        raise Refusal(
            _("Tệp có macro nên không nhận. Hãy lưu lại dạng .docx không có macro rồi gửi lại."), code="paper-macros"
        )
    if len(entries) > MAX_PARTS:
        raise Refusal(_("Tệp bung ra lớn bất thường nên không đọc."), code="paper-bomb")


def _limited(part: IO[bytes]) -> bytes:
    text = part.read(MAX_UNPACKED + 1)
    if len(text) > MAX_UNPACKED:
        raise Refusal(_("Tệp bung ra lớn bất thường nên không đọc."), code="paper-bomb")
    return text


def _paragraphs(root: Element) -> list[str]:
    """The words of each paragraph once: a box in a paragraph is a paragraph itself, its copy for old programs is left.

    What was deleted with tracked changes is not among them. No recursion: a file may be nested as deep as it likes.
    """
    found: list[list[str]] = []
    outside: list[str] = []
    waiting: list[tuple[Element, list[str]]] = [(root, outside)]
    while waiting:
        node, words = waiting.pop()
        if node.tag == _FALLBACK:
            continue
        if node.tag == f"{_WORD}p":
            words = []
            found.append(words)
        elif node.tag == f"{_WORD}t":
            words.append(node.text or "")
        elif node.tag in _SIGNS:
            words.append(_SIGNS[node.tag])
        waiting += [(child, words) for child in reversed(node)]
    return ["".join(words) for words in found]


def _page(content: bytes) -> list[str]:
    """The text of a page, a line for each block.

    One pass with plain searches: the parser of the standard library needs minutes for a page made to hurt it.
    """
    text = _text(content)
    found: list[list[str]] = [[]]
    at, hidden, steps = 0, False, 0
    while at < len(text):
        steps += 1
        if steps > MAX_LETTERS:
            raise _too_long()
        start = text.find("<", at)
        if not hidden:
            found[-1].append(_unescaped(text[at : None if start < 0 else start]))
        if start < 0:
            break
        end, tag = _tag(text, start)
        if end == start + 1 and not hidden:
            found[-1].append("<")
        if tag in _BLOCKS or tag.lstrip("/") in _BLOCKS:
            found.append([])
        if tag in _RAW:
            closing = _RAW[tag].search(text, end)
            end = closing.start() if closing else len(text)
        hidden = (hidden or tag == "head") and tag not in {"/head", "body"}
        at = end
    lines = ("".join(words).replace("\n", " ") for words in found)
    return [line for line in lines if line.strip()]


def _tag(text: str, start: int) -> tuple[int, str]:
    """Where the mark that begins at ``start`` ends, and its name («p», «/p», empty for comments and for a bare «<»)."""
    if text.startswith("<!--", start):
        return _after(text, "-->", start + 4), ""
    name = _TAG.match(text, start)
    if name is None:
        return start + 1, ""
    return _after(text, ">", name.end()), name[1].lower()


def _after(text: str, closing: str, start: int) -> int:
    found = text.find(closing, start)
    return len(text) if found < 0 else found + len(closing)


def _unescaped(text: str) -> str:
    try:
        return unescape(text)
    except ValueError:  # a number of thousands of digits is no letter
        return text
