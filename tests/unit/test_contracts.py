"""The import contracts hold, and each of their lines is needed: what a line forbids is planted, and must be found.

What has to be forbidden is worked out from the tree, not from the contracts: a line that is taken out of a contract
leaves its breach unfound here.
"""

import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from configparser import ConfigParser
from dataclasses import dataclass, field
from itertools import pairwise, permutations, product
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("services", "deploy", "migrations", "shared")
SERVICES = ("indicators", "escalation", "publication")
ROOMS = ("main", "worker", "api", "pages", "handlers", "effects", "storage", "schemas", "domain")
BELOW_THE_DOORS = ("handlers", "effects", "storage", "schemas", "domain")
LAYERED_BY_SUBJECT = ("services.indicators.domain", "services.indicators.storage")
LAYERED_BY_RECORD = ("services.publication.domain", "services.publication.storage")

# The tools of shared that may write SQL: they keep rows of their own. Every other tool must not.
KEEPERS = frozenset(
    """
    auth database dead_letters deadlines errands idempotency inbox ledger register relay unsettled
    """.split()  # noqa: SIM905 - a dozen words read better as words
)

Breach = tuple[str, str]
"""A module or package that imports, and what it imports."""


def contracts() -> ConfigParser:
    read = ConfigParser()
    read.read(ROOT / ".importlinter")
    return read


def contract(name: str, option: str) -> list[str]:
    return contracts()[f"importlinter:contract:{name}"][option].split("\n")[1:]


def is_folder(package: str) -> bool:
    return (ROOT / package.replace(".", "/")).is_dir()


def children(package: str) -> list[str]:
    """The modules and packages directly in a package."""
    folder = ROOT / package.replace(".", "/")
    files = [path.stem for path in folder.glob("*.py") if path.stem != "__init__"]
    folders = [path.name for path in folder.iterdir() if any(path.glob("*.py"))]
    return sorted(f"{package}.{name}" for name in files + folders)


def is_there(named: str) -> bool:
    """Whether the tree has what a contract names in brackets, because not every package has one of it."""
    name = named.replace("(", "").replace(")", "")
    return is_folder(name) or name in children(name.rpartition(".")[0])


def rooms(*names: str) -> list[str]:
    """These rooms of every service, but for those that it has no need of."""
    return [room for service in SERVICES for room in in_service(service, *names)]


def in_service(service: str, *names: str) -> list[str]:
    """These rooms of one service, but for those that it has no need of."""
    named = [f"services.{service}.{room}" for room in names]
    return [room for room in named if is_folder(room) or room in children(room.rpartition(".")[0])]


def upwards(layers: Iterable[str], prefix: str = "") -> Iterator[Breach]:
    """Each layer imports from the one above it; those that share a layer, and may not know each other, do."""
    above: list[str] = []
    for layer in layers:
        named = [prefix + name.strip() for name in layer.replace(":", "|").split("|")]
        here = [name.replace("(", "").replace(")", "") for name in named if "(" not in name or is_there(name)]
        if not here:
            continue
        yield from product(here, above)
        if ":" not in layer:
            yield from permutations(here, 2)
        above = here


def tools_that_keep_nothing() -> list[str]:
    return [tool for tool in children("shared") if tool.removeprefix("shared.") not in KEEPERS]


def neighbours() -> Iterator[Breach]:
    """In every service, one handler calls the next."""
    for service in SERVICES:
        first, second, *_ = children(f"services.{service}.handlers")
        yield first, second


def colleagues() -> Iterator[Breach]:
    """In every subject that has two handlers or more, one calls the next."""
    for service in SERVICES:
        for subject in children(f"services.{service}.handlers"):
            if is_folder(subject):
                yield from list(pairwise(children(subject)))[:1]


# contract -> all that it forbids
FORBIDDEN: dict[str, list[Breach]] = {
    "rooms": [
        breach for service in SERVICES for breach in upwards(contract("rooms", "layers"), f"services.{service}.")
    ],
    "subjects": [
        breach for room in LAYERED_BY_SUBJECT for breach in upwards(contract("subjects", "layers"), f"{room}.")
    ],
    "rungs": list(upwards(contract("rungs", "layers"), "services.escalation.domain.")),
    "kept": list(upwards(contract("kept", "layers"), "services.escalation.storage.")),
    "record": [breach for room in LAYERED_BY_RECORD for breach in upwards(contract("record", "layers"), f"{room}.")],
    "effects": list(upwards(contract("effects", "layers"), "services.indicators.effects.")),
    "followed": list(upwards(contract("followed", "layers"), "services.publication.effects.")),
    "shown": list(upwards(contract("shown", "layers"), "services.indicators.pages.")),
    "read": list(upwards(contract("read", "layers"), "services.publication.pages.")),
    "services": list(upwards(contract("services", "layers"), "services.")),
    "shared": list(upwards(contract("shared", "layers"), "shared.")),
    "folders": [
        breach
        for folder in contract("folders", "containers")
        for breach in upwards(contract("folders", "layers"), f"{folder.strip()}.")
    ],
    "shell": list(upwards(contract("shell", "layers"), "shared.web.")),
    "house": list(upwards(contract("house", "layers"))),
    "handlers": list(neighbours()),
    "handlers_of_a_subject": list(colleagues()),
    "sql": list(
        product(
            [
                "deploy",
                "services.cli",
                "services.local",
                *rooms(*(room for room in ROOMS if room != "storage")),
                *tools_that_keep_nothing(),
            ],
            ["sqlalchemy", "asyncpg"],
        )
    ),
    "doors": [
        breach
        for service in SERVICES
        for breach in product(in_service(service, "api", "pages"), in_service(service, "storage", "effects"))
    ],
    "http": list(product(rooms(*BELOW_THE_DOORS), ["fastapi", "starlette"])),
    "web": list(product(rooms(*BELOW_THE_DOORS), ["shared.web"])),
    "ledger": list(product(rooms(*(room for room in ROOMS if room != "worker")), ["shared.messaging", "shared.relay"])),
}


def lint_imports(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("lint-imports", path=str(Path(sys.executable).parent))
    assert program
    command = [program, "--no-cache", "--no-logo", *arguments]
    return subprocess.run(command, cwd=tree, capture_output=True, text=True, check=False)


@dataclass
class Tree:
    """A copy of the house, to plant breaches in; each test leaves it as it found it."""

    folder: Path
    before: dict[Path, str | None] = field(default_factory=dict)

    def write(self, path: Path, text: str) -> None:
        """Write a file of the tree, until it is cleared."""
        self.before.setdefault(path, path.read_text() if path.exists() else None)
        path.write_text(text)

    def plant(self, breach: Breach) -> list[str]:
        """Write the import into the module, or into a new one in the package; what the report will say of it."""
        importer, imported = breach
        verdict = f"{importer} is not allowed to import {imported}"
        module = self.folder / f"{importer.replace('.', '/')}.py"
        if not module.exists():
            module = module.with_suffix("") / "planted.py"
            importer = f"{importer}.planted"
        lines = module.read_text().splitlines() if module.exists() else []
        self.write(module, "\n".join([*lines, f"import {imported}"]) + "\n")
        return [verdict, f"{importer} -> {imported} (l.{len(lines) + 1})"]

    def clear(self) -> None:
        """Put back what stood in every file that was written."""
        while self.before:
            path, text = self.before.popitem()
            path.unlink() if text is None else path.write_text(text)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    folder = tmp_path_factory.mktemp("house")
    ignored = shutil.ignore_patterns("__pycache__", "static", "assets", "node_modules", "*.html", "*.toml", "*.csv")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, folder / package, ignore=ignored)
    shutil.copy(ROOT / ".importlinter", folder)
    return Tree(folder)


@pytest.fixture
def tree(house: Tree) -> Iterator[Tree]:
    yield house
    house.clear()


def test_every_import_contract_holds() -> None:
    done = lint_imports(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", FORBIDDEN)
def test_all_that_a_contract_forbids_is_found_where_it_is_planted(name: str, tree: Tree) -> None:
    planted = [said for breach in FORBIDDEN[name] for said in tree.plant(breach)]
    done = lint_imports(tree.folder, "--contract", name)
    report = " ".join(done.stdout.split())
    assert planted
    assert done.returncode == 1, done.stdout
    assert [said for said in planted if said not in report] == []


def test_every_contract_has_its_breaches_here() -> None:
    names = [section.rpartition(":")[2] for section in contracts().sections() if ":contract:" in section]
    assert sorted(names) == sorted(FORBIDDEN)


def test_the_tools_that_may_write_sql_exist() -> None:
    assert {f"shared.{name}" for name in KEEPERS} - set(children("shared")) == set()


def test_the_house_has_a_place_for_every_package_and_every_service() -> None:
    placed = {name.strip() for layer in contract("house", "layers") for name in layer.split(":")}
    assert placed == {*children("services"), *PACKAGES} - {"services"}


@pytest.mark.parametrize(
    "name", ["rooms", "subjects", "rungs", "kept", "followed", "services", "shared", "folders", "shell"]
)
def test_a_layered_package_places_all_that_is_in_it_and_lets_nobody_know_a_neighbour(name: str) -> None:
    section = contracts()[f"importlinter:contract:{name}"]
    assert section["exhaustive"] == "True"
    assert ":" not in section["layers"]


@pytest.mark.parametrize(
    "packages",  # a contract names the first that it meets, so each package of one contract has a run of its own
    [
        ("services", "services.indicators", LAYERED_BY_SUBJECT[0], "services.escalation.domain", "shared"),
        LAYERED_BY_SUBJECT[1:],
    ],
    ids=["together", "alone"],
)
def test_a_file_that_fits_no_room_is_named(packages: tuple[str, ...], tree: Tree) -> None:
    for package in packages:
        tree.write(tree.folder / package.replace(".", "/") / "helpers.py", "")
    report = " ".join(lint_imports(tree.folder).stdout.split())
    assert packages
    assert [one for one in packages if f"not listed as layers: - {one}.helpers" not in report] == []
