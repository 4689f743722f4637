"""What a person gives to have a paper checked: the file or its text, the unit and the quarter."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.checking.reading import MAX_LETTERS, checked_lines, lines_of
from schooladmin.core.errors import Refusal
from schooladmin.core.periods import Quarter

MAX_UPLOAD = 5 * 1024 * 1024
_QUARTERS = 12


class PaperForm(forms.Form):
    """A paper to check. Its lines are in ``cleaned_data["lines"]``; a file wins over the text in the box."""

    unit = forms.TypedChoiceField(label=gettext_lazy("Đơn vị"), coerce=int)
    quarter = forms.TypedChoiceField(label=gettext_lazy("Quý của văn bản"), coerce=Quarter.parse)
    file = forms.FileField(
        label=gettext_lazy("Tệp văn bản"),
        required=False,
        help_text=gettext_lazy("Word (.docx), chữ (.txt) hoặc trang web (.html), tối đa 5 MB. Tệp không được lưu lại."),
        widget=forms.FileInput(attrs={"accept": ".docx,.txt,.html,.htm"}),
        error_messages={"empty": gettext_lazy("Tệp này không có nội dung. Hãy chọn lại tệp.")},
    )
    text = forms.CharField(
        label=gettext_lazy("Hoặc dán nội dung vào đây"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "maxlength": MAX_LETTERS}),
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], quarter: Quarter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, asked = self.fields["unit"], self.fields["quarter"]
        assert isinstance(unit, forms.TypedChoiceField)
        assert isinstance(asked, forms.TypedChoiceField)
        unit.choices = units
        quarters = [quarter]
        while len(quarters) < _QUARTERS:
            quarters.append(quarters[-1].previous())
        asked.choices = [(one.code, one.short_label) for one in quarters]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, text = data.get("file"), data.get("text", "")
        if "file" in self.errors or "text" in self.errors:
            return data
        try:
            if file is not None:
                data["lines"] = lines_of(file.name, file.read(MAX_UPLOAD + 1), MAX_UPLOAD)
            elif text.strip():
                data["lines"] = checked_lines(text.splitlines())
            else:
                self.add_error("file", _("Hãy chọn một tệp hoặc dán nội dung."))
        except Refusal as refusal:
            self.add_error("file" if file is not None else "text", str(refusal.message))
        return data
