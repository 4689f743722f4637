"""One request: its facts, why this date, its story, and the steps that the person may take."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from procedures.actions import promises, work
from procedures.batch.permissions import UNDO
from procedures.desk.permissions import HAND_OVER, PREPARE, SEND_BACK, TAKE
from procedures.desk.present import panel_of
from procedures.enums import State
from procedures.explain import explain_days, from_json
from procedures.models import Request, RequestEvent
from procedures.papers.case import Case
from procedures.papers.panel import panel
from procedures.papers.permissions import APOLOGISE
from procedures.present import status_of
from procedures.queries.requests import any_request, components_of, events_of, extension_of, stops_of
from procedures.rules import transitions
from procedures.rules.transitions import READ, Transition, steps_from
from procedures.steps import FACES, Choices, StepForm, form_for
from schooladmin.calendars.explain import reason_in_words
from schooladmin.calendars.queries import calendar_when_asked
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import name_on
from schooladmin.units.scope import Scope

_OTHER_EVENTS = {
    transitions.ACCEPT: gettext_lazy("Tiếp nhận hồ sơ"),
    APOLOGISE: gettext_lazy("Xin lỗi vì quá hạn, nêu ngày dự kiến"),
    transitions.RECOMPUTE: gettext_lazy("Tính lại ngày hẹn vì lịch làm việc thay đổi"),
    HAND_OVER: gettext_lazy("Bàn giao hồ sơ"),
    PREPARE: gettext_lazy("Trình ký"),
    SEND_BACK: gettext_lazy("Chuyển lại văn thư"),
    TAKE: gettext_lazy("Nhận bàn giao"),
    UNDO: gettext_lazy("Hoàn tác, trả nhầm theo danh sách"),
}


# The step that a person who opens a request most likely came for. The first three need nothing but a key.
_AT_ONE_KEY = (transitions.RETURN, transitions.RESUME, transitions.SOLVE)
_MAIN = (*_AT_ONE_KEY, transitions.PAUSE)


@require_safe
@login_required
def read(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    return _page(request, scope, fetch(any_request(), scope, READ, pk=pk))


def _step(verb: str, action: Callable[..., Request]) -> Callable[..., HttpResponse]:
    """The address of one step: POST only; a refusal shows the request again with the typed text kept."""

    @require_POST
    @login_required
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        scope = scope_from(request)
        row = fetch(any_request(), scope, verb, pk=pk)
        form = form_for(verb, row, Choices(row, scope.at), request.POST)
        if not form.is_valid():
            return _page(request, scope, row, (verb, form), status=422)
        try:
            row = action(actor=scope, request_id=pk, at=timezone.now(), **form.arguments())
        except Stale as stale:
            messages.warning(request, str(stale.message))
            typed = form.cleaned_data["note"]
            return _page(request, scope, fetch(any_request(), scope, READ, pk=pk), typed=typed, status=409)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal.message))
            return _page(request, scope, row, (verb, form), status=422)
        messages.success(request, FACES[verb].done % {"code": row.code})
        return redirect("procedures.request.read", pk=pk)

    return view


pause = _step(transitions.PAUSE, work.pause_request)
resume = _step(transitions.RESUME, work.resume_request)
solve = _step(transitions.SOLVE, work.solve_request)
ready = _step(transitions.READY, work.ready_request)
give_back = _step(transitions.RETURN, work.return_request)
refuse = _step(transitions.REFUSE, work.refuse_request)
withdraw = _step(transitions.WITHDRAW, work.withdraw_request)
extend = _step(transitions.EXTEND, promises.extend_request)
reopen = _step(transitions.REOPEN, promises.reopen_request)


def _page(
    request: HttpRequest,
    scope: Scope,
    row: Request,
    answered: tuple[str, StepForm] | None = None,
    typed: str = "",
    status: int = 200,
) -> HttpResponse:
    events = list(events_of(row))
    reckoning = next((event for event in reversed(events) if event.days), None)
    days = from_json(reckoning.days) if reckoning else ()
    stops, papers = list(stops_of(row)), list(components_of(row))
    case = Case(row, events, stops, papers, extension_of(row), scope.at)
    steps, choices = _open_steps(scope, case), Choices(row, scope.at, papers)
    context = {
        "row": row,
        "sees_trail": scope.may("audit.entry.read", row.unit_id),
        "unit_name": name_on(row.unit_id, local_date(row.received_at)).name,
        "status": status_of(row, scope.at, calendar_when_asked()),
        "is_paused": row.state == State.PAUSED,
        "expected": case.expected,
        "why": explain_days(row.due_on, days) if days else "",
        "days": [(day, reason_in_words(day)) for day in days],
        "events": [(event, _event_words(event)) for event in events],
        "stops": stops,
        "papers": papers,
        "printed": panel(case, scope),
        "holder": panel_of(row, case.receiver, scope, timezone.now()),
        "steps": [_offer(step, row, choices, answered, is_main=step is steps[0]) for step in steps],
        "typed": typed,
    }
    return render(request, "procedures/request_read.html", context, status=status)


def _open_steps(scope: Scope, case: Case) -> list[Transition]:
    """What the person may do with the request now: by right, by state, and by what the procedure allows."""
    row = case.row
    steps = [step for step in steps_from(State(row.state)) if scope.may(step.verb, row.unit_id)]
    closed = set()
    if not row.version.may_be_ready:
        closed.add(transitions.READY)
    if row.due_on < scope.at or case.extension is not None:
        closed.add(transitions.EXTEND)
    likeliest_first = {verb: place for place, verb in enumerate(_MAIN)}
    return sorted(
        (step for step in steps if step.verb not in closed),
        key=lambda step: likeliest_first.get(step.verb, len(likeliest_first)),
    )


def _offer(
    step: Transition, row: Request, choices: Choices, answered: tuple[str, StepForm] | None, *, is_main: bool
) -> dict[str, Any]:
    """A step with its form: the one that was just refused keeps what was typed and stays open.

    ``is_main``: the step has the focus, unless another one was just refused; where one key does it, it is open.
    """
    form = answered[1] if answered and answered[0] == step.verb else form_for(step.verb, row, choices)
    at_one_key = is_main and step.verb in _AT_ONE_KEY
    return {
        "verb": step.verb,
        "face": FACES[step.verb],
        "form": form,
        "is_main": is_main and answered is None,
        "at_one_key": at_one_key,
        "is_open": bool(form.errors) or at_one_key,
    }


def _event_words(event: RequestEvent) -> str:
    if event.verb in FACES:
        return str(FACES[event.verb].past)
    return str(_OTHER_EVENTS.get(event.verb, _("Cập nhật")))
