"""Taking somebody in, ending a role, and making a login."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from schooladmin.administration.rules import may_hand_out, roles_in
from schooladmin.calendars.forms import date_field
from schooladmin.core.errors import Refusal
from schooladmin.units.enums import UnitKind
from schooladmin.units.models import Person, Unit
from schooladmin.units.scope import Scope

_USERNAME = _("Chữ thường không dấu, chữ số, dấu chấm, gạch nối; ví dụ: do.van.thu. Để trống nếu chưa cần đăng nhập.")


def show_refusal(form: forms.Form, refusal: Refusal) -> None:
    """Put the words of a refusal on the field at fault, or above the form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))


class MemberForm(forms.Form):
    """A new person with a role, or a further role for ``person``."""

    full_name = forms.CharField(label=_("Họ và tên"), max_length=100)
    is_namesake = forms.BooleanField(label=_("Người khác, trùng tên"), required=False)
    role = forms.ChoiceField(label=_("Vai trò"))
    title = forms.CharField(
        label=_("Chức danh"), max_length=100, required=False, help_text=_("Nếu khác tên vai trò, ví dụ: Tổ trưởng")
    )
    valid_from = date_field(_("Từ ngày"))
    basis = forms.CharField(label=_("Căn cứ"), max_length=200, required=False, help_text=_("Số và ngày quyết định"))
    username = forms.CharField(label=_("Tên đăng nhập"), max_length=40, required=False, help_text=_USERNAME)

    def __init__(self, *args: Any, actor: Scope, unit: Unit, person: Person | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        roles = [role for role in roles_in(UnitKind(unit.kind)) if may_hand_out(role, actor.roles)]
        self.fields["role"] = forms.ChoiceField(
            label=_("Vai trò"), choices=[("", "—"), *((role.value, role.label) for role in roles)]
        )
        if person is not None:
            del self.fields["full_name"], self.fields["is_namesake"]
            if hasattr(person, "user"):
                del self.fields["username"]


class EndForm(forms.Form):
    """The first day without the role."""

    on = date_field(_("Thôi từ ngày"), help_text=_("Từ ngày này người đó không còn quyền của vai trò."))


class PasswordForm(forms.Form):
    """Nothing to fill in for somebody who has a login; the name of a new one otherwise."""

    username = forms.CharField(label=_("Tên đăng nhập"), max_length=40)

    def __init__(self, *args: Any, has_login: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_login:
            del self.fields["username"]
