"""Pages on which the people of a unit are managed."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from schooladmin.administration import queries
from schooladmin.administration.actions.members import add_member, end_member, reset_password
from schooladmin.administration.forms import EndForm, MemberForm, PasswordForm, show_refusal
from schooladmin.core.errors import OutOfScope, Refusal
from schooladmin.units.access import fetch, scope_from
from schooladmin.units.enums import Role
from schooladmin.units.models import Person, Unit
from schooladmin.units.pages import unit_for
from schooladmin.units.queries import home_units, name_on
from schooladmin.units.scope import Scope

PAGE_SIZE = 50


@require_safe
@login_required
def member_list(request: HttpRequest) -> HttpResponse:
    """The people of one unit: the own one unless another is asked for."""
    scope = scope_from(request)
    scope.require_anywhere("staffing.member.read")
    code = request.GET.get("unit", "") or _own_code(scope)
    unit = unit_for(scope, "staffing.member.read", code)
    text, left = request.GET.get("q", "")[:100], request.GET.get("left") == "1"
    rows = queries.members_for(scope, unit, text=text, left=left)
    context = {
        "unit": unit,
        "units": queries.manageable_units(scope),
        "unit_name": name_on(unit.pk, min(scope.at, unit.valid_to or scope.at)).name,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "text": text,
        "left": left,
    }
    return render(request, "staffing/list.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def member_add(request: HttpRequest, code: str) -> HttpResponse:
    """Take a person in, or give one of the unit's own a further role (``?person=``)."""
    scope = scope_from(request)
    unit = unit_for(scope, "staffing.member.add", code)
    person = _person(request, unit)
    form = MemberForm(request.POST or None, actor=scope, unit=unit, person=person, initial={"valid_from": scope.at})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            done = add_member(
                actor=scope,
                unit_id=unit.pk,
                role=Role(data["role"]),
                valid_from=data["valid_from"],
                at=timezone.now(),
                full_name=data.get("full_name", ""),
                person_id=person.pk if person else None,
                title=data["title"],
                basis=data["basis"],
                username=data.get("username", ""),
                is_namesake=data.get("is_namesake", False),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            name = done.membership.person.full_name
            if done.credentials is None:
                messages.success(request, _("Đã giao vai trò cho %(name)s.") % {"name": name})
                return redirect(_list(unit))
            context = {"unit": unit, "name": name, "credentials": done.credentials}
            return render(request, "staffing/credentials.html", context)
    context = {"unit": unit, "unit_name": name_on(unit.pk, scope.at).name, "person": person, "form": form}
    return render(request, "staffing/add.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@login_required
def member_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role on a day."""
    scope = scope_from(request)
    membership = fetch(queries.memberships(), scope, "staffing.member.end", pk=pk)
    form = EndForm(request.POST or None, initial={"on": scope.at})
    if request.method == "POST" and form.is_valid():
        on: date = form.cleaned_data["on"]
        try:
            end_member(actor=scope, membership_id=pk, on=on, at=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            words = _("%(name)s thôi vai trò %(role)s từ ngày %(day)s.")
            values = {"name": membership.person.full_name, "role": membership.get_role_display()}
            messages.success(request, words % {**values, "day": f"{on:%d/%m/%Y}"})
            return redirect(_list(membership.unit))
    context = {"membership": membership, "form": form}
    return render(request, "staffing/end.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@login_required
def member_reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask first, then show the new temporary password once."""
    scope = scope_from(request)
    membership = fetch(queries.memberships(), scope, "staffing.member.reset_password", pk=pk)
    has_login = hasattr(membership.person, "user")
    form = PasswordForm(request.POST if request.method == "POST" else None, has_login=has_login)
    if request.method == "POST" and form.is_valid():
        try:
            credentials = reset_password(
                actor=scope,
                membership_id=pk,
                at=timezone.now(),
                username=form.cleaned_data.get("username", ""),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            context = {"unit": membership.unit, "name": membership.person.full_name, "credentials": credentials}
            return render(request, "staffing/credentials.html", context)
    context = {"membership": membership, "has_login": has_login, "form": form}
    return render(request, "staffing/password.html", context, status=422 if form.errors else 200)


def _own_code(scope: Scope) -> str:
    """The first of the actor's own units whose people they manage."""
    own = [row.code for row in home_units(scope) if scope.may("staffing.member.read", row.unit_id)]
    if not own:
        raise OutOfScope
    return own[0]


def _person(request: HttpRequest, unit: Unit) -> Person | None:
    given = request.GET.get("person", "")
    if not given:
        return None
    person = queries.person_of(unit, int(given)) if given.isascii() and given.isdigit() else None
    if person is None:
        raise OutOfScope
    return person


def _list(unit: Unit) -> str:
    return f"{reverse('staffing.member.list')}?unit={unit.code}"
