"""The pages of reports that show many rows cost the database the same with one row and with thirty."""

import uuid
from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reform.actions import add_commitment, log_result
from reports.actions.rounds import open_round
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.models import OutlineTemplate, TemplateField
from schooladmin.core.periods import Quarter
from schooladmin.units.enums import Role, SupervisionKind
from schooladmin.units.models import Membership
from schooladmin.units.scope import opened, system
from tests.factory import World, make_school, moment, put_above
from tests.stage import QUARTER, Stage, set_stage

NOW = moment("2026-10-12 20:00")
pytestmark = pytest.mark.usefixtures("calendar")


@pytest.fixture
def stage(world: World) -> Stage:
    return set_stage(world)


def crowd(stage: Stage) -> None:
    """Thirty more schools below the same organs with their reports, and the principal of the first heads five more."""
    world = stage.world
    for number in range(30):
        school = make_school(f"N{number}", f"Trường số {number}")
        put_above(school, world.commune, SupervisionKind.ADMINISTRATIVE)
        put_above(school, world.party, SupervisionKind.PARTY)
        if number < 5:
            person = world.users["principal"].person
            Membership.objects.create(person=person, unit=school, role=Role.PRINCIPAL, valid_from=date(2026, 1, 1))
    with opened(system(NOW.date(), "test")) as root:
        open_round(actor=root, theme_id=stage.theme.pk, due_on=date(2026, 10, 15), at=NOW)


def quarters(stage: Stage) -> None:
    """Thirty themes, those of seven other quarters opened, so that a school has eight reports."""
    text, quarter = ThemeText("Cải cách để phục vụ", "# I. Quan điểm", "Kết luận."), QUARTER
    with opened(system(NOW.date(), "test")) as root:
        for number in range(30):
            quarter = quarter.previous() if number < 7 else Quarter(2026, 4)
            theme = create_theme(actor=root, unit_id=stage.world.party.pk, quarter=quarter, text=text, at=NOW)
            publish_theme(actor=root, theme_id=theme.pk, at=NOW)
            if number < 7:
                open_round(actor=root, theme_id=theme.pk, due_on=quarter.calendar.end, at=NOW)


def work(stage: Stage) -> None:
    """Thirty results and thirty tasks in the log of the school."""
    with opened(system(NOW.date(), "test")) as root:
        for number in range(30):
            log_result(
                actor=root,
                unit_id=stage.world.school.pk,
                area=str(number % 6 + 1),
                happened_on=date(2026, 8, 20),
                text=f"Việc thứ {number} đã làm trong quý.",
                mutation_id=uuid.uuid4(),
                at=NOW,
            )
            add_commitment(
                actor=root,
                unit_id=stage.world.school.pk,
                quarter=QUARTER,
                text=f"Việc thứ {number} của quý sau",
                owner_name="Văn thư",
                due_on=date(2026, 12, 31),
                at=NOW,
            )


def forms(stage: Stage) -> None:
    """Thirty more versions of the form of the outline, each with its fields."""
    first = OutlineTemplate.objects.order_by("pk").first()
    assert first is not None
    fields = list(TemplateField.objects.filter(template=first, parent__isnull=True))
    for number in range(30):
        values = {f.attname: getattr(first, f.attname) for f in OutlineTemplate._meta.concrete_fields if f.name != "id"}
        values |= {
            "version": 100 + number,
            "valid_from": date(1990 + number, 1, 1),
            "valid_to": date(1990 + number, 6, 1),
        }
        made = OutlineTemplate.objects.create(**values)
        for field in fields:
            field.pk, field.template = None, made
            field._state.adding = True
            field.save()


@time_machine.travel(NOW, tick=False)
@pytest.mark.parametrize(
    ("who", "name", "query", "fill"),
    [
        ("party_officer", "reports.list", "", crowd),
        ("principal", "reports.list", "", crowd),
        ("principal", "reports.list", "", quarters),
        ("party_officer", "reports.board.read", "?quarter=2026-Q3", crowd),
        ("party_officer", "reports.themes", "", quarters),
        ("party_officer", "reports.round.open", "", quarters),
        ("party_officer", "reports.locks", "?quarter=2026-Q3", crowd),
        ("party_officer", "reports.figures.read", "?quarter=2026-Q3", crowd),
        ("party_officer", "reports.reminder.read", "?quarter=2026-Q3", crowd),
        ("principal", "reports.month.read", "?unit=THCS-A", crowd),
        ("principal", "reports.month.read", "?unit=THCS-A", work),
        ("party_officer", "reports.templates", "", forms),
        ("principal", "reports.paper.check", "", crowd),
        ("principal", "reports.report.read", "report", work),
        ("principal", "reports.report.review", "report", work),
        ("principal", "reports.meeting.read", "report", work),
    ],
)
def test_a_page_asks_the_same_for_one_row_and_for_thirty(
    stage: Stage,
    as_user: Callable[[str], Client],
    who: str,
    name: str,
    query: str,
    fill: Callable[[Stage], None],
) -> None:
    address = reverse(name, args=[stage.report.pk]) if query == "report" else reverse(name) + query
    client = as_user(who)

    def cost() -> tuple[int, int]:
        client.get(address)  # sessions and caches settle
        with CaptureQueriesContext(connection) as found:
            answer = client.get(address)
        assert answer.status_code == 200
        return len(found), len(answer.content)

    few, short = cost()
    fill(stage)
    many, long = cost()
    assert long != short, "the page shows what is new"
    assert many == few
