"""What can happen to an invitation: a body makes and ends it; the invited asks for a link, gets it and comes in.

Whoever asks for a link is answered alike, whether the address is known or not. No identity is kept in this service's
own schema: an errand holds the link's id only.
"""

from datetime import datetime
from uuid import UUID

from services.publication.domain.register.invitation import Guest, last_day, letter
from shared import auth, errands
from shared.auth import Caller, Invited
from shared.auth.invitations import InvitedElsewhere
from shared.database import Database, identity_elsewhere
from shared.errands import Carrier, Errand
from shared.post.mail import Letter, post_from
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours
from shared.settings import Settings
from shared.working_days import in_words, london_day

LINK = "invitation.link"


class AddressTaken(NotNow):
    """The address belongs to somebody who is no guest of this body."""

    slug, title = "address-taken", "This address belongs to somebody else here"


class LinkNotLive(NotFound):
    """The link was used, is too old, or was never sent."""

    slug, title = "link-not-live", "This link does not work any more"


async def invite(identity: Database, guest: Guest, *, caller: Caller, now: datetime) -> Invited:
    """Let a person act for the caller's body, in areas of the caller's; again changes name, areas and day.

    Raises NotYours for an area that is not the caller's, Malformed for a day out of bounds, AddressTaken.
    """
    body, areas, today = caller.acting_body(), guest.areas or tuple(sorted(caller.areas)), london_day(now)
    if not caller.areas.issuperset(areas):
        raise NotYours("You may invite into areas of your own key only.")
    if not today <= guest.ends_on <= last_day(today):
        message = f"An invitation ends today at the earliest and on {in_words(last_day(today))} at the latest."
        raise Malformed(message, errors=[Fault("out-of-range", message, "/ends_on")])
    try:
        id_ = await auth.invite(
            identity, body=body, email=guest.email, full_name=guest.full_name, areas=areas, ends_on=guest.ends_on
        )
    except InvitedElsewhere:
        raise AddressTaken("Nobody is invited into two bodies, or beside an account of their own.") from None
    return next(one for one in await auth.invited_by(identity, body) if one.id == id_)


async def invited(identity: Database, caller: Caller) -> list[Invited]:
    """Everybody whom the caller's body has invited."""
    return await auth.invited_by(identity, caller.acting_body())


async def end(identity: Database, id: UUID, caller: Caller) -> None:
    """Shut the person out at once. NotFound for one whom the caller's body has not invited."""
    if not await auth.end_invitation(identity, body=caller.acting_body(), id=id):
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
        address = f"{settings.public_address}/account/link/open?token={recipient.token}"
        words = letter(name=recipient.full_name, body=recipient.body, address=address)
        await post_from(settings).send(
            Letter(to=recipient.email, subject=words.subject, text=words.text, key=errand.key)
        )

    return carry
