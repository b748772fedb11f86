"""What the forms of keys and of the look into who did what send."""

from typing import Annotated

from pydantic import Field

from services.publication.schemas.register.place import Code
from shared.shapes import Day, Line, ReasonsLine, Strict, Yes, at_most


class KeyForm(Strict):
    """A new key: for which body's system. `id` makes the form sent twice one key."""

    body: Code
    name: Annotated[Line, Field(max_length=40, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$")]
    is_trial: Yes = False
    id: Annotated[Line, Field(pattern=r"^[a-z0-9]{12}$")]


class KeyEndForm(Strict):
    """The button that ends a key."""


class AccessForm(Strict):
    """Whom and which days somebody looks up, and what for."""

    named: Annotated[Line, at_most(80)] = ""
    since_on: Day
    until_on: Day
    purpose: Annotated[ReasonsLine, at_most(160)]
