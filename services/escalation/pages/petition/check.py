"""A petition that is not public yet, as pages show it: where it stands, who must act by when, what may be decided."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.petition.decision import Deed
from services.escalation.domain.petition.flag import Flag
from services.escalation.domain.petition.guard import FAULTS, REASONS
from services.escalation.domain.petition.moderation import Cause, Moderation, Standing
from services.escalation.domain.petition.silence import foreseen
from services.escalation.handlers.petition.moderation import Seen, ToCheck
from shared.events.escalation import moderation as told
from shared.ledger import Recorded
from shared.policy import Wording
from shared.problems import Malformed, Problem
from shared.web.chips import Chip, Status
from shared.web.components import Link
from shared.web.forms import Action, Button, ErrorSummary, Field, FieldKind, Option
from shared.web.must_line import MustLine
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import in_words, london_day, working_days_left

# What the chip of a standing, and of an end, stands for; the words are the profile's.
_CHIPS: dict[Standing, Status] = {
    Standing.SPONSORING: Status.WAITING,
    Standing.WAITING: Status.WAITING,
    Standing.OVERDUE: Status.NOT_MET,
    Standing.HELD: Status.WAITING,
    Standing.RETURNED: Status.NOT_MET,
    Standing.REFUSED: Status.REJECTED,
    Standing.REVIEW: Status.REJECTED,
    Standing.COMMITTEE: Status.REJECTED,
}
_ENDED: dict[Cause, Status] = {
    Cause.NOT_SPONSORED: Status.NOT_MET,
    Cause.NOT_MENDED: Status.NOT_MET,
    Cause.NOT_DECIDED: Status.NO_ANSWER,
    Cause.NOT_REVIEWED: Status.REJECTED,
    Cause.REVIEW_NOT_HELD: Status.REJECTED,
    Cause.UPHELD: Status.REJECTED,
    Cause.WITHDRAWN: Status.WITHDRAWN,
}
# The button of a deed, what follows, and what everybody sees of it.
CARDS: dict[Deed, tuple[str, str, str]] = {
    Deed.PUBLISH: (
        "Let everybody sign it",
        "Everybody can read and sign it. Its closing day is reckoned from today.",
        "The petition, and that it was checked.",
    ),
    Deed.RETURN: (
        "Send it back to be mended",
        "Its organiser is told what to mend. This can be done once.",
        "That it was sent back, and why. None of its words.",
    ),
    Deed.REFUSE: (
        "Refuse it",
        "Its organiser may ask for a review. If it is about your own body, a person of another body must agree first.",
        "The reasons. The words too, unless a reason hides them.",
    ),
    Deed.HOLD: (
        "Let it wait until after the election",
        (
            "It is looked at again by itself after the last day of the time before the election. You may let everybody "
            "sign it before that day. About your own body, only somebody of another body lets it wait."
        ),
        "That it waits, until when and why. None of its words.",
    ),
    Deed.AGREE: (
        "Agree to refuse it",
        "It is refused for the reasons that were proposed. Its organiser may ask for a review.",
        "The reasons, and that two bodies agreed.",
    ),
    Deed.DISAGREE: (
        "Do not agree to refuse it",
        "Nothing was refused. It goes on waiting for a decision, and its clock runs on.",
        "Nothing yet.",
    ),
    Deed.TAKE_BACK: (
        "Take back that you would refuse it",
        "Nothing was refused. It goes on waiting for a decision, and its clock runs on. It counts as proposed.",
        "Nothing yet.",
    ),
    Deed.UPHOLD: (
        "Find the refusal right",
        "From another body: the scrutiny committee decides. For the committee: it is refused for good.",
        "That the refusal was found right, by whom and why.",
    ),
    Deed.OVERTURN: (
        "Find the refusal wrong",
        "Everybody can read and sign it. Its closing day is reckoned from today.",
        "The petition, and that the refusal was found wrong.",
    ),
}
BATCHES = "/desk/petitions/together"
_GRAVE = frozenset({Deed.REFUSE, Deed.AGREE, Deed.UPHOLD})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was filled in and not taken: the words, what is wrong beside each field, the problem, the deed."""

    words: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None
    deed: Deed | None = None

    @classmethod
    def refused(cls, words: Mapping[str, str], problem: Problem, deed: Deed | None = None) -> "Typed":
        """What was typed, with the sentences of the problem beside the fields that it names."""
        errors: dict[str, str] = {}
        for fault in problem.errors if isinstance(problem, Malformed) else ():
            where = (fault.pointer or "").lstrip("/")
            errors.setdefault(_BESIDE.get(where, where.partition("/")[0]), fault.message)
        return cls(words, errors, problem, deed)


_BESIDE = {
    "minute/reference": "minute_reference",
    "minute/met_on": "met_on",
    "minute/votes_for": "votes_for",
    "faults": "codes",
}


def title(seen: Seen) -> str:
    """What the reader may call it."""
    return seen.draft.title if seen.draft else seen.public_title or unnamed(seen)


def unnamed(seen: Seen) -> str:
    """What it is called where its words are not shown."""
    return f"Petition {seen.one.reference}"


def chip(seen: Seen) -> Chip:
    """Where it stands, in short."""
    one = seen.one
    if one.standing in _CHIPS:
        return Chip(_CHIPS[one.standing], seen.wording.check(one.standing.value).title)
    if one.cause is None:
        return Chip(Status.DONE, "Everybody may sign it")
    return Chip(_ENDED[one.cause], seen.wording.check_end(one.cause.value).title)


def means(seen: Seen) -> str:
    """What its end means; nothing while it waits."""
    return seen.wording.check_end(seen.one.cause.value).means if seen.one.cause else ""


def line(seen: Seen) -> MustLine | None:
    """Who must act by when, and what happens by itself otherwise; nothing once it has ended."""
    return line_of(seen.one, seen.wording, seen.at)


def line_of(one: Moderation, wording: Wording, at: Circumstances) -> MustLine | None:
    """The same of a petition by itself, as its organiser reads it."""
    if one.due_on is None or one.standing not in _CHIPS:
        return None
    words = wording.check(one.standing.value)
    otherwise = words.otherwise
    if one.standing is Standing.OVERDUE:
        otherwise = foreseen(one, publishes=at.policy.moderation.silence_publishes)
    made = MustLine.running(
        on=one.due_on,
        days_left=working_days_left(at.today, one.due_on, calendar=at.calendar),
        subject=words.who,
        duty=f"{words.does}.",
        otherwise=f"{sentence_case(otherwise)}.",
        otherwise_label="If nobody does:",
    )
    return replace(made, label="Until") if one.standing is Standing.HELD else made


def reasons(seen: Seen) -> Sequence[str]:
    """For what it was refused or sent back, in words, where that stands now."""
    one, words = seen.one, seen.wording
    if one.standing is Standing.RETURNED:
        return [sentence_case(words.code(code)) for code in one.faults]
    proposed = one.proposal if seen.is_reader else None
    stands = proposed or (one.refusal if one.is_refused else None)
    return [sentence_case(words.code(code)) for code in stands.codes] if stands else ()


def decided(refusals: Sequence[Recorded], at: Circumstances) -> list[str]:
    """Who refused it on which day and why, who agreed, and who found that right: each of them in a sentence."""
    said = [_sentence(one.event, in_words(london_day(one.occurred_at)), at) for one in refusals]
    return [sentence for sentence in said if sentence]


def _sentence(event: object, on: str, at: Circumstances) -> str:
    def called(by: str) -> str:
        bodies = at.register.bodies
        return bodies[by].name if by in bodies else "the council"

    match event:
        case told.ModerationRefused():
            second = f", and {called(event.second)} agreed" if event.second else ""
            return f"Refused on {on} by {called(event.by)}{second}. The reasons given: {event.reasons}"
        case told.RefusalFoundRight():
            found = f"{sentence_case(called(event.by))} looked at it again on {on} and found the refusal right."
            return f"{found} The reasons given: {event.reasons}"
        case told.ModerationClosed() if event.reasons and event.by:
            return f"Decided for good on {on} by {called(event.by)}. The reasons given: {event.reasons}"
        case _:
            return ""


def paragraphs(seen: Seen) -> list[str]:
    """Its words, as far as the reader has them."""
    return [part for part in (seen.draft.text if seen.draft else "").split("\n\n") if part.strip()]


def like(seen: Seen, chosen: Collection[str] = ()) -> list[tuple[str, str, str]]:
    """The others that ask for nearly the same: each by its title, where it is, and how it stands."""
    if seen.matter is None:
        return []
    found = [
        (one.title, one.page, "its case is open" if one.is_dealt_with else "open for signing")
        for one in seen.matter.alike
    ]
    for one in seen.matter.waiting:
        how = "which you have chosen too" if one.reference in chosen else "which waits to be checked too"
        found.append((one.title, f"/desk/petitions/{one.reference}", how))
    return [*found, *((ref, f"/petitions/{ref}", f"decided on {in_words(on)}") for ref, on in seen.matter.lately)]


def cards(seen: Seen, typed: Typed) -> Sequence[Action]:
    """A card for each deed that is open to the reader."""
    return [_card(seen, deed, typed if typed.deed is deed else Typed()) for deed in seen.deeds]


def summary(open_cards: Sequence[Action], typed: Typed) -> ErrorSummary | None:
    """What is wrong: beside the fields that are shown, in one line otherwise."""
    beside = ErrorSummary.of([each for card in open_cards for each in card.fields])
    if typed.problem is None or beside is not None:
        return beside
    return ErrorSummary(typed.problem.title, [Link(typed.problem.detail, "#petition")])


def waiting(found: Sequence[ToCheck]) -> Table | None:
    """What waits to be checked by the reader, for the desk, the oldest clock first; nothing where nothing does."""
    rows = [
        Row(
            (
                Link(each.title, f"/desk/petitions/{each.one.reference}"),
                each.wording.check(each.one.standing.value).title,
                each.one.due_on or "",
            )
        )
        for each in found
    ]
    columns = (Column("Petition"), Column("Where it stands"), Column("Decide by"))
    return (
        Table("Petitions that wait to be checked", columns, rows, stacks=True, has_hidden_caption=True)
        if rows
        else None
    )


def asked(found: Sequence[Seen]) -> Table | None:
    """What waits for the reader as the second person, for the desk; nothing where nothing does."""
    rows = [Row((Link(title(one), f"/desk/petitions/{one.one.reference}"), one.one.due_on or "")) for one in found]
    columns = (Column("Petition"), Column("Its clock ends on"))
    return Table("Somebody would refuse these petitions", columns, rows, stacks=True) if rows else None


def _card(seen: Seen, deed: Deed, own: Typed) -> Action:
    button, follows, sees = CARDS[deed]
    return Action(
        title=button,
        follows=follows,
        public_sees=sees,
        clock="Its day stands above.",
        button=button,
        href=f"/desk/petitions/{seen.one.reference}/{deed.value}",
        fields=fields(seen, deed, own),
        hidden=(("version", str(seen.one.version)),),
        weight=Button.WARNING if deed in _GRAVE else Button.MAIN,
    )


def fields(seen: Seen, deed: Deed, own: Typed) -> Sequence[Field]:
    """What the deed asks, with what was typed and what is wrong with it."""

    def of(name: str, label: str, kind: FieldKind = FieldKind.INPUT, **more: object) -> Field:
        told = {"value": own.words.get(name, ""), "error": own.errors.get(name, ""), "prefix": deed.value}
        return Field(name=name, label=label, kind=kind, **(told | more))  # type: ignore[arg-type]  # its own fields

    asked: list[Field] = []
    if deed in (Deed.RETURN, Deed.REFUSE):
        codes = REASONS if deed is Deed.REFUSE else (*FAULTS, *(flag.value for flag in Flag))
        options = [Option(code, sentence_case(seen.wording.code(code))) for code in codes]
        label = "For which reasons?" if deed is Deed.REFUSE else "What is to be mended?"
        asked.append(of("codes", label, FieldKind.CHECKBOXES, options=options))
    if deed is Deed.REFUSE:
        asked.append(of("same_as", "If it is the same as another: which petition or case?", hint="Its reference."))
        asked.append(
            of("answered_by", "If no measure fits: who answers it instead?", hint="Who, and how to reach them.")
        )
    if deed in (Deed.UPHOLD, Deed.OVERTURN) and seen.one.standing is Standing.COMMITTEE:
        asked.append(of("met_on", "On which day did the committee meet?", input_type="date"))
        asked.append(of("minute_reference", "The number of the minute"))
        asked += [of(name, label, inputmode="numeric", width=4) for name, label in _VOTES]
    hint = "Published as you write it. Repeat no words that should not be shown."
    return [*asked, of("reasons", "Why?", FieldKind.TEXTAREA, hint=hint, rows=3)]


_VOTES = (("votes_for", "Votes for it"), ("votes_against", "Votes against it"), ("abstained", "Neither way"))
