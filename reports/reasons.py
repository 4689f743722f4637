"""The reasons that are offered with one tap, as dated data."""

from datetime import date
from typing import Any

VALID_FROM = date(2021, 7, 15)
BASIS = "Cách giải thích thường gặp của các trường; sửa được trong cơ sở dữ liệu"

# code, kind, prefix of the key, name, name_en
REASONS: tuple[tuple[str, str, str, str, str], ...] = (
    ("blank-none", "blank", "", "Trong kỳ không phát sinh nội dung này", "Nothing of this kind happened in the period"),
    ("blank-next", "blank", "", "Thực hiện theo kế hoạch vào quý sau", "Planned for the next quarter"),
    ("blank-above", "blank", "", "Chờ văn bản hướng dẫn của cấp trên", "Waiting for guidance from above"),
    (
        "jump-season", "jump", "procedures.",
        "Học sinh chuyển đi, chuyển đến nhiều vào đầu năm học", "Many transfers at the start of the school year",
    ),
    ("jump-classes", "jump", "procedures.", "Tách lớp, tuyển thêm học sinh", "Classes split, more pupils admitted"),
    (
        "jump-graduates", "jump", "procedures.",
        "Học sinh ra trường rút hồ sơ để nhập học cấp trên", "School leavers took their papers to the next school",
    ),
    ("jump-plan", "jump", "training.", "Theo kế hoạch bồi dưỡng của năm học", "By the training plan of the year"),
    ("jump-above", "jump", "training.", "Cấp trên mở lớp trong kỳ này", "Classes held from above in this period"),
    ("jump-staff", "jump", "training.", "Thay đổi số lượng viên chức", "The number of staff changed"),
    ("jump-work", "jump", "", "Khối lượng công việc của kỳ này thay đổi", "The amount of work of the period changed"),
    ("jump-rule", "jump", "", "Quy định, cách tính thay đổi", "The rule or the way of counting changed"),
    ("jump-plan-all", "jump", "", "Thực hiện dồn theo kế hoạch", "Done together, as planned"),
    ("zero-none", "zero", "", "Trong kỳ không có người đề nghị", "Nobody asked for it in the period"),
    ("zero-season", "zero", "", "Việc này chỉ phát sinh vào thời điểm khác trong năm", "It comes at other times"),
    ("zero-moved", "zero", "", "Đã chuyển cho đơn vị khác thực hiện", "Another unit does it now"),
)  # fmt: skip


def load(model: Any) -> None:
    """Enter the reasons that are not there; ``model`` may be that of a migration."""
    for order, (code, kind, prefix, name, name_en) in enumerate(REASONS, 1):
        model.objects.get_or_create(
            code=code,
            valid_from=VALID_FROM,
            defaults={
                "basis": BASIS, "kind": kind, "prefix": prefix, "order": order, "name": name, "name_en": name_en,
            },
        )  # fmt: skip
