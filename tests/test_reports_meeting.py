"""The Party meeting on a quarter's outline: questions from the data, attendance, opinions, minutes, the pack."""

import io
import re
import uuid
import zipfile
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from reports.meeting import actions
from reports.meeting.actions import Plan, Tick
from reports.meeting.papers import Paper
from reports.meeting.queries import meeting_page
from reports.meeting.questions import SUGGESTED, Fall, Late, Question, Signals, Stale, Undone, suggest
from reports.meeting.reading import minutes, syllables
from reports.meeting.rendering import paper_of, request_minutes, request_pack
from reports.meeting.signals import suggestions
from reports.models import Meeting, MeetingMember, Opinion, Report
from reports.rendering import content_of
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Refusal
from schooladmin.core.errors import Stale as StaleError
from schooladmin.documents.models import RenderedFile
from schooladmin.documents.storage import absolute
from schooladmin.jobs.models import Job
from schooladmin.jobs.tasks import execute
from schooladmin.units.scope import opened
from tests.closing import begin, freeze
from tests.factory import World, moment
from tests.reform_log import log
from tests.stage import NOW, QUARTER, Stage, set_stage

pytestmark = pytest.mark.usefixtures("calendar")
START = moment("2026-10-14 14:00")
WORDS = st.text("abđơế «", max_size=8)


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


def plan(**changes: object) -> Plan:
    questions = tuple(Question(f"general:{n}", f"Câu hỏi số {n}?") for n in range(3))
    said = {"starts_at": START, "place": "Phòng họp", "chair": "Ngô Văn Bí", "secretary": "Phạm Thị Phó"}
    return Plan(**{**said, "questions": questions, **changes})  # type: ignore[arg-type]


def planned(stage: Stage) -> Meeting:
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        return actions.plan_meeting(actor=scope, report_id=stage.report.pk, plan=plan(), expected_version=0, at=NOW)


def held(stage: Stage, absent: str = "Vũ Thị Giáo") -> Meeting:
    meeting = planned(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        ticks = {
            row.pk: Tick(row.name != absent, "Đi công tác" if row.name == absent else "")
            for row in MeetingMember.objects.filter(meeting=meeting)
        }
        return actions.take_attendance(actor=scope, report_id=stage.report.pk, ticks=ticks, at=NOW)


# Questions


def test_the_gravest_of_each_kind_comes_first_and_six_are_suggested() -> None:
    signals = Signals(
        quarter="quý III năm 2026",
        late=(Late("A", "Rút học bạ", 1, 0), Late("B", "Chuyển đến", 2, 3)),
        empty=(("finance", "Cải cách tài chính công"),),
        stale=(Stale("digital", "Chuyển đổi số", 3),),
        undone=(Undone(7, "Số hóa sổ đăng bộ", "Văn thư", date(2026, 8, 31)),),
    )
    found = suggest(signals)
    assert [row.code for row in found] == [
        "late:B", "undone:7", "empty:finance", "stale:digital", "late:A", "general:best",
    ]  # fmt: skip
    assert found[0].text.startswith("Chuyển đến: 2 hồ sơ trả quá hạn, 3 hồ sơ đang quá hạn.")
    assert "31/08/2026" in found[1].text
    assert "Văn thư" in found[1].text


@given(
    st.lists(st.tuples(WORDS, st.integers(0, 9), st.integers(0, 9)), max_size=8),
    st.lists(st.tuples(WORDS, WORDS), max_size=8),
)
def test_there_are_always_six_different_questions(
    late: list[tuple[str, int, int]], empty: list[tuple[str, str]]
) -> None:
    rows = tuple(Late(str(number), *row) for number, row in enumerate(late))
    found = suggest(
        Signals("quý I năm 2026", late=rows, empty=tuple({key: (key, text) for key, text in empty}.values()))
    )
    assert len(found) == SUGGESTED
    assert len({row.code for row in found}) == SUGGESTED


def test_what_got_worse_is_asked_about_the_greatest_loss_first() -> None:
    falls = (
        Fall("1.1-A", "Văn bản rà soát", "12 văn bản", "9 văn bản", Decimal("0.25")),
        Fall("6.3-SU-CO", "Sự cố", "1 sự cố", "4 sự cố", Decimal("0.75"), rose=True),
        Fall("on-time", "Tỉ lệ đúng hạn", "90%", "95%", Decimal("-0.05")),
        Fall("5.1", "Công khai ngân sách", "Có", "Không", Decimal(1)),
    )
    found = {row.code: row.text for row in suggest(Signals(quarter="quý III năm 2026", fell=falls))}
    assert [code for code in found if code.startswith("fell:")] == ["fell:5.1", "fell:6.3-SU-CO", "fell:1.1-A"]
    assert found["fell:5.1"].startswith("«Công khai ngân sách»: quý trước «Có», quý này «Không».")
    assert found["fell:6.3-SU-CO"].startswith("Sự cố tăng từ 1 sự cố quý trước lên 4 sự cố:")
    assert found["fell:1.1-A"].startswith("Văn bản rà soát giảm từ 12 văn bản quý trước xuống 9 văn bản:")


@time_machine.travel(NOW, tick=False)
def test_indicators_that_got_worse_since_the_frozen_quarter_become_questions(stage: Stage) -> None:
    """Of two indicators with a direction; what has none, was not told before or went up is left alone."""
    world, last = stage.world, QUARTER.previous()
    told = {
        # code: (the quarter before, this quarter)
        "2.4-DUNG-HAN": None,  # counted, not logged
        "4.3-KY-LUAT": ("1", "3"),  # less is better
        "6.3-SU-CO": ("2", "0"),
        "1.1-VAN-BAN": ("12", "4"),  # no direction
    }
    for code, values in told.items():
        for quarter, value in zip((last, QUARTER), values or (), strict=False):
            log(world, code, value, at=NOW, quarter=quarter)
    before = frozen_before(stage)
    log(world, "4.3-KY-LUAT", "9", at=NOW, quarter=last, version=1)  # mended afterwards: what was submitted counts
    with opened(world.scope("principal", NOW.date())) as scope:
        content = content_of(stage.report, scope.at)
        codes = {row.code: row.text for row in suggestions(scope, stage.report, content)}
        with translation.override("en"):
            assert {row.code: row.text for row in suggestions(scope, stage.report, content)} == codes
    assert before.quarter == last.code
    fell = {code: text for code, text in codes.items() if code.startswith("fell:")}
    assert list(fell) == ["fell:4.3-KY-LUAT"]
    assert "tăng từ 1 vụ quý trước lên 3 vụ" in fell["fell:4.3-KY-LUAT"]


def frozen_before(stage: Stage) -> Report:
    """The report of the quarter before, submitted with what the registers said."""
    return freeze(begin(stage.world, QUARTER.previous(), at=NOW), at=NOW)


def test_reading_takes_a_minute_for_130_syllables() -> None:
    assert syllables(["Cải cách – phục vụ nhân dân.", "12 hồ sơ"]) == 9
    assert [minutes(count) for count in (0, 1, 130, 131)] == [0, 1, 1, 2]


def test_the_questions_name_what_the_data_shows(stage: Stage) -> None:
    with opened(stage.world.scope("principal", NOW.date())) as scope:
        page = meeting_page(scope, stage.report)
    codes = [row.code for row in page.offered]
    assert len(codes) == SUGGESTED
    assert "late:RUT-HOC-BA" in codes  # received on 14 September, open on 12 October
    assert "unproven:1" in codes  # a result without a file
    assert any(code.startswith("empty:") for code in codes)
    assert page.chosen == set(codes[:3])


# Planning


def test_a_plan_is_one_meeting_however_often_it_is_sent(stage: Stage) -> None:
    first, again = planned(stage), planned(stage)
    assert first.pk == again.pk
    assert Meeting._base_manager.count() == 1
    names = set(MeetingMember._base_manager.values_list("name", flat=True))
    assert {"Lê Văn Hiệu", "Ngô Văn Bí", "Vũ Thị Giáo"} <= names
    assert "Hồ Văn Trị" not in names  # who administers the system is no member for that


def test_three_questions_are_chosen_no_more_no_less(stage: Stage) -> None:
    with opened(stage.world.scope("principal", NOW.date())) as scope:
        for count in (2, 4):
            questions = tuple(Question(f"general:{n}", f"Câu {n}?") for n in range(count))
            with pytest.raises(Refusal) as caught:
                actions.plan_meeting(
                    actor=scope,
                    report_id=stage.report.pk,
                    plan=plan(questions=questions),
                    expected_version=0,
                    at=NOW,
                )
            assert caught.value.code == "meeting-questions"


def test_two_people_do_not_overwrite_each_others_plan(stage: Stage) -> None:
    planned(stage)
    with opened(stage.world.scope("principal", NOW.date())) as scope:
        with pytest.raises(StaleError):
            actions.plan_meeting(
                actor=scope, report_id=stage.report.pk, plan=plan(place="Hội trường"), expected_version=0, at=NOW
            )
        done = actions.plan_meeting(
            actor=scope, report_id=stage.report.pk, plan=plan(place="Hội trường"), expected_version=1, at=NOW
        )
    assert (done.place, done.lock_version) == ("Hội trường", 2)


# The evening


def test_names_are_typed_once_and_remembered_by_the_next_meeting(stage: Stage) -> None:
    meeting = planned(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        added = actions.add_members(
            actor=scope,
            report_id=stage.report.pk,
            names="Đinh Văn Khách - Đảng viên sinh hoạt tạm thời\n\nĐinh Văn Khách - Đảng viên sinh hoạt tạm thời",
            at=NOW,
        )
        assert added == 1
        gone = MeetingMember.objects.get(meeting=meeting, name="Đỗ Thị Văn Thư")
        actions.take_attendance(actor=scope, report_id=stage.report.pk, ticks={}, remove=gone.pk, at=NOW)
    row = Report._base_manager.get(pk=stage.report.pk)
    row.pk, row.quarter, row.receipt_code = None, "2026-Q4", None
    from reports.models import Round

    later = Round._base_manager.get(pk=stage.report.round_id)
    later.pk, later.quarter = None, "2026-Q4"
    later.save(force_insert=True)
    row.round = later
    row.save(force_insert=True)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        second = actions.plan_meeting(actor=scope, report_id=row.pk, plan=plan(), expected_version=0, at=NOW)
        names = set(MeetingMember.objects.filter(meeting=second).values_list("name", flat=True))
    assert "Đinh Văn Khách" in names
    assert "Đỗ Thị Văn Thư" not in names


def test_attendance_of_thirty_is_one_post(stage: Stage, as_user: Callable[[str], Client]) -> None:
    planned(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        actions.add_members(
            actor=scope, report_id=stage.report.pk, names="\n".join(f"Người Thứ {n}" for n in range(30)), at=NOW
        )
        pks = list(MeetingMember.objects.values_list("pk", flat=True))
    absent = pks[0]
    data = {f"shown-{pk}": "1" for pk in pks} | {f"present-{pk}": "1" for pk in pks if pk != absent}
    with time_machine.travel(NOW, tick=False):
        answer = as_user("party_secretary").post(
            reverse("reports.meeting.attendance", args=[stage.report.pk]), {**data, f"reason-{absent}": "Ốm"}
        )
    assert answer.status_code == 302
    row = MeetingMember._base_manager.get(pk=absent)
    assert (row.presence, row.reason) == ("absent", "Ốm")
    assert MeetingMember._base_manager.filter(presence="present").count() == len(pks) - 1
    assert Meeting._base_manager.get().state == "held"


def test_an_opinion_sent_twice_is_kept_once_and_a_refused_one_stays_on_the_screen(
    stage: Stage, as_user: Callable[[str], Client]
) -> None:
    planned(stage)
    client, url = as_user("party_secretary"), reverse("reports.meeting.opinion", args=[stage.report.pk])
    said = {"who": "Lê Văn Hiệu", "words": "Cần phân công lại.\nTừ tháng 11.", "mutation_id": str(uuid.uuid4())}
    with time_machine.travel(NOW, tick=False):
        for _time in range(2):
            assert client.post(url, said).status_code == 302
        refused = client.post(url, {"who": "", "words": "Lời chưa có tên", "mutation_id": str(uuid.uuid4())})
    assert Opinion._base_manager.count() == 1
    assert refused.status_code == 422
    assert "Lời chưa có tên" in refused.content.decode()


def test_words_of_an_opinion_are_text_never_markup(stage: Stage, as_user: Callable[[str], Client]) -> None:
    meeting = planned(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        actions.add_opinion(
            actor=scope,
            report_id=stage.report.pk,
            who="Lê Văn Hiệu",
            words="<script>alert(1)</script>",
            mutation_id=uuid.uuid4(),
            at=NOW,
        )
        with pytest.raises(Refusal) as caught:
            actions.add_opinion(
                actor=scope, report_id=stage.report.pk, who="A", words="x" * 5001, mutation_id=uuid.uuid4(), at=NOW
            )
    assert caught.value.field == "words"
    with time_machine.travel(NOW, tick=False):
        page = as_user("principal").get(reverse("reports.meeting.read", args=[stage.report.pk])).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert meeting.pk


# The minutes


def test_minutes_need_attendance_and_a_conclusion_and_then_nothing_changes(stage: Stage) -> None:
    planned(stage)
    ends = moment("2026-10-14 15:30")
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        arguments = {"actor": scope, "report_id": stage.report.pk, "at": NOW}
        with pytest.raises(Refusal) as caught:
            actions.close_minutes(ends_at=ends, decision="Thống nhất.", **arguments)  # type: ignore[arg-type]
        assert caught.value.code == "meeting-not-held"
    held(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        arguments = {"actor": scope, "report_id": stage.report.pk, "at": NOW}
        for bad, field in ((("", ends), "decision"), (("Thống nhất.", START), "ends_at")):
            with pytest.raises(Refusal) as caught:
                actions.close_minutes(decision=bad[0], ends_at=bad[1], **arguments)  # type: ignore[arg-type]
            assert caught.value.field == field
        for _time in range(2):
            actions.close_minutes(decision="Thống nhất.", ends_at=ends, **arguments)  # type: ignore[arg-type]
        for change in (
            lambda: actions.add_members(names="Ai Đó", **arguments),  # type: ignore[arg-type]
            lambda: actions.take_attendance(ticks={}, **arguments),  # type: ignore[arg-type]
            lambda: actions.add_opinion(who="A", words="B", mutation_id=uuid.uuid4(), **arguments),  # type: ignore[arg-type]
        ):
            with pytest.raises(Refusal) as caught:
                change()
            assert caught.value.code == "meeting-minuted"
    assert AuditEntry._base_manager.filter(verb="reports.meeting.close").count() == 1


def test_the_minutes_say_who_came_what_was_said_and_what_was_decided(stage: Stage) -> None:
    held(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        actions.add_opinion(
            actor=scope,
            report_id=stage.report.pk,
            who="Lê Văn Hiệu",
            words="Hồ sơ trễ vì thiếu người.",
            mutation_id=uuid.uuid4(),
            at=NOW,
        )
        meeting = actions.close_minutes(
            actor=scope,
            report_id=stage.report.pk,
            ends_at=moment("2026-10-14 15:30"),
            decision="Chi bộ giao cô Phó phụ trách.",
            at=NOW,
        )
        job = request_minutes(actor=scope, meeting=meeting, at=NOW)
    assert execute(job.pk) == "done", Job._base_manager.get(pk=job.pk).error
    text = words_of(RenderedFile._base_manager.get(source_key=meeting.paper_key(Paper.MINUTES)))
    for said in (
        "ĐẢNG CỘNG SẢN VIỆT NAM", "CHI BỘ TRƯỜNG THCS BÌNH AN * Sơn Lam, ngày 14 tháng 10 năm 2026", "BIÊN BẢN",
        "Vũ Thị Giáo", "Đi công tác", "Câu hỏi số 0?", "Lê Văn Hiệu: Hồ sơ trễ vì thiếu người.",
        "Chi bộ giao cô Phó phụ trách.", "15 giờ 30", "T/M CHI BỘ", "THƯ KÝ",
    ):  # fmt: skip
        assert all(part in text for part in said.split(" * ")), said


def words_of(file: RenderedFile) -> str:
    pages = PdfReader(Path(absolute(file.path))).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


# The pack


def test_the_pack_is_four_papers_in_one_archive(stage: Stage, as_user: Callable[[str], Client]) -> None:
    """Taps from the report: the meeting, three questions, save and make, open, download: seven."""
    client = as_user("party_secretary")
    with time_machine.travel(NOW, tick=False):
        page = client.get(reverse("reports.meeting.read", args=[stage.report.pk]))
        form = page.context["plan_form"]
        said = {name: form[name].value() for name in form.fields}
        day = {"day": said["day"].isoformat(), "hour": "14:00", "own": ""}
        answer = client.post(reverse("reports.meeting.plan", args=[stage.report.pk]), {**said, **day, "pack": "1"})
        assert answer.status_code == 302, answer.content.decode()
        job = Job._base_manager.get(kind="reports.meeting_pdf")
        assert answer["Location"] == reverse("jobs.job.read", args=[job.pk])
        assert execute(job.pk) == "done", Job._base_manager.get(pk=job.pk).error
        archive = client.get(reverse("reports.meeting.pack", args=[stage.report.pk]))
    names = zipfile.ZipFile(io.BytesIO(b"".join(archive.streaming_content))).namelist()  # type: ignore[attr-defined]
    assert [name.split("_")[1] for name in names] == ["De-cuong", "Ban-doc", "Phieu-diem-danh", "Khung-bien-ban"]
    assert sum(RenderedFile._base_manager.filter(job=job).values_list("pages", flat=True)) <= 20
    sheet = words_of(RenderedFile._base_manager.get(source_key__endswith=":attendance"))
    assert "PHIẾU ĐIỂM DANH" in sheet
    assert "Ngô Văn Bí" in sheet
    spoken = words_of(RenderedFile._base_manager.get(source_key__endswith=":reading"))
    assert "130 tiếng một phút" in spoken
    assert "NỘI DUNG THẢO LUẬN" in spoken


def test_part_a_of_the_reading_version_is_the_pinned_one(stage: Stage) -> None:
    meeting = planned(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        content = content_of(stage.report, scope.at)
        document, profile = paper_of(Paper.READING, meeting, content)
        outline, _profile = paper_of(Paper.OUTLINE, meeting, content)
    assert profile.body.size == 20
    assert "Một đoạn." in list(document.texts())
    assert content.part_a == stage.report.round.theme.part_a
    assert not any("Bảng 1" in text for text in document.texts())
    assert any("Bảng 1" in text for text in outline.texts())


def test_asking_for_the_pack_twice_is_one_job(stage: Stage) -> None:
    meeting = planned(stage)
    with opened(stage.world.scope("party_secretary", NOW.date())) as scope:
        jobs = {request_pack(actor=scope, meeting=meeting, at=NOW).pk for _time in range(2)}
    assert len(jobs) == 1


def test_the_page_asks_the_same_however_many_came_and_spoke(stage: Stage, as_user: Callable[[str], Client]) -> None:
    held(stage)
    url, client = reverse("reports.meeting.read", args=[stage.report.pk]), as_user("principal")

    def count() -> int:
        with (
            time_machine.travel(NOW, tick=False),
            CaptureQueriesContext(
                connection,
            ) as asked,
        ):
            assert client.get(url).status_code == 200
        return len(asked)

    count()
    before = count()
    with opened(stage.world.scope("principal", NOW.date())) as scope:
        actions.add_members(
            actor=scope, report_id=stage.report.pk, names="\n".join(f"Người Thứ {n}" for n in range(30)), at=NOW
        )
        for number in range(30):
            actions.add_opinion(
                actor=scope,
                report_id=stage.report.pk,
                who="Lê Văn Hiệu",
                words=f"Ý {number}",
                mutation_id=uuid.uuid4(),
                at=NOW,
            )
    assert count() == before
