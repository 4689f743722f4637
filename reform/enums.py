"""States and kinds of the reform register."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaKind(models.TextChoices):
    AREA = "area", _("Lĩnh vực cải cách hành chính")
    EXTRA_FIELD = "extra_field", _("Nội dung do cấp ủy yêu cầu thêm")


class ResultState(models.TextChoices):
    ACTIVE = "active", _("Đang dùng")
    WITHDRAWN = "withdrawn", _("Đã rút")


class CommitmentState(models.TextChoices):
    OPEN = "open", _("Đang làm")
    DONE = "done", _("Đã xong")
    DROPPED = "dropped", _("Không làm nữa")
