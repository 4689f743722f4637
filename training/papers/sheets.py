"""The papers of a class as content trees: pure, from a gathered class to what each paper says.

The words printed here are Vietnamese whatever the reader's language: the papers are.
"""

from collections.abc import Iterator

from schooladmin.core.periods import VIETNAM
from schooladmin.documents import tree
from schooladmin.documents.kinds import KindRule, sign_of
from schooladmin.documents.profiles import Profile
from training.enums import ATTENDED, AttendanceStatus, EssayResult, EssayState, Level, Scale
from training.models import Attendance, TrainingClass
from training.papers.course import Course, Issuer, Line

_ROWS_TO_WRITE = 3  # for guests and for whoever was forgotten
_HINT = "(Ký, ghi rõ họ tên)"
_STATUS = {
    AttendanceStatus.PRESENT: "Có mặt",
    AttendanceStatus.PARTIAL: "Dự một phần",
    AttendanceStatus.EXCUSED: "Vắng có phép",
    AttendanceStatus.ABSENT: "Vắng không phép",
}
_RESULT = {EssayResult.PASSED: "Đạt", EssayResult.FAILED: "Chưa đạt", EssayResult.PENDING: "Chưa có kết quả"}
_LEVEL = {Level.BELOW: "Chưa đạt", Level.PASS: "Đạt", Level.GOOD: "Khá", Level.EXCELLENT: "Tốt"}


def sign_in_sheet(course: Course, issuer: Issuer) -> tree.Document:
    """The sheet to sign at the door, with empty lines for whoever is not on it."""
    columns = (
        tree.Column("TT", 7, is_number=True),
        tree.Column("Họ và tên", 34),
        tree.Column("Chức vụ", 23),
        tree.Column("Ký tên", 20),
        tree.Column("Ghi chú", 16),
    )
    rows = [(str(number), line.name, line.position, "", "") for number, line in enumerate(course.lines, start=1)]
    rows += [(str(len(rows) + number), "", "", "", "") for number in range(1, _ROWS_TO_WRITE + 1)]
    return tree.Document(
        regime=tree.Regime.STATE,
        head=tree.LetterHead(issuer.upper, issuer.name, issuer.place, course.day),
        type_name="DANH SÁCH ĐIỂM DANH",
        abstract=(course.row.title,),
        blocks=(
            tree.Fields(tuple(_facts(course, issuer))),
            tree.Table("", columns, tuple(rows), by_hand=True, is_list=True),
            tree.Fields((tree.Field("Tổng số"), tree.Field("Có mặt"), tree.Field("Vắng")), columns=2),
        ),
        signatures=(
            tree.Signature("", "NGƯỜI ĐIỂM DANH", "", _HINT),
            tree.Signature("", "BÁO CÁO VIÊN", course.row.speaker_name, _HINT),
        ),
        author=issuer.name,
        kind=tree.Kind.SIGN_IN,
    )


def result_list(course: Course, issuer: Issuer, profile: Profile) -> tree.Document:
    """Who was there and how the essay was judged, signed by the unit that holds the class."""
    row = course.row
    entries = [line.entry for line in course.lines if line.entry is not None]
    there = [entry for entry in entries if entry.status in ATTENDED]
    passed = sum(entry.essay_result == EssayResult.PASSED for entry in there)
    total = f"Danh sách có {len(entries)} người; dự lớp: {len(there)} người"
    if row.has_essay:
        total += f"; bài thu hoạch đạt: {passed} người"
    return tree.Document(
        regime=tree.Regime.STATE,
        head=tree.LetterHead(issuer.upper, issuer.name, issuer.place, course.day),
        type_name="DANH SÁCH KẾT QUẢ BỒI DƯỠNG",
        abstract=(row.title,),
        blocks=(
            *profile.bases(*_bases(row)),
            tree.Fields(tuple(_facts(course, issuer))),
            _results(course),
            tree.paragraph(f"{total}./."),
        ),
        signatures=(tree.Signature("", "NGƯỜI LẬP DANH SÁCH", "", _HINT), issuer.signature),
        author=issuer.name,
        kind=tree.Kind.RESULTS,
    )


def _bases(row: TrainingClass) -> tuple[str, ...]:
    """The act that the class rests on, as a paper begins with it: «Căn cứ Kế hoạch số …»."""
    if not row.basis:
        return ()
    return (row.basis if row.basis.casefold().startswith("căn cứ") else f"Căn cứ {row.basis}",)


def _results(course: Course) -> tree.Table:
    columns = [tree.Column("TT", 6, is_number=True), tree.Column("Họ và tên", 26), tree.Column("Dự học", 18)]
    if course.row.has_essay:
        columns += [tree.Column("Ngày nộp bài", 15), tree.Column("Kết quả", 19), tree.Column("Ghi chú", 16)]
    else:
        columns += [tree.Column("Số phút", 12, is_number=True), tree.Column("Ghi chú", 38)]
    rows = [
        (str(number), line.name, *_result_cells(course.row, line.entry))
        for number, line in enumerate(course.lines, start=1)
        if line.entry is not None
    ]
    return tree.Table("", tuple(columns), tuple(rows))


def _result_cells(row: TrainingClass, entry: Attendance) -> tuple[str, ...]:
    status = _STATUS[AttendanceStatus(entry.status)]
    if not row.has_essay:
        return status, str(entry.minutes or ""), entry.note
    handed_in = f"{entry.essay_submitted_on:%d/%m/%Y}" if entry.essay_submitted_on else ""
    if entry.essay_state == EssayState.LATE:
        handed_in += " (muộn)"
    return status, handed_in, judged(row, entry) if entry.status in ATTENDED else "", entry.note


def judged(row: TrainingClass, entry: Attendance) -> str:
    """The result in words, with the score where the scale has one: «Đạt (8,5 điểm)», «Khá»."""
    result = _RESULT[EssayResult(entry.essay_result)]
    if entry.essay_score is None:
        return result
    if row.scale == Scale.FOUR_LEVEL:
        return _LEVEL[Level(int(entry.essay_score))]
    score = f"{entry.essay_score.normalize():f}".replace(".", ",")
    return f"{result} ({score} điểm)"


def certificate(course: Course, line: Line, issuer: Issuer, rule: KindRule, book_number: str) -> tree.Document:
    """The certificate of one person who passed: one page.

    ``book_number`` is the line of the class's book. Raises ValueError for somebody who did not pass.
    """
    row = course.row
    if line not in course.certified or line.entry is None:
        raise ValueError("a certificate is for somebody who passed")
    who = f"{line.position}, {course.school_name}" if line.position else course.school_name
    did = "đã hoàn thành lớp bồi dưỡng" if row.has_essay else "đã tham dự đầy đủ lớp bồi dưỡng"
    texts: tuple[tuple[str, bool], ...] = (
        (f"{issuer.name} chứng nhận", False),
        (f"Ông/Bà: {line.name}", True),
        (who, False),
        (did, False),
        (row.title, True),
        (_held(course), False),
        *(((f"Kết quả: {judged(row, line.entry)}", True),) if row.has_essay else ()),
    )
    return tree.Document(
        regime=tree.Regime.STATE,
        head=tree.LetterHead(
            issuer.upper, issuer.name, issuer.place, course.day, rule.open_number(sign_of(issuer.code))
        ),
        type_name="GIẤY CHỨNG NHẬN",
        abstract=(),
        blocks=tuple(tree.Paragraph((tree.Run(text, bold=bold),), centered=True) for text, bold in texts),
        signature=issuer.signature,
        author=issuer.name,
        paper=rule.sheets[0],
        foot=(f"Số vào sổ cấp giấy chứng nhận: {book_number}",),
        kind=tree.Kind.CERTIFICATE,
    )


def _held(course: Course) -> str:
    """Who held the class and when: «do Sở Giáo dục và Đào tạo tổ chức ngày 12/9/2026 (4 tiết)»."""
    row = course.row
    first, last = (moment.astimezone(VIETNAM).date() for moment in (row.starts_at, row.ends_at))
    days = f"ngày {first:%d/%m/%Y}" if first == last else f"từ ngày {first:%d/%m/%Y} đến ngày {last:%d/%m/%Y}"
    words = f"do {', '.join(course.organisers)} tổ chức {days}" if course.organisers else f"tổ chức {days}"
    return f"{words} ({_number(row)} tiết)" if row.hours else words


def _facts(course: Course, issuer: Issuer) -> Iterator[tree.Field]:
    row = course.row
    starts, ends = row.starts_at.astimezone(VIETNAM), row.ends_at.astimezone(VIETNAM)
    if starts.date() == ends.date():
        when = f"{starts:%H:%M} đến {ends:%H:%M}, ngày {starts:%d/%m/%Y}"
    else:
        when = f"{starts:%H:%M} ngày {starts:%d/%m/%Y} đến {ends:%H:%M} ngày {ends:%d/%m/%Y}"
    yield tree.Field("Thời gian", f"{when} ({_number(row)} tiết)" if row.hours else when)
    yield tree.Field("Địa điểm", "; ".join(filter(None, (row.place, row.platform))))
    if course.organisers:
        yield tree.Field("Đơn vị tổ chức", ", ".join(course.organisers))
    if row.speaker_name:
        yield tree.Field("Báo cáo viên", ", ".join(filter(None, (row.speaker_name, row.speaker_title))))
    if course.school_name != issuer.name:
        yield tree.Field("Người dự", course.school_name)


def _number(row: TrainingClass) -> str:
    return f"{row.hours.normalize():f}".replace(".", ",") if row.hours is not None else ""
