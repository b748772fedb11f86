"""Settings come in once, typed; secrets from files too; a placeholder stops the start outside local mode."""

import stat
from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from shared import settings
from shared.settings import LOCAL_PLACE, Mode, Settings, address_here, as_environment, offered

URL = "postgresql://127.0.0.1:5432/folkmoot"


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A folder and an environment with nothing of Folkmoot's in them."""
    monkeypatch.chdir(tmp_path)
    for name in as_environment(Settings(mode=Mode.LOCAL, database_url=URL)):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("name", ["FOLKMOOT_ROLE_PASSWORD", "FOLKMOOT_SECRET"])
def test_a_placeholder_secret_stops_the_start_outside_local_mode(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FOLKMOOT_DATABASE_URL", URL)
    for secret in {"FOLKMOOT_ROLE_PASSWORD", "FOLKMOOT_SECRET"} - {name}:
        monkeypatch.setenv(secret, "something of one's own")
    with pytest.raises(ValidationError, match=name):
        settings.read()
    monkeypatch.setenv("FOLKMOOT_MODE", "local")
    assert settings.read().is_local


def test_secrets_are_read_from_files_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("folkmoot_role_password", "folkmoot_secret"):
        (tmp_path / name).write_text(f"{name} of one's own\n")
    monkeypatch.setenv("FOLKMOOT_DATABASE_URL", URL)
    monkeypatch.setenv("FOLKMOOT_SECRETS_DIR", str(tmp_path))
    assert settings.read().secret.get_secret_value() == "folkmoot_secret of one's own"


def test_a_missing_setting_is_named() -> None:
    with pytest.raises(ValidationError, match="database_url"):
        settings.read()


def test_commands_find_the_trial_that_runs_in_their_folder_and_only_while_it_runs() -> None:
    place = Settings(
        mode=Mode.LOCAL,
        database_url=URL,
        admin_url=URL,
        secret=SecretStr("of this place"),
        notice='It\'s a "sample" # 1',
    )
    with offered(place):
        assert stat.S_IMODE(LOCAL_PLACE.stat().st_mode) == 0o600
        assert settings.read() == place
    assert not LOCAL_PLACE.exists()


def test_what_stands_in_the_environment_goes_before_a_trial(monkeypatch: pytest.MonkeyPatch) -> None:
    with offered(Settings(mode=Mode.LOCAL, database_url=URL)):
        monkeypatch.setenv("FOLKMOOT_MODE", "local")
        monkeypatch.setenv("FOLKMOOT_DATABASE_URL", "postgresql://127.0.0.1:1/other")
        assert settings.read().database_url == "postgresql://127.0.0.1:1/other"


def test_a_second_trial_leaves_the_commands_of_the_folder_to_the_first() -> None:
    place = Settings(mode=Mode.LOCAL, database_url=URL)
    with offered(place) as first:
        with offered(place.model_copy(update={"database_url": f"{URL}-2"})) as second:
            assert (first, second) == (True, False)
            assert settings.read().database_url == URL
        assert settings.read().database_url == URL
    assert not LOCAL_PLACE.exists()


def test_what_a_killed_trial_left_behind_counts_for_nothing() -> None:
    LOCAL_PLACE.parent.mkdir()
    LOCAL_PLACE.write_text("# written by process 999999999\nFOLKMOOT_DATABASE_URL=gone\n")
    with offered(Settings(mode=Mode.LOCAL, database_url=URL)) as is_found:
        assert is_found
        assert settings.read().database_url == URL


def test_a_command_is_told_where_the_place_of_its_folder_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert address_here() is None
    with offered(Settings(mode=Mode.LOCAL, database_url=URL, public_address="http://127.0.0.1:8123")):
        assert address_here() == "http://127.0.0.1:8123"
    assert address_here() is None


@pytest.mark.parametrize("written", ["trafford=secret", "[]", '{"trafford": ""}', '{"trafford": 7}'])
def test_secrets_of_providers_that_cannot_be_read_stop_the_start(written: str) -> None:
    with pytest.raises(ValidationError, match="provider_secrets"):
        Settings(mode=Mode.LOCAL, database_url=URL, provider_secrets=SecretStr(written))


def test_a_providers_secret_is_found_by_its_name() -> None:
    held = Settings(mode=Mode.LOCAL, database_url=URL, provider_secrets=SecretStr('{"trafford": "s"}'))
    assert (held.secret_of("trafford"), held.secret_of("salford")) == ("s", None)
