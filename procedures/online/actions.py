"""Writes of guests: a draft and its link, its photos, sending it. The holder of the link acts; no login stands behind.

The caller has made sure that the guest holds the link (and, on a new device, knows the telephone number).
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from procedures.models import Submission, SubmissionPhoto
from procedures.models.online import SubmissionKind, SubmissionState
from procedures.online.permissions import COUNTER, SEND
from procedures.online.pictures import Prepared, put_away, throw_away
from procedures.online.queries import by_mutation, guest, hash_of, open_drafts
from procedures.online.rules import FIELD_LENGTH, MOST_DRAFTS, MOST_PHOTOS, REPEAT_WINDOW
from procedures.public.queries import unit_behind
from procedures.queries.applicants import draft_ends
from procedures.queries.catalogue import version_on
from schooladmin.audit.actions import record
from schooladmin.core.errors import OutOfScope, Refusal, Stale
from schooladmin.core.periods import local_date
from schooladmin.core.text import tidy
from schooladmin.notices.actions import notify
from schooladmin.notices.enums import Level
from schooladmin.notices.words import Bilingual, Words
from schooladmin.units.enums import Role
from schooladmin.units.models import Unit
from schooladmin.units.queries import members_on
from schooladmin.units.scope import opened

KIND = "procedures.submission"
_EDITABLE = (SubmissionState.DRAFT, SubmissionState.ANSWERED)
_SAID = {
    SubmissionKind.PRECHECK: gettext_noop("Có ảnh giấy tờ chờ xem trước: %(procedure)s."),
    SubmissionKind.REQUEST: gettext_noop("Có hồ sơ nộp trực tuyến: %(procedure)s."),
}


@dataclass(frozen=True)
class Link:
    """A submission with the secret of its link, which is known only now."""

    submission: Submission
    token: str


def matter_of(submission: Submission) -> str:
    """What the keys of all notices about a submission begin with."""
    return f"submission:{submission.pk}"


def start(*, unit_id: int, procedure: str, typed: Mapping[str, str], mutation_id: UUID, at: datetime) -> Link:
    """Save a first form as a draft with a link. The same form again, within minutes, gives that draft a new link.

    Raises Refusal for a procedure that is not done today, and when the school's room for drafts is full.
    """
    with opened(guest(unit_id, at)), transaction.atomic():
        version = version_on(procedure, local_date(at))
        Unit.objects.select_for_update().get(pk=unit_id)  # two clicks come one after the other
        token = _new_secret()
        row = by_mutation(unit_id, mutation_id)
        if row is not None:
            if row.state != SubmissionState.DRAFT or at - row.created_at > REPEAT_WINDOW:
                raise Stale(
                    _("Biểu mẫu này đã gửi trước đó. Hãy mở lại bằng đường dẫn đã nhận, hoặc bắt đầu lại."),
                    code="submission-repeated",
                )
            row.token_hash = hash_of(token)
            row.save(update_fields=["token_hash"])
            return Link(row, token)
        if open_drafts(unit_id) >= MOST_DRAFTS:
            raise Refusal(
                _("Nhà trường đang có quá nhiều bản lưu chưa gửi. Hãy thử lại sau, hoặc nộp trực tiếp tại trường."),
                code="drafts-full",
            )
        row = Submission(
            unit_id=unit_id,
            procedure=version.procedure,
            token_hash=hash_of(token),
            created_at=at,
            saved_at=at,
            expires_at=draft_ends(at),
            mutation_id=mutation_id,
        )
        row.typed = _kept(typed)
        row.save(force_insert=True)
        return Link(row, token)


def save(*, submission_id: int, typed: Mapping[str, str], at: datetime) -> Submission:
    """Keep what was typed so far, right or wrong: nothing is lost by a mistake. Raises Refusal once it was sent."""
    with opened(guest(_unit_of(submission_id), at)), transaction.atomic():
        row = _editable(submission_id)
        row.typed = _kept(typed)
        row.saved_at = at
        if row.state == SubmissionState.DRAFT:
            row.expires_at = draft_ends(at)
        row.lock_version += 1
        row.save(update_fields=["data", "saved_at", "expires_at", "lock_version"])
        return row


def new_link(*, submission_id: int, at: datetime) -> str:
    """The secret of a new link; the old one leads nowhere from now on."""
    with opened(guest(_unit_of(submission_id), at)), transaction.atomic():
        row = _locked(submission_id)
        token = _new_secret()
        row.token_hash = hash_of(token)
        row.save(update_fields=["token_hash"])
        return token


def add_photo(*, submission_id: int, component_id: int, photo: Prepared, at: datetime) -> SubmissionPhoto:
    """Keep one photo of a paper; the same picture of the same paper again is the one that is there.

    Raises Refusal once the submission was sent and beyond twelve photos. The file is written before the row and
    deleted again when the row is refused.
    """
    unit_id = _unit_of(submission_id)
    with opened(guest(unit_id, at)):
        path = put_away(unit_id, photo)
        try:
            with transaction.atomic():
                row = _editable(submission_id)
                photos = SubmissionPhoto.objects.filter(submission=row)
                if photos.count() >= MOST_PHOTOS:
                    raise Refusal(
                        _("Mỗi hồ sơ nhận nhiều nhất %(most)s ảnh. Hãy bỏ bớt ảnh trước khi thêm.")
                        % {"most": MOST_PHOTOS},
                        code="photos-full",
                        field="photos",
                    )
                row.lock_version += 1
                row.save(update_fields=["lock_version"])
                return SubmissionPhoto.objects.create(
                    unit_id=row.unit_id,
                    submission=row,
                    component_id=component_id,
                    path=path,
                    name=photo.name,
                    content_type=photo.content_type,
                    size=len(photo.content),
                    sha256=photo.sha256,
                    added_at=at,
                )
        except IntegrityError:
            throw_away(path)
            return SubmissionPhoto.objects.get(
                submission_id=submission_id, component_id=component_id, sha256=photo.sha256
            )
        except BaseException:
            throw_away(path)
            raise


def remove_photo(*, submission_id: int, photo_id: int, at: datetime) -> None:
    """Take a photo away, and its bytes. One that is gone already is as well."""
    with opened(guest(_unit_of(submission_id), at)), transaction.atomic():
        row = _editable(submission_id)
        photo = SubmissionPhoto.objects.filter(submission=row, pk=photo_id).first()
        if photo is None:
            return
        photo.delete()
        row.lock_version += 1
        row.save(update_fields=["lock_version"])
        transaction.on_commit(lambda: throw_away(photo.path))


def send(*, submission_id: int, kind: SubmissionKind, at: datetime) -> Submission:
    """Hand the submission to the school; sending it twice is sending it once.

    Raises Refusal for a pre-check without a photo and for a procedure that is done no more. The people of the
    counter are told, without a name.
    """
    actor = guest(_unit_of(submission_id), at)
    with opened(actor), transaction.atomic():
        row = _locked(submission_id)
        if row.state == SubmissionState.SENT:
            return row
        _require_editable(row)
        version_on(row.procedure.code, local_date(at))
        if kind == SubmissionKind.PRECHECK and not row.photos.exists():
            raise Refusal(
                _("Chưa có ảnh nào để nhà trường xem. Hãy chụp ít nhất một giấy tờ."),
                code="photos-none",
                field="photos",
            )
        before = row.state
        row.state, row.kind, row.sent_at, row.expires_at = SubmissionState.SENT, kind, at, None
        row.lock_version += 1
        row.save(update_fields=["state", "kind", "sent_at", "expires_at", "lock_version"])
        _tell_the_counter(row, at)
        changes = {"state": [before, row.state], "kind": [None, str(kind)]}
        record(actor=actor, unit_id=row.unit_id, verb=SEND, at=at, thing=row, changes=changes)
        return row


def _tell_the_counter(row: Submission, at: datetime) -> None:
    """The clerks of the school; where none can log in, its principal and deputies."""
    members = members_on(Unit.objects.filter(pk=row.unit_id), local_date(at))
    told = list(members.filter(role__in=COUNTER, person__user__is_active=True).values_list("person_id", "role"))
    people = {person for person, role in told if role == Role.CLERK} or {person for person, _role in told}
    notify(
        actor=guest(row.unit_id, at),
        unit_id=row.unit_id,
        person_ids=sorted(people),
        key=f"{matter_of(row)}:sent:{row.lock_version}",
        kind=KIND,
        text=Words(
            _SAID[SubmissionKind(row.kind)],
            {"procedure": Bilingual(row.procedure.name, row.procedure.name_en)},
        ),
        url=reverse("procedures.submission.read", args=[row.pk]),
        level=Level.INFO,
        at=at,
    )


def _locked(submission_id: int) -> Submission:
    row = Submission.objects.select_for_update().filter(pk=submission_id).first()
    if row is None:
        raise OutOfScope
    return row


def _editable(submission_id: int) -> Submission:
    row = _locked(submission_id)
    _require_editable(row)
    return row


def _require_editable(row: Submission) -> None:
    if row.state not in _EDITABLE:
        raise Stale(_("Hồ sơ đã gửi nên không sửa được nữa. Hãy chờ nhà trường trả lời."), code="submission-sent")


def _unit_of(submission_id: int) -> int:
    unit_id = unit_behind(Submission, pk=submission_id)
    if unit_id is None:
        raise OutOfScope
    return unit_id


def _kept(typed: Mapping[str, str]) -> dict[str, str]:
    return {name: tidy(value)[:FIELD_LENGTH] for name, value in typed.items()}


def _new_secret() -> str:
    return secrets.token_urlsafe(24)


def is_editable(row: Submission) -> bool:
    """Whether the guest may change it now."""
    return row.state in _EDITABLE
