"""Logging in and changing one's password."""

from typing import Any

from allauth.account.forms import ChangePasswordForm as _ChangePasswordForm
from allauth.account.forms import LoginForm as _LoginForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, help_text=help_text, strip=False, max_length=200, widget=widget)


class LoginForm(_LoginForm):
    """Name and password; a wrong answer does not say which of the two was wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        widget = forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}
        )
        self.fields["login"] = forms.CharField(label=_("Tên đăng nhập"), max_length=80, widget=widget)
        self.fields["password"] = _password(_("Mật khẩu"), "current-password")
        self.order_fields(["login", "password"])


class ChangePasswordForm(_ChangePasswordForm):
    """The old password, then the new one twice."""

    oldpassword = _password(_("Mật khẩu hiện tại"), "current-password")
    password1 = _password(
        _("Mật khẩu mới"),
        "new-password",
        _("Ít nhất 10 ký tự, không chỉ gồm chữ số, không giống tên đăng nhập, không phải mật khẩu thông dụng."),
    )
    password2 = _password(_("Nhập lại mật khẩu mới"), "new-password")

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        validate_password(password, self.user)
        return password

    def clean(self) -> dict[str, Any]:
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", ValidationError(_("Hai lần nhập chưa giống nhau."), code="mismatch"))
        data: dict[str, Any] = self.cleaned_data
        return data
