"""Keep a few processes running, and take all of them along when we end."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from _lib.environment import PRIVATE, ROOT, die_with, open_log, say

# Seconds a process gets to end by itself. An idle Celery worker takes five or six, for nothing but its own threads, and
# a job that is cut off is done again, as its row in the database knows: so nobody has to wait for that.
GRACE = 4.0
LONGEST_PAUSE = 30.0


def spawn(
    name: str, command: Sequence[str], env: Mapping[str, str], keep: Sequence[int] = ()
) -> subprocess.Popen[bytes]:
    """Start a process in a session of its own, so that Ctrl-C reaches only us and we stop things in order."""
    parent = os.getpid()
    with open_log(name) as log:
        return subprocess.Popen(
            command,
            cwd=ROOT,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            pass_fds=tuple(keep),
            umask=PRIVATE,
            preexec_fn=lambda: die_with(parent),  # safe: this program has one thread
        )


def has_ended(process: subprocess.Popen[bytes]) -> bool:
    """Tell whether it has ended, without forgetting it: its number stays ours until its group is cleared too."""
    if process.returncode is not None:
        return True
    return os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def clear(process: subprocess.Popen[bytes]) -> int:
    """End what is left of its group, then forget it."""
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    return process.wait()


def stop(processes: Sequence[subprocess.Popen[bytes]], grace: float = GRACE) -> None:
    """Ask all of them to end, wait, then insist."""
    for process in processes:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGTERM)
    deadline = time.monotonic() + grace
    while time.monotonic() < deadline and not all(has_ended(process) for process in processes):
        time.sleep(0.05)
    for process in processes:
        clear(process)


@dataclass
class Service:
    """One process that shall run for as long as we do."""

    name: str
    command: list[str]
    env: Mapping[str, str]
    keep: tuple[int, ...] = ()
    failures: int = 0
    due: float = 0.0
    started: float = 0.0
    process: subprocess.Popen[bytes] | None = None

    def tend(self, now: float) -> None:
        """Start it if it is due; note it if it has ended."""
        if self.process is None:
            if now >= self.due:
                self.process, self.started = spawn(self.name, self.command, self.env, self.keep), now
        elif has_ended(self.process):
            self.note_end(now)

    def note_end(self, now: float) -> None:
        """Plan the next start: at once the first time, then later and later, as a broken program stays broken."""
        assert self.process is not None
        code, self.process = clear(self.process), None
        self.failures = 1 if now - self.started > 60 else self.failures + 1
        pause = min(LONGEST_PAUSE, 2.0 ** (self.failures - 1) - 1)
        self.due = now + pause
        say(
            f"[{self.name}] đã dừng (mã {code}), chạy lại sau {pause:.0f} giây; xem var/log/{self.name}.log "
            "(stopped, restarting)"
        )


@dataclass
class Supervisor:
    """The services of one installation."""

    services: list[Service] = field(default_factory=list)

    def tend(self) -> None:
        """Look after each service once."""
        for service in self.services:
            service.tend(time.monotonic())

    def run(self, until: Callable[[], bool] = lambda: False) -> None:
        """Look after them until the condition holds (or a signal ends us)."""
        while not until():
            self.tend()
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop all of them."""
        stop([service.process for service in self.services if service.process is not None])
