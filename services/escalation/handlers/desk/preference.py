"""How people of the desk want by mail what they are told of: their wishes, an address that its owner confirms, one
step to stop, the mail of a morning, and who carries it.

The desk shows everything in any case. Mail names cases and petitions by their public titles alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

from services.escalation.domain.desk import preference as words
from services.escalation.domain.desk.notification import Kind, Wish, href, said
from services.escalation.domain.desk.preference import Preference
from services.escalation.effects.desk.notification import day_of
from services.escalation.effects.signature.signature import LinkNotLive
from services.escalation.storage.case import register
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.desk import preference as preferences
from services.escalation.storage.desk.preference import DIGEST, Pending
from shared import auth, errands
from shared.auth import Caller
from shared.clock import Clock
from shared.database import EVERY_AREA, Database, Session, identity_elsewhere
from shared.deadlines import Due, Hold
from shared.errands import Carrier, Errand
from shared.policy import Wording
from shared.post.mail import Letter, post_from
from shared.settings import Settings
from shared.working_days import end_of_day, london_day

NOT_LIVE = (
    "It was stopped, its days are over, or a mail program cut its end off. Give your address again on the desk to get "
    "a new one."
)
INSTANT = timedelta(microseconds=1)


async def see(database: Database, *, caller: Caller, seal: Seal) -> Preference | None:
    """What the caller wishes for their body, with their own address; None where they never said."""
    async with database.unit_of_work(caller.areas) as session:
        return await preferences.find(session, seal, caller.id, caller.acting_body())


async def keep(
    database: Database, wishes: Mapping[Kind, Wish], email: str, *, caller: Caller, seal: Seal, now: datetime
) -> bool:
    """Keep what the caller wishes, and an address; whether a letter goes that asks its owner to confirm it.

    The same address as before stays confirmed; an empty one is forgotten.
    """
    body = caller.acting_body()
    async with database.unit_of_work(caller.areas) as session:
        before = await preferences.find(session, seal, caller.id, body)
        await preferences.keep(session, caller.id, body, wishes)
        if before is not None and before.email == email and (before.is_confirmed or not email):
            return False
        if not email:
            await preferences.forget_address(session, caller.id, body)
            return False
        area, today = min(caller.areas), london_day(now)
        rules = await register.rules_of(session, area, today)
        await preferences.ask(
            session,
            seal,
            caller.id,
            body,
            email,
            area=area,
            expires_at=end_of_day(rules.policy.desk.confirm_within.reckon(today, rules.calendar).due_on),
            a_day=rules.policy.petition.letters_a_day,
        )
        return True


async def look(database: Database, token: str, *, now: datetime) -> None:
    """Raise LinkNotLive unless the link is of an address that somebody gave. Changes nothing."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if not await preferences.is_live(session, token, now):
            raise LinkNotLive(NOT_LIVE)


async def confirm(database: Database, token: str, *, now: datetime) -> None:
    """From now on mail goes to the address. Raises LinkNotLive for an unknown or outlived link."""
    async with database.unit_of_work(EVERY_AREA) as session:
        if not await preferences.is_live(session, token, now):
            raise LinkNotLive(NOT_LIVE)
        await preferences.confirm(session, token, now)


async def stop(database: Database, token: str) -> None:
    """Write no more to the address, and forget it. A token that nobody has is no error: nothing is left."""
    async with database.unit_of_work(EVERY_AREA) as session:
        await preferences.stop(session, token)


async def lock(session: Session, subject: str) -> object:
    """Nothing is locked: a mail of a day is booked once, by its key."""
    return session, subject


async def tell_morning(session: Session, due: Due, now: datetime, hold: Hold) -> None:  # noqa: ARG001 every Fire
    """The morning of a working day: one mail to each for whom something waits, of whatever area. The first of the
    areas whose clock fires books it, and the others find it booked.
    """
    day = day_of(due.subject)
    for preference in await preferences.due(session, due.area, day):
        reference = f"{preference}/{day.isoformat()}"
        await errands.book(session, area=due.area, kind=DIGEST, reference=reference, key=f"{DIGEST}/{reference}")


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters that ask whether an address is its owner's."""
    seal = Seal(settings.secret.get_secret_value())

    async def carry(database: Database, errand: Errand) -> None:
        preference = UUID(errand.reference)
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await preferences.of_id(session, seal, preference)
            token = await preferences.token_of(session, seal, preference)
        if to is None or not to.email or to.is_confirmed or to.expires_at is None:
            return
        letter = words.confirmation(
            address=_address(settings, "confirm", token), last_on=london_day(to.expires_at - INSTANT)
        )
        await post_from(settings).send(Letter(to=to.email, subject=letter.subject, text=letter.text, key=errand.key))

    return carry


def carrier_of_mail(settings: Settings, clock: Clock) -> Carrier:
    """Who carries what somebody is told, at once or with the rest of a morning; nothing goes to whoever has stopped
    it, or does not work for the body any more.
    """
    seal, elsewhere = Seal(settings.secret.get_secret_value()), identity_elsewhere(settings, "escalation")

    async def carry(database: Database, errand: Errand) -> None:
        preference, which = UUID(errand.reference[:36]), errand.reference.rpartition("/")[2]
        is_digest = errand.kind == DIGEST
        async with database.unit_of_work(EVERY_AREA) as session:
            to = await preferences.of_id(session, seal, preference)
            token = await preferences.token_of(session, seal, preference)
            waiting = await preferences.pending(
                session,
                preference,
                one=None if is_digest else UUID(which),
                until=date.fromisoformat(which) if is_digest else None,
            )
            places = await _places(session, waiting, london_day(clock.now()))
        if to is not None and to.is_confirmed and (found := await _still_theirs(elsewhere or database, to, waiting)):
            stop_at = _address(settings, "stop", token)
            letter = words.mail(
                lines=[_line(one, places[one.told.area], settings.public_address) for one in found],
                page=f"{settings.public_address}/desk/notifications",
                stop=stop_at,
            )
            await post_from(settings).send(
                Letter(to=to.email, subject=letter.subject, text=letter.text, key=errand.key, unsubscribe=stop_at)
            )
        async with database.unit_of_work(EVERY_AREA) as session:
            await preferences.sent(session, preference, [one.told.id for one in waiting])

    return carry


async def _still_theirs(identity: Database, to: Preference, waiting: Sequence[Pending]) -> list[Pending]:
    """What of this the person would see on the desk now, with the roles that they hold there."""
    may: dict[tuple[str, tuple[str, ...]], bool] = {}
    for one in waiting:
        key = (one.told.area, one.roles)
        if key not in may:
            may[key] = await auth.is_colleague(identity, to.account, body=to.body, area=key[0], roles=key[1])
    return [one for one in waiting if may[one.told.area, one.roles]]


async def _places(session: Session, waiting: Sequence[Pending], today: date) -> dict[str, tuple[str, Wording]]:
    """The name and the words of each area of which something waits."""
    areas = {one.told.area for one in waiting}
    names = {one.area: one.name for one in await register.areas(session)}
    return {area: (names.get(area, area), await register.wording(session, area, today)) for area in areas}


def _line(one: Pending, place: tuple[str, Wording], address: str) -> words.Line:
    told, (name, wording) = one.told, place
    state = wording.state(told.about).title if told.kind is Kind.MOVED else ""
    return words.Line(
        place=name,
        title=told.title or told.reference,
        said=said(told.kind, told.about, told.due_on, state),
        address=f"{address}{href(told.kind, told.reference, told.about)}",
    )


def _address(settings: Settings, what: str, token: str) -> str:
    return f"{settings.public_address}/desk/mail/{what}?{urlencode({'token': token})}"
