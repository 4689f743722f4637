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
    NOT_DONE = "not_done", _("Chưa làm được")
    DROPPED = "dropped", _("Không làm nữa")


class IndicatorKind(models.TextChoices):
    NUMBER = "number", _("Số")
    PERCENT = "percent", _("Tỷ lệ phần trăm")
    YES_NO = "yes_no", _("Có hoặc không")
    SCORE = "score", _("Điểm")
    TEXT = "text", _("Bằng lời")


class Direction(models.TextChoices):
    """Which way a value should go; colours and hints follow it."""

    UP = "up", _("Càng cao càng tốt")
    DOWN = "down", _("Càng thấp càng tốt")
    NONE = "none", _("Không xếp cao thấp")


class Aggregation(models.TextChoices):
    """How values of several quarters, systems or units become one."""

    SUM = "sum", _("Cộng")
    LAST = "last", _("Lấy giá trị cuối")
    MEAN = "mean", _("Trung bình cộng")
    SHARE = "share", _("Tổng tử số chia tổng mẫu số")


class IndicatorSource(models.TextChoices):
    COMPUTED = "computed", _("Máy tự đếm")
    TYPED = "typed", _("Trường ghi")


class Rhythm(models.TextChoices):
    """How often a school is asked; until then the last value goes on holding."""

    QUARTER = "quarter", _("Mỗi quý")
    YEAR = "year", _("Mỗi năm")
    ONCE = "once", _("Một lần, khi có thay đổi thì ghi lại")
