"""States of a request, ways in, routes, and the figures that the register is counted by."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Family(models.TextChoices):
    """What kind of thing a procedure is about; decides which details the intake asks for."""

    TRANSFER = "transfer", _("Chuyển trường")
    CLASS_CHANGE = "class_change", _("Chuyển lớp")
    TRANSCRIPT = "transcript", _("Học bạ")
    COMPLETION = "completion", _("Tốt nghiệp, hoàn thành chương trình")
    COPY = "copy", _("Bản sao từ sổ gốc")

    @property
    def concerns_graduates(self) -> bool:
        """Whether the year of graduation says which register to look in."""
        return self in (Family.COMPLETION, Family.COPY)


class Certainty(models.TextChoices):
    """How sure the catalogue is of a version."""

    VERIFIED = "verified", _("Đã đối chiếu văn bản gốc")
    SECONDARY = "secondary", _("Theo nguồn thứ cấp, cần đối chiếu văn bản gốc")
    INTERNAL = "internal", _("Thời hạn do trường quy định")


class Route(models.TextChoices):
    """Where the pupil comes from or goes to, where the term depends on it."""

    ANY = "any", _("Không phân biệt")
    IN_PROVINCE = "in_province", _("Trong tỉnh")
    OTHER_PROVINCE = "other_province", _("Ngoài tỉnh")


class TermStage(models.TextChoices):
    """What a term leads to: the answer that is promised, or the placing in a class that follows it."""

    RESULT = "result", _("Trả kết quả")
    PLACEMENT = "placement", _("Xếp lớp sau khi tiếp nhận")


class Channel(models.TextChoices):
    DIRECT = "direct", _("Trực tiếp")
    ONLINE = "online", _("Trực tuyến")
    POST = "post", _("Bưu chính")


class Relation(models.TextChoices):
    """Who hands in the request, seen from the pupil."""

    PARENT = "parent", _("Cha, mẹ")
    GUARDIAN = "guardian", _("Người giám hộ")
    SELF = "self", _("Học sinh, người có tên trên giấy tờ")
    RELATIVE = "relative", _("Người thân khác")
    PROXY = "proxy", _("Người được ủy quyền")


class State(models.TextChoices):
    OPEN = "open", _("Đang giải quyết")
    PAUSED = "paused", _("Chờ bổ sung")
    SOLVED = "solved", _("Đã có kết quả")
    RETURNED = "returned", _("Đã trả kết quả")
    REFUSED = "refused", _("Từ chối")
    WITHDRAWN = "withdrawn", _("Người nộp rút")


UNFINISHED = (State.OPEN, State.PAUSED)
WITH_RESULT = (State.SOLVED, State.RETURNED)
CLOSED = (State.REFUSED, State.WITHDRAWN)


class Count(models.TextChoices):
    """The figures of the register for a period. Each is also a filter of the list: the figure's own rows."""

    CARRIED_OVER = "carried_over", _("Kỳ trước chuyển sang")
    RECEIVED = "received", _("Tiếp nhận trong kỳ")
    SOLVED = "solved", _("Có kết quả trong kỳ")
    SOLVED_ON_TIME = "solved_on_time", _("Có kết quả trước hạn, đúng hạn")
    SOLVED_LATE = "solved_late", _("Có kết quả quá hạn")
    IN_PROGRESS = "in_progress", _("Đang giải quyết cuối kỳ")
    IN_TERM = "in_term", _("Đang giải quyết, trong hạn")
    LATE = "late", _("Đang giải quyết, quá hạn")
    REFUSED = "refused", _("Từ chối trong kỳ")
    WITHDRAWN = "withdrawn", _("Người nộp rút trong kỳ")
