"""The workspace through its own doors: parts of a text with verdicts, figures with reasons, comments, bad input."""

import re
import uuid
from collections.abc import Callable

import pytest
import time_machine
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.work import solve_request
from reports.actions.explanations import put_by_hand
from reports.actions.paragraphs import Place, save_narrative, write
from reports.actions.submission import submit_report
from reports.enums import Verdict
from reports.gather import gather
from reports.models import Comment, Explanation, Paragraph, Report
from reports.queries.writing import offers_for
from reports.questions import open_todos
from reports.rendering import content_of
from reports.rules.pasting import words_of
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, Refusal, Stale
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import opened, system
from tests.closing import begin, freeze
from tests.factory import World, moment
from tests.stage import add_class, add_request

pytestmark = pytest.mark.usefixtures("calendar")

QUARTER = Quarter(2026, 3)
NOW = moment("2026-10-12 20:00")
OLD = "Nhà trường công khai thủ tục tại bảng tin.\n\nĐã giải quyết [[procedures.RUT-HOC-BA.solved]] rút học bạ."


@pytest.fixture
def report(world: World) -> Report:
    with time_machine.travel(NOW, tick=False):
        return begin(world)


def submitted_before(world: World, texts: dict[str, str]) -> Report:
    """Last quarter's report, submitted with these texts; nothing of it is under test but what comes of it."""
    with time_machine.travel(NOW, tick=False):
        before = begin(world, QUARTER.previous())
    with opened(world.scope("principal", NOW.date())) as scope:
        for key, text in texts.items():
            save_narrative(actor=scope, report_id=before.pk, field_key=key, text=text, expected_version=0, at=NOW)
    return freeze(before)


def post(client: Client, name: str, report: Report, *args: object, **data: object) -> HttpResponse:
    return client.post(reverse(name, args=[report.pk, *args]), data)  # type: ignore[return-value]


def texts(report: Report, key: str) -> str:
    with opened(system(NOW.date(), "test")):
        fresh = Report.objects.select_related("round", "unit", "current_snapshot").get(pk=report.pk)
        return next(field.narrative for field in content_of(fresh, NOW.date()).fields if field.key == key)


@time_machine.travel(NOW, tick=False)
def test_drafted_sentences_follow_the_register_until_somebody_rewords_them(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    assert texts(report, "procedures") == "Trong kỳ không phát sinh hồ sơ thủ tục hành chính."
    with opened(system(NOW.date(), "test")):
        add_request(world.school, moment("2026-09-14 08:00"), solved=True)
        waiting = add_request(world.school, moment("2026-09-20 08:00"))
    assert texts(report, "procedures") == (
        "Trong kỳ, đơn vị tiếp nhận 2 hồ sơ; đã giải quyết 1 hồ sơ, đúng hạn 1 hồ sơ (đạt 100%)."
        "\n\nCòn 1 hồ sơ đang quá hạn."
    )
    client = as_user("principal")
    answer = post(
        client, "reports.narrative.edit", report, "procedures", part="drafted-procedures", version=0, verdict="edited",
        text="Cả quý giải quyết {Rút học bạ: đã giải quyết}, dân hài lòng.",
    )  # fmt: skip
    assert answer.status_code == 302
    assert texts(report, "procedures").startswith("Cả quý giải quyết 1 hồ sơ, dân hài lòng.")
    with opened(world.scope("principal", NOW.date())) as scope:
        solve_request(actor=scope, request_id=waiting.pk, at=moment("2026-09-30 09:00"))
    assert texts(report, "procedures").startswith("Cả quý giải quyết 2 hồ sơ, dân hài lòng.")
    post(
        client, "reports.narrative.edit", report, "procedures", part="drafted-procedures", version=1, verdict="dropped"
    )
    assert "dân hài lòng" not in texts(report, "procedures")


@time_machine.travel(NOW, tick=False)
def test_a_carried_paragraph_goes_on_only_with_a_verdict(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    submitted_before(world, {"institutions": OLD})
    with opened(system(NOW.date(), "test")):
        add_request(world.school, moment("2026-09-14 08:00"), solved=True)
        offers = offers_for(report)
        assert [offer.text for offer in offers] == OLD.split("\n\n")
        assert [todo.anchor for todo in open_todos(report, NOW.date())] == [
            f"part-institutions-carried-{offers[0].paragraph_id}-0"
        ]
    assert texts(report, "institutions") == ""
    client = as_user("principal")
    page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "Mang sang từ Quý II/2026, chờ xác nhận" in page
    # A field that waits for a verdict is not asked for its content as well.
    asked = page.split('id="submit"')[1].split("</section>")[0]
    assert "Mục 3 «" in asked
    assert "Mục 1 «" not in asked
    first, second = (f"carried-{offer.paragraph_id}-{offer.part}" for offer in offers)
    for _twice in range(2):
        kept = post(
            client, "reports.narrative.edit", report, "institutions", part=second, version=0, verdict="kept", text="x"
        )
        assert kept.status_code == 302
    assert texts(report, "institutions") == "Đã giải quyết 1 hồ sơ rút học bạ."  # with this quarter's figure
    post(client, "reports.narrative.edit", report, "institutions", part=first, version=0, verdict="dropped", text="")
    assert texts(report, "institutions") == "Đã giải quyết 1 hồ sơ rút học bạ."
    assert list(Paragraph._base_manager.filter(report=report).values_list("verdict", flat=True)) == ["dropped", "kept"]
    no_words = post(client, "reports.narrative.edit", report, "institutions", part=first, version=1, verdict="edited")
    assert no_words.status_code == 422
    with opened(system(NOW.date(), "test")):
        assert open_todos(report, NOW.date()) == ()


@time_machine.travel(NOW, tick=False)
def test_without_a_verdict_nothing_is_submitted(world: World, report: Report) -> None:
    submitted_before(world, {"institutions": OLD})
    with opened(system(NOW.date(), "test")) as scope, pytest.raises(Refusal) as refused:
        submit_report(actor=scope, report_id=report.pk, at=NOW)
    assert refused.value.code in {"report-undecided", "report-incomplete"}


@time_machine.travel(NOW, tick=False)
def test_two_tabs_on_one_carried_paragraph_lose_nothing(world: World, report: Report) -> None:
    submitted_before(world, {"institutions": OLD})
    with opened(world.scope("principal", NOW.date())) as scope:
        offer = offers_for(report)[0]
        place = Place.parse(f"carried-{offer.paragraph_id}-0")

        def save(text: str, version: int) -> Paragraph:
            return write(
                actor=scope, report_id=report.pk, field_key="institutions", place=place, text=text,
                expected_version=version, verdict=Verdict.EDITED, at=NOW,
            ).paragraph  # fmt: skip

        save("Bản của tab một.", 0)
        with pytest.raises(Stale):
            save("Bản của tab hai.", 0)
        assert save("Gộp cả hai.", 1).version == 2
    with opened(world.scope("deputy", NOW.date())) as scope, pytest.raises(Refusal):
        write(
            actor=scope, report_id=report.pk, field_key="institutions", place=place, text="", expected_version=2,
            verdict=None, at=NOW,
        )  # fmt: skip


@time_machine.travel(NOW, tick=False)
def test_a_device_that_saves_hears_of_a_conflict_with_both_texts(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    url = reverse("reports.narrative.edit", args=[report.pk, "digital"])
    saved = as_user("principal").post(url, {"part": "typed", "text": "Một.", "version": 0}, headers={"X-Autosave": "1"})
    assert saved.json() == {"state": "saved", "version": 1, "words": "Đã lưu lúc 20:00."}
    clash = as_user("deputy").post(url, {"part": "typed", "text": "Hai.", "version": 0}, headers={"X-Autosave": "1"})
    assert clash.status_code == 409
    told = clash.json()
    assert (told["state"], told["stored"], told["version"]) == ("conflict", "Một.", 1)
    assert "Lê Văn Hiệu" in told["words"]


@time_machine.travel(NOW, tick=False)
def test_word_markup_is_dropped_and_said_so(world: World, report: Report, as_user: Callable[[str], Client]) -> None:
    pasted = (
        '<!--[if gte mso 9]><xml><o:x/></xml><![endif]--><p class="MsoNormal" style="margin:0">Trường đã'
        " <b>công khai</b>&nbsp;thủ tục.<o:p></o:p></p><p class=MsoNormal>Dòng hai.</p>"
    )
    answer = as_user("principal").post(
        reverse("reports.narrative.edit", args=[report.pk, "digital"]),
        {"part": "typed", "text": pasted, "version": 0},
        follow=True,
    )
    assert "định dạng thì bỏ" in answer.content.decode()
    assert texts(report, "digital") == "Trường đã công khai thủ tục.\nDòng hai."
    assert words_of("a < b và <script>x</script>") == ("a < b và <script>x</script>", False)


@time_machine.travel(NOW, tick=False)
def test_a_megabyte_is_refused_with_the_limit_and_kept_in_the_box(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    long = "Chữ dài. " * 110_000
    answer = post(as_user("principal"), "reports.narrative.edit", report, "digital", part="typed", text=long, version=0)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "tối đa là 20000" in page or "tối đa là 20.000" in page
    assert long.strip() in page
    assert not Paragraph._base_manager.exists()


@time_machine.travel(NOW, tick=False)
def test_a_jump_asks_for_its_reason_and_takes_one_of_three(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    with opened(system(NOW.date(), "test")):
        for day in range(1, 3):
            add_request(world.school, moment(f"2026-05-1{day} 08:00"), solved=True)
        for day in range(10, 20):
            add_request(world.school, moment(f"2026-09-{day} 08:00"), solved=True)
    client = as_user("principal")
    page = client.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert "Tăng từ 2 lên 10 (tăng 400%)" in page
    assert page.count('name="reason_code" value="jump-') == 3
    key = "procedures.RUT-HOC-BA.solved"
    assert post(client, "reports.explanation.give", report, key=key, reason_code="jump-season").status_code == 302
    assert Explanation._base_manager.get().text.startswith("Học sinh chuyển đi")
    with opened(system(NOW.date(), "test")):
        assert open_todos(report, NOW.date()) == ()
        assert [line.key for line in gather(report, NOW.date()).explanations] == [key]
    short = post(client, "reports.explanation.give", report, key=key, text="a")
    assert short.status_code == 422
    assert "ít nhất 5 ký tự" in short.content.decode()
    wrong = post(client, "reports.explanation.give", report, key="training.present", reason_code="jump-season")
    assert wrong.status_code == 422


@time_machine.travel(NOW, tick=False)
def test_a_blank_field_with_a_reason_is_answered(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    post(as_user("principal"), "reports.explanation.give", report, key="indices", reason_code="blank-none")
    with opened(system(NOW.date(), "test")):
        field = next(field for field in gather(report, NOW.date()).fields if field.key == "indices")
    assert field.is_answered
    assert field.reason == "Trong kỳ không phát sinh nội dung này"
    # Who may only read finds the reason where the answer would stand.
    page = as_user("officer").get(reverse("reports.report.read", args=[report.pk])).content.decode()
    assert field.reason in page.split('id="field-indices"')[1].split("</section>")[0]


@time_machine.travel(NOW, tick=False)
def test_the_trail_keeps_the_reason_that_another_one_replaced(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    for text in ("Lý do ban đầu.", "Lý do sau cùng."):
        post(client, "reports.explanation.give", report, key="indices", text=text)
    with opened(world.scope("principal", NOW.date())) as scope:
        for seen, text in enumerate(("Sổ giấy chưa nhập.", "Sổ giấy nhập một nửa.")):
            put_by_hand(
                actor=scope,
                report_id=report.pk,
                key="procedures.RUT-HOC-BA.received",
                value=7,
                reason=text,
                expected_version=seen,
                at=NOW,
            )
    entries = AuditEntry._base_manager.order_by("pk")
    given = entries.filter(verb="reports.explanation.give").values_list("changes", flat=True)
    assert list(given) == [{"indices": ["", "Lý do ban đầu."]}, {"indices": ["Lý do ban đầu.", "Lý do sau cùng."]}]
    by_hand = entries.filter(verb="reports.figure.override").last()
    assert by_hand is not None
    assert by_hand.changes["reason"] == ["Sổ giấy chưa nhập.", "Sổ giấy nhập một nửa."]


@time_machine.travel(NOW, tick=False)
def test_a_comment_hangs_on_one_figure_until_it_is_done(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    data = {"anchor": "procedures.total.received", "text": "Sao ít vậy?", "mutation_id": str(uuid.uuid4())}
    for _twice in range(2):
        assert post(as_user("officer"), "reports.comment.write", report, **data).status_code == 302
    row = Comment._base_manager.get()
    principal = as_user("principal")
    assert "Sao ít vậy?" in principal.get(reverse("reports.report.read", args=[report.pk])).content.decode()
    post(principal, "reports.comment.answer", report, row.pk, text="Hè ít người đến.")
    post(principal, "reports.comment.answer", report, row.pk, done="1")
    row.refresh_from_db()
    assert (row.answer, row.answered_by_label, row.resolved_by_label) == ("Hè ít người đến.",) + ("Lê Văn Hiệu",) * 2
    nowhere = {**data, "anchor": "x.y", "mutation_id": str(uuid.uuid4())}
    assert post(principal, "reports.comment.write", report, **nowhere).status_code == 422


@time_machine.travel(NOW, tick=False)
def test_a_teacher_decides_nothing(world: World, report: Report) -> None:
    with opened(world.scope("clerk", NOW.date())) as scope, pytest.raises(Forbidden):
        save_narrative(actor=scope, report_id=report.pk, field_key="digital", text="Một.", expected_version=0, at=NOW)


@time_machine.travel(NOW, tick=False)
def test_the_last_look_shows_what_is_missing_and_what_is_new(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    post(client, "reports.narrative.edit", report, "digital", part="typed", text="Một ý mới.", version=0)
    page = client.get(reverse("reports.report.review", args=[report.pk])).content.decode()
    assert "Một ý mới." in page
    assert "việc phải làm" in page
    assert "disabled" in page
    # Each thing to do leads to its place on the report's page, and names that place once.
    place = reverse("reports.report.read", args=[report.pk])
    assert f'href="{place}#field-finance">Mục 5' in page
    ids = set(re.findall(r'\bid="([^"]+)"', page))
    assert {link for link in re.findall(r'href="#([^"]+)"', page) if link not in ids} == set()
    assert "»</a>: Mục" not in page


@time_machine.travel(NOW, tick=False)
def test_the_workspace_costs_the_same_for_much_and_for_little(
    world: World, report: Report, as_user: Callable[[str], Client]
) -> None:
    client = as_user("principal")
    url = reverse("reports.report.read", args=[report.pk])

    def cost() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as context:
            assert client.get(url).status_code == 200
        return len(context)

    submitted_before(world, {"institutions": "Một đoạn."})
    with opened(system(NOW.date(), "test")):
        add_request(world.school, moment("2026-02-10 08:00"), solved=True)
        add_class(world, world.school, moment("2026-09-20 08:00"))
    few = cost()
    with opened(system(NOW.date(), "test")) as scope:
        for month in range(1, 10):
            add_request(world.school, moment(f"2026-0{month}-11 08:00"), solved=True)
        for key in ("digital", "finance", "apparatus", "indices"):
            save_narrative(actor=scope, report_id=report.pk, field_key=key, text="Ý.", expected_version=0, at=NOW)
    assert cost() == few
