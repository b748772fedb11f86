"""The questions by which a fact of the register is stated, and how facts that stand read: names instead of codes."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any, Literal, get_args, get_origin

from pydantic.fields import FieldInfo

from services.publication.domain.register.register import Register, of_kind
from services.publication.pages.register.partnership import CLASSES, FORMS, STAGES
from services.publication.schemas.register.statement import SHAPES
from shared.events.publication import MeasureRegistered
from shared.web.components import Fact
from shared.web.forms import Field, FieldKind, Option
from shared.web.tables import Column, Row, Table
from shared.web.wording import sentence_case
from shared.working_days import in_words

MOST = 100
TITLES: Mapping[str, tuple[str, str]] = {
    "partners": ("Bodies", "Who answers for services here, and which committee hears their cases."),
    "endings": ("Bodies that cease", "The last day of a body, and who takes over what it has to do."),
    "leads": ("Who leads on what", "The body that answers for a measure from a day on."),
    "committees": ("Scrutiny committees", "Councillors who ask why in public, and what each committee hears."),
    "seats": ("Seats of committees", "Who is held to stand aside: on whose boards the holder of a seat sits as well."),
    "councillors": ("Councillors' posts", "Posts by ward. Never a person's name."),
    "partnerships": ("Partnerships", "What each is and may do, the stage of its life, and who answers for its money."),
    "boards": ("Boards of partnerships", "Their themes and measures, and boards that no longer stand."),
    "members": ("Bodies in partnerships", "Who belongs, sits on which boards, and votes."),
    "board_seats": ("Seats on boards", "Which councillor's post sits on a board since when, and with which interests."),
}
# The code that names the thing itself: typed, where any other code is chosen from what the register knows.
OWN = {
    "partners": "partner",
    "committees": "committee",
    "councillors": "councillor",
    "partnerships": "partnership",
    "boards": "board",
}
# What is chosen from a few, as the public page of a partnership calls it.
NAMED: Mapping[str, Mapping[str, str]] = {"governance_class": CLASSES, "stage": STAGES, "legal_form": FORMS}
KNOWN: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("partner", "lead", "contributors", "data_owners", "successors"), ("partners", "name")),
    **dict.fromkeys(("bodies", "interests", "council", "parent_body"), ("partners", "name")),
    **dict.fromkeys(("accountable_body", "body"), ("partners", "name")),
    "committee": ("committees", "name"),
    "councillor": ("councillors", "name"),
    "board": ("boards", "name"),
    "boards": ("boards", "name"),
    "partnership": ("partnerships", "name"),
    "measure": ("measures", "title"),
}
BODIES_BOARDS = ("seats", "boards")  # the boards of bodies, by the code of the body
# Of what there must be one before: without it there is nothing to choose.
NEEDS: Mapping[str, tuple[str, ...]] = {
    "endings": ("partners",),
    "leads": ("partners", "measures"),
    "seats": ("committees",),
    "councillors": ("partners",),
    "boards": ("partnerships",),
    "members": ("partnerships",),
    "board_seats": ("boards", "councillors"),
}
CALLED = {
    "partners": "a body",
    "measures": "a measure",
    "committees": "a committee",
    "partnerships": "a partnership",
    "boards": "a board",
    "councillors": "a councillor's post",
}
LABELS: Mapping[str, tuple[str, str]] = {
    "partner": ("Body", "The code by which it goes for good: letters, digits and . _ -"),
    "partner_kind": ("What kind of body", "Such as: district, fire, police, nhs_trust."),
    "regime": ("Which committee", "By the law under which it is scrutinised."),
    "signed_on": ("Signed the agreement on", "Leave it empty where it has not."),
    "parent_body": ("Part of which body", "Leave it empty where it stands alone."),
    "embargo": ("Figures wait for official statistics", ""),
    "clearance": ("Its words wait for clearance before an election", ""),
    "last_on": ("Its last day", ""),
    "successors": ("Who takes over", ""),
    "basis": ("What it rests on, and where that is written", "Everybody reads it; name bodies, not people."),
    "lead": ("Who leads", ""),
    "data_owners": ("Who sends the figures", ""),
    "committee": ("Committee", "The code by which it goes for good."),
    "quorum": ("How many members are needed to decide", ""),
    "bodies": ("Of which bodies it hears cases", "For a district committee alone."),
    "seat": ("Which seat", "Its name, such as: Chair. Never a person's name."),
    "boards": ("Sits on which boards", ""),
    "held": ("Is the seat held?", ""),
    "since_on": ("From which day", ""),
    "until_on": ("Until which day", "Leave it empty where that is not known."),
    "councillor": ("Councillor's post", "The code by which it goes for good."),
    "ward": ("Code of the ward", ""),
    "ward_name": ("Name of the ward", ""),
    "partnership": ("Partnership", "The code by which it goes for good."),
    "governance_class": (
        "How these bodies work together",
        "Only a partnership decides or has money, and is asked why.",
    ),
    "decides": ("Does it take decisions?", ""),
    "budget": ("Its money, in pounds a year", "0 where it has none."),
    "legal_form": ("Form in law", ""),
    "stage": ("Where it stands in its life", "A later day states the next stage."),
    "accountable_body": ("Who answers for its money", "Leave it empty where it has none."),
    "body": ("Which body it is itself", "Leave it empty where it has no form in law."),
    "exit_plan": ("Who takes its duties on", "Where that is written. A partnership that winds down must say it."),
    "board": ("Board", "The code by which it goes for good."),
    "theme": ("Theme", ""),
    "measures": ("Its measures", "Their codes, with a comma between them."),
    "stands": ("Does it stand?", "Say no where it is closed from that day on."),
    "member": ("Code of the member", "The code of a body of the register, or one of its own."),
    "name": ("Name", ""),
    "member_kind": ("Why it belongs", ""),
    "votes": ("Does it vote?", ""),
    "protocol": ("Protocol", "Where what was agreed with it is written."),
    "belongs": ("Does it belong?", "Say no where it leaves from that day on."),
    "seat_role": ("What may its holder do?", ""),
    "interests": ("In which bodies its holder has declared an interest", ""),
}


def fields_of(
    held: Register, kind: str, typed: Mapping[str, Sequence[str]], errors: Mapping[str, str]
) -> tuple[Field, ...]:
    """The questions of one kind of fact, as they were answered and with what is wrong."""
    shape = SHAPES[kind].model_fields
    return tuple(
        replace(_field(held, kind, name, of, typed.get(name, ())), error=errors.get(name, ""))
        for name, of in shape.items()
    )


def first_of(held: Register, kind: str) -> str:
    """What must be stated before a fact of this kind can be, by its name for people; empty where nothing is missing."""
    missing = [many for many in NEEDS.get(kind, ()) if not of_kind(held, many)]
    return CALLED[missing[0]] if missing else ""


def table_of(held: Register, kind: str) -> Table | None:
    """What the register states of a kind, the latest first; a hundred at most."""
    facts = [asdict(one) for one in of_kind(held, kind).values()]
    facts.sort(key=lambda one: str(one.get("since_on", "")), reverse=True)
    names = [name for name in SHAPES[kind].model_fields if any(one[name] for one in facts)]
    rows = [Row(tuple(_words(held, kind, name, one[name]) for name in names)) for one in facts[:MOST]]
    columns = tuple(Column(LABELS.get(name, (sentence_case(name),))[0].rstrip("?")) for name in names)
    return Table(f"{TITLES[kind][0]}, as the register states them", columns, rows, stacks=True) if rows else None


def said(held: Register, kind: str, fact: Any) -> list[Fact]:  # noqa: ANN401 each kind has its own event
    """A fact that is about to be stated, in the questions that it answers."""
    values = asdict(fact)
    return [
        Fact(_label(kind, name)[0].rstrip("?"), _words(held, kind, name, values[name]))
        for name in SHAPES[kind].model_fields
    ]


def _field(held: Register, kind: str, name: str, of: FieldInfo, typed: Sequence[str]) -> Field:
    label, hint = _label(kind, name)
    options = _options(held, kind, name, of)
    is_many = get_origin(of.annotation) is tuple and name != "measures"
    is_day = date in (of.annotation, *get_args(of.annotation))
    first = typed[0] if typed else "true" if of.default is True else ""
    if options and is_many:
        chosen = [Option(one.value, one.words, is_chosen=one.value in typed) for one in options]
        return Field(name=name, label=label, hint=hint, kind=FieldKind.CHECKBOXES, options=chosen)
    if options:
        is_short = name not in KNOWN or name == OWN.get(kind)
        asked = FieldKind.RADIOS if is_short else FieldKind.SELECT
        unchosen = () if is_short else (Option("", "Choose one"),)
        return Field(name=name, label=label, hint=hint, kind=asked, options=(*unchosen, *options), value=first)
    return Field(
        name=name, label=label, hint=hint, input_type="date" if is_day else "text", value=first,
        width=10 if is_day else None,
    )  # fmt: skip


def _label(kind: str, name: str) -> tuple[str, str]:
    label, hint = LABELS.get(name, (sentence_case(name.replace("_", " ")), ""))
    if (kind, name) == BODIES_BOARDS:
        return "On whose boards its holder sits as well", "In their cases the holder stands aside."
    return label, "" if name in KNOWN and name != OWN.get(kind) and hint.startswith("The code") else hint


def _options(held: Register, kind: str, name: str, of: FieldInfo) -> list[Option]:
    if of.annotation is bool:
        return [Option("true", "Yes"), Option("false", "No")]
    if get_origin(of.annotation) is Literal:
        named = NAMED.get(name, {})
        return [Option(one, sentence_case(named.get(one, one))) for one in get_args(of.annotation)]
    patterns = [getattr(one, "pattern", None) for one in of.metadata]
    closed = next((one for one in patterns if one and re.fullmatch(r"\^\([a-z_|]+\)\$", one)), None)
    if closed:
        return [Option(one, sentence_case(one.replace("_", " "))) for one in closed[2:-2].split("|")]
    if name in KNOWN and name != OWN.get(kind):
        return [Option(code, words) for code, words in _known(held, kind, name).items()]
    return []


def _known(held: Register, kind: str, name: str) -> dict[str, str]:
    """The things that a code may name, by code; of one that was stated twice the latest words."""
    many, called = KNOWN["partner"] if (kind, name) == BODIES_BOARDS else KNOWN[name]
    key = many.removesuffix("s").replace("bodie", "body")
    found = {getattr(one, key): one for one in of_kind(held, many).values()}
    named = {code: _called(one, called) for code, one in found.items()}
    return dict(sorted(named.items(), key=lambda one: one[1]))


def _called(one: object, called: str) -> str:
    words = str(getattr(one, called))
    return f"{one.measure}: {words}" if isinstance(one, MeasureRegistered) else words


def _words(held: Register, kind: str, name: str, value: object) -> str:
    match value:
        case None | "" | ():
            return "none given"
        case bool():
            return "yes" if value else "no"
        case date():
            return in_words(value)
        case tuple() | list():
            return "; ".join(_words(held, kind, name, one) for one in value)
    known = _known(held, kind, name) if name in KNOWN and name != OWN.get(kind) else NAMED.get(name, {})
    return known.get(str(value), str(value))
