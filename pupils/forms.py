"""What people enter about a pupil, and how they narrow the register."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pupils.actions import PupilData
from pupils.enums import PupilStatus
from pupils.models import YEARS, Pupil
from schooladmin.core.errors import Refusal

# Typed, day first: the browser's own date field asks for the month first where the browser is English.
_DAY_FORMATS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d%m%Y", "%Y-%m-%d"]


class DayField(forms.DateField):
    """A day typed as dd/mm/yyyy; dashes, dots or no signs at all do as well."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("error_messages", {"invalid": _("Hãy ghi ngày theo dạng 05/12/2014.")})
        options.setdefault("help_text", _("Dạng 05/12/2014."))
        widget = forms.DateInput(
            format="%d/%m/%Y", attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 10}
        )
        super().__init__(input_formats=_DAY_FORMATS, widget=widget, **options)


class YearField(forms.IntegerField):
    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4})
        super().__init__(min_value=YEARS[0], max_value=YEARS[1], widget=widget, localize=False, **options)


class PupilForm(forms.Form):
    """A pupil as people enter it. Nothing here is asked for that no paper needs."""

    unit = forms.TypedChoiceField(label=_("Trường"), coerce=int)
    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_date = DayField(label=_("Ngày sinh"), required=False)
    class_name = forms.CharField(
        label=_("Lớp"), max_length=20, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    school_year = YearField(
        label=_("Năm học"), required=False, help_text=_("Năm đầu của năm học: 2026 cho năm học 2026–2027.")
    )
    code = forms.CharField(
        label=_("Mã học sinh của trường"),
        max_length=30,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    identifier = forms.CharField(
        label=_("Số định danh cá nhân"),
        max_length=30,
        required=False,
        help_text=_("Được mã hóa khi lưu; trên màn hình chỉ hiện bốn số cuối."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )
    clear_identifier = forms.BooleanField(label=_("Bỏ số định danh đang lưu"), required=False)
    guardian_name = forms.CharField(
        label=_("Người giám hộ"), max_length=100, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    guardian_phone = forms.CharField(
        label=_("Điện thoại người giám hộ"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    graduation_year = YearField(label=_("Năm tốt nghiệp"), required=False)
    confirmed = forms.BooleanField(label=_("Đây là một em khác, trùng tên và ngày sinh"), required=False)
    lock_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]] = (),
        pupil: Pupil | None = None,
        identifier_mask: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.keeps_identifier = bool(identifier_mask)
        if pupil is None:
            for name in ("clear_identifier", "graduation_year", "lock_version"):
                del self.fields[name]
            field = self.fields["unit"]
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = list(units)
            if len(units) == 1:
                field.initial, field.widget = units[0][0], forms.HiddenInput()
        else:
            del self.fields["unit"]
            if pupil.status != PupilStatus.GRADUATED:
                del self.fields["graduation_year"]
            if identifier_mask:
                self.fields["identifier"].help_text = _("Đang lưu %(mask)s. Để trống nếu không đổi.") % {
                    "mask": identifier_mask
                }
            else:
                del self.fields["clear_identifier"]

    def require_confirmation(self) -> None:
        """Offer the tick that says that this is another pupil of the same name."""
        self.asks_confirmation = True

    asks_confirmation = False

    def pupil_data(self) -> PupilData:
        """The entry as the actions take it: an empty identifier leaves the kept one unless that is to be cleared."""
        data = self.cleaned_data
        identifier: str | None = data["identifier"]
        if not identifier and self.keeps_identifier:
            identifier = "" if data.get("clear_identifier") else None
        names = ("full_name", "birth_date", "class_name", "school_year", "code", "guardian_name", "guardian_phone")
        return PupilData(
            identifier=identifier,
            graduation_year=data.get("graduation_year"),
            **{name: data[name] for name in names},
        )


class LeaveForm(forms.Form):
    """That a pupil left, and how."""

    status = forms.ChoiceField(
        label=_("Tình trạng"),
        choices=[choice for choice in PupilStatus.choices if choice[0] != PupilStatus.STUDYING],
        widget=forms.RadioSelect,
    )
    left_on = DayField(
        label=_("Ngày rời trường"), required=False, help_text=_("Dạng 05/12/2014; để trống nếu chưa rõ.")
    )
    graduation_year = YearField(label=_("Năm tốt nghiệp"), required=False, help_text=_("Chỉ ghi khi em đã tốt nghiệp."))
    lock_version = forms.IntegerField(widget=forms.HiddenInput)


class FilterForm(forms.Form):
    """How the list of the register is narrowed."""

    q = forms.CharField(
        label=_("Tìm học sinh"),
        required=False,
        max_length=100,
        help_text=_("Tên không dấu, chữ đầu (nva), lớp (8a1) hoặc ngày sinh (0512)."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    unit = forms.TypedChoiceField(label=_("Trường"), required=False, coerce=int, empty_value=None)
    class_name = forms.ChoiceField(label=_("Lớp"), required=False)
    school_year = forms.TypedChoiceField(label=_("Năm học"), required=False, coerce=int, empty_value=None)
    status = forms.ChoiceField(label=_("Tình trạng"), required=False, choices=[("", _("Tất cả")), *PupilStatus.choices])

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]],
        classes: Sequence[str],
        years: Sequence[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        everything = ("", _("Tất cả"))
        choices: dict[str, list[tuple[Any, Any]]] = {
            "unit": [everything, *units],
            "class_name": [everything, *((name, name) for name in classes)],
            "school_year": [everything, *((year, f"{year}–{year + 1}") for year in years)],
        }
        for name, options in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = options
        if len(units) < 2:
            del self.fields["unit"]


def school_year_on(day: date) -> int:
    """The school year to propose on ``day``: classes are made up in August. Only a proposal; people may change it."""
    return day.year if day.month >= 8 else day.year - 1


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal on its field, or on top of the form when it has none there."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(refusal.message), code=refusal.code))
