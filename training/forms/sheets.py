"""The two sheets of a school: one small form per person, all in one page."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from schooladmin.units.models import Person
from training.actions import AttendanceRow, EssayRow, SheetRefusal
from training.enums import AttendanceStatus, EssayResult, Level, Scale
from training.forms.fields import DayField, NumberField, decimal_text
from training.models import Attendance, TrainingClass


class AttendanceForm(forms.Form):
    status = forms.ChoiceField(
        label=gettext_lazy("Dự học"),
        required=False,
        choices=[("", gettext_lazy("Chưa ghi")), *AttendanceStatus.choices],
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Số phút"), required=False, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), required=False, max_length=200)


class EssayForm(forms.Form):
    """Either a score or a result, by the scale of the class."""

    submitted_on = DayField(label=gettext_lazy("Ngày nộp"), required=False)
    score = NumberField(label=gettext_lazy("Điểm"), required=False, max_digits=4, decimal_places=2)
    result = forms.ChoiceField(label=gettext_lazy("Kết quả"), required=False, choices=EssayResult.choices)

    def __init__(self, *args: Any, scale: Scale, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["score" if scale == Scale.PASS_FAIL else "result"]
        for name, form_field in self.fields.items():
            form_field.widget.attrs["class"] = "form-select" if name == "result" else "form-control"
        if scale == Scale.FOUR_LEVEL:
            levels = [("", "—"), *((level.value, level.label) for level in reversed(Level))]
            self.fields["score"].widget = forms.Select(choices=levels, attrs={"class": "form-select"})


@dataclass
class Line:
    """One person of a sheet: the form, what is stored now, and what is wrong."""

    person: Person
    form: forms.Form
    stored: Attendance | None
    position: str = ""
    errors: list[str] = field(default_factory=list)
    differs: str = ""
    _status: str = ""

    def value(self, name: str) -> Any:
        return self.form[name].value()

    @property
    def status(self) -> str:
        return self._status or str(self.value("status") or "")

    @property
    def minutes(self) -> str:
        return _shown(self.value("minutes"))

    @property
    def note(self) -> str:
        return _shown(self.value("note"))

    def fill(self, status: str) -> None:
        """Show ``status`` where none was chosen; nothing is saved by this."""
        if not self.value("status"):
            self._status = status


def attendance_lines(
    people: Iterable[Person], stored: dict[int, Attendance], positions: dict[int, str], data: QueryDict | None = None
) -> list[Line]:
    """The attendance sheet, blank or as sent. ``people`` are shown in their order, recorded or not."""
    lines = []
    for person in people:
        row = stored.get(person.pk)
        initial = {"status": row.status, "minutes": row.minutes, "note": row.note} if row else {}
        lines.append(
            Line(
                person, AttendanceForm(data, prefix=str(person.pk), initial=initial), row, positions.get(person.pk, "")
            )
        )
    return lines


def essay_lines(
    training_class: TrainingClass,
    rows: Iterable[Attendance],
    positions: dict[int, str],
    data: QueryDict | None = None,
) -> list[Line]:
    """The essay sheet of those who were there."""
    scale = Scale(training_class.scale)
    lines = []
    for row in rows:
        initial = {
            "submitted_on": row.essay_submitted_on,
            "score": score_value(row, scale),
            "result": row.essay_result,
        }
        form = EssayForm(data, prefix=str(row.person_id), initial=initial, scale=scale)
        lines.append(Line(row.person, form, row, positions.get(row.person_id, "")))
    return lines


def score_value(row: Attendance, scale: Scale) -> str:
    """The score as its field takes it: the number of a level, or a mark with a comma."""
    if row.essay_score is not None and scale == Scale.FOUR_LEVEL:
        return str(int(row.essay_score))
    return decimal_text(row.essay_score)


def score_text(row: Attendance, scale: Scale) -> str:
    """The score in words for people."""
    if row.essay_score is not None and scale == Scale.FOUR_LEVEL:
        return str(Level(int(row.essay_score)).label)
    return decimal_text(row.essay_score)


def check_lines(lines: Iterable[Line]) -> bool:
    """Whether every line can be read; what cannot is noted at its line."""
    good = True
    for line in lines:
        if not line.form.is_valid():
            good = False
            line.errors += [
                f"{line.form.fields[name].label}: {error}"
                for name, errors in line.form.errors.items()
                for error in errors
            ]
    return good


def attendance_values(lines: Iterable[Line]) -> list[AttendanceRow]:
    """What the sheet says. Lines that are blank and were never recorded say nothing."""
    rows = []
    for line in lines:
        data = line.form.cleaned_data
        status = AttendanceStatus(data["status"]) if data["status"] else None
        if status is not None or line.stored is not None:
            rows.append(AttendanceRow(line.person.pk, status, data["minutes"] if status else None, data["note"]))
    return rows


def essay_values(lines: Iterable[Line]) -> list[EssayRow]:
    return [
        EssayRow(
            person_id=line.person.pk,
            submitted_on=line.form.cleaned_data["submitted_on"],
            score=line.form.cleaned_data.get("score"),
            result=EssayResult(line.form.cleaned_data.get("result") or EssayResult.PENDING),
        )
        for line in lines
    ]


def put_errors(lines: Iterable[Line], refusal: SheetRefusal) -> None:
    for line in lines:
        if problem := refusal.rows.get(line.person.pk):
            line.errors.append(str(problem.message))


def mark_differences(lines: Iterable[Line]) -> None:
    """After somebody else saved: say at each line that differs what is stored now."""
    for line in lines:
        names = list(line.form.fields)
        shown = [_text(line.form, name, line.form.initial.get(name)) for name in names]
        typed = [_text(line.form, name, line.form[name].value()) for name in names]
        if shown != typed:
            words = [_words(line.form.initial.get(name), text) for name, text in zip(names, shown, strict=True)]
            line.differs = _("Đang lưu: %(values)s") % {"values": ", ".join(filter(None, words)) or _("chưa ghi")}


def _text(form: forms.Form, name: str, value: Any) -> str:
    """A value in words, so that «present» in the form and in the database compare and read alike."""
    text = "" if value is None else str(value).strip()
    form_field = form.fields[name]
    if isinstance(form_field, NumberField):
        text = text.replace(".", ",")
    choices: Iterable[Any] = getattr(form_field, "choices", None) or getattr(form_field.widget, "choices", None) or ()
    return str({str(key): label for key, label in choices}.get(text, text)) if text else ""


def _words(value: Any, text: str) -> str:
    """The text of a stored value, with days as people write them."""
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else text


def _shown(value: Any) -> str:
    """What stands in a field: never «None», and a number without thousands separators."""
    return "" if value is None else str(value)
