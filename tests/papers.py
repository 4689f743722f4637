"""Invented papers for the tests of documents, and helpers that read a PDF back."""

import re
import subprocess
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from schooladmin.documents import tree
from schooladmin.documents.catalogue import PROFILES, SLIP_PROFILES
from schooladmin.documents.kinds import KINDS
from schooladmin.documents.profiles import Profile
from schooladmin.documents.tree import Regime

MM = 25.4 / 72
_LETTER_BOX = 1.107  # height of a word's box in Liberation Serif, in sizes of the letter


def profile(code: str, kind: tree.Kind | None = None) -> Profile:
    """A seeded profile, as a kind of paper sets it, without the database."""
    row = next(row for row in (*PROFILES, *SLIP_PROFILES) if row["code"] == code)
    found = Profile.from_spec(code=code, name=row["name"], regime=Regime(row["regime"]), spec=row["spec"])
    return found.for_kind(kind, next(row["form"] for row in reversed(KINDS) if row["code"] == kind)) if kind else found


_LONG = (
    "Nhà trường niêm yết công khai các thủ tục, hướng dẫn phụ huynh nộp hồ sơ trực tuyến và trả kết quả đúng hẹn; mỗi "
    "hồ sơ trễ đều có thư xin lỗi nêu rõ lý do, người chịu trách nhiệm và ngày hẹn mới. "
)


def paper(*, regime: Regime = Regime.PARTY, watermark: str = "", extra: tuple[tree.Block, ...] = ()) -> tree.Document:
    """A paper of three pages with every kind of block."""
    return tree.Document(
        regime=regime,
        head=tree.LetterHead(
            upper="Đảng bộ xã Sơn Lam",
            issuer="Chi bộ Trường THCS Bình An",
            place="Sơn Lam",
            day=date(2024, 2, 5),
            number="5-BC/CB",
        ),
        type_name="Đề cương",
        abstract=("SINH HOẠT THEO CHỦ ĐIỂM QUÝ I NĂM 2024",),
        theme="Học tập phong cách làm việc khoa học, gần dân",
        blocks=(
            tree.Heading(1, "A.", "PHẦN LÝ LUẬN"),
            tree.Heading(2, "I.", "Những quan điểm cơ bản"),
            *(tree.paragraph(f"({number}) {_LONG * 4}") for number in range(1, 5)),
            tree.Heading(3, "1.", "Cải cách thủ tục hành chính"),
            tree.Heading(4, "1.1.", "Kết quả giải quyết hồ sơ"),
            tree.Paragraph(
                (
                    tree.Run("Đã trả "),
                    tree.Run("43", bold=True, figure_key="procedures.all.solved"),
                    tree.Run(" hồ sơ, "),
                    tree.Run("đúng hẹn", italic=True),
                    tree.Run(" 41 hồ sơ; <script>alert('x')</script> & \"trích dẫn\". "),
                )
            ),
            tree.item("–", "Rà soát 18 văn bản nội bộ. " + _LONG),
            tree.item("a)", "Phân công người trực. " + _LONG),
            tree.item("1.2.", "Tập huấn ký số."),
            tree.Table(
                caption="Bảng 1. Hồ sơ trong quý",
                columns=(
                    tree.Column("Thủ tục", 60),
                    tree.Column("Tiếp nhận", 20, is_number=True),
                    tree.Column("Đã trả", 20, is_number=True),
                ),
                rows=(("Rút học bạ", "14", "13"), ("Chuyển lớp", "6", "5"), ("Cộng", "20", "18")),
                total=True,
                note="Nguồn: sổ theo dõi hồ sơ.",
            ),
            chart(),
            *extra,
            tree.paragraph(_LONG * 3 + "./."),
        ),
        signature=tree.Signature("T/M CHI BỘ", "Bí thư", "Ngô Văn Bí"),
        recipients=tree.Recipients(("- Đảng ủy xã (để báo cáo);", "- Lưu chi bộ.")),
        author="Chi bộ Trường THCS Bình An",
        watermark=watermark,
    )


def chart(*, grouped: bool = False) -> tree.Chart:
    return tree.Chart(
        caption="Biểu đồ 1. Hồ sơ theo kết quả",
        categories=("Rút học bạ", "Tiếp nhận học sinh chuyển đến từ trường khác trong tỉnh", "Chưa phát sinh"),
        series=(tree.Series("Đúng hẹn", (12, 9, 0)), tree.Series("Trễ hẹn", (1, 0, 0))),
        description="Hầu hết hồ sơ được trả đúng hẹn.",
        unit="hồ sơ",
        grouped=grouped,
    )


@dataclass(frozen=True)
class Word:
    """A word of a page; lengths in millimetres from the upper left corner, ``size`` in points."""

    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def size(self) -> float:
        return (self.bottom - self.top) / MM / _LETTER_BOX


_WORD = re.compile(r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>')


def words(path: Path) -> list[list[Word]]:
    """The words of each page with their places."""
    shown = _run("pdftotext", "-bbox", str(path), "-")
    return [
        [Word(m[5], *(float(m[i]) * MM for i in (1, 2, 3, 4))) for m in _WORD.finditer(page)]
        for page in shown.split("<page ")[1:]
    ]


def body_text(path: Path) -> str:
    """The text below the top margin (without page numbers), in the order of the file."""
    return _run("pdftotext", "-raw", "-y", "56", "-H", "786", "-x", "0", "-W", "596", str(path), "-")


def fonts(path: Path) -> set[str]:
    """Names of the embedded faces without the prefix of the subset."""
    rows = _run("pdffonts", str(path)).splitlines()[2:]
    assert all(row.split()[-5:-2] == ["yes", "yes", "yes"] for row in rows), "embedded, subset, with Unicode"
    return {row.split()[0].partition("+")[2] for row in rows}


def _run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
