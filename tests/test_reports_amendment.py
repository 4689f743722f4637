"""Counted once, told everywhere (N1): before submission all figures move, after it none does, until an amendment."""

import io
import threading
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
import time_machine
from django.db import close_old_connections, connection
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.actions.amendments import refuse_amendment
from reports.actions.submission import submit_report
from reports.amending import NotACountError, amended, count, places
from reports.content import AmendmentLine, ReportContent
from reports.enums import AmendmentState
from reports.models import Amendment, OutlineTemplate, Report, Round, Snapshot
from reports.outline import outline
from reports.rendering import content_of
from reports.rules.honesty import COVERAGE
from reports.state_outline import state_outline
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal, Stale
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.tree import Document, Regime, Table
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.scope import opened, system
from tests.closing import KEY, LATER, NOW, add_request, approve, fresh, open_quarter, propose, submit
from tests.factory import World, make_calendar, make_world, moment


@pytest.fixture
def report(calendar: None, world: World) -> Report:
    return open_quarter(world)


@time_machine.travel(LATER, tick=False)
def test_an_approved_amendment_replaces_the_snapshot_and_both_are_kept(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    add_request(world.school, moment("2026-09-14 08:00"))
    before = submit(world, report)
    row = propose(world, report)
    assert (row.old, row.new, row.state) == ("1", "7", AmendmentState.PROPOSED)
    assert fresh(report).fingerprint == before.fingerprint  # nothing changes until the organ says so
    assert approve(world, row).state == AmendmentState.APPROVED
    approve(world, row)  # pressed twice
    first, second = Snapshot._base_manager.order_by("number")
    assert (second.number, second.replaces_id) == (2, first.pk)
    after = fresh(report)
    assert after.fingerprint == second.sha256 != first.sha256
    assert after.receipt_code == before.receipt_code
    content = content_of(after, LATER.date())
    assert content.figure(KEY).value == content.figure("procedures.total.received").value == "7"
    words = " ".join(outline(content).texts())
    assert "Đính chính lần 1 ngày 20/10/2026" in words
    assert "1 → 7 (Nhập sót hồ sơ giấy)" in words
    assert "Tồn kỳ trước + tiếp nhận =" not in words  # one figure alone does not balance, and no line says it does
    assert Job._base_manager.count() == 4  # two papers, rendered for both snapshots
    page = as_user("party_officer").get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "Bản chốt 2" in page
    assert "đã được thay" in page


@time_machine.travel(LATER, tick=False)
def test_the_state_paper_is_amended_in_its_own_columns_and_the_sums_follow(world: World, report: Report) -> None:
    add_request(world.school, moment("2026-09-09 08:00"))
    submit(world, report)
    approve(world, propose(world, report, regime=Regime.STATE, key="form06.RUT-HOC-BA.not_online", new="4"))
    found = fresh(report)
    values = next(x.values for x in content_of(found, LATER.date(), Regime.STATE).form06 if x.code == "RUT-HOC-BA")
    assert (values["not_online"], values["arrived"]) == (4, 4)
    assert not content_of(found, LATER.date(), Regime.PARTY).amendments


@time_machine.travel(LATER, tick=False)
@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"new": "một"}, "not-a-count"),
        ({"new": "-1"}, "not-a-count"),
        ({"new": "0"}, "nothing-changed"),
        ({"reason": " "}, "reason-empty"),
        ({"key": "procedures.total.received"}, "place-unknown"),
        ({"key": "text:nothing"}, "place-unknown"),
        ({"key": "text:digital", "new": "x" * 20_001}, "too-long"),
    ],
)
def test_a_proposal_that_cannot_be_is_refused(
    world: World, report: Report, changed: dict[str, object], code: str
) -> None:
    submit(world, report)
    with pytest.raises(Refusal) as refused:
        propose(world, report, **changed)
    assert refused.value.code == code


@time_machine.travel(LATER, tick=False)
def test_a_refused_proposal_tells_why_and_changes_nothing(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    before = submit(world, report)
    row = propose(world, report, key="text:digital", new="Lời mới về chuyển đổi số.")
    with pytest.raises(Stale):
        propose(world, report, key="text:digital", new="Lời khác nữa.")
    url = reverse("reports.amendment.refuse", args=[report.pk, row.pk])
    officer = as_user("party_officer")
    assert officer.post(url, {"refusal": " "}).status_code == 422
    assert officer.post(url, {"refusal": "Chưa có minh chứng"}).status_code == 302
    page = as_user("principal").get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "Chưa có minh chứng" in page
    assert fresh(report).fingerprint == before.fingerprint
    with pytest.raises(Refusal) as refused:
        approve(world, row)
    assert refused.value.code == "amendment-decided"


@time_machine.travel(LATER, tick=False)
def test_the_school_proposes_and_the_party_organ_decides(world: World, report: Report) -> None:
    with pytest.raises(Refusal) as refused:
        propose(world, report)
    assert refused.value.code == "report-not-submitted"
    submit(world, report)
    row = propose(world, report)
    for who, error in (("principal", Forbidden), ("officer", Forbidden), ("other_officer", OutOfScope)):
        with opened(world.scope(who, LATER.date())) as scope, pytest.raises(error):
            refuse_amendment(actor=scope, report_id=report.pk, amendment_id=row.pk, reason="Không", at=LATER)


@time_machine.travel(LATER, tick=False)
def test_a_proposal_from_the_page_is_kept_when_refused_and_sent_once(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    submit(world, report)
    client, url = as_user("party_secretary"), reverse("reports.amendment.propose", args=[report.pk])
    assert client.get(url, {"paper": "state"}).status_code == 200
    form = {"key": KEY, "new": "bảy", "reason": "Nhập sót", "mutation_id": str(uuid.uuid4())}
    refused = client.post(url, form)
    assert refused.status_code == 422
    assert "bảy" in refused.content.decode()
    for _time in range(2):
        assert client.post(url, form | {"new": "7"}).status_code == 302
    assert Amendment._base_manager.count() == 1


@time_machine.travel(NOW, tick=False)
def test_a_template_withdrawn_in_mid_quarter_stays_with_its_round(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    pinned = Round._base_manager.get()
    OutlineTemplate.objects.update(valid_to=date(2026, 8, 1))
    found = fresh(report)
    with opened(system(NOW.date(), "test")):
        assert content_of(found, NOW.date()).template == str(pinned.template) == "party-outline v1"
        assert content_of(found, NOW.date(), Regime.STATE).template == "state-reform v1"
    submit(world, report)
    assert Snapshot._base_manager.get().state_template_id == pinned.state_template_id
    page = as_user("party_officer").get(reverse("reports.templates")).content.decode()
    assert "procedures.total.received" in page
    assert "Cải cách tổ chức bộ máy hành chính nhà nước" in page


@time_machine.travel(NOW, tick=False)
def test_a_quarter_opened_without_a_state_form_has_the_party_paper_alone(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    Round._base_manager.update(state_template=None)
    submit(world, report)
    assert Job._base_manager.count() == 1
    client = as_user("principal")
    assert client.get(reverse("reports.state.preview", args=[report.pk])).status_code == 409
    assert client.get(reverse("reports.report.preview", args=[report.pk])).status_code == 200


@time_machine.travel(NOW, tick=False)
def test_the_receipt_comes_at_once_and_a_state_paper_that_fails_harms_nothing(
    world: World, report: Report, as_user: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as busy:
        busy.setattr("reports.rendering.write_file", lambda *_args, **_kwargs: 1 / 0)  # nothing is rendered meanwhile
        submit(world, report)
    monkeypatch.setattr("reports.rendering.state_outline", lambda *_args, **_kwargs: 1 / 0)
    jobs = {job.kind: job for job in Job._base_manager.all()}
    assert execute(jobs["reports.state_pdf"].pk) != "done"
    assert execute(jobs["reports.outline_pdf"].pk) == "done"
    assert RenderedFile._base_manager.get().name == "De-cuong_THCS-A_2026-Q3.pdf"
    assert fresh(report).is_submitted
    client = as_user("principal")
    assert client.get(reverse("reports.report.download", args=[report.pk])).status_code == 200
    assert client.get(reverse("reports.state.download", args=[report.pk])).status_code == 409


@time_machine.travel(NOW, tick=False)
def test_the_archive_holds_both_papers_and_an_index_with_its_coverage(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    submit(world, report)
    for job in Job._base_manager.all():
        assert execute(job.pk) == "done"
    answer = as_user("officer").get(reverse("reports.board.download"), {"quarter": "2026-Q3"})
    archive = zipfile.ZipFile(io.BytesIO(answer.getvalue()))
    assert sorted(archive.namelist()) == [
        "00_Muc-luc_2026-Q3.csv",
        "Bao-cao_THCS-A_2026-Q3.pdf",
        "De-cuong_THCS-A_2026-Q3.pdf",
    ]
    index = archive.read("00_Muc-luc_2026-Q3.csv").decode("utf-8-sig")
    assert f"{COVERAGE} 1/2 đơn vị" in index
    assert "chưa nộp: Trường THCS Hòa Bình" in index
    assert "Không có số điền tay" in index


def tables(document: Document) -> Iterator[Table]:
    yield from (block for block in document.blocks if isinstance(block, Table))


@time_machine.travel(NOW, tick=False)
def test_no_exported_table_lacks_its_coverage_line(world: World, report: Report) -> None:
    add_request(world.school, moment("2026-09-09 08:00"))
    with opened(system(NOW.date(), "test")):
        found = fresh(report)
        party, state = (content_of(found, NOW.date(), regime) for regime in (Regime.PARTY, Regime.STATE))

    # The two contents stand outside: only pure functions run here, however slow a busy machine makes the drawing.
    @settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(
        st.lists(st.integers(0, 99), max_size=3),
        st.sampled_from((Regime.PARTY, Regime.STATE)),
        st.data(),
    )
    def holds(values: list[int], regime: Regime, data: st.DataObject) -> None:
        content: ReportContent = state if regime is Regime.STATE else party
        numbers = [place for place in places(content, regime) if not place.is_text]
        for number, value in enumerate(values, 1):
            place = data.draw(st.sampled_from(numbers))
            line = AmendmentLine(number, NOW.date(), place.key, place.label, place.value, str(value), "sót")
            content = amended(content, line)
        if data.draw(st.booleans()) and content.figures:
            first, *rest = content.figures
            content = replace(content, figures=(replace(first, computed="0", reason="Sổ giấy"), *rest))
        document = state_outline(content) if regime is Regime.STATE else outline(content)
        shown = list(tables(document))
        assert shown
        for table in shown:
            assert f"{COVERAGE} 1/1 đơn vị" in table.note
            assert "điền tay" in table.note
            assert "ính chính" in table.note
        counted = [table for table in shown if "Thủ tục" in table.columns[0].label]
        for number in range(1, len(values) + 1):
            assert all(f"Đính chính lần {number} " in table.note for table in counted)

    holds()


@given(st.integers(0, 1_000_000))
def test_a_count_reads_back_with_and_without_points(number: int) -> None:
    assert count(str(number)) == count(f"{number:,}".replace(",", ".")) == number


@pytest.mark.parametrize("text", ["", "1,5", "²", "1e3", "-2", "9" * 12])
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(NotACountError):
        count(text)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_people_who_submit_at_once_get_one_receipt() -> None:
    make_calendar()
    world = make_world()
    report = open_quarter(world)
    start = threading.Barrier(2)
    receipts: list[str] = []
    refusals: list[str] = []
    faults: list[BaseException] = []

    def work(who: str) -> None:
        try:
            with opened(world.scope(who, NOW.date())) as scope:
                start.wait(timeout=20)
                receipts.append(submit_report(actor=scope, report_id=report.pk, at=NOW).receipt_code or "")
        except Refusal as refusal:
            refusals.append(refusal.code)
        except BaseException as fault:
            faults.append(fault)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=work, args=(who,)) for who in ("principal", "party_secretary")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert faults == []
    assert (len(receipts), refusals) == (1, ["report-submitted"])
    assert Snapshot._base_manager.count() == 1
