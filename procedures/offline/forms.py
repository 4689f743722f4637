"""What people type about a device, and what a device sends."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from procedures.actions.intake import Application
from procedures.enums import Channel, Relation, Route
from procedures.enums import Entry as Door
from procedures.forms import PlainForm

_TOKEN = re.compile(r"^[A-Za-z0-9_-]{22}\Z")  # 128 random bits in base64 for addresses


class DeviceForm(PlainForm):
    """A new device: the school and the name on its lid."""

    mutation_id = forms.UUIDField(widget=forms.HiddenInput)
    unit = forms.TypedChoiceField(label=_("Trường"), coerce=int)
    name = forms.CharField(
        label=_("Tên máy"),
        max_length=80,
        help_text=_("Chẳng hạn «Quầy 1». Tên này đứng ở hồ sơ được gửi về."),
    )

    def __init__(self, *args: Any, units: Sequence[tuple[int, str]]) -> None:
        super().__init__(*args, initial={"mutation_id": uuid4()})
        cast(forms.TypedChoiceField, self.fields["unit"]).choices = units
        if len(units) == 1:
            self.fields["unit"].widget = forms.HiddenInput()
            self.fields["unit"].initial = units[0][0]


@dataclass(frozen=True)
class Entry:
    """An entry of a device as it was typed and printed. ``application.received_at`` is by the device's clock."""

    mutation_id: UUID
    year: int
    number: int
    public_token: str
    printed_due: date
    application: Application


class EntryForm(forms.Form):
    """One entry of a device, read strictly. What is allowed is the action's matter."""

    mutation_id = forms.UUIDField()
    year = forms.IntegerField(min_value=2020, max_value=2099)
    number = forms.IntegerField(min_value=1, max_value=99_999)
    token = forms.CharField(validators=[RegexValidator(_TOKEN)])
    due = forms.DateField()
    received_at = forms.DateTimeField()
    procedure = forms.CharField(max_length=30)
    route = forms.ChoiceField(choices=Route.choices, required=False)
    pupil_name = forms.CharField(max_length=100)
    pupil_birth_date = forms.DateField(required=False)
    pupil_class = forms.CharField(max_length=20, required=False)
    graduation_year = forms.IntegerField(min_value=1900, max_value=2100, required=False)
    wanted_class = forms.CharField(max_length=30, required=False)
    other_school = forms.CharField(max_length=200, required=False)
    relation = forms.ChoiceField(choices=Relation.choices)
    applicant_name = forms.CharField(max_length=100)
    applicant_phone = forms.CharField(max_length=20)
    components = forms.JSONField(required=False)
    missing_note = forms.CharField(max_length=300, required=False)

    def clean_components(self) -> list[int]:
        sent = self.cleaned_data["components"] or []
        if not isinstance(sent, list) or not all(type(key) is int for key in sent) or len(sent) > 100:
            raise forms.ValidationError(_("Thành phần hồ sơ chưa đọc được."))
        return sent

    def entry(self) -> Entry:
        """The cleaned entry as the sync takes it."""
        data = self.cleaned_data
        application = Application(
            procedure=data["procedure"],
            channel=Channel.DIRECT,
            applicant_name=data["applicant_name"],
            applicant_phone=data["applicant_phone"],
            relation=Relation(data["relation"]),
            pupil_name=data["pupil_name"],
            pupil_birth_date=data["pupil_birth_date"],
            pupil_class=data["pupil_class"],
            graduation_year=data["graduation_year"],
            wanted_class=data["wanted_class"],
            other_school=data["other_school"],
            received_at=data["received_at"],
            route=Route(data["route"]) if data["route"] else None,
            component_ids=data["components"],
            missing_note=data["missing_note"],
            entry=Door.OFFLINE,
        )
        return Entry(data["mutation_id"], data["year"], data["number"], data["token"], data["due"], application)
