"""PDF, Word, Excel and the preview of one content tree say the same: headings, numbers, paragraphs, cells."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures.actions.promises import extend_request
from procedures.actions.work import refuse_request, withdraw_request
from procedures.models import Request
from procedures.papers.book import book_of, notice_of
from procedures.papers.case import case_of
from procedures.papers.letters import Letter
from procedures.papers.printing import document_of, offers_of
from procedures.queries.catalogue import version_on
from procedures.queries.statistics import statistics_of, subject_for
from procedures.statistics.papers import Head
from procedures.statistics.papers import paper_of as statistics_paper
from reports.consolidated.rendering import document_of as consolidated_of
from reports.content import ReportContent
from reports.meeting.papers import Paper
from reports.meeting.papers import document_of as meeting_paper
from reports.rendering import content_of, paper_of
from schooladmin.core.periods import Period
from schooladmin.documents import tree
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import profile_on
from schooladmin.documents.tree import PaperSize, Regime
from schooladmin.units.scope import opened, system
from tests.closing import NOW, open_quarter, submit
from tests.factory import World
from tests.fidelity import check
from tests.papers import chart, paper, profile
from tests.samples import sums
from tests.test_documents_blocks import PAPERS, form_of
from tests.test_procedures_papers import BASE, accept, do
from tests.test_reports_meeting_papers import RECORD

SIMPLE: dict[str, Callable[[], tuple[tree.Document, Profile]]] = {
    "party": lambda: (paper(), profile("HD36")),
    "state": lambda: (paper(regime=Regime.STATE, extra=(chart(grouped=True),)), profile("ND30")),
    **{name: lambda build=build: (build(), form_of(build())) for name, build in PAPERS.items()},  # type: ignore[misc]
}


@pytest.mark.parametrize("name", SIMPLE)
def test_all_writers_say_the_same_of_every_kind_of_block(name: str, tmp_path: Path) -> None:
    document, form = SIMPLE[name]()
    check(document, form, tmp_path)


@pytest.fixture
def contents(world: World, calendar: None) -> dict[Regime, ReportContent]:
    report = submit(world, open_quarter(world))
    with opened(system(NOW.date(), "test")):
        return {regime: content_of(report, NOW.date(), regime) for regime in (Regime.PARTY, Regime.STATE)}


def test_all_writers_say_the_same_of_a_report(contents: dict[Regime, ReportContent], tmp_path: Path) -> None:
    for regime, content in contents.items():
        check(paper_of(content, regime, draft=False), profile_on(regime, content.document_date), tmp_path)


@pytest.mark.django_db
@pytest.mark.parametrize("regime", [Regime.STATE, Regime.PARTY])
def test_all_writers_say_the_same_of_the_sums_of_an_office(regime: Regime, tmp_path: Path) -> None:
    content = sums(regime, schools=6)
    check(*consolidated_of(content, draft=False), tmp_path)


@pytest.mark.parametrize("kind", list(Paper))
def test_all_writers_say_the_same_of_a_meeting(
    contents: dict[Regime, ReportContent], tmp_path: Path, kind: Paper
) -> None:
    document = meeting_paper(kind, contents[Regime.PARTY], RECORD, profile("HD05"), draft=False)
    check(document, profile("HD05", document.kind), tmp_path)


def counter_papers(world: World) -> Iterator[tuple[str, tree.Document, Profile]]:
    """The papers of three requests: one extended, one refused, one withdrawn."""
    rows = [accept(world, applicant_name=f"Nguyễn Thị Mẹ {name}") for name in ("Một", "Hai", "Ba")]
    do(world, extend_request, rows[0], "2026-11-10 16:00", note="Tìm sổ gốc năm 1998", working_days=2)
    do(world, refuse_request, rows[1], "2026-11-09 15:00", note="Sổ gốc của trường không có thông tin")
    do(world, withdraw_request, rows[2], "2026-11-09 15:00", who="clerk", note="Không còn nhu cầu")
    day = date(2026, 11, 12)
    with opened(system(day, "test")):
        for row in Request.objects.select_related("version__procedure", "unit").order_by("pk"):
            case = case_of(row, day)
            for offer in offers_of(case):
                document, form = document_of(case, offer, BASE, Letter("Cần tìm", date(2026, 11, 16), "Phạm Thị Phó"))
                yield f"{row.pk} {offer.kind} {offer.part}", document, form
        version = version_on("RUT-HOC-BA", day)
        yield "notice", *notice_of(world.school.pk, version, day, BASE)
    with opened(world.scope("clerk", day)) as scope:
        yield "book", *book_of(scope, world.school.pk, Period(date(2026, 11, 1), date(2026, 12, 1)))
        found = statistics_of(scope, subject_for(scope, world.school.code), Period(date(2026, 11, 1), day))
        head = Head("", "UBND xã Sơn Lam", "Sơn Lam", day, "")
        yield "form 06", statistics_paper(found, head), profile("ND30")


@pytest.mark.usefixtures("calendar")
def test_all_writers_say_the_same_at_the_counter(world: World, tmp_path: Path) -> None:
    seen = []
    for name, document, form in counter_papers(world):
        check(document, form, tmp_path)
        seen.append(name.split()[-1] if " " in name else name)
    assert len(seen) >= 10


# Any tree -------------------------------------------------------------------------------------------------------------

_WORDS = ("Đã", "ưỡn", "1.234", "95,5%", "«Quý", "III»", "a/b", "=1+1", "&lt;", "<b>", "Nguyễn", "–", "(khoản", "2)")
_text = st.lists(st.sampled_from(_WORDS), min_size=1, max_size=8).map(" ".join)
_runs = st.lists(st.builds(tree.Run, _text.map(lambda text: f"{text} "), st.booleans(), st.booleans()), max_size=3).map(
    lambda runs: (*runs, tree.Run("Hết."))
)


@st.composite
def _tables(draw: st.DrawFn) -> tree.Table:
    count = draw(st.integers(1, 5))
    groups = draw(st.lists(st.sampled_from(("", "", "Nhóm")), min_size=count, max_size=count))
    columns = tuple(
        tree.Column(draw(_text), 100 // count, is_number=draw(st.booleans()), group=group) for group in groups
    )
    rows = draw(st.lists(st.tuples(*[_text | st.just("")] * count), min_size=1, max_size=4))
    return tree.Table(f"Bảng {draw(_text)}", columns, tuple(rows), total=draw(st.booleans()), note=draw(_text))


_blocks = st.lists(
    st.one_of(
        st.builds(tree.Heading, st.sampled_from((1, 2, 3, 4)), st.sampled_from(("I.", "1.", "a)")), _text),
        st.builds(tree.Paragraph, _runs, st.booleans()),
        st.builds(tree.Item, st.sampled_from(("–", "a)", "1.2.")), _runs),
        st.builds(tree.Note, _text),
        st.builds(
            lambda rows, columns: tree.Fields(tuple(rows), columns),
            st.lists(st.builds(tree.Field, _text, _text, st.booleans(), st.booleans()), min_size=1, max_size=4),
            st.sampled_from((1, 2)),
        ),
        _tables(),
    ),
    max_size=6,
).map(tuple)


_FORMS = (("HD36", PaperSize.A4), ("ND30", PaperSize.A4), *(("TT03-2025", size) for size in PaperSize))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(_blocks, st.sampled_from(_FORMS))
def test_all_writers_say_the_same_of_any_tree(blocks: tuple[tree.Block, ...], sheet: tuple[str, PaperSize]) -> None:
    code, size = sheet
    form = profile(code)
    document = replace(paper(regime=form.regime), blocks=blocks, paper=size)
    with TemporaryDirectory() as folder:
        check(document, form, Path(folder))
