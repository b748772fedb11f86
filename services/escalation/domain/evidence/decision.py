"""What may be done about a file of a case, and by whom. Pure.

Who brought a file does not release it. Nobody withholds from the public what is held against their own body: to take
such a file out, somebody of another body must agree. A body asks once on each ground, and not for ever. Asking hides a
public file for some days only, once whatever the ground and whoever asks, and in one's own cause only where a person's
data or safety or a court's word is at stake.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from services.escalation.domain.case import second
from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.part import concerned
from services.escalation.domain.case.refusal import Gap, Incomplete, NotYourPart, Refused
from services.escalation.domain.case.second import is_own_cause
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.evidence.evidence import AT_ONCE, Evidence, Ground, Occasion, Removal, Standing
from shared.events.escalation import evidence as told
from shared.working_days import Reckoning, in_words

MOST_FILES = 100  # of a case, those that are gone not counted
MOST_BYTES = 250_000_000  # of a case, likewise
MOST_A_DAY = 20  # of one body to one case in 24 hours, those that are gone counted
TAKEN_BACK_WITHIN = timedelta(hours=24)

BRINGING = (
    *("case_worker", "scrutiny_officer", "monitoring_officer", "inspector", "partner", "chief_officer"),
    *("councillor", "forum", "area_committee", "peer_lead"),
)
REVIEWING = ("case_worker", "monitoring_officer")
SECONDING = (*REVIEWING, "scrutiny_officer", "inspector", "partner")


class Deed(StrEnum):
    """What may be done about a file that came in. The values are the last part of the addresses."""

    RELEASE = "release"
    WITHHOLD = "withhold"
    ASK_REMOVAL = "ask_removal"
    AGREE_REMOVAL = "agree_removal"
    REFUSE_REMOVAL = "refuse_removal"
    WITHDRAW = "withdraw"


ROLES: dict[Deed, tuple[str, ...]] = {
    Deed.RELEASE: REVIEWING,
    Deed.WITHHOLD: REVIEWING,
    Deed.ASK_REMOVAL: REVIEWING,
    Deed.AGREE_REMOVAL: SECONDING,
    Deed.REFUSE_REMOVAL: SECONDING,
    Deed.WITHDRAW: BRINGING,
}


# Whoever started a petition has no account and knocks at a door of their own.
BY_ORGANISER: dict[Deed, tuple[str, ...]] = {Deed.WITHDRAW: (ORGANISER,)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file as it came in: what it goes with, its type, its bytes' number, and the hash that hides what it is."""

    evidence: str
    occasion: str
    media_type: str
    size: int
    commitment: str
    is_scanned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What a decision about a file rests on: the case or petition that it belongs to, whether that takes more files and
    is public, the bodies that it is about; and what else is known today.
    """

    reference: str
    area: str
    is_open: bool
    concerned: tuple[str, ...]
    at: Circumstances
    is_public: bool = True

    @classmethod
    def of_case(cls, case: Case, at: Circumstances) -> "About":
        """The same of a file of this case."""
        is_open = case.is_open
        return cls(reference=case.reference, area=case.area, is_open=is_open, concerned=concerned(case, at), at=at)

    @property
    def is_own_cause(self) -> bool:
        """Whether the actor's body, or another arm of it, is one that the case or petition is about."""
        return is_own_cause(self.concerned, self.at)

    @property
    def asked_until(self) -> Reckoning:
        """The last day on which somebody may agree to a removal that is asked for today."""
        return self.at.policy.evidence.hidden_while_asked.reckon(self.at.today, self.at.calendar)


def receive(brought: Brought, others: Sequence[Evidence], about: About) -> told.EvidenceReceived:
    """The file is put to the case, as the next of its files.

    Raises Refused `case_closed`, `too_many_files` or `too_many_today`, Incomplete naming an unknown occasion.
    """
    by = about.at.actor.public_name
    if brought.occasion not in set(Occasion):
        raise Incomplete([Gap("occasion", "not_a_choice", f"Choose one of: {', '.join(Occasion)}.")])
    if not about.is_open:
        raise Refused("case_closed", "The case has ended: no more files are taken.")
    kept = [one for one in others if not one.is_gone]
    if len(kept) >= MOST_FILES or sum(one.size for one in kept) + brought.size > MOST_BYTES:
        words = f"A case holds at most {MOST_FILES} files and {MOST_BYTES // 1_000_000} MB together."
        raise Refused("too_many_files", words)
    if sum(one.by == by and one.received_at > about.at.now - timedelta(days=1) for one in others) >= MOST_A_DAY:
        raise Refused("too_many_today", f"One body puts at most {MOST_A_DAY} files to a case in 24 hours.")
    return told.EvidenceReceived(
        area=about.area,
        case=about.reference,
        evidence=brought.evidence,
        number=len(others) + 1,
        occasion=brought.occasion,
        media_type=brought.media_type,
        size=brought.size,
        commitment=brought.commitment,
        by=by,
        is_scanned=brought.is_scanned,
    )


def decide(evidence: Evidence, deed: Deed, about: About, *, ground: str = "", sha256: str = "") -> object:
    """What the deed comes to, as one event. `sha256` is that of the bytes, for a release.

    Raises Refused with what stands against it, NotYourPart where somebody else must do it, Incomplete for the ground.
    """
    if about.at.actor.roles.isdisjoint((*ROLES[deed], *BY_ORGANISER.get(deed, ()))):
        raise NotYourPart("not_your_role", "Your role does not allow this.")
    if evidence.is_gone:
        raise Refused("file_gone", "The file is gone for good.")
    if deed in (Deed.WITHHOLD, Deed.ASK_REMOVAL) and ground not in set(Ground):
        raise Incomplete([Gap("ground", "not_a_choice", f"Choose one of: {', '.join(Ground)}.")])
    if deed is Deed.RELEASE:
        return _release(evidence, about, sha256)
    return _DECIDED[deed](evidence, about, ground)


def lapse(evidence: Evidence) -> told.EvidenceRemovalLapsed | None:
    """What is told when the day is over by which somebody was to agree; None where nothing is asked any more."""
    asked = evidence.removal
    if asked is None:
        return None
    return told.EvidenceRemovalLapsed(
        case=evidence.case,
        evidence=evidence.evidence,
        number=evidence.number,
        standing=evidence.standing.value,
        ground=evidence.ground,
        asked_ground=asked.ground,
        asked_by=asked.by,
        hides=asked.hides,
    )


def hides(evidence: Evidence, about: About, ground: str) -> bool:
    """Whether asking on this ground would hide the file: it is public, and was never hidden before.

    In one's own cause only on the grounds that brook no delay.
    """
    is_urgent = not about.is_own_cause or ground in AT_ONCE
    return evidence.standing is Standing.PUBLIC and is_urgent and not evidence.hidings


def _require_new(evidence: Evidence, about: About, ground: str) -> None:
    """A body asks once on each ground, and no more often in all than the policy says."""
    words = "Your organisation asked {times} times; nobody agreed, and it stays."
    second.require_not_asked_out(_by(about), [one.by for one in evidence.asked], words, about.at)
    body = about.at.register.organisation
    if any(body(one.by) == body(_by(about)) and one.ground == ground for one in evidence.asked):
        raise Refused("asked_before", "Your organisation asked on this ground before, and nobody agreed.")


def may(evidence: Evidence, deed: Deed, about: About) -> bool:
    """Whether the deed is open to the actor now."""
    grounds = tuple(Ground) if deed is Deed.ASK_REMOVAL else (Ground.PERSONAL_DATA,)
    return any(_is_open(evidence, deed, about, ground) for ground in grounds)


def _is_open(evidence: Evidence, deed: Deed, about: About, ground: Ground) -> bool:
    try:
        decide(evidence, deed, about, ground=ground)
    except Refused:
        return False
    return True


def _release(evidence: Evidence, about: About, sha256: str) -> object:
    _require_seen(evidence)
    if evidence.standing is Standing.PUBLIC:
        raise Refused("public_already", "The file is public already.")
    if evidence.account == about.at.actor.id:
        raise NotYourPart("own_file", "You brought this file: somebody else looks at it before the public does.")
    if not about.is_public:
        raise Refused("petition_not_public", "Decide about the petition first: nothing of it is public yet.")
    return told.EvidenceReleased(
        case=evidence.case, evidence=evidence.evidence, number=evidence.number, sha256=sha256, by=_by(about)
    )


def _withhold(evidence: Evidence, about: About, ground: str) -> object:
    _require_seen(evidence)
    if about.is_own_cause:
        words = "Your own body answers in this case: ask for removal, to which somebody of another body must agree."
        raise NotYourPart("own_cause", words)
    return told.EvidenceWithheld(
        case=evidence.case, evidence=evidence.evidence, number=evidence.number, ground=ground, by=_by(about)
    )


def _ask_removal(evidence: Evidence, about: About, ground: str) -> object:
    if evidence.removal is not None:
        raise Refused("removal_asked", "Somebody asked to take the file out already: that is decided first.")
    _require_new(evidence, about, ground)
    return told.EvidenceRemovalAsked(
        case=evidence.case,
        evidence=evidence.evidence,
        number=evidence.number,
        ground=ground,
        by=_by(about),
        has_outsider=about.is_own_cause,
        hides=hides(evidence, about, ground),
        until_on=about.asked_until.due_on,
    )


def _agree_removal(evidence: Evidence, about: About, ground: str) -> object:  # noqa: ARG001 shape of every deed
    asked = _require_second(evidence, about)
    until_on = asked.until_on
    if until_on is not None and about.at.today > until_on:
        raise Refused("day_is_over", f"The day to agree by is over, {in_words(until_on)}: somebody must ask again.")
    return told.EvidenceRemoved(
        case=evidence.case,
        evidence=evidence.evidence,
        number=evidence.number,
        ground=asked.ground,
        asked_by=asked.by,
        by=_by(about),
    )


def _refuse_removal(evidence: Evidence, about: About, ground: str) -> object:  # noqa: ARG001 shape of every deed
    asked = evidence.removal
    if asked is None or asked.account != about.at.actor.id:
        asked = _require_second(evidence, about)
    return told.EvidenceRemovalRefused(
        case=evidence.case,
        evidence=evidence.evidence,
        number=evidence.number,
        standing=evidence.standing.value,
        ground=evidence.ground,
        asked_by=asked.by,
        by=_by(about),
    )


def _withdraw(evidence: Evidence, about: About, ground: str) -> object:  # noqa: ARG001 shape of every deed
    _require_seen(evidence)
    if evidence.by != about.at.actor.public_name:
        raise NotYourPart("not_your_file", "Only the body that brought the file takes it back.")
    if evidence.standing is not Standing.WAITING and about.at.now > taken_back_until(evidence):
        raise Refused("too_late", "It was decided on, and 24 hours are over: ask a case worker to take it out.")
    return told.EvidenceWithdrawn(case=evidence.case, evidence=evidence.evidence, number=evidence.number, by=_by(about))


def taken_back_until(evidence: Evidence) -> datetime:
    """Until when whoever brought a file takes it back even when it was decided on."""
    return evidence.received_at + TAKEN_BACK_WITHIN


def _require_seen(evidence: Evidence) -> None:
    """What is asked without hiding the file stands in the way of nothing else."""
    if evidence.is_hidden:
        raise Refused("removal_asked", "Somebody asked to take the file out: that is decided first.")


def _require_second(evidence: Evidence, about: About) -> Removal:
    if evidence.removal is None:
        raise Refused("removal_not_asked", "Nobody asked to take the file out.")
    if evidence.removal.account == about.at.actor.id:
        raise NotYourPart("own_question", "You asked for this: a second person agrees.")
    if evidence.removal.has_outsider:
        if about.is_own_cause:
            raise NotYourPart("own_cause", "Somebody of another body than the one that answers must agree.")
    elif about.at.actor.roles.isdisjoint(REVIEWING):
        raise NotYourPart("not_your_role", "A case worker or the monitoring officer agrees.")
    return evidence.removal


def _by(about: About) -> str:
    return about.at.actor.public_name


_DECIDED: dict[Deed, Callable[[Evidence, About, str], object]] = {
    Deed.WITHHOLD: _withhold,
    Deed.ASK_REMOVAL: _ask_removal,
    Deed.AGREE_REMOVAL: _agree_removal,
    Deed.REFUSE_REMOVAL: _refuse_removal,
    Deed.WITHDRAW: _withdraw,
}
