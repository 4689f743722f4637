"""The figures of several quarters beside a report: counted together, and the same as each quarter alone."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from procedures.actions.work import withdraw_request
from procedures.facts import HISTORY, history, quarter_facts
from reports.actions.rounds import open_round
from reports.actions.snapshots import take
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.enums import ReportState
from reports.gather import gather
from reports.models import Report
from reports.queries import any_report
from reports.queries.history import history_of
from schooladmin.core.periods import Quarter
from schooladmin.documents.tree import Regime
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


NOW = moment("2026-10-05 20:00")


def report_of(world: World, quarter: Quarter) -> Report:
    """The blank report of a quarter."""
    organ = system(NOW.date(), "test")
    text = ThemeText("Cải cách để phục vụ", "# I. Quan điểm", "Kết luận.")
    theme = create_theme(actor=organ, unit_id=world.party.pk, quarter=quarter, text=text, at=NOW)
    publish_theme(actor=organ, theme_id=theme.pk, at=NOW)
    open_round(actor=organ, theme_id=theme.pk, due_on=quarter.calendar.end, at=NOW)
    return any_report().get(unit=world.school, quarter=quarter.code)


def hand_in(world: World, quarter: Quarter) -> None:
    """The report of a quarter, frozen as it stands."""
    report = report_of(world, quarter)
    papers = {Regime.PARTY: gather(report, NOW.date())}
    take(actor=system(NOW.date(), "test"), report=report, papers=papers, at=NOW)
    report.state, report.submitted_at, report.receipt_code = ReportState.SUBMITTED, NOW, f"BC-{quarter.code}"
    report.save()


@pytest.mark.django_db
def test_submitted_quarters_are_not_counted_again_and_change_nothing_beside_them(world: World) -> None:
    """The registers are the same, so whatever was submitted in between, every figure is what it was."""
    key = "procedures.RUT-HOC-BA.solved"
    with opened(system(NOW.date(), "test")) as scope:
        add_request(world.school, moment("2025-02-10 09:00"), solved=True)
        add_request(world.school, moment("2026-02-10 09:00"), solved=True)
        add_request(world.school, moment("2026-05-11 09:00"))
        add_class(world, world.school, moment("2025-08-20 08:00"))
        report = report_of(world, Quarter(2026, 3))
        # Before the first request nothing is known; afterwards a quarter without any has none.
        expected: list[int | None] = [None, 1, 0, 0, 0, 1, 0]

        def solved() -> list[int | None]:
            lines = [figures.get(key) for figures in history_of(scope, report).figures]
            return [int(line.number or 0) if line else None for line in lines]

        def known() -> list[dict[str, str | None]]:
            found = history_of(scope, report).figures
            return [{k: line.value for k, line in figures.items() if not k.endswith(".late")} for figures in found]

        assert solved() == expected
        live = known()
        quarter = Quarter(2025, 1)
        for handed_in in range(1, 4):
            hand_in(world, quarter)
            assert solved() == expected
            assert known()[handed_in + 1 :] == live[handed_in + 1 :]
            quarter = quarter.next()
        while quarter != report.period:
            hand_in(world, quarter)
            quarter = quarter.next()
        hand_in(world, Quarter(2024, 4))
        with CaptureQueriesContext(connection) as asked:
            assert solved() == [0, *expected[1:]]
        assert not [query for query in asked if "procedures_request" in query["sql"]]
