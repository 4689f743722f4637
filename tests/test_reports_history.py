"""The figures of several quarters beside a report: counted together, and the same as each quarter alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.actions.work import withdraw_request
from procedures.facts import HISTORY, history, quarter_facts
from schooladmin.core.periods import Quarter
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from tests.stage import add_class, add_request
from training.facts import history as training_history
from training.facts import quarter_facts as training_facts

pytestmark = pytest.mark.usefixtures("calendar")
QUARTERS = [Quarter(2025, 4), Quarter(2026, 1), Quarter(2026, 2), Quarter(2026, 3)]


@pytest.mark.django_db
def test_several_quarters_together_count_as_each_alone(world: World) -> None:
    periods = [quarter.calendar for quarter in QUARTERS]
    with opened(system(date(2026, 10, 5), "test")):
        for day, solved in ((10, True), (95, False), (100, True), (180, True), (200, False), (330, True)):
            add_request(world.school, moment("2025-10-01 09:00") + timedelta(days=day), solved=solved)
        gone = add_request(world.school, moment("2026-06-29 09:00"))
    with opened(world.scope("principal", date(2026, 10, 5))) as scope:
        withdraw_request(actor=scope, request_id=gone.pk, note="Gia đình đổi ý", at=moment("2026-07-02 09:00"))
        found = history(scope, world.school.pk, periods)
        for period, counts in zip(periods, found, strict=True):
            alone = quarter_facts(scope, world.school.pk, period)
            for line in alone.lines:
                expected = {name: getattr(line, name).value for name in HISTORY}
                assert counts.get(line.code, dict.fromkeys(HISTORY, 0)) == expected
        with CaptureQueriesContext(connection) as two:
            history(scope, world.school.pk, periods[:2])
        with CaptureQueriesContext(connection) as four:
            history(scope, world.school.pk, periods)
    assert len(two) == len(four)


@pytest.mark.django_db
def test_training_of_several_quarters_counts_as_each_alone(world: World) -> None:
    with opened(system(date(2026, 10, 5), "test")):
        add_class(world, world.department, moment("2026-02-20 08:00"))
        add_class(world, world.school, moment("2026-08-20 08:00"))
    periods = [quarter.calendar for quarter in QUARTERS]
    with opened(world.scope("principal", date(2026, 10, 5))) as scope:
        found = training_history(scope, world.school.pk, periods)
        for period, counts in zip(periods, found, strict=True):
            alone = training_facts(scope, world.school.pk, period)
            assert counts["classes"] == alone.classes.value
            assert counts["present"] == alone.present.value
            assert counts["registered"] == alone.registered.value
    assert [counts["classes"] for counts in found] == [0, 1, 0, 1]
