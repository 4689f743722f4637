"""The verbs of the trail in words for people. A verb that is not here is shown as it is."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "calendars.day.add": _("Thêm ngày vào lịch"),
    "calendars.day.edit": _("Sửa ngày trong lịch"),
    "calendars.day.remove": _("Bỏ ngày khỏi lịch"),
    "calendars.year.open": _("Mở lịch năm"),
    "documents.file.publish": _("Phát hành văn bản"),
    "evidence.file.add": _("Thêm minh chứng"),
    "jobs.job.retry": _("Thực hiện lại việc nền"),
    "procedures.lobby.open": _("Bật màn hình sảnh, đổi địa chỉ"),
    "procedures.lobby.revoke": _("Tắt màn hình sảnh"),
    "procedures.request.accept": _("Tiếp nhận hồ sơ"),
    "procedures.request.apologise": _("Xin lỗi vì hồ sơ quá hạn"),
    "procedures.request.pause": _("Tạm dừng hồ sơ"),
    "procedures.request.rate": _("Ghi ý kiến của người nộp"),
    "procedures.request.recompute": _("Tính lại ngày hẹn"),
    "procedures.request.extend": _("Xin lỗi, gia hạn hồ sơ"),
    "procedures.request.ready": _("Tiếp nhận và trả kết quả ngay"),
    "procedures.request.refuse": _("Từ chối hồ sơ"),
    "procedures.request.resume": _("Tiếp tục hồ sơ"),
    "procedures.request.return": _("Trả kết quả hồ sơ"),
    "procedures.request.reopen": _("Thu hồi kết quả, giải quyết lại hồ sơ"),
    "procedures.request.solve": _("Giải quyết hồ sơ"),
    "procedures.request.withdraw": _("Rút hồ sơ"),
    "pupils.import.drop": _("Bỏ lần nhập danh sách học sinh"),
    "pupils.import.run": _("Nhập danh sách học sinh"),
    "pupils.import.upload": _("Gửi danh sách học sinh"),
    "pupils.pupil.add": _("Thêm học sinh"),
    "pupils.pupil.edit": _("Sửa học sinh"),
    "pupils.pupil.leave": _("Ghi học sinh rời trường"),
    "pupils.pupil.return": _("Ghi học sinh học lại"),
    "pupils.pupil.reveal": _("Xem số định danh của học sinh"),
    "reform.commitment.add": _("Thêm cam kết"),
    "reform.commitment.close": _("Kết thúc cam kết"),
    "reform.commitment.edit": _("Sửa cam kết"),
    "reform.result.attach": _("Gắn minh chứng vào kết quả"),
    "reform.result.detach": _("Gỡ minh chứng khỏi kết quả"),
    "reform.result.edit": _("Sửa kết quả cải cách"),
    "reform.result.log": _("Ghi kết quả cải cách"),
    "reform.result.withdraw": _("Rút kết quả cải cách"),
    "reports.report.edit": _("Sửa báo cáo"),
    "reports.report.submit": _("Nộp báo cáo"),
    "reports.round.open": _("Mở kỳ báo cáo"),
    "reports.theme.create": _("Soạn chủ điểm"),
    "reports.theme.edit": _("Sửa chủ điểm"),
    "reports.theme.publish": _("Ban hành chủ điểm"),
    "staffing.member.add": _("Giao vai trò"),
    "staffing.member.end": _("Kết thúc vai trò"),
    "staffing.member.reset_password": _("Đặt lại mật khẩu"),
    "training.attendance.record": _("Điểm danh"),
    "training.class.close": _("Kết thúc lớp bồi dưỡng"),
    "training.class.create": _("Mở lớp bồi dưỡng"),
    "training.class.edit": _("Sửa lớp bồi dưỡng"),
    "training.essay.grade": _("Chấm bài thu hoạch"),
}


def in_words(verb: str) -> str:
    """What ``verb`` is called on the page."""
    return str(WORDS.get(verb, verb))
