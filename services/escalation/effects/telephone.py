"""What a text message goes by: to which numbers, and how many in a day from one network and in all."""

from services.escalation.domain.signature.origin import Client, networks_of
from services.escalation.domain.signature.signature import of_number
from services.escalation.domain.signature.telephone import is_reached
from services.escalation.storage.person.seal import Seal
from services.escalation.storage.signature import signature as signatures
from shared.database import Session
from shared.policy import Policy
from shared.problems import Fault, Malformed


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
    """Whether one more message may go today, asked for from where the client is; it is counted then."""
    rules = policy.telephone
    found = networks_of(client.address, policy.watch.known_networks)
    if found is not None:
        near = seal.letters(f"network\n{found[0]}")
        if not await signatures.count_letter(session, near, rules.network_a_day):
            return False
    return await signatures.count_letter(session, seal.letters(f"area\n{area}"), rules.area_a_day)
