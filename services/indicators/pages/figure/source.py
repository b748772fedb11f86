"""How pages say where fetched figures come from: the address, the day, the file's hash, whether their body agrees.

Not confirmed is said as what it is: there is no clock for it, and nobody is blamed.
"""

from collections.abc import Mapping, Sequence
from typing import assert_never
from urllib.parse import urlsplit

from services.indicators.domain.figure.observation import Observation
from services.indicators.domain.figure.receipt import Way, way_of
from services.indicators.domain.figure.source import Source, Unconfirmed
from shared.web.components import Fact, Link, Words
from shared.working_days import london_day

SHOWN = 10


def newest(sources: Sequence[Source], observations: Sequence[Observation], bodies: Mapping[str, str]) -> Words:
    """Sentences on the latest file that any of these figures was fetched from; nothing where every one was sent."""
    if not sources:
        return ""
    one = sources[0]
    is_all = {one.batch for one in sources} >= {one.batch for one in observations}
    name = bodies.get(one.body, one.body)
    told = (f"{name} confirmed them on ", london_day(one.confirmed_at), ".") if one.confirmed_at else None
    return (
        "Fetched from " if is_all else "Some were fetched, last from ",
        Link(_host(one.address), one.address),
        " on ",
        london_day(one.fetched_at),
        ". ",
        told or f"{name} has not confirmed them.",
    )


def each(sources: Sequence[Source], bodies: Mapping[str, str]) -> list[list[Fact]]:
    """The files that figures which stand were fetched from, the latest first."""
    return [
        [*facts(one, bodies.get(one.body, one.body)), Fact("Hash of the file", f"{one.sha256} (SHA-256)")]
        for one in sources[:SHOWN]
    ]


def facts(source: Source, name: str) -> list[Fact]:
    """What a batch was fetched from, for its receipt and elsewhere; `name` is its body's."""
    confirmed: Words = f"{name} has not confirmed it"
    if source.confirmed_at is not None:
        confirmed = (f"{name}, on ", london_day(source.confirmed_at))
    return [
        Fact("Fetched from", Link(source.address, source.address)),
        Fact("Fetched on", london_day(source.fetched_at)),
        Fact("Confirmed", confirmed),
    ]


def asked(one: Unconfirmed) -> Words:
    """What the body is asked instead of sending figures; the receipt, which it alone may see, has the button."""
    said = "To confirm 1 figure that was" if one.figures == 1 else f"To confirm {one.figures:,} figures that were"
    return (
        f"{said} fetched on ",
        london_day(one.fetched_at),
        f" from {_host(one.address)}: ",
        Link("see the receipt", f"/upload/receipts/{one.batch}"),
    )


def sent_by(sender: str, names: Mapping[str, str]) -> str:
    """Who sent figures, by the names that the people of the same body may read; nothing where nobody did."""
    name = names.get(sender)
    match way_of(sender):
        case Way.KEY:
            return f"a system, by the key {sender.removeprefix('key/')}" + (f" ({name})" if name else "")
        case Way.PERSON:
            return name or "somebody whose account is gone"
        case Way.PULL:
            return ""
        case strange:
            assert_never(strange)


def _host(address: str) -> str:
    return urlsplit(address).hostname or address
