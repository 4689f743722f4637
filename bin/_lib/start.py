"""``bin/start``: from a fresh clone to a running installation with one command."""

import argparse
import contextlib
import hashlib
import http.client
import json
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from _lib.environment import (
    BASE_LOCK,
    PRIVATE,
    PYTHON,
    ROOT,
    Interrupted,
    SetupError,
    application_env,
    ensure_pdf,
    ensure_python,
    last_lines,
    listen_for_signals,
    lock,
    one_at_a_time,
    open_log,
    run_for_us,
    say,
    var_dir,
)
from _lib.supervise import Service, Supervisor, spawn, stop

PERIOD = "2024-Q3"
CORES = len(os.sched_getaffinity(0))
DESCRIPTION = """\
Cài đặt (lần đầu), nạp dữ liệu mẫu và chạy hệ thống: máy chủ web, tiến trình nền, bộ hẹn giờ. Dừng bằng Ctrl-C.
Biến môi trường: PORT (8000), HOST (127.0.0.1), VAR_DIR (var/), DEMO=0 để không nạp dữ liệu mẫu; xem docs/operations.md.
"""


# --- Preparing --------------------------------------------------------------------------------------------------
def static_state() -> str:
    """Return a digest of all that collectstatic would read, so that it runs only after a change."""
    state = hashlib.sha256(BASE_LOCK.read_bytes())
    for folder in sorted([ROOT / "static", *ROOT.glob("*/static"), *ROOT.glob("*/*/static")]):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and ".venv" not in path.parts:
                state.update(f"{path.relative_to(ROOT)} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    state.update(os.environ.get("STATICFILES_STORAGE", "").encode())
    return state.hexdigest()


def demo_state() -> str:
    """Return what tells one database from another, so that each gets the demonstration data once."""
    database = os.environ.get("DATABASE_URL", "")
    embedded = var_dir() / "db.sqlite3"
    if not database and not embedded.exists():
        return ""  # a database that is not there has no data, whatever the marker says
    return hashlib.sha256(database.encode()).hexdigest()


def read(path: Path) -> str:
    """Return the content of a marker, or nothing."""
    return path.read_text() if path.exists() else ""


def load_data(with_demo: bool) -> None:
    """Migrate, collect static files after a change, load the demonstration data once."""
    static_marker, demo_marker = var_dir() / "static-collected", var_dir() / "demo-loaded"
    static = static_state()
    steps = []
    if read(static_marker) != static or not (var_dir() / "static").is_dir():
        steps.append("static")
    if with_demo and (not demo_state() or read(demo_marker) != demo_state()):
        steps.append("demo")
        say("Nạp dữ liệu mẫu… (loading the demonstration data)")
    command = [str(PYTHON), str(ROOT / "bin" / "_lib" / "load.py"), *steps]
    env = application_env() | {"PYTHONPATH": str(ROOT)}
    with open_log("prepare") as log:
        code = run_for_us(command, env, log, PRIVATE)
    if code:
        say(last_lines("prepare"))
        raise SetupError("Không chuẩn bị được dữ liệu; chi tiết ở var/log/prepare.log (could not prepare the data).", 1)
    static_marker.write_text(static)
    if "demo" in steps:
        demo_marker.write_text(demo_state())


def prepare(with_demo: bool) -> None:
    """Do all that must be done before the application can run."""
    with one_at_a_time():
        ensure_python(BASE_LOCK)
        ensure_pdf()
        load_data(with_demo)


def manage(*arguments: str) -> str:
    """Run a management command and return what it prints."""
    command = [str(PYTHON), "manage.py", *arguments]
    result = subprocess.run(
        command, cwd=ROOT, env=application_env(), stdin=subprocess.DEVNULL, capture_output=True, umask=PRIVATE
    )
    if result.returncode:
        say(result.stderr.decode(errors="replace"))
        raise SetupError(f"Lệnh manage.py {' '.join(arguments)} không thành (failed).", code=1)
    return result.stdout.decode(errors="replace").strip()


# --- What runs --------------------------------------------------------------------------------------------------
def pool() -> str:
    """Return how the worker shares out its jobs: processes, or threads where the system has no semaphores."""
    try:
        multiprocessing.get_context("fork").Lock()  # needs a writable /dev/shm, as the worker's processes do
    except (OSError, ImportError):
        return "threads"
    return "prefork"


def worker_command(name: str) -> list[str]:
    """Return the command of a worker for both queues."""
    command = [str(PYTHON), "-m", "celery", "-A", "schooladmin", "worker", "-Q", "default,pdf", "-n", f"{name}@%h"]
    return [*command, "-P", pool(), "-c", str(min(2, CORES)), "--without-gossip", "--without-mingle", "-l", "INFO"]


def beat_command() -> list[str]:
    """Return the command of the timer."""
    return [str(PYTHON), "-m", "celery", "-A", "schooladmin", "beat", "-l", "INFO"]


def web_command(listener: socket.socket) -> list[str]:
    """Return the command of the web server. It is handed the open socket: the port cannot be lost in between."""
    command = [str(PYTHON), "-m", "gunicorn", "schooladmin.wsgi", "--bind", f"fd://{listener.fileno()}"]
    command += ["--worker-class", "gthread", "--workers", str(min(2, CORES)), "--threads", "4", "--timeout", "60"]
    command += ["--preload", "--graceful-timeout", "2", "--no-control-socket"]
    return [*command, "--access-logfile", str(var_dir() / "log" / "access.log")]


def web_service(listener: socket.socket) -> Service:
    """Return the web server."""
    return Service("web", web_command(listener), application_env(), keep=(listener.fileno(),))


def background_services() -> list[Service]:
    """Return worker and timer."""
    env = application_env()
    return [Service("worker", worker_command("embedded"), env), Service("beat", beat_command(), env)]


# --- Serving ----------------------------------------------------------------------------------------------------
def port_number() -> int:
    """Return the port asked for."""
    text = os.environ.get("PORT") or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise SetupError(f"PORT={text} không phải là số cổng từ 1 đến 65535 (not a port number).")
    return int(text)


def listen(host: str, port: int) -> socket.socket:
    """Open the port at once, before minutes of preparing, and keep it."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except OSError as error:
        raise SetupError(
            f"Không mở được {host}:{port} ({os.strerror(error.errno or 0)}): cổng đang được chương trình "
            "khác dùng, hoặc địa chỉ không phải của máy này. Hãy chọn cổng khác, ví dụ:\n\n"
            f"    PORT={port + 10} bin/start\n\n"
            "(the port is in use or the address is not ours; choose another one as shown)"
        ) from error


def only_start() -> IO[str]:
    """Make sure that this folder is served once."""
    handle = lock(var_dir() / "start.lock")
    if handle is None:
        state = read(var_dir() / "start.lock")
        where = json.loads(state) if state else {"pid": "?", "address": "?"}
        raise SetupError(
            f"Hệ thống trong thư mục này đang chạy rồi: {where['address']} (tiến trình {where['pid']}). "
            "Dừng nó bằng Ctrl-C ở cửa sổ kia (already running here)."
        )
    return handle


def answers(host: str, port: int) -> bool:
    """Tell whether the first page comes."""
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    connection = http.client.HTTPConnection(local, port, timeout=5)
    with contextlib.closing(connection), contextlib.suppress(OSError, http.client.HTTPException):
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status < 500
    return False


def wait_for_answer(supervisor: Supervisor, host: str, port: int) -> None:
    """Wait for the first page, or say why it does not come."""
    web = supervisor.services[0]
    deadline = time.monotonic() + 90
    supervisor.tend()  # before the first question, which the open socket would keep waiting
    supervisor.run(until=lambda: answers(host, port) or web.failures >= 3 or time.monotonic() > deadline)
    if web.failures >= 3 or time.monotonic() > deadline:
        say(last_lines("web"))
        raise SetupError("Máy chủ web không trả lời; chi tiết ở var/log/web.log (the web server does not answer).", 1)


def address(host: str, port: int) -> str:
    """Return the address a person types."""
    name = "localhost" if host in {"127.0.0.1", "::1", "0.0.0.0", "::"} else host
    return f"http://{name}:{port}/"


def greet(host: str, port: int, with_demo: bool) -> None:
    """Print where it is and who may log in."""
    print(f"\nHệ thống đã sẵn sàng (ready): {address(host, port)}\n", flush=True)
    if with_demo:
        print(manage("demo", "--logins") + "\n", flush=True)
    say("Nhật ký: var/log/. Dừng: Ctrl-C. (logs in var/log/, stop with Ctrl-C)")


def serve(with_demo: bool) -> int:
    """Prepare, run, and stop everything in the end."""
    host, port = os.environ.get("HOST") or "127.0.0.1", port_number()
    with only_start() as state, listen(host, port) as listener:
        state.truncate()
        state.write(json.dumps({"pid": os.getpid(), "address": address(host, port)}))
        state.flush()
        prepare(with_demo)
        supervisor = Supervisor([web_service(listener)])
        try:
            wait_for_answer(supervisor, host, port)
            # Only now: loading them at the same time would keep the first page waiting.
            supervisor.services += background_services()
            supervisor.tend()
            greet(host, port, with_demo)
            supervisor.run()
        except Interrupted:
            say("\nĐang dừng… (stopping)")
        finally:
            unhurried(supervisor.stop)
        say("Đã dừng mọi tiến trình (everything is stopped).")
    return 0


def unhurried(action: Callable[[], None]) -> None:
    """Stop things without letting a second Ctrl-C leave some of them behind; it takes seconds at most."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    action()


# --- The main job, once -----------------------------------------------------------------------------------------
@contextlib.contextmanager
def worker() -> Iterator[None]:
    """Have a worker for the time of one job. A second one beside a running installation does no harm."""
    process = spawn("worker-once", worker_command("once"), application_env())
    try:
        yield
    finally:
        unhurried(lambda: stop([process], grace=1.0))  # its job is done or has failed


def once() -> int:
    """Load the demonstration data, have the worker draw one report, say where it is."""
    prepare(with_demo=True)
    code = manage("demo", "--unit-code")
    target = var_dir() / "out" / f"{code}-{PERIOD}.pdf"
    target.parent.mkdir(exist_ok=True, mode=0o700)
    with worker():
        say(f"Lập báo cáo {PERIOD} của đơn vị {code}… (making the report)")
        manage("render_report", "--unit", code, "--period", PERIOD, "--out", str(target))
    print(target)
    print(f"unit={code}", flush=True)
    return 0


# --- The command ------------------------------------------------------------------------------------------------
def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser("bin/start", description=DESCRIPTION)
    group = parser.add_mutually_exclusive_group()
    group.add_argument("--once", action="store_true", help="lập một báo cáo mẫu rồi thoát (make one report and exit)")
    group.add_argument("--check", action="store_true", help="chỉ chuẩn bị, không chạy (only prepare)")
    return parser.parse_args()


def run(options: argparse.Namespace) -> int:
    """Do what was asked for."""
    with_demo = os.environ.get("DEMO", "1") != "0"
    if options.once:
        return once()
    if options.check:
        prepare(with_demo)
        say("Mọi thứ đã sẵn sàng (everything is ready).")
        return 0
    return serve(with_demo)


def main() -> int:
    """Run the command and turn what went wrong into words and an exit code."""
    options = arguments()
    listen_for_signals()
    try:
        return run(options)
    except SetupError as failure:
        say(f"\n{failure}")
        return failure.code
    except Interrupted:
        say("\nĐã dừng theo yêu cầu (stopped as asked).")
        return 130


if __name__ == "__main__":
    sys.exit(main())
