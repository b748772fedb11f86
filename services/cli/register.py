"""The command that loads a register from a file: the first thing a new place needs."""

import asyncio
import json
import re
import tomllib
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.publication.domain.leaf.compilation import Compilation
from services.publication.domain.register.statement import Facts
from services.publication.handlers.entry import offer
from services.publication.handlers.register import register
from services.publication.schemas.entry.offer import ContactIn
from services.publication.schemas.leaf.compilation import CompilationIn
from services.publication.schemas.register.register import RegisterIn
from shared import settings
from shared.auth import business_time
from shared.database import for_service
from shared.settings import Settings
from shared.shapes import fit

app = typer.Typer(no_args_is_help=True, help=__doc__)
console = Console(highlight=False, markup=False, soft_wrap=True)

By = Annotated[str, typer.Option(help="the name of the person who does this; everybody can read it")]
For = Annotated[str, typer.Option("--for", help="the code of the body for which")]

_LINE = re.compile(r"line ([0-9]+), column")
# What was recorded, in words: one of it, more of it.
WORDS = {
    "register.area_registered": ("area", "areas"),
    "register.place_registered": ("place for comparison", "places for comparison"),
    "register.partner_registered": ("partner", "partners"),
    "register.partner_ended": ("body that ceases", "bodies that cease"),
    "register.measure_registered": ("measure", "measures"),
    "register.lead_assigned": ("lead", "leads"),
    "policy.overridden": ("policy value", "policy values"),
    "register.goal_registered": ("goal", "goals"),
    "register.measure_linked": ("link of a measure", "links of measures"),
    "calendar.closed": ("closed day", "closed days"),
    "calendar.election_set": ("period before an election", "periods before elections"),
    "register.committee_registered": ("committee", "committees"),
    "register.seat_registered": ("seat", "seats"),
    "register.councillor_registered": ("councillor's post", "councillors' posts"),
    "register.forum_registered": ("forum", "forums"),
    "register.outcome_agreement_registered": ("agreement on outcomes", "agreements on outcomes"),
    "register.partnership_registered": ("partnership", "partnerships"),
    "register.board_registered": ("board", "boards"),
    "register.member_registered": ("member of a partnership", "members of partnerships"),
    "register.board_seat_registered": ("seat on a board", "seats on boards"),
    "register.deliverable_registered": ("thing delivered", "things delivered"),
    "register.contribution_registered": ("contribution", "contributions"),
    "register.subject_named": ("word for a measure", "words for measures"),
}


class ToldTwice(ValueError):
    """An object of JSON has one name twice; its message is the name."""


@app.callback()
def commands() -> None:
    """The public register of who is responsible."""


@app.command()
def load(
    file: Path,
    *,
    by: By,
    body: For,
    paper: Annotated[str, typer.Option(help="the paper that the facts come from; everybody can read it")],
) -> None:
    """Take the facts of a TOML or JSON file: all, or none with every fault named. Loading it again changes nothing.

    Each fact that is new says on the record who put it there, for which body, and from which paper.
    """
    compiled = fit(CompilationIn, {"by": by, "body": body, "paper": paper}).compilation()
    stated = facts_of(file)
    receipt = asyncio.run(_load(settings.read(), stated, compiled))
    said = f"The register of {stated.area.name} ({stated.area.area})"
    if not receipt["appended"]:
        console.print(f"{said} holds all of this already; nothing was added. It is at version {receipt['version']}.")
        return
    console.print(f"{said} is at version {receipt['version']}. Added: {_counted(receipt['appended'])}.")


@app.command()
def address(area: str, body: str, email: str) -> None:
    """Name where letters to a body go that offer it its words. An address that the body named itself stays.

    What another body typed for it opens a gate by silence only where somebody else named the address: the body itself,
    or you.
    """
    asyncio.run(_name(settings.read(), area, body, fit(ContactIn, {"email": email}).email))
    console.print(f"Letters to {body} go there from now on.")


async def _name(current: Settings, area: str, body: str, email: str) -> None:
    database = for_service(current, "publication", pool_size=1)
    try:
        await offer.load_contact(database, area, body, email, now=await business_time(database))
    finally:
        await database.close()


def facts_of(file: Path) -> Facts:
    """The facts that a TOML or JSON file states, of the same shape as the request.

    Raises Refusal naming file and line for what cannot be read, and Malformed naming every fault of what can.
    """
    return fit(RegisterIn, _read(file)).facts()


async def _load(current: Settings, stated: Facts, compiled: Compilation) -> dict[str, Any]:
    database = for_service(current, "publication", pool_size=1)
    try:
        return await register.load(database, stated, now=await business_time(database), compiled=compiled)
    finally:
        await database.close()


def _read(file: Path) -> object:
    written = ""
    try:
        written = file.read_bytes().decode("utf-8-sig")
        if file.suffix != ".json":
            return tomllib.loads(written)
        return json.loads(written, parse_float=Decimal, object_pairs_hook=_each_once)
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise Refusal(f"{file}, line {line}: this is not UTF-8 text.") from error
    except json.JSONDecodeError as error:
        raise Refusal(f"{file}, line {error.lineno}: this is not JSON: {error.msg}.") from error
    except tomllib.TOMLDecodeError as error:
        raise Refusal(f"{file}, {_place(error, written)}. A file of JSON is named .json.") from error
    except ToldTwice as error:
        raise Refusal(f"{file}: {error} stands twice in one object; which of the two is meant?") from error
    except RecursionError as error:
        raise Refusal(f"{file}: this is nested too deeply to be a register.") from error
    except ValueError as error:
        raise Refusal(f"{file}: a number in it cannot be read.") from error
    except FileNotFoundError as error:
        raise Refusal(f"{file}: there is no such file.") from error
    except OSError as error:
        raise Refusal(f"{file}: this cannot be read: {error.strerror}.") from error


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON; ToldTwice where a later value would hide an earlier one. TOML's reader refuses that itself."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ToldTwice(next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1))
    return found


def _place(error: tomllib.TOMLDecodeError, written: str) -> str:
    """Where and why: the parser says the line in its message, or that the text ended too soon."""
    why, _, where = str(error).rpartition(" (at ")
    line = _LINE.match(where)
    return f"line {line[1] if line else len(written.splitlines())}: this is not TOML: {why.lower()}"


def _counted(appended: list[str]) -> str:
    """What was added, by kind in the order of the register: "1 area, 9 partners"."""
    counts = Counter(appended)
    return ", ".join(f"{counts[name]} {WORDS[name][counts[name] != 1]}" for name in WORDS if counts[name])
