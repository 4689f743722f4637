"""Who brings lists of pupils in: those who may add a pupil."""

from pupils.permissions import ADD
from pupils.permissions import RIGHTS as PUPIL_RIGHTS
from schooladmin.units.permissions import Right

RUN = "pupils.import.run"

RIGHTS: dict[str, Right] = {RUN: PUPIL_RIGHTS[ADD]}
