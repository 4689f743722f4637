"""The papers of a report: what fills their fields, and that a snapshot from before goes on saying what it said."""

import html
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reform.actions import add_commitment, carry_commitment, close_commitment
from reform.enums import CommitmentState
from reform.models import Commitment, IndicatorValue
from reports.content import FeedLine, ReportContent
from reports.enums import FedTable, FeedKind
from reports.figure_rows import keys_of
from reports.models import Feed, Report, TemplateField
from reports.outline import outline
from reports.queries import any_report
from reports.queries.history import history_of
from reports.rendering import content_of, paper_of
from reports.rules.honesty import COVERAGE
from reports.state_outline import state_outline
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import Document, Heading, Regime, Table
from schooladmin.units.scope import opened, system
from tests.closing import LATER, NOW, fresh, open_quarter, submit
from tests.factory import World, moment
from tests.reform_log import log, log_something

# A snapshot as it was stored before its fields named their feeds.
BEFORE: dict[str, Any] = {
    "unit_code": "THCS-A", "unit_name": "Trường THCS Bình An", "quarter": "2024-Q3",
    "period_start": "2024-07-01", "period_end": "2024-10-01", "document_date": "2024-10-15",
    "upper_name": "Đảng ủy Giáo dục Sơn Lam", "cell_name": "Chi bộ Trường THCS Bình An", "place": "Sơn Lam",
    "reporter_name": "Ngô Văn Bí", "reporter_title": "Người báo cáo", "template": "party-outline v1",
    "theme_title": "Cải cách để phục vụ", "theme_version": 1, "theme_sha256": "0", "part_a": "Một đoạn.",
    "conclusion": "Kết luận chung.", "limitations": "", "calendar_revision": 3,
    "fields": [
        {"key": "procedures", "number": "2.", "heading": "Cải cách thủ tục hành chính", "narrative": "",
         "results": [], "shows_procedures": True, "shows_training": False, "subfields": [], "is_written": False,
         "reason": ""},
        {"key": "civil_service", "number": "4.", "heading": "Cải cách chế độ công vụ", "narrative": "Đã bồi dưỡng.",
         "results": [], "shows_procedures": False, "shows_training": True, "subfields": [], "is_written": True,
         "reason": ""},
        {"key": "finance", "number": "5.", "heading": "Cải cách tài chính công", "narrative": "",
         "results": [], "shows_procedures": False, "shows_training": False},
    ],
    "procedures": [
        {"code": "RUT-HOC-BA", "name": "Rút học bạ", "outline_order": 1, "carried_over": 0, "received": 12,
         "solved_on_time": 11, "solved_late": 1, "in_progress": 0, "in_progress_late": 0, "refused": 0, "withdrawn": 0}
    ],
    "training": [
        {"title": "Kỹ năng số", "day": "2024-08-20", "organisers": "", "mode": "", "registered": 51, "present": 49,
         "essays_passed": 45}
    ],
    "commitments": [{"text": "Không để trễ hạn", "owner": "Văn thư", "due_on": "2024-12-31"}],
    "form06": [], "amendments": [], "parts": [], "explanations": [],
    "figures": [
        {"key": "training.classes", "label": "Bồi dưỡng: số lớp", "value": "1", "unit": "lớp", "computed": None,
         "reason": ""}
    ],
}  # fmt: skip


def said(document: Document) -> str:
    """Every word of a paper but the lines below its tables."""
    return "\n".join(text for text in document.texts() if COVERAGE not in text)


# What the papers of that snapshot said then.
PARTY = """\
Đảng ủy Giáo dục Sơn Lam
Chi bộ Trường THCS Bình An

ĐỀ CƯƠNG
SINH HOẠT THEO CHỦ ĐIỂM QUÝ III NĂM 2024
Cải cách để phục vụ
A. PHẦN LÝ LUẬN
Một đoạn.
B. VẬN DỤNG, LIÊN HỆ TẠI TRƯỜNG THCS BÌNH AN
I. Kết quả thực hiện trong quý III năm 2024
Số liệu tính từ ngày 01/07/2024 đến trước ngày 01/10/2024, lấy từ sổ theo dõi hồ sơ, \
danh sách lớp bồi dưỡng và nhật ký kết quả của đơn vị.
2. Cải cách thủ tục hành chính
Số lượng thủ tục hành chính đã giải quyết trong kỳ:
– Rút học bạ: 12 hồ sơ (11 đúng hạn, 1 trễ hạn).
Bảng 1. Tình hình giải quyết thủ tục hành chính
Thủ tục
Tồn kỳ trước
Tiếp nhận
Giải quyết đúng hạn
Giải quyết trễ hạn
Đang giải quyết
Từ chối, rút
Rút học bạ
0
12
11
1
0
0
Cộng
0
12
11
1
0
0
Biểu đồ 1. Kết quả giải quyết theo thủ tục, quý III năm 2024
4. Cải cách chế độ công vụ
Đã bồi dưỡng.
Bảng 2. Đào tạo, bồi dưỡng
Lớp bồi dưỡng
Ngày
Đăng ký
Có mặt
Bài thu hoạch đạt
Kỹ năng số
20/08/2024
51
49
45
5. Cải cách tài chính công
Trong kỳ không phát sinh.
II. Tồn tại, hạn chế và nguyên nhân
Trong kỳ không phát sinh.
III. Nhiệm vụ, giải pháp thời gian tới
1. Không để trễ hạn (phụ trách: Văn thư; hoàn thành trước ngày 31/12/2024).
C. KẾT LUẬN
Kết luận chung.

Người báo cáo
Ngô Văn Bí"""
STATE = """\
ĐẢNG ỦY GIÁO DỤC SƠN LAM
TRƯỜNG THCS BÌNH AN
……/BC-THCS
BÁO CÁO
Kết quả công tác cải cách hành chính quý III năm 2024

I. Kết quả thực hiện trong quý III năm 2024
Kỳ báo cáo từ ngày 01/07/2024 đến ngày 30/09/2024. Số liệu lấy từ sổ theo dõi hồ sơ, \
danh sách lớp bồi dưỡng và nhật ký kết quả của đơn vị.
2. Cải cách thủ tục hành chính
Tình hình, kết quả giải quyết thủ tục hành chính (theo các cột của Biểu số 06/VPCP/KSTT):
Bảng 1. Hồ sơ nhận giải quyết
Hồ sơ nhận giải quyết
Thủ tục
Tổng số (3)
Trực tuyến (4)
Trực tiếp, bưu chính (5)
Kỳ trước (6)
Tổng số
0
0
0
0
Bảng 2. Kết quả giải quyết
Hồ sơ đã giải quyết
Hồ sơ đang giải quyết
Kết thúc khác
Thủ tục
Tổng số (7)
Trước hạn (8)
Đúng hạn (9)
Quá hạn (10)
Tổng số (11)
Trong hạn (12)
Quá hạn (13)
Từ chối (14)
Rút (15)
Tổng số
0
0
0
0
0
0
0
0
0
4. Cải cách chế độ công vụ
Đã bồi dưỡng.
Bảng 3. Đào tạo, bồi dưỡng
Lớp bồi dưỡng
Ngày
Đăng ký
Có mặt
Bài thu hoạch đạt
Kỹ năng số
20/08/2024
51
49
45
5. Cải cách tài chính công
Trong kỳ không phát sinh.
II. Tồn tại, hạn chế và nguyên nhân
Trong kỳ không phát sinh.
III. Phương hướng, nhiệm vụ thời gian tới
1. Không để trễ hạn (phụ trách: Văn thư; hoàn thành trước ngày 31/12/2024).

Người báo cáo
Ngô Văn Bí
- Đảng ủy Giáo dục Sơn Lam;
- Lưu: VT."""


def test_a_snapshot_from_before_says_what_it_said() -> None:
    content = ReportContent.from_json(BEFORE)
    assert said(outline(content)) == PARTY
    assert said(state_outline(content)) == STATE
    assert ReportContent.from_json(content.to_json()) == content


# --- Feeds --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_feeds_of_a_field_decide_what_it_shows_and_tells(world: World, report: Report) -> None:
    log(world, "6.1-KY-SO", "45", "50", at=NOW)
    log(world, "6.2-TRUC-TUYEN", "12", "300", at=NOW)
    fields = TemplateField.objects.filter(template=report.round.template)
    before = {field.key: field for field in contents(report)[Regime.PARTY].fields}
    assert (before["procedures"].tables, before["civil_service"].tables) == (("procedures",), ("training",))
    assert before["digital"].indicators == ("reform.indicator.6.1-KY-SO", "reform.indicator.6.2-TRUC-TUYEN")
    Feed.objects.filter(field=fields.get(key="procedures")).exclude(kind=FeedKind.RESULTS).delete()
    Feed.objects.filter(field=fields.get(key="civil_service"), kind=FeedKind.TABLE).update(key=FedTable.PROCEDURES)
    Feed.objects.filter(field=fields.get(key="civil_service"), kind=FeedKind.FACT).update(sentence="")
    Feed.objects.filter(field=fields.get(key="digital"), kind=FeedKind.INDICATOR).update(
        key="reform.indicator.6.2-TRUC-TUYEN", sentence=""
    )
    content = contents(report)[Regime.PARTY]
    after = {field.key: field for field in content.fields}
    assert keys_of(after["procedures"], content) == ()
    assert after["procedures"].narrative == "Nội dung procedures."
    assert after["civil_service"].tables == ("procedures",)
    assert after["digital"].indicators == ("reform.indicator.6.2-TRUC-TUYEN",)
    assert after["digital"].narrative == "Nội dung digital."
    with opened(system(NOW.date(), "test")):
        headings = [block for block in outline(content).blocks if isinstance(block, Heading | Table)]
    places = {block.text if isinstance(block, Heading) else block.caption: n for n, block in enumerate(headings)}
    table = places["Bảng 1. Tình hình giải quyết thủ tục hành chính"]
    assert table == places["Cải cách chế độ công vụ"] + 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"sentence": "poetry"}, {"kind": FeedKind.TABLE, "key": "weather"}, {"kind": FeedKind.FACT, "key": ""}]
)
def test_a_feed_names_only_what_there_is(wrong: dict[str, str]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Feed.objects.filter(kind=FeedKind.TABLE).update(**wrong)


@pytest.mark.django_db
def test_every_shipped_field_is_fed_as_the_snapshots_from_before_were() -> None:
    shipped = {
        key: tuple(FeedLine(*row) for row in Feed.objects.filter(field=pk).values_list("kind", "key", "sentence"))
        for pk, key in TemplateField.objects.filter(template__code="party-outline").values_list("pk", "key")
    }
    old = {field.key: field.feeds for field in ReportContent.from_json(BEFORE).fields}
    for key, area in (("procedures", "2"), ("civil_service", "4"), ("finance", "5")):
        of_area = FeedLine("indicator", f"reform.area.{area}", "indicators")
        assert shipped[key] == (FeedLine("results", ""), *old[key], of_area)


# --- Indicators ---------------------------------------------------------------------------------------------------

LINE = "Nhà trường ghi trong nhật ký quý."
INDICATORS = (
    ("1.1-VAN-BAN", "12", ""),
    ("1.2-RA-SOAT", "có", ""),
    ("1.3-THE-THUC", "19", "20"),
    ("4.3-KY-LUAT", "0", ""),
    ("5.1-LUONG", "không", ""),
    ("6.1-CHAM-DIEM", "82,5", ""),
    ("6.3-HA-TANG", "Đường truyền 300 Mbps có dự phòng,\nphần mềm chống mã độc có bản quyền trên mọi máy tính.", ""),
)


@pytest.fixture
def report(world: World, calendar: None) -> Iterator[Report]:
    with time_machine.travel(NOW, tick=False):
        yield open_quarter(world)


def contents(report: Report) -> dict[Regime, ReportContent]:
    with opened(system(NOW.date(), "test")) as scope:
        found = fresh(report)
        return {regime: content_of(found, scope.at, regime) for regime in (Regime.PARTY, Regime.STATE)}


def papers(report: Report) -> dict[Regime, str]:
    return {regime: said(paper_of(content, regime, draft=True)) for regime, content in contents(report).items()}


@pytest.mark.django_db
def test_the_indicators_of_the_quarter_stand_in_both_papers(world: World, report: Report) -> None:
    for code, first, second in INDICATORS:
        log(world, code, first, second, at=NOW)
    for content in contents(report).values():
        figures = {line.key.removeprefix("reform.indicator."): line for line in content.figures}
        assert {code: figures[code].spoken for code, _first, _second in INDICATORS} == {
            "1.1-VAN-BAN": "12 văn bản",
            "1.2-RA-SOAT": "Có",
            "1.3-THE-THUC": "95% (19/20)",
            "4.3-KY-LUAT": "0 vụ",
            "5.1-LUONG": "Không",
            "6.1-CHAM-DIEM": "82,5 điểm",
            "6.3-HA-TANG": "Đường truyền 300 Mbps có dự phòng, phần mềm chống mã độc có bản quyền trên mọi máy tính",
        }
        assert figures["1.2-RA-SOAT"].value is None, "a word is no number"
        assert "1.4-PHAP-LUAT" not in figures, "what nobody logged is no figure"
    for paper in papers(report).values():
        assert (
            "Văn bản nội bộ đã ban hành: 12 văn bản. Đã rà soát quy định nội bộ trong quý: Có. "
            "Tỷ lệ văn bản đúng thể thức: 95% (19/20)." in paper
        )
        assert "trên mọi máy tính." not in paper, "long words are for the table"
        assert (
            "Chỉ số: Cải cách thể chế\nChỉ số\nKết quả\nĐơn vị tính\nVăn bản nội bộ đã ban hành\n12\nvăn bản\n" in paper
        )
        assert "Vụ việc phải xử lý kỷ luật: 0 vụ." in paper, "a nought that the school logged is told"
        assert "Chỉ số: Cải cách chế độ công vụ" not in paper, "one alone is told by its sentence"
        assert "Hạ tầng Internet, phần mềm chống mã độc\nĐường truyền 300 Mbps có" in paper


@pytest.mark.django_db
def test_the_table_of_indicators_says_where_it_comes_from(world: World, report: Report) -> None:
    for code, first, second in INDICATORS:
        log(world, code, first, second, at=NOW)
    for regime, content in contents(report).items():
        tables = [block for block in paper_of(content, regime, draft=True).blocks if isinstance(block, Table)]
        notes = [table.note for table in tables if table.caption.startswith("Chỉ số: ")]
        assert len(notes) == 2
        assert all(COVERAGE in note and LINE in note for note in notes)
        assert not any("Không có số điền tay" in note for note in notes), "every value of the log is typed"


@pytest.mark.django_db
def test_what_tables_count_is_not_told_twice_and_inspections_have_their_sentence(world: World, report: Report) -> None:
    assert "Cuộc thanh tra, kiểm tra đã tiếp" not in papers(report)[Regime.PARTY], "a count of nothing is no news"
    log_something(world, NOW)
    content = contents(report)[Regime.PARTY]
    fields = {field.key: field.indicators for field in content.fields}
    assert fields["procedures"] == ()
    assert fields["inspection"] == ("reform.inspections",)
    assert "Cuộc thanh tra, kiểm tra đã tiếp: 1 cuộc." in papers(report)[Regime.PARTY]


@pytest.mark.django_db
def test_a_value_moves_every_output_before_submission_and_none_after(world: World, report: Report) -> None:
    value = log(world, "6.1-KY-SO", "45", "50", at=NOW)
    before = papers(report)
    assert all("90% (45/50)" in paper for paper in before.values())
    log(world, "6.1-KY-SO", "50", "50", at=NOW, version=value.version)
    after = papers(report)
    assert all("100% (50/50)" in paper and "90%" not in paper for paper in after.values())
    done = submit(world, report)
    log(world, "6.1-KY-SO", "10", "50", at=LATER, version=value.version + 1)
    log(world, "1.1-VAN-BAN", "3", at=LATER)
    assert papers(report) == after
    assert fresh(report).fingerprint == done.fingerprint
    assert IndicatorValue._base_manager.count() == 2


@pytest.mark.django_db
def test_the_indicators_of_a_report_cost_the_same_however_many_there_are(world: World, report: Report) -> None:
    def cost() -> int:
        with opened(system(NOW.date(), "test")) as scope, CaptureQueriesContext(connection) as captured:
            content_of(any_report().get(pk=report.pk), scope.at)
        return len(captured)

    log(world, "1.1-VAN-BAN", "1", at=NOW)
    few = cost()
    for code, first, second in INDICATORS[1:]:
        log(world, code, first, second, at=NOW)
    assert cost() == few


@pytest.mark.django_db
def test_earlier_quarters_stand_beside_an_indicator_also_in_words(world: World, report: Report) -> None:
    for quarter, first, yes in ((Quarter(2026, 2), "40", "không"), (Quarter(2026, 3), "45", "có")):
        log(world, "6.1-KY-SO", first, "50", at=NOW, quarter=quarter)
        log(world, "5.2-CONG-KHAI", yes, at=NOW, quarter=quarter)
    content = contents(report)[Regime.PARTY]
    with opened(system(NOW.date(), "test")) as scope:
        history = history_of(scope, fresh(report))
    share, word = (history.trend(content.figure(f"reform.indicator.{code}")) for code in ("6.1-KY-SO", "5.2-CONG-KHAI"))
    assert (share.last_said, share.year_ago_said, share.is_drawn) == ("80%", "–", True)
    assert (word.last_said, word.is_known, word.is_drawn) == ("Chưa", True, False)
    assert word.rows[-1] == ("Quý III/2026", "Có")


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["vi", "en"])
def test_the_values_behind_an_indicator_are_two_clicks_away(
    world: World, report: Report, as_user: Callable[[str], Client], language: str
) -> None:
    log(world, "6.1-KY-SO", "45", "50", at=NOW)
    key, client = "reform.indicator.6.1-KY-SO", as_user("principal")
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    behind = reverse("reports.figure.read", args=[report.pk, key])
    assert behind in page
    assert "90% (45/50)" in page
    assert ("Share of staff who sign teaching plans digitally" in page) == (language == "en")
    figure = html.unescape(client.get(behind).content.decode())
    address = f"{reverse('reform.indicator.log')}?unit=THCS-A&quarter=2026-Q3#indicator-6.1-KY-SO"
    assert address in figure
    assert 'id="indicator-6.1-KY-SO"' in client.get(address).content.decode()


# --- What the quarter before took on ------------------------------------------------------------------------------


def promise(world: World, text: str, due_on: date) -> Commitment:
    with opened(world.scope("principal", NOW.date())) as scope:
        return add_commitment(
            actor=scope,
            unit_id=world.school.pk,
            quarter=Quarter(2026, 2),
            text=text,
            owner_name="Văn thư",
            due_on=due_on,
            at=moment("2026-06-25 08:00"),
        )


@pytest.mark.django_db
def test_what_the_quarter_before_took_on_is_told_as_it_became(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    assert not any("Nhiệm vụ đề ra trong quý II" in paper for paper in papers(report).values())
    done, late, undone, carried, ahead, over = (
        promise(world, f"{text} của nhà trường.", due)
        for text, due in (
            ("Niêm yết thủ tục", date(2026, 8, 31)),
            ("Rà soát quy chế", date(2026, 7, 31)),
            ("Mua máy quét", date(2026, 9, 30)),
            ("Số hóa sổ gốc", date(2026, 9, 30)),
            ("Tập huấn ký số", date(2026, 12, 31)),
            ("Sửa cổng thông tin", date(2026, 9, 15)),
        )
    )
    with opened(world.scope("principal", NOW.date())) as scope:
        for row in (done, late):
            close_commitment(
                actor=scope,
                commitment_id=row.pk,
                version=1,
                state=CommitmentState.DONE,
                done_on=date(2026, 8, 20),
                at=NOW,
            )
        close_commitment(
            actor=scope,
            commitment_id=undone.pk,
            version=1,
            state=CommitmentState.NOT_DONE,
            reason="UBND xã chưa cấp kinh phí.",
            at=NOW,
        )
        carry_commitment(
            actor=scope,
            commitment_id=carried.pk,
            version=1,
            quarter=Quarter(2026, 3),
            reason="Thiếu người quét",
            due_on=date(2026, 12, 31),
            at=NOW,
        )
    expected = """\
Nhiệm vụ đề ra trong quý II năm 2026: đã xong 2 trên 6 nhiệm vụ.
– Niêm yết thủ tục của nhà trường: đã xong ngày 20/08/2026.
– Rà soát quy chế của nhà trường: đã xong ngày 20/08/2026, sau hạn 31/07/2026.
– Mua máy quét của nhà trường: chưa làm được (lý do: UBND xã chưa cấp kinh phí).
– Số hóa sổ gốc của nhà trường: chưa làm được (lý do: Thiếu người quét); làm tiếp trong quý III năm 2026.
– Tập huấn ký số của nhà trường: đang làm, hạn 31/12/2026.
– Sửa cổng thông tin của nhà trường: chưa xong, đã quá hạn 15/09/2026.
1. Cải cách thể chế"""
    assert all(expected in paper for paper in papers(report).values())
    page = as_user("principal").get(reverse("reports.report.read", args=[report.pk])).content.decode()
    told = page.partition('id="promised"')[2].partition("</section>")[0]
    for words in (
        f"{reverse('reform.commitment.list')}?unit=THCS-A&amp;quarter=2026-Q3",
        "Xong 20/08/2026",
        "Làm tiếp ở Quý III/2026",
        "Chưa làm được",
        "Đang làm, hạn 31/12/2026",
        "Quá hạn 15/09/2026",
    ):
        assert words in told
    submit(world, report)
    with opened(world.scope("principal", LATER.date())) as scope:
        close_commitment(actor=scope, commitment_id=over.pk, version=1, state=CommitmentState.DONE, at=LATER)
        close_commitment(actor=scope, commitment_id=ahead.pk, version=1, state=CommitmentState.DROPPED, at=LATER)
    assert all(expected in paper for paper in papers(report).values()), "what was submitted stays"
