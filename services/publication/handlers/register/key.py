"""What can happen to the keys of an area's bodies: an administrator sees, issues and ends them; and what can be looked
up of who did and read what there. No key is kept, and none of it lies in this service's own schema.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from services.publication.domain.register.register import Register
from services.publication.schemas.register.key import AccessForm
from services.publication.storage.register import register as storage
from shared import auth
from shared.auth import Access, Caller, Key, TooManyKeys
from shared.auth.administration import MOST
from shared.database import EVERY_AREA, Database
from shared.problems import Fault, Malformed, NotFound, NotNow


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys of an area, with its register, which tells what bodies are called."""

    register: Register
    keys: Sequence[Key]


class KeyShown(NotNow):
    """The form of a new key was sent twice; the key was shown the first time."""

    slug, title = "key-shown", "This key was made already, and is shown once only"


async def seen(database: Database, identity: Database, token: str, area: str, *, caller: Caller) -> Keys:
    """Every key that holds roles in this area alone, those in use first. Raises NotFound for another's area."""
    held = await _register(database, area, caller)
    return Keys(held, await auth.keys_in(identity, token, [area]))


async def issue(
    database: Database,
    identity: Database,
    token: str,
    area: str,
    *,
    id: str,
    body: str,
    name: str,
    is_trial: bool,
    caller: Caller,
) -> str:
    """A new key for a system of a body of the area, seen this once.

    Raises NotFound for another's area, Malformed for a body that the register does not know and for a third live key
    of a name, KeyShown for the same form sent again.
    """
    held = await _register(database, area, caller)
    if body not in held.partners:
        raise _wrong("body", "unknown-partner", "Choose a body of the register.")
    try:
        return await auth.issue_key(identity, token, id=id, body=body, name=name, area=area, is_trial=is_trial)
    except TooManyKeys:
        raise _wrong("name", "too-many-keys", "Two keys of this name are in use. End one of them first.") from None
    except auth.KeyMade:
        raise KeyShown("If nobody noted it, end it and make a new one.") from None


async def end(database: Database, identity: Database, token: str, area: str, id: str, *, caller: Caller) -> None:
    """End a key of this area alone at once. Raises NotFound for any other, and for one that has ended."""
    await _register(database, area, caller)
    if id not in {one.id for one in await auth.keys_in(identity, token, [area])}:
        raise NotFound("No key of this number is in use in this area alone.")
    if not await auth.end_key(identity, token, id):
        raise NotFound("This key is not in use any more.")


@dataclass(frozen=True, slots=True)
class Found:
    """What was looked up, the latest first; `is_cut` where these days hold more than was looked at."""

    rows: list[Access]
    is_cut: bool


async def look_up(identity: Database, token: str, area: str, sent: AccessForm, *, caller: Caller) -> Found:
    """Who signed in, read what is personal, or was refused in these days; that it was looked up, and why, is kept in
    the same place first. Raises NotFound for another's area.
    """
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    async with identity.unit_of_work(EVERY_AREA) as session:
        await auth.log_reading(
            session, service=identity.schema, holder=caller.id, route="what people did and read", reason=sent.purpose
        )
    days = (sent.since_on, sent.until_on + timedelta(days=1))
    since, until = (datetime.combine(day, time(0), UTC) for day in days)
    found = await auth.accesses(identity, token, [area], named=sent.named, since=since, until=until)
    return Found([one for one in found if _is_asked(one, sent)], is_cut=len(found) == MOST)


def _is_asked(one: Access, sent: AccessForm) -> bool:
    """Whether it is of the kind and the part of the place that was asked for, and has the words in it."""
    text = f"{one.reason} {one.route}".casefold()
    return sent.deed in (None, one.action) and sent.service in (None, one.service) and sent.words.casefold() in text


async def _register(database: Database, area: str, caller: Caller) -> Register:
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    async with database.unit_of_work(EVERY_AREA) as session:
        held = await storage.find(session, area)
    if held is None:
        raise NotFound("No area of this code is registered here.")
    return held


def _wrong(field: str, code: str, message: str) -> Malformed:
    return Malformed("No key was made.", errors=[Fault(code, message, f"/{field}")])
