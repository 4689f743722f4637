"""What people without a login type."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.enums import Score
from procedures.public.actions import COMMENT_LENGTH
from procedures.public.codes import Slip, TypedCode, read_typed

_SLIPS = {
    Slip.MISTYPED: _("Mã hồ sơ gõ chưa đúng: có chữ hoặc số bị nhầm, thiếu hoặc thừa. Hãy xem lại mã trên giấy hẹn."),
    Slip.SCHOOL_MISSING: _("Hãy gõ cả phần đầu của mã (mã trường), như ghi trên giấy hẹn."),
    Slip.OTHER_SCHOOL: _("Mã này là của trường khác. Hãy tra cứu ở trang chung, đường dẫn ở cuối trang."),
}


class LookupForm(forms.Form):
    """Code and last four digits of the telephone. The check sign of the code is looked at here, before any query."""

    code = forms.CharField(
        max_length=60,
        error_messages={"required": _("Hãy gõ mã hồ sơ."), "max_length": _SLIPS[Slip.MISTYPED]},
        widget=forms.TextInput(
            attrs={"class": "code", "autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    digits = forms.RegexField(
        r"^[0-9]{4}\Z",
        error_messages={
            "required": _("Hãy gõ bốn số cuối của số điện thoại."),
            "invalid": _("Hãy gõ đúng bốn chữ số."),
        },
        widget=forms.TextInput(
            attrs={"class": "digits", "autocomplete": "off", "inputmode": "numeric", "maxlength": "4"}
        ),
    )

    def __init__(self, *args: Any, unit_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit_code = unit_code
        for name in self.fields:
            self.fields[name].widget.attrs["aria-describedby"] = f"{name}-hint {name}-error"

    def clean_code(self) -> TypedCode:
        read = read_typed(self.cleaned_data["code"], self.unit_code)
        if isinstance(read, Slip):
            raise forms.ValidationError(_SLIPS[read], code=read.value)
        return read


class RatingForm(forms.Form):
    """The score that was tapped; the comment only when it was sent along."""

    score = forms.TypedChoiceField(
        choices=Score.choices,
        coerce=lambda value: Score(int(value)),
        error_messages={"required": _("Hãy chọn một trong ba mức.")},
    )
    comment = forms.CharField(required=False, max_length=COMMENT_LENGTH)

    def fault(self) -> str:
        """What is wrong, in a sentence."""
        return str(next(iter(self.errors.as_data().values()))[0].messages[0])

    def said(self) -> dict[str, Any]:
        """The arguments of the action."""
        return {
            "score": self.cleaned_data["score"],
            "comment": self.cleaned_data["comment"] if "comment" in self.data else None,
        }
