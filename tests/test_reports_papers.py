"""The papers of a report: what fills their fields, and that a snapshot from before goes on saying what it said."""

from typing import Any

from reports.content import ReportContent
from reports.outline import outline
from reports.rules.honesty import COVERAGE
from reports.state_outline import state_outline
from schooladmin.documents.tree import Document

# A snapshot as it was stored before its fields named their feeds.
BEFORE: dict[str, Any] = {
    "unit_code": "THCS-A", "unit_name": "Trường THCS Bình An", "quarter": "2024-Q3",
    "period_start": "2024-07-01", "period_end": "2024-10-01", "document_date": "2024-10-15",
    "upper_name": "Đảng ủy Giáo dục Sơn Lam", "cell_name": "Chi bộ Trường THCS Bình An", "place": "Sơn Lam",
    "reporter_name": "Ngô Văn Bí", "reporter_title": "Người báo cáo", "template": "party-outline v1",
    "theme_title": "Cải cách để phục vụ", "theme_version": 1, "theme_sha256": "0", "part_a": "Một đoạn.",
    "conclusion": "Kết luận chung.", "limitations": "", "calendar_revision": 3,
    "fields": [
        {"key": "procedures", "number": "2.", "heading": "Cải cách thủ tục hành chính", "narrative": "",
         "results": [], "shows_procedures": True, "shows_training": False, "subfields": [], "is_written": False,
         "reason": ""},
        {"key": "civil_service", "number": "4.", "heading": "Cải cách chế độ công vụ", "narrative": "Đã bồi dưỡng.",
         "results": [], "shows_procedures": False, "shows_training": True, "subfields": [], "is_written": True,
         "reason": ""},
        {"key": "finance", "number": "5.", "heading": "Cải cách tài chính công", "narrative": "",
         "results": [], "shows_procedures": False, "shows_training": False},
    ],
    "procedures": [
        {"code": "RUT-HOC-BA", "name": "Rút học bạ", "outline_order": 1, "carried_over": 0, "received": 12,
         "solved_on_time": 11, "solved_late": 1, "in_progress": 0, "in_progress_late": 0, "refused": 0, "withdrawn": 0}
    ],
    "training": [
        {"title": "Kỹ năng số", "day": "2024-08-20", "organisers": "", "mode": "", "registered": 51, "present": 49,
         "essays_passed": 45}
    ],
    "commitments": [{"text": "Không để trễ hạn", "owner": "Văn thư", "due_on": "2024-12-31"}],
    "form06": [], "amendments": [], "parts": [], "explanations": [],
    "figures": [
        {"key": "training.classes", "label": "Bồi dưỡng: số lớp", "value": "1", "unit": "lớp", "computed": None,
         "reason": ""}
    ],
}  # fmt: skip


def said(document: Document) -> str:
    """Every word of a paper but the lines below its tables."""
    return "\n".join(text for text in document.texts() if COVERAGE not in text)


# What the papers of that snapshot said then.
PARTY = """\
Đảng ủy Giáo dục Sơn Lam
Chi bộ Trường THCS Bình An

ĐỀ CƯƠNG
SINH HOẠT THEO CHỦ ĐIỂM QUÝ III NĂM 2024
Cải cách để phục vụ
A. PHẦN LÝ LUẬN
Một đoạn.
B. VẬN DỤNG, LIÊN HỆ TẠI TRƯỜNG THCS BÌNH AN
I. Kết quả thực hiện trong quý III năm 2024
Số liệu tính từ ngày 01/07/2024 đến trước ngày 01/10/2024, lấy từ sổ theo dõi hồ sơ, \
danh sách lớp bồi dưỡng và nhật ký kết quả của đơn vị.
2. Cải cách thủ tục hành chính
Số lượng thủ tục hành chính đã giải quyết trong kỳ:
– Rút học bạ: 12 hồ sơ (11 đúng hạn, 1 trễ hạn).
Bảng 1. Tình hình giải quyết thủ tục hành chính
Thủ tục
Tồn kỳ trước
Tiếp nhận
Giải quyết đúng hạn
Giải quyết trễ hạn
Đang giải quyết
Từ chối, rút
Rút học bạ
0
12
11
1
0
0
Cộng
0
12
11
1
0
0
Biểu đồ 1. Kết quả giải quyết theo thủ tục, quý III năm 2024
4. Cải cách chế độ công vụ
Đã bồi dưỡng.
Bảng 2. Đào tạo, bồi dưỡng
Lớp bồi dưỡng
Ngày
Đăng ký
Có mặt
Bài thu hoạch đạt
Kỹ năng số
20/08/2024
51
49
45
5. Cải cách tài chính công
Trong kỳ không phát sinh.
II. Tồn tại, hạn chế và nguyên nhân
Trong kỳ không phát sinh.
III. Nhiệm vụ, giải pháp thời gian tới
1. Không để trễ hạn (phụ trách: Văn thư; hoàn thành trước ngày 31/12/2024).
C. KẾT LUẬN
Kết luận chung.

Người báo cáo
Ngô Văn Bí"""
STATE = """\
ĐẢNG ỦY GIÁO DỤC SƠN LAM
TRƯỜNG THCS BÌNH AN
……/BC-THCS
BÁO CÁO
Kết quả công tác cải cách hành chính quý III năm 2024

I. Kết quả thực hiện trong quý III năm 2024
Kỳ báo cáo từ ngày 01/07/2024 đến ngày 30/09/2024. Số liệu lấy từ sổ theo dõi hồ sơ, \
danh sách lớp bồi dưỡng và nhật ký kết quả của đơn vị.
2. Cải cách thủ tục hành chính
Tình hình, kết quả giải quyết thủ tục hành chính (theo các cột của Biểu số 06/VPCP/KSTT):
Bảng 1. Hồ sơ nhận giải quyết
Hồ sơ nhận giải quyết
Thủ tục
Tổng số (3)
Trực tuyến (4)
Trực tiếp, bưu chính (5)
Kỳ trước (6)
Tổng số
0
0
0
0
Bảng 2. Kết quả giải quyết
Hồ sơ đã giải quyết
Hồ sơ đang giải quyết
Kết thúc khác
Thủ tục
Tổng số (7)
Trước hạn (8)
Đúng hạn (9)
Quá hạn (10)
Tổng số (11)
Trong hạn (12)
Quá hạn (13)
Từ chối (14)
Rút (15)
Tổng số
0
0
0
0
0
0
0
0
0
4. Cải cách chế độ công vụ
Đã bồi dưỡng.
Bảng 3. Đào tạo, bồi dưỡng
Lớp bồi dưỡng
Ngày
Đăng ký
Có mặt
Bài thu hoạch đạt
Kỹ năng số
20/08/2024
51
49
45
5. Cải cách tài chính công
Trong kỳ không phát sinh.
II. Tồn tại, hạn chế và nguyên nhân
Trong kỳ không phát sinh.
III. Phương hướng, nhiệm vụ thời gian tới
1. Không để trễ hạn (phụ trách: Văn thư; hoàn thành trước ngày 31/12/2024).

Người báo cáo
Ngô Văn Bí
- Đảng ủy Giáo dục Sơn Lam;
- Lưu: VT."""


def test_a_snapshot_from_before_says_what_it_said() -> None:
    content = ReportContent.from_json(BEFORE)
    assert said(outline(content)) == PARTY
    assert said(state_outline(content)) == STATE
    assert ReportContent.from_json(content.to_json()) == content
