"""Comments on a figure, a field or one paragraph: what they are about stays said, and the other side hears of it."""

import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reports.actions.comments import comment, reopen, resolve, settle_comments
from reports.actions.paragraphs import Place, save_narrative, write
from reports.actions.snapshots import take
from reports.enums import Fate, ReportState, Verdict
from reports.gather import gather
from reports.models import Comment, Report
from reports.queries.writing import offers_for
from reports.talk import Talk, digest
from reports.workspace.page import Workspace, workspace_of
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import Regime
from schooladmin.notices.models import Notice
from schooladmin.units.scope import opened, system
from tests.closing import begin, freeze
from tests.factory import World, moment

pytestmark = pytest.mark.usefixtures("calendar")
QUARTER = Quarter(2026, 3)
NOW = moment("2026-10-12 20:00")
TWO = "Phần mềm học bạ chạy tốt.\n\nSổ điểm còn in giấy."
TYPED = "part-digital-typed"


@pytest.fixture
def report(world: World) -> Report:
    with time_machine.travel(NOW, tick=False):
        return begin(world)


def typed(world: World, report: Report, text: str, version: int = 0) -> None:
    with opened(world.scope("principal", NOW.date())) as scope:
        save_narrative(
            actor=scope, report_id=report.pk, field_key="digital", text=text, expected_version=version, at=NOW
        )


def ask(
    world: World, report: Report, anchor: str, *, who: str = "officer", text: str = "Minh chứng đâu?", **about: str
) -> Comment:
    with opened(world.scope(who, NOW.date())) as scope:
        return comment(
            actor=scope, report_id=report.pk, anchor=anchor, text=text, mutation_id=uuid.uuid4(), at=NOW, **about
        )


def seen(world: World, report: Report, who: str = "principal") -> Workspace:
    with opened(world.scope(who, NOW.date())) as scope:
        return workspace_of(scope, Report.objects.select_related("round", "unit").get(pk=report.pk))


def talk(world: World, report: Report, anchor: str) -> Talk:
    found = seen(world, report).talk(anchor)
    assert found is not None
    return found


def post(client: Client, name: str, report: Report, *args: object, **data: object) -> HttpResponse:
    headers = {"HX-Request": "true"} if data.pop("htmx", False) else {}
    return client.post(reverse(name, args=[report.pk, *args]), data, headers=headers)  # type: ignore[return-value]


def told(person: str) -> list[str]:
    rows = Notice._base_manager.filter(person__user__username=person, closed_at=None, kind="reports.comment.write")
    return [row.text for row in rows.order_by("pk")]


# What it is about


@time_machine.travel(NOW, tick=False)
def test_a_comment_names_one_paragraph_of_what_was_typed_and_keeps_its_words(world: World, report: Report) -> None:
    typed(world, report, TWO)
    choices = talk(world, report, TYPED).choices
    assert [words for _key, words in choices] == TWO.split("\n\n")
    row = ask(world, report, TYPED, about=choices[1][0])
    assert (row.about, row.anchor) == ("Sổ điểm còn in giấy.", TYPED)
    thread = talk(world, report, TYPED).threads[0]
    assert (thread.fate, thread.is_quoted) == (Fate.STANDS, True)  # two paragraphs stand there: which one is said
    typed(world, report, "Sổ điểm còn in giấy.\n\nĐã có chữ ký số.", version=1)
    assert talk(world, report, TYPED).threads[0].fate == Fate.STANDS  # another paragraph was mended
    typed(world, report, "Sổ điểm đã bỏ giấy.", version=2)
    thread = talk(world, report, TYPED).threads[0]
    assert (thread.fate, thread.is_quoted, thread.row.about) == (Fate.CHANGED, True, "Sổ điểm còn in giấy.")


@time_machine.travel(NOW, tick=False)
def test_a_sentence_drafted_by_rule_can_be_asked_about_and_dropped(world: World, report: Report) -> None:
    part = seen(world, report).panels
    drafted = next(part for panel in part for part in panel.parts)
    anchor, key = drafted.talk.anchor, drafted.talk.choices[0][0]
    assert drafted.item.pk == 0  # nobody has decided about it: there is no row to point at
    row = ask(world, report, anchor, about=key)
    assert "[[" not in row.about
    assert row.source == drafted.item.text
    with opened(world.scope("principal", NOW.date())) as scope:
        write(
            actor=scope, report_id=report.pk, field_key=drafted.item.field_key, place=Place.parse(drafted.name),
            text="", expected_version=0, verdict=Verdict.DROPPED, at=NOW,
        )  # fmt: skip
    assert talk(world, report, anchor).threads[0].fate == Fate.DROPPED
    # The officer does not see a paragraph that was dropped, but what was asked about it, with its words.
    with time_machine.travel(NOW, tick=False):
        page = seen(world, report, "officer")
    assert page.left_open == 1


@time_machine.travel(NOW, tick=False)
def test_a_question_left_open_comes_along_with_the_paragraph_that_is_carried_on(world: World) -> None:
    before = begin(world, QUARTER.previous())
    typed(world, before, TWO)
    first = ask(world, before, TYPED, about=digest("Sổ điểm còn in giấy."), text="Bao giờ bỏ giấy?")
    closed = ask(world, before, TYPED, about=digest("Sổ điểm còn in giấy."), text="Lớp nào?")
    with opened(world.scope("principal", NOW.date())) as scope:
        resolve(actor=scope, report_id=before.pk, comment_id=closed.pk, at=NOW)
    freeze(before)
    report = begin(world)
    with opened(world.scope("principal", NOW.date())):
        offers = offers_for(report)
    anchors = [f"part-digital-carried-{offer.paragraph_id}-{offer.part}" for offer in offers]
    assert [talk(world, report, anchor).earlier for anchor in anchors] == [(), (first,)]
    assert seen(world, report).left_open == 0  # it is last quarter's, said beside the words and not counted here


@time_machine.travel(NOW, tick=False)
def test_a_question_without_a_place_on_the_page_can_still_be_answered(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    row = ask(world, report, "procedures.RUT-HOC-BA.withdrawn")  # counted, but no line of the page
    gone = ask(world, report, "procedures.RUT-HOC-BA.refused")
    Comment._base_manager.filter(pk=gone.pk).update(anchor="procedures.THU-TUC-CU.refused")
    page = seen(world, report)
    assert [(one.anchor, one.threads[0].fate) for one in page.strays] == [
        (row.anchor, Fate.STANDS),
        ("procedures.THU-TUC-CU.refused", Fate.GONE),
    ]
    assert page.strays[0].label
    assert page.left_open == 2
    shown = as_user("principal").get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert all(reverse("reports.comment.answer", args=[report.pk, one.pk]) in shown for one in (row, gone))


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("anchor", ["x.y", "part-digital-typed", "part-digital-carried-1-1", "part-"])
def test_nothing_is_asked_about_what_is_not_there(world: World, report: Report, anchor: str) -> None:
    with pytest.raises(Refusal):
        ask(world, report, anchor, about="0" * 16)
    assert not Comment._base_manager.exists()


# Pages


@time_machine.travel(NOW, tick=False)
def test_officer_and_principal_talk_beside_the_paragraph(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    typed(world, report, TWO)
    officer, principal = as_user("officer"), as_user("principal")
    data = {"anchor": TYPED, "about": digest("Sổ điểm còn in giấy."), "text": "Bao giờ <b>bỏ</b>?"}
    mutation = str(uuid.uuid4())
    for _twice in range(2):
        assert post(officer, "reports.comment.write", report, **data, mutation_id=mutation).status_code == 302
    row = Comment._base_manager.get()
    page = principal.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "Bao giờ &lt;b&gt;bỏ&lt;/b&gt;?" in page
    assert f'href="#comment-{row.pk}"' in page  # counted on top, with the way to it
    review = principal.get(reverse("reports.report.review", args=[report.pk])).content.decode()
    assert review.count("Bao giờ &lt;b&gt;bỏ") == 2
    assert f"{reverse('reports.report.read', args=[report.pk])}#comment-{row.pk}" in review
    update = post(principal, "reports.comment.answer", report, row.pk, text="Từ tháng 11.", htmx=True)
    assert "Từ tháng 11." in update.content.decode()
    assert 'hx-swap-oob="true"' in update.content.decode()
    post(principal, "reports.comment.answer", report, row.pk, done="1")
    assert seen(world, report).left_open == 0
    post(officer, "reports.comment.answer", report, row.pk, again="1")
    row.refresh_from_db()
    assert (row.resolved_at, row.resolved_by_label, row.answer) == (None, "", "Từ tháng 11.")
    assert seen(world, report).left_open == 1


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize("htmx", [False, True])
def test_a_comment_on_words_that_were_just_mended_is_not_lost(
    world: World, report: Report, as_user: Callable[[str], Client], htmx: bool
) -> None:
    typed(world, report, TWO)
    data = {"anchor": TYPED, "about": digest("Câu đã sửa rồi."), "mutation_id": str(uuid.uuid4()), "htmx": htmx}
    answered = post(as_user("officer"), "reports.comment.write", report, text="Ý kiến dài của tôi", **data)
    assert answered.status_code == (200 if htmx else 422)
    assert 'value="Ý kiến dài của tôi"' in answered.content.decode()
    assert "vừa được sửa" in answered.content.decode()
    empty = post(as_user("officer"), "reports.comment.write", report, text="  ", **data)
    assert "Hãy viết điều cần trao đổi." in empty.content.decode() or "bắt buộc" in empty.content.decode()
    assert not Comment._base_manager.exists()


@time_machine.travel(NOW, tick=False)
def test_a_closed_report_offers_no_box(world: World, report: Report, as_user: Callable[[str], Client]) -> None:
    typed(world, report, TWO)
    row = ask(world, report, TYPED, about=digest("Sổ điểm còn in giấy."))
    Report._base_manager.filter(pk=report.pk).update(
        state=ReportState.SUBMITTED, submitted_at=NOW, receipt_code="BC-1", current_snapshot=_snapshot(world, report)
    )
    page = as_user("officer").get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "Minh chứng đâu?" in page
    assert reverse("reports.comment.answer", args=[report.pk, row.pk]) not in page
    refused = post(as_user("officer"), "reports.comment.answer", report, row.pk, text="Thêm")
    assert refused.status_code == 422


def _snapshot(world: World, report: Report) -> object:
    with opened(system(NOW.date(), "test")) as scope:
        return take(actor=scope, report=report, papers={Regime.PARTY: gather(report, NOW.date())}, at=NOW)


@time_machine.travel(NOW, tick=False)
def test_the_workspace_costs_the_same_with_one_comment_and_with_thirty(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    typed(world, report, TWO)
    client, url = as_user("officer"), reverse("reports.report.read", args=[report.pk])

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    ask(world, report, TYPED, about=digest("Sổ điểm còn in giấy."))
    few = cost()
    for number in range(10):
        ask(world, report, TYPED, about=digest("Sổ điểm còn in giấy."), text=f"Ý {number}")
        ask(world, report, "finance", text=f"Ý {number}")
        ask(world, report, "procedures.total.received", text=f"Ý {number}")
    assert cost() == few


# Notices


@time_machine.travel(NOW, tick=False)
def test_each_side_hears_of_the_other_until_it_is_settled(world: World, report: Report) -> None:
    typed(world, report, TWO)
    row = ask(world, report, TYPED, about=digest("Sổ điểm còn in giấy."))
    for writer in ("principal", "party_secretary"):
        (line,) = told(writer)
        assert "có ý kiến về báo cáo quý III năm 2026 của Trường THCS Bình An" in line
    assert told("officer") == []
    assert Notice._base_manager.filter(key__startswith="report-comment:").first().url.endswith(f"#comment-{row.pk}")  # type: ignore[union-attr]
    with opened(world.scope("principal", NOW.date())) as scope:
        resolve(actor=scope, report_id=report.pk, comment_id=row.pk, at=NOW)
    assert told("principal") == []
    assert "đã đóng một ý kiến" in told("officer")[0]
    with opened(world.scope("officer", NOW.date())) as scope:
        for _twice in range(2):
            reopen(actor=scope, report_id=report.pk, comment_id=row.pk, at=NOW)
    assert told("officer") == []
    assert "mở lại một ý kiến" in told("principal")[0]
    with opened(world.scope("principal", NOW.date())) as scope:
        settle_comments(actor=scope, report=report, at=NOW)
    assert told("principal") == []


@time_machine.travel(NOW, tick=False)
def test_another_offices_officer_reaches_no_comment(world: World, report: Report) -> None:
    row = ask(world, report, "digital")
    with opened(world.scope("other_officer", NOW.date())) as scope, pytest.raises(OutOfScope):
        reopen(actor=scope, report_id=report.pk, comment_id=row.pk, at=NOW)
