"""The states of a transfer and the two sides that it has."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SideRole(models.TextChoices):
    SENDING = "sending", _("Trường chuyển đi")
    RECEIVING = "receiving", _("Trường chuyển đến")


class TransferState(models.TextChoices):
    ASKED = "asked", _("Chờ trường đến trả lời")
    ACCEPTED = "accepted", _("Trường đến đã đồng ý, chờ bàn giao hồ sơ")
    DECLINED = "declined", _("Trường đến không tiếp nhận")
    RELEASED = "released", _("Học sinh đang trên đường")
    ARRIVED = "arrived", _("Học sinh đã đến")
    RETURNED = "returned", _("Học sinh ở lại trường cũ")
    WITHDRAWN = "withdrawn", _("Gia đình rút")


# The file has left the school that the pupil leaves.
GONE = (TransferState.RELEASED, TransferState.ARRIVED, TransferState.RETURNED)
CLOSED = (TransferState.DECLINED, TransferState.ARRIVED, TransferState.RETURNED, TransferState.WITHDRAWN)
RUNNING = (TransferState.ASKED, TransferState.ACCEPTED, TransferState.RELEASED)
