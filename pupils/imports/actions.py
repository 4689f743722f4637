"""Writes of imports by people: send a list, say what its columns are, let it be written, drop it."""

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, cast

from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from pupils.imports import storage
from pupils.imports.enums import OPEN_STATES, ImportState
from pupils.imports.models import ColumnMapping, PupilImport
from pupils.imports.permissions import RUN
from pupils.imports.reading import check_upload
from pupils.imports.rules.types import MAX_COLUMNS, Target
from pupils.imports.work import CHECK, READ, WRITE
from schooladmin.audit.actions import record
from schooladmin.core.errors import Refusal, Stale
from schooladmin.evidence.rules import safe_name
from schooladmin.evidence.storage import keep
from schooladmin.jobs.actions import enqueue
from schooladmin.jobs.models import Job
from schooladmin.units.scope import Scope

KEPT_FOR = timedelta(days=7)
UPLOAD = "pupils.import.upload"


def send_list(*, actor: Scope, unit_id: int, mutation_id: uuid.UUID, upload: File[Any], at: datetime) -> PupilImport:
    """Keep an uploaded list privately and have it read. The same ``mutation_id`` twice gives the first import.

    Raises Refusal on the field ``upload`` for files that are too large, dangerous or not what their name says.
    """
    actor.require(RUN, unit_id)
    known = PupilImport.objects.filter(mutation_id=mutation_id, unit_id=unit_id).first()
    if known is not None:
        return known
    name = safe_name(upload.name or "")
    size = upload.size
    found = check_upload(name, size, cast(Any, upload.file))
    path = storage.new_path(unit_id, found.value)
    upload.seek(0)
    keep(path, upload.chunks())
    try:
        with transaction.atomic():
            one = PupilImport(
                unit_id=unit_id,
                mutation_id=mutation_id,
                uploaded_by_id=actor.user_id,
                uploaded_by_label=actor.label,
                uploaded_at=at,
                name=name,
                size=size,
                format=found,
                stored_path=path,
            )
            one.save(force_insert=True)
            one.job = _ask(actor, one, READ, _("Đọc danh sách học sinh «%(name)s»") % {"name": name}, {}, at)
            one.save(update_fields=["job"])
            record(actor=actor, unit_id=unit_id, verb=UPLOAD, at=at, thing=one, changes={"size": [None, size]})
            actor.require_inside(unit_id)
    except IntegrityError:  # the button was pressed twice in the same moment
        storage.remove([path])
        return PupilImport.objects.get(mutation_id=mutation_id, unit_id=unit_id)
    except BaseException:
        storage.remove([path])
        raise
    return one


@transaction.atomic
def confirm_columns(
    *,
    actor: Scope,
    one: PupilImport,
    revision: int,
    mapping: Mapping[Target, int],
    school_year: int | None,
    at: datetime,
) -> PupilImport:
    """Say what the columns are, remember it for such lists, and have every row checked. May be said again later."""
    one = _locked(actor, one)
    _require_open(one)
    if one.state == ImportState.UPLOADED:
        raise Stale(_("Tệp chưa đọc xong. Hãy đợi một chút rồi thử lại."), code="import-not-read")
    if one.revision != revision:
        raise Stale(
            _("Có người vừa xác nhận các cột của danh sách này. Hãy xem lại trước khi sửa."),
            code="import-columns-stale",
        )
    if one.job is not None and one.job.is_open and one.job.kind == WRITE:
        raise Stale(_("Danh sách này đang được nhập vào sổ."), code="import-being-written")
    _check_mapping(mapping)
    said = {target.value: column for target, column in mapping.items()}
    one.mapping, one.school_year = said, school_year
    one.revision += 1
    one.state = ImportState.CONFIRMED
    one.errors = []
    ColumnMapping.objects.update_or_create(
        unit_id=one.unit_id, signature=one.header_signature, defaults={"mapping": said, "confirmed_at": at}
    )
    label = _("Kiểm tra danh sách học sinh «%(name)s»") % {"name": one.name}
    one.job = _ask(actor, one, CHECK, label, {"revision": one.revision}, at)
    one.save(update_fields=["mapping", "school_year", "revision", "state", "errors", "job"])
    return one


def _check_mapping(mapping: Mapping[Target, int]) -> None:
    named = Target.FULL_NAME in mapping or Target.GIVEN_NAME in mapping
    if not named:
        raise Refusal(_("Hãy chọn cột «Họ và tên» (hoặc «Họ và tên đệm» và «Tên»)."), code="import-no-name-column")
    if not {Target.BIRTH_DATE, Target.CODE, Target.IDENTIFIER} & mapping.keys():
        raise Refusal(
            _(
                "Cần ít nhất một trong ba cột: ngày sinh, mã học sinh, số định danh; "
                "nếu không thì không nhận ra học sinh."
            ),
            code="import-no-key-column",
        )
    if len(set(mapping.values())) != len(mapping) or any(not 0 <= column < MAX_COLUMNS for column in mapping.values()):
        raise Refusal(_("Mỗi cột chỉ có một nghĩa."), code="import-column-twice")


@transaction.atomic
def write_list(*, actor: Scope, one: PupilImport, revision: int, only_valid: bool, at: datetime) -> PupilImport:
    """Have the checked list written into the register; pressing twice asks once.

    Raises Refusal when rows are wrong and ``only_valid`` does not say that the others shall be written.
    """
    one = _locked(actor, one)
    if one.state == ImportState.DONE or (one.job is not None and one.job.is_open and one.job.kind == WRITE):
        return one
    if one.state != ImportState.CHECKED or one.revision != revision:
        raise Stale(_("Danh sách đã được kiểm tra lại. Hãy xem kết quả mới trước khi nhập."), code="import-not-checked")
    wrong = int(one.summary.get("wrong", 0))
    if wrong and not only_valid:
        raise Refusal(
            _("Còn dòng sai. Hãy sửa trong tệp rồi gửi lại, hoặc đánh dấu «Chỉ nhập các dòng đúng»."),
            code="import-rows-wrong",
            field="only_valid",
        )
    if not one.summary.get("new") and not one.summary.get("changed"):
        raise Refusal(_("Không có gì để nhập: sổ đã có đủ như danh sách."), code="import-nothing-to-do")
    label = _("Nhập danh sách học sinh «%(name)s»") % {"name": one.name}
    one.job = _ask(actor, one, WRITE, label, {"revision": revision, "only_valid": bool(wrong)}, at)
    one.save(update_fields=["job"])
    return one


@transaction.atomic
def drop_list(*, actor: Scope, one: PupilImport, at: datetime) -> PupilImport:
    """Give an import up, or clear what is left of one that is done; its files go at once."""
    one = _locked(actor, one)
    if one.job is not None and one.job.is_open and one.job.kind == WRITE:
        raise Stale(_("Danh sách này đang được nhập vào sổ."), code="import-being-written")
    if one.state in OPEN_STATES:
        record(actor=actor, unit_id=one.unit_id, verb="pupils.import.drop", at=at, thing=one)
    _empty(one, at)
    return one


def forget_old(*, at: datetime) -> dict[str, int]:
    """Empty imports older than seven days and sweep their folder: the lists are data of children. For beat."""
    before = at - KEPT_FOR
    old = PupilImport._base_manager.filter(uploaded_at__lt=before).exclude(
        stored_path="", marked_path="", errors=[], columns=[], finished_at__isnull=False
    )
    count = 0
    for pk in list(old.values_list("pk", flat=True)):
        with transaction.atomic():
            one = PupilImport._base_manager.select_for_update().get(pk=pk)
            _empty(one, at)
        count += 1
    return {"imports": count, "files": storage.sweep(before)}


def _empty(one: PupilImport, at: datetime) -> None:
    gone = [one.stored_path, one.marked_path]
    if one.state in OPEN_STATES:
        one.state = ImportState.DROPPED
        one.finished_at = at
    one.stored_path = one.marked_path = ""
    one.columns, one.errors = [], []
    one.save(update_fields=["state", "finished_at", "stored_path", "marked_path", "columns", "errors"])
    transaction.on_commit(lambda: storage.remove(gone))


def _locked(actor: Scope, one: PupilImport) -> PupilImport:
    actor.require(RUN, one.unit_id)
    return PupilImport.objects.select_for_update(of=("self",)).select_related("job").get(pk=one.pk)


def _require_open(one: PupilImport) -> None:
    if one.state not in OPEN_STATES:
        raise Stale(_("Lần nhập này đã kết thúc. Hãy gửi lại tệp nếu cần nhập tiếp."), code="import-over")


def _ask(actor: Scope, one: PupilImport, kind: str, label: str, payload: dict[str, Any], at: datetime) -> Job:
    return enqueue(
        actor=actor,
        unit_id=one.unit_id,
        kind=kind,
        key=f"{kind}:{one.pk}:{one.revision}",
        label=label[:200],
        payload={"import_id": one.pk, **payload},
        at=at,
    )
