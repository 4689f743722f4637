"""The kinds of papers, told apart by what they do; number and title of each are dated rows (``PaperForm``)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# What the jobs that make a notice are named by, before the school and the procedure.
NOTICE_KEY = "procedures.notice"


class PaperKind(models.TextChoices):
    RECEIPT = "receipt", _("Giấy tiếp nhận và hẹn trả kết quả")
    MISSING = "missing", _("Phiếu yêu cầu bổ sung")
    REFUSAL = "refusal", _("Phiếu từ chối")
    APOLOGY = "apology", _("Văn bản xin lỗi, hẹn lại")
    STOP = "stop", _("Thông báo dừng giải quyết")
    CONTROL = "control", _("Phiếu kiểm soát quá trình giải quyết")
    BOOK = "book", _("Sổ theo dõi hồ sơ")
    NOTICE = "notice", _("Trang niêm yết thủ tục")


# The papers of one request; the others belong to a school.
OF_REQUEST = (
    PaperKind.RECEIPT,
    PaperKind.MISSING,
    PaperKind.REFUSAL,
    PaperKind.APOLOGY,
    PaperKind.STOP,
    PaperKind.CONTROL,
)
