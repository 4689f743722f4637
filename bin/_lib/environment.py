"""Everything that must be there before the application can run: folder, locks, ``.venv/``, libraries of the system.

Each step is safe to repeat and costs next to nothing when it has been done, so every command simply asks for all of it.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import time
import venv
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import IO

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
BASE_LOCK = ROOT / "requirements.txt"
DEV_LOCK = ROOT / "requirements" / "dev.txt"
FONTCONFIG = ROOT / "static" / "fonts" / "fonts.conf"
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
PDF_LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1")
PRIVATE = 0o077  # umask of everything that touches var/: it holds personal data and the secret key


class SetupError(Exception):
    """Something a person must read; ``code`` becomes the exit code (2: the person can put it right)."""

    def __init__(self, message: str, code: int = 2) -> None:
        super().__init__(message)
        self.code = code


class Interrupted(BaseException):
    """A signal asked us to stop. Not an Exception: no ``except Exception`` on the way may swallow it."""


def say(text: str) -> None:
    """Tell the person what is going on. On stderr: stdout carries only results."""
    print(text, file=sys.stderr, flush=True)


def interrupt(number: int, frame: FrameType | None) -> None:
    """Turn a signal into an exception, so that every ``finally`` on the way is run."""
    raise Interrupted(signal.Signals(number).name)


def listen_for_signals() -> None:
    """Let SIGTERM and a closed terminal end us as tidily as Ctrl-C does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)


# --- Folder, logs, locks ----------------------------------------------------------------------------------------
def var_dir() -> Path:
    """Return the folder of all that is not code, readable by its owner only."""
    path = Path(os.environ.get("VAR_DIR") or ROOT / "var").absolute()
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        if path == ROOT / "var":
            path.chmod(0o700)
        (path / "log").mkdir(exist_ok=True, mode=0o700)
    except OSError as error:
        raise SetupError(f"Không ghi được vào thư mục {path}: {error.strerror} (cannot write there).") from error
    return path


def open_log(name: str) -> IO[bytes]:
    """Open ``var/log/NAME.log`` for appending; one that has grown past 10 MB is put aside first."""
    path = var_dir() / "log" / f"{name}.log"
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_size > 10_000_000:
            path.replace(path.with_suffix(".log.1"))
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")


def last_lines(name: str, count: int = 15) -> str:
    """Return the end of a log, for a message about a failure."""
    path = var_dir() / "log" / f"{name}.log"
    return "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-count:])


def lock(path: Path) -> IO[str] | None:
    """Take a lock that the kernel gives back when we end, however we end; ``None`` if somebody has it."""
    handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.close()
        return None
    return handle


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let only one command at a time prepare this checkout; a second one waits."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Một lệnh khác đang chuẩn bị thư mục này, xin chờ… (another command is preparing this folder)")
            fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


# --- Python -----------------------------------------------------------------------------------------------------
def digest(path: Path) -> str:
    """Return what a marker remembers of a lock: its content and the Python it was installed for."""
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    return f"{version} {hashlib.sha256(path.read_bytes()).hexdigest()}"


def marker(locked: Path) -> Path:
    """Return the file in ``.venv/`` that says ``locked`` is installed."""
    return VENV / f"installed-{locked.stem}"


def is_installed(locked: Path) -> bool:
    """Tell whether exactly this lock is in ``.venv/``."""
    with contextlib.suppress(OSError):
        return PYTHON.exists() and marker(locked).read_text() == digest(locked)
    return False


def run_for_us(command: Sequence[str], env: dict[str, str], log: IO[bytes], umask: int = -1) -> int:
    """Run a command that must not go on without us: our successor would work on the same files."""
    parent = os.getpid()
    return subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdout=log,
        stderr=log,
        stdin=subprocess.DEVNULL,
        umask=umask,
        preexec_fn=lambda: die_with(parent),
    ).returncode


def pip_install(locked: Path) -> None:
    """Install a lock with the pip wheel of this repository: Debian's bare python3 has none of its own."""
    wheel = max((ROOT / "vendor").glob("pip-*.whl"))
    command = [str(PYTHON), str(wheel / "pip"), "install", "--no-input", "--disable-pip-version-check"]
    command += ["--require-hashes", "--only-binary", ":all:", "-r", str(locked)]
    env = {**os.environ, "PIP_USER": "0", "PYTHONUTF8": "1"}
    for name in ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX"):
        env.pop(name, None)
    for attempt in (1, 2, 3):
        with open_log("install") as log:
            if run_for_us(command, env, log) == 0:
                return
        say(f"  lần {attempt}/3 không thành (attempt failed)")
        time.sleep(2 * attempt)
    say(last_lines("install", 5))
    raise SetupError(
        "Không cài được các gói Python. Hãy kiểm tra mạng rồi chạy lại; chi tiết ở var/log/install.log "
        "(could not install the Python packages; check the network and run again).",
        code=1,
    )


def ensure_python(locked: Path) -> None:
    """Make ``.venv/`` and install ``locked`` in it, unless that has been done."""
    if is_installed(locked):
        return
    half_done = VENV / "installing"
    # A pip killed in the middle can leave a package that looks installed and is not: then start from nothing.
    rebuild = half_done.exists()
    say("Tạo môi trường Python và cài các gói (vài phút ở lần đầu)… (installing the Python packages)")
    venv.EnvBuilder(clear=rebuild, symlinks=True, with_pip=False).create(VENV)
    half_done.touch()
    marker(DEV_LOCK).unlink(missing_ok=True)
    pip_install(locked)
    marker(locked).write_text(digest(locked))
    if locked == DEV_LOCK:  # made from the other one, so it contains it
        marker(BASE_LOCK).write_text(digest(BASE_LOCK))
    half_done.unlink()


def application_env() -> dict[str, str]:
    """Return the environment of every process of the application."""
    env = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME"}}
    env |= {
        "VAR_DIR": str(var_dir()),
        "VIRTUAL_ENV": str(VENV),
        "PATH": f"{VENV / 'bin'}:{env.get('PATH', os.defpath)}",
        "FONTCONFIG_FILE": str(FONTCONFIG),
        "XDG_CACHE_HOME": str(var_dir() / "cache"),  # the font cache; a service user may have no home
        "PYTHONUNBUFFERED": "1",
        "PYTHONUTF8": "1",
    }
    env.setdefault("DJANGO_SETTINGS_MODULE", "schooladmin.settings.app")
    return env


def die_with(parent: int) -> None:
    """In a child just made: ask the kernel for SIGTERM when the parent ends, even if that was killed."""
    ctypes.CDLL(None).prctl(1, signal.SIGTERM)
    if os.getppid() != parent:  # it ended before the question was asked
        os._exit(1)


# --- Libraries of the system ------------------------------------------------------------------------------------
def administrator() -> list[str] | None:
    """Return what to put before a command to run it as administrator, or ``None`` if we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode == 0:
        return ["sudo", "-n"]
    return None


@contextlib.contextmanager
def uninterrupted() -> Iterator[None]:
    """Do not let a signal cut dpkg in half: that would leave the whole system asking for repair."""
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, lambda *_: None) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def apt_install(packages: Sequence[str], purpose: str) -> None:
    """Install Debian packages, or tell the person the exact line that does."""
    line = f"sudo apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
    prefix = administrator()
    if prefix is None or not shutil.which("apt-get"):
        raise SetupError(
            f"Thiếu thư viện hệ thống {purpose} và lệnh này không có quyền cài. Hãy nhờ quản trị máy chạy:\n\n"
            f"    {line}\n\nrồi chạy lại (system libraries are missing; have the line above run, then try again)."
        )
    say(f"Cài gói hệ thống {purpose}: {' '.join(packages)} (installing system packages)")
    command = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-o", "DPkg::Lock::Timeout=300", "-q"]
    install = [*command, "install", "-y", "--no-install-recommends", *packages]
    with uninterrupted(), open_log("install") as log:
        for step in ([*command, "update"], install):  # a stale list may still do, so only the second one counts
            result = subprocess.run(step, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
    if result.returncode:
        say(last_lines("install", 5))
        raise SetupError(f"Không cài được gói hệ thống. Hãy chạy tay:\n\n    {line}\n", code=2)


def probe_pdf() -> int:
    """Draw a small document in a child process, since a missing font is a crash and not an exception."""
    with open_log("install") as log:
        command = [str(PYTHON), str(Path(__file__).with_name("pdf_probe.py"))]
        return subprocess.run(
            command, env=application_env(), stdout=log, stderr=log, stdin=subprocess.DEVNULL, umask=PRIVATE
        ).returncode


def libraries_load() -> bool:
    """Tell in a millisecond whether the libraries are (still) on this machine."""
    try:
        for name in PDF_LIBRARIES:
            ctypes.CDLL(name)
    except OSError:
        return False
    return True


def ensure_pdf() -> None:
    """See to it that documents can be drawn."""
    proven = VENV / "pdf-proven"
    wanted = digest(BASE_LOCK) + hashlib.sha256(FONTCONFIG.read_bytes()).hexdigest()
    if libraries_load():
        with contextlib.suppress(OSError):
            if proven.read_text() == wanted:
                return
    if probe_pdf():
        apt_install(PDF_PACKAGES, "để tạo PDF")
        if code := probe_pdf():
            say(last_lines("install"))
            raise SetupError(
                f"Đã cài thư viện nhưng vẫn không tạo được PDF (mã {code}); chi tiết ở var/log/install.log "
                "(the libraries are there but no PDF can be made).",
                code=1,
            )
    proven.write_text(wanted)
