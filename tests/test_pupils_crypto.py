"""Identifiers at rest: sealed, looked up without being read, and sealed again when the key changes."""

import json
import stat
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pupils.actions import PupilData, add_pupil, edit_pupil, reveal_identifier
from pupils.models import Pupil
from pupils.queries import by_identifier
from pupils.rules import masked
from schooladmin.audit.models import AuditEntry
from schooladmin.core.crypto import UnreadableToken, blind_index, blind_indexes, seal, unseal
from schooladmin.units.scope import opened
from tests.factory import World, moment

OLD, NEW = "a" * 40, "b" * 40
NUMBER = "000215123456"
AT = moment("2026-10-12 09:00")


@pytest.fixture(autouse=True)
def keys(settings: Any) -> Any:
    settings.FIELD_KEYS = [OLD]
    return settings


def add(world: World, name: str = "Nguyễn Văn Con", **more: Any) -> Pupil:
    scope = world.scope("clerk")
    with opened(scope):
        data = PupilData(full_name=name, **{"identifier": NUMBER, **more})
        return add_pupil(actor=scope, unit_id=world.school.pk, data=data, at=AT)


def stored(pupil: Pupil) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM pupils_pupil WHERE id = %s", [pupil.pk])
        return tuple(cursor.fetchone())


@given(text=st.text(max_size=60))
@settings(deadline=None)
def test_what_is_sealed_comes_back_and_never_seals_alike(text: str) -> None:
    assert unseal(seal(text)) == text
    assert seal(text) != seal(text)


@given(text=st.text(alphabet="0123456789", min_size=4, max_size=20), place=st.integers(0, 200))
@example(text="000000", place=len("gcm1:12345678:") + 45)  # the last sign before «==», two of whose bits say something
@settings(deadline=None)
def test_a_changed_token_is_an_error(text: str, place: int) -> None:
    token = seal(text)
    place %= len(token)
    other = "A" if token[place] != "A" else "B"
    with pytest.raises(UnreadableToken):
        unseal(token[:place] + other + token[place + 1 :])


@pytest.mark.parametrize("token", ["", "000215123456", "gcm1:", "gcm1:00000000:", "gcm1:00000000:AAAA"])
def test_what_is_no_token_is_an_error_and_never_empty(token: str) -> None:
    with pytest.raises(UnreadableToken):
        unseal(token)


def test_another_key_cannot_read(keys: Any) -> None:
    token = seal(NUMBER)
    keys.FIELD_KEYS = [NEW]
    with pytest.raises(UnreadableToken, match="not among FIELD_KEYS"):
        unseal(token)
    keys.FIELD_KEYS = [NEW, OLD]
    assert unseal(token) == NUMBER
    assert blind_indexes(NUMBER)[0] == blind_index(NUMBER)
    assert len(set(blind_indexes(NUMBER))) == 2


def test_a_short_key_is_refused(keys: Any) -> None:
    keys.FIELD_KEYS = ["short"]
    with pytest.raises(ImproperlyConfigured, match="32 characters"):
        seal(NUMBER)


def test_without_a_setting_a_key_is_kept_for_its_owner_only(keys: Any, tmp_path: Path) -> None:
    keys.FIELD_KEYS, keys.FIELD_KEY_FILE = [], tmp_path / "field-key"
    assert unseal(seal(NUMBER)) == NUMBER
    assert stat.S_IMODE((tmp_path / "field-key").stat().st_mode) == 0o600


def test_the_database_the_trail_and_a_dump_hold_nothing_readable(world: World) -> None:
    pupil = add(world, guardian_phone="0912 345 678", guardian_name="Lê Thị Mẹ")
    scope = world.scope("clerk")
    with opened(scope):
        assert reveal_identifier(actor=scope, pupil_id=pupil.pk, at=AT) == NUMBER
        data = PupilData(full_name=pupil.full_name, identifier="000215999999", guardian_phone="0987 654 321")
        edit_pupil(actor=scope, pupil_id=pupil.pk, data=data, lock_version=1, at=AT)
    trail = json.dumps(
        [[entry.verb, entry.object_label, entry.changes] for entry in AuditEntry._base_manager.all()],
        ensure_ascii=False,
    )
    dump = serializers.serialize("json", [Pupil._base_manager.get(pk=pupil.pk)])
    for secret in (NUMBER, "000215999999", "3456", "9999"):
        assert secret not in str(stored(pupil))
        assert secret not in trail
        assert secret not in dump.replace(str(pupil.pk), "")
    for secret in ("0912", "0987", "Mẹ", blind_index(NUMBER)):
        assert secret not in trail
    assert "pupils.pupil.reveal" in trail
    assert '"identifier": ["•••", "•••"]' in trail
    (loaded,) = serializers.deserialize("json", dump)
    again: Any = loaded.object
    assert again.identifier == "000215999999"


def test_an_identifier_is_written_in_one_way_and_once_in_a_school(world: World) -> None:
    pupil = add(world, identifier=" 0002 1512-3456 ")
    assert Pupil._base_manager.get(pk=pupil.pk).identifier == NUMBER
    scope = world.scope("clerk")
    with opened(scope):
        assert by_identifier(scope, world.school.pk, "0002.1512.3456") == pupil
        assert by_identifier(scope, world.sister.pk, NUMBER) is None
    twin = Pupil(unit=world.school, full_name="Lê Thị Khác", identifier=NUMBER, created_at=AT, updated_at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save()
    Pupil(unit=world.sister, full_name="Lê Thị Khác", identifier=NUMBER, created_at=AT, updated_at=AT).save()


def test_the_column_cannot_be_compared(world: World) -> None:
    with pytest.raises(FieldError, match="blind index"):
        Pupil._base_manager.filter(identifier=NUMBER).exists()


def test_keys_change_in_batches_and_the_command_may_be_repeated(world: World, keys: Any) -> None:
    pupils = [add(world, f"Nguyễn Văn {name}", identifier=f"00021500000{i}") for i, name in enumerate("ABCDE")]
    blank = add(world, "Nguyễn Văn Không", identifier="")
    before = {pupil.pk: stored(pupil) for pupil in [*pupils, blank]}
    keys.FIELD_KEYS = [NEW, OLD]
    scope = world.scope("clerk")
    with opened(scope):  # while both keys are there, what the older one indexed is still found
        assert by_identifier(scope, world.school.pk, "000215000003") == pupils[3]

    out = StringIO()
    call_command("rotate_field_keys", batch=2, stdout=out)
    assert "Đã mã hóa lại 5 số" in out.getvalue()
    after = {pupil.pk: stored(pupil) for pupil in [*pupils, blank]}
    assert all(after[pupil.pk] != before[pupil.pk] for pupil in pupils)
    assert after[blank.pk] == before[blank.pk]

    again = StringIO()
    call_command("rotate_field_keys", stdout=again)
    assert "Đã mã hóa lại" not in again.getvalue()
    assert {pupil.pk: stored(pupil) for pupil in [*pupils, blank]} == after

    keys.FIELD_KEYS = [NEW]
    assert [Pupil._base_manager.get(pk=pupil.pk).identifier for pupil in pupils] == [
        f"00021500000{i}" for i in range(5)
    ]
    keys.FIELD_KEYS = [OLD]
    with pytest.raises(CommandError, match="thêm lại khóa cũ"):
        call_command("rotate_field_keys", stdout=StringIO())


@pytest.mark.parametrize(
    ("number", "shown"),
    [("", ""), ("000215123456", "•••• •••• 3456"), ("1234567890", "•••• •••• 7890"), ("1234", "•••• ••••")],
)
def test_the_mask_shows_at_most_half(number: str, shown: str) -> None:
    assert masked(number) == shown
