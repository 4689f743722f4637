"""What people give: a PDF to look at or to keep, the certificate of an authority, the day on which its trust ends."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from schooladmin.calendars.forms import date_field
from schooladmin.evidence.actions import MEGABYTE, max_bytes


class PdfField(forms.FileField):
    """A PDF; what it holds is checked by the action."""

    def __init__(self, **options: Any) -> None:
        limit = _("Tệp PDF đã ký số, tối đa {limit} MB.")
        options.setdefault("label", _("Tệp PDF"))
        options.setdefault("help_text", format_lazy(limit, limit=max_bytes() // MEGABYTE))
        options.setdefault("widget", forms.FileInput(attrs={"accept": ".pdf,application/pdf"}))
        super().__init__(**options)
        self.error_messages["empty"] = str(_("Tệp này không có nội dung. Hãy chọn lại tệp."))
        self.error_messages["required"] = str(_("Hãy chọn một tệp."))


class _Plain(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False


class CheckForm(_Plain):
    """A file whose signatures are looked at."""

    upload = PdfField()


class CopyForm(_Plain):
    """A signed copy of a paper. ``keep_anyway`` is offered after a file was found to be of another paper."""

    upload = PdfField(label=_("Tệp PDF đã ký"))
    keep_anyway = forms.BooleanField(
        label=_("Vẫn giữ tệp này, ghi rõ «không phải từ bản này»"),
        required=False,
        help_text=_("Chỉ chọn khi phần mềm ký số tạo lại tệp nên không còn đúng từng byte của bản đã tải về."),
    )


class CertificateForm(_Plain):
    """The certificate of an authority, before it is trusted."""

    upload = forms.FileField(
        label=_("Tệp chứng thư của cơ quan"),
        help_text=_("Tệp .cer, .crt, .der hoặc .pem lấy từ trang chính thức của cơ quan chứng thực."),
        widget=forms.FileInput(attrs={"accept": ".cer,.crt,.der,.pem"}),
    )


class AnchorForm(_Plain):
    """From when and on what basis the certificate that was shown is trusted."""

    pem = forms.CharField(widget=forms.HiddenInput, max_length=200_000)
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=64)
    name = forms.CharField(label=_("Tên cơ quan chứng thực"), max_length=200)
    valid_from = date_field(_("Tin từ ngày"), help_text=_("Chữ ký từ ngày này được tin."))
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=120,
        help_text=_("Nguồn đã đối chiếu dấu vân tay, ví dụ: công văn, trang chính thức."),
    )
    compared = forms.BooleanField(
        label=_("Tôi đã đối chiếu dấu vân tay với nguồn chính thức, khớp từng ký tự"),
        error_messages={"required": _("Hãy đối chiếu dấu vân tay trước khi lưu.")},
    )


class EndForm(_Plain):
    """The first day without trust, and why."""

    on = date_field(_("Thôi tin từ ngày"), help_text=_("Chữ ký trước ngày này vẫn được tin."))
    basis = forms.CharField(label=_("Căn cứ"), max_length=80)
