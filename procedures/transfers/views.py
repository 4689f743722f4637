"""Transfers for people with a login: what waits, one case, who is on the way, the seats of the classes."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from procedures.models import Transfer, TransferSide
from procedures.queries.on_the_way import (
    balance,
    lacks_class,
    newcomers,
    rule_on,
    sides_on_the_way,
    travellers,
    without_class,
)
from procedures.queries.transfers import (
    Place,
    any_side,
    chain_of,
    closed,
    due_of_other,
    events_of,
    may_ask_again,
    network_choices,
    of_grade,
    places_of,
    schools_of,
    waiting,
    waits_for_own_answer,
)
from procedures.transfers import actions
from procedures.transfers.enums import SideRole, TransferState
from procedures.transfers.forms import FORMS, AgainForm, MoveForm, PlaceForm, Reasons
from procedures.transfers.permissions import LIST, ON_THE_WAY, PLACES, READ, RULES
from procedures.transfers.places import set_places
from procedures.transfers.rules import (
    ACCEPT,
    AGAIN,
    ARRIVE,
    ASK,
    DECLINE,
    GIVE_UP,
    RELEASE,
    WITHDRAW,
    grade_of,
    moves_from,
)
from pupils.forms import school_year_on
from pupils.permissions import EDIT as EDIT_PUPIL
from schooladmin.core.errors import Refusal, Stale
from schooladmin.core.i18n import localized
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope

_PER_PAGE = 50
_LOOKS = {
    TransferState.ASKED: ("wait", "hourglass-split"),
    TransferState.ACCEPTED: ("open", "check-circle"),
    TransferState.RELEASED: ("open", "send"),
    TransferState.ARRIVED: ("done", "check-lg"),
    TransferState.DECLINED: ("quiet", "x-circle"),
    TransferState.RETURNED: ("quiet", "arrow-left"),
    TransferState.WITHDRAWN: ("quiet", "arrow-left"),
}


@dataclass(frozen=True)
class Face:
    """How a step shows: the button, its icon, what is said when it is done, and what the story calls it."""

    button: str | Promise
    icon: str
    done: str | Promise
    past: str | Promise


FACES = {
    ACCEPT: Face(_("Đồng ý"), "check-lg", _("Đã đồng ý tiếp nhận học sinh."), _("Trường đến đồng ý tiếp nhận")),
    DECLINE: Face(_("Không nhận"), "x-circle", _("Đã trả lời không tiếp nhận."), _("Trường đến không tiếp nhận")),
    RELEASE: Face(_("Bàn giao hồ sơ"), "send", _("Đã bàn giao hồ sơ cho trường đến."), _("Trường đi bàn giao hồ sơ")),
    ARRIVE: Face(_("Học sinh đã đến"), "check-lg", _("Đã ghi học sinh đến trường."), _("Học sinh đã đến")),
    GIVE_UP: Face(
        _("Học sinh ở lại trường cũ"), "arrow-left", _("Đã ghi học sinh ở lại trường."), _("Học sinh ở lại trường cũ")
    ),
    WITHDRAW: Face(_("Gia đình rút"), "arrow-left", _("Đã ghi gia đình rút đề nghị."), _("Gia đình rút đề nghị")),
    AGAIN: Face(_("Hỏi trường khác"), "send", _("Đã gửi đề nghị đến trường khác."), _("Gia đình đề nghị trường khác")),
}
_ASKED = _("Gia đình đề nghị chuyển trường")
# The steps that people come for stand open; the others fold.
_AT_ONCE = (ACCEPT, RELEASE, ARRIVE, AGAIN)


@dataclass(frozen=True)
class Step:
    """A step that the person may take now, with its form."""

    verb: str
    face: Face
    form: MoveForm
    at_once: bool


@dataclass(frozen=True)
class Card:
    """A transfer as the school sees it. ``seats_left`` is None where no seats were entered for the grade."""

    side: TransferSide
    transfer: Transfer
    sending: str
    receiving: str
    look: str
    icon: str
    is_receiving: bool
    must_answer: bool
    grade: str
    places: list[Place]
    papers: list[tuple[str, bool]]
    steps: list[Step]

    @property
    def has_promise(self) -> bool:
        """Whether the school itself still owes somebody an answer on a day."""
        waits = self.transfer.state in (TransferState.ASKED, TransferState.ACCEPTED)
        return self.side.request is not None and (waits or self.must_answer)

    @property
    def seats_left(self) -> int | None:
        return sum(place.left for place in self.places) if self.places else None


def cards(
    scope: Scope,
    sides: Iterable[TransferSide],
    answered: tuple[int, str, MoveForm] | None = None,
    *,
    whole: bool = False,
) -> list[Card]:
    """The cards of several transfers, with a fixed number of queries. ``whole``: with the steps that need the page."""
    sides = list(sides)
    names = schools_of(sides, scope.at)
    places = places_of({side.unit_id for side in sides}, school_year_on(scope.at))
    reasons = Reasons(scope.at)
    return [_card(scope, side, names, places, reasons, answered, whole=whole) for side in sides]


def _card(
    scope: Scope,
    side: TransferSide,
    names: dict[int, str],
    places: dict[int, list[Place]],
    reasons: Reasons,
    answered: tuple[int, str, MoveForm] | None,
    *,
    whole: bool,
) -> Card:
    transfer = side.transfer
    state, role = TransferState(transfer.state), SideRole(side.role)
    look, icon = _LOOKS[state]
    return Card(
        side=side,
        transfer=transfer,
        sending=names[transfer.sending_id],
        receiving=names[transfer.receiving_id],
        look=look,
        icon=icon,
        is_receiving=role is SideRole.RECEIVING,
        must_answer=waits_for_own_answer(side),
        grade=grade_of(transfer.pupil_class),
        places=of_grade(places.get(side.unit_id, []), transfer.pupil_class),
        papers=[(localized(_Paper(**paper), "name"), paper["present"]) for paper in transfer.papers],
        steps=[
            _step(reasons, side, move.verb, answered)
            for move in moves_from(state, role)
            if scope.may(move.verb, side.unit_id) and (move.verb != AGAIN or (whole and may_ask_again(side)))
        ],
    )


@dataclass(frozen=True)
class _Paper:
    name: str
    name_en: str
    present: bool


def _step(reasons: Reasons, side: TransferSide, verb: str, answered: tuple[int, str, MoveForm] | None) -> Step:
    is_answered = answered is not None and answered[:2] == (side.pk, verb)
    form = answered[2] if answered and is_answered else _form(reasons, side, verb)
    return Step(verb, FACES[verb], form, at_once=verb in _AT_ONCE)


def _form(reasons: Reasons, side: TransferSide, verb: str, posted: Any = None) -> MoveForm:
    form = FORMS[verb](
        reasons, f"{verb.rpartition('.')[2]}-{side.pk}", posted, initial={"lock_version": side.transfer.lock_version}
    )
    if isinstance(form, AgainForm):
        form.offer(network_choices(reasons.day, (side.transfer.sending_id, side.transfer.receiving_id)))
    return form


@require_safe
@login_required
@never_cache
def transfer_list(request: HttpRequest) -> HttpResponse:
    scope = scope_from(request)
    scope.require_anywhere(LIST)
    ended = request.GET.get("state") == "closed"
    page = Paginator(closed(scope) if ended else waiting(scope), _PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "procedures/transfers/list.html",
        {
            "page": page,
            "cards": cards(scope, page.object_list),
            "ended": ended,
            "may_place": scope.may_anywhere(PLACES),
        },
    )


@require_safe
@login_required
@never_cache
def read(request: HttpRequest, pk: int) -> HttpResponse:
    scope = scope_from(request)
    return _page(request, scope, fetch(any_side(), scope, READ, pk=pk))


def _page(
    request: HttpRequest,
    scope: Scope,
    side: TransferSide,
    answered: tuple[int, str, MoveForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    events = [(event, FACES[event.verb].past if event.verb != ASK else _ASKED) for event in events_of(side)]
    context = {
        "card": cards(scope, [side], answered, whole=True)[0],
        "events": events,
        "other_due": due_of_other(side),
        "chain": chain_of(side),
        "must_place": lacks_class(side) and scope.may(EDIT_PUPIL, side.unit_id),
    }
    return render(request, "procedures/transfers/read.html", context, status=status)


def _move(verb: str, action: Callable[..., Transfer | TransferSide]) -> Callable[..., HttpResponse]:
    """The address of one step: POST only; a refusal shows the case again with the typed text kept."""

    @require_POST
    @login_required
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        scope = scope_from(request)
        side = fetch(any_side(), scope, verb, pk=pk)
        form = _form(Reasons(scope.at), side, verb, request.POST)
        if not form.is_valid():
            return _page(request, scope, side, (pk, verb, form), status=422)
        try:
            done = action(actor=scope, side_id=pk, at=timezone.now(), **form.arguments())
        except Stale as stale:
            messages.warning(request, str(stale.message))
            return _page(request, scope, fetch(any_side(), scope, READ, pk=pk), status=409)
        except Refusal as refusal:
            # The register of pupils speaks of its own fields; here the question has a box of its own.
            field = "confirmed" if refusal.code == "same-name" else refusal.field
            form.add_error(field if field in form.fields else None, str(refusal.message))
            return _page(request, scope, side, (pk, verb, form), status=422)
        messages.success(request, str(FACES[verb].done))
        # The principal goes on to the next card; who did anything else wants to see what became of it.
        if verb == ACCEPT:
            return redirect("procedures.transfer.list")
        return redirect("procedures.transfer.read", pk=done.pk if isinstance(done, TransferSide) else pk)

    return view


accept = _move(ACCEPT, actions.accept_transfer)
decline = _move(DECLINE, actions.decline_transfer)
release = _move(RELEASE, actions.release_transfer)
arrive = _move(ARRIVE, actions.arrive_transfer)
give_up = _move(GIVE_UP, actions.give_up_transfer)
withdraw = _move(WITHDRAW, actions.withdraw_transfer)
again = _move(AGAIN, actions.ask_another_school)


@require_safe
@login_required
@never_cache
def on_the_way(request: HttpRequest) -> HttpResponse:
    scope = scope_from(request)
    scope.require_anywhere(ON_THE_WAY)
    page = Paginator(sides_on_the_way(scope), _PER_PAGE).get_page(request.GET.get("page"))
    unplaced = without_class(scope)
    context = {
        "page": page,
        "rows": travellers(scope, page.object_list),
        "newcomers": newcomers(unplaced[:_PER_PAGE], scope.at, scope),
        "newcomer_count": unplaced.count(),
        "balance": balance(scope),
        "may_list": scope.may_anywhere(LIST),
        "may_place": scope.may_anywhere(EDIT_PUPIL),
        "may_see_rules": scope.may_anywhere(RULES),
        "rule": rule_on(scope.at),
    }
    return render(request, "procedures/transfers/on_the_way.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def places(request: HttpRequest) -> HttpResponse:
    """The seats of the classes of this school year; a class that is written again gets its new number."""
    scope = scope_from(request)
    scope.require_anywhere(PLACES)
    units = choices_for(scope, PLACES)
    year = school_year_on(scope.at)
    form = PlaceForm(request.POST if request.method == "POST" else None, units=units, initial={"unit": units[0][0]})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        set_places(
            actor=scope,
            unit_id=data["unit"],
            school_year=year,
            class_name=data["class_name"],
            seats=data["seats"],
            at=timezone.now(),
        )
        messages.success(request, _("Đã ghi số chỗ của lớp %(name)s.") % {"name": data["class_name"]})
        return redirect("procedures.transfer.places")
    found = places_of([unit for unit, _name in units], year)
    context = {
        "form": form,
        "year": year,
        "next_year": year + 1,
        "schools": [(name, found.get(unit, [])) for unit, name in units],
        "many": len(units) > 1,
    }
    return render(request, "procedures/transfers/places.html", context, status=422 if form.errors else 200)
