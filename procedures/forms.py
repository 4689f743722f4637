"""Forms of the counter: reading, not deciding. What is allowed is the actions' matter."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from procedures.actions.intake import Application
from procedures.enums import Catalogue, Channel, ChannelFilter, Count, Family, Reckoning, Relation, Route, State
from procedures.models import Procedure, ProcedureVersion
from procedures.queries.catalogue import routes_of
from procedures.queries.requests import LATE, LATE_RESULT, UNFINISHED, Wanted
from schooladmin.core.i18n import localized
from schooladmin.core.periods import Period, Quarter

_MINUTE = "%Y-%m-%dT%H:%M"


def _moment_field(label: Any, *, required: bool, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(format=_MINUTE, attrs={"type": "datetime-local"}),
    )


def _day_field(label: Any, *, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=False,
        help_text=help_text,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


class PlainForm(forms.Form):
    """A form drawn by crispy inside the page's own form element."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class IntakeForm(PlainForm):
    """What the clerk types for one procedure. Fields that the version does not ask for are left out."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=_("Trường tiếp nhận"), coerce=int)
    pupil_name = forms.CharField(label=_("Họ và tên học sinh"), max_length=100)
    pupil_birth_date = _day_field(_("Ngày sinh"))
    pupil_class = forms.CharField(label=_("Lớp"), max_length=30, required=False)
    graduation_year = forms.IntegerField(label=_("Năm tốt nghiệp"), required=False)
    applicant_name = forms.CharField(label=_("Người nộp hồ sơ"), max_length=100)
    relation = forms.ChoiceField(label=_("Quan hệ với học sinh"), choices=Relation.choices)
    applicant_phone = forms.CharField(
        label=_("Số điện thoại"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    channel = forms.ChoiceField(label=_("Hình thức nộp"), choices=Channel.choices, initial=Channel.DIRECT)
    route = forms.ChoiceField(label=_("Tuyến"), widget=forms.RadioSelect)
    received_at = _moment_field(_("Tiếp nhận lúc"), required=True)
    submitted_at = _moment_field(
        _("Nộp lúc"), required=False, help_text=_("Chỉ ghi khi nộp trực tuyến hoặc qua bưu chính trước lúc tiếp nhận.")
    )
    components = forms.TypedMultipleChoiceField(
        label=_("Thành phần hồ sơ đã nhận"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Thành phần hồ sơ đã đổi theo quy định của ngày tiếp nhận. Hãy đánh dấu lại.")
        },
    )

    def __init__(self, *args: Any, version: ProcedureVersion, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.version = version
        self._field(forms.TypedChoiceField, "unit").choices = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]
        routes = routes_of(version)
        if routes:
            self._field(forms.ChoiceField, "route").choices = [(route.value, route.label) for route in routes]
        else:
            del self.fields["route"]
        if not Family(version.procedure.family).concerns_graduates:
            del self.fields["graduation_year"]
        elif version.last_graduation_year is not None:
            self.fields["graduation_year"].required = True
        papers = list(version.components.all())
        self._field(forms.TypedMultipleChoiceField, "components").choices = [
            (row.pk, localized(row, "name")) for row in papers
        ]
        self.fields["components"].initial = [row.pk for row in papers if row.is_required]

    def _field(self, kind: type[forms.ChoiceField], name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def application(self) -> Application:
        """The cleaned fields as the action takes them."""
        data = self.cleaned_data
        return Application(
            procedure=self.version.procedure.code,
            channel=Channel(data["channel"]),
            applicant_name=data["applicant_name"],
            applicant_phone=data["applicant_phone"],
            relation=Relation(data["relation"]),
            pupil_name=data["pupil_name"],
            pupil_birth_date=data["pupil_birth_date"],
            pupil_class=data["pupil_class"],
            graduation_year=data.get("graduation_year"),
            received_at=_not_after_this_minute(data["received_at"]),
            submitted_at=data["submitted_at"],
            route=Route(data["route"]) if data.get("route") else None,
            component_ids=data["components"],
        )


def _not_after_this_minute(moment: datetime) -> datetime:
    """A browser's field has no seconds; the minute that is running is not the future."""
    now = timezone.now()
    return min(moment, now) if moment - now < timedelta(minutes=1) else moment


class PromiseForm(forms.Form):
    """What the promise depends on, read from a half-filled intake form."""

    received_at = forms.DateTimeField()
    route = forms.ChoiceField(choices=[("", ""), *Route.choices], required=False)


class FilterForm(forms.Form):
    """The list's filter in the address. A value that it does not know is refused, never read as none."""

    q = forms.CharField(label=_("Tìm tên hoặc mã hồ sơ"), required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[
            ("", _("Tất cả")),
            (UNFINISHED, _("Chưa xong (đang giải quyết, chờ bổ sung)")),
            *State.choices,
            (LATE, _("Quá hạn")),
            (LATE_RESULT, _("Có kết quả sau ngày hẹn")),
        ],
    )
    procedure = forms.ChoiceField(label=_("Thủ tục"), required=False)
    unit = forms.ChoiceField(label=_("Trường"), required=False)
    channel = forms.ChoiceField(
        label=_("Hình thức nộp"), required=False, choices=[("", _("Tất cả")), *ChannelFilter.choices]
    )
    quarter = forms.ChoiceField(label=_("Quý"), required=False)
    count = forms.ChoiceField(
        label=_("Tính theo"),
        required=False,
        # What stands first is what a browser shows when nothing was chosen, and what the list then counts by.
        choices=sorted([*Count.choices, *Reckoning.choices], key=lambda choice: choice[0] != Count.RECEIVED),
        help_text=_("Chỉ dùng khi chọn quý hoặc kỳ."),
    )
    order = forms.ChoiceField(
        label=_("Sắp xếp"),
        required=False,
        choices=[
            ("received", _("Mới tiếp nhận trước")),
            ("due", _("Đến hạn trước")),
            ("pupil", _("Theo tên học sinh")),
        ],
    )

    def __init__(
        self,
        *args: Any,
        procedures: Sequence[Procedure],
        units: Sequence[tuple[str, str]],
        today: date,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["quarter"]).choices = [
            ("", _("Tất cả")),
            *((quarter.code, quarter.short_label) for quarter in _quarters(today, self.data.get("quarter", ""))),
        ]
        # «from» is a word of the language, so these two are declared here.
        self.fields["from"] = _day_field(_("Từ ngày"))
        self.fields["to"] = _day_field(_("Đến hết ngày"))
        self.order_fields(["q", "state", "procedure", "unit", "channel", "order", "quarter", "from", "to", "count"])
        everything = [("", _("Tất cả"))]
        cast(forms.ChoiceField, self.fields["procedure"]).choices = [
            *everything,
            *((row.code, localized(row, "name")) for row in procedures),
            *Catalogue.choices,
        ]
        cast(forms.ChoiceField, self.fields["unit"]).choices = [*everything, *units]
        if len(units) < 2:
            self.fields["unit"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("from"), data.get("to")
        if (start is None) != (end is None) and "from" not in self.errors and "to" not in self.errors:
            raise forms.ValidationError(_("Hãy chọn đủ ngày đầu và ngày cuối của kỳ."))
        if start and end and end < start:
            raise forms.ValidationError(_("Ngày cuối của kỳ phải từ ngày đầu trở đi."))
        return data

    def wanted(self) -> Wanted:
        """The filter as the query takes it."""
        data = self.cleaned_data
        return Wanted(
            state=data["state"],
            procedure=data["procedure"],
            unit=data["unit"],
            period=_period(data["quarter"], data["from"], data["to"]),
            count=_count(data["count"]),
            channel=data["channel"],
            text=data["q"],
            order=data["order"] or "received",
        )


def _count(name: str) -> Count | Reckoning:
    return Reckoning(name) if name in Reckoning.values else Count(name or Count.RECEIVED)


def _quarters(today: date, asked: str) -> list[Quarter]:
    """The quarters to choose from: the last three years, and the one that the address asks for."""
    quarters = [Quarter.of(today)]
    while len(quarters) < 13:
        quarters.append(quarters[-1].previous())
    try:
        older = Quarter.parse(asked)
    except ValueError:
        return quarters
    return quarters if older in quarters else [*quarters, older]


def _period(quarter: str, start: date | None, end: date | None) -> Period | None:
    """The days named; a span of days is more exact than a quarter and wins."""
    if start and end:
        return Period(start, end + timedelta(days=1))
    return Quarter.parse(quarter).calendar if quarter else None
