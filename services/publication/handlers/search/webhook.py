"""What can happen to a webhook: a body names it and ends it; what changed is put on its way, and sent.

Changes are sent in order, one document at a time for each webhook, at least once: a document has the same id and bytes
on every attempt, and how far a webhook was told moves on only when it arrived.
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.publication.domain.search.change import Changed, Mark
from services.publication.domain.search.webhook import MOST, Delivery, Webhook, secret_of, signed
from services.publication.schemas.register.link import encode
from services.publication.schemas.search.webhook import letter
from services.publication.storage.register import register as registers
from services.publication.storage.search import change as changes
from services.publication.storage.search import webhook as storage
from shared import errands
from shared.auth import Caller
from shared.database import EVERY_AREA, Database, Session
from shared.errands import Carrier, Errand
from shared.events import new_id
from shared.outside.addresses import NotPublic, check
from shared.outside.fetching import Way
from shared.outside.sending import send
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours

DELIVERY = "webhook.delivery"
PAGE = 100
GONE = 410


class NotArrived(Exception):
    """The address did not take the document; it is sent again."""


async def name(database: Database, wanted: Webhook, *, caller: Caller) -> Webhook:
    """Have what changes in an area from now on sent to an address; again changes address and kinds.

    Raises NotYours for an area that is not the caller's, Malformed for an address that may not be asked, NotNow for one
    webhook too many.
    """
    if wanted.area not in caller.areas:
        raise NotYours("You may follow the areas of your own key only.")
    _require_public(wanted.address)
    async with database.unit_of_work(frozenset({wanted.area})) as session:
        if await registers.find(session, wanted.area) is None:
            raise NotFound("No area of this code is registered here.")
        held = await storage.of_body(session, wanted.body, {wanted.area})
        if wanted.name not in {one.name for one in held} and len(held) >= MOST:
            raise NotNow(f"A body has at most {MOST} webhooks in an area.")
        await storage.save(session, wanted, await changes.newest(session))
        found = await storage.of_body(session, wanted.body, {wanted.area})
    return next(one for one in found if one.name == wanted.name)


async def listed(database: Database, caller: Caller) -> Sequence[Webhook]:
    """The webhooks of the caller's body in the areas of the key."""
    async with database.unit_of_work(caller.areas) as session:
        return await storage.of_body(session, caller.acting_body(), caller.areas)


async def end(database: Database, id: UUID, *, caller: Caller) -> None:
    """Send nothing more. NotFound for a webhook that the caller's body has not."""
    async with database.unit_of_work(caller.areas) as session:
        if not await storage.end(session, caller.acting_body(), id, await storage.moment(session)):
            raise NotFound("Your body has no webhook of this id.")


async def put_on_the_way(database: Database) -> int:
    """For each webhook to which nothing is on its way, the next document; how many there were."""
    async with database.unit_of_work(EVERY_AREA) as session:
        at = await storage.moment(session)
        for delivery in await storage.spent(session):
            await _give_up(session, delivery, at)
            await storage.remove(session, delivery.id)
        free = [one for one in await storage.free(session) if not one.rests(at)]
        return sum([await _put(session, webhook) for webhook in free])


def carrier(key: str, way: Way) -> Carrier:
    """Who carries documents to webhooks; `key` is this installation's own, from which their secrets are derived."""

    async def carry(database: Database, errand: Errand) -> None:
        async with database.unit_of_work(EVERY_AREA) as session:
            at = await storage.moment(session)
            delivery = await storage.delivery(session, UUID(errand.reference))
            webhook = await storage.find(session, delivery.webhook) if delivery else None
        if delivery is None or webhook is None or webhook.ended_at is not None:
            return
        headers = signed(secret_of(key, webhook.id), delivery, at)
        status = await send(webhook.address, delivery.body, headers, way)
        await _answered(database, webhook, delivery, status)

    return carry


async def _answered(database: Database, webhook: Webhook, delivery: Delivery, status: int) -> None:
    async with database.unit_of_work(EVERY_AREA) as session:
        at = await storage.moment(session)
        if status == GONE:
            await storage.end(session, webhook.body, webhook.id, at)
        elif not 200 <= status < 300:
            raise NotArrived(f"The address answered {status}.")
        else:
            await storage.told(session, webhook.id, delivery.until, at)
        await storage.remove(session, delivery.id)


async def _put(session: Session, webhook: Webhook) -> bool:
    """The next document of a webhook, if there is anything to tell it of."""
    found = await _changes(session, webhook)
    if not found:
        return False
    wanted = webhook.wants(found)
    if not wanted:
        await storage.told(session, webhook.id, found[-1].mark, None)
        return True
    number = new_id()
    document = letter(webhook, number, wanted)
    await storage.add(session, webhook.area, Delivery(number, webhook.id, encode(document), found[-1].mark))
    await errands.book(session, area=webhook.area, kind=DELIVERY, reference=str(number), key=f"{DELIVERY}/{number}")
    return True


async def _changes(session: Session, webhook: Webhook) -> Sequence[Changed]:
    """What is to be told next; after a restored backup, everything anew."""
    try:
        return await changes.changed(session, webhook.area, webhook.mark, PAGE)
    except changes.WrongEpoch:
        return await changes.changed(session, webhook.area, Mark(), PAGE)


async def _give_up(session: Session, delivery: Delivery, at: datetime) -> None:
    """A document did not arrive: the webhook rests, and ends where nothing has arrived for days."""
    await storage.failed(session, delivery.webhook, at)
    webhook = await storage.find(session, delivery.webhook)
    if webhook is not None and webhook.gives_up(at):
        await storage.end(session, webhook.body, webhook.id, at)


def _require_public(address: str) -> None:
    try:
        check(address)
    except NotPublic as refusal:
        fault = Fault(refusal.code, refusal.message, "/address")
        raise Malformed("This address is not sent to.", errors=[fault]) from None
