"""What forms are given: fields with label, hint and error; error summaries; the cards of what a person may do now.

A form is a real one: a button named with its deed, named fields, and a place for the token that proves its origin.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from shared.web.components import Link, Words

NOTHING_SENT = "This is needed."  # what a form is told of any field that was left empty


class FieldKind(StrEnum):
    """How a field is asked."""

    INPUT = "input"
    TEXTAREA = "textarea"
    SELECT = "select"
    RADIOS = "radios"
    CHECKBOXES = "checkboxes"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Option:
    """One of several: its value, its words, and whether it is chosen."""

    value: str
    words: str
    is_chosen: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `prefix` keeps ids apart when a page asks the same name in several forms."""

    name: str
    label: str
    kind: FieldKind = FieldKind.INPUT
    value: str = ""
    hint: str = ""
    error: str = ""
    options: Sequence[Option] = ()
    input_type: str = "text"
    autocomplete: str = ""
    inputmode: str = ""
    width: int | None = None
    rows: int = 4
    prefix: str = ""

    @property
    def id(self) -> str:
        """The id of its control: where its label and the error summary lead."""
        return f"{self.prefix}-{self.name}" if self.prefix else self.name

    @property
    def fault(self) -> str:
        """What is wrong, so that it can be read apart from its field: a sentence of any field names this one."""
        name = self.label.rstrip(" ?:.,")
        if self.error == NOTHING_SENT:
            return self._asked(name)
        if self.error.startswith("This "):
            return f"{name}: {self.error[0].lower()}{self.error[1:]}"
        return self.error

    def _asked(self, name: str) -> str:
        begins = name[0].lower() + name[1:] if name[1:2].islower() or name.startswith("A ") else name
        if self.label.rstrip().endswith("?"):
            return f"Answer the question: {name}?"
        if self.kind in (FieldKind.INPUT, FieldKind.TEXTAREA):
            return f"Enter {begins}"
        return f"Choose a file: {name}" if self.kind is FieldKind.FILE else f"Choose an answer: {name}"

    @property
    def described_by(self) -> str:
        """The ids of its hint and its error, for screen readers."""
        parts = [f"{self.id}-{part}" for part in ("hint", "error") if getattr(self, part)]
        return " ".join(parts)


@dataclass(frozen=True, slots=True)
class ErrorSummary:
    """What must be put right, above the heading, each line leading to its field or row."""

    title: str
    errors: Sequence[Link]

    @classmethod
    def of(cls, fields: Sequence[Field], title: str = "There is a problem") -> "ErrorSummary | None":
        """The summary of the fields that have an error; none when no field has."""
        errors = [Link(field.fault, f"#{field.id}") for field in fields if field.error]
        return cls(title, errors) if errors else None


class Button(StrEnum):
    """How weighty the deed is; the value is the class that draws it."""

    MAIN = "main"
    SECONDARY = "secondary"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A command open to this person now: what follows, what the public sees, the clock; then the button with the verb.

    `href` receives the form by POST. `hidden` goes along unseen, such as the version of the page that was acted on.
    `is_refused` says that it was sent and not taken. One that `leads` asks nothing here: its button leads to `href`.
    """

    title: str
    follows: Words
    public_sees: Words
    clock: Words
    button: str
    href: str
    fields: Sequence[Field] = ()
    hidden: Sequence[tuple[str, str]] = ()
    weight: Button = Button.MAIN
    is_refused: bool = False
    leads: bool = False


@dataclass(frozen=True, slots=True)
class NotOpen:
    """A command not open to this person now, with the reason and, if there is one, the way to ask."""

    title: str
    reason: Words = ""
    ask: Link | None = None


@dataclass(frozen=True, slots=True)
class NotOpenGroup:
    """Commands that are not open for like reasons: what they share, and each of them."""

    heading: str
    commands: Sequence[NotOpen]
