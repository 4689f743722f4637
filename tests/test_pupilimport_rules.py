"""The pure rules: headings, columns, cells, rows, and who is who."""

import io
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st

from pupils.imports.rules import cells
from pupils.imports.rules.heading import find_heading, guess, meaning, samples, signature
from pupils.imports.rules.masking import masked_value
from pupils.imports.rules.plan import Plan, make_plan
from pupils.imports.rules.rows import parse
from pupils.imports.rules.types import Heading, Known, Mapping, Parsed, Row, Sheet, Target, Wrong
from pupils.rules import name_key
from tests.pupil_lists import sector_like, smas_like, vnedu_like

T = Target
TODAY = date(2026, 11, 22)


def sheets_of(content: bytes) -> list[Sheet]:
    book = python_calamine.load_workbook(io.BytesIO(content))
    found = []
    for name in book.sheet_names:
        sheet = book.get_sheet_by_name(name)
        rows = sheet.to_python(skip_empty_area=False)
        found.append(Sheet(name, rows, tuple(sheet.merged_cell_ranges or ())))
    return found


def understood(content: bytes) -> tuple[Sheet, Heading, Mapping]:
    sheet = sheets_of(content)[0]
    heading = find_heading(sheet)
    assert heading is not None
    return sheet, heading, guess(heading.titles, samples(sheet, heading))


def grid(*rows: tuple[object, ...]) -> Sheet:
    return Sheet("DS", rows)  # type: ignore[arg-type]


def parsed(sheet: Sheet) -> Parsed:
    heading = find_heading(sheet)
    assert heading is not None
    mapping = guess(heading.titles, samples(sheet, heading))
    return parse([(0, sheet, heading)], mapping, school_year=None, today=TODAY)


def codes(result: Parsed) -> list[tuple[int, str]]:
    return [(problem.row + 1, problem.code) for problem in result.problems]


# --- Headings and columns ---------------------------------------------------------------------------------------------


def test_a_list_like_that_of_smas() -> None:
    _, heading, mapping = understood(smas_like())
    assert (heading.row, heading.lines, heading.school_year) == (5, 1, 2026)
    assert mapping == {
        T.CODE: 1, T.IDENTIFIER: 2, T.FULL_NAME: 3, T.BIRTH_DATE: 4, T.CLASS: 6, T.MOTHER: 7, T.MOTHER_PHONE: 8,
        T.STATUS: 9,
    }  # fmt: skip


def test_a_list_like_that_of_vnedu() -> None:
    _, heading, mapping = understood(vnedu_like())
    assert (heading.row, heading.lines, heading.class_name) == (2, 2, "6A1")
    assert mapping == {
        T.CODE: 1, T.FAMILY_NAME: 2, T.GIVEN_NAME: 3, T.BIRTH_DATE: 4, T.FATHER: 5, T.FATHER_PHONE: 6, T.MOTHER: 7,
        T.MOTHER_PHONE: 8,
    }  # fmt: skip


def test_a_list_like_that_of_the_sectors_database() -> None:
    _, heading, mapping = understood(sector_like())
    assert (heading.row, heading.lines, heading.school_year) == (3, 2, 2026)
    assert mapping == {
        T.CLASS: 1, T.CODE: 2, T.FULL_NAME: 3, T.BIRTH_DATE: 4, T.IDENTIFIER: 5, T.GUARDIAN: 7, T.GUARDIAN_PHONE: 9,
        T.STATUS: 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("title", "target"),
    [
        ("HỌ VÀ TÊN", T.FULL_NAME), ("Họ tên (*)", T.FULL_NAME), ("Họ và tên đệm", T.FAMILY_NAME),
        ("Tên", T.GIVEN_NAME), ("Ngày, tháng, năm sinh", T.BIRTH_DATE), ("Số ĐDCN", T.IDENTIFIER),
        ("CCCD", T.IDENTIFIER), ("Số ĐDCN/CCCD", T.IDENTIFIER), ("CCCD - Số định danh cá nhân (HS)", T.IDENTIFIER),
        ("CCCD cha", None), ("Số CMND của mẹ", None), ("SĐT", T.GUARDIAN_PHONE),
        ("Điện thoại cha", T.FATHER_PHONE), ("Họ tên bố", T.FATHER), ("Họ tên cha/mẹ", T.GUARDIAN),
        ("SĐT phụ huynh", T.GUARDIAN_PHONE), ("Mẹ", T.MOTHER), ("Mã định danh Bộ GD&ĐT", T.CODE),
        ("Nghề nghiệp mẹ", None), ("Năm sinh cha", None), ("Nơi sinh", None), ("Ngày vào trường", None), ("Lỗi", None),
        ("Con cán bộ", None), ("Giới tính", None),
    ],
)  # fmt: skip
def test_what_a_title_means(title: str, target: Target | None) -> None:
    assert meaning(title)[0] == target


def test_the_ministrys_code_is_the_identifier_only_when_it_holds_twelve_digits() -> None:
    titles = ("Họ và tên", "Mã định danh Bộ GD&ĐT")
    assert guess(titles, [["An"], ["0123456789"]])[T.CODE] == 1
    assert guess(titles, [["An"], ["001214000011"]])[T.IDENTIFIER] == 1


def test_a_name_in_two_columns_below_one_title() -> None:
    sheet = grid(("STT", "Họ và tên", "", "Ngày sinh"), (1, "Lê Văn", "An", "1/2/2014"), (2, "Đỗ", "Bình", "1/2/2014"))
    heading = find_heading(sheet)
    assert heading is not None
    mapping = guess(heading.titles, samples(sheet, heading))
    assert (mapping[T.FAMILY_NAME], mapping[T.GIVEN_NAME]) == (1, 2)
    assert [row.full_name for row in parsed(sheet).rows] == ["Lê Văn An", "Đỗ Bình"]


def test_the_signature_knows_the_columns_and_not_what_stands_around_them() -> None:
    one, other = find_heading(sheets_of(smas_like())[0]), find_heading(sheets_of(smas_like())[0])
    assert one is not None
    assert other is not None
    assert signature(one.titles) == signature(other.titles)
    assert signature(one.titles) == signature([title.lower() for title in one.titles])
    assert signature(one.titles) != signature(one.titles[1:])


def test_no_heading_no_list() -> None:
    assert find_heading(grid(("a", "b"), (1, 2))) is None
    assert find_heading(Sheet("", [])) is None


# --- Cells ------------------------------------------------------------------------------------------------------------


@given(st.dates(date(1930, 1, 1), date(2022, 12, 31)))
def test_a_birth_date_is_read_in_every_form(born: date) -> None:
    serial = (born - date(1899, 12, 30)).days
    forms: list[object] = [
        f"{born:%d/%m/%Y}", f"{born.day}/{born.month}/{born.year}", f"{born:%d-%m-%Y}", f"{born:%d.%m.%Y}",
        f"{born:%Y-%m-%d}", f"{born:%d/%m/%Y} 00:00:00", f"  {born:%d / %m / %Y} ", serial, float(serial), str(serial),
        born, datetime(born.year, born.month, born.day, 7, 30),
    ]  # fmt: skip
    for form in forms:
        assert cells.birth_date(form, TODAY) == born, form  # type: ignore[arg-type]


@given(st.dates(date(2000, 1, 1), date(2022, 12, 31)))
def test_two_digits_of_a_year_are_the_latest_past_ones(born: date) -> None:
    assert cells.birth_date(f"{born.day}/{born.month}/{born:%y}", TODAY) == born


@given(st.text(max_size=30))
def test_any_text_is_a_day_or_a_plain_no(text: str) -> None:
    for reader in (cells.birth_date, cells.day):
        with suppress(Wrong):
            assert date(1920, 1, 1) <= reader(text, TODAY) <= TODAY + timedelta(days=800)


@given(st.one_of(st.integers(), st.floats(), st.booleans(), st.none(), st.timedeltas()))
def test_any_number_is_a_day_or_a_plain_no(value: object) -> None:
    with suppress(Wrong):
        assert cells.birth_date(value, TODAY) <= TODAY  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2014", "date-year-only"), (2014, "date-year-only"), ("5/2014", "date-year-only"),
        ("12/25/2014", "date-month-first"), ("31/02/2014", "date-none"), ("hôm qua", "date-format"),
        ("01/01/2030", "birth-future"),
        ("01/01/2025", "birth-range"), ("00/00/2014", "date-none"), (True, "date-format"),
        (timedelta(days=3), "date-format"),
    ],
)  # fmt: skip
def test_a_wrong_date_says_what_is_wrong(value: object, code: str) -> None:
    with pytest.raises(Wrong) as wrong:
        cells.birth_date(value, TODAY)  # type: ignore[arg-type]
    assert wrong.value.code == code


_letters = st.text("aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậếềểễệốồổỗộớờởỡợứừửữự", min_size=1, max_size=7)


@given(st.lists(_letters.map(str.capitalize), min_size=1, max_size=6))
def test_a_vietnamese_name_stays_as_it_is(words: list[str]) -> None:
    name = " ".join(words)
    assert cells.person_name(cells.line(f"  {unicodedata.normalize('NFD', name).replace(' ', '   ')}")) == (
        name.title() if name.isupper() or name.islower() else name
    )


@given(st.text(max_size=60))
def test_any_name_is_a_line_or_a_plain_no(text: str) -> None:
    line = cells.line(text)
    assert "\n" not in line
    assert line == line.strip()
    with suppress(Wrong):
        assert cells.person_name(line)


@pytest.mark.parametrize("name", ["H'Hen Niê", "Y-Bhăm Niê Kđăm", "Nguyễn V. An", "Ka’Hiếu", "An"])
def test_names_of_the_minorities_are_names(name: str) -> None:
    assert cells.person_name(name) == name


@pytest.mark.parametrize("name", ["An 2", "=cmd|x", "Lê (A)", "<b>An</b>", "123", "@An"])
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Wrong):
        cells.person_name(name)


def test_capitals_become_a_name() -> None:
    assert cells.person_name("NGUYỄN THỊ ÁNH ĐÀO") == "Nguyễn Thị Ánh Đào"
    assert cells.person_name("H'HEN NIÊ") == "H'Hen Niê"


def test_an_identifier_that_excel_made_a_number() -> None:
    born = date(2014, 3, 5)
    assert cells.identifier(1214000011.0, born) == "001214000011"
    assert cells.identifier("001 214 000 011", None) == "001214000011"
    for value, code in (
        (1214000011, "identifier-zeros"), ("1214000011", "identifier-length"), ("1,21E+09", "identifier-rounded"),
        ("00121400001a", "identifier-signs"), (12.5, "identifier-signs"), ("٠٠١٢١٤٠٠٠٠١١", "identifier-signs"),
    ):  # fmt: skip
        with pytest.raises(Wrong) as wrong:
            cells.identifier(value, None)
        assert wrong.value.code == code
    with pytest.raises(Wrong):  # the identifier says 2014, the birth date 2013: no zeros are invented
        cells.identifier(1214000011, date(2013, 3, 5))


def test_classes_years_phones_states() -> None:
    assert [cells.class_name(value) for value in ("6A1", " Lớp 6A1", "LỚP: 6A1", 6.0)] == ["6A1", "6A1", "6A1", "6"]
    with pytest.raises(Wrong, match="class-is-date"):
        cells.class_name(date(2026, 1, 6))
    assert {cells.school_year(text) for text in ("2026-2027", "Năm học 2026 – 2027", "2026/2027", "2026")} == {2026}
    for text in ("2026-2028", "26-27", "x"):
        with pytest.raises(Wrong):
            cells.school_year(text)
    assert {cells.phone(value) for value in ("0912 345 671", 912345671, "+84912345671", "0912345671; 0987654321")} == {
        "0912345671"
    }
    with pytest.raises(Wrong):
        cells.phone("91234567")
    states = {"Đang học": "studying", "Chuyển đi kỳ II": "left", "Thôi học HK1": "left", "Đã tốt nghiệp": "graduated"}
    assert {text: cells.status(text) for text in states} == states
    with pytest.raises(Wrong):
        cells.status("Bảo lưu")


def test_long_numbers_are_masked_and_days_are_not() -> None:
    assert masked_value("001214000011") == "•••011"
    assert masked_value(1214000011.0) == "•••011"
    assert masked_value("0912 345 671") == "•••671"
    assert masked_value("05/03/2014") == "05/03/2014"
    assert masked_value("2026-2027") == "2026-2027"
    assert masked_value(date(2014, 3, 5)) == "05/03/2014"


# --- Rows -------------------------------------------------------------------------------------------------------------

TITLES = ("STT", "Mã học sinh", "Số định danh cá nhân", "Họ và tên", "Ngày sinh", "Lớp", "SĐT", "Trạng thái")


def test_all_problems_of_all_rows_at_once() -> None:
    sheet = grid(
        TITLES,
        (1, "A1", "001214000011", "Lê Văn An", "05/03/2014", "6A1", "0912345671", "Đang học"),
        (2, "A2", "12345", "Đỗ 2", "31/02/2014", "6A1", "123", "?"),
        (3, "A3", "", "", "05/03/2014", "6A1", "", ""),
        (4, "", "", "Ngô Thị Bê", "", "6A1", "", ""),
        (5, "A5", "", "Ngô Thị Bốn", "05/03/2014", "", "", ""),
    )
    result = parsed(sheet)
    assert codes(result) == [
        (3, "identifier-length"), (3, "name-signs"), (3, "date-none"), (3, "phone-format"), (3, "status-unknown"),
        (4, "name-missing"), (5, "no-key"), (6, "class-missing"),
    ]  # fmt: skip
    assert [row.full_name for row in result.rows] == ["Lê Văn An"]


def test_duplicates_within_the_list_are_problems_of_both_rows() -> None:
    sheet = grid(
        TITLES,
        (1, "A1", "001214000011", "Lê Văn An", "05/03/2014", "6A1", "", ""),
        (2, "a1", "", "Đỗ Văn Bê", "06/03/2014", "6A1", "", ""),
        (3, "A3", "001214000011", "Hồ Văn Xê", "07/03/2014", "6A1", "", ""),
        (4, "A4", "", "Ngô Thị Dê", "08/03/2014", "6A1", "", ""),
        (5, "", "", "NGÔ THỊ DÊ", "8/3/2014", "6A2", "", ""),
        (6, "A6", "", "Cao Thị Hà", "08/03/2014", "6A1", "", ""),
        (7, "A7", "", "Cao Thị Hà", "08/03/2014", "6A1", "", ""),
    )
    result = parsed(sheet)
    assert sorted(codes(result)) == [
        (2, "twice-code"), (2, "twice-identifier"), (3, "twice-code"), (4, "twice-identifier"), (5, "twice-name"),
        (6, "twice-name"),
    ]  # fmt: skip
    assert [row.code for row in result.rows] == ["A6", "A7"]  # two codes: the list itself says that they are two


def test_totals_signatures_groups_and_repeated_headings_are_no_pupils() -> None:
    sheet = grid(
        ("STT", "Họ và tên", "Ngày sinh", "Lớp"),
        ("Lớp 6A1", "", "", ""),
        (1, "Lê Văn An", "05/03/2014", "6A1"),
        ("STT", "Họ và tên", "Ngày sinh", "Lớp"),
        (2, "Lê Văn Bê", "05/03/2014", "6A1"),
        ("", "", "", ""),
        ("", "Người lập bảng", "", ""),
    )
    result = parsed(sheet)
    assert [row.full_name for row in result.rows] == ["Lê Văn An", "Lê Văn Bê"]
    assert not result.problems


def test_a_graduate_needs_a_year() -> None:
    sheet = grid(
        ("Họ và tên", "Ngày sinh", "Trạng thái", "Năm học"),
        ("Lê Văn An", "05/03/2010", "Tốt nghiệp", "2024-2025"),
        ("Lê Văn Bê", "05/03/2010", "Tốt nghiệp", ""),
    )
    result = parsed(sheet)
    assert [row.graduation_year for row in result.rows] == [2025]
    assert codes(result) == [(3, "graduation-year-missing")]


# --- Who is who -------------------------------------------------------------------------------------------------------

AN = Known(1, "A1", "Lê Văn An", date(2014, 3, 5), "6A1", 2026, None, "key-an", "", "", "studying", None)


def row(number: int = 1, **said: Any) -> Row:
    values: dict[str, Any] = {"full_name": "Lê Văn An", "birth_date": date(2014, 3, 5), **said}
    return Row(0, number, name_key=name_key(values["full_name"]), **values)


def planned(rows: Sequence[Row], known: Sequence[Known]) -> Plan:
    return make_plan(rows, known, {}, {row.identifier: [f"key-{row.identifier}"] for row in rows if row.identifier})


@pytest.mark.parametrize(
    ("said", "known", "code"),
    [
        ({"code": "A2"}, [AN._replace(identifier_key="")], "code-differs"),
        ({}, [AN, AN._replace(pk=2, code="A2", identifier_key="k2")], "ambiguous"),
        ({"identifier": "an", "code": "A2"}, [AN, AN._replace(pk=2, code="A2", identifier_key="k2")], "code-of-other"),
        ({"identifier": "new", "code": "A1"}, [AN], "identifier-differs"),
        (
            {"identifier": "an", "full_name": "Hồ Thị Bê", "birth_date": date(2013, 1, 1)},
            [AN],
            "other-person-identifier",
        ),
        ({"code": "A1", "full_name": "Hồ Thị Bê", "birth_date": date(2013, 1, 1)}, [AN], "other-person-code"),
    ],
)
def test_what_cannot_be_told_is_a_problem(said: dict[str, Any], known: list[Known], code: str) -> None:
    plan = planned([row(**said)], known)
    assert [problem.code for problem in plan.problems] == [code]
    assert not plan.new
    assert not plan.changed


@pytest.mark.parametrize(
    "said",
    [{"identifier": "an"}, {"code": "a1"}, {}, {"full_name": "Le Van An"}, {"identifier": "an", "code": "A1"}],
)
def test_a_pupil_is_recognised(said: dict[str, Any]) -> None:
    plan = planned([row(**said)], [AN])
    assert not plan.problems
    assert not plan.new
    assert plan.unchanged == (0 if "full_name" in said else 1)


def test_two_of_one_name_with_two_identifiers_are_two() -> None:
    plan = planned([row(identifier="other", code="A9")], [AN])
    assert len(plan.new) == 1


def test_two_rows_of_one_pupil_of_the_register() -> None:
    plan = planned([row(1, identifier="an"), row(2, code=None)], [AN])
    assert [problem.code for problem in plan.problems] == ["same-pupil", "same-pupil"]


def test_what_a_list_does_not_say_stays() -> None:
    known = AN._replace(guardian_name="Trần Thị Mận", guardian_phone="0912345671", status="left", left_on=TODAY)
    assert planned([row(code="A1")], [known]).unchanged == 1
    back = planned([row(code="A1", status="studying", class_name="7A1")], [known])
    assert back.changed[0][2] == {"class_name": "7A1", "status": "studying", "left_on": None}
