"""The pure parts of the reports: markup, content, checks, receipt, and the outline as a tree."""

import unicodedata
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.catalogue import PROCEDURE_FEEDS, TRAINING_FEEDS
from reports.checking.engine import blocking as only_blocking
from reports.checking.engine import findings as findings_in
from reports.checking.findings import Finding, Knowledge
from reports.checking.held import paper_of
from reports.content import (
    CommitmentLine,
    FeedLine,
    FieldContent,
    ProcedureLine,
    ReportContent,
    ResultLine,
    TrainingLine,
    snapshot_hash,
)
from reports.outline import outline
from reports.rules.markup import blocks, paragraphs
from reports.rules.receipt import receipt_code
from schooladmin.core.codes import check_character
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import Chart, Heading, Item, Paragraph, Table

FIELDS = (
    ("institutions", "Cải cách thể chế"),
    ("procedures", "Cải cách thủ tục hành chính"),
    ("civil_service", "Cải cách chế độ công vụ"),
)


FEEDS = {"procedures": PROCEDURE_FEEDS, "civil_service": TRAINING_FEEDS}


def line(code: str, name: str, order: int | None, **counts: int) -> ProcedureLine:
    zero = dict.fromkeys(
        (
            "carried_over",
            "received",
            "solved_on_time",
            "solved_late",
            "in_progress",
            "in_progress_late",
            "refused",
            "withdrawn",
        ),
        0,
    )
    return ProcedureLine(code=code, name=name, outline_order=order, **{**zero, **counts})


def content(**changes: object) -> ReportContent:
    full = ReportContent(
        unit_code="THCS-A",
        unit_name="Trường THCS Bình An",
        quarter="2024-Q3",
        period_start=date(2024, 7, 1),
        period_end=date(2024, 10, 1),
        document_date=date(2024, 10, 15),
        upper_name="Đảng ủy Giáo dục Sơn Lam",
        cell_name="Chi bộ Trường THCS Bình An",
        place="Sơn Lam",
        reporter_name="Ngô Văn Bí",
        reporter_title="Người báo cáo",
        template="party-outline v1",
        theme_title="Cải cách để phục vụ",
        theme_version=1,
        theme_sha256="0" * 64,
        part_a="# I. Quan điểm\n\nMột đoạn.\n\n- một ý",
        conclusion="Kết luận chung.",
        fields=tuple(
            FieldContent(key, f"{n}.", heading, "Nhận xét.", (), tuple(FeedLine(*feed) for feed in FEEDS.get(key, ())))
            for n, (key, heading) in enumerate(FIELDS, 1)
        ),
        procedures=(
            line("RUT-HOC-BA", "Rút học bạ", 1, received=12, solved_on_time=11, solved_late=1),
            line("BAN-SAO", "Cấp bản sao từ sổ gốc", None, received=2, solved_on_time=2),
        ),
        training=(TrainingLine("Lớp số", date(2024, 8, 20), "UBND huyện", "Trực tuyến", 51, 49, 45),),
        limitations="Còn hồ sơ trễ hạn.",
        commitments=(CommitmentLine("Không để trễ hạn", "Văn thư", date(2024, 12, 31)),),
        calendar_revision=3,
    )
    return replace(full, **changes)  # type: ignore[arg-type]


KNOWN = Knowledge(Quarter(2024, 3), date(2024, 9, 30), headings=tuple(heading for _, heading in FIELDS))


def findings(said: ReportContent) -> tuple[Finding, ...]:
    return findings_in(paper_of(said), KNOWN)


def blocking(said: ReportContent) -> tuple[Finding, ...]:
    return only_blocking(findings(said))


def test_a_snapshot_reads_back_as_the_same_content() -> None:
    result = ResultLine(date(2024, 8, 1), "Ban hành quy chế", "3 văn bản", ("30/2020/NĐ-CP",))
    full = content()
    first = replace(full.fields[0], results=(result,))
    full = replace(full, fields=(first, *full.fields[1:]))
    data = full.to_json()
    assert ReportContent.from_json(data) == full
    assert snapshot_hash(data) == snapshot_hash(full.to_json())


def test_any_change_changes_the_hash() -> None:
    one = content()
    other = replace(one, procedures=(replace(one.procedures[0], solved_late=2), one.procedures[1]))
    assert snapshot_hash(one.to_json()) != snapshot_hash(other.to_json())


def test_markup_reads_sections_items_dashes_and_paragraphs() -> None:
    text = "# I. Quan điểm\n## 1. Thống nhất\nMột câu\nnối tiếp.\n\n– một ý\n- hai ý\n\nĐoạn cuối"
    found = blocks(text)
    assert found[0] == Heading(2, "I.", "Quan điểm")
    assert found[1] == Heading(3, "1.", "Thống nhất")
    assert isinstance(found[2], Paragraph)
    assert found[2].text == "Một câu nối tiếp."
    assert [b.text for b in found[3:5] if isinstance(b, Item)] == ["một ý", "hai ý"]
    assert isinstance(found[5], Paragraph)


@given(st.text(alphabet=st.sampled_from(list("# -–•IV1.)aắờ\n\tđ ")), max_size=200))
def test_markup_keeps_every_letter(text: str) -> None:
    words = "".join(ch for ch in unicodedata.normalize("NFC", text) if ch.isalnum())
    found = blocks(text)
    kept = "".join(f"{b.number}{b.text}" if isinstance(b, Heading) else getattr(b, "text", "") for b in found)
    assert "".join(ch for ch in kept if ch.isalnum()) == words


def test_a_school_cannot_type_a_heading() -> None:
    assert all(not isinstance(block, Heading) for block in paragraphs("# I. Đề mục lạ\n- một ý"))


def test_receipt_has_a_check_character_that_catches_slips() -> None:
    code = receipt_code("THCS-AB", "2024-Q3", "ab" * 32)
    assert code.startswith("BC-THCS-AB-24Q3-")
    body, check = code[:-1], code[-1]
    assert check_character(body) == check
    assert check_character("bc-thcs-ab-24q3" + body[15:]) == check  # small letters are the same letters
    for place, char in enumerate(body):
        for other in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            if char.isalnum() and other != char:
                assert check_character(body[:place] + other + body[place + 1 :]) != check


def test_a_complete_report_has_no_blocking_finding() -> None:
    assert blocking(content()) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"limitations": ""}, "missing-section"),
        ({"commitments": ()}, "missing-section"),
        ({"reporter_name": ""}, "missing-reporter"),
        ({"document_date": date(2024, 6, 30)}, "period-mismatch"),
    ],
)
def test_what_is_missing_blocks(changes: dict[str, object], code: str) -> None:
    assert code in {finding.code for finding in blocking(content(**changes))}


def test_a_field_without_text_and_results_blocks_and_is_named() -> None:
    full = content()
    empty = replace(full.fields[0], narrative="")
    found = blocking(replace(full, fields=(empty, *full.fields[1:])))
    assert [(f.code, f.anchor) for f in found] == [("missing-field", "field-institutions")]
    assert "Cải cách thể chế" in found[0].message


def test_late_requests_that_nobody_mentions_are_pointed_out() -> None:
    found = findings(content(limitations="Không có gì."))
    assert [f.code for f in found] == ["late-not-explained"]


def test_a_result_of_another_quarter_never_gets_in() -> None:
    full = content()
    stray = replace(full.fields[0], results=(ResultLine(date(2024, 10, 1), "x", "", ()),))
    with pytest.raises(ValueError, match="2024-10-01"):
        findings(replace(full, fields=(stray, *full.fields[1:])))


def test_the_outline_prints_the_counts_of_the_procedures_it_asks_for() -> None:
    tree = outline(content())
    items = [block.text for block in tree.blocks if isinstance(block, Item)]
    assert "Rút học bạ: 12 hồ sơ (11 đúng hạn, 1 trễ hạn)." in items
    assert not any(text.startswith("Cấp bản sao") for text in items)


def test_the_outline_s_table_adds_up_and_has_its_chart() -> None:
    tree = outline(content())
    tables = [block for block in tree.blocks if isinstance(block, Table)]
    table = tables[0]
    assert table.rows[-1] == ("Cộng", "0", "14", "13", "1", "0", "0")
    assert all(len(row) == len(table.columns) for row in table.rows)
    assert sum(column.share for column in table.columns) == 100
    charts = [block for block in tree.blocks if isinstance(block, Chart)]
    assert len(charts) == 1
    assert "Rút học bạ: 11 đúng hạn, 1 trễ hạn" in charts[0].description


def test_the_outline_has_its_parts_in_order_and_numbers_written_out() -> None:
    headings = [block for block in outline(content()).blocks if isinstance(block, Heading)]
    assert [h.number for h in headings if h.level == 1] == ["A.", "B.", "C."]
    assert [h.number for h in headings if h.level == 2] == ["I.", "I.", "II.", "III."]
    assert all(h.number for h in headings)


def test_a_draft_says_so_on_every_page() -> None:
    assert outline(content(), draft=True).watermark == "DỰ THẢO"
    assert outline(content()).watermark == ""


def test_a_blank_field_prints_its_reason() -> None:
    blank = replace(content().fields[0], narrative="", reason="Thực hiện theo kế hoạch vào quý sau")
    printed = outline(content(fields=(blank,))).blocks
    assert "Thực hiện theo kế hoạch vào quý sau." in [b.text for b in printed if isinstance(b, Paragraph)]
