"""Letters about a case from one body to another: what each is, its words to begin with, and the proof of its service.

The words stay with the two bodies. That a letter was served, when, how and with which proof is told in the ledger.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from services.escalation.domain.case.case import Case
from services.escalation.domain.case.register import Body
from services.escalation.domain.case.state import State
from shared.events.escalation.letter import LetterCarried, LetterServed
from shared.working_days import in_words


class About(StrEnum):
    """What a letter is."""

    DUTY = "duty"
    HEARING = "hearing"
    RECOMMENDATIONS = "recommendations"
    REMINDER = "reminder"
    OTHER = "other"


class How(StrEnum):
    """How a letter was served."""

    EMAIL = "email"
    POST = "post"
    BY_HAND = "by_hand"


class Carried(StrEnum):
    """What became of one by e-mail."""

    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"


CALLED = {
    About.DUTY: "Notice of the duty to put it right",
    About.HEARING: "Notice of the hearing",
    About.RECOMMENDATIONS: "The recommendations",
    About.REMINDER: "A reminder",
    About.OTHER: "A letter",
}
HOW = {How.EMAIL: "by e-mail", How.POST: "by post", How.BY_HAND: "by hand"}
# The letter on whose service the days of a state rest.
RESTS_ON = {
    State.DUTY_SERVED: About.DUTY,
    State.SCHEDULED: About.HEARING,
    State.AWAITING_RESPONSES: About.RECOMMENDATIONS,
}


# Who serves a letter on which days of the ladder rest; any other is written by whoever has a part in the case.
SERVED_BY: Mapping[About, frozenset[str]] = {
    About.DUTY: frozenset({"case_worker", "monitoring_officer"}),
    About.HEARING: frozenset({"scrutiny_officer"}),
    About.RECOMMENDATIONS: frozenset({"scrutiny_officer"}),
}
PARTNER = "partner"


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it was written: between which bodies, its words, by which account, and why it puts another right."""

    reference: str
    area: str
    number: int
    body: str
    to: str
    subject: str
    text: str
    written_by: str
    written_at: datetime
    why: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """That a letter was served and what became of it, as the ledger tells; `put_right_by` is a later one's number."""

    told: LetterServed
    carried: tuple[LetterCarried, ...] = ()
    put_right_by: int | None = None

    @property
    def standing(self) -> Carried | None:
        """What became of it last; None while nothing is known, and of one that went by post or by hand."""
        return Carried(self.carried[-1].standing) if self.carried else None

    @property
    def proof(self) -> str:
        """The proof of its service, in words."""
        told, last = self.told, self.carried[-1] if self.carried else None
        if told.how != How.EMAIL:
            reference = f", reference {told.proof}" if told.proof else ""
            return f"Stated by who served it{reference}"
        if last is None:
            return "Not sent yet"
        day = in_words(last.on)
        match Carried(last.standing):
            case Carried.SENT:
                return f"Handed to the mail service on {day}"
            case Carried.DELIVERED:
                return f"Delivered on {day}"
            case Carried.FAILED:
                return f"Came back on {day}: not delivered"


def served(stream: Iterable[object]) -> list[Served]:
    """What the stream of a case's letters tells, by number."""
    events = list(stream)
    first = [one for one in events if isinstance(one, LetterServed)]
    carried = [one for one in events if isinstance(one, LetterCarried)]
    later = {one.supersedes: one.letter for one in first if one.supersedes is not None}
    return [
        Served(
            told=one,
            carried=tuple(each for each in carried if each.letter == one.letter),
            put_right_by=later.get(one.letter),
        )
        for one in first
    ]


def against(about: About, case: Case, found: Sequence[Served], *, roles: Collection[str], body: str) -> str:
    """Why somebody of this body with these roles serves no such letter in the case now; empty where they may.

    A letter of the ladder is served by whoever took its step, and only after it: what is on record of it is the proof
    on which days rest.
    """
    serving = SERVED_BY.get(about)
    if serving is None:
        known = {case.subject, *(one.told.to for one in found)}
        if set(roles) <= {PARTNER} and body not in known:
            return "Your organisation has no part in this case, and nobody has written to it about it."
        return ""
    if serving.isdisjoint(roles):
        whose = "the scrutiny committee's officer" if about is not About.DUTY else "the council's case workers"
        return f"This letter is served by {whose} alone."
    stands = {
        About.DUTY: bool(case.subject),
        About.HEARING: case.scrutiny.hearing_on is not None,
        About.RECOMMENDATIONS: bool(case.scrutiny.recommendations),
    }[about]
    return "" if stands else "There is nothing in this case yet of which this letter could give notice."


def signed(letter: Letter, bodies: Mapping[str, Body], *, page: str) -> str:
    """Its words as they leave by e-mail: who wrote them and about which case, whatever they say themselves."""
    by = bodies[letter.body].name if letter.body in bodies else letter.body
    about = f"This letter was written by {by} about the case {letter.reference}."
    return f"{letter.text}\n\n--\n{about}\nThe record of the case: {page}"


def differing(stream: str, told: Iterable[object], rows: Collection[tuple[int, str, str]]) -> list[str]:
    """What a case's letters do not tell alike: the events by themselves, and beside the rows that keep their words, as
    number, writer and body written to. Words are deleted for a whole case at once.
    """
    events = list(told)
    first = [one for one in events if isinstance(one, LetterServed)]
    by_number = {one.letter: one for one in first}
    wrong = []
    if [one.letter for one in first] != list(range(1, len(first) + 1)):
        wrong.append("the letters are not numbered one after the other")
    for one in first:
        before = by_number.get(one.supersedes) if one.supersedes is not None else None
        if one.supersedes is not None and (before is None or before.by != one.by or one.supersedes >= one.letter):
            wrong.append(f"letter {one.letter} puts right what its writer had not served")
    carried = {one.letter for one in events if isinstance(one, LetterCarried)}
    mailed = {one.letter for one in first if one.how == How.EMAIL}
    wrong += [f"letter {number} was carried and never given to a carrier" for number in sorted(carried - mailed)]
    if rows and {(one.letter, one.by, one.to) for one in first} != set(rows):
        wrong.append("the words that are kept are of other letters than those that were told")
    return [f"{stream}: {words}" for words in wrong]


def rests_on(case: Case, found: Sequence[Served]) -> tuple[About, Served | None] | None:
    """On the service of which letter the days of a case rest now, and the last one of these that is on record and did
    not come back; None where they rest on no letter.
    """
    about = RESTS_ON.get(case.state)
    if about is None:
        return None
    good = [
        one
        for one in found
        if one.told.about == about and one.put_right_by is None and one.standing is not Carried.FAILED
    ]
    return about, good[-1] if good else None


def proof_words(about: About, one: Served | None) -> str:
    """The same in a sentence: on which proof the days rest."""
    called = CALLED[about]
    if one is None:
        return f"{called}: no letter with proof of service is on record. The days count from the step itself."
    told = one.told
    return (
        f"{called}: letter {told.letter}, served {HOW[How(told.how)]} on {in_words(told.served_on)}. "
        f"{one.proof}. The days count from the step itself."
    )


def begun(about: About, *, case: Case, to: str, by: str, must: str, otherwise: str, page: str) -> tuple[str, str]:
    """The subject and the words with which a letter begins; whoever writes it changes them as they need.

    `must` and `otherwise` are the sentences of what is to be done now, as the record has them; empty where no day runs.
    """
    opening = {
        About.DUTY: f"{by} gives you notice that the duty to put this right is with you.",
        About.HEARING: "The committee hears this case. You are asked to come and to answer its questions.",
        About.RECOMMENDATIONS: "The committee has made recommendations to you. They stand in the record of the case.",
        About.REMINDER: f"{by} reminds you of what the record of this case asks of you.",
        About.OTHER: f"{by} writes to you about this case.",
    }[about]
    asked = "\n\n".join(part for part in (must, f"Otherwise: {otherwise}" if otherwise else "") if part)
    parts = (f"To {to}", opening, f"{case.title}\n({case.reference})", asked, f"The record: {page}")
    text = "\n\n".join(part for part in parts if part)
    return f"{CALLED[about]}: {case.title}"[:200], text
