"""Judgements that changed: kept, told, and what is told because of them: forecasts that came true or did not."""

from collections.abc import Sequence
from datetime import datetime

from services.indicators.domain.judgement.forecast import news, stream, track_record
from services.indicators.domain.judgement.judgement import Change, Judgement, judge_all
from services.indicators.effects.question.question import ask_why
from services.indicators.storage.judgement import forecast as forecasts
from services.indicators.storage.judgement import judgement as judgements
from shared import ledger
from shared.database import Session


async def judge(session: Session, standing: Sequence[Judgement], now: datetime) -> list[Change]:
    """The changes among judgements that the caller has locked, by what is stored now; wholes after their parts."""
    measures = [one.facts.at for one in standing]
    facts, parts = await judgements.facts(session, measures), await judgements.parts(session, measures)
    return judge_all(standing, facts, now, parts)


async def tell(session: Session, changes: Sequence[Change], *, actor: str, now: datetime) -> None:
    """Keep the judgements that changed, and tell of each in its measure's stream: the row and its event together.

    Whoever leads on a measure that now misses its target is asked why; where none is missed any more, nobody is.
    """
    await judgements.save(session, changes)
    for change in changes:
        after, area = change.judgement, change.judgement.facts.area
        await ledger.append(session, after.stream, after.version - 1, [change.event], area=area, actor=actor, now=now)
    await ask_why(session, [change.judgement for change in changes], now)


async def tell_outcomes(session: Session, measures: Sequence[tuple[str, str]], *, actor: str, now: datetime) -> None:
    """Tell how each forecast of these measures came true whose figure has come or was revised.

    The caller holds the locks of the measures' judgements, and has stored their figures.
    """
    made = await forecasts.of_measures(session, measures)
    if not made:
        return
    came = await forecasts.figures(session, measures)
    before = [one for _, one in await forecasts.outcomes(session, measures)]
    for area, measure in sorted({(one.area, one.measure) for one in made}):
        record = track_record(
            [one for one in made if (one.area, one.measure) == (area, measure)],
            [(period, value) for at, name, period, value in came if (at, name) == (area, measure)],
        )
        found = news(record, [one for one in before if (one.area, one.measure) == (area, measure)])
        version = await forecasts.version(session, area, measure)
        await forecasts.tell(session, found, after=version, now=now)
        await ledger.append(session, stream(area, measure), version, found, area=area, actor=actor, now=now)
