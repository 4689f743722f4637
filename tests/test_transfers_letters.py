"""The letter as it was handed out is kept: opened again it is the same file, whatever changed meanwhile."""

from collections.abc import Callable
from io import BytesIO
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from procedures.actions.intake import accept_request
from procedures.models import Request, TransferLetter
from procedures.transfers.enums import SideRole
from schooladmin.documents.models import RenderedFile
from schooladmin.jobs import tasks
from schooladmin.jobs.models import Job
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.transfers import NOW, application

pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def leaving(world: World) -> Request:
    scope = world.scope("clerk", NOW.date())
    with opened(scope):
        return accept_request(
            actor=scope, unit_id=world.school.pk, application=application(SideRole.SENDING, NOW), at=NOW
        )


def words_of(content: bytes) -> str:
    return " ".join(PdfReader(BytesIO(content)).pages[0].extract_text().split())


def body(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("inline")
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_each_issue_is_kept_and_opened_again_unchanged(
    world: World, leaving: Request, as_user: Callable[[str], Client]
) -> None:
    form, printed, file = (
        reverse(f"procedures.transfer.letter{name}", args=[leaving.pk]) for name in ("", ".print", ".file")
    )
    with time_machine.travel(moment("2026-11-20 10:00"), tick=False):
        clerk = as_user("clerk")
        assert clerk.get(file)["Location"] == form  # nothing was handed out yet
        for _twice in range(2):
            assert clerk.post(form, {"school_name": "Trường THCS Nơi Khác"})["Location"] == printed
        job = Job._base_manager.get()
        assert "THƯ XÁC NHẬN" in clerk.get(printed).content.decode()  # printed at once, the file comes in a moment
        tasks.run_job(str(job.pk))
        assert Job._base_manager.get().error == ""
        first = body(clerk, file)
        assert "Trường THCS Nơi Khác" in words_of(first)
        assert "ngày 20 tháng 11 năm 2026" in words_of(first)
        assert clerk.get(printed)["Location"] == file  # from now on every copy is this one
        assert clerk.post(form, {"school_name": "Trường THCS Nơi Khác"}).status_code == 302
        assert Job._base_manager.count() == 1

    Request._base_manager.filter(pk=leaving.pk).update(pupil_name="Tên Đã Sửa")
    with time_machine.travel(moment("2026-11-25 10:00"), tick=False):
        assert body(clerk, file) == first
        # To another school it is another letter of that day; the one handed out before can still be opened.
        clerk.post(form, {"school_name": "Trường THCS Xa Hơn"})
        tasks.run_job(str(Job._base_manager.latest("created_at").pk))
        second = body(clerk, file)
        assert "Trường THCS Xa Hơn" in words_of(second)
        assert "ngày 25 tháng 11 năm 2026" in words_of(second)
        oldest = RenderedFile._base_manager.earliest("pk")
        assert body(clerk, f"{file}?id={oldest.public_id}") == first
        page = clerk.get(form).content.decode()
        assert page.count("PDF lúc") == 2
        assert clerk.get(f"{file}?id={uuid4()}").status_code == 404
        assert clerk.get(f"{file}?id=khong-phai").status_code == 404
        assert as_user("sister_clerk").get(file).status_code == 404
        assert as_user("teacher").get(file).status_code == 403


def test_a_letter_that_was_written_again_is_not_kept_under_the_old_name(
    world: World, leaving: Request, as_user: Callable[[str], Client]
) -> None:
    form = reverse("procedures.transfer.letter", args=[leaving.pk])
    with time_machine.travel(moment("2026-11-20 10:00"), tick=False):
        as_user("clerk").post(form, {"school_name": "Trường THCS Nhầm"})
    with time_machine.travel(moment("2026-11-20 10:01"), tick=False):
        as_user("clerk").post(form, {"school_name": "Trường THCS Đúng"})
        for job in Job._base_manager.order_by("created_at"):
            tasks.run_job(str(job.pk))
    assert TransferLetter._base_manager.get().school_name == "Trường THCS Đúng"
    errors = list(Job._base_manager.order_by("created_at").values_list("error", flat=True))
    assert "Thư đã lập lại" in errors[0]
    assert errors[1] == ""
    assert RenderedFile._base_manager.count() == 1
