"""The state of a pupil in a school."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PupilStatus(models.TextChoices):
    STUDYING = "studying", _("Đang học")
    LEFT = "left", _("Đã chuyển đi, thôi học")
    GRADUATED = "graduated", _("Đã tốt nghiệp")
