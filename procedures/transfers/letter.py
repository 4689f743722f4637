"""The letter of transfer to a school outside the network, as a content tree: one page A4 with a QR code.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from django.urls import reverse
from django.utils.translation import override

from procedures.models import TransferLetter
from procedures.papers.case import issuer_on, leaders_on
from procedures.papers.signing import leader_signature
from procedures.rules.codes import short_code
from schooladmin.core.periods import local_date
from schooladmin.documents import tree
from schooladmin.documents.kinds import sign_of
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import kind_on, profile_of


def letter_document(letter: TransferLetter, base: str) -> tuple[tree.Document, Profile]:
    """The letter and the rules of form of its day. ``base`` is the address of this site, without a slash at the end."""
    row, day = letter.request, local_date(letter.issued_at)
    issuer = issuer_on(letter.unit_id, day)
    rule = kind_on(tree.Kind.TRANSFER_LETTER, day)
    pupil = [tree.Field("Họ và tên học sinh", row.pupil_name, strong=True)]
    if row.pupil_birth_date:
        pupil.append(tree.Field("Ngày sinh", f"{row.pupil_birth_date:%d/%m/%Y}"))
    if row.pupil_class:
        pupil.append(tree.Field("Lớp", row.pupil_class))
    pupil.append(tree.Field("Người nộp đơn", f"{row.applicant_name}, điện thoại {row.applicant_phone}"))
    pupil.append(tree.Field("Mã hồ sơ", row.code))
    with override("vi"):
        document = tree.Document(
            regime=tree.Regime.SLIP,
            head=tree.LetterHead(issuer.upper, issuer.name, issuer.place, day, rule.open_number(sign_of(issuer.code))),
            type_name="THƯ XÁC NHẬN CHUYỂN TRƯỜNG",
            abstract=(),
            blocks=(
                tree.Paragraph(tree.plain(f"Kính gửi: {letter.school_name}"), centered=True),
                tree.paragraph(f"{issuer.name} giới thiệu học sinh sau đây chuyển đến học tại quý trường:"),
                tree.Fields(tuple(pupil)),
                tree.paragraph(
                    "Khi học sinh đến, đề nghị quý trường quét mã QR, nhập bốn số cuối của số điện thoại người nộp đơn "
                    "ghi trên thư và xác nhận đã tiếp nhận. Không cần tài khoản; mỗi thư xác nhận một lần./."
                ),
            ),
            signature=leader_signature(leaders_on(letter.unit_id, day)),
            recipients=tree.Recipients(("- Như trên;", "- Lưu: VT, hồ sơ.")),
            author=issuer.name,
            kind=tree.Kind.TRANSFER_LETTER,
            qr=tree.QrCode(
                base + reverse("public.transfer.confirm", args=[letter.token]),
                text=short_code(row.code),
                caption="Quét để xác nhận tiếp nhận",
                size_mm=30,
            ),
        )
    return document, profile_of(rule, day)
