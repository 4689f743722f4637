"""A report that is submitted before its period is over says so, on the page and in both papers."""

import pytest
import time_machine

from reports.checking.knowledge import findings_of
from reports.content import ReportContent
from reports.gather import gather
from reports.models import Report
from reports.rendering import paper_of
from schooladmin.documents.tree import Regime
from schooladmin.units.scope import opened, system
from tests.closing import NOW, open_quarter
from tests.factory import World, make_calendar, make_world, moment

EARLY, LAST_DAY = moment("2026-09-10 21:00").date(), moment("2026-09-30 21:00").date()


@pytest.fixture
def report(db: None) -> Report:
    make_calendar()
    world: World = make_world()
    with time_machine.travel(NOW, tick=False):
        return open_quarter(world)


def test_papers_and_checks_name_the_day_on_which_the_figures_were_closed(report: Report) -> None:
    for day, is_early in ((EARLY, True), (LAST_DAY, True), (NOW.date(), False)):
        with opened(system(day, "test")):
            contents = {regime: gather(report, day, regime) for regime in (Regime.PARTY, Regime.STATE)}
            codes = {finding.code for finding in findings_of(report, contents[Regime.PARTY], day)}
        assert ("period-open" in codes) is is_early
        words = f"Số liệu chốt ngày {day:%d/%m/%Y}, trước khi hết kỳ."
        assert (words in text_of(contents[Regime.PARTY], Regime.PARTY)) is is_early
        # The window of the state's report ended on the 14th of September.
        assert (words in text_of(contents[Regime.STATE], Regime.STATE)) is (day == EARLY)


def test_a_snapshot_keeps_the_day_and_an_old_one_has_none(report: Report) -> None:
    with opened(system(EARLY, "test")):
        content = gather(report, EARLY)
    stored = content.to_json()
    assert ReportContent.from_json(stored).closed_early == EARLY
    del stored["counted_on"]
    assert ReportContent.from_json(stored).closed_early is None


def text_of(content: ReportContent, regime: Regime) -> str:
    return "\n".join(paper_of(content, regime, draft=False).texts())
