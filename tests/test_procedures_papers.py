"""The counter's papers: what each says, by which form, for whom, and that each comes out whole on its sheet."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pdfua
import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdf import PdfReader

from procedures.actions.intake import Application, accept_request
from procedures.actions.promises import extend_request
from procedures.actions.work import (
    pause_request,
    refuse_request,
    resume_request,
    return_request,
    solve_request,
    withdraw_request,
)
from procedures.enums import Channel, Relation
from procedures.models import (
    Delegation,
    HandOver,
    PaperForm,
    ProcedureComponent,
    ProcedureVersion,
    Request,
    RequestComponent,
    RequestEvent,
)
from procedures.papers.actions import apologise
from procedures.papers.book import book_of, notice_of
from procedures.papers.case import Case, case_of
from procedures.papers.kinds import PaperKind
from procedures.papers.letters import Letter
from procedures.papers.printing import Offer, document_of, offers_of, pick
from procedures.papers.rules import day_expected, result_words, term_words
from procedures.queries.catalogue import version_on
from procedures.rules.codes import short_code
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.core.periods import Period
from schooladmin.documents import tree
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.profiles import Profile
from schooladmin.documents.writers.html import render_html
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.jobs import tasks
from schooladmin.jobs.models import Job
from schooladmin.units.actions import appoint
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened, system
from tests.factory import World, moment

pytestmark = pytest.mark.usefixtures("calendar")

BASE = "https://truong.example.vn"
FRIDAY = moment("2026-11-06 10:05")  # three working days: Wednesday 11
FRIDAY_DAY = FRIDAY.date()
APPLICATION = Application(
    procedure="RUT-HOC-BA",
    channel=Channel.DIRECT,
    applicant_name="Nguyễn Thị Mẹ",
    applicant_phone="0912 345 678",
    relation=Relation.PARENT,
    pupil_name="Nguyễn Văn Ánh",
    pupil_class="7A2",
    pupil_birth_date=date(2014, 5, 6),
    received_at=FRIDAY,
)
LONG_NAME = "Tôn Nữ Công Tằng Huyền Trang Nguyễn Phước Bảo Quỳnh Như Hoàng Thị Thanh Nhàn Mai Khôi"
REAL_NAME = "Tôn Nữ Công Tằng Huyền Trang Nguyễn Phước Bảo Quỳnh"  # as long as names in life become


@pytest.fixture
def clerk(world: World) -> Any:
    with opened(world.scope("clerk")) as scope:
        yield scope


def accept(world: World, at: datetime = FRIDAY, *, who: str = "clerk", **changes: Any) -> Request:
    scope = world.scope(who, at.date())
    application = replace(APPLICATION, received_at=at, **{"confirmed_duplicate": True, **changes})
    with opened(scope):
        return accept_request(actor=scope, unit_id=world.school.pk, application=application, at=at)


def do(
    world: World, action: Callable[..., Request], row: Request, at: str, who: str = "principal", **more: Any
) -> None:
    when = moment(at)
    scope = world.scope(who, when.date())
    with opened(scope):
        action(actor=scope, request_id=row.pk, at=when, **more)


def paper(
    row: Request, kind: str, *, on: date = FRIDAY_DAY, part: str = "", letter: Letter | None = None
) -> tuple[tree.Document, Profile]:
    with opened(system(on, "test")):
        row = Request.objects.select_related("version__procedure", "unit").get(pk=row.pk)
        case = case_of(row, on)
        return document_of(case, pick(case, kind, part), BASE, letter)


def text_of(document: tree.Document) -> str:
    return "\n".join(document.texts())


def kinds_of(row: Request, on: date) -> list[tuple[str, str, bool]]:
    with opened(system(on, "test")):
        row = Request.objects.select_related("version__procedure").get(pk=row.pk)
        return [(offer.kind.value, offer.part, offer.is_draft) for offer in offers_of(case_of(row, on))]


def pdf(document: tree.Document, profile: Profile, path: Path) -> PdfReader:
    """Write the paper; it must be valid PDF/UA."""
    write_pdf(document, profile, path)
    return PdfReader(path)


def five_papers() -> None:
    version = version_on("RUT-HOC-BA", FRIDAY.date())
    for order in range(3, 6):
        ProcedureComponent.objects.create(
            version=version, order=order, name=f"Giấy tờ thứ {order} có tên dài như trong đời thật", name_en="A paper"
        )


def test_the_receipt_says_who_what_when_and_why(world: World, tmp_path: Path) -> None:
    row = accept(world)
    document, profile = paper(row, "receipt")
    said = text_of(document)
    for words in (
        "Mẫu số 01",
        "UBND xã Sơn Lam",
        "Trường THCS Bình An",
        "GIẤY TIẾP NHẬN HỒ SƠ\nVÀ HẸN TRẢ KẾT QUẢ",
        row.code,
        short_code(row.code),
        "Nguyễn Thị Mẹ (cha, mẹ), điện thoại 0912345678",
        "Nguyễn Văn Ánh, lớp 7A2",
        "Rút học bạ",
        "10 giờ 05 phút, ngày 06/11/2026",
        "03 ngày làm việc",
        "thứ Tư, ngày 11/11/2026",
        "Hẹn thứ Tư 11/11/2026: 3 ngày làm việc sau ngày nhận thứ Sáu 06/11/2026 (09/11, 10/11, 11/11).",
        f"truong.example.vn/ho-so/truong/{world.school.code}",
        "4 số cuối",
        "NGƯỜI TIẾP NHẬN HỒ SƠ",
        "Đỗ Thị Văn Thư",
        "Thông tư số 03/2025/TT-VPCP",
    ):
        assert words in said, words
    assert "06/05/2014" not in said  # the form does not need the birth date
    assert document.qr is not None
    assert document.qr.data == f"{BASE}/ho-so/{row.public_token}"
    assert document.paper is tree.PaperSize.A5
    reader = pdf(document, profile, tmp_path / "01.pdf")
    assert len(reader.pages) == 1
    assert [round(float(side) * 25.4 / 72) for side in reader.pages[0].mediabox[2:]] == [148, 210]


def test_a_full_receipt_with_long_names_fits_on_one_page(world: World, tmp_path: Path) -> None:
    five_papers()
    row = accept(
        world,
        moment("2026-04-28 10:05"),  # two holidays and a weekend: the explanation takes three lines
        applicant_name=REAL_NAME,
        pupil_name=LONG_NAME,
        other_school="Trường Trung học cơ sở và Trung học phổ thông Nguyễn Bỉnh Khiêm, thành phố Đà Nẵng",
    )
    document, profile = paper(row, "receipt")
    assert [signer.name for signer in document.signers] == [REAL_NAME, "Đỗ Thị Văn Thư"]
    assert len(pdf(document, profile, tmp_path / "01.pdf").pages) == 1


def test_a_receipt_with_a_missing_paper_promises_no_day_and_later_tells_the_new_one(world: World) -> None:
    form = version_on("RUT-HOC-BA", FRIDAY.date()).components.all()[0]
    row = accept(world, component_ids=[form.pk], missing_note="Mang căn cước")
    said = text_of(paper(row, "receipt")[0])
    assert "tính khi nhận đủ giấy tờ; trả tại văn phòng nhà trường" in said
    assert "còn thiếu" in said
    do(world, resume_request, row, "2026-11-10 09:00", who="clerk")
    said = text_of(paper(row, "receipt", on=date(2026, 11, 10))[0])
    assert "thứ Sáu, ngày 13/11/2026" in said
    assert "bổ sung ngày 10/11/2026" in said


def test_the_slip_of_missing_papers(world: World, tmp_path: Path) -> None:
    row = accept(world)
    with opened(system(FRIDAY.date(), "test")):
        asked = RequestComponent.objects.filter(request=row).first()
    assert asked is not None
    do(world, pause_request, row, "2026-11-09 15:00", who="deputy", missing=[asked.pk], note="Bản cũ bị mờ")
    do(world, resume_request, row, "2026-11-10 09:00", who="clerk")
    do(world, pause_request, row, "2026-11-10 15:00", who="clerk", note="Xác nhận của công an xã")
    assert [offer for offer in kinds_of(row, date(2026, 11, 10)) if offer[0] == "missing"] == [
        ("missing", "1", False),
        ("missing", "2", False),
    ]
    document, profile = paper(row, "missing", part="1")
    said = text_of(document)
    for words in (
        "Mẫu số 02",
        asked.component.name,
        "Bản cũ bị mờ",
        "15 giờ 00 phút, ngày 09/11/2026",
        "đã bổ sung xong ngày 10/11/2026",
        "Phạm Thị Phó",
        "không tính vào thời hạn",
    ):
        assert words in said, words
    assert "0912345678" not in said
    assert len(pdf(document, profile, tmp_path / "02.pdf").pages) == 1
    second = text_of(paper(row, "missing", part="2")[0])
    assert "Xác nhận của công an xã" in second
    assert "ngày hẹn trước khi tạm dừng" in second


def let_the_deputy_sign(world: World) -> None:
    scope = world.scope("principal", FRIDAY_DAY)
    with opened(scope):
        Delegation.objects.create(
            unit=world.school,
            principal=world.users["principal"].person,
            deputy=world.users["deputy"].person,
            valid_from=FRIDAY_DAY,
            basis="QĐ 12/QĐ-THCS",
            reason="Đi công tác",
            created_at=FRIDAY,
            created_by="Lê Văn Hiệu",
            mutation_id=uuid4(),
        )


def test_a_refusal_signed_by_the_deputy_for_the_principal(world: World, tmp_path: Path) -> None:
    let_the_deputy_sign(world)
    row = accept(world)
    do(world, refuse_request, row, "2026-11-09 15:00", who="deputy", note="Sổ gốc của trường không có thông tin")
    document, profile = paper(row, "refusal")
    said = text_of(document)
    for words in (
        "Mẫu số 03",
        "Kính gửi: Ông/Bà Nguyễn Thị Mẹ",
        "Sổ gốc của trường không có thông tin.",
        row.version.basis,
        "khiếu nại",
        "KT. HIỆU TRƯỞNG",
        "PHÓ HIỆU TRƯỞNG",
        "Phạm Thị Phó",
    ):
        assert words in said, words
    assert "0912345678" not in said
    assert document.paper is tree.PaperSize.A4
    assert len(pdf(document, profile, tmp_path / "03.pdf").pages) == 1


def test_the_principal_signs_alone_and_a_deputy_where_there_is_no_principal(world: World) -> None:
    row = accept(world)
    do(world, refuse_request, row, "2026-11-09 15:00", note="Không đủ điều kiện")
    document, _profile = paper(row, "refusal")
    assert document.signature == tree.Signature("", "HIỆU TRƯỞNG", "Lê Văn Hiệu")
    Membership.objects.filter(unit=world.school, role=Role.PRINCIPAL).update(valid_to=date(2026, 11, 1))
    document, _profile = paper(row, "refusal")
    assert document.signature == tree.Signature("KT. HIỆU TRƯỞNG", "PHÓ HIỆU TRƯỞNG", "Phạm Thị Phó")
    newcomer = world.users["teacher"].person
    appoint(person=newcomer, unit=world.school, role=Role.PRINCIPAL, valid_from=date(2026, 11, 20))
    document, _profile = paper(row, "refusal")  # the day of the paper decides, not today
    assert document.signature is not None
    assert document.signature.name == "Phạm Thị Phó"


def test_a_stop_notice_when_the_applicant_withdrew(world: World, tmp_path: Path) -> None:
    row = accept(world)
    do(world, withdraw_request, row, "2026-11-09 15:00", who="clerk", note="Người nộp không còn nhu cầu")
    assert ("stop", "", False) in kinds_of(row, date(2026, 11, 10))
    document, profile = paper(row, "stop")
    said = text_of(document)
    for words in ("Mẫu số 05", "15 giờ 00 phút, ngày 09/11/2026", "Người nộp không còn nhu cầu.", "Lê Văn Hiệu"):
        assert words in said, words
    assert len(pdf(document, profile, tmp_path / "05.pdf").pages) == 1


def test_the_apology_is_a_draft_from_the_day_before_and_final_after_the_extension(world: World, tmp_path: Path) -> None:
    row = accept(world)
    assert [kind for kind, *_rest in kinds_of(row, date(2026, 11, 9))] == ["receipt", "control"]
    assert ("apology", "extension", True) in kinds_of(row, date(2026, 11, 10))
    typed = Letter("Cần tìm trong sổ lưu trữ", date(2026, 11, 16), "Phạm Thị Phó")
    draft, profile = paper(row, "apology", on=date(2026, 11, 10), letter=typed)
    said = text_of(draft)
    assert draft.watermark == "DỰ THẢO"
    assert "Cần tìm trong sổ lưu trữ." in said
    assert "thứ Hai, ngày 16/11/2026" in said
    assert not draft.signers, "nobody signs a draft"
    assert "HIỆU TRƯỞNG" not in said
    do(world, extend_request, row, "2026-11-10 16:00", note="Tìm sổ gốc năm 1998", working_days=2)
    final, profile = paper(row, "apology", on=date(2026, 11, 12))
    said = text_of(final)
    assert final.watermark == ""
    assert final.signers
    for words in (
        "Mẫu số 04",
        "VĂN BẢN XIN LỖI VÀ ĐỀ NGHỊ\nGIA HẠN THỜI GIAN GIẢI QUYẾT",
        "Tìm sổ gốc năm 1998.",
        "thứ Tư, ngày 11/11/2026",
        "thứ Sáu, ngày 13/11/2026",
        "Hẹn thứ Sáu 13/11/2026: 5 ngày làm việc",
        "Lê Văn Hiệu",
    ):
        assert words in said, words
    assert len(pdf(final, profile, tmp_path / "04.pdf").pages) == 1


def test_after_the_promise_the_letter_names_a_day_and_the_event_keeps_it(
    world: World, as_user: Callable[[str], Client], tmp_path: Path
) -> None:
    row = accept(world)
    late = date(2026, 11, 12)
    assert ("apology", "overdue", True) in kinds_of(row, late)
    draft, _profile = paper(row, "apology", on=late, letter=Letter("Mất điện", date(2026, 11, 17), ""))
    said = text_of(draft)
    assert draft.watermark
    assert "không gia hạn được nữa" in said
    assert "thứ Ba, ngày 17/11/2026" in said
    do(world, apologise, row, "2026-11-12 09:00", cause="Mất điện", expected=date(2026, 11, 17), reason_code="su-co")
    with opened(system(late, "test")):
        event = RequestEvent.objects.filter(request=row).last()
        row.refresh_from_db()
    assert event is not None
    assert (event.verb, event.actor_label) == ("procedures.request.apologise", "Lê Văn Hiệu")
    assert (event.note, event.expected_on) == ("Mất điện", date(2026, 11, 17))
    assert (row.due_on, event.due_after) == (date(2026, 11, 11), date(2026, 11, 11))
    final, profile = paper(row, "apology", on=late)
    assert final.watermark == ""
    assert "thứ Ba, ngày 17/11/2026" in text_of(final)
    assert len(pdf(final, profile, tmp_path / "04.pdf").pages) == 1
    with time_machine.travel(moment("2026-11-12 10:00"), tick=False):
        for page in (
            Client().get(f"/ho-so/{row.public_token}"),
            as_user("clerk").get(reverse("procedures.request.read", args=[row.pk])),
        ):
            assert "dự kiến có kết quả thứ Ba 17/11/2026" in page.content.decode()
    # A day that was named and has passed as well asks for another letter.
    assert ("apology", "overdue", True) in kinds_of(row, date(2026, 11, 18))


def test_the_days_of_older_apologies_are_read_out_of_their_notes(world: World) -> None:
    row = accept(world)
    do(world, apologise, row, "2026-11-12 09:00", cause="Mất điện", expected=date(2026, 11, 17))
    moved = import_module("procedures.migrations.0022_read_days_out_of_apologies")
    with opened(system(date(2026, 11, 12), "test")):
        events = RequestEvent.objects.filter(request=row, verb="procedures.request.apologise")
        moved.backwards(apps, None)
        assert [(event.note, event.expected_on) for event in events.all()] == [
            ("Mất điện\nDự kiến có kết quả: 17/11/2026", None)
        ]
        moved.forwards(apps, None)
        assert [(event.note, event.expected_on) for event in events.all()] == [("Mất điện", date(2026, 11, 17))]


@pytest.mark.parametrize(
    ("at", "who", "more", "code"),
    [
        ("2026-11-11 09:00", "principal", {}, "extend-instead"),
        ("2026-11-12 09:00", "principal", {"cause": "  "}, "note-missing"),
        ("2026-11-12 09:00", "principal", {"expected": None}, "expected-missing"),
        ("2026-11-12 09:00", "principal", {"expected": date(2026, 11, 11)}, "expected-wrong"),
        ("2026-11-12 09:00", "principal", {"expected": date(2026, 11, 15)}, "expected-wrong"),  # a Sunday
        ("2026-11-12 09:00", "principal", {"expected": date(2039, 11, 14)}, "calendar-gap"),
        ("2026-11-12 09:00", "deputy", {"seen_version": 7}, "request-changed"),
    ],
)
def test_an_apology_that_cannot_be_signed_says_why(
    world: World, at: str, who: str, more: dict[str, Any], code: str
) -> None:
    row = accept(world)
    given = {"cause": "Mất điện", "expected": date(2026, 11, 17), **more}
    with pytest.raises(Refusal) as caught:
        do(world, apologise, row, at, who=who, **given)
    assert caught.value.code == code


def test_only_leaders_of_the_school_sign_an_apology(world: World) -> None:
    row = accept(world)
    with pytest.raises(Forbidden):
        do(world, apologise, row, "2026-11-12 09:00", who="clerk", cause="Mất điện", expected=date(2026, 11, 17))
    with pytest.raises(OutOfScope):
        do(world, apologise, row, "2026-11-12 09:00", who="sister_principal", cause="x", expected=date(2026, 11, 17))
    with pytest.raises(Refusal) as caught:
        do(world, apologise, row, "2026-11-12 09:00", who="deputy", cause="Mất điện", expected=date(2026, 11, 17))
    assert caught.value.code == "not-delegated"
    let_the_deputy_sign(world)
    do(world, apologise, row, "2026-11-12 09:00", who="deputy", cause="Mất điện", expected=date(2026, 11, 17))
    with pytest.raises(Stale):
        do(world, apologise, row, "2026-11-12 09:01", cause="Lần hai", expected=date(2026, 11, 17), seen_version=1)


def test_the_control_slip_follows_the_file_from_hand_to_hand(world: World, tmp_path: Path) -> None:
    row = accept(world)
    do(world, solve_request, row, "2026-11-10 15:00", note="Số 12")
    do(world, return_request, row, "2026-11-12 08:00", who="clerk")
    document, profile = paper(row, "control")
    assert "Mẫu số 06" in text_of(document)
    (table,) = [block for block in document.blocks if isinstance(block, tree.Table)]
    assert [line[1:4] for line in table.rows] == [
        ("Tiếp nhận hồ sơ", "Người nộp", "Đỗ Thị Văn Thư"),
        ("Có kết quả", "Đỗ Thị Văn Thư", "Lê Văn Hiệu"),
        ("Trả kết quả", "Đỗ Thị Văn Thư", "Người nộp"),
    ]
    assert [line[5] for line in table.rows] == ["", "Trước hạn", ""]
    assert len(pdf(document, profile, tmp_path / "06.pdf").pages) == 1


def test_a_hand_over_that_was_written_down_stands_on_the_control_slip(world: World) -> None:
    row = accept(world)
    giver, taker = world.users["clerk"].person, world.users["principal"].person
    with opened(system(FRIDAY_DAY, "test")):
        HandOver.objects.create(
            unit=world.school,
            request=row,
            at=moment("2026-11-09 08:00"),
            purpose="decision",
            giver=giver,
            giver_label=giver.full_name,
            taker=taker,
            taker_label=taker.full_name,
            note="Kèm sổ gốc",
            due_on=row.due_on,
        )
    do(world, solve_request, row, "2026-11-10 15:00", note="Số 12")
    (table,) = [block for block in paper(row, "control")[0].blocks if isinstance(block, tree.Table)]
    assert [(line[1], line[2], line[3], line[5]) for line in table.rows] == [
        ("Tiếp nhận hồ sơ", "Người nộp", "Đỗ Thị Văn Thư", ""),
        ("Trình ký", "Đỗ Thị Văn Thư", "Lê Văn Hiệu", "Trong hạn"),
        ("Có kết quả", "", "Lê Văn Hiệu", "Trước hạn"),
    ]


def old_request(world: World) -> Request:
    scope = system(FRIDAY.date(), "test")
    at = moment("2024-03-06 09:00")
    with opened(scope):
        return accept_request(
            actor=scope,
            unit_id=world.school.pk,
            application=replace(APPLICATION, received_at=at),
            at=at,
            backdated=True,
        )


def test_the_day_of_the_event_chooses_the_set_of_forms(world: World) -> None:
    row = old_request(world)
    with opened(system(FRIDAY.date(), "test")):
        refuse_request(
            actor=system(date(2024, 3, 7), "Lê Văn Hiệu"),
            request_id=row.pk,
            at=moment("2024-03-07 09:00"),
            note="Lý do",
        )
    said = text_of(paper(row, "receipt")[0])
    assert "Thông tư số 01/2018/TT-VPCP" in said
    assert "Mẫu số 05" in text_of(paper(row, "control")[0])  # 06 in the set of today
    assert "03/2025" not in text_of(paper(row, "refusal")[0])
    new = accept(world)
    assert "Mẫu số 06" in text_of(paper(new, "control")[0])
    numbers = {(form.kind, form.number) for form in PaperForm.objects.valid_on(date(2024, 3, 6))}
    assert ("book", "06") in numbers
    assert "stop" not in {kind for kind, _number in numbers}


def test_the_set_of_2018_has_no_stop_notice(world: World) -> None:
    row = old_request(world)
    scope = system(date(2024, 3, 7), "Lê Văn Hiệu")
    with opened(scope):
        withdraw_request(actor=scope, request_id=row.pk, at=moment("2024-03-07 09:00"), note="Đổi ý")
    assert [kind for kind, *_rest in kinds_of(row, date(2024, 3, 8))] == ["receipt", "control"]


def test_the_book_has_a_line_for_each_request_of_the_period(world: World, tmp_path: Path) -> None:
    first = accept(world)
    accept(world, moment("2026-11-09 09:00"), pupil_name=LONG_NAME, applicant_name=LONG_NAME)
    accept(world, moment("2026-12-01 09:00"))
    do(world, extend_request, first, "2026-11-10 16:00", note="Tìm sổ", working_days=2)
    do(world, solve_request, first, "2026-11-16 15:00", note="Số 12")
    scope = world.scope("clerk")
    with opened(scope):
        document, profile = book_of(scope, world.school.pk, Period(date(2026, 11, 1), date(2026, 12, 1)))
    (table,) = [block for block in document.blocks if isinstance(block, tree.Table)]
    assert table.rows[0][1] == first.code
    assert len(table.rows) == 2
    assert table.rows[0][-1] == "Quá hạn. Gia hạn từ 11/11/2026"
    assert "Mẫu số 07" in text_of(document)
    assert "0912345678" not in text_of(document)
    assert document.paper is tree.PaperSize.A4_LANDSCAPE
    assert len(pdf(document, profile, tmp_path / "07.pdf").pages) == 1


@pytest.mark.parametrize("code", ["RUT-HOC-BA", "CHUYEN-DEN", "BAN-SAO"])
def test_the_page_of_the_notice_board_says_all_that_must_be_published(world: World, code: str, tmp_path: Path) -> None:
    version = version_on(code, date(2026, 11, 22))
    document, profile = notice_of(world.school.pk, version, date(2026, 11, 22), BASE)
    said = text_of(document)
    for words in (
        version.procedure.name,
        version.eligible,
        "01 bản",
        version.output,
        version.basis,
        "Hiệu trưởng",
        "Không thu",
        "Cập nhật ngày 22/11/2026.",
        {
            "RUT-HOC-BA": "03 ngày làm việc",
            "CHUYEN-DEN": "trong tỉnh: 05 ngày làm việc; ngoài tỉnh: 08 ngày làm việc; xếp lớp",
            "BAN-SAO": "nhận sau 15 giờ thì trong ngày làm việc tiếp theo",
        }[code],
    ):
        assert words in said, words
    assert len(pdf(document, profile, tmp_path / "notice.pdf").pages) == 1


def test_every_paper_is_accessible_and_its_own_letters_suffice(world: World, tmp_path: Path) -> None:
    row = accept(world, pupil_name=LONG_NAME)
    do(world, pause_request, row, "2026-11-06 15:00", who="clerk", note="Bản sao căn cước")
    do(world, resume_request, row, "2026-11-09 09:00", who="clerk")
    do(world, extend_request, row, "2026-11-11 09:00", note="Tìm sổ", working_days=2)
    do(world, refuse_request, row, "2026-11-12 09:00", note="Không có trong sổ gốc")
    for kind, part, _draft in kinds_of(row, date(2026, 11, 12)):
        path = tmp_path / f"{kind}{part}.pdf"
        write_pdf(*paper(row, kind, part=part), path)
        found = pdfua.validate(str(path)).findings
        assert not [finding for finding in found if finding.severity >= pdfua.Severity.ERROR], kind


# Pages ----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def today() -> Any:
    with time_machine.travel(moment("2026-11-10 09:00"), tick=False):
        yield


@pytest.mark.usefixtures("today")
def test_the_page_of_a_request_opens_each_paper_and_the_pages_keep_the_csp(
    world: World, as_user: Callable[[str], Client]
) -> None:
    row = accept(world)
    client = as_user("clerk")
    page = client.get(reverse("procedures.request.read", args=[row.pk])).content.decode()
    assert "Giấy tờ in" in page
    address = reverse("procedures.paper.print", args=[row.pk, "receipt"])
    assert f"{address}?auto=1" in page
    assert reverse("procedures.paper.apology", args=[row.pk]) in page  # a day before the promise
    answer = client.get(address)
    html = answer.content.decode()
    assert answer["Cache-Control"] == "private, no-store"
    assert row.code in html
    assert f"http://testserver/ho-so/{row.public_token}" not in html  # the address is in the picture only
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", html)
    assert html.count("js/print") == 1
    assert html.index('class="paper-bar"') < html.index('<main class="paper"')


@pytest.mark.usefixtures("today")
def test_the_public_address_of_the_installation_goes_before_that_of_the_browser(
    world: World, as_user: Callable[[str], Client], settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = accept(world)
    seen: list[str] = []

    def spy(case: Case, offer: Offer, base: str, letter: Letter) -> tuple[tree.Document, Profile]:
        seen.append(base)
        return document_of(case, offer, base, letter)

    monkeypatch.setattr("procedures.papers.views.document_of", spy)
    client, address = as_user("clerk"), reverse("procedures.paper.print", args=[row.pk, "receipt"])
    client.get(address)
    settings.PUBLIC_BASE_URL = BASE
    client.get(address)
    assert seen == ["http://testserver", BASE]


@pytest.mark.usefixtures("today")
@pytest.mark.parametrize(
    ("who", "kind", "status"),
    [
        ("clerk", "receipt", 200),
        ("school_auditor", "receipt", 200),
        ("officer", "receipt", 200),
        ("teacher", "receipt", 403),
        ("sister_principal", "receipt", 404),
        ("clerk", "refusal", 404),  # not refused
        ("clerk", "book", 404),
        ("clerk", "nothing", 404),
        ("clerk", "apology", 200),
        ("school_auditor", "apology", 403),  # a draft is for the school's leaders and its clerk
        ("officer", "apology", 403),
    ],
)
def test_who_reads_a_request_prints_its_papers_but_not_its_drafts(
    world: World, as_user: Callable[[str], Client], who: str, kind: str, status: int
) -> None:
    row = accept(world)
    assert as_user(who).get(reverse("procedures.paper.print", args=[row.pk, kind])).status_code == status


@pytest.mark.usefixtures("today")
def test_the_draft_is_typed_looked_at_and_signed_on_one_page(world: World, as_user: Callable[[str], Client]) -> None:
    row = accept(world, moment("2026-11-03 09:00"))  # promised for the 6th
    client = as_user("principal")
    page = reverse("procedures.paper.apology", args=[row.pk])
    shown = client.get(page, {"reason": "su-co"}).content.decode()
    assert 'value="su-co" selected' in shown
    assert "csrfmiddlewaretoken" in shown
    typed = {"reason": "su-co", "note": "Lũ lớn", "day": "2026-11-16", "signer": "Lê Văn Hiệu", "part": "overdue"}
    draft = client.post(reverse("procedures.paper.print", args=[row.pk, "apology"]), typed).content.decode()
    assert "Sự cố kỹ thuật, thiên tai. Lũ lớn." in draft
    assert "DỰ THẢO" in draft
    sign = reverse("procedures.request.apologise", args=[row.pk])
    refused = client.post(sign, {**typed, "day": "2026-11-15", "lock_version": "1"})
    assert refused.status_code == 422
    assert "ngày làm việc" in refused.content.decode()
    assert "Lũ lớn" in refused.content.decode()
    signed = client.post(sign, {**typed, "lock_version": "1"}, follow=True)
    assert "Xin lỗi vì quá hạn, nêu ngày dự kiến" in signed.content.decode()
    again = client.post(sign, {**typed, "lock_version": "1"})
    assert again.status_code == 409
    final = client.get(reverse("procedures.paper.print", args=[row.pk, "apology"])).content.decode()
    assert "DỰ THẢO" not in final
    assert "16/11/2026" in final


@pytest.mark.usefixtures("today")
def test_the_pdf_for_the_archive_comes_from_a_job(world: World, as_user: Callable[[str], Client]) -> None:
    row = accept(world)
    client = as_user("clerk")
    assert client.get(reverse("procedures.paper.file", args=[row.pk, "receipt"])).status_code == 302  # none yet
    answer = client.post(reverse("procedures.paper.publish", args=[row.pk, "receipt"]))
    job = Job._base_manager.get()
    assert answer["Location"] == reverse("jobs.job.read", args=[job.pk])
    tasks.run_job(str(job.pk))
    job = Job._base_manager.get()
    assert job.error == ""
    file = RenderedFile._base_manager.get()
    assert file.name == f"Giay-tiep-nhan_{short_code(row.code)}.pdf"
    assert client.get(reverse("procedures.paper.file", args=[row.pk, "receipt"])).status_code == 200
    assert "PDF lúc" in client.get(reverse("procedures.request.read", args=[row.pk])).content.decode()
    assert (
        as_user("sister_principal").get(reverse("procedures.paper.file", args=[row.pk, "receipt"])).status_code == 404
    )


@pytest.mark.usefixtures("today")
def test_a_draft_that_became_final_is_not_rendered_as_a_draft(world: World, as_user: Callable[[str], Client]) -> None:
    row = accept(world)
    as_user("clerk").post(reverse("procedures.paper.publish", args=[row.pk, "apology"]), {"note": "Mưa lũ"})
    do(world, extend_request, row, "2026-11-10 09:00", note="Tìm sổ", working_days=2)
    job = Job._base_manager.get()
    tasks.run_job(str(job.pk))
    assert "bản chính thức" in Job._base_manager.get().error


@pytest.mark.usefixtures("today")
def test_the_book_and_the_notices_of_a_school(world: World, as_user: Callable[[str], Client]) -> None:
    row = accept(world)
    client = as_user("clerk")
    assert reverse("procedures.book") in client.get(reverse("procedures.request.list")).content.decode()
    page = client.get(reverse("procedures.book")).content.decode()
    assert "Rút học bạ" in page
    asked = {"unit": world.school.code, "from": "2026-11-01", "to": "2026-11-30"}
    assert row.code in client.get(reverse("procedures.book.print"), asked).content.decode()
    assert row.code not in client.get(reverse("procedures.book.print"), {**asked, "to": "2026-11-05"}).content.decode()
    notice = reverse("procedures.notice.print", args=["BAN-SAO"])
    assert "Cấp bản sao từ sổ gốc" in client.get(notice).content.decode()
    assert client.get(reverse("procedures.notice.print", args=["KHONG-CO"])).status_code == 404
    assert client.get(reverse("procedures.book.print"), {**asked, "unit": "THCS-Z"}).status_code == 404
    assert client.get(reverse("procedures.book"), {**asked, "to": "2026-10-01"}).status_code == 422
    for address, data in (
        (reverse("procedures.book.publish"), asked),
        (reverse("procedures.notice.publish", args=["BAN-SAO"]), {"unit": world.school.code}),
    ):
        client.post(address, data)
        job = Job._base_manager.exclude(state="done").get()
        tasks.run_job(str(job.pk))
        job.refresh_from_db()
        assert job.error == ""
        assert client.get(job.result["url"]).status_code == 200
    assert client.get(reverse("procedures.book.file"), asked).status_code == 200
    assert client.get(reverse("procedures.notice.file", args=["BAN-SAO"])).status_code == 200


@pytest.mark.usefixtures("today")
def test_pages_ask_the_database_as_often_for_thirty_requests_as_for_one(
    world: World, as_user: Callable[[str], Client]
) -> None:
    client = as_user("clerk")
    row = accept(world)
    book, paper_page = reverse("procedures.book.print"), reverse("procedures.paper.print", args=[row.pk, "receipt"])

    def queries(address: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    before = [queries(book), queries(paper_page)]
    for minute in range(29):
        accept(world, moment(f"2026-11-09 09:{minute:02d}"))
    assert [queries(book), queries(paper_page)] == before
    assert before[1] <= 30


def test_words_of_rules() -> None:
    assert term_words(3) == "03 ngày làm việc"
    assert term_words(0) == "trong ngày làm việc"
    assert [result_words(date(2026, 11, 11), date(2026, 11, day)) for day in (10, 11, 12)] == [
        "Trước hạn",
        "Đúng hạn",
        "Quá hạn",
    ]
    due, first, second = date(2026, 11, 11), date(2026, 11, 13), date(2026, 11, 17)
    assert day_expected([None, first, None, second], due, date(2026, 11, 17)) == second
    assert day_expected([first, None], due, date(2026, 11, 14)) is None, "that day has passed as well"
    assert day_expected([first], second, date(2026, 11, 12)) is None, "the promise was moved beyond it"
    assert day_expected([None], due, due) is None


def test_what_is_typed_by_hand_stays_text(world: World) -> None:
    row = accept(world, pupil_name="<b>Ánh</b> & con")
    html = render_html(*paper(row, "receipt"), for_print=False)
    assert "<b>" not in html
    assert unicodedata.is_normalized("NFC", html)


def test_the_forms_do_not_overlap() -> None:
    for kind in PaperKind:
        for day in (date(2024, 3, 6), date(2025, 9, 14), date(2025, 9, 15), date(2026, 11, 22)):
            assert PaperForm.objects.valid_on(day).filter(kind=kind).count() <= 1
    assert ProcedureVersion.objects.exists()
