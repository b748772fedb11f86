"""Everything that `make model` searches: each model with its properties, and each mutant with what must reject it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from services.escalation.domain.case.command import NoteNoSecond, verb
from services.escalation.domain.case.course import Overlay
from services.escalation.domain.case.part import SUBJECT, WORKER
from services.escalation.domain.case.row import Row, Silence
from services.escalation.domain.case.state import State
from services.escalation.domain.ladder import chain, silence
from tests.model.ladder import edges
from tests.model.promela import promela
from tests.model.search import Search

Tables = tuple[tuple[Row, ...], tuple[Silence, ...]]
R = TypeVar("R", Row, Silence)

DIES = Search(
    model="spine", settings=("DEATHS=2",), property="nothing lost, effect once, order in the stream, whatever dies"
)
TWICE = Search(
    model="spine",
    settings=("STREAMS=1", "RELAYS=2", "CONSUMERS=2", "DEATHS=1"),
    property="the same with two relays and two consumers",
)
FIRES = Search(model="deadlines", property="a round ends once, one rung a day, received in time beats the timer")
SETTLES = Search(model="deadlines", property="silence never stalls", claim="settled", is_fair=True)
RACE = Search(model="race", property="a figure received in time wins; what is left behind is provisional")
STRADDLED = Search(
    model="race", settings=("STRADDLES=1",), property="it wins also when it is being taken in as the day ends"
)
WAITS = Search(model="race", property="the wait for it ends", claim="settled", is_fair=True)
LADDER = Search(
    model="chain",
    settings=("CASES=1",),
    property="no rung skipped, two complainants, two persons, one cap, no dead end",
)
ENDS = replace(LADDER, property="from every state silence alone ends the case", claim="silence_ends")
ROUNDS = replace(LADDER, property="nobody keeps a case going round for ever", claim="no_endless_round")
TWO = Search(
    model="chain",
    settings=("CASES=2",),
    property="two cases, two partners, two sweepers: rungs, complainants, one rung for one claim",
)
SEARCHES = (DIES, TWICE, FIRES, SETTLES, RACE, STRADDLED, WAITS, LADDER, ENDS, ROUNDS, TWO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One rule taken away: in the model by its name, or in the ladder's tables; which search finds it, by what."""

    what: str
    search: Search
    told: str
    name: str = ""
    changed: Callable[[Tables], Tables] | None = None

    def settings(self) -> Search:
        """The search with the rule taken away."""
        return (
            replace(self.search, settings=(*self.search.settings, f"MUTANT_{self.name}")) if self.name else self.search
        )

    def written(self) -> dict[str, str]:
        """The files that take the place of those in the tree."""
        if self.changed is None:
            return {}
        return {"ladder.pml": promela(edges(*self.changed((chain.TABLE, silence.TABLE))))}


def _changed(rows: Sequence[R], is_meant: Callable[[R], bool], change: Callable[[R], R | None]) -> tuple[R, ...]:
    """The rows with those that are meant changed, or left out; at least one is meant."""
    assert any(map(is_meant, rows)), "the tables no longer know what this mutant changes"
    after = ((change(row) if is_meant(row) else row) for row in rows)
    return tuple(row for row in after if row is not None)


def _left_out(row: Row | Silence) -> None:  # noqa: ARG001 the shape of every change
    return None


def _asked(name: str) -> Callable[[Row], bool]:
    return lambda row: verb(row.asked) == name


def _rows(is_meant: Callable[[Row], bool], change: Callable[[Row], Row | None]) -> Callable[[Tables], Tables]:
    return lambda tables: (_changed(tables[0], is_meant, change), tables[1])


def _silences(
    is_meant: Callable[[Silence], bool], change: Callable[[Silence], Silence | None]
) -> Callable[[Tables], Tables]:
    return lambda tables: (tables[0], _changed(tables[1], is_meant, change))


def _without_need(name: str) -> Callable[[Row], Row]:
    return lambda row: replace(row, needs=tuple(need for need in row.needs if need.name != name))


def _no_second_row(tables: Tables) -> Tables:
    rows = _changed(tables[0], _asked("reject"), lambda row: replace(row, second=None))
    return tuple(row for row in rows if row.when is None or row.when.answer != "reject"), tables[1]


MUTANTS = (
    Mutant(what="published before the commit", search=DIES, name="PUBLISHED_BEFORE_COMMIT", told="in_ledger"),
    Mutant(what="a cursor: id greater than last seen", search=DIES, name="CURSOR", told="effects"),
    Mutant(what="pointer deleted before the confirm", search=DIES, name="DELETED_BEFORE_CONFIRM", told="effects"),
    Mutant(what="acknowledged before the commit", search=DIES, name="ACKNOWLEDGED_BEFORE_COMMIT", told="effects"),
    Mutant(what="no inbox: what was applied is applied again", search=DIES, name="NO_DEDUPE", told="effects"),
    Mutant(what="progress apart from its effect", search=DIES, name="EFFECT_APART", told="effects"),
    Mutant(what="early events applied", search=DIES, name="EARLY_APPLIED", told="version_of"),
    Mutant(what="early events dropped", search=DIES, name="EARLY_DROPPED", told="effects"),
    Mutant(what="no lock on progress", search=TWICE, name="NO_LOCK", told="effects"),
    Mutant(what="no lock on the case", search=FIRES, name="NO_LOCK", told="is_put_right"),
    Mutant(what="fired without looking again", search=FIRES, name="NOT_LOOKED_AT_AGAIN", told="is_"),
    Mutant(what="the next day counted from the old one", search=FIRES, name="FROM_THE_OLD_DAY", told="fired_today"),
    Mutant(what="in time means handled in time", search=FIRES, name="STAMPED_WHEN_HANDLED", told="was_ahead"),
    Mutant(what="a deadline is never set aside", search=FIRES, name="NEVER_SET_ASIDE", told="was_ahead"),
    Mutant(what="a claim never runs out", search=SETTLES, name="NO_LEASE", told="acceptance cycle"),
    Mutant(what="firing arms no next day", search=SETTLES, name="NOT_ARMED", told="acceptance cycle"),
    Mutant(what="the timer does not wait for figures", search=RACE, name="TIMER_DOES_NOT_WAIT", told="is_provisional"),
    Mutant(what="the canary overtakes the outbox", search=RACE, name="CANARY_OVERTAKES", told="is_provisional"),
    Mutant(what="a late figure sets nothing aside", search=RACE, name="NEVER_SET_ASIDE", told="is_put_right"),
    Mutant(what="the wait has no end", search=WAITS, name="NO_PATIENCE", told="acceptance cycle"),
    Mutant(
        what="the subject's own complaint counts", search=LADDER, told="real",
        changed=_rows(_asked("lodge_complaint"), lambda row: replace(row, who=row.who | SUBJECT)),
    ),
    Mutant(
        what="a partner may complain twice", search=LADDER, told="real",
        changed=_rows(_asked("lodge_complaint"), _without_need("not_complained_before")),
    ),
    Mutant(what="two arms of one partner count as two", search=TWO, name="ARMS_COUNT_APART", told="real"),
    Mutant(
        what="one complaint is enough", search=TWO, told="real",
        changed=_silences(lambda row: row.name == "enough_complaints", lambda row: replace(row, when=None)),
    ),
    Mutant(
        what="the duty may be skipped", search=LADDER, told="rung",
        changed=_rows(_asked("serve_duty"), lambda row: replace(row, to=State.REFERRED, second=None)),
    ),
    Mutant(
        what="refused by one person", search=LADDER, told="how==2", changed=_no_second_row,
    ),
    Mutant(
        what="the second person may be the first", search=LADDER, told="==2",
        changed=_rows(_asked("agree_as_second"), lambda row: replace(row, who=WORKER)),
    ),
    Mutant(
        what="what waits for a second person cannot lapse", search=LADDER, told="waiting",
        changed=_rows(
            lambda row: row.asked is NoteNoSecond and row.when is not None and row.when.answer == "pause",
            _left_out,
        ),
    ),
    Mutant(
        what="a pause is renewed without a cap", search=LADDER, told="pauses",
        changed=_rows(_asked("renew_pause"), lambda row: replace(row, checks=())),
    ),
    Mutant(
        what="an end is left by people", search=LADDER, told="how==3",
        changed=_rows(
            lambda row: row.state is State.RESOLVED_STAGE1 and row.to is State.REFERRED,
            lambda row: replace(row, who=WORKER),
        ),
    ),
    Mutant(
        what="silence does nothing on a rung", search=ENDS, told="acceptance cycle",
        changed=_silences(lambda row: row.state is State.EVIDENCE and row.over is None, _left_out),
    ),
    Mutant(
        what="a pause never ends by itself", search=ENDS, told="acceptance cycle",
        changed=_silences(
            lambda row: row.over is Overlay.PAUSED and row.state is State.BROKERING, _left_out
        ),
    ),
    Mutant(
        what="reviews may be missed without end", search=ENDS, told="acceptance cycle",
        changed=_silences(lambda row: row.name == "review_awaited", lambda row: replace(row, counter=None)),
    ),
    Mutant(
        what="claims may be refused without end", search=ROUNDS, told="acceptance cycle",
        changed=_rows(_asked("refuse_remedy"), lambda row: replace(row, counter=None)),
    ),
    Mutant(
        what="a case may relapse without end", search=ROUNDS, told="acceptance cycle",
        changed=_rows(lambda row: row.counter == "relapsed_from", lambda row: replace(row, counter=None)),
    ),
    Mutant(what="fired though its clock started anew", search=TWO, name="FIRED_BLIND", told="is_stale"),
)  # fmt: skip
