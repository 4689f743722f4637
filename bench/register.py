"""How long the database needs for the statistics of a school with 60,000 requests, beside a plain COUNT of them.

Run ``python bench/register.py [--rounds N] [--rows N]``. The database is made for it and thrown away: SQLite, or the
server of ``DATABASE_URL``. The ways take turns within one run, so that a busy machine is unfair to none; figures are
medians of the time spent in the database. *Quarter*: the latest quarter of a register of five years. *All*: the worst
case, one period that holds every row.
"""

import argparse
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = tempfile.TemporaryDirectory(prefix="bench-")
os.environ["VAR_DIR"] = FOLDER.name
os.environ["DJANGO_SETTINGS_MODULE"] = "schooladmin.settings.test"

import django  # noqa: E402

django.setup()

from django.db import connection  # noqa: E402

from procedures.enums import Channel, Relation, State  # noqa: E402
from procedures.models import ProcedureVersion, Request, RequestEvent, StopInterval  # noqa: E402
from procedures.queries.statistics import statistics_of, subject_for  # noqa: E402
from schooladmin.core.periods import Period, local_date  # noqa: E402
from schooladmin.units.actions import add_unit  # noqa: E402
from schooladmin.units.enums import UnitKind  # noqa: E402
from schooladmin.units.models import Unit  # noqa: E402
from schooladmin.units.scope import Scope, opened, system  # noqa: E402

TODAY = date(2026, 10, 5)
YEARS = 5
QUARTER = Period(date(2026, 7, 1), date(2026, 10, 1))
ALL = Period(date(2021, 1, 1), date(2026, 10, 1))
CHUNK = 2000


@dataclass
class Way:
    """Something to measure: ``run`` does it, the time that its SQL takes is kept."""

    name: str
    run: Callable[[], object]
    seconds: list[float] = field(default_factory=list)
    queries: int = 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7, help="how often each way is measured (default 7)")
    parser.add_argument("--rows", type=int, default=60_000, help="requests of the school (default 60000)")
    asked = parser.parse_args()
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        with opened(system(TODAY, "bench")) as scope:
            unit = school()
            fill(unit, asked.rows)
            ways = [
                way
                for label, period in (("quarter", QUARTER), ("all", ALL))
                for way in pair(label, period, scope, unit)
            ]
            run(ways, asked.rounds)
            report(ways, asked)
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        FOLDER.cleanup()
    return 0


def pair(label: str, period: Period, scope: Scope, unit: Unit) -> Iterator[Way]:
    """The statistics of a period, and counting the same rows without asking anything about them."""
    subject = subject_for(scope, unit.code)
    yield Way(f"{label}: all statistics", lambda: statistics_of(scope, subject, period))
    rows = Request.objects.filter(unit=unit, received_at__lt=period.end_at)
    if period is QUARTER:
        rows = rows.exclude(solved_at__lt=period.start_at).exclude(closed_at__lt=period.start_at)
    yield Way(f"{label}: plain COUNT of the same rows", rows.count)


def school() -> Unit:
    return add_unit(
        code="BENCH", kind=UnitKind.SCHOOL, name="Trường đo", short_name="Đo", place="Đo", valid_from=date(2015, 1, 1)
    )


def fill(unit: Unit, number: int, *, years: int = YEARS, known: int = 0) -> None:
    """Give a school ``number`` invented requests: most solved, some late, paused, extended, refused or open.

    They come evenly over the ``years`` before the end of the quarter; ``known`` requests are there already.
    """
    dice = random.Random(766)
    versions = list(ProcedureVersion.objects.values_list("pk", flat=True))
    requests: list[Request] = []
    for place in range(number):
        received = ALL.end_at - timedelta(days=365 * years * (number - place) / number) + timedelta(hours=dice.random())
        requests.append(invented(unit, versions, known + place, received, dice))
    rows = []
    for start in range(0, number, CHUNK):
        rows += Request.objects.bulk_create(requests[start : start + CHUNK])
    events: list[RequestEvent] = []
    stops: list[StopInterval] = []
    for row in rows:
        events += story(row, dice)
        if dice.random() < 0.08 or row.state == State.PAUSED:
            begun = row.received_at + timedelta(hours=2)
            over = None if row.state == State.PAUSED else begun + timedelta(hours=20)
            stops.append(StopInterval(unit=unit, request=row, started_at=begun, ended_at=over, reason="thiếu giấy"))
    RequestEvent.objects.bulk_create(events, batch_size=CHUNK)
    StopInterval.objects.bulk_create(stops, batch_size=CHUNK)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def invented(unit: Unit, versions: list[int], serial: int, received: datetime, dice: random.Random) -> Request:
    """One request; one in two hundred is never finished."""
    due = local_date(received) + timedelta(days=dice.choice((1, 3, 5, 8)))
    ended = received + timedelta(days=dice.choice((0, 1, 2, 3, 4, 9)), hours=dice.random() * 20)
    chance = dice.random()
    state = State.RETURNED
    if ended >= ALL.end_at or chance < 0.005:
        state = State.PAUSED if chance < 0.002 else State.OPEN
    elif chance < 0.03:
        state = dice.choice((State.REFUSED, State.WITHDRAWN))
    solved = ended if state == State.RETURNED else None
    return Request(
        unit=unit,
        code=f"BENCH-{serial}",
        public_token=f"{serial:032d}",
        version_id=versions[serial % len(versions)],
        channel=dice.choice(Channel.values),
        applicant_name="Người nộp",
        applicant_phone="0912345678",
        relation=Relation.PARENT,
        pupil_name="Học sinh",
        submitted_at=received,
        received_at=received,
        state=state,
        original_due=due,
        due_on=due,
        calendar_revision=0,
        solved_at=solved,
        returned_at=solved,
        closed_at=ended if state in (State.REFUSED, State.WITHDRAWN) else None,
        mutation_id=UUID(int=serial),
    )


def story(row: Request, dice: random.Random) -> Iterator[RequestEvent]:
    moments = [row.received_at, row.solved_at or row.closed_at]
    for at in filter(None, moments):
        yield RequestEvent(
            unit_id=row.unit_id, request=row, at=at, actor_label="", verb="x", to_state=row.state, due_after=row.due_on
        )


@contextmanager
def timed(way: Way) -> Iterator[None]:
    """Add up what the database's answers take, rows fetched."""
    spent = [0.0, 0]

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            spent[0] += time.perf_counter() - begun
            spent[1] += 1

    with connection.execute_wrapper(watch):
        yield
    way.seconds.append(spent[0])
    way.queries = int(spent[1])


def run(ways: list[Way], rounds: int) -> None:
    """Let the ways take turns, forwards and backwards; the first round only warms up."""
    for turn in range(rounds + 1):
        for way in ways if turn % 2 else reversed(ways):
            with timed(way):
                way.run()
    for way in ways:
        del way.seconds[0]


def report(ways: list[Way], asked: argparse.Namespace) -> None:
    print(f"{connection.vendor}: a school with {asked.rows} requests, {asked.rounds} rounds in turns; SQL only\n")
    print(f"{'':42}{'median ms':>10}{'min ms':>9}{'queries':>9}{'ratio':>7}")
    for mine, plain in zip(ways[::2], ways[1::2], strict=True):
        base = statistics.median(plain.seconds)
        for way in (mine, plain):
            middle = statistics.median(way.seconds)
            print(
                f"{way.name:42}{middle * 1000:10.1f}{min(way.seconds) * 1000:9.1f}{way.queries:9}{middle / base:7.1f}"
            )
    print("\nratio: to the plain COUNT of the same period")


if __name__ == "__main__":
    sys.exit(main())
