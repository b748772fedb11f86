"""The shapes of a profile's words: of a state, a command, what silence does, and a petition that is checked."""

from dataclasses import dataclass

from shared.policy.ground import Ground


@dataclass(frozen=True, slots=True, kw_only=True)
class StateWords:
    """A state for the public: its code in the rule book, its title, what it means, the rung of the ladder (0 to 3)."""

    code: str
    title: str
    means: str
    rung: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionWords:
    """A command on an action card: the deed on its button, and what follows from it."""

    button: str
    follows: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SilenceWords:
    """The must line of a state: who is to do what, and what happens by itself if nobody does.

    `does` and `otherwise` read on inside a sentence. `is_right`: they may act, and nobody waits for it. `grounds` is
    what the step rests on.
    """

    who: str
    does: str
    otherwise: str
    is_right: bool = False
    grounds: tuple[Ground, ...] = ()

    @property
    def who_acts(self) -> str:
        """Who is to do what, as one sentence without its full stop."""
        return f"{self.who} {self.does}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckWords:
    """Where a petition stands before everybody may sign it: its title, who is to do what, and what follows by itself.

    `does` and `otherwise` read on inside a sentence.
    """

    title: str
    who: str
    does: str
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckEndWords:
    """How a petition ended that never was published: its title, and what that means."""

    title: str
    means: str
