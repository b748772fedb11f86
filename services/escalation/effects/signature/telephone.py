"""What a text message goes by: to which numbers, how many in a day from one network and in all; a code is asked for."""

import secrets
from datetime import datetime, timedelta

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.signature.origin import Client, networks_of
from services.escalation.domain.signature.signature import Signer, of_number
from services.escalation.domain.signature.telephone import REQUEST, is_reached, request_of
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.signature import signature as signatures
from services.escalation.storage.signature import telephone as telephones
from services.escalation.storage.signature.assistance import Desk
from shared.database import Session
from shared.policy import Policy
from shared.problems import Fault, Malformed, NotNow
from shared.working_days import end_of_day, london_day

TOO_MANY = "{} text messages were asked for here today. That is the most for one desk: another asks for the next."


async def ask_code(
    session: Session,
    seal: Seal,
    signer: Signer,
    client: Client,
    *,
    petition: str,
    at: Circumstances,
    area: str,
    now: datetime,
    is_organiser: bool = False,
    desk: Desk | None = None,
) -> tuple[str, bool]:
    """Put a signature down until its code is typed, and book the message: the name of the request, and whether it is
    kept. Over the limits of a day none goes, as to a number that has signed: the name is then that of no request, and
    looks the same. Who of the staff asks at a `desk` is kept beside it.

    Raises Malformed for a number that no message goes to, NotNow for a desk that has asked for too many.
    """
    policy, number = at.policy, signer.telephone
    require_reached(number, policy)
    request = request_of(secrets.token_bytes(REQUEST))
    if not await count_message(session, seal, client, area=area, policy=policy):
        return request, False
    if not await count_to_number(session, seal, client, number, policy=policy):
        return request, False
    waits = policy.petition.confirm_within.reckon(london_day(now), at.calendar)
    is_kept = await telephones.ask(
        session,
        seal,
        signer,
        petition=petition,
        area=area,
        request=request,
        code_until=now + timedelta(minutes=policy.telephone.minutes),
        expires_at=end_of_day(waits.due_on),
        is_organiser=is_organiser,
        desk=desk,
    )
    return request, is_kept


def require_reached(number: str, policy: Policy) -> None:
    """Raise Malformed for a number that no message goes to."""
    if not is_reached(number, policy.telephone.begins):
        words = "No message goes to numbers that begin so. Give a mobile or an ordinary number of this country."
        raise Malformed(words, errors=[Fault("number-not-reached", words, "/telephone")])


async def count_to_number(session: Session, seal: Seal, client: Client, number: str, *, policy: Policy) -> bool:
    """Whether one more message may go today to this number; it is counted then. One network uses up a part of them
    only, so that nobody keeps another from theirs. Whoever staff ask for is seen or heard by them, and not counted.
    """
    if not client.address:
        return True
    found = networks_of(client.address, policy.watch.known_networks)
    if found is not None:
        near = seal.letters(f"{of_number(number)}\n{found[0]}")
        if not await signatures.count_letter(session, near, policy.petition.letters_each):
            return False
    return await signatures.count_letter(session, seal.letters(of_number(number)), policy.telephone.number_a_day)


async def count_message(session: Session, seal: Seal, client: Client, *, area: str, policy: Policy) -> bool:
    """Whether one more message may go today, asked for from where the client is; it is counted then.

    Raises NotNow for a desk that has asked for as many as one may: it is no secret of anybody's.
    """
    rules = policy.telephone
    if client.desk and not await signatures.count_letter(
        session, seal.letters(f"desk\n{client.desk}"), rules.desk_a_day
    ):
        raise NotNow(TOO_MANY.format(rules.desk_a_day), rule="too_many")
    found = networks_of(client.address, policy.watch.known_networks)
    if found is not None:
        near = seal.letters(f"network\n{found[0]}")
        if not await signatures.count_letter(session, near, rules.network_a_day):
            return False
    return await signatures.count_letter(session, seal.letters(f"area\n{area}"), rules.area_a_day)
