"""What can happen to the people of a body, by its own administrator's session: seen, given roles, shut out, let in
again, confirmed; and the round that asks who still acts for a body. No account lies in this service's own schema.

An administrator does so for the body that they act for, in an area that they administer. The database looks at the
session itself, so that no service alone changes anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from services.publication.domain.register.account import asking, reminder, roles_open
from services.publication.domain.register.register import Register, policy_on
from services.publication.effects.register.invitation import ASK, called, days_in
from services.publication.storage.entry import offer
from services.publication.storage.register import register as storage
from shared import auth, errands
from shared.auth import Caller
from shared.auth import people as people_of
from shared.auth.people import Deed, NotDone, Refusal, Standing
from shared.database import EVERY_AREA, Database, Session, identity_elsewhere
from shared.errands import Carrier, Errand
from shared.post.mail import Letter, post_from
from shared.problems import Fault, Malformed, NotFound, NotNow, NotYours, Problem
from shared.settings import Settings
from shared.working_days import in_words, london_day

GUEST = "guest"


class YourOwnAccount(NotYours):
    """Nobody gives themselves a role, ends, lengthens or confirms their own account."""

    slug, title = "your-own-account", "This is your own account"


class LastOfBody(NotNow):
    """Nobody else who may come in administers the area for the body."""

    slug, title = "last-administrator", "Nobody else administers this body here"


class ActsElsewhere(NotNow):
    """The account holds roles in an area that the administrator does not administer."""

    slug, title = "acts-elsewhere", "This person acts in another place too"


class OfProvider(NotNow):
    """Roles of somebody who comes by their organisation's sign-in are said there."""

    slug, title = "roles-of-provider", "Their organisation's sign-in says their roles"


class RolesMoved(NotNow):
    """Somebody else changed the person's roles since the page was drawn."""

    slug, title = "roles-moved", "Their roles were changed meanwhile"


class RoleKept(NotYours):
    """The role is given by whoever runs the place alone."""

    slug, title = "role-is-kept", "Nobody gives this role on a page"


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """The people of a body in an area, with what it is called, the roles it may give, and the names of who did what."""

    register: Register
    body: str
    body_name: str
    people: Sequence[Standing]
    open_to: tuple[str, ...]
    names: Mapping[str, str]


async def seen(database: Database, identity: Database, token: str, area: str, *, caller: Caller) -> People:
    """Everybody who acts, or acted, for the caller's body in the area. Raises NotFound for another's area."""
    body = caller.acting_body()
    async with database.unit_of_work(EVERY_AREA) as session:
        held = await _register(session, area, caller)
        name = await called(session, area, body)
    found = await people_of.people_in(identity, token, area)
    by = {one for person in found for one in (person.invited_by, person.given_by) if one}
    names = await auth.names_of(identity, by, body)
    return People(register=held, body=body, body_name=name, people=found, open_to=roles_open(held, body), names=names)


async def deeds(
    identity: Database, token: str, area: str, account: UUID, *, caller: Caller
) -> tuple[Sequence[Deed], Mapping[str, str]]:
    """What was done about somebody in the area, the latest first, and the names of who did it."""
    found = await people_of.deeds_of(identity, token, area, account)
    return found, await auth.names_of(identity, {one.by for one in found}, caller.acting_body())


async def give(
    database: Database,
    identity: Database,
    token: str,
    area: str,
    account: UUID,
    *,
    before: Sequence[str],
    roles: Sequence[str],
    caller: Caller,
) -> None:
    """Let somebody hold exactly these of the roles that the body may give; what the rules keep for others stays.

    Raises NotFound, Malformed for no role or one that is not the body's, YourOwnAccount, OfProvider, LastOfBody, and
    RolesMoved where they hold others than were shown.
    """
    async with database.unit_of_work(EVERY_AREA) as session:
        held = await _register(session, area, caller)
    open_to = roles_open(held, caller.acting_body())
    if not set(roles) <= set(open_to):
        raise _wrong("roles", "not-a-role-to-give", "Choose roles that people of your body have.")
    if not roles and not set(before) - set(open_to):
        raise _wrong("roles", "no-role", "Choose at least one role. Whoever is to have none: end the account instead.")
    try:
        await people_of.give_roles(
            identity, token, area=area, account=account, seen=before, roles=roles, open_to=open_to
        )
    except NotDone as refused:
        raise _refused(refused.why) from None


async def end(identity: Database, token: str, area: str, account: UUID, *, caller: Caller) -> None:
    """Shut somebody out at once, running sessions too. Raises NotFound, YourOwnAccount, ActsElsewhere, LastOfBody."""
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    try:
        await people_of.end_account(identity, token, area=area, account=account)
    except NotDone as refused:
        raise _refused(refused.why) from None


async def renew(
    database: Database,
    identity: Database,
    token: str,
    area: str,
    account: UUID,
    *,
    ends_on: date | None,
    caller: Caller,
    now: datetime,
) -> None:
    """Let somebody in again, a guest until the day; a guest counts as confirmed by it.

    Raises NotFound, Malformed for a guest's day out of bounds, YourOwnAccount, ActsElsewhere.
    """
    today = london_day(now)
    found = await seen(database, identity, token, area, caller=caller)
    person = one_of(found.people, account)
    days = days_in(found.register, today)
    if person.way == GUEST and (ends_on is None or not today <= ends_on <= days.longest_on):
        words = f"Name a last day: today at the earliest, {in_words(days.longest_on)} at the latest."
        raise _wrong("ends_on", "out-of-range", words)
    try:
        await people_of.renew_account(
            identity, token, area=area, account=account, ends_on=ends_on, confirm_by=days.confirm_by
        )
    except NotDone as refused:
        raise _refused(refused.why) from None


async def confirm(
    database: Database,
    identity: Database,
    token: str,
    area: str,
    accounts: Sequence[UUID],
    *,
    caller: Caller,
    now: datetime,
) -> int:
    """Say that these guests still act for the body; how many of them waited for it. Nobody confirms themselves."""
    async with database.unit_of_work(EVERY_AREA) as session:
        held = await _register(session, area, caller)
    confirm_by = days_in(held, london_day(now)).confirm_by
    return await people_of.confirm_accounts(identity, token, area=area, accounts=accounts, confirm_by=confirm_by)


async def ask(database: Database, identity: Database, now: datetime) -> int:
    """The round of a day: ask each body's administrators after its guests whose day comes; how many bodies were asked.

    The letter is booked before they are marked, so that none is lost where it stops between; the same day books one.
    """
    today, asked = london_day(now), 0
    async with database.unit_of_work(EVERY_AREA) as session:
        held = await storage.every(session)
    for register in held:
        round_ = asking(policy_on(register, today), today)
        for body in await people_of.due_to_confirm(identity, register.area, round_.until):
            async with database.unit_of_work(frozenset({register.area})) as session:
                reference = f"{today.isoformat()}/{body}"
                key = f"{ASK}/{register.area}/{reference}"
                await errands.book(session, area=register.area, kind=ASK, reference=reference, key=key)
            await people_of.ask_to_confirm(
                identity,
                area=register.area,
                body=body,
                until=round_.until,
                today=today,
                sleeps_on=round_.sleeps_on,
            )
            asked += 1
    return asked


def carrier(settings: Settings) -> Carrier:
    """Who carries the letters that ask who still acts for a body: to its administrators as far as they have an address
    here, else to where the body's letters go. Nothing goes where nobody waits any more.
    """
    elsewhere = identity_elsewhere(settings, "publication")

    async def carry(database: Database, errand: Errand) -> None:
        identity, body = elsewhere or database, errand.reference.partition("/")[2]
        waiting, sleeps_on = await people_of.waiting_to_confirm(identity, body, errand.area)
        if not waiting or sleeps_on is None:
            return
        to = await people_of.addresses_of_administrators(identity, body, errand.area)
        async with database.unit_of_work(EVERY_AREA) as session:
            held = await storage.find(session, errand.area)
            contact = await offer.contact(session, errand.area, body)
            name = await called(session, errand.area, body)
        if not to and contact is not None:
            to = [contact.email]
        words = reminder(
            body=name,
            place=held.about.name if held and held.about else errand.area,
            waiting=waiting,
            sleeps_on=sleeps_on,
            address=f"{settings.public_address}/publication/administration/people/{errand.area}",
        )
        for number, email in enumerate(to):
            key = errand.key if number == 0 else f"{errand.key}/{number}"
            await post_from(settings).send(Letter(to=email, subject=words.subject, text=words.text, key=key))

    return carry


def one_of(people: Sequence[Standing], account: UUID) -> Standing:
    """Somebody of these. Raises NotFound."""
    for one in people:
        if one.id == account:
            return one
    raise NotFound("Nobody of your body has an account of this number here.")


def _refused(why: Refusal) -> Problem:
    match why:
        case Refusal.OWN:
            return YourOwnAccount("Another administrator of your body does this, or whoever runs this place.")
        case Refusal.LAST:
            return LastOfBody("Let somebody else administer it first, or nobody could invite anybody any more.")
        case Refusal.ELSEWHERE:
            return ActsElsewhere(
                "Take their roles here away instead; whoever administers both places ends the account."
            )
        case Refusal.PROVIDER:
            return OfProvider("Change them there; they are read anew at each sign-in. Here you can end the account.")
        case Refusal.STALE:
            return RolesMoved("Look at the page again: it shows what they hold now. Nothing was done.")
        case Refusal.KEPT:
            return RoleKept("It is given by whoever runs this place.")
        case Refusal.NOT_YOURS:
            return NotYours("You administer no area of this code.")
        case _:
            return NotFound("Nobody of your body has an account of this number here.")


async def _register(session: Session, area: str, caller: Caller) -> Register:
    if area not in caller.areas:
        raise NotFound("You administer no area of this code.")
    held = await storage.find(session, area)
    if held is None:
        raise NotFound("No area of this code is registered here.")
    return held


def _wrong(field: str, code: str, message: str) -> Malformed:
    return Malformed("Nothing was changed.", errors=[Fault(code, message, f"/{field}")])
