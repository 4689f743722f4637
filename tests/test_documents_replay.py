"""Papers with a shared part: its pages come from memory and look, read and are tagged as if set in one piece."""

import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pydyf
import pytest
import zxingcpp
from PIL import Image, ImageChops
from pydyf import PDF
from pypdf import PdfReader

from bench.outline import outline
from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.writers.pdf import engine, pages, replay, write_pdf
from tests.papers import chart, fonts, paper, profile, words

MARK = tree.QrCode("https://truong.example/k/26-00137-K", "26-00137-K", "Mã văn bản")
LONG_NAME = "Chi bộ Trường Trung học cơ sở Nguyễn Thị Minh Khai và các đơn vị trực thuộc"
_FIGURES = tree.Table(
    "Bảng A. Kết quả chung của xã",
    (tree.Column("Đơn vị", 60), tree.Column("Hồ sơ", 40, is_number=True)),
    (("Trường A", "12"), ("Trường B", "9")),
)


def short() -> tree.Document:
    """A state paper: a table and a bold word in italics within the shared part, a chart at its end."""
    runs = (tree.Run("Nguyên tắc: ", bold=True, italic=True), tree.Run("đúng hẹn, đúng luật."))
    plain = paper(regime=tree.Regime.STATE)
    first = tree.Heading(1, "A.", "PHẦN CHUNG")
    middle = tuple(tree.paragraph(f"({n}) Trả kết quả đúng hẹn là thước đo của mọi cải tiến. " * 9) for n in range(9))
    common = replace(chart(), caption="Biểu đồ A. Kết quả chung")
    shared: tuple[tree.Block, ...] = (
        first,
        tree.Paragraph(runs),
        *middle,
        _FIGURES,
        tree.item("–", "Một việc."),
        tree.item("–", "Hai."),
        common,
    )
    own: tuple[tree.Block, ...] = (tree.Heading(1, "B.", "PHẦN RIÊNG", new_page=True), *plain.blocks)
    return replace(plain, blocks=shared + own, shared=len(shared))


def without_charts(document: tree.Document) -> tree.Document:
    parts = document.blocks[: document.shared], document.blocks[document.shared :]
    shared, own = (tuple(block for block in part if not isinstance(block, tree.Chart)) for part in parts)
    return replace(document, blocks=shared + own, shared=len(shared))


def long(issue: int = 1) -> tree.Document:
    return outline(issue=issue)


PAPERS = {
    "outline": (replace(long(), mark=MARK), "HD36"),
    "outline with a long name": (replace(long(2), head=replace(long().head, issuer=LONG_NAME)), "HD05"),
    "state paper": (replace(short(), mark=MARK), "ND30"),
    "draft": (replace(short(), watermark="DỰ THẢO"), "ND30"),
}


@pytest.fixture(autouse=True)
def _nothing_kept() -> Iterator[None]:
    replay.forget()
    yield
    replay.forget()


def both(name: str, folder: Path) -> tuple[Path, Path]:
    """The paper with pages from memory, and the same in one piece."""
    document, code = PAPERS[name]
    other = replace(document, author="Chi bộ khác", head=replace(document.head, place="Nam Đàn"))
    write_pdf(other, profile(code), folder / "first.pdf")
    played, plain = folder / "played.pdf", folder / "plain.pdf"
    assert write_pdf(document, profile(code), played).replayed
    assert not write_pdf(replace(document, shared=0), profile(code), plain).replayed
    return played, plain


def pictures(path: Path, dpi: int = 100) -> list[Image.Image]:
    subprocess.run(["pdftoppm", "-r", str(dpi), "-png", str(path), str(path.with_suffix(""))], check=True)
    return [Image.open(found).convert("L") for found in sorted(path.parent.glob(f"{path.stem}-*.png"))]


def tags(path: Path) -> list[str]:
    """The tree of the tags, in the order in which a screen reader comes by: «2 /P»."""
    with pikepdf.open(path) as pdf:
        return list(_tags(pdf.Root.StructTreeRoot.K, 0))


def _tags(kids: Any, depth: int) -> Iterator[str]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield f"{depth} {kid.S}"
            yield from _tags(kid.get("/K", pikepdf.Array()), depth + 1)


def bookmarks(path: Path) -> list[tuple[str, int]]:
    reader = PdfReader(path)

    def walk(entries: Any) -> Iterator[tuple[str, int]]:
        for entry in entries:
            if isinstance(entry, list):
                yield from walk(entry)
            else:
                yield str(entry.title), reader.get_destination_page_number(entry) or 0

    return list(walk(reader.outline))


@pytest.mark.parametrize("name", PAPERS)
def test_pages_from_memory_are_those_of_one_piece(name: str, tmp_path: Path) -> None:
    played, plain = both(name, tmp_path)
    pairs = list(zip(pictures(played), pictures(plain), strict=True))
    assert [number for number, pair in enumerate(pairs, 1) if ImageChops.difference(*pair).getbbox()] == []
    assert words(played) == words(plain)
    assert tags(played) == tags(plain)
    assert bookmarks(played) == bookmarks(plain)
    assert fonts(played) == fonts(plain)
    report = pdfua.validate(str(played))
    assert not [finding for finding in report.findings if finding.severity >= pdfua.Severity.ERROR]
    assert subprocess.run(["qpdf", "--check", str(played)], capture_output=True, check=False).returncode == 0


def test_pages_are_counted_through(tmp_path: Path) -> None:
    played, _ = both("outline", tmp_path)
    numbers = [[word.text for word in page if word.top < 19] for page in words(played)]
    assert numbers == [[], *([str(number)] for number in range(2, len(numbers) + 1))]
    assert len(numbers) >= 10


def test_the_shared_part_is_laid_out_once_for_heads_of_one_height(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid: list[str] = []
    lay_out = engine.laid_out

    def counted(html: str, sheets: tuple[str, ...]) -> Any:
        laid.append(html)
        return lay_out(html, sheets)

    monkeypatch.setattr(engine, "laid_out", counted)
    for issue, name in enumerate(("Chi bộ Trường THCS A", "Chi bộ Trường THCS B", LONG_NAME, "Chi bộ Trường C")):
        document = long(issue)
        write_pdf(replace(document, head=replace(document.head, issuer=name)), profile("HD36"), tmp_path / "x.pdf")
        assert name.split()[-1].upper() in " ".join(word.text for word in words(tmp_path / "x.pdf")[0])
    theory = long().blocks[1]
    assert isinstance(theory, tree.Heading)
    assert len([html for html in laid if theory.text in html]) == 2, "one for each height of the head"


def test_no_more_than_a_few_shared_parts_are_kept(tmp_path: Path) -> None:
    for number in range(8):
        document = short()
        blocks = (tree.Heading(1, "A.", f"PHẦN {number}"), *document.blocks[1:])
        assert write_pdf(replace(document, blocks=blocks), profile("ND30"), tmp_path / "x.pdf").replayed
    assert len(replay._kept) <= 4


def test_an_engine_that_is_not_known_sets_the_paper_in_one_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = without_charts(PAPERS["state paper"][0])  # their letters are spaced otherwise when set one by one
    played = tmp_path / "played.pdf"
    assert write_pdf(document, profile("ND30"), played).replayed
    monkeypatch.setattr(pages, "_KNOWN", {"weasyprint": "71.0", "pydyf": "1.0"})
    pages.insides_are_known.cache_clear()
    try:
        facts = write_pdf(document, profile("ND30"), tmp_path / "other.pdf")
    finally:
        monkeypatch.undo()
        pages.insides_are_known.cache_clear()
    assert not facts.replayed
    pairs = list(zip(pictures(played), pictures(tmp_path / "other.pdf"), strict=True))
    assert not [pair for pair in pairs if ImageChops.difference(*pair).getbbox()], "with the mark on every page too"
    report = pdfua.validate(str(tmp_path / "other.pdf"))
    assert not [finding for finding in report.findings if finding.severity >= pdfua.Severity.ERROR]


def test_a_paper_that_counts_all_pages_is_set_in_one_piece(tmp_path: Path) -> None:
    form = profile("ND30")
    counting = replace(form, page_number=replace(form.page_number, pattern="{page}/{pages}"))
    assert not write_pdf(short(), counting, tmp_path / "x.pdf").replayed
    assert words(tmp_path / "x.pdf")[1][0].text.startswith("2/")


def test_a_head_longer_than_a_page_is_set_in_one_piece(tmp_path: Path) -> None:
    document = replace(short(), abstract=tuple(f"Dòng thứ {number} của trích yếu" for number in range(70)))
    facts = write_pdf(document, profile("ND30"), tmp_path / "x.pdf")
    assert not facts.replayed
    write_pdf(replace(document, shared=0), profile("ND30"), tmp_path / "plain.pdf")
    assert words(tmp_path / "x.pdf") == words(tmp_path / "plain.pdf")


def test_what_made_a_paper_fail_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document = PAPERS["state paper"][0]
    write_pdf(document, profile("ND30"), tmp_path / "x.pdf")
    with monkeypatch.context() as broken:
        broken.setattr(engine, "FAMILY", "Times New Roman")
        with pytest.raises(Refusal, match="phông"):
            write_pdf(document, profile("ND30"), tmp_path / "x.pdf")
    assert not replay._kept


def test_a_heading_on_a_new_page_follows_the_shared_blocks() -> None:
    with pytest.raises(ValueError, match="new page"):
        replace(paper(), shared=2)


@pytest.mark.parametrize("code", ["HD36", "ND30"])
def test_a_camera_reads_the_mark_of_every_page_and_the_text_keeps_its_place(code: str, tmp_path: Path) -> None:
    document = paper(regime=tree.Regime.PARTY if code == "HD36" else tree.Regime.STATE)
    write_pdf(replace(document, mark=MARK), profile(code), tmp_path / "marked.pdf")
    write_pdf(document, profile(code), tmp_path / "bare.pdf")
    read = [zxingcpp.read_barcodes(picture) for picture in pictures(tmp_path / "marked.pdf", 150)]
    assert [[code.text for code in found] for found in read] == [[MARK.data]] * len(read)
    for codes in read:
        box = codes[0].position
        assert box.top_left.y * 25.4 / 150 > 277, "in the lower margin"
        assert box.bottom_left.y * 25.4 / 150 < 297 - 3, "where printers print"
        assert (box.bottom_left.y - box.top_left.y) * 25.4 / 150 <= 14
    marked = [[word for word in page if word.top < 277] for page in words(tmp_path / "marked.pdf")]
    assert marked == words(tmp_path / "bare.pdf")
    assert all(" ".join(word.text for word in page if word.top > 277) == "Mã văn bản 26-00137-K"
               for page in words(tmp_path / "marked.pdf"))  # fmt: skip


def test_screen_readers_pass_over_marks_and_page_numbers(tmp_path: Path) -> None:
    path = tmp_path / "marked.pdf"
    write_pdf(replace(paper(), mark=MARK), profile("HD36"), path)
    write_pdf(paper(), profile("HD36"), tmp_path / "bare.pdf")
    assert tags(path) == tags(tmp_path / "bare.pdf")
    assert not re.search(r"/Figure.*26-00137-K", subprocess.run(["pdfinfo", "-struct-text", str(path)],
                         capture_output=True, text=True, check=True).stdout)  # fmt: skip
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            assert b"/Artifact" in page.Contents.read_bytes()


def test_words_of_a_chart_are_set_as_words_and_the_engine_is_left_as_it_was(tmp_path: Path) -> None:
    svg = engine.engine().svg
    before = svg.text, dict(svg.TAGS), PDF.page_references, pydyf.zlib
    with pages.hastened():
        assert svg.TAGS["text"] is svg.text is not before[0]
        assert pydyf.zlib is not before[3]
    path = tmp_path / "chart.pdf"
    write_pdf(replace(paper(), blocks=(chart(),)), profile("HD36"), path)
    assert (svg.text, svg.TAGS, PDF.page_references, pydyf.zlib) == before
    drawn: list[str] = []
    for page in PdfReader(path).pages:
        page.extract_text(visitor_text=lambda text, *_where: drawn.append(text.strip()))
    assert {"Rút học bạ", "Chưa phát sinh"} <= set(drawn), "each in one piece"
