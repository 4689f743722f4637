"""What the application imports is what its own lock installs, and nothing that only the tests bring."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
CODE = ("schooladmin", "pupils", "procedures", "reform", "reports", "training")
TRY = """
import importlib, json, sys

class Hidden:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in hidden:
            raise ModuleNotFoundError(f"{name} comes with the tests only", name=name)

hidden, wanted = json.load(sys.stdin)
sys.meta_path.insert(0, Hidden())
import django
django.setup()
for module, name in wanted:
    loaded = importlib.import_module(module)
    if name and not hasattr(loaded, name):
        importlib.import_module(f"{module}.{name}")
"""


def locked(name: str) -> set[str]:
    return {canonicalize_name(found) for found in re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / name).read_text(), re.M)}


def imports() -> Iterator[tuple[str, str]]:
    """What any line of the application imports, also inside a function.

    Left out is what only the type checker reads, and what may be missing: the code says what happens then.
    """
    for folder in CODE:
        for path in sorted((ROOT / folder).rglob("*.py")):
            tree = ast.parse(path.read_text())
            spared = {
                id(line)
                for node in ast.walk(tree)
                if (isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test))
                or (isinstance(node, ast.Try) and any("ImportError" in ast.dump(way) for way in node.handlers))
                for part in node.body
                for line in ast.walk(part)
            }
            for node in ast.walk(tree):
                if id(node) in spared:
                    continue
                if isinstance(node, ast.Import):
                    yield from ((name.name, "") for name in node.names)
                elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
                    yield from ((node.module, name.name) for name in node.names if name.name != "*")


def test_every_import_of_the_application_works_without_the_packages_of_the_tests() -> None:
    only_tests = locked("requirements/dev.txt") - locked("requirements.txt")
    assert "pytest" in only_tests
    hidden = [
        module
        for module, found in packages_distributions().items()
        if all(canonicalize_name(name) in only_tests for name in found)
    ]
    wanted = sorted(set(imports()))
    assert len(wanted) > 1000
    done = subprocess.run([sys.executable, "-c", TRY], input=json.dumps([hidden, wanted]), cwd=ROOT,
                          capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
