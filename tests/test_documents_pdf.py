"""The PDF: right to the millimetre, complete, tagged, in the project's own letters, whole or not there."""

import logging
import re
import subprocess
import unicodedata
from dataclasses import asdict, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pdfua
import pikepdf
import pytest
from pypdf import PdfReader

from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.tree import Regime
from schooladmin.documents.writers import pdf
from schooladmin.documents.writers.base import Attachment, FileFacts
from schooladmin.documents.writers.pdf import engine, write_pdf
from tests.papers import MM, Word, body_text, fonts, paper, profile, words

TOLERANCE = 0.7  # mm


@pytest.fixture(scope="module")
def party(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("party") / "paper.pdf"
    write_pdf(paper(), profile("HD36"), path)
    return path


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("state") / "paper.pdf"
    write_pdf(paper(regime=Regime.STATE), profile("ND30"), path)
    return path


@pytest.fixture(params=["party", "state"])
def any_pdf(request: pytest.FixtureRequest) -> Path:
    return Path(request.getfixturevalue(request.param))


def find(page: list[Word], *texts: str) -> list[Word]:
    """The first place on the page where these words follow each other."""
    for start in range(len(page)):
        run = page[start : start + len(texts)]
        if [word.text for word in run] == list(texts):
            return run
    raise AssertionError(f"not on this page: {' '.join(texts)}")


def near(value: float, wanted: float, tolerance: float = TOLERANCE) -> bool:
    return abs(value - wanted) <= tolerance


def test_the_text_keeps_the_margins_of_the_form(any_pdf: Path) -> None:
    for page in words(any_pdf):
        body = [word for word in page if word.top > 19]
        assert near(min(word.left for word in body), 30)
        assert max(word.right for word in body) <= 195 + TOLERANCE
        assert min(word.top for word in body) >= 20 - TOLERANCE
        assert max(word.bottom for word in body) <= 277
    assert near(max(word.right for word in words(any_pdf)[1]), 195)


def test_the_page_number_stands_centred_ten_millimetres_below_the_edge_except_on_the_first_page(any_pdf: Path) -> None:
    first, *others = words(any_pdf)
    assert not [word for word in first if word.top < 19]
    assert len(others) >= 2
    for number, page in enumerate(others, start=2):
        (figure,) = [word for word in page if word.top < 19]
        assert figure.text == str(number)
        assert near((figure.left + figure.right) / 2, (30 + 195) / 2)
        assert near(figure.top, 10)
        assert near(figure.size, 14, 0.3)


def test_the_head_of_a_party_paper(party: Path) -> None:
    page = words(party)[0]
    upper = find(page, "ĐẢNG", "BỘ", "XÃ", "SƠN", "LAM")
    issuer = find(page, "CHI", "BỘ", "TRƯỜNG", "THCS", "BÌNH", "AN")
    (star,) = find(page, "*")
    number = find(page, "Số", "05-BC/CB")
    national = find(page, "ĐẢNG", "CỘNG", "SẢN", "VIỆT", "NAM")
    place = find(page, "Sơn", "Lam,", "ngày", "05", "tháng", "02", "năm", "2024")
    for run, size in ((upper, 14), (issuer, 14), (number, 14), (national, 15), (place, 14)):
        assert all(near(word.size, size, 0.3) for word in run)
    assert upper[0].top < issuer[0].top < star.top < number[0].top
    assert max(word.right for word in (*upper, *issuer, *number)) < national[0].left
    assert near(upper[0].bottom, national[0].bottom, 1.2)
    middle = (national[0].left + national[-1].right) / 2
    assert near((place[0].left + place[-1].right) / 2, middle)
    assert place[0].top > national[0].bottom


def test_the_head_of_a_state_paper_fits_its_lines(state: Path) -> None:
    page = words(state)[0]
    country = find(page, "CỘNG", "HÒA", "XÃ", "HỘI", "CHỦ", "NGHĨA", "VIỆT", "NAM")
    motto = find(page, "Độc", "lập", "-", "Tự", "do", "-", "Hạnh", "phúc")
    find(page, "Số:", "05-BC/CB")
    for run, size in ((country, 12), (motto, 13)):
        assert len({round(word.top, 1) for word in run}) == 1, "one line"
        assert all(near(word.size, size, 0.3) for word in run)


def test_the_title_is_centred_and_ends_in_five_hyphens(party: Path) -> None:
    page = words(party)[0]
    kind = find(page, "ĐỀ", "CƯƠNG")
    (hyphens,) = find(page, "-----")
    theme = find(page, "“Học", "tập")
    assert all(near(word.size, 16, 0.3) for word in kind)
    assert near((kind[0].left + kind[-1].right) / 2, (30 + 195) / 2)
    assert kind[0].top < hyphens.top < theme[0].top


def test_lines_and_paragraphs_keep_their_distance(party: Path) -> None:
    page = words(party)[0]
    first = find(page, "(1)", "Nhà", "trường")[0]
    assert near(first.left, 40)  # first line 10 mm in
    tops = sorted({round(word.top, 2) for word in page if word.top >= first.top - 0.1})
    steps = [(lower - upper) * 72 / 25.4 for upper, lower in pairwise(tops)]
    assert all(near(step, 20, 0.2) or near(step, 26, 0.2) for step in steps), (
        "20 pt a line, 6 pt more between paragraphs"
    )
    assert any(near(step, 26, 0.2) for step in steps)


def test_the_signature_stands_lower_right_beside_the_recipients_with_the_last_words(party: Path) -> None:
    page = words(party)[-1]
    authority, name = find(page, "T/M", "CHI", "BỘ")[0], find(page, "Ngô", "Văn", "Bí")[0]
    recipients = find(page, "Nơi", "nhận:")[0]
    find(page, "BÍ", "THƯ")
    assert authority.left > 112
    assert recipients.left < 40
    assert name.top - authority.bottom > 20, "room to sign"
    assert [word for word in page if word.text.endswith("./.") and word.bottom < authority.top]


def test_the_signature_never_stands_alone_on_a_page(tmp_path: Path) -> None:
    for lines in range(1, 14):
        extra = tuple(tree.item("–", "Dòng thêm.") for _ in range(lines))
        path = tmp_path / f"{lines}.pdf"
        write_pdf(paper(extra=extra), profile("HD36"), path)
        page = words(path)[-1]
        signed = find(page, "T/M", "CHI", "BỘ")[0].top
        assert [word for word in page if 19 < word.top < signed], f"after {lines} more lines"


def test_no_word_is_missing(any_pdf: Path) -> None:
    shown = body_text(any_pdf)
    assert unicodedata.is_normalized("NFC", shown)
    kept = _squeezed(shown)
    missing = [text for text in paper().texts() if _squeezed(text) not in kept]
    assert not [text for text in missing if text not in ("5-BC/CB",)], "the number is written with its zero"
    assert _squeezed("05-BC/CB") in kept


def _squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def test_only_the_fonts_of_the_project(any_pdf: Path) -> None:
    assert fonts(any_pdf) <= {f"Liberation-Serif{face}" for face in ("", "-Bold", "-Italic", "-Bold-Italic")}


def test_it_is_tagged_and_names_itself(party: Path) -> None:
    reader = PdfReader(party)
    root: Any = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "vi"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Đề cương SINH HOẠT THEO CHỦ ĐIỂM QUÝ I NĂM 2024"
    assert reader.metadata.author == "Chi bộ Trường THCS Bình An"
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part(>|=\")1", xmp)
    assert [entry.title for entry in reader.outline if not isinstance(entry, list)]  # bookmarks


def test_the_accessibility_checker_finds_no_error(any_pdf: Path) -> None:
    report = pdfua.validate(str(any_pdf))
    assert not [finding for finding in report.findings if finding.severity >= pdfua.Severity.ERROR]


def test_qpdf_finds_the_file_sound(any_pdf: Path) -> None:
    assert subprocess.run(["qpdf", "--check", str(any_pdf)], capture_output=True, check=False).returncode == 0


def test_markup_in_a_text_stays_text(party: Path) -> None:
    assert "<script>alert('x')</script>" in re.sub(r"\s+", " ", body_text(party))


def test_the_draft_mark_is_on_every_page_and_in_no_final_paper(party: Path, tmp_path: Path) -> None:
    path = tmp_path / "draft.pdf"
    write_pdf(paper(watermark='BẢN NHÁP"}'), profile("HD36"), path)
    drafts = PdfReader(path).pages
    assert all("NHÁP" in page.extract_text() for page in drafts)
    assert not [page for page in PdfReader(party).pages if "NHÁP" in page.extract_text()]
    report = pdfua.validate(str(path))
    assert not [finding for finding in report.findings if finding.severity >= pdfua.Severity.ERROR]


def test_long_tables_repeat_their_head(tmp_path: Path) -> None:
    rows = tuple((f"Thủ tục số {number}", str(number), "0") for number in range(90))
    columns = (
        tree.Column("Tên gọi", 60),
        tree.Column("Nhận", 20, is_number=True),
        tree.Column("Trả", 20, is_number=True),
    )
    path = tmp_path / "long.pdf"
    write_pdf(paper(extra=(tree.Table("Bảng 2. Dài", columns, rows),)), profile("HD36"), path)
    with_rows = [page for page in words(path) if any(word.text == "số" for word in page)]
    assert len(with_rows) >= 3
    assert all(find(page, "Tên", "gọi") for page in with_rows)


def test_no_word_of_a_narrow_head_is_torn_apart_and_the_note_keeps_its_distance(tmp_path: Path) -> None:
    heads = ("Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn", "Từ chối", "Rút", "Tổng số")
    columns = (tree.Column("Thủ tục", 28), *(tree.Column(head, 8, is_number=True) for head in heads))
    table = tree.Table("Bảng 4.", columns, (("Rút học bạ", *("0" for _head in heads)),), note="Trừ cột cuối.")
    path = tmp_path / "narrow.pdf"
    write_pdf(paper(extra=(table, tree.Heading(3, "9.", "Mục sau bảng"))), profile("ND30"), path)
    (page,) = [page for page in words(path) if any(word.text == "Trừ" for word in page)]
    assert {"Trước", "Trong", "Tổng"} <= {word.text for word in page}
    note, after = find(page, "Trừ", "cột"), find(page, "Mục", "sau", "bảng")
    assert after[0].top - note[0].bottom >= 6 * MM - TOLERANCE  # 6 pt


def test_a_word_without_end_stays_in_its_cell(tmp_path: Path) -> None:
    columns = (tree.Column("A", 50), tree.Column("B", 50))
    table = tree.Table("Bảng 3.", columns, (("x" * 300, "y"),))
    path = tmp_path / "wide.pdf"
    write_pdf(paper(extra=(table,)), profile("HD36"), path)
    assert max(word.right for page in words(path) for word in page) <= 195 + TOLERANCE


def test_facts_of_the_file(tmp_path: Path) -> None:
    steps: list[tuple[int, int, str]] = []
    path = tmp_path / "facts.pdf"
    facts = write_pdf(paper(), profile("HD36"), path, progress=lambda *step: steps.append(step))
    assert facts.pages == len(PdfReader(path).pages)
    assert facts.size == path.stat().st_size
    assert facts.engine_versions["font"].startswith("Liberation Serif 2.")
    assert FileFacts(**asdict(facts)) == facts
    assert [step[0] for step in steps] == [1, 2, 3, 4]


def test_a_crash_leaves_the_older_file_and_no_half_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"older")

    def half(rendered: object, part: Path, attachments: object) -> None:
        part.write_bytes(b"%PDF-1.7 half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pdf, "_write", half)
    with pytest.raises(OSError, match="No space"):
        write_pdf(paper(), profile("HD36"), path)
    assert path.read_bytes() == b"older"
    assert list(tmp_path.iterdir()) == [path]


def test_a_letter_that_the_fonts_lack_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        write_pdf(paper(extra=(tree.paragraph("Rất tốt 😀"),)), profile("HD36"), tmp_path / "x.pdf")
    assert refusal.value.code == "letters-without-font"
    assert "😀 (U+1F600)" in str(refusal.value.message)
    assert not list(tmp_path.iterdir())


def test_signs_without_width_from_a_web_page_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "copied.pdf"
    write_pdf(paper(extra=(tree.paragraph("Đúng\u200b hẹn\ufeff, tiết\u00ad kiệm"),)), profile("HD36"), path)
    assert "Đúng hẹn, tiết kiệm" in body_text(path)


def test_text_that_is_not_nfc_is_refused(tmp_path: Path) -> None:
    loose = tree.paragraph(unicodedata.normalize("NFD", "Nguyễn"))
    with pytest.raises(AssertionError):
        write_pdf(paper(extra=(loose,)), profile("HD36"), tmp_path / "x.pdf")


def test_a_warning_of_the_engine_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay_out = engine.laid_out

    def warned(*args: Any) -> Any:
        logging.getLogger("weasyprint").warning(".notdef glyph rendered for Unicode string")
        return lay_out(*args)

    monkeypatch.setattr(engine, "laid_out", warned)
    with pytest.raises(RuntimeError, match="notdef"):
        write_pdf(paper(), profile("HD36"), tmp_path / "x.pdf")
    assert not (tmp_path / "x.pdf").exists()


def test_another_font_is_a_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "FAMILY", "Times New Roman")
    with pytest.raises(Refusal) as refusal:
        write_pdf(paper(), profile("HD36"), tmp_path / "x.pdf")
    assert refusal.value.code == "font-missing"


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "http://169.254.169.254/",
        "https://example.org/x.png",
        "ftp://example.org/x",
        "data:text/plain,x",
        "static:../schooladmin/settings/app.py",
        "static:/etc/passwd",
        "static:css/none.css",
    ],
)
def test_the_engine_loads_nothing_but_static_files(address: str) -> None:
    with pytest.raises(Exception, match=r"may not load|no such static file|joined path"):
        engine.fetcher().fetch(address)


def test_the_engine_loads_static_files() -> None:
    assert b"<svg" in engine.fetcher().fetch("static:img/logo.svg").read()


def test_the_same_paper_in_another_profile_differs_in_form_only(tmp_path: Path) -> None:
    wide = replace(profile("HD36"), margins=replace(profile("HD36").margins, left=40))
    path = tmp_path / "wide.pdf"
    write_pdf(paper(), wide, path)
    assert near(min(word.left for page in words(path) for word in page if word.top > 19), 40)


def test_a_file_with_its_data_is_for_archives_and_for_screen_readers(tmp_path: Path) -> None:
    data = '{"đơn vị":"Trường A"}'.encode()
    path = tmp_path / "archived.pdf"
    write_pdf(paper(), profile("HD36"), path, attachments=[Attachment("so-lieu.json", data, "Số liệu", "Source")])
    with pikepdf.open(path) as archived, archived.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert metadata["pdfuaid:part"] == "1"
        assert archived.attachments["so-lieu.json"].get_file().read_bytes() == data
        (named,) = [entry for entry in archived.Root.Names.EmbeddedFiles.Names if isinstance(entry, pikepdf.Dictionary)]
        assert named.AFRelationship == "/Source"
        assert named.EF.F.Subtype == "/application/json"
        assert named.objgen in {entry.objgen for entry in archived.Root.AF}
        assert archived.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert archived.Root.MarkInfo.Marked
        assert archived.Root.Lang == "vi"
        assert "/Encrypt" not in archived.trailer
        assert len(archived.trailer.ID) == 2
    report = pdfua.validate(str(path))
    assert not [finding for finding in report.findings if finding.severity >= pdfua.Severity.ERROR]
    assert subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False).returncode == 0
    write_pdf(paper(), profile("HD36"), tmp_path / "bare.pdf")
    assert words(path) == words(tmp_path / "bare.pdf")


def test_a_file_without_data_carries_none(party: Path) -> None:
    with pikepdf.open(party) as plain:
        assert not plain.attachments
        assert "/AF" not in plain.Root
