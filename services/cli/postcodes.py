"""`folkmoot postcodes`: in which ward a postcode lies, from a file of the shape that the ONS publishes."""

import asyncio
import csv
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from services.cli.refusal import Refusal
from services.escalation.domain.signature.ward import spelt
from services.escalation.handlers.signature import ward
from shared import settings
from shared.database import for_service

POSTCODE = ("pcds", "pcd", "postcode")
WARD = ("ward_code", "osward", "wardcode", "wdcd")
NAME = ("ward_name", "wardname", "wdnm")
MOST = 3_000_000

console = Console(highlight=False, markup=False, soft_wrap=True)


def load_postcodes(
    file: Annotated[Path, typer.Argument(help="CSV with the columns pcds, ward_code and ward_name")],
    *,
    area: Annotated[str, typer.Option(help="the code of the area")],
) -> None:
    """Load the postcodes of an area with the ward of each: all of them, in place of those before, or none."""
    names, postcodes = read(file)
    asyncio.run(_load(area, names, postcodes))
    console.print(f"{len(postcodes)} postcodes in {len(names)} wards.")


async def _load(area: str, names: dict[str, str], postcodes: list[tuple[str, str]]) -> None:
    database = for_service(settings.read(), "escalation", pool_size=1)
    try:
        await ward.load(database, area, names, postcodes)
    finally:
        await database.close()


def read(file: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """The wards by code, and each postcode with its ward. Raises Refusal that names the line."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            return _rows(csv.DictReader(lines))
    except OSError as error:
        raise Refusal(f"{file} cannot be read: {error.strerror}.") from None
    except (UnicodeDecodeError, csv.Error):
        raise Refusal(f"{file} is not CSV in UTF-8.") from None


def _rows(lines: "csv.DictReader[str]") -> tuple[dict[str, str], list[tuple[str, str]]]:
    heads = {(head or "").strip().lower(): head for head in lines.fieldnames or ()}
    columns = [next((heads[name] for name in known if name in heads), None) for known in (POSTCODE, WARD, NAME)]
    postcode, code, name = columns
    if postcode is None or code is None or name is None:
        raise Refusal("The first line must name the columns pcds, ward_code and ward_name. Nothing was loaded.")
    names: dict[str, str] = {}
    found: dict[str, str] = {}
    for line in lines:
        said = [(line[column] or "").strip() for column in (postcode, code, name)]
        at, own = spelt(said[0]), lines.line_num
        if not at or not all(said):
            raise Refusal(f"Line {own}: a postcode, a ward's code and its name are needed. Nothing was loaded.")
        if found.setdefault(at, said[1]) != said[1] or names.setdefault(said[1], said[2]) != said[2]:
            raise Refusal(f"Line {own} says otherwise than a line before. Nothing was loaded.")
        if len(found) > MOST:
            raise Refusal(f"At most {MOST} postcodes are taken. Nothing was loaded.")
    if not found:
        raise Refusal("The file holds no postcode. Nothing was loaded.")
    return names, list(found.items())
