"""Forms of the Party meeting: they read what was typed; actions decide."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.meeting.actions import MAX_WORDS, Plan, Tick
from reports.meeting.queries import MeetingPage
from reports.meeting.questions import OWN, Question
from reports.models import Meeting, MeetingMember
from schooladmin.core.periods import VIETNAM, local_date

_DAY = {"type": "date"}
_HOUR = {"type": "time"}


class PlanForm(forms.Form):
    """Day, place, who leads, and three of the questions that are offered."""

    day = forms.DateField(label=_("Ngày họp"), widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    hour = forms.TimeField(label=_("Giờ bắt đầu"), widget=forms.TimeInput(attrs=_HOUR, format="%H:%M"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200)
    chair = forms.CharField(label=_("Chủ trì"), max_length=100)
    secretary = forms.CharField(label=_("Thư ký"), max_length=100)
    questions = forms.MultipleChoiceField(label=_("Câu hỏi thảo luận (chọn ba)"), widget=forms.CheckboxSelectMultiple)
    own = forms.CharField(
        label=_("Câu hỏi khác của chi bộ"),
        max_length=400,
        required=False,
        help_text=_("Tính là một trong ba câu."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, page: MeetingPage, today: date, data: Any = None) -> None:
        meeting, proposal = page.meeting, page.proposal
        local = proposal.starts_at.astimezone(VIETNAM) if proposal.starts_at else None
        super().__init__(
            data,
            initial={
                "day": local.date() if local else max(today, page.report.document_date),
                "hour": local.time() if local else "14:00",
                "place": proposal.place,
                "chair": proposal.chair,
                "secretary": proposal.secretary,
                "questions": [row.code for row in page.offered if row.code in page.chosen and row.code != OWN],
                "own": next((row.text for row in page.offered if row.code == OWN), ""),
                "version": meeting.lock_version if meeting else 0,
            },
        )
        self._offered = {row.code: row for row in page.offered if row.code != OWN}
        field = self.fields["questions"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(row.code, row.text) for row in self._offered.values()]
        field.required = False
        field.error_messages["invalid_choice"] = _(
            "Số liệu vừa thay đổi nên một câu hỏi đã chọn không còn. Hãy chọn lại."
        )

    def plan(self) -> Plan:
        """What was typed, after ``is_valid``."""
        said = self.cleaned_data
        chosen = [row for code, row in self._offered.items() if code in said["questions"]]
        if said["own"]:
            chosen.append(Question(OWN, said["own"]))
        return Plan(
            starts_at=datetime.combine(said["day"], said["hour"], VIETNAM),
            place=said["place"],
            chair=said["chair"],
            secretary=said["secretary"],
            questions=chosen,
        )


class NamesForm(forms.Form):
    """Names to add to the list, one a line."""

    names = forms.CharField(
        label=_("Thêm người"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi người một dòng: «Nguyễn Văn An - Giáo viên». Kỳ sau không phải gõ lại."),
    )


class OpinionForm(forms.Form):
    """What somebody said."""

    who = forms.CharField(
        label=_("Người phát biểu"),
        max_length=100,
        widget=forms.TextInput(attrs={"list": "members", "autocomplete": "off"}),
    )
    words = forms.CharField(label=_("Ý kiến"), max_length=MAX_WORDS, widget=forms.Textarea(attrs={"rows": 4}))
    mutation_id = forms.UUIDField(widget=forms.HiddenInput)


class MinutesForm(forms.Form):
    """The conclusion, and when the meeting ended."""

    decision = forms.CharField(
        label=_("Kết luận, chi bộ thống nhất"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 5})
    )
    ends_at = forms.TimeField(label=_("Giờ kết thúc"), widget=forms.TimeInput(attrs=_HOUR, format="%H:%M"))

    @classmethod
    def at(cls, now: datetime, meeting: Meeting | None) -> "MinutesForm":
        """The form with the present hour in it while the meeting is being held; on another day nobody guesses."""
        local = now.astimezone(VIETNAM)
        is_held = meeting is not None and now > meeting.starts_at and local.date() == local_date(meeting.starts_at)
        return cls(initial={"ends_at": local.time()} if is_held else None)

    def end_of(self, starts_at: datetime) -> datetime:
        """The moment at which the meeting ended, on the day on which it began."""
        return datetime.combine(local_date(starts_at), self.cleaned_data["ends_at"], VIETNAM)


def ticks_of(data: Mapping[str, Any], members: Iterator[MeetingMember]) -> dict[int, Tick]:
    """The ticks of the attendance sheet: whoever was on the page and is not ticked is absent."""
    return {
        row.pk: Tick(f"present-{row.pk}" in data, str(data.get(f"reason-{row.pk}", "")))
        for row in members
        if f"shown-{row.pk}" in data
    }
