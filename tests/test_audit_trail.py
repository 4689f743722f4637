"""The trail: written once, chained, checked by a command, and read by those who may."""

import json
from collections.abc import Callable
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django_scopes.exceptions import ScopeError

from schooladmin.audit.actions import record
from schooladmin.audit.models import AuditEntry, AuditHead
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened
from tests.factory import World, moment

Login = Callable[[str], Client]
NOW = moment("2026-11-22 09:00")


def write(world: World, unit: Unit | None = None, who: str = "clerk", count: int = 1, **more: object) -> AuditEntry:
    for _number in range(count):
        entry = record(
            actor=world.scope(who),
            unit_id=(unit or world.school).pk,
            verb=str(more.get("verb", "procedures.request.accept")),
            at=moment(str(more.get("at", "2026-11-22 09:00"))),
            thing=unit or world.school,
            label=str(more.get("label", "Hồ sơ 12")),
            changes={"state": ["new", "accepted"]},
        )
    return entry


def verify(*arguments: str) -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("audit_verify", *arguments, stdout=out)
    except CommandError as refused:
        return refused.returncode, out.getvalue()
    return 0, out.getvalue()


def test_a_chain_that_nobody_touched_is_whole(world: World) -> None:
    write(world, count=5)
    write(world, world.sister, "sister_clerk", count=2)
    assert verify() == (0, "Nguyên vẹn: 7 dòng của 2 đơn vị.\n")
    code, text = verify("--unit", "THCS-A", "--json")
    answer = json.loads(text)
    assert (code, answer["intact"], answer["breaks"]) == (0, True, [])
    assert [(chain["unit"], chain["entries"]) for chain in answer["chains"]] == [("THCS-A", 5)]
    assert answer["chains"][0]["head"] == AuditHead.objects.get(unit=world.school).hash


@pytest.mark.parametrize(
    "change",
    [
        {"actor_label": "Người khác"},
        {"verb": "procedures.request.refuse"},
        {"changes": {"state": ["new", "refused"]}},
        {"object_label": "Hồ sơ 13"},
        {"at": moment("2026-11-21 09:00")},
        {"actor_id": None},
    ],
)
def test_an_altered_entry_is_named(world: World, change: dict[str, object]) -> None:
    write(world, count=5)
    write(world, world.sister, "sister_clerk", count=2)
    AuditEntry._base_manager.filter(unit=world.school, number=3).update(**change)
    code, text = verify("--json")
    assert code == 1
    assert json.loads(text)["breaks"] == [{"unit": "THCS-A", "number": 3, "reason": "altered"}]
    assert verify("--unit", "THCS-B")[0] == 0
    assert "THCS-A số 3: nội dung đã bị sửa" in verify()[1]


@pytest.mark.parametrize(("number", "reason"), [(1, "missing"), (3, "missing"), (5, "cut off")])
def test_a_deleted_entry_is_named_the_first_and_the_last_too(world: World, number: int, reason: str) -> None:
    write(world, count=5)
    AuditEntry._base_manager.filter(unit=world.school, number=number).delete()
    code, text = verify("--json")
    assert code == 1
    assert json.loads(text)["breaks"] == [{"unit": "THCS-A", "number": number, "reason": reason}]


def test_a_trail_that_was_emptied_is_noticed(world: World) -> None:
    write(world, count=3)
    AuditEntry._base_manager.all().delete()
    assert verify() == (1, "THCS-A số 1: phần cuối đã bị cắt\n")
    AuditHead.objects.all().delete()
    write(world, count=2)
    AuditHead.objects.all().delete()
    assert verify()[0] == 1


def test_an_entry_rewritten_with_a_new_hash_no_longer_joins(world: World) -> None:
    write(world, count=3)
    AuditEntry._base_manager.filter(number=2).update(hash="0" * 64)
    reasons = [(row["number"], row["reason"]) for row in json.loads(verify("--json")[1])["breaks"]]
    assert reasons == [(2, "altered"), (3, "not joined")]


def test_an_unknown_unit_is_a_wrong_argument(db: None) -> None:
    assert verify("--unit", "KHONG-CO")[0] == 2


def test_an_entry_is_written_once(world: World) -> None:
    entry = write(world)
    entry.verb = "something.else"
    with pytest.raises(TypeError):
        entry.save()
    with pytest.raises(TypeError):
        entry.delete()


def test_a_change_that_is_rolled_back_leaves_no_entry_and_no_gap(world: World) -> None:
    write(world)
    with transaction.atomic():
        write(world)
        transaction.set_rollback(True)
    assert write(world).number == 2
    assert verify()[0] == 0


def test_the_trail_is_not_read_without_a_scope(world: World) -> None:
    write(world)
    with pytest.raises(ScopeError):
        list(AuditEntry.objects.all())
    with opened(world.scope("sister_principal")):
        assert list(AuditEntry.objects.all()) == []


# --- the page ------------------------------------------------------------------------------------------------------


def page(client: Client, query: str = "") -> str:
    answer = client.get(f"/audit/{query}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("principal", 200),
        ("admin", 200),
        ("school_auditor", 200),
        ("head", 200),
        ("auditor", 200),
        ("deputy", 403),
        ("clerk", 403),
        ("teacher", 403),
        ("party_secretary", 403),
        ("officer", 403),
        ("other_officer", 403),
    ],
)
def test_who_may_read_the_trail(world: World, as_user: Login, who: str, status: int) -> None:
    assert as_user(who).get("/audit/").status_code == status


def test_everybody_reads_the_trail_of_their_own_reach_only(world: World, as_user: Login) -> None:
    write(world, label="Hồ sơ của Bình An")
    write(world, world.sister, "sister_clerk", label="Hồ sơ của Hòa Bình")
    write(world, world.foreign, "foreign_clerk", label="Hồ sơ của Xa Lạ", verb="foreign.verb.done")
    mine = page(as_user("principal"))
    assert "Hồ sơ của Bình An" in mine
    assert "Hồ sơ của Hòa Bình" not in mine
    both = page(as_user("auditor"))
    assert "Hồ sơ của Bình An" in both
    assert "Hồ sơ của Hòa Bình" in both
    assert "Xa Lạ" not in both
    assert "foreign.verb.done" not in both
    foreign = page(as_user("auditor"), f"?unit={world.foreign.pk}")
    assert "Hồ sơ của Xa Lạ" not in foreign


def test_the_filters_narrow_the_trail(world: World, as_user: Login) -> None:
    write(world, label="Hồ sơ sáng", at="2026-11-20 08:00")
    write(world, label="Hồ sơ khuya", at="2026-11-20 23:59", verb="procedures.request.return")
    write(world, label="Hồ sơ hôm sau", at="2026-11-21 00:00", who="deputy")
    write(world, world.sister, "sister_clerk", label="Hồ sơ trường bạn", at="2026-11-20 08:00")
    client = as_user("auditor")

    def shown(query: str) -> set[str]:
        text = page(client, query)
        return {name for name in ("sáng", "khuya", "hôm sau", "trường bạn") if f"Hồ sơ {name}" in text}

    assert shown("") == {"sáng", "khuya", "hôm sau", "trường bạn"}
    assert shown("?first=2026-11-20&last=2026-11-20") == {"sáng", "khuya", "trường bạn"}
    assert shown("?first=2026-11-21") == {"hôm sau"}
    assert shown("?verb=procedures.request.return") == {"khuya"}
    assert shown("?person=pham thi pho") == {"hôm sau"}
    assert shown(f"?unit={world.sister.pk}") == {"trường bạn"}
    assert shown("?last=2019-01-01") == set()
    assert "bỏ bớt điều kiện lọc" in page(client, "?last=2019-01-01")


def test_a_filter_that_is_not_understood_says_so(world: World, as_user: Login) -> None:
    write(world)
    text = page(as_user("principal"), "?first=hom-qua&page=abc")
    assert "Hồ sơ 12" in text
    assert "Nhập một ngày hợp lệ" in text


def test_an_entry_shows_what_changed_in_the_time_of_vietnam(world: World, as_user: Login) -> None:
    with time_machine.travel(NOW):
        write(world, at="2026-11-22 00:30")
        text = page(as_user("principal"))
    assert "22/11/2026 00:30:00" in text
    assert "<code>state</code>: new → accepted" in text
    assert ">Tiếp nhận hồ sơ</span>" in text


def test_the_page_asks_the_same_number_of_queries_for_few_and_for_thirty(world: World, as_user: Login) -> None:
    client, counts = as_user("auditor"), []
    for extra in (1, 30):
        write(world, count=extra)
        write(world, world.sister, "sister_clerk", count=extra)
        with CaptureQueriesContext(connection) as asked:
            page(client)
        counts.append(len(asked))
    assert counts[0] == counts[1]
