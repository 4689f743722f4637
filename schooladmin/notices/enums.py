"""How pressing a notice is."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    INFO = "info", _("Để biết")
    SOON = "soon", _("Sắp đến hạn")
    URGENT = "urgent", _("Cần làm ngay")
