"""Telling people what became of a lock and of a correction.

The notices follow from the state alone: each run makes the open ones exactly those that hold, computed when it runs.
What was decided is told for a month; an opened lock as long as it is open; all of it until the report is submitted.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_noop

from reports.enums import AmendmentState
from reports.models import Amendment, ClosingChange, LockException, Report
from reports.rules.lock import LockReason, Opening, lock_of
from schooladmin.core.periods import local_date
from schooladmin.notices import actions as notices
from schooladmin.notices.enums import Level
from schooladmin.notices.queries import units_told
from schooladmin.notices.words import Bilingual, Value, Words
from schooladmin.units.models import Membership, Reach, Unit
from schooladmin.units.permissions import right_for
from schooladmin.units.queries import members_on, with_names
from schooladmin.units.scope import Scope, opened, system

LOCK, AMENDMENT = "reports.lock", "reports.amendment"
STANDS = timedelta(days=31)
_OPENED = gettext_noop("Báo cáo %(quarter)s được mở thêm đến hết %(until)s. Lý do: %(reason)s")
_ENDED = gettext_noop("Thời gian mở thêm của báo cáo %(quarter)s đã hết sau %(until)s; báo cáo chưa nộp.")
_REVOKED = gettext_noop("Việc mở thêm báo cáo %(quarter)s đã được thu hồi.")
_MOVED = gettext_noop("Ngày khóa báo cáo %(quarter)s đổi từ %(old)s thành %(new)s. Lý do: %(reason)s")
_PROPOSED = gettext_noop("%(school)s đề nghị đính chính báo cáo %(quarter)s: %(what)s.")
_APPROVED = gettext_noop("Đính chính báo cáo %(quarter)s đã được duyệt: %(what)s.")
_REFUSED = gettext_noop("Đính chính báo cáo %(quarter)s không được duyệt: %(what)s. Lý do: %(reason)s")
_NEVER = Bilingual("không khóa", "never")


def tell(unit_ids: Collection[int] | None, at: datetime) -> notices.Kept:
    """Make the notices of the schools what they should be now; None: of every school (the hourly run).

    The installation's own work whoever acts: a school does not see the organ's rows, nor an organ those of another.
    """
    today = local_date(at)
    with opened(system(today, "Thông báo về báo cáo")) as scope, translation.override("vi"):
        locks, corrections = list(_locks(unit_ids, today)), list(_corrections(scope, unit_ids, today))
        kept = [_keep(scope, kind, unit_ids, drafts, at) for kind, drafts in ((LOCK, locks), (AMENDMENT, corrections))]
    return notices.Kept(sum(one.opened for one in kept), sum(one.closed for one in kept))


def settle(actor: Scope, report: Report, at: datetime) -> None:
    """The report is submitted: nobody needs to hear of its lock any more."""
    notices.withdraw(actor=actor, unit_id=report.unit_id, key_prefix=_matter(report), at=at)


def _keep(
    scope: Scope, kind: str, unit_ids: Collection[int] | None, drafts: list[notices.Draft], at: datetime
) -> notices.Kept:
    known = units_told(scope, kind) | {draft.unit_id for draft in drafts} if unit_ids is None else set(unit_ids)
    return notices.keep(actor=scope, kind=kind, unit_ids=known, drafts=drafts, at=at)


# Locks


def _locks(unit_ids: Collection[int] | None, today: date) -> Iterator[notices.Draft]:
    """What the writers of schools that have not submitted are told of their lock."""
    since = today - STANDS
    given: Mapping[tuple[int, int], list[LockException]] = defaultdict(list)
    for row in LockException.objects.filter(Q(until__gte=since) | Q(revoked_at__date__gte=since)):
        given[row.round_id, row.unit_id].append(row)
    moved: dict[int, ClosingChange] = {}
    for change in ClosingChange.objects.filter(changed_at__date__gte=since):
        moved.setdefault(change.round_id, change)  # the newest first
    rows = Report.objects.filter(submitted_at__isnull=True).select_related("round")
    rows = rows.filter(Q(round__in=moved) | Q(round__in={round_id for round_id, _unit in given}))
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    reports = list(rows)
    people = _people({report.unit_id for report in reports}, "reports.report.edit", today)
    for report in reports:
        exceptions = given[report.round_id, report.unit_id]
        for key, level, words in _lock_words(report, exceptions, moved.get(report.round_id), today):
            yield from _drafts(report, people[report.unit_id], f"{_matter(report)}:{key}", words, level)


def _lock_words(
    report: Report, exceptions: list[LockException], change: ClosingChange | None, today: date
) -> Iterator[tuple[str, Level, Words]]:
    openings = [Opening(row.until, row.revoked_at is not None) for row in exceptions]
    lock = lock_of(report.round.closes_on, openings, submitted=False, day=today)
    quarter = _quarter(report)
    if exceptions and lock.is_locked and lock.reason is LockReason.REVOKED:
        last = next(row for row in exceptions if row.revoked_at is not None)
        yield f"revoked:{last.pk}", Level.SOON, Words(_REVOKED, {"quarter": quarter})
    elif exceptions and lock.is_locked and lock.reason is LockReason.EXPIRED and lock.until:
        yield f"ended:{lock.until}", Level.SOON, Words(_ENDED, {"quarter": quarter, "until": lock.until})
    elif not lock.is_locked:
        for row in exceptions:
            if row.revoked_at is None and row.until == lock.until:
                values: dict[str, Value] = {"quarter": quarter, "until": row.until, "reason": row.reason}
                yield f"opened:{row.pk}", Level.INFO, Words(_OPENED, values)
                break
    if change is not None and _until(change.old, openings) != _until(change.new, openings):
        values = {"quarter": quarter, "old": change.old or _NEVER, "new": change.new or _NEVER, "reason": change.reason}
        is_sooner = change.new is not None and (change.old is None or change.new < change.old)
        yield f"moved:{change.pk}", Level.SOON if is_sooner else Level.INFO, Words(_MOVED, values)


def _until(closes_on: date | None, openings: Iterable[Opening]) -> date | None:
    """The last day of a school if the quarter closed on that day."""
    if closes_on is None:
        return None
    return max([closes_on, *(opening.until for opening in openings if not opening.is_revoked)])


# Corrections


def _corrections(scope: Scope, unit_ids: Collection[int] | None, today: date) -> Iterator[notices.Draft]:
    """Who decides is told of what waits, who may propose of what was decided."""
    rows = Amendment.objects.filter(Q(state=AmendmentState.PROPOSED) | Q(decided_at__date__gte=today - STANDS))
    if unit_ids is not None:
        rows = rows.filter(unit__in=unit_ids)
    found = list(rows.select_related("report"))
    schools = {row.unit_id for row in found}
    deciders, proposers = _deciders(schools, today), _people(schools, "reports.amendment.propose", today)
    names = {unit.pk: str(getattr(unit, "name", None) or unit.code) for unit in _named(scope, schools)}
    for row in found:
        values: dict[str, Value] = {"quarter": _quarter(row.report), "what": row.label}
        if row.state == AmendmentState.PROPOSED:
            words = Words(_PROPOSED, values | {"school": names[row.unit_id]})
            people, level = deciders[row.unit_id], Level.SOON
        elif row.state == AmendmentState.APPROVED:
            words, people, level = Words(_APPROVED, values), proposers[row.unit_id], Level.INFO
        else:
            words, people, level = Words(_REFUSED, values | {"reason": row.refusal}), proposers[row.unit_id], Level.SOON
        yield from _drafts(row.report, people, f"{AMENDMENT}:{row.pk}:{row.state}", words, level, "#amendments")


def _named(scope: Scope, unit_ids: set[int]) -> Iterable[Unit]:
    return with_names(scope.units().filter(pk__in=unit_ids), scope.at)


def _deciders(schools: set[int], today: date) -> Mapping[int, set[int]]:
    """The officers of the Party organs above each school that can log in."""
    right = right_for("reports.amendment.approve")
    above: Mapping[int, set[int]] = defaultdict(set)
    reached = Reach.objects.valid_on(today).filter(unit_id__in=schools, kind__in=right.kinds)
    for school, organ in reached.values_list("unit_id", "supervisor_id"):
        above[organ].add(school)
    found: Mapping[int, set[int]] = defaultdict(set)
    members = Membership.objects.valid_on(today).filter(unit_id__in=above, role__in=right.above)
    for organ, person in members.filter(person__user__is_active=True).values_list("unit_id", "person_id"):
        for school in above[organ]:
            found[school].add(person)
    return found


# Both


def _people(schools: set[int], verb: str, today: date) -> Mapping[int, set[int]]:
    """Those of each school that hold the verb there and can log in."""
    found: Mapping[int, set[int]] = defaultdict(set)
    members = members_on(Unit.objects.filter(pk__in=schools), today)
    rows = members.filter(role__in=right_for(verb).own, person__user__is_active=True)
    for unit_id, person_id in rows.values_list("unit_id", "person_id"):
        found[unit_id].add(person_id)
    return found


def _drafts(
    report: Report, people: Iterable[int], key: str, words: Words, level: Level, anchor: str = ""
) -> Iterator[notices.Draft]:
    url = reverse("reports.report.read", args=[report.pk]) + anchor
    for person_id in sorted(people):
        yield notices.Draft(report.unit_id, person_id, key, words, url, level)


def _matter(report: Report) -> str:
    return f"{LOCK}:{report.pk}"


def _quarter(report: Report) -> Bilingual:
    quarter = report.period
    return Bilingual(quarter.label, f"Q{quarter.number}/{quarter.year}")
