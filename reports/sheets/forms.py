"""What people send back: the workbook, and then whether wrong rows may stay out."""

from django import forms
from django.utils.translation import gettext_lazy as _


class SheetForm(forms.Form):
    """The filled workbook."""

    upload = forms.FileField(
        label=_("Tệp Excel đã điền"),
        help_text=_("Tệp .xlsx tải từ trang này, tối đa 2 MB. Gửi lên chỉ để kiểm tra; chưa ghi gì."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
        error_messages={"required": _("Hãy chọn một tệp."), "empty": _("Tệp này không có nội dung. Hãy chọn lại tệp.")},
    )


class WriteForm(forms.Form):
    """The rows that were checked, signed by the server."""

    rows = forms.CharField(widget=forms.HiddenInput)
    partial = forms.BooleanField(required=False, label=_("Chỉ ghi các dòng đúng; các dòng sai sửa sau"))
