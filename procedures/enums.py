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


class Entry(models.TextChoices):
    """By which door of the application a request came into the register."""

    COUNTER = "counter", _("Tại quầy")
    ONLINE = "online", _("Nộp trực tuyến")
    OFFLINE = "offline", _("Nhập khi mất mạng")
    BATCH = "batch", _("Trả theo danh sách lớp")
    TRANSFER = "transfer", _("Hồ sơ chuyển trường chung")


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


class StopKind(models.TextChoices):
    """Why a span is no working time."""

    APPLICANT = "applicant", _("Chờ người nộp bổ sung")
    RESULT = "result", _("Từ lúc có kết quả đến lúc giải quyết lại")


class ReasonKind(models.TextChoices):
    PAUSE = "pause", _("Yêu cầu bổ sung")
    REFUSE = "refuse", _("Từ chối")
    EXTEND = "extend", _("Gia hạn")
    WITHDRAW = "withdraw", _("Người nộp rút")


class HandOverPurpose(models.TextChoices):
    """What a file is handed to a colleague for."""

    WORK = "work", _("Để xử lý")
    DECISION = "decision", _("Trình ký")
    BACK = "back", _("Trả lại văn thư")


class BatchState(models.TextChoices):
    """Whether papers are still handed out by a list."""

    OPEN = "open", _("Đang trả")
    CLOSED = "closed", _("Đã đóng")


class Score(models.IntegerChoices):
    """How content an applicant was."""

    UNSATISFIED = 1, _("Chưa hài lòng")
    NEUTRAL = 2, _("Bình thường")
    SATISFIED = 3, _("Hài lòng")


class RatedVia(models.TextChoices):
    """Where the applicant tapped: on the public page, or on the tablet handed over the counter."""

    PUBLIC = "public", _("Trang tra cứu")
    COUNTER = "counter", _("Tại quầy")


UNFINISHED = (State.OPEN, State.PAUSED)
WITH_RESULT = (State.SOLVED, State.RETURNED)
CLOSED = (State.REFUSED, State.WITHDRAWN)


class Count(models.TextChoices):
    """The figures of the register for a period. Each is also a filter of the list: the figure's own rows."""

    CARRIED_OVER = "carried_over", _("Kỳ trước chuyển sang")
    RECEIVED = "received", _("Tiếp nhận trong kỳ")
    SOLVED = "solved", _("Có kết quả trong kỳ")
    SOLVED_ON_TIME = "solved_on_time", _("Có kết quả trước hạn, đúng hạn")
    SOLVED_EARLY = "solved_early", _("Có kết quả trước hạn")
    SOLVED_ON_DAY = "solved_on_day", _("Có kết quả đúng ngày hẹn")
    SOLVED_LATE = "solved_late", _("Có kết quả quá hạn")
    IN_PROGRESS = "in_progress", _("Đang giải quyết cuối kỳ")
    IN_TERM = "in_term", _("Đang giải quyết, trong hạn")
    LATE = "late", _("Đang giải quyết, quá hạn")
    REFUSED = "refused", _("Từ chối trong kỳ")
    WITHDRAWN = "withdrawn", _("Người nộp rút trong kỳ")


class Reckoning(models.TextChoices):
    """Further sets of rows that the statistics name: all of a period, and the two sides of the on-time share."""

    ARRIVED = "arrived", _("Phải giải quyết trong kỳ (kể cả kỳ trước chuyển sang)")
    JUDGED_ON_TIME = "judged_on_time", _("Đúng hạn theo Bộ chỉ số 766")
    JUDGED_LATE = "judged_late", _("Quá hạn theo Bộ chỉ số 766")


class Catalogue(models.TextChoices):
    """The two lists of procedures: only the national one is measured by the national index."""

    NATIONAL = "national", _("Thủ tục thuộc danh mục toàn quốc")
    INTERNAL = "internal", _("Thủ tục nội bộ của trường")


class ChannelFilter(models.TextChoices):
    """The channels that a list can be narrowed to; the form counts the two that are not online as one."""

    DIRECT = Channel.DIRECT.value, Channel.DIRECT.label
    ONLINE = Channel.ONLINE.value, Channel.ONLINE.label
    POST = Channel.POST.value, Channel.POST.label
    NOT_ONLINE = "not_online", _("Trực tiếp hoặc bưu chính")


class IndexGroup(models.TextChoices):
    """The five groups of the service index of Decision 766/QĐ-TTg."""

    TRANSPARENCY = "transparency", _("Công khai, minh bạch")
    PROGRESS = "progress", _("Tiến độ, kết quả giải quyết")
    DIGITISATION = "digitisation", _("Số hóa hồ sơ")
    ONLINE = "online", _("Cung cấp dịch vụ trực tuyến")
    SATISFACTION = "satisfaction", _("Mức độ hài lòng")


class IndexFormula(models.TextChoices):
    """How an item of the index is computed here; a row of the catalogue names one."""

    PUBLISHED = "published", _("Thủ tục công khai đủ nội dung / thủ tục đang có hiệu lực")
    ON_TIME = "on_time", _("Hồ sơ đúng hạn / hồ sơ phải giải quyết")
    ONLINE = "online", _("Hồ sơ nộp trực tuyến / hồ sơ tiếp nhận")
    SATISFACTION = "satisfaction", _("100 % trừ tỷ lệ quá hạn và tỷ lệ chưa hài lòng")
