"""Beside each PDF the same paper as Word and its tables as Excel: one job each, the same rights, older files stay."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import docx
import openpyxl
import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from procedures.proofs import _of_period
from reports.meeting.rendering import request_pack
from schooladmin.core.errors import OutOfScope
from schooladmin.core.periods import Period
from schooladmin.documents.enums import CONTENT_TYPES, FileKind
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.offers import kind_asked, named
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.scope import opened
from tests.closing import LATER, approve, open_quarter, propose, submit
from tests.factory import World
from tests.stage import NOW, set_stage
from tests.test_procedures_papers import FRIDAY, accept
from tests.test_reports_meeting import planned

pytestmark = pytest.mark.usefixtures("calendar")


def body(answer: object) -> BytesIO:
    return BytesIO(b"".join(answer.streaming_content))  # type: ignore[attr-defined]


def job_of(answer: object) -> Job:
    """The job that an answer leads to."""
    return Job._base_manager.get(pk=answer["Location"].strip("/").rpartition("/")[2])  # type: ignore[index]


def made(client: Client, address: str, data: dict[str, str]) -> RenderedFile:
    """Ask for a file by a form and let the worker make it."""
    answer = client.post(address, data)
    assert answer.status_code == 302
    job = job_of(answer)
    assert execute(job.pk) == "done", Job._base_manager.get(pk=job.pk).error
    return RenderedFile._base_manager.get(job=job)


def test_an_address_that_names_no_kind_is_for_the_pdf() -> None:
    assert kind_asked({}) is FileKind.PDF
    assert kind_asked({"file": "docx"}) is FileKind.DOCX
    assert named("So-theo-doi_1.pdf", FileKind.XLSX) == "So-theo-doi_1.xlsx"
    with pytest.raises(OutOfScope):
        kind_asked({"file": "exe"})


@time_machine.travel(FRIDAY, tick=False)
def test_the_book_comes_as_word_and_as_excel(world: World, as_user: Callable[[str], Client]) -> None:
    row = accept(world)
    client = as_user("clerk")
    asked = {"unit": world.school.code, "from": "2026-11-01", "to": "2026-11-30"}
    address = reverse("procedures.book.file")
    assert client.get(address, {**asked, "file": "docx"}).status_code == 302, "none yet"
    assert client.get(address, {**asked, "file": "exe"}).status_code == 404
    for kind in ("docx", "xlsx"):
        file = made(client, reverse("procedures.book.publish"), {**asked, "file": kind})
        assert file.name == f"So-theo-doi_{world.school.code}_2026-11-01_2026-12-01.{kind}"
        answer = client.get(address, {**asked, "file": kind})
        assert answer["Content-Type"] == CONTENT_TYPES[FileKind(kind)]
        if kind == "docx":
            cells = [cell.text for table in docx.Document(body(answer)).tables for cell in table._cells]
            assert any(row.code in cell for cell in cells)
        else:
            sheet = openpyxl.load_workbook(body(answer)).worksheets[0]
            assert any(row.code in str(cell) for line in sheet.iter_rows(values_only=True) for cell in line)
    page = client.get(reverse("procedures.book"), asked).content.decode()
    assert "Word lúc" in page
    assert "Excel lúc" in page
    assert "PDF lúc" not in page
    assert client.get(address, asked).status_code == 302, "a Word file is no PDF"
    assert as_user("sister_principal").get(address, {**asked, "file": "docx"}).status_code == 404


@time_machine.travel(FRIDAY, tick=False)
def test_a_slip_as_word_and_again_leaves_the_older_one(world: World, as_user: Callable[[str], Client]) -> None:
    row = accept(world)
    client = as_user("clerk")
    address = reverse("procedures.paper.publish", args=[row.pk, "receipt"])
    first = made(client, address, {"file": "docx"})
    second = made(client, address, {"file": "docx"})
    first.refresh_from_db()
    assert (first.is_current, second.is_current) == (False, True)
    assert first.sha256 == second.sha256, "the same content, the same bytes"
    assert "Word lúc" in client.get(reverse("procedures.request.read", args=[row.pk])).content.decode()
    refused = client.post(address, {"file": "xlsx"})
    job = job_of(refused)
    execute(job.pk)
    assert "không có bảng số liệu" in Job._base_manager.get(pk=job.pk).error
    assert RenderedFile._base_manager.filter(kind=FileKind.XLSX).count() == 0


@time_machine.travel(FRIDAY, tick=False)
def test_a_notice_as_word_proves_no_printed_page(world: World, as_user: Callable[[str], Client]) -> None:
    client = as_user("clerk")
    address = reverse("procedures.notice.publish", args=["BAN-SAO"])
    made(client, address, {"unit": world.school.code, "file": "docx"})
    period = Period(FRIDAY.date().replace(day=1), FRIDAY.date().replace(day=30))
    assert not [proof for proof in _of_period(world.school.pk, period) if proof.detail == "BAN-SAO"]
    made(client, address, {"unit": world.school.code})
    assert [proof for proof in _of_period(world.school.pk, period) if proof.detail == "BAN-SAO"]


def test_both_papers_of_a_report_as_word(world: World, as_user: Callable[[str], Client]) -> None:
    report = submit(world, open_quarter(world))
    client = as_user("principal")
    with time_machine.travel(LATER, tick=False):
        for word, stem in (("report", "De-cuong"), ("state", "Bao-cao")):
            address = reverse(f"reports.{word}.download", args=[report.pk])
            assert client.get(address, {"file": "docx"}).status_code == 409
            file = made(client, reverse(f"reports.{word}.render", args=[report.pk]), {"file": "docx"})
            assert file.name == f"{stem}_{world.school.code}_2026-Q3.docx"
            answer = client.get(address, {"file": "docx"})
            styles = {line.style.name for line in docx.Document(body(answer)).paragraphs if line.style is not None}
            assert {"Heading 2", "Body Text", "Title"} <= styles
        page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
        assert page.count("Word lúc") == 2
        assert "Word lúc" in client.get(reverse("reports.report.receipt", args=[report.pk])).content.decode()
        other = as_user("foreign_principal")
        assert other.post(reverse("reports.report.render", args=[report.pk]), {"file": "docx"}).status_code == 404
        approve(world, propose(world, report))
        page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
        assert page.count("Word lúc") == 1, "that of the paper that was corrected says what was replaced"
        assert client.get(reverse("reports.report.download", args=[report.pk]), {"file": "docx"}).status_code == 409
        block = client.get(reverse("documents.portal.read", args=[report.source_key])).content.decode()
        assert ".docx" not in block


def test_the_pack_of_a_meeting_as_word(world: World, as_user: Callable[[str], Client]) -> None:
    stage = set_stage(world)
    meeting = planned(stage)
    client = as_user("party_secretary")
    with time_machine.travel(NOW, tick=False):
        with opened(world.scope("party_secretary", NOW.date())) as scope:
            jobs = [request_pack(actor=scope, meeting=meeting, at=NOW, file=kind) for kind in FileKind]
        assert len({job.pk for job in jobs}) == 3, "one for each kind may be open"
        assert execute(jobs[1].pk) == "done", Job._base_manager.get(pk=jobs[1].pk).error
        archive = client.get(reverse("reports.meeting.pack", args=[stage.report.pk]), {"file": "docx"})
        assert "Tải gói Word" in client.get(reverse("reports.meeting.read", args=[stage.report.pk])).content.decode()
    names = zipfile.ZipFile(body(archive)).namelist()
    assert [name.rpartition(".")[2] for name in names] == ["docx"] * 4
