"""Scope: who reaches what on which day, through which kind of supervision, and the walls around it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes.exceptions import ScopeError
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope
from schooladmin.units.actions import appoint, rebuild_reach, supervise
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.models import Membership, Reach, Supervision, Unit, User
from schooladmin.units.navigation import menu_for
from schooladmin.units.permissions import Right, all_rights, register, right_for
from schooladmin.units.rules import Edge, closure
from schooladmin.units.scope import Scope, bearer, nobody, opened, scope_of, system
from tests.factory import World, make_organ, make_user, put_above, scope_for

DAY = date(2026, 11, 22)
_START = date(2026, 1, 1)


# --- the closure of supervision ------------------------------------------------------------------------------------


@st.composite
def edges(draw: st.DrawFn) -> Edge:
    upper, lower = draw(st.tuples(st.integers(1, 5), st.integers(1, 5)).filter(lambda pair: pair[0] != pair[1]))
    first = draw(st.integers(0, 8))
    length = draw(st.one_of(st.none(), st.integers(1, 6)))
    start = _START + timedelta(days=first)
    return Edge(upper, lower, draw(st.sampled_from("ab")), start, start + timedelta(days=length) if length else None)


def holds(edge: Edge, day: date) -> bool:
    return edge.start <= day and (edge.end is None or day < edge.end)


def reached_by_walking(rows: list[Edge], day: date) -> set[tuple[int, int, str]]:
    """Brute force: on one day, follow the links of one kind until nothing new is found."""
    links = {(row.supervisor, row.unit, row.kind) for row in rows if holds(row, day)}
    found = set(links)
    while True:
        more = {
            (top, low, kind)
            for top, middle, kind in found
            for upper, low, other in links
            if (middle, kind) == (upper, other)
        }
        if more <= found:
            return {row for row in found if row[0] != row[1]}
        found |= more


@settings(max_examples=150, deadline=None)
@given(st.lists(edges(), max_size=9))
def test_the_closure_says_the_same_as_walking_on_every_day(rows: list[Edge]) -> None:
    derived = closure(rows)
    for offset in range(16):
        day = _START + timedelta(days=offset)
        by_closure = {(row.supervisor, row.unit, row.kind) for row in derived if holds(row, day)}
        assert by_closure == reached_by_walking(rows, day)


# --- reach by day, role and kind -----------------------------------------------------------------------------------


def codes(scope: Scope) -> set[str]:
    return set(scope.units().values_list("code", flat=True))


def test_a_school_knows_itself_and_a_supervisor_those_below(world: World) -> None:
    assert codes(world.scope("teacher")) == {"THCS-A"}
    assert codes(world.scope("officer")) == {"UBND-1", "THCS-A", "THCS-B"}
    assert codes(world.scope("other_officer")) == {"UBND-2", "THCS-Z"}
    assert codes(nobody(DAY)) == set()
    assert codes(system(DAY, "test")) == set(Unit.objects.values_list("code", flat=True))


def test_reach_goes_through_several_levels_of_one_kind_only(world: World) -> None:
    province = make_organ("UBT", UnitKind.PROVINCE_COMMITTEE, "UBND tỉnh")
    put_above(world.commune, province, SupervisionKind.ADMINISTRATIVE)
    head = make_user(province, Role.HEAD, "province_head")
    scope = scope_of(head, DAY)
    assert codes(scope) == {"UBT", "UBND-1", "THCS-A", "THCS-B"}
    kinds = set(Reach.objects.filter(supervisor=province, unit=world.school).values_list("kind", flat=True))
    assert kinds == {SupervisionKind.ADMINISTRATIVE}
    put_above(world.party, province, SupervisionKind.ADMINISTRATIVE)  # Party cells are not below the state's line
    assert "DU-1" in codes(scope_of(head, DAY))
    assert Reach.objects.filter(supervisor=province, unit=world.school).count() == 1


def test_reach_begins_and_ends_with_the_supervision(world: World) -> None:
    Supervision.objects.filter(unit=world.sister).update(valid_to=date(2026, 7, 1))
    supervise(
        unit=world.sister,
        supervisor=world.other_commune,
        kind=SupervisionKind.ADMINISTRATIVE,
        valid_from=date(2026, 7, 1),
        basis="Đề án 05-ĐA/ĐU",
    )
    before, after = date(2026, 6, 30), date(2026, 7, 1)
    assert "THCS-B" in codes(world.scope("officer", before))
    assert "THCS-B" not in codes(world.scope("officer", after))
    assert "THCS-B" not in codes(world.scope("other_officer", before))
    assert "THCS-B" in codes(world.scope("other_officer", after))


def test_rebuilding_the_reach_changes_nothing(world: World) -> None:
    fields = ("supervisor_id", "unit_id", "kind", "valid_from", "valid_to")
    before = set(Reach.objects.values_list(*fields))
    assert rebuild_reach() == len(before)
    assert set(Reach.objects.values_list(*fields)) == before


def test_a_membership_gives_rights_from_its_first_day_to_the_day_before_its_end(world: World) -> None:
    user = world.users["clerk"]
    Membership.objects.filter(person=user.person).update(valid_from=date(2026, 3, 1), valid_to=date(2026, 9, 1))
    for day, roles in (
        (date(2026, 2, 28), set()),
        (date(2026, 3, 1), {Role.CLERK}),
        (date(2026, 8, 31), {Role.CLERK}),
        (date(2026, 9, 1), set()),
    ):
        scope = scope_of(user, day)
        assert scope.roles == roles
        assert bool(codes(scope)) == bool(roles)
        assert scope.may("units.people.read", world.school.pk) == bool(roles)


def test_a_login_that_was_ended_reaches_nothing(world: World) -> None:
    user = User.objects.get(username="principal")
    user.is_active = False
    assert codes(scope_of(user, DAY)) == set()


def test_a_person_in_two_units_has_each_role_in_its_own_unit(world: World) -> None:
    user = world.users["principal"]
    appoint(person=user.person, unit=world.sister, role=Role.TEACHER, valid_from=date(2020, 1, 1))
    scope = scope_of(user, DAY)
    assert codes(scope) == {"THCS-A", "THCS-B"}
    assert scope.may("units.people.read", world.school.pk)
    assert not scope.may("units.people.read", world.sister.pk)
    assert set(scope.units_for("units.people.read").values_list("code", flat=True)) == {"THCS-A"}


@pytest.fixture
def party_verb() -> str:
    register({"test.outline.approve": Right(above=frozenset({Role.OFFICER}), kinds=frozenset({SupervisionKind.PARTY}))})
    return "test.outline.approve"


def test_a_right_may_ask_for_one_kind_of_supervision(world: World, party_verb: str) -> None:
    party, commune = world.scope("party_officer"), world.scope("officer")
    assert party.may(party_verb, world.school.pk)
    assert not commune.may(party_verb, world.school.pk)  # above the school as well, but in another way
    assert not party.may(party_verb, world.foreign.pk)
    assert not party.may(party_verb, world.party.pk)
    assert set(party.units_for(party_verb).values_list("code", flat=True)) == {"THCS-A", "THCS-B"}
    assert not commune.units_for(party_verb).exists()
    with pytest.raises(Forbidden):
        commune.require(party_verb, world.school.pk)


def test_a_page_that_could_only_be_empty_is_neither_in_the_menu_nor_open(world: World, client: Client) -> None:
    """An organ that only trains the schools sees no reports of them; one without schools yet is told what to do."""
    trainer = make_organ("TT-1", UnitKind.PROVINCE_DEPARTMENT, "Trung tâm bồi dưỡng")
    fresh = make_organ("UBND-9", UnitKind.COMMUNE_COMMITTEE, "UBND xã Mới")
    put_above(world.school, trainer, SupervisionKind.TRAINING)
    board, classes = "reports.board.read", "training.class.read"
    for organ, sees_board in ((trainer, False), (fresh, True)):
        user = make_user(organ, Role.OFFICER, f"officer-{organ.code}")
        scope = scope_for(user)
        assert scope.may_anywhere(board) is sees_board
        assert scope.may_anywhere(classes)
        assert (reverse(board) in {line.url for line in menu_for(scope, "/")}) is sees_board
        client.force_login(user)
        assert client.get(reverse(board)).status_code == (200 if sees_board else 403)
    put_above(world.school, trainer, SupervisionKind.PROFESSIONAL)
    rebuild_reach()
    assert scope_for(User.objects.get(username="officer-TT-1")).may_anywhere(board)


def test_the_menu_of_an_organ_asks_once_for_all_its_kinds(
    world: World, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scope = world.scope("department_officer")
    with django_assert_num_queries(1):
        for verb in all_rights():
            scope.may_anywhere(verb)
    for who in ("principal", "teacher"):
        scope = world.scope(who)
        with django_assert_num_queries(0):
            menu_for(scope, "/")


def test_asking_for_many_units_costs_one_query(
    world: World, party_verb: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    scope = world.scope("party_officer")
    with django_assert_num_queries(1):
        for unit_id in [world.school.pk, world.sister.pk, world.foreign.pk] * 10:
            scope.may(party_verb, unit_id)


@pytest.mark.parametrize("who", ["principal", "teacher", "officer", "party_officer", "head", "auditor", "admin"])
def test_may_and_units_for_agree_for_every_verb(world: World, who: str) -> None:
    scope = world.scope(who)
    for verb in all_rights():
        allowed = set(scope.units_for(verb).values_list("pk", flat=True))
        for unit in Unit.objects.all():
            assert scope.may(verb, unit.pk) == (unit.pk in allowed), verb
        assert allowed <= set(scope.units().values_list("pk", flat=True)), verb
        assert scope.may_anywhere(verb) or not allowed, verb


def test_a_verb_that_nobody_registered_is_an_error_and_none_is_registered_twice(world: World) -> None:
    with pytest.raises(KeyError):
        world.scope("admin").may("no.such.verb", world.school.pk)
    with pytest.raises(ValueError, match="registered twice"):
        register({"units.unit.read": Right()})
    assert right_for("units.unit.read").own == frozenset(Role)


# --- loans ---------------------------------------------------------------------------------------------------------

SOLVE, ADD = "procedures.request.solve", "pupils.pupil.add"


def test_a_loan_is_the_named_verb_in_the_named_unit_and_the_person_stays(world: World) -> None:
    clerk = world.scope("clerk")
    lent = clerk.lent((SOLVE,), world.school.pk)
    assert (lent.label, lent.user_id, lent.person_id, lent.grants) == (
        clerk.label, clerk.user_id, clerk.person_id, clerk.grants,
    )  # fmt: skip
    assert not lent.is_system
    assert lent.holds_loan(SOLVE, world.school.pk)
    assert not lent.holds_loan(SOLVE, world.sister.pk)
    units = list(Unit.objects.all())
    gained = {
        (verb, unit.code)
        for verb in all_rights()
        for unit in units
        if lent.may(verb, unit.pk) and not clerk.may(verb, unit.pk)
    }
    assert gained == {(SOLVE, "THCS-A")}
    assert codes(lent) == codes(clerk)
    with pytest.raises(Forbidden):
        lent.require("procedures.request.refuse", world.school.pk)
    with pytest.raises(Forbidden):
        clerk.require(SOLVE, world.school.pk)  # the loan ends with the scope that carried it


def test_a_loan_in_another_unit_opens_that_unit_for_the_one_verb(world: World) -> None:
    lent = world.scope("clerk").lent((SOLVE,), world.sister.pk)
    assert codes(lent) == {"THCS-A", "THCS-B"}
    assert set(lent.units_for(SOLVE).values_list("code", flat=True)) == {"THCS-B"}
    assert set(lent.units_for(ADD).values_list("code", flat=True)) == {"THCS-A"}
    with pytest.raises(Forbidden):
        lent.require(ADD, world.sister.pk)
    with pytest.raises(OutOfScope):
        lent.require_inside(world.foreign.pk)


def test_a_bearer_holds_the_named_verbs_in_one_unit_and_is_nobody_else(world: World) -> None:
    holder = bearer(DAY, "Người nộp", (SOLVE, ADD), world.school.pk)
    assert (holder.user_id, holder.person_id, holder.is_system, holder.roles) == (None, None, False, frozenset())
    assert codes(holder) == {"THCS-A"}
    for verb in all_rights():
        allowed = set(holder.units_for(verb).values_list("code", flat=True))
        assert allowed == ({"THCS-A"} if verb in (SOLVE, ADD) else set())
        assert holder.may_anywhere(verb) == holder.may(verb, world.school.pk) == bool(allowed)
        assert not holder.may(verb, world.sister.pk)
    with pytest.raises(KeyError):
        bearer(DAY, "Người nộp", ("no.such.verb",), world.school.pk)


# --- the walls -----------------------------------------------------------------------------------------------------


def test_scoped_rows_are_not_read_without_a_scope(db: None) -> None:
    for use in (AuditEntry.objects.all, AuditEntry.objects.count, AuditEntry.objects.first):
        with pytest.raises(ScopeError):
            use()


def test_a_row_outside_does_not_exist_and_the_wall_after_a_write_holds(world: World) -> None:
    scope = world.scope("principal")
    scope.require_inside(world.school.pk)
    with pytest.raises(OutOfScope):
        scope.require_inside(world.sister.pk)
    with opened(scope):
        assert AuditEntry.objects.count() == 0
    with pytest.raises(ScopeError):
        AuditEntry.objects.count()
