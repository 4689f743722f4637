"""The pages of the batch desk: making a list, the box for the scanner without a script, the sheet and its scan."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pdfua
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.batch.rendering import key_of
from procedures.batch.sheet import sheet_of
from procedures.models import Batch, BatchScan
from schooladmin.documents import tree
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.jobs import tasks
from schooladmin.jobs.models import Job
from schooladmin.units.scope import opened
from tests.factory import World
from tests.stage import PDF
from tests.test_batch_actions import JUNE, add, at_the_counter, give, graduates, lines, make, requests

pytestmark = pytest.mark.usefixtures("calendar")

NOON = JUNE + timedelta(hours=4)


@pytest.fixture
def clerk(as_user: Callable[[str], Client]) -> Client:
    return as_user("clerk")


def page_of(client: Client, batch: Batch, query: str = "") -> str:
    answer = client.get(reverse("procedures.batch.read", args=[batch.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def send(client: Client, batch: Batch, live: bool = False, **data: str) -> str:
    """Post to the list, follow the way back, and return the page that comes (or, ``live``, its part)."""
    url = reverse("procedures.batch.hand_over", args=[batch.pk])
    answer = client.post(url, data, headers={"X-Live": "1"}) if live else client.post(url, data, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


@time_machine.travel(NOON, tick=False)
def test_a_list_is_made_of_a_cohort_and_somebody_is_left_out(clerk: Client, world: World) -> None:
    pupils = graduates(world, 4)
    at_the_counter(world, pupils[3], JUNE)
    url = reverse("procedures.batch.create") + "?procedure=RUT-BANG&class_name=9A1&graduation_year=2025"
    url += f"&unit={world.school.pk}"
    shown = clerk.get(url).content.decode()
    assert shown.count(" checked") == 3
    assert "đã có hồ sơ" in shown
    key = uuid.uuid4()
    data = {"mutation_id": key, "title": "Bằng khóa 2025", "pupils": [pupil.pk for pupil in pupils[:2]]}
    for _time in range(2):  # an impatient finger
        answer = clerk.post(url, data)
        batch = Batch._base_manager.get()
        assert answer["Location"] == reverse("procedures.batch.read", args=[batch.pk])
    assert {row.pupil_id for row in lines(batch)} == {pupil.pk for pupil in pupils[:2]}


@time_machine.travel(NOON, tick=False)
def test_what_is_missing_for_a_list_is_said_and_the_typed_words_stay(clerk: Client, world: World) -> None:
    pupils = graduates(world, 2)
    base = reverse("procedures.batch.create")
    assert clerk.get(base).status_code == 200
    nothing = clerk.get(f"{base}?procedure=RUT-BANG&unit={world.school.pk}")
    assert nothing.status_code == 422
    assert "Hãy chọn lớp hoặc năm tốt nghiệp." in nothing.content.decode()
    url = f"{base}?procedure=RUT-BANG&graduation_year=2025&unit={world.school.pk}"
    empty = clerk.post(url, {"mutation_id": uuid.uuid4(), "title": "Tên của tôi"})
    assert empty.status_code == 422
    assert "Hãy chọn ít nhất một học sinh." in empty.content.decode()
    assert "Tên của tôi" in empty.content.decode()
    late = add(world, "Nguyễn Văn Muộn", year=2026)
    assert "đến năm 2025" in clerk.get(url.replace("2025", "2026")).content.decode()
    other = clerk.post(url, {"mutation_id": uuid.uuid4(), "title": "Tên", "pupils": [pupils[0].pk, late.pk]})
    assert other.status_code == 422
    assert Batch._base_manager.count() == 0


@time_machine.travel(NOON, tick=False)
def test_a_scan_marks_its_line_and_the_box_waits_for_the_next(clerk: Client, world: World) -> None:
    batch = make(world, graduates(world, 3))
    row = lines(batch)[1]
    shown = send(clerk, batch, code=row.code)
    assert re.search(r"<strong>1/3</strong>\s*đã trả", shown)
    assert f"{row.pupil.full_name}: đã trả cho {row.pupil.full_name}" in shown
    assert re.search(r'id="scan"[^>]* autofocus', shown)
    assert "đã trả trước đó" in send(clerk, batch, code=row.code.replace("-", ""))
    assert len(requests()) == 1
    shown = send(clerk, batch, live=True, line=str(lines(batch)[0].pk))
    assert shown.startswith('<div id="batch-live"')
    assert re.search(r"<strong>2/3</strong>", shown)


@time_machine.travel(NOON, tick=False)
def test_a_name_in_the_box_looks_and_hands_nothing_over(clerk: Client, world: World) -> None:
    batch = make(world, graduates(world, 3))
    shown = send(clerk, batch, code="binh")
    assert "Nguyễn Văn Bình" in shown
    assert "Nguyễn Văn Châu" not in shown
    assert requests() == []


@time_machine.travel(NOON, tick=False)
def test_a_wrong_code_and_a_refused_line_say_why(clerk: Client, world: World) -> None:
    late = add(world, "Nguyễn Văn Muộn", year=2026)
    batch = make(world, [late])
    assert "khóa 2026: giấy tờ này chỉ có đến khóa 2025" in page_of(clerk, batch)
    assert "đọc chưa đúng" in send(clerk, batch, code="12345")
    assert "Nguyễn Văn Muộn: Thủ tục này chỉ dành cho" in send(clerk, batch, code=lines(batch)[0].code)
    assert requests() == []


@time_machine.travel(NOON, tick=False)
def test_the_form_for_another_taker_keeps_what_was_typed(clerk: Client, world: World) -> None:
    batch = make(world, graduates(world, 1))
    row = lines(batch)[0]
    assert f'value="{row.pupil.full_name}"' in page_of(clerk, batch, f"?line={row.pk}")
    data = {"line": str(row.pk), "name": "Ngô Thị Dì", "relation": "proxy", "phone": "12", "note": ""}
    url = reverse("procedures.batch.hand_over", args=[batch.pk])
    refused = clerk.post(url, data)
    assert refused.status_code == 422
    assert 'value="Ngô Thị Dì"' in refused.content.decode()
    assert "Số điện thoại chưa đúng" in refused.content.decode()
    assert clerk.post(url, {**data, "phone": ""}).status_code == 302
    assert requests()[0].applicant_name == "Ngô Thị Dì"


def test_a_slip_is_undone_from_its_line_with_a_reason(as_user: Callable[[str], Client], world: World) -> None:
    batch = make(world, graduates(world, 2))
    row = lines(batch)[0]
    give(world, row)
    url = reverse("procedures.batch.undo", args=[batch.pk])
    with time_machine.travel(NOON, tick=False):
        clerk = as_user("clerk")
        assert f'href="?undo={row.pk}#undo"' in page_of(clerk, batch)
        assert 'id="undo"' in page_of(clerk, batch, f"?undo={row.pk}")
        refused = clerk.post(url, {"line": row.pk, "reason": " "})
        assert refused.status_code == 422
        assert 'id="undo"' in refused.content.decode()
        assert clerk.post(url, {"line": "9" * 30, "reason": "x"}).status_code == 404
        shown = clerk.post(url, {"line": row.pk, "reason": "Quét nhầm dòng"}, follow=True).content.decode()
        assert f"{row.pupil.full_name}: đã hoàn tác" in shown
        assert "Trả nhầm, Đỗ Thị Văn Thư hoàn tác lúc 12:00 08/06/2026: Quét nhầm dòng" in shown
        story = clerk.get(reverse("procedures.request.read", args=[requests()[0].pk])).content.decode()
        assert "Hoàn tác, trả nhầm theo danh sách" in story
        public = clerk.get(reverse("public.request.read", args=[requests()[0].public_token])).content.decode()
        assert "Nhà trường ghi nhầm là đã trả" in public
        give(world, row, NOON)
    with time_machine.travel(NOON + timedelta(days=1), tick=False):
        clerk = as_user("clerk")
        assert "?undo=" not in page_of(clerk, batch)
        assert 'id="undo"' not in page_of(clerk, batch, f"?undo={row.pk}")
        assert "chỉ hiệu trưởng" in clerk.post(url, {"line": row.pk, "reason": "Muộn"}).content.decode()
        assert f'href="?undo={row.pk}#undo"' in page_of(as_user("principal"), batch)


@time_machine.travel(NOON, tick=False)
def test_a_line_of_another_list_does_not_exist_here(clerk: Client, world: World) -> None:
    batch, other = make(world, graduates(world, 1)), make(world, [add(world, "Đỗ Văn Khác", year=2025)])
    url = reverse("procedures.batch.hand_over", args=[batch.pk])
    for key in (str(lines(other)[0].pk), "9" * 30, "x"):
        assert clerk.post(url, {"line": key}).status_code == 404
    assert requests() == []


@time_machine.travel(NOON, tick=False)
def test_close_reopen_and_carry_from_the_page(clerk: Client, world: World) -> None:
    batch = make(world, graduates(world, 2))
    give(world, lines(batch)[0])

    def press(step: str, **data: str) -> str:
        url = reverse(f"procedures.batch.{step}", args=[batch.pk])
        return clerk.post(url, data, follow=True).content.decode()

    assert "còn 1 người chưa nhận" in press("close")
    shown = page_of(clerk, batch)
    assert "Chưa đến nhận" in shown
    assert 'id="scan"' not in shown
    assert "data-give" not in shown
    assert "Đã mở lại danh sách." in press("reopen")
    later = press("carry", title="Bằng khóa 2025 (tiếp)", mutation_id=str(uuid.uuid4()))
    assert "Bằng khóa 2025 (tiếp)" in later
    assert "<strong>0/1</strong>" in later
    assert "hiện ở trạng thái" in press("close")
    assert "Phần còn lại đã chuyển" in press("reopen")


@time_machine.travel(NOON, tick=False)
def test_the_signed_sheet_comes_back_and_a_liar_is_refused(clerk: Client, world: World) -> None:
    batch = make(world, graduates(world, 1))
    url = reverse("procedures.batch.attach", args=[batch.pk])
    liar = clerk.post(url, {"upload": SimpleUploadedFile("ky.jpg", PDF)})
    assert liar.status_code == 422
    assert "Tệp không đúng như tên gọi" in liar.content.decode()
    kept = clerk.post(url, {"upload": SimpleUploadedFile("ky.pdf", PDF)}, follow=True).content.decode()
    scan = BatchScan._base_manager.get()
    assert reverse("evidence.file.read", args=[scan.evidence.public_id]) in kept


@time_machine.travel(NOON, tick=False)
def test_the_pages_cost_the_same_with_one_line_and_with_thirty(clerk: Client, world: World) -> None:
    pupils = graduates(world, 31)
    small, big = make(world, pupils[:1]), make(world, pupils[1:])
    for row in (lines(small)[0], *lines(big)[:5]):
        give(world, row)

    def cost(url: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert clerk.get(url).status_code == 200
        return len(queries)

    for name in ("procedures.batch.read", "procedures.batch.print"):
        first, second = (cost(reverse(name, args=[batch.pk])) for batch in (small, big))
        assert first == second, name
    base = reverse("procedures.batch.create") + f"?unit={world.school.pk}&procedure=RUT-BANG&graduation_year="
    add(world, "Một Mình", year=2024)
    assert cost(base + "2024") == cost(base + "2025")
    before = cost(reverse("procedures.batch.list"))
    make(world, [add(world, "Đỗ Văn Khác", year=2025)])
    assert cost(reverse("procedures.batch.list")) == before


@time_machine.travel(NOON, tick=False)
def test_the_board_says_how_many_classes_are_left(as_user: Callable[[str], Client], world: World) -> None:
    make(world, graduates(world, 2))
    done = make(world, [add(world, "Đỗ Văn Khác", year=2025)])
    give(world, lines(done)[0])
    shown = as_user("school_auditor").get(reverse("procedures.batch.list")).content.decode()
    assert "Còn 1 lớp chưa trả xong" in shown
    assert "0/2" in shown
    assert reverse("procedures.batch.create") not in shown
    foreign = as_user("sister_principal").get(reverse("procedures.batch.list")).content.decode()
    assert "Bằng khóa 2025" not in foreign


def test_the_sheet_has_a_code_for_every_line_and_comes_out_whole(world: World, tmp_path: Path) -> None:
    batch = make(world, [*graduates(world, 39), add(world, "Lý Thị Không Ngày", year=2025, birth_date=None)])
    give(world, lines(batch)[2])
    with opened(world.scope("clerk", JUNE.date())):
        document, profile = sheet_of(Batch.objects.select_related("version__procedure").get(pk=batch.pk), JUNE.date())
    table = next(block for block in document.blocks if isinstance(block, tree.Table))
    assert [code.data for code in table.codes] == [row.code for row in lines(batch)]
    assert "đã nhận 08/06/2026" in table.rows[2][4]
    assert table.rows[3][4] == ""
    html = render_html(document, profile, for_print=False)
    assert html.count("qr-picture") == 40
    path = tmp_path / "sheet.pdf"
    facts = write_pdf(document, profile, path)
    assert 3 <= facts.pages <= 5
    found = pdfua.validate(str(path)).findings
    assert not [finding for finding in found if finding.severity >= pdfua.Severity.ERROR]


@time_machine.travel(NOON, tick=False)
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_pdf_is_made_by_a_job(world: World, clerk: Client) -> None:
    batch = make(world, graduates(world, 1))
    url = reverse("procedures.batch.file", args=[batch.pk])
    assert clerk.get(url).status_code == 302
    clerk.post(reverse("procedures.batch.publish", args=[batch.pk]))
    tasks.run_job(str(Job._base_manager.get().pk))
    file = RenderedFile._base_manager.get(source_key=key_of(batch.pk), is_current=True)
    assert file.name == f"Danh-sach-tra_{batch.pk}.pdf"
    assert b"".join(clerk.get(url)).startswith(b"%PDF-")
