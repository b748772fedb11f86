"""The shape in which each command is sent, made from the commands themselves: one strict model per command.

Machines send JSON. Pages send forms of the same fields, with the version that was seen; what machines send as a list of
recommendations or as a minute of its own is written on a page field by field.
"""

import dataclasses
from dataclasses import MISSING, fields
from datetime import date
from typing import Annotated, Any, Literal, cast, get_type_hints

from pydantic import BaseModel, Field, create_model

from services.escalation.domain.case.command import Command
from services.escalation.domain.case.minute import Decided
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.scrutiny.command import IssueRecommendations
from services.escalation.domain.scrutiny.recommendation import Draft
from services.escalation.schemas.scrutiny.recommendation import BESIDE, drafts
from services.escalation.schemas.signature.signature import Token
from shared.events.escalation import Minute
from shared.shapes import MOST_MEMBERS, Day, Line, Members, Prose, Reasons, Slug, Strict, Whole, Yes

# Fields that hold a name, a figure or a code. Every other text is owed to the public in words, and may run over lines.
ON_ONE_LINE = {
    "level": Slug,
    "reason_code": Slug,
    "repeats": Slug,
    "matter": Slug,
    "body": Slug,
    "process": Slug,
    "answer": Slug,
    "facilitator": Slug,
    "addressee": Slug,
    "notified": Slug,
    "ground": Slug,
    "attendance": Slug,
    "progress": Slug,
    "seat": Line,
    "reference": Line,
    "signed_off_by": Line,
    "owner": Line,
    "target": Line,
    "measure": Line,
    "value": Line,
    "figure": Line,
    "outputs": Prose,  # numbered lines, or "none": the ladder looks at them
    "file": Line,
    "unit": Line,
    "authorised_by": Line,
    "grade": Slug,
    "intervener": Line,
    "intervener_kind": Slug,
    "power": Slug,
    "passed_over_because": Slug,
    "decided_by": Line,
    "minute_reference": Line,
    "reason_class": Slug,
    "letter": Line,
    "into": Line,
    "field": Line,
    "organiser_of": Line,
    "restricted": Slug,
    "correction": Prose,  # of whatever the field holds: the ladder looks at it
}
MOST_RECOMMENDATIONS = 40
COUNTED = frozenset({"present", "votes_for", "votes_against", "abstained"})
# Of a minute, what a person writes down on a page; the committee and who stands aside are known.
MINUTED = ("met_on", "reference", "present", "votes_for", "votes_against", "abstained", "minority", "restricted")
TEXTS_OF_A_MINUTE = ("reference", "minority", "restricted")


def _kind(field: "dataclasses.Field[Any]", hint: object) -> object:
    """The strict kind of a command's field."""
    if hint is bool:
        return Yes
    if hint is int:
        return Members if field.name in COUNTED else Whole
    if hint is Minute:
        return MINUTE
    if hint == Minute | None:
        return MINUTE | None
    if hint in (date, date | None):
        return Day | None if field.default is None else Day
    return ON_ONE_LINE.get(field.name, Reasons)


def _own(shape: type) -> dict[str, Any]:
    hints = get_type_hints(shape)
    return {
        field.name: (_kind(field, hints[field.name]), ... if field.default is MISSING else field.default)
        for field in fields(shape)
        if hints[field.name] not in (tuple[Draft, ...], tuple[str, ...])
    }


def _model(shape: type, name: str, **more: Any) -> type[Strict]:  # noqa: ANN401 pydantic's own field definitions
    made = create_model(name, __base__=Strict, __module__=__name__, **_own(shape) | more)
    made.__doc__ = shape.__doc__
    return made


DRAFT = _model(Draft, "DraftRecommendation")
MINUTE = _model(
    Minute,
    "Minute",
    body=(Line | None, None),
    recused=(list[Line], Field(default_factory=list, max_length=MOST_MEMBERS)),
)


def _body(command: type[Command]) -> type[Strict]:
    """What a machine sends: lists and minutes are nested."""
    if command is not IssueRecommendations:
        return _model(command, command.__name__)
    drafts = (list[DRAFT], Field(max_length=MOST_RECOMMENDATIONS))  # type: ignore[valid-type]  # made above
    return _model(command, command.__name__, recommendations=drafts)


def _may_be_decided(command: type[Command]) -> bool:
    """Whether a committee is one of those who may ask for it."""
    return any(field.name == "minute" for field in fields(command))


def _form(command: type[Command]) -> type[Strict]:
    """What a page sends: one recommendation, the others in one field, and the minute lie beside its own fields."""
    drafted = _own(Draft) | {BESIDE: (Prose, "")} if command is IssueRecommendations else {}
    own = {name: kind for name, kind in _own(command).items() if name != "minute"}
    minuted = {name: kind for name, kind in _own(Minute).items() if name in MINUTED}
    if not issubclass(command, Decided):  # the committee may ask for it, and others without a minute
        minuted = {name: (kind | None, None) for name, (kind, _) in minuted.items()} if _may_be_decided(command) else {}
    flat = own | drafted | minuted | {"version": (Whole, ...)}
    made = create_model(f"{command.__name__}Form", __base__=Strict, __module__=__name__, **flat)
    made.__doc__ = command.__doc__
    return made


BODIES: dict[str, type[Strict]] = {name: _body(command) for name, command in ASKED_BY_PEOPLE.items()}
OF_WEIGHT = frozenset({"impose_plan"})  # whoever asks for one of these has just shown once more who they are
FORMS: dict[str, type[Strict]] = {name: _form(command) for name, command in ASKED_BY_PEOPLE.items()}


class ByLink(Strict):
    """A form that comes by the link of an organiser's letters: the link's token goes along unseen."""

    token: Token


FORMS_BY_LINK: dict[str, type[ByLink]] = {
    name: create_model(
        f"{form.__name__}ByLink",
        __base__=(ByLink, form),  # type: ignore[arg-type]  # both are Strict, and what is made is a ByLink
        __module__=__name__,
        __doc__=form.__doc__,
    )
    for name, form in FORMS.items()
}


class FromDesk(Strict):
    """A form of the desk: its own name, so that it is done once however often it is sent, and which button it was."""

    once: Annotated[Line, Field(max_length=64, pattern="^[0-9a-f-]+$")] | None = None
    button: Literal["check", "keep", "change", "forget"] | None = None


FORMS_OF_DESK: dict[str, type[FromDesk]] = {
    name: create_model(
        f"{form.__name__}OfDesk",
        __base__=(FromDesk, form),  # type: ignore[arg-type]  # both are Strict, and what is made is a FromDesk
        __module__=__name__,
        __doc__=form.__doc__,
    )
    for name, form in FORMS.items()
}
_BESIDE = frozenset({"token", "once", "button"})  # of a form, what is no part of the command


def from_body(name: str, body: BaseModel) -> Command:
    """The command of that name, from what a machine sent."""
    command = ASKED_BY_PEOPLE[name]
    said = dict(body)
    if "recommendations" in said:
        drafts = cast(list[BaseModel], said["recommendations"])
        said["recommendations"] = tuple(Draft(**dict(draft)) for draft in drafts)
    if said.get("minute") is not None:
        minute = dict(said["minute"])
        said["minute"] = Minute(**minute | {"body": minute["body"] or "", "recused": tuple(minute["recused"])})
    return command(**said)


def from_form(name: str, form: BaseModel) -> tuple[Command, int]:
    """The command of that name and the version that was seen, from what a person filled in."""
    command = ASKED_BY_PEOPLE[name]
    said = {field: value for field, value in form if field not in _BESIDE}
    version = int(said.pop("version"))
    if issubclass(command, Decided) or _may_be_decided(command):
        written = {field: said.pop(field) for field in MINUTED}
        said["minute"] = Minute(**_with_nothing_left_out(written)) if written["met_on"] is not None else None
    if command is IssueRecommendations:
        drafted = {field.name: said.pop(field.name) for field in fields(Draft)}
        said["recommendations"] = (*drafts(said.pop(BESIDE)), Draft(**drafted))
    return command(**said), version


def asked_on_a_page(command: type[Command]) -> list[str]:
    """The names of a command's questions on a page, in order: its own first, where it is written down last."""
    names = [name for name in FORMS[_named(command)].model_fields if name not in ("version", BESIDE)]
    return [name for name in names if name not in MINUTED] + [name for name in names if name in MINUTED]


def _with_nothing_left_out(written: dict[str, Any]) -> dict[str, Any]:
    """What was left out of a minute that need not be given counts as nothing said, and the ladder names it."""
    return written | {name: "" if name in TEXTS_OF_A_MINUTE else 0 for name, value in written.items() if value is None}


def _named(command: type[Command]) -> str:
    return next(name for name, one in ASKED_BY_PEOPLE.items() if one is command)
