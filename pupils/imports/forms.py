"""What people give: the file, what its columns are, and whether wrong rows may stay out."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from pupils.forms import school_year_on
from pupils.imports.enums import FileFormat
from pupils.imports.models import PupilImport
from pupils.imports.rules import cells
from pupils.imports.rules.types import Mapping, Target, Wrong
from pupils.imports.words import TARGETS, problem_words
from schooladmin.core.periods import local_date


class UploadForm(forms.Form):
    """The list as the other program exported it."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=_("Trường"), coerce=int)
    upload = forms.FileField(
        label=_("Tệp danh sách"),
        help_text=_(
            "Excel (.xlsx, .xls) hoặc CSV, tối đa 20 MB, 20.000 học sinh. Giữ nguyên tệp như phần mềm xuất ra."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(f".{suffix}" for suffix in FileFormat.values)}),
        error_messages={"required": _("Hãy chọn một tệp."), "empty": _("Tệp này không có nội dung. Hãy chọn lại tệp.")},
    )

    def __init__(self, *args: Any, units: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = units
        if len(units) == 1:
            field.initial = units[0][0]
            field.widget = forms.HiddenInput()


class ColumnsForm(forms.Form):
    """One choice for each column of the list, and the school year of all where no column has it."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    school_year = forms.CharField(
        label=_("Năm học của cả danh sách"),
        required=False,
        max_length=20,
        help_text=_("Ví dụ 2026-2027. Dùng khi không có cột «Năm học»; bỏ trống thì không ghi năm học."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, one: PupilImport, **kwargs: Any) -> None:
        said = {column: target for target, column in one.mapping.items()}
        year = one.school_year
        if year is None and not one.revision:  # nobody has said so yet, nor did the list: most lists are of this year
            year = school_year_on(local_date(one.uploaded_at))
        super().__init__(*args, **kwargs)
        self.fields["revision"].initial = one.revision
        self.fields["school_year"].initial = f"{year}-{year + 1}" if year else ""
        self.columns = one.columns
        choices = [("", _("Không lấy cột này")), *((target.value, label) for target, label in TARGETS.items())]
        for column in one.columns:
            number = column["column"]
            self.fields[f"c{number}"] = forms.ChoiceField(
                label=f"{column['letter']} · {column['title']}".rstrip(" ·"),
                choices=choices,
                required=False,
                initial=said.get(number, ""),
                widget=forms.Select(attrs={"class": "form-select"}),
            )

    def rows(self) -> list[tuple[dict[str, Any], forms.BoundField]]:
        """Each column with its field."""
        return [(column, self[f"c{column['column']}"]) for column in self.columns]

    def mapping(self) -> Mapping:
        """What the columns are."""
        return {
            Target(said): column["column"]
            for column in self.columns
            if (said := self.cleaned_data.get(f"c{column['column']}"))
        }

    def clean_school_year(self) -> int | None:
        text = self.cleaned_data["school_year"]
        if not text.strip():
            return None
        try:
            return cells.school_year(text.strip())
        except Wrong as wrong:
            raise forms.ValidationError(problem_words(wrong.code, wrong.params), code=wrong.code) from wrong

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        first: dict[str, str] = {}
        for column in self.columns:
            name = f"c{column['column']}"
            said = data.get(name)
            if said and said in first:
                message = _("«%(what)s» đã được chọn cho cột %(letter)s.")
                params = {"what": TARGETS[Target(said)], "letter": first[said]}
                self.add_error(name, forms.ValidationError(message, code="import-column-twice", params=params))
            elif said:
                first[said] = column["letter"]
        return data


class WriteForm(forms.Form):
    """The word that starts the writing."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    only_valid = forms.BooleanField(
        label=_("Chỉ nhập các dòng đúng; các dòng sai để lại, sửa và nhập sau"),
        required=False,
        widget=forms.CheckboxInput(attrs={"class": "form-check-input"}),
    )
