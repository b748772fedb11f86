"""The house stays as it was drawn: rooms, names, purity. What import-linter cannot see is looked at here."""

import ast
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ("indicators", "escalation", "publication")
ROOMS = ("api", "pages", "handlers", "storage", "schemas", "domain")
PURE = ("events", "periods", "policy", "working_days", "merkle")

# Every subject of the product, by its one name. A file in a room is named for its subject and for nothing else.
NOUNS = frozenset(
    """
    agreement area baseline batch case cell chain challenge choice circumstances command comparison complaint
    contradiction conversation conversion decision desk draft entry errand explanation feed forecast front_page guard
    heading history invitation judgement link mail mapping measure national_indicator observation part petition
    question recommendation reference refusal register reply seal sheet signature significance silence soundness state
    step table target timeline trajectory trend trial verification warning wording xmr
    """.split()  # noqa: SIM905 - forty words read better as words
)

# contract -> a file that breaks it, and what stands in it
BREACHES = {
    "inside a service, a room knows only the rooms below it": (
        "services/indicators/domain/planted.py",
        "import services.indicators.storage",
    ),
    "the services know nothing of each other": (
        "services/escalation/domain/planted.py",
        "import services.publication.domain",
    ),
    "inside shared, a tool knows only the tools below it": ("shared/events/planted.py", "import shared.ledger"),
    "shared knows no service": ("shared/events/planted_too.py", "import services.indicators"),
    "handlers never call handlers": (
        "services/indicators/handlers/planted.py",
        "import services.indicators.handlers.batch",
    ),
    "SQL lives in storage and the ledger's tools": ("services/indicators/handlers/planted_too.py", "import sqlalchemy"),
    "only doors know HTTP": ("services/publication/storage/planted.py", "import fastapi"),
    "only doors know the tools of the web": (
        "services/escalation/schemas/planted.py",
        "import shared.web.components",
    ),
    "nothing can publish past the ledger": ("services/indicators/handlers/planted_more.py", "import shared.relay"),
}


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program
    return subprocess.run([program, "--no-cache"], cwd=tree, capture_output=True, text=True, check=False)


def report_on(tree: Path, breach: str, content: str) -> str:
    """What import-linter says, on one line, about a copy of the tree with one more file in it."""
    for package in ("services", "shared", "migrations"):
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__", "static"))
    shutil.copy(ROOT / ".importlinter", tree)
    (tree / breach).write_text(content + "\n")
    done = lint_imports(tree)
    assert done.returncode == 1
    return " ".join(done.stdout.split())


def test_every_import_contract_holds() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("contract", BREACHES)
def test_a_planted_breach_breaks_its_contract(contract: str, tmp_path: Path) -> None:
    path, line = BREACHES[contract]
    importer, imported = path.removesuffix(".py").replace("/", "."), line.removeprefix("import ")
    report = report_on(tmp_path / "tree", path, line)
    assert f"{contract} BROKEN" in report
    assert f"{importer} -> {imported} (l.1)" in report


@pytest.mark.parametrize("path", ["services/indicators/helpers.py", "services/helpers.py", "shared/helpers.py"])
def test_a_file_that_fits_no_room_is_named(path: str, tmp_path: Path) -> None:
    package = path.removesuffix("/helpers.py").replace("/", ".")
    report = report_on(tmp_path / "tree", path, "")
    assert f"not listed as layers: - {package}.helpers" in report


def files(*places: str) -> Iterator[Path]:
    for place in places:
        yield from (ROOT / place).rglob("*.py")


def test_every_file_in_a_room_is_named_for_its_subject() -> None:
    named = {
        str(path.relative_to(ROOT)): path.stem
        for service in SERVICES
        for room in ROOMS
        for path in files(f"services/{service}/{room}")
    }
    strangers = [path for path, noun in named.items() if noun not in NOUNS | {"__init__"}]
    assert named
    assert not strangers, f"not named by the list of nouns: {strangers}"
    assert not NOUNS - set(named.values()), "nouns of which no room has a file"


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            for alias in node.names:
                yield f"{node.module}.{alias.name}"


def is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def is_within(module: str, packages: tuple[str, ...]) -> bool:
    return any(f"{module}.".startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("service", SERVICES)
def test_the_domain_knows_the_standard_library_and_the_pure_modules_only(service: str) -> None:
    allowed = (f"services.{service}.domain", *(f"shared.{module}" for module in PURE))
    known = {(path.name, module) for path in files(f"services/{service}/domain") for module in imports(path)}
    assert known
    assert not [(name, module) for name, module in known if not is_standard(module) and not is_within(module, allowed)]


def test_the_pure_modules_stay_pure() -> None:
    pure = tuple(f"shared.{module}" for module in PURE)
    paths = [*files(*(f"shared/{module}" for module in PURE)), *(ROOT / "shared").glob("working_days.py")]
    assert paths
    impure = [(p.name, m) for p in paths for m in imports(p) if not is_standard(m) and not is_within(m, pure)]
    assert not impure


def sql() -> Iterator[tuple[Path, str]]:
    for path in files("services", "shared", "migrations"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value
    for path in (ROOT / "migrations").rglob("*.sql"):
        yield path, path.read_text()


def test_no_sql_dates_a_deed_by_the_database_clock() -> None:
    """Business time is an argument; machine time is clock_timestamp(), which says what it is."""
    forbidden = re.compile(r"(?<![.\w])now\(\)|\bcurrent_(timestamp|date|time)\b|\blocaltime", re.IGNORECASE)
    found = [(str(path.relative_to(ROOT)), text.strip()[:60]) for path, text in sql() if forbidden.search(text)]
    assert not found
