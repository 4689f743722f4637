"""Writes to training classes: the class itself, and the two sheets of each school."""

from training.actions.attendance import AttendanceRow, record_attendance
from training.actions.classes import close_class, create_class, edit_class
from training.actions.essays import EssayRow, record_essays
from training.actions.sheet import SheetRefusal
from training.plan import ClassPlan, Organiser, Part, SchoolPlace

__all__ = [
    "AttendanceRow",
    "ClassPlan",
    "EssayRow",
    "Organiser",
    "Part",
    "SchoolPlace",
    "SheetRefusal",
    "close_class",
    "create_class",
    "edit_class",
    "record_attendance",
    "record_essays",
]
