"""The papers of a meeting as PDF, held against a map: which line stands on which page, how far from which edge.

A line of a map is «page left top text» in whole millimetres; of the outline and the reading version, whose text is the
school's, the map names the landmarks and leaves their height out («-»). After a change that is meant,
``RENEW_MAPS=1 pytest tests/test_reports_meeting_papers.py`` writes the maps anew, to be looked at before they are kept.
"""

import os
from dataclasses import replace
from itertools import groupby
from pathlib import Path

import pytest

from reports.content import ReportContent
from reports.meeting.papers import PACK, Attendee, Paper, Record, Said, document_of
from reports.meeting.questions import Question
from reports.rendering import content_of
from schooladmin.documents import tree
from schooladmin.documents.writers.pdf import write_pdf
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.papers import Word, body_text, profile, words
from tests.stage import NOW, set_stage

pytestmark = pytest.mark.usefixtures("calendar")
MAPS = Path(__file__).parent / "maps"
NEAR = 1  # millimetres that rounding may move a line
PEOPLE = ("Lê Văn Hiệu", "Ngô Văn Bí", "Phạm Thị Phó", "Vũ Thị Giáo", "Đỗ Thị Văn Thư")
RECORD = Record(
    starts_at=moment("2026-10-14 14:00"),
    ends_at=moment("2026-10-14 15:30"),
    place="Phòng họp",
    chair="Ngô Văn Bí",
    secretary="Phạm Thị Phó",
    questions=tuple(Question(f"general:{n}", f"Câu hỏi số {n}, ai làm và đến ngày nào?") for n in range(3)),
    attendees=tuple(
        Attendee(name, "Giáo viên", name != "Vũ Thị Giáo", "" if name != "Vũ Thị Giáo" else "Ốm") for name in PEOPLE
    ),
    opinions=(Said("Lê Văn Hiệu", "Hồ sơ trễ vì thiếu người.\nCần phân công lại."), Said("Vũ Thị Giáo", "Nhất trí.")),
    decision="Chi bộ giao cô Phó Hiệu trưởng phân công người trực thay.\n- Xong trước ngày 30.",
)
THIRTY = tuple(Attendee(f"Đảng viên Thứ {number}", "Giáo viên") for number in range(30))


@pytest.fixture
def content(world: World) -> ReportContent:
    stage = set_stage(world)
    with opened(world.scope("party_secretary", NOW.date())) as scope:
        return content_of(stage.report, scope.at)


def printed(paper: Paper, content: ReportContent, folder: Path, record: Record = RECORD) -> tuple[Path, tree.Document]:
    document = document_of(paper, content, record, profile("HD05"), draft=False)
    path = folder / f"{paper}.pdf"
    write_pdf(document, profile("HD05", document.kind), path)
    return path, document


def lines_of(page: list[Word]) -> list[list[Word]]:
    """The words of a page by the line that they stand on, from the top; two columns are two lines."""
    found: list[list[Word]] = []
    rows = groupby(sorted(page, key=lambda word: (round(word.bottom), word.left)), key=lambda word: round(word.bottom))
    for _bottom, row in rows:
        line: list[Word] = []
        for word in row:
            if line and word.left - line[-1].right > 6:
                found.append(line)
                line = []
            line.append(word)
        found.append(line)
    return found


def drawn(path: Path, landmarks: frozenset[str] | None = None) -> list[str]:
    """The map of a PDF; with ``landmarks`` of the lines that begin one of them alone."""
    found = []
    for number, page in enumerate(words(path), start=1):
        for line in lines_of(page):
            text = " ".join(word.text for word in line)
            if landmarks is None:
                found.append(f"{number} {round(line[0].left)} {round(line[0].top)} {text}")
            elif any(text.startswith(mark) or (len(text) > 8 and mark.startswith(text)) for mark in landmarks):
                found.append(f"{number} {round(line[0].left)} - {text}")
    return found


def held_against(name: str, found: list[str]) -> None:
    path = MAPS / f"meeting_{name}.txt"
    if os.environ.get("RENEW_MAPS"):
        path.write_text("\n".join(found) + "\n")
    wanted = path.read_text().splitlines()
    assert [row.split(" ", 3)[3] for row in found] == [row.split(" ", 3)[3] for row in wanted]
    assert [row.split()[0] for row in found] == [row.split()[0] for row in wanted]  # on the same pages
    for row, other in zip(found, wanted, strict=True):
        for here, there in zip(row.split(" ", 3)[1:3], other.split(" ", 3)[1:3], strict=True):
            assert here == there or abs(int(here) - int(there)) <= NEAR, (row, other)


def landmarks(document: tree.Document) -> frozenset[str]:
    """What stands on the head, the title and the headings of a paper."""
    headings = [f"{one.number} {one.text}".strip() for one in document.blocks if isinstance(one, tree.Heading)]
    signers = [document.signature.name, document.signature.position] if document.signature else []
    fixed = ("ĐẢNG", "CHI BỘ", "Sơn Lam,", document.type_name, "SINH HOẠT THEO", "“", "-----")
    return frozenset((*fixed, *headings, *filter(None, signers)))


@pytest.mark.parametrize("paper", PACK)
def test_the_pack_stands_where_its_map_says(paper: Paper, content: ReportContent, tmp_path: Path) -> None:
    path, document = printed(paper, content, tmp_path)
    whole = paper in (Paper.ATTENDANCE, Paper.FRAME)
    held_against(paper.value, drawn(path, None if whole else landmarks(document)))


def test_the_minutes_stand_where_their_map_says(content: ReportContent, tmp_path: Path) -> None:
    path, _document = printed(Paper.MINUTES, content, tmp_path)
    held_against("minutes", drawn(path))


def test_part_a_is_printed_word_for_word_as_it_was_pinned(content: ReportContent, tmp_path: Path) -> None:
    pinned = " ".join(content.part_a.replace("#", "").split())
    for paper in (Paper.OUTLINE, Paper.READING):
        text = " ".join(body_text(printed(paper, content, tmp_path)[0]).split())
        assert pinned in text.replace("Phần này khoảng 1 phút. ", "")


def test_the_letters_to_be_read_aloud_are_large_and_what_is_for_the_reader_alone_is_small(
    content: ReportContent, tmp_path: Path
) -> None:
    path, _document = printed(Paper.READING, content, tmp_path)
    sizes = {word.text: round(word.size) for page in words(path) for word in page}
    assert sizes["đoạn."] == 20  # of part A
    assert sizes["tiếng,"] == 14  # «(… tiếng, 130 tiếng một phút)»


def test_thirty_people_sign_on_two_sheets_and_the_sum_is_not_alone(content: ReportContent, tmp_path: Path) -> None:
    record = Record(**{**RECORD.__dict__, "attendees": THIRTY})
    path, _document = printed(Paper.ATTENDANCE, content, tmp_path, record)
    pages = words(path)
    assert len(pages) == 2
    assert "Thứ" in [word.text for word in pages[-1]]


def test_the_lines_of_a_question_are_never_torn_apart(content: ReportContent, tmp_path: Path) -> None:
    path, _document = printed(Paper.FRAME, content, tmp_path)
    first, *others = words(path)
    marks = [word for word in first if word.text == "Câu"]
    assert all(word.top < 297 - 20 - 4 * 7 for word in marks)  # four lines of seven millimetres fit below each
    assert others


def test_the_prefix_of_the_signature_is_that_of_the_form(content: ReportContent) -> None:
    form = replace(profile("HD05"), sign_prefixes={"behalf": "TM."})
    document = document_of(Paper.MINUTES, content, RECORD, form, draft=False)
    assert document.signatures[-1].authority == "TM. CHI BỘ"
