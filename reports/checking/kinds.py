"""What kinds of mistakes the checks know: how each is called, and why it matters. Words only."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """A kind of mistake, in two or three words, and what it does to the paper."""

    name: str | Promise
    why: str | Promise


RULES = {
    "missing-field": Kind(_("Thiếu mục"), _("Mẫu của cấp trên hỏi mục này; bỏ trống thì báo cáo sẽ bị trả lại.")),
    "missing-section": Kind(
        _("Thiếu phần"), _("Báo cáo chỉ kể việc đã làm thì chi bộ không có gì để bàn và để giao việc.")
    ),
    "empty-count": Kind(_("Số bỏ trống"), _("Người đọc không biết là không có hồ sơ nào hay là quên ghi.")),
    "missing-reporter": Kind(_("Thiếu người báo cáo"), _("Văn bản không có tên người chịu trách nhiệm.")),
    "period-mismatch": Kind(_("Sai kỳ"), _("Năm, quý khác kỳ báo cáo thường là chữ còn sót từ bài cũ.")),
    "period-open": Kind(_("Kỳ chưa kết thúc"), _("Việc làm từ sau ngày nộp đến hết kỳ sẽ không có trong báo cáo.")),
    "late-not-explained": Kind(
        _("Trễ hạn chưa nói"), _("Bảng số liệu có hồ sơ trễ hạn mà phần hạn chế không nhắc thì tự mâu thuẫn.")
    ),
    "heading-mismatch": Kind(_("Sai tên mục"), _("Tên mục khác mẫu thì cấp trên không gộp được các báo cáo.")),
    "theme-mismatch": Kind(_("Lạc chủ đề"), _("Tên phần liên hệ còn nói về chủ đề của một quý khác.")),
    "abolished-body": Kind(_("Cơ quan không còn"), _("Văn bản nhắc một cơ quan đã hết hoạt động trước ngày cuối kỳ.")),
    "citation-unknown": Kind(_("Văn bản dẫn không thấy"), _("Số hiệu có thể bị gõ sai; người đọc sẽ không tìm được.")),
    "citation-mismatch": Kind(_("Văn bản dẫn không khớp"), _("Số hiệu, ngày hoặc nội dung không cùng một văn bản.")),
    "citation-not-in-force": Kind(
        _("Văn bản hết hiệu lực"), _("Làm theo văn bản không còn, hoặc chưa có hiệu lực, là làm sai.")
    ),
    "letter-without-font": Kind(
        _("Ký tự không in được"),
        _("Văn bản in bằng phông chữ của công văn; hình vẽ nhỏ và ký tự lạ không có trong đó."),
    ),
    "misspelling": Kind(_("Chính tả"), _("Lỗi chính tả làm giảm độ tin cậy của văn bản.")),
    "unit-missing": Kind(_("Thiếu đơn vị tính"), _("Một con số trơ không cho biết đã đếm gì.")),
    "unchanged": Kind(_("Không đổi ba quý"), _("Đoạn giống hệt hai quý trước có thể là chép lại mà chưa xem.")),
}
