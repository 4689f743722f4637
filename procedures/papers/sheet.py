"""What the papers of a request have in common: form, issuer, and the lines that say whose request it is.

The words printed here are Vietnamese whatever the reader's language: the paper is.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from procedures.enums import Relation, Route
from procedures.models import PaperForm
from procedures.papers import rules
from procedures.papers.case import Case, Issuer
from schooladmin.documents import tree
from schooladmin.units.models import Membership

# Signs of a title in one line: beside the QR code of a slip, and on a whole A4 line.
_SHORT_TITLE, _LONG_TITLE = 26, 46


@dataclass(frozen=True)
class Sheet:
    """What all papers share: the form of the day, who issues it, who leads the school, the public address."""

    form: PaperForm
    issuer: Issuer
    leaders: Sequence[Membership]
    day: date
    base: str
    open_number: str = ""  # of a letter, until it is entered in the register of outgoing papers

    @property
    def kind(self) -> tree.Kind:
        """What the paper is to the rules of form and of numbering: the two lists share their values."""
        return tree.Kind(self.form.kind)

    @property
    def mark(self) -> str:
        return f"Mẫu số {self.form.number}" if self.form.number else ""

    @property
    def source(self) -> tuple[str, ...]:
        """The line at the foot that says which form this is."""
        return (f"Lập theo Mẫu số {self.form.number} ban hành kèm theo {self.form.basis}.",) if self.form.number else ()

    def document(self, *blocks: tree.Block, number: str = "", small: bool = False) -> tree.Document:
        """The paper around ``blocks``; ``small`` for the slips on A5."""
        return tree.Document(
            regime=tree.Regime.SLIP,
            head=tree.LetterHead(self.issuer.upper, self.issuer.name, self.issuer.place, self.day, number),
            type_name=rules.balanced(self.form.title.upper(), _SHORT_TITLE if small else _LONG_TITLE),
            abstract=(),
            blocks=blocks,
            author=self.issuer.name,
            paper=tree.PaperSize.A5 if small else tree.PaperSize.A4,
            form_mark=self.mark,
            foot=self.source,
            kind=self.kind,
        )


def who(case: Case, *, with_contact: bool = False) -> Iterator[tree.Field]:
    """Whose request it is and about what; the telephone number only where the form asks for it."""
    row = case.row
    applicant = f"{row.applicant_name} ({_relation(row.relation)})"
    if with_contact and row.applicant_phone:
        applicant += f", điện thoại {row.applicant_phone}"
    yield tree.Field("Người nộp", applicant, strong=True)
    yield tree.Field("Học sinh", pupil_words(case))
    yield tree.Field("Thủ tục", _matter(case))


def _relation(relation: str) -> str:
    return {
        Relation.PARENT: "cha, mẹ",
        Relation.GUARDIAN: "người giám hộ",
        Relation.SELF: "người có tên trên giấy tờ",
        Relation.RELATIVE: "người thân",
        Relation.PROXY: "người được ủy quyền",
    }[Relation(relation)]


def pupil_words(case: Case) -> str:
    row = case.row
    parts = [row.pupil_name]
    if row.pupil_class:
        parts.append(f"lớp {row.pupil_class}")
    if row.graduation_year:
        parts.append(f"tốt nghiệp năm {row.graduation_year}")
    return ", ".join(parts)


def _matter(case: Case) -> str:
    row = case.row
    words = row.version.procedure.name
    if row.wanted_class:
        words += f", xin vào lớp {row.wanted_class}"
    if row.other_school:
        words += f" ({row.other_school})"
    return words


def route_of(case: Case) -> Route:
    return Route(case.row.route)
