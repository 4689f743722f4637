"""The checks of a paper that somebody brings: what they find, what they leave alone, and what they can read."""

import io
import json
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import process_time

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from reports.checking.coverage import told as words_of
from reports.checking.engine import findings
from reports.checking.findings import Act, Finding, Former, Knowledge
from reports.checking.paper import Paper
from reports.checking.reading import MAX_BYTES, read_paper
from reports.checking.spelling import is_syllable
from reports.enums import Severity
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter
from schooladmin.legal.queries import former_bodies
from tests.factory import World

HEADINGS = (
    "Cải cách thể chế", "Cải cách thủ tục hành chính", "Cải cách tổ chức bộ máy", "Cải cách chế độ công vụ",
    "Cải cách tài chính công", "Chuyển đổi số",
)  # fmt: skip
ACTS = (
    Act("30/2020/NĐ-CP", date(2020, 3, 5), "Công tác văn thư", date(2020, 3, 5), None),
    Act("112/2020/NĐ-CP", date(2020, 9, 18), "Xử lý kỷ luật cán bộ, công chức, viên chức", date(2020, 9, 20),
        date(2026, 7, 1), "234/2026/NĐ-CP"),
    Act("135/2020/NĐ-CP", date(2020, 11, 18), "Tuổi nghỉ hưu", date(2021, 1, 1), None),
    Act("27-NQ/TW", date(2022, 11, 9), "Xây dựng và hoàn thiện Nhà nước pháp quyền", date(2022, 11, 9), None),
)  # fmt: skip
KNOWN = Knowledge(
    quarter=Quarter(2024, 3),
    day=date(2024, 9, 30),
    headings=HEADINGS,
    procedures=("Rút học bạ", "Học sinh chuyển đến", "Học sinh chuyển đi"),
    unit_names=("Trường THCS Hòa Bình", "Chi bộ Trường THCS Hòa Bình"),
    acts={act.number: act for act in ACTS},
)
LATER = Knowledge(
    **{
        **{name: getattr(KNOWN, name) for name in ("headings", "procedures", "unit_names", "acts")},
        "quarter": Quarter(2026, 3),
        "day": date(2026, 9, 30),
        "former": (
            Former("Phòng Giáo dục", date(2025, 7, 1), "Phòng Văn hóa – Xã hội"),
            Former("Phòng Giáo dục và Đào tạo", date(2025, 7, 1), "Phòng Văn hóa – Xã hội"),
        ),
    }
)
GOOD = """ĐẢNG BỘ XÃ SƠN LAM
ĐỀ CƯƠNG
SINH HOẠT CHỦ ĐIỂM QUÝ III NĂM 2024
Cải cách hành chính và nhiệm vụ thời gian tới
A. PHẦN LÝ LUẬN
Thực hiện Nghị quyết số 27- NQ/TW ngày 09/11/2022 về xây dựng và hoàn thiện Nhà nước pháp quyền.
B. LIÊN HỆ VỀ CẢI CÁCH HÀNH CHÍNH TẠI TRƯỜNG THCS HÒA BÌNH
1. Cải cách thể chế
- Rà soát thể thức theo Nghị định số 30/2020/NĐ-CP ngày 5/3/2020 về công tác văn thư.
2. Cải cách thủ tục hành chính
- Rút học bạ: 12 hồ sơ, đều đúng hạn.
- Học sinh chuyển đến: 3 hồ sơ.
- Học sinh chuyển đi: 0
3. Cải cách tổ chức bộ máy
- Kiện toàn bốn tổ chuyên môn.
4. Cải cách chế độ công vụ
- Năm học 2023-2024 có 31 viên chức được đánh giá; so với quý II/2024 không đổi.
5. Cải cách tài chính công
- Chi trả lương qua tài khoản cho 100% viên chức.
6. Chuyển đổi số
- 27 giáo viên đã ký số kế hoạch bài dạy trên https://hoso.example.vn/ke-hoach, dùng iOffice và SMAS.
7. Tồn tại, hạn chế
- Một hồ sơ trễ hạn vì nghỉ bão.
8. Nhiệm vụ, giải pháp thời gian tới
- Hoàn thành số hóa sổ đăng bộ trước tháng 12.
C. KẾT LUẬN
Chi bộ thống nhất nội dung trên."""


def check(text: str, known: Knowledge = KNOWN) -> list[Finding]:
    with translation.override("vi"):
        return list(findings(Paper.of(text.splitlines()), known))


def codes(text: str, known: Knowledge = KNOWN) -> list[tuple[str, int]]:
    return [(finding.code, finding.line) for finding in check(text, known)]


def changed(*pairs: tuple[str, str]) -> str:
    text = GOOD
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text


def test_a_good_paper_has_nothing_to_mend() -> None:
    assert check(GOOD) == []


def test_a_sign_that_the_fonts_lack_is_told_where_the_paper_is_printed_here() -> None:
    text = changed(("Chi trả lương", "Chi trả lương 😀 đúng ngày 👍😀"))
    known = Knowledge(**{**vars(KNOWN), "letters": frozenset(map(ord, GOOD))})
    assert check(GOOD, known) == check(text) == []
    (told,) = check(text, known)
    assert (told.code, told.line, told.severity) == ("letter-without-font", 19, Severity.BLOCKING)
    assert (told.wrong, told.message) == ("😀", "Phông chữ in không có ký tự này: 😀 👍.")


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("Rút học bạ: 12 hồ sơ, đều đúng hạn.", "Rút học bạ:….", ("empty-count", 11)),
        ("Học sinh chuyển đến: 3 hồ sơ.", "Học sinh chuyển đến", ("empty-count", 12)),
        ("Học sinh chuyển đi: 0", "Học sinh chuyển đi: .....;", ("empty-count", 13)),
        ("3. Cải cách tổ chức bộ máy\n- Kiện toàn bốn tổ chuyên môn.\n", "", ("missing-field", 0)),
        ("5. Cải cách tài chính công", "5. Cải cách hành chính công", ("heading-mismatch", 18)),
        ("7. Tồn tại, hạn chế\n- Một hồ sơ trễ hạn vì nghỉ bão.\n", "", ("missing-section", 0)),
        ("8. Nhiệm vụ, giải pháp thời gian tới", "8. Việc khác", ("missing-section", 0)),
        ("LIÊN HỆ VỀ CẢI CÁCH HÀNH CHÍNH TẠI", "LIÊN HỆ VỀ XÂY DỰNG NẾP SỐNG VĂN MINH TẠI", ("theme-mismatch", 7)),
        ("Chi trả lương", "Kết quả năm 2023 – 2024: chi trả lương", ("period-mismatch", 19)),
        ("Chi trả lương", "Trong quý II chi trả lương", ("period-mismatch", 19)),
        ("Chi trả lương", "Trong năm 2023 chi trả lương", ("period-mismatch", 19)),
        ("Chi trả lương", "Sáu tháng đầu năm chi trả lương", ("period-mismatch", 19)),
        ("Năm học 2023-2024", "Năm học 2022-2023", ("period-mismatch", 17)),
        ("Năm học 2023-2024", "Năm học 2023-2025", ("period-mismatch", 17)),
        ("30/2020/NĐ-CP", "31/2020/NĐ-CP", ("citation-unknown", 9)),
        ("ngày 5/3/2020", "ngày 5/4/2020", ("citation-mismatch", 9)),
        ("về công tác văn thư", "về tuyển sinh đầu cấp", ("citation-mismatch", 9)),
        ("27- NQ/TW ngày 09/11/2022", "27-NQ/TW ngày 09/12/2022", ("citation-mismatch", 6)),
        ("Kiện toàn bốn", "Kiên toàn bốn", ("misspelling", 15)),
        ("Kiện toàn bốn", "Giử vững bốn", ("misspelling", 15)),
        ("Kiện toàn bốn", "Kiện toàn bốn trườg,", ("misspelling", 15)),
        ("Kiện toàn bốn", "Lắp intemet cho bốn", ("misspelling", 15)),
        ("27 giáo viên đã ký số", "Số giáo viên đã ký số đạt 27. Họ ký", ("unit-missing", 21)),
    ],
)
def test_what_is_wrong_is_found_in_its_place(old: str, new: str, found: tuple[str, int]) -> None:
    assert codes(changed((old, new))) == [found]


def test_each_finding_says_how_to_mend_it() -> None:
    text = changed(
        ("30/2020/NĐ-CP ngày 5/3/2020 về công tác văn thư", "112/2020/NĐ-CP ngày 18/11/2020 về tuổi nghỉ hưu"),
        ("5. Cải cách tài chính công", "5. Cải cách hành chính công"),
    )
    act, heading = check(text)
    assert "ban hành ngày 18/09/2020, không phải 18/11/2020" in act.message
    assert "135/2020/NĐ-CP" in act.suggestion
    assert heading.suggestion == "Theo mẫu: «Cải cách tài chính công»."
    assert heading.excerpt == "5. Cải cách hành chính công"


def test_the_law_and_the_bodies_of_the_day() -> None:
    text = changed(
        ("QUÝ III NĂM 2024", "QUÝ III NĂM 2026"),
        ("Năm học 2023-2024", "Năm học 2025-2026"),
        ("quý II/2024", "quý II/2026"),
        ("30/2020/NĐ-CP ngày 5/3/2020 về công tác văn thư", "112/2020/NĐ-CP"),
        ("Kiện toàn bốn", "Báo cáo Phòng Giáo dục và Đào tạo về bốn"),
    )
    expired, body = sorted(check(text, LATER), key=lambda finding: finding.line)
    assert (expired.code, expired.suggestion) == ("citation-not-in-force", "Thay bằng 234/2026/NĐ-CP.")
    assert (body.code, body.line) == ("abolished-body", 15)
    assert "không còn từ ngày 01/07/2025" in body.message


def test_a_paragraph_of_three_quarters_is_named() -> None:
    told = "Nhà trường tiếp tục thực hiện đầy đủ các nội dung cải cách hành chính theo kế hoạch đã đề ra."
    text = changed(("- Kiện toàn bốn tổ chuyên môn.", told))
    same = frozenset({words_of(told)})
    known = Knowledge(**{**vars(KNOWN), "earlier": (same, same)})
    assert codes(text, known) == [("unchanged", 15)]
    assert codes(text, Knowledge(**{**vars(KNOWN), "earlier": (same, frozenset())})) == []


def test_headings_that_word_numbers_are_headings_too() -> None:
    bare = "\n".join(line[3:] if line[:1].isdigit() and line[1:3] == ". " else line for line in GOOD.splitlines())
    assert codes(bare) == []


def test_a_paper_without_parts_is_looked_at_whole() -> None:
    own = GOOD[GOOD.index("1. Cải cách") : GOOD.index("C. KẾT LUẬN")]
    assert codes("BÁO CÁO\n" + own) == []


@given(st.text(max_size=400))
def test_no_text_is_too_odd(text: str) -> None:
    for finding in check(text):
        assert finding.message
        assert 0 <= finding.line <= len(text.splitlines())


WORDS = st.sampled_from(
    [*GOOD.split(), "Rút học bạ:….", "Kiên toàn", "giử", "quý II", "năm 2019", "112/2020/NĐ-CP", "\n"]
)


@given(st.lists(WORDS, max_size=60), st.sampled_from([KNOWN, LATER]))
def test_decomposed_letters_are_the_same_letters(words: list[str], known: Knowledge) -> None:
    text = " ".join(words)
    assert check(unicodedata.normalize("NFD", text), known) == check(text, known)


@pytest.mark.parametrize(
    "text", ["a", "ă", "A-", "a@", "www.", "a.", "9", "a ", "1/2020/NĐ-", "năm 2019 ", "đạt ", "a\n"]
)
def test_no_text_takes_more_than_its_length(text: str) -> None:
    """Four times the text takes about four times as long, never sixteen; a second is far from both."""
    known = replace(LATER, headings=HEADINGS)
    short, long = (_seconds(text * (size // len(text)), known) for size in (10_000, 40_000))
    assert long < max(1.0, 10 * short)


def _seconds(text: str, known: Knowledge) -> float:
    start = process_time()
    check(text, known)
    return process_time() - start


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Chi trả lương", "Chỉ số hài lòng đạt 87,3%. Chi trả lương"),
        ("Chi trả lương", "Có 3, 4 hồ sơ. Chi trả lương"),
        ("Chi trả lương", "Theo kế hoạch năm 2025, chi trả lương"),
        ("Chi trả lương", "So với năm 2023, chi trả lương"),
        ("Chi trả lương", "Giai đoạn 2021 – 2030, chi trả lương"),
    ],
)
def test_what_is_right_is_left_alone(old: str, new: str) -> None:
    assert codes(changed((old, new))) == []


def test_a_heading_with_nothing_under_it_is_missing() -> None:
    assert codes(changed(("- Kiện toàn bốn tổ chuyên môn.\n", ""))) == [("missing-field", 14)]
    assert codes(changed(("- Một hồ sơ trễ hạn vì nghỉ bão.\n", ""))) == [("missing-section", 22)]
    told = ("7. Tồn tại, hạn chế\n- Một", "7. Tồn tại, hạn chế: một")
    assert codes(changed(told)) == []


@pytest.mark.parametrize(
    "word",
    [
        "nghiêng",
        "khuỷu",
        "quyển",
        "giếng",
        "giặt",
        "gìn",
        "quốc",
        "huyền",
        "thuở",
        "ngoằn",
        "khoét",
        "uống",
        "yêu",
        "ưu",
        "ý",
        "oản",
        "chuyên",
        "xoong",
        "rượu",
        "quýt",
    ],
)
def test_real_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["trườg", "thưc̉c", "nhgị", "đườngg", "hoạcj", "tốtt", "bìnhh", "cảic"])
def test_no_syllables(word: str) -> None:
    assert not is_syllable(word)


# --- Files ---
def word_file(*paragraphs: str, name: str = "word/document.xml") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in paragraphs)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr(name, f'<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>')
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("a.txt", lambda text: text.encode()),
        ("a.txt", lambda text: text.encode("utf-16")),
        ("a.docx", lambda text: word_file(*text.splitlines())),
        ("a.html", lambda text: "".join(f"<p>{line}</p>" for line in text.splitlines()).encode()),
        ("A.HTM", lambda text: f"<script>1</script>{text.replace(chr(10), '<br>')}".encode()),
    ],
)
def test_the_same_paper_in_every_form(tmp_path: Path, name: str, make: Callable[[str], bytes]) -> None:
    (tmp_path / name).write_bytes(make(GOOD))
    assert read_paper(tmp_path / name) == Paper.of(GOOD.splitlines())


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.pdf", b"%PDF-1.7", "paper-kind"),
        ("a.docx", b"PK not really", "paper-broken"),
        ("a.docx", word_file("x", name="other.xml"), "paper-broken"),
        ("a.docx", word_file("]]>&bang;"), "paper-broken"),
        ("a.docx", word_file("a" * (51 * 1024 * 1024)), "paper-bomb"),
        ("a.txt", b"  \n ", "paper-empty"),
        ("a.txt", b"\x00\x01", "paper-encoding"),
        ("a.txt", b"a" * (MAX_BYTES + 1), "paper-large"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, name: str, content: bytes, code: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(Refusal) as refusal:
        read_paper(tmp_path / name)
    assert refusal.value.code == code


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="Không mở được"):
        read_paper(tmp_path / "none.txt")


# --- The command ---
def run(path: Path, *more: str) -> str:
    out = io.StringIO()
    call_command("check_outline", str(path), "--period", "2024-Q3", *more, stdout=out)
    return out.getvalue()


def test_the_command_knows_the_registers(world: World, tmp_path: Path) -> None:
    paper = tmp_path / "de-cuong.txt"
    paper.write_text(changed(("12 hồ sơ, đều đúng hạn.", "…."), ("Kiện toàn", "Kiên toàn")))
    answer = json.loads(run(paper, "--unit", world.school.code, "--json"))
    found = {finding["code"] for finding in answer["findings"]}
    # The template in the register asks for two fields more, and words the sixth differently.
    assert {"empty-count", "misspelling", "missing-field", "heading-mismatch"} <= found
    assert set(answer["findings"][0]) == {"code", "severity", "line", "excerpt", "message", "suggestion"}
    assert "điều cần xem" in run(paper, "--unit", world.school.code)


@pytest.mark.parametrize(
    ("more", "code"),
    [(("--unit", "NONE"), 2), (("--unit", "{school}", "--period", "2024"), 2), (("--unit", "{school}"), 1)],
)
def test_wrong_calls(world: World, tmp_path: Path, more: tuple[str, ...], code: int) -> None:
    with pytest.raises(CommandError) as error:
        run(tmp_path / "none.txt", *(part.format(school=world.school.code) for part in more))
    assert error.value.returncode == code


def test_the_district_level_ended_on_a_day(db: None) -> None:
    assert not former_bodies(date(2025, 6, 30)).exists()
    assert {"UBND huyện", "Phòng GD&ĐT"} <= set(former_bodies(date(2025, 7, 1)).values_list("name", flat=True))
