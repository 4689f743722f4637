"""What people type into the reform register. Domain faults come from the rules, all of them at once."""

import uuid
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from reform.actions.results import cited
from reform.enums import CommitmentState
from reform.models import AreaVersion, SubItem
from reform.rules import REASON_MAX, Draft, faults
from schooladmin.core.errors import Refusal
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Quarter
from schooladmin.evidence.forms import UploadField
from schooladmin.evidence.models import EvidenceFile
from schooladmin.legal.rules import split_numbers

Choices = list[tuple[str, Any]]
_NO_SUCH_DAY = _("Ngày này không có trên lịch. Hãy chọn lại.")


def area_choices(areas: Iterable[AreaVersion]) -> Choices:
    """The areas, after an empty line that asks to choose."""
    named = [(row.area.code, f"{row.order}. {localized(row, 'official_name')}") for row in areas]
    return [("", _("— Chọn lĩnh vực —")), *named]


def point_choices(areas: Iterable[AreaVersion], points: Iterable[SubItem]) -> Choices:
    """The points grouped by area, so that no script is needed to choose one of the right area."""
    groups: dict[int, Choices] = {}
    for point in points:
        groups.setdefault(point.area_id, []).append((point.code, f"{point.code} {localized(point, 'name')}"))
    named = [
        (f"{row.order}. {localized(row, 'official_name')}", groups[row.area_id])
        for row in areas
        if row.area_id in groups
    ]
    return [("", _("— Không chọn —")), *named]


def evidence_choices(files: Iterable[EvidenceFile]) -> Choices:
    return [(str(file.pk), str(file)) for file in files]


class ResultForm(forms.Form):
    """One result: what, when, how much, by which acts."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    area = forms.ChoiceField(
        label=_("Lĩnh vực"),
        error_messages={
            "required": _("Hãy chọn lĩnh vực của kết quả này."),
            "invalid_choice": _("Lĩnh vực này không có trong danh mục. Hãy chọn lại."),
        },
    )
    sub_item = forms.ChoiceField(label=_("Nội dung trong lĩnh vực"), required=False)
    happened_on = forms.DateField(
        label=_("Ngày thực hiện"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn ngày thực hiện."), "invalid": _NO_SUCH_DAY},
    )
    text = forms.CharField(
        label=_("Kết quả"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Việc đã làm, ai làm, kết quả ra sao. Câu này sẽ vào báo cáo quý."),
        error_messages={"required": _("Hãy viết kết quả đã làm được.")},
    )
    figure = forms.DecimalField(
        label=_("Số liệu"),
        required=False,
        widget=forms.NumberInput(attrs={"inputmode": "decimal", "step": "any"}),
        error_messages={"invalid": _("Hãy nhập một số, ví dụ 12 hoặc 12.5.")},
    )
    figure_unit = forms.CharField(
        label=_("Đơn vị tính"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"list": "figure-units", "autocomplete": "off"}),
    )
    citations = forms.CharField(
        label=_("Văn bản căn cứ"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Số, ký hiệu; mỗi dòng một văn bản hoặc cách nhau bằng dấu phẩy. Ví dụ: 30/2020/NĐ-CP, 27-NQ/TW"),
    )

    def __init__(
        self,
        *args: Any,
        today: date,
        areas: Sequence[AreaVersion],
        points: Iterable[SubItem],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        _choices(self, "area", area_choices(areas))
        _choices(self, "sub_item", point_choices(areas, points))
        self.fields["happened_on"].widget.attrs["max"] = today.isoformat()
        self.fields["mutation_id"].initial = uuid.uuid4

    def clean_citations(self) -> list[str]:
        numbers = split_numbers(self.cleaned_data["citations"])
        try:
            cited(numbers)
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal.message), code=refusal.code) from refusal
        return numbers

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        draft = Draft(
            area=data.get("area", ""),
            sub_item=data.get("sub_item", ""),
            happened_on=data.get("happened_on"),
            text=data.get("text", ""),
            figure=data.get("figure"),
            figure_unit=data.get("figure_unit", ""),
        )
        for fault in faults(draft, self.today):
            if fault.field not in self.errors:  # the field has its own, plainer message
                refuse(self, fault)
        return data


class LogForm(ResultForm):
    """A new result, with its proof: a new file, files that are there already, or none."""

    unit = forms.CharField(widget=forms.HiddenInput)
    upload = UploadField(required=False)
    evidence = forms.MultipleChoiceField(
        label=_("Minh chứng đã có"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, files: Iterable[EvidenceFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "evidence", evidence_choices(files))
        if not files:
            del self.fields["evidence"]


class AttachForm(forms.Form):
    """Proof for a result that is there: a new file or files of the unit."""

    upload = UploadField(required=False)
    evidence = forms.MultipleChoiceField(
        label=_("Minh chứng đã có"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, files: Iterable[EvidenceFile], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "evidence", evidence_choices(files))
        if not files:
            del self.fields["evidence"]


class WithdrawForm(forms.Form):
    """Why a result no longer counts."""

    reason = forms.CharField(
        label=_("Lý do rút kết quả"),
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: ghi trùng, nhầm ngày, nhầm lĩnh vực. Lý do được giữ lại cùng kết quả."),
        error_messages={"required": _("Hãy ghi lý do rút.")},
    )


class CommitmentForm(forms.Form):
    """What is promised, by whom, until when."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(
        label=_("Nội dung cam kết"),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Hãy viết việc cam kết làm.")},
    )
    owner_name = forms.CharField(
        label=_("Người phụ trách"), max_length=100, error_messages={"required": _("Hãy ghi người phụ trách.")}
    )
    due_on = forms.DateField(
        label=_("Hạn hoàn thành"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Hãy chọn hạn hoàn thành."), "invalid": _NO_SUCH_DAY},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mutation_id"].initial = uuid.uuid4


class CloseForm(forms.Form):
    """How a commitment ended."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    state = forms.ChoiceField(
        label=pgettext_lazy("cam kết", "Kết thúc"),
        choices=[
            (state.value, state.label)
            for state in (CommitmentState.DONE, CommitmentState.NOT_DONE, CommitmentState.DROPPED)
        ],
        widget=forms.RadioSelect,
        initial=CommitmentState.DONE.value,
    )
    done_on = forms.DateField(
        label=_("Ngày xong"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Bỏ trống nếu xong hôm nay, chưa làm được hoặc không làm nữa."),
        error_messages={"invalid": _NO_SUCH_DAY},
    )
    reason = forms.CharField(
        label=_("Lý do"),
        required=False,
        max_length=REASON_MAX,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Cần ghi nếu chưa làm được; báo cáo quý sau sẽ nêu."),
    )


class RegisterFilter(forms.Form):
    """How the list of results is narrowed. What is not understood is left out, not answered with an error."""

    unit = forms.CharField(required=False, widget=forms.HiddenInput)
    quarter = forms.ChoiceField(label=_("Quý"), required=False)
    area = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("Đang dùng")), ("withdrawn", _("Đã rút")), ("all", _("Tất cả"))],
    )
    q = forms.CharField(label=_("Tìm trong kết quả"), required=False, max_length=100)

    def __init__(self, *args: Any, quarters: Iterable[Quarter], areas: Iterable[AreaVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _choices(self, "quarter", [(quarter.code, quarter.short_label) for quarter in quarters])
        _choices(self, "area", [("", _("Tất cả lĩnh vực")), *area_choices(areas)[1:]])
        for name in ("quarter", "area", "state"):
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs["class"] = "form-control"


def refuse(form: forms.Form, refusal: Refusal) -> None:
    """Put a refusal on its field, or on top of the form when it has none there."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, forms.ValidationError(str(refusal.message), code=refusal.code))


def _choices(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices
