"""Settings come in once, typed, from the environment or from secret files; a placeholder secret stops the start.

Every name is read as FOLKMOOT_<NAME>; with FOLKMOOT_SECRETS_DIR set, a file of that name in it counts too.
"""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PLACEHOLDER = "folkmoot-local"
LOCAL_PLACE = Path(".folkmoot") / "settings.env"  # of the place that runs in this folder
_MARK = "# written by process "

# First path segment -> the service behind the one gateway address. "" is the front page.
GATEWAY: dict[str, str] = {
    "indicators": "indicators",
    "areas": "indicators",
    "measures": "indicators",
    "upload": "indicators",
    "escalation": "escalation",
    "petitions": "escalation",
    "petitions.json": "escalation",
    "petitions.csv": "escalation",
    "petitions.atom": "escalation",
    "cases": "escalation",
    "committees": "escalation",
    "desk": "escalation",
    "mail": "escalation",
    "privacy": "escalation",
    "publication": "publication",
    "agreements": "publication",
    "who": "publication",
    "record": "publication",
    "feeds": "publication",
    "accessibility": "publication",
    "licence": "publication",
    "privacy-notice": "publication",
    "security": "publication",
    ".well-known": "publication",
    "account": "publication",
    "assets": "publication",
    "": "publication",
}

# What stands over every public page, in this order: words and address.
NAVIGATION: tuple[tuple[str, str], ...] = (
    ("Your place", "/"),
    ("Measures", "/areas"),
    ("Petitions", "/petitions"),
    ("Cases", "/record"),
    ("Negotiations", "/agreements"),
    ("Who is responsible?", "/who"),
)
# Addresses that lie under an entry without beginning with it.
LIES_UNDER: dict[str, str] = {
    "/measures": "/areas",
    "/upload": "/areas",
    "/cases/inspections": "/record",
    "/committees": "/record",
    # What is about the whole record lies under no entry.
    **dict.fromkeys(
        ("/record/search", "/record/proof", "/record/removals", "/record/downloads", "/record/conduct"), ""
    ),
    **dict.fromkeys(("/record/follow", "/record/following", "/record/unfollow"), ""),
    "/record/desk": "/agreements",
    "/record/offered": "/agreements",
}

DESK = "/desk"
NOTIFICATIONS = f"{DESK}/notifications"
AT_DESK = ("case_worker", "scrutiny_officer", "monitoring_officer", "inspector", "partner", "councillor")
"""Who has a desk to go to."""
ADMINISTRATION = "/publication/administration"
ADMINISTERS = ("administrator", "registrar")
"""Who has something to administer. A registrar states the register; all else is an administrator's."""
SIGN_IN = "/account/sign-in"
WORK = "/account/work"
HATS = "/account/roles"
PROVE = "/account/prove"
CODE = "/account/code"
FACTOR = "/account/second-factor"
PASSKEY = "/account/passkey"
PASSKEY_USE = "/account/passkey/use"
# What stands under every page.
FOOTER: tuple[tuple[str, str], ...] = (
    ("Search the record", "/record/search"),
    ("The whole record as files", "/record/downloads"),
    ("Feed of petitions and cases", "/feeds/cases"),
    ("The register for machines", "/publication/v1/register"),
    ("Who may do what", "/record/powers"),
    ("How long each step takes", "/record/timing"),
    ("How bodies keep this record", "/record/conduct"),
    ("Inspections", "/cases/inspections"),
    ("Can this record be changed?", "/record/proof"),
    ("Your data", "/privacy"),
    ("Privacy notice", "/privacy-notice"),
    ("Accessibility", "/accessibility"),
    ("Licence", "/licence"),
    ("Report a fault of security", "/security"),
    ("Sign in, if you work here", SIGN_IN),
)
# What stands there in its place for somebody who is signed in.
ACCOUNT: tuple[str, str] = ("Your account, and signing out", "/account")
LOCAL_FOOTER: tuple[tuple[str, str], ...] = (("Mail that left this place", "/mail"),)


class Mode(StrEnum):
    """Where the product runs. Only local mode may move its clock, show mail on a page and use placeholder secrets."""

    LOCAL = "local"
    PRODUCTION = "production"


class SecondFactor(StrEnum):
    """Who must have a second factor here. Whoever comes by a body's provider proves it there, as the body asks."""

    NOBODY = "nobody"
    GUESTS = "guests"
    EVERYBODY = "everybody"


class PlaceholderSecret(ValueError):
    """A secret still has its placeholder value outside local mode."""


class Settings(BaseSettings):
    """What a process needs to know before it starts."""

    model_config = SettingsConfigDict(env_prefix="FOLKMOOT_", extra="forbid", frozen=True)

    mode: Mode = Mode.PRODUCTION
    database_url: str = Field(
        description="postgresql://host:port/name, without user: each service logs in as its own role"
    )
    database_direct_url: str | None = Field(default=None, description="the same, never through a pooler; for the relay")
    identity_url: str | None = Field(default=None, description="where the identity schema lives, if elsewhere")
    admin_url: str | None = Field(default=None, description="with user and password; only `folkmoot migrate` uses it")
    role_password: SecretStr = SecretStr(PLACEHOLDER)
    secret: SecretStr = Field(default=SecretStr(PLACEHOLDER), description="signs form tokens")
    amqp_url: SecretStr | None = None
    provider_secrets: SecretStr = Field(
        default=SecretStr("{}"),
        description='secrets at bodies\' identity providers: a JSON object, {"name": "secret"}; docs/signing-in.md',
    )
    second_factor: SecondFactor = Field(
        default=SecondFactor.NOBODY,
        description="who needs a code from an app besides the password or the link: nobody, guests, or everybody",
    )
    session_minutes: int = Field(default=15, ge=1, le=120, description="after which a session left alone ends")
    session_hours: int = Field(default=12, ge=1, le=24, description="after which every session ends")
    proof_minutes: int = Field(
        default=10, ge=1, le=60, description="for which a proof of who one is counts where a deed asks for a fresh one"
    )
    requests_per_minute: int = Field(default=6_000, ge=1, description="that one key may make of each process")
    trusted_proxies: int = Field(
        default=0,
        ge=0,
        le=9,
        description="how many proxies of one's own stand before a service, each of which adds to X-Forwarded-For",
    )
    country_header: str | None = Field(
        default=None, description="the header in which a trusted proxy tells the country of whoever asks, such as GB"
    )
    even_answer: float = Field(
        default=0.25,
        ge=0,
        le=5,
        description="seconds before which nobody is answered who signs or confirms, so that time tells nothing",
    )
    public_address: str = "http://127.0.0.1:8000"
    notice: str | None = Field(default=None, description="said at the top of every page, such as that it is a sample")
    mail_folder: Path | None = Field(default=None, description="local mode writes mail here")
    mail_from: str = "folkmoot@localhost"
    smtp_url: SecretStr | None = None
    notify_key: SecretStr | None = Field(default=None, description="a key of GOV.UK Notify, by which mail then leaves")
    notify_template: str = Field(
        default="", description="the id of the template there, with the subject ((subject)) and the message ((body))"
    )
    notify_address: str = "https://api.notifications.service.gov.uk"
    text_url: str | None = Field(
        default=None, description="where text messages are posted as JSON; without it no code goes to a telephone"
    )
    contact: str | None = Field(
        default=None,
        pattern=r"^(mailto:[^\s@]+@[^\s@]+|https://\S+)$",
        description="where people write who found a fault of security or accessibility: mailto: or https:",
    )
    text_secret: SecretStr | None = Field(default=None, description="the bearer token that the gateway asks for")
    erasure_ledger: Path | None = Field(
        default=None,
        description="a file outside the database with ids of what was erased, so that it stays so after a restore",
    )
    scanner: str | None = Field(
        default=None, description="ClamAV's daemon, which looks at every file: tcp://host:3310 or unix:///path"
    )

    record_folder: Path | None = Field(
        default=None, description="where the worker of publication writes the public record's files, and its HTTP reads"
    )
    record_key: SecretStr = Field(
        default=SecretStr(PLACEHOLDER),
        description="signs the public record: a key as `folkmoot record key` makes it, or any secret of 32 characters",
    )
    record_witnesses: str = Field(
        default="",
        description="who cosigns the record, with ; between them: KEY independent NAME, or KEY own NAME for one that "
        "whoever runs this place runs too",
    )

    @model_validator(mode="after")
    def _refuse_placeholders(self) -> Self:
        if self.mode is Mode.LOCAL:
            return self
        for name in ("role_password", "secret", *(("record_key",) if self.record_folder else ())):
            if getattr(self, name).get_secret_value() == PLACEHOLDER:
                raise PlaceholderSecret(f"{name} still has its placeholder value; set FOLKMOOT_{name.upper()}")
        return self

    @model_validator(mode="after")
    def _read_secrets(self) -> Self:
        self.secret_of("")
        if self.notify_key is not None and not self.notify_template:
            raise ValueError("notify_key needs notify_template, the id of the template at GOV.UK Notify")
        return self

    def secret_of(self, name: str) -> str | None:
        """The secret kept under this name for a provider; None where there is none. Raises ValueError."""
        try:
            kept = json.loads(self.provider_secrets.get_secret_value())
        except ValueError:
            raise ValueError("provider_secrets is no JSON") from None
        if not isinstance(kept, dict) or not all(isinstance(one, str) and one for one in kept.values()):
            raise ValueError("provider_secrets is an object of names and secrets")
        found: str | None = kept.get(name)
        return found

    @property
    def is_local(self) -> bool:
        """Whether this is a local place: one to try things in, on one machine."""
        return self.mode is Mode.LOCAL


def read() -> Settings:
    """The settings of this process; raises pydantic's ValidationError naming each setting that is wrong.

    Where none are in the environment, those of the place that runs in this folder are taken.
    """
    folder = os.environ.get("FOLKMOOT_SECRETS_DIR")
    is_set = any(f"FOLKMOOT_{name.upper()}" in os.environ for name in Settings.model_fields)
    return Settings(_secrets_dir=folder, _env_file=None if is_set else LOCAL_PLACE)


def as_environment(settings: Settings) -> dict[str, str]:
    """The settings as another process reads them from its environment."""
    values = {name: getattr(settings, name) for name in Settings.model_fields}
    return {
        f"FOLKMOOT_{name.upper()}": str(value.get_secret_value() if isinstance(value, SecretStr) else value)
        for name, value in values.items()
        if value is not None
    }


@contextmanager
def offered(settings: Settings) -> Iterator[bool]:
    """Let commands in this folder find a local place, for as long as it runs. The file is its owner's alone.

    False, and nothing is done, where commands here find another one that runs already: the first one keeps them.
    """
    if _is_taken():
        yield False
        return
    lines = (f"{name}={json.dumps(value)}\n" for name, value in as_environment(settings).items())
    LOCAL_PLACE.parent.mkdir(exist_ok=True)
    LOCAL_PLACE.touch(mode=0o600)
    LOCAL_PLACE.write_text(f"{_MARK}{os.getpid()}\n{''.join(lines)}")
    try:
        yield True
    finally:
        LOCAL_PLACE.unlink(missing_ok=True)


def address_here() -> str | None:
    """Where the place is found that runs in this folder; None where none runs."""
    if not _is_taken():
        return None
    told = dict(line.partition("=")[::2] for line in LOCAL_PLACE.read_text().splitlines())
    address: str | None = json.loads(told.get("FOLKMOOT_PUBLIC_ADDRESS", "null"))
    return address


def _is_taken() -> bool:
    """Whether the process that wrote the file still runs; what one left behind that was killed counts for nothing."""
    try:
        owner = LOCAL_PLACE.read_text().partition("\n")[0].removeprefix(_MARK)
        os.kill(int(owner), 0)
    except (OSError, ValueError):
        return False
    return True
