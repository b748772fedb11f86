"""Pictures that whoever started a petition puts to it behind their own link: how many, of which kind, until when. Pure.

They are files as any other, decided about by the same people, on the same grounds.
"""

from collections.abc import Sequence

from services.escalation.domain.case.refusal import Refused
from services.escalation.domain.case.trigger import ORGANISER
from services.escalation.domain.evidence.decision import About, Brought, receive
from services.escalation.domain.evidence.evidence import Evidence
from shared.events.escalation import evidence as told

MOST_PICTURES = 5  # of a petition, those that are gone not counted
MOST_SENT = 15  # of a petition, those that are gone counted
UNPUBLISHED = "petition_not_published"
OUTLIVED = "days_of_keeping_over"


def of_organiser(files: Sequence[Evidence]) -> list[Evidence]:
    """Those of the files that whoever started the petition brought: pictures, and what it says in a case."""
    return [one for one in files if one.by == ORGANISER]


def pictures(files: Sequence[Evidence]) -> list[Evidence]:
    """Those of the files that are pictures of whoever started the petition."""
    return [one for one in of_organiser(files) if one.media_type.startswith("image/")]


def may_add(others: Sequence[Evidence], about: About) -> bool:
    """Whether another picture is taken now."""
    own = pictures(others)
    return about.is_open and len(own) < MOST_SENT and sum(not one.is_gone for one in own) < MOST_PICTURES


def receive_picture(brought: Brought, others: Sequence[Evidence], about: About) -> told.EvidenceReceived:
    """The picture is put to the petition. Raises Refused `petition_closed`, `too_many_pictures`, and as `receive`."""
    if not about.is_open:
        raise Refused("petition_closed", "The petition has ended: no more pictures are taken.")
    if not may_add(others, about):
        words = f"A petition has at most {MOST_PICTURES} pictures, and at most {MOST_SENT} are sent to it in all."
        raise Refused("too_many_pictures", words)
    return receive(brought, others, about)


def forgotten(evidence: Evidence, ground: str, by: str) -> told.EvidenceRemoved:
    """What is told of a picture of which nothing is kept: nothing came of its petition, or its days are over."""
    return told.EvidenceRemoved(
        case=evidence.case, evidence=evidence.evidence, number=evidence.number, ground=ground, asked_by=by, by=by
    )
