"""What the image installs: the product as a package, away from its source tree."""

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "shared", "migrations", "deploy/sample")
ASK = """
import sys
sys.path[:0] = [{installed!r}]
sys.path.append({libraries!r})
from services.cli import app
import services
assert services.__path__[0].startswith({installed!r})
app({arguments!r})
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "LICENSE", "requirements/run.in", "deploy/__init__.py"):
        (source / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*command, "--wheel-dir", source / "dist", source], check=True, capture_output=True)
    return next((source / "dist").glob("*.whl"))


def test_the_package_carries_every_file_of_its_rooms(wheel: Path) -> None:
    here = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert here - set(zipfile.ZipFile(wheel).namelist()) == set()


def test_the_command_runs_without_the_source_tree(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "installed")
    ask = ASK.format(
        installed=str(tmp_path / "installed"), libraries=sysconfig.get_path("purelib"), arguments=["topology"]
    )
    told = subprocess.run([sys.executable, "-S", "-c", ask], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert "publication.register" in told.stdout, told.stderr
