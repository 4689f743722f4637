"""The pure rules of the living text: chips, drafted sentences, carrying forward, and which figures ask for a reason."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.content import FigureLine, ProcedureLine, TrainingLine
from reports.enums import ExplanationKind, SentenceRule
from reports.rules import carry, chips
from reports.rules.explain import Reason, question, suggestions
from reports.rules.figures import COLUMNS, figure_lines, overridden, share
from reports.rules.sentences import drafts
from schooladmin.core.errors import Refusal
from schooladmin.core.numbers import number_text, plain, with_unit
from schooladmin.core.text import fold

COUNTS = st.integers(0, 5000)
LINES = st.builds(
    ProcedureLine,
    code=st.sampled_from(["RUT-HOC-BA", "CHUYEN-DI", "CHUYEN-DEN"]),
    name=st.sampled_from(["Rút học bạ", "Học sinh chuyển đi", "Học sinh chuyển đến"]),
    outline_order=st.none() | st.integers(1, 5),
    **dict.fromkeys(
        ("carried_over", "received", "solved_on_time", "solved_late", "in_progress", "in_progress_late", "refused",
         "withdrawn"), COUNTS),
)  # fmt: skip
CLASSES = st.builds(
    TrainingLine,
    title=st.just("Kỹ năng số"),
    day=st.just(date(2026, 8, 20)),
    organisers=st.just(""),
    mode=st.just(""),
    registered=COUNTS,
    present=COUNTS,
    essays_passed=COUNTS,
)
TABLES = st.tuples(st.lists(LINES, max_size=3, unique_by=lambda row: row.code), st.lists(CLASSES, max_size=3))
WORDS = st.text(alphabet=st.sampled_from(list("ab ắờđ12.,;:\n-–{}[]")), max_size=80)


def figures(rows: list[ProcedureLine], classes: list[TrainingLine]) -> dict[str, FigureLine]:
    return chips.by_key(figure_lines(rows, classes, {"1": ("Cải cách thể chế", 3)}))


def row(**counts: int) -> ProcedureLine:
    zero = dict.fromkeys(
        ("carried_over", "received", "solved_on_time", "solved_late", "in_progress", "in_progress_late", "refused",
         "withdrawn"), 0)  # fmt: skip
    return ProcedureLine(code="RUT-HOC-BA", name="Rút học bạ", outline_order=1, **{**zero, **counts})


@given(TABLES)
def test_no_chip_differs_from_its_table(table: tuple[list[ProcedureLine], list[TrainingLine]]) -> None:
    rows, classes = table
    found = figures(rows, classes)
    for line in rows:
        for name, attribute in COLUMNS.items():
            key = f"procedures.{line.code}.{name}"
            expected = f"{number_text(getattr(line, attribute))} hồ sơ"
            assert chips.render(chips.chip(key), found) == expected
    for name, attribute in COLUMNS.items():
        assert found[f"procedures.total.{name}"].number == sum(getattr(line, attribute) for line in rows)
    assert found["training.present"].number == sum(line.present for line in classes)


@given(TABLES)
def test_no_figure_of_a_drafted_sentence_stands_outside_a_chip(
    table: tuple[list[ProcedureLine], list[TrainingLine]],
) -> None:
    found = figures(*table)
    for draft in drafts(SentenceRule.values, found):
        assert not chips.unknown(draft.text, found)
        bare = draft.text
        for key in chips.keys(draft.text):
            bare = bare.replace(chips.chip(key), "")
            assert found[key].value is not None
        assert not re.search(r"\d", bare)


def test_the_sentences_say_what_the_registers_count() -> None:
    rows = [row(received=24, solved_on_time=22, solved_late=1, in_progress=1, in_progress_late=1)]
    classes = [TrainingLine("Kỹ năng số", date(2026, 8, 20), "", "", 51, 49, 45)]
    found = figures(rows, classes)
    said = [chips.render(d.text, found) for d in drafts(SentenceRule.values, found)]
    assert said == [
        "Trong kỳ, đơn vị tiếp nhận 24 hồ sơ; đã giải quyết 23 hồ sơ, đúng hạn 22 hồ sơ (đạt 95,7%).",
        "Còn 1 hồ sơ giải quyết trễ hạn và 1 hồ sơ đang quá hạn.",
        "Đơn vị tham gia 1 lớp bồi dưỡng: 49 lượt người có mặt trong 51 lượt người được cử, "
        "45 bài thu hoạch đạt yêu cầu.",
    ]
    nothing = figures([row()], [])
    assert [d.text for d in drafts(SentenceRule.values, nothing)] == [
        "Trong kỳ không phát sinh hồ sơ thủ tục hành chính."
    ]


@given(WORDS, st.sampled_from(["procedures.RUT-HOC-BA.solved", "training.present", "procedures.total.received"]), WORDS)
def test_text_around_a_chip_goes_through_the_box_and_back_unchanged(before: str, key: str, after: str) -> None:
    clean = str.maketrans("", "", "{}[]")
    text = f"{before.translate(clean)}{chips.chip(key)}{after.translate(clean)}"
    found = figures([row(received=12)], [])
    shown = chips.to_tokens(text, found)
    assert "[[" not in shown
    assert chips.from_tokens(shown, found) == text
    assert "".join(piece.text for piece in chips.pieces(text, found)) == chips.render(text, found)


def test_numbers_that_people_type_are_left_alone() -> None:
    found = figures([row(received=12)], [])
    text = "Trong 12 buổi, đơn vị nhận 12 hồ sơ và không có chip nào."
    assert chips.from_tokens(text, found) == text == chips.render(text, found)


@pytest.mark.parametrize("text", ["Có {số không ai biết} hồ sơ.", "Có [[procedures.XYZ.solved]]."])
def test_a_figure_that_nobody_knows_is_refused_with_words(text: str) -> None:
    with pytest.raises(Refusal) as refused:
        chips.from_tokens(text, figures([row()], []))
    assert refused.value.code == "chip-unknown"
    assert "Không có số liệu nào tên là" in str(refused.value.message)


def test_a_name_typed_without_tone_marks_is_understood_and_equal_names_are_told_apart() -> None:
    found = figures([row(solved_on_time=3)], [])
    assert chips.from_tokens("{rut hoc ba: da giai quyet}", found) == "[[procedures.RUT-HOC-BA.solved]]"
    twins = chips.by_key((FigureLine("a.b", "Số lớp", "1"), FigureLine("a.c", "Số lớp", "2")))
    assert chips.to_tokens("[[a.b]] và [[a.c]]", twins) == "{Số lớp} và {Số lớp (2)}"
    assert chips.from_tokens("{Số lớp} và {Số lớp (2)}", twins) == "[[a.b]] và [[a.c]]"


def test_a_chip_whose_figure_has_gone_says_so() -> None:
    assert chips.render("Có [[x.y]].", {}) == "Có (số liệu này không còn)."
    assert chips.unknown("Có [[x.y]].", {}) == ("x.y",)


@given(st.decimals(0, 10**8, places=2))
def test_numbers_read_back(number: Decimal) -> None:
    assert Decimal(number_text(number).replace(".", "").replace(",", ".")) == number
    assert Decimal(plain(number) or "") == number


def test_a_percent_sign_stands_against_its_number() -> None:
    assert with_unit(Decimal("1250.5"), "%") == "1.250,5%"
    assert share(999, 1000) == Decimal("99.9")
    assert share(9999, 10000) == Decimal("99.9")
    assert share(0, 0) is None


def test_a_value_by_hand_changes_the_table_and_its_sums_together() -> None:
    rows = overridden([row(received=12, solved_on_time=12)], {"procedures.RUT-HOC-BA.received": Decimal(15)})
    found = chips.by_key(figure_lines(rows, [], {}))
    assert found["procedures.total.received"].value == "15"
    assert rows[0].solved == 12


@given(st.text(alphabet=st.sampled_from(list("ab ắờđ12.\n-–•")), max_size=200))
def test_splitting_keeps_every_word(text: str) -> None:
    assert " ".join(carry.split(text)).split() == text.split()


def test_dash_lines_stay_with_the_line_that_announces_them() -> None:
    text = "Đã làm:\n- một việc\n- hai việc\nĐoạn sau.\n\n- một mình"
    assert carry.split(text) == ("Đã làm:\n- một việc\n- hai việc", "Đoạn sau.", "- một mình")


def test_quarters_with_the_same_words_are_counted_back_from_the_last() -> None:
    old = "Nhà trường duy trì nền nếp."
    same, like, other = (carry.said([text]) for text in (old, "NHÀ TRƯỜNG duy trì  nền nếp.", "Khác."))
    assert carry.unchanged_for(old, [same, like, same]) == 3
    assert carry.unchanged_for(old, [same, other, same]) == 1
    assert carry.unchanged_for(old, [same, same, other]) == 2
    assert carry.same("Một  hai", "một hai")


def ask(now: int | None, last: int | None, year_ago: int | None = None) -> ExplanationKind | None:
    values = [None if value is None else Decimal(value) for value in (now, last, year_ago)]
    found = question("procedures.total.received", "Tiếp nhận", *values)
    return found.kind if found else None


@pytest.mark.parametrize(
    ("now", "last", "year_ago", "kind"),
    [
        (0, 12, None, ExplanationKind.ZERO),
        (0, 2, None, None),  # two and none are the same at a small school
        (0, 12, 0, ExplanationKind.ZERO),
        (20, 12, None, ExplanationKind.JUMP),
        (3, 1, None, None),
        (9, 4, None, ExplanationKind.JUMP),
        (10, 20, None, ExplanationKind.JUMP),
        (13, 20, None, None),
        (60, 12, 58, None),  # every third quarter is like that
        (60, 12, 20, ExplanationKind.JUMP),
        (12, None, None, None),
        (None, 12, None, None),
        (7, 0, None, ExplanationKind.JUMP),
    ],
)  # fmt: skip
def test_what_asks_for_a_reason(now: int, last: int, year_ago: int | None, kind: ExplanationKind | None) -> None:
    assert ask(now, last, year_ago) == kind


@given(COUNTS, COUNTS, st.none() | COUNTS)
def test_small_changes_never_ask(now: int, last: int, year_ago: int | None) -> None:
    if now and abs(now - last) < 5:
        assert ask(now, last, year_ago) is None
    if now == last:
        assert ask(now, last, year_ago) is None


def test_three_reasons_are_offered_those_for_the_figure_first() -> None:
    jump = ExplanationKind.JUMP
    rows = [
        Reason("all", jump, "", "Lý do chung"),
        Reason("zero", ExplanationKind.ZERO, "", "Không có"),
        *(Reason(f"p{n}", jump, "procedures.", f"Lý do {n}") for n in range(2)),
        Reason("t", jump, "training.", "Lớp"),
    ]
    assert [r.code for r in suggestions("procedures.total.received", jump, rows)] == ["p0", "p1", "all"]


def test_folding_is_what_compares_names() -> None:
    assert fold("{Rút học bạ}") == "{rut hoc ba}"
    assert replace(FigureLine("a", "b", None)).spoken == "–"
