"""What a person gives when adding evidence."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from schooladmin.evidence.actions import MEGABYTE, max_bytes
from schooladmin.evidence.rules import EXTENSIONS

ACCEPT = ",".join(f".{extension}" for extension in EXTENSIONS)


class UploadField(forms.FileField):
    """A file for evidence; what it holds is checked by the action."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Tệp minh chứng"))
        limit = _("PDF, ảnh PNG, JPG, WEBP, Word (docx) hoặc Excel (xlsx), tối đa {limit} MB.")
        options.setdefault("help_text", format_lazy(limit, limit=max_bytes() // MEGABYTE))
        options.setdefault("widget", forms.ClearableFileInput(attrs={"accept": ACCEPT}))
        super().__init__(**options)
        self.error_messages["empty"] = str(_("Tệp này không có nội dung. Hãy chọn lại tệp."))
        self.error_messages["required"] = str(_("Hãy chọn một tệp."))


class EvidenceForm(forms.Form):
    """One file and what it proves, for one unit."""

    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    upload = UploadField(required=True)
    title = forms.CharField(
        label=_("Nội dung minh chứng"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: Quyết định ban hành quy chế chi tiêu nội bộ. Bỏ trống thì lấy tên tệp."),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = units
        if len(units) == 1:
            field.initial = units[0][0]
            field.widget = forms.HiddenInput()
