"""What somebody without a login sees: how a request stands, in plain words, and nobody's name."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.intake import Application, accept_request
from procedures.actions.promises import extend_request, reopen_request
from procedures.actions.work import (
    pause_request,
    refuse_request,
    resume_request,
    return_request,
    solve_request,
    withdraw_request,
)
from procedures.enums import Channel, Relation, Score, State
from procedures.models import ProcedureVersion, Request, RequestComponent
from procedures.public.actions import open_lobby, rate_by_applicant, revoke_lobby
from procedures.public.words import words_of
from procedures.rules.codes import short_code
from schooladmin.core.periods import local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, moment

NOW = moment("2026-11-20 10:00")
pytestmark = pytest.mark.usefixtures("calendar", "today")

# What no public page may ever say: strings that are found wherever they slip through.
SECRETS = {
    "applicant_name": "Quỳnhxapplicant Thị Mật",
    "applicant_phone": "0987650123",
    "pupil_name": "Kửuzpupil Văn Kín",
    "pupil_class": "9Zq7",
    "wanted_class": "8Wx3",
    "other_school": "Trường Qwxother Giấu",
}
NOTE = "Ghichuznote riêng của cán bộ"


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def root() -> Scope:
    return system(local_date(NOW), "Cánbộzactor Hệ Thống")


def accept(unit: Unit, at: datetime = NOW, **changes: Any) -> Request:
    details = {
        "procedure": "CHUYEN-DI",
        "channel": Channel.DIRECT,
        "relation": Relation.PARENT,
        "pupil_birth_date": datetime(2011, 7, 19).date(),
        "received_at": at,
        **SECRETS,
    }
    with opened(root()) as actor:
        application = Application(**{**details, **changes})
        return accept_request(actor=actor, unit_id=unit.pk, application=application, at=at, mutation_id=uuid4())


def step(action: Callable[..., Request], request: Request, minutes: int = 0, **more: Any) -> Request:
    with opened(root()) as actor:
        return action(actor=actor, request_id=request.pk, at=NOW + timedelta(minutes=minutes), note=NOTE, **more)


def in_state(unit: Unit, state: State) -> Request:
    request = accept(unit, NOW - timedelta(hours=1))
    if state is State.PAUSED:
        with opened(root()):
            paper = RequestComponent.objects.filter(request=request).first()
        assert paper
        return step(pause_request, request, missing=[paper.pk], reason_code="khong-doc-duoc")
    if state in (State.SOLVED, State.RETURNED):
        request = step(solve_request, request)
    if state is State.RETURNED:
        request = step(return_request, request, 1)
    if state is State.REFUSED:
        request = step(refuse_request, request, reason_code="khong-du-dieu-kien")
    if state is State.WITHDRAWN:
        request = step(withdraw_request, request, reason_code="doi-y")
    return request


def page_of(request: Request, client: Client | None = None) -> Any:
    return (client or Client()).get(reverse("public.request.read", args=[request.public_token]))


def text(answer: Any) -> str:
    return unescape(answer.content.decode())


def assert_keeps_secrets(html: str) -> None:
    for field, value in SECRETS.items():
        assert value not in html, field
    for part in ("Quỳnhxapplicant", "Kửuzpupil", "0123", "Ghichuznote", "Cánbộzactor", "19/07/2011", "2011-07-19"):
        assert part not in html, part


# --- Words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "sentence", "more"),
    [
        (State.OPEN, "Nhà trường đang giải quyết, hẹn trả kết quả thứ", "Vì sao ngày này?"),
        (State.PAUSED, "Hồ sơ đang chờ bổ sung", "Lý do: Giấy tờ mờ, rách, không đọc được."),
        (State.SOLVED, "Đã có kết quả, mời đến trường nhận.", "Giờ làm việc: 7:00 đến 11:30"),
        (State.RETURNED, "Nhà trường đã trả kết quả ngày 20/11/2026.", "Ông, bà có hài lòng không?"),
        (State.REFUSED, "Nhà trường đã từ chối giải quyết hồ sơ ngày 20/11/2026.", "Lý do: Không đủ điều kiện"),
        (State.WITHDRAWN, "Hồ sơ dừng ngày 20/11/2026 vì người nộp đã rút.", "Người nộp rút hồ sơ"),
    ],
)
def test_every_state_is_said_in_words_and_without_a_person(
    world: World, state: State, sentence: str, more: str
) -> None:
    answer = page_of(in_state(world.school, state))
    html = text(answer)
    assert answer.status_code == 200
    assert sentence in html
    assert more in html
    assert "Trường THCS Bình An" in html
    assert_keeps_secrets(html)


@pytest.mark.parametrize("state", State)
def test_no_state_is_without_words(state: State) -> None:
    day = local_date(NOW)
    assert words_of(state, due=day, today=day, ended=day, asks_papers=True).sentence


def test_a_waiting_request_names_the_papers_of_the_checklist_and_no_day(world: World) -> None:
    request = in_state(world.school, State.PAUSED)
    with opened(root()):
        asked = RequestComponent.objects.filter(request=request).select_related("component").first()
    assert asked
    html = text(page_of(request))
    assert f"<li>{asked.component.name}</li>" in html
    assert "Ngày hẹn trả kết quả" not in html


def test_a_pause_for_something_written_by_hand_sends_to_the_slip(world: World) -> None:
    request = step(pause_request, accept(world.school, NOW - timedelta(hours=1)))
    html = text(page_of(request))
    assert "Điều cần bổ sung ghi trên phiếu" in html
    assert_keeps_secrets(html)


def test_a_request_that_came_incomplete_waits_from_its_first_day(world: World) -> None:
    version = ProcedureVersion.objects.valid_on(local_date(NOW)).get(procedure__code="CHUYEN-DI")
    required = list(version.components.filter(is_required=True))
    request = accept(world.school, component_ids=[row.pk for row in required[1:]], missing_note=NOTE)
    html = text(page_of(request))
    assert required[0].name in html
    assert "Hẹn trả kết quả" not in html
    assert_keeps_secrets(html)


def test_due_today_and_late_are_said(world: World) -> None:
    request = accept(world.school, NOW - timedelta(hours=1))
    with time_machine.travel(datetime.combine(request.due_on, NOW.timetz()), tick=False):
        assert "là hôm nay" in text(page_of(request))
    with time_machine.travel(datetime.combine(request.due_on, NOW.timetz()) + timedelta(days=1), tick=False):
        assert "Đã quá ngày hẹn" in text(page_of(request))


def test_the_story_tells_an_extension_and_a_result_taken_back(world: World) -> None:
    request = accept(world.school, NOW - timedelta(hours=1))
    step(extend_request, request, working_days=2, reason_code="tim-so-luu")
    step(solve_request, request, 1)
    step(reopen_request, request, 2)
    html = text(page_of(request))
    assert "Nhà trường xin lỗi và gia hạn" in html
    assert "Lý do: Cần tìm trong sổ lưu trữ." in html
    assert "chuyển sang" in html
    assert "Nhà trường thu hồi kết quả để giải quyết lại" in html
    assert_keeps_secrets(html)


def test_after_a_pause_the_new_day_and_its_reason_are_told(world: World) -> None:
    request = in_state(world.school, State.PAUSED)
    with time_machine.travel(NOW + timedelta(days=5), tick=False), opened(root()) as actor:
        resume_request(actor=actor, request_id=request.pk, at=NOW + timedelta(days=5))
        html = text(page_of(request))
    assert "tạm dừng chờ bổ sung" in html
    assert "Ngày hẹn ban đầu" in html


def test_english(world: World) -> None:
    client = Client()
    request = in_state(world.school, State.PAUSED)
    chosen = client.post(
        reverse("public.language"),
        {"language": "en", "next": reverse("public.request.read", args=[request.public_token])},
    )
    assert chosen.status_code == 302
    html = text(page_of(request, client))
    assert '<html lang="en">' in html
    assert "A paper cannot be read" in html
    assert request.version.procedure.name_en in html
    assert request.version.procedure.name not in html


# --- How it is answered -------------------------------------------------------------------------------------------


def test_pages_are_not_kept_not_indexed_and_not_told_on(world: World) -> None:
    request = accept(world.school)
    for address in (
        reverse("public.request.read", args=[request.public_token]),
        reverse("public.lookup"),
        reverse("public.lookup", args=["THCS-A"]),
        "/ho-so/khong-co",
    ):
        answer = Client().get(address)
        assert answer["Cache-Control"] == "no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
        assert not answer.cookies


def test_every_wrong_secret_gets_the_same_answer(world: World) -> None:
    request = accept(world.school)
    token = request.public_token
    wrong = [f"{token}x", token[:-1], token.swapcase(), "x", "truong", "ở đâu"]
    answers = [Client().get(f"/ho-so/{secret}") for secret in wrong]
    assert {answer.status_code for answer in answers} == {404}
    pages = {text(answer).replace(answer.wsgi_request.path, "") for answer in answers}
    assert len(pages) == 1


def test_html_and_css_of_the_fullest_page_stay_below_30_kilobytes(world: World) -> None:
    request = in_state(world.school, State.PAUSED)
    for round_ in range(1, 6):
        request = step(resume_request, request, 10 * round_)
        request = step(solve_request, request, 10 * round_ + 1)
        request = step(reopen_request, request, 10 * round_ + 2)
        request = step(pause_request, request, 10 * round_ + 3, reason_code="chua-khop")
    request = step(resume_request, request, 100)
    css = (Path(settings.BASE_DIR) / "static/css/public.css").stat().st_size
    for answer in (
        page_of(request),
        page_of(in_state(world.school, State.RETURNED)),
        Client().get(reverse("public.lookup")),
    ):
        html = answer.content.decode()
        assert len(answer.content) + css <= 30 * 1024
        assert html.count("stylesheet") == 1
        assert "<script" not in html


def test_the_number_of_queries_does_not_grow_with_the_story(world: World) -> None:
    short, long = accept(world.school, NOW - timedelta(hours=2)), in_state(world.school, State.PAUSED)
    for round_ in range(1, 8):
        step(resume_request, long, 10 * round_)
        step(pause_request, long, 10 * round_ + 1, reason_code="chua-khop")
    step(resume_request, long, 100)

    def queries(request: Request) -> int:
        with CaptureQueriesContext(connection) as found:
            page_of(request)
        return len(found)

    # The reasons are asked for once, and only when there are any.
    assert queries(long) - queries(short) <= 1
    assert queries(long) <= 14


# --- The screen in the hall ---------------------------------------------------------------------------------------


def screen_of(unit: Unit, at: datetime = NOW) -> str:
    with opened(root()) as actor:
        return open_lobby(actor=actor, unit_id=unit.pk, at=at).token


def lobby(token: str) -> Any:
    return Client().get(reverse("public.lobby", args=[token]))


def test_the_screen_calls_short_codes_and_nobody(world: World) -> None:
    ready, waiting = in_state(world.school, State.SOLVED), in_state(world.school, State.PAUSED)
    others = [in_state(world.school, state) for state in (State.OPEN, State.RETURNED, State.REFUSED)]
    elsewhere = in_state(world.sister, State.SOLVED)
    html = text(lobby(screen_of(world.school)))
    assert f"<li>{short_code(ready.code)}</li>" in html.split("Mời bổ sung")[0]
    assert f"<li>{short_code(waiting.code)}</li>" in html.split("Mời bổ sung")[1]
    assert not any(short_code(row.code) in html for row in others)
    assert elsewhere.code not in html
    assert html.count("<li>") == 2
    assert '<meta http-equiv="refresh" content="60">' in html
    assert_keeps_secrets(html)


def test_the_screen_forgets_after_ten_working_days(world: World) -> None:
    request = in_state(world.school, State.SOLVED)  # Friday 20/11; 24/11 is a holiday
    token = screen_of(world.school)
    with time_machine.travel(moment("2026-12-04 16:00"), tick=False):
        assert short_code(request.code) in text(lobby(token))
    with time_machine.travel(moment("2026-12-07 08:00"), tick=False):
        assert short_code(request.code) not in text(lobby(token))


def test_a_long_list_takes_turns_minute_by_minute(world: World) -> None:
    codes = {short_code(in_state(world.school, State.SOLVED).code) for _each in range(30)}
    token = screen_of(world.school)
    shown: list[set[str]] = []
    for minute in range(3):
        with time_machine.travel(NOW + timedelta(minutes=minute), tick=False):
            html = text(lobby(token))
            shown.append({code for code in codes if f"<li>{code}</li>" in html})
    assert set.union(*shown) == codes
    assert max(map(len, shown)) <= 14
    assert sum(map(len, shown)) == 30


def test_a_revoked_screen_is_dead_and_a_new_address_kills_the_old(world: World) -> None:
    first = screen_of(world.school)
    second = screen_of(world.school)
    assert lobby(first).status_code == 404
    assert lobby(second).status_code == 200
    with opened(root()) as actor:
        revoke_lobby(actor=actor, unit_id=world.school.pk, at=NOW)
    assert lobby(second).status_code == 404
    unknown = lobby("khong-bao-gio-co")
    assert text(lobby(second)).replace(second, "") == text(unknown).replace("khong-bao-gio-co", "")


def test_the_screen_asks_as_many_queries_for_one_as_for_many(world: World) -> None:
    token = screen_of(world.school)
    in_state(world.school, State.SOLVED)

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            lobby(token)
        return len(found)

    before = queries()
    for _each in range(20):
        in_state(world.school, State.SOLVED)
    assert queries() == before


def test_the_principal_switches_the_screen(world: World, as_user: Callable[[str], Client]) -> None:
    principal = as_user("principal")
    settings_page = reverse("procedures.lobby")
    assert "Đang tắt" in text(principal.get(settings_page))
    principal.post(reverse("procedures.lobby.open", args=[world.school.pk]))
    html = text(principal.get(settings_page))
    assert "/ho-so/man-hinh/" in html
    assert "/ho-so/truong/THCS-A/" in html
    assert html.count("qr-picture") == 2
    principal.post(reverse("procedures.lobby.revoke", args=[world.school.pk]))
    assert "Đang tắt" in text(principal.get(settings_page))


def test_no_page_without_login_tells_a_comment_back(world: World) -> None:
    request = in_state(world.school, State.RETURNED)
    rate_by_applicant(
        token=request.public_token, score=Score.NEUTRAL, comment="Cháu Kửuzpupil chờ lâu", at=NOW + timedelta(hours=1)
    )
    with time_machine.travel(NOW + timedelta(hours=1), tick=False):
        html = text(page_of(request))
    assert "Lời nhắn đã gửi cho nhà trường." in html
    assert_keeps_secrets(html)
