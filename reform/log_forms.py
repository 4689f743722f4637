"""What people type about systems, inspections and indicators. What is at fault is said by the actions."""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reform.enums import Aggregation, Direction, IndicatorKind, Rhythm
from reform.forms import Choices
from reform.models import AreaVersion, SubItem, SystemKind
from schooladmin.core.i18n import localized

_NO_SUCH_DAY = _("Ngày này không có trên lịch. Hãy chọn lại.")


def _day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": _NO_SUCH_DAY, "required": _("Hãy chọn ngày.")},
    )


def _line(label: Any, *, most: int = 200, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=most, required=required, help_text=help_text)


def _prose(label: Any, *, required: bool = True, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, help_text=help_text, widget=forms.Textarea(attrs={"rows": 3})
    )


class _Sent(forms.Form):
    mutation_id = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mutation_id"].initial = uuid.uuid4


class SystemForm(_Sent):
    """A digital system in use."""

    kind = forms.ChoiceField(label=_("Loại hệ thống"))
    name = _line(_("Tên hệ thống"), most=120, help_text=_("Ví dụ: smas.edu.vn, MISA, trang của trường"))
    owner_name = _line(_("Người phụ trách"), most=100)
    use = _prose(_("Dùng vào việc gì"))
    since = _day(_("Dùng từ ngày"))

    def __init__(self, *args: Any, kinds: Iterable[SystemKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("— Chọn loại —")), *((kind.code, localized(kind, "name")) for kind in kinds)]


class EndForm(_Sent):
    """From when a system is not used any more."""

    until = _day(_("Ngừng dùng từ ngày"), required=False, help_text=_("Bỏ trống nếu ngừng từ hôm nay."))


class InspectionForm(_Sent):
    """An inspection that was received."""

    inspector = _line(_("Cơ quan, đoàn kiểm tra"))
    inspected_on = _day(_("Ngày kiểm tra"))
    subject = _line(_("Nội dung kiểm tra"), most=300)
    conclusion = _prose(_("Kết luận"))
    to_mend = _prose(_("Việc phải khắc phục"), required=False, help_text=_("Bỏ trống nếu không có."))
    mend_by = _day(_("Hạn khắc phục"), required=False)


class MendForm(_Sent):
    """When what was found was mended."""

    mended_on = _day(_("Ngày khắc phục xong"), required=False, help_text=_("Bỏ trống nếu xong hôm nay."))


class CarryForm(_Sent):
    """Why a promise was not kept, and until when it will be."""

    reason = _prose(_("Vì sao chưa làm được"))
    due_on = _day(_("Hạn mới"))


class IndicatorForm(forms.Form):
    """An indicator that an office asks for."""

    code = _line(_("Mã chỉ tiêu"), most=20, help_text=_("Ngắn, không dấu. Máy ghép mã cơ quan vào trước."))
    name = _line(_("Tên chỉ tiêu"))
    name_en = _line(_("Tên tiếng Anh"), required=False)
    hint = _line(_("Hướng dẫn"), most=300, required=False)
    place = forms.ChoiceField(label=_("Lĩnh vực, nội dung"))
    kind = forms.ChoiceField(label=_("Kiểu"), choices=IndicatorKind.choices)
    measure = _line(_("Đơn vị tính"), most=40, required=False)
    aggregation = forms.ChoiceField(label=_("Cách gộp"), choices=Aggregation.choices)
    direction = forms.ChoiceField(label=_("Chiều tốt"), choices=Direction.choices, initial=Direction.NONE)
    rhythm = forms.ChoiceField(label=_("Ghi khi nào"), choices=Rhythm.choices)
    valid_from = _day(_("Áp dụng từ ngày"))
    basis = _line(_("Căn cứ"), required=False)

    def __init__(
        self, *args: Any, areas: Iterable[AreaVersion], points: Iterable[SubItem], is_new: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        by_area: dict[int, Choices] = {}
        for point in points:
            by_area.setdefault(point.area_id, []).append((point.code, f"{point.code} {localized(point, 'name')}"))
        field = self.fields["place"]
        assert isinstance(field, forms.ChoiceField)
        choices: Choices = []
        for row in areas:
            named = f"{row.order}. {localized(row, 'official_name')}"
            choices.append((named, [(row.area.code, named), *by_area.get(row.area_id, [])]))
        field.choices = choices
        if not is_new:
            del self.fields["code"]
