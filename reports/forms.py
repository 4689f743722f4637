"""Forms of the reports: they read what was typed; actions decide."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from reports.amending import NotACountError, Place, count
from reports.enums import Verdict
from reports.models import Override, Report, Theme
from schooladmin.core.periods import Quarter
from schooladmin.evidence.models import EvidenceFile

DAYS_TO_HAND_IN = 14  # what the form offers; the organ decides
DAYS_OF_GRACE = 10


class PartForm(forms.Form):
    """A part of a field's text. ``version`` is what the writer saw when the page was made."""

    text = forms.CharField(
        required=False,
        max_length=20_000,
        error_messages={
            "max_length": _(
                "Đoạn này có %(show_value)s ký tự, tối đa là %(limit_value)s. Chữ thầy, cô nhập vẫn còn; hãy rút ngắn."
            )
        },
    )
    version = forms.IntegerField(min_value=0)
    verdict = forms.ChoiceField(required=False, choices=[("", ""), *Verdict.choices])
    mutation_id = forms.UUIDField(required=False)


class OverrideForm(forms.Form):
    """A value by hand. ``version`` is what the writer saw when the page was made."""

    key = forms.CharField(max_length=120, widget=forms.HiddenInput)
    value = forms.CharField(
        label=_("Số nhập tay"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=300,
        help_text=_("In cùng báo cáo, chẳng hạn: sổ giấy tháng 7 chưa nhập."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    @classmethod
    def of(cls, key: str, row: Override | None, data: Any = None) -> "OverrideForm":
        """The form of one figure; two of them may stand on one page."""
        initial = {"key": key, "version": row.version if row else 0}
        if row is not None:
            initial |= {"value": row.value, "reason": row.reason}
        return cls(data, auto_id=f"hand-{key}-%s", initial=initial)

    def clean_value(self) -> int:
        try:
            return count(str(self.cleaned_data["value"]))
        except NotACountError as error:
            raise forms.ValidationError(_("Hãy ghi một số nguyên từ 0 đến 1.000.000."), code="not-a-count") from error


class CommentForm(forms.Form):
    """A question about a figure, a field or a paragraph (``about`` tells several paragraphs of one place apart)."""

    anchor = forms.CharField(max_length=120)
    about = forms.CharField(max_length=16, required=False)
    text = forms.CharField(label=_("Ý kiến"), max_length=2_000)
    mutation_id = forms.UUIDField()


class DocumentForm(forms.Form):
    """Date and signer."""

    document_date = forms.DateField(
        label=_("Ngày ghi trên văn bản"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Quyết định tên cơ quan, thể thức và căn cứ được dùng."),
    )
    reporter_name = forms.CharField(label=_("Người báo cáo"), max_length=100)
    reporter_title = forms.CharField(label=_("Dòng ghi trên tên người ký"), max_length=100)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    @classmethod
    def of(cls, report: Report, data: Any = None) -> "DocumentForm":
        return cls(
            data,
            prefix="document",
            initial={
                "document_date": report.document_date,
                "reporter_name": report.reporter_name,
                "reporter_title": report.reporter_title,
                "version": report.lock_version,
            },
        )


class CommitmentForm(forms.Form):
    """A task for the time ahead."""

    text = forms.CharField(label=_("Nhiệm vụ"), max_length=500)
    owner_name = forms.CharField(label=_("Người phụ trách"), max_length=100)
    due_on = forms.DateField(
        label=_("Hoàn thành trước ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    mutation_id = forms.UUIDField(widget=forms.HiddenInput)


class ThemeForm(forms.Form):
    """The theme of a quarter, for the Party organ."""

    unit = forms.TypedChoiceField(label=_("Cấp ủy ban hành"), coerce=int)
    quarter = forms.CharField(label=_("Quý"), help_text=_("Ví dụ: 2026-Q3 là quý III năm 2026"))
    title = forms.CharField(label=_("Chủ đề"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    part_a = forms.CharField(
        label=_("Phần A – Phần lý luận (dùng chung)"),
        widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_(
            "«# I. …» là mục lớn, «## 1. …» là mục nhỏ, «- …» là dòng gạch đầu dòng; cách đoạn bằng một dòng trống."
        ),
    )
    conclusion = forms.CharField(label=_("Phần C – Kết luận (dùng chung)"), widget=forms.Textarea(attrs={"rows": 5}))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    def __init__(self, *args: Any, units: list[tuple[int, str]], theme: Theme | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit, quarter = self.fields["unit"], self.fields["quarter"]
        assert isinstance(unit, forms.TypedChoiceField)
        unit.choices = units
        if len(units) == 1:
            unit.initial = units[0][0]
        if theme is not None:  # what a version is for never changes, only what it says
            unit.disabled = quarter.disabled = True

    def clean_quarter(self) -> str:
        code = str(self.cleaned_data["quarter"]).strip().upper()
        try:
            return Quarter.parse(code).code
        except ValueError as error:
            raise forms.ValidationError(_("Hãy ghi quý theo dạng 2026-Q3."), code="quarter") from error


class RoundForm(forms.Form):
    """Opening a quarter on a published theme."""

    theme = forms.TypedChoiceField(label=_("Chủ đề đã ban hành"), coerce=int)
    due_on = forms.DateField(label=_("Hạn nộp"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    closes_on = forms.DateField(
        label=_("Khóa sau ngày"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Sau ngày này trường không sửa, không nộp được nếu chưa được mở khóa. Để trống: không khóa."),
    )

    def __init__(self, *args: Any, themes: list[Theme], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if themes:  # an offer for the newest theme: a fortnight after its quarter, and ten days more
            due_on = themes[0].period.calendar.end + timedelta(days=DAYS_TO_HAND_IN)
            self.initial = {
                "due_on": due_on,
                "closes_on": due_on + timedelta(days=DAYS_OF_GRACE),
                **self.initial,
            }
        field = self.fields["theme"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [
            (
                theme.pk,
                _("%(quarter)s · %(title)s (bản %(version)s)")
                % {"quarter": theme.period.short_label, "title": theme.title[:90], "version": theme.version},
            )
            for theme in themes
        ]


class ExceptionForm(forms.Form):
    """Opening a closed quarter for one school."""

    until = forms.DateField(
        label=_("Được sửa và nộp đến hết ngày"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)
    mutation_id = forms.UUIDField(widget=forms.HiddenInput)


class ClosingForm(forms.Form):
    """Another closing day for an open quarter. ``seen`` is the day when the page was made."""

    closes_on = forms.DateField(
        label=_("Ngày khóa mới"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Hết ngày này trường không sửa, không nộp được nếu chưa được mở khóa. Để trống: không khóa."),
    )
    reason = forms.CharField(label=_("Lý do"), max_length=300)
    seen = forms.DateField(required=False, widget=forms.HiddenInput)
    mutation_id = forms.UUIDField(widget=forms.HiddenInput)


class AmendmentForm(forms.Form):
    """A correction: which figure or text, what it should say, and why."""

    key = forms.ChoiceField(label=_("Số hoặc mục cần đính chính"))
    new = forms.CharField(
        label=_("Sửa thành"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=20_000,
    )
    reason = forms.CharField(label=_("Lý do đính chính"), max_length=300)
    evidence: Any = forms.ModelChoiceField(
        label=_("Minh chứng"), required=False, queryset=None, empty_label=_("Không kèm minh chứng")
    )
    mutation_id = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        places: tuple[Place, ...],
        keeps_chips: bool,
        evidence: QuerySet[EvidenceFile],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if keeps_chips:
            self.fields["new"].help_text = _(
                "Với số liệu: ghi số mới; tổng, tỷ lệ và câu nhắc số này tự đổi theo. "
                "Với phần lời: ghi lại toàn bộ mục; tên trong dấu { } là số liệu, tự điền số."
            )
        else:
            self.fields["new"].help_text = _(
                "Báo cáo này nộp trước khi câu và số được giữ cùng nhau. "
                "Với số liệu: ghi số mới; phần lời có nhắc số này thì đính chính cả mục lời. "
                "Với phần lời: ghi lại toàn bộ mục."
            )
        key, files = self.fields["key"], self.fields["evidence"]
        assert isinstance(key, forms.ChoiceField)
        assert isinstance(files, forms.ModelChoiceField)
        key.choices = [
            ("", _("Chọn…")),
            *((place.key, place.label if place.is_text else f"{place.label} – {place.value}") for place in places),
        ]
        files.queryset = evidence


class RefusalForm(forms.Form):
    """Why a correction is refused."""

    refusal = forms.CharField(label=_("Lý do không duyệt"), max_length=300)


def quarter_or(code: str | None, fallback: date) -> Quarter:
    """Read the quarter of an address; the present one when it is missing or unreadable."""
    try:
        return Quarter.parse(code or "")
    except ValueError:
        return Quarter.of(fallback)
