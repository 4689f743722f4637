"""A paper in the fields of other screens: in their order, with file names, and form 06 in one paste."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schooladmin.documents.batches.actions import make_batch
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.actions import withdraw_issue
from schooladmin.documents.models import Issue, PortalLayout
from schooladmin.documents.portals.queries import blocks_for, layouts_on, portal_paper
from schooladmin.documents.portals.rules import fields_of, filled
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.scope import opened
from tests.closing import LATER, QUARTER, add_request, open_quarter, submit
from tests.factory import World, moment

pytestmark = pytest.mark.usefixtures("calendar")

BASE = "https://truong.example.vn"


def test_a_name_that_the_paper_does_not_know_leaves_nothing_behind() -> None:
    assert filled("{kind}: {nothing} {abstract}", {"kind": "Báo cáo", "abstract": "Kết quả"}) == "Báo cáo: Kết quả"
    assert filled("{form06}", {"form06": "1\t2\n3\t4"}) == "1\t2\n3\t4"
    assert filled("{kind.__class__}", {"kind": "x"}) == "{kind.__class__}", "names only, no paths"
    table = fields_of([{"label": "Bảng", "value": "{form06}"}], {"form06": "1\t2\n3\t4"})[0]
    assert (table.rows, table.columns, table.is_block) == (2, 2, True)


def test_the_state_report_fills_each_screen(world: World, as_user: Callable[[str], Client]) -> None:
    add_request(world.school, moment("2026-08-20 08:00"))
    report = submit(world, open_quarter(world))
    for job in Job._base_manager.filter(payload__report_id=report.pk, payload__regime="state"):
        assert execute(job.pk) == "done", Job._base_manager.get(pk=job.pk).error
    key = f"reports.report:{report.pk}:state"
    with time_machine.travel(LATER, tick=False), opened(world.scope("clerk", LATER.date())) as scope:
        blocks = {block.code: block for block in blocks_for(scope, portal_paper(scope, key, BASE))}
        assert set(blocks) == {"ioffice", "provincial", "website"}
        letter = {field.label: field.value for field in blocks["ioffice"].fields}
        assert letter["Loại văn bản"] == "Báo cáo"
        assert letter["Trích yếu"] == "Kết quả công tác cải cách hành chính quý III năm 2026"
        assert letter["Ngày văn bản"].count("/") == 2
        assert int(letter["Số trang"]) >= 1
        table = next(field for field in blocks["provincial"].fields if field.columns == 11)
        assert table.rows == len(table.value.split("\n")) >= 5
        assert all(cell.isdecimal() for line in table.value.split("\n") for cell in line.split("\t"))
        assert {len(line.split("\t")) for line in table.value.split("\n")} == {11}, "one paste fills the web table"
        assert BASE in next(field.value for field in blocks["website"].fields if field.value.startswith("http"))
        name = blocks["provincial"].files[0].name
        assert name == "THCS-A_Bao-cao_2026-Q3.pdf"
        client = as_user("clerk")
        page = client.get(reverse("documents.portal.read", args=[key])).content.decode()
        assert page.count("data-copy=") >= 20
        answer = client.get(reverse("documents.portal.download", args=[key, "provincial", "pdf"]))
        assert name in answer["Content-Disposition"]
        assert client.get(reverse("documents.portal.download", args=[key, "provincial", "xlsx"])).status_code == 404


def test_a_withdrawn_paper_says_so_wherever_it_is_taken_from(world: World, as_user: Callable[[str], Client]) -> None:
    report = submit(world, open_quarter(world))
    for job in Job._base_manager.filter(payload__report_id=report.pk):
        assert execute(job.pk) == "done", Job._base_manager.get(pk=job.pk).error
    pages = [
        reverse("reports.report.read", args=[report.pk]),
        reverse("documents.portal.read", args=[f"{report.source_key}:state"]),
    ]
    client, words = as_user("clerk"), "Văn bản này đã thu hồi"
    with time_machine.travel(LATER, tick=False):
        for page in pages:
            assert words not in client.get(page).content.decode()
        with opened(world.scope("principal", LATER.date())) as scope:
            for row in Issue.objects.all():
                withdraw_issue(actor=scope, issue_id=row.pk, reason="Nhầm quý", at=LATER)
        for page, times in zip(pages, (2, 1), strict=True):
            assert client.get(page).content.decode().count(words) == times
        with opened(world.scope("principal", LATER.date())) as scope:
            batch = make_batch(
                actor=scope,
                unit_id=world.school.pk,
                quarter=QUARTER,
                sources=["reports"],
                files=[FileKind.PDF],
                mutation_id=uuid.uuid4(),
                base="",
                at=LATER,
            )
        listed = client.get(reverse("documents.batch.read", args=[batch.pk])).content.decode()
        assert listed.count("Đã thu hồi") == 2
        for row in Issue._base_manager.all():
            assert f'href="{reverse("documents.issue.read", args=[row.public_code])}"' in listed


def test_who_may_not_read_the_paper_copies_nothing(world: World, as_user: Callable[[str], Client]) -> None:
    draft = open_quarter(world)
    with time_machine.travel(LATER, tick=False):
        address = reverse("documents.portal.read", args=[draft.source_key])
        assert as_user("principal").get(address).status_code == 409, "nothing final yet"
        report = submit(world, draft)
        assert as_user("officer").get(address).status_code == 200
        assert as_user("teacher").get(address).status_code == 403
        for outsider in ("sister_principal", "foreign_principal", "other_officer"):
            assert as_user(outsider).get(address).status_code == 404
        for nonsense in (
            f"reports.report:{report.pk}:x",
            "reports.report:x",
            "reports.report",
            "nothing:1",
            "procedures.statistics:1:a:b",
        ):
            assert as_user("principal").get(reverse("documents.portal.read", args=[nonsense])).status_code == 404


def test_form_06_of_a_school(world: World, as_user: Callable[[str], Client]) -> None:
    key = f"procedures.statistics:{world.school.pk}:2026-07-01:2026-10-01"
    with time_machine.travel(LATER, tick=False):
        page = as_user("clerk").get(reverse("documents.portal.read", args=[key])).content.decode()
        assert "× 11 cột" in page
        assert "từ ngày 01/07/2026 đến hết ngày 30/09/2026" in page
        assert as_user("sister_principal").get(reverse("documents.portal.read", args=[key])).status_code == 404
        shown = as_user("clerk").get(reverse("procedures.statistics.read"), {"period": "2026-Q3"}).content.decode()
        assert reverse("documents.portal.read", args=[key]) in shown


def test_a_new_row_changes_the_screen_from_its_day(world: World) -> None:
    old = PortalLayout.objects.get(code="ioffice")
    PortalLayout.objects.filter(pk=old.pk).update(valid_to=date(2026, 10, 1))
    PortalLayout.objects.create(
        code="ioffice",
        position=10,
        name="iOffice",
        fields=[{"label": "V/v", "value": "{abstract}"}],
        file_name="{kind}",
        valid_from=date(2026, 10, 1),
        basis="Màn hình mới từ tháng 10",
    )
    before, after = (layouts_on(day, "reports.report:1") for day in (date(2026, 9, 30), date(2026, 10, 1)))
    assert before[0].pk == old.pk
    assert [field["label"] for field in after[0].fields] == ["V/v"]
    assert len(before) == len(after) == 3


def test_the_page_asks_a_constant_number_of_questions(world: World, as_user: Callable[[str], Client]) -> None:
    report = submit(world, open_quarter(world))
    client, counts = as_user("principal"), []
    with time_machine.travel(LATER, tick=False):
        for _again in range(2):
            with CaptureQueriesContext(connection) as found:
                client.get(reverse("documents.portal.read", args=[report.source_key]))
            counts.append(len(found))
            for job in Job._base_manager.filter(payload__report_id=report.pk):
                execute(job.pk)
    assert counts[0] == counts[1]
