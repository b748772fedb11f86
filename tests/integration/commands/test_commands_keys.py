"""`folkmoot keys` against a real database: made for bodies that a register knows, in roles that doors open for."""

import re
from pathlib import Path

import asyncpg
import pytest

from services.publication.handlers.register import register
from services.publication.schemas.register.register import RegisterIn
from shared import auth
from shared.database import Database
from shared.settings import Settings
from shared.shapes import fit
from tests.integration.commands.commands import folkmoot, point_at
from tests.integration.conftest import SetClock
from tests.integration.publication.test_publication_register import TRAFFORD, trafford

COUNCIL, INSPECTORATE = "trafford-council", "Care Quality Commission"
PASSWORD = "a password of twelve and more"
ACCOUNT = ("keys", "account", "ada", COUNCIL, "--area", TRAFFORD, "--role", "case_worker")


@pytest.fixture(autouse=True)
async def registered(
    publication: Database, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register of the sample place, and the commands pointed at its database."""
    point_at(settings, monkeypatch)
    await register.load(publication, fit(RegisterIn, trafford()).facts(), now=clock.now())


async def stored(admin_url: str) -> int:
    """How many keys, accounts and grants there are."""
    connection = await asyncpg.connect(admin_url)
    counts = [
        await connection.fetchval(f"select count(*) from identity.{t}") for t in ("api_key", "account", "role_grant")
    ]
    await connection.close()
    return sum(counts)


async def test_a_key_of_a_registered_body_opens_its_area(indicators: Database) -> None:
    said = await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD, "--area", TRAFFORD)
    assert said.status == 0
    caller = await auth.check_key(indicators, said.out.strip())
    assert caller
    assert (caller.body, *caller.areas, *caller.roles) == (COUNCIL, TRAFFORD, "partner")


async def test_an_inspectorate_that_the_register_names_may_hold_a_key(indicators: Database) -> None:
    said = await folkmoot("keys", "create", INSPECTORATE, "--area", TRAFFORD, "--role", "inspector")
    caller = await auth.check_key(indicators, said.out.strip())
    assert caller
    assert (caller.body, *caller.roles) == (INSPECTORATE, "inspector")


@pytest.mark.parametrize(
    ("body", "area", "role", "words"),
    [
        (COUNCIL, TRAFFORD, "emperor", "no role emperor: say partner, registrar, administrator"),
        (
            COUNCIL,
            "NOPE",
            "partner",
            "No register of the area NOPE is loaded here: load it first with",
        ),
        ("nobody-such", TRAFFORD, "partner", "knows no body nobody-such: it knows"),
        ("", TRAFFORD, "partner", "knows no body"),
    ],
)
@pytest.mark.parametrize("command", [("create",), ("account", "ada")])
async def test_what_no_register_and_no_door_knows_is_refused_and_nothing_is_stored(  # noqa: PLR0917 a case table
    command: tuple[str, ...], body: str, area: str, role: str, words: str, admin_url: str
) -> None:
    said = await folkmoot("keys", *command, body, "--area", area, "--role", role)
    assert words in said.refused
    assert await stored(admin_url) == 0


async def test_one_unknown_area_of_two_refuses_both(admin_url: str) -> None:
    assert "NOPE" in (await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD, "--area", "NOPE")).refused
    assert await stored(admin_url) == 0


async def test_who_holds_a_key_is_listed_and_where_nobody_says_it_that_is_told_beside_the_key() -> None:
    await folkmoot(*ACCOUNT, "--password-file", "-", typed=f"{PASSWORD}\n")
    held = await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD, "--name", "night", "--held-by", "Ada")
    unheld = await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD)
    assert (held.err, len(unheld.out.split())) == ("", 1)
    assert "publishes nothing that somebody else of its body hands in" in unheld.err
    rows = (await folkmoot("keys", "list")).out.splitlines()[1:]
    assert [re.split(r"\s{2,}", row)[5] for row in rows] == ["ada", "not said"]


async def test_a_third_live_key_of_one_name_is_refused() -> None:
    for _ in range(2):
        assert (await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD)).status == 0
    assert "revoke one first" in (await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD)).refused


async def test_keys_are_listed_as_a_table_without_their_secrets() -> None:
    key = (await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD)).out.strip()
    trial = (await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD, "--trial")).out.strip()
    said = await folkmoot("keys", "list")
    head, *rows = said.out.splitlines()
    assert re.split(r"\s{2,}", head) == ["key", "body", "name", "areas", "roles", "held by", "kept", "made", "ended"]
    common = [COUNCIL, "main", TRAFFORD, "partner"]
    assert re.split(r"\s{2,}", rows[0])[:7] == [auth.key_id(key), *common, "not said", "all"]
    assert re.split(r"\s{2,}", rows[1])[:7] == [auth.key_id(trial), *common, "not said", "nothing: on trial"]
    assert key not in said.out
    assert trial not in said.out


async def test_an_ended_key_opens_nothing_and_cannot_be_ended_twice(indicators: Database) -> None:
    key = (await folkmoot("keys", "create", COUNCIL, "--area", TRAFFORD)).out.strip()
    id_ = auth.key_id(key) or ""
    assert (await folkmoot("keys", "revoke", id_)).out == "Ended.\n"
    assert await auth.check_key(indicators, key) is None
    assert id_ in (await folkmoot("keys", "revoke", id_)).refused


async def test_a_password_is_asked_for_twice_and_opens_the_account(indicators: Database) -> None:
    said = await folkmoot(*ACCOUNT, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert (said.status, PASSWORD in said.out) == (0, False)
    assert await auth.sign_in(indicators, "ada", PASSWORD)


@pytest.mark.parametrize("source", ["file", "standard input"])
async def test_a_password_is_read_from_a_file_or_standard_input(
    source: str, indicators: Database, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    file.write_text(f"{PASSWORD}\n")
    where, typed = (str(file), "") if source == "file" else ("-", f"{PASSWORD}\n")
    assert (await folkmoot(*ACCOUNT, "--password-file", where, typed=typed)).status == 0
    assert await auth.sign_in(indicators, "ada", PASSWORD)


async def test_no_password_is_taken_on_the_command_line(admin_url: str) -> None:
    said = await folkmoot(*ACCOUNT, "--password", PASSWORD)
    assert said.status == 2
    assert await stored(admin_url) == 0


@pytest.mark.parametrize("written", [b"short\n", b"\xff\xfe\n", None])
async def test_a_password_that_cannot_be_one_is_refused(written: bytes | None, tmp_path: Path, admin_url: str) -> None:
    file = tmp_path / "password"
    if written is not None:
        file.write_bytes(written)
    assert (await folkmoot(*ACCOUNT, "--password-file", str(file))).refused
    assert await stored(admin_url) == 0


async def test_a_second_account_of_one_name_is_refused(indicators: Database) -> None:
    await folkmoot(*ACCOUNT, "--password-file", "-", typed=f"{PASSWORD}\n")
    again = ("keys", "account", "ADA", *ACCOUNT[3:], "--password-file", "-")
    assert (await folkmoot(*again, typed="another password of length\n")).refused == "there is an account ADA already"
    assert await auth.sign_in(indicators, "ada", PASSWORD)


async def test_an_account_is_ended_at_once(indicators: Database) -> None:
    await folkmoot(*ACCOUNT, "--password-file", "-", typed=f"{PASSWORD}\n")
    token = await auth.sign_in(indicators, "ada", PASSWORD)
    assert token is not None
    assert (await folkmoot("keys", "end-account", "Ada")).status == 0
    assert await auth.session(indicators, token) is None
    assert "Nobody who can sign in" in (await folkmoot("keys", "end-account", "ada")).refused
    assert "no second factor" in (await folkmoot("keys", "reset-factor", "ada")).refused


@pytest.mark.parametrize("asked", [("create",), ("create", COUNCIL), ("revoke",), ("account", "ada", COUNCIL)])
async def test_what_is_missing_is_said_in_one_line(asked: tuple[str, ...]) -> None:
    assert (await folkmoot("keys", *asked)).refused.startswith("Missing ")


async def test_without_the_administrators_address_keys_cannot_be_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FOLKMOOT_ADMIN_URL")
    assert "FOLKMOOT_ADMIN_URL" in (await folkmoot("keys", "list")).refused
