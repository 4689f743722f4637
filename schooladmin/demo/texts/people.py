"""Invented people. Likeness to living ones is by chance; names of people in public life were kept out of the lists."""

from hashlib import sha256

FAMILY = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đinh",
    "Trương", "Đoàn", "Mai", "Lương", "Cao", "Châu", "Tạ", "Hà", "Lâm", "Thái", "Trịnh", "Tô", "Lưu", "Vũ", "Đào",
)  # fmt: skip
MIDDLE_MALE = (
    "Văn", "Hữu", "Đình", "Gia", "Quốc", "Minh", "Thành", "Anh", "Ngọc", "Công", "Bá", "Viết", "Hoàng", "Thanh",
    "Nhật", "Duy", "Khánh", "Tuấn",
)  # fmt: skip
MIDDLE_FEMALE = (
    "Thị", "Thị Thu", "Thị Ngọc", "Thị Thanh", "Thị Mỹ", "Thị Bích", "Thị Kim", "Thị Hồng", "Thị Như", "Thị Ánh",
    "Ngọc", "Thu", "Thanh", "Khánh",
    "Minh", "Phương", "Thùy", "Cẩm", "Diễm",
)  # fmt: skip
GIVEN_MALE = (
    "Bảo", "Cảnh", "Cường", "Danh", "Đạt", "Đăng", "Đông", "Hào", "Hậu", "Hiếu", "Huy", "Khang", "Khoa", "Khôi", "Kiên",
    "Kiệt", "Lộc", "Luân", "Nam", "Nguyên", "Nhân", "Phong", "Phú", "Quân", "Quý", "Tài", "Tâm", "Thái", "Thịnh",
    "Thuận", "Tiến", "Tín", "Toàn", "Trí", "Trường", "Vinh", "Việt", "Vương",
)  # fmt: skip
GIVEN_FEMALE = (
    "Anh", "Ái", "Châu", "Chi", "Diệp", "Dung", "Duyên", "Đào", "Giang", "Hà", "Hạnh", "Hân", "Hiền", "Huệ", "Hương",
    "Lam", "Liên", "Linh", "Loan", "Ly", "My", "Nhàn", "Nhi", "Như", "Oanh", "Phượng", "Quyên", "Quỳnh", "Sương",
    "Thảo", "Thi", "Thơ", "Thư", "Thúy", "Trang", "Trâm", "Trinh", "Tuyền", "Uyên", "Vy", "Yến",
)  # fmt: skip

STAFF: dict[str, str] = {
    "ab.principal": "Đặng Hữu Khiêm",
    "ab.deputy": "Lê Thị Thu Vân",
    "ab.clerk": "Phan Thị Mỹ Lệ",
    "ab.party_secretary": "Võ Thành Nhơn",
    "ab.teacher": "Bùi Thị Ngọc Trâm",
    "hm.principal": "Huỳnh Ngọc Phước",
    "hm.clerk": "Trương Thị Cẩm Tiên",
    "hm.party_secretary": "Mai Đình Thuận",
    "dt.principal": "Châu Thị Bích Liễu",
    "dt.clerk": "Ngô Thanh Tú",
    "dt.party_secretary": "Tạ Đình Sáng",
    "dk.officer": "Cao Thị Ánh Nguyệt",
    "dk.head": "Lương Công Tuấn",
    "du.officer": "Hà Quang Tiệp",
    "so.officer": "Đinh Thị Phương Loan",
    "auditor": "Vũ Minh Tường",
    "admin": "Phạm Hoàng Duy",
}

_TAKEN = frozenset(STAFF.values())
# Names that the lists would combine to and that belong to people in public life.
_KNOWN = frozenset(
    {
        "Bùi Quốc Bảo", "Huỳnh Thành Đạt", "Hồ Ngọc Hà", "Lê Công Vinh", "Lê Minh Trí", "Lê Quốc Phong",
        "Lý Hoàng Nam", "Lương Minh Trang", "Lương Thùy Linh", "Mai Phương Thúy", "Nguyễn Bá Cảnh",
        "Nguyễn Công Trí", "Nguyễn Hữu Cảnh", "Nguyễn Hữu Đông", "Nguyễn Minh Trí", "Nguyễn Phương Nhi",
        "Nguyễn Quốc Cường", "Nguyễn Quốc Trí", "Nguyễn Thành Phong", "Nguyễn Thị Hồng Hà", "Nguyễn Thị Oanh",
        "Nguyễn Thị Thu Hà", "Nguyễn Văn Danh", "Nguyễn Văn Toàn", "Nguyễn Đình Khang", "Phan Nhật Nam",
        "Phan Quốc Việt", "Phan Văn Trường", "Phạm Công Danh", "Trần Minh Vương", "Trần Quốc Cường",
        "Trần Quốc Nam", "Đinh Ngọc Diệp", "Đoàn Văn Hậu", "Đặng Thu Thảo",
    }
)  # fmt: skip


def full_names(count: int, seed: int) -> tuple[str, ...]:
    """Return ``count`` different names, women and men about equally, the same for the same ``seed``.

    None is a name of ``STAFF``. Raises ValueError when the lists do not hold that many.
    """
    if count > len(FAMILY) * len(GIVEN_FEMALE):
        raise ValueError(f"no {count} different names in the lists")
    found: dict[str, None] = {}
    number = 0
    while len(found) < count:
        name = _name(sha256(f"{seed}:{number}".encode()).digest())
        number += 1
        syllables = name.split()
        if len(set(syllables)) == len(syllables) and name not in _TAKEN and name not in _KNOWN:
            found[name] = None
    return tuple(found)


def _name(digest: bytes) -> str:
    family, middle, given = (int.from_bytes(digest[at : at + 4]) for at in (0, 4, 8))
    middles, givens = (MIDDLE_FEMALE, GIVEN_FEMALE) if digest[12] % 2 else (MIDDLE_MALE, GIVEN_MALE)
    # The commonest families stand first; the smallest of three draws prefers them.
    place = min(draw % len(FAMILY) for draw in (family, digest[13], digest[14]))
    return f"{FAMILY[place]} {middles[middle % len(middles)]} {givens[given % len(givens)]}"
