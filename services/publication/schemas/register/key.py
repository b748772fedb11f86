"""What the forms of keys and of the look into who did what send."""

from typing import Annotated, Literal

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
    """Whom, which deeds and which days somebody looks up, and what for; `button` says whether as a page or as CSV."""

    named: Annotated[Line, at_most(80)] = ""
    deed: Literal["read", "refused", "entered", "left", "proved", "administered"] | None = None
    service: Literal["publication", "escalation", "indicators"] | None = None
    words: Annotated[Line, at_most(80)] = ""
    button: Literal["page", "csv"] = "page"
    since_on: Day
    until_on: Day
    purpose: Annotated[ReasonsLine, at_most(160)]
