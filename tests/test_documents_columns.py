"""Columns of numbers: wide enough for the longest, which is never torn apart."""

from dataclasses import replace
from pathlib import Path

import pytest

from schooladmin.documents.columns import fitted
from schooladmin.documents.tree import Column, Kind, PaperSize, Regime, Table
from schooladmin.documents.writers.pdf import write_pdf
from tests.papers import paper, profile, words

NAMES = Column("Thủ tục", 80)


def numbers(share: int = 10, count: int = 2) -> tuple[Column, ...]:
    return tuple(Column(f"Số {place}", share, is_number=True) for place in range(count))


def shares(columns: tuple[Column, ...]) -> list[int]:
    return [column.share for column in columns]


def test_short_numbers_leave_the_columns_as_they_are() -> None:
    columns = (NAMES, *numbers())
    assert fitted(columns, [("Rút học bạ", "12", "1.250")]) == columns
    assert fitted(columns, []) == columns


def test_the_names_give_up_what_a_long_number_needs() -> None:
    columns = (Column("Thủ tục", 84), *numbers(8))
    rows = [("Rút học bạ", "12", "94.737"), ("Tổng số", "12", "663.159")]
    assert shares(fitted(columns, rows)) == [82, 8, 10]
    assert shares(fitted(columns, rows, PaperSize.A4_LANDSCAPE)) == [84, 8, 8]


def test_a_column_of_words_is_not_measured() -> None:
    columns = (Column("Chỉ số", 50), Column("Kết quả", 34), Column("Đơn vị tính", 16))
    assert fitted(columns, [("Số hồ sơ", "1.250", "hồ sơ " * 40)]) == columns


def test_names_keep_room_for_themselves() -> None:
    columns = (Column("Thủ tục", 28), *numbers(8, 9))
    assert fitted(columns, [("Tổng số", *["1.234.567"] * 9)]) == columns
    wide = (Column("Thủ tục", 22), *numbers(6, 13))
    rows = [("Tổng số", *["663.159"] * 9, *["94.737"] * 4)]
    assert shares(fitted(wide, rows, PaperSize.A4_LANDSCAPE)) == [13, *[7] * 9, *[6] * 4]


@pytest.mark.parametrize("sheet", [PaperSize.A4, PaperSize.A4_LANDSCAPE])
@pytest.mark.parametrize("number", ["9.473", "94.737", "663.159", "1.326.318"])
def test_what_is_measured_is_what_is_printed(sheet: PaperSize, number: str, tmp_path: Path) -> None:
    rows = [("Rút học bạ", number, *"1234567")]
    columns = fitted((Column("Thủ tục", 92), *numbers(1, 8)), rows, sheet)
    table = Table("Bảng 1. Hồ sơ", columns, tuple(rows))
    document = replace(paper(regime=Regime.STATE), blocks=(table,), paper=sheet, kind=Kind.STATISTICS)
    write_pdf(document, profile("ND30", Kind.STATISTICS), tmp_path / "paper.pdf")
    assert number in {word.text for page in words(tmp_path / "paper.pdf") for word in page}
