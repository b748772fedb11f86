"""What a case's going on does where nobody stands behind it any more: the councillors of its ward do."""

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import NoteStanding
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.ladder.decision import decide
from services.escalation.domain.person.councillor import records, together
from services.escalation.effects.case.case import tell_case
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.signature import signature as signatures
from shared.database import Session


async def pass_standing(session: Session, case: Case, at: Circumstances) -> Case:
    """A case that was taken up again, or whose raiser has ceased, keeps whoever stands behind it. Where nobody does,
    the standing goes to those who are councillors for its ward on this day. Where it is about no ward, or nobody holds
    it, a case worker writes on.
    """
    if not case.raised.ward or await _is_spoken_for(session, case):
        return case
    posts = await councillors.of_ward(session, case.area, case.raised.ward, at.today)
    if not posts:
        return case
    note = NoteStanding(ward=case.raised.ward, name=together(posts), records=records(posts, at.today))
    return await tell_case(session, case, decide(case, note, at), at)


async def _is_spoken_for(session: Session, case: Case) -> bool:
    """Whether a body stands behind the case, or somebody who started a petition and has not been forgotten."""
    petitions = [one.reference for one in case.raisers if one.body == ORGANISER]
    is_body = any(one.body != ORGANISER for one in case.raisers)
    return is_body or (bool(petitions) and await signatures.has_organiser(session, petitions))
