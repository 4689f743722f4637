"""One of everything in one school: what the persona matrix and the totals test walk through."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.files.base import ContentFile

from procedures.actions.intake import Application, accept_request
from procedures.actions.work import solve_request
from procedures.desk.delegating import Assignment, delegate
from procedures.enums import Channel, Relation
from procedures.models import Delegation, Request
from pupils.actions import PupilData, add_pupil
from pupils.models import Pupil
from reform.actions import add_commitment, log_result
from reform.models import Commitment, Result
from reports.actions.comments import comment
from reports.actions.rounds import open_round
from reports.actions.themes import ThemeText, create_theme, publish_theme
from reports.models import Comment, Report, Theme
from reports.rendering import request_rendering
from schooladmin.core.periods import Quarter
from schooladmin.evidence.actions import store_evidence
from schooladmin.evidence.models import EvidenceFile
from schooladmin.jobs.models import Job
from schooladmin.legal.models import LegalDocument
from schooladmin.notices.actions import notify
from schooladmin.notices.enums import Level
from schooladmin.notices.models import Notice
from schooladmin.notices.words import Words
from schooladmin.units.models import Membership, Unit
from schooladmin.units.scope import opened, system
from tests.factory import World, moment
from training.actions import AttendanceRow, ClassPlan, Organiser, Part, SchoolPlace, create_class, record_attendance
from training.enums import AttendanceStatus, ClassMode
from training.models import TrainingClass

NOW = moment("2026-10-12 20:00")
QUARTER = Quarter(2026, 3)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


@dataclass(frozen=True)
class Stage:
    """The things of the school of ``world``."""

    world: World
    request: Request
    delegation: Delegation
    training: TrainingClass
    own_class: TrainingClass
    result: Result
    commitment: Commitment
    evidence: EvidenceFile
    theme: Theme
    draft_theme: Theme
    report: Report
    talk: Comment
    job: Job
    membership: Membership
    act: LegalDocument
    pupil: Pupil
    notice: Notice


def set_stage(world: World) -> Stage:
    """Build one of everything for the world's first school."""
    scope = system(NOW.date(), "test")
    with opened(scope):
        evidence = store_evidence(
            actor=scope,
            unit_id=world.school.pk,
            upload=ContentFile(PDF, name="quyet-dinh.pdf"),
            title="Quyết định",
            at=NOW,
        )
        theme, draft = (
            create_theme(
                actor=scope,
                unit_id=world.party.pk,
                quarter=QUARTER,
                text=ThemeText("Cải cách để phục vụ", "# I. Quan điểm\n\nMột đoạn.", "Kết luận."),
                at=moment("2026-07-01 09:00"),
            )
            for _version in range(2)
        )
        publish_theme(actor=scope, theme_id=theme.pk, at=moment("2026-07-02 09:00"))
        open_round(actor=scope, theme_id=theme.pk, due_on=date(2026, 10, 15), at=moment("2026-07-03 09:00"))
        report = Report.objects.get(unit=world.school)
        return Stage(
            world=world,
            request=add_request(world.school, moment("2026-09-14 08:00")),
            delegation=add_delegation(world, moment("2026-09-14 08:00")),
            training=add_class(world, world.department, moment("2026-08-20 08:00")),
            own_class=add_class(world, world.school, moment("2026-09-20 08:00")),
            result=add_result(world.school, date(2026, 8, 20)),
            commitment=add_commitment(
                actor=scope,
                unit_id=world.school.pk,
                quarter=QUARTER,
                text="Rà soát quy trình tiếp nhận hồ sơ",
                owner_name="Văn thư",
                due_on=date(2026, 12, 31),
                at=NOW,
            ),
            evidence=evidence,
            theme=theme,
            draft_theme=draft,
            report=report,
            talk=comment(
                actor=scope,
                report_id=report.pk,
                anchor="digital",
                text="Số này lấy ở đâu?",
                mutation_id=uuid.uuid4(),
                at=NOW,
            ),
            job=request_rendering(actor=scope, report=report, at=NOW),
            membership=Membership.objects.get(person=world.users["teacher"].person),
            act=LegalDocument.objects.order_by("pk").first() or LegalDocument(),
            pupil=add_pupil(
                actor=scope,
                unit_id=world.school.pk,
                data=PupilData(full_name="Nguyễn Văn Con", identifier="000215123456"),
                at=NOW,
            ),
            notice=add_notice(world),
        )


def add_notice(world: World) -> Notice:
    """A notice of the clerk of the school."""
    notify(
        actor=system(NOW.date(), "test"),
        unit_id=world.school.pk,
        person_ids=[world.users["clerk"].person_id],
        key="test:1",
        kind="test",
        text=Words("Thông báo"),
        url="/",
        level=Level.INFO,
        at=NOW,
    )
    return Notice.objects.get(key="test:1")


def add_request(school: Unit, received_at: datetime, *, solved: bool = False) -> Request:
    """A request of the school, open or solved a day later."""
    scope = system(NOW.date(), "test")
    request = accept_request(
        actor=scope,
        unit_id=school.pk,
        application=Application(
            procedure="RUT-HOC-BA",
            channel=Channel.DIRECT,
            applicant_name="Lê Thị Mẹ",
            applicant_phone="0912345678",
            relation=Relation.PARENT,
            pupil_name="Nguyễn Văn Con",
            received_at=received_at,
        ),
        at=received_at,
        backdated=True,
    )
    if solved:
        solve_request(actor=scope, request_id=request.pk, at=received_at + timedelta(days=1))
    return request


def add_delegation(world: World, at: datetime, last_day: date | None = None) -> Delegation:
    """The deputy of the school signs for its principal from the day of ``at``: standing, or until ``last_day``."""
    return delegate(
        actor=system(at.date(), "test"),
        unit_id=world.school.pk,
        assignment=Assignment(
            principal_id=world.users["principal"].person_id,
            deputy_id=world.users["deputy"].person_id,
            first_day=at.date(),
            last_day=last_day,
            basis="12/QĐ-THCS",
            reason="Phân công trong Ban Giám hiệu",
        ),
        at=at,
        mutation_id=uuid.uuid4(),
    )


def add_result(school: Unit, day: date) -> Result:
    """A logged result of the school."""
    return log_result(
        actor=system(NOW.date(), "test"),
        unit_id=school.pk,
        area="1",
        happened_on=day,
        text="Ban hành quy chế làm việc mới của nhà trường.",
        at=NOW,
    )


def add_class(world: World, owner: Unit, starts_at: datetime) -> TrainingClass:
    """A class that the world's first school attends, held by ``owner``."""
    scope = system(NOW.date(), "test")
    row = create_class(
        actor=scope,
        unit_id=owner.pk,
        mutation_id=uuid.uuid4(),
        plan=ClassPlan(
            title="Bồi dưỡng năng lực số",
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=3),
            mode=ClassMode.IN_PERSON,
            organisers=(Organiser("Sở Giáo dục và Đào tạo"),),
            schools=(SchoolPlace(world.school.pk),),
            parts=(Part("Kỹ năng số", 180),),
            place="Hội trường",
            essay_topic="Vận dụng vào bài dạy",
            essay_due=date(2026, 9, 30),
        ),
        at=starts_at - timedelta(days=3),
    )
    people = [world.users[who].person_id for who in ("principal", "deputy", "teacher")]
    record_attendance(
        actor=scope,
        class_id=row.pk,
        school_id=world.school.pk,
        rows=[AttendanceRow(person, AttendanceStatus.PRESENT) for person in people],
        at=starts_at + timedelta(hours=4),
    )
    return row
