"""What a batch is asked for by."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from schooladmin.core.periods import Quarter
from schooladmin.documents.batches.registry import PaperSource
from schooladmin.documents.enums import FileKind

_QUARTERS = 13  # three years and the present quarter


class BatchForm(forms.Form):
    """Whose papers, of which quarter, which ones, and as which files."""

    unit = forms.TypedChoiceField(
        label=_("Đơn vị"), coerce=int, help_text=_("Cơ quan cấp trên: gồm mọi trường bên dưới.")
    )
    quarter = forms.TypedChoiceField(label=_("Quý"), coerce=Quarter.parse)
    sources = forms.MultipleChoiceField(label=_("Văn bản"), widget=forms.CheckboxSelectMultiple)
    kinds = forms.TypedMultipleChoiceField(
        label=_("Loại tệp"),
        coerce=FileKind,
        initial=[FileKind.PDF.value],
        widget=forms.CheckboxSelectMultiple,
    )
    mutation_id = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)

    def __init__(
        self,
        *args: Any,
        units: Sequence[tuple[int, str]],
        sources: Sequence[PaperSource],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        unit = cast(forms.ChoiceField, self.fields["unit"])
        unit.choices = list(units)
        if len(units) == 1:
            unit.initial = units[0][0]
            unit.widget = forms.HiddenInput()
        quarters = [Quarter.of(today)]
        while len(quarters) < _QUARTERS:
            quarters.append(quarters[-1].previous())
        cast(forms.ChoiceField, self.fields["quarter"]).choices = [(one.code, one.short_label) for one in quarters]
        self.fields["quarter"].initial = quarters[1].code
        chosen = cast(forms.MultipleChoiceField, self.fields["sources"])
        chosen.choices = [(source.code, source.label) for source in sources]
        chosen.initial = [source.code for source in sources[:1]]
        offered = {kind for source in sources for kind in source.files}
        cast(forms.MultipleChoiceField, self.fields["kinds"]).choices = [
            (kind.value, kind.label) for kind in FileKind if kind in offered
        ]
        self._by_code = {source.code: source for source in sources}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        files = set(data.get("kinds", ()))
        for code in data.get("sources", ()):
            source = self._by_code[code]
            if files and not files & set(source.files):
                self.add_error(
                    "kinds",
                    forms.ValidationError(
                        _("«%(paper)s» không có loại tệp này. Hãy chọn thêm PDF."),
                        code="no-such-file",
                        params={"paper": source.label},
                    ),
                )
        return data
