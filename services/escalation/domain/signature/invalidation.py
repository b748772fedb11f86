"""Deciding about many signatures at once, by what they share: count them, strike them out, put a decision back. Pure.

One person decides about few; about many, or in the cause of one's own body, a second has to agree. Nobody is looked at
by name: conditions and counts are all there is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from services.escalation.domain.case import second
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import NotYourPart, Refused
from services.escalation.domain.case.second import Asked, is_own_cause
from services.escalation.domain.petition.petition import Petition
from services.escalation.domain.signature.origin import Reason
from shared.events import escalation as told

DENIED = ("refused", "lapsed", "withdrawn")  # how a job ends to which no second person agreed
FEWEST = 5  # a number below this could point at somebody
GUESSED = frozenset({"domain", "pattern", "outward"})  # what anybody could say of somebody whom they know
FEW = f"Fewer than {FEWEST} are found by mailbox or postcode, or none: so few are neither told nor decided about."


class Deed(StrEnum):
    """What is done with the signatures."""

    RELEASE = "release"
    STRIKE_OUT = "strike_out"
    REVERSE = "reverse"


class Ground(StrEnum):
    """Why. The values are codes of the profile's words."""

    ONE_HAND = "one_hand"
    NOT_PEOPLE = "not_people"
    NOT_ENTITLED = "not_entitled"
    PEOPLE_AFTER_ALL = "people_after_all"
    MISTAKE = "mistake"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """What the signatures share, as hashes where it could name somebody; None for whatever value. Days are of London.

    `named`: the names of what was given, which is all that is told of it.
    """

    held_for: Reason | None = None
    domain: bytes | None = None
    pattern: bytes | None = None
    outward: bytes | None = None
    address: bytes | None = None
    network: bytes | None = None
    first_on: date | None = None
    last_on: date | None = None
    named: tuple[str, ...] = ()

    def points_at_few(self, found: int) -> bool:
        """Whether so few signatures are found, or none, by what whoever asks could know of somebody."""
        return found < FEWEST and bool(GUESSED & {*self.named})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """How many signatures the conditions find: those that count now, and those that are held, by reason."""

    counted: int
    held: Mapping[str, int]

    @property
    def all(self) -> int:
        """All of them."""
        return self.counted + sum(self.held.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A decision as it was asked for. `ended_as`: waiting, done, refused, lapsed, withdrawn or reversed."""

    job: str
    number: int
    deed: Deed
    of: str | None
    conditions: Conditions
    expected: int
    code: Ground
    reasons: str
    body: str
    actor: str
    asked_on: date
    second_of: str | None = None
    second_by: date | None = None
    second_body: str | None = None
    done_on: date | None = None
    touched: int | None = None
    ended_as: str = "waiting"


def second_of(signatures: int, at: Circumstances) -> Asked | None:
    """Who has to agree when this actor decides about so many signatures; None when nobody has to."""
    if is_own_cause((at.register.answering,), at):
        return Asked.OUTSIDER
    return Asked.MONITORING_OFFICER if signatures > at.policy.watch.second_above else None


def require_second(job: Job, at: Circumstances) -> None:
    """Refuse whoever cannot be the second person to this job. Raises Refused, NotYourPart."""
    if job.ended_as != "waiting":
        raise Refused("not_waiting", "Somebody has answered this already, or it waits no more. That stays, as below.")
    if at.actor.id == job.actor or at.actor.body is None:
        raise NotYourPart("same_person", "Somebody else has to agree, not whoever asked.")
    if job.second_of is not None and is_own_cause((at.register.answering,), at):
        raise NotYourPart("own_cause", "Somebody of another body has to agree: yours answers for the measure.")
    is_officer = at.actor.roles & {"monitoring_officer", "scrutiny_officer"}
    if job.second_of == Asked.MONITORING_OFFICER and not is_officer:
        raise NotYourPart("not_the_second", "The monitoring officer or the scrutiny officer has to agree.")


def require_proposer(job: Job, at: Circumstances) -> None:
    """Refuse whoever neither asked for this job nor decides for the body that did. Raises Refused, NotYourPart."""
    if job.ended_as != "waiting":
        raise Refused("not_waiting", "This does not wait for anybody.")
    if at.actor.id != job.actor and at.actor.public_name != job.body:
        raise NotYourPart("not_the_proposer", "Only whoever asked for it, or somebody of their body, can take it back.")


def require_not_asked_out(job: Job, before: Sequence[Job], at: Circumstances) -> None:
    """One body asks a second person for the same so often, and no more; other days make it nothing else.

    Raises Refused.
    """
    if job.second_of is not None:
        denied = [one.body for one in before if one.ended_as in DENIED and _wanted(one) == _wanted(job)]
        words = "Your organisation asked for this {times} times, and nobody agreed. It cannot be asked again."
        second.require_not_asked_out(job.body, denied, words, at)


def require_not_waiting(job: Job, before: Sequence[Job]) -> None:
    """The same is asked for once at a time: nobody looks for a second person twice over. Other days make it nothing
    else. Raises Refused.
    """
    if any(one.ended_as == "waiting" and _wanted(one) == _wanted(job) for one in before):
        raise Refused("asked_already", "This waits for a second person already. Look at what was decided.")


def require_apart(shared: Mapping[int, int]) -> None:
    """Refuse what would decide about signatures that wait in another decision: its second person is asked about them,
    and two might be asked until one of them agrees. `shared`: how many of them each that waits has, by its number.
    Raises Refused.
    """
    for number, signatures in shared.items():
        if signatures:
            raise Refused(
                "overlaps",
                f"{signatures} of these signatures wait for a second person in decision {number} already. Choose "
                "others, or wait until that is answered or taken back.",
            )


def _wanted(job: Job) -> tuple[object, ...]:
    return job.deed, job.of, replace(job.conditions, first_on=None, last_on=None, named=())


def require_enough(conditions: Conditions, found: int) -> None:
    """Refuse conditions that tell whether somebody signed, the same for none as for a few. Raises Refused."""
    if conditions.points_at_few(found):
        raise Refused("too_few", f"{FEW} Choose by why they are held, by day or by network.")


def require_possible(deed: Deed, found: int, expected: int, of: Job | None) -> None:
    """Refuse what cannot be done as things stand. Raises Refused."""
    if deed is Deed.REVERSE and (of is None or not stands(of)):
        raise Refused("not_to_be_reversed", "Only a decision that was carried out and stands can be put back.")
    if found != expected:
        raise Refused("count_changed", f"The conditions find {found} signatures now. Look again before you decide.")
    if found == 0:
        raise Refused("nothing_found", "The conditions find no signature.")


def stands(job: Job) -> bool:
    """Whether it was carried out and can be put back."""
    return job.ended_as == "done" and job.deed is not Deed.REVERSE


def done(job: Job, petition: Petition, *, touched: int, counted: int, count: int) -> tuple[object, ...]:
    """What is told of a job that was carried out: `touched` rows, `counted` of them had counted; `count` do now."""
    said = {
        "petition": petition.reference,
        "job": job.job,
        "signatures": touched,
        "count": count,
        "code": job.code.value,
        "reasons": job.reasons,
        "body": job.body,
        "second_body": job.second_body or "",
    }
    match job.deed:
        case Deed.RELEASE:
            return (told.invalidation.SignaturesReleased(**said),)  # type: ignore[arg-type]  # one set of fields for three events
        case Deed.STRIKE_OUT:
            return (told.invalidation.SignaturesStruckOut(**said, counted=counted), *short(petition, count))  # type: ignore[arg-type]
        case Deed.REVERSE:
            reversed_ = told.invalidation.InvalidationReversed(**said, reversed=job.of or "")  # type: ignore[arg-type]
            return (reversed_, *short(petition, count))


def may_still_suffice(petition: Petition, count: int, held: Mapping[str, int]) -> bool:
    """Whether a petition that closes short would suffice if all that is held counted: then its end waits for that."""
    return count < petition.threshold <= count + sum(held.values())


def suppressed(number: int) -> int | str:
    """The number as the public may see it: a few people are not told apart from none."""
    return number if number == 0 or number >= FEWEST else f"fewer than {FEWEST}"


def short(petition: Petition, count: int) -> Sequence[told.invalidation.MarkFellShort]:
    """A note for each mark that was reached and that fewer signatures stand behind now."""
    return [
        told.invalidation.MarkFellShort(
            petition=petition.reference, threshold=mark.name, required=mark.required, count=count
        )
        for mark in petition.marks
        if mark.reached_on is not None and mark.required > count
    ]
