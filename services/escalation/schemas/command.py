"""The shape in which each command is sent, made from the commands themselves: one strict model per command.

Machines send JSON. Pages send forms of the same fields, with the version that was seen; recommendations, which machines
send as a list, are written one by one on a page.
"""

import dataclasses
from dataclasses import MISSING, fields
from datetime import date
from typing import Any, cast, get_type_hints

from pydantic import BaseModel, Field, create_model

from services.escalation.domain.case.command import Command
from services.escalation.domain.ladder.command import ASKED_BY_PEOPLE
from services.escalation.domain.scrutiny.command import IssueRecommendations
from services.escalation.domain.scrutiny.recommendation import Draft
from shared.shapes import Day, Line, Prose, Slug, Strict, Whole, Yes

# Fields that hold a name or a code; every other text may run over lines.
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
    "owner": Line,
    "target": Line,
    "measure": Line,
    "value": Line,
    "unit": Line,
    "authorised_by": Line,
}
MOST_RECOMMENDATIONS = 40


def _kind(field: "dataclasses.Field[Any]", hint: object) -> object:
    """The strict kind of a command's field."""
    if hint is bool:
        return Yes
    if hint is int:
        return Whole
    if hint in (date, date | None):
        return Day | None if field.default is None else Day
    return ON_ONE_LINE.get(field.name, Prose)


def _model(shape: type, name: str, **more: Any) -> type[Strict]:  # noqa: ANN401 pydantic's own field definitions
    hints = get_type_hints(shape)
    own: dict[str, Any] = {
        field.name: (_kind(field, hints[field.name]), ... if field.default is MISSING else field.default)
        for field in fields(shape)
    }
    made = create_model(name, __base__=Strict, __module__=__name__, **own | more)
    made.__doc__ = shape.__doc__
    return made


DRAFT = _model(Draft, "DraftRecommendation")


def _recommendations() -> type[Strict]:
    made = create_model(
        "IssueRecommendations",
        __base__=Strict,
        __module__=__name__,
        recommendations=(list[DRAFT], Field(max_length=MOST_RECOMMENDATIONS)),  # type: ignore[valid-type]  # made above
    )
    made.__doc__ = IssueRecommendations.__doc__
    return made


BODIES: dict[str, type[Strict]] = {
    name: _recommendations() if command is IssueRecommendations else _model(command, command.__name__)
    for name, command in ASKED_BY_PEOPLE.items()
}
FORMS: dict[str, type[Strict]] = {
    name: _model(Draft if command is IssueRecommendations else command, f"{command.__name__}Form", version=(Whole, ...))
    for name, command in ASKED_BY_PEOPLE.items()
}


def from_body(name: str, body: BaseModel) -> Command:
    """The command of that name, from what a machine sent."""
    command = ASKED_BY_PEOPLE[name]
    said = dict(body)
    if command is IssueRecommendations:
        drafts = cast(list[BaseModel], said["recommendations"])
        return IssueRecommendations(recommendations=tuple(Draft(**dict(draft)) for draft in drafts))
    return command(**said)


def from_form(name: str, form: BaseModel) -> tuple[Command, int]:
    """The command of that name and the version that was seen, from what a person filled in."""
    command = ASKED_BY_PEOPLE[name]
    said = dict(form)
    version = int(said.pop("version"))
    if command is IssueRecommendations:
        return IssueRecommendations(recommendations=(Draft(**said),)), version
    return command(**said), version
