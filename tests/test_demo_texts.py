"""The words of the demonstration: clean Vietnamese, right for their time, resting on acts that were in force."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date

import pytest

from procedures.catalogue import CATALOGUE
from procedures.enums import Relation
from reform.catalogue import POINTS
from reports.catalogue import FIELDS
from reports.rules.markup import blocks, paragraphs
from schooladmin.core.periods import Quarter
from schooladmin.demo.texts.commitments import COMMITMENTS
from schooladmin.demo.texts.layout import marked_up, plain
from schooladmin.demo.texts.narratives import NARRATIVES
from schooladmin.demo.texts.people import GIVEN_FEMALE, STAFF, full_names
from schooladmin.demo.texts.requests import LATE_CAUSES, PAUSE_REASONS, PURPOSES, REFUSAL_REASONS, RELATIONS
from schooladmin.demo.texts.results import RESULTS
from schooladmin.demo.texts.themes import THEMES
from schooladmin.demo.texts.training import CLASSES
from schooladmin.documents.tree import Heading, Item, Paragraph
from schooladmin.legal.catalogue import ACTS

SCHOOLS = {"THCS-AB", "THCS-HM", "THCS-DT"}
TWO_TIERS = date(2025, 7, 1)
ABOLISHED = re.compile(
    r"\b(huyện|quận|thị xã|Phòng Giáo dục|Phòng GD&ĐT|Phòng Nội vụ|Đảng ủy Giáo dục)\b", re.IGNORECASE
)
ACT_NUMBER = re.compile(r"\b\d+(?:/\d{4})?[/-](?:[A-ZĐ]{2,}[A-ZĐ0-9]*)(?:[-/][A-ZĐa-z]+)*")
BY_NUMBER = {act.number: act for act in ACTS}
EARLY_DECREES = ("64/SL", "76/SL")  # of 1945 and 1950: history, not a basis


def _texts() -> Iterator[tuple[date, str]]:
    """Every text with the day on which it speaks."""
    for theme in THEMES.values():
        yield from ((theme.due_on, text) for text in (theme.title, theme.part_a, theme.conclusion))
    for (_school, quarter), fields in NARRATIVES.items():
        yield from ((_last_day(quarter), text) for text in fields.values())
    for (_school, quarter), tasks in COMMITMENTS.items():
        yield from ((_last_day(quarter), text) for task in tasks for text in (task.text, task.owner_title))
    yield from ((entry.day, entry.text) for entry in RESULTS)
    for lesson in CLASSES:
        words = (
            lesson.title, lesson.place, lesson.speaker_name, lesson.speaker_title, lesson.essay_topic, lesson.basis,
            *lesson.organisers, *(title for title, _minutes in lesson.parts),
        )  # fmt: skip
        yield from ((lesson.starts_at.date(), text) for text in words)
    for notes in PURPOSES.values():
        yield from ((TWO_TIERS, text) for text in notes)
    yield from ((TWO_TIERS, text) for text in (*PAUSE_REASONS, *REFUSAL_REASONS, *LATE_CAUSES, *STAFF.values()))


def _last_day(quarter: str) -> date:
    return date.fromordinal(Quarter.parse(quarter).calendar.end.toordinal() - 1)


def _syllables(text: str) -> int:
    return len(re.findall(r"\w[\w/–-]*", text))


def _holds(number: str, day: date) -> bool:
    act = BY_NUMBER[number]
    return act.valid_from <= day and (act.valid_to is None or day < act.valid_to)


def test_the_texts_are_clean() -> None:
    for _day, text in _texts():
        assert unicodedata.is_normalized("NFC", text), text
        assert not re.search(r"  |\.\.|,,| [.,;:?]|[ \t]\n|\n[ \t]|…|\u00a0", text), text
        assert text == text.strip(), text


def test_no_body_is_named_after_its_end() -> None:
    found = [(day, text) for day, text in _texts() if day >= TWO_TIERS and ABOLISHED.search(text)]
    assert found == []


def test_every_act_named_in_a_text_is_in_the_register_and_in_force() -> None:
    wrong = {
        (number, day)
        for day, text in _texts()
        for number in ACT_NUMBER.findall(text)
        if number not in EARLY_DECREES and not (number in BY_NUMBER and _holds(number, day))
    }
    assert wrong == set()


@pytest.mark.parametrize(
    ("quarter", "least", "most", "due_on"),
    [
        ("2024-Q3", 1700, 2000, date(2024, 10, 15)),
        ("2026-Q3", 1000, 1300, date(2026, 10, 10)),
        ("2026-Q4", 500, 700, date(2027, 1, 10)),
    ],
)
def test_a_theme_has_its_length_and_its_parts(quarter: str, least: int, most: int, due_on: date) -> None:
    theme = THEMES[quarter]
    tree = blocks(theme.part_a)
    headings = [block for block in tree if isinstance(block, Heading)]
    assert (theme.quarter, theme.due_on) == (quarter, due_on)
    assert least <= _syllables(theme.part_a) <= most
    assert 120 <= _syllables(theme.conclusion) <= 180
    assert [h.number for h in headings if h.level == 2] == ["I.", "II.", "III."]
    assert all(heading.number for heading in headings)
    assert any(isinstance(block, Item) for block in tree)
    assert all(isinstance(block, Paragraph) for block in blocks(theme.conclusion))
    assert len(theme.title) <= 500


def test_the_narratives_leave_out_what_the_checks_shall_find() -> None:
    every = {row[0] for row in FIELDS} | {"limitations"}
    written = {key: set(fields) for key, fields in NARRATIVES.items()}
    assert len(every) == 9
    assert every - written["THCS-AB", "2024-Q3"] == set()
    assert every - written["THCS-HM", "2024-Q3"] == set()
    assert len(written["THCS-DT", "2024-Q3"]) == 3
    assert every - written["THCS-AB", "2026-Q3"] == {"indices", "inspection"}
    assert written["THCS-HM", "2026-Q3"] == written["THCS-DT", "2026-Q3"] == every
    assert all(fields <= every for fields in written.values())


def test_the_narratives_of_the_main_school_are_neither_bare_nor_long() -> None:
    for (school, quarter), fields in NARRATIVES.items():
        for key, text in fields.items():
            assert paragraphs(text), key
            assert "trễ hạn" in text or key != "limitations"
            if (school, quarter) == ("THCS-AB", "2024-Q3"):
                assert 60 <= _syllables(text) <= 160, key
                assert len(text.splitlines()) >= 2, key


def test_the_narratives_bring_no_counts_of_their_own() -> None:
    counted = re.compile(r"\d+ (hồ sơ|thủ tục|lượt|người|giáo viên|viên chức|học sinh|đơn)\b")
    assert [text for fields in NARRATIVES.values() for text in fields.values() if counted.search(text)] == []


def test_the_commitments_lie_ahead_of_their_quarter() -> None:
    assert COMMITMENTS.keys() == NARRATIVES.keys()
    for (_school, quarter), tasks in COMMITMENTS.items():
        assert 3 <= len(tasks) <= 5
        assert all(_last_day(quarter) < task.due_on for task in tasks)
        assert all(task.due_on.weekday() < 5 for task in tasks)


@pytest.mark.parametrize(
    ("unit", "begin", "end", "least", "most"),
    [
        ("THCS-AB", date(2024, 7, 1), date(2024, 9, 30), 14, 18),
        ("THCS-HM", date(2024, 7, 1), date(2024, 9, 30), 6, 6),
        ("THCS-DT", date(2024, 7, 1), date(2024, 9, 30), 3, 3),
        ("THCS-AB", date(2026, 7, 1), date(2026, 9, 30), 12, 14),
        ("THCS-HM", date(2026, 7, 1), date(2026, 9, 30), 7, 7),
        ("THCS-DT", date(2026, 7, 1), date(2026, 9, 30), 6, 6),
        ("THCS-AB", date(2026, 10, 1), date(2026, 11, 30), 4, 4),
    ],
)
def test_each_school_has_its_results(unit: str, begin: date, end: date, least: int, most: int) -> None:
    assert least <= sum(entry.unit == unit and begin <= entry.day <= end for entry in RESULTS) <= most


def test_the_results_lie_in_the_quarters_shown_and_on_working_weekdays() -> None:
    quarters = {Quarter.of(entry.day).code for entry in RESULTS}
    assert quarters == {"2024-Q3", "2026-Q3", "2026-Q4"}
    assert all(entry.day.weekday() < 5 and (entry.day.month, entry.day.day) != (9, 2) for entry in RESULTS)
    of_main = {entry.area for entry in RESULTS if entry.unit == "THCS-AB" and entry.day.year == 2024}
    assert of_main == set("12345678")


def test_the_results_use_points_of_the_catalogue_on_their_day() -> None:
    for entry in RESULTS:
        valid = [p for p in POINTS if p.code == entry.sub_item and p.begins <= entry.day < (p.ends or date.max)]
        assert len(valid) == 1, entry
        assert entry.sub_item.startswith(f"{entry.area}.")


def test_the_results_rest_on_acts_in_force_that_day() -> None:
    for entry in RESULTS:
        assert all(_holds(number, entry.day) for number in entry.citations), entry
        assert not ACT_NUMBER.search(entry.text), entry
        assert not entry.text.endswith("."), entry
        assert bool(entry.figure) == bool(entry.figure_unit), entry
        assert not entry.figure or entry.figure.isdigit(), entry


def test_the_classes_have_their_people() -> None:
    people = {lesson.key: sum(lesson.attendance.values()) for lesson in CLASSES}
    assert people["2024-08-egov"] == 55
    assert people["2024-09-signing"] == 30
    assert people["2026-08-digital"] == 40
    first = next(lesson for lesson in CLASSES if lesson.key == "2024-08-egov")
    assert first.attendance == {"THCS-AB": 51, "THCS-HM": 3, "THCS-DT": 1}
    assert len(first.parts) == 3


def test_the_classes_can_be_held() -> None:
    for lesson in CLASSES:
        length = (lesson.ends_at - lesson.starts_at).total_seconds() / 60
        assert sum(minutes for _title, minutes in lesson.parts) <= length
        assert bool(lesson.place) == (lesson.mode in ("in_person", "hybrid"))
        assert bool(lesson.platform) == (lesson.mode in ("online", "hybrid"))
        assert bool(lesson.essay_topic) == (lesson.essay_due is not None)
        assert lesson.essay_due is None or lesson.essay_due > lesson.ends_at.date()
        assert lesson.attendance.keys() <= SCHOOLS
        assert lesson.starts_at.tzinfo is None
        assert lesson.starts_at.weekday() < 5


def test_the_names_are_the_same_for_the_same_seed_and_all_different() -> None:
    names = full_names(300, seed=11)
    assert names == full_names(300, seed=11)
    assert names[:2] == full_names(2, seed=11)
    assert names != full_names(300, seed=12)
    assert len(set(names)) == 300
    assert set(names).isdisjoint(STAFF.values())
    assert all(unicodedata.is_normalized("NFC", name) and len(name.split()) in (3, 4) for name in names)
    assert 120 < sum(name.split()[-1] in GIVEN_FEMALE for name in names) < 180


def test_more_names_than_the_lists_hold_are_refused() -> None:
    with pytest.raises(ValueError, match="different names"):
        full_names(10_000, seed=1)


def test_the_staff_are_different_people() -> None:
    assert len(STAFF) == 17
    assert len(set(STAFF.values())) == len(STAFF)


def test_the_notes_of_requests_fit_the_catalogue() -> None:
    codes = {entry.code for entry in CATALOGUE}
    assert PURPOSES.keys() == RELATIONS.keys() == codes
    assert {value for values in RELATIONS.values() for value in values} <= set(Relation.values)
    assert all(notes for notes in (*PURPOSES.values(), PAUSE_REASONS, REFUSAL_REASONS, LATE_CAUSES))


def test_folded_source_comes_out_as_whole_paragraphs() -> None:
    source = "\n# I. Một\n## 1. Hai\nđoạn\ndài\n\n- một\n  tiếp\n- hai\n\nhết\n"
    assert plain(source) == "# I. Một\n## 1. Hai\nđoạn dài\n- một tiếp\n- hai\nhết"
    assert marked_up(source) == "# I. Một\n\n## 1. Hai\n\nđoạn dài\n\n- một tiếp\n- hai\n\nhết"
