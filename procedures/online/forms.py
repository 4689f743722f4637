"""What a guest types, and what the counter answers with."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from procedures.enums import Family, Relation
from procedures.models import ProcedureVersion
from procedures.models.online import SubmissionState
from procedures.online.queries import Paper, family_of
from procedures.queries.catalogue import routes_of
from procedures.rules.reception import phone_number
from pupils.forms import DayField
from pupils.models import Pupil
from schooladmin.core.i18n import localized

_FIRST_YEAR = 1945
_MISSING = _("Mục này cần điền trước khi gửi.")


def _text(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


class GuestForm(forms.Form):
    """The short form of one procedure, at most ten fields. It is checked when it is sent; a draft is kept as it is."""

    pupil_name = forms.CharField(label=_("Họ và tên học sinh"), max_length=100, widget=_text())
    pupil_birth_date = DayField(label=_("Ngày sinh của học sinh"))
    pupil_class = forms.CharField(
        label=_("Lớp"), max_length=20, required=False, help_text=_("Lớp đang học, ví dụ 8A1."), widget=_text()
    )
    graduation_year = forms.IntegerField(
        label=_("Năm tốt nghiệp"), required=False, localize=False, widget=_text(inputmode="numeric", maxlength=4)
    )
    wanted_class = forms.CharField(label=_("Lớp xin chuyển đến"), max_length=30, widget=_text())
    other_school = forms.CharField(
        label=_("Trường chuyển đi hoặc chuyển đến"),
        max_length=200,
        help_text=_("Ghi cả xã, tỉnh của trường."),
        widget=_text(),
    )
    route = forms.ChoiceField(label=_("Trường đó ở đâu?"), widget=forms.RadioSelect)
    applicant_name = forms.CharField(label=_("Họ và tên người nộp"), max_length=100, widget=_text(autocomplete="name"))
    relation = forms.ChoiceField(
        label=_("Người nộp là gì của học sinh?"), choices=[("", _("Hãy chọn")), *Relation.choices]
    )
    applicant_phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=20,
        help_text=_("Nhà trường gọi khi cần. Bốn số cuối dùng để mở lại hồ sơ trên máy khác."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "tel"}),
    )

    def __init__(self, *args: Any, version: ProcedureVersion, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version, self.today = version, today
        family = family_of(version)
        routes = routes_of(version)
        asked = {
            "route": bool(routes),
            "graduation_year": family.concerns_graduates,
            "pupil_class": not family.concerns_graduates,
            "wanted_class": family is Family.CLASS_CHANGE,
            "other_school": family is Family.TRANSFER,
        }
        for name in (name for name, is_asked in asked.items() if not is_asked):
            del self.fields[name]
        if routes:
            cast(forms.ChoiceField, self.fields["route"]).choices = [(route.value, route.label) for route in routes]
        if "graduation_year" in self.fields:
            self.fields["graduation_year"].required = version.last_graduation_year is not None
        for name, field in self.fields.items():
            field.error_messages["required"] = _MISSING
            notes = [f"{name}-hint"] if field.help_text else []
            field.widget.attrs["aria-describedby"] = " ".join([*notes, f"{name}-error"])

    def typed(self, posted: Mapping[str, Any]) -> dict[str, str]:
        """What was sent for the fields of this form, as it was typed."""
        return {name: str(posted.get(name, "")) for name in self.fields}

    def clean_pupil_birth_date(self) -> date:
        day: date = self.cleaned_data["pupil_birth_date"]
        if day >= self.today:
            raise forms.ValidationError(translated("Ngày sinh phải trước hôm nay."))
        return day

    def clean_applicant_phone(self) -> str:
        phone = phone_number(self.cleaned_data["applicant_phone"])
        if phone is None:
            raise forms.ValidationError(
                translated("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, bắt đầu bằng 0 (máy bàn 11 chữ số).")
            )
        return phone

    def clean_graduation_year(self) -> int | None:
        year: int | None = self.cleaned_data["graduation_year"]
        last = self.version.last_graduation_year
        if year is not None and not _FIRST_YEAR <= year <= self.today.year:
            raise forms.ValidationError(
                translated("Năm tốt nghiệp phải từ 1945 đến %(year)s.") % {"year": self.today.year}
            )
        if year is not None and last is not None and year > last:
            raise forms.ValidationError(
                translated("Thủ tục này chỉ dành cho học sinh tốt nghiệp đến năm %(year)s. Hãy hỏi nhà trường.")
                % {"year": last}
            )
        return year

    def facts(self) -> Iterator[tuple[Any, str]]:
        """Label and value of what was typed, in words, for who only reads it."""
        for bound in self:
            value = str(self.initial.get(bound.name, ""))
            choices = dict(getattr(bound.field, "choices", ()))
            if value:
                yield bound.label, str(choices.get(value, value))


def birth_date_of(typed: Mapping[str, str]) -> date | None:
    """The birth date in what was typed so far, when it is one already."""
    try:
        day: date | None = DayField(required=False).clean(typed.get("pupil_birth_date", ""))
    except forms.ValidationError:
        return None
    return day


def phone_of(typed: Mapping[str, str]) -> str | None:
    """The telephone number of a draft, when it is one already."""
    return phone_number(typed.get("applicant_phone", ""))


class DigitsForm(forms.Form):
    """The last four digits, asked for on a device that did not write the draft."""

    digits = forms.RegexField(
        r"^[0-9]{4}\Z",
        error_messages={
            "required": _("Hãy gõ bốn số cuối của số điện thoại."),
            "invalid": _("Hãy gõ đúng bốn chữ số."),
        },
        widget=forms.TextInput(
            attrs={
                "class": "digits",
                "autocomplete": "off",
                "inputmode": "numeric",
                "maxlength": "4",
                "aria-describedby": "digits-hint digits-error",
            }
        ),
    )


class DecisionForm(forms.Form):
    """The counter's look at a submission: which papers are there and legible, whose it is, a word to the family."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)
    present = forms.TypedMultipleChoiceField(
        label=_("Giấy tờ đã có, đọc rõ"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    pupil = forms.TypedChoiceField(
        label=_("Học sinh trong danh sách"), coerce=int, required=False, empty_value=None, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Lời nhắn cho người nộp"),
        max_length=1000,
        required=False,
        help_text=_("Viết dễ hiểu: giấy nào cần chụp lại, cần mang theo gì. Người nộp đọc được lời này."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    reason = forms.CharField(
        label=_("Lý do không tiếp nhận"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(
        self, *args: Any, papers: Sequence[Paper], found: Sequence[Pupil], chosen: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.papers = papers
        choices = [(paper.component.pk, localized(paper.component, "name")) for paper in papers]
        cast(forms.MultipleChoiceField, self.fields["present"]).choices = choices
        pupils = [("", _("Chưa có trong danh sách, ghi theo lời khai")), *((row.pk, row.full_name) for row in found)]
        cast(forms.ChoiceField, self.fields["pupil"]).choices = pupils
        self.fields["pupil"].initial = chosen or ""

    def missing(self) -> tuple[int, ...]:
        """The required papers without a tick."""
        present = set(self.cleaned_data["present"])
        components = [paper.component for paper in self.papers]
        return tuple(row.pk for row in components if row.is_required and row.pk not in present)


class SubmissionFilter(forms.Form):
    """What the list of the counter is narrowed to."""

    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[
            ("", _("Chưa xong")),
            *(
                (state.value, state.label)
                for state in SubmissionState
                if state not in (SubmissionState.DRAFT, SubmissionState.EXPIRED)
            ),
        ],
    )
    procedure = forms.ChoiceField(label=_("Thủ tục"), required=False)

    def __init__(self, *args: Any, versions: Sequence[ProcedureVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["procedure"]).choices = [
            ("", _("Tất cả")),
            *((row.procedure.code, localized(row.procedure, "name")) for row in versions),
        ]
