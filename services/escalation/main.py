"""The HTTP application of the escalation service: builds the world, decides nothing."""

from collections.abc import Sequence
from pathlib import Path

from fastapi import APIRouter, FastAPI

from services.escalation.api.case import case, deadline
from services.escalation.api.case import letter as letters_of_cases
from services.escalation.api.evidence import evidence, picture
from services.escalation.api.inspection import inspection_register
from services.escalation.api.obligation import obligation
from services.escalation.api.person import councillor, data_request, follower
from services.escalation.api.petition import belief, listing, moderation, notice, open311, petition
from services.escalation.api.petition import telephone as start_by_telephone
from services.escalation.api.reserve import reserve
from services.escalation.api.scrutiny import meeting
from services.escalation.api.signature import assistance, invalidation, paper, sheet, signature, telephone
from services.escalation.api.trigger import trigger
from services.escalation.domain.ladder import soundness
from services.escalation.handlers.evidence.evidence import Intake
from services.escalation.handlers.person import erasure
from services.escalation.pages.case import case as case_pages
from services.escalation.pages.case import letter, ours, pack, step
from services.escalation.pages.case import organiser as organiser_case
from services.escalation.pages.desk import assignment, caseload, desk, diary, notification, policy_change, preference
from services.escalation.pages.evidence import evidence as evidence_pages
from services.escalation.pages.evidence import picture as picture_pages
from services.escalation.pages.inspection import inspection_register as inspection_register_pages
from services.escalation.pages.obligation import extension as extension_pages
from services.escalation.pages.obligation import obligation as obligation_pages
from services.escalation.pages.person import answer, asking, mail
from services.escalation.pages.person import councillor as councillor_pages
from services.escalation.pages.person import data_request as data_request_pages
from services.escalation.pages.person import follower as follower_pages
from services.escalation.pages.petition import belief as belief_pages
from services.escalation.pages.petition import caseload as petition_caseload
from services.escalation.pages.petition import draft, leadership, organiser, report, review, sponsor, verdict, writing
from services.escalation.pages.petition import moderation as moderation_pages
from services.escalation.pages.petition import notice as notice_pages
from services.escalation.pages.petition import petition as petition_pages
from services.escalation.pages.petition import telephone as petition_telephone
from services.escalation.pages.scrutiny import meeting as meeting_pages
from services.escalation.pages.scrutiny import question, recommendation, response
from services.escalation.pages.signature import assistance as assistance_pages
from services.escalation.pages.signature import comparison
from services.escalation.pages.signature import invalidation as invalidation_pages
from services.escalation.pages.signature import paper as paper_pages
from services.escalation.pages.signature import second as second_pages
from services.escalation.pages.signature import signature as signature_pages
from services.escalation.pages.signature import telephone as telephone_pages
from services.escalation.pages.trigger import gathering
from services.escalation.pages.trigger import trigger as trigger_pages
from services.escalation.storage.case.seal import Seal
from shared.clock import Clock
from shared.database import Database
from shared.files.scanning import Scanner
from shared.register import names, registers_missing
from shared.settings import Settings
from shared.web.application.app import create_app
from shared.web.application.health import Checks
from shared.web.failed_messages import failed_messages

TEMPLATES = Path(__file__).parent / "templates"
EXAMPLES = Path(__file__).parent / "api" / "examples.json"
ROUTERS: Sequence[APIRouter] = (
    case.router,
    evidence.router,
    letters_of_cases.router,
    deadline.router,
    meeting.router,
    petition.router,
    signature.router,
    picture.router,
    open311.router,
    paper.router,
    sheet.router,
    assistance.router,
    telephone.router,
    start_by_telephone.router,
    belief.router,
    notice.router,
    follower.router,
    councillor.router,
    obligation.router,
    moderation.router,
    invalidation.router,
    trigger.router,
    inspection_register.router,
    reserve.router,
    data_request.router,
    assistance_pages.router,  # before the steps, one of which its path would pass for
    petition_telephone.router,
    writing.router,
    listing.router,  # before the pages of petitions, whose references its paths would pass for
    draft.router,
    petition_caseload.router,
    moderation_pages.router,  # before the petitions, whose references its paths would pass for
    organiser.router,
    leadership.router,
    organiser_case.router,
    picture_pages.router,
    sponsor.router,
    obligation_pages.router,
    extension_pages.router,
    signature_pages.router,
    paper_pages.router,
    comparison.router,
    follower_pages.router,
    telephone_pages.router,
    belief_pages.router,
    report.router,
    review.router,
    verdict.router,
    notice_pages.router,  # before the petitions, whose references one of its paths would pass for
    petition_pages.router,
    invalidation_pages.router,
    second_pages.router,
    inspection_register_pages.router,  # before the cases, whose references its path would pass for
    evidence_pages.router,
    gathering.router,
    trigger_pages.router,
    case_pages.router,
    desk.router,
    notification.router,
    letter.router,
    preference.router,
    assignment.router,
    pack.router,  # these three before the steps, one of which their paths would pass for
    question.router,
    recommendation.router,
    step.router,
    diary.router,
    ours.router,
    caseload.router,
    councillor_pages.router,
    response.router,
    meeting_pages.router,
    asking.router,  # before the pages of links, whose ids its paths would pass for
    data_request_pages.router,
    answer.router,
    mail.router,
    policy_change.router,
    failed_messages("escalation"),
)


def create(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """The application, on this database and clock. Raises Unsound when the ladder's tables do not hold together."""
    soundness.check_all()
    app = create_app(
        "escalation",
        settings=settings,
        database=database,
        clock=clock,
        routers=ROUTERS,
        templates=TEMPLATES,
        checks=Checks(registers_missing, erasure.Watched(settings.erasure_ledger).back_again),
        examples=EXAMPLES,
    )
    app.state.naming, app.state.unread = names, notification.unread
    app.state.seal = Seal(settings.secret.get_secret_value())
    app.state.intake = Intake(app.state.seal, Scanner(settings.scanner))
    return app
