"""A change of keys: every identifier sealed again, and its blind index made again, with the newest key."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models.functions import Substr

from pupils.models import Pupil
from schooladmin.core.crypto import blind_index, current_mark
from schooladmin.units.scope import Scope, opened


def reseal(actor: Scope, batch: int) -> Iterator[int]:
    """Re-seal what older keys sealed, ``batch`` rows a transaction; yield how many each batch changed.

    Safe to stop and to repeat: a row that the newest key sealed is not touched again. The rows' ``lock_version`` and
    ``updated_at`` stay, for nothing that people see changes. Raises ``UnreadableToken`` at the first row whose key is
    missing; the batches before it stay done.
    """
    mark = current_mark()
    last = 0
    with opened(actor):
        while True:
            with transaction.atomic():
                # Read raw to find the old ones: the field itself would unseal all.
                old = Pupil.objects.filter(pk__gt=last).exclude(identifier_key="")
                old = old.annotate(mark=Substr("identifier", 1, len(mark)))
                rows = list(old.exclude(mark=mark).select_for_update(of=("self",)).order_by("pk")[:batch])
                for row in rows:
                    row.identifier_key = blind_index(row.identifier)
                Pupil.objects.bulk_update(rows, ["identifier", "identifier_key"])
            if not rows:
                return
            last = rows[-1].pk
            yield len(rows)
