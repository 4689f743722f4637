"""Letters of the counter, the letter of transfer, minutes and certificates as issued versions."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from procedures.actions.work import refuse_request, withdraw_request
from procedures.models import Request
from schooladmin.documents.issuing.actions import withdraw_issue
from schooladmin.documents.issuing.sums import sum_of
from schooladmin.documents.issuing.verifying import verify
from schooladmin.documents.models import Issue, RenderedFile
from schooladmin.documents.tree import Kind
from schooladmin.jobs import tasks
from schooladmin.jobs.models import Job
from schooladmin.units.models import Person
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from tests.papers import paper
from tests.stage import NOW as MEETING_NOW
from tests.stage import set_stage
from tests.test_procedures_papers import accept, do
from tests.test_reports_meeting import held
from tests.test_training_papers import NOW as CLASS_NOW
from tests.test_training_papers import address, place  # noqa: F401 - a fixture
from tests.test_transfers_letters import leaving  # noqa: F401 - a fixture
from training.models import ClassSchool
from training.papers.rendering import Paper, sheets_of

TODAY = moment("2026-11-12 09:00")


def run_all() -> None:
    """Every job that waits is done, and without an error."""
    for job in Job._base_manager.filter(state="queued"):
        tasks.run_job(str(job.pk))
        job.refresh_from_db()
        assert job.error == ""


def test_the_sum_is_over_the_words_and_the_day_of_a_paper() -> None:
    first = paper()
    assert sum_of(first) == sum_of(replace(first, keywords=("tra cứu",), author="Khác"))
    assert sum_of(first) != sum_of(replace(first, head=replace(first.head, day=date(2020, 1, 1))))
    assert sum_of(first) != sum_of(replace(first, theme="Khác"))


# The counter ---------------------------------------------------------------------------------------------------------


def closed(world: World, how: str) -> Request:
    row = accept(world)
    if how == "refusal":
        do(world, refuse_request, row, "2026-11-09 15:00", note="Sổ gốc của trường không có thông tin")
    else:
        do(world, withdraw_request, row, "2026-11-09 15:00", who="clerk", note="Không còn nhu cầu")
    return row


@pytest.mark.usefixtures("calendar")
@pytest.mark.parametrize("kind", ["refusal", "stop"])
@time_machine.travel(TODAY, tick=False)
def test_a_letter_that_is_archived_has_its_code_on_every_copy(
    world: World, as_user: Callable[[str], Client], kind: str
) -> None:
    row = closed(world, kind)
    clerk, make = as_user("clerk"), reverse("procedures.paper.publish", args=[row.pk, kind])
    printed = reverse("procedures.paper.print", args=[row.pk, kind])
    assert "page-mark" not in clerk.get(printed).content.decode()
    as_user("officer").post(make)  # whoever reads from above archives nothing in the school's name
    assert not Issue._base_manager.exists()
    run_all()
    clerk.post(make)
    run_all()
    issue = Issue._base_manager.get()
    assert (issue.kind.code, issue.day, issue.version) == (kind, date(2026, 11, 9), 1)
    file = RenderedFile._base_manager.get(is_current=True)
    assert file.issue_id == issue.pk
    assert issue.file_sha256 == file.sha256
    assert str(issue) in clerk.get(printed).content.decode()
    assert str(issue) in clerk.get(reverse("procedures.request.read", args=[row.pk])).content.decode()
    clerk.post(make)  # the same words: the same version
    assert Issue._base_manager.count() == 1
    told = verify(issue.public_code, TODAY)
    assert told is not None
    assert (told.number, told.is_withdrawn) == ("", False)


@pytest.mark.usefixtures("calendar")
@time_machine.travel(TODAY, tick=False)
def test_a_receipt_is_no_letter(world: World, as_user: Callable[[str], Client]) -> None:
    row = accept(world)
    as_user("clerk").post(reverse("procedures.paper.publish", args=[row.pk, "receipt"]))
    run_all()
    assert not Issue._base_manager.exists()
    assert RenderedFile._base_manager.get().issue_id is None


# The meeting ---------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("calendar")
@time_machine.travel(MEETING_NOW, tick=False)
def test_minutes_are_issued_when_they_are_closed_and_say_nothing_in_public(
    world: World, as_user: Callable[[str], Client]
) -> None:
    stage = set_stage(world)
    held(stage)
    secretary = as_user("party_secretary")
    page = reverse("reports.meeting.read", args=[stage.report.pk])
    said = {"ends_at": "15:30", "decision": "Chi bộ giao cô Phó phụ trách."}
    answer = secretary.post(reverse("reports.meeting.close", args=[stage.report.pk]), said)
    assert answer.status_code == 302, answer.content.decode()
    issue = Issue._base_manager.get(kind__code=Kind.MINUTES)
    assert (issue.version, issue.signer_name, issue.period) == (1, "Ngô Văn Bí", "Quý III/2026")
    job = Job._base_manager.get(kind="reports.meeting_pdf")
    tasks.run_job(str(job.pk))
    job.refresh_from_db()
    assert job.error == ""
    file = RenderedFile._base_manager.get(source_key=issue.source_key)
    assert file.issue_id == issue.pk
    shown = secretary.get(page).content.decode()
    assert str(issue) in shown
    assert "Bản đã ký số" in shown
    preview = secretary.get(reverse("reports.meeting.preview", args=[stage.report.pk, "minutes"])).content.decode()
    assert str(issue) in preview
    told = verify(issue.public_code, MEETING_NOW)
    assert told is not None
    assert "Phó phụ trách" not in repr(told)


# The letter of transfer ----------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("calendar")
def test_a_letter_of_transfer_to_another_school_is_the_next_version(
    leaving: Request,  # noqa: F811
    as_user: Callable[[str], Client],
) -> None:
    form = reverse("procedures.transfer.letter", args=[leaving.pk])
    with time_machine.travel(moment("2026-11-20 10:00"), tick=False):
        as_user("clerk").post(form, {"school_name": "Trường THCS Nơi Khác"})
        run_all()
        first = Issue._base_manager.get()
        assert RenderedFile._base_manager.get().issue_id == first.pk
    with time_machine.travel(moment("2026-11-25 10:00"), tick=False):
        as_user("clerk").post(form, {"school_name": "Trường THCS Xa Hơn"})
        run_all()
    second = Issue._base_manager.get(is_current=True)
    assert (second.version, second.replaces_id, second.day) == (2, first.pk, date(2026, 11, 25))
    assert set(RenderedFile._base_manager.values_list("issue_id", flat=True)) == {first.pk, second.pk}


# Certificates --------------------------------------------------------------------------------------------------------


def certificates(place: ClassSchool, day: date) -> list[tuple[str, str]]:  # noqa: F811
    """Code and day of each certificate as it is printed on ``day``."""
    with opened(system(day, "test")) as scope:
        return [
            (str(sheet.issue or ""), f"{sheet.document.head.day:%d/%m}")
            for sheet in sheets_of(scope, Paper.CERTIFICATES, place)
        ]


def test_a_certificate_stays_as_it_was_issued_until_its_holder_is_renamed(
    world: World,
    place: ClassSchool,  # noqa: F811
    as_user: Callable[[str], Client],
) -> None:
    with time_machine.travel(CLASS_NOW, tick=False):
        client = as_user("officer")
        client.post(address("certificate.publish", place))
        run_all()
        first = Issue._base_manager.get()
        assert (first.kind.code, first.unit_id, first.version) == (Kind.CERTIFICATE, world.commune.pk, 1)
        assert RenderedFile._base_manager.get().issue_id == first.pk
    later = moment("2026-12-05 09:00")
    with time_machine.travel(later, tick=False):
        assert certificates(place, later.date()) == [(str(first), "22/11")]  # not the day of printing again
        client.post(address("certificate.publish", place))
        assert Issue._base_manager.count() == 1
        run_all()
        Person.objects.filter(pk=world.users["teacher"].person_id).update(full_name="Vũ Thị Giáo Viên")
        assert certificates(place, later.date()) == [("", "05/12")]  # says something that was not issued
        client.post(address("certificate.publish", place))
        run_all()
        second = Issue._base_manager.get(is_current=True)
        assert (second.version, second.replaces_id, second.day) == (2, first.pk, later.date())
        told = verify(first.public_code, later)
        assert told is not None
        assert told.is_replaced
        assert "Giáo" not in repr(told)  # the holder is nobody's business who has only the code


def test_a_withdrawn_certificate_is_handed_out_no_more(
    world: World,
    place: ClassSchool,  # noqa: F811
    as_user: Callable[[str], Client],
) -> None:
    with time_machine.travel(CLASS_NOW, tick=False):
        client = as_user("officer")
        client.post(address("certificate.publish", place))
        run_all()
        assert client.get(address("certificate.file", place)).status_code == 200
        with opened(world.scope("head")) as scope:
            withdraw_issue(actor=scope, issue_id=Issue.objects.get().pk, reason="Cấp nhầm người không dự", at=CLASS_NOW)
        for name in ("certificate.file", "certificate.print"):
            assert client.get(address(name, place)).status_code == 302
        holder = int(Issue._base_manager.get().source_key.rpartition(":")[2])
        assert client.get(address("certificate.one", place, holder)).status_code == 302
        assert "không phát tệp nữa" in client.get(address("attendance.read", place)).content.decode()
        client.post(address("certificate.publish", place))
        assert Issue._base_manager.count() == 1
        assert "đã thu hồi" in client.get(address("attendance.read", place)).content.decode()
