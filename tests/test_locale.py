"""The words of the interface: an English catalogue without gaps, plain Vietnamese in form errors, no leaks."""

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polib
import pytest
import time_machine
from django import forms
from django.apps import apps
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import models
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.datastructures import MultiValueDict

from reports.meeting.signals import suggestions
from reports.queries import fields_of
from reports.rendering import content_of
from schooladmin.core.periods import Quarter
from schooladmin.units.models import User
from schooladmin.units.scope import opened, scope_of
from tests.factory import World
from tests.stage import NOW, Stage, set_stage
from tests.test_persona_matrix import MATRIX

ROOT = Path(__file__).resolve().parents[1]
CATALOGUES = {language: ROOT / "locale" / language / "LC_MESSAGES" / "django.po" for language in ("en", "vi")}
VIETNAMESE = re.compile("[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+\}|<[^>]+>")
NAMES = ("Sổ Trường", "Tiếng Việt", "Việt Nam")  # the product, the button to the other language, the country
# What stands in Vietnamese spreadsheets, whoever sends them in.
IN_SHEETS = ("“Lỗi”", "“Họ và tên”", "Đang học, Chuyển đi, Thôi học or Tốt nghiệp")
# The signs by which papers are numbered.
SIGNS = ("BC, ĐC, CV, BB", "-ĐC/CB", "30/2020/NĐ-CP")
# Papers are Vietnamese whoever reads them; files are not pages.
PAPERS = {"reports.report.preview", "reports.report.download", "evidence.file.read", "reports.board.download"}


def entries(language: str) -> list[polib.POEntry]:
    return list(polib.pofile(str(CATALOGUES[language])))


def said(entry: Any) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def by_message(catalogue: Iterable[Any]) -> dict[tuple[str | None, str, str], list[str]]:
    return {(entry.msgctxt, entry.msgid, entry.msgid_plural): said(entry) for entry in catalogue if any(said(entry))}


# --- The catalogues ---------------------------------------------------------------------------------------------
def test_every_message_has_its_english() -> None:
    gaps = [entry.msgid for entry in entries("en") if not entry.translated() or entry.fuzzy or entry.obsolete]
    assert not gaps
    leaks = [
        text
        for entry in entries("en")
        for text in said(entry)
        if VIETNAMESE.search(re.sub("|".join([*NAMES, *IN_SHEETS, *SIGNS]), "", text))
    ]
    assert not leaks


def test_translations_keep_placeholders_and_tags() -> None:
    wrong = [
        (entry.msgid, text)
        for entry in entries("en")
        for text in said(entry)
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(entry.msgid))
        or text.endswith(" ") != entry.msgid.endswith(" ")
    ]
    assert not wrong


def test_our_vietnamese_for_the_framework_adds_no_placeholder() -> None:
    wrong = [
        (entry.msgid, text)
        for entry in entries("vi")
        for text in said(entry)
        if not text or entry.fuzzy or set(PLACEHOLDER.findall(text)) - set(PLACEHOLDER.findall(entry.msgid))
    ]
    assert not wrong


@pytest.mark.parametrize("language", CATALOGUES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    """Nobody who runs the application has gettext: the .mo is committed, and has to be the one of the .po."""
    compiled = polib.mofile(str(CATALOGUES[language].with_suffix(".mo")))
    assert by_message(compiled) == by_message(entries(language)), "run bin/messages"


@pytest.mark.skipif(not shutil.which("xgettext"), reason="needs gettext")
def test_the_source_has_no_message_that_the_catalogue_lacks() -> None:
    run = subprocess.run(
        [sys.executable, str(ROOT / "bin" / "messages"), "--check"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, f"run bin/messages and translate:\n{run.stdout}{run.stderr}"


# --- English pages ----------------------------------------------------------------------------------------------
class Words(HTMLParser):
    """The texts of a page that a reader sees or hears, without those marked as Vietnamese."""

    SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label", "data-confirm")
    VOID = frozenset({"base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._open: list[tuple[str, bool]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        here = dict(attrs)
        quiet = tag in ("script", "style", "textarea") or here.get("lang") == "vi" or any(q for _tag, q in self._open)
        if not quiet:
            self.found += [value for name in self.SPOKEN if (value := here.get(name))]
        if tag not in self.VOID:
            self._open.append((tag, quiet))

    def handle_endtag(self, tag: str) -> None:
        if tag not in self.VOID:  # «<br/>» ends as well, and was never open
            while self._open and self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not any(quiet for _tag, quiet in self._open):
            self.found.append(" ".join(data.split()))


def texts_of(page: str) -> list[str]:
    words = Words()
    words.feed(page)
    return words.found


def strings(value: Any) -> Iterator[str]:
    """All texts in a value of a column, also inside JSON."""
    if isinstance(value, str):
        yield " ".join(value.split())
    elif isinstance(value, dict):
        for item in value.values():
            yield from strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from strings(item)


def words_of_papers(stage: Stage) -> list[str]:
    """What a page quotes from a paper, which is Vietnamese: headings, names of figures, questions of its meeting."""
    report = stage.report
    scope = scope_of(stage.world.users["principal"], NOW.date())
    with opened(scope):
        content = content_of(report, scope.at)
        asked = [question.text for question in suggestions(scope, report, content)]
        figures = [word for line in content.figures for word in (line.label, line.unit)]
        return [*asked, *figures, *(field.heading for field in fields_of(report.round.template_id))]


def data_of_the_stage() -> list[str]:
    """What people wrote into the database. A column with an English twin is no excuse for Vietnamese."""
    found: set[str] = set()
    for model in apps.get_models():
        columns = {column.name for column in model._meta.concrete_fields}
        kept = [
            column.name
            for column in model._meta.concrete_fields
            if isinstance(column, models.CharField | models.TextField | models.JSONField)
            and f"{column.name}_en" not in columns
        ]
        for row in model._base_manager.values_list(*kept) if kept else ():
            found.update(text for value in row for text in strings(value) if VIETNAMESE.search(text))
    return sorted(found, key=len, reverse=True)


@pytest.fixture
def stage(world: World, calendar: None) -> Stage:
    with time_machine.travel(NOW, tick=False):
        return set_stage(world)


def english(client: Client) -> Client:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client


@pytest.mark.parametrize("who", ["principal", "admin", "head", "party_officer", "teacher"])
def test_english_pages_hold_no_vietnamese_but_data(who: str, stage: Stage, as_user: Callable[[str], Client]) -> None:
    client = english(as_user(who))
    for row in MATRIX.values():
        row.args(stage)  # some addresses make their thing when they are asked for it
    quoted = {*data_of_the_stage(), *words_of_papers(stage), *NAMES, *IN_SHEETS, *SIGNS}
    data = sorted(quoted, key=len, reverse=True)
    leaks: dict[str, list[str]] = {}
    read = 0
    for name, row in MATRIX.items():
        if row.post or name in PAPERS:
            continue
        with time_machine.travel(NOW, tick=False):
            answer = client.get(reverse(name, args=row.args(stage)), follow=True)
        if not answer["Content-Type"].startswith("text/html"):
            continue
        read += 1
        assert answer["Content-Language"] == "en", name
        for text in texts_of(answer.content.decode()):
            rest = text
            for known in data if VIETNAMESE.search(text) else ():
                rest = rest.replace(known, "")
            if VIETNAMESE.search(rest):
                leaks.setdefault(name, []).append(text)
    assert read > 20
    assert not leaks


def test_quarters_and_days_speak_the_readers_language() -> None:
    quarter = Quarter(2026, 3)
    with translation.override("en"):
        assert quarter.short_label == "Quarter III/2026"
        assert quarter.label == "quý III năm 2026", "as papers name it"
    with translation.override("vi"):
        assert quarter.short_label == "Quý III/2026"


@pytest.mark.parametrize(("language", "title"), [("vi", "Trang đã quá hạn"), ("en", "The page has expired")])
def test_a_form_without_its_token_is_explained(language: str, title: str, world: World) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    answer = client.post(reverse("account_login"), {"login": "principal", "password": "x"})
    assert answer.status_code == 403
    assert title in answer.content.decode()


# --- Vietnamese form errors -------------------------------------------------------------------------------------
class Everything(forms.Form):
    """One field of every kind that our forms use."""

    needed = forms.CharField()
    short = forms.CharField(min_length=3)
    long = forms.CharField(max_length=3)
    tidy = forms.CharField()
    day = forms.DateField()
    hour = forms.TimeField()
    instant = forms.DateTimeField()
    whole = forms.IntegerField()
    least = forms.IntegerField(min_value=5)
    most = forms.IntegerField(max_value=5)
    steps = forms.IntegerField(step_size=5)
    figure = forms.DecimalField()
    digits = forms.DecimalField(max_digits=3)
    places = forms.DecimalField(decimal_places=1)
    front = forms.DecimalField(max_digits=3, decimal_places=2)
    choice = forms.ChoiceField(choices=[("a", "A")])
    typed = forms.TypedChoiceField(choices=[("1", "1")], coerce=int)
    many = forms.MultipleChoiceField(choices=[("a", "A")])
    pattern = forms.RegexField("^a$")
    mail = forms.EmailField()
    mutation = forms.UUIDField()
    json = forms.JSONField()
    missing = forms.FileField()
    empty = forms.FileField()
    named = forms.FileField(max_length=5)


WRONG = {
    "needed": "", "short": "a", "long": "abcd", "tidy": "a\x00", "day": "31/02/2026", "hour": "25:00",
    "instant": "hôm qua", "whole": "một", "least": "4", "most": "6", "steps": "4", "figure": "một", "digits": "1234",
    "places": "1.23", "front": "12.3", "choice": "b", "typed": "2", "many": ["b"], "pattern": "b", "mail": "a",
    "mutation": "a", "json": "{",
}  # fmt: skip
# Words of the framework's sentences: none of them is Vietnamese, not even without tone marks.
ENGLISH = re.compile(
    r"\b(this|that|value|valid|enter|ensure|field|required|select|choice|available|submitted|submit|please|file|form|"
    r"missing|password|number|date|character|digit|must|allowed|has|of)\b",
    re.IGNORECASE,
)


def test_form_errors_are_vietnamese() -> None:
    files: MultiValueDict[str, UploadedFile[Any]] = MultiValueDict(
        {"empty": [SimpleUploadedFile("a.pdf", b"")], "named": [SimpleUploadedFile("quyet-dinh.pdf", b"x")]}
    )
    with translation.override("vi"):
        errors = {name: " ".join(map(str, found)) for name, found in Everything(WRONG, files).errors.items()}
    assert set(errors) == set(Everything.base_fields)
    assert not {name: text for name, text in errors.items() if ENGLISH.search(text) or not VIETNAMESE.search(text)}


def test_errors_of_a_set_of_forms_are_vietnamese() -> None:
    rows = forms.formset_factory(Everything, max_num=1, min_num=1, validate_max=True, validate_min=True)
    count = {"form-INITIAL_FORMS": "0"}
    with translation.override("vi"):
        errors = [
            *rows({}).non_form_errors(),
            *rows({**count, "form-TOTAL_FORMS": "2"}).non_form_errors(),
            *rows({**count, "form-TOTAL_FORMS": "0"}).non_form_errors(),
        ]
        hidden = forms.formset_factory(Everything)({"form-TOTAL_FORMS": "x"}).management_form.errors
    texts = [*map(str, errors), *(str(text) for found in hidden.values() for text in found)]
    assert len(errors) == 3
    assert not [text for text in texts if ENGLISH.search(text) or not VIETNAMESE.search(text)]


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["ngan", "password123", "90817263545", "nguoi.dung.thu"])
def test_refused_passwords_are_explained_in_vietnamese(password: str) -> None:
    with translation.override("vi"), pytest.raises(ValidationError) as refused:
        validate_password(password, User(username="nguoi.dung.thu"))
    assert not [text for text in refused.value.messages if ENGLISH.search(text) or not VIETNAMESE.search(text)]
