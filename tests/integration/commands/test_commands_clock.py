"""`folkmoot clock` and `folkmoot verify` against a real database, and what commands say without settings."""

import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import make_url

from services.cli.words import status_of, words_of
from services.local.advance import NotSettled
from services.publication.handlers.register import register
from services.publication.schemas.register.register import RegisterIn
from shared import auth
from shared.database import Database
from shared.servers.postgres import AlreadyRunning
from shared.settings import Settings, as_environment
from shared.shapes import fit
from shared.working_days import london_day
from tests.databases import execute_on
from tests.integration.commands.commands import folkmoot, point_at
from tests.integration.conftest import SetClock
from tests.integration.publication.test_publication_register import trafford

ROOT = Path(__file__).parents[3]
COMMANDS = [
    ("clock", "show"),
    ("clock", "advance", "--days", "1"),
    ("dead", "list", "indicators"),
    ("keys", "list"),
    ("migrate",),
    ("rebuild", "publication.case"),
    ("register", "load", str(ROOT / "docs" / "register.example.toml"), "--by", "A", "--for", "b", "--paper", "C"),
    ("resend", "publication", "--since", "0"),
    ("restore-check",),
    ("serve", "publication"),
    ("topology", "--declare"),
    ("verify",),
    ("work", "publication"),
]


@pytest.fixture
def pointed(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    point_at(settings, monkeypatch)


@pytest.fixture
async def freed(settings: Settings, admin_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A local place's database: its clock may be moved."""
    point_at(settings, monkeypatch)
    admin = await asyncpg.connect(admin_url)
    await auth.free_clock(admin)
    await admin.close()


async def offset(publication: Database) -> timedelta:
    return await auth.read_offset(publication)


@pytest.mark.usefixtures("freed")
async def test_the_clock_is_shown(publication: Database) -> None:
    today = london_day(await auth.business_time(publication))
    assert f"{today:%A %d %B %Y}" in (await folkmoot("clock", "show")).out


@pytest.mark.usefixtures("freed")
async def test_the_clock_names_an_instant_ahead_as_the_docs_use_it(publication: Database) -> None:
    await folkmoot("clock", "advance", "--days", "400")
    printed = (await folkmoot("clock", "show", "--ahead", "7")).out.strip()
    ahead = datetime.fromisoformat(printed) - (datetime.now(UTC) + await offset(publication))
    assert timedelta(days=7) - timedelta(minutes=2) < ahead <= timedelta(days=7)
    dated = re.compile(r"publish[_-]at[= `]+20[0-9]{2}")
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    assert not [page for page in pages if dated.search(page.read_text())], "no fixed date lies ahead of a trial's clock"


@pytest.mark.usefixtures("freed")
async def test_the_clock_moves_by_days(publication: Database) -> None:
    said = await folkmoot("clock", "advance", "--days", "3")
    assert (said.status, said.err) == (0, "")
    assert said.out.endswith("; 0 deadlines fell due on the way.\n")
    assert timedelta(days=3) - timedelta(minutes=1) < await offset(publication) <= timedelta(days=3, minutes=1)


@pytest.mark.usefixtures("freed")
async def test_the_clock_moves_to_nine_o_clock_of_a_day() -> None:
    assert (await folkmoot("clock", "advance", "--to", "2031-05-06")).out.startswith("Tuesday 06 May 2031, 09:00;")


@pytest.mark.parametrize(
    "asked",
    [
        (),
        ("--days", "-3"),
        ("--days", "0"),
        ("--days", "rubbish"),
        ("--days", "99999999999999"),
        ("--days", "20000"),
        ("--to", "rubbish"),
        ("--to", "2027-02-30"),
        ("--to", "2001-01-01"),
        ("--to", "9999-01-01"),
        ("--to", "2031-05-06", "--days", "3"),
    ],
)
@pytest.mark.usefixtures("freed")
async def test_what_the_clock_cannot_do_is_refused_and_it_stands(asked: tuple[str, ...], publication: Database) -> None:
    assert (await folkmoot("clock", "advance", *asked)).refused
    assert await offset(publication) == timedelta(0)


@pytest.mark.usefixtures("pointed")
async def test_a_clock_that_was_never_freed_is_not_moved() -> None:
    assert "where the clock was freed" in (await folkmoot("clock", "advance", "--days", "1")).refused


def test_what_does_not_settle_is_named_with_another_status() -> None:
    unsettled = NotSettled("still on its way: {'publication': {'errands': 1}}")
    assert (list(words_of(unsettled)), status_of(unsettled)) == ([str(unsettled)], 1)


@pytest.mark.usefixtures("pointed")
async def test_a_broker_out_of_reach_is_said_with_status_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLKMOOT_AMQP_URL", "amqp://guest:guest@127.0.0.1:1/")
    said = await folkmoot("topology", "--declare")
    assert (said.status, said.err) == (1, "The broker is out of reach. Is it running where FOLKMOOT_AMQP_URL says?\n")


@pytest.mark.parametrize("asked", [("up", "--broker", "x"), ("serve", "x"), ("work", "x")])
@pytest.mark.usefixtures("pointed")
async def test_a_part_that_is_none_is_refused(asked: tuple[str, ...]) -> None:
    assert (await folkmoot(*asked)).refused.startswith("There is no ")


async def test_pages_are_printed_in_the_folder_of_the_sources_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert "docs/" in (await folkmoot("docs")).refused


def test_a_second_place_in_one_folder_is_said_with_status_one() -> None:
    taken = AlreadyRunning("another process is running the PostgreSQL in this folder; end that one first")
    assert (list(words_of(taken)), status_of(taken)) == ([str(taken)], 1)


@pytest.mark.usefixtures("pointed")
async def test_verify_counts_what_it_looked_at(publication: Database, clock: SetClock) -> None:
    await register.load(publication, fit(RegisterIn, trafford()).facts(), now=clock.now())
    said = await folkmoot("verify")
    assert (said.status, said.err) == (0, "")
    assert all(line.endswith("0 differ") for line in said.out.splitlines())
    assert "1 checked" in said.out


@pytest.mark.usefixtures("pointed")
async def test_verify_names_what_differs_and_ends_with_status_one(
    publication: Database, clock: SetClock, admin_url: str
) -> None:
    await register.load(publication, fit(RegisterIn, trafford()).facts(), now=clock.now())
    await execute_on(admin_url, "update publication.area set name = 'Elsewhere'")
    said = await folkmoot("verify")
    assert (said.status, "2 differ" in said.out) == (1, True)
    for words in ("the rows are not what the events tell", "what searches and feeds tell of it"):
        assert words in said.out


def program(tmp_path: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as anybody starts it, in a folder where no place runs."""
    return subprocess.run(
        [sys.executable, "-m", "services.cli", *arguments],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("asked", COMMANDS, ids=" ".join)
async def test_without_settings_a_command_says_so_in_one_line(
    asked: tuple[str, ...], settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in as_environment(settings):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    assert (await folkmoot(*asked)).refused.startswith("No settings here: no place is running in this folder")


def test_the_program_prints_no_traceback_without_settings(tmp_path: Path) -> None:
    done = program(tmp_path, "verify")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"FOLKMOOT_MODE": "trial"}, "FOLKMOOT_MODE"),
        ({"FOLKMOOT_MODE": "production"}, "FOLKMOOT_ROLE_PASSWORD"),
        ({"FOLKMOOT_DATABASE_URL": "rubbish"}, "no address of a database"),
    ],
)
@pytest.mark.usefixtures("pointed")
async def test_a_wrong_setting_is_named_and_its_value_is_not(
    wrong: dict[str, str], words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("FOLKMOOT_ROLE_PASSWORD")
    monkeypatch.delenv("FOLKMOOT_SECRET")
    said = (await folkmoot("verify")).refused
    assert words in said
    assert "rubbish" not in said


async def test_a_file_of_settings_with_an_unknown_name_is_refused_by_that_name(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in as_environment(settings):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / ".folkmoot").mkdir()
    (tmp_path / ".folkmoot" / "settings.env").write_text(
        f'FOLKMOOT_DATABASE_URL="{settings.database_url}"\nFOLKMOOT_MODE="local"\nFOLKMOOT_COLOUR="red"\n'
    )
    assert "FOLKMOOT_COLOUR" in (await folkmoot("verify")).refused


@pytest.mark.parametrize("asked", [("clock", "show"), ("keys", "list"), ("verify",)], ids=" ".join)
@pytest.mark.parametrize("where", ["no server", "no database", "nothing in it"])
async def test_a_database_that_cannot_serve_is_said_with_status_one(
    asked: tuple[str, ...], where: str, settings: Settings, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = make_url(postgres_url)
    url = url.set(port=1) if where == "no server" else url.set(database="nowhere") if where == "no database" else url
    written = url.set(username=None, password=None).render_as_string()
    admin = url.render_as_string(hide_password=False)
    point_at(settings.model_copy(update={"database_url": written, "admin_url": admin}), monkeypatch)
    said = await folkmoot(*asked)
    assert (said.status, said.out, said.err.count("\n")) == (1, "", 1)
    assert said.err.startswith("The database is")
