"""A file of a case as pages show it: what it is, where it stands, what may be done about it; and the form for one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from starlette.requests import Request

from services.escalation.domain.evidence.decision import Deed
from services.escalation.domain.evidence.evidence import Evidence, Ground, Occasion, Standing
from services.escalation.handlers.evidence.evidence import Files, Seen
from services.escalation.schemas.evidence.evidence import NOT_SCANNED, SCANNED, address, name_of
from shared.files.filetypes import LARGEST, TAKEN, Type
from shared.policy.sentences import NOT_RECORDED
from shared.problems import Malformed, Problem
from shared.web.chips import Status
from shared.web.components import Fact, Link, Words
from shared.web.forms import Action, Button, ErrorSummary, Field, FieldKind, Option
from shared.web.requests import by_field, filled
from shared.web.tables import Column, Row, Table
from shared.web.wording import moment, number, sentence_case
from shared.working_days import in_words

STANDINGS: dict[Standing, tuple[Status, str]] = {
    Standing.WAITING: (Status.WAITING, "A case worker has not looked at it yet"),
    Standing.PUBLIC: (Status.DONE, "Everybody may see it"),
    Standing.WITHHELD: (Status.NOT_MET, "Kept, and not shown"),
    Standing.REMOVED: (Status.NOT_MET, "Taken out for good"),
    Standing.WITHDRAWN: (Status.NOT_MET, "Taken back by who brought it"),
}
ASKED_OUT = "Hidden while its removal is asked for"
BUTTONS: dict[Deed, str] = {
    Deed.RELEASE: "Show it to everybody",
    Deed.WITHHOLD: "Keep it back",
    Deed.ASK_REMOVAL: "Ask to take it out",
    Deed.AGREE_REMOVAL: "Agree: take it out for good",
    Deed.REFUSE_REMOVAL: "Leave it as it was",
    Deed.WITHDRAW: "Take your file back",
}
FOLLOWS: dict[Deed, str] = {
    Deed.RELEASE: "The file and the words about it can be read and saved by everybody.",
    Deed.WITHHOLD: "The file is kept. It can be shown later.",
    Deed.ASK_REMOVAL: "Somebody else must agree by {until}. Until then a public file is hidden, once for each reason; "
    "if nobody agrees, everybody can see it again.",
    Deed.AGREE_REMOVAL: "The file and the words about it are destroyed. There is no way back.",
    Deed.REFUSE_REMOVAL: "The file stands as it stood before somebody asked.",
    Deed.WITHDRAW: "The file and the words about it are destroyed. There is no way back.",
}
SEES: dict[Deed, str] = {
    Deed.RELEASE: "The file, its title and words, who brought it and when, and its hash.",
    Deed.WITHHOLD: "That there is a file, who brought it, and the ground.",
    Deed.ASK_REMOVAL: "Which body asks, why, and until when.",
    Deed.AGREE_REMOVAL: "That there was a file, who brought it, and the ground.",
    Deed.REFUSE_REMOVAL: "What it saw before.",
    Deed.WITHDRAW: "That there was a file, and that it was sent by mistake.",
}
# What is said of asking where the case is about the asker's own body.
OWN_CAUSE = (
    "This is about your own body. Somebody of another body must agree by {until}. The file is hidden meanwhile "
    "only for a person's data, somebody's safety, a court's order or a defamation that was upheld."
)
GRAVE = frozenset({Deed.WITHHOLD, Deed.ASK_REMOVAL, Deed.AGREE_REMOVAL, Deed.WITHDRAW})


@dataclass(frozen=True, slots=True)
class Typed:
    """What was filled in and not taken: the words, what is wrong beside each field, the problem, the deed."""

    words: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    problem: Problem | None = None
    deed: Deed | None = None

    @classmethod
    def refused(cls, request: Request, problem: Problem, deed: Deed | None = None) -> "Typed":
        """What `read_form` was given, with the sentences of the problem."""
        errors = by_field(problem) if isinstance(problem, Malformed) else {}
        return cls(filled(request), errors, problem, deed)


def files_table(files: Files) -> Table | None:
    """The files of a case in short: what each is, who brought it and when, where it stands."""
    rows = [
        Row(
            (
                Link(title(one), f"/cases/{one.evidence.case}/files/{one.evidence.number}"),
                sentence_case(files.wording.code(one.evidence.occasion)),
                sentence_case(files.names.get(one.evidence.by, one.evidence.by)),
                moment(one.evidence.received_at),
                standing(one.evidence)[1],
            )
        )
        for one in files.seen
    ]
    columns = (Column("File"), Column("It goes with"), Column("Brought by"), Column("When"), Column("Where it stands"))
    return Table("Files put to the case", columns, rows, stacks=True) if rows else None


def asked(files: Files, typed: Typed) -> Sequence[Field]:
    """The questions of the form that a file is brought with."""

    def of(name: str, label: str, kind: FieldKind = FieldKind.INPUT, **more: object) -> Field:
        own = {"value": typed.words.get(name, ""), "error": typed.errors.get(name, "")}
        return Field(name=name, label=label, kind=kind, **(own | more))  # type: ignore[arg-type]  # its own fields

    occasions = [Option(one.value, sentence_case(files.wording.code(one.value))) for one in Occasion]
    return (
        of(
            "file",
            "Choose a file",
            FieldKind.FILE,
            hint=f"{sentence_case(TAKEN)}; at most {LARGEST // 1_000_000} MB.",
            value="",
        ),
        of("title", "What is it, in one line?", hint="Name no private person."),
        of("occasion", "What does it go with?", FieldKind.SELECT, options=[Option("", "Choose one"), *occasions]),
        of(
            "text",
            "What does it show or say?",
            FieldKind.TEXTAREA,
            rows=5,
            hint="For those who cannot see it. A picture needs this; of a document write its main points.",
        ),
        of(
            "ask",
            "Or, for a document: whom can people ask for it in another form?",
            hint="A post and how to reach it, not a person.",
        ),
    )


def card(files: Files, seen: Seen, deed: Deed, typed: Typed) -> Action:
    """A deed that is open to the reader, with its question where it has one."""
    own = typed if typed.deed is deed else Typed()
    fields: list[Field] = []
    if deed is Deed.RELEASE:
        sure = Option(
            "yes", "I have looked at all of it. No face, number plate, name or address can be seen that need not be."
        )
        fields = [
            Field(
                name="checked",
                label="Before everybody sees it",
                kind=FieldKind.CHECKBOXES,
                options=[sure],
                error=own.errors.get("checked", ""),
                prefix=deed.value,
            )
        ]
    elif deed in (Deed.WITHHOLD, Deed.ASK_REMOVAL):
        grounds = [Option(one.value, sentence_case(files.wording.code(one.value))) for one in Ground]
        fields = [
            Field(
                name="ground",
                label="Why?",
                kind=FieldKind.SELECT,
                hint="That it embarrasses somebody is no ground.",
                options=[Option("", "Choose one"), *grounds],
                value=own.words.get("ground", ""),
                error=own.errors.get("ground", ""),
                prefix=deed.value,
            )
        ]
    return Action(
        title=BUTTONS[deed],
        follows=_follows(files, deed),
        public_sees=SEES[deed],
        clock=_clock(seen.evidence, deed),
        button=BUTTONS[deed],
        href=f"/cases/{seen.evidence.case}/files/{seen.evidence.number}/{deed.value}",
        fields=fields,
        hidden=(("version", str(seen.evidence.version)),),
        weight=Button.WARNING if deed in GRAVE else Button.MAIN,
    )


def _day(day: date | None) -> str:
    return NOT_RECORDED if day is None else in_words(day)


def _follows(files: Files, deed: Deed) -> str:
    words = OWN_CAUSE if deed is Deed.ASK_REMOVAL and files.is_own_cause else FOLLOWS[deed]
    return words.format(until=in_words(files.asked_until))


def _clock(one: Evidence, deed: Deed) -> str:
    asked = one.removal
    if asked is None or asked.until_on is None or deed not in (Deed.AGREE_REMOVAL, Deed.REFUSE_REMOVAL):
        return "None. It can be done at any time."
    return f"Until the end of {in_words(asked.until_on)}."


def facts(files: Files, seen: Seen) -> list[Fact]:
    """The file in short; hashes as anybody can check them."""
    one = seen.evidence
    found: list[tuple[str, Words]] = [
        ("Case" if files.is_of_case else "Petition", home(files)),
        ("It goes with", sentence_case(files.wording.code(one.occasion))),
        ("Brought by", sentence_case(files.names.get(one.by, one.by))),
        ("When", moment(one.received_at)),
        ("Type and size", f"{sentence_case(Type(one.media_type).words)}, {_size(one.size)}"),
        ("Viruses", SCANNED if one.is_scanned else NOT_SCANNED),
    ]
    if one.decided_at is not None:
        found.append(
            (
                "Decided by",
                f"{sentence_case(files.names.get(one.decided_by, one.decided_by))}, {moment(one.decided_at)}",
            )
        )
    if one.removal is not None:
        found.append(("To be taken out because", sentence_case(files.wording.code(one.removal.ground))))
        found.append(("Asked by", files.names.get(one.removal.by, one.removal.by)))
        hidden = "Hidden until" if one.removal.hides else "Somebody else must agree by"
        found.append((hidden, one.removal.until_on or NOT_RECORDED))
    if one.times_shown_again:
        times = "Once" if one.times_shown_again == 1 else f"{number(one.times_shown_again)} times"
        found.append(("Hidden, and shown again because nobody agreed", times))
    sha256 = seen.kept.sha256 if seen.kept else one.sha256
    found.append(("SHA-256 of the file", sha256 or "Told when the file is shown"))
    found.append(("Hash told when it came", one.commitment))
    if seen.kept is not None:
        found.append(("Salt of that hash", seen.kept.salt.hex()))
    return [Fact(label, words) for label, words in found]


def summary(fields: Sequence[Field], typed: Typed) -> ErrorSummary | None:
    """What is wrong: beside the fields that are shown, in one line otherwise."""
    beside = ErrorSummary.of(fields)
    if typed.problem is None or beside is not None:
        return beside
    return ErrorSummary(typed.problem.title, [Link(typed.problem.detail, "#file")])


def home(files: Files) -> Link:
    """Where whatever the files belong to is read by everybody."""
    where = "record" if files.is_of_case else "petitions"
    return Link(files.title, f"/{where}/{files.reference}")


def title(seen: Seen) -> str:
    """What the file is called: its number, where its title may not be seen."""
    return seen.kept.words.title if seen.kept else f"File {seen.evidence.number}"


def standing(one: Evidence) -> tuple[Status, str]:
    """Where the file stands, in words."""
    return (Status.NOT_MET, ASKED_OUT) if one.is_hidden else STANDINGS[one.standing]


def removal(files: Files, one: Evidence) -> str:
    """Who hides the file, why, until when, and what happens then; empty where nobody does."""
    if one.removal is None:
        return ""
    who = sentence_case(files.names.get(one.removal.by, one.removal.by))
    why, until = files.wording.code(one.removal.ground), _day(one.removal.until_on)
    asks = f"{who} asks to take this file out, because of this: {why}."
    whom = "Somebody of a body that the case is not about" if one.removal.has_outsider else "A second person"
    agrees = f"{whom} must agree by {until}."
    if one.is_hidden:
        return f"{asks} {agrees} It is hidden until then. If nobody does, everybody can see it again."
    return f"{asks} {agrees} If nobody does, it stays as it is."


def saved_from(seen: Seen) -> Link | None:
    """Where the bytes are: the public's address, or that of those who decide."""
    if not seen.has_content:
        return None
    words = f"Save the file ({name_of(seen.evidence)}, {_size(seen.evidence.size)})"
    if seen.evidence.is_public:
        return Link(words, f"{address(seen.evidence)}/file")
    return Link(words, f"/cases/{seen.evidence.case}/files/{seen.evidence.number}/file")


def _size(size: int) -> str:
    if size < 1_000:
        return f"{size} bytes"
    return f"{number(round(size / 1_000))} kB" if size < 1_000_000 else f"{size / 1_000_000:.1f} MB"
