"""What is typed and sent around issued papers."""

from datetime import date
from typing import Any, cast

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from schooladmin.documents.enums import RegimeChoice
from schooladmin.documents.issuing.photos import ACCEPT
from schooladmin.documents.issuing.rules import read_code

MEGABYTE = 1024 * 1024
MOST_UPLOADED = 50 * MEGABYTE
MOST_PHOTOS = 20


class CodeForm(forms.Form):
    """The code in the lower margin of a paper. Its check sign is looked at before anything is looked up."""

    code = forms.CharField(
        max_length=40,
        error_messages={"required": _("Hãy gõ mã ghi ở cuối trang văn bản.")},
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "aria-describedby": "code-hint code-error",
            }
        ),
    )

    def clean_code(self) -> str:
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(
                _("Mã gõ chưa đúng: có chữ hoặc số bị nhầm, thiếu hoặc thừa. Mã có tám ký tự, ví dụ 7K2M-9PQX."),
                code="mistyped",
            )
        return code


class FileForm(forms.Form):
    """A file to be compared with what was issued, or a photograph of a sheet."""

    upload = forms.FileField(
        error_messages={
            "required": _("Hãy chọn tệp PDF hoặc ảnh chụp một trang."),
            "empty": _("Tệp này không có nội dung. Hãy chọn lại tệp."),
        },
        widget=forms.FileInput(
            attrs={"accept": f"application/pdf,{ACCEPT}", "aria-describedby": "upload-hint upload-error"}
        ),
    )

    def clean_upload(self) -> File[Any]:
        upload = cast(File[Any], self.cleaned_data["upload"])
        if upload.size > MOST_UPLOADED:
            raise forms.ValidationError(
                _("Tệp lớn hơn %(limit)s MB, lớn hơn mọi văn bản do hệ thống phát hành."),
                code="upload-too-large",
                params={"limit": MOST_UPLOADED // MEGABYTE},
            )
        return upload


class BookFilter(forms.Form):
    """What the book is narrowed to; nothing chosen is everything."""

    q = forms.CharField(label=_("Tìm số hoặc mã"), max_length=40, required=False)
    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int, required=False, empty_value=None)
    kind = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    year = forms.TypedChoiceField(label=_("Năm"), coerce=int, required=False, empty_value=None)

    def __init__(
        self,
        *args: Any,
        units: list[tuple[int, str]],
        kinds: list[tuple[str, str]],
        years: list[int],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, list[tuple[Any, Any]]] = {
            "unit": list(units),
            "kind": list(kinds),
            "year": [(year, str(year)) for year in years],
        }
        for name, rows in choices.items():
            cast(forms.ChoiceField, self.fields[name]).choices = [("", _("Tất cả")), *rows]
            self.fields[name].widget.attrs["class"] = "form-select"
        self.fields["q"].widget.attrs["class"] = "form-control"
        if len(units) < 2:
            del self.fields["unit"]


class NumberForm(forms.Form):
    """The number of a paper: empty for the next one, which a version that was replaced cannot have."""

    number = forms.IntegerField(
        label=_("Số đã ghi trong sổ giấy"),
        required=False,
        min_value=1,
        help_text=_("Bỏ trống thì lấy số kế tiếp của dãy."),
    )

    def __init__(self, *args: Any, is_current: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_current:
            self.fields["number"].help_text = _("Chỉ ghi số mà bản này đã mang trong sổ giấy trước khi được thay.")


class VoidForm(forms.Form):
    void_reason = forms.CharField(
        label=_("Lý do hủy số"), max_length=300, help_text=_("Số ở lại trong sổ, ghi rõ đã hủy, và không cấp lại.")
    )


class WithdrawForm(forms.Form):
    withdrawn_reason = forms.CharField(
        label=_("Lý do thu hồi"),
        max_length=300,
        help_text=_("Ai kiểm tra mã của văn bản đều đọc được lý do này. Không ghi thông tin riêng của người khác."),
    )


class SeriesForm(forms.Form):
    """A series that begins: a term of the committee, or a year whose book on paper is continued."""

    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    regime = forms.TypedChoiceField(
        label=_("Loại văn bản"),
        coerce=RegimeChoice,
        choices=[choice for choice in RegimeChoice.choices if choice[0] != RegimeChoice.SLIP],
    )
    code = forms.CharField(label=_("Ký hiệu loại"), max_length=12, help_text=_("Ví dụ: BC, ĐC, CV, BB."))
    suffix = forms.CharField(
        label=_("Phần sau số"), max_length=40, help_text=_("Ví dụ: /BC-THCS cho trường, -ĐC/CB cho chi bộ.")
    )
    begins = forms.DateField(
        label=_("Từ ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Ngày đầu của nhiệm kỳ hoặc của năm. Dãy trước tự kết thúc ở ngày này."),
    )
    first_number = forms.IntegerField(
        label=_("Số đầu tiên"),
        min_value=1,
        max_value=100_000,
        initial=1,
        help_text=_("Nối tiếp sổ giấy thì ghi số kế tiếp của sổ."),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ChoiceField, self.fields["unit"])
        field.choices = units
        if len(units) == 1:
            field.initial = units[0][0]
            field.widget = forms.HiddenInput()

    def clean_begins(self) -> date:
        begins = cast(date, self.cleaned_data["begins"])
        if begins.year < 1990:
            raise forms.ValidationError(_("Hãy xem lại năm."), code="year")
        return begins


class Photos(forms.ClearableFileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Several photographs or scans; what they show is read afterwards."""

    widget = Photos(attrs={"accept": f"application/pdf,{ACCEPT}", "multiple": True})

    def clean(self, data: Any, initial: Any = None) -> list[File[Any]]:
        rows = data if isinstance(data, list) else [data]
        cleaned = [super(PhotosField, self).clean(row, initial) for row in rows or [None]]
        if len(cleaned) > MOST_PHOTOS:
            raise forms.ValidationError(
                _("Mỗi lần gửi nhiều nhất %(most)s ảnh."), code="too-many", params={"most": MOST_PHOTOS}
            )
        return cleaned


class CopyForm(forms.Form):
    """Photographs of the signed and stamped sheets."""

    photos = PhotosField(
        label=_("Ảnh chụp hoặc bản quét các trang đã ký, đóng dấu"),
        help_text=_(
            "Ảnh JPG, PNG, WEBP hoặc bản quét PDF (nhiều nhất 20 trang), nhiều nhất 20 tệp. "
            "Chụp thẳng, đủ sáng, thấy rõ mã ở cuối trang."
        ),
        error_messages={"required": _("Hãy chụp hoặc chọn ít nhất một ảnh.")},
    )
    keep = forms.BooleanField(label=_("Lưu ảnh vào minh chứng của văn bản"), required=False, initial=True)
