"""Personal identifiers at rest: sealed with AES-256-GCM, looked up by a keyed hash, keys exchangeable.

A key is any text of 32 characters or more. ``FIELD_KEYS`` names them, the newest first: the first seals, all unseal.
Without it one key is made at first use and kept in ``FIELD_KEY_FILE``, readable by its owner only.
"""

import base64
import binascii
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from schooladmin.core.text import tidy
from schooladmin.settings.secret import secret_key

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField

_MARK = "gcm1"
_NONCE = 12  # bytes; random for each token, as GCM demands
_SHORTEST_KEY = 32
_URLSAFE = bytes.maketrans(b"+/", b"-_")


class UnreadableToken(Exception):  # noqa: N818 - says what the token is, not what the program did
    """A sealed text that none of the present keys opens: the key is missing, or the text was changed."""


@dataclass(frozen=True)
class _Key:
    """What one text of FIELD_KEYS is made into."""

    name: str
    box: AESGCM
    index: HMAC  # to be copied: its key is taken in once, not for each text


def seal(text: str) -> str:
    """Return ``text`` sealed with the newest key: ``gcm1:<key>:<base64>``. The same text never seals alike."""
    return seal_all([text])[0]


def seal_all(texts: Sequence[str]) -> list[str]:
    """Return each of ``texts`` sealed, as ``seal`` does; the nonces of all are drawn at once."""
    key, mark = _keys()[0], current_mark()
    name, encrypt = key.name.encode(), key.box.encrypt
    drawn = os.urandom(_NONCE * len(texts))
    nonces = [drawn[at : at + _NONCE] for at in range(0, len(drawn), _NONCE)]
    return [
        mark
        + binascii.b2a_base64(nonce + encrypt(nonce, text.encode(), name), newline=False).translate(_URLSAFE).decode()
        for nonce, text in zip(nonces, texts, strict=True)
    ]


def unseal(token: str) -> str:
    """Return the text in ``token``; UnreadableToken when its key is unknown or the token was changed."""
    mark, _, rest = token.partition(":")
    name, _, body = rest.partition(":")
    if mark != _MARK:
        raise UnreadableToken("not a sealed text")
    key = next((key for key in _keys() if key.name == name), None)
    if key is None:
        raise UnreadableToken(f"sealed with the key {name}, which is not among FIELD_KEYS or in the key file")
    try:
        content = base64.b64decode(body, altchars=b"-_", validate=True)
        if base64.urlsafe_b64encode(content).decode() != body:
            raise ValueError("bits that mean nothing were changed")
        return key.box.decrypt(content[:_NONCE], content[_NONCE:], name.encode()).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise UnreadableToken(f"sealed with the key {name}, but changed since") from error


def current_mark() -> str:
    """What every text sealed with the newest key begins with."""
    return f"{_MARK}:{_keys()[0].name}:"


def blind_index(text: str) -> str:
    """Return 64 hexadecimal digits for exact look-up of ``text`` (HMAC-SHA256 with the newest key)."""
    return _index(_keys()[0], text)


def blind_indexes(text: str) -> list[str]:
    """Return the index of ``text`` under every key, the newest first: what a look-up during a change of keys needs."""
    return [_index(key, text) for key in _keys()]


def blind_indexes_of(texts: Iterable[str]) -> dict[str, list[str]]:
    """Return the ``blind_indexes`` of each of ``texts``."""
    keys = _keys()
    return {text: [_index(key, text) for key in keys] for text in texts}


class EncryptedField(_Text):
    """One line of text, NFC, that stands sealed in the database and plain in Python. Blank stays blank.

    ``max_length`` bounds the plain text in forms. The column cannot be searched: keep ``blind_index`` beside it.
    Reading a row whose key is missing raises UnreadableToken; a list that does not show the text defers it.
    """

    def from_db_value(self, value: str | None, expression: Any, connection: BaseDatabaseWrapper) -> str | None:
        return unseal(value) if value else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, str) and value:
            raise FieldError(f"{self.name} is sealed and cannot be compared: look up its blind index")
        return super().get_prep_value(value)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        if isinstance(value, str) and (text := tidy(value)):
            return seal(text)
        return super().get_db_prep_save(value, connection)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = getattr(model_instance, self.attname)
        if isinstance(value, str):
            value = tidy(value)
            setattr(model_instance, self.attname, value)
        return value

    def value_to_string(self, obj: models.Model) -> str:
        """Sealed in fixtures too: a dump of the database gives nothing away."""
        value = self.value_from_object(obj)
        return seal(value) if value else ""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith(f"{_MARK}:"):
            return unseal(value)
        return super().to_python(value)


def _index(key: _Key, text: str) -> str:
    made = key.index.copy()
    made.update((text if text.isascii() and text.isalnum() else tidy(text)).encode())  # numbers are tidy
    return made.finalize().hex()


def _keys() -> tuple[_Key, ...]:
    given = tuple(settings.FIELD_KEYS) or (_kept_in(settings.FIELD_KEY_FILE),)
    return tuple(_made_of(text) for text in given)


@lru_cache(maxsize=32)
def _kept_in(path: Path) -> str:
    return secret_key(path)


@lru_cache(maxsize=32)
def _made_of(text: str) -> _Key:
    if len(text) < _SHORTEST_KEY:
        raise ImproperlyConfigured(f"each of FIELD_KEYS needs {_SHORTEST_KEY} characters or more")
    material = HKDF(algorithm=SHA256(), length=4 + 32 + 32, salt=None, info=b"schooladmin field key 1").derive(
        text.encode()
    )
    return _Key(material[:4].hex(), AESGCM(material[4:36]), HMAC(material[36:], SHA256()))
