"""The HTTP application of the publication service: builds the world, decides nothing."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from fastapi import FastAPI

from services.publication.api.agreement import agreement, answer, indicator
from services.publication.api.entry import offer
from services.publication.api.leaf import commitment
from services.publication.api.record import citation, cosignature, record, removal
from services.publication.api.register import invitation, power, register
from services.publication.api.search import change, download, feed, follower, search, webhook
from services.publication.api.submission import conduct, submission
from services.publication.api.timeline import timeline, timing
from services.publication.handlers.leaf import leaf
from services.publication.pages.agreement import agreement as agreement_pages
from services.publication.pages.agreement import decision as decision_pages
from services.publication.pages.agreement import indicator as indicator_pages
from services.publication.pages.agreement import memorandum as memorandum_pages
from services.publication.pages.entry import offer as offer_pages
from services.publication.pages.entry import reply as reply_pages
from services.publication.pages.record import about as about_pages
from services.publication.pages.record import citation as citation_pages
from services.publication.pages.record import front_page
from services.publication.pages.record import record as record_pages
from services.publication.pages.record import removal as removal_pages
from services.publication.pages.register import access as access_pages
from services.publication.pages.register import account as account_pages
from services.publication.pages.register import closure as closure_pages
from services.publication.pages.register import election as election_pages
from services.publication.pages.register import invitation as invitation_pages
from services.publication.pages.register import key as key_pages
from services.publication.pages.register import measure as measure_pages
from services.publication.pages.register import partnership as partnership_pages
from services.publication.pages.register import person as person_pages
from services.publication.pages.register import policy as policy_pages
from services.publication.pages.register import power as power_pages
from services.publication.pages.register import register as register_pages
from services.publication.pages.register import role as role_pages
from services.publication.pages.register import safeguard as safeguard_pages
from services.publication.pages.register import statement as statement_pages
from services.publication.pages.search import download as download_pages
from services.publication.pages.search import follower as follower_pages
from services.publication.pages.search import lookup as lookup_pages
from services.publication.pages.search import search as search_pages
from services.publication.pages.submission import approval as approval_pages
from services.publication.pages.submission import conduct as conduct_pages
from services.publication.pages.submission import confirmation as confirmation_pages
from services.publication.pages.submission import desk as desk_pages
from services.publication.pages.submission import opening as opening_pages
from services.publication.pages.submission import revision as revision_pages
from services.publication.pages.submission import row as row_pages
from services.publication.pages.submission import submission as submission_pages
from services.publication.pages.submission import voice as voice_pages
from services.publication.pages.timeline import timeline as timeline_pages
from services.publication.pages.timeline import timing as timing_pages
from services.publication.storage.search.seal import Seal
from shared.clock import Clock
from shared.database import Database, Session
from shared.register import names
from shared.settings import Settings
from shared.web import administration
from shared.web.application.app import create_app
from shared.web.application.health import Checks
from shared.web.entrance import arrival, factor, hat, passkey, prove, sign_in, token, work
from shared.web.failed_messages import failed_messages

TEMPLATES = Path(__file__).parent / "templates"
EXAMPLES = Path(__file__).parent / "api" / "examples.json"


def create(settings: Settings, database: Database, clock: Clock) -> FastAPI:
    """The application, on this database and clock."""
    app = create_app(
        "publication",
        settings=settings,
        database=database,
        clock=clock,
        routers=[
            register.router,
            offer.router,
            agreement.router,
            answer.router,
            timeline.router,
            search.router,
            change.router,
            citation.router,
            download.router,
            indicator.router,
            power.router,
            timing.router,
            conduct.router,
            commitment.router,
            feed.router,
            follower.router,
            invitation.router,
            webhook.router,
            front_page.router,
            indicator_pages.router,
            agreement_pages.router,
            decision_pages.router,
            citation_pages.router,
            reply_pages.router,
            memorandum_pages.router,
            lookup_pages.router,
            register_pages.router,
            measure_pages.router,
            partnership_pages.router,
            power_pages.router,
            policy_pages.router,
            closure_pages.router,
            election_pages.router,
            statement_pages.router,
            safeguard_pages.router,
            key_pages.router,
            access_pages.router,
            account_pages.router,
            person_pages.router,
            role_pages.router,
            timing_pages.router,
            conduct_pages.router,
            offer_pages.router,
            approval_pages.router,
            desk_pages.router,
            opening_pages.router,
            revision_pages.router,
            confirmation_pages.router,
            voice_pages.router,
            row_pages.router,
            submission_pages.router,
            record_pages.router,
            removal_pages.router,
            record.files,
            record.router,
            cosignature.router,
            search_pages.router,
            download_pages.router,
            about_pages.router,
            removal.router,
            follower_pages.router,
            submission.router,
            timeline_pages.router,
            invitation_pages.router,
            sign_in.router,
            arrival.router,
            factor.router,
            passkey.router,
            hat.router,
            prove.router,
            token.router,
            work.router,
            administration.router,
            failed_messages("publication"),
        ],
        templates=TEMPLATES,
        examples=EXAMPLES,
        keeps_answers=True,
        checks=Checks(concerns=partial(_concerns, settings)),
    )
    app.state.naming = names
    app.state.follower_seal = Seal(settings.secret.get_secret_value())
    return app


async def _concerns(settings: Settings, session: Session) -> Sequence[str]:
    """What a person has to look at: a record that stands still, and that nobody takes reports of faults."""
    unnamed = not settings.is_local and settings.contact is None
    silent = ("nobody is named who takes reports of faults (FOLKMOOT_CONTACT)",) if unnamed else ()
    return [*await leaf.concerns(session), *silent]
