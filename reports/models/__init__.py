"""Themes handed down by the Party organ, the quarters opened on them, and each school's report."""

from reports.models.narrative import Narrative
from reports.models.report import Report
from reports.models.rounds import Round, Theme
from reports.models.templates import OutlineTemplate, TemplateField

__all__ = ["Narrative", "OutlineTemplate", "Report", "Round", "TemplateField", "Theme"]
