"""Pages without login: the state of a request, looking it up, the applicant's word, the screen in the hall."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.i18n import set_language

from procedures.enums import Score
from procedures.public.actions import COMMENT_LENGTH, rate_by_applicant
from procedures.public.codes import TypedCode
from procedures.public.forms import LookupForm, RatingForm
from procedures.public.pages import unknown
from procedures.public.queries import School, Standing, school_of, standing_of, token_for
from procedures.public.screens import LOBBY_SECONDS, board_of
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.core.limits import Limit, TooManyTriesError, address_of, in_words, take
from schooladmin.core.public import SeeOther, public_page

# An address may be a whole quarter of a city behind one router: its tries are forgotten after a day. A code belongs
# to one family: ten thousand endings are not walked through with a try an hour, by however many machines.
BY_ADDRESS = Limit("lookup-address", free=5, first=30, most=3600, memory=24 * 3600)
BY_CODE = Limit("lookup-code", free=5, first=60, most=4 * 3600, memory=7 * 24 * 3600)

language = csrf_exempt(require_POST(set_language))  # for the reason given in ``pages.public_page``


@public_page
@require_safe
def read(request: HttpRequest, token: str) -> HttpResponse:
    standing = standing_of(token, timezone.now())
    return unknown(request) if standing is None else _standing_page(request, standing)


@public_page
@require_POST
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """One tap. What is wrong is said on the same page."""
    at = timezone.now()
    standing = standing_of(token, at)
    if standing is None:
        return unknown(request)
    form = RatingForm(request.POST)
    if not form.is_valid():
        return _standing_page(request, standing, fault=form.fault(), status=422)
    try:
        rate_by_applicant(token=token, at=at, **form.said())
    except OutOfScope:
        return unknown(request)
    except Refusal as refusal:
        return _standing_page(request, standing, fault=str(refusal.message), status=422)
    return SeeOther(f"{reverse('public.request.read', args=[token])}#opinion")


def _standing_page(request: HttpRequest, standing: Standing, *, fault: str = "", status: int = 200) -> HttpResponse:
    context = {
        "standing": standing,
        "scores": [(score.value, score.name.lower(), score.label) for score in reversed(Score)],
        "comment_length": COMMENT_LENGTH,
        "fault": fault,
    }
    return render(request, "public/request.html", context, status=status)


@public_page
@require_http_methods(["GET", "HEAD", "POST"])
def lookup(request: HttpRequest, code: str = "") -> HttpResponse:
    """The code goes in the body, never in the address; the answer is the request's own page."""
    at = timezone.now()
    school = school_of(code, at) if code else None
    if code and school is None:
        return unknown(request)
    if request.method != "POST":
        return _lookup_page(request, LookupForm(), school)
    form = LookupForm(request.POST, unit_code=school.code if school else "")
    if not form.is_valid():
        return _lookup_page(request, form, school, status=422)
    try:
        token = _try(request, form.cleaned_data["code"], form.cleaned_data["digits"])
    except TooManyTriesError as early:
        response = _lookup_page(request, form, school, wait=early.wait, status=429)
        response.headers["Retry-After"] = str(early.wait)
        return response
    if token is None:
        form.add_error(
            None,
            _("Mã hồ sơ hoặc bốn số cuối chưa đúng. Hãy gõ đúng mã trên giấy hẹn và số điện thoại đã ghi khi nộp."),
        )
        return _lookup_page(request, form, school, status=422)
    return SeeOther(reverse("public.request.read", args=[token]))


def _try(request: HttpRequest, typed: TypedCode, digits: str) -> str | None:
    """Look the code up, as one try of the address and one at the code. A right try does not count; it clears nothing
    either, or somebody with one request of their own would have endless tries at others'."""
    at = timezone.now()
    tickets = [take(BY_ADDRESS, address_of(request), at)]
    try:
        tickets.append(take(BY_CODE, typed.signs, at))
    except TooManyTriesError:
        tickets[0].give_back()
        raise
    token = token_for(typed, digits, at)
    if token is not None:
        for ticket in tickets:
            ticket.give_back()
    return token


def _lookup_page(
    request: HttpRequest, form: LookupForm, school: School | None, *, wait: int = 0, status: int = 200
) -> HttpResponse:
    context = {"form": form, "school": school, "wait": in_words(wait) if wait else ""}
    return render(request, "public/lookup.html", context, status=status)


@public_page
@require_safe
def lobby(request: HttpRequest, token: str) -> HttpResponse:
    board = board_of(token, timezone.now())
    if board is None:
        return unknown(request)
    return render(request, "public/lobby.html", {"board": board, "seconds": LOBBY_SECONDS})
