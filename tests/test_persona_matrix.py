"""Every address × every persona. An address without a row fails; a row without an address fails."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from procedures.batch.lists import Plan, create_batch
from procedures.models import LobbyScreen, Submission, SubmissionPhoto, TransferLetter, TransferRule
from procedures.models.online import SubmissionState
from procedures.offline.devices import register_device
from procedures.offline.pads import reserve_pad
from procedures.online.queries import hash_of
from procedures.public.actions import open_lobby
from pupils.imports.models import PupilImport
from reform.models import Indicator
from reports.models import Amendment, LockException
from schooladmin.documents.issuing.actions import PaperFacts, issue_paper
from schooladmin.documents.models import Batch, RenderedFile, SignedCopy, TrustAnchor
from schooladmin.documents.tree import Kind
from schooladmin.evidence.storage import keep
from schooladmin.notices.models import Letter
from schooladmin.units.scope import opened, system
from tests.factory import World
from tests.reform_log import Logged, log_something
from tests.stage import NOW, PDF, Stage, set_stage
from tests.transfers import shared_transfer
from training.models import Attendance

PERSONAS = (
    "principal", "deputy", "clerk", "party_secretary", "teacher", "admin", "school_auditor",
    "sister_principal", "foreign_principal",
    "officer", "head", "auditor", "party_officer", "department_officer", "other_officer",
)  # fmt: skip
ANONYMOUS = "anonymous"

OWN = frozenset(PERSONAS[:7])  # people of the school
SUPERVISORS = frozenset({"officer", "head", "auditor", "party_officer", "department_officer"})
OUTSIDE = frozenset({"sister_principal", "foreign_principal", "other_officer"})
EVERYBODY = frozenset(PERSONAS)
READERS = frozenset({"principal", "deputy", "clerk", "party_secretary", "school_auditor"})


@dataclass(frozen=True)
class Row:
    """Who may open an address: ``ok`` may, ``no`` are insiders without the right (403), everybody else sees 404.

    ``public``: answers without login as well. ``post``: the address takes POST only (sent empty: a refusal of what is
    missing is an answer, 403 and 404 are not).
    """

    ok: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    args: Callable[[Stage], list[Any]] = field(default=lambda stage: [])
    post: bool = False
    public: bool = False


def thing(
    ok: frozenset[str] | set[str],
    args: Callable[[Stage], list[Any]],
    *,
    above: frozenset[str] | set[str] | None = None,
    post: bool = False,
) -> Row:
    """An address of one row of the school: ``above`` are the supervisors that may; other insiders get 403."""
    allowed = frozenset(ok) | frozenset(SUPERVISORS if above is None else above)
    return Row(ok=allowed, no=(OWN | SUPERVISORS) - allowed, args=args, post=post)


def page(ok: frozenset[str] | set[str], *, post: bool = False, args: Callable[[Stage], list[Any]] | None = None) -> Row:
    """An address without a row of its own: everybody else is refused with 403."""
    return Row(ok=frozenset(ok), no=EVERYBODY - frozenset(ok), post=post, args=args or (lambda stage: []))


PRINCIPALS = {"sister_principal", "foreign_principal"}
LEADERS = {"principal", "deputy"}
COUNTER = {"principal", "deputy", "clerk"}


def _own_list(stage: Stage) -> list[Any]:
    """The school's list in the class that it holds itself."""
    return [stage.own_class.pk, stage.world.school.pk]


def _own_line(stage: Stage) -> int:
    """Somebody on that list."""
    return int(Attendance._base_manager.filter(training_class=stage.own_class).order_by("pk")[0].pk)


WRITERS = {"principal", "deputy", "party_secretary"}
OFFICE = {"principal", "deputy", "clerk", "party_secretary"}
CELL = {"principal", "party_secretary"}
ADMINISTRATIVE = {"officer", "head", "auditor"}
ALL_OFFICERS = {"officer", "head", "party_officer", "department_officer", "other_officer"}
ALL_ABOVE = ALL_OFFICERS | {"auditor"}

MATRIX: dict[str, Row] = {
    # the frame
    "home": Row(ok=EVERYBODY),
    "healthz": Row(ok=EVERYBODY, public=True),
    "set_language": Row(ok=EVERYBODY, post=True, public=True),
    "account_login": Row(ok=EVERYBODY, public=True),
    "account_logout": Row(ok=EVERYBODY),
    "account_change_password": Row(ok=EVERYBODY),
    "account_inactive": Row(ok=EVERYBODY, public=True),
    # platform
    "jobs.list": page((READERS - {"school_auditor"}) | {"admin", "school_auditor"} | PRINCIPALS | ALL_ABOVE),
    "jobs.job.read": thing(READERS | {"admin"}, lambda s: [s.job.pk]),
    "jobs.job.progress": thing(READERS | {"admin"}, lambda s: [s.job.pk]),
    "jobs.job.retry": thing(
        (READERS - {"school_auditor"}) | {"admin"}, lambda s: [s.job.pk], above=SUPERVISORS - {"auditor"}, post=True
    ),
    "units.unit.list": page(EVERYBODY),
    "units.unit.detail": thing(OWN, lambda s: [s.world.school.code]),
    "staffing.member.list": page({"principal", "admin", "head"} | PRINCIPALS),
    "staffing.member.add": thing({"principal", "admin"}, lambda s: [s.world.school.code], above={"head"}),
    "staffing.member.end": thing({"principal", "admin"}, lambda s: [s.membership.pk], above={"head"}),
    "staffing.member.reset_password": thing(
        {"principal", "admin"}, lambda s: [s.membership.pk], above={"head"}, post=True
    ),
    "calendars.day.list": page(EVERYBODY),
    "calendars.day.year": page(EVERYBODY, args=lambda s: [2026]),
    "calendars.term.compute": page(EVERYBODY),
    "calendars.day.add": page({"admin"}, args=lambda s: [2026]),
    "calendars.day.edit": page({"admin"}, args=lambda s: [date(2026, 11, 24)]),
    "calendars.day.remove": page({"admin"}, args=lambda s: [date(2026, 11, 24)], post=True),
    "calendars.year.open": page({"admin"}, args=lambda s: [2029], post=True),
    "legal.document.list": page(EVERYBODY),
    "legal.document.read": page(EVERYBODY, args=lambda s: [s.act.pk]),
    "documents.verify": Row(ok=EVERYBODY, public=True),
    "documents.verify.file": Row(ok=EVERYBODY, public=True, post=True),
    "documents.verify.read": Row(ok=EVERYBODY, public=True, args=lambda s: [issue_of(s)]),
    "documents.issue.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "documents.issue.read": thing(READERS, lambda s: [issue_of(s)]),
    "documents.issue.number": thing(OFFICE, lambda s: [issue_of(s)], above=set(), post=True),
    "documents.number.void": thing(OFFICE, lambda s: [issue_of(s)], above=set(), post=True),
    "documents.issue.withdraw": thing(OFFICE - {"clerk"}, lambda s: [issue_of(s)], above=set(), post=True),
    "documents.series.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "documents.series.open": page(OFFICE | PRINCIPALS | ALL_OFFICERS),
    "documents.copy.keep": page(OFFICE | PRINCIPALS | ALL_OFFICERS),
    "documents.profile.style": Row(ok=EVERYBODY, public=True, args=lambda s: ["TT03-2025", "a5"]),
    "documents.batch.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "documents.batch.create": page(OFFICE | PRINCIPALS | ALL_OFFICERS),
    "documents.batch.read": thing(READERS, lambda s: [paper_batch_of(s)], above=set()),
    "documents.batch.progress": thing(READERS, lambda s: [paper_batch_of(s)], above=set()),
    "documents.batch.download": thing(READERS, lambda s: [paper_batch_of(s)], above=set()),
    "documents.batch.cancel": thing(OFFICE, lambda s: [paper_batch_of(s)], above=set(), post=True),
    "documents.batch.retry": thing(OFFICE, lambda s: [paper_batch_of(s)], above=set(), post=True),
    "documents.portal.read": thing(READERS, lambda s: [s.report.source_key]),
    "documents.portal.download": thing(READERS, lambda s: [s.report.source_key, "ioffice", "pdf"]),
    "notices.outbox.list": page(ALL_ABOVE),
    "notices.outbox.collect": page(ALL_OFFICERS),
    "notices.outbox.send_many": page(ALL_OFFICERS, post=True),
    "notices.outbox.read": Row(ok=frozenset({"party_officer"}), args=lambda s: [outbox_letter_of(s)]),
    **{
        f"notices.outbox.{step}": Row(ok=frozenset({"party_officer"}), args=lambda s: [outbox_letter_of(s)], post=True)
        for step in ("edit", "drop", "send", "again", "discard")
    },
    "notices.address.edit": Row(ok=EVERYBODY),
    "documents.signature.check": page((READERS | {"admin"}) | PRINCIPALS | ALL_ABOVE),
    "documents.signed.add": thing(READERS - {"school_auditor"}, lambda s: [printed(s).public_id], above=set()),
    "documents.signed.seal": thing(
        READERS - {"school_auditor"}, lambda s: [printed(s).public_id], above=set(), post=True
    ),
    "documents.signed.read": thing(READERS, lambda s: [signed_copy_of(s)]),
    "documents.signed.download": thing(READERS, lambda s: [signed_copy_of(s)]),
    "documents.anchor.list": page({"admin"}),
    "documents.anchor.add": page({"admin"}),
    "documents.anchor.end": Row(ok=frozenset({"admin"}), no=EVERYBODY - {"admin"}, args=lambda s: [anchor_of(s)]),
    "evidence.file.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "evidence.file.add": page({"principal", "deputy", "clerk", "party_secretary"} | PRINCIPALS),
    "evidence.file.read": thing(READERS, lambda s: [s.evidence.public_id]),
    "notices.notice.list": Row(ok=EVERYBODY),
    "notices.notice.mark_all": Row(ok=EVERYBODY, post=True),
    "notices.notice.mark": Row(ok=frozenset({"clerk"}), args=lambda s: [s.notice.pk], post=True),  # own ones only
    "audit.entry.list": page({"principal", "admin", "school_auditor", "head", "auditor"} | PRINCIPALS),
    # procedures
    "procedures.request.list": page(
        COUNTER
        | {"school_auditor"}
        | PRINCIPALS
        | {"officer", "head", "auditor"}
        | {"department_officer", "other_officer"}
    ),
    **{
        f"procedures.paper.{verb}": thing(
            COUNTER | {"school_auditor"},
            lambda s: [s.request.pk, "receipt"],
            above=ADMINISTRATIVE | {"department_officer"},
            post=verb == "publish",
        )
        for verb in ("print", "file", "publish")
    },
    "procedures.paper.apology": thing(COUNTER, lambda s: [s.request.pk], above=set()),
    "procedures.request.apologise": thing(LEADERS, lambda s: [s.request.pk], above=set(), post=True),
    **{
        name: page(
            COUNTER | {"school_auditor"} | PRINCIPALS | ADMINISTRATIVE | {"department_officer", "other_officer"},
            post=name.endswith("publish"),
            args=(lambda s: ["RUT-HOC-BA"]) if "notice" in name else None,
        )
        for name in (
            "procedures.book",
            "procedures.book.print",
            "procedures.book.file",
            "procedures.book.publish",
            "procedures.notice.print",
            "procedures.notice.file",
            "procedures.notice.publish",
        )
    },
    **{
        f"procedures.statistics.{verb}": page(
            COUNTER | {"school_auditor"} | PRINCIPALS | ADMINISTRATIVE | {"department_officer", "other_officer"},
            post=verb == "print",
        )
        for verb in ("read", "export", "file", "print")
    },
    "procedures.request.accept": page(COUNTER | PRINCIPALS),
    "procedures.request.promise": page(COUNTER | PRINCIPALS),
    **{
        name: thing(
            COUNTER | {"school_auditor"}, lambda s: [s.request.pk], above=ADMINISTRATIVE | {"department_officer"}
        )
        for name in ("procedures.request.read", "procedures.request.accepted")
    },
    "procedures.request.find": page(
        COUNTER | {"school_auditor"} | PRINCIPALS | ADMINISTRATIVE | {"department_officer", "other_officer"}
    ),
    **{
        f"procedures.request.{verb}": thing(who, lambda s: [s.request.pk], above=set(), post=True)
        for verb, who in {
            "pause": COUNTER,
            "resume": COUNTER,
            "solve": LEADERS,
            "ready": COUNTER,
            "extend": LEADERS,
            "reopen": LEADERS,
            "return": COUNTER,
            "refuse": LEADERS,
            "withdraw": COUNTER,
        }.items()
    },
    "procedures.request.rate": thing(COUNTER, lambda s: [s.request.pk], above=set(), post=True),
    "procedures.rating.list": page(
        LEADERS | {"school_auditor"} | PRINCIPALS | ADMINISTRATIVE | {"department_officer", "other_officer"}
    ),
    "procedures.lobby": page({"principal"} | PRINCIPALS),
    "procedures.lobby.open": thing({"principal"}, lambda s: [s.world.school.pk], above=set(), post=True),
    "procedures.lobby.revoke": thing({"principal"}, lambda s: [s.world.school.pk], above=set(), post=True),
    "pupils.import.run": page(COUNTER | PRINCIPALS),
    **{
        f"pupils.import.{verb}": thing(COUNTER, lambda s: [import_of(s)], above=set(), post=verb in ("write", "drop"))
        for verb in ("read", "progress", "columns", "write", "drop", "marked")
    },
    # transfers: names stay with the two schools
    "procedures.transfer.list": page(COUNTER | {"school_auditor"} | PRINCIPALS),
    "procedures.transfer.on_the_way": page(
        COUNTER | {"school_auditor"} | PRINCIPALS | ADMINISTRATIVE | {"department_officer", "other_officer"}
    ),
    "procedures.transfer.places": page(COUNTER | PRINCIPALS),
    "procedures.transfer.rules": page(EVERYBODY - {"teacher", "party_secretary"}),
    "procedures.transfer.rules.remove": Row(
        ok=frozenset({"admin"}),
        no=EVERYBODY - {"admin"},
        args=lambda s: [TransferRule.objects.values_list("pk", flat=True)[0]],
        post=True,
    ),
    **{
        f"procedures.transfer.{name}": thing(COUNTER, lambda s: [s.request.pk], above=set())
        for name in ("letter", "letter.print", "letter.file")
    },
    "procedures.transfer.read": thing(COUNTER | {"school_auditor"}, lambda s: [transfer_of(s)], above=set()),
    **{
        f"procedures.transfer.{verb}": thing(who, lambda s: [transfer_of(s)], above=set(), post=True)
        for verb, who in {
            "accept": LEADERS,
            "decline": LEADERS,
            "release": COUNTER,
            "arrive": COUNTER,
            "return": COUNTER,
            "withdraw": COUNTER,
            "again": COUNTER,
        }.items()
    },
    # the public face
    "public.lookup": Row(ok=EVERYBODY, public=True),
    "public.language": Row(ok=EVERYBODY, post=True, public=True),
    "public.request.read": Row(ok=EVERYBODY, public=True, args=lambda s: [s.request.public_token]),
    "public.request.rate": Row(ok=EVERYBODY, post=True, public=True, args=lambda s: [s.request.public_token]),
    "public.transfer.confirm": Row(ok=EVERYBODY, public=True, args=lambda s: [letter_of(s)]),
    "public.lobby": Row(ok=EVERYBODY, public=True, args=lambda s: [open_lobby_of(s)]),
    # what guests hand in: without login for who holds the link, else for the counter of the school alone
    "public.submission.start": Row(ok=EVERYBODY, public=True, args=lambda s: [s.world.school.code]),
    **{
        f"public.submission.{verb}": Row(
            ok=EVERYBODY, public=True, post=verb in ("open", "link"), args=lambda s: [submission_of(s) and "the-link"]
        )
        for verb in ("read", "open", "link")
    },
    "public.submission.photo": Row(ok=EVERYBODY, public=True, args=lambda s: [submission_of(s) and "the-link", 1]),
    "procedures.submission.list": page(COUNTER | PRINCIPALS),
    **{
        f"procedures.submission.{verb}": thing(
            COUNTER, lambda s: [submission_of(s)], above=set(), post=verb in ("answer", "accept", "decline")
        )
        for verb in ("read", "answer", "accept", "decline")
    },
    **{
        f"procedures.submission.{verb}": thing(COUNTER, lambda s: [submission_of(s), 1], above=set())
        for verb in ("view", "photo")
    },
    # pupils: the school's own register, nobody above reads it
    "pupils.pupil.list": page(COUNTER | {"school_auditor"} | PRINCIPALS),
    "pupils.pupil.add": page(COUNTER | PRINCIPALS),
    "pupils.pupil.read": thing(COUNTER | {"school_auditor"}, lambda s: [s.pupil.pk], above=set()),
    "pupils.pupil.edit": thing(COUNTER, lambda s: [s.pupil.pk], above=set()),
    "pupils.pupil.reveal": thing(COUNTER, lambda s: [s.pupil.pk], above=set(), post=True),
    "pupils.pupil.leave": thing(COUNTER, lambda s: [s.pupil.pk], above=set()),
    "pupils.pupil.return": thing(COUNTER, lambda s: [s.pupil.pk], above=set(), post=True),
    # the desk of the counter
    "procedures.decision.list": page(LEADERS | PRINCIPALS),
    "procedures.decision.agree": thing(LEADERS, lambda s: [s.request.pk], above=set(), post=True),
    "procedures.request.send_back": thing(LEADERS, lambda s: [s.request.pk], above=set(), post=True),
    "procedures.request.hand_over": thing(COUNTER, lambda s: [s.request.pk], above=set()),
    "procedures.request.prepare": thing(COUNTER, lambda s: [s.request.pk], above=set(), post=True),
    "procedures.request.take": thing(COUNTER, lambda s: [s.request.pk], above=set(), post=True),
    "procedures.request.bulk": page(COUNTER | PRINCIPALS, post=True),
    "procedures.delegation.list": page(COUNTER | {"admin"} | PRINCIPALS),
    "procedures.delegation.create": thing(
        {"principal", "admin"}, lambda s: [s.world.school.pk], above=set(), post=True
    ),
    "procedures.delegation.revoke": thing({"principal", "admin"}, lambda s: [s.delegation.pk], above=set(), post=True),
    # papers handed out by class
    "procedures.batch.list": page(COUNTER | {"school_auditor"} | PRINCIPALS),
    "procedures.batch.create": page(COUNTER | PRINCIPALS),
    **{
        f"procedures.batch.{verb}": thing(
            COUNTER | {"school_auditor"}, lambda s: [batch_of(s)], above=set(), post=verb == "publish"
        )
        for verb in ("read", "print", "file", "publish")
    },
    **{
        f"procedures.batch.{verb}": thing(COUNTER, lambda s: [batch_of(s)], above=set(), post=True)
        for verb in ("hand_over", "undo", "attach", "close", "reopen", "carry")
    },
    # taking requests in without a network
    "procedures.offline": page(COUNTER | PRINCIPALS),
    "procedures.offline.manifest": Row(ok=EVERYBODY, public=True),
    "procedures.offline.worker": Row(ok=EVERYBODY, public=True),
    "procedures.offline.pack": thing(COUNTER, lambda s: [device_of(s)], above=set()),
    "procedures.offline.sync": page(COUNTER | PRINCIPALS, post=True),
    "procedures.device.list": page(COUNTER | PRINCIPALS),
    "procedures.device.register": page({"principal", "clerk"} | PRINCIPALS, post=True),
    "procedures.device.revoke": thing({"principal", "clerk"}, lambda s: [device_of(s)], above=set(), post=True),
    "procedures.device.readmit": thing(LEADERS, lambda s: [device_of(s)], above=set(), post=True),
    "procedures.offline.undecided": page(COUNTER | PRINCIPALS),
    "procedures.number.void": page({"principal", "clerk"} | PRINCIPALS),
    "procedures.pad.list": page(COUNTER | PRINCIPALS),
    "procedures.pad.reserve": page({"principal", "clerk"} | PRINCIPALS, post=True),
    "procedures.pad.key": page(COUNTER | PRINCIPALS),
    **{
        f"procedures.pad.{verb}": thing(COUNTER, lambda s: [pad_of(s)], above=set(), post=verb == "publish")
        for verb in ("read", "print", "file", "publish")
    },
    # training
    "training.classes": page(EVERYBODY - {"admin"}),
    "training.attendance.list": page(COUNTER | {"school_auditor"} | PRINCIPALS | ALL_ABOVE),
    "training.class.create": page(LEADERS | PRINCIPALS | ALL_OFFICERS),
    "training.class.read": thing(OWN - {"admin"}, lambda s: [s.own_class.pk]),
    "training.class.edit": thing(LEADERS, lambda s: [s.own_class.pk], above=set()),
    "training.class.close": thing(LEADERS, lambda s: [s.own_class.pk], above=set(), post=True),
    "training.attendance.read": thing(COUNTER | {"school_auditor"}, lambda s: [s.own_class.pk, s.world.school.pk]),
    "training.attendance.record": thing(COUNTER, lambda s: [s.own_class.pk, s.world.school.pk], above=set()),
    "training.essay.grade": thing(LEADERS, lambda s: [s.own_class.pk, s.world.school.pk], above=set()),
    "training.paper.print": thing(COUNTER | {"school_auditor"}, lambda s: [*_own_list(s), "sign-in"]),
    "training.paper.file": thing(COUNTER | {"school_auditor"}, lambda s: [*_own_list(s), "results"]),
    "training.paper.publish": thing(COUNTER | {"school_auditor"}, lambda s: [*_own_list(s), "results"], post=True),
    "training.certificate.print": thing(LEADERS, lambda s: _own_list(s), above=set()),
    "training.certificate.file": thing(LEADERS, lambda s: _own_list(s), above=set()),
    "training.certificate.publish": thing(LEADERS, lambda s: _own_list(s), above=set(), post=True),
    "training.certificate.one": thing(LEADERS, lambda s: [*_own_list(s), _own_line(s)], above=set()),
    # reform
    "reform.result.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "reform.result.log": page(LEADERS | PRINCIPALS),
    "reform.result.read": thing(READERS, lambda s: [s.result.pk]),
    "reform.result.edit": thing(LEADERS, lambda s: [s.result.pk], above=set()),
    "reform.result.withdraw": thing(LEADERS, lambda s: [s.result.pk], above=set()),
    "reform.result.attach": thing(LEADERS, lambda s: [s.result.pk], above=set(), post=True),
    "reform.result.detach": thing(LEADERS, lambda s: [s.result.pk, s.evidence.pk], above=set(), post=True),
    "reform.commitment.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "reform.commitment.add": page(WRITERS | PRINCIPALS),
    "reform.commitment.edit": thing(WRITERS, lambda s: [s.commitment.pk], above=set()),
    "reform.commitment.close": thing(WRITERS, lambda s: [s.commitment.pk], above=set()),
    "reform.commitment.carry": thing(WRITERS, lambda s: [s.commitment.pk], above=set()),
    "reform.indicator.log": page(READERS | {"teacher"} | PRINCIPALS | ALL_ABOVE),
    "reform.indicator.paste": page(COUNTER | {"teacher"} | PRINCIPALS),
    "reform.indicator.save": page(COUNTER | {"teacher"} | PRINCIPALS, post=True, args=lambda s: [indicator_of(s)]),
    "reform.indicator.prove": thing(COUNTER, lambda s: [log_of(s).value], above=set()),
    "reform.indicator.catalogue": page(READERS | {"teacher"} | PRINCIPALS | ALL_ABOVE),
    "reform.indicator.define": page(ALL_OFFICERS),
    "reform.indicator.edit": Row(
        ok=frozenset({"officer", "head"}),
        no=EVERYBODY - ALL_OFFICERS,
        args=lambda s: [log_of(s).indicator],
    ),
    "reform.system.list": page(READERS | {"teacher"} | PRINCIPALS | ALL_ABOVE),
    "reform.system.add": page(COUNTER | PRINCIPALS),
    "reform.system.edit": thing(COUNTER, lambda s: [log_of(s).system], above=set()),
    "reform.system.end": thing(COUNTER, lambda s: [log_of(s).system], above=set()),
    "reform.inspection.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "reform.inspection.add": page(COUNTER | PRINCIPALS),
    "reform.inspection.edit": thing(COUNTER, lambda s: [log_of(s).inspection], above=set()),
    "reform.inspection.mend": thing(COUNTER, lambda s: [log_of(s).inspection], above=set()),
    # reports
    "reports.list": page(READERS | PRINCIPALS | ALL_ABOVE),
    "reports.report.read": thing(READERS, lambda s: [s.report.pk]),
    "reports.report.receipt": thing(READERS, lambda s: [s.report.pk]),
    "reports.report.preview": thing(READERS, lambda s: [s.report.pk]),
    "reports.report.download": thing(READERS, lambda s: [s.report.pk]),
    "reports.report.render": thing(READERS, lambda s: [s.report.pk], post=True),
    "reports.report.edit": thing(WRITERS, lambda s: [s.report.pk], above=set(), post=True),
    "reports.narrative.edit": thing(WRITERS, lambda s: [s.report.pk, "digital"], above=set(), post=True),
    "reports.offline.worker": Row(ok=EVERYBODY, public=True),
    "reports.offline.rules": thing(WRITERS, lambda s: [s.report.pk], above=set()),
    "reports.field.check": thing(WRITERS, lambda s: [s.report.pk, "digital"], above=set(), post=True),
    "reports.comment.write": thing(
        WRITERS | {"clerk"}, lambda s: [s.report.pk], above=SUPERVISORS - {"auditor"}, post=True
    ),
    "reports.comment.answer": thing(
        WRITERS | {"clerk"}, lambda s: [s.report.pk, s.talk.pk], above=SUPERVISORS - {"auditor"}, post=True
    ),
    "reports.explanation.give": thing(WRITERS, lambda s: [s.report.pk], above=set(), post=True),
    "reports.figure.override": thing(WRITERS, lambda s: [s.report.pk], above=set(), post=True),
    "reports.figure.read": thing(READERS, lambda s: [s.report.pk, "procedures.RUT-HOC-BA.received"]),
    "reports.report.review": thing(WRITERS, lambda s: [s.report.pk], above=set()),
    "reports.commitment.add": thing(WRITERS, lambda s: [s.report.pk], above=set(), post=True),
    "reports.commitment.remove": thing(WRITERS, lambda s: [s.report.pk, s.commitment.pk], above=set(), post=True),
    "reports.report.submit": thing({"principal", "party_secretary"}, lambda s: [s.report.pk], above=set(), post=True),
    "reports.meeting.read": thing(CELL, lambda s: [s.report.pk], above=set()),
    "reports.meeting.attendance": thing(CELL, lambda s: [s.report.pk], above=set()),
    "reports.meeting.pack": thing(CELL, lambda s: [s.report.pk], above=set()),
    "reports.meeting.preview": thing(CELL, lambda s: [s.report.pk, "reading"], above=set()),
    "reports.meeting.download": thing(CELL, lambda s: [s.report.pk, "minutes"], above=set()),
    "reports.meeting.opinion.remove": thing(CELL, lambda s: [s.report.pk, 1], above=set(), post=True),
    **{
        f"reports.meeting.{verb}": thing(CELL, lambda s: [s.report.pk], above=set(), post=True)
        for verb in ("plan", "members", "opinion", "close", "render")
    },
    "reports.month.read": page(WRITERS | PRINCIPALS),
    "reports.month.confirm": page(WRITERS | PRINCIPALS, post=True),
    "reports.reminder.snooze": thing(WRITERS, lambda s: [s.report.pk], above=set(), post=True),
    "reports.reminder.read": page(ALL_OFFICERS),
    "reports.reminder.set": page({"party_officer"}, post=True),
    "reports.cutoff.set": page(ALL_OFFICERS, post=True),
    "reports.figures.read": page(ALL_ABOVE),
    "reports.figures.download": page(ALL_ABOVE),
    "reports.consolidated.read": page(ALL_ABOVE),
    "reports.consolidated.download": page(ALL_ABOVE),
    "reports.consolidated.preview": page(ALL_ABOVE),
    "reports.consolidated.file": page(ALL_ABOVE),
    "reports.consolidated.render": page(ALL_ABOVE, post=True),
    "reports.consolidated.issue": page({"head"}, post=True),
    **{
        f"reports.sheet.{verb}": thing(
            WRITERS, lambda s: [s.report.pk], above=set(), post=verb in ("check", "marked", "write")
        )
        for verb in ("read", "download", "check", "marked", "write", "print")
    },
    "reports.paper.check": page(WRITERS | {"clerk", "party_officer"} | PRINCIPALS),
    "reports.state.preview": thing(READERS, lambda s: [s.report.pk]),
    "reports.state.download": thing(READERS, lambda s: [s.report.pk]),
    "reports.state.render": thing(READERS, lambda s: [s.report.pk], post=True),
    "reports.locks": page({"party_officer"}),
    "reports.round.closing": Row(ok=frozenset({"party_officer"}), args=lambda s: [s.report.round_id]),
    "reports.exception.grant": thing(set(), lambda s: [s.report.pk], above={"party_officer"}),
    "reports.exception.revoke": thing(
        set(), lambda s: [s.report.pk, exception_of(s)], above={"party_officer"}, post=True
    ),
    "reports.amendment.propose": thing({"principal", "party_secretary"}, lambda s: [s.report.pk], above=set()),
    "reports.amendment.approve": thing(
        set(), lambda s: [s.report.pk, amendment_of(s)], above={"party_officer"}, post=True
    ),
    "reports.amendment.refuse": thing(set(), lambda s: [s.report.pk, amendment_of(s)], above={"party_officer"}),
    "reports.templates": page({"party_officer"}),
    "reports.board.read": page(ALL_ABOVE),
    "reports.board.download": page(ALL_ABOVE),
    "reports.themes": page({"party_officer"}),
    "reports.theme.create": page({"party_officer"}),
    "reports.round.open": page({"party_officer"}),
    **{
        f"reports.theme.{verb}": Row(
            ok=frozenset({"party_officer"}), args=lambda s: [s.draft_theme.pk], post=verb == "publish"
        )
        for verb in ("read", "edit", "publish")
    },
}


def paper_batch_of(stage: Stage) -> int:
    """A set of papers that the school's principal asked for."""
    row, _new = Batch._base_manager.get_or_create(
        unit=stage.world.school,
        quarter="2026-Q3",
        key="matrix",
        defaults={
            "sources": ["reports"],
            "files": ["pdf"],
            "requested_by": stage.world.users["principal"],
            "requested_by_label": "Lê Văn Hiệu",
            "created_at": NOW,
        },
    )
    return row.pk


def outbox_letter_of(stage: Stage) -> int:
    """A letter of the Party organ to the school, not sent."""
    row, _new = Letter._base_manager.get_or_create(
        unit=stage.world.party,
        about=stage.world.school,
        key="matrix",
        defaults={"kind": "plain", "subject": "Nhắc", "body": "…", "collected_at": NOW},
    )
    return row.pk


def printed(stage: Stage) -> RenderedFile:
    """The PDF of the school's report, as the worker leaves it."""
    file, _ = RenderedFile._base_manager.get_or_create(
        unit=stage.world.school,
        source_key=stage.report.source_key,
        kind="pdf",
        defaults={
            "path": "documents/matrix.pdf",
            "name": "Bao-cao.pdf",
            "sha256": "a" * 64,
            "pages": 1,
            "size": 1,
            "seconds": 0.1,
            "snapshot_hash": "b" * 64,
            "created_at": NOW,
        },
    )
    return file


def signed_copy_of(stage: Stage) -> uuid.UUID:
    """A signed copy of it, on the disk as well."""
    keep("documents/matrix-signed.pdf", [PDF])
    copy, _ = SignedCopy._base_manager.get_or_create(
        unit=stage.world.school,
        file=printed(stage),
        sha256="c" * 64,
        defaults={
            "origin": "upload",
            "relation": "same",
            "path": "documents/matrix-signed.pdf",
            "name": "Bao-cao_da-ky.pdf",
            "size": 1,
            "added_by_label": "Văn thư",
            "added_at": NOW,
        },
    )
    return copy.public_id


def anchor_of(stage: Stage) -> int:
    """An authority that is trusted."""
    row, _ = TrustAnchor.objects.get_or_create(
        fingerprint="d" * 64,
        defaults={"name": "CA", "certificate": "", "valid_from": NOW.date(), "added_at": stage.job.created_at},
    )
    return row.pk


def log_of(stage: Stage) -> Logged:
    """What the school logged, and an indicator of the commune, made when first asked for."""
    return log_something(stage.world, NOW)


def indicator_of(stage: Stage) -> str:
    """The key of a line that every school is asked for."""
    return str(Indicator.objects.get(code="1.2-RA-SOAT").pk)


def issue_of(stage: Stage) -> str:
    """The code of a paper of the school, issued when first asked for."""
    with opened(system(NOW.date(), "test")) as root:
        facts = PaperFacts(Kind.OUTLINE, "test:1", "a" * 64, NOW.date(), "/", "CB")
        return issue_paper(actor=root, unit_id=stage.world.school.pk, paper=facts, at=NOW).public_code


def open_lobby_of(stage: Stage) -> str:
    """The secret of the school's screen, switched on when first asked for."""
    with opened(system(NOW.date(), "test")) as root:
        screen = LobbyScreen.objects.filter(unit=stage.world.school, revoked_at__isnull=True).first()
        return (screen or open_lobby(actor=root, unit_id=stage.world.school.pk, at=NOW)).token


def batch_of(stage: Stage) -> int:
    """A list of papers of the school, made when first asked for."""
    with opened(system(NOW.date(), "test")) as root:
        plan = Plan("RUT-HOC-BA", "Học bạ, lớp 9A1", [stage.pupil.pk])
        key = uuid.UUID(int=2)
        return create_batch(actor=root, unit_id=stage.world.school.pk, plan=plan, at=NOW, mutation_id=key).pk


def transfer_of(stage: Stage) -> int:
    """The school's side of a transfer to the other school of the commune."""
    with opened(system(NOW.date(), "test")) as root:
        return shared_transfer(stage, root).pk


def submission_of(stage: Stage) -> int:
    """What a guest sent to the school, with one photo (key 1), behind the link «the-link»."""
    sent, _ = Submission._base_manager.get_or_create(
        unit=stage.world.school,
        mutation_id=uuid.UUID(int=2),
        defaults={
            "procedure": stage.request.version.procedure,
            "token_hash": hash_of("the-link"),
            "state": SubmissionState.SENT,
            "created_at": NOW,
            "saved_at": NOW,
            "sent_at": NOW,
        },
    )
    SubmissionPhoto._base_manager.get_or_create(
        pk=1,
        defaults={
            "unit": stage.world.school,
            "submission": sent,
            "component": stage.request.version.components.all()[0],
            "path": "online/none.jpg",
            "name": "anh.jpg",
            "content_type": "image/jpeg",
            "size": 1,
            "added_at": NOW,
        },
    )
    return sent.pk


def letter_of(stage: Stage) -> str:
    """The secret of a letter to a school outside the network."""
    letter, _ = TransferLetter._base_manager.get_or_create(
        request=stage.request,
        defaults={"unit": stage.world.school, "school_name": "Trường THCS Nơi Khác", "issued_at": NOW},
    )
    return letter.token


def device_of(stage: Stage) -> int:
    """A device of the school, registered when first asked for."""
    with opened(system(NOW.date(), "test")) as root:
        device, _secret = register_device(
            actor=root, unit_id=stage.world.school.pk, name="Quầy 1", at=NOW, mutation_id=uuid.UUID(int=2)
        )
        return device.pk


def pad_of(stage: Stage) -> int:
    """A pad of the school, reserved when first asked for."""
    with opened(system(NOW.date(), "test")) as root:
        pad = reserve_pad(
            actor=root, unit_id=stage.world.school.pk, slips=10, year=NOW.year, at=NOW, mutation_id=uuid.UUID(int=3)
        )
        return pad.pk


def exception_of(stage: Stage) -> int:
    """An exception that the Party organ gave the school."""
    row, _ = LockException._base_manager.get_or_create(
        unit=stage.world.school,
        mutation_id=uuid.UUID(int=4),
        defaults={
            "round_id": stage.report.round_id,
            "until": NOW.date(),
            "reason": "Mất điện",
            "granted_at": NOW,
            "granted_by_label": "Cán bộ",
        },
    )
    return row.pk


def amendment_of(stage: Stage) -> int:
    """A correction that the school has proposed."""
    row, _ = Amendment._base_manager.get_or_create(
        unit=stage.world.school,
        mutation_id=uuid.UUID(int=5),
        defaults={
            "report": stage.report,
            "regime": "party",
            "key": "text:digital",
            "label": "6. Chuyển đổi số",
            "new": "Lời mới",
            "reason": "Sót",
            "proposed_at": NOW,
            "proposed_by_label": "Hiệu trưởng",
        },
    )
    return row.pk


def import_of(stage: Stage) -> int:
    """A list of pupils that the school has sent."""
    sent, _ = PupilImport._base_manager.get_or_create(
        unit=stage.world.school,
        mutation_id=uuid.UUID(int=1),
        defaults={"uploaded_at": NOW, "size": 1, "format": "xlsx"},
    )
    return sent.pk


def addresses() -> Iterator[str]:
    """The names of all addresses of the resolver."""

    def walk(resolver: URLResolver) -> Iterator[str]:
        for entry in resolver.url_patterns:
            if isinstance(entry, URLPattern):
                yield str(entry.name)
            else:
                yield from walk(entry)

    return walk(get_resolver())


def test_every_address_has_its_row_and_every_row_its_address() -> None:
    assert set(addresses()) == set(MATRIX)


@pytest.fixture
def stage(world: World, calendar: None) -> Stage:
    with time_machine.travel(NOW, tick=False):
        return set_stage(world)


@pytest.mark.parametrize("personas", [PERSONAS[:5], PERSONAS[5:10], PERSONAS[10:]])
def test_who_may_open_what(personas: tuple[str, ...], stage: Stage, as_user: Callable[[str], Client]) -> None:
    """All addresses for these personas on one stage; what an address changes is rolled back before the next."""
    clients = {who: as_user(who) for who in personas}
    wrong = {}
    for name, row in MATRIX.items():
        url = reverse(name, args=row.args(stage))
        for who in personas:
            expected = "ok" if who in row.ok else "403" if who in row.no else "404"
            with _rolled_back():
                answered = _answer(clients[who], url, post=row.post)
            if answered != expected:
                wrong[f"{name} as {who}"] = f"{answered}, expected {expected}"
    assert not wrong


def test_without_login(stage: Stage) -> None:
    wrong = {}
    for name, row in MATRIX.items():
        url = reverse(name, args=row.args(stage))
        with time_machine.travel(NOW, tick=False), _rolled_back():
            answer = Client().post(url) if row.post else Client().get(url)
        to_login = answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))
        if row.public is to_login or answer.status_code not in (200, 302, 422):
            wrong[name] = answer.status_code
    assert not wrong


@contextmanager
def _rolled_back() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_a_row_that_does_not_exist_is_404_for_everybody(stage: Stage, as_user: Callable[[str], Client]) -> None:
    client = as_user("principal")
    for name, args in (
        ("reports.report.read", [987654]),
        ("procedures.request.read", [987654]),
        ("reform.result.read", [987654]),
        ("training.class.read", [987654]),
        ("evidence.file.read", [uuid.uuid4()]),
        ("jobs.job.read", [uuid.uuid4()]),
        ("units.unit.detail", ["KHONG-CO"]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404, name


def _answer(client: Client, url: str, *, post: bool) -> str:
    """What the address answers, as the matrix writes it."""
    with time_machine.travel(NOW, tick=False):
        status = (client.post(url) if post else client.get(url)).status_code
    if status in (403, 404):
        return str(status)
    return "ok" if status in (200, 302, 409, 422) else f"odd {status}"
