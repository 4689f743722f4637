"""The applicant's word: one tap, changed within seven days, counted without a name."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from procedures.actions.promises import reopen_request
from procedures.actions.work import return_request, solve_request
from procedures.enums import RatedVia, Score, State
from procedures.models import ApplicantRule, Rating, Request
from procedures.public.actions import rate_at_counter, rate_by_applicant
from procedures.queries.applicants import rating_closes
from procedures.queries.ratings import Counts, rating_counts
from schooladmin.audit.models import AuditEntry
from schooladmin.core.errors import Forbidden, OutOfScope, Refusal
from schooladmin.core.periods import VIETNAM, Period, local_date
from schooladmin.units.models import Unit
from schooladmin.units.scope import opened
from tests.factory import World, moment
from tests.test_public_pages import SECRETS, in_state, root, step, text

NOW = moment("2026-11-20 10:00")
LATER = NOW + timedelta(hours=2)
NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))
Login = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("calendar", "today")


@pytest.fixture
def today() -> Iterator[None]:
    with time_machine.travel(LATER, tick=False):
        yield


@pytest.fixture
def returned(world: World) -> Request:
    return in_state(world.school, State.RETURNED)


def tap(request: Request, score: Any, at: datetime = LATER, **more: Any) -> Any:
    with time_machine.travel(at, tick=False):
        return Client().post(reverse("public.request.rate", args=[request.public_token]), {"score": score, **more})


def rating_of(request: Request) -> Rating | None:
    return Rating._base_manager.filter(request=request).first()


def page(request: Request, at: datetime = LATER) -> str:
    with time_machine.travel(at, tick=False):
        return text(Client().get(reverse("public.request.read", args=[request.public_token])))


# --- One tap ------------------------------------------------------------------------------------------------------


def test_one_tap_is_stored_and_said_back(returned: Request) -> None:
    answer = tap(returned, 3)
    assert answer.status_code == 303
    rating = rating_of(returned)
    assert rating
    assert (rating.score, rating.via, rating.at, rating.comment) == (Score.SATISFIED, RatedVia.PUBLIC, LATER, "")
    assert "Đã ghi: Hài lòng. Cảm ơn ông, bà." in page(returned)


def test_a_refused_request_may_be_rated_a_running_or_withdrawn_one_not(world: World) -> None:
    assert tap(in_state(world.school, State.REFUSED), 1).status_code == 303
    for state in (State.OPEN, State.PAUSED, State.SOLVED, State.WITHDRAWN):
        request = in_state(world.school, state)
        assert "Ông, bà có hài lòng không?" not in page(request)
        assert tap(request, 1).status_code == 422
        assert rating_of(request) is None


def test_tapping_twice_keeps_one_and_a_comment_stays(returned: Request) -> None:
    tap(returned, 3)
    tap(returned, 3, comment="  Nhanh,\n gọn  ")
    tap(returned, 2)
    assert Rating._base_manager.filter(request=returned).count() == 1
    rating = rating_of(returned)
    assert rating
    assert (rating.score, rating.comment) == (Score.NEUTRAL, "Nhanh, gọn")


def test_it_may_be_changed_for_seven_days_and_no_longer(returned: Request) -> None:
    tap(returned, 3)
    assert tap(returned, 1, LATER + timedelta(days=7, seconds=-1)).status_code == 303
    closed = tap(returned, 2, LATER + timedelta(days=7))
    assert closed.status_code == 422
    assert "không đổi được nữa" in text(closed)
    rating = rating_of(returned)
    assert rating
    assert rating.score == Score.UNSATISFIED
    assert 'name="score"' not in page(returned, LATER + timedelta(days=7))


def test_the_rule_of_the_day_of_a_rating_says_how_long_it_may_be_changed(returned: Request) -> None:
    change = local_date(LATER) + timedelta(days=1)
    ApplicantRule.objects.update(valid_to=change)
    ApplicantRule.objects.create(
        valid_from=change, draft_days=1, answer_days=1, rating_days=2, basis="Quy định nội bộ của trường"
    )
    midnight = datetime.combine(change, time(), VIETNAM)
    assert rating_closes(midnight - timedelta(microseconds=1)) == midnight + timedelta(days=7, microseconds=-1)
    assert rating_closes(midnight) == midnight + timedelta(days=2)
    tap(returned, 3)  # on the last day of the older rule
    assert tap(returned, 1, LATER + timedelta(days=6)).status_code == 303


def test_a_new_result_is_rated_anew(returned: Request) -> None:
    tap(returned, 3, comment="Tốt")
    again = NOW + timedelta(days=20)
    with opened(root()) as actor:
        steps: tuple[Callable[..., Request], ...] = (reopen_request, solve_request, return_request)
        for minute, action in enumerate(steps):
            action(actor=actor, request_id=returned.pk, at=again + timedelta(minutes=minute), note="sai tên")
    assert "Đã ghi" not in page(returned, again + timedelta(hours=1))
    assert tap(returned, 1, again + timedelta(hours=1)).status_code == 303
    rating = rating_of(returned)
    assert rating
    assert (rating.score, rating.comment, rating.at) == (Score.UNSATISFIED, "", again + timedelta(hours=1))


@pytest.mark.parametrize("score", ["", "0", "4", "x", "3; DROP"])
def test_an_odd_score_is_told_on_the_page(returned: Request, score: str) -> None:
    assert tap(returned, score).status_code == 422
    assert rating_of(returned) is None


def test_a_comment_that_is_too_long_is_told(returned: Request) -> None:
    assert tap(returned, 3, comment="a" * 301).status_code == 422
    assert tap(returned, 3, comment="a" * 300).status_code == 303


def test_a_foreign_secret_rates_nothing(returned: Request) -> None:
    answer = Client().post(reverse("public.request.rate", args=["la-ai-do"]), {"score": 1})
    assert answer.status_code == 404
    with pytest.raises(OutOfScope):
        rate_by_applicant(token="la-ai-do", score=Score.NEUTRAL, comment=None, at=LATER)
    assert not Rating._base_manager.exists()


def test_the_trail_says_that_somebody_spoke_and_not_what(returned: Request) -> None:
    tap(returned, 1, comment="Chờ lâu")
    entry = AuditEntry._base_manager.filter(verb="procedures.request.rate").get()
    assert entry.changes == {"via": [None, "public"]}
    assert entry.actor_id is None


# --- At the counter -----------------------------------------------------------------------------------------------


def test_the_tablet_takes_one_tap(returned: Request, as_user: Login) -> None:
    clerk = as_user("clerk")
    address = reverse("procedures.request.read", args=[returned.pk])
    assert text(clerk.get(address)).count("accesskey=") >= 3
    clerk.post(reverse("procedures.request.rate", args=[returned.pk]), {"score": 3})
    rating = rating_of(returned)
    assert rating
    assert (rating.score, rating.via) == (Score.SATISFIED, RatedVia.COUNTER)
    # The page of the counter says that somebody spoke, and shows no score.
    assert "aria-pressed" not in text(clerk.get(address))


def test_the_counter_does_not_overwrite_the_applicant_but_the_applicant_the_counter(
    returned: Request, world: World
) -> None:
    clerk = world.scope("clerk")
    with opened(clerk):
        rate_at_counter(actor=clerk, request_id=returned.pk, score=Score.SATISFIED, at=LATER)
    assert tap(returned, 1, LATER + timedelta(hours=1)).status_code == 303
    with opened(clerk), pytest.raises(Refusal) as refused:
        rate_at_counter(actor=clerk, request_id=returned.pk, score=Score.SATISFIED, at=LATER + timedelta(hours=2))
    assert refused.value.code == "rating-spoken"
    rating = rating_of(returned)
    assert rating
    assert rating.score == Score.UNSATISFIED


def test_who_is_not_at_the_counter_hands_no_tablet(returned: Request, world: World) -> None:
    for who, error in (("teacher", Forbidden), ("officer", Forbidden), ("sister_clerk", OutOfScope)):
        scope = world.scope(who)
        with opened(scope), pytest.raises(error):
            rate_at_counter(actor=scope, request_id=returned.pk, score=Score.SATISFIED, at=LATER)


def test_a_running_request_offers_no_tablet(world: World, as_user: Login) -> None:
    request = in_state(world.school, State.OPEN)
    assert "Ý kiến của người nộp" not in text(
        as_user("clerk").get(reverse("procedures.request.read", args=[request.pk]))
    )
    refused = as_user("clerk").post(reverse("procedures.request.rate", args=[request.pk]), {"score": 3}, follow=True)
    assert "Chỉ cho ý kiến được khi" in text(refused)


# --- Counted ------------------------------------------------------------------------------------------------------


def rate_many(unit: Unit, *scores: Score, comment: str | None = None) -> None:
    for score in scores:
        request = in_state(unit, State.RETURNED)
        rate_by_applicant(token=request.public_token, score=score, comment=comment, at=LATER)


def test_counts_stay_within_the_scope_and_the_period(world: World) -> None:
    rate_many(world.school, Score.SATISFIED, Score.SATISFIED, Score.UNSATISFIED)
    rate_many(world.sister, Score.NEUTRAL)
    rate_many(world.foreign, Score.UNSATISFIED)
    ids = [world.school.pk, world.sister.pk, world.foreign.pk]
    officer, principal = world.scope("officer"), world.scope("principal")
    with opened(officer):
        seen = rating_counts(officer, ids, NOVEMBER)
    assert [seen[pk] for pk in ids] == [Counts(2, 0, 1), Counts(0, 1, 0), Counts()]
    with opened(principal):
        seen = rating_counts(principal, ids, NOVEMBER)
        assert [seen[pk].total for pk in ids] == [3, 0, 0]
        december = rating_counts(principal, ids, Period(date(2026, 12, 1), date(2027, 1, 1)))
    assert all(counts.total == 0 for counts in december.values())


def test_the_school_reads_comments_without_names_those_above_counts_only(world: World, as_user: Login) -> None:
    rate_many(world.school, Score.UNSATISFIED, comment="Phải chờ qua hai buổi chiều")
    address = reverse("procedures.rating.list")
    for who in ("principal", "deputy", "school_auditor"):
        html = text(as_user(who).get(address))
        assert "Phải chờ qua hai buổi chiều" in html
        assert not any(value in html for value in SECRETS.values())
        assert "THCS-A-26-" not in html
    for who in ("officer", "head", "auditor", "department_officer"):
        html = text(as_user(who).get(address))
        assert "Trường THCS Bình An" in html
        assert "Phải chờ" not in html
    assert "Phải chờ" not in text(as_user("sister_principal").get(address))
    assert as_user("clerk").get(address).status_code == 403


def test_comments_are_narrowed_to_a_score_and_a_period(world: World, as_user: Login) -> None:
    rate_many(world.school, Score.SATISFIED, comment="Rất chu đáo")
    rate_many(world.school, Score.UNSATISFIED, comment="Chờ lâu quá")
    principal, address = as_user("principal"), reverse("procedures.rating.list")
    html = text(principal.get(address, {"score": "1"}))
    assert "Chờ lâu quá" in html
    assert "Rất chu đáo" not in html
    assert "Chưa có ý kiến nào" in text(principal.get(address, {"period": "2026-Q3"}))
    assert principal.get(address, {"score": "abc", "page": "99", "from": "x"}).status_code == 200


def test_the_page_asks_as_many_queries_for_one_as_for_many(world: World, as_user: Login) -> None:
    principal, address = as_user("principal"), reverse("procedures.rating.list")

    def queries() -> int:
        with CaptureQueriesContext(connection) as found:
            principal.get(address)
        return len(found)

    rate_many(world.school, Score.SATISFIED, comment="Tốt")
    before = queries()
    rate_many(world.school, *[Score.NEUTRAL] * 15, comment="Được")
    assert queries() == before


def test_the_panel_of_a_solved_request_waits_for_the_hand_over(world: World) -> None:
    request = in_state(world.school, State.SOLVED)
    assert "Ông, bà có hài lòng không?" not in page(request)
    step(return_request, request, 5)
    assert "Ông, bà có hài lòng không?" in page(request)
