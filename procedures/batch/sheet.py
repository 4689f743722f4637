"""The class sheet on paper: who is expected, room to sign, and a code for the scanner in each row.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from datetime import date

from django.utils.translation import override

from procedures.batch.queries import Line, Standing, lines_of
from procedures.enums import Family
from procedures.models import Batch
from procedures.papers.case import issuer_on, leaders_on
from procedures.papers.signing import leader_signature, written_below
from schooladmin.core.periods import local_date
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_for
from schooladmin.documents.tree import Regime

# Fourteen digits make the smallest QR code there is: at this edge its modules are as large as on an address of 26 mm.
_CODE_MM = 15
_LONG_TITLE = 46


def sheet_of(batch: Batch, day: date) -> tuple[tree.Document, Profile]:
    """The sheet as it stands on ``day``: who has the paper already is written in place of the signature."""
    lines = lines_of(batch)
    with override("vi"):
        return _write(batch, lines, day), profile_for(tree.Kind.BATCH_SHEET, day)


def _write(batch: Batch, lines: list[Line], day: date) -> tree.Document:
    issuer = issuer_on(batch.unit_id, day)
    table = tree.Table(
        "",
        (
            tree.Column("STT", 7, is_number=True),
            tree.Column("Họ và tên", 28),
            tree.Column("Ngày sinh", 14),
            tree.Column("Lớp", 9),
            tree.Column("Người nhận ký, ghi rõ họ tên", 26),
            tree.Column("Mã", 16),
        ),
        tuple(_row(line, batch) for line in lines),
        by_hand=True,
        codes=tuple(tree.QrCode(line.row.code, size_mm=_CODE_MM) for line in lines),
    )
    return tree.Document(
        regime=Regime.SLIP,
        head=tree.LetterHead(issuer.upper, issuer.name, issuer.place, day),
        type_name=f"DANH SÁCH TRẢ KẾT QUẢ\n{_paper(batch).upper()}",
        abstract=(batch.title,),
        blocks=(table, tree.paragraph(f"Danh sách có {len(lines)} người."), tree.Note(_HOW)),
        author=issuer.name,
        kind=tree.Kind.BATCH_SHEET,
        signatures=(written_below("NGƯỜI TRẢ", ""), leader_signature(leaders_on(batch.unit_id, day))),
    )


_HOW = "Người trả quét mã của từng dòng khi người nhận ký; danh sách đã ký được quét lại và lưu cùng danh sách này."


def _paper(batch: Batch) -> str:
    """What is handed out, by its own name: «Bằng tốt nghiệp trung học cơ sở»."""
    return batch.version.output


def _row(line: Line, batch: Batch) -> tuple[str, ...]:
    pupil = line.row.pupil
    return (
        str(line.row.order),
        pupil.full_name,
        f"{pupil.birth_date:%d/%m/%Y}" if pupil.birth_date else "",
        pupil.class_name or _cohort(line, batch),
        _received(line),
        line.row.code,
    )


def _cohort(line: Line, batch: Batch) -> str:
    is_for_graduates = Family(batch.version.procedure.family).concerns_graduates
    year = line.row.pupil.graduation_year or batch.graduation_year
    return f"Khóa {year}" if is_for_graduates and year else ""


def _received(line: Line) -> str:
    """Empty room for who has not come; a sheet printed again does not ask for a second signature."""
    if not line.is_done or line.request is None or line.request.returned_at is None:
        return ""
    name = line.row.taker_name if line.standing == Standing.HANDED else line.request.applicant_name
    return f"{name}\nđã nhận {local_date(line.request.returned_at):%d/%m/%Y}"
