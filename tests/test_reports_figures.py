"""One figure: its page, the value by hand that may stand in its place, and the way from it to the records."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from html import unescape
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from reform.actions import log_result
from reports.actions.explanations import put_by_hand, take_count_again
from reports.actions.snapshots import take
from reports.enums import ReportState
from reports.gather import gather
from reports.models import Explanation, Override, Report
from reports.outline import outline
from reports.state_outline import state_outline
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import Regime, Table
from schooladmin.units.scope import opened, system
from tests.closing import begin
from tests.factory import World, moment
from tests.stage import add_class, add_request

pytestmark = pytest.mark.usefixtures("calendar")

QUARTER = Quarter(2026, 3)
NOW = moment("2026-10-12 20:00")
KEY = "procedures.RUT-HOC-BA.received"
REASON = "Sổ giấy tháng 7 chưa nhập"


@pytest.fixture
def report(world: World) -> Report:
    """The school's report of a quarter in which one request came, one class was held and one result was logged."""
    with time_machine.travel(NOW, tick=False):
        found = begin(world)
        with opened(system(NOW.date(), "test")):
            add_request(world.school, moment("2026-09-14 08:00"), solved=True)
            add_class(world, world.school, moment("2026-09-20 08:00"))
            log_result(
                actor=system(NOW.date(), "test"),
                unit_id=world.school.pk,
                area="1",
                happened_on=date(2026, 8, 20),
                text="Cắt giảm giấy tờ phải nộp",
                figure=Decimal(4),
                figure_unit="loại",
                at=NOW,
            )
    return found


def address(report: Report, key: str = KEY) -> str:
    return reverse("reports.figure.read", args=[report.pk, key])


def send(client: Client, report: Report, *, swaps: bool = False, **data: object) -> HttpResponse:
    form: dict[str, Any] = {"key": KEY, "value": "7", "reason": REASON, "version": 0, **data}
    headers = {"HX-Request": "true"} if swaps else None
    return client.post(reverse("reports.figure.override", args=[report.pk]), form, headers=headers)  # type: ignore[return-value]


def by_hand(world: World, report: Report, value: int, seen: int, who: str = "principal", reason: str = REASON) -> None:
    with opened(world.scope(who, NOW.date())) as scope:
        put_by_hand(
            actor=scope, report_id=report.pk, key=KEY, value=value, reason=reason, expected_version=seen, at=NOW
        )


@time_machine.travel(NOW, tick=False)
def test_a_value_by_hand_goes_from_the_form_into_sum_table_and_sentence_and_back(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert f'href="{address(report)}"' in page  # the cell of the table
    assert "Số nhập tay" not in page  # a normal quarter hears nothing of it
    shown = client.get(address(report)).content.decode()
    assert "Hồ sơ có thời điểm tiếp nhận trong kỳ" in shown
    assert re.search(r"Sổ đếm được</dt><dd>1 hồ sơ", shown)
    assert send(client, report, value="1.250").status_code == 302
    with opened(system(NOW.date(), "test")):
        content = gather(report, NOW.date())
    assert next(row.received for row in content.procedures if row.code == "RUT-HOC-BA") == 1250
    assert content.figure("procedures.total.received").value == "1250"
    assert (content.overrides[0].computed, content.overrides[0].reason) == ("1", REASON)
    assert "tiếp nhận 1.250 hồ sơ" in next(field.narrative for field in content.fields if "procedures" in field.tables)
    shown = client.get(address(report)).content.decode()
    assert re.search(r"Sổ đếm được</dt><dd>1 hồ sơ", shown)
    assert REASON in shown
    assert "Lê Văn Hiệu" in shown
    assert client.get(reverse("reports.report.read", args=[report.pk])).content.decode().count("Số nhập tay") >= 2
    assert send(client, report, again="1", version=1).status_code == 302
    assert send(client, report, again="1", version=1).status_code == 302  # pressed twice
    assert not Override._base_manager.exists()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"value": "-1"}, "số nguyên từ 0 đến 1.000.000"),
        ({"value": "2.000.000"}, "số nguyên từ 0 đến 1.000.000"),
        ({"value": "bảy"}, "số nguyên từ 0 đến 1.000.000"),
        ({"value": "1"}, "Sổ cũng đếm được số này"),
        ({"reason": "x"}, "ít nhất 5 ký tự"),
        ({"reason": ""}, "bắt buộc"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_with_what_was_typed(
    world: World, report: Report, as_user: Callable[[str], Client], typed: dict[str, Any], words: str
) -> None:
    client = as_user("principal")
    refused = send(client, report, **typed)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert words in page
    assert f'value="{typed.get("value", "7")}"' in page
    swapped = send(client, report, swaps=True, **typed)
    assert swapped.status_code == 200
    assert words in swapped.content.decode()
    assert not Override._base_manager.exists()


@time_machine.travel(NOW, tick=False)
def test_with_scripts_the_page_is_asked_for_again(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    assert send(as_user("principal"), report, swaps=True)["HX-Refresh"] == "true"
    assert Override._base_manager.get().value == 7


@time_machine.travel(NOW, tick=False)
def test_two_people_at_one_figure_do_not_overwrite_each_other(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    by_hand(world, report, 7, 0)
    by_hand(world, report, 7, 0)  # sent twice
    with pytest.raises(Stale):
        by_hand(world, report, 9, 0, "deputy")
    clash = send(as_user("deputy"), report, value="9", version=0)
    page = clash.content.decode()
    assert clash.status_code == 422
    assert "Lê Văn Hiệu vừa nhập 7" in page
    assert 'value="9"' in page
    assert re.search(r'name="version" value="1"', page)  # the next press was made in sight of it
    assert send(as_user("deputy"), report, value="9", version=1).status_code == 302
    with opened(world.scope("principal", NOW.date())) as scope, pytest.raises(Stale):
        take_count_again(actor=scope, report_id=report.pk, key=KEY, expected_version=1, at=NOW)
    changes = AuditEntry._base_manager.filter(verb="reports.figure.override").order_by("pk")
    assert [row.changes[KEY] for row in changes] == [["1", "7"], ["7", "9"]]


@time_machine.travel(NOW, tick=False)
def test_sums_are_not_put_by_hand_and_say_where_to_go(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    page = client.get(address(report, "procedures.total.received")).content.decode()
    assert address(report) in page
    assert "Ghi số nhập tay" not in page
    assert send(client, report, key="procedures.total.received").status_code == 422
    assert send(client, report, key="procedures.NONE.received").status_code == 422
    assert client.get(address(report, "procedures.NONE.received")).status_code == 404
    with opened(world.scope("clerk", NOW.date())) as scope, pytest.raises(Forbidden):
        put_by_hand(actor=scope, report_id=report.pk, key=KEY, value=7, reason=REASON, expected_version=0, at=NOW)
    with opened(world.scope("principal", NOW.date())) as scope, pytest.raises(Refusal):
        put_by_hand(
            actor=scope,
            report_id=report.pk,
            key="procedures.total.received",
            value=7,
            reason=REASON,
            expected_version=0,
            at=NOW,
        )


def told_below(document: Any) -> list[str]:
    return [block.note for block in document.blocks if isinstance(block, Table)]


@time_machine.travel(NOW, tick=False)
def test_values_by_hand_and_reasons_stand_below_the_tables_of_both_papers_and_in_the_workbook(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    by_hand(world, report, 7, 0)
    solved = "procedures.RUT-HOC-BA.solved"
    Explanation._base_manager.create(
        unit=world.school, report=report, key=solved, kind="jump", text="Tuyển thêm học sinh.", given_at=NOW
    )
    Explanation._base_manager.create(
        unit=world.school, report=report, key="training.present", kind="zero", text="Không có lớp", given_at=NOW
    )
    with opened(system(NOW.date(), "test")):
        party, state = gather(report, NOW.date()), gather(report, NOW.date(), Regime.STATE)
    first, training = told_below(outline(party))[0], told_below(outline(party))[-1]
    words = "Giải thích số liệu: Rút học bạ: đã giải quyết tăng, giảm nhiều (tuyển thêm học sinh)."
    assert words in first
    assert f"tiếp nhận 7 thay số tính từ sổ 1 ({REASON})" in first
    assert "Giải thích" not in training  # people were present after all: that reason no longer holds
    received, settled = told_below(state_outline(state))[:2]
    assert words in settled
    assert "Giải thích" not in received
    book = load_workbook(BytesIO(as_user("principal").get(reverse("reports.sheet.download", args=[report.pk])).content))
    for page in book.worksheets:
        last = page.cell(page.max_row, 4).value
        assert "Độ phủ số liệu: 1/1 đơn vị" in last
        assert words in last


def links(page: str, mark: str) -> list[str]:
    """The addresses of the links of a page that carry a mark."""
    return [unescape(found) for found in re.findall(rf'<a [^>]*href="([^"]+)"[^>]*{mark}', page)]


def assert_no_figure_without_its_page(page: str) -> list[str]:
    """Every figure of the page (cell of a table, chip of a sentence) is a link; return the addresses."""
    assert '<span class="chip"' not in page
    for table in re.findall(r'<table class="[^"]*\bfigures\b.*?</table>', page, re.DOTALL):
        for cell in re.findall(r'<td class="number".*?</td>', table, re.DOTALL):
            assert "data-figure" in cell, cell
    now = re.findall(r'<td class="number" data-label="Kỳ này">.*?</td>', page, re.DOTALL)
    assert now
    assert all("data-figure" in cell for cell in now)
    found = sorted(set(links(page, "data-figure")))
    assert any(".closed/" in link for link in found)
    assert any("training.present" in link for link in found)
    return found


def assert_two_links_to_rule_and_records(client: Client, page: str, *, sees_rows: bool = True) -> None:
    for link in assert_no_figure_without_its_page(page):
        shown = client.get(link)
        assert shown.status_code == 200, link
        text = shown.content.decode()
        assert "Cách tính</dt>" in text, link
        records = links(text, "data-records")
        if sees_rows:
            assert records, link
        for behind in records:
            assert client.get(behind).status_code == 200, behind


@time_machine.travel(NOW, tick=False)
def test_every_figure_of_the_workspace_is_two_links_from_its_rule_and_its_records(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    url = reverse("reports.report.read", args=[report.pk])
    client = as_user("principal")
    page = client.get(url).content.decode()
    assert "data-figure" in page
    assert_two_links_to_rule_and_records(client, page)
    results = links(page, "data-records")
    assert results  # the figures of what was logged open the log
    assert all(client.get(link).status_code == 200 for link in results)
    # The secretary of the cell knows the figures, but not who came: the page says so.
    secretary = as_user("party_secretary")
    assert_two_links_to_rule_and_records(secretary, secretary.get(url).content.decode(), sees_rows=False)
    assert "chỉ mở cho người được giao quyền" in secretary.get(address(report)).content.decode()


@time_machine.travel(NOW, tick=False)
def test_the_auditors_path_from_the_submitted_report_to_the_trail(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    by_hand(world, report, 7, 0)
    with opened(world.scope("principal", NOW.date())) as scope:
        content = gather(report, NOW.date())
        take(actor=scope, report=report, papers={Regime.PARTY: content}, at=NOW)
        report.state, report.submitted_at, report.receipt_code = ReportState.SUBMITTED, NOW, "BC-THU"
        report.save()
    with opened(system(NOW.date(), "test")):
        add_request(world.school, moment("2026-09-21 08:00"))
    url = reverse("reports.report.read", args=[report.pk])
    for who in ("school_auditor", "auditor"):
        client = as_user(who)
        page = client.get(url).content.decode()
        assert_two_links_to_rule_and_records(client, page)
        assert address(report) in page
        figure = client.get(address(report)).content.decode()
        assert "7 hồ sơ" in figure
        assert '<form method="post" action="/reports' not in figure
        assert "1 → 7" in figure.replace("\n", "")  # who put it there, from the trail
        assert "Lê Văn Hiệu" in figure
        (records,) = links(figure, "data-records")
        register = client.get(records).content.decode()
        (request_page,) = set(re.findall(r'href="(/requests/\d+/)"', register)[:1])
        request_text = client.get(request_page).content.decode()
        (trail,) = links(request_text, "data-trail")
        entries = client.get(trail).content.decode()
        assert "Tiếp nhận hồ sơ" in entries
        (trail,) = links(figure, "data-trail")
        entries = client.get(trail).content.decode()
        assert "Ghi số nhập tay vào báo cáo" in entries
        assert "Chỉ các dòng về một đối tượng" in entries
        assert "Tiếp nhận hồ sơ</span>" not in entries
        assert send(client, report, version=1).status_code == 403  # read-only
    # The register went on after the report was handed in: the page says so.
    solved = as_user("auditor").get(address(report, "procedures.RUT-HOC-BA.in_progress")).content.decode()
    assert "Sổ hôm nay" in solved


@time_machine.travel(NOW, tick=False)
def test_the_page_of_a_figure_costs_the_same_for_one_request_and_for_many(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client, url = as_user("principal"), address(report, "procedures.total.received")

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    few = cost()
    with opened(system(NOW.date(), "test")):
        for day in range(1, 13):
            add_request(world.school, moment(f"2026-09-{day:02} 08:00"), solved=True)
    for seen in range(12):
        by_hand(world, report, 20 + seen, seen)
    assert cost() == few
