"""Model fields that keep text in NFC whichever door it comes through."""

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from schooladmin.core.text import nfc, tidy

if TYPE_CHECKING:
    _Char = models.CharField[str, str]
    _Text = models.TextField[str, str]
else:
    _Char, _Text = models.CharField, models.TextField


class LineField(_Char):
    """One line of text: NFC, single spaces."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return tidy(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = tidy(value)
            setattr(model_instance, self.attname, value)
        return value


class ProseField(_Text):
    """Text of several lines: NFC, Unix line ends."""

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return _prose(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = _prose(value)
            setattr(model_instance, self.attname, value)
        return value


class KeyField(_Char):
    """A key made for look-up and order: compared sign by sign, not as words of the database's language.

    PostgreSQL would ask the language of the system for each comparison, and each row of an index needs a dozen. What
    people read and sort as words does not belong here.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> Any:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def _prose(value: str) -> str:
    return nfc(value.replace("\r\n", "\n").replace("\r", "\n")).strip()
