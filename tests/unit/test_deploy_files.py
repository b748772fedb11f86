"""The deploy files keep their promises. No engine runs here: they are read, linted and compared with the code."""

import json
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy import make_secrets
from shared.settings import GATEWAY, Settings

ROOT = Path(__file__).parents[2]
PROGRAMS = Path(sys.executable).parent
VALIDATORS = {
    "compose schema": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"],
    "compose security": ["compose-lint", "check", "--strict-config", "--fail-on", "low", "docker-compose.yml"],
    "image": ["hadolint", "deploy/Dockerfile"],
}


def compose() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    return document


SERVICES = compose()["services"]


def validate(name: str, tree: Path) -> subprocess.CompletedProcess[str]:
    program, *arguments = VALIDATORS[name]
    return subprocess.run([PROGRAMS / program, *arguments], cwd=tree, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", VALIDATORS)
def test_the_deploy_files_pass_their_validators(name: str) -> None:
    done = validate(name, ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("name", "path", "sound", "spoilt"),
    [
        ("compose schema", "docker-compose.yml", "pids_limit: 64", "pid_limits: 64"),
        ("compose security", "docker-compose.yml", '["127.0.0.1:8000:8080"]', '["8000:8080"]'),
        ("image", "deploy/Dockerfile", "USER 10001:10001", "USER root"),
    ],
)
def test_a_spoilt_deploy_file_does_not_pass(name: str, path: str, sound: str, spoilt: str, tmp_path: Path) -> None:
    text = (ROOT / path).read_text()
    assert sound in text
    (tmp_path / path).parent.mkdir(exist_ok=True)
    (tmp_path / path).write_text(text.replace(sound, spoilt))
    (tmp_path / ".compose-lint.yml").write_text((ROOT / ".compose-lint.yml").read_text())
    assert validate(name, tmp_path).returncode != 0


def test_compose_runs_every_part_of_the_product() -> None:
    parts = {name for name in SERVICES if name not in {"database", "broker", "gateway", "prepare"}}
    assert parts == {part for service in set(GATEWAY.values()) for part in (service, f"{service}-worker")}


def test_only_the_gateway_is_published_and_to_this_machine_only() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published == {"gateway": ["127.0.0.1:8000:8080"]}


@pytest.mark.parametrize("name", SERVICES)
def test_every_container_is_unprivileged_and_looked_after(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["user"] not in {"root", "0", "0:0"}
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert "healthcheck" in service


def test_secrets_come_as_files_and_never_in_the_environment() -> None:
    environments = [service.get("environment", {}) for service in SERVICES.values()]
    secret = {name for name in compose()["secrets"] if name.startswith("folkmoot_")}
    assert {name.removeprefix("folkmoot_") for name in secret} <= set(Settings.model_fields)
    assert not [name for environment in environments for name in environment if name.lower() in secret]


def test_only_the_one_that_prepares_the_database_may_administer_it() -> None:
    assert [name for name, service in SERVICES.items() if "folkmoot_admin_url" in service.get("secrets", [])] == [
        "prepare"
    ]


def test_the_gateway_routes_by_the_one_prefix_table() -> None:
    configuration = (ROOT / "deploy/gateway/nginx.conf").read_text()
    table = re.search(r"map \$uri \$service \{(.*?)\n    \}", configuration, re.DOTALL)
    assert table
    prefixes = re.findall(r"~\^/([a-z0-9.\\-]+)\(/\|\$\)\s+([a-z]+);", table[1])
    routed = {prefix.replace("\\.", "."): service for prefix, service in prefixes}
    front_page = re.search(r"default\s+([a-z]+);", table[1])
    assert front_page
    assert routed | {"": front_page[1]} == GATEWAY


def test_the_gateway_asks_every_service_whether_it_can_serve() -> None:
    configuration = (ROOT / "deploy/gateway/nginx.conf").read_text()
    script = (ROOT / "deploy/gateway/readiness.js").read_text()
    asked = re.search(r"var SERVICES = (\[.*\]);", script)
    assert asked
    assert json.loads(asked[1]) == sorted(set(GATEWAY.values()))
    for service in json.loads(asked[1]):
        inside = f"location = /gateway/readyz/{service} {{\n            internal;\n            proxy_pass http://{service}/readyz;"
        assert inside in configuration
    assert re.search(r"location = /readyz \{[^}]*js_content readiness.ready;", configuration)
    assert "js_import readiness from readiness.js;" in configuration
    assert "./deploy/gateway/readiness.js:/etc/nginx/readiness.js:ro" in SERVICES["gateway"]["volumes"]


def test_fresh_secrets_fit_together_and_are_written_once(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    written = make_secrets.write(folder)
    texts = {name: (folder / name).read_text().strip() for name in written}
    mounted = {Path(secret["file"]).name for secret in compose()["secrets"].values()}
    assert set(written) == mounted
    assert texts["database_password"] in texts["folkmoot_admin_url"]
    assert texts["broker_user.conf"].rpartition("= ")[2] in texts["folkmoot_amqp_url"]
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert make_secrets.write(folder) == []
    assert {name: (folder / name).read_text().strip() for name in written} == texts


def test_the_image_installs_the_same_hashed_packages_as_everybody() -> None:
    recipe = (ROOT / "deploy/Dockerfile").read_text()
    assert "pip install --require-hashes -r requirements/build.txt -r requirements/run.txt" in recipe


@pytest.mark.parametrize("path", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda path: path.name)
def test_pinned_requirements_carry_hashes_and_no_addresses(path: Path) -> None:
    lines = [line for line in path.read_text().splitlines() if line and not line.lstrip().startswith("#")]
    pins = [line for line in lines if not line.startswith(" ")]
    assert pins
    assert all(re.fullmatch(r"[a-z0-9-]+==\S+ \\", pin) for pin in pins)
    assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}( \\)?", line) for line in lines if line.startswith(" "))
