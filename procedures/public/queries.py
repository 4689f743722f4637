"""Reads for people without a login: one request by its secret, a school by its code.

They answer plain values: nothing lazy and no row leaves the scope that is opened here.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db.models import Model, Value
from django.db.models.functions import Replace, Upper
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from procedures.enums import WITH_RESULT, State
from procedures.explain import explain_days, from_json
from procedures.models import Rating, Reason, Request, RequestEvent
from procedures.papers.rules import day_expected
from procedures.public.codes import TypedCode
from procedures.public.words import REASON_KINDS, STORY, Words, words_of
from procedures.queries.applicants import rating_closes
from procedures.queries.requests import asked_papers_of, events_of
from procedures.queries.transfers import public_words
from procedures.rules.transitions import ACCEPT, READ
from procedures.transfers.rules import PROCEDURES
from schooladmin.calendars.queries import office_hours_on
from schooladmin.calendars.rules import OfficeDay
from schooladmin.core.i18n import localized
from schooladmin.core.periods import local_date
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Unit, UnitName
from schooladmin.units.queries import with_names
from schooladmin.units.scope import Scope, bearer, opened


@dataclass(frozen=True)
class School:
    unit_id: int
    code: str
    name: str


@dataclass(frozen=True)
class Milestone:
    """A date of the story. ``due`` is a promise made or moved here, from ``due_before`` if there was one.

    ``expected`` is the day that an apology named.
    """

    day: date
    words: str
    reason: str
    due: date | None
    due_before: date | None
    expected: date | None


@dataclass(frozen=True)
class Opinion:
    """What the applicant may still say. ``score`` is what was said; the comment is not shown again."""

    score: int | None
    has_comment: bool
    until: date | None
    is_open: bool


@dataclass(frozen=True)
class Standing:
    """Everything that the public page of a request says. There is no person in it."""

    token: str
    code: str
    school: School
    procedure: str
    output: str
    words: Words
    must_come: bool
    is_ready: bool
    papers: tuple[str, ...]
    reason: str
    due: date | None
    first_due: date | None
    expected: date | None
    why: str
    hours: OfficeDay | None
    fee: int
    story: tuple[Milestone, ...]
    opinion: Opinion | None


def holder(unit_id: int, verb: str, at: datetime) -> Scope:
    """Whoever holds the secret of a row of this school: the secret is the right, to one verb in one school."""
    return bearer(local_date(at), "Người nộp (trang tra cứu)", (verb,), unit_id)


def unit_behind(model: type[Model], **secret: object) -> int | None:
    """The school of the row of ``model`` with this secret; None when there is none.

    Asked past the walls, for it is the secret that says which school: nothing but the school's key comes out.
    """
    return model._base_manager.filter(**secret).values_list("unit_id", flat=True).first()


def standing_of(token: str, at: datetime) -> Standing | None:
    """How the request with this secret stands at ``at``; None when there is none."""
    unit_id = unit_behind(Request, public_token=token)
    if unit_id is None:
        return None
    with opened(holder(unit_id, READ, at)):
        row = Request.objects.select_related("version__procedure", "unit").filter(public_token=token).first()
        return _standing(row, at) if row else None


def _standing(row: Request, at: datetime) -> Standing:
    today, state = local_date(at), State(row.state)
    events = list(events_of(row))
    reasons = _reasons(events)
    papers = tuple(_paper(asked.component) for asked in asked_papers_of(row)) if state is State.PAUSED else ()
    ended = row.returned_at or row.closed_at
    promised = state in (State.OPEN, State.SOLVED)
    reckoning = next((event for event in reversed(events) if event.days), None)
    entered = next((event for event in reversed(events) if event.to_state == state != event.from_state), None)
    standing = Standing(
        token=row.public_token,
        code=row.code,
        school=School(row.unit_id, row.unit.code, name_of(row.unit_id, today) or row.unit.code),
        procedure=localized(row.version.procedure, "name"),
        output=localized(row.version, "output"),
        words=words_of(
            state,
            due=row.due_on,
            today=today,
            ended=local_date(ended) if ended else None,
            asks_papers=bool(papers),
            is_slip=row.is_slip,
        ),
        must_come=promised or state is State.PAUSED,
        is_ready=state is State.SOLVED,
        papers=papers,
        reason=reasons.get(entered.pk, "") if entered and not promised else "",
        due=row.due_on if promised else None,
        first_due=row.original_due if promised and row.original_due != row.due_on else None,
        expected=day_expected([event.expected_on for event in events], row.due_on, today)
        if state is State.OPEN
        else None,
        why=explain_days(row.due_on, from_json(reckoning.days)) if promised and reckoning else "",
        hours=office_hours_on(row.due_on if state is State.OPEN and row.due_on > today else today),
        fee=row.version.fee,
        story=_story(row, events, reasons),
        opinion=_opinion(row, at),
    )
    may_be_shared = row.version.procedure.code in PROCEDURES.values() and state in (State.OPEN, *WITH_RESULT)
    return _as_transfer(standing, row) if may_be_shared else standing


def _as_transfer(standing: Standing, row: Request) -> Standing:
    """Where two schools share the case, it says where the pupil goes and when; nobody comes to fetch a paper."""
    sentence = public_words(row)
    if not sentence:
        return standing
    todo = _("Không phải mang giấy tờ giữa hai trường. Trang này đổi ngay khi một trường làm xong một bước.")
    return replace(standing, words=Words(standing.words.look, sentence, todo), must_come=False, is_ready=False)


def _paper(component: object) -> str:
    name, quantity = localized(component, "name"), getattr(component, "quantity", 1)
    return f"{name} (×{quantity})" if quantity > 1 else name


def _reasons(events: Sequence[RequestEvent]) -> dict[int, str]:
    """The coded reason of each event in words, by the event's key. What staff wrote themselves stays inside."""
    codes = {event.reason_code for event in events if event.reason_code}
    rows = list(Reason.objects.filter(code__in=codes))
    words = {}
    for event in events:
        fitting = [row for row in rows if row.code == event.reason_code and row.kind == REASON_KINDS.get(event.verb)]
        on_the_day = [row for row in fitting if row.holds_on(local_date(event.at))] or fitting
        if on_the_day:
            words[event.pk] = localized(on_the_day[-1], "text")
    return words


def _story(row: Request, events: Iterable[RequestEvent], reasons: dict[int, str]) -> tuple[Milestone, ...]:
    story = []
    for event in events:
        if event.verb not in STORY:
            continue
        is_first = event.verb == ACCEPT
        made = is_first and event.to_state != State.PAUSED
        moved = event.due_before is not None and event.due_before != event.due_after
        story.append(
            Milestone(
                day=local_date(row.received_at if is_first else event.at),
                words=str(STORY[event.verb]),
                reason=reasons.get(event.pk, ""),
                due=event.due_after if made or moved else None,
                due_before=event.due_before if moved else None,
                expected=event.expected_on,
            )
        )
    return tuple(story)


def _opinion(row: Request, at: datetime) -> Opinion | None:
    ended = row.returned_at or (row.closed_at if row.state == State.REFUSED else None)
    if ended is None:
        return None
    rating = Rating.objects.filter(request=row).first()
    if rating is None or rating.at < ended:
        return Opinion(None, has_comment=False, until=None, is_open=True)
    closes = rating_closes(rating.at)
    return Opinion(rating.score, bool(rating.comment), local_date(closes), is_open=at < closes)


# --- Looking up ---------------------------------------------------------------------------------------------------


def school_of(code: str, at: datetime) -> School | None:
    """The school with this code, with its name of today."""
    row = with_names(Unit.objects.filter(code=code, kind=UnitKind.SCHOOL), local_date(at)).first()
    return School(row.pk, row.code, str(getattr(row, "name", None) or row.code)) if row else None


def token_for(typed: TypedCode, digits: str, at: datetime) -> str | None:
    """The secret of the request with this code, for who knows the last four digits of the applicant's phone.

    A code that does not exist and wrong digits take the same queries and the same comparison.
    """
    signs: Upper | Replace = Upper("code")
    for between in ("-", ".", "_", " "):
        signs = Replace(signs, Value(between), Value(""))
    unit = Unit.objects.annotate(signs=signs).filter(signs=typed.unit).first()
    unit_id, unit_code = (unit.pk, unit.code) if unit else (0, typed.unit)
    with opened(holder(unit_id, READ, at)):
        rows = Request.objects.filter(unit_id=unit_id, code=typed.full(unit_code))
        found = rows.values_list("applicant_phone", "public_token").first()
    phone, token = found or ("-" * 10, "")
    is_right = constant_time_compare(phone[-4:], digits)
    return token if found and is_right else None


def rated_via(request: Request) -> str:
    """By which way the request was rated, empty when it was not. The score itself is not for the counter."""
    return Rating.objects.filter(request=request).values_list("via", flat=True).first() or ""


def name_of(unit_id: int, day: date) -> str:
    """What the unit is called on ``day``; empty when it had no name then."""
    names = UnitName.objects.valid_on(day).filter(unit_id=unit_id).order_by("-valid_from")
    return names.values_list("name", flat=True).first() or ""
