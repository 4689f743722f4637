"""The offices whose paper the actor may have, what it says now, and what it said when it was made final."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import override

from reports.consolidated.content import SchoolLine, SumsContent
from reports.consolidated.papers import KINDS
from reports.consolidated.queries import consolidated, schools_below
from reports.models import Consolidation
from reports.queries import submitted_reports
from schooladmin.core.periods import Quarter
from schooladmin.documents.enums import FileKind
from schooladmin.documents.issuing.queries import current_issue
from schooladmin.documents.kinds import KindRule, sign_of
from schooladmin.documents.models import Issue, RenderedFile
from schooladmin.documents.offers import office_files
from schooladmin.documents.queries import current_files, kind_on, profile_on
from schooladmin.documents.tree import Regime, Signature
from schooladmin.jobs.models import Job
from schooladmin.units.enums import Role, SupervisionKind, UnitKind
from schooladmin.units.queries import holder_on, name_on, supervisor_on, with_names
from schooladmin.units.scope import Scope

PAPER = "reports.consolidated.paper"
ISSUE = "reports.consolidated.issue"


# What organs of a kind sign their papers with, whatever the code that the system knows them by.
_SIGNS = {
    UnitKind.PROVINCE_COMMITTEE: "UBND",
    UnitKind.DISTRICT_COMMITTEE: "UBND",
    UnitKind.COMMUNE_COMMITTEE: "UBND",
    UnitKind.PROVINCE_DEPARTMENT: "SGDĐT",
    UnitKind.DISTRICT_OFFICE: "PGDĐT",
    UnitKind.PARTY_COMMITTEE: "ĐU",
}
_PEOPLES_COMMITTEES = frozenset({UnitKind.PROVINCE_COMMITTEE, UnitKind.DISTRICT_COMMITTEE, UnitKind.COMMUNE_COMMITTEE})
_DEPUTY = "phó "


@dataclass(frozen=True)
class Office:
    """An organ that sums up its schools. A Party committee sums their outlines, every other their state reports."""

    pk: int
    code: str
    name: str
    kind: UnitKind

    @property
    def regime(self) -> Regime:
        return Regime.PARTY if self.kind is UnitKind.PARTY_COMMITTEE else Regime.STATE

    def key(self, quarter: Quarter) -> str:
        """What the files and versions of its paper are kept under."""
        return f"reports.consolidated:{self.pk}:{quarter.code}"

    @property
    def sign(self) -> str:
        """Its letters in the number of a paper: «UBND», «ĐU»."""
        return _SIGNS.get(self.kind) or sign_of(self.code)


def offices_for(scope: Scope, verb: str) -> list[Office]:
    """The offices in which the actor holds ``verb``, in the order of names (one query)."""
    return [
        Office(unit.pk, unit.code, str(getattr(unit, "name", None) or unit.code), UnitKind(unit.kind))
        for unit in with_names(scope.units_for(verb), scope.at)
    ]


def sums_now(scope: Scope, office: Office, quarter: Quarter) -> SumsContent:
    """What the paper would say if it were made final now. Raises Refusal when the office has no name today."""
    day, is_state = scope.at, office.regime is Regime.STATE
    with override("vi"):  # the names of procedures and the notes are printed
        page = consolidated(scope, quarter, office.regime, office.pk)
        topics = tuple((topic, page.names[topic]) for topic in page.topics)
    name = name_on(office.pk, day)
    above = supervisor_on(office.pk, SupervisionKind.ADMINISTRATIVE if is_state else SupervisionKind.PARTY, day)
    head = holder_on(office.pk, Role.HEAD, day)
    signs = profile_on(office.regime, day).sign_prefixes
    signature = _signature(office, head.title if head else "", head.person.full_name if head else "", signs)
    return SumsContent(
        regime=office.regime,
        quarter=quarter.code,
        unit_code=office.code,
        unit_name=name.name,
        upper_name=name_on(above.pk, day).name if above else "",
        place=name.place,
        sign=office.sign,
        document_date=day,
        authority=signature.authority,
        position=signature.position,
        signer=signature.name,
        first=page.days[0] if page.days else None,
        last=page.days[1] if page.days else None,
        topics=topics,
        schools=tuple(
            SchoolLine(
                school.code,
                school.name,
                school.report.current_snapshot.sha256
                if school.values and school.report and school.report.current_snapshot
                else "",
                dict(school.values),
                school.notes,
            )
            for school in page.schools
        ),
    )


def _signature(office: Office, title: str, name: str, signs: Mapping[str, str]) -> Signature:
    """How the head signs: for a committee on its behalf, for another organ in his own name; a deputy for his head.

    ``signs`` are the prefixes of the form that holds on the day of the paper («TM.», «KT.»). After «TM. ỦY BAN NHÂN
    DÂN» the office is not named once more (NĐ 30/2020/NĐ-CP, Phụ lục I, mục II.7).
    """
    if office.regime is Regime.PARTY:
        return Signature(f"{signs['behalf']} ĐẢNG ỦY", title or "BÍ THƯ", name)
    lines = []
    if office.kind in _PEOPLES_COMMITTEES:
        lines.append(f"{signs['behalf']} ỦY BAN NHÂN DÂN")
        title = title.partition(" UBND")[0].partition(" Ủy ban")[0] or "CHỦ TỊCH"
    if title.casefold().startswith(_DEPUTY):
        lines.append(f"{signs['for']} {title[len(_DEPUTY) :].upper()}")
    return Signature("\n".join(lines), title or "THỦ TRƯỞNG ĐƠN VỊ", name)


def final_of(scope: Scope, office: Office, quarter: Quarter) -> Consolidation | None:
    """What the office made final last, if it did."""
    rows = Consolidation.objects.filter(unit__in=scope.units_for(PAPER), unit_id=office.pk, quarter=quarter.code)
    return rows.order_by("-number").first()


def finals_of(scope: Scope, quarter: Quarter) -> dict[int, Consolidation]:
    """What each office made final last, by its key; without what the papers say (one query)."""
    rows = Consolidation.objects.filter(unit__in=scope.units_for(PAPER), quarter=quarter.code).defer("data")
    return {row.unit_id: row for row in rows.order_by("number")}


def rule_of(content: SumsContent) -> KindRule:
    """The rule of the paper's kind on its day."""
    return kind_on(KINDS[content.regime], content.document_date)


@dataclass(frozen=True)
class Panel:
    """The paper of an office beside its sums. ``is_old``: a school handed in or corrected since it was made final."""

    office: Office
    key: str
    others: tuple[Office, ...]
    all: int
    counted: int
    final: Consolidation | None
    is_old: bool
    issue: Issue | None
    file: RenderedFile | None
    office_files: list[RenderedFile]
    draft: RenderedFile | None
    draft_files: list[RenderedFile]
    job: Job | None
    may_issue: bool

    @property
    def missing(self) -> int:
        return self.all - self.counted


def panel_for(scope: Scope, quarter: Quarter, regime: Regime, known: list[Office], code: str = "") -> Panel | None:
    """The paper of the asked office of this regime among those ``known``, or of the first; None where there is none.

    A constant number of queries.
    """
    offices = [office for office in known if office.regime is regime]
    office = next((found for found in offices if found.code == code), offices[0] if offices else None)
    if office is None:
        return None
    key = office.key(quarter)
    keys = [key, f"{key}:draft"]
    final = final_of(scope, office, quarter)
    handed_in = _handed_in(scope, office, quarter)
    files, others = current_files(scope, keys), office_files(scope, keys)
    jobs = Job.objects.filter(unit__in=scope.units(), key__startswith=f"{key}:")
    return Panel(
        office=office,
        key=key,
        others=tuple(other for other in offices if other != office),
        all=len(handed_in),
        counted=sum(bool(sha256) for sha256 in handed_in.values()),
        final=final,
        is_old=final is not None and _is_old(scope, office, quarter, final, handed_in),
        issue=current_issue(office.pk, key) if final else None,
        file=files.get(key),
        office_files=others.get(key, []),
        draft=files.get(keys[1]),
        draft_files=others.get(keys[1], []),
        job=jobs.order_by("-created_at").first(),
        may_issue=scope.may(ISSUE, office.pk),
    )


def _is_old(scope: Scope, office: Office, quarter: Quarter, final: Consolidation, handed_in: dict[str, str]) -> bool:
    """Whether a school handed in or corrected since. The sums are read only where a snapshot is another one."""
    if handed_in == {row["code"]: row["sha256"] for row in final.data["schools"]}:
        return False
    return not SumsContent.from_json(final.data).says_the_same(sums_now(scope, office, quarter))


def _handed_in(scope: Scope, office: Office, quarter: Quarter) -> dict[str, str]:
    """Every school below the office by code, with the sum of the snapshot that speaks now; empty for none."""
    schools = schools_below(scope, office.pk)
    rows = submitted_reports(scope, quarter).filter(unit__in=schools).select_related(None).order_by("unit__code", "pk")
    if office.regime is Regime.STATE:  # a quarter opened without a state template has no such paper
        rows = rows.filter(current_snapshot__state_template__isnull=False)
    sums = dict(rows.values_list("unit__code", "current_snapshot__sha256"))
    return {code: sums.get(code, "") for code in schools.values_list("code", flat=True)}


def file_of(scope: Scope, office: Office, quarter: Quarter, kind: FileKind, *, draft: bool) -> RenderedFile | None:
    """The file that was made last of the final paper, or of a draft."""
    key = f"{office.key(quarter)}{':draft' if draft else ''}"
    return current_files(scope, [key], kind).get(key)
