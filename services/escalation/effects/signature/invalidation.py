"""What follows when a decision about signatures is carried out, at once or once a second person has agreed."""

from services.escalation.domain.case.circumstances import MACHINE, Circumstances
from services.escalation.domain.petition.petition import close
from services.escalation.domain.signature import invalidation
from services.escalation.domain.signature.invalidation import Deed, Job
from services.escalation.effects.petition.petition import tell_petition
from services.escalation.effects.signature.signature import follow_count, settle_early
from services.escalation.effects.signature.watch import HELD
from services.escalation.storage.petition import petition as petitions
from services.escalation.storage.petition.petition import Kept
from services.escalation.storage.signature import invalidation as invalidations
from services.escalation.storage.signature import origin as origins
from services.escalation.storage.signature import paper as papers
from services.escalation.storage.signature import signature as signatures
from shared import deadlines
from shared.database import Session


async def carry_out(session: Session, kept: Kept, job: Job, at: Circumstances) -> Job:
    """Do it to every row that the conditions find now, and make the number on the page that of the rows that count."""
    reference = kept.petition.reference
    if job.of is not None:
        touched = await invalidations.put_back(session, reference, job.of)
        await invalidations.end(session, job.of, "reversed", on=at.today)
    elif job.deed is Deed.RELEASE:
        touched = await invalidations.release(session, reference, job)
    else:
        touched = await invalidations.strike_out(session, reference, job)
    await papers.set_beside(session, reference)
    await origins.recount_held(session, petition=reference, area=kept.petition.area)
    rows = await signatures.count(session, reference)
    count = await petitions.move_count(session, reference, rows - kept.signatures)
    await invalidations.end(session, job.job, "done", on=at.today, touched=touched, second_body=job.second_body)
    lost = max(kept.signatures - rows, 0)
    events = invalidation.done(job, kept.petition, touched=touched, counted=lost, count=count)
    about = await tell_petition(session, kept.petition, events, actor=job.body, now=at.now)
    about = await settle_early(session, about, count, at)
    about = await follow_count(session, about, count, at)
    held, _ = await invalidations.by_reason(session, reference)
    if not held:
        await deadlines.meet(session, petitions.stream(reference), HELD, at.now)
    undecided = await papers.undecided(session, reference)
    if about.closes_on < at.today and not invalidation.may_still_suffice(about, count, undecided):
        await tell_petition(session, about, close(about, count), actor=MACHINE.id, now=at.now)
    return await invalidations.one(session, reference, job.job)
