"""Loading over HTTP: one place's register, agreement and partners' figures, and the negotiation of another."""

from typing import Any, cast

from rich.console import Console
from rich.progress import track

from deploy.sample import exports
from deploy.sample.posting import Posting
from services.cli.demo.people import REGISTRAR, People


async def load_place(people: People, console: Console) -> None:
    """Trafford: register, agreement with illustrative targets, then ten files of figures, each by its own partner."""
    register = exports.register()
    area = _area(register)
    await people.give_key(REGISTRAR, area, role="registrar")
    await people.give_second_key(REGISTRAR, area, role="registrar")
    await people.post(register, REGISTRAR)
    console.print("Register of Trafford loaded: partners, measures, who leads, who signed.")
    for posting in exports.agreement():
        await people.post(posting, REGISTRAR)
    batches = exports.batches()
    for body in {batch.partner for batch in batches}:
        await people.give_key(body, area)
    totals = {"rows": 0, "judgements": 0}
    for batch in track(batches, "Partners post their figures ", console=console):
        await people.keep(batch.mapping, batch.partner)
        answer = await people.send(batch.path, batch.partner, batch.key, content=batch.table.encode())
        receipt = answer.json()
        totals["rows"] += receipt["rows"]
        totals["judgements"] += len(receipt["judgements"])
    console.print(
        f"{len(batches)} files, {totals['rows']} figures from {len({b.partner for b in batches})} partners, each "
        f"posted as its own table through its own mapping; {totals['judgements']} judgements against targets."
    )


async def load_negotiation(people: People, console: Console) -> None:
    """Bath and North East Somerset, 2005 to 2009: every proposal and answer of the papers."""
    postings = list(exports.negotiation())
    registrar = f"{REGISTRAR}-bathnes"
    await people.give_key(registrar, _area(postings[0]), role="registrar")
    for posting in track(postings, "A negotiation is published  ", console=console):
        await people.post(posting, registrar)
    console.print(f"{people.place.address}/agreements lists what the council proposed and what government answered.")


def _area(register: Posting) -> str:
    code: str = cast(dict[str, Any], register.body)["area"]["area"]
    return code
