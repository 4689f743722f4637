"""The paper of an office over its schools: what it says, who makes it final, and that it never changes afterwards."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.consolidated.actions import issue_consolidated
from reports.consolidated.content import SumsContent
from reports.consolidated.offices import ISSUE, PAPER, Office, offices_for
from reports.consolidated.papers import MOST_BARS, consolidated_paper
from reports.consolidated.rendering import document_of
from reports.consolidated.rules import TOTAL, TRAINING
from reports.models import Consolidation, Report
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.documents.batches.actions import make_batch
from schooladmin.documents.batches.models import BatchItem, ItemState
from schooladmin.documents.batches.running import advance
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.actions import withdraw_issue
from schooladmin.documents.issuing.verifying import FileStanding, sums_of, verify_file
from schooladmin.documents.models import Issue, RenderedFile
from schooladmin.documents.portals.queries import portal_paper
from schooladmin.documents.queries import kind_on
from schooladmin.documents.storage import absolute
from schooladmin.documents.tree import Chart, Document, Kind, Regime, Table
from schooladmin.documents.writers.registry import write_file
from schooladmin.jobs import tasks
from schooladmin.jobs.models import Job
from schooladmin.units.actions import rebuild_reach
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened
from tests.closing import LATER, NOW, QUARTER, add_request, approve, fresh, open_quarter, propose, submit
from tests.factory import World, make_school, make_user, moment, put_above
from tests.papers import words as page_words
from tests.samples import sums
from tests.test_reports_consolidated import sign

REGIMES = [Regime.STATE, Regime.PARTY]


@pytest.fixture
def report(calendar: None, world: World) -> Report:
    world.users["party_head"] = make_user(world.party, Role.HEAD, "party_head", "Tạ Văn Bí")
    add_request(world.school, moment("2026-09-08 09:00"))
    return open_quarter(world)


def tables(document: Document) -> list[Table]:
    return [block for block in document.blocks if isinstance(block, Table)]


# What it says --------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("regime", REGIMES)
def test_large_numbers_are_parted_and_stand_on_one_line(regime: Regime, tmp_path: Path) -> None:
    """The sums of a province: «331.338», in a column that is wide enough for it."""
    small = sums(regime)
    schools = tuple(
        replace(line, values={code: tuple(count * 137 for count in counts) for code, counts in line.values.items()})
        for line in small.schools
    )
    document, profile = document_of(replace(small, schools=schools), draft=False)
    write_file(FileKind.PDF, document, profile, tmp_path / "paper.pdf")
    printed = {word.text for page in page_words(tmp_path / "paper.pdf") for word in page}
    numbers = {
        cell
        for table in tables(document)
        for row in table.rows
        for cell, column in zip(row, table.columns, strict=True)
        if column.is_number
    }
    assert max(map(len, numbers)) == len("331.338")
    assert numbers <= printed


@pytest.mark.django_db
@pytest.mark.parametrize("regime", REGIMES)
def test_each_table_has_the_schools_as_its_lines_and_tells_its_coverage(regime: Regime) -> None:
    content = sums(regime)
    document, profile = document_of(content, draft=False)
    words = "\n".join(document.texts())
    for text in (
        "Độ phủ số liệu: 23/24 trường đã nộp.",
        "Trường chưa nộp: Trường Tiểu học Hòa Bình.",
        "Đính chính lần 1",
    ):
        assert text in words
    assert "Không trường nào phát sinh hồ sơ: Xác nhận học sinh." in words
    found = tables(document)
    assert [table.caption.split(".")[0] for table in found] == [f"Bảng {n}" for n in range(1, len(found) + 1)]
    for table in found:
        assert "Độ phủ số liệu: 23/24 trường" in table.note
        assert "nêu ở mục I" in table.note
        assert sum(column.share for column in table.columns) == 100
        by_school = table.columns[0].label == "Trường"
        assert len(table.rows) == (24 if by_school else 4)  # and the sum
        for row in table.rows:
            assert len(row) == len(table.columns)
    assert document.signers
    assert profile.number_line(document.head.number).endswith(("/BC-UBND", "-BC/ĐU"))
    draft, _profile = document_of(content, draft=True)
    assert draft.is_draft
    assert not draft.signers


@pytest.mark.django_db
@pytest.mark.parametrize("regime", REGIMES)
def test_a_paper_grows_by_lines_and_never_by_tables(regime: Regime) -> None:
    few, many = (document_of(sums(regime, schools), draft=False)[0] for schools in (5, 500))
    assert len(tables(few)) == len(tables(many))
    by_school = [table for table in tables(many) if table.columns[0].label == "Trường"]
    assert all(len(table.rows) == 500 for table in by_school)
    sum_row = dict(zip((column.label for column in by_school[-1].columns), by_school[-1].rows[-1], strict=True))
    assert sum_row["Lượt người dự"] == "18.962"  # 38 × 499


@pytest.mark.django_db
@pytest.mark.parametrize("regime", REGIMES)
def test_a_chart_of_very_many_procedures_shows_the_largest_and_says_so(regime: Regime) -> None:
    content = sums(regime, 3)
    names = {f"TT-{number:02}": f"Thủ tục {number}" for number in range(40)}
    width = len(content.sums[TOTAL])
    school = replace(
        content.counted[0],
        values={code: (number,) * width for number, code in enumerate(names)} | {TRAINING: (0, 0, 0, 0)},
    )
    content = replace(content, schools=(school,), topics=tuple(names.items()))
    document = consolidated_paper(content, kind_on(Kind.CONSOLIDATED, date(2026, 11, 22)))
    (chart,) = [block for block in document.blocks if isinstance(block, Chart)]
    assert len(chart.categories) == MOST_BARS
    assert chart.categories[-1] == "Thủ tục 39"
    assert f"({MOST_BARS} thủ tục nhiều hồ sơ nhất)" in chart.caption
    assert "Trong kỳ không trường nào có lớp bồi dưỡng." in list(document.texts())


@pytest.mark.parametrize("regime", REGIMES)
def test_what_is_stored_is_read_back_as_it_was(regime: Regime) -> None:
    content = sums(regime, 4)
    assert SumsContent.from_json(content.to_json()) == content
    assert content.says_the_same(replace(content, document_date=date(2026, 12, 1)))
    other_snapshot = tuple(replace(school, sha256=school.sha256 and "f" * 64) for school in content.schools)
    assert content.says_the_same(replace(content, schools=other_snapshot))
    assert not content.says_the_same(replace(content, schools=content.schools[1:]))


# Making it final ------------------------------------------------------------------------------------------------------


def make_final(world: World, who: str, *, with_missing: bool = True, at: datetime = NOW) -> Consolidation:
    with opened(world.scope(who, at.date())) as scope:
        office = office_of(world, who)
        return issue_consolidated(actor=scope, office=office, quarter=QUARTER, with_missing=with_missing, at=at)


def office_of(world: World, who: str) -> Office:
    with opened(world.scope(who, NOW.date())) as scope:
        (office,) = offices_for(scope, PAPER)
    return office


@time_machine.travel(NOW, tick=False)
def test_only_the_head_makes_it_final_and_not_before_anybody_handed_in(world: World, report: Report) -> None:
    with pytest.raises(Refusal) as refusal:
        make_final(world, "head")
    assert refusal.value.code == "nothing-handed-in"
    submit(world, report)
    with pytest.raises(Forbidden):
        make_final(world, "officer")
    with pytest.raises(Refusal) as refusal:
        make_final(world, "head", with_missing=False)
    assert (refusal.value.code, refusal.value.field) == ("schools-missing", "with_missing")
    assert not Consolidation._base_manager.exists()


@time_machine.travel(NOW, tick=False)
def test_the_final_paper_is_frozen_coded_and_numbered_once(world: World, report: Report) -> None:
    submit(world, report)
    final = make_final(world, "head")
    assert make_final(world, "head") == final
    with opened(world.scope("head", NOW.date())):
        issue = Issue.objects.prefetch_related("numbers__series").get(kind__code=Kind.CONSOLIDATED)
        assert (issue.version, str(issue.number), issue.snapshot_hash) == (1, "01/BC-UBND", final.sha256)
        assert issue.signer_name == "Hoàng Văn Lãnh"
        assert AuditEntry.objects.filter(verb="reports.consolidated.issue").count() == 1
    content = SumsContent.from_json(final.data)
    assert content.missing == ("Trường THCS Hòa Bình",)
    sign(Report._base_manager.get(unit=world.sister), NOW)
    second = make_final(world, "head")
    final.refresh_from_db()
    assert SumsContent.from_json(final.data) == content
    assert (second.number, second.replaces) == (2, final)
    assert not SumsContent.from_json(second.data).missing
    assert list(
        Issue._base_manager.filter(kind__code=Kind.CONSOLIDATED)
        .order_by("version")
        .values_list("is_current", flat=True)
    ) == [False, True]


@time_machine.travel(LATER, tick=False)
def test_a_correction_makes_the_partys_paper_old_and_not_the_states(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    submit(world, report)
    party, state = make_final(world, "party_head", at=LATER), make_final(world, "head", at=LATER)
    with opened(world.scope("party_head", LATER.date())):
        issue = Issue.objects.prefetch_related("numbers__series").get(kind__code=Kind.CONSOLIDATED_PARTY)
    assert issue.number is None  # its book is that of the term
    assert issue.signer_position == "T/M ĐẢNG ỦY BÍ THƯ"
    approve(world, propose(world, report))
    url = reverse("reports.consolidated.read")
    old = "Từ khi ban hành đã có trường nộp thêm hoặc đính chính."
    assert old in as_user("party_head").get(url, {"quarter": QUARTER.code}).content.decode()
    assert old not in as_user("head").get(url, {"quarter": QUARTER.code, "paper": "state"}).content.decode()
    again = make_final(world, "party_head", at=LATER)
    assert again.replaces == party
    content = SumsContent.from_json(again.data)
    assert any("Đính chính lần 1" in note for note in content.notes)
    assert make_final(world, "head", at=LATER) == state


@time_machine.travel(NOW, tick=False)
def test_a_deputy_signs_for_the_one_above(world: World, report: Report) -> None:
    Membership.objects.filter(person__user__username="head").update(title="Phó Chủ tịch UBND xã")
    submit(world, report)
    content = SumsContent.from_json(make_final(world, "head").data)
    assert (content.authority, content.position) == ("TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH", "Phó Chủ tịch")


@time_machine.travel(NOW, tick=False)
def test_what_was_withdrawn_may_be_made_final_again(world: World, report: Report) -> None:
    submit(world, report)
    first = make_final(world, "head")
    with opened(world.scope("head", NOW.date())) as scope:
        issue = Issue.objects.get(kind__code=Kind.CONSOLIDATED)
        withdraw_issue(actor=scope, issue_id=issue.pk, reason="Sai tên trường", at=NOW)
    assert make_final(world, "head").replaces == first


# Files and pages ------------------------------------------------------------------------------------------------------


@time_machine.travel(NOW, tick=False)
def test_the_file_that_the_job_makes_is_the_one_that_verifies(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    submit(world, report)
    head, officer = as_user("head"), as_user("officer")
    asked = {"unit": world.commune.code, "quarter": QUARTER.code}
    page = f"{reverse('reports.consolidated.read')}?quarter={QUARTER.code}&paper=state"
    assert reverse("reports.consolidated.issue") not in officer.get(page).content.decode()
    preview = officer.get(reverse("reports.consolidated.preview"), asked).content.decode()
    assert "DỰ THẢO" in preview
    assert "Hoàng Văn Lãnh" not in preview
    officer.post(reverse("reports.consolidated.render"), asked)  # a draft
    run_jobs()
    (draft,) = RenderedFile._base_manager.filter(source_key__endswith=":draft")
    assert draft.issue_id is None
    assert officer.get(reverse("reports.consolidated.file"), asked | {"draft": "1"}).status_code == 200
    assert officer.post(reverse("reports.consolidated.issue"), asked | {"with_missing": "1"}).status_code == 403
    assert (
        "Còn 1 trường chưa nộp" in head.post(reverse("reports.consolidated.issue"), asked, follow=True).content.decode()
    )
    assert head.post(reverse("reports.consolidated.issue"), asked | {"with_missing": "1"}).status_code == 302
    run_jobs()
    file = RenderedFile._base_manager.get(issue__kind__code=Kind.CONSOLIDATED)
    assert file.name == f"Bao-cao-tong-hop_{world.commune.code}_{QUARTER.code}.pdf"
    with absolute(file.path).open("rb") as handle:
        verdict = verify_file(sums_of(iter(lambda: handle.read(65536), b"")), NOW)
    assert verdict.standing is FileStanding.ORIGINAL
    assert verdict.paper is not None
    assert (verdict.paper.number, verdict.paper.unit_name) == ("01/BC-UBND", "UBND xã Sơn Lam")
    final = officer.get(reverse("reports.consolidated.preview"), asked).content.decode()
    assert "01/BC-UBND" in final
    assert verdict.paper.shown_code in final
    shown = officer.get(page).content.decode()
    assert verdict.paper.shown_code in shown
    assert "Bản đã ký số" in shown
    assert as_user("principal").get(reverse("reports.consolidated.preview"), asked).status_code == 403
    assert as_user("other_officer").get(reverse("reports.consolidated.preview"), asked).status_code == 404
    word = officer.post(reverse("reports.consolidated.render"), asked | {"file": "docx"})
    assert word.status_code == 302
    run_jobs()
    assert officer.get(reverse("reports.consolidated.file"), asked | {"file": "docx"}).status_code == 200


def run_jobs() -> None:
    for job in Job._base_manager.filter(state="queued", kind="reports.consolidated_pdf"):
        tasks.run_job(str(job.pk))
        job.refresh_from_db()
        assert job.error == ""


@time_machine.travel(NOW, tick=False)
def test_nothing_is_made_final_of_a_quarter_that_nobody_named(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    submit(world, report)
    answer = as_user("head").post(reverse("reports.consolidated.issue"), {"with_missing": "1"})
    assert answer.status_code not in (200, 302, 403, 404)
    assert not Consolidation._base_manager.exists()


@time_machine.travel(NOW, tick=False)
def test_the_page_asks_the_same_for_two_schools_and_for_thirty(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("head")

    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            page = client.get(reverse("reports.consolidated.read"), {"quarter": QUARTER.code, "paper": "state"})
        assert "Báo cáo tổng hợp của UBND xã Sơn Lam" in page.content.decode()
        return len(asked)

    submit(world, report)
    count()  # what is kept for the next time is read
    before = count()
    for number in range(28):
        put_above(
            make_school(f"TH-{number:02}", f"Trường Tiểu học {number}"), world.commune, SupervisionKind.ADMINISTRATIVE
        )
    rebuild_reach()
    assert count() == before
    assert fresh(report).is_submitted


# In sets of papers, and on other screens ------------------------------------------------------------------------------


@time_machine.travel(LATER, tick=False)
def test_the_final_paper_is_an_item_of_a_set_and_carried_over(
    report: Report, world: World, as_user: Callable[[str], Client]
) -> None:
    submit(world, report)
    key = f"reports.consolidated:{world.commune.pk}:{QUARTER.code}"

    def made(*sources: str) -> list[BatchItem]:
        with opened(world.scope("head", LATER.date())) as scope:
            batch = make_batch(
                actor=scope,
                unit_id=world.commune.pk,
                quarter=QUARTER,
                sources=list(sources),
                files=[FileKind.PDF],
                mutation_id=uuid.uuid4(),
                at=LATER,
            )
        advance(batch_id=batch.pk, at=LATER)
        return list(BatchItem._base_manager.filter(batch=batch, source="consolidated"))

    (before,) = made("reports", "consolidated")
    page = as_user("head").get(reverse("documents.batch.read", args=[before.batch_id])).content.decode()
    assert 'data-label="Đơn vị"' in page, "beside the office stand its schools"
    assert (before.state, before.source_key) == (ItemState.MISSING, key)
    assert "chưa ban hành" in before.error
    with opened(world.scope("head", LATER.date())) as scope:
        (office,) = offices_for(scope, ISSUE)
        with pytest.raises(Refusal, match="chưa ban hành"):
            portal_paper(scope, key, "https://truong.example.vn")
        final = issue_consolidated(actor=scope, office=office, quarter=QUARTER, with_missing=True, at=LATER)
        paper = portal_paper(scope, key, "https://truong.example.vn")
        with pytest.raises(OutOfScope):
            portal_paper(scope, "reports.consolidated:1:abc", "")
    assert "https://truong.example.vn/v/" in paper.values["verify_url"]
    lines = paper.values["form06"].split("\n")
    assert {len(line.split("\t")) for line in lines} == {11}
    assert all(cell.isdecimal() for line in lines for cell in line.split("\t"))
    assert len(lines) == len(paper.values["form06_named"].split("\n"))
    assert paper.values["summary"].startswith("Trong quý III năm 2026, 1/2 trường đã nộp")
    (after,) = made("consolidated")
    assert after.state == ItemState.RUNNING
    assert after.job is not None
    assert after.job.key == f"{key}:{final.sha256[:16]}", "the job that issuing asked for: nothing is made twice"
