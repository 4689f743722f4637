"""A PostgreSQL and a Redis of our own for one test run: own folder, own ports, own password, gone afterwards.

Nothing is shared with servers that happen to run on the machine. PostgreSQL refuses to run as root, so for root it
runs as the user that Debian's package made for it.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from _lib.environment import SetupError, die_with

DATABASE_OPTIONS = {
    "fsync": "off",  # thrown away afterwards, so it need not survive a power cut
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Tests roll back what they write: counted in between, tables look empty, and plans for those took 35 s a page.
    "autovacuum": "off",
    "jit": "off",  # every query of a test is small
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
}


@dataclass(frozen=True)
class Services:
    """Where the two listen."""

    database_url: str
    broker_url: str
    cache_url: str


def free_port() -> int:
    """Return a port that nobody listens on right now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def postgres_binaries() -> Path:
    """Return the folder of the newest PostgreSQL of Debian's packages."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not found:
        raise SetupError("Không thấy PostgreSQL trong /usr/lib/postgresql (no PostgreSQL found).")
    return found[-1].parent


def owner() -> dict[str, object]:
    """Return the arguments that make a child run as somebody PostgreSQL accepts."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def launch(command: Sequence[str], log: Path, **who: object) -> "subprocess.Popen[bytes]":
    """Start a server that ends with us."""
    parent = os.getpid()
    with log.open("ab") as output:
        return subprocess.Popen(  # type: ignore[call-overload, no-any-return]
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            preexec_fn=lambda: die_with(parent),
            **who,
        )


def wait_until(ready: Callable[[], bool], process: "subprocess.Popen[bytes]", log: Path) -> None:
    """Wait for a server, or show what it said."""
    deadline = time.monotonic() + 30
    while not ready():
        if process.poll() is not None or time.monotonic() > deadline:
            raise SetupError(f"{log.stem} không khởi động được (did not start):\n{log.read_text()[-2000:]}", code=1)
        time.sleep(0.1)


def asks(command: Sequence[str], expected: bytes = b"") -> bool:
    """Tell whether a client gets an answer."""
    result = subprocess.run(command, capture_output=True)
    return result.returncode == 0 and expected in result.stdout


def end(process: "subprocess.Popen[bytes]", number: signal.Signals) -> None:
    """Stop a server with the signal that makes it stop at once."""
    if process.poll() is None:
        process.send_signal(number)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def init_cluster(folder: Path, password: str) -> None:
    """Make an empty cluster."""
    secret = folder / "password"
    secret.write_text(password)
    who = owner()
    if who:
        shutil.chown(secret, "postgres")
    command = [str(postgres_binaries() / "initdb"), "-D", str(folder / "data"), "-U", "tests", "--auth=scram-sha-256"]
    command += [f"--pwfile={secret}", "--locale=C.UTF-8", "--encoding=UTF8", "--no-sync"]
    result = subprocess.run(command, cwd="/", capture_output=True, **who)  # type: ignore[call-overload]
    if result.returncode:
        raise SetupError(f"initdb không thành (failed):\n{result.stderr.decode()}", code=1)
    secret.unlink()


@contextlib.contextmanager
def postgres(folder: Path, password: str) -> Iterator[str]:
    """Run a PostgreSQL and yield its address."""
    folder.mkdir(mode=0o700)
    if owner():
        shutil.chown(folder, "postgres", "postgres")
    init_cluster(folder, password)
    port, log = free_port(), folder.parent / "postgresql.log"
    command = [str(postgres_binaries() / "postgres"), "-D", str(folder / "data"), "-p", str(port), "-k", str(folder)]
    for name, value in DATABASE_OPTIONS.items():
        command += ["-c", f"{name}={value}"]
    process = launch(command, log, **owner())
    try:
        probe = [str(postgres_binaries() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        wait_until(lambda: asks(probe), process, log)
        yield f"postgres://tests:{password}@127.0.0.1:{port}/postgres"
    finally:
        end(process, signal.SIGQUIT)


@contextlib.contextmanager
def redis(folder: Path, password: str) -> Iterator[str]:
    """Run a Redis, saving as the real one does, and yield its address."""
    folder.mkdir(mode=0o700)
    port, log = free_port(), folder.parent / "redis.log"
    settings = folder / "redis.conf"  # a file: the password must not be seen in the list of processes
    settings.write_text(f"port {port}\nbind 127.0.0.1\ndir {folder}\nappendonly yes\nrequirepass {password}\n")
    process = launch(["redis-server", str(settings)], log)
    try:
        wait_until(lambda: "Ready to accept connections" in log.read_text(), process, log)
        yield f"redis://:{password}@127.0.0.1:{port}"
    finally:
        end(process, signal.SIGKILL)


@contextlib.contextmanager
def private_services() -> Iterator[Services]:
    """Run both, and leave nothing behind."""
    password = secrets.token_hex(16)
    folder = Path(tempfile.mkdtemp(prefix="schooladmin-services-", dir="/tmp"))
    folder.chmod(0o711)  # the user of PostgreSQL must reach its own folder in here
    try:
        with postgres(folder / "pg", password) as database, redis(folder / "redis", password) as broker:
            yield Services(database, f"{broker}/0", f"{broker}/1")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
