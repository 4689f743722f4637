"""A sample of every kind of paper, made by the product's own builders from a small world: final, draft, long, short.

``SAMPLES`` has an entry for every ``Kind``: a new kind without one fails the test of geometry.
"""

import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from procedures.actions.intake import Application, accept_request
from procedures.actions.promises import extend_request
from procedures.actions.work import pause_request, refuse_request, withdraw_request
from procedures.batch.lists import Plan, create_batch
from procedures.batch.sheet import sheet_of
from procedures.enums import Channel, Relation
from procedures.models import Batch, Request, TransferLetter
from procedures.offline.pad_paper import pad_document
from procedures.offline.pads import reserve_pad
from procedures.papers.book import book_of, notice_of
from procedures.papers.case import case_of
from procedures.papers.letters import Letter
from procedures.papers.printing import document_of, pick
from procedures.queries.catalogue import version_on
from procedures.queries.statistics import statistics_of, subject_for
from procedures.statistics.papers import Head, paper_of
from procedures.transfers.letter import letter_document
from pupils.actions import PupilData, add_pupil
from reports.consolidated.content import SchoolLine, SumsContent
from reports.consolidated.papers import KINDS as OFFICE_KINDS
from reports.consolidated.papers import consolidated_paper
from reports.consolidated.rules import TOTAL, TRAINING
from reports.content import ReportContent
from reports.meeting.papers import KINDS, Attendee, Paper, Record, Said
from reports.meeting.papers import document_of as meeting_document
from reports.meeting.questions import Question
from reports.outline import outline
from reports.rendering import content_of
from reports.sheets.blank import blank_form
from reports.sheets.rows import asked_of
from reports.state_outline import state_outline
from schooladmin.core.periods import Period
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import kind_on, profile_for, profile_of
from schooladmin.documents.tree import Document, Kind, Regime
from schooladmin.units.scope import Scope
from tests.factory import moment
from tests.stage import Stage
from training.actions import (
    AttendanceRow,
    ClassPlan,
    EssayRow,
    Organiser,
    SchoolPlace,
    close_class,
    create_class,
    record_attendance,
    record_essays,
)
from training.enums import AttendanceStatus, ClassMode, EssayResult
from training.models import ClassSchool
from training.papers.rendering import Paper as ClassPaper
from training.papers.rendering import sheets_of

BASE = "https://truong.example.vn"
FRIDAY = moment("2026-11-06 10:05")
PERIOD = Period(date(2026, 9, 1), date(2026, 12, 1))
_LONG = (
    "Nhà trường niêm yết công khai các thủ tục, hướng dẫn phụ huynh nộp hồ sơ trực tuyến và trả kết quả đúng hẹn; mỗi "
    "hồ sơ trễ đều có thư xin lỗi nêu rõ lý do, người chịu trách nhiệm và ngày hẹn mới."
)
_TODAY = date(2026, 11, 22)


@dataclass(frozen=True)
class Ground:
    """What the samples are built on: one of everything of a school, and a scope that reaches it."""

    stage: Stage
    scope: Scope

    @property
    def school_id(self) -> int:
        return self.stage.world.school.pk

    def content(self, regime: Regime = Regime.PARTY) -> ReportContent:
        """The report with text enough for several pages."""
        found = content_of(self.stage.report, self.scope.at, regime)
        fields = tuple(
            replace(field, narrative=f"Mục {number}, đoạn một. {_LONG}\n\nMục {number}, đoạn hai. {_LONG} {_LONG}")
            for number, field in enumerate(found.fields, start=1)
        )
        part_a = f"# I. Quan điểm\n\nThứ nhất. {_LONG} {_LONG} {_LONG}\n\nThứ hai. {_LONG} {_LONG}"
        return replace(found, fields=fields, part_a=part_a, conclusion=f"Tóm lại. {_LONG}")


Made = tuple[Document, Profile]


def _outline(ground: Ground) -> Made:
    content = ground.content()
    return outline(content), profile_for(Kind.OUTLINE, content.document_date)


def _outline_draft(ground: Ground) -> Made:
    content = ground.content()
    return outline(content, draft=True), profile_for(Kind.OUTLINE, content.document_date)


def _outline_before(ground: Ground) -> Made:
    """A paper dated before the regulation of 2026."""
    content = replace(ground.content(), document_date=date(2024, 10, 5))
    return outline(content), profile_for(Kind.OUTLINE, content.document_date)


def _state_report(ground: Ground) -> Made:
    content = ground.content(Regime.STATE)
    return state_outline(content), profile_for(Kind.STATE_REPORT, content.document_date)


def _state_report_draft(ground: Ground) -> Made:
    content = ground.content(Regime.STATE)
    return state_outline(content, draft=True), profile_for(Kind.STATE_REPORT, content.document_date)


def sums(regime: Regime, schools: int = 24) -> SumsContent:
    """The sums of an office over so many schools, one of which has not handed in and one has corrected a figure."""
    is_state = regime is Regime.STATE
    counts: tuple[int, ...] = (
        (30, 12, 10, 8, 21, 5, 11, 5, 5, 3, 2, 3, 1) if is_state else (8, 22, 21, 16, 5, 5, 2, 3, 1)
    )
    procedures = (("RUT-HOC-BA", "Rút học bạ"), ("CHUYEN-TRUONG", "Chuyển trường"), ("NOI-BO", "Xác nhận học sinh"))
    idle = tuple(0 for _count in counts)
    lines = [
        SchoolLine(
            f"TH-{number:03}",
            f"Trường Trung học cơ sở Nguyễn Bỉnh Khiêm {number}",
            f"{number:064x}",
            {
                "RUT-HOC-BA": counts,
                "CHUYEN-TRUONG": tuple(count * 2 for count in counts),
                "NOI-BO": idle,
                TOTAL: tuple(count * 3 for count in counts),
                TRAINING: (2, 40, 38, 35),
            },
            ("TH-001: Đính chính lần 1 ngày 20/10/2026: Rút học bạ, tiếp nhận: 1 → 2 (nhập sót một hồ sơ).",)
            if number == 1
            else (),
        )
        for number in range(1, schools)
    ]
    return SumsContent(
        regime=regime,
        quarter="2026-Q3",
        unit_code="UBND-SL" if is_state else "DU-SL",
        unit_name="Ủy ban nhân dân xã Sơn Lam" if is_state else "Đảng ủy xã Sơn Lam",
        upper_name="Ủy ban nhân dân tỉnh" if is_state else "Tỉnh ủy",
        place="Sơn Lam",
        sign="UBND" if is_state else "ĐU",
        document_date=_TODAY,
        authority="TM. ỦY BAN NHÂN DÂN" if is_state else "T/M ĐẢNG ỦY",
        position="CHỦ TỊCH" if is_state else "BÍ THƯ",
        signer="Đinh Văn Chủ",
        first=date(2026, 6, 15) if is_state else date(2026, 7, 1),
        last=date(2026, 9, 14) if is_state else date(2026, 9, 30),
        topics=(*procedures, (TOTAL, "Tất cả thủ tục"), (TRAINING, "Đào tạo, bồi dưỡng")),
        schools=(*lines, SchoolLine("TH-999", "Trường Tiểu học Hòa Bình")),
    )


def _sums(regime: Regime, *, draft: bool = False) -> Callable[[Ground], Made]:
    def make(ground: Ground) -> Made:
        content = sums(regime)
        rule = kind_on(OFFICE_KINDS[regime], content.document_date)
        return consolidated_paper(content, rule, draft=draft), profile_of(rule, content.document_date)

    return make


_RECORD = Record(
    starts_at=moment("2026-10-14 14:00"),
    ends_at=moment("2026-10-14 15:30"),
    place="Phòng họp",
    chair="Ngô Văn Bí",
    secretary="Phạm Thị Phó",
    questions=tuple(Question(f"general:{n}", f"Câu hỏi số {n}, ai làm và đến ngày nào?") for n in range(3)),
    attendees=tuple(Attendee(f"Đảng viên Thứ {n}", "Giáo viên", n != 3, "" if n != 3 else "Ốm") for n in range(30)),
    opinions=(Said("Lê Văn Hiệu", f"Hồ sơ trễ vì thiếu người. {_LONG}\n{_LONG}"), Said("Vũ Thị Giáo", "Nhất trí.")),
    decision=f"Chi bộ giao cô Phó Hiệu trưởng phân công người trực thay. {_LONG}\n- Xong trước ngày 30.",
)


def _meeting(paper: Paper, **changes: Any) -> Callable[[Ground], Made]:
    def make(ground: Ground) -> Made:
        record = replace(_RECORD, **changes)
        form = profile_for(KINDS[paper], record.day)
        return meeting_document(paper, ground.content(), record, form, draft=False), form

    return make


def _statistics(ground: Ground) -> Made:
    found = statistics_of(ground.scope, subject_for(ground.scope, "THCS-A"), PERIOD)
    head = Head("UBND xã Sơn Lam", "Trường THCS Bình An", "Sơn Lam", _TODAY, "Lê Văn Hiệu")
    return paper_of(found, head), profile_for(Kind.STATISTICS, _TODAY)


# The counter ---------------------------------------------------------------------------------------------------------


def _request(ground: Ground, at: datetime = FRIDAY) -> Request:
    return accept_request(
        actor=ground.scope,
        unit_id=ground.school_id,
        application=Application(
            procedure="RUT-HOC-BA",
            channel=Channel.DIRECT,
            applicant_name="Nguyễn Thị Mẹ",
            applicant_phone="0912 345 678",
            relation=Relation.PARENT,
            pupil_name="Tôn Nữ Công Tằng Huyền Trang",
            pupil_class="7A2",
            pupil_birth_date=date(2014, 5, 6),
            received_at=at,
            confirmed_duplicate=True,
        ),
        at=at,
    )


def _paper(ground: Ground, row: Request, kind: Kind, day: date, part: str = "", letter: Letter | None = None) -> Made:
    case = case_of(Request.objects.select_related("version__procedure", "unit").get(pk=row.pk), day)
    return document_of(case, pick(case, kind.value, part), BASE, letter)


def _receipt(ground: Ground) -> Made:
    return _paper(ground, _request(ground), Kind.RECEIPT, FRIDAY.date())


def _missing(ground: Ground) -> Made:
    row = _request(ground)
    at = FRIDAY + timedelta(hours=1)
    pause_request(actor=ground.scope, request_id=row.pk, at=at, note="Bổ sung bản chính học bạ", missing=())
    return _paper(ground, row, Kind.MISSING, at.date())


def _refusal(ground: Ground) -> Made:
    row = _request(ground)
    at = FRIDAY + timedelta(hours=2)
    refuse_request(actor=ground.scope, request_id=row.pk, at=at, note="Học sinh không có tên trong sổ đăng bộ")
    return _paper(ground, row, Kind.REFUSAL, at.date())


def _stop(ground: Ground) -> Made:
    row = _request(ground)
    at = FRIDAY + timedelta(hours=3)
    withdraw_request(actor=ground.scope, request_id=row.pk, at=at, note="Người nộp xin rút hồ sơ")
    return _paper(ground, row, Kind.STOP, at.date())


def _apology(ground: Ground) -> Made:
    row = _request(ground)
    extend_request(
        actor=ground.scope,
        request_id=row.pk,
        at=moment("2026-11-10 16:00"),
        note="Phải tìm sổ gốc năm 1998 trong kho lưu trữ",
        working_days=2,
    )
    return _paper(ground, row, Kind.APOLOGY, date(2026, 11, 12), "extension")


def _apology_draft(ground: Ground) -> Made:
    letter = Letter("Cần tìm trong sổ lưu trữ", date(2026, 11, 16), "Phạm Thị Phó")
    return _paper(ground, _request(ground), Kind.APOLOGY, date(2026, 11, 10), "extension", letter)


def _control(ground: Ground) -> Made:
    return _paper(ground, _request(ground), Kind.CONTROL, FRIDAY.date())


def _book(ground: Ground) -> Made:
    for number in range(18):
        _request(ground, FRIDAY + timedelta(minutes=number))
    return book_of(ground.scope, ground.school_id, PERIOD)


def _notice(ground: Ground) -> Made:
    return notice_of(ground.school_id, version_on("RUT-HOC-BA", _TODAY), _TODAY, BASE)


def _transfer_letter(ground: Ground) -> Made:
    letter = TransferLetter.objects.create(
        request=_request(ground), unit_id=ground.school_id, school_name="Trường THCS Nơi Khác", issued_at=FRIDAY
    )
    return letter_document(letter, BASE)


def _pad(ground: Ground) -> Made:
    pad = reserve_pad(
        actor=ground.scope, unit_id=ground.school_id, slips=10, year=2026, at=FRIDAY, mutation_id=uuid.uuid4()
    )
    return pad_document(pad, BASE, FRIDAY.date())


def _batch_sheet(ground: Ground) -> Made:
    pupils = [
        add_pupil(
            actor=ground.scope,
            unit_id=ground.school_id,
            data=PupilData(full_name=f"Nguyễn Thị Thứ {number}", birth_date=date(2012, 5, 6), class_name="9A1"),
            at=FRIDAY,
        ).pk
        for number in range(14)
    ]
    batch = create_batch(
        actor=ground.scope,
        unit_id=ground.school_id,
        plan=Plan("RUT-HOC-BA", "Học bạ, lớp 9A1", pupils),
        at=FRIDAY,
        mutation_id=uuid.uuid4(),
    )
    return sheet_of(Batch.objects.select_related("version__procedure").get(pk=batch.pk), FRIDAY.date())


def _blank_report(ground: Ground) -> Made:
    content = content_of(ground.stage.report, ground.scope.at, Regime.STATE)
    document = blank_form(content, asked_of(ground.scope, ground.stage.report, content))
    return document, profile_for(Kind.BLANK_REPORT, content.document_date)


# Classes -------------------------------------------------------------------------------------------------------------


def ended_class(ground: Ground, *, essay: bool = True) -> ClassSchool:
    """A closed class of the school: the principal passed, the deputy failed or left early, the teacher stayed away."""
    world, starts = ground.stage.world, moment("2026-09-20 08:00")
    row = create_class(
        actor=ground.scope,
        unit_id=world.school.pk,
        mutation_id=uuid.uuid4(),
        plan=ClassPlan(
            title="Bồi dưỡng năng lực số và kỹ năng xử lý thủ tục hành chính trên môi trường mạng cho giáo viên",
            starts_at=starts,
            ends_at=starts + timedelta(hours=3),
            mode=ClassMode.IN_PERSON,
            organisers=(Organiser("Sở Giáo dục và Đào tạo"), Organiser("Trường THCS Bình An")),
            schools=(SchoolPlace(world.school.pk),),
            place="Hội trường",
            speaker_name="Trần Văn Giảng",
            essay_topic="Vận dụng vào bài dạy" if essay else "",
            essay_due=date(2026, 9, 30) if essay else None,
            basis="Kế hoạch số 12/KH-SGDĐT ngày 05/9/2026 của Sở Giáo dục và Đào tạo",
        ),
        at=starts - timedelta(days=3),
    )
    ids = {who: world.users[who].person_id for who in ("principal", "deputy", "teacher")}
    shared: dict[str, Any] = {"actor": ground.scope, "class_id": row.pk, "school_id": world.school.pk}
    record_attendance(
        **shared,
        rows=[
            AttendanceRow(ids["principal"], AttendanceStatus.PRESENT),
            AttendanceRow(ids["deputy"], AttendanceStatus.PARTIAL, 90),
            AttendanceRow(ids["teacher"], AttendanceStatus.EXCUSED),
        ],
        at=starts + timedelta(hours=4),
    )
    if essay:
        handed_in = date(2026, 9, 25)
        record_essays(
            **shared,
            rows=[
                EssayRow(ids["principal"], handed_in, result=EssayResult.PASSED),
                EssayRow(ids["deputy"], handed_in, result=EssayResult.FAILED),
            ],
            at=moment("2026-10-01 08:00"),
        )
    close_class(actor=ground.scope, class_id=row.pk, at=moment("2026-10-02 08:00"))
    return ClassSchool.objects.select_related("training_class", "school").get(training_class=row)


def _class(paper: ClassPaper, *, essay: bool = True) -> Callable[[Ground], Made]:
    def make(ground: Ground) -> Made:
        sheet = sheets_of(ground.scope, paper, ended_class(ground, essay=essay))[0]
        return sheet.document, sheet.profile

    return make


SAMPLES: dict[Kind, dict[str, Callable[[Ground], Made]]] = {
    Kind.OUTLINE: {"": _outline, "draft": _outline_draft, "2024": _outline_before},
    Kind.READING: {"": _meeting(Paper.READING)},
    Kind.ROLL_CALL: {"": _meeting(Paper.ATTENDANCE)},
    Kind.MINUTES: {
        "": _meeting(Paper.MINUTES),
        "draft": _meeting(Paper.MINUTES, ends_at=None),
        "frame": _meeting(Paper.FRAME),
    },
    Kind.STATE_REPORT: {"": _state_report, "draft": _state_report_draft},
    Kind.CONSOLIDATED: {"": _sums(Regime.STATE), "draft": _sums(Regime.STATE, draft=True)},
    Kind.CONSOLIDATED_PARTY: {"": _sums(Regime.PARTY), "draft": _sums(Regime.PARTY, draft=True)},
    Kind.STATISTICS: {"": _statistics},
    Kind.SIGN_IN: {"": _class(ClassPaper.SIGN_IN)},
    Kind.RESULTS: {"": _class(ClassPaper.RESULTS), "without-essay": _class(ClassPaper.RESULTS, essay=False)},
    Kind.CERTIFICATE: {"": _class(ClassPaper.CERTIFICATES), "attended": _class(ClassPaper.CERTIFICATES, essay=False)},
    Kind.RECEIPT: {"": _receipt},
    Kind.MISSING: {"": _missing},
    Kind.REFUSAL: {"": _refusal},
    Kind.APOLOGY: {"": _apology, "draft": _apology_draft},
    Kind.STOP: {"": _stop},
    Kind.CONTROL: {"": _control},
    Kind.BOOK: {"": _book},
    Kind.NOTICE: {"": _notice},
    Kind.TRANSFER_LETTER: {"": _transfer_letter},
    Kind.PAD: {"": _pad},
    Kind.BATCH_SHEET: {"": _batch_sheet},
    Kind.BLANK_REPORT: {"": _blank_report},
}


def each() -> Iterator[tuple[Kind, str]]:
    """Every sample by its kind and its name."""
    for kind, makers in SAMPLES.items():
        for name in makers:
            yield kind, name
