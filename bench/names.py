"""Invented pupils whose names fall as names of Vietnamese schoolchildren do: many of one family, few given names.

The shares of the families follow the usual estimate (Nguyễn 38 %, Trần 12 %, Lê 9 %, Phạm 7 %, …). Those of middle and
given names are made up to be no easier than a school list: Zipf's law over the names in use, so that one pupil in
ten of a sex has the commonest given name, more than in life. Nobody living is meant.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

FAMILIES = {
    "Nguyễn": 384, "Trần": 121, "Lê": 95, "Phạm": 70, "Hoàng": 27, "Huỳnh": 24, "Phan": 45, "Vũ": 20, "Võ": 19,
    "Đặng": 21, "Bùi": 20, "Đỗ": 14, "Hồ": 13, "Ngô": 13, "Dương": 10, "Lý": 5, "Đinh": 8, "Trương": 9, "Đoàn": 7,
    "Mai": 6, "Lương": 7, "Cao": 6, "Châu": 3, "Tạ": 4, "Hà": 5, "Lâm": 4, "Thái": 3, "Trịnh": 6, "Tô": 4, "Lưu": 4,
    "Đào": 5, "Nông": 3, "Triệu": 3, "Vương": 3, "Chu": 3, "Phùng": 3, "Kiều": 2, "Quách": 2, "Tống": 2, "Từ": 1,
}  # fmt: skip
# In the order of use; the weight of the n-th is 1 / (n + 2).
MIDDLES = {
    "m": (
        "Văn", "Minh", "Gia", "Quốc", "Hoàng", "Đức", "Anh", "Tuấn", "Thành", "Đình", "Hữu", "Ngọc", "Bảo", "Nhật",
        "Duy", "Thanh", "Xuân", "Công", "Quang", "Trung", "Khánh", "Việt", "Tiến", "Trọng", "Nguyên", "Phúc", "Đăng",
        "Hải", "Thế", "Mạnh", "Chí", "Tấn", "Viết", "Bá", "Hồng", "Phước", "Thái", "Vĩnh",
    ),
    "f": (
        "Thị", "Ngọc", "Thị Ngọc", "Thị Thanh", "Thị Thu", "Bảo", "Phương", "Khánh", "Minh", "Thanh", "Thu", "Thùy",
        "Thị Thùy", "Thị Kim", "Thị Hồng", "Gia", "Hà", "Hoàng", "Kim", "Thị Mai", "Quỳnh", "Thảo", "Thị Minh", "Mai",
        "Tường", "Thị Phương", "Hồng", "Diệu", "Mỹ", "Thị Mỹ", "Thị Bích", "Ánh", "Trúc", "Diễm", "Cẩm", "Yến", "Như",
        "Tuệ", "An", "Huyền",
    ),
}  # fmt: skip
GIVENS = {
    "m": (
        "Huy", "Minh", "Khang", "Anh", "Bảo", "Phúc", "Khôi", "Đạt", "Nam", "Quân", "Hưng", "Phong", "Long", "Nguyên",
        "Khoa", "Duy", "Kiệt", "Hiếu", "Thịnh", "Dũng", "Tùng", "Hoàng", "Đức", "Lâm", "An", "Tuấn", "Hải", "Thành",
        "Nhân", "Kiên", "Trí", "Việt", "Vinh", "Tài", "Sơn", "Cường", "Trung", "Phát", "Tiến", "Quang", "Lộc", "Thiện",
        "Thắng", "Đăng", "Bình", "Khánh", "Trường", "Toàn", "Hậu", "Tâm", "Quốc", "Nhật", "Hào", "Tân", "Giang", "Lợi",
        "Danh", "Mạnh", "Chiến", "Công", "Luân", "Nghĩa", "Thái", "Vương", "Vũ", "Tú", "Quý", "Triết", "Đông", "Sang",
    ),
    "f": (
        "Anh", "Linh", "Ngọc", "Trang", "Nhi", "Hân", "Vy", "Châu", "My", "Hà", "Phương", "Thư", "Như", "Thảo", "Chi",
        "Mai", "Hương", "Quỳnh", "An", "Huyền", "Yến", "Uyên", "Trâm", "Ngân", "Giang", "Lan", "Dung", "Trinh", "Diệp",
        "Ly", "Nga", "Tâm", "Hằng", "Thúy", "Khánh", "Duyên", "Vân", "Hiền", "Trúc", "Tú", "Hoa", "Oanh", "Đan",
        "Minh", "Hạnh", "Nhung", "Tiên", "Băng", "Phượng", "Lam", "Xuân", "Nguyệt", "Loan", "Quyên", "Kiều", "Thủy",
        "Ánh", "Đào", "Thơ", "Hồng", "Bình", "Mỹ", "Tuyết", "Thu", "Diễm", "Liên", "Sương", "Nhàn", "Huệ", "Bích",
    ),
}  # fmt: skip
CLASSES_PER_GRADE = 6


@dataclass(frozen=True)
class Invented:
    """One invented pupil of a lower secondary school in the school year 2026–2027."""

    full_name: str
    class_name: str
    birth_date: date


def school(seed: int, pupils: int = 1000) -> Iterator[Invented]:
    """The pupils of one school: four grades of six classes, the same for the same ``seed``."""
    draw = random.Random(seed)
    for number in range(pupils):
        grade = 6 + number % 4
        sex = draw.choice("mf")
        (family,) = draw.choices(list(FAMILIES), weights=list(FAMILIES.values()))
        middle = _zipf(draw, MIDDLES[sex])
        given = _zipf(draw, GIVENS[sex])
        while given in middle.split():
            given = _zipf(draw, GIVENS[sex])
        born = date(2026 - grade - 6 + 1, 1, 1) + timedelta(days=draw.randrange(365))
        yield Invented(
            full_name=f"{family} {middle} {given}",
            class_name=f"{grade}A{1 + number // 4 % CLASSES_PER_GRADE}",
            birth_date=born,
        )


def _zipf(draw: random.Random, names: tuple[str, ...]) -> str:
    (name,) = draw.choices(names, weights=[1 / (place + 3) for place in range(len(names))])
    return name
