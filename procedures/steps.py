"""The steps of the work on a request as people see them: what a button is called, and what its form asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from procedures.enums import ReasonKind
from procedures.forms import PlainForm
from procedures.models import Reason, Request, RequestComponent
from procedures.queries.catalogue import all_reasons_on
from procedures.queries.requests import components_of
from procedures.rules import transitions
from procedures.rules.transitions import TRANSITIONS
from schooladmin.core.i18n import localized


@dataclass(frozen=True)
class Face:
    """How a step shows: the button, what its note is called, and what is said when it is done."""

    button: str | Promise
    icon: str
    note: str | Promise
    done: str | Promise
    past: str | Promise


FACES = {
    transitions.PAUSE: Face(
        gettext_lazy("Yêu cầu bổ sung"), "pause-circle", gettext_lazy("Cần bổ sung giấy tờ gì"),
        gettext_lazy("Đã tạm dừng hồ sơ %(code)s để chờ bổ sung."), gettext_lazy("Yêu cầu bổ sung, tạm dừng tính hạn"),
    ),
    transitions.RESUME: Face(
        gettext_lazy("Đã bổ sung, làm tiếp"), "play-circle", gettext_lazy("Ghi chú"),
        gettext_lazy("Hồ sơ %(code)s được giải quyết tiếp."), gettext_lazy("Đã bổ sung, giải quyết tiếp"),
    ),
    transitions.READY: Face(
        gettext_lazy("Trả kết quả ngay"), "box-arrow-right", gettext_lazy("Số, ký hiệu kết quả đã ký; người nhận"),
        gettext_lazy("Đã trả kết quả ngay hồ sơ %(code)s."), gettext_lazy("Tiếp nhận và trả kết quả ngay"),
    ),
    transitions.EXTEND: Face(
        gettext_lazy("Xin lỗi và gia hạn"), "calendar3", gettext_lazy("Lý do gia hạn"),
        gettext_lazy("Đã gia hạn hồ sơ %(code)s. Hãy in văn bản xin lỗi gửi người nộp."),
        gettext_lazy("Xin lỗi, gia hạn giải quyết"),
    ),
    transitions.REOPEN: Face(
        gettext_lazy("Giải quyết lại"), "arrow-repeat", gettext_lazy("Kết quả sai ở đâu, vì sao giải quyết lại"),
        gettext_lazy("Hồ sơ %(code)s được giải quyết lại."), gettext_lazy("Thu hồi kết quả, giải quyết lại"),
    ),
    transitions.SOLVE: Face(
        gettext_lazy("Xác nhận có kết quả"), "check-circle", gettext_lazy("Số, ký hiệu kết quả hoặc ghi chú"),
        gettext_lazy("Hồ sơ %(code)s đã có kết quả."), gettext_lazy("Có kết quả"),
    ),
    transitions.RETURN: Face(
        gettext_lazy("Trả kết quả"), "box-arrow-right", gettext_lazy("Người nhận, ghi chú"),
        gettext_lazy("Đã trả kết quả hồ sơ %(code)s."), gettext_lazy("Trả kết quả cho người nộp"),
    ),
    transitions.REFUSE: Face(
        gettext_lazy("Từ chối giải quyết"), "x-circle", gettext_lazy("Lý do và căn cứ từ chối"),
        gettext_lazy("Đã từ chối hồ sơ %(code)s."), gettext_lazy("Từ chối giải quyết"),
    ),
    transitions.WITHDRAW: Face(
        gettext_lazy("Người nộp rút hồ sơ"), "arrow-left", gettext_lazy("Lý do rút"),
        gettext_lazy("Đã ghi nhận người nộp rút hồ sơ %(code)s."), gettext_lazy("Người nộp rút hồ sơ"),
    ),
}  # fmt: skip


class Choices:
    """What the forms of the steps on a request let choose from; read once, when the first form asks for it."""

    def __init__(self, row: Request, today: date, papers: Sequence[RequestComponent] | None = None) -> None:
        self._row = row
        self._today = today
        if papers is not None:
            self.papers = papers

    @cached_property
    def papers(self) -> Sequence[RequestComponent]:
        """The checklist of the request."""
        return list(components_of(self._row))

    @cached_property
    def reasons(self) -> Sequence[Reason]:
        """The coded reasons of the day."""
        return list(all_reasons_on(self._today))


class StepForm(PlainForm):
    """One step of the work: what was seen on the screen, and the note or reason."""

    lock_version = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2, "maxlength": 1000}))

    def __init__(self, verb: str, row: Request, posted: Any, choices: Choices) -> None:
        super().__init__(posted, initial={"lock_version": row.lock_version}, auto_id=f"{verb.rpartition('.')[2]}_%s")
        label: Any = FACES[verb].note  # lazy words, which the stubs of fields do not know
        self.fields["note"].label = label
        self.order_fields([name for name in self.fields if name != "note"])
        if self.note_is_required(verb):
            # Whether it may be empty is asked by the action; here it only shows the mark and the browser's own check.
            self.fields["note"].widget.attrs["required"] = True

    def note_is_required(self, verb: str) -> bool:
        return TRANSITIONS[verb].needs_note

    def arguments(self) -> dict[str, Any]:
        """The cleaned fields as the action takes them."""
        data = self.cleaned_data
        return {"note": data["note"], "seen_version": data["lock_version"]}


class ReasonForm(StepForm):
    """A step with a coded reason; its words and what was written by hand make the note."""

    kind: ReasonKind
    reason = forms.ChoiceField(label=_("Lý do"), required=False)

    def __init__(self, verb: str, row: Request, posted: Any, choices: Choices) -> None:
        super().__init__(verb, row, posted, choices)
        self._reasons = {reason.code: reason for reason in choices.reasons if reason.kind == self.kind}
        cast(forms.ChoiceField, self.fields["reason"]).choices = [
            ("", _("Lý do khác (ghi bên dưới)")),
            *((code, localized(reason, "text")) for code, reason in self._reasons.items()),
        ]

    def note_is_required(self, verb: str) -> bool:
        return False  # the coded reason may say it all; with neither the action refuses

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        reason = self._reasons.get(data["reason"])
        note = ". ".join(part for part in (reason.text if reason else "", data["note"].strip()) if part)
        return {"note": note, "reason_code": data["reason"], "seen_version": data["lock_version"]}


class PauseForm(ReasonForm):
    """What the applicant must bring: papers of the checklist, or something else in words."""

    kind = ReasonKind.PAUSE
    missing = forms.TypedMultipleChoiceField(
        label=_("Giấy tờ cần nộp thêm hoặc nộp lại"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, verb: str, row: Request, posted: Any, choices: Choices) -> None:
        super().__init__(verb, row, posted, choices)
        cast(forms.TypedMultipleChoiceField, self.fields["missing"]).choices = [
            (paper.pk, localized(paper.component, "name")) for paper in choices.papers
        ]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "missing": self.cleaned_data["missing"]}


class ResumeForm(StepForm):
    """The papers that were asked for, ticked as they arrive."""

    arrived = forms.TypedMultipleChoiceField(
        label=_("Giấy tờ đã bổ sung"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, verb: str, row: Request, posted: Any, choices: Choices) -> None:
        super().__init__(verb, row, posted, choices)
        asked = (paper for paper in choices.papers if paper.asked_in and paper.asked_in.ended_at is None)
        papers = [(paper.pk, localized(paper.component, "name")) for paper in asked]
        if papers:
            cast(forms.TypedMultipleChoiceField, self.fields["arrived"]).choices = papers
            self.fields["arrived"].initial = [key for key, _name in papers]
        else:
            del self.fields["arrived"]

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "arrived": self.cleaned_data.get("arrived")}


class ExtendForm(ReasonForm):
    """By how many working days, or to which day, a promise is put off."""

    kind = ReasonKind.EXTEND
    working_days = forms.IntegerField(
        label=_("Gia hạn thêm (ngày làm việc)"), required=False, min_value=1, max_value=60
    )
    until = forms.DateField(
        label=_("Hoặc đến ngày"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )

    def arguments(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().arguments(), "working_days": data["working_days"], "until": data["until"]}


class RefuseForm(ReasonForm):
    kind = ReasonKind.REFUSE


class WithdrawForm(ReasonForm):
    kind = ReasonKind.WITHDRAW


_FORMS: dict[str, type[StepForm]] = {
    transitions.PAUSE: PauseForm,
    transitions.RESUME: ResumeForm,
    transitions.EXTEND: ExtendForm,
    transitions.REFUSE: RefuseForm,
    transitions.WITHDRAW: WithdrawForm,
}


def form_for(verb: str, row: Request, choices: Choices, posted: Any = None) -> StepForm:
    """The form of a step for a request, empty or as it was sent."""
    return _FORMS.get(verb, StepForm)(verb, row, posted, choices)
