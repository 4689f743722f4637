"""Themes handed down by the Party organ, the quarters opened on them, each school's report, and its Party meeting."""

from reports.models.meeting import Meeting, MeetingMember, MeetingQuestion, Opinion
from reports.models.month import CutoffFigures, CutoffRule, MonthlyLook, ReminderRule, ReminderSnooze
from reports.models.narrative import Narrative
from reports.models.report import Report
from reports.models.rounds import Round, Theme
from reports.models.templates import OutlineTemplate, TemplateField

__all__ = [
    "CutoffFigures",
    "CutoffRule",
    "Meeting",
    "MeetingMember",
    "MeetingQuestion",
    "MonthlyLook",
    "Narrative",
    "Opinion",
    "OutlineTemplate",
    "ReminderRule",
    "ReminderSnooze",
    "Report",
    "Round",
    "TemplateField",
    "Theme",
]
