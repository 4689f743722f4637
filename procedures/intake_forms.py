"""The form of the intake: what is typed for one procedure. What is allowed is the action's matter."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _

from procedures.actions.intake import Application
from procedures.enums import Channel, Family, Relation, Route
from procedures.forms import PlainForm
from procedures.models import ProcedureVersion
from procedures.queries.catalogue import routes_of
from procedures.queries.transfers import network_choices
from procedures.transfers.rules import PROCEDURES
from pupils.forms import DayField
from pupils.models import Pupil
from schooladmin.core.i18n import localized

_MINUTE = "%Y-%m-%dT%H:%M"
# What stands in the register is not typed again.
_OF_THE_PUPIL = ("pupil_name", "pupil_birth_date", "pupil_class", "add_pupil")


def _plain(**attrs: Any) -> forms.TextInput:
    return forms.TextInput(attrs={"autocomplete": "off", **attrs})


def _moment_field(label: Any, *, required: bool, help_text: Any = "") -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateTimeInput(format=_MINUTE, attrs={"type": "datetime-local"}),
    )


class IntakeForm(PlainForm):
    """What the clerk types for one procedure. Fields that version or pupil leave nothing to ask in are left out.

    A field marked ``data-stop`` is where the Enter key halts; the others are reached with Tab.
    """

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=_("Trường tiếp nhận"), coerce=int, widget=forms.HiddenInput)
    pupil = forms.IntegerField(required=False, widget=forms.HiddenInput)
    confirmed_duplicate = forms.BooleanField(label=_("Đây là hồ sơ khác, vẫn tiếp nhận"), required=False)
    pupil_name = forms.CharField(label=_("Họ và tên học sinh"), max_length=100, widget=_plain())
    pupil_birth_date = DayField(label=_("Ngày sinh"), required=False)
    pupil_class = forms.CharField(label=_("Lớp"), max_length=20, required=False, widget=_plain())
    add_pupil = forms.BooleanField(label=_("Thêm vào danh sách học sinh"), required=False)
    graduation_year = forms.IntegerField(
        label=_("Năm tốt nghiệp"), required=False, widget=_plain(inputmode="numeric", maxlength=4)
    )
    wanted_class = forms.CharField(label=_("Lớp xin chuyển đến"), max_length=30, widget=_plain())
    network_school = forms.TypedChoiceField(
        label=_("Trường trong mạng lưới"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("Chọn thì hai trường làm chung một hồ sơ; tên trường và tuyến được ghi theo."),
    )
    other_school = forms.CharField(
        label=_("Trường chuyển đi hoặc chuyển đến"), max_length=200, required=False, widget=_plain()
    )
    route = forms.ChoiceField(label=_("Tuyến"), widget=forms.RadioSelect)
    components = forms.TypedMultipleChoiceField(
        label=_("Thành phần hồ sơ đã nhận"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Thành phần hồ sơ đã đổi theo quy định của ngày tiếp nhận. Hãy đánh dấu lại.")
        },
    )
    missing_note = forms.CharField(
        label=_("Ghi thêm về giấy tờ còn thiếu"), max_length=300, required=False, widget=_plain()
    )
    applicant_name = forms.CharField(
        label=_("Người nộp hồ sơ"),
        max_length=100,
        required=False,
        help_text=_("Để trống nếu chính người có tên trên giấy tờ nộp."),
        widget=_plain(),
    )
    relation = forms.ChoiceField(label=_("Quan hệ với học sinh"), choices=Relation.choices)
    applicant_phone = forms.CharField(label=_("Số điện thoại"), max_length=20, widget=_plain(inputmode="tel"))
    ready = forms.BooleanField(
        label=_("Trả kết quả ngay (kết quả đã ký sẵn)"),
        required=False,
        widget=forms.CheckboxInput(attrs={"accesskey": "t"}),
    )
    result_note = forms.CharField(
        label=_("Số, ký hiệu kết quả đã ký; người nhận"), max_length=1000, required=False, widget=_plain()
    )
    channel = forms.ChoiceField(label=_("Hình thức nộp"), choices=Channel.choices, initial=Channel.DIRECT)
    received_at = _moment_field(_("Tiếp nhận lúc"), required=True)
    submitted_at = _moment_field(
        _("Nộp lúc"), required=False, help_text=_("Chỉ ghi khi nộp trực tuyến hoặc qua bưu chính trước lúc tiếp nhận.")
    )

    def __init__(
        self,
        *args: Any,
        version: ProcedureVersion,
        units: Sequence[tuple[int, str]],
        pupil: Pupil | None = None,
        **kwargs: Any,
    ) -> None:
        family = Family(version.procedure.family)
        known = _known(pupil) if pupil else {"relation": Relation.SELF if family.concerns_graduates else ""}
        kwargs["initial"] = {**known, **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.version = version
        self.chosen = pupil
        self._choice("unit").choices = units
        self._ask_only(family)
        if "network_school" in self.fields:
            self._offer_network([unit for unit, _name in units])
        papers = list(version.components.all())
        self._choice("components").choices = [(row.pk, localized(row, "name")) for row in papers]
        self.fields["components"].initial = [row.pk for row in papers if row.is_required]
        self._mark_stops()

    def _ask_only(self, family: Family) -> None:
        """Take away what this procedure and this pupil leave nothing to ask in."""
        routes = routes_of(self.version)
        asked = {
            "route": bool(routes),
            "graduation_year": family.concerns_graduates,
            "wanted_class": family is Family.CLASS_CHANGE,
            "other_school": family is Family.TRANSFER,
            "network_school": self.version.procedure.code in PROCEDURES.values(),
            "ready": self.version.may_be_ready,
            "result_note": self.version.may_be_ready,
            **dict.fromkeys(_OF_THE_PUPIL, self.chosen is None),
        }
        for name in (name for name, is_asked in asked.items() if not is_asked):
            del self.fields[name]
        if routes:
            self._choice("route").choices = [(route.value, route.label) for route in routes]
        if family.concerns_graduates and self.version.last_graduation_year is not None:
            self.fields["graduation_year"].required = True

    def _offer_network(self, own: Sequence[int]) -> None:
        """The other schools; one that is chosen decides the route."""
        others = network_choices(timezone.localdate(), own if len(own) == 1 else ())
        self._choice("network_school").choices = [("", translated("Trường khác, ghi tên bên dưới")), *others]
        if "route" in self.fields and self.data.get("network_school"):
            self.fields["route"].required = False

    def _mark_stops(self) -> None:
        names = {"pupil_name", "pupil_birth_date", "wanted_class", "other_school", "route", "applicant_phone"}
        if "graduation_year" in self.fields:
            names.add("graduation_year")
        elif self.chosen is None:
            names.add("pupil_class")
        if not self["applicant_name"].value() and self["relation"].value() != Relation.SELF:
            names.add("applicant_name")
        for name in names & set(self.fields):
            self.fields[name].widget.attrs["data-stop"] = ""

    def _choice(self, name: str) -> forms.ChoiceField:
        return cast(forms.ChoiceField, self.fields[name])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("applicant_name") and "applicant_name" not in self.errors:
            if data.get("relation") == Relation.SELF:
                data["applicant_name"] = self.chosen.full_name if self.chosen else data.get("pupil_name", "")
            else:
                self.add_error("applicant_name", translated("Hãy nhập họ và tên."))
        return data

    def application(self) -> Application:
        """The cleaned fields as the action takes them."""
        data, pupil = self.cleaned_data, self.chosen
        return Application(
            procedure=self.version.procedure.code,
            channel=Channel(data["channel"]),
            applicant_name=data["applicant_name"],
            applicant_phone=data["applicant_phone"],
            relation=Relation(data["relation"]),
            pupil_id=pupil.pk if pupil else None,
            pupil_name=pupil.full_name if pupil else data["pupil_name"],
            pupil_birth_date=pupil.birth_date if pupil else data["pupil_birth_date"],
            pupil_class=pupil.class_name if pupil else data["pupil_class"],
            graduation_year=data.get("graduation_year"),
            wanted_class=data.get("wanted_class", ""),
            other_school=data.get("other_school", ""),
            received_at=_not_after_this_minute(data["received_at"]),
            submitted_at=data["submitted_at"],
            route=Route(data["route"]) if data.get("route") else None,
            component_ids=data["components"],
            missing_note=data["missing_note"],
            ready=data.get("ready", False),
            result_note=data.get("result_note", ""),
            add_pupil=data.get("add_pupil", False),
            confirmed_duplicate=data["confirmed_duplicate"],
        )


def _known(pupil: Pupil) -> dict[str, Any]:
    """What the register says of who will probably stand at the counter."""
    return {
        "pupil": pupil.pk,
        "applicant_name": pupil.guardian_name,
        "applicant_phone": pupil.guardian_phone,
        "graduation_year": pupil.graduation_year,
    }


def _not_after_this_minute(moment: datetime) -> datetime:
    """A browser's field has no seconds; the minute that is running is not the future."""
    now = timezone.now()
    return min(moment, now) if moment - now < timedelta(minutes=1) else moment


class PromiseForm(forms.Form):
    """What the promise depends on, read from a half-filled intake form."""

    received_at = forms.DateTimeField()
    route = forms.ChoiceField(choices=[("", ""), *Route.choices], required=False)


class PupilChoice(forms.Form):
    """The address of the intake before the form: the school, what was searched, whom it is about."""

    unit = forms.TypedChoiceField(label=_("Trường tiếp nhận"), coerce=int, required=False, empty_value=None)
    q = forms.CharField(max_length=100, required=False)
    pupil = forms.IntegerField(required=False, min_value=1)
    hand = forms.BooleanField(required=False)
    name = forms.CharField(max_length=100, required=False)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["unit"]).choices = units


def day_of(posted: Any) -> date | None:
    """The day of reception in a sent form: it decides the version; None when it cannot be read."""
    form = PromiseForm(posted)
    form.is_valid()
    moment = form.cleaned_data.get("received_at")
    return timezone.localdate(moment) if moment else None
