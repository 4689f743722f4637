"""The forms of the batch desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from procedures.batch.handing import Taker
from procedures.batch.lists import SHEET_TYPES
from procedures.batch.queries import Candidate
from procedures.enums import Relation
from procedures.forms import PlainForm
from procedures.models import ProcedureVersion
from schooladmin.core.i18n import localized
from schooladmin.evidence.forms import UploadField

_OFF = {"autocomplete": "off"}


class SourceForm(PlainForm):
    """Which paper, for which class or cohort: step one, in the address."""

    unit = forms.TypedChoiceField(label=_("Trường"), coerce=int)
    procedure = forms.ChoiceField(label=_("Giấy tờ trả theo danh sách"))
    class_name = forms.ChoiceField(label=_("Lớp"), required=False)
    graduation_year = forms.TypedChoiceField(
        label=_("Năm tốt nghiệp"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=_("Chọn năm để lập cho học sinh đã tốt nghiệp; bỏ trống để lập cho lớp đang học."),
    )

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]],
        versions: Sequence[ProcedureVersion],
        classes: Sequence[str],
        years: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        names = [(row.procedure.code, localized(row.procedure, "name")) for row in versions]
        for name, choices in (
            ("unit", units),
            ("procedure", names),
            ("class_name", [("", _("Mọi lớp")), *((name, name) for name in classes)]),
            ("graduation_year", [("", _("Đang học")), *((year, str(year)) for year in years)]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices
        if len(units) == 1:
            self.fields["unit"].initial = units[0][0]
            self.fields["unit"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data["class_name"] and not data["graduation_year"]:
            self.add_error("class_name", _("Hãy chọn lớp hoặc năm tốt nghiệp."))
        return data


class ListForm(PlainForm):
    """Title and ticks of the new list: step two."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên danh sách"), max_length=150, widget=forms.TextInput(attrs=_OFF))
    pupils = forms.TypedMultipleChoiceField(
        label=_("Học sinh trong danh sách"),
        coerce=int,
        error_messages={
            "required": _("Hãy chọn ít nhất một học sinh."),
            "invalid_choice": _("Học sinh này không thuộc danh sách của trường."),
        },
    )

    def __init__(self, *args: Any, candidates: Sequence[Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["pupils"]
        assert isinstance(field, forms.TypedMultipleChoiceField)
        field.choices = [(row.pupil.pk, row.pupil.full_name) for row in candidates]

    def ticked(self, candidates: Sequence[Candidate]) -> set[int]:
        """Whose box is ticked: as sent, or all that nothing speaks against."""
        if isinstance(self.data, QueryDict) and self.is_bound:
            return {int(key) for key in self.data.getlist("pupils") if key.isdecimal() and len(key) <= 18}
        return {row.pupil.pk for row in candidates if row.is_ticked}


class TakerForm(PlainForm):
    """Who takes the paper, where that is not the one who probably comes."""

    name = forms.CharField(label=_("Người nhận"), max_length=100, widget=forms.TextInput(attrs=_OFF))
    relation = forms.ChoiceField(label=_("Quan hệ với học sinh"), choices=Relation.choices)
    phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={**_OFF, "inputmode": "tel"}),
    )
    note = forms.CharField(
        label=_("Ghi chú"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: số văn bản ủy quyền, số hiệu bằng."),
        widget=forms.TextInput(attrs=_OFF),
    )

    def taker(self) -> Taker:
        data = self.cleaned_data
        return Taker(data["name"], Relation(data["relation"]), data["phone"])


class UndoForm(PlainForm):
    """Why a hand-over was a mistake."""

    reason = forms.CharField(
        label=_("Trả nhầm thế nào"),
        max_length=200,
        help_text=_("Ví dụ: quét nhầm dòng bên dưới."),
        widget=forms.TextInput(attrs=_OFF),
    )


class ScanForm(PlainForm):
    """The signed sheet, scanned or photographed."""

    upload = UploadField(
        required=True,
        label=_("Bản quét hoặc ảnh chụp danh sách đã ký"),
        help_text=_("PDF hoặc ảnh JPG, PNG, WEBP."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{ending}" for ending in SHEET_TYPES)}),
    )


class CarryForm(PlainForm):
    """The list that takes over the rest."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("Tên danh sách mới"), max_length=150, widget=forms.TextInput(attrs=_OFF))
