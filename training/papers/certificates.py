"""Certificates as issued versions: name, day and number stay as they were issued, whatever is renamed afterwards.

Who was renamed gets the next version when certificates are asked for again; one that was withdrawn is made no more,
unless it says something else than the one that was withdrawn.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from django.urls import reverse

from schooladmin.core.periods import VIETNAM
from schooladmin.documents import tree
from schooladmin.documents.issuing.actions import PaperFacts, issue_paper
from schooladmin.documents.issuing.sums import current_issues, sum_of
from schooladmin.documents.kinds import KindRule, sign_of
from schooladmin.documents.models import Issue
from schooladmin.documents.profiles import Profile
from schooladmin.documents.queries import kind_on, profile_of
from schooladmin.units.scope import Scope
from training.models import ClassSchool
from training.papers.course import Course, Issuer, Line, book_numbers, course_of, issuer_on
from training.papers.sheets import certificate


@dataclass(frozen=True)
class Certificate:
    """A certificate as it is printed now; ``issue`` is the version that says the same, None before it was issued."""

    key: str
    name: str
    number: str  # the line of the class's book
    document: tree.Document
    profile: Profile
    issue: Issue | None


def key_of(attendance_id: int) -> str:
    """What the files and versions of a certificate belong to."""
    return f"training.certificate:{attendance_id}"


def withdrawn_keys(unit_id: int, keys: Collection[str]) -> set[str]:
    """Those of the certificates whose version that speaks now was withdrawn: their files are handed out no more."""
    return {key for key, issue in current_issues(unit_id, keys).items() if issue.is_withdrawn}


def certificates_of(scope: Scope, place: ClassSchool) -> list[Certificate]:
    """The certificates of a school's list: each as it was issued, or as of today where it was not or was renamed.

    The number of queries grows with the days on which some were issued, not with the people.
    """
    course = course_of(scope, place, scope.at)
    lines = [(line, line.entry.pk) for line in course.certified if line.entry is not None]
    issues = current_issues(course.row.unit_id, [key_of(pk) for _line, pk in lines])
    numbers, form = book_numbers(course.row), _Form(course)
    found = []
    for line, pk in lines:
        key, issue = key_of(pk), issues.get(key_of(pk))
        if issue is not None:
            document, profile = form.on(issue.day, line, numbers[pk])
            if sum_of(document) == issue.snapshot_hash:
                if not issue.is_withdrawn:
                    found.append(Certificate(key, line.name, numbers[pk], document, profile, issue))
                continue
        document, profile = form.on(scope.at, line, numbers[pk])
        found.append(Certificate(key, line.name, numbers[pk], document, profile, None))
    return found


class _Form:
    """Writes the certificates of a course; what holds for a day is read once for that day."""

    def __init__(self, course: Course) -> None:
        self._course = course
        self._days: dict[date, tuple[Course, Issuer, KindRule, Profile]] = {}

    def on(self, day: date, line: Line, number: str) -> tuple[tree.Document, Profile]:
        """The certificate of one person as it is written on ``day``."""
        if day not in self._days:
            rule = kind_on(tree.Kind.CERTIFICATE, day)
            issuer = issuer_on(self._course.row.unit_id, day)
            self._days[day] = (replace(self._course, day=day), issuer, rule, profile_of(rule, day))
        course, issuer, rule, profile = self._days[day]
        return certificate(course, line, issuer, rule, number), profile


def issue_certificates(*, actor: Scope, place: ClassSchool, at: datetime) -> list[Certificate]:
    """Issue every certificate of the list that is not issued as it is now; returned are those that were.

    The caller has asked for the right, in its own transaction. Of the holder nothing is kept but a sum.
    """
    row = place.training_class
    fresh = [found for found in certificates_of(actor, place) if found.issue is None]
    for found in fresh:
        day = found.document.head.day
        issue_paper(
            actor=actor,
            unit_id=row.unit_id,
            paper=PaperFacts(
                kind=tree.Kind.CERTIFICATE,
                source_key=found.key,
                snapshot_hash=sum_of(found.document),
                day=day,
                url=reverse("training.attendance.read", args=[place.training_class_id, place.school_id]),
                sign=sign_of(row.unit.code),
                signature=found.document.signature,
                period=" – ".join(_days(place)),
            ),
            at=at,
        )
    return fresh


def _days(place: ClassSchool) -> Iterator[str]:
    """The first and the last day of the class, once if they are one."""
    row = place.training_class
    first, last = (moment.astimezone(VIETNAM).date() for moment in (row.starts_at, row.ends_at))
    yield f"{first:%d/%m/%Y}"
    if last - first >= timedelta(days=1):
        yield f"{last:%d/%m/%Y}"
