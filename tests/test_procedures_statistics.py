"""Statistics of the counter: the same as a slow count by hand, every figure its rows, honest totals, papers."""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.db import connection, transaction
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from procedures.enums import Catalogue, Channel, Count, RatedVia, Reckoning, Relation, Score, State, StopKind
from procedures.forms import FilterForm
from procedures.models import IndexRule, Procedure, Rating, Request, RequestEvent, StopInterval
from procedures.queries import statistics as queries
from procedures.queries.catalogue import all_procedures
from procedures.queries.register import LocalDay, LocalMonth, tallies
from procedures.queries.requests import find
from procedures.queries.statistics import Statistics, statistics_of, subject_for
from procedures.rules.balance import UnbalancedError
from procedures.rules.index766 import Share, is_reached, marks, satisfaction
from procedures.statistics.form import COLUMNS, OFFICIAL, Counts, Table, counts_by
from procedures.statistics.forms import period_of
from procedures.statistics.papers import Head, paper_of
from procedures.statistics.rendering import file_of, request_rendering
from procedures.statistics.sheets import pasteable
from procedures.statistics.words import calculation, index_calculation, percent, remarks
from schooladmin.core.errors import OutOfScope
from schooladmin.core.figures import Figure
from schooladmin.core.periods import Period, Quarter, local_date
from schooladmin.documents import tree
from schooladmin.jobs.enums import JobState
from schooladmin.jobs.tasks import execute
from schooladmin.units.enums import SupervisionKind
from schooladmin.units.models import Unit, UnitName
from schooladmin.units.scope import Scope, opened, system
from tests.factory import World, make_school, moment, put_above

pytestmark = pytest.mark.usefixtures("calendar")

QUARTER = Quarter(2026, 3).calendar
TODAY = date(2026, 11, 22)
NATIONAL, INTERNAL = "CHUYEN-DI", "RUT-HOC-BA"


@dataclass(frozen=True)
class Story:
    """A request: what, how and when it came, what ended it and when, its promises and its pauses (days since then).

    ``moves``: on that day after reception the promise became later by so many days.
    """

    received: int
    procedure: str = NATIONAL
    channel: Channel = Channel.DIRECT
    ending: State = State.SOLVED
    took: int = 0
    hour: int = 0
    promised: int = 5
    moves: tuple[tuple[int, int], ...] = ()
    pauses: tuple[tuple[int, int], ...] = ()


FIRST = moment("2026-06-01 00:30")
CLOSED = (State.REFUSED, State.WITHDRAWN)


def write(unit: Unit, told: list[Story]) -> None:
    """Put the stories into the register as they would stand today, with their events and stops."""
    versions = {row.code: row.versions.all()[0].pk for row in all_procedures()}
    for story in told:
        write_one(unit, versions[story.procedure], story)


def write_one(unit: Unit, version_id: int, story: Story) -> Request:
    received = FIRST + timedelta(days=story.received)
    ended = received + timedelta(days=story.took, hours=story.hour)
    original = due = local_date(received) + timedelta(days=story.promised)
    promises = [(received, due)]
    for after, later in sorted(story.moves):
        due += timedelta(days=later)
        promises.append((received + timedelta(days=after), due))
    standing = story.ending is State.PAUSED
    serial = uuid.uuid4()
    row = Request.objects.create(
        unit=unit,
        code=f"T-{serial}",
        public_token=serial.hex,
        version_id=version_id,
        channel=story.channel,
        applicant_name="A",
        applicant_phone="0912345678",
        relation=Relation.SELF,
        pupil_name="B",
        submitted_at=received,
        received_at=received,
        state=story.ending,
        original_due=original,
        due_on=due,
        calendar_revision=0,
        solved_at=ended if story.ending in (State.SOLVED, State.RETURNED) else None,
        returned_at=ended if story.ending is State.RETURNED else None,
        closed_at=ended if story.ending in CLOSED else None,
        mutation_id=serial,
    )
    for at, promised in promises:
        RequestEvent.objects.create(unit=unit, request=row, at=at, verb="x", to_state=row.state, due_after=promised)
    last = max(story.pauses, default=None)
    for begin, length in story.pauses:
        start = received + timedelta(days=begin)
        still = standing and (begin, length) == last
        StopInterval.objects.create(
            unit=unit,
            request=row,
            kind=StopKind.APPLICANT,
            started_at=start,
            ended_at=None if still else start + timedelta(days=length),
        )
    return row


def rows_behind(scope: Scope, url: str) -> list[int]:
    """The requests of the list that a figure's address opens."""
    query = {key: found[0] for key, found in parse_qs(urlsplit(url).query).items()}
    units = [(code, code) for code in {query.get("unit", "x"), "y"}]
    form = FilterForm(query, procedures=list(all_procedures()), units=units, today=scope.at)
    assert form.is_valid(), form.errors
    return sorted(find(scope, form.wanted()).values_list("pk", flat=True))


def counted(scope: Scope, period: Period = QUARTER, code: str = "") -> Statistics:
    return statistics_of(scope, subject_for(scope, code), period)


def tables(found: Statistics) -> list[Table]:
    return [found.national, found.internal, *found.channels, *([found.schools] if found.schools else [])]


# --- A count by hand ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """What the slow counter says of one request."""

    national: bool
    channel: str
    origin: Count
    fate: Count
    judged: Reckoning


def by_hand(period: Period, today: date) -> list[Entry]:
    """The register of the period, one request after the other in plain Python."""
    return [entry for row in Request.objects.all() if (entry := account(row, period, today)) is not None]


def account(row: Request, period: Period, today: date) -> Entry | None:
    ended = row.solved_at or row.closed_at
    if row.received_at >= period.end_at or (ended is not None and ended < period.start_at):
        return None
    stops = [stop for stop in StopInterval.objects.filter(request=row) if stop.started_at < period.end_at]
    events = [event for event in RequestEvent.objects.filter(request=row) if event.at < period.end_at]
    due_then = max(events, key=lambda event: (event.at, event.pk)).due_after
    if ended is not None and ended < period.end_at:
        day = local_date(ended)
        fate = Count(row.state) if row.closed_at else solved_fate(day, row.due_on)
        late = day > row.due_on
    else:
        standing = [stop for stop in stops if stop.ended_at is None or stop.ended_at >= period.end_at]
        overdue = due_then < min(period.end, today)
        fate = Count.LATE if overdue and not standing else Count.IN_TERM
        late = local_date(min(stop.started_at for stop in standing)) > due_then if standing else overdue
    return Entry(
        national=row.version.procedure.is_national,
        channel=row.channel,
        origin=Count.CARRIED_OVER if row.received_at < period.start_at else Count.RECEIVED,
        fate=fate,
        judged=Reckoning.JUDGED_LATE if late or len(stops) > 1 else Reckoning.JUDGED_ON_TIME,
    )


def solved_fate(day: date, due: date) -> Count:
    if day == due:
        return Count.SOLVED_ON_DAY
    return Count.SOLVED_EARLY if day < due else Count.SOLVED_LATE


endings = st.sampled_from([State.SOLVED, State.RETURNED, *CLOSED, State.OPEN, State.PAUSED])
days = st.integers(0, 40)
stories = st.builds(
    Story,
    received=st.integers(0, 150),
    procedure=st.sampled_from([NATIONAL, INTERNAL, "BAN-SAO"]),
    channel=st.sampled_from(Channel),
    ending=endings,
    took=days,
    hour=st.integers(0, 23),
    promised=st.integers(0, 20),
    moves=st.lists(st.tuples(days, st.integers(1, 9)), max_size=2).map(tuple),
    pauses=st.lists(st.tuples(days, st.integers(0, 30)), max_size=2, unique_by=lambda pause: pause[0]).map(tuple),
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    told=st.lists(stories, max_size=12),
    start=st.integers(0, 150),
    length=st.integers(1, 120),
    today=st.integers(0, 200),
)
def test_random_registers_are_counted_as_by_hand(
    world: World, told: list[Story], start: int, length: int, today: int
) -> None:
    period = Period(date(2026, 6, 1) + timedelta(days=start), date(2026, 6, 1) + timedelta(days=start + length))
    day = date(2026, 6, 2) + timedelta(days=today)
    with opened(world.scope("principal", day)) as scope, transaction.atomic():
        write(world.school, told)
        expected = Counter(by_hand(period, day))
        national = {version.pk: row.is_national for row in all_procedures() for version in row.versions.all()}
        found: Counter[Entry] = Counter()
        for row in tallies(scope.units(), period, day):
            entry = Entry(national[row.version_id], row.channel, row.origin, row.fate, row.judged)
            found[entry] += row.number
        assert found == expected
        transaction.set_rollback(True)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=st.lists(stories, min_size=4, max_size=12))
def test_every_figure_opens_exactly_its_requests(world: World, told: list[Story]) -> None:
    with opened(world.scope("principal", TODAY)) as scope, transaction.atomic():
        write(world.school, told)
        found = counted(scope)
        figures: list[Figure] = [
            figure for table in tables(found) for line in (*table.lines, table.total) for figure in line.figures
        ]
        for figure in figures:
            behind = len(rows_behind(scope, figure.rows_url)) if figure.rows_url else 0
            assert behind == figure.value, figure
        for item in found.index:
            if item.part_url:
                assert len(rows_behind(scope, item.part_url)) == item.share.part, item
                assert len(rows_behind(scope, item.whole_url)) == item.share.whole, item
        for month in found.months:
            assert len(rows_behind(scope, month.received_url)) == month.month.received
            assert len(rows_behind(scope, month.solved_url)) == month.month.solved
        for share in found.on_time:
            assert len(rows_behind(scope, share.part_url)) == share.share.part
            assert len(rows_behind(scope, share.whole_url)) == share.share.whole
        transaction.set_rollback(True)


def test_the_database_cuts_days_where_vietnam_does(world: World) -> None:
    """Around midnight, with and without parts of a second, and over ten years: no summer time in between."""
    moments = [
        datetime(year, month, 1, 17, tzinfo=UTC) + timedelta(microseconds=shift)
        for year in (2016, 2021, 2026)
        for month in (1, 7)
        for shift in (-1, 0, 1)
    ]
    with opened(world.scope("principal")):
        row = write_one(world.school, all_procedures()[0].versions.all()[0].pk, Story(0, ending=State.OPEN))
        for at in moments:
            Request.objects.filter(pk=row.pk).update(submitted_at=at, received_at=at)
            cut = Request.objects.annotate(day=LocalDay(F("received_at")), month=LocalMonth(F("received_at")))
            assert cut.values_list("day", "month").get(pk=row.pk) == (local_date(at), f"{local_date(at):%Y-%m}")


# --- The form ----------------------------------------------------------------------------------------------------


def test_the_columns_of_the_form(world: World) -> None:
    """One request of each kind: the numbers stand where the form wants them, national and internal apart."""
    with opened(world.scope("principal")) as scope:
        write(
            world.school,
            [
                Story(20, took=12, promised=15),  # carried over from June, before the due date
                Story(40, channel=Channel.ONLINE, took=5, promised=5),  # on the day
                Story(41, channel=Channel.POST, took=6, promised=5),  # late
                Story(42, ending=State.OPEN, promised=100),
                Story(43, ending=State.OPEN, promised=5),
                Story(44, ending=State.REFUSED, took=1),
                Story(45, ending=State.WITHDRAWN, took=1),
                Story(46, ending=State.PAUSED, promised=5, pauses=((1, 0),)),
                Story(47, procedure=INTERNAL),
            ],
        )
        found = counted(scope)
    total = dict(zip((column.number for column in COLUMNS), found.national.total.values, strict=True))
    assert total == {3: 8, 4: 1, 5: 6, 6: 1, 7: 3, 8: 1, 9: 1, 10: 1, 11: 3, 12: 2, 13: 1, 14: 1, 15: 1}
    assert found.national.check == "1 + 7 = 3 + 3 + 2"
    assert found.internal.total.counts.balance.arrived == 1
    assert [line.key for line in found.internal.lines] == ["RUT-HOC-BA", "CHUYEN-LOP"]
    assert {line.key: line.counts.balance.received for line in found.channels[0].lines} == {
        "national.online": 1,
        "national.direct": 5,
        "national.post": 1,
    }
    # 766, 2.1: late are the one solved late and the open one; a pause within the term and an early end are not.
    share = next(item for item in found.index if item.rule.code == "2.1").share
    assert (share.part, share.whole) == (6, 8)
    online = next(item for item in found.index if item.rule.code == "3.3")
    assert (online.share.part, online.share.whole, online.is_reached) == (1, 7, False)


def test_asked_for_supplements_twice_is_late_in_the_index_only(world: World) -> None:
    with opened(world.scope("principal")) as scope:
        write(world.school, [Story(40, took=4, pauses=((0, 1), (2, 1))), Story(40, took=4, pauses=((0, 1),))])
        found = counted(scope)
    assert found.national.total.counts.on_time == Share(2, 2)
    assert found.national.total.counts.index_on_time == Share(1, 2)


def test_a_share_in_words() -> None:
    with override("vi"):
        assert calculation(Share(128, 131), "đúng hạn", "phải giải quyết") == (
            "128 đúng hạn / 131 phải giải quyết = 97,71\u00a0%"
        )
        assert percent(Share(0, 0)) == "không phát sinh"
        assert percent(Share(0, 3)) == "0,00\u00a0%"
    with override("en"):
        assert percent(Share(128, 131)) == "97.71\u00a0%"


def test_shares_and_marks() -> None:
    assert Share(1, 3).percent == Decimal("33.33")
    assert Share(1, 800).percent == Decimal("0.13")
    assert Share(0, 0).percent is None
    assert Share(99_999, 100_000).percent == Decimal("99.99"), "what is not complete is not 100 %"
    assert Share(1, 100_000).percent == Decimal("0.01"), "what happened is not 0 %"
    assert Share(199, 200).whole_percent == 99
    assert marks(Decimal("97.14"), Decimal(20), None) == Decimal("19.43")
    assert marks(Decimal(40), Decimal(10), Decimal(80)) == Decimal("5.00")
    assert marks(Decimal(95), Decimal(10), Decimal(80)) == Decimal("10.00")
    assert marks(None, Decimal(10), None) is None
    assert is_reached(Decimal(50), Decimal(50)) is True
    assert is_reached(None, Decimal(50)) is None
    assert satisfaction(Share(3, 4), Share(1, 2)) == Decimal("0.00"), "never below nothing"
    assert satisfaction(Share(0, 0), Share(0, 0)) is None


def test_satisfaction_takes_ratings_of_national_procedures_in_the_period(world: World) -> None:
    told = [Story(40, took=n % 7) for n in range(8)] + [Story(40, procedure=INTERNAL)]
    with opened(world.scope("principal")) as scope:
        write(world.school, told)
        scores = [Score.UNSATISFIED, Score.SATISFIED, Score.SATISFIED, Score.NEUTRAL]
        for row, score in zip(Request.objects.order_by("pk"), [*scores, *scores[1:], Score.SATISFIED], strict=False):
            rate(row, score, "2026-08-01 09:00")
        rate(Request.objects.order_by("pk")[8], Score.UNSATISFIED, "2026-08-01 09:00")
        item = next(item for item in counted(scope).index if item.rule.code == "5.4")
        # One of eight was solved on the sixth day, one of eight was not content: 100 - 12.50 - 12.50.
        assert (item.share, item.late) == (Share(1, 8), Share(1, 8))
        assert (item.percent, item.is_reached) == (Decimal("75.00"), False)
        with override("vi"):
            assert index_calculation(item) == (
                "100 % − (1 quá hạn / 8 phải giải quyết = 12,50\u00a0%)"
                " − (1 chưa hài lòng / 8 lượt đánh giá = 12,50\u00a0%) = 75,00\u00a0%"
            )
        later = next(item for item in counted(scope, Quarter(2026, 4).calendar).index if item.rule.code == "5.4")
        assert later.percent is None, "nobody was asked: neither 100 % nor 0 %"


def rate(row: Request, score: Score, at: str) -> None:
    when = moment(at)
    Rating.objects.create(unit_id=row.unit_id, request=row, score=score, via=RatedVia.PUBLIC, at=when, changed_at=when)


def test_nothing_that_does_not_add_up_becomes_a_line() -> None:
    with pytest.raises(UnbalancedError):
        Counts(online=1)
    with pytest.raises(UnbalancedError):
        Counts(judged_on_time=1)


def test_a_school_whose_register_does_not_add_up_is_left_out_and_named(
    world: World, as_user: Callable[[str], Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    with opened(world.scope("officer")):
        write(world.school, [Story(40)])
        write(world.sister, [Story(40)])

    def broken(rows: Any, key: Any) -> Any:
        rows = list(rows)
        if {row.unit_id for row in rows} == {world.sister.pk}:
            raise UnbalancedError("made up")
        return counts_by(rows, key)

    monkeypatch.setattr(queries, "counts_by", broken)
    with opened(world.scope("officer")) as scope:
        found = counted(scope)
    assert found.coverage.left_out == ("Trường THCS Hòa Bình",)
    assert found.national.total.counts.balance.arrived == 1
    assert not found.national.total.figures[0].rows_url, "the list would show more than the figure counts"
    page = as_user("officer").get(reverse("procedures.statistics.read"), {"period": "2026-Q3"}).content.decode()
    assert "1/2 trường" in page
    assert "không cân đối: Trường THCS Hòa Bình" in page
    page = (
        as_user("sister_principal").get(reverse("procedures.statistics.read"), {"period": "2026-Q3"}).content.decode()
    )
    assert "form-06" not in page


# --- Periods -----------------------------------------------------------------------------------------------------


def test_periods_by_name() -> None:
    assert period_of("2026-Q3") == QUARTER
    assert period_of("2026-Q3-W") == Period(date(2026, 6, 15), date(2026, 9, 15))
    assert period_of("2026-12") == Period(date(2026, 12, 1), date(2027, 1, 1))
    with pytest.raises(ValueError, match="quarter"):
        period_of("2026-13")


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"period": "2026-Q3-W"}, 200),
        ({"period": "1999-Q1"}, 200),
        ({"from": "2026-08-01", "to": "2026-08-01"}, 200),
        ({"from": "2026-08-01"}, 422),
        ({"from": "2026-08-02", "to": "2026-08-01"}, 422),
        ({"from": "hôm qua", "to": "2026-08-01"}, 422),
        ({"period": "2026-Q5"}, 422),
        ({"unit": "THCS-Z"}, 422),
    ],
)
def test_what_the_address_may_say(
    world: World, as_user: Callable[[str], Client], query: dict[str, str], status: int
) -> None:
    assert as_user("principal").get(reverse("procedures.statistics.read"), query).status_code == status


def test_a_quarter_before_the_rules_of_windows_is_refused_in_words(
    world: World, as_user: Callable[[str], Client]
) -> None:
    answer = as_user("principal").get(reverse("procedures.statistics.read"), {"period": "1990-Q1-W"})
    assert answer.status_code == 422
    assert "Chưa có quy định kỳ báo cáo" in answer.content.decode()


# --- Schools and people ------------------------------------------------------------------------------------------


def test_coverage_names_the_schools_that_never_used_the_register(
    world: World, as_user: Callable[[str], Client]
) -> None:
    with opened(world.scope("officer")) as scope:
        write(world.school, [Story(40), Story(41)])
        found = counted(scope)
        assert (found.coverage.counted, found.coverage.total) == (1, 2)
        assert found.coverage.missing == ("Trường THCS Hòa Bình",)
        assert found.schools is not None
        assert [line.counts.balance.received for line in found.schools.lines] == [2, 0]
    page = as_user("officer").get(reverse("procedures.statistics.read"), {"period": "2026-Q3"}).content.decode()
    assert "Số liệu của 1/2 trường. Chưa có hồ sơ nào trong sổ: Trường THCS Hòa Bình." in page
    alone = as_user("officer").get(found.schools.lines[0].url).content.decode()
    assert "Số liệu của 1/1 trường" in alone


def test_each_school_counts_its_own(world: World) -> None:
    with opened(world.scope("officer")):
        write(world.school, [Story(40), Story(30, ending=State.OPEN)])
    with opened(world.scope("principal")) as scope:
        before = counted(scope)
    with opened(world.scope("officer")):
        write(world.sister, [Story(35 + n, took=n, channel=Channel.ONLINE, pauses=((0, 1),)) for n in range(7)])
    with opened(world.scope("principal")) as scope:
        assert counted(scope) == before
        with pytest.raises(OutOfScope):
            subject_for(scope, world.sister.code)
    with opened(world.scope("officer")) as scope:
        assert counted(scope).national.total.counts.balance.arrived == 9


def test_who_may_see_them(world: World, as_user: Callable[[str], Client]) -> None:
    for who, status in (("clerk", 200), ("school_auditor", 200), ("auditor", 200), ("party_secretary", 403)):
        assert as_user(who).get(reverse("procedures.statistics.read")).status_code == status, who
    assert "Thống kê" not in as_user("party_secretary").get(reverse("home")).content.decode()


def test_a_running_period_says_so(world: World, as_user: Callable[[str], Client]) -> None:
    with time_machine.travel(moment("2026-08-10 09:00"), tick=False):
        page = as_user("clerk").get(reverse("procedures.statistics.read")).content.decode()
    assert "Kỳ chưa kết thúc: số liệu tính đến ngày 10/08/2026." in page


def test_the_number_of_queries_does_not_grow(world: World, as_user: Callable[[str], Client]) -> None:
    """Neither with requests, nor with procedures in use, nor with schools below an officer."""

    def queries_of(client: Client) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse("procedures.statistics.read"), {"period": "2026-Q3"}).status_code == 200
        return len(caught)

    client = as_user("officer")
    with opened(world.scope("officer")):
        write(world.school, [Story(40)])
    queries_of(client)
    few = queries_of(client)
    codes = [row.code for row in Procedure.objects.all()]
    with opened(world.scope("officer")):
        many = [Story(35 + n % 20, procedure=codes[n % len(codes)], pauses=((0, 1), (3, 1))) for n in range(30)]
        write(world.school, many)
        write(world.sister, many)
    assert queries_of(client) == few


def test_sixty_schools_are_paged_and_summed_whole(world: World, as_user: Callable[[str], Client]) -> None:
    """As many queries as for the few; the sum is that of all pages, and the next page leads back to the table."""
    client = as_user("officer")

    def read(page: int = 1) -> tuple[str, int]:
        address = {"period": "2026-Q3", "page": str(page)}
        with CaptureQueriesContext(connection) as caught:
            html = client.get(reverse("procedures.statistics.read"), address).content.decode()
        return html.partition('aria-labelledby="by-school"')[2].partition("</section>")[0], len(caught)

    with opened(world.scope("officer")):
        write(world.school, [Story(40)])
    read()
    table, few = read()
    assert "Trang 1/" not in table
    with opened(system(TODAY, "test")):
        for number in range(60):
            school = make_school(f"TH-{number:02}", f"Trường Tiểu học số {number:02}")
            put_above(school, world.commune, SupervisionKind.ADMINISTRATIVE)
            write(school, [Story(40)])
    first, many = read()
    second, _queries = read(2)
    assert many == few
    assert [page.count('<th scope="row"><a') for page in (first, second)] == [50, 12]
    assert all("61 + 0" in page or "0 + 61" in page for page in (first, second)), "the sum is that of every school"
    assert "page=2#by-school" in first


# --- Workbook, text to paste, paper ------------------------------------------------------------------------------


def test_the_workbook_has_the_layout_of_the_form(world: World, as_user: Callable[[str], Client]) -> None:
    with opened(world.scope("principal")):
        write(world.school, [Story(40), Story(41, channel=Channel.ONLINE)])
    UnitName.objects.filter(unit=world.school).update(name="=HYPERLINK(1)")
    answer = as_user("principal").get(reverse("procedures.statistics.export"), {"period": "2026-Q3"})
    assert "Bieu-06_THCS-A_2026-07-01_2026-09-30.xlsx" in answer["Content-Disposition"]
    book = load_workbook(BytesIO(answer.content))
    sheet = book["Biểu 06"]
    assert [cell.value for cell in sheet[7]][:5] == ["(1)", "(2)", "(3)=(4)+(5)+(6)", "(4)", "(5)"]
    total = next(row for row in sheet.iter_rows(values_only=True) if row[1] == "Tổng số")
    assert total[2:] == (2, 1, 1, 0, 2, 2, 0, 0, 0, 0, 0, 0, 0)
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=HYPERLINK(1)", "s")
    for name in book.sheetnames:
        texts = [str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value is not None]
        assert any("1/1 trường" in text for text in texts), name


def test_one_paste_fills_the_table_of_another_system(world: World) -> None:
    with opened(world.scope("principal")) as scope:
        write(world.school, [Story(40), Story(41, procedure="BAN-SAO", channel=Channel.ONLINE)])
        table = counted(scope).national
    lines = [text.split("\t") for text in pasteable(table, with_names=False).splitlines()]
    assert [len(cells) for cells in lines] == [len(OFFICIAL)] * len(table.lines) == [11] * len(table.lines)
    assert [[int(cell) for cell in cells] for cells in lines] == [list(line.values[:11]) for line in table.lines]
    named = pasteable(table, with_names=True).splitlines()
    assert [text.split("\t")[0] for text in named] == [line.name for line in table.lines]


def test_no_table_of_the_paper_lacks_its_coverage(world: World) -> None:
    with opened(world.scope("officer")) as scope, override("vi"):
        write(world.school, [Story(40)])
        found = counted(scope)
        paper = paper_of(found, Head("", "UBND xã Sơn Lam", "Sơn Lam", TODAY, ""))
        coverage = next(remarks(found))
    printed = [block for block in paper.blocks if isinstance(block, tree.Table)]
    assert len(printed) == 6
    for table in printed:
        assert coverage in table.note
        assert sum(column.share for column in table.columns) == 100
        assert all(len(row) == len(table.columns) for row in table.rows)


def test_the_pdf_is_made_once_and_says_when_it_is_old(world: World, as_user: Callable[[str], Client]) -> None:
    with opened(world.scope("principal")):
        write(world.school, [Story(40)])
    client = as_user("principal")
    days = {"unit": "THCS-A", "from": "2026-07-01", "to": "2026-09-30"}
    assert client.get(reverse("procedures.statistics.file"), days).status_code == 302, "none yet: back to the page"
    with opened(world.scope("principal")) as scope:
        subject = subject_for(scope)
        job = request_rendering(actor=scope, subject=subject, period=QUARTER, at=moment("2026-11-22 09:00"))
        again = request_rendering(actor=scope, subject=subject, period=QUARTER, at=moment("2026-11-22 09:01"))
        assert again == job
    assert execute(job.pk) == JobState.DONE
    with opened(world.scope("principal")) as scope:
        file = file_of(scope, subject, QUARTER)
        assert file is not None
        assert file.name == "Bieu-06_THCS-A_2026-07-01_2026-09-30.pdf"
    answer = client.get(reverse("procedures.statistics.file"), days)
    assert b"".join(answer.streaming_content)[:5] == b"%PDF-"  # type: ignore[attr-defined]
    page = reverse("procedures.statistics.read")
    assert "Số liệu đã thay đổi" not in client.get(page, days).content.decode()
    with opened(world.scope("principal")):
        write(world.school, [Story(42)])
    assert "Số liệu đã thay đổi" in client.get(page, days).content.decode()
    assert as_user("sister_principal").get(reverse("procedures.statistics.file"), days).status_code == 404


def test_asking_for_the_pdf_leads_to_its_job(world: World, as_user: Callable[[str], Client]) -> None:
    answer = as_user("officer").post(reverse("procedures.statistics.print"), {"period": "2026-Q3-W"})
    assert answer.status_code == 302
    assert "/jobs/" in answer["Location"]


def test_the_items_of_the_index_are_dated_rows(world: World) -> None:
    rule = IndexRule.objects.get(code="2.1")
    assert (rule.full_marks, rule.basis) == (Decimal(20), "Quyết định 766/QĐ-TTg ngày 23/6/2022")
    with opened(world.scope("principal")) as scope:
        assert [item.rule.code for item in counted(scope).index][:3] == ["1", "2.1", "3.3"]
        assert counted(scope, Quarter(2021, 3).calendar).index == ()
        item = next(item for item in counted(scope).index if item.rule.code == "2.1")
        assert (item.share.percent, item.marks) == (None, None), "nothing happened: neither 0 % nor 100 %"


def test_the_list_can_be_narrowed_to_a_channel(world: World, as_user: Callable[[str], Client]) -> None:
    with opened(world.scope("principal")):
        write(world.school, [Story(40), Story(41, channel=Channel.ONLINE), Story(42, channel=Channel.POST)])
    client, url = as_user("clerk"), reverse("procedures.request.list")
    for channel, number in (("online", 1), ("not_online", 2), ("post", 1)):
        assert f"{number} hồ sơ" in client.get(url, {"channel": channel}).content.decode(), channel
    assert "3 hồ sơ" in client.get(url, {"procedure": Catalogue.NATIONAL.value}).content.decode()
    assert client.get(url, {"channel": "fax"}).status_code == 422
