"""What the columns and the problems of a list are called."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from pupils.imports.rules.types import Target

TARGETS: dict[Target, str | Promise] = {
    Target.FULL_NAME: _("Họ và tên"),
    Target.FAMILY_NAME: _("Họ và tên đệm"),
    Target.GIVEN_NAME: _("Tên"),
    Target.BIRTH_DATE: _("Ngày sinh"),
    Target.CLASS: _("Lớp"),
    Target.SCHOOL_YEAR: _("Năm học"),
    Target.CODE: _("Mã học sinh"),
    Target.IDENTIFIER: _("Số định danh cá nhân (12 số)"),
    Target.GUARDIAN: _("Họ tên người giám hộ"),
    Target.FATHER: _("Họ tên cha"),
    Target.MOTHER: _("Họ tên mẹ"),
    Target.GUARDIAN_PHONE: _("Điện thoại người giám hộ"),
    Target.FATHER_PHONE: _("Điện thoại cha"),
    Target.MOTHER_PHONE: _("Điện thoại mẹ"),
    Target.STATUS: _("Trạng thái"),
    Target.LEFT_ON: _("Ngày rời trường"),
    Target.GRADUATION_YEAR: _("Năm tốt nghiệp"),
}

FIELDS: dict[str, str | Promise] = {
    "full_name": _("Họ và tên"),
    "birth_date": _("Ngày sinh"),
    "class_name": _("Lớp"),
    "school_year": _("Năm học"),
    "graduation_year": _("Năm tốt nghiệp"),
    "code": _("Mã học sinh"),
    "identifier": _("Số định danh cá nhân"),
    "guardian_name": _("Người giám hộ"),
    "guardian_phone": _("Điện thoại"),
    "status": _("Trạng thái"),
    "left_on": _("Ngày rời trường"),
}

PROBLEMS: dict[str, str | Promise] = {
    "name-missing": _("Thiếu họ và tên."),
    "name-long": _("Họ tên dài hơn %(most)s ký tự."),
    "name-signs": _("Họ tên chỉ gồm chữ cái; hãy bỏ chữ số, dấu ngoặc và ký hiệu."),
    "date-format": _("Không đọc được ngày; hãy ghi theo dạng 05/03/2014."),
    "date-year-only": _("Chỉ có năm, thiếu ngày và tháng; hãy ghi theo dạng 05/03/2014."),
    "date-month-first": _("Tháng lớn hơn 12: có lẽ ngày và tháng bị đổi chỗ; hãy ghi ngày trước, tháng sau."),
    "date-none": _("Không có ngày %(date)s trong lịch."),
    "date-range": _("Ngày %(date)s không hợp lý."),
    "birth-future": _("Ngày sinh %(date)s ở tương lai."),
    "birth-range": _("Ngày sinh %(date)s không thể là của học sinh."),
    "class-is-date": _(
        "Excel đã đổi tên lớp thành ngày tháng. Hãy đặt định dạng ô là Văn bản (Text) rồi gõ lại tên lớp."
    ),
    "class-long": _("Tên lớp trống hoặc dài hơn %(most)s ký tự."),
    "class-missing": _("Thiếu lớp của học sinh đang học."),
    "school-year-format": _("Năm học ghi theo dạng 2026-2027."),
    "year-format": _("Năm gồm 4 chữ số, ví dụ 2026."),
    "code-format": _("Mã học sinh không có dấu cách và dài nhất %(most)s ký tự."),
    "identifier-length": _("Số định danh cá nhân có 12 chữ số; ô này có %(count)s."),
    "identifier-signs": _("Số định danh cá nhân chỉ gồm 12 chữ số."),
    "identifier-zeros": _(
        "Excel đã bỏ số 0 ở đầu số định danh. Hãy đặt định dạng ô là Văn bản (Text) rồi gõ lại đủ 12 số."
    ),
    "identifier-rounded": _(
        "Excel đã làm tròn số định danh (dạng 1,2E+11). Hãy đặt định dạng ô là Văn bản (Text) rồi gõ lại đủ 12 số."
    ),
    "phone-format": _("Số điện thoại không đúng; số di động có 10 chữ số, bắt đầu bằng 0."),
    "status-unknown": _("Không hiểu trạng thái; hãy ghi Đang học, Chuyển đi, Thôi học hoặc Tốt nghiệp."),
    "left-but-studying": _("Có ngày rời trường nhưng trạng thái là đang học."),
    "graduation-year-missing": _("Học sinh đã tốt nghiệp cần có năm tốt nghiệp hoặc năm học."),
    "no-key": _(
        "Cần ít nhất một trong ba: ngày sinh, mã học sinh, số định danh; nếu không thì không nhận ra được học sinh."
    ),
    "twice-identifier": _("Số định danh này có hai lần trong danh sách (xem dòng %(row)s)."),
    "twice-code": _("Mã học sinh này có hai lần trong danh sách (xem dòng %(row)s)."),
    "twice-name": _(
        "Cùng họ tên và ngày sinh với dòng %(row)s. Nếu là hai học sinh, hãy ghi mã hoặc số định danh của cả hai."
    ),
    "same-pupil": _("Dòng này và dòng %(row)s cùng là một học sinh trong sổ."),
    "ambiguous": _(
        "Trong sổ có %(count)s học sinh cùng họ tên, ngày sinh hoặc mã. Hãy ghi số định danh hoặc mã để biết là em nào."
    ),
    "code-of-other": _("Mã học sinh là của một em, số định danh là của một em khác trong sổ."),
    "code-differs": _(
        "Trong sổ đã có học sinh cùng họ tên, ngày sinh với mã khác (%(other)s). "
        "Nếu là cùng một em, hãy ghi mã ấy; nếu là hai em, hãy ghi số định danh."
    ),
    "identifier-differs": _("Trong sổ, học sinh có mã này mang số định danh khác."),
    "other-person-identifier": _("Trong sổ, số định danh này là của học sinh khác (khác cả họ tên và ngày sinh)."),
    "other-person-code": _("Trong sổ, mã này là của học sinh khác (khác cả họ tên và ngày sinh)."),
}


def problem_words(code: str, params: dict[str, str]) -> str:
    """The sentence of a problem in the reader's language."""
    return str(PROBLEMS[code]) % params
