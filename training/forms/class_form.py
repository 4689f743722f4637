"""The form of a class: its own fields, organisers, parts, and the schools that take part."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from schooladmin.core.errors import Refusal
from schooladmin.core.text import tidy
from schooladmin.units.queries import choices_for
from schooladmin.units.scope import Scope
from training.enums import ClassMode, Scale
from training.forms.fields import DayField, MomentField, NumberField, decimal_text
from training.models import TrainingClass
from training.plan import ClassPlan, Organiser, Part, SchoolPlace
from training.queries import organs_to_choose, plan_of, schools_to_choose

SPARE_ROWS = 2
MOST_ROWS = 40


class ClassForm(forms.Form):
    """The class itself. ``unit`` is asked only when a new class could belong to several units."""

    unit = forms.TypedChoiceField(label=_("Đơn vị quản lý lớp"), coerce=int)
    title = forms.CharField(label=_("Tên lớp"), max_length=300)
    starts_at = MomentField(label=_("Bắt đầu"))
    ends_at = MomentField(label=_("Kết thúc"))
    hours = NumberField(label=_("Số tiết"), required=False, max_digits=4, decimal_places=1)
    mode = forms.ChoiceField(label=_("Hình thức"), choices=ClassMode.choices)
    place = forms.CharField(
        label=_("Địa điểm"), required=False, max_length=200, help_text=_("Cần khi có phần học trực tiếp")
    )
    platform = forms.CharField(
        label=_("Nền tảng trực tuyến"),
        required=False,
        max_length=200,
        help_text=_("Cần khi có phần học trực tuyến, ví dụ Zoom"),
    )
    speaker_name = forms.CharField(label=_("Báo cáo viên"), required=False, max_length=100)
    speaker_title = forms.CharField(label=_("Chức danh, nơi công tác"), required=False, max_length=200)
    essay_topic = forms.CharField(
        label=_("Chủ đề bài thu hoạch"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Để trống nếu lớp không có bài thu hoạch"),
    )
    essay_due = DayField(label=_("Hạn nộp bài thu hoạch"), required=False)
    scale = forms.ChoiceField(label=_("Thang kết quả"), choices=Scale.choices)
    pass_mark = NumberField(
        label=_("Mức đạt"),
        required=False,
        max_digits=4,
        decimal_places=2,
        help_text=_("Thang 10: điểm thấp nhất được coi là đạt. Bốn mức: 2 (Đạt), 3 (Khá) hoặc 4 (Tốt)."),
    )
    basis = forms.CharField(
        label=_("Căn cứ"), required=False, max_length=300, help_text=_("Kế hoạch, công văn mở lớp và quy định mức đạt")
    )
    mutation_id = forms.UUIDField(label=_("Mã biểu mẫu"), widget=forms.HiddenInput)
    version = forms.IntegerField(label=_("Phiên bản"), widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]] = (), is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["version" if is_new else "mutation_id"]
        if is_new:
            field = self.fields["unit"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(units)
            if len(units) == 1:
                self.fields["unit"].widget = forms.HiddenInput()
                self.initial.setdefault("unit", units[0][0])
        else:
            del self.fields["unit"]


class OrganiserForm(forms.Form):
    name = forms.CharField(label=_("Tên đơn vị tổ chức"), required=False, max_length=200)
    organ = forms.TypedChoiceField(
        label=_("Là đơn vị trong hệ thống"), required=False, coerce=int, empty_value=None, choices=()
    )

    def __init__(self, *args: Any, organs: Sequence[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organ"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "—"), *organs]


class PartForm(forms.Form):
    title = forms.CharField(label=_("Nội dung"), required=False, max_length=300)
    minutes = forms.IntegerField(
        label=_("Số phút"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def clean(self) -> dict[str, Any]:
        """Half a part is a slip: both fields or none."""
        data = self.cleaned_data
        if not self.errors and bool(data.get("title")) != (data.get("minutes") is not None):
            missing = "minutes" if data.get("title") else "title"
            self.add_error(missing, _("Hãy ghi cả nội dung và số phút."))
        return data


class SchoolForm(forms.Form):
    takes_part = forms.BooleanField(required=False)
    quota = forms.IntegerField(
        label=_("Số người được phân bổ"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args: Any, school_id: int, name: str, **kwargs: Any) -> None:
        kwargs["prefix"] = f"school-{school_id}"
        super().__init__(*args, **kwargs)
        self.school_id = school_id
        self.name = name


class ClassEntry:
    """The whole page as one thing: check it, read the plan from it, put a refusal where it belongs.

    Adding a row comes back with what was typed and no complaints: the person has not finished yet.
    """

    def __init__(self, scope: Scope, *, stored: TrainingClass | None = None, data: QueryDict | None = None) -> None:
        self.stored = stored
        self.section_errors: dict[str, str] = {}
        self.adds = data is not None and any(f"add_{name}" in data for name in ("organiser", "part"))
        bound = None if self.adds else data
        plan = plan_of(stored) if stored is not None and data is None else None
        units = [] if stored is not None else choices_for(scope, "training.class.create")
        self.form = ClassForm(bound, initial=self._initial(plan), units=units, is_new=stored is None)
        organs = organs_to_choose(scope)
        organisers = [{"name": row.name, "organ": row.organ_id} for row in plan.organisers] if plan else []
        self.organisers = [
            OrganiserForm(bound, prefix=f"organiser-{number}", organs=organs, initial=initial)
            for number, initial in enumerate(_rows(data, "organiser", organisers))
        ]
        parts = [{"title": row.title, "minutes": row.minutes} for row in plan.parts] if plan else []
        self.parts = [
            PartForm(bound, prefix=f"part-{number}", initial=initial)
            for number, initial in enumerate(_rows(data, "part", parts))
        ]
        quotas = {place.school_id: place.quota for place in plan.schools} if plan else {}
        schools = schools_to_choose(scope)
        only_one = stored is None and len(schools) == 1
        self.schools = [
            SchoolForm(
                bound,
                school_id=pk,
                name=name,
                initial={"takes_part": pk in quotas or only_one, "quota": quotas.get(pk)},
            )
            for pk, name in schools
        ]
        if self.adds and data is not None:
            self._keep_typed(data)

    def is_valid(self) -> bool:
        checked = [form.is_valid() for form in self._forms()]  # all of them: each says what is wrong at once
        return all(checked)

    def plan(self) -> ClassPlan:
        """What was entered. Only after ``is_valid``."""
        data = self.form.cleaned_data
        fields = (
            "title", "starts_at", "ends_at", "platform", "place", "speaker_name", "speaker_title", "hours",
            "essay_topic", "essay_due", "pass_mark", "basis",
        )  # fmt: skip
        return ClassPlan(
            **{name: data[name] for name in fields},
            mode=ClassMode(data["mode"]),
            scale=Scale(data["scale"]),
            organisers=tuple(
                Organiser(form.cleaned_data["name"], form.cleaned_data["organ"])
                for form in self.organisers
                if tidy(form.cleaned_data["name"])
            ),
            parts=tuple(
                Part(form.cleaned_data["title"], form.cleaned_data["minutes"])
                for form in self.parts
                if form.cleaned_data["title"]
            ),
            schools=tuple(
                SchoolPlace(form.school_id, form.cleaned_data["quota"])
                for form in self.schools
                if form.cleaned_data["takes_part"]
            ),
        )

    def refuse(self, refusal: Refusal) -> None:
        """Put an action's answer at the field or the section that it is about."""
        message = str(refusal.message)
        if refusal.field in ("organisers", "parts", "schools"):
            self.section_errors[refusal.field] = message
        else:
            self.form.add_error(refusal.field if refusal.field in self.form.fields else None, message)

    def accept_version(self, version: int) -> None:
        """Let the next save go through: the person has been told that it replaces somebody else's."""
        assert isinstance(self.form.data, QueryDict)
        data = self.form.data.copy()
        data["version"] = str(version)
        self.form.data = data

    def messages(self) -> list[str]:
        """Everything that is wrong, for the summary above the form."""
        found = [str(error) for error in self.form.non_field_errors()]
        for form in self._forms():
            found += [
                f"{form.fields[name].label}: {error}"
                for name, errors in form.errors.items()
                if name in form.fields
                for error in errors
            ]
        return [*found, *self.section_errors.values()]

    def _forms(self) -> list[forms.Form]:
        return [self.form, *self.organisers, *self.parts, *self.schools]

    def _initial(self, plan: ClassPlan | None) -> dict[str, Any]:
        if self.stored is None:
            return {"mutation_id": uuid4()}
        fields = {name: _plain(value) for name, value in vars(plan).items()} if plan else {}
        return {**fields, "version": self.stored.version}

    def _keep_typed(self, data: QueryDict) -> None:
        for form in self._forms():
            form.initial = {name: data.get(form.add_prefix(name), "") for name in form.fields}


def _rows(data: QueryDict | None, kind: str, stored: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One initial value per row: stored ones and some spare, or as many as were sent and the one asked for."""
    if data is None:
        return [*stored, *[{}] * SPARE_ROWS]
    sent = data.get(f"{kind}-rows", "")
    # What a browser sends is at most four digits; anything else was not sent by this page.
    number = int(sent) if sent.isdecimal() and len(sent) < 5 else SPARE_ROWS
    return [{}] * min(number + (f"add_{kind}" in data), MOST_ROWS)


def _plain(value: Any) -> Any:
    """A value as its field shows it."""
    return decimal_text(value) if isinstance(value, Decimal) else value
