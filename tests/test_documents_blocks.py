"""The counter's papers: forms to fill in, ticks, QR codes, several signers, small and broad sheets."""

import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import pdfua
import pytest
import segno
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps
from playwright.sync_api import Page
from pypdf import PdfReader

from schooladmin.documents import tree
from schooladmin.documents.catalogue import SLIP_PROFILES
from schooladmin.documents.profiles import Profile
from schooladmin.documents.qr import QUIET_ZONE, qr_svg
from schooladmin.documents.queries import profile_on
from schooladmin.documents.tree import PaperSize, Regime
from schooladmin.documents.writers.css import browser_css
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import write_pdf
from tests.papers import MM, Word, fonts, profile, words

STATIC = Path(__file__).resolve().parent.parent / "static"

HINT = "(Ký và ghi rõ họ tên)"
SCHOOL = "Trường Trung học cơ sở Bình An"
LONG_SCHOOL = (
    "Trường Tiểu học, Trung học cơ sở và Trung học phổ thông Dân tộc nội trú "
    "liên xã Nguyễn Đình Chiểu – Phước Thuận Đông"
)
# The longest names that are met, without a word in common, and a title that takes several lines.
SIGNERS = (
    tree.Signature("", "Người nộp hồ sơ", "Tôn Nữ Công Tằng Huyền Trang Nguyễn Phước Bảo Quỳnh", hint="(Ký)"),
    tree.Signature(
        "KT. HIỆU TRƯỞNG",
        "Trưởng bộ phận tiếp nhận và trả kết quả theo cơ chế một cửa",
        "Đặng Trần Thị Thanh Nhàn Khuynh Diệp Hoàng Mai Khôi",
        hint="(Ký và ghi rõ họ tên)",
    ),
    tree.Signature("", "Thủ trưởng đơn vị", "Lê Vĩnh An Ưỡn"),
)
LONG_NAME = "Nguyễn Phước Công Huyền Tôn Nữ Thị Phương Khuynh Hoàng Ngọc Thiên Ưỡn"
CODE = tree.QrCode(
    "https://truong.example/t/8Vt3kq0pYz2Nf6Ha", text="26-00137-K", caption="Quét mã hoặc nhập số để xem kết quả"
)


def receipt(*, school: str = SCHOOL, name: str = "Nguyễn Thị Ưng", papers: int = 4) -> tree.Document:
    """A receipt on A5 as it is handed over at the window."""
    return tree.Document(
        regime=Regime.SLIP,
        paper=PaperSize.A5,
        form_mark="Mẫu số 01",
        head=tree.LetterHead(school, "Bộ phận tiếp nhận\nvà trả kết quả", "Sơn Lam", date(2026, 11, 2), "137/TNHS"),
        type_name="Giấy tiếp nhận hồ sơ\nvà hẹn trả kết quả",
        abstract=(),
        qr=CODE,
        blocks=(
            tree.Fields(
                (
                    tree.Field("Mã hồ sơ", "THCS-BA-26-00137-K", strong=True, wide=True),
                    tree.Field("Người nộp", name, wide=True),
                    tree.Field("Số định danh", "•••••••••234"),
                    tree.Field("Điện thoại", "0912 345 678"),
                    tree.Field("Học sinh", "Trần Nguyễn Gia Hưng", wide=True),
                    tree.Field("Thủ tục", "Chuyển trường đối với học sinh trung học cơ sở (chuyển đi)", wide=True),
                ),
                columns=2,
            ),
            tree.paragraph("Giấy tờ đã nhận:"),
            tree.Checklist(
                tuple(
                    tree.Check(text, done, quantity, note)
                    for text, done, quantity, note in (
                        ("Đơn xin chuyển trường", True, "01 bản chính", ""),
                        ("Học bạ", True, "01 bản chính", ""),
                        ("Bản sao giấy khai sinh", True, "01 bản sao", "đối chiếu bản chính"),
                        ("Giấy giới thiệu chuyển trường của cơ sở giáo dục nơi đi", False, "01 bản chính", ""),
                    )[:papers]
                )
            ),
            tree.Fields(
                (
                    tree.Field("Nhận lúc", "09:15 ngày 02/11/2026"),
                    tree.Field("Hẹn trả", "trước 17:00 ngày 09/11/2026", strong=True),
                    tree.Field("Thời hạn giải quyết", "05 ngày làm việc", wide=True),
                    tree.Field("Ghi chú", wide=True, lines=2),
                ),
                columns=2,
            ),
        ),
        signatures=(
            tree.Signature("", "Người nộp hồ sơ", "", hint=HINT),
            tree.Signature("", "Người tiếp nhận hồ sơ", "Lê Thị Ngọc Ánh", hint=HINT),
        ),
        foot=("Theo Thông tư số 03/2025/TT-VPCP ngày 15/9/2025 và Nghị định số 118/2025/NĐ-CP.",),
    )


def control_slip() -> tree.Document:
    """A slip on A4 that two people sign at each hand-over."""
    columns = (
        tree.Column("Giao – nhận", 34),
        tree.Column("Người giao", 18, group="Ký, ghi rõ họ tên"),
        tree.Column("Người nhận", 18, group="Ký, ghi rõ họ tên"),
        tree.Column("Kết quả\n(trước hạn, đúng hạn, quá hạn)", 16),
        tree.Column("Ghi chú", 14),
    )
    rows = tuple(
        (f"1. Giao: Bộ phận {n}\n2. Nhận: Tổ văn phòng\n09 giờ {n:02d} phút, ngày 02/11/2026", "", "", "Trước hạn", "")
        for n in range(1, 6)
    )
    return tree.Document(
        regime=Regime.SLIP,
        form_mark="Mẫu số 06",
        head=tree.LetterHead(SCHOOL, "Bộ phận tiếp nhận\nvà trả kết quả", "Sơn Lam", date(2026, 11, 2), "137/PKS"),
        type_name="Phiếu kiểm soát quá trình giải quyết hồ sơ",
        abstract=(),
        blocks=(
            tree.Fields((tree.Field("Mã hồ sơ", "THCS-BA-26-00137-K"), tree.Field("Đơn vị giải quyết"))),
            tree.Table("", columns, rows, by_hand=True),
            tree.Note("Kết quả do người nhận hồ sơ ghi."),
        ),
    )


def register(rows: int) -> tree.Document:
    """The register book: broad pages, many rows."""
    columns = (
        tree.Column("STT", 4, is_number=True),
        tree.Column("Mã hồ sơ", 14),
        tree.Column("Tên thủ tục hành chính", 13),
        tree.Column("Người nộp", 12),
        tree.Column("Địa chỉ, điện thoại", 14),
        tree.Column("Nhận hồ sơ", 9, group="Ngày, tháng, năm"),
        tree.Column("Hẹn trả", 9, group="Ngày, tháng, năm"),
        tree.Column("Trả kết quả", 9, group="Ngày, tháng, năm"),
        tree.Column("Ký nhận", 9),
        tree.Column("Ghi chú", 7),
    )
    lines = tuple(
        (
            str(number),
            f"THCS-BA-26-{number:05d}-K",
            "Chuyển trường đối với học sinh trung học cơ sở",
            LONG_NAME if number % 7 == 0 else "Nguyễn Thị Ưng",
            "Thôn 3, xã Sơn Lam\n0912 345 678",
            "02/11/2026",
            "09/11/2026",
            "06/11/2026",
            "",
            "",
        )
        for number in range(1, rows + 1)
    )
    return tree.Document(
        regime=Regime.SLIP,
        paper=PaperSize.A4_LANDSCAPE,
        form_mark="Mẫu số 07",
        head=tree.LetterHead("UBND xã Sơn Lam", SCHOOL, "", date(2026, 11, 2)),
        type_name="Sổ theo dõi hồ sơ",
        abstract=("Từ ngày 01/10/2026 đến ngày 31/10/2026",),
        blocks=(tree.Table("", columns, lines),),
        signatures=(
            tree.Signature("", "Người lập sổ", "Lê Thị Ngọc Ánh", hint=HINT),
            tree.Signature("KT. HIỆU TRƯỞNG", "Phó hiệu trưởng", "Trần Văn Bảo"),
        ),
    )


def letter() -> tree.Document:
    """A refusal on A4: address, reasons, one signature with recipients."""
    return tree.Document(
        regime=Regime.SLIP,
        form_mark="Mẫu số 03",
        head=tree.LetterHead(f"UBND xã Sơn Lam\n{LONG_SCHOOL}", SCHOOL, "Sơn Lam", date(2026, 11, 2), "8/PTC-THCSBA"),
        type_name="Phiếu từ chối tiếp nhận, giải quyết hồ sơ",
        abstract=("Về việc chuyển trường của học sinh",),
        blocks=(
            tree.Paragraph((tree.Run("Kính gửi: "), tree.Run(f"Ông/Bà {LONG_NAME}", bold=True)), centered=True),
            tree.paragraph(
                f"{SCHOOL} nhận được hồ sơ của ông/bà ngày 02/11/2026. Qua xem xét, nhà trường trả lại hồ sơ."
            ),
            tree.Checklist(
                (
                    tree.Check("Hồ sơ không thuộc thẩm quyền giải quyết của nhà trường", False),
                    tree.Check("Học sinh không thuộc đối tượng của thủ tục", True, note="khoản 2 Điều 5"),
                ),
                done_word="Có",
                missing_word="Không",
            ),
            tree.Fields(
                (tree.Field("Lý do khác", lines=3), tree.Field("Nơi cần đến", "UBND xã Sơn Lam\nSố 1 đường Lớn"))
            ),
            tree.item("–", "Ông/bà có quyền khiếu nại theo quy định."),
            tree.paragraph("Nhà trường trân trọng thông báo."),
        ),
        signature=tree.Signature(
            "KT. HIỆU TRƯỞNG", "Phó hiệu trưởng", "Trần Văn Bảo", hint="(Ký, ghi rõ họ tên, đóng dấu)"
        ),
        recipients=tree.Recipients(("- Như trên;", "- Lưu: VT.")),
        foot=("Mẫu theo Thông tư số 03/2025/TT-VPCP ngày 15/9/2025.",),
    )


def notice() -> tree.Document:
    """A page for the notice board: one procedure, its papers, and a large code. Nobody signs it."""
    return tree.Document(
        regime=Regime.STATE,
        head=tree.LetterHead("UBND xã Sơn Lam", SCHOOL, "Sơn Lam", date(2026, 11, 2)),
        type_name="Niêm yết thủ tục",
        abstract=("Chuyển trường đối với học sinh trung học cơ sở",),
        blocks=(
            tree.Fields((tree.Field("Thời hạn", "05 ngày làm việc"), tree.Field("Lệ phí", "Không"))),
            tree.Heading(3, "1.", "Giấy tờ cần nộp"),
            tree.item("–", "Đơn xin chuyển trường: 01 bản chính."),
            tree.QrCode(
                "https://truong.example/thu-tuc/chuyen-truong", "truong.example", "Quét mã để xem hướng dẫn", 45
            ),
        ),
    )


def signed_by(document: tree.Document, people: int) -> tree.Document:
    """The same paper signed by so many people with long names below long titles, above a foot line."""
    signers = SIGNERS[:people]
    return replace(
        document,
        signature=signers[0] if people == 1 else None,
        signatures=signers if people > 1 else (),
        foot=("Mẫu theo Thông tư số 03/2025/TT-VPCP ngày 15/9/2025.",),
    )


PAPERS: dict[str, Callable[[], tree.Document]] = {
    "receipt": receipt,
    "receipt-long": lambda: receipt(school=LONG_SCHOOL, name=LONG_NAME),
    "control": control_slip,
    "register": lambda: register(40),
    "letter": letter,
    "notice": notice,
    "letter-signed": lambda: signed_by(letter(), 1),
    "receipt-signed": lambda: signed_by(receipt(papers=2), 2),
    "register-signed": lambda: signed_by(register(3), 3),
}
SHEETS = {PaperSize.A4: (210, 297), PaperSize.A5: (148, 210), PaperSize.A4_LANDSCAPE: (297, 210)}


def form_of(document: tree.Document) -> Profile:
    return profile("ND30" if document.regime is Regime.STATE else "TT03-2025")


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Every paper as a PDF."""
    folder = tmp_path_factory.mktemp("papers")
    for name, build in PAPERS.items():
        document = build()
        write_pdf(document, form_of(document), folder / f"{name}.pdf")
    return {name: folder / f"{name}.pdf" for name in PAPERS}


@pytest.fixture(params=PAPERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def sheet(path: Path) -> tuple[int, int]:
    """The size of the first page in whole millimetres."""
    box = PdfReader(path).pages[0].mediabox
    return round(float(box.width) * MM), round(float(box.height) * MM)


def find(page: list[Word], *texts: str) -> list[Word]:
    """The first place on the page where these words follow each other."""
    for start in range(len(page)):
        run = page[start : start + len(texts)]
        if [word.text for word in run] == list(texts):
            return run
    raise AssertionError(f"not on this page: {' '.join(texts)}")


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text).casefold()


def text_of(path: Path) -> str:
    """All text in the order of the file, without white space."""
    shown = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True).stdout
    return squeezed(shown)


def test_no_word_is_missing(printed: dict[str, Path], name: str) -> None:
    kept = text_of(printed[name])
    document = PAPERS[name]()
    numbers = {squeezed(document.head.number), squeezed(form_of(document).number_line(document.head.number))}
    assert not [text for text in document.texts() if squeezed(text) not in kept and squeezed(text) not in numbers]


def test_it_is_sound_tagged_and_in_the_project_s_letters(printed: dict[str, Path], name: str) -> None:
    path = printed[name]
    found = pdfua.validate(str(path)).findings
    assert not [finding for finding in found if finding.severity >= pdfua.Severity.ERROR]
    assert subprocess.run(["qpdf", "--check", str(path)], capture_output=True, check=False).returncode == 0
    assert fonts(path) <= {f"Liberation-Serif{face}" for face in ("", "-Bold", "-Italic", "-Bold-Italic")}


def test_it_is_on_its_sheet_within_its_margins(printed: dict[str, Path], name: str) -> None:
    document = PAPERS[name]()
    margins = form_of(document).for_paper(document.paper).margins
    wide, high = sheet(printed[name])
    assert (wide, high) == SHEETS[document.paper]
    for page in words(printed[name]):
        body = [word for word in page if word.bottom > margins.top]  # the page number stands in the margin
        assert min(word.left for word in body) >= margins.left - 0.7
        assert max(word.right for word in body) <= wide - margins.right + 0.7
        assert max(word.bottom for word in body) <= high - margins.bottom + 0.7


def test_no_word_lies_upon_another(printed: dict[str, Path], name: str) -> None:
    for page in words(printed[name]):
        for one, other in combinations(page, 2):
            across = min(one.right, other.right) - max(one.left, other.left)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            assert across < 0.3 or down < 0.8, f"{one} and {other}"


@pytest.mark.parametrize("for_print", [True, False])
def test_it_needs_nothing_that_the_strict_policy_forbids(name: str, for_print: bool) -> None:
    document = PAPERS[name]()
    html = render_html(document, form_of(document), for_print=for_print)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|https?://(?!www\.w3\.org/2000/svg)", html)


def test_a_receipt_with_long_names_and_many_papers_is_one_sheet(printed: dict[str, Path]) -> None:
    assert len(words(printed["receipt-long"])) == 1


@pytest.mark.parametrize(("name", "shown"), [("receipt", None), ("letter", None), ("register", "Trang 1/")])
def test_pages_are_counted_only_where_there_are_several(printed: dict[str, Path], name: str, shown: str | None) -> None:
    pages = words(printed[name])
    top = [" ".join(word.text for word in page if word.top < 12 and word.left < 160) for page in pages]
    if shown is None:
        assert len(pages) == 1
        assert "Trang" not in top[0]
    else:
        assert [f"Trang {number}/{len(pages)}" for number in range(1, len(pages) + 1)] == top


def test_the_second_page_of_a_slip_is_counted(tmp_path: Path) -> None:
    many = replace(receipt(), blocks=(*receipt().blocks, *(tree.paragraph("Thêm một dòng.") for _ in range(30))))
    path = tmp_path / "two.pdf"
    write_pdf(many, profile("TT03-2025"), path)
    first, second = words(path)
    assert "Trang" not in [word.text for word in first]
    find(second, "Trang", "2/2")


def test_the_code_stands_right_of_the_title_and_below_the_head(printed: dict[str, Path]) -> None:
    (page,) = words(printed["receipt"])
    (code,), title = find(page, "26-00137-K"), find(page, "GIẤY", "TIẾP", "NHẬN")
    assert code.left > title[-1].right
    assert code.size >= 10.5, "letters that can be read at the window"
    assert find(page, "Sơn", "Lam,")[0].bottom < code.top < find(page, "Mã", "hồ", "sơ:")[0].top


def modules(svg: str) -> set[tuple[int, int]]:
    """The dark modules of the picture, counted from the code's own corner."""
    dark = set()
    for x, y, wide in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\d+z", svg):
        dark |= {(int(x) + step - QUIET_ZONE, int(y) - QUIET_ZONE) for step in range(int(wide))}
    return dark


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), min_size=1, max_size=200))
@settings(max_examples=30, deadline=None)
def test_the_picture_has_exactly_the_modules_of_the_code(data: str) -> None:
    matrix = segno.make(data, error="m", micro=False).matrix
    drawn = qr_svg(tree.QrCode(data, "X"))
    assert modules(drawn) == {(x, y) for y, row in enumerate(matrix) for x, on in enumerate(row) if on}
    assert f'viewBox="0 0 {len(matrix) + 8} {len(matrix) + 8}"' in drawn


def test_the_code_says_in_words_what_it_is() -> None:
    picture = ElementTree.fromstring(qr_svg(CODE))
    title = picture.find("{http://www.w3.org/2000/svg}title")
    assert title is not None
    assert title.text == "Quét mã hoặc nhập số để xem kết quả 26-00137-K"
    assert picture.attrib["width"] == "26mm"


def test_the_code_on_paper_has_its_modules_where_a_camera_looks(printed: dict[str, Path], tmp_path: Path) -> None:
    """The printed square is read back from a scan of the page: no scaling, rounding or covering spoils it."""
    target = tmp_path / "scan"
    subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", str(printed["receipt"]), str(target)], check=True)
    scan = Image.open(tmp_path / "scan-1.png").convert("L")
    matrix = segno.make(CODE.data, error="m", micro=False).matrix
    side = CODE.size_mm / (len(matrix) + 2 * QUIET_ZONE)  # of a module in mm
    (page,) = words(printed["receipt"])
    right_half = scan.crop((int(scan.width * 0.7), int(scan.height * 0.14), scan.width, _row(find(page, "26-00137-K"))))
    left, top, right, bottom = (
        ImageOps.invert(right_half).point(lambda value: 255 * (value > 127)).getbbox() or (0,) * 4
    )
    step = side * 300 / 25.4
    assert right - left == pytest.approx(step * len(matrix), abs=2)
    assert bottom - top == pytest.approx(step * len(matrix), abs=2)
    wrong = [
        (x, y)
        for y, row in enumerate(matrix)
        for x, on in enumerate(row)
        if is_dark(right_half, left + (x + 0.5) * step, top + (y + 0.5) * step) != bool(on)
    ]
    assert not wrong


def is_dark(scan: Image.Image, x: float, y: float) -> bool:
    return scan.crop((int(x), int(y), int(x) + 1, int(y) + 1)).getextrema()[0] == 0


def _row(found: list[Word]) -> int:
    """The upper edge of words on a scan of 300 dots an inch."""
    return int(found[0].top * 300 / 25.4)


def test_boxes_are_ticked_and_say_so() -> None:
    html = render_html(receipt(), profile("TT03-2025"), for_print=True)
    assert html.count("<title>Đã nộp</title>") == 3
    assert html.count("<title>Còn thiếu</title>") == 1
    assert html.count('<path d="M3 6') == 3
    assert "<title>Không</title>" in render_html(letter(), profile("TT03-2025"), for_print=True)


def test_an_empty_field_leaves_dotted_lines_to_write_on() -> None:
    fields = tree.Fields((tree.Field("Lý do", lines=3), tree.Field("Họ tên :", "An"), tree.Field("")))
    html = render_html(replace(receipt(), blocks=(fields,)), profile("TT03-2025"), for_print=True)
    assert html.count('class="dots"') == 2
    assert html.count('class="dots-line"') == 2
    assert '<span class="field-label">Họ tên:</span> <span class="field-value">An</span>' in html
    assert [field.caption for field in fields.rows] == ["Lý do:", "Họ tên:", ""]


@pytest.mark.parametrize("count", [1, 3])
def test_a_field_without_a_label_has_room_above_its_first_line(count: int, tmp_path: Path) -> None:
    form = profile("TT03-2025")
    fields = tree.Fields((tree.Field("", lines=count),))
    document = replace(receipt(), paper=PaperSize.A4, blocks=(tree.Note("Trước"), fields, tree.Note("Sau")))
    path = tmp_path / "paper.pdf"
    write_pdf(document, form, path)
    page = words(path)[0]
    free = find(page, "Sau")[0].top - find(page, "Trước")[0].bottom
    assert free > count * 1.5 * form.body.size * MM


def test_a_page_that_begins_with_a_table_has_nothing_above_its_caption(tmp_path: Path) -> None:
    """Also where the note of another table stands before it, on the page before."""
    form, column = profile("ND30"), tree.Column("Họ và tên", 100)
    long = tree.Table("Bảng 1", (column,), (("Hoa",),) * 8, by_hand=True, note="Tám người.")
    short = tree.Table("Bảng 2", (column,), (("Khuyên",),) * 9)
    document = replace(receipt(), regime=Regime.STATE, qr=None, paper=PaperSize.A4, blocks=(long, short))
    path = tmp_path / "paper.pdf"
    write_pdf(document, form, path)
    page = next(page for page in words(path) if any(word.text == "Khuyên" for word in page))
    assert not any(word.text == "Hoa" for word in page), "the tables stand on two pages"
    assert find(page, "Bảng", "2")[0].top == pytest.approx(form.margins.top, abs=1)


def test_several_sign_side_by_side_with_their_names_on_one_line(printed: dict[str, Path]) -> None:
    page = words(printed["register"])[-1]
    left, right = find(page, "NGƯỜI", "LẬP", "SỔ")[0], find(page, "PHÓ", "HIỆU", "TRƯỞNG")[0]
    first, second = find(page, "Lê", "Thị", "Ngọc", "Ánh")[0], find(page, "Trần", "Văn", "Bảo")[0]
    assert left.right < right.left
    assert first.top == pytest.approx(second.top, abs=0.2)
    assert first.top - find(page, "(Ký", "và", "ghi")[0].bottom > 15, "room to sign"


@pytest.mark.parametrize(("paper", "people"), [("letter-signed", 1), ("receipt-signed", 2), ("register-signed", 3)])
def test_long_names_begin_on_one_line_and_end_above_the_foot(printed: dict[str, Path], paper: str, people: int) -> None:
    page = words(printed[paper])[-1]
    foot = find(page, "Mẫu", "theo")[0].top
    names = [found_below(page, signer) for signer in SIGNERS[:people]]
    assert len({round(name[0].top, 1) for name in names}) == 1
    assert max(word.bottom for name in names for word in name) < foot
    assert all(name[-2].top == name[-1].top for name in names), "no word alone in the last line"


def found_below(page: list[Word], signer: tree.Signature) -> list[Word]:
    """The words of a signer's name: all of them, in the column of the title and with room to sign below it."""
    title = find(page, *signer.position.upper().split()[:2])
    name = [word for part in signer.name.split() for word in page if word.text == part and word.top > title[0].bottom]
    assert [word.text for word in name] == signer.name.split()
    assert min(word.top for word in name) - title[0].bottom > 10, "millimetres"
    return name


def test_one_signature_or_several_but_not_both() -> None:
    with pytest.raises(ValueError, match="not both"):
        replace(receipt(), signature=tree.Signature("", "Hiệu trưởng", "An"))
    assert "signature" not in render_html(notice(), profile("ND30"), for_print=True)


def test_the_register_repeats_both_rows_of_its_head_and_tears_no_row(printed: dict[str, Path]) -> None:
    pages = words(printed["register"])
    assert len(pages) >= 3
    for page in pages:
        group, below = find(page, "Ngày,", "tháng,", "năm"), find(page, "Hẹn", "trả")
        assert group[0].bottom < below[0].top
    numbers = [word for page in pages for word in page if word.text.isdigit() and word.right < 27]
    assert [int(word.text) for word in numbers] == list(range(1, 41))
    html = render_html(register(2), profile("TT03-2025"), for_print=True)
    assert '<th scope="colgroup" colspan="3">Ngày, tháng, năm</th>' in html
    assert '<th scope="col" rowspan="2">Ký nhận</th>' in html
    assert "<caption>" not in html


def test_rows_to_sign_in_are_tall(printed: dict[str, Path]) -> None:
    (page,) = words(printed["control"])
    starts = [word.top for word in page if word.text == "Giao:"]
    assert all(below - above >= 14.5 for above, below in pairwise(starts))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "code"),
    [(date(2025, 9, 14), "TT01-2018"), (date(2025, 9, 15), "TT03-2025"), (date(2026, 11, 2), "TT03-2025")],
)
def test_the_form_of_a_slip_is_the_one_of_its_day(day: date, code: str) -> None:
    assert profile_on(Regime.SLIP, day).code == code


def test_a_sheet_changes_what_its_profile_says_and_nothing_else() -> None:
    form = profile("TT03-2025")
    small = form.for_paper(PaperSize.A5)
    assert (form.margins.left, small.margins.left) == (20, 12)
    assert small.body.size < form.body.size
    assert small.number_pattern == form.number_pattern
    assert form.for_paper(PaperSize.A4) == form
    assert profile("ND30").for_paper(PaperSize.A5) == profile("ND30")


def test_a_sheet_with_an_unknown_figure_is_refused_at_once() -> None:
    row = next(row for row in SLIP_PROFILES if row["code"] == "TT03-2025")
    for wrong in ({"a5": {"colour": "red"}}, {"a5": {"body": {"points": 11}}}):
        with pytest.raises(TypeError):
            Profile.from_spec(code="X", name="X", regime=Regime.SLIP, spec=row["spec"] | {"papers": wrong})
    with pytest.raises(ValueError, match="a3"):
        Profile.from_spec(code="X", name="X", regime=Regime.SLIP, spec=row["spec"] | {"papers": {"a3": {}}})


@pytest.mark.django_db
def test_the_page_in_the_browser_finds_the_figures_of_its_form(client: Client) -> None:
    form = profile_on(Regime.SLIP, receipt().head.day)
    html = render_html(receipt(), form, for_print=False)
    (address,) = re.findall(r'href="(/documents/forms/[^"]+)"', html)
    answer = client.get(address)
    assert answer["Content-Type"] == "text/css; charset=utf-8"
    assert "@page { size: A5; margin: 9mm 9mm 8mm 12mm" in answer.content.decode()
    moved = replace(form, papers={})
    assert address not in render_html(receipt(), moved, for_print=False), "other figures have another address"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/documents/forms/KHONG-CO/a5.css", "/documents/forms/TT03-2025/a3.css"])
def test_a_form_or_sheet_that_does_not_exist(client: Client, address: str) -> None:
    assert client.get(address).status_code == 404


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    """Debian's Chromium; root in a container has no sandbox."""
    return {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}


def drift(ours: list[Word], theirs: list[Word]) -> list[float]:
    """How far each word of a page lies from its twin on the other."""
    return [
        min(max(abs(one.left - twin.left), abs(one.top - twin.top)) for twin in theirs if twin.text == one.text)
        for one in ours
    ]


def opened_in(page: Page, document: tree.Document, folder: Path) -> None:
    """Show the page of a document as the browser gets it, from files."""
    form = form_of(document)
    (folder / "form.css").write_text(browser_css(form, document.paper))
    html = re.sub(r'href="/?static/', f'href="{STATIC.as_uri()}/', render_html(document, form, for_print=False))
    (folder / "page.html").write_text(re.sub(r'href="/documents/forms/[^"]*"', 'href="form.css"', html))
    page.goto((folder / "page.html").as_uri())


@pytest.mark.browser
def test_the_browser_prints_the_same_sheet_as_the_pdf(
    page: Page, printed: dict[str, Path], tmp_path: Path, name: str
) -> None:
    opened_in(page, PAPERS[name](), tmp_path)
    path = tmp_path / "browser.pdf"
    page.pdf(path=path, prefer_css_page_size=True)
    assert sheet(path) == sheet(printed[name])
    ours, theirs = words(printed[name]), words(path)
    assert len(ours) == len(theirs)
    for left, right in zip(ours, theirs, strict=True):
        assert Counter(word.text for word in left) == Counter(word.text for word in right)
    assert max(drift(ours[0], theirs[0])) < 3, "millimetres"


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1366])
def test_the_page_fits_the_screen(page: Page, tmp_path: Path, name: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    opened_in(page, PAPERS[name](), tmp_path)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
