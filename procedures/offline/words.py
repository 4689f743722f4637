"""What the page without a network says in its scripts."""

from django.utils.translation import gettext as _


def script_words() -> dict[str, str]:
    """The sentences of the page's script, in the reader's language."""
    return {
        "online": _("Có mạng"),
        "offline": _("Mất mạng"),
        "name_empty": _("Hãy nhập họ và tên học sinh."),
        "applicant_empty": _("Hãy nhập họ và tên người nộp."),
        "phone_wrong": _("Số điện thoại chưa đúng. Hãy nhập 10 chữ số, bắt đầu bằng 0 (máy bàn 11 chữ số)."),
        "procedure_empty": _("Hãy chọn thủ tục."),
        "procedure_not_valid": _("Ngày tiếp nhận chưa có hoặc không còn thủ tục này."),
        "route_needed": _("Hãy chọn trong tỉnh hoặc ngoài tỉnh."),
        "birth_date_wrong": _("Ngày sinh phải trước ngày tiếp nhận."),
        "graduation_year_missing": _("Hãy nhập năm tốt nghiệp."),
        "graduation_year_too_late": _("Thủ tục này chỉ dành cho học sinh tốt nghiệp đến năm %(year)s."),
        "graduation_year_wrong": _("Năm tốt nghiệp phải từ 1945 đến %(year)s."),
        "wanted_class_empty": _("Hãy nhập lớp xin chuyển đến."),
        "received_in_future": _("Thời điểm tiếp nhận nằm trong tương lai. Hãy ghi thời điểm đã nhận hồ sơ."),
        "received_too_old": _("Chỉ nhập được hồ sơ tiếp nhận trong 30 ngày gần đây. Hãy kiểm tra lại ngày tiếp nhận."),
        "no_calendar": _("Lịch làm việc trên máy chưa đủ để tính ngày hẹn. Hãy nối mạng một lần."),
        "no_numbers": _(
            "Máy không còn số của năm %(year)s. Những gì vừa gõ còn nguyên: "
            "hãy nối mạng để nhận thêm số, hoặc viết vào tập phiếu giấy."
        ),
        "other_year": _("Số đã in thuộc năm %(year)s. Hãy kiểm tra lại thời điểm tiếp nhận."),
        "pack_over": _("Dữ liệu trên máy đã quá hạn %(day)s. Hãy nối mạng một lần trước khi tiếp nhận."),
        "promise_paused": _("Chưa tính hạn: còn thiếu giấy tờ."),
        "waiting": _("chờ gửi"),
        "refused": _("chưa vào sổ"),
        "correct": _("Sửa hồ sơ %(code)s"),
        "print": _("In lại giấy hẹn %(code)s"),
        "drop": _("Bỏ hồ sơ %(code)s khỏi máy"),
        "drop_short": _("Bỏ khỏi máy"),
        "confirm_drop": _(
            "Bỏ hồ sơ %(code)s khỏi máy? Chỉ bỏ khi số này đã khai hủy đúng, hoặc hồ sơ đã được nhập từ giấy hẹn."
        ),
        "correct_short": _("Sửa"),
        "print_short": _("In lại"),
        "counts": _("%(waiting)s chờ gửi, %(refused)s chưa vào sổ, %(sent)s đã gửi từ máy này"),
        "sent_now": _("Đã gửi %(count)s hồ sơ vào sổ."),
        "some_refused": _("%(count)s hồ sơ chưa vào sổ; hãy xem lý do và sửa."),
        "nothing_to_send": _("Không còn hồ sơ nào chờ gửi."),
        "not_reached": _("Chưa nối được với máy chủ. Hồ sơ còn nguyên trên máy."),
        "clock_wrong": _("Đồng hồ của máy lệch %(minutes)s phút so với máy chủ. Hãy chỉnh lại trước khi tiếp nhận."),
        "numbers_left": _("Còn %(count)s số của năm %(year)s"),
        "valid_until": _("dùng được đến hết %(day)s"),
        "not_empty": _("Trên máy còn %(count)s hồ sơ chưa vào sổ. Hãy gửi hết rồi mới xóa."),
        "confirm_wipe": _("Xóa mọi dữ liệu tiếp nhận khỏi máy này? Sau đó phải đăng ký lại máy."),
        "saved": _("Đã lưu hồ sơ %(code)s trên máy."),
        "correcting": _("Đang sửa hồ sơ %(code)s"),
        "device_kept": _("Máy này còn hồ sơ chưa gửi của lần đăng ký trước nên giữ đăng ký cũ."),
        "device_stored": _("Máy này đã sẵn sàng."),
        "no_storage": _("Trình duyệt không cho lưu dữ liệu trên máy. Hãy dùng cửa sổ thường, không ẩn danh."),
    }
