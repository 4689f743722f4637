"""An invented thematic outline of the usual length, about eleven pages, for the benchmark. Nobody wrote this."""

from dataclasses import replace
from datetime import date

from schooladmin.documents import tree

_THOUGHTS = (
    "Phục vụ người dân và học sinh là thước đo của mọi cải tiến trong nhà trường; một thủ tục chỉ có ý nghĩa khi "
    "người đến làm việc hiểu được, làm được và nhận kết quả đúng hẹn.",
    "Bộ máy gọn không phải là bộ máy ít người, mà là bộ máy trong đó mỗi việc có một người chịu trách nhiệm, mỗi "
    "người biết rõ việc của mình và biết ai sẽ nhận phần việc tiếp theo.",
    "Cán bộ, đảng viên nêu gương bằng việc làm cụ thể: đến đúng giờ, trả lời rõ ràng, nhận lỗi khi sai và sửa ngay "
    "trong ngày, không để người dân phải đi lại nhiều lần vì một tờ giấy còn thiếu.",
    "Kỷ luật hành chính và dân chủ ở cơ sở bổ sung cho nhau; càng công khai quy trình thì càng dễ giữ kỷ cương, càng "
    "lắng nghe góp ý thì càng ít phải xử lý khiếu nại.",
    "Chuyển đổi số giúp giảm sổ sách trùng lặp, nhưng trước khi đưa một quy trình lên máy tính phải bỏ những bước "
    "không cần thiết, nếu không máy tính chỉ làm cho sự rườm rà chạy nhanh hơn.",
    "Tiết kiệm thời gian của người dân cũng là tiết kiệm ngân sách; mỗi giờ chờ đợi của phụ huynh là một giờ lao động "
    "không làm ra của cải cho gia đình và cho xã hội.",
    "Mỗi số liệu trong báo cáo phải chỉ ra được nguồn: từ sổ theo dõi nào, của tháng nào, do ai cập nhật; số liệu "
    "không có nguồn thì không đưa vào báo cáo, dù con số đó đẹp đến đâu.",
    "Học tập phong cách làm việc khoa học bắt đầu từ việc nhỏ: ghi chép đầy đủ, lưu hồ sơ ngăn nắp, bàn giao rõ ràng, "
    "để người đến sau tiếp tục công việc mà không phải làm lại từ đầu.",
)
_DEEDS = (
    "Niêm yết công khai năm thủ tục thường gặp tại phòng văn thư và trên trang thông tin điện tử của trường",
    "Rà soát 18 văn bản nội bộ, bãi bỏ 3 văn bản không còn phù hợp, sửa đổi 4 văn bản về quy chế làm việc",
    "Trả kết quả trước hẹn cho phần lớn hồ sơ; các hồ sơ trễ đều có thư xin lỗi nêu rõ lý do và ngày hẹn mới",
    "Tổ chức hai buổi tập huấn về ký số và hồ sơ điện tử cho toàn thể cán bộ, giáo viên, nhân viên",
    "Phân công một giáo viên hỗ trợ phụ huynh nộp hồ sơ trực tuyến vào sáng thứ Hai hằng tuần",
    "Kiểm tra hồ sơ chuyên môn trên máy thay cho sổ giấy, giảm được một phần ba thời gian tổng hợp cuối tháng",
)
_FIELDS = (
    "Cải cách thể chế", "Cải cách thủ tục hành chính", "Cải cách tổ chức bộ máy", "Cải cách chế độ công vụ",
    "Cải cách tài chính công", "Xây dựng, phát triển chính quyền điện tử, chính quyền số",
)  # fmt: skip
_PROCEDURES = (
    ("Rút học bạ", 14, 13, 1), ("Rút bằng tốt nghiệp", 9, 9, 0), ("Xin chuyển lớp", 6, 5, 1),
    ("Tiếp nhận học sinh chuyển đến", 11, 10, 0), ("Xác nhận học sinh chuyển đi", 8, 8, 0),
)  # fmt: skip


def outline(*, issue: int = 1, watermark: str = "") -> tree.Document:
    """Build the outline; ``issue`` alters a few words so that no two documents are the same."""
    theory = _part_a()
    return tree.Document(
        regime=tree.Regime.PARTY,
        head=tree.LetterHead(
            upper="Đảng bộ xã Sơn Lam", issuer="Chi bộ Trường THCS Bình An", place="Sơn Lam", day=date(2024, 10, 5)
        ),
        type_name="Đề cương",
        abstract=("SINH HOẠT THEO CHỦ ĐIỂM QUÝ III NĂM 2024",),
        theme="Học tập phong cách làm việc khoa học, gần dân; liên hệ kết quả cải cách hành chính của nhà trường",
        blocks=(*theory, *_part_b(issue), *_part_c()),
        shared=len(theory),
        signature=tree.Signature("T/M CHI BỘ", "Bí thư", "Ngô Văn Bí"),
        recipients=tree.Recipients(("- Đảng ủy xã (để báo cáo);", "- Các đảng viên;", "- Lưu chi bộ.")),
        author="Chi bộ Trường THCS Bình An",
        watermark=watermark,
    )


def _prose(start: int, sentences: int) -> tree.Paragraph:
    return tree.paragraph(" ".join(_THOUGHTS[(start + i * 3) % len(_THOUGHTS)] for i in range(sentences)))


def _part_a() -> list[tree.Block]:
    blocks: list[tree.Block] = [tree.Heading(1, "A.", "PHẦN LÝ LUẬN")]
    sections = ("Những quan điểm cơ bản", "Vận dụng vào nền hành chính phục vụ", "Yêu cầu trong giai đoạn mới")
    for number, section in enumerate(sections):
        blocks.append(tree.Heading(2, f"{'I' * (number + 1)}.", section))
        for item in range(3):
            blocks.append(tree.Heading(3, f"{item + 1}.", f"{section}: nội dung thứ {item + 1}"))
            blocks.extend(_prose(number * 5 + item + i, 4) for i in range(3 - number % 2 * 2))
    return blocks


def _part_b(issue: int) -> list[tree.Block]:
    blocks: list[tree.Block] = [
        tree.Heading(1, "B.", "LIÊN HỆ, VẬN DỤNG TẠI ĐƠN VỊ", new_page=True),
        tree.Heading(2, "I.", "Kết quả đạt được"),
    ]
    for number, title in enumerate(_FIELDS, start=1):
        blocks.append(tree.Heading(3, f"{number}.", title))
        blocks.append(_prose(number, 2))
        blocks.extend(tree.item("–", _DEEDS[(number + i) % len(_DEEDS)] + ".") for i in range(4))
        if number == _WITH_FIGURES:
            blocks.extend((_table(issue), _chart(issue)))
    blocks.append(tree.Heading(2, "II.", "Tồn tại, hạn chế"))
    blocks.extend(tree.item(f"{letter})", _THOUGHTS[i]) for i, letter in enumerate("abc"))
    blocks.append(tree.Heading(2, "III.", "Nhiệm vụ, giải pháp quý IV năm 2024"))
    blocks.extend(_prose(i, 3) for i in range(3))
    return blocks


_WITH_FIGURES = 2


def _table(issue: int) -> tree.Table:
    rows = [
        (str(i), name, str(got + issue % 7), str(done), str(late))
        for i, (name, got, done, late) in enumerate(_PROCEDURES, start=1)
    ]
    sums = [sum(int(row[column]) for row in rows) for column in (2, 3, 4)]
    return tree.Table(
        caption="Bảng 1. Hồ sơ thủ tục hành chính trong quý",
        columns=(
            tree.Column("TT", 8, is_number=True),
            tree.Column("Thủ tục", 47),
            tree.Column("Tiếp nhận", 15, is_number=True),
            tree.Column("Đã trả", 15, is_number=True),
            tree.Column("Trễ hẹn", 15, is_number=True),
        ),
        rows=(*rows, ("", "Cộng", *(str(value) for value in sums))),
        total=True,
        note="Nguồn: sổ theo dõi hồ sơ của văn thư, tính theo ngày trả kết quả.",
    )


def _chart(issue: int) -> tree.Chart:
    return tree.Chart(
        caption="Biểu đồ 1. Hồ sơ theo thủ tục và kết quả",
        categories=tuple(name for name, *_ in _PROCEDURES),
        series=(
            tree.Series("Đúng hẹn", tuple(done - late + issue % 3 for _, _, done, late in _PROCEDURES)),
            tree.Series("Trễ hẹn", tuple(late for *_, late in _PROCEDURES)),
            tree.Series("Đang giải quyết", tuple(got - done for _, got, done, _ in _PROCEDURES)),
        ),
        description="Phần lớn hồ sơ được trả đúng hẹn; mỗi thủ tục nhiều nhất một hồ sơ trễ.",
        unit="hồ sơ",
    )


def _part_c() -> list[tree.Block]:
    return [tree.Heading(1, "C.", "KẾT LUẬN"), _prose(1, 4), _prose(2, 3)]


_PAGES_OF_PART_B = 4.6


def long_paper(pages: int, *, issue: int = 1) -> tree.Document:
    """A consolidation of about ``pages`` pages: the figures and texts of one school after the other."""
    schools = max(1, round(pages / _PAGES_OF_PART_B))
    blocks: list[tree.Block] = []
    for school in range(schools):
        blocks.append(tree.Heading(1, f"{school + 1}.", f"TRƯỜNG SỐ {school + 1}", new_page=school > 0))
        blocks.extend(_numbered(block, school) for block in _part_b(issue + school)[1:])
    return replace(outline(issue=issue), blocks=(*blocks, _prose(1, 2)), shared=0)


def _numbered(block: tree.Block, school: int) -> tree.Block:
    """A caption names its school: no two charts of a paper are the same."""
    if isinstance(block, tree.Table | tree.Chart):
        return replace(block, caption=f"{block.caption} (trường số {school + 1})")
    return block
