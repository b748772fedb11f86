"""What can happen to an invitation: a body makes and ends it; the invited asks for a link, gets it and comes in.

Whoever asks for a link is answered alike, whether the address is known or not. No identity is kept in this service's
own schema: an errand holds the link's id only.
"""

from datetime import datetime
from uuid import UUID

from services.publication.domain.register.account import roles_open
from services.publication.domain.register.invitation import Days, Guest, asleep, letter, welcome
from services.publication.effects.register.invitation import LETTER, called, days_of
from services.publication.storage.register import register as registers
from shared import auth, errands
from shared.auth import Caller, Invited
from shared.auth.invitations import InvitedElsewhere, LastAdministrator
from shared.auth.people import NotDone, Refusal, invite_by
from shared.database import EVERY_AREA, Database, identity_elsewhere
from shared.errands import Carrier, Errand
from shared.post.mail import Letter, post_from
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours
from shared.settings import Settings
from shared.working_days import in_words, london_day

LINK = "invitation.link"


class AddressTaken(NotNow):
    """The address belongs to somebody who is no guest of this body."""

    slug, title = "address-taken", "This address belongs to somebody else here"


class LastOne(NotNow):
    """The person is the last who administers the area for the body."""

    slug, title = "last-administrator", "Nobody else administers this body here"


class LinkNotLive(NotFound):
    """The link was used, is too old, or was never sent."""

    slug, title = "link-not-live", "This link does not work any more"


async def check(database: Database, guest: Guest, *, caller: Caller, now: datetime, by_administrator: bool) -> Days:
    """What a guest's invitation goes by, if it could be made now; nothing is stored. Raises what `invite` raises."""
    areas, today = guest.areas or tuple(sorted(caller.areas)), london_day(now)
    if not caller.areas.issuperset(areas):
        raise NotYours("You may invite into areas of your own key only.")
    async with database.unit_of_work(EVERY_AREA) as session:
        found = await days_of(session, areas, today)
        held = [await registers.find(session, area) for area in areas] if by_administrator else []
    faults = []
    if not today <= guest.ends_on <= found.longest_on:
        message = f"An invitation ends today at the earliest and on {in_words(found.longest_on)} at the latest."
        faults.append(Fault("out-of-range", message, "/ends_on"))
    open_to = [set(roles_open(one, caller.acting_body())) for one in held if one is not None]
    if by_administrator and not (guest.roles and open_to and all(set(guest.roles) <= each for each in open_to)):
        faults.append(Fault("not-a-role-to-give", "Choose at least one role that people of your body have.", "/roles"))
    if faults:
        raise Malformed(faults[0].message, errors=faults)
    return found


async def invite(
    database: Database, identity: Database, guest: Guest, *, caller: Caller, now: datetime, token: str | None = None
) -> Invited:
    """Let a person act for the caller's body, in areas of the caller's; a letter tells whoever is new.

    With the `token` of an administrator's session: with the guest's roles, in the one area, somebody who is no guest
    yet. Else as a partner, by the body's system or whoever runs the place; again changes name, areas and day.

    Raises NotYours for an area that is not the caller's, Malformed for a day out of bounds or a role that is not the
    body's, AddressTaken.
    """
    body, areas = caller.acting_body(), guest.areas or tuple(sorted(caller.areas))
    days = await check(database, guest, caller=caller, now=now, by_administrator=token is not None)
    try:
        if token is None:
            id_, is_new = await auth.invite(
                identity,
                body=body,
                email=guest.email,
                full_name=guest.full_name,
                areas=areas,
                ends_on=guest.ends_on,
                confirm_by=days.confirm_by,
                by=caller.id,
            )
        else:
            is_new = True
            id_ = await invite_by(
                identity,
                token,
                area=areas[0],
                email=guest.email,
                full_name=guest.full_name,
                roles=guest.roles,
                ends_on=guest.ends_on,
                confirm_by=days.confirm_by,
            )
    except InvitedElsewhere:
        raise AddressTaken("Nobody is invited into two bodies, or beside an account of their own.") from None
    except NotDone as refused:
        raise _not_invited(refused.why) from None
    if is_new:
        await _book(database, min(areas), id_, now)
    return next(one for one in await auth.invited_by(identity, body) if one.id == id_)


async def send_again(database: Database, area: str, id: UUID, *, now: datetime) -> None:
    """Book the letter of an invitation once more, once an hour at most; who may, the door has asked."""
    await _book(database, area, id, now)


def _not_invited(why: Refusal) -> Exception:
    match why:
        case Refusal.HERE:
            message = "Your body has invited somebody with this address already: find them in the list of people."
        case Refusal.ELSEWHERE:
            message = "Somebody else here has this address. Nobody is invited into two bodies, or beside an account."
        case Refusal.KEPT:
            message = "This role is given by whoever runs this place, and by nobody else."
            return Malformed(message, errors=[Fault("role-is-kept", message, "/roles")])
        case _:
            return NotYours("You administer no area of this code.")
    return Malformed(message, errors=[Fault("address-taken", message, "/email")])


async def _book(database: Database, area: str, id: UUID, now: datetime) -> None:
    async with database.unit_of_work(frozenset({area})) as session:
        key = f"{LETTER}/{id}/{now:%Y-%m-%dT%H}"
        await errands.book(session, area=area, kind=LETTER, reference=str(id), key=key)


async def invited(identity: Database, caller: Caller) -> list[Invited]:
    """Everybody whom the caller's body has invited."""
    return await auth.invited_by(identity, caller.acting_body())


async def end(identity: Database, id: UUID, caller: Caller) -> None:
    """Shut the person out at once. NotFound for one whom the caller's body has not invited. Raises LastOne."""
    try:
        is_ended = await auth.end_invitation(identity, body=caller.acting_body(), id=id, by=caller.id)
    except LastAdministrator:
        raise LastOne("Let somebody else administer it first, or nobody could invite anybody any more.") from None
    if not is_ended:
        raise NotFound("Your body has invited nobody of this number.")


async def ask(database: Database, identity: Database, email: str) -> None:
    """Send a link to the address, if somebody invited has it and has not asked too often. Says nothing of either."""
    asked = await auth.ask_link(identity, email)
    if asked is None:
        return
    id_, area = asked
    async with database.unit_of_work(frozenset({area})) as session:
        await errands.book(session, area=area, kind=LINK, reference=str(id_), key=f"{LINK}/{id_}")


async def look(identity: Database, token: str) -> None:
    """Raise LinkNotLive unless the link would let somebody in. Changes nothing."""
    if not await auth.is_link_live(identity, token):
        raise LinkNotLive("It was used, or it is older than a quarter of an hour. Ask for a new one.")


async def come_in(identity: Database, token: str) -> str:
    """Use the link up and answer the new session's token. Raises LinkNotLive."""
    session = await auth.sign_in_by_link(identity, token)
    if session is None:
        raise LinkNotLive("It was used, or it is older than a quarter of an hour. Ask for a new one.")
    return session


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters; a link that is not live any more is not sent."""
    elsewhere = identity_elsewhere(settings, "publication")

    async def carry(database: Database, errand: Errand) -> None:
        recipient = await auth.arm_link(elsewhere or database, UUID(errand.reference))
        if recipient is None:
            return
        async with database.unit_of_work(EVERY_AREA) as session:
            body = await called(session, errand.area, recipient.body)
        address = f"{settings.public_address}/account/link/open?token={recipient.token}"
        words = letter(name=recipient.full_name, body=body, address=address)
        if recipient.sleeps_on is not None:
            words = asleep(name=recipient.full_name, body=body, sleeps_on=recipient.sleeps_on)
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry


def carrier_of_welcome(settings: Settings) -> Carrier:
    """Who carries the letters that tell somebody they are invited; nobody who was shut out since gets one."""
    elsewhere = identity_elsewhere(settings, "publication")

    async def carry(database: Database, errand: Errand) -> None:
        to = await auth.addressee(elsewhere or database, UUID(errand.reference))
        if to is None:
            return
        async with database.unit_of_work(EVERY_AREA) as session:
            body = await called(session, errand.area, to.body)
        address = f"{settings.public_address}/account/link"
        words = welcome(name=to.full_name, body=body, address=address, ends_on=to.ends_on)
        await post_from(settings).send(Letter(to=to.email, subject=words.subject, text=words.text, key=errand.key))

    return carry
