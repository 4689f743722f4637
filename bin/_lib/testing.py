"""``bin/test``: all that the tests need, the checks, and the suite on both sets of servers."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from _lib.environment import (
    DEV_LOCK,
    ROOT,
    VENV,
    Interrupted,
    SetupError,
    application_env,
    apt_install,
    die_with,
    ensure_pdf,
    ensure_python,
    listen_for_signals,
    one_at_a_time,
    say,
)
from _lib.services import private_services

USAGE = """\
bin/test [--fast] [đối số của pytest…]

Cài những gì các phép thử cần, kiểm tra mã nguồn, rồi chạy toàn bộ phép thử trên SQLite, sau đó trên PostgreSQL và Redis
riêng (runs the checks, then the suite on SQLite and on a private PostgreSQL and Redis).
  --fast   chỉ SQLite, không kiểm tra mã nguồn, không trình duyệt (SQLite only, no checks, no browser)
"""
# A command that shows a package is there, and the package.
TOOLS = {"pdftotext": "poppler-utils", "msgfmt": "gettext", "qpdf": "qpdf", "softhsm2-util": "softhsm2"}
SERVERS = {"chromium": "chromium", "redis-server": "redis-server"}
SCRIPTS = ("bin/start", "bin/test", "bin/vendor-assets", "bin/messages", "bin/pictures", "bin/icons")
# The settings a developer may have in the shell belong to no test.
SETTINGS = (
    "DATABASE_URL BROKER_URL CACHE_URL SECRET_KEY FIELD_KEYS ALLOWED_HOSTS CSRF_TRUSTED_ORIGINS HTTPS DEBUG "
    "STATICFILES_STORAGE JOB_LEASE_SECONDS JOB_STALLED_SECONDS PORT HOST DEMO PYTHONDONTWRITEBYTECODE VAR_DIR"
)
# Sizes of pictures, entities, tags for search engines (H006, H023, H030, H031) say nothing here; the others are taste.
DJLINT_IGNORED = "H006,H015,H020,H023,H030,H031,T002,T028"
NO_TESTS = 5  # pytest's exit code when it found nothing to run
# Parts of the suite: a mark, and pytest's options for it.
Parts = dict[str, list[str]]
QUICK: Parts = {"not browser and not worker": ["-n", "2"]}
SERVED: Parts = {"(browser or worker) and not walk": []}  # alone on the machine: they watch the clock
WALKED: Parts = {"walk": ["-n", "2"]}  # once: pages look the same whatever keeps the data


def with_data(parts: Parts) -> Parts:
    """Return the parts without the tests that have no database: those have run already."""
    return {f"{marks} and not dataless": options for marks, options in parts.items()}


# --- What the tests need ----------------------------------------------------------------------------------------
def missing_packages(fast: bool) -> list[str]:
    """Return the Debian packages whose commands are not there."""
    wanted = TOOLS if fast else TOOLS | SERVERS
    packages = [package for command, package in wanted.items() if not shutil.which(command)]
    if not fast and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        packages.append("postgresql")
    return packages


def prepare(fast: bool) -> None:
    """Install what is missing, once."""
    with one_at_a_time():
        if packages := missing_packages(fast):
            apt_install(packages, "cho các phép thử")
        ensure_python(DEV_LOCK)
        ensure_pdf()


@contextlib.contextmanager
def clean_env(**extra: str) -> Iterator[dict[str, str]]:
    """Yield an environment with a ``var/`` of its own, so that tests never touch anybody's data."""
    with tempfile.TemporaryDirectory(prefix="schooladmin-tests-") as folder:
        env = {name: value for name, value in application_env().items() if name not in SETTINGS.split()}
        env |= {"VAR_DIR": folder, "DJANGO_SETTINGS_MODULE": "schooladmin.settings.test", **extra}
        yield env


# --- Running ----------------------------------------------------------------------------------------------------
def wait(process: "subprocess.Popen[bytes]") -> int:
    """Wait for a step; when we are asked to stop, let it stop its own helpers first."""
    try:
        return process.wait()
    except Interrupted:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGINT)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        raise


def run(name: str, command: Sequence[str], env: dict[str, str], accept: Sequence[int] = (0,)) -> int:
    """Run one step and end the whole command if it fails."""
    say(f"── {name}")
    started = time.monotonic()
    parent = os.getpid()
    code = wait(subprocess.Popen(command, cwd=ROOT, env=env, preexec_fn=lambda: die_with(parent)))
    if code not in accept:
        raise SystemExit(code if code > 0 else 128 - code)
    if "pytest" not in command:  # pytest gives its own time, and its summary has to stay the last line
        say(f"   {name}: {time.monotonic() - started:.1f} s")
    return code


def checks() -> dict[str, list[str]]:
    """Return the checks of the source, the quick ones first."""
    folders = sorted(
        {
            str(path.relative_to(ROOT))
            for path in [ROOT / "templates", *ROOT.glob("[!.]*/**/templates")]
            if path.is_dir() and any(path.rglob("*.html"))
        }
    )
    steps = {
        "ruff check": ["ruff", "check", ".", *SCRIPTS],
        "ruff format": ["ruff", "format", "--check", ".", *SCRIPTS],
        "lint-imports": ["python", "-c", "from importlinter.cli import lint_imports_command as run; run()"],
        "djlint": ["djlint", "--lint", "--quiet", "--profile=django", f"--ignore={DJLINT_IGNORED}", *folders],
        "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
        "mypy": ["mypy", ".", *SCRIPTS, "--scripts-are-modules"],
    }
    if not folders:
        del steps["djlint"]
    return {name: tool(command) for name, command in steps.items()}


def tool(command: list[str]) -> list[str]:
    """Return a command of ``.venv/`` that also works after the folder has been moved."""
    python = str(VENV / "bin" / "python")
    if command[0] == "python":
        return [python, *command[1:]]
    return [python, "-m", *command]


def suite(name: str, env: dict[str, str], parts: Parts, arguments: list[str]) -> bool:
    """Run the parts of the suite, each a mark with pytest's options; tell whether any test ran."""
    # People who ask for a few tests may well ask for none of one of the kinds.
    accept = (0, NO_TESTS) if arguments else (0,)
    codes = []
    for marks, options in parts.items():
        command = [*tool(["pytest"]), "-m", marks, *options, *arguments]
        codes.append(run(f"pytest · {name} · {marks}", command, env, accept))
    return codes != [NO_TESTS] * len(codes)


def run_all(fast: bool, arguments: list[str]) -> int:
    """Run everything in order, the cheapest first."""
    with clean_env() as env:
        if not fast:
            for name, command in checks().items():
                run(name, command, env)
        parts: Parts = QUICK | {"worker": []} if fast else QUICK | SERVED | WALKED
        ran = suite("SQLite", env, parts, arguments)
    if not fast:
        with (
            private_services() as servers,
            clean_env(
                DATABASE_URL=servers.database_url, BROKER_URL=servers.broker_url, CACHE_URL=servers.cache_url
            ) as env,
        ):
            ran = suite("PostgreSQL + Redis", env, with_data(QUICK | SERVED), arguments) or ran
    return 0 if ran else NO_TESTS


def main() -> int:
    """Run the command."""
    arguments = sys.argv[1:]
    if arguments[:1] in (["-h"], ["--help"]):
        print(USAGE)
        return 0
    fast = "--fast" in arguments
    listen_for_signals()
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    try:
        prepare(fast)
        return run_all(fast, [argument for argument in arguments if argument != "--fast"])
    except SetupError as failure:
        say(f"\n{failure}")
        return failure.code
    except Interrupted:
        say("\nĐã dừng theo yêu cầu (stopped as asked).")
        return 130
