"""Marks that wait: what sets something going is not to be reached by signatures that are still under doubt. Pure.

A mark waits once, for the policy's days, when many of the last signatures are held or begin to look like one hand, at
half of the watch's limits; then what counts decides. Nobody puts a mark off for longer by having more of them held.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from services.escalation.domain.petition.petition import Petition, signed
from services.escalation.domain.signature.origin import Origin
from services.escalation.domain.signature.watch import Tally, further, judge, tallies
from shared.events import escalation as told
from shared.policy.watch import Watch

PER_CENT = 100
LIMITS = (
    "own_domain", "address_own", "network_own", "postcode_own", "own_most", "crowded", "agent_address", "agent_network",
    "agent_petition", "crowd", "pattern", "random_own", "postcode",
)  # fmt: skip


def is_in_doubt(count: int, doubted: int, watch: Watch) -> bool:
    """Whether so many of the last days, held or doubted, are too many beside those that count."""
    return doubted > 0 and doubted * PER_CENT >= count * watch.settle_share


def doubted(last: Sequence[Origin], watch: Watch) -> int:
    """How many of the last ones that count would be held if every limit of the watch were half of what it is."""
    halved = replace(watch, **{name: getattr(watch, name) // 2 for name in LIMITS})
    seen: Counter[Tally] = Counter()
    for origin in last:
        seen.update(tallies(origin))
        seen.update(further(origin, seen))
    return sum(judge(origin, seen, halved) is not None for origin in last)


def wait(petition: Petition, count: int, *, in_doubt: int, until: date) -> told.invalidation.MarkWaits:
    """The lowest mark that would be reached waits, and those above it with it."""
    return told.invalidation.MarkWaits(
        petition=petition.reference, required=_next(petition), count=count, in_doubt=in_doubt, due_on=until
    )


def settle(petition: Petition, count: int) -> tuple[object, ...]:
    """The wait is over: each mark that so many suffice for is reached, the lowest first. Nothing where none waits."""
    if petition.settles_on is None:
        return ()
    settled = told.invalidation.MarkSettled(petition=petition.reference, required=_next(petition), count=count)
    return (settled, *signed(replace(petition, settles_on=None), count))


def _next(petition: Petition) -> int:
    return min(mark.required for mark in petition.marks if mark.reached_on is None)
