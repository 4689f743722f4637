"""Results of reform: logging, editing, withdrawing, proof, and every bad input that the issue names."""

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import Settings

from reform.actions import attach_evidence, edit_result, log_result, withdraw_result
from reform.models import Result, ResultEvidence
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.evidence.actions import store_evidence
from schooladmin.evidence.models import EvidenceFile
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened
from tests.factory import World, make_school, moment, put_above

AT = moment("2026-11-22 22:00")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
TEXT = "Ban hành quy chế làm việc mới, phổ biến đến toàn thể viên chức."

Login = Callable[[str], Client]


@pytest.fixture(autouse=True)
def evening(tmp_path: Path, settings: Settings) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(AT, tick=False):
        yield


def log(world: World, who: str = "principal", unit: Unit | None = None, **given: Any) -> Result:
    scope = world.scope(who)
    values: dict[str, Any] = {"area": "1", "happened_on": date(2026, 11, 3), "text": TEXT, "at": AT, **given}
    with opened(scope):
        return log_result(actor=scope, unit_id=(unit or world.school).pk, **values)


def proof(world: World, who: str = "principal", unit: Unit | None = None, content: bytes = PDF) -> EvidenceFile:
    scope = world.scope(who)
    with opened(scope):
        return store_evidence(
            actor=scope,
            unit_id=(unit or world.school).pk,
            upload=SimpleUploadedFile("Quyết định.pdf", content),
            title="",
            at=AT,
        )


def typed(world: World, **given: Any) -> dict[str, Any]:
    return {
        "unit": world.school.code,
        "mutation_id": str(uuid.uuid4()),
        "area": "1",
        "sub_item": "1.2",
        "happened_on": "2026-11-03",
        "text": TEXT,
        "figure": "",
        "figure_unit": "",
        "citations": "",
        **given,
    }


def page_of(client: Client, address: str, status: int = 200, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == status
    return response.content.decode()


# --- Logging ----------------------------------------------------------------------------------------------------


def test_a_result_with_everything(world: World) -> None:
    file = proof(world)
    result = log(
        world,
        sub_item="1.3",
        figure=Decimal("96.5"),
        figure_unit=" % ",
        citations=["30/2020/ NĐ-CP", "nq 27-NQ/TW"],
        evidence_ids=[file.pk],
    )
    with opened(world.scope("principal")):
        assert result.sub_item is not None
        assert (result.area.code, result.sub_item.code, result.figure_unit) == ("1", "1.3", "%")
        assert [row.document.number for row in result.citations.all()] == ["30/2020/NĐ-CP", "27-NQ/TW"]
        assert [row.evidence_id for row in result.proofs.all()] == [file.pk]
        entry = AuditEntry.objects.get(verb="reform.result.log")
    assert entry.actor_label == "Lê Văn Hiệu"
    assert entry.changes["figure"] == [None, "96.5"]


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"area": ""}, "area", "area-required"),
        ({"area": "9"}, "area", "area-not-valid"),
        ({"area": "2", "sub_item": "1.2"}, "sub_item", "sub-item-of-other-area"),
        ({"sub_item": "1.9"}, "sub_item", "sub-item-not-valid"),
        ({"happened_on": date(2026, 11, 23)}, "happened_on", "day-in-future"),
        ({"happened_on": None}, "happened_on", "day-required"),
        ({"happened_on": date(1900, 1, 1)}, "area", "area-not-valid"),
        ({"area": "7", "happened_on": date(2024, 6, 30)}, "area", "area-not-valid"),
        ({"text": "  ngắn   "}, "text", "text-too-short"),
        ({"text": "a" * 5001}, "text", "text-too-long"),
        ({"figure": Decimal("-1"), "figure_unit": "lượt"}, "figure", "figure-negative"),
        ({"figure": Decimal("NaN"), "figure_unit": "lượt"}, "figure", "figure-negative"),
        ({"figure": Decimal("1000000000.01"), "figure_unit": "lượt"}, "figure", "figure-too-large"),
        ({"figure": Decimal("100.01"), "figure_unit": "%"}, "figure", "percent-too-large"),
        ({"figure": Decimal("101"), "figure_unit": "phần trăm"}, "figure", "percent-too-large"),
        ({"figure": Decimal("1.005"), "figure_unit": "điểm"}, "figure", "figure-too-fine"),
        ({"figure": Decimal("5")}, "figure_unit", "figure-unit-missing"),
        ({"figure_unit": "lượt"}, "figure", "figure-missing"),
        ({"citations": ["30/2020/NĐ-PC"]}, "citations", "citation-unknown"),
        ({"evidence_ids": [999_999]}, "evidence", "evidence-unknown"),
    ],
)
def test_bad_input_is_refused_on_its_field(world: World, given: dict[str, Any], field: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        log(world, **given)
    assert (refused.value.field, refused.value.code) == (field, code)
    with opened(world.scope("principal")):
        assert not Result.objects.exists()
        assert not AuditEntry.objects.exists()


def test_an_unknown_act_gets_the_nearest_suggestion(world: World) -> None:
    with pytest.raises(Refusal, match="Có phải 30/2020/NĐ-CP"):
        log(world, citations=["30/2020/NĐ-PC"])


def test_evidence_of_another_school_cannot_be_linked(world: World) -> None:
    foreign = proof(world, "sister_principal", world.sister)
    with pytest.raises(Refusal, match="không thuộc đơn vị này"):
        log(world, evidence_ids=[foreign.pk])


@pytest.mark.parametrize("who", ["teacher", "clerk", "party_secretary", "officer", "school_auditor"])
def test_who_may_not_log(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        log(world, who)


def test_the_same_form_sent_twice_is_one_result(world: World, as_user: Login) -> None:
    client, form = as_user("principal"), typed(world)
    first = client.post("/reform/log/", form)
    second = client.post("/reform/log/", form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"]
    with opened(world.scope("principal")):
        assert Result.objects.count() == 1
        assert AuditEntry.objects.filter(verb="reform.result.log").count() == 1


def test_one_mutation_id_in_two_schools_is_two_results(world: World) -> None:
    twin = uuid.uuid4()
    mine = log(world, mutation_id=twin)
    theirs = log(world, "sister_principal", world.sister, mutation_id=twin)
    assert mine.pk != theirs.pk


# --- The form in the browser ------------------------------------------------------------------------------------


def test_a_faulty_form_comes_back_with_all_faults_and_all_text(world: World, as_user: Login) -> None:
    form = typed(world, area="", sub_item="", happened_on="2026-12-01", figure="-3", figure_unit="lượt")
    form["citations"] = "30/2020/NĐ-PC"
    response = as_user("principal").post("/reform/log/", form)
    assert response.status_code == 422
    page = response.content.decode()
    assert "Hãy chọn lĩnh vực" in page
    assert "không được sau hôm nay" in page
    assert "không được âm" in page
    assert "Có phải 30/2020/NĐ-CP?" in page
    assert TEXT in page


def test_the_file_of_a_faulty_form_is_kept_and_stays_chosen(world: World, as_user: Login) -> None:
    client = as_user("principal")
    form = typed(world, area="", upload=SimpleUploadedFile("Quyết định 12.pdf", PDF))
    response = client.post("/reform/log/", form)
    assert response.status_code == 422
    with opened(world.scope("principal")):
        file = EvidenceFile.objects.get()
    assert f'value="{file.pk}"' in response.content.decode()
    assert "checked" in response.content.decode()
    again = typed(world, evidence=[str(file.pk)])
    assert client.post("/reform/log/", again).status_code == 302
    with opened(world.scope("principal")):
        assert ResultEvidence.objects.get().evidence_id == file.pk


def test_a_file_that_is_not_what_its_name_says(world: World, as_user: Login) -> None:
    form = typed(world, upload=SimpleUploadedFile("quyet-dinh.pdf", b"MZ\x90\0" + b"\0" * 64))
    response = as_user("principal").post("/reform/log/", form)
    assert response.status_code == 422
    assert "không đúng như tên gọi" in response.content.decode()
    with opened(world.scope("principal")):
        assert not Result.objects.exists()


def test_an_act_that_ended_warns_and_does_not_stop(world: World, as_user: Login) -> None:
    client = as_user("principal")
    response = client.post("/reform/log/", typed(world, citations="115/2020/NĐ-CP"), follow=True)
    page = response.content.decode()
    assert response.status_code == 200
    assert "được thay bằng 259/2026/NĐ-CP" in page
    with opened(world.scope("principal")):
        result = Result.objects.get()
    assert "được thay bằng 259/2026/NĐ-CP" in page_of(client, f"/reform/{result.pk}/edit/")


def test_the_form_offers_the_points_of_the_day(world: World, as_user: Login) -> None:
    client = as_user("principal")
    assert "Vị trí việc làm viên chức" in page_of(client, "/reform/log/")
    old = client.post("/reform/log/", typed(world, happened_on="2024-08-20", text="")).content.decode()
    assert "Kế hoạch vị trí việc làm" in old
    assert "<optgroup" in old
    assert client.post("/reform/log/", typed(world, happened_on="0001-01-01")).status_code == 422
    assert client.post("/reform/log/", typed(world, happened_on="31/31/2026")).status_code == 422


def test_logging_for_another_school(world: World, as_user: Login) -> None:
    client = as_user("principal")
    assert client.post("/reform/log/", typed(world, unit=world.sister.code)).status_code == 404
    assert client.get("/reform/log/", {"unit": world.foreign.code}).status_code == 404
    assert as_user("officer").get("/reform/log/").status_code == 403


# --- Who sees what ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("principal", 200),
        ("deputy", 200),
        ("clerk", 200),
        ("party_secretary", 200),
        ("school_auditor", 200),
        ("officer", 200),
        ("head", 200),
        ("auditor", 200),
        ("party_officer", 200),
        ("department_officer", 200),
        ("teacher", 403),
        ("admin", 403),
        ("sister_principal", 404),
        ("foreign_principal", 404),
        ("other_officer", 404),
    ],
)
def test_who_may_read_a_result(world: World, as_user: Login, who: str, status: int) -> None:
    result = log(world)
    assert as_user(who).get(f"/reform/{result.pk}/").status_code == status


@pytest.mark.parametrize("name", ["edit", "withdraw", "attach", "detach"])
def test_another_schools_addresses_do_not_exist(world: World, as_user: Login, name: str) -> None:
    result = log(world)
    address = f"/reform/{result.pk}/{name}/" + ("1/" if name == "detach" else "")
    assert as_user("sister_principal").post(address, {}).status_code == 404
    assert as_user("clerk").post(address, {}).status_code == 403


# --- Editing ----------------------------------------------------------------------------------------------------


def test_editing_keeps_the_old_values_in_the_trail(world: World, as_user: Login) -> None:
    result = log(world, citations=["30/2020/NĐ-CP"])
    scope = world.scope("deputy")
    with opened(scope):
        edit_result(
            actor=scope,
            result_id=result.pk,
            version=1,
            area="1",
            sub_item="1.2",
            happened_on=date(2026, 11, 4),
            text="Sửa lại câu chữ cho đúng với quy chế.",
            citations=["27-NQ/TW"],
            at=AT,
        )
        entry = AuditEntry.objects.get(verb="reform.result.edit")
    assert entry.changes["text"] == [TEXT, "Sửa lại câu chữ cho đúng với quy chế."]
    assert entry.changes["citations"] == [["30/2020/NĐ-CP"], ["27-NQ/TW"]]
    page = page_of(as_user("principal"), f"/reform/{result.pk}/")
    assert f"<del>{TEXT}</del>" in page
    assert "Phạm Thị Phó" in page


def test_saving_without_a_change_writes_nothing(world: World) -> None:
    result = log(world)
    scope = world.scope("principal")
    with opened(scope):
        same = edit_result(
            actor=scope, result_id=result.pk, version=1, area="1", happened_on=date(2026, 11, 3), text=TEXT, at=AT
        )
        assert same.version == 1
        assert not AuditEntry.objects.filter(verb="reform.result.edit").exists()


def test_two_people_edit_the_same_result(world: World, as_user: Login) -> None:
    result = log(world)
    first, second = as_user("principal"), as_user("deputy")
    address = f"/reform/{result.pk}/edit/"
    assert 'name="version" value="1"' in page_of(second, address)
    mine = typed(world, version="1", text="Bản của hiệu trưởng, lưu trước.")
    assert first.post(address, mine).status_code == 302
    theirs = typed(world, version="1", text="Bản của phó hiệu trưởng, lưu sau.")
    response = second.post(address, theirs)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Có người vừa sửa" in page
    assert "Bản của hiệu trưởng, lưu trước." in page
    assert "Bản của phó hiệu trưởng, lưu sau." in page
    assert 'name="version" value="2"' in page
    with opened(world.scope("principal")):
        assert Result.objects.get().text == "Bản của hiệu trưởng, lưu trước."
    joined = typed(world, version="2", text="Hai bản đã ghép lại thành một.")
    assert second.post(address, joined).status_code == 302
    with opened(world.scope("principal")):
        texts = [entry.changes["text"] for entry in AuditEntry.objects.filter(verb="reform.result.edit")]
    assert texts[0] == ["Bản của hiệu trưởng, lưu trước.", "Hai bản đã ghép lại thành một."]


def test_a_stale_version_is_never_written(world: World) -> None:
    result = log(world)
    scope = world.scope("principal")
    with opened(scope), pytest.raises(Stale):
        edit_result(
            actor=scope, result_id=result.pk, version=7, area="1", happened_on=date(2026, 11, 3), text=TEXT * 2, at=AT
        )


# --- Withdrawing and proof --------------------------------------------------------------------------------------


def test_a_withdrawn_result_leaves_the_counts_and_stays_readable(world: World, as_user: Login) -> None:
    result = log(world)
    client = as_user("principal")
    assert client.post(f"/reform/{result.pk}/withdraw/", {"reason": "abc"}).status_code == 422
    assert client.post(f"/reform/{result.pk}/withdraw/", {"reason": "Ghi trùng với mục khác"}).status_code == 302
    assert "Ghi trùng với mục khác" in page_of(client, f"/reform/{result.pk}/")
    assert TEXT not in page_of(client, "/reform/", quarter="2026-Q4")
    assert TEXT in page_of(client, "/reform/", quarter="2026-Q4", state="withdrawn")
    assert client.get(f"/reform/{result.pk}/edit/").status_code == 409
    late = client.post(f"/reform/{result.pk}/edit/", typed(world, version="2", text="Câu chữ không được mất."))
    assert late.status_code == 422
    assert "Câu chữ không được mất." in late.content.decode()
    scope = world.scope("principal")
    with opened(scope), pytest.raises(Refusal) as refused:
        withdraw_result(actor=scope, result_id=result.pk, reason="lần thứ hai", at=AT)
    assert refused.value.code == "result-withdrawn"


def test_attaching_and_detaching_proof(world: World, as_user: Login) -> None:
    result, client = log(world), as_user("principal")
    address = reverse("reform.result.attach", args=[result.pk])
    assert client.post(address, {}).status_code == 422
    bad = client.post(address, {"upload": SimpleUploadedFile("a.pdf", b"<html>" * 20)})
    assert bad.status_code == 422
    assert "không đúng như tên gọi" in bad.content.decode()
    assert client.post(address, {"upload": SimpleUploadedFile("a.pdf", PDF)}).status_code == 302
    assert client.post(address, {"upload": SimpleUploadedFile("b.pdf", PDF)}).status_code == 302
    with opened(world.scope("principal")):
        link = ResultEvidence.objects.get()
    off = reverse("reform.result.detach", args=[result.pk, link.evidence_id])
    assert client.get(off).status_code == 405
    assert client.post(off).status_code == 302
    assert client.post(off).status_code == 302
    with opened(world.scope("principal")):
        assert not ResultEvidence.objects.exists()
        assert EvidenceFile.objects.count() == 1
        verbs = list(AuditEntry.objects.order_by("number").values_list("verb", flat=True))
    assert verbs == ["reform.result.log", "evidence.file.add", "reform.result.attach", "reform.result.detach"]


def test_attaching_to_another_schools_result(world: World) -> None:
    result = log(world)
    scope = world.scope("sister_principal")
    with opened(scope), pytest.raises(OutOfScope):
        attach_evidence(actor=scope, result_id=result.pk, evidence_ids=[1], at=AT)


# --- The list ---------------------------------------------------------------------------------------------------


def test_the_list_says_how_many_areas_have_a_result(world: World, as_user: Login) -> None:
    for area in ("1", "2", "3", "4", "5", "6"):
        log(world, area=area)
    client = as_user("principal")
    assert "6/8 mục có kết quả" in page_of(client, "/reform/", quarter="2026-Q4")
    assert "0/6 mục có kết quả" in page_of(client, "/reform/", quarter="2024-Q2")
    assert "6/8 mục có kết quả" in page_of(client, "/reform/", quarter="nonsense")


def test_the_list_is_narrowed_by_area_and_by_words_without_tone_marks(world: World, as_user: Login) -> None:
    log(world, area="1", text="Tự kiểm tra thể thức văn bản của tổ văn phòng.")
    log(world, area="5", text="Công khai dự toán ngân sách học kỳ một.")
    client = as_user("clerk")
    page = page_of(client, "/reform/", q="the thuc van ban")
    assert "Tự kiểm tra" in page
    assert "Công khai dự toán" not in page
    assert "Tự kiểm tra" not in page_of(client, "/reform/", area="5")
    assert "Không có kết quả nào khớp" in page_of(client, "/reform/", q="khong co dau")


def test_the_list_of_another_school_does_not_exist(world: World, as_user: Login) -> None:
    log(world, "sister_principal", world.sister, text="Chuyện riêng của trường bạn.")
    client = as_user("principal")
    assert "Chuyện riêng" not in page_of(client, "/reform/")
    page_of(client, "/reform/", status=404, unit=world.sister.code)
    page_of(as_user("teacher"), "/reform/", status=403)


def test_those_above_choose_a_school_on_a_board(world: World, as_user: Login) -> None:
    log(world)
    client = as_user("officer")
    board = page_of(client, "/reform/", quarter="2026-Q4")
    assert "Trường THCS Bình An" in board
    assert "1/8 mục" in board
    assert "Trường THCS Xa Lạ" not in board
    assert "Trường THCS Hòa Bình" not in page_of(client, "/reform/", q="binh an")
    assert TEXT in page_of(client, "/reform/", unit=world.school.code)


@pytest.mark.parametrize("address", ["/reform/?unit=THCS-A", "/reform/log/?unit=THCS-A"])
def test_the_number_of_queries_does_not_grow(world: World, as_user: Login, address: str) -> None:
    client = as_user("principal")
    log(world, citations=["30/2020/NĐ-CP"], evidence_ids=[proof(world).pk])
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    for number in range(30):
        file = proof(world, content=PDF + b"\n" * (number + 1))
        log(world, area=str(number % 8 + 1), citations=["30/2020/NĐ-CP", "27-NQ/TW"], evidence_ids=[file.pk])
    with CaptureQueriesContext(connection) as thirty:
        client.get(address)
    assert len(one) == len(thirty)


def test_the_page_of_a_result_costs_the_same_with_much_proof_and_history(world: World, as_user: Login) -> None:
    client, result, scope = as_user("principal"), log(world), world.scope("principal")
    with opened(scope):
        attach_evidence(actor=scope, result_id=result.pk, evidence_ids=[proof(world).pk], at=AT)
    with CaptureQueriesContext(connection) as one:
        client.get(f"/reform/{result.pk}/")
    with opened(scope):
        for number in range(10):
            file = proof(world, content=PDF + b"\n" * (number + 1))
            attach_evidence(actor=scope, result_id=result.pk, evidence_ids=[file.pk], at=AT)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/reform/{result.pk}/")
    assert len(one) == len(many)


def test_the_board_costs_the_same_for_any_number_of_schools(world: World, as_user: Login) -> None:

    client = as_user("officer")
    with CaptureQueriesContext(connection) as few:
        client.get("/reform/")
    for number in range(15):
        put_above(make_school(f"S{number}", f"Trường số {number}"), world.commune)
    with CaptureQueriesContext(connection) as many:
        client.get("/reform/")
    assert len(few) == len(many)
