"""Which papers a request has, and how each is made: the one place that views and background jobs ask."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from procedures.enums import State
from procedures.models import PaperForm
from procedures.papers import letters, slips
from procedures.papers.case import Case, Forms, handed_over, issuer_on, leaders_on
from procedures.papers.control import control
from procedures.papers.flow import steps_of
from procedures.papers.kinds import OF_REQUEST, PaperKind
from procedures.papers.letters import Letter
from procedures.papers.sheet import Sheet
from procedures.rules.codes import short_code
from schooladmin.core.errors import OutOfScope
from schooladmin.core.periods import local_date
from schooladmin.documents import tree
from schooladmin.documents.kinds import sign_of
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import kind_on, profile_of

EXTENSION, OVERDUE = "extension", "overdue"
_FILE_NAMES = {
    PaperKind.RECEIPT: "Giay-tiep-nhan",
    PaperKind.MISSING: "Phieu-bo-sung",
    PaperKind.REFUSAL: "Phieu-tu-choi",
    PaperKind.APOLOGY: "Van-ban-xin-loi",
    PaperKind.STOP: "Thong-bao-dung",
    PaperKind.CONTROL: "Phieu-kiem-soat",
}


@dataclass(frozen=True)
class Offer:
    """A paper that a request has in its state. ``part`` tells two of one kind apart; ``day`` is that of its event."""

    kind: PaperKind
    day: date
    form: PaperForm
    part: str = ""
    is_draft: bool = False

    def key(self, request_id: int) -> str:
        """What a file of this paper belongs to."""
        tail = ":draft" if self.is_draft else ""
        return f"procedures.paper:{request_id}:{self.kind}:{self.part}{tail}"


def offers_of(case: Case) -> list[Offer]:
    """The papers that make sense now, in the order of their numbers (one query for the forms)."""
    forms = Forms(OF_REQUEST)
    found = []
    for kind, day, part, is_draft in _wanted(case):
        form = forms.on(kind, day)
        if form is not None:  # the older set has no stop notice, and before 2019 there was no set at all
            found.append(Offer(kind, day, form, part, is_draft))
    return found


def _wanted(case: Case) -> list[tuple[PaperKind, date, str, bool]]:
    row = case.row
    received = local_date(row.received_at)
    found = [(PaperKind.RECEIPT, received, "", False)]
    for number, stop in enumerate(case.asked, start=1):
        found.append((PaperKind.MISSING, local_date(stop.started_at), str(number), False))
    if row.closed_at is not None and not row.is_slip:  # nobody asked for what was only a slip: nobody is told
        kind = PaperKind.REFUSAL if row.state == State.REFUSED else PaperKind.STOP
        found.append((kind, local_date(row.closed_at), "", False))
    if case.extension is not None:
        found.append((PaperKind.APOLOGY, local_date(case.extension.at), EXTENSION, False))
    elif case.presses and not case.is_beyond_extension:
        found.append((PaperKind.APOLOGY, case.today, EXTENSION, True))
    if needs_apology(case):
        found.append((PaperKind.APOLOGY, case.today, OVERDUE, True))
    elif case.apology is not None:
        found.append((PaperKind.APOLOGY, local_date(case.apology.at), OVERDUE, False))
    found.append((PaperKind.CONTROL, received, "", False))
    return found


def needs_apology(case: Case) -> bool:
    """Whether a letter without extension is due: none was signed yet, or the day that the last one named has passed."""
    if not (case.is_beyond_extension and case.presses):
        return False
    named = case.apology.expected_on if case.apology is not None else None
    return named is None or named < case.today


def pick(case: Case, kind: str, part: str = "") -> Offer:
    """The paper of an address. Raises OutOfScope (404) for one that the request does not have."""
    found = [offer for offer in offers_of(case) if offer.kind == kind]
    if part:
        found = [offer for offer in found if offer.part == part]
    if not found:
        raise OutOfScope
    return max(found, key=lambda offer: not offer.is_draft)  # what was signed goes before what is being drafted


def document_of(case: Case, offer: Offer, base: str, letter: Letter | None = None) -> tuple[tree.Document, Profile]:
    """Write the paper and find the rules of form of its day. ``letter`` is what was typed for a draft."""
    rule = kind_on(tree.Kind(offer.kind), offer.day)
    issuer = issuer_on(case.row.unit_id, offer.day)
    sheet = Sheet(
        offer.form,
        issuer,
        leaders_on(case.row.unit_id, offer.day),
        offer.day,
        base,
        rule.open_number(sign_of(issuer.code)) if rule.is_numbered else "",
    )
    with override("vi"):
        return _write(case, offer, sheet, letter or Letter()), profile_of(rule, offer.day)


def _write(case: Case, offer: Offer, sheet: Sheet, letter: Letter) -> tree.Document:
    match offer.kind:
        case PaperKind.RECEIPT:
            return slips.receipt(case, sheet)
        case PaperKind.MISSING:
            return slips.missing(case, sheet, case.asked[int(offer.part) - 1])
        case PaperKind.REFUSAL:
            return letters.refusal(case, sheet)
        case PaperKind.STOP:
            return letters.stop_notice(case, sheet)
        case PaperKind.APOLOGY if offer.part == EXTENSION:
            return letters.extension(case, sheet, letter)
        case PaperKind.APOLOGY:
            return letters.apology(case, sheet, letter, None if offer.is_draft else case.apology)
        case _:
            return control(case, sheet, steps_of(case.events, handed_over(case.row)))


def file_name(case: Case, offer: Offer) -> str:
    """«Giay-tiep-nhan_26-00137-K.pdf»: safe in every archive."""
    part = f"-{offer.part}" if offer.kind is PaperKind.MISSING and len(case.asked) > 1 else ""
    return f"{_FILE_NAMES[offer.kind]}{part}_{short_code(case.row.code)}{'_du-thao' if offer.is_draft else ''}.pdf"
