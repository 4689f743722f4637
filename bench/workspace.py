"""How long the page of a quarterly report and its receipt take in a school with 60,000 requests and eight quarters.

Run ``python bench/workspace.py [--rounds N] [--submissions N] [--rows N]``. The database is made for it and thrown
away: SQLite, or the server of ``DATABASE_URL``. *Workspace*: the page's number of queries, which must not grow with
requests and quarters (it shrinks when no quarter is left that was not submitted: then none is counted in the register),
and what its SQL takes. *Receipt*: from the POST of «Nộp» to the page that shows the receipt, of the same report,
which is put back in between; *cold* is the first thing that a new process does.
"""

import argparse
import math
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import time_machine  # noqa: E402

from bench.register import FOLDER, fill  # noqa: E402 - sets Django up, with a folder of its own

# isort: split
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from bench.quarters import School, build, decide, hand_in, open_quarter, type_texts  # noqa: E402
from reports.enums import ReportState  # noqa: E402
from reports.models import Report, Snapshot  # noqa: E402
from schooladmin.core.periods import VIETNAM, Quarter  # noqa: E402
from schooladmin.jobs.models import Job  # noqa: E402
from schooladmin.units.models import User  # noqa: E402
from schooladmin.units.scope import opened, system  # noqa: E402

NOW = datetime(2026, 10, 12, 20, tzinfo=VIETNAM)
QUARTER = Quarter(2026, 3)
QUARTERS, FEW, YEARS = 8, 60, 2
GOAL_SQL_MS, GOAL_RECEIPT_MS, COLD = 300.0, 1000.0, 3


@dataclass
class Sent:
    """The statements of one act and what each took, in seconds."""

    took: list[tuple[float, str]] = field(default_factory=list)

    @property
    def ms(self) -> float:
        return 1000 * sum(seconds for seconds, _sql in self.took)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=25, help="how often the page is measured (default 25)")
    parser.add_argument("--submissions", type=int, default=40, help="how often it is submitted (default 40)")
    parser.add_argument("--rows", type=int, default=60_000, help="requests of the school (default 60000)")
    parser.add_argument("--slowest", action="store_true", help="show the statements of the page that take longest")
    parser.add_argument("--cold", nargs=2, metavar=("DATABASE", "REPORT"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.cold:
        print(receipt_of_a_new_process(*asked.cold))
        return 0
    with database() as name, time_machine.travel(NOW, tick=True):
        return measure(asked, name)


@contextmanager
def database() -> Iterator[str]:
    """A database of our own, gone afterwards; its name."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield str(connection.settings_dict["NAME"])
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        FOLDER.cleanup()


def measure(asked: argparse.Namespace, name: str) -> int:
    """Print all figures; 0 when every goal is reached."""
    school, report, counts = grown(asked.rows)
    client, page = browser(school.principal), reverse("reports.report.read", args=[report.pk])
    views = [sent(lambda: client.get(page)) for _round in range(asked.rounds + 2)][2:]
    sql = [view.ms for view in views]
    print(f"{connection.vendor}: {asked.rows} requests, {QUARTERS} quarters, the last one being written\n")
    print(f"queries of the workspace: {', '.join(f'{count} ({label})' for label, count in counts.items())}")
    print(f"SQL of the workspace:     median {median(sql):.0f} ms, p95 {p95(sql):.0f} ms of {len(sql)} views")
    if asked.slowest:
        for seconds, statement in sorted(median_view(views).took, reverse=True)[:12]:
            print(f"  {1000 * seconds:7.1f} ms  {statement[:400]}")
    with opened(system(NOW.date(), "bench")):
        decide(report, NOW)
    connection.close()
    cold = []
    for _process in range(COLD):
        cold.append(cold_receipt(name, report))
        put_back(report)
    warm, worked, inside = [], [], []
    for _time in range(asked.submissions + 1):
        begun, busy = time.perf_counter(), time.process_time()
        inside.append(sent(lambda: submit(client, report)))
        worked.append(1000 * (time.process_time() - busy))
        warm.append(1000 * (time.perf_counter() - begun))
        put_back(report)
    warm, worked, inside = warm[1:], worked[1:], inside[1:]
    print(f"receipt, cold process:    {', '.join(f'{ms:.0f}' for ms in cold)} ms")
    print(f"receipt, warm:            median {median(warm):.0f} ms, p95 {p95(warm):.0f} ms of {len(warm)} submissions")
    print(f"  of which this process:  median {median(worked):.0f} ms of its processor")
    print(
        f"  of which SQL:           median {median(one.ms for one in inside):.0f} ms in {len(inside[0].took)} queries"
    )
    first, *later = counts.values()
    good = max(later) <= first and p95(sql) <= GOAL_SQL_MS and p95(warm) <= GOAL_RECEIPT_MS
    print(
        "all goals reached"
        if good
        else f"goals: no more queries, p95 of SQL {GOAL_SQL_MS:.0f} ms, p95 of a receipt {GOAL_RECEIPT_MS:.0f} ms"
    )
    return 0 if good else 1


def grown(rows: int) -> tuple[School, Report, dict[str, int]]:
    """The school as it grows, its report that is being written, and how many queries the page needs on the way."""
    counts: dict[str, int] = {}
    with opened(system(NOW.date(), "bench")):
        school = build()
        fill(school.unit, FEW, years=YEARS)
        earlier = [QUARTER.previous()]
        hand_in(open_quarter(school, earlier[0]))
        report = open_quarter(school, QUARTER)
        type_texts(report, NOW)
    client, page = browser(school.principal), reverse("reports.report.read", args=[report.pk])

    def count(label: str) -> None:
        for _warm in range(2):
            assert client.get(page).status_code == 200
        counts[label] = len(sent(lambda: client.get(page)).took)

    count(f"{FEW} requests, 1 quarter before")
    with opened(system(NOW.date(), "bench")):
        fill(school.unit, rows - FEW, years=YEARS, known=FEW)
    count(f"{rows} requests, 1 quarter before")
    with opened(system(NOW.date(), "bench")):
        while len(earlier) < QUARTERS - 1:
            earlier.append(earlier[-1].previous())
            hand_in(open_quarter(school, earlier[-1]))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    count(f"{rows} requests, {len(earlier)} quarters before")
    return school, report, counts


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def submit(client: Client, report: Report) -> None:
    """Press «Nộp» and wait for the page with the receipt."""
    answer = client.post(reverse("reports.report.submit", args=[report.pk]), follow=True)
    assert answer.redirect_chain, answer.content.decode()[-3000:]  # refused: the page again, and why


def put_back(report: Report) -> None:
    """Make a submitted report a draft again, as if nobody had pressed the button; the trail keeps its entries."""
    with opened(system(NOW.date(), "bench")), transaction.atomic():
        changed = Report.objects.filter(pk=report.pk, state=ReportState.SUBMITTED).update(
            state=ReportState.DRAFT, submitted_at=None, submitted_by=None, receipt_code=None, current_snapshot=None
        )
        assert changed, "the report was not submitted"
        Job._base_manager.filter(key__startswith=report.source_key).delete()
        Snapshot.objects.filter(report=report).delete()


def cold_receipt(name: str, report: Report) -> float:
    """The milliseconds of a receipt that is the first thing of a process."""
    command = [sys.executable, str(Path(__file__)), "--cold", name, str(report.pk)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True, env=os.environ).stdout)


def receipt_of_a_new_process(name: str, report_id: str) -> float:
    """Submit a report of a database that the caller made, as the first request."""
    import schooladmin.wsgi  # noqa: F401 - as a web process starts, before anybody asks

    connection.settings_dict["NAME"] = name
    with time_machine.travel(NOW + timedelta(minutes=5), tick=True):
        with opened(system(NOW.date(), "bench")):
            report = Report.objects.get(pk=report_id)
        client = browser(User.objects.get(username="bench"))
        begun = time.perf_counter()
        submit(client, report)
        return 1000 * (time.perf_counter() - begun)


def sent(act: Callable[[], object]) -> Sent:
    """What ``act`` sends to the database, and how long the answers take."""
    found = Sent()

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            found.took.append((time.perf_counter() - begun, sql))

    with connection.execute_wrapper(watch):
        act()
    return found


def p95(values: list[float]) -> float:
    """The value that 95 in 100 do not exceed."""
    return sorted(values)[math.ceil(0.95 * len(values)) - 1]


def median_view(views: list[Sent]) -> Sent:
    return sorted(views, key=lambda view: view.ms)[len(views) // 2]


if __name__ == "__main__":
    sys.exit(main())
