"""The background process of the escalation service: relay, consumers, silence's deadlines, errands."""

from services.escalation.domain.ladder import soundness
from services.escalation.domain.ladder.deadline import ABOUT, REMINDERS, Kind
from services.escalation.domain.obligation.deadline import SILENCE as OWED
from services.escalation.effects.case.case import HEARING_CAUGHT, LEFT, MOVED_ON, SECOND, SPOKEN_FOR
from services.escalation.effects.case.clock import COUNT_AGAIN
from services.escalation.effects.case.succession import PASS_ON, SUCCESSION
from services.escalation.effects.obligation.obligation import LETTER
from services.escalation.effects.person.data_request import DUE
from services.escalation.effects.person.follower import NEWS
from services.escalation.effects.person.retention import RETENTION
from services.escalation.effects.petition.moderation import SILENCE, TURN
from services.escalation.effects.petition.notice import DAY as NOTICE
from services.escalation.effects.petition.notice import TO_ORGANISER, TO_REPORTER
from services.escalation.effects.petition.petition import CLOSING, DRAFT
from services.escalation.effects.signature.paper import DAY as SHEETS
from services.escalation.effects.signature.signature import COUNT, SETTLING
from services.escalation.effects.signature.watch import HELD
from services.escalation.effects.signature.watch import SECOND as DECISION_OF_TWO
from services.escalation.effects.trigger.trigger import DECISION
from services.escalation.handlers.case import clock as counting
from services.escalation.handlers.case import deadline, measure, register, silence, succession
from services.escalation.handlers.case import letter as case_letters
from services.escalation.handlers.desk import notification, preference
from services.escalation.handlers.evidence import evidence
from services.escalation.handlers.obligation import obligation
from services.escalation.handlers.person import case as person_case
from services.escalation.handlers.person import councillor, data_request, erasure, follower, mail, retention
from services.escalation.handlers.person import notice as notice_letters
from services.escalation.handlers.petition import caseload as petition_caseload
from services.escalation.handlers.petition import draft, leadership, moderation, notice, petition, removal
from services.escalation.handlers.reserve import commitment
from services.escalation.handlers.scrutiny import programme
from services.escalation.handlers.signature import comparison, invalidation, second, watch
from services.escalation.handlers.trigger import trigger
from services.escalation.storage.case.seal import Seal
from services.escalation.storage.desk import preference as preferences
from services.escalation.storage.person import councillor as councillors
from services.escalation.storage.person import follower as followers
from services.escalation.storage.person.data_request import CODE as DATA_CODE
from services.escalation.storage.person.data_request import LINK
from services.escalation.storage.person.retention import NOTE
from services.escalation.storage.signature import leadership as leaders
from services.escalation.storage.signature.signature import CODE, CONFIRM
from shared import background
from shared.background import every
from shared.clock import Clock
from shared.database import for_service
from shared.deadlines import DeadlineKind
from shared.errands import Carrier
from shared.events import indicators, publication
from shared.messaging import Transport
from shared.settings import Settings

CONSUMERS: background.Consumers = {
    "escalation.register": every(publication.REGISTER, register.keep_register),
    "escalation.measure": every(indicators.MEASURE, measure.note_judgements),
    "escalation.challenge": every(indicators.CHALLENGE, programme.keep_challenges),
    "escalation.removal": every(indicators.REMOVAL, removal.follow_removals),
    "escalation.submission": every(publication.SUBMISSION, notification.keep_submissions),
}
PROJECTIONS: background.Projections = {"escalation.challenge": programme.forget_challenges}
DEADLINES: dict[str, DeadlineKind] = {
    Kind.SILENCE: DeadlineKind(lock=silence.lock, fire=silence.let_silence_act, holds=silence.holds),
    **dict.fromkeys(ABOUT, DeadlineKind(lock=silence.lock, fire=deadline.tell_missed, holds=silence.holds)),
    **dict.fromkeys(REMINDERS, DeadlineKind(lock=silence.lock, fire=deadline.remind)),
    evidence.REMOVAL: DeadlineKind(lock=evidence.lock, fire=evidence.let_removal_lapse),
    SECOND: DeadlineKind(lock=silence.lock, fire=silence.let_second_lapse),
    DRAFT: DeadlineKind(lock=draft.lock, fire=draft.lapse),
    SILENCE: DeadlineKind(lock=moderation.lock, fire=moderation.let_silence_act),
    petition_caseload.TOGETHER: DeadlineKind(lock=moderation.lock, fire=petition_caseload.let_take_effect),
    CLOSING: DeadlineKind(lock=petition.lock, fire=petition.close),
    NOTICE: DeadlineKind(lock=notice.lock, fire=notice.tell_overdue),
    DECISION: DeadlineKind(lock=trigger.lock, fire=trigger.lapse),
    SUCCESSION: DeadlineKind(lock=succession.lock, fire=succession.pass_on),
    **dict.fromkeys(OWED, DeadlineKind(lock=obligation.lock, fire=obligation.let_silence_act)),
    SHEETS: DeadlineKind(lock=comparison.lock, fire=comparison.tell_not_compared),
    HELD: DeadlineKind(lock=petition.lock, fire=invalidation.tell_undecided),
    DECISION_OF_TWO: DeadlineKind(lock=second.lock, fire=second.lapse),
    RETENTION: DeadlineKind(lock=petition.lock, fire=retention.let_go),
    DUE: DeadlineKind(lock=data_request.lock, fire=data_request.tell_overdue),
    COUNT: DeadlineKind(lock=petition.lock, fire=petition.count_day),
    SETTLING: DeadlineKind(lock=petition.lock, fire=petition.settle_marks),
    case_letters.LOOK: DeadlineKind(lock=case_letters.lock, fire=case_letters.look_again),
    preferences.DIGEST: DeadlineKind(lock=preference.lock, fire=preference.tell_morning),
    NEWS: DeadlineKind(lock=petition.lock, fire=follower.tell_day),
    leadership.DAY: DeadlineKind(lock=petition.lock, fire=leadership.lapse),
}


def deadline_kinds(settings: Settings) -> dict[str, DeadlineKind]:
    """What the sweep fires; the sealed store's day needs the product's secret."""
    return {**DEADLINES, commitment.DAY: commitment.deadline(Seal(settings.secret.get_secret_value()))}


def errands(settings: Settings, clock: Clock) -> dict[str, Carrier]:
    """Who carries what leaves the building."""
    return {
        CONFIRM: mail.carrier(settings),
        CODE: mail.carrier_of_codes(settings, clock),
        followers.CONFIRM: follower.carrier(settings),
        followers.NEWS: follower.carrier_of_news(settings, clock),
        councillors.WELCOME: councillor.carrier_of_welcomes(settings),
        councillors.NEWS: councillor.carrier_of_news(settings, clock),
        LETTER: mail.owed_carrier(settings),
        case_letters.SEND: case_letters.carrier(settings, clock),
        case_letters.ASK: case_letters.carrier_of_questions(settings, clock),
        preferences.CONFIRM: preference.carrier(settings),
        preferences.AT_ONCE: preference.carrier_of_mail(settings, clock),
        preferences.DIGEST: preference.carrier_of_mail(settings, clock),
        TO_REPORTER: notice_letters.carrier_to_reporters(settings),
        TO_ORGANISER: notice_letters.carrier_to_organisers(settings),
        DATA_CODE: mail.carrier_of_data_codes(settings, clock),
        LINK: mail.carrier_of_data_links(settings),
        NOTE: erasure.carrier(settings),
        TURN: mail.carrier_of_turns(settings),
        leaders.ASKED: leadership.carrier(settings),
        MOVED_ON: person_case.carrier(settings, clock),
        LEFT: mail.carrier_to_whoever_left(settings),
        SPOKEN_FOR: mail.carrier_to_whom_words_were_written_down(settings),
        HEARING_CAUGHT: mail.carrier_to_clerks(settings, clock),
        COUNT_AGAIN: counting.carrier(clock),
        PASS_ON: succession.carrier(clock),
    }


async def run(settings: Settings, transport: Transport, clock: Clock) -> None:
    """Run until cancelled or until one part fails. Raises Unsound before anything starts."""
    soundness.check_all()
    await _begin_days(settings, clock)
    await background.run(
        "escalation",
        settings,
        transport,
        clock,
        consumers=CONSUMERS,
        deadline_kinds=deadline_kinds(settings),
        carriers=errands(settings, clock),
        watches=(counting.watch, watch.forget_for_ever, retention.forget_for_ever),
    )


async def _begin_days(settings: Settings, clock: Clock) -> None:
    """What was erased and came back with a restored copy goes again; the sealed store's days go by from now on."""
    database = for_service(settings, "escalation", pool_size=1)
    try:
        await erasure.erase_again(database, settings, clock.now())
        await commitment.begin(database, clock.now())
    finally:
        await database.close()
