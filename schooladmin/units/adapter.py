"""How logging in differs from the library's default."""

from typing import ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: logins are made for people who work in a unit.

    The library has no Vietnamese catalogue; the messages that a person can meet are said here.
    """

    error_messages: ClassVar[dict[str, str | Promise]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("Tên đăng nhập này đã ngừng dùng. Hãy liên hệ người quản trị của đơn vị."),
        "enter_current_password": _("Mật khẩu hiện tại chưa đúng."),
        "too_many_login_attempts": _(
            "Đã nhập sai quá nhiều lần. Để giữ an toàn, tên đăng nhập này tạm khóa trong 5 phút."
            " Quên mật khẩu thì nhờ hiệu trưởng hoặc người quản trị đặt lại."
        ),
        "username_password_mismatch": _("Tên đăng nhập hoặc mật khẩu chưa đúng. Hãy kiểm tra rồi nhập lại."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")
