"""A quarter from the theme to the download, through the doors that people use."""

import io
import json
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import date

import pikepdf
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import solve_request
from procedures.enums import Channel, Relation
from reform.actions import log_result
from reports.actions.paragraphs import save_narrative
from reports.actions.rounds import open_round
from reports.actions.submission import submit_report
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.content import ReportContent
from reports.models import Paragraph, Report, Snapshot, Theme
from reports.queries import fields_of
from reports.rendering import OUTLINE_PDF, content_of
from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.actions import rebuild_reach
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.models import Supervision
from schooladmin.units.scope import opened, system
from tests.factory import World, make_school, moment, put_above

QUARTER = Quarter(2026, 3)
NOW = moment("2026-10-12 20:00")
TEXT = ThemeText("Cải cách để phục vụ nhân dân", "# I. Quan điểm\n\nMột đoạn về cải cách.", "Kết luận chung.")

pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def report(world: World) -> Report:
    """The blank report of the school, opened by the Party organ."""
    with opened(world.scope("party_officer", NOW.date())) as scope:
        theme = create_theme(
            actor=scope, unit_id=world.party.pk, quarter=QUARTER, text=TEXT, at=moment("2026-07-01 09:00")
        )
        publish_theme(actor=scope, theme_id=theme.pk, at=moment("2026-07-02 09:00"))
        open_round(actor=scope, theme_id=theme.pk, due_on=date(2026, 10, 15), at=moment("2026-07-03 09:00"))
    return Report._base_manager.get(unit=world.school)


def fill(world: World, report: Report) -> None:
    """Write every field, the limitations and one task, and log one request and one result."""
    with opened(world.scope("principal", NOW.date())) as scope:
        for key in [field.key for field in fields_of(report.round.template_id)] + ["limitations"]:
            save_narrative(
                actor=scope, report_id=report.pk, field_key=key, text=f"Nội dung {key}.", expected_version=0, at=NOW
            )
    with opened(world.scope("clerk", NOW.date())) as scope:
        request = accept_request(
            actor=scope,
            unit_id=world.school.pk,
            application=Application(
                procedure="RUT-HOC-BA",
                channel=Channel.DIRECT,
                applicant_name="Lê Thị Mẹ",
                applicant_phone="0912345678",
                relation=Relation.PARENT,
                pupil_name="Nguyễn Văn Con",
                received_at=moment("2026-09-14 08:00"),
            ),
            at=moment("2026-09-14 08:00"),
        )
    with opened(world.scope("principal", NOW.date())) as scope:
        solve_request(actor=scope, request_id=request.pk, at=moment("2026-09-15 09:00"))
        log_result(
            actor=scope,
            unit_id=world.school.pk,
            area="1",
            happened_on=date(2026, 8, 20),
            text="Ban hành quy chế làm việc mới của nhà trường.",
            at=NOW,
        )


def add_task(client: Client, report: Report) -> None:
    client.post(
        reverse("reports.commitment.add", args=[report.pk]),
        {
            "text": "Rà soát quy trình tiếp nhận hồ sơ của bộ phận văn thư",
            "owner_name": "Văn thư",
            "due_on": "2026-12-31",
            "mutation_id": str(uuid.uuid4()),
        },
    )


def submitted(world: World, report: Report, client: Client) -> Report:
    """The report after the principal pressed the button."""
    fill(world, report)
    add_task(client, report)
    response = client.post(reverse("reports.report.submit", args=[report.pk]))
    assert response.status_code == 302, response.content.decode()[-3000:]
    assert response.headers["Location"] == reverse("reports.report.receipt", args=[report.pk])
    return Report._base_manager.get(pk=report.pk)


@time_machine.travel(NOW, tick=False)
def test_opening_a_round_gives_every_school_below_the_organ_a_blank_report(world: World, report: Report) -> None:
    found = Report._base_manager.order_by("unit_id").values_list("unit_id", "reporter_name", "document_date")
    assert list(found) == [
        (world.school.pk, "Ngô Văn Bí", date(2026, 10, 15)),
        (world.sister.pk, "Bùi Thị Hòa", date(2026, 10, 15)),
    ]


@time_machine.travel(NOW, tick=False)
def test_opening_again_adds_nothing_and_another_theme_is_refused(world: World, report: Report) -> None:
    with opened(world.scope("party_officer", NOW.date())) as scope:
        open_round(actor=scope, theme_id=report.round.theme_id, due_on=date(2026, 10, 20), at=NOW)
        second = create_theme(actor=scope, unit_id=world.party.pk, quarter=QUARTER, text=TEXT, at=NOW)
        assert second.version == 2
        with pytest.raises(Refusal) as refused:
            open_round(actor=scope, theme_id=second.pk, due_on=date(2026, 10, 20), at=NOW)
        assert refused.value.code == "theme-draft"
        publish_theme(actor=scope, theme_id=second.pk, at=NOW)
        with pytest.raises(Refusal) as refused:
            open_round(actor=scope, theme_id=second.pk, due_on=date(2026, 10, 20), at=NOW)
        assert refused.value.code == "round-pinned"
    assert Report._base_manager.count() == 2


@time_machine.travel(NOW, tick=False)
def test_opening_a_past_quarter_writes_nothing_for_a_school_that_has_left(world: World, report: Report) -> None:
    Supervision.objects.filter(unit=world.sister, kind=SupervisionKind.PARTY).update(valid_to=date(2026, 10, 5))
    rebuild_reach()
    Report._base_manager.filter(unit=world.sister).delete()
    with opened(world.scope("party_officer", NOW.date())) as scope:
        open_round(actor=scope, theme_id=report.round.theme_id, due_on=date(2026, 10, 20), at=NOW)
    assert not Report._base_manager.filter(unit=world.sister).exists()
    # The school was below the organ on the quarter's last day; only the officer's reach of today holds it back.
    with opened(system(NOW.date(), "test")) as scope:
        open_round(actor=scope, theme_id=report.round.theme_id, due_on=date(2026, 10, 20), at=NOW)
    assert Report._base_manager.filter(unit=world.sister).count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_published_theme_no_longer_changes(world: World, report: Report, as_user: Callable[[str], Client]) -> None:
    theme = Theme._base_manager.get()
    url = reverse("reports.theme.edit", args=[theme.pk])
    answer = as_user("party_officer").post(
        url, {"title": "Khác", "part_a": "Khác", "conclusion": "Khác", "version": theme.lock_version}
    )
    assert answer.status_code == 422
    assert "đã ban hành" in answer.content.decode()
    assert Theme._base_manager.get().title == TEXT.title


@time_machine.travel(NOW, tick=False)
def test_the_principal_submits_and_gets_a_receipt_and_the_pdf_follows(
    world: World,
    report: Report,
    as_user: Callable[[str], Client],
    django_capture_on_commit_callbacks: Callable[..., object],
) -> None:
    client = as_user("principal")
    done = submitted(world, report, client)
    assert re.fullmatch(r"BC-THCS-A-26Q3-[0-9A-Z]{5}", done.receipt_code or "")
    content = content_of(done, NOW.date())
    line = next(p for p in content.procedures if p.code == "RUT-HOC-BA")
    assert (line.received, line.solved_on_time, line.solved_late) == (1, 1, 0)
    assert content.cell_name == "Chi bộ Trường THCS Bình An"
    assert content.upper_name == "Đảng ủy xã Sơn Lam"

    job = Job._base_manager.get(kind=OUTLINE_PDF)
    assert execute(job.pk) == "done"
    assert Job._base_manager.get(pk=job.pk).result["facts"]["replayed"], "the theory is that of all schools"
    file = RenderedFile._base_manager.get()
    assert file.snapshot_hash == done.fingerprint
    answer = as_user("officer").get(reverse("reports.report.download", args=[report.pk]))
    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.getvalue())) as paper:
        inside = json.loads(paper.attachments["so-lieu.json"].get_file().read_bytes())
    assert ReportContent.from_json(inside) == content, "the paper carries what it was made from"


@time_machine.travel(NOW, tick=False)
def test_after_submission_the_registers_no_longer_change_the_report(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    done = submitted(world, report, client)
    with opened(world.scope("principal", NOW.date())) as scope:
        log_result(
            actor=scope,
            unit_id=world.school.pk,
            area="2",
            happened_on=date(2026, 9, 1),
            text="Công khai thủ tục tại bảng tin của nhà trường.",
            at=NOW,
        )
    page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "Công khai thủ tục tại bảng tin" not in page
    assert Report._base_manager.get(pk=report.pk).fingerprint == done.fingerprint
    assert Snapshot._base_manager.get().report_id == report.pk


@time_machine.travel(NOW, tick=False)
def test_submitting_twice_is_submitting_once(world: World, report: Report, as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    receipt = reverse("reports.report.receipt", args=[report.pk])
    assert client.get(receipt).headers["Location"] == reverse("reports.report.read", args=[report.pk])
    done = submitted(world, report, client)
    assert str(done.receipt_code) in client.get(receipt).content.decode()
    again = client.post(reverse("reports.report.submit", args=[report.pk]))
    assert again.status_code == 409
    assert str(done.receipt_code) in again.content.decode()
    assert "lúc 20:00 12/10/2026" in again.content.decode()  # Vietnam's hour, not the database's
    assert Job._base_manager.count() == 2  # the Party's paper and the state's


@time_machine.travel(NOW, tick=False)
def test_an_incomplete_report_is_refused_and_says_what_is_missing(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    answer = as_user("principal").post(reverse("reports.report.submit", args=[report.pk]))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Mục 7 «" in page
    assert "Phần «Tồn tại, hạn chế» còn trống." in page
    assert not Job._base_manager.exists()


@time_machine.travel(NOW, tick=False)
def test_two_people_on_one_field_lose_nothing(world: World, report: Report, as_user: Callable[[str], Client]) -> None:
    url = reverse("reports.narrative.edit", args=[report.pk, "institutions"])
    first, second = as_user("principal"), as_user("party_secretary")
    assert first.post(url, {"text": "Bản của hiệu trưởng.", "version": 0}).status_code == 302
    clash = second.post(url, {"text": "Bản của bí thư.", "version": 0})
    page = clash.content.decode()
    assert clash.status_code == 409
    assert "Bản của hiệu trưởng." in page
    assert "Bản của bí thư." in page
    assert "Lê Văn Hiệu vừa lưu mục này" in page
    assert Paragraph._base_manager.get().text == "Bản của hiệu trưởng."


@time_machine.travel(NOW, tick=False)
def test_the_same_text_sent_twice_is_no_conflict(world: World, report: Report) -> None:
    with opened(world.scope("principal", NOW.date())) as scope:
        for _time in range(2):
            save_narrative(
                actor=scope, report_id=report.pk, field_key="finance", text="Một.", expected_version=0, at=NOW
            )
        with pytest.raises(Stale):
            save_narrative(
                actor=scope, report_id=report.pk, field_key="finance", text="Hai.", expected_version=0, at=NOW
            )
    assert Paragraph._base_manager.get().version == 1


@time_machine.travel(NOW, tick=False)
def test_text_is_kept_in_nfc_and_scripts_are_only_text(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    url = reverse("reports.narrative.edit", args=[report.pk, "digital"])
    decomposed = "Chuye\u0302\u0309n đo\u0302\u0309i so\u0302\u0301 <script>alert(1)</script>"
    as_user("principal").post(url, {"text": decomposed, "version": 0})
    assert Paragraph._base_manager.get().text == "Chuyển đổi số <script>alert(1)</script>"
    preview = as_user("officer").get(reverse("reports.report.preview", args=[report.pk])).content.decode()
    assert "<script>alert" not in preview
    assert "&lt;script&gt;alert(1)" in preview


@time_machine.travel(NOW, tick=False)
def test_a_letter_that_the_paper_cannot_print_is_refused_before_the_receipt(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    fill(world, report)
    add_task(client, report)
    client.post(reverse("reports.narrative.edit", args=[report.pk, "digital"]), {"text": "Tốt 😀", "version": 1})
    told = client.get(reverse("reports.report.review", args=[report.pk])).content.decode()
    assert "Phông chữ in không có ký tự này: 😀." in told
    answer = client.post(reverse("reports.report.submit", args=[report.pk]))
    assert answer.status_code == 409
    assert "😀" in answer.content.decode()
    assert Report._base_manager.get(pk=report.pk).receipt_code is None


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("day", ["2026-06-30", "2027-06-01", "31/02/2026"])
def test_a_date_that_cannot_be_is_refused_with_what_was_typed(
    world: World, report: Report, as_user: Callable[[str], Client], day: str
) -> None:
    answer = as_user("principal").post(
        reverse("reports.report.edit", args=[report.pk]),
        {
            "document-document_date": day,
            "document-reporter_name": "Ngô Văn Bí",
            "document-reporter_title": "Người báo cáo",
            "document-version": 1,
        },
    )
    assert answer.status_code == 422
    assert Report._base_manager.get(pk=report.pk).document_date == date(2026, 10, 15)


@time_machine.travel(NOW, tick=False)
def test_other_schools_reports_do_not_exist(world: World, report: Report, as_user: Callable[[str], Client]) -> None:
    for who in ("sister_principal", "foreign_principal", "other_officer"):
        assert as_user(who).get(reverse("reports.report.read", args=[report.pk])).status_code == 404
    assert as_user("teacher").get(reverse("reports.report.read", args=[report.pk])).status_code == 403
    assert as_user("clerk").post(reverse("reports.report.submit", args=[report.pk])).status_code == 403


@time_machine.travel(moment("2026-10-16 08:00"), tick=False)
def test_the_board_shows_every_school_s_state_and_hands_out_the_archive(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    with time_machine.travel(NOW, tick=False):
        submitted(world, report, as_user("principal"))
        execute(Job._base_manager.get(kind=OUTLINE_PDF).pk)
    officer = as_user("officer")
    page = officer.get(reverse("reports.board.read"), {"quarter": "2026-Q3"}).content.decode()
    assert "1/2 trường đã nộp" in page
    assert "Quá hạn nộp" in page
    assert "Trường THCS Xa Lạ" not in page
    archive = officer.get(reverse("reports.board.download"), {"quarter": "2026-Q3"})
    body = archive.getvalue()
    assert zipfile.ZipFile(io.BytesIO(body)).namelist() == [
        "00_Muc-luc_2026-Q3.csv",
        "De-cuong_THCS-A_2026-Q3.pdf",
    ]
    nothing = as_user("other_officer").get(reverse("reports.board.download"), {"quarter": "2026-Q3"})
    assert nothing.status_code == 409


@time_machine.travel(NOW, tick=False)
def test_pages_cost_the_same_with_one_row_and_with_thirty(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    urls = [
        ("officer", reverse("reports.board.read") + "?quarter=2026-Q3"),
        ("principal", reverse("reports.list")),
        ("principal", reverse("reports.report.read", args=[report.pk])),
        ("party_officer", reverse("reports.themes")),
    ]
    _results(world, 1)
    few = [_queries(as_user(who), url) for who, url in urls]
    _crowd(world, report)
    many = [_queries(as_user(who), url) for who, url in urls]
    assert many == few


def _queries(client: Client, url: str) -> int:
    client.get(url)  # sessions and caches settle
    with CaptureQueriesContext(connection) as context:
        assert client.get(url).status_code == 200
    return len(context)


def _crowd(world: World, report: Report) -> None:
    """Thirty more schools, thirty results and thirty themes."""
    for number in range(30):
        school = make_school(f"N{number}", f"Trường số {number}")
        put_above(school, world.commune, SupervisionKind.ADMINISTRATIVE)
        put_above(school, world.party, SupervisionKind.PARTY)
    with opened(world.scope("party_officer", NOW.date())) as scope:
        open_round(actor=scope, theme_id=report.round.theme_id, due_on=date(2026, 10, 15), at=NOW)
        for _number in range(30):
            create_theme(actor=scope, unit_id=world.party.pk, quarter=QUARTER, text=TEXT, at=NOW)
    _results(world, 30)


def _results(world: World, count: int) -> None:
    with opened(world.scope("principal", NOW.date())) as scope:
        for number in range(count):
            log_result(
                actor=scope,
                unit_id=world.school.pk,
                area="1",
                happened_on=date(2026, 8, 20),
                text=f"Kết quả số {number} của nhà trường.",
                at=NOW,
            )


@time_machine.travel(NOW, tick=False)
def test_a_deputy_may_write_but_not_submit(world: World, report: Report) -> None:
    fill(world, report)
    with opened(world.scope("deputy", NOW.date())) as scope, pytest.raises(Forbidden):
        submit_report(actor=scope, report_id=report.pk, at=NOW)
