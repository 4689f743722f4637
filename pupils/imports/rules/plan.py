"""What a list changes in the register: who is new, who is changed, who cannot be told. Nobody is guessed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pupils.imports.rules.types import IdentifierKeys, Known, Mapping, Problem, Row, Target, Wrong
from pupils.rules import name_key

# Fields that are taken as the list says them; a list that says nothing changes nothing.
_PLAIN = (
    "full_name", "birth_date", "class_name", "school_year", "graduation_year", "guardian_name", "guardian_phone",
)  # fmt: skip


@dataclass
class Plan:
    """What publishing does; ``changed`` are (pupil, row, fields with their new values)."""

    new: list[Row] = field(default_factory=list)
    changed: list[tuple[Known, Row, dict[str, object]]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)


def make_plan(rows: Sequence[Row], known: Iterable[Known], mapping: Mapping, keys: IdentifierKeys) -> Plan:
    """Compare sound rows with the pupils of the school.

    A pupil is recognised by the identifier, else by the code, else by name (without tone marks) and birth date. What
    contradicts itself, or fits two pupils, is a problem of the row.
    """
    register = _Register(known, keys)
    if register.empty:
        return Plan(new=list(rows))
    matches: list[tuple[Row, Known | None]] = []
    plan = Plan()
    for row in rows:
        try:
            matches.append((row, register.find(row)))
        except Wrong as wrong:
            column = mapping.get(_COLUMN_OF.get(wrong.code, Target.FULL_NAME), -1)
            plan.problems.append(Problem(row.sheet, row.row, column, wrong.code, wrong.params))
    rows_of: dict[int, list[Row]] = defaultdict(list)
    for row, pupil in matches:
        if pupil is not None:
            rows_of[pupil.pk].append(row)
    for row, pupil in matches:
        if pupil is None:
            plan.new.append(row)
        elif len(several := rows_of[pupil.pk]) > 1:
            twin = next(other for other in several if other is not row)
            plan.problems.append(Problem(row.sheet, row.row, -1, "same-pupil", {"row": str(twin.row + 1)}))
        elif changes := _changes(pupil, row):
            plan.changed.append((pupil, row, changes))
        else:
            plan.unchanged += 1
    return plan


_COLUMN_OF = {
    "code-of-other": Target.CODE,
    "code-differs": Target.CODE,
    "identifier-differs": Target.IDENTIFIER,
    "other-person-identifier": Target.IDENTIFIER,
    "other-person-code": Target.CODE,
}


class _Register:
    """The pupils of the school by each of the three keys."""

    def __init__(self, known: Iterable[Known], keys: IdentifierKeys) -> None:
        self._keys = keys
        self._by_identifier: dict[str, Known] = {}
        self._by_code: dict[str, list[Known]] = defaultdict(list)
        self._by_birth: dict[object, list[Known]] = defaultdict(list)
        self.empty = True
        for pupil in known:
            self.empty = False
            if pupil.identifier_key:
                self._by_identifier[pupil.identifier_key] = pupil
            if pupil.code:
                self._by_code[pupil.code.casefold()].append(pupil)
            if pupil.birth_date:
                self._by_birth[pupil.birth_date].append(pupil)

    def find(self, row: Row) -> Known | None:
        """The pupil of a row, None if new. Raises Wrong when that cannot be said."""
        coded = self._by_code.get(row.code.casefold(), []) if row.code else []
        if len(coded) > 1:
            raise Wrong("ambiguous", count=len(coded))
        by_code = coded[0] if coded else None
        by_identifier = None
        for key in self._keys[row.identifier] if row.identifier else ():
            by_identifier = by_identifier or self._by_identifier.get(key)
        if by_identifier is not None:
            if by_code is not None and by_code.pk != by_identifier.pk:
                raise Wrong("code-of-other")
            return _same_person(row, by_identifier, "other-person-identifier")
        if by_code is not None:
            if row.identifier and by_code.identifier_key:
                raise Wrong("identifier-differs")
            return _same_person(row, by_code, "other-person-code")
        return self._by_name(row)

    def _by_name(self, row: Row) -> Known | None:
        if row.birth_date is None or row.birth_date not in self._by_birth:
            return None
        candidates = [
            pupil
            for pupil in self._by_birth[row.birth_date]
            if not (row.identifier and pupil.identifier_key) and name_key(pupil.full_name) == row.name_key
        ]  # two identifiers that both exist differ, or they had been found: those are two people
        same = [pupil for pupil in candidates if not (row.code and pupil.code)]
        if len(same) > 1:
            raise Wrong("ambiguous", count=len(same))
        if candidates and not same:
            # Another program has other codes: taking them for new would double the register.
            raise Wrong("code-differs", other=candidates[0].code)
        return same[0] if same else None


def _same_person(row: Row, pupil: Known, code: str) -> Known:
    """The pupil, unless neither the name nor the birth date is theirs: then the number belongs to somebody else."""
    if row.full_name == pupil.full_name or name_key(pupil.full_name) == row.name_key:
        return pupil
    if row.birth_date is None or pupil.birth_date is None or row.birth_date == pupil.birth_date:
        return pupil
    raise Wrong(code)


def _changes(pupil: Known, row: Row) -> dict[str, object]:
    changes: dict[str, object] = {}
    for name in _PLAIN:
        said = getattr(row, name)
        if said is not None and said != getattr(pupil, name):
            changes[name] = said
    if row.code and row.code.casefold() != pupil.code.casefold():
        changes["code"] = row.code
    if row.identifier and not pupil.identifier_key:
        changes["identifier"] = row.identifier
    if row.status is not None and row.status != pupil.status:
        changes["status"] = row.status
    status = row.status or pupil.status
    if status == "studying":
        if pupil.left_on is not None and "status" in changes:
            changes["left_on"] = None
    elif row.left_on is not None and row.left_on != pupil.left_on:
        changes["left_on"] = row.left_on
    return changes
