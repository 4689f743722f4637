"""``bin/start`` and ``bin/test`` in the moments when something is missing, taken, half done or dying."""

import ast
import contextlib
import itertools
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.append(str(ROOT / "bin"))

from _lib import environment, services, start, supervise, testing  # noqa: E402

NEEDS_VENV = {"load.py", "pdf_probe.py"}  # run with the Python of .venv/, so they may use what is in it


@pytest.fixture(autouse=True)
def own_var(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "var"))
    return tmp_path / "var"


@pytest.fixture
def own_venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(environment, "VENV", tmp_path / "venv")
    monkeypatch.setattr(environment, "PYTHON", tmp_path / "venv" / "bin" / "python")
    return tmp_path / "venv"


def command(name: str, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command of ``bin/`` from another folder, as people do."""
    return subprocess.run(
        [sys.executable, str(ROOT / "bin" / name), *arguments],
        cwd="/",
        env=os.environ | env,
        capture_output=True,
        text=True,
        timeout=60,
    )


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return condition()


def is_running(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


# --- The files --------------------------------------------------------------------------------------------------
def test_they_use_only_what_a_bare_python_has() -> None:
    for path in sorted((ROOT / "bin" / "_lib").glob("*.py")):
        if path.name in NEEDS_VENV:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                assert name.split(".")[0] in {*sys.stdlib_module_names, "_lib"}, f"{path.name} imports {name}"


@pytest.mark.parametrize("name", ["start", "test", "vendor-assets"])
def test_commands_can_be_run(name: str) -> None:
    assert os.access(ROOT / "bin" / name, os.X_OK)
    # An old Python must get as far as the sentence that says it is too old.
    ast.parse((ROOT / "bin" / name).read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.parametrize("name", ["start", "test"])
def test_help_is_vietnamese_first(name: str) -> None:
    result = command(name, "--help")
    assert result.returncode == 0
    assert "Cài" in result.stdout


def test_every_setting_is_in_the_handbook() -> None:
    settings = (ROOT / "schooladmin" / "settings" / "app.py").read_text(encoding="utf-8")
    handbook = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    wanted = {*re.findall(r"env\.\w+\(\s*\"([A-Z_]+)\"", settings), "PORT", "HOST", "DEMO"}
    assert {name for name in wanted if f"`{name}`" not in handbook} == set()


# --- Refusals ---------------------------------------------------------------------------------------------------
def test_a_taken_port_is_said_with_the_way_out(own_var: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        result = command("start", PORT=str(port))
    assert result.returncode == 2
    assert "cổng đang được chương trình khác dùng" in result.stderr
    assert f"PORT={port + 10} bin/start" in result.stderr


@pytest.mark.parametrize("port", ["abc", "0", "70000", "-1"])
def test_a_senseless_port_is_refused(port: str) -> None:
    result = command("start", PORT=port)
    assert result.returncode == 2
    assert f"PORT={port}" in result.stderr


def test_a_second_start_in_the_same_folder_is_refused(own_var: Path) -> None:
    environment.var_dir()
    held = environment.lock(own_var / "start.lock")
    assert held is not None
    with held:
        held.write('{"pid": 42, "address": "http://localhost:8000/"}')
        held.flush()
        result = command("start", PORT=str(services.free_port()))
    assert result.returncode == 2
    assert "đang chạy rồi: http://localhost:8000/ (tiến trình 42)" in result.stderr


def test_a_lock_is_free_again_when_its_owner_ends(own_var: Path) -> None:
    environment.var_dir()
    first = environment.lock(own_var / "x.lock")
    assert first is not None
    assert environment.lock(own_var / "x.lock") is None
    first.close()
    assert environment.lock(own_var / "x.lock") is not None


def test_without_rights_the_exact_line_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "administrator", lambda: None)
    with pytest.raises(environment.SetupError) as caught:
        environment.apt_install(environment.PDF_PACKAGES, "để tạo PDF")
    assert caught.value.code == 2
    line = "sudo apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
    assert line in str(caught.value)


def test_a_folder_that_cannot_be_written_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VAR_DIR", str(tmp_path / "file" / "var"))
    with pytest.raises(environment.SetupError, match="Không ghi được vào thư mục"):
        environment.var_dir()


# --- The Python environment -------------------------------------------------------------------------------------
def test_an_installed_lock_is_not_installed_again(own_venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[Path] = []
    monkeypatch.setattr(environment, "pip_install", calls.append)
    environment.ensure_python(environment.BASE_LOCK)
    environment.ensure_python(environment.BASE_LOCK)
    assert calls == [environment.BASE_LOCK]


def test_a_changed_lock_is_installed(own_venv: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    calls: list[Path] = []
    monkeypatch.setattr(environment, "pip_install", calls.append)
    lock = tmp_path / "requirements.txt"
    for content in ("a==1", "a==2"):
        lock.write_text(content)
        environment.ensure_python(lock)
    assert len(calls) == 2


def test_a_half_done_environment_is_made_anew(own_venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(locked: Path) -> None:
        (own_venv / "half-a-package").touch()
        raise KeyboardInterrupt

    monkeypatch.setattr(environment, "pip_install", killed)
    with pytest.raises(KeyboardInterrupt):
        environment.ensure_python(environment.BASE_LOCK)
    assert not environment.is_installed(environment.BASE_LOCK)
    monkeypatch.setattr(environment, "pip_install", lambda locked: None)
    environment.ensure_python(environment.BASE_LOCK)
    assert not (own_venv / "half-a-package").exists()
    assert environment.is_installed(environment.BASE_LOCK)


def test_the_tests_environment_also_serves_start(own_venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "pip_install", lambda locked: None)
    environment.ensure_python(environment.DEV_LOCK)
    assert environment.is_installed(environment.BASE_LOCK)


def test_documents_can_be_drawn_with_our_fonts_alone() -> None:
    assert environment.probe_pdf() == 0


def test_private_files_stay_private(own_var: Path) -> None:
    environment.open_log("x").close()
    assert (own_var / "log" / "x.log").stat().st_mode & 0o077 == 0
    assert (own_var / "log").stat().st_mode & 0o077 == 0


# --- Processes --------------------------------------------------------------------------------------------------
GRANDCHILD = "sleep 300 & echo $! > {file}; wait"


@pytest.fixture
def spawn() -> Iterator[Callable[[str], subprocess.Popen[bytes]]]:
    made: list[subprocess.Popen[bytes]] = []

    def make(script: str) -> subprocess.Popen[bytes]:
        made.append(supervise.spawn("child", ["sh", "-c", script], dict(os.environ)))
        return made[-1]

    yield make
    for process in made:
        supervise.clear(process)


def number_in(path: Path) -> int:
    assert until(lambda: path.exists() and path.read_text().strip().isdigit())
    return int(path.read_text())


def test_stop_takes_the_children_of_children_along(
    tmp_path: Path, spawn: Callable[[str], subprocess.Popen[bytes]]
) -> None:
    process = spawn(GRANDCHILD.format(file=tmp_path / "pid"))
    grandchild = number_in(tmp_path / "pid")
    supervise.stop([process])
    assert until(lambda: not is_running(grandchild))


def test_stop_insists(tmp_path: Path, spawn: Callable[[str], subprocess.Popen[bytes]]) -> None:
    process = spawn(f"trap '' TERM; echo $$ > {tmp_path / 'pid'}; while :; do sleep 1; done")
    number_in(tmp_path / "pid")
    started = time.monotonic()
    supervise.stop([process], grace=0.3)
    assert process.returncode == -signal.SIGKILL
    assert time.monotonic() - started < 3


def test_a_service_that_ends_is_started_again_later_and_later() -> None:
    service = supervise.Service("child", ["false"], dict(os.environ))
    now, starts = 1000.0, []
    for _ in range(4):
        service.tend(now)
        starts.append(now)
        process = service.process
        assert process is not None
        assert until(lambda process=process: supervise.has_ended(process))  # type: ignore[misc]
        service.tend(now)
        now = max(now, service.due)
    assert [later - earlier for earlier, later in itertools.pairwise(starts)] == [0.0, 1.0, 3.0]


def test_children_end_when_we_are_killed(tmp_path: Path) -> None:
    script = (
        f"import sys, os, time; sys.path.insert(0, {str(ROOT / 'bin')!r})\n"
        "from _lib.supervise import spawn\n"
        "p = spawn('child', ['sleep', '300'], dict(os.environ)); print(p.pid, flush=True); time.sleep(300)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    assert is_running(child)
    parent.kill()
    parent.wait()
    assert until(lambda: not is_running(child))


def test_the_port_stays_ours_from_the_first_moment() -> None:
    with start.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(environment.SetupError):
            start.listen("127.0.0.1", port)
        assert f"fd://{listener.fileno()}" in start.web_command(listener)


def test_embedded_worker_takes_every_queue() -> None:
    text = " ".join(start.worker_command("x"))
    assert "-Q default,pdf" in text


def test_a_change_of_a_static_file_is_noticed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "static").mkdir()
    monkeypatch.setattr(start, "ROOT", tmp_path)
    before = start.static_state()
    (tmp_path / "static" / "a.css").write_text("a")
    assert start.static_state() != before


# --- bin/test ---------------------------------------------------------------------------------------------------
def test_settings_of_the_shell_reach_no_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://real/data")
    with testing.clean_env() as env:
        assert "DATABASE_URL" not in env
        assert env["VAR_DIR"] != os.environ["VAR_DIR"]


def test_finding_no_tests_is_right_only_when_asked_for_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    accepted: list[tuple[int, ...]] = []

    def run(name: str, command: list[str], env: dict[str, str], accept: tuple[int, ...]) -> int:
        accepted.append(accept)
        return 0

    monkeypatch.setattr(testing, "run", run)
    parts = testing.QUICK | testing.SERVED
    testing.suite("x", {}, parts, [])
    testing.suite("x", {}, parts, ["tests/test_ops_start.py"])
    assert accepted == [(0,), (0,), (0, 5), (0, 5)]


def test_every_test_belongs_to_one_part() -> None:
    whole = testing.QUICK | testing.SERVED | testing.WALKED
    for marks in itertools.product((False, True), repeat=3):
        has = dict(zip(("browser", "worker", "walk"), marks, strict=True))
        if has["walk"] and not has["browser"]:
            continue  # a walk is a walk in a browser
        assert sum(bool(eval(part, {}, has)) for part in whole) == 1, has


def test_tests_without_a_database_run_once(request: pytest.FixtureRequest) -> None:
    assert request.node.get_closest_marker("dataless"), "set by conftest.py: this one has no database"
    for part in testing.with_data(testing.QUICK | testing.SERVED):
        assert not eval(part, {}, {"browser": False, "worker": False, "walk": False, "dataless": True})
    assert [
        part
        for part in testing.with_data(testing.QUICK | testing.SERVED)
        if eval(part, {}, {"browser": False, "worker": False, "walk": False, "dataless": False})
    ] == ["not browser and not worker and not dataless"]


@pytest.mark.django_db
def test_tests_with_a_database_run_on_each(request: pytest.FixtureRequest) -> None:
    assert not request.node.get_closest_marker("dataless")
