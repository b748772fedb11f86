"""The words and the exit status of a command that says no: plain words on standard error, never a traceback.

Status 2: what was asked cannot be done as it was asked. Status 1: it could be, but something it needs is not there now.
An error that nobody foresaw is not caught here: its traceback is what whoever mends it needs.
"""

from collections.abc import Iterator

import typer
from pydantic import ValidationError
from pydantic_settings import SettingsError

from services.cli.refusal import NotThere, Refusal
from services.local.advance import NotSettled
from services.local.processes import ProcessDied
from shared.auth import ClockIsFixed, NoSuchHolder, TooManyKeys
from shared.auth.accounts import NameTaken, WeakPassword
from shared.auth.caller import UnknownRole
from shared.database import cause_of, is_no_address, is_not_set_up, is_out_of_reach
from shared.problems import Problem
from shared.servers.postgres import AlreadyRunning
from shared.servers.ways import NoWay, WillNotStart
from shared.settings import LOCAL_PLACE, Settings

NOT_AS_ASKED, NOT_NOW = 2, 1

# Errors whose own message is for people; the first come of what is away or not done yet.
_EARLY = (NotThere, NotSettled, AlreadyRunning, NoWay, WillNotStart, ProcessDied)
_IN_WORDS = (*_EARLY, Refusal, ClockIsFixed, NameTaken, NoSuchHolder, TooManyKeys, UnknownRole, WeakPassword)


def status_of(error: Exception) -> int:
    """2 when the asking was wrong, 1 when it was right and cannot be done now."""
    is_early = isinstance(error, _EARLY) or is_out_of_reach(error) or is_not_set_up(error)
    return NOT_NOW if is_early else NOT_AS_ASKED


def words_of(error: Exception) -> Iterator[str]:
    """What to say of an error, the first line by itself enough; nothing for one that nobody foresaw."""
    match error:
        case Problem():
            yield f"{error.title}: {error.detail}" if error.errors else error.detail
            for fault in error.errors:
                yield f"  {fault.pointer or ''} {fault.code}: {fault.message}"
        case ValidationError() if error.title == Settings.__name__:
            yield from _wrong_settings(error)
        case typer.BadParameter():
            yield error.format_message()
        case _ if isinstance(error, _IN_WORDS):
            yield str(error)
        case SettingsError():
            yield "The settings cannot be read: look at FOLKMOOT_SECRETS_DIR and the values it leads to."
        case _ if is_no_address(error):
            yield "FOLKMOOT_DATABASE_URL or FOLKMOOT_ADMIN_URL is no address of a database: postgresql://host:port/name"
        case _ if is_not_set_up(error):
            yield f"The database is not set up for this: {cause_of(error)}. Has `folkmoot migrate` been run there?"
        case _ if is_out_of_reach(error):
            yield "The database is out of reach. Is it running where FOLKMOOT_DATABASE_URL says?"


def _wrong_settings(error: ValidationError) -> Iterator[str]:
    """One line for settings that are missing altogether, else one that names each that is wrong; never a value."""
    faults = [(_named(each["loc"]), each["type"], each["msg"]) for each in error.errors(include_input=False)]
    if ("FOLKMOOT_DATABASE_URL", "missing") in {(name, kind) for name, kind, _ in faults}:
        yield (
            f"No settings here: no place is running in this folder ({LOCAL_PLACE} is missing) and "
            "FOLKMOOT_DATABASE_URL is not set. Start one with `make up` or `make demo`, or set it."
        )
    else:
        told = [words.removeprefix("Value error, ") for _, _, words in faults]
        yield "Settings: " + "; ".join(
            f"{name}: {words}" if name else words for (name, _, _), words in zip(faults, told, strict=True)
        )


def _named(place: tuple[int | str, ...]) -> str:
    if not place:
        return ""
    name = str(place[0]).upper()
    return name if name.startswith("FOLKMOOT_") else f"FOLKMOOT_{name}"
