"""`folkmoot keys trust`, `client` and `guest` against a real database: clients of other issuers, guests of a body."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from joserfc.jwk import ECKey

from services.publication.handlers.register import register
from services.publication.schemas.register.register import RegisterIn
from shared import auth
from shared.database import Database
from shared.settings import Settings
from shared.shapes import fit
from tests.integration.commands.commands import folkmoot, point_at
from tests.integration.conftest import SetClock
from tests.integration.publication.test_publication_register import TRAFFORD, trafford

COUNCIL, ISSUER = "trafford-council", "https://login.council.example"
CLIENT = ("keys", "client", ISSUER, "stats", COUNCIL, "--area", TRAFFORD)


@pytest.fixture(autouse=True)
async def registered(
    publication: Database, settings: Settings, clock: SetClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The register of the sample place, and the commands pointed at its database."""
    point_at(settings, monkeypatch)
    await register.load(publication, fit(RegisterIn, trafford()).facts(), now=clock.now())


@pytest.fixture
def keys(tmp_path: Path) -> Path:
    file = tmp_path / "keys.json"
    file.write_text(json.dumps({"keys": [ECKey.generate_key("P-256").as_dict(private=False)]}))
    return file


async def test_a_client_of_a_trusted_issuer_is_made_listed_and_ended(keys: Path) -> None:
    assert "trust it first" in (await folkmoot(*CLIENT)).refused
    assert "1 key of" in (await folkmoot("keys", "trust", ISSUER, str(keys))).out
    made = await folkmoot(*CLIENT)
    assert made.status == 0
    assert "is a client already" in (await folkmoot(*CLIENT)).refused
    assert COUNCIL in (await folkmoot("keys", "list")).out
    assert (await folkmoot("keys", "revoke", made.out.strip())).status == 0
    assert (await folkmoot(*CLIENT)).status == 0


@pytest.mark.parametrize(
    ("written", "words"),
    [("", "not JSON"), ("{}", "a list named keys"), ('{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}', "secret")],
)
async def test_a_file_that_holds_no_public_keys_is_refused(keys: Path, written: str, words: str) -> None:
    keys.write_text(written)  # noqa: ASYNC240 a small file of a test
    assert words in (await folkmoot("keys", "trust", ISSUER, str(keys))).refused
    assert "cannot be read" in (await folkmoot("keys", "trust", ISSUER, str(keys.with_name("none")))).refused
    assert "https://" in (await folkmoot("keys", "trust", "login", str(keys))).refused


async def test_a_guest_is_invited_for_a_body_that_the_register_knows(publication: Database) -> None:
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    asked = ("keys", "guest", "amina@example.org", "Amina Guest", COUNCIL, "--area", TRAFFORD, "--until")
    assert "/account/link" in (await folkmoot(*asked, day)).out
    assert [one.email for one in await auth.invited_by(publication, COUNCIL)] == ["amina@example.org"]
    late = await folkmoot(*asked, "2199-01-01")
    assert (late.status, "at the latest" in late.err) == (2, True)
    assert "knows no body" in (await folkmoot(*asked[:4], "nobody", *asked[5:], day)).refused


async def test_a_bodys_provider_is_connected_from_a_file_and_ended(publication: Database, tmp_path: Path) -> None:
    told = (Path(__file__).parents[3] / "docs/signing-in.md").read_text().partition("```toml\n")[2].partition("```")[0]
    file = tmp_path / "trafford.toml"
    file.write_text(told)
    connected = (await folkmoot("keys", "connect", str(file))).out
    assert "/account/with/trafford/back" in connected
    assert "holds no secret named trafford yet" in connected
    (one,) = await auth.providers(publication)
    assert (one.id, one.factors, one.demanded) == ("trafford", ["mfa"], {"tid": "TENANT"})
    for wrong, words in (
        (told.replace("trafford-council", "nobody"), "knows no body nobody"),
        (told.replace("case_worker", "king"), "there is no role king"),
        (told.replace("login.microsoftonline.com", "evil.example"), "has another issuer"),
        (told.replace("https:", "http:").replace('"trafford"', '"other"'), "https://"),
        (told.replace("client_id", "client"), "/client"),
        ("= nothing", "not TOML"),
    ):
        file.write_text(wrong)
        assert words in (await folkmoot("keys", "connect", str(file))).refused
    assert (await folkmoot("keys", "end-provider", "trafford")).status == 0
    assert "No provider trafford" in (await folkmoot("keys", "end-provider", "trafford")).refused
    assert await auth.providers(publication) == []
