"""What people type on a transfer. What is allowed is the action's matter."""

from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from procedures.enums import ReasonKind
from procedures.forms import PlainForm
from procedures.models import Reason
from procedures.queries.catalogue import reasons_on
from procedures.transfers.reminders import MOST_DAYS
from procedures.transfers.rules import ACCEPT, AGAIN, ARRIVE, DECLINE, GIVE_UP, RELEASE, WITHDRAW
from schooladmin.calendars.forms import date_field
from schooladmin.core.i18n import localized


class Reasons:
    """The coded reasons of a day, read once for all forms of a page."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._found: dict[ReasonKind, list[Reason]] = {}

    def of(self, kind: ReasonKind) -> list[Reason]:
        """The reasons of a kind, in order."""
        if kind not in self._found:
            self._found[kind] = list(reasons_on(kind, self.day))
        return self._found[kind]


class MoveForm(PlainForm):
    """A step: what was seen on the screen, and a note."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Ghi chú"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": 500}),
    )

    def __init__(self, reasons: "Reasons", prefix_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id=f"{prefix_id}_%s", **kwargs)

    def arguments(self) -> dict[str, Any]:
        """The cleaned fields as the action takes them."""
        return {"note": self.cleaned_data["note"], "seen_version": self.cleaned_data["lock_version"]}


class PlainMoveForm(MoveForm):
    """A step that is done by its button alone."""

    def __init__(self, reasons: "Reasons", prefix_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(reasons, prefix_id, *args, **kwargs)
        del self.fields["note"]

    def arguments(self) -> dict[str, Any]:
        return {"seen_version": self.cleaned_data["lock_version"]}


class ReasonForm(MoveForm):
    """A step with a coded reason; its words and what was written by hand make the note."""

    reason = forms.ChoiceField(label=_("Lý do"), required=False)
    kind = ReasonKind.REFUSE

    def __init__(self, reasons: "Reasons", prefix_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(reasons, prefix_id, *args, **kwargs)
        self.order_fields(["lock_version", "reason", "note"])
        self._reasons = {reason.code: reason for reason in reasons.of(self.kind)}
        cast(forms.ChoiceField, self.fields["reason"]).choices = [
            ("", _("Lý do khác (ghi bên dưới)")),
            *((code, localized(reason, "text")) for code, reason in self._reasons.items()),
        ]

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        reason = self._reasons.get(data["reason"])
        note = ". ".join(part for part in (reason.text if reason else "", data["note"].strip()) if part)
        return {"note": note, "reason_code": data["reason"], "seen_version": data["lock_version"]}


class WithdrawForm(ReasonForm):
    """Why the parent takes the wish back. The code stays in the words: both schools read them."""

    kind = ReasonKind.WITHDRAW

    def arguments(self) -> dict[str, Any]:
        found = super().arguments()
        del found["reason_code"]
        return found


class BackForm(MoveForm):
    """Why the pupil stays at the old school."""

    def __init__(self, reasons: "Reasons", prefix_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(reasons, prefix_id, *args, **kwargs)
        self.fields["note"].label = _("Vì sao học sinh ở lại trường cũ")
        self.fields["note"].widget.attrs["required"] = True


class ArriveForm(PlainMoveForm):
    """Into which class the pupil came; a second pupil of the name must be meant."""

    class_name = forms.CharField(
        label=_("Vào lớp"),
        max_length=20,
        required=False,
        help_text=_("Có thể để trống và xếp lớp sau."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    confirmed = forms.BooleanField(
        label=_("Đây là một em khác, cùng họ tên và ngày sinh với em đã có trong danh sách"), required=False
    )

    def __init__(self, reasons: "Reasons", prefix_id: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(reasons, prefix_id, *args, **kwargs)
        if not self.is_bound:
            self.fields["confirmed"].widget = forms.HiddenInput()

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().arguments(), "class_name": data["class_name"], "confirmed": data["confirmed"]}


class AgainForm(PlainMoveForm):
    """Which school of the network is asked after one that refused."""

    network_school = forms.TypedChoiceField(label=_("Hỏi trường"), coerce=int)

    def offer(self, schools: list[tuple[int, str]]) -> None:
        """The schools that can be asked."""
        cast(forms.ChoiceField, self.fields["network_school"]).choices = [("", _("Chọn trường")), *schools]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "other_unit_id": self.cleaned_data["network_school"]}


FORMS: dict[str, type[MoveForm]] = {
    ACCEPT: PlainMoveForm,
    DECLINE: ReasonForm,
    RELEASE: PlainMoveForm,
    ARRIVE: ArriveForm,
    GIVE_UP: BackForm,
    WITHDRAW: WithdrawForm,
    AGAIN: AgainForm,
}


class PlaceForm(forms.Form):
    """The seats of a class."""

    unit = forms.TypedChoiceField(coerce=int, widget=forms.HiddenInput)
    class_name = forms.CharField(
        label=_("Lớp"), max_length=20, widget=forms.TextInput(attrs={"class": "form-control", "autocomplete": "off"})
    )
    seats = forms.IntegerField(
        label=_("Số chỗ"),
        min_value=0,
        max_value=200,
        widget=forms.NumberInput(attrs={"class": "form-control", "inputmode": "numeric"}),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["unit"]).choices = units


class RuleForm(PlainForm):
    """From which day reminders come after how many working days, on what basis."""

    valid_from = date_field(_("Từ ngày"))
    alert_after = forms.IntegerField(
        label=_("Báo khi học sinh chưa đến trường, sau (ngày làm việc)"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Đếm từ ngày trường cũ bàn giao hồ sơ; báo văn thư và hiệu trưởng của cả hai trường."),
    )
    place_after = forms.IntegerField(
        label=_("Nhắc khi học sinh chưa có lớp, sau (ngày làm việc)"),
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Đếm từ ngày học sinh đến; nhắc văn thư của trường nhận."),
    )
    basis = forms.CharField(
        label=_("Căn cứ"), max_length=200, help_text=_("Số và ngày của văn bản, ví dụ: CV 12/VHXH ngày 05/9/2026")
    )


class LetterForm(PlainForm):
    """To which school outside the network the letter goes."""

    school_name = forms.CharField(
        label=_("Trường nơi đến (ngoài mạng lưới)"),
        max_length=200,
        help_text=_("Ghi đủ tên trường và tỉnh, thành phố."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
