"""How long a password is, and those that the system makes up."""

import secrets

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _

# No letter or digit that is misread when somebody writes it down: no i, l, o, 0, 1.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class LongEnough(MinimumLengthValidator):
    """The framework's rule, whose message its Vietnamese catalogue leaves out."""

    def get_error_message(self) -> str:
        return _("Mật khẩu quá ngắn, cần ít nhất %(count)s ký tự.") % {"count": self.min_length}


def temporary_password() -> str:
    """Return a new password to be handed over on paper: «k7wq-m2xe-9rtd», about 59 bits."""
    return "-".join("".join(secrets.choice(_LETTERS) for _letter in range(4)) for _group in range(3))
