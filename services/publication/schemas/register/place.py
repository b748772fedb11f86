"""What a registrar sends of an area and the places beside it; and the codes by which all in a register goes."""

from typing import Annotated

from pydantic import Field

from shared.shapes import Line, Strict, Whole

Code = Annotated[Line, Field(max_length=60, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
"""A code that stands in addresses: letters, digits and `. _ -`."""


class AreaIn(Strict):
    """The area that runs Folkmoot."""

    area: Code
    name: Line
    letters: Annotated[Line, Field(pattern=r"^[A-Z]{2,8}$")]
    profile: Code
    population: Annotated[Whole, Field(gt=0)]
    responsible_authority: Code
    committee: Line
    parent: Code | None = None


class PlaceIn(Strict):
    """A place outside the tenancy, for comparison."""

    place: Code
    name: Line
    place_kind: Code
