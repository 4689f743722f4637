"""Themes handed down by the Party organ, the quarters opened on them, each school's report, and its Party meeting."""

from reports.models.amendment import Amendment
from reports.models.consolidation import Consolidation
from reports.models.lock import ClosingChange, LockException
from reports.models.meeting import Meeting, MeetingMember, MeetingQuestion, Opinion
from reports.models.month import CutoffFigures, CutoffRule, MonthlyLook, ReminderRule, ReminderSnooze
from reports.models.paragraph import Comment, Explanation, Override, Paragraph, ReasonOption
from reports.models.report import Report
from reports.models.rounds import Round, Theme
from reports.models.snapshot import Snapshot
from reports.models.templates import Feed, OutlineTemplate, TemplateField, TemplatePart

__all__ = [
    "Amendment",
    "ClosingChange",
    "Comment",
    "Consolidation",
    "CutoffFigures",
    "CutoffRule",
    "Explanation",
    "Feed",
    "LockException",
    "Meeting",
    "MeetingMember",
    "MeetingQuestion",
    "MonthlyLook",
    "Opinion",
    "OutlineTemplate",
    "Override",
    "Paragraph",
    "ReasonOption",
    "ReminderRule",
    "ReminderSnooze",
    "Report",
    "Round",
    "Snapshot",
    "TemplateField",
    "TemplatePart",
    "Theme",
]
