"""An import from the upload to the register, by way of its pages and jobs."""

import io
import os
import uuid
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from pupils.forms import school_year_on
from pupils.imports import actions, work
from pupils.imports.enums import ImportState
from pupils.imports.models import ColumnMapping, PupilImport
from pupils.models import Pupil
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, Refusal
from schooladmin.core.periods import local_date
from schooladmin.documents.storage import absolute
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.pupil_lists import PUPILS, sector_like, smas_like, vnedu_like

NOW = moment("2026-11-22 09:00")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _day(settings: Settings, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clerk(as_user: Callable[[str], Client]) -> Client:
    return as_user("clerk")


@pytest.fixture
def send(world: World, clerk: Client) -> Any:
    """Send a list by the page and let its job run; gives the import."""

    def sending(content: bytes, name: str = "ds.xlsx", mutation: uuid.UUID | None = None) -> PupilImport:
        data = {
            "mutation_id": mutation or uuid.uuid4(),
            "unit": world.school.pk,
            "upload": SimpleUploadedFile(name, content),
        }
        answer = clerk.post(reverse("pupils.import.run"), data)
        assert answer.status_code == 302, answer.context["form"].errors
        one = PupilImport._base_manager.latest("pk")
        run(one)
        return fresh(one)

    return sending


def fresh(one: PupilImport) -> PupilImport:
    return PupilImport._base_manager.select_related("job").get(pk=one.pk)


def run(one: PupilImport) -> Job:
    job = fresh(one).job
    assert job is not None
    with TestCase.captureOnCommitCallbacks(execute=True):
        execute(job.pk)
    return Job._base_manager.get(pk=job.pk)


def confirm(clerk: Client, one: PupilImport, **changes: Any) -> PupilImport:
    """Confirm the columns as they were guessed, with changes, and let the check run."""
    data: dict[str, Any] = {"revision": one.revision, "school_year": ""}
    if one.school_year:
        data["school_year"] = f"{one.school_year}-{one.school_year + 1}"
    data |= {f"c{column}": target for target, column in one.mapping.items()} | changes
    answer = clerk.post(reverse("pupils.import.columns", args=[one.pk]), data)
    assert answer.status_code == 302, answer.context["form"].errors
    run(one)
    return fresh(one)


def write(clerk: Client, one: PupilImport, **said: Any) -> PupilImport:
    answer = clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision, **said})
    assert answer.status_code == 302, answer.content.decode()
    run(one)
    return fresh(one)


def counts(one: PupilImport) -> tuple[int, ...]:
    return tuple(one.summary[name] for name in ("new", "changed", "unchanged", "wrong"))


def register(world: World) -> list[Pupil]:
    return list(Pupil._base_manager.filter(unit=world.school).order_by("code"))


def files(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("layout", [smas_like, vnedu_like, sector_like])
def test_a_list_becomes_the_register_and_again_changes_nothing(
    world: World, clerk: Client, send: Any, layout: Callable[[], bytes], tmp_path: Path
) -> None:
    one = confirm(clerk, send(layout()))
    assert one.state == ImportState.CHECKED
    assert counts(one) == (4, 0, 0, 0), one.errors
    assert not register(world)  # a dry run writes nothing
    one = write(clerk, one)
    assert one.state == ImportState.DONE
    pupils = register(world)
    assert [(p.code, p.full_name, p.birth_date, p.class_name) for p in pupils] == [
        (code, name, born, class_name) for code, _, name, born, class_name, _, _ in PUPILS
    ]
    assert [(p.guardian_name, p.guardian_phone) for p in pupils] == [(mother, phone) for *_, mother, phone in PUPILS]
    if layout is not vnedu_like:
        assert [p.identifier for p in pupils] == [identifier for _, identifier, *_ in PUPILS]
        assert {p.school_year for p in pupils} == {2026}
    written = [(p.sort_key, p.search_text, p.identifier_key) for p in pupils]
    for pupil in pupils:
        pupil.set_keys()  # what the model itself would have derived
    assert [(p.sort_key, p.search_text, p.identifier_key) for p in pupils] == written
    assert not files(tmp_path)  # the list is gone from the disk

    before = list(Pupil._base_manager.order_by("pk").values())
    again = confirm(clerk, send(layout()))
    assert again.summary["remembered"] is True
    assert counts(again) == (0, 0, 4, 0)
    answer = clerk.post(reverse("pupils.import.write", args=[again.pk]), {"revision": again.revision})
    assert answer.status_code == 422
    assert list(Pupil._base_manager.order_by("pk").values()) == before


def test_the_three_programs_know_the_same_pupils(world: World, clerk: Client, send: Any) -> None:
    write(clerk, confirm(clerk, send(vnedu_like())))
    one = confirm(clerk, send(sector_like()))
    assert counts(one) == (0, 4, 0, 0)
    assert one.summary["changed_fields"] == {"school_year": 4, "identifier": 4}
    write(clerk, one)
    assert [pupil.identifier for pupil in register(world)] == [pupil[1] for pupil in PUPILS]
    assert {pupil.lock_version for pupil in register(world)} == {2}
    assert counts(confirm(clerk, send(smas_like()))) == (0, 0, 4, 0)


WRONG_ROWS = [
    (1, "HS1", "001214000011", "Nguyễn Thị An", "05/03/2014", "Nữ", "6A1", "Trần Thị Mận", "0912345671", "Đang học"),
    (2, "HS2", "0012", "=cmd|' /C calc'!A0", "31/02/2014", "Nữ", "6A1", "", "12", "Đang học"),
    (3, "HS1", "001214000033", "Lê Văn Bê", "06/03/2014", "Nam", "6A1", "", "", "Đang học"),
    (4, "HS4", "", "Phạm Thị Dê", "07/03/2014", "Nữ", "6A1", "+84912345674", "", "Đang học"),
    (5, "HS5", "", "Hồ Văn Yên", "08/03/2014", "Nam", "6A1", "", "", "Đang học"),
]


def marked(clerk: Client, one: PupilImport) -> Any:
    answer = clerk.get(reverse("pupils.import.marked", args=[one.pk]))
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    return openpyxl.load_workbook(io.BytesIO(answer.getvalue()))


def test_every_problem_at_once_and_the_same_workbook_back(world: World, clerk: Client, send: Any) -> None:
    one = confirm(clerk, send(smas_like(WRONG_ROWS, formulas={"F9": '=HYPERLINK("http://example.org","x")'})))
    assert counts(one) == (1, 0, 0, 4)
    found = {(error["row"], error["letter"], error["code"]) for error in one.errors}
    assert found == {
        (7, "B", "twice-code"), (8, "C", "identifier-length"), (8, "D", "name-signs"), (8, "E", "date-none"),
        (8, "I", "phone-format"), (9, "B", "twice-code"), (10, "H", "name-signs"),
    }  # fmt: skip
    page = clerk.get(reverse("pupils.import.read", args=[one.pk])).content.decode()
    assert "Không có ngày 31/02/2014 trong lịch." in page
    assert "+84912345674" not in page

    sheet = marked(clerk, one).active
    assert sheet["A2"].value == "TRƯỜNG THCS BÌNH AN"
    assert sheet["A6"].font.bold  # the looks of the original are kept
    assert sheet["K6"].value == "Lỗi"
    assert sheet["C8"].fill.fgColor.rgb == sheet["E8"].fill.fgColor.rgb == "FFFFC7CE"
    assert sheet["C8"].comment.text.startswith("Số định danh cá nhân có 12 chữ số")
    assert "Ngày sinh: Không có ngày 31/02/2014 trong lịch." in sheet["K8"].value
    assert sheet["K11"].value is None
    assert sheet["C11"].fill.fgColor.rgb != "FFFFC7CE"
    assert (sheet["D8"].value, sheet["D8"].data_type) == ("=cmd|' /C calc'!A0", "s")
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_marked_workbook_is_mended_and_sent_again(clerk: Client, send: Any) -> None:
    one = confirm(clerk, send(smas_like(WRONG_ROWS)))
    book = marked(clerk, one)
    for place, value in (("C8", "001214000022"), ("D8", "Lý Thị Xê"), ("E8", "06/02/2014"), ("I8", "0912345672")):
        book.active[place].value = value
    book.active["B9"].value = "HS3"
    content = io.BytesIO()
    book.save(content)
    again = send(content.getvalue())
    assert again.header_signature == one.header_signature  # our own column is no column of theirs
    assert again.summary["remembered"] is True
    again = confirm(clerk, again)
    assert counts(again) == (4, 0, 0, 1)
    sheet = marked(clerk, again).active
    assert [cell.value for cell in sheet["K"][5:12]] == [
        "Lỗi", None, None, None, "Họ tên mẹ: Họ tên chỉ gồm chữ cái; hãy bỏ chữ số, dấu ngoặc và ký hiệu.", None, None,
    ]  # fmt: skip
    assert sheet["D8"].fill.fgColor.rgb != "FFFFC7CE"
    assert sheet["L6"].value is None


def test_right_rows_are_written_only_when_the_person_says_so(
    world: World, clerk: Client, send: Any, tmp_path: Path
) -> None:
    one = confirm(clerk, send(smas_like(WRONG_ROWS)))
    answer = clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision})
    assert answer.status_code == 422
    assert "Chỉ nhập các dòng đúng" in answer.content.decode()
    assert not register(world)
    one = write(clerk, one, only_valid="on")
    assert [pupil.code for pupil in register(world)] == ["HS5"]
    assert counts(one) == (1, 0, 0, 4)
    assert [path.suffix for path in files(tmp_path)] == [".xlsx"]  # the marked one, for the rows left out
    assert files(tmp_path)[0] == absolute(one.marked_path)
    assert clerk.get(reverse("pupils.import.marked", args=[one.pk])).status_code == 200
    clerk.post(reverse("pupils.import.drop", args=[one.pk]))
    assert fresh(one).state == ImportState.DONE
    assert not fresh(one).errors


def test_pressing_twice_and_running_twice_is_harmless(world: World, clerk: Client, send: Any) -> None:
    mutation = uuid.uuid4()
    one = send(smas_like(), mutation=mutation)
    assert send(smas_like(), mutation=mutation).pk == one.pk
    one = confirm(clerk, one)
    for _ in range(2):
        clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision})
    job = run(one)
    assert job.state == JobState.DONE
    assert execute(job.pk) == "not-claimed"
    # the same message once more, as if the first worker had been taken for dead after its last word
    Job._base_manager.filter(pk=job.pk).update(state=JobState.QUEUED)
    assert execute(job.pk) == JobState.FAILED  # its file is gone, and that is all
    assert len(register(world)) == 4
    assert AuditEntry._base_manager.filter(verb="pupils.import.run").count() == 1


def test_a_second_claim_while_the_first_publishes_writes_once(world: World, clerk: Client, send: Any) -> None:
    one = confirm(clerk, send(smas_like()))
    clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision})
    job = fresh(one).job
    assert job is not None
    scope = world.scope("clerk")
    with opened(scope):
        first, second = (work.prepare_rows(job, scope, lambda *_: None) for _ in range(2))
        work.publish_rows(job, scope, first)
        work.publish_rows(job, scope, second)
    assert len(register(world)) == 4


def test_a_worker_that_dies_while_writing_leaves_nothing(
    world: World, clerk: Client, send: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = confirm(clerk, send(smas_like()))
    clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision})

    def dies(*_: Any, **__: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(work, "record", dies)  # the last step of publishing
        assert run(one).state == JobState.QUEUED
    assert not register(world)
    assert fresh(one).state == ImportState.CHECKED
    assert run(one).state == JobState.DONE
    assert len(register(world)) == 4


def test_what_changed_since_the_check_is_not_written_blindly(world: World, clerk: Client, send: Any) -> None:
    one = confirm(clerk, send(smas_like()))
    with opened(world.scope("clerk")):
        for code in ("X1", "HS0001"):  # HS0001 is somebody else by now
            Pupil(
                unit=world.school,
                code=code,
                full_name="Hồ Thị Khác",
                birth_date=date(2013, 1, 1),
                created_at=NOW,
                updated_at=NOW,
            ).save()
    clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision})
    job = run(one)
    assert job.state == JobState.FAILED
    assert len(register(world)) == 2
    page = clerk.get(reverse("pupils.import.read", args=[one.pk])).content.decode()
    assert "đã thay đổi sau lần kiểm tra" in page
    one = confirm(clerk, fresh(one))
    assert counts(one) == (3, 0, 0, 1)
    assert one.errors[0]["code"] == "other-person-code"


def test_an_ambiguous_row_is_an_error_and_nobody_is_guessed(world: World, clerk: Client, send: Any) -> None:
    with opened(world.scope("clerk")):
        for _ in range(2):
            Pupil(
                unit=world.school, full_name="Lê Văn Đức", birth_date=date(2014, 11, 20), created_at=NOW, updated_at=NOW
            ).save()
    one = confirm(clerk, send(smas_like()))
    assert counts(one) == (3, 0, 0, 1)
    assert [(error["row"], error["code"]) for error in one.errors] == [(8, "ambiguous")]


def test_pupils_of_another_school_are_neither_seen_nor_touched(world: World, clerk: Client, send: Any) -> None:
    code, identifier, name, born, *_ = PUPILS[0]
    Pupil(
        unit=world.sister,
        code=code,
        full_name=name,
        birth_date=born,
        identifier=identifier,
        created_at=NOW,
        updated_at=NOW,
    ).save()
    before = Pupil._base_manager.filter(unit=world.sister).values().get()
    one = write(clerk, confirm(clerk, send(smas_like())))
    assert counts(one) == (4, 0, 0, 0)
    assert Pupil._base_manager.filter(unit=world.sister).values().get() == before


def test_who_may(world: World, send: Any, as_user: Callable[[str], Client]) -> None:
    one = send(smas_like())
    for who, status in (("sister_clerk", 404), ("teacher", 403), ("officer", 403), ("foreign_principal", 404)):
        client = as_user(who)
        for name in ("read", "progress", "columns", "marked"):
            assert client.get(reverse(f"pupils.import.{name}", args=[one.pk])).status_code == status, (who, name)
        for name in ("write", "drop"):
            assert client.post(reverse(f"pupils.import.{name}", args=[one.pk])).status_code == status, (who, name)
    sister = as_user("sister_clerk")
    data = {"mutation_id": uuid.uuid4(), "unit": world.school.pk, "upload": SimpleUploadedFile("a.xlsx", smas_like())}
    assert sister.post(reverse("pupils.import.run"), data).status_code == 422  # not a school to choose
    with opened(world.scope("sister_clerk")), pytest.raises(Forbidden):
        actions.drop_list(actor=world.scope("sister_clerk"), one=one, at=NOW)


def test_only_counts_reach_the_trail_and_the_ledger(clerk: Client, send: Any) -> None:
    one = write(clerk, confirm(clerk, send(smas_like())))
    entries = AuditEntry._base_manager.filter(verb__startswith="pupils.import").order_by("pk")
    assert [entry.verb for entry in entries] == ["pupils.import.upload", "pupils.import.run"]
    assert entries[1].changes["new"] == [None, 4]
    kept = "".join(
        str(row)
        for rows in (Job._base_manager.values(), entries.values(), PupilImport._base_manager.values())
        for row in rows
    )
    for code, identifier, name, _, _, mother, phone in PUPILS:
        for secret in (code, identifier, name, mother, phone):
            assert secret not in kept
    assert ColumnMapping._base_manager.get().signature == one.header_signature


def test_while_it_lasts_numbers_are_masked(clerk: Client, send: Any) -> None:
    one = send(smas_like())
    page = clerk.get(reverse("pupils.import.read", args=[one.pk])).content.decode()
    assert "Nguyễn Thị Ánh Đào" in page
    for _, identifier, *_, phone in PUPILS:
        assert identifier not in page
        assert phone not in page


def test_the_school_year_is_proposed_where_the_list_does_not_name_one(clerk: Client, send: Any) -> None:
    one = send(vnedu_like())
    assert one.school_year is None
    year = school_year_on(local_date(one.uploaded_at))
    assert f'value="{year}-{year + 1}"' in clerk.get(reverse("pupils.import.read", args=[one.pk])).content.decode()


def test_the_columns_are_the_persons_word(world: World, clerk: Client, send: Any) -> None:
    one = send(smas_like())
    address = reverse("pupils.import.columns", args=[one.pk])
    data: dict[str, Any] = {"revision": one.revision, "school_year": "2026-2028"}
    answer = clerk.post(address, data | {"c1": "code", "c2": "code"})
    assert answer.status_code == 422
    assert "đã được chọn cho cột B" in answer.content.decode()
    assert "2026-2028" in answer.content.decode()  # what was typed is kept
    data["school_year"] = "2025-2026"
    assert "Họ và tên" in clerk.post(address, data | {"c1": "code"}).content.decode()
    assert clerk.post(address, data | {"c3": "full_name"}).status_code == 422  # nothing to tell pupils by
    one = confirm(clerk, one, c7="father", c8="", school_year="2025-2026")
    one = write(clerk, one)
    pupil = register(world)[0]
    assert (pupil.guardian_name, pupil.guardian_phone, pupil.school_year) == ("Trần Thị Mận", "", 2025)
    assert ColumnMapping._base_manager.get().mapping["father"] == 7


def test_two_people_on_one_list(clerk: Client, send: Any) -> None:
    one = send(smas_like())
    stale = one.revision
    confirm(clerk, one)
    data: dict[str, Any] = {"revision": stale, "c3": "full_name", "c4": "birth_date"}
    answer = clerk.post(reverse("pupils.import.columns", args=[one.pk]), data)
    assert answer.status_code == 422
    assert "Có người vừa xác nhận" in answer.content.decode()
    answer = clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": stale})
    assert answer.status_code == 422


def test_a_check_of_earlier_columns_publishes_nothing(clerk: Client, send: Any, tmp_path: Path) -> None:
    one = send(smas_like(WRONG_ROWS))
    data: dict[str, Any] = {"revision": 0, "c3": "full_name", "c4": "birth_date"}
    clerk.post(reverse("pupils.import.columns", args=[one.pk]), data)
    old = fresh(one).job
    clerk.post(reverse("pupils.import.columns", args=[one.pk]), data | {"revision": 1, "c1": "code"})
    assert old is not None
    with TestCase.captureOnCommitCallbacks(execute=True):
        execute(old.pk)
    assert fresh(one).state == ImportState.CONFIRMED
    assert len(files(tmp_path)) == 1
    run(one)
    assert fresh(one).state == ImportState.CHECKED


def test_pages_show_the_way(clerk: Client, send: Any) -> None:
    assert "Chưa có lần nhập nào" in clerk.get(reverse("pupils.import.run")).content.decode()
    one = send(smas_like())
    clerk.post(reverse("pupils.import.columns", args=[one.pk]), {"revision": 0, "c3": "full_name", "c4": "birth_date"})
    page = clerk.get(reverse("pupils.import.read", args=[one.pk])).content.decode()
    assert 'http-equiv="refresh"' in page  # goes on without JavaScript
    progress = reverse("pupils.import.progress", args=[one.pk])
    assert clerk.get(progress).status_code == 302
    assert "Máy chủ đã nhận yêu cầu" in clerk.get(progress, HTTP_HX_REQUEST="true").content.decode()
    run(one)
    assert clerk.get(progress, HTTP_HX_REQUEST="true")["HX-Refresh"] == "true"
    assert one.name in clerk.get(reverse("pupils.import.run")).content.decode()
    clerk.post(reverse("pupils.import.drop", args=[one.pk]))
    assert "sổ học sinh không thay đổi" in clerk.get(reverse("pupils.import.read", args=[one.pk])).content.decode()


def test_lists_that_nobody_finished_are_forgotten(clerk: Client, send: Any, world: World, tmp_path: Path) -> None:
    one = confirm(clerk, send(smas_like(WRONG_ROWS)))
    stray = absolute(one.stored_path).with_name("stray.xlsx")
    stray.write_bytes(b"left by a killed worker")
    assert len(files(tmp_path)) == 3
    assert actions.forget_old(at=NOW + timedelta(days=6)) == {"imports": 0, "files": 0}
    long_ago = (NOW - timedelta(days=9)).timestamp()
    os.utime(stray, (long_ago, long_ago))
    with time_machine.travel(NOW + timedelta(days=8), tick=False):
        with TestCase.captureOnCommitCallbacks(execute=True):
            assert actions.forget_old(at=timezone.now())["imports"] == 1
        assert actions.forget_old(at=timezone.now())["imports"] == 0
    assert not files(tmp_path)
    one = fresh(one)
    assert (one.state, one.columns, one.errors, one.stored_path) == (ImportState.DROPPED, [], [], "")
    assert one.summary["wrong"] == 4


def many(number: int) -> bytes:
    rows = []
    for at in range(number):
        name = f"Nguyễn {('Văn', 'Thị', 'Hữu', 'Đức')[at % 4]} {('An', 'Bình', 'Cúc', 'Dũng', 'Hà')[at % 5]}"
        day = f"{at % 28 + 1:02d}/{at % 12 + 1:02d}/{2012 + at % 4}"
        rows.append(
            (at, f"M{at:05d}", f"0012{at:08d}", name, day, "Nữ", "6A1", "Trần Thị Mận", "0912345671", "Đang học")
        )
    return smas_like(rows)


@pytest.mark.parametrize("again", [False, True])
def test_the_number_of_queries_does_not_grow_with_the_rows(clerk: Client, send: Any, again: bool) -> None:
    numbers = []
    for size in (3, 300):
        one = confirm(clerk, send(many(size)))
        if again:
            write(clerk, one)
            with_year = confirm(clerk, send(many(size)), school_year="2027-2028")
            assert with_year.summary["changed"] == size
            one = with_year
        clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision})
        with CaptureQueriesContext(connection) as queries:
            assert run(one).state == JobState.DONE
        numbers.append(len(queries))
        Pupil._base_manager.all().delete()
    assert numbers[0] == numbers[1]


def test_pages_cost_the_same_for_one_and_for_thirty(clerk: Client, send: Any) -> None:
    send(smas_like())
    clerk.get(reverse("pupils.import.run"))
    with CaptureQueriesContext(connection) as few:
        clerk.get(reverse("pupils.import.run"))
    for _ in range(5):
        send(smas_like())
    with CaptureQueriesContext(connection) as more:
        clerk.get(reverse("pupils.import.run"))
    assert len(few) == len(more)


def test_a_person_who_lost_the_right_in_the_meantime_writes_nothing(world: World, clerk: Client, send: Any) -> None:
    one = confirm(clerk, send(smas_like()))
    clerk.post(reverse("pupils.import.write", args=[one.pk]), {"revision": one.revision})
    Membership.objects.filter(person=world.users["clerk"].person).delete()
    assert run(one).state == JobState.FAILED
    assert not register(world)


def test_an_action_without_the_right_is_refused(world: World, send: Any) -> None:
    one = send(smas_like())
    with opened(world.scope("clerk")), pytest.raises(Refusal) as refused:
        actions.write_list(actor=world.scope("clerk"), one=one, revision=0, only_valid=True, at=NOW)
    assert refused.value.code == "import-not-checked"
