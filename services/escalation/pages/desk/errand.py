"""What the machine tried and gave up: what each thing was, and what it was about, as those see it who work here."""

from collections.abc import Sequence

from services.escalation.handlers.desk import errand
from shared.web.components import Link, Words
from shared.web.tables import Column, Row, Table

KINDS = {
    "case.silence": "The step that follows from silence",
    "case.asked": "That nothing came by the day that was asked for",
    "case.acknowledgement": "That nobody said the request was received",
    "case.hearing_date": "That no day was fixed for the hearing",
    "case.reminder": "A reminder",
    "case.acknowledgement_reminder": "A reminder to say that the request was received",
    "case.hearing_date_reminder": "A reminder to fix a day for the hearing",
    "evidence.removal": "The day for somebody to agree that a file is taken out",
    "case.second": "The end of a second person's days",
    "body.succession": "What passes on when a body ceases",
    "petition.draft": "The end of a draft that nobody confirmed",
    "moderation.together": "What was decided about several petitions at once",
    "moderation.silence": "What follows when nobody decided about a new petition",
    "case.spoken_for": "A letter to an organiser whose words were written down",
    "case.hearing_caught": "A letter to the clerk about a hearing before an election",
    "case.left": "A letter to an organiser who is said to leave a case",
    "moderation.turn": "A letter to the organiser of a new petition",
    "petition.retention": "The day from which nothing of people who signed is kept",
    "data_request.due": "The end of the days to answer somebody about what is held of them",
    "petition.closing": "The closing of a petition",
    "petition.held": "The day until which somebody decides about held signatures",
    "petition.settling": "The end of a mark's wait for the review of its last signatures",
    "petition.invalidation": "The end of a second person's days for held signatures",
    "petition.paper": "The day until which sheets of signatures are compared",
    "petition.notice": "The day until which somebody decides about a page that was reported",
    "notice.reporter": "A letter to whoever reported a page",
    "notice.organiser": "A letter to whoever started a petition of which the text was hidden",
    "petition.leadership": "The day until which somebody may take up a petition whose organiser left",
    "petition.count": "The count of a day",
    "petition.news": "The news of a day, for those who follow a petition and the councillors of its ward",
    "follower.confirm": "A letter that asks whether somebody wants to follow a petition",
    "case.letter": "A letter about a case",
    "case.letter_asked": "What became of a letter about a case",
    "case.letter_look": "The day on which that is asked",
    "desk.confirm": "A letter that asks somebody of the desk to confirm an address",
    "desk.mail": "A letter about one thing to somebody of the desk",
    "desk.digest": "The letters of a morning to people of the desk",
    "councillor.welcome": "The first letter to a councillor's post",
    "councillor.news": "A letter to a councillor with news of the ward",
    "follower.news": "A letter with the news of a petition",
    "obligation.asking": "The end of the days to ask for a debate or evidence",
    "obligation.fixing": "That no day was fixed for a debate or evidence",
    "obligation.holding": "That something promised to a petition was not held",
    "obligation.telling": "That no result was told to a petition",
    "obligation.letter": "A letter to whoever started a petition",
    "trigger.decision": "The day until which a decision is counted",
    "data_request.code": "The text message with a code for somebody who asks what is held of them",
    "signature.code": "The text message with a code that confirms a signature",
    "signature.confirm": "The letter that asks to confirm a signature",
}


def failures(found: Sequence[errand.Failure]) -> Table | None:
    """The table of them; None where there is none."""
    if not found:
        return None
    rows = [Row((_about(one), KINDS.get(one.kind, one.kind), one.reason)) for one in found]
    columns = (Column("About"), Column("What"), Column("Ended with"))
    return Table("Given up after every attempt", columns, rows, stacks=True)


def _about(failure: errand.Failure) -> Words:
    """What a failure was about: the case or petition as a link, anything else as it is called."""
    kind, _, reference = failure.about.partition("/")
    if kind == "moderation":
        return Link(reference, f"/desk/petitions/{reference}")
    return Link(reference, f"/{kind}s/{reference}") if kind in ("case", "petition") else failure.about
