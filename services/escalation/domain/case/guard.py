"""Guards: conditions on the case that must hold for a row, each with a name and the words for when it does not.

`needs` look at the case and who acts, so that a page can tell beforehand; `checks` look at what the command says. Each
rung has its own; here is what they are made of.
"""

# ruff: noqa: ARG001, ARG005 every guard is asked in the same way

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from datetime import date

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.command import Command, EndProcess, StartProcess
from services.escalation.domain.case.part import Part, parts_of, voice
from services.escalation.domain.case.process import MENU, MOST_PROCESSES, Process, of_side, running
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.case.trigger import IN_PERSON, NO, Word
from shared.legible import letters
from shared.working_days import Period, Reckoning, in_words


@dataclass(frozen=True, slots=True)
class Guard:
    """A need: its stable name, what is said when it does not hold, and the test.

    `of_trigger` is said instead in a case that was opened so: why a thing is missing may lie in how the case began.
    `why` finds the words in the case itself, where more than one thing may be missing; `names` are those whom the words
    are about.
    """

    name: str
    words: str
    holds: Callable[[Case, Circumstances], bool]
    of_trigger: Mapping[str, str] = field(default_factory=dict, hash=False)
    why: Callable[[Case], str] | None = field(default=None, hash=False)
    names: Callable[[Case], Iterable[str]] | None = None

    def says(self, case: Case) -> str:
        """What is said when it does not hold in this case; with the names of those who could, where it tells them."""
        words = self.why(case) if self.why is not None else self.of_trigger.get(case.trigger, self.words)
        names = tuple(self.names(case)) if self.names else ()
        return f"{words} Here: {'; '.join(names)}." if names else words


Check = Callable[[Case, Command, Circumstances], Iterator[Gap]]


def words_given(case: Case, command: Command, at: Circumstances) -> Iterator[Gap]:
    """Every text of every command must say something, but for those that may be left out."""
    for part in fields(command):
        value = getattr(command, part.name)
        if isinstance(value, str) and part.default is MISSING and not value.strip():
            yield Gap(part.name, "missing", "Say something here.")


def repeated(period: Period, times: int) -> Period:
    """The same period several times over."""
    return Period(period.count * times, period.unit)


def ahead(field: str, day: date, at: Circumstances) -> Iterator[Gap]:
    """The day in this field lies after today."""
    if day <= at.today:
        yield Gap(field, "not_ahead", "This day must be after today.")


def not_after(field: str, day: date, period: Period, start: date, at: Circumstances) -> Iterator[Gap]:
    """The day in this field is not later than the period from the start allows."""
    yield from no_later(field, day, period.reckon(start, at.calendar))


def no_later(field: str, day: date, latest: Reckoning) -> Iterator[Gap]:
    """The day in this field is not after the latest; else that is told with its working."""
    if day > latest.due_on:
        yield Gap(field, "too_late", f"The latest day allowed is {in_words(latest.due_on)}. {latest.words()}")


def _sides(case: Case, at: Circumstances) -> tuple[bool, ...]:
    """For whom the actor begins what may help: true for the committee, false for the body that answers."""
    parts = parts_of(case, at)
    return tuple(side for part, side in ((Part.SCRUTINY_OFFICER, True), (Part.SUBJECT, False)) if part in parts)


def _may_run(case: Case, at: Circumstances, *, is_committee: bool) -> bool:
    own = of_side(case.processes, is_committee=is_committee)
    return len(running(own, at.today)) < at.policy.stage2.processes_at_once


def _has_room(case: Case, *, is_committee: bool) -> bool:
    return len(of_side(case.processes, is_committee=is_committee)) < MOST_PROCESSES


PROCESS_LEFT = Guard(
    "fewer_processes_than_allowed",
    "As many of those that you began run as may run at one time; end one first.",
    lambda case, at: any(_may_run(case, at, is_committee=side) for side in _sides(case, at)),
)


ROOM_FOR_PROCESSES = Guard(
    "room_for_another_process",
    f"You have begun {MOST_PROCESSES} in this case; that is as many as may be.",
    lambda case, at: any(_has_room(case, is_committee=side) for side in _sides(case, at)),
)


# What is needed of whoever begins something of the menu: the committee and the body that answers have each their room.
MAY_START = (PROCESS_LEFT, ROOM_FOR_PROCESSES)


PROCESS_RUNS = Guard(
    "a_process_runs",
    "No process runs in this case now.",
    lambda case, at: bool(running(case.processes, at.today)),
)


SOMEBODY_SPEAKS = Guard(
    "has_an_organiser",
    "Nobody stands behind this case: it came of a body's own finding or of figures, or whoever raised it has left or "
    "answers for it now.",
    lambda case, at: bool(case.who_speaks),
)


SPEAKS = Guard(
    "speaks_for_who_raised_it",
    "Only those who raised this case say this, each for itself. What the organiser of a petition says otherwise than "
    "by its own link is written down for it.",
    lambda case, at: bool(voice(case, at).speaks_for),
    names=lambda case: dict.fromkeys(one.behind.name or "the organiser of the petition" for one in case.who_speaks),
)


# What is needed of whoever says something for those who raised a case.
SPEAKS_FOR_RAISERS = (SOMEBODY_SPEAKS, SPEAKS)


def _denied(words: Iterable[Word], case: Case, at: Circumstances) -> bool:
    """Whether an earlier no stands, said in person or written down by another body, that this pen does not undo."""
    one, own = voice(case, at), at.register.organisation(at.actor.public_name)
    if one.how == IN_PERSON:
        return False
    denials = (word for word in words if word.says == NO and word.raiser in one.speaks_for)
    return any(word.how == IN_PERSON or at.register.organisation(word.by) != own for word in denials)


def not_denied(words: Callable[[Case], Iterable[Word]]) -> Guard:
    """A yes that is written down undoes no earlier no: whoever said or wrote that says otherwise itself."""
    return Guard(
        "not_denied_before",
        "Whoever raised it said no before: in person, or in words that another body wrote down. Only they, or that "
        "body, can say otherwise now.",
        lambda case, at: not _denied(words(case), case, at),
    )


def on_the_menu(case: Case, command: StartProcess, at: Circumstances) -> Iterator[Gap]:
    """One of the published list, with room for it on the side that begins it, and none that runs there already to
    bring the same.
    """
    if command.process not in MENU:
        yield Gap("process", "not_a_choice", f"Choose one of: {', '.join(MENU)}.")
    is_committee = command.minute is not None
    if not (_may_run(case, at, is_committee=is_committee) and _has_room(case, is_committee=is_committee)):
        yield Gap("process", "no_room", "Whoever begins this has as many as may be; the other side has room.")
    for one in running(of_side(case.processes, is_committee=is_committee), at.today):
        if one.process == command.process and letters(one.outcome) == letters(command.outcome):
            words = f"The same runs already: number {one.number} of this case, until {in_words(one.until_on)}."
            yield Gap("process", "runs_already", words)


def process_runs(case: Case, command: EndProcess, at: Circumstances) -> Iterator[Gap]:
    """The process of this number runs, and whoever began it ends it."""
    found = next((one for one in running(case.processes, at.today) if one.number == command.number), None)
    if found is None:
        yield Gap("number", "not_running", "No process of this number runs in this case.")
    elif not _began(found, case, at):
        yield Gap("number", "not_yours", "Only those who began this process can end it.")


def _began(process: Process, case: Case, at: Circumstances) -> bool:
    """Whether the actor speaks for whoever began it; in the council's own cause its people do not for the committee."""
    is_own = process.of_committee or process.body == at.actor.public_name
    return is_own and process.of_committee in _sides(case, at)
