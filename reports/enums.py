"""States of themes and reports."""

from django.db import models
from django.utils.translation import gettext_lazy as _

PARTY_OUTLINE = "party_outline"
STATE_REFORM = "state_reform"


class PartKind(models.TextChoices):
    """What a part of a paper is filled with."""

    COMMON = "common", _("Phần chung từ cấp trên")
    ANSWERS = "answers", _("Đơn vị tự liên hệ")
    RESULTS = "results", _("Kết quả thực hiện")
    LIMITATIONS = "limitations", _("Tồn tại, hạn chế và nguyên nhân")
    TASKS = "tasks", _("Nhiệm vụ, giải pháp")
    CONCLUSION = "conclusion", _("Kết luận")


class FeedKind(models.TextChoices):
    """Where a field of a paper gets its facts."""

    FACT = "fact", _("Số liệu từ sổ")
    INDICATOR = "indicator", _("Chỉ tiêu")
    RESULTS = "results", _("Nhật ký kết quả")
    TABLE = "table", _("Bảng")


class FedTable(models.TextChoices):
    """The tables that a field can be given; each paper draws them in its own form."""

    PROCEDURES = "procedures", _("Thủ tục hành chính")
    TRAINING = "training", _("Đào tạo, bồi dưỡng")


class SentenceRule(models.TextChoices):
    """The rules that word what feeds a field."""

    PROCEDURES = "procedures", _("Câu về hồ sơ")
    TRAINING = "training", _("Câu về bồi dưỡng")
    INDICATORS = "indicators", _("Câu về chỉ tiêu")


class AmendmentState(models.TextChoices):
    PROPOSED = "proposed", _("Chờ duyệt")
    APPROVED = "approved", _("Đã duyệt")
    REFUSED = "refused", _("Không duyệt")


class ThemeState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    PUBLISHED = "published", _("Đã ban hành")


class ReportState(models.TextChoices):
    DRAFT = "draft", _("Đang soạn")
    SUBMITTED = "submitted", _("Đã nộp")


class Standing(models.TextChoices):
    """Where a school stands on the officer's board: derived from the report and the day, never stored."""

    NOT_OPENED = "not_opened", _("Chưa mở đợt")
    NOT_STARTED = "not_started", _("Chưa bắt đầu")
    DRAFT = "draft", _("Đang soạn")
    LATE = "late", _("Quá hạn nộp")
    SUBMITTED = "submitted", _("Đã nộp")
    SUBMITTED_LATE = "submitted_late", _("Đã nộp, trễ hạn")


class Severity(models.TextChoices):
    BLOCKING = "blocking", _("Phải làm trước khi nộp")
    WARNING = "warning", _("Cần sửa")
    ADVICE = "advice", _("Nên xem lại")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Đã chuẩn bị")
    HELD = "held", _("Đã điểm danh")
    MINUTED = "minuted", _("Đã lập biên bản")


class Presence(models.TextChoices):
    EXPECTED = "expected", _("Chưa điểm danh")
    PRESENT = "present", _("Có mặt")
    ABSENT = "absent", _("Vắng")


class Origin(models.TextChoices):
    """Where a paragraph comes from."""

    DRAFTED = "drafted", _("Soạn từ số liệu")
    TYPED = "typed", _("Thầy, cô viết")
    CARRIED = "carried", _("Mang sang từ quý trước")


class Verdict(models.TextChoices):
    """What somebody decided about a paragraph that they did not write."""

    KEPT = "kept", _("Vẫn đúng")
    EDITED = "edited", _("Đã sửa")
    DROPPED = "dropped", _("Đã bỏ")


class Fate(models.TextChoices):
    """What became of the words that a comment is about: derived, never stored."""

    STANDS = "stands", _("Vẫn còn")
    CHANGED = "changed", _("Lời đã sửa sau ý kiến này")
    DROPPED = "dropped", _("Đoạn này đã bỏ, không in")
    GONE = "gone", _("Chỗ này không còn trong báo cáo")


class ExplanationKind(models.TextChoices):
    BLANK = "blank", _("Để trống")
    ZERO = "zero", _("Bằng 0")
    JUMP = "jump", _("Tăng, giảm nhiều")
