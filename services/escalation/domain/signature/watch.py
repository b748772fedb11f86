"""The watch over confirmed signatures: which of them look like one hand. Pure.

Each signature adds one to a few tallies; a rule reads those tallies alone, never the signatures. People in one place
share a network or an employer, but not a throw-away domain and a browser to the letter besides: a rule therefore looks
for a crowd that is also alike in a second way, and holds the whole of what it looked at, those before included.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from services.escalation.domain.signature.origin import Mailbox, Origin, Reason
from shared.policy.watch import Watch

PER_CENT = 100
CROWD = 2_000  # one more of a naming pattern is allowed for as many signatures: some names are frequent
RARE = 100  # drawn names are one in as many among honest people, at the most


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted: signatures that share these values. `lasts`: since the petition opened, not for the window."""

    kind: str
    values: tuple[bytes, ...] = ()
    lasts: bool = False


Value = bytes | bool | str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """Signatures that look like one hand: why, and what they share, by the name of a field of `Origin`.

    `lasts`: all since the petition opened are meant, not those of the window.
    """

    reason: Reason
    shared: Mapping[str, Value]
    lasts: bool = False


ALL, OWN, DRAWN, CROWDED = Tally("all"), Tally("own"), Tally("drawn"), Tally("crowded")
HELD = Tally("held")  # those of ALL and not of OWN that are held: no hand is to look small beside another one
FEW = 4  # mailboxes of one domain from which on it is more than a couple's
FIRM = 60  # in 100 of an address's mailboxes on no list are of one domain: a firm's, which has a limit of its own


def tallies(origin: Origin) -> Mapping[Tally, int]:
    """What one more signature adds to, and how much; 0 for what is only read to judge it."""
    is_own, is_known = origin.mailbox is Mailbox.OWN, origin.mailbox is Mailbox.INSTITUTION
    found = dict.fromkeys(_tallies(origin), 1)
    found |= {OWN: 0, CROWDED: 0, HELD: 0} | (dict.fromkeys(_own_tallies(origin), 1) if is_own else {})
    for kind, value in _networks(origin):
        found |= {Tally(f"{kind} institution", (value,)): int(is_known), Tally(f"{kind} own", (value,)): int(is_own)}
    return found


def further(origin: Origin, seen: Mapping[Tally, int]) -> Mapping[Tally, int]:
    """What it adds to besides, and how much, once its own tallies are known: the third of a domain adds all three."""
    of_domain = seen.get(Tally("domain", (origin.domain,), lasts=True), 0) if origin.mailbox is Mailbox.OWN else 0
    if of_domain < FEW:
        return {}
    return {CROWDED: FEW if of_domain == FEW else 1}


def sightings(hand: Hand) -> Tally:
    """What counts how often this hand was seen."""
    values = (
        str(value).encode() if isinstance(value, bool | str) else value for _, value in sorted(hand.shared.items())
    )
    return Tally(f"hand {' '.join(sorted(hand.shared))}", tuple(values), lasts=hand.lasts)


def is_looked_back(seen: int) -> bool:
    """Whether those before it are looked through too: when a hand is seen first, and then ever more rarely.

    Whoever comes later is held at once; to look through all of them each time would make bots dear to others.
    """
    return seen & (seen - 1) == 0


def judge(origin: Origin, seen: Mapping[Tally, int], watch: Watch) -> Hand | None:
    """The hand that the signature seems to belong to; None for one that is as any other.

    `seen`: what stands in its tallies, this signature counted.
    """
    if origin.mailbox is Mailbox.INSTITUTION:
        return None
    return next(_hands(origin, seen, watch), None)


def _tallies(origin: Origin) -> Iterator[Tally]:
    yield ALL
    for kind, value in (*_places(origin), ("agent", origin.agent)):
        if value is not None:
            yield Tally(kind, (value,))
    if origin.agent is not None:
        yield from (Tally(f"{kind} agent", (value, origin.agent)) for kind, value in _networks(origin))
    if origin.pattern is not None:
        yield Tally("pattern", (origin.pattern,), lasts=True)


def _own_tallies(origin: Origin) -> Iterator[Tally]:
    yield OWN
    yield Tally("domain", (origin.domain,), lasts=True)
    for kind, value in _places(origin):
        yield Tally(f"{kind} own", (value,))
        yield Tally(f"{kind} domain", (value, origin.domain))
    if origin.agent is not None:
        yield Tally("agent own", (origin.agent,))
    if origin.is_drawn:
        yield DRAWN


def _networks(origin: Origin) -> Iterator[tuple[str, bytes]]:
    if origin.address is not None:
        yield "address", origin.address
    if origin.network is not None:
        yield "network", origin.network


def _places(origin: Origin) -> Iterator[tuple[str, bytes]]:
    yield from _networks(origin)
    yield "postcode", origin.postcode


def _hands(origin: Origin, seen: Mapping[Tally, int], watch: Watch) -> Iterator[Hand]:
    if origin.mailbox is Mailbox.OWN:
        yield from _own(origin, seen, watch)
        yield from _own_of_the_petition(origin, seen, watch)
    if origin.agent is not None:
        yield from _browsers(origin, origin.agent, seen, watch)
    yield from _crowds(origin, seen, watch)
    if origin.pattern is not None:
        alike = seen.get(Tally("pattern", (origin.pattern,), lasts=True), 0)
        if alike > watch.pattern + seen.get(ALL, 0) // CROWD:
            yield Hand(reason=Reason.ONE_PATTERN, shared={"pattern": origin.pattern}, lasts=True)
    if seen.get(Tally("postcode", (origin.postcode,)), 0) > watch.postcode:
        yield Hand(reason=Reason.ONE_POSTCODE, shared={"postcode": origin.postcode})


def _own(origin: Origin, seen: Mapping[Tally, int], watch: Watch) -> Iterator[Hand]:
    """Mailboxes at domains on no list: whoever has such a domain makes as many as they like."""
    own = {"mailbox": Mailbox.OWN.value}
    if seen.get(Tally("domain", (origin.domain,), lasts=True), 0) > watch.own_domain:
        yield Hand(reason=Reason.ONE_DOMAIN, shared={"domain": origin.domain}, lasts=True)
    limits = {"address": watch.address_own, "network": watch.network_own, "postcode": watch.postcode_own}
    for kind, value in _places(origin):
        alike, there = seen.get(Tally(f"{kind} own", (value,)), 0), seen.get(Tally(kind, (value,)), 0)
        is_firm = _is_share(seen.get(Tally(f"{kind} domain", (value, origin.domain)), 0), alike, FIRM)
        if alike > limits[kind] and _is_share(alike, there, watch.own_share) and not is_firm:
            reason = Reason.ONE_POSTCODE if kind == "postcode" else Reason.ONE_NETWORK
            yield Hand(reason=reason, shared={**own, kind: value})


def _own_of_the_petition(origin: Origin, seen: Mapping[Tally, int], watch: Watch) -> Iterator[Hand]:
    """The same over all of the petition: one browser, letters that are drawn, more of them than of all others."""
    own, everybody = {"mailbox": Mailbox.OWN.value}, seen.get(ALL, 0)
    if origin.agent is not None:
        alike = seen.get(Tally("agent own", (origin.agent,)), 0)
        of_agent = seen.get(Tally("agent", (origin.agent,)), 0)
        if alike > watch.agent_network and _is_share(alike, of_agent, watch.agent_share):
            yield Hand(reason=Reason.ONE_BROWSER, shared={**own, "agent": origin.agent})
    drawn = seen.get(DRAWN, 0)
    if origin.is_drawn and drawn > watch.random_own and drawn * RARE > everybody:
        yield Hand(reason=Reason.ONE_PATTERN, shared={**own, "is_drawn": True})
    in_all, crowded = seen.get(OWN, 0), seen.get(CROWDED, 0)
    if CROWDED in further(origin, seen) and crowded > watch.crowded and _is_share(crowded, in_all, watch.crowded_share):
        yield Hand(reason=Reason.MANY_DOMAINS, shared={"domain": origin.domain}, lasts=True)
    single, people = in_all - crowded, everybody - seen.get(HELD, 0)
    if single > watch.own_most and _is_share(single, people - crowded, watch.own_share):
        yield Hand(reason=Reason.MANY_DOMAINS, shared=own)


def _browsers(origin: Origin, agent: bytes, seen: Mapping[Tally, int], watch: Watch) -> Iterator[Hand]:
    """The same browser to the letter, where people would use several."""
    limits = {"address": watch.agent_address, "network": watch.agent_network}
    for kind, value in _networks(origin):
        alike, there = seen.get(Tally(f"{kind} agent", (value, agent)), 0), seen.get(Tally(kind, (value,)), 0)
        is_one = _is_share(alike, there, watch.agent_share) and not _is_campus(kind, value, seen, watch)
        if alike > limits[kind] and is_one:
            yield Hand(reason=Reason.ONE_BROWSER, shared={kind: value, "agent": agent})
    alike, everybody = seen.get(Tally("agent", (agent,)), 0), seen.get(ALL, 0)
    if alike > watch.agent_petition and _is_share(alike, everybody, watch.agent_petition_share):
        yield Hand(reason=Reason.ONE_BROWSER, shared={"agent": agent})


def _crowds(origin: Origin, seen: Mapping[Tally, int], watch: Watch) -> Iterator[Hand]:
    """One network has a large part of all: a campus may, where the campus's own mailboxes are among them."""
    if origin.mailbox is Mailbox.OWN:
        return
    everybody = seen.get(ALL, 0) - seen.get(OWN, 0) - seen.get(HELD, 0)
    for kind, value in _networks(origin):
        there = seen.get(Tally(kind, (value,)), 0) - seen.get(Tally(f"{kind} own", (value,)), 0)
        is_crowd = there > watch.crowd and _is_share(there, everybody, watch.crowd_share)
        if is_crowd and not _is_campus(kind, value, seen, watch):
            yield Hand(reason=Reason.ONE_NETWORK, shared={"mailbox": origin.mailbox.value, kind: value})


def _is_campus(kind: str, value: bytes, seen: Mapping[Tally, int], watch: Watch) -> bool:
    """Whether enough of those in one network have a mailbox that an institution or a listed employer gave them."""
    known, there = seen.get(Tally(f"{kind} institution", (value,)), 0), seen.get(Tally(kind, (value,)), 0)
    return _is_share(known, there, watch.crowd_institution_share)


def _is_share(part: int, whole: int, per_cent: int) -> bool:
    return part * PER_CENT >= whole * per_cent
