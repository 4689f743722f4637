"""What the documents promise is there: links, files, commands, names of the environment."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from schooladmin.demo.units import LOGINS, PASSWORD

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/**/*.md"))]
SOURCES = [ROOT / "schooladmin" / "settings" / "app.py", *sorted((ROOT / "bin" / "_lib").glob("*.py"))]
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
CODE = re.compile(r"`([^`\n]+)`")
# A file or folder as it is written in CONTRIBUTING.md: a path with a folder, without a place-holder.
PATH = re.compile(r"[a-z_.][\w.-]*(?:/[\w.-]+)+/?")
NOT_KEPT = (".venv/", "var/", "/tmp/")  # made when the program runs

each_document = pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))


@each_document
def test_links_lead_somewhere(path: Path) -> None:
    links = [link for link in LINK.findall(path.read_text(encoding="utf-8")) if "://" not in link]
    assert not [link for link in links if not (path.parent / link).exists()]


@each_document
def test_commands_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"manage\.py ([a-z_]+)", text)) <= set(get_commands())
    assert not [name for name in re.findall(r"(?<![\w/])bin/[a-z][\w/.-]*\w", text) if not (ROOT / name).exists()]


def test_the_files_that_developers_are_sent_to_exist() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = [word for word in CODE.findall(text) if PATH.fullmatch(word) and not word.startswith(NOT_KEPT)]
    assert len(paths) > 40
    assert not [name for name in paths if not (ROOT / name).exists()]


def test_every_picture_is_shown_and_small() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").glob("*.png"))
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert pictures
    assert not [path.name for path in pictures if f"docs/pictures/{path.name}" not in text]
    assert not [path.name for path in pictures if path.stat().st_size > 150_000]


def test_names_of_the_environment_are_read_somewhere() -> None:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]
    names = {name for cell in rows for name in re.findall(r"`([A-Z][A-Z_]+)`", cell)}
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in SOURCES if path.suffix in {"", ".py"} and path.is_file()
    )
    assert len(names) > 10
    assert not [name for name in names if f'"{name}"' not in code]


def test_the_logins_of_the_demonstration_are_those_of_the_readme() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    logins = text.partition("## Tài khoản dùng thử")[2].partition("\n## ")[0]
    named = set(CODE.findall(logins.partition("| --- |")[2]))
    assert named == {login.username for login in LOGINS}
    assert PASSWORD in logins
    assert PASSWORD in (ROOT / "bin" / "pictures").read_text(encoding="utf-8")
