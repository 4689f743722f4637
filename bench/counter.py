"""How long the pages of the counter take, beside the same SQL with an empty page in the same frame.

Run ``python bench/counter.py [--rounds N] [--rows N]``. The database is made for it and thrown away: SQLite, or the
server of ``DATABASE_URL``. Each page has two twins behind the same middleware, and both draw the page's own frame (the
staff's with menu and bell, or the public one) with nothing in it. *Empty*: the same view runs and asks the same
questions, only its template is left out; the budget, twice its time, is about this one. *Raw*: every statement of the
page is sent as ready text and its rows are fetched, so that not even Django's query sets cost anything: it shows what
there is to gain by asking less. All take turns within one run, forwards and backwards, so that a busy machine is
unfair to none; ratios are of medians.
"""

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
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

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines, loader  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import include, path, reverse  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.safestring import SafeString  # noqa: E402

from procedures.actions.intake import Application, accept_request  # noqa: E402
from procedures.enums import Channel, Relation, State  # noqa: E402
from procedures.models import ProcedureVersion, Request  # noqa: E402
from pupils.actions import PupilData, add_pupil  # noqa: E402
from schooladmin.calendars.actions import seed_years  # noqa: E402
from schooladmin.calendars.catalogue import enter_rules  # noqa: E402
from schooladmin.calendars.models import OfficeHours, ReportingWindow  # noqa: E402
from schooladmin.units.actions import add_login, add_person, add_unit, appoint  # noqa: E402
from schooladmin.units.enums import Role, UnitKind  # noqa: E402
from schooladmin.units.models import Unit, User  # noqa: E402
from schooladmin.units.scope import opened, scope_of  # noqa: E402

LONG_AGO = date(2015, 1, 1)
CHUNK = 2000
MOST = 2.0
Statement = tuple[str, Any]

STAFF, PUBLIC = "base.html", "public/public_base.html"
WAYS = ("page", "empty", "raw")
statements: list[Statement] = []  # what a twin sends just now


def send() -> None:
    with connection.cursor() as cursor:
        for sql, params in statements:
            cursor.execute(sql, params)
            cursor.fetchall()


@cache
def frame_of(name: str) -> Any:
    """An empty template in a frame."""
    return engines["django"].from_string(f'{{% extends "{name}" %}}')


def raw(request: HttpRequest) -> HttpResponse:
    """The statements of the page that is measured, then its frame without content."""
    send()
    return HttpResponse(frame_of(STAFF).render({}, request))


def raw_public(request: HttpRequest) -> HttpResponse:
    """The same in the frame of the pages without a login."""
    send()
    return HttpResponse(frame_of(PUBLIC).render({}, request))


urlpatterns = [
    path("bench-raw/", raw),
    path("bench-public/", raw_public),
    path("", include(settings.ROOT_URLCONF)),
]


@contextmanager
def nothing_shown(frame: str) -> Iterator[None]:
    """Views render ``frame`` whatever their template is; what the template would have asked is sent as it is."""

    def render(template_name: Any, context: Any = None, request: Any = None, using: Any = None) -> SafeString:
        send()
        return SafeString(frame_of(frame).render({}, request))

    usual = loader.render_to_string
    loader.render_to_string = render
    try:
        yield
    finally:
        loader.render_to_string = usual


@dataclass
class Way:
    """A page and its twins; ``frame`` is what stands around a page like this one."""

    name: str
    page: str
    client: Client
    frame: str = STAFF
    sql: dict[str, list[Statement]] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=lambda: {way: [] for way in WAYS})

    def prepare(self) -> None:
        """Learn what each twin must still send so that it sends all that the page sends."""
        statements.clear()
        for _warm in range(2):
            assert self.ask("page").status_code == 200, self.page
        wanted = sent(lambda: self.ask("page"))
        for twin in ("empty", "raw"):
            already = Counter(sql for sql, _params in sent(lambda twin=twin: self.ask(twin)))  # type: ignore[misc]
            self.sql[twin] = []
            for sql, params in wanted:
                if already[sql] > 0:
                    already[sql] -= 1
                elif sql.startswith("SELECT"):
                    self.sql[twin].append((sql, params))

    def ask(self, way: str) -> Any:
        if way == "page":
            return self.client.get(self.page)
        if way == "raw":
            return self.client.get("/bench-raw/" if self.frame == STAFF else "/bench-public/")
        with nothing_shown(self.frame):
            return self.client.get(self.page)

    def measure(self, way: str) -> None:
        statements[:] = self.sql.get(way, [])
        begun = time.perf_counter()
        self.ask(way)
        self.seconds[way].append(time.perf_counter() - begun)


def sent(act: Callable[[], object]) -> list[Statement]:
    """The statements that ``act`` sends."""
    found: list[Statement] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        act()
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15, help="how often each page is measured (default 15)")
    parser.add_argument("--rows", type=int, default=5000, help="requests of the school (default 5000)")
    asked = parser.parse_args()
    settings.ROOT_URLCONF = "bench.counter"
    sys.modules["bench.counter"] = sys.modules[__name__]
    with database():
        ways = list(pages(asked.rows))
        for way in ways:
            way.prepare()
        run(ways, asked.rounds)
        worst = report(ways, asked)
    return 0 if worst <= MOST else 1


@contextmanager
def database() -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(name, verbosity=0)
        FOLDER.cleanup()


def pages(number: int) -> Iterator[Way]:
    """The intake with a pupil and a procedure chosen, the queue, one request, and the public page of its state."""
    year = timezone.localdate().year
    seed_years(first=year - 1, last=year + 1, at=timezone.now())
    enter_rules(office_hours=OfficeHours.objects, windows=ReportingWindow.objects)
    unit = add_unit(
        code="BENCH", kind=UnitKind.SCHOOL, name="Trường đo", short_name="Đo", place="Đo", valid_from=LONG_AGO
    )
    person = add_person(full_name="Đỗ Thị Đo")
    appoint(person=person, unit=unit, role=Role.CLERK, valid_from=LONG_AGO, title="")
    user = add_login(person=person, username="bench", password="mat-khau-do-2026")
    pupil_id, row = fill(unit, user, number)
    client = Client()
    client.force_login(user)
    intake = f"{reverse('procedures.request.accept')}?pupil={pupil_id}&procedure=RUT-HOC-BA"
    yield Way("intake: pupil and procedure chosen", intake, client)
    yield Way("intake: search", f"{reverse('procedures.request.accept')}?q=nva", client)
    yield Way("queue: 50 requests", reverse("procedures.request.list"), client)
    yield Way("one request", reverse("procedures.request.read", args=[row.pk]), client)
    public = reverse("public.request.read", args=[row.public_token])
    yield Way("public page of its state", public, Client(), frame=PUBLIC)


def fill(unit: Unit, user: User, number: int) -> tuple[int, Request]:
    """Thirty pupils, one request made through the action, and ``number`` others of which one in fifty is unfinished."""
    now = timezone.now()
    with opened(scope_of(user, timezone.localdate())) as scope:
        pupils = [
            add_pupil(
                actor=scope,
                unit_id=unit.pk,
                data=PupilData(full_name=f"Nguyễn Văn An{chr(97 + serial % 26)}{serial}", class_name="8A1"),
                at=now,
            )
            for serial in range(30)
        ]
        application = Application(
            procedure="RUT-HOC-BA",
            channel=Channel.DIRECT,
            applicant_name="Trần Thị Hoa",
            applicant_phone="0912345678",
            relation=Relation.PARENT,
            pupil_name=pupils[1].full_name,
            received_at=now,
        )
        row = accept_request(actor=scope, unit_id=unit.pk, application=application, at=now)
        version = ProcedureVersion.objects.valid_on(timezone.localdate()).get(procedure__code="RUT-HOC-BA")
        others = [invented(unit, version, serial, now) for serial in range(number)]
        Request.objects.bulk_create(others, batch_size=CHUNK)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return pupils[0].pk, row


def invented(unit: Unit, version: ProcedureVersion, serial: int, now: datetime) -> Request:
    received = now - timedelta(hours=serial + 1)
    is_open = serial % 50 == 0
    solved = None if is_open else received + timedelta(minutes=30)
    return Request(
        unit=unit,
        code=f"BENCH-{serial}",
        public_token=f"{serial:032d}",
        version=version,
        channel=Channel.DIRECT,
        applicant_name="Người nộp",
        applicant_phone="0912345678",
        relation=Relation.PARENT,
        pupil_name=f"Lê Thị Bình {serial}",
        search_text=f"le thi binh {serial} ltb{serial}",
        pupil_sort_key="b",
        submitted_at=received,
        received_at=received,
        state=State.OPEN if is_open else State.RETURNED,
        original_due=timezone.localdate(received) + timedelta(days=5),
        due_on=timezone.localdate(received) + timedelta(days=5),
        calendar_revision=0,
        solved_at=solved,
        returned_at=solved,
        mutation_id=UUID(int=serial),
    )


def run(ways: list[Way], rounds: int) -> None:
    """Let pages and twins take turns, forwards and backwards; the first round only warms up."""
    for turn in range(rounds + 1):
        for way in ways if turn % 2 else reversed(ways):
            for which in WAYS if turn % 2 else reversed(WAYS):
                way.measure(which)
    for way in ways:
        for taken in way.seconds.values():
            del taken[0]


def report(ways: list[Way], asked: argparse.Namespace) -> float:
    """Print the medians; return the worst ratio."""
    print(f"{connection.vendor}: a school with {asked.rows} requests, {asked.rounds} rounds in turns\n")
    print(f"{'':38}{'page ms':>9}{'empty ms':>10}{'ratio':>7}{'raw ms':>9}{'ratio':>7}{'queries':>9}")
    worst = 0.0
    for way in ways:
        page, empty, raw = (1000 * statistics.median(way.seconds[which]) for which in WAYS)
        worst = max(worst, page / empty)
        queries = len(sent(lambda way=way: way.ask("page")))  # type: ignore[misc]
        print(f"{way.name:38}{page:9.1f}{empty:10.1f}{page / empty:7.2f}{raw:9.1f}{page / raw:7.2f}{queries:9}")
    print(f"\nratio: the page divided by its twin; the budget, {MOST:g}, is for the empty one")
    return worst


if __name__ == "__main__":
    sys.exit(main())
