"""What is asked of whom because figures changed, and what they warn of."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain.judgement.judgement import Judgement
from services.indicators.domain.question import explanation
from services.indicators.domain.question.asking import MACHINE
from services.indicators.domain.question.explanation import is_to_be_asked, no_longer_asked
from services.indicators.domain.question.warning import EarlyWarning, Grounds, findings
from services.indicators.domain.question.warning import evolve as evolve_warning
from services.indicators.domain.question.warning import news as warning_news
from services.indicators.effects.question.asking import ask, withdraw
from services.indicators.storage.judgement import baseline as baselines
from services.indicators.storage.judgement import forecast as forecasts
from services.indicators.storage.question import register as registers
from services.indicators.storage.question import warning as warnings
from services.indicators.storage.question.explanation import EXPLANATIONS, lock_of
from shared import ledger
from shared.database import Session
from shared.events import new_id
from shared.events.indicators import WarningLifted, WarningRaised
from shared.register import rules
from shared.working_days import london_day


async def ask_why(session: Session, judged: Sequence[Judgement], now: datetime) -> None:
    """Ask whoever leads on a measure that now misses its target; where none is missed any more, no longer."""
    if not judged:
        return
    standing = await lock_of(session, [after.facts.at for after in judged])
    for after in judged:
        for request in no_longer_asked(after, standing.get(after.facts.at, ())):
            ended = explanation.withdraw(request, after)
            await withdraw(session, EXPLANATIONS, request, ended, actor=MACHINE, now=now)
    await _ask(session, [after for after in judged if is_to_be_asked(after, standing.get(after.facts.at, ()))], now)


async def _ask(session: Session, missed: Sequence[Judgement], now: datetime) -> None:
    """Ask about each of these, as of today, and arm the clock of each request."""
    if not missed:
        return
    today = london_day(now)
    rules_of = await rules(session, {after.facts.area for after in missed}, today)
    addressees = await registers.addressees(session, [after.facts.at for after in missed], today)
    for after in missed:
        policy, days = rules_of[after.facts.area].policy, rules_of[after.facts.area].calendar
        event = explanation.ask(
            after, addressees[after.facts.at], id=new_id(), policy=policy, calendar=days, today=today
        )
        await ask(
            session,
            EXPLANATIONS,
            event,
            due_on=event.due_on,
            working=event.reckoning,
            policy=policy,
            actor=MACHINE,
            now=now,
        )


async def tell_warnings(session: Session, measures: Sequence[tuple[str, str]], now: datetime) -> None:
    """Tell each cause for concern about these measures that begins to hold, or ends.

    The caller holds the locks of the measures' judgements.
    """
    if not measures:
        return
    today = london_day(now)
    known = await warnings.known(session, measures, today)
    rules_of = await rules(session, {area for area, _ in known}, today)
    addressees = await registers.addressees(session, list(known), today)
    before = await warnings.of_measures(session, list(known))
    begun_anew = await baselines.of_measures(session, list(known))
    outcomes = [told for _, told in await forecasts.outcomes(session, list(known))]
    for (area, measure), stored in known.items():
        grounds = Grounds(
            area=area,
            measure=measure,
            polarity=stored.polarity,
            frequency=stored.frequency,
            figures=stored.figures,
            promised=stored.promised,
            policy=rules_of[area].policy,
            calendar=rules_of[area].calendar,
            today=today,
            baselines=[one for one in begun_anew if (one.area, one.measure) == (area, measure)],
            outcomes=[told for told in outcomes if (told.area, told.measure) == (area, measure)],
            waiting=stored.waiting,
        )
        for finding in findings(grounds):
            standing = before.get((area, measure, finding.cause))
            event = warning_news(finding, standing, addressees[area, measure], grounds)
            if event is not None:
                await _tell_warning(session, standing, event, now)


async def _tell_warning(
    session: Session, before: EarlyWarning | None, event: WarningRaised | WarningLifted, now: datetime
) -> None:
    warning = evolve_warning(before, event, now)
    await warnings.save(session, warning)
    await ledger.append(
        session, warning.stream, warning.version - 1, [event], area=warning.area, actor=MACHINE, now=now
    )
