"""What work leaves behind as proof."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkKind(models.TextChoices):
    """The sorts of work that prove themselves: each is written by the action that ends the work."""

    DECISION = "decision", _("Đã giải quyết hồ sơ")
    REQUEST_CLOSED = "request_closed", _("Hồ sơ đã kết thúc")
    TRANSFER_ENDED = "transfer_ended", _("Chuyển trường đã xong")
    CLASS_ENDED = "class_ended", _("Lớp bồi dưỡng đã kết thúc")
    NOTICE_PRINTED = "notice_printed", _("Trang niêm yết thủ tục đã in")
    SYSTEM_USED = "system_used", _("Hệ thống số đang dùng")  # its row is the proof, for as long as it is in use
    INSPECTION = "inspection", _("Cuộc kiểm tra đã ghi")
