"""Who may decide on which day, and for whom."""

import uuid
from datetime import date, datetime
from functools import partial
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from procedures.actions.promises import extend_request, reopen_request
from procedures.actions.work import pause_request, refuse_request, solve_request
from procedures.desk.delegating import revoke
from procedures.enums import State
from procedures.models import Delegation, ProcedureVersion, Request, RequestEvent
from procedures.papers.case import leaders_on
from procedures.papers.signing import decider_signature
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.units.actions import appoint
from schooladmin.units.enums import Role
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened, system
from tests.desk import NOW, assign, receive
from tests.factory import LONG_AGO, World, make_user, moment

pytestmark = pytest.mark.usefixtures("calendar", "everything")
FIRST, LAST = date(2026, 11, 23), date(2026, 11, 25)


@pytest.fixture
def everything() -> Any:
    """Tests look at all rows; who acts opens a scope of their own within."""
    with opened(system(NOW.date(), "test")):
        yield


def decide(world: World, request: Request, at: datetime, who: str = "deputy") -> Request:
    with opened(world.scope(who, at.date())) as scope:
        return solve_request(actor=scope, request_id=request.pk, at=at, note="QĐ 1")


def refused(world: World, request: Request, at: datetime) -> Refusal:
    with pytest.raises(Refusal) as caught:
        decide(world, request, at)
    return caught.value


@pytest.mark.parametrize(
    ("at", "may"),
    [
        ("2026-11-22 23:59", False),  # the day before
        ("2026-11-23 00:00", True),  # the first day
        ("2026-11-25 23:59", True),  # the last day
        ("2026-11-26 00:00", False),  # the day after
    ],
)
def test_a_deputy_decides_on_the_days_of_the_assignment(world: World, at: str, may: bool) -> None:
    request = receive(world.school)
    assign(world, FIRST, LAST)
    if may:
        assert decide(world, request, moment(at)).state == State.SOLVED
        event = RequestEvent.objects.get(request=request, verb="procedures.request.solve")
        assert (event.actor_label, event.signed_for) == ("Phạm Thị Phó", "Lê Văn Hiệu")
    else:
        refusal = refused(world, request, moment(at))
        assert refusal.code == "not-delegated"
        assert "Lê Văn Hiệu" in str(refusal.message)


def test_a_standing_assignment_holds_until_it_is_revoked(world: World) -> None:
    first, second = receive(world.school), receive(world.school, "Trần Thị Bình")
    row = assign(world, FIRST)
    decide(world, first, moment("2028-05-04 09:00"))
    with opened(world.scope("principal")) as principal:
        ended = revoke(actor=principal, delegation_id=row.pk, at=moment("2028-05-05 09:00"))
        again = revoke(actor=principal, delegation_id=row.pk, at=moment("2028-05-06 09:00"))
    assert ended.revoked_at == again.revoked_at
    assert AuditEntry.objects.filter(verb="procedures.delegation.revoke").count() == 1
    assert refused(world, second, moment("2028-05-05 09:00")).code == "not-delegated"


def test_an_assignment_ends_with_the_office_of_its_giver(world: World) -> None:
    request = receive(world.school)
    assign(world, FIRST)
    Membership.objects.filter(person=world.users["principal"].person).update(valid_to=date(2026, 11, 24))
    assert "chưa có hiệu trưởng" in str(refused(world, request, moment("2026-11-24 09:00")).message)


def test_every_decision_asks_and_the_other_steps_do_not(world: World) -> None:
    request = receive(world.school)
    with opened(world.scope("deputy")) as deputy:
        for step in (refuse_request, partial(extend_request, working_days=1), solve_request):
            with pytest.raises(Refusal) as caught:
                step(actor=deputy, request_id=request.pk, at=NOW, note="x")
            assert caught.value.code == "not-delegated"
        assert pause_request(actor=deputy, request_id=request.pk, at=NOW, note="Thiếu đơn").state == State.PAUSED
    solved = decide(world, receive(world.school), NOW, "principal")
    with opened(world.scope("deputy")) as deputy, pytest.raises(Refusal) as caught:
        reopen_request(actor=deputy, request_id=solved.pk, at=NOW, note="Sai tên")
    assert caught.value.code == "not-delegated"
    assert not RequestEvent.objects.exclude(signed_for="").exists()


def test_who_else_signs_is_named_to_a_deputy_who_may_not(world: World) -> None:
    make_user(world.school, Role.DEPUTY, "deputy2", "Hà Văn Hai")
    person = Membership.objects.get(person__full_name="Hà Văn Hai").person
    world.users["deputy2"] = person.user
    assign(world, FIRST, LAST, deputy="deputy2")
    request = receive(world.school)
    assert "Hà Văn Hai" in str(refused(world, request, moment("2026-11-24 09:00")).message)
    assert decide(world, request, moment("2026-11-24 09:00"), "deputy2").state == State.SOLVED


def test_a_procedure_that_is_the_deputys_needs_no_assignment(world: World) -> None:
    ProcedureVersion.objects.update(decided_by=Role.DEPUTY)
    mine, heads = receive(world.school), receive(world.school)
    decide(world, mine, NOW)
    assert RequestEvent.objects.get(request=mine, verb="procedures.request.solve").signed_for == ""
    assert decide(world, heads, NOW, "principal").state == State.SOLVED


def test_a_procedure_of_the_clerk_keeps_the_role_table(world: World) -> None:
    ProcedureVersion.objects.update(decided_by=Role.CLERK)
    request = receive(world.school)
    with opened(world.scope("clerk")) as clerk, pytest.raises(Forbidden):
        solve_request(actor=clerk, request_id=request.pk, at=NOW)
    assert refused(world, request, NOW).code == "not-delegated"


def test_another_schools_assignment_lets_nobody_in(world: World) -> None:
    """A deputy of two schools signs only where the assignment was given."""
    assign(world, FIRST)
    person = world.users["deputy"].person
    appoint(person=person, unit=world.sister, role=Role.DEPUTY, valid_from=LONG_AGO)
    at = moment("2026-11-24 09:00")
    assert refused(world, receive(world.sister), at).code == "not-delegated"
    assert decide(world, receive(world.school), at).state == State.SOLVED


def test_papers_print_for_whom_it_was_signed(world: World) -> None:
    signature = decider_signature("principal", leaders_on(world.school.pk, NOW.date()), "Phạm Thị Phó")
    assert (signature.authority, signature.name) == ("KT. HIỆU TRƯỞNG", "Phạm Thị Phó")


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (LAST, FIRST, "days-in-wrong-order"),
        (date(2026, 11, 2), date(2026, 11, 19), "days-over"),
        (date(2014, 1, 1), None, "not-the-principal"),
    ],
)
def test_what_is_no_assignment(world: World, first: date, last: date | None, code: str) -> None:
    with pytest.raises(Refusal) as caught:
        assign(world, first, last)
    assert caught.value.code == code
    with pytest.raises(Refusal) as caught:
        assign(world, FIRST, deputy="teacher")
    assert caught.value.code == "not-the-deputy"


def test_assignments_do_not_overlap_and_a_form_counts_once(world: World) -> None:
    sent = uuid.uuid4()
    assert assign(world, FIRST, LAST, mutation_id=sent) == assign(world, FIRST, LAST, mutation_id=sent)
    with pytest.raises(Refusal) as caught:
        assign(world, LAST, date(2026, 11, 30))
    assert caught.value.code == "delegation-overlaps"
    assign(world, date(2026, 11, 26), date(2026, 11, 30))
    assign(world, FIRST)  # a standing one beside the dated ones
    assert Delegation.objects.count() == 3
    assert AuditEntry.objects.filter(verb="procedures.delegation.create").count() == 3


def test_only_principal_and_admin_write(world: World) -> None:
    assign(world, FIRST, LAST, who="admin")
    for who, error in (("deputy", Forbidden), ("clerk", Forbidden), ("sister_principal", OutOfScope)):
        with pytest.raises(error):
            assign(world, FIRST, who=who)


# The page -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def at_the_counter() -> Any:
    with time_machine.travel(moment("2026-11-24 09:00"), tick=False):
        yield


def form(world: World, **changes: Any) -> dict[str, Any]:
    return {
        "mutation_id": str(uuid.uuid4()),
        "principal": world.users["principal"].person_id,
        "deputy": world.users["deputy"].person_id,
        "first_day": "2026-11-24",
        "last_day": "2026-11-26",
        "basis": "15/QĐ-THCS",
        "reason": "Tập huấn tại tỉnh",
        **changes,
    }


@pytest.mark.usefixtures("at_the_counter")
def test_the_page_writes_shows_and_revokes(world: World, as_user: Any) -> None:
    client: Client = as_user("principal")
    url = reverse("procedures.delegation.create", args=[world.school.pk])
    assert "Chưa có phân công nào" in client.get(reverse("procedures.delegation.list")).content.decode()
    wrong = client.post(url, form(world, last_day="2026-11-20"))
    assert wrong.status_code == 422
    assert "Tập huấn tại tỉnh" in wrong.content.decode()
    assert client.post(url, form(world)).status_code == 302
    text = as_user("clerk").get(reverse("procedures.delegation.list")).content.decode()
    assert "Đang hiệu lực" in text
    assert "thứ Năm 26/11" in text
    assert "Thu hồi" not in text
    row = Delegation.objects.get()
    assert client.post(reverse("procedures.delegation.revoke", args=[row.pk])).status_code == 302
    assert "Đã thu hồi" in client.get(reverse("procedures.delegation.list")).content.decode()


@pytest.mark.usefixtures("at_the_counter")
def test_the_page_of_a_request_says_who_signs(world: World, as_user: Any) -> None:
    url = reverse("procedures.request.read", args=[receive(world.school).pk])
    client = as_user("clerk")
    assert "Chờ ký: Lê Văn Hiệu" in client.get(url).content.decode()
    assign(world, date(2026, 11, 24), at=moment("2026-11-24 08:00"))
    assert "hoặc Phạm Thị Phó ký thay (phân công thường xuyên)" in client.get(url).content.decode()
    assign(world, date(2026, 11, 24), date(2026, 11, 26), at=moment("2026-11-24 08:00"))
    words = "Chờ ký: Lê Văn Hiệu (vắng đến thứ Năm 26/11) → Phạm Thị Phó ký thay"
    assert words in client.get(url).content.decode()
    solved = as_user("deputy").post(
        reverse("procedures.request.solve", args=[Request.objects.get().pk]), {"lock_version": 1, "note": ""}
    )
    assert solved.status_code == 302
    assert "ký thay Lê Văn Hiệu" in client.get(url).content.decode()
