"""The description for containers fits the code beside it. No container engine is needed."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if service["image"] == "schooladmin"}
SECRETS = {"SECRET_KEY", "FIELD_KEYS", "POSTGRES_PASSWORD"}
REQUIRED = SECRETS | {"ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS"}


def tool(*command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True)


def test_compose_file_has_the_right_form() -> None:
    result = tool(
        sys.executable,
        "-m",
        "check_jsonschema",
        "--builtin-schema",
        "vendor.compose-spec",
        str(ROOT / "docker-compose.yml"),
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_dockerfile_is_clean() -> None:
    result = tool(
        str(Path(sys.executable).with_name("hadolint")), "--failure-threshold", "info", str(ROOT / "Dockerfile")
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_services_are_the_ones_we_mean() -> None:
    assert set(SERVICES) == {"db", "redis", "migrate", "web", "worker", "worker-pdf", "beat"}
    assert set(SERVICES) - {"migrate"} == {name for name, service in SERVICES.items() if "healthcheck" in service}
    assert SERVICES["redis"]["command"][-2:] == ["--appendonly", "yes"]
    assert SERVICES["migrate"]["restart"] == "no"


def test_nothing_starts_without_the_values_that_nobody_else_can_choose() -> None:
    assert set(re.findall(r"\$\{([A-Z_]+):\?", TEXT)) == REQUIRED
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in REQUIRED:
        assert re.search(rf"^{name}=$", example, re.MULTILINE), f"{name} is not asked for, or comes filled in"


def test_no_secret_stands_in_a_file() -> None:
    for service in SERVICES.values():
        for name, value in service.get("environment", {}).items():
            if re.search("KEY|PASSWORD|SECRET|TOKEN", name):
                assert str(value).startswith("${"), name
            assert not re.search(r"://[^:/@]*:(?!\$\{)[^/@]+@", str(value)), name
    assert not re.search(r"^(ENV|ARG)\s.*(KEY|PASSWORD|SECRET)", DOCKERFILE, re.MULTILINE)
    assert {".env", ".git", "var"} <= set((ROOT / ".dockerignore").read_text(encoding="utf-8").split("\n"))


def test_the_seal_reaches_every_process_and_no_image() -> None:
    settings = (ROOT / "schooladmin/settings/app.py").read_text(encoding="utf-8")
    wanted = set(re.findall(r'"(SEAL_[A-Z0-9_]+)"', settings))
    for name in OURS:
        assert wanted <= set(SERVICES[name]["environment"]), name
        assert any(mount.endswith(":/run/seal:ro") for mount in SERVICES[name]["volumes"]), name
    for ignored in (".gitignore", ".dockerignore"):
        assert re.search(r"^seal/?$", (ROOT / ignored).read_text(encoding="utf-8"), re.MULTILINE), ignored


def test_only_the_web_server_can_be_reached_and_only_from_this_machine() -> None:
    ports = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(ports) == {"web"}
    assert all(port.startswith("127.0.0.1:") for port in ports["web"])


@pytest.mark.parametrize("name", sorted(OURS))
def test_commands_name_things_that_exist(name: str) -> None:
    command = OURS[name].get("command", ["gunicorn", "schooladmin.wsgi"])
    if command[0] == "python":
        assert (ROOT / command[1]).exists()
    elif command[0] == "celery":
        assert command[1:3] == ["-A", "schooladmin"]
        assert command[3] in {"worker", "beat"}
        assert (ROOT / "schooladmin" / "celery.py").exists()
    else:
        assert command[0] == "gunicorn"
        assert (ROOT / "schooladmin" / "wsgi.py").exists()


def test_every_queue_has_a_worker() -> None:
    commands = [service["command"] for service in OURS.values() if "worker" in service.get("command", [])]
    assert sorted(command[command.index("-Q") + 1] for command in commands) == ["default", "pdf"]


def test_there_is_one_timer() -> None:
    assert sum("beat" in service.get("command", []) for service in SERVICES.values()) == 1


def test_dockerfile_installs_what_start_installs() -> None:
    start = (ROOT / "bin" / "_lib" / "environment.py").read_text(encoding="utf-8")
    packages = re.search(r"^PDF_PACKAGES = \((.*)\)$", start, re.MULTILINE)
    assert packages
    assert packages[1].replace('"', "").replace(",", "") in DOCKERFILE
    assert "--require-hashes --only-binary :all: -r requirements.txt" in DOCKERFILE
    for name in re.findall(r"^COPY ([^ .]\S*) ", DOCKERFILE, re.MULTILINE):
        assert (ROOT / name).exists(), name
    user = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)
    assert user
    assert user[-1] not in {"root", "0"}
