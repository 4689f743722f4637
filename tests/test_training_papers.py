"""The papers of a class: who may have which, what each says, and that no certificate goes to who did not pass."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from schooladmin.core.errors import Refusal
from schooladmin.documents import tree
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs import tasks
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.units.actions import add_person, appoint
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership, UnitName
from schooladmin.units.scope import opened, system
from tests.factory import LONG_AGO, World, moment
from tests.test_training_classes import AFTER, make_class, person_of
from training import actions
from training.actions import AttendanceRow, EssayRow
from training.enums import AttendanceStatus, ClassState, EssayResult
from training.models import Attendance, ClassSchool, TrainingClass
from training.papers.rendering import Paper, sheets_of
from training.rules import is_certified

NOW = moment("2026-11-22 09:00")
TODAY = NOW.date()
PRESENT, PARTIAL, ABSENT = AttendanceStatus.PRESENT, AttendanceStatus.PARTIAL, AttendanceStatus.ABSENT


@pytest.fixture
def place(world: World) -> ClassSchool:
    """A class of the commune that ended: the teacher passed, the deputy failed, the clerk was not there."""
    row = make_class(world)
    scope = world.scope("officer")
    with opened(scope):
        actions.record_attendance(
            actor=scope,
            class_id=row.pk,
            school_id=world.school.pk,
            rows=[
                AttendanceRow(person_of(world, "teacher"), PRESENT),
                AttendanceRow(person_of(world, "deputy"), PRESENT),
                AttendanceRow(person_of(world, "clerk"), ABSENT),
            ],
            at=AFTER,
        )
        handed_in = date(2026, 9, 20)
        actions.record_essays(
            actor=scope,
            class_id=row.pk,
            school_id=world.school.pk,
            rows=[
                EssayRow(person_of(world, "teacher"), handed_in, Decimal("8.5")),
                EssayRow(person_of(world, "deputy"), handed_in, Decimal(4)),
            ],
            at=moment("2026-10-01 08:00"),
        )
    TrainingClass.objects.filter(pk=row.pk).update(state=ClassState.CLOSED)
    return ClassSchool.objects.select_related("training_class", "school").get(
        training_class_id=row.pk, school=world.school
    )


def said(document: tree.Document) -> str:
    return "\n".join(document.texts())


def documents(paper: Paper, place: ClassSchool, day: date = TODAY) -> list[tree.Document]:
    with opened(system(day, "test")) as scope:
        return [sheet.document for sheet in sheets_of(scope, paper, place)]


def address(name: str, place: ClassSchool, *more: str | int) -> str:
    return reverse(f"training.{name}", args=[place.training_class_id, place.school_id, *more])


@given(
    closed=st.booleans(),
    essay=st.booleans(),
    status=st.sampled_from(AttendanceStatus.values),
    result=st.sampled_from(EssayResult.values),
)
def test_nobody_who_did_not_pass_is_certified(closed: bool, essay: bool, status: str, result: str) -> None:
    if is_certified(is_closed=closed, has_essay=essay, status=status, result=result):
        assert closed
        assert status in (PRESENT, PARTIAL)
        assert result == EssayResult.PASSED if essay else status == PRESENT


def test_the_sheet_to_sign_names_everybody_before_the_class(world: World) -> None:
    row = make_class(world)
    place = ClassSchool.objects.select_related("training_class", "school").get(training_class=row, school=world.school)
    (sheet,) = documents(Paper.SIGN_IN, place)
    words = said(sheet)
    for name in ("Vũ Thị Giáo", "Phạm Thị Phó", "DANH SÁCH ĐIỂM DANH", row.title, "Trường THCS Bình An"):
        assert name in words
    assert sheet.head.day == date(2026, 9, 12)


def test_the_list_of_results_tells_each_and_the_sum(place: ClassSchool) -> None:
    (sheet,) = documents(Paper.RESULTS, place)
    words = said(sheet)
    for text in (
        "UBND xã Sơn Lam",
        "Đạt (8,5 điểm)",
        "Chưa đạt",
        "Vắng không phép",
        "Danh sách có 3 người; dự lớp: 2 người",
    ):
        assert text in words
    assert "bài thu hoạch đạt: 1 người./." in words


def test_a_certificate_is_for_the_one_who_passed(world: World, place: ClassSchool) -> None:
    (sheet,) = documents(Paper.CERTIFICATES, place)
    words = said(sheet)
    for text in (
        "GIẤY CHỨNG NHẬN",
        "Ông/Bà: Vũ Thị Giáo",
        "Trường THCS Bình An",
        "Kết quả: Đạt (8,5 điểm)",
        "/GCN-UBND",
        "-001",
    ):
        assert text in words
    assert sheet.paper is tree.PaperSize.A4_LANDSCAPE
    TrainingClass.objects.filter(pk=place.training_class_id).update(state=ClassState.OPEN)
    place.training_class.refresh_from_db()
    with pytest.raises(Refusal) as refusal:
        documents(Paper.CERTIFICATES, place)
    assert refusal.value.code == "nobody-passed"


def test_papers_name_the_organs_of_their_day(world: World, place: ClassSchool) -> None:
    """The school is renamed after the class: its sheet keeps the old name, what is written later has the new one."""
    day = date(2026, 10, 1)
    old = UnitName.objects.get(unit=world.school)
    UnitName.objects.filter(pk=old.pk).update(valid_to=day)
    UnitName.objects.create(
        unit=world.school, name="Trường THCS Bình Minh", short_name="Bình Minh", place="Sơn Lam", valid_from=day
    )
    organ = UnitName.objects.get(unit=world.commune)
    UnitName.objects.filter(pk=organ.pk).update(valid_to=day)
    UnitName.objects.create(
        unit=world.commune, name="UBND phường Sơn Lam", short_name="Sơn Lam", place="Sơn Lam", valid_from=day
    )
    (sheet,) = documents(Paper.SIGN_IN, place)
    assert (sheet.head.issuer, sheet.head.upper) == ("Trường THCS Bình An", "UBND xã Sơn Lam")
    assert documents(Paper.RESULTS, place)[0].head.issuer == "UBND phường Sơn Lam"
    assert documents(Paper.RESULTS, place, date(2026, 9, 30))[0].head.issuer == "UBND xã Sơn Lam"
    assert "Trường THCS Bình An" in said(documents(Paper.CERTIFICATES, place)[0]), "their school on the day of class"


@pytest.mark.parametrize(
    ("who", "lists", "certificates"),
    [
        ("officer", 200, 200),
        ("clerk", 200, 403),
        ("principal", 200, 403),
        ("auditor", 200, 403),
        ("teacher", 403, 403),
        ("sister_principal", 404, 404),
        ("other_officer", 404, 404),
    ],
)
def test_who_may_have_which(
    who: str, lists: int, certificates: int, place: ClassSchool, as_user: Callable[[str], Client]
) -> None:
    with time_machine.travel(NOW, tick=False):
        client = as_user(who)
        assert client.get(address("paper.print", place, "sign-in")).status_code == lists
        assert client.get(address("paper.print", place, "results")).status_code == lists
        assert client.get(address("certificate.print", place)).status_code == certificates
        assert client.get(address("paper.print", place, "certificates")).status_code == 404


def test_the_pdfs_are_made_by_a_job_and_downloaded(place: ClassSchool, as_user: Callable[[str], Client]) -> None:
    with time_machine.travel(NOW, tick=False):
        client = as_user("officer")
        page = address("attendance.read", place)
        for ask, file in (
            (address("paper.publish", place, "results"), address("paper.file", place, "results")),
            (address("certificate.publish", place), address("certificate.file", place)),
        ):
            assert client.get(file)["Location"] == page  # nothing was made yet
            client.post(ask)
            job = Job._base_manager.exclude(state=JobState.DONE).get()
            tasks.run_job(str(job.pk))
            job.refresh_from_db()
            assert job.error == ""
            body = b"".join(client.get(file).streaming_content)  # type: ignore[attr-defined]
            assert body.startswith(b"%PDF") or zipfile.ZipFile(io.BytesIO(body)).namelist()
        assert RenderedFile._base_manager.filter(is_current=True).count() == 2
        shown = client.get(page).content.decode()
        assert "1 người được cấp" in shown
        assert shown.count("PDF lúc 22/11/2026 09:00") == 2


def test_one_certificate_is_downloaded_beside_its_holder(place: ClassSchool, as_user: Callable[[str], Client]) -> None:
    passed, failed = (
        Attendance._base_manager.get(training_class=place.training_class_id, essay_result=result).pk
        for result in (EssayResult.PASSED, EssayResult.FAILED)
    )
    with time_machine.travel(NOW, tick=False):
        client, page = as_user("officer"), address("attendance.read", place)
        one = address("certificate.one", place, passed)
        assert one not in client.get(page).content.decode()
        assert client.get(one)["Location"] == page
        assert "Chưa có tệp PDF" in client.get(page).content.decode()
        client.post(address("certificate.publish", place))
        tasks.run_job(str(Job._base_manager.get().pk))
        shown = client.get(page).content.decode()
        assert shown.count(one) == 1
        assert b"".join(client.get(one).streaming_content).startswith(b"%PDF")  # type: ignore[attr-defined]
        assert client.get(address("certificate.one", place, failed))["Location"] == page
        assert client.get(address("certificate.one", place, 999_999)).status_code == 404
        assert as_user("principal").get(one).status_code == 403
        assert as_user("sister_principal").get(one).status_code == 404


def test_whoever_lost_the_right_meanwhile_gets_no_file(place: ClassSchool, as_user: Callable[[str], Client]) -> None:
    with time_machine.travel(NOW, tick=False):
        client = as_user("officer")
        client.post(address("certificate.publish", place))
        job = Job._base_manager.latest("created_at", "pk")
        Membership.objects.filter(person__user__username="officer").update(valid_to=TODAY)
        tasks.run_job(str(job.pk))
    job.refresh_from_db()
    assert "không còn quyền" in job.error
    assert not RenderedFile._base_manager.exists()


def test_nothing_to_print_is_said_in_words(world: World, as_user: Callable[[str], Client]) -> None:
    row = make_class(world)
    place = ClassSchool.objects.get(training_class=row, school=world.school)
    with time_machine.travel(NOW, tick=False):
        client = as_user("officer")
        for name in ("certificate.print", "certificate.publish"):
            answer: Any = client.get if name.endswith("print") else client.post
            assert answer(address(name, place))["Location"] == address("attendance.read", place)
        assert "Chưa có ai được cấp giấy chứng nhận" in client.get(address("attendance.read", place)).content.decode()
        assert not Job._base_manager.exists()


def test_all_certificates_print_at_once_in_a_constant_number_of_queries(
    world: World, place: ClassSchool, as_user: Callable[[str], Client]
) -> None:
    def counted() -> tuple[int, str]:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            html = client.get(address("certificate.print", place)).content.decode()
        return len(queries), html

    with time_machine.travel(NOW, tick=False):
        client = as_user("officer")
        client.get(address("certificate.print", place))
        few, one = counted()
        assert one.count('<section class="paper">') == 1
        for number in range(20):
            person = add_person(full_name=f"Nguyễn Thị Thứ {number}")
            appoint(person=person, unit=world.school, role=Role.TEACHER, valid_from=LONG_AGO)
            Attendance._base_manager.create(
                unit=world.school,
                training_class_id=place.training_class_id,
                person=person,
                status=PRESENT,
                essay_state="submitted",
                essay_submitted_on=date(2026, 9, 20),
                essay_result=EssayResult.PASSED,
            )
        many, all_of_them = counted()
        assert all_of_them.count('<section class="paper">') == 21
        assert many == few
