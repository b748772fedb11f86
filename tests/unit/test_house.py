"""The house stays as it was drawn: names, sizes, purity, secrets. What import-linter cannot see is looked at here."""

import ast
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SERVICES = ("indicators", "escalation", "publication")
EFFECTS = "effects"  # what several handlers of a service do
ROOMS = ("api", "pages", "handlers", EFFECTS, "storage", "schemas", "domain")
LONGEST = 320
PURE = (
    "allowance",
    "events",
    "legible",
    "measures",
    "periods",
    "policy",
    "post.mailboxes",
    "proof.merkle",
    "standstill",
    "working_days",
)

# The subjects by which a service divides its rooms once they are too full to take in: the same ones in each of them.
SUBJECTS = {
    "indicators": ("measure", "figure", "mapping", "judgement", "question"),
    "escalation": (
        "case",
        "petition",
        "signature",
        "person",
        "obligation",
        "screening",
        "remedy",
        "scrutiny",
        "inspection",
        "course",
        "reserve",
        "trigger",
        "evidence",
        "correction",
        "ladder",
        "desk",
    ),
    "publication": ("register", "search", "leaf", "entry", "agreement", "submission", "record", "timeline"),
}

# Every subject of the product, by its one name. A file in a room is named for its subject and for nothing else.
NOUNS = frozenset(
    """
    about access account actor administration advice agreement answer approval approver area asking assignment
    assistance attempt author baseline basis batch belief besides blank breakdown broker burden case caseload cell
    chain challenge change check choice chunk circumstances citation clearance clock closure column command
    commitment committee comparison compilation complaint concern conduct confirmation consent contradiction
    conversation conversion converted copying correction cosignature councillor counterpart course csv_rows
    data_request day deadline decision deed delivery description desk dialect diary doubt download draft duplicate
    election embargo ending enquiry entry erasure errand evidence explanation export extension facilitator fault
    feed figure file findable flag follower forecast form format forum front_page gaming gathering gazetteer
    governance grid guard heading hearing held history holder indicator inspection inspection_register invalidation
    invitation item json_rows judgement key ladder late layout leadership leaf leftover letter likeness lineage
    link listing lookup mail mapping mark matter meaning measure meeting memorandum mending merger minute
    moderation name national_indicator needless notation notice notification obligation observation offer open311
    opening options organiser origin ours overdue pack paper part particulars partnership pause period permission
    person petition picture place plan policy policy_change policy_parts post power preference preview process
    programme promise proposal pull quarter question receipt recommendation record reference referral refusal
    register relapse release remedy removal reply report request reserve response retention review revision role
    row safeguard sample screening scrutiny sdmx seal search seat second section series settled settlement settling
    sheet sides signal signature significance silence slip soundness source sponsor spreadsheet stake standing
    standstill state stated statement statement_parts status step story stretch submission succession suggestion
    supply table target telephone tile timeline timing total trajectory trap trend trigger turn unlike upload
    verdict verification version voice ward warning watch webhook withholding wording work writing xmr
    """.split()  # noqa: SIM905 - words read better as words
)


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
    subjects = {subject for of_service in SUBJECTS.values() for subject in of_service}
    assert not NOUNS - {*named.values(), *subjects}, "nouns of which no room has a file"


def folders(service: str, room: str) -> set[Path]:
    """The folders of a room that hold code, however deep, as seen from the room."""
    place = ROOT / "services" / service / room
    return {path.parent.relative_to(place) for path in place.rglob("*.py")} - {Path()}


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("service", SERVICES)
def test_a_room_is_divided_by_the_subjects_of_its_service_and_by_nothing_else(service: str, room: str) -> None:
    assert {str(path) for path in folders(service, room)} <= set(SUBJECTS.get(service, ()))


def test_the_rules_speak_of_every_subject() -> None:
    """Pages may have nothing to show of one; a subject without rules would be none."""
    assert SUBJECTS
    assert {service: {str(path) for path in folders(service, "domain")} for service in SUBJECTS} == {
        service: set(subjects) for service, subjects in SUBJECTS.items()
    }


def test_a_subject_bears_a_name_from_the_list_of_nouns() -> None:
    assert not {subject for subjects in SUBJECTS.values() for subject in subjects} - NOUNS


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("service", SUBJECTS)
def test_a_room_that_is_divided_holds_no_file_beside_its_subjects(service: str, room: str) -> None:
    beside = {path.name for path in (ROOT / "services" / service / room).glob("*.py")}
    assert beside == {"__init__.py"} or not folders(service, room)


def test_a_subject_hands_nothing_on() -> None:
    """What a file holds is imported from that file: one way to each name, and no other."""
    doors = [
        ROOT / "services" / service / room / folder / "__init__.py"
        for service in SUBJECTS
        for room in ROOMS
        for folder in folders(service, room)
    ]
    assert doors
    said = {str(path.relative_to(ROOT)): ast.parse(path.read_text()).body for path in doors}
    assert not [path for path, body in said.items() if any(not is_docstring(part) for part in body)]


def is_docstring(part: ast.stmt) -> bool:
    return isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant) and isinstance(part.value.value, str)


@pytest.mark.parametrize("path", sorted(ROOT.glob("services/**/__init__.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_a_package_holds_nothing_under_the_name_of_one_of_its_modules(path: Path) -> None:
    """Whoever imports the module would put it in the place of what the package holds under that name."""
    package = path.parent
    modules = {file.stem for file in package.glob("*.py")} | {file.parent.name for file in package.glob("*/*.py")}
    assert not modules & set(names_from_elsewhere(path))


def names_from_elsewhere(path: Path) -> Iterator[str]:
    own = ".".join(path.parent.relative_to(ROOT).parts)
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.ImportFrom) and node.module != own:
            yield from (alias.asname or alias.name for alias in node.names)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text())


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(parsed(path)):
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
    places = [ROOT / "shared" / module.replace(".", "/") for module in PURE]
    paths = [path for place in places for path in (place.rglob("*.py") if place.is_dir() else [Path(f"{place}.py")])]
    assert len(paths) > len(PURE)
    impure = [(p.name, m) for p in paths for m in imports(p) if not is_standard(m) and not is_within(m, pure)]
    assert not impure


@cache
def sql() -> tuple[tuple[Path, str], ...]:
    """Every text in the code that could be SQL, and every file of it."""
    return tuple(_sql())


def _sql() -> Iterator[tuple[Path, str]]:
    for path in files("services", "shared", "migrations"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield path, node.value
    for path in (ROOT / "migrations").rglob("*.sql"):
        yield path, path.read_text()


def test_no_sql_dates_a_deed_by_the_database_clock() -> None:
    """Business time is an argument; machine time is clock_timestamp(), which says what it is."""
    forbidden = re.compile(r"(?<![.\w])now\(\)|\bcurrent_(timestamp|date|time)\b|\blocaltime", re.IGNORECASE)
    found = [(str(path.relative_to(ROOT)), text.strip()[:60]) for path, text in sql() if forbidden.search(text)]
    assert not found


def test_who_leads_and_who_gives_figures_on_a_day_is_asked_in_one_place() -> None:
    question = re.compile(r"since_on desc limit|cardinality\(\S*data_owners")
    asked = {str(path.relative_to(ROOT)) for path, text in sql() if question.search(text)}
    assert asked == {"shared/register.py"}


def test_no_file_is_so_long_that_it_must_hold_two_subjects() -> None:
    lengths = {
        str(p.relative_to(ROOT)): len(p.read_text().splitlines()) for p in files("services", "shared", "migrations")
    }
    assert lengths
    assert {path: length for path, length in lengths.items() if length > LONGEST} == {}


def test_personal_data_is_named_where_it_is_kept_and_nowhere_else() -> None:
    """`escalation_private` holds who signed, and files nobody may have looked at, `publication_private` who follows the
    record; a query that names it in another file would carry people out of there."""
    private = re.compile("(escalation|publication)_private")
    named = {str(path.relative_to(ROOT)) for path, text in sql() if private.search(text)}
    assert named == {
        "migrations/escalation/versions/0003_petition.py",
        "migrations/escalation/versions/0012_evidence.py",
        "migrations/escalation/versions/0015_watch.py",
        "migrations/escalation/versions/0017_retention.py",
        "migrations/escalation/versions/0018_postcode.py",
        "migrations/escalation/versions/0019_paper.py",
        "migrations/escalation/versions/0020_councillor.py",
        "migrations/escalation/versions/0021_assistance.py",
        "migrations/escalation/versions/0023_sheet.py",
        "migrations/escalation/versions/0024_telephone.py",
        "migrations/escalation/versions/0025_notice.py",
        "migrations/escalation/versions/0026_work.py",
        "services/escalation/storage/desk/assignment.py",
        "services/escalation/storage/desk/work.py",
        "migrations/escalation/versions/0027_notice.py",
        "migrations/escalation/versions/0030_notice.py",
        "migrations/escalation/versions/0028_forgetting.py",
        "migrations/escalation/versions/0029_notification.py",
        "services/escalation/storage/desk/notification.py",
        "migrations/escalation/versions/0031_letter.py",
        "migrations/escalation/versions/0032_notice_word.py",
        "migrations/escalation/versions/0033_mailbox.py",
        "migrations/escalation/versions/0034_invalidation_withdrawn.py",
        "migrations/escalation/versions/0036_removal.py",
        "services/escalation/storage/case/letter.py",
        "services/escalation/storage/desk/preference.py",
        "services/escalation/storage/petition/notice.py",
        "services/escalation/storage/signature/assistance.py",
        "services/escalation/storage/signature/leadership.py",
        "services/escalation/storage/person/councillor.py",
        "services/escalation/storage/person/data_request.py",
        "services/escalation/storage/evidence/evidence.py",
        "services/escalation/storage/person/follower.py",
        "services/escalation/storage/signature/invalidation.py",
        "services/escalation/storage/signature/origin.py",
        "services/escalation/storage/person/retention.py",
        "services/escalation/storage/signature/paper.py",
        "services/escalation/storage/signature/sheet.py",
        "services/escalation/storage/signature/signature.py",
        "services/escalation/storage/case/writing.py",
        "services/escalation/storage/signature/telephone.py",
        "migrations/publication/versions/0026_follower.py",
        "services/publication/storage/search/follower.py",
    }


def test_the_sealed_store_is_named_where_it_is_kept_and_nowhere_else() -> None:
    """What another file asked of it would come without its role, and its readings would go unnoted."""
    storage = "services/escalation/storage/reserve"
    named = {
        str(path.relative_to(ROOT)) for path, text in sql() if re.search("escalation_sealed|folkmoot_sealed", text)
    }
    assert named == {
        "migrations/__init__.py",
        "migrations/escalation/versions/0004_reserve.py",
        f"{storage}/commitment.py",
        f"{storage}/reserve.py",
    }


def test_a_door_goes_to_the_rows_by_the_way_that_knows_who_is_on_trial() -> None:
    state = re.compile(r"\bstate\.database\b")  # by whatever name the state is taken
    named = {str(path.relative_to(ROOT)) for path in files("services", "shared") if state.search(path.read_text())}
    assert named == {"shared/web/application/app.py", "shared/web/callers.py", "shared/web/application/health.py"}


def test_sql_is_spoken_in_storage_and_nowhere_else() -> None:
    speaks = re.compile(
        r"import [^\n]*\braw\b|\b(session|connection)\.(execute|fetch\w*|add_listener)\(|kept_connection"
    )
    rooms = tuple(room for room in ROOMS if room != "storage")
    doors = [path for service in SERVICES for room in rooms for path in files(f"services/{service}/{room}")]
    assert doors
    assert not [str(path.relative_to(ROOT)) for path in doors if speaks.search(path.read_text())]


WRITING = ("append", "begin_each")


def writes_to_the_ledger(source: str) -> list[int]:
    """The lines that append to the ledger, or take it under a name that would hide it."""
    lines = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="ledger") | ast.Attribute(attr="ledger"), attr=deed)
            ) if deed in WRITING:
                lines.append(node.lineno)
            case ast.ImportFrom(module="shared.ledger", names=names) if {name.name for name in names} & {*WRITING, "*"}:
                lines.append(node.lineno)
            case ast.ImportFrom(module="shared", names=names) | ast.Import(names=names):
                if any(name.asname and name.name in {"ledger", "shared.ledger"} for name in names):
                    lines.append(node.lineno)
    return sorted(lines)


@pytest.mark.parametrize(
    "breach",
    [
        "from shared import ledger\nasync def f(): await ledger.append(s)",
        "import shared.ledger\nasync def f(): await shared.ledger.append(s)",
        "async def f():\n    from shared.ledger import read_stream, append",
        "import sys\nfrom shared import ledger as book",
        "from shared import ledger\nasync def f(): await ledger.begin_each(s, b)",
        "async def f():\n    from shared.ledger import begin_each",
        "import sys\nimport shared.ledger as book",
    ],
)
def test_a_planted_write_to_the_ledger_is_seen(breach: str) -> None:
    assert writes_to_the_ledger(breach) == [2]


def test_the_ledger_is_written_to_by_handlers_and_their_effects_only() -> None:
    """Whoever reads a handler sees what is told. Of the tools only the one that discards a dead letter tells of it."""
    writers = {
        str(path.relative_to(ROOT)) for path in files("services", "shared") if writes_to_the_ledger(path.read_text())
    }
    tellers = {path for path in writers if {"handlers", EFFECTS} & set(Path(path).parts[2:-1])}
    assert {Path(path).parts[1] for path in tellers} == set(SERVICES)
    assert writers - tellers == {"shared/dead_letters.py"}
