"""The words a profile uses: for states, actions, silences, roles, codes, and a public sentence for every event.

Words follow the profile of the page's day. Under `lof-2026` nothing compels unless a statute or a signed agreement
stands in the same sentence: templates tell what happened or was asked, and a must line says what binds a body by the
ground of its step: by law; by the agreement, a body that signed it; by guidance, nobody.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, TypeVar

from shared.policy.errors import UnknownWords
from shared.policy.ground import Ground, Grounds, laws, read_grounds
from shared.policy.sentences import NOT_RECORDED, begun, ended, fill, named_day, own_sentences, without
from shared.policy.values import Basis, Row
from shared.policy.words import ActionWords, CheckEndWords, CheckWords, SilenceWords, StateWords
from shared.working_days import in_words

W = TypeVar("W")
PETITION = "petition"
FIRST_TO_FAIL = 2  # the rung above the partner's own: the first that a failure leads to
# Who may stand in an event without being a body of the register.
SPEAKERS = ("council", "organiser", "committee")


@dataclass(frozen=True, slots=True)
class Wording:
    """All the words of one profile. Every look-up raises UnknownWords for what the profile has no words for."""

    sentences: Mapping[str, str]
    variants: Mapping[str, str]
    states: Mapping[str, StateWords]
    actions: Mapping[str, ActionWords]
    silences: Mapping[str, SilenceWords]
    checks: Mapping[str, CheckWords]
    check_ends: Mapping[str, CheckEndWords]
    roles: Mapping[str, str]
    codes: Mapping[str, str]
    obligations: Mapping[str, str]
    grounds: Grounds
    rungs: tuple[str, ...]

    def sentence(self, event: str, facts: Mapping[str, object]) -> str:
        """The public sentence of an event, `case.duty_served`, filled with its fields, `subject` and `area_name`."""
        return ended(begun(self._filled(_found(self.sentences, event, "event"), facts)))

    def told(self, name: str, event: object, names: Mapping[str, str], facts: Mapping[str, object]) -> str:
        """The public sentence of an event (any of its dataclasses), with names in place of the ids of bodies."""
        known = {role: f"the {self.roles[role]}" for role in SPEAKERS} | dict(names)
        stated = {field.name: _named(getattr(event, field.name), known) for field in fields(event)}  # type: ignore[arg-type]  # every event is a dataclass
        own = self._own(name, event)
        given = {**stated, **facts}
        said = ended(begun(self._filled(own, given))) if own else self.sentence(name, given)
        minute = getattr(event, "minute", None)
        return said if minute is None or isinstance(minute, str) else f"{said} {self._minuted(minute)}"

    def rungs_of(self, trigger: str | None) -> tuple[str, ...]:
        """What the rungs are called in a case so raised; the first is named for a petition elsewhere."""
        if trigger in (None, "", PETITION):
            return self.rungs
        return (self.code("case_accepted"), *self.rungs[1:])

    def _minuted(self, minute: Any) -> str:  # noqa: ANN401 this module knows no events
        """Who decided, where that is written down, by which votes; what else the minute tells of the meeting."""
        told = [f"{self.code('decided_by' if minute.votes else 'minuted_by')} {minute}."]
        stated = {field.name: getattr(minute, field.name) for field in fields(minute)}
        if minute.votes:
            told.append(self._filled(self.code("votes"), stated))
        if minute.by_casting_vote:
            told.append(self.code("casting_vote"))
        if minute.present:
            told.append(self._filled(self.code("members_present"), stated))
        if minute.minority:
            told.append(ended(self._filled(self.code("minority_view"), stated)))
        if minute.restricted:
            told.append(self._filled(self.code("restricted_session"), {"ground": self.code(minute.restricted)}))
        return " ".join(told)

    def _own(self, name: str, event: object) -> str | None:
        """The event's own sentence, where its profile has one."""
        return next((self.variants[own] for own in own_sentences(name, event) if own in self.variants), None)

    def state(self, name: str) -> StateWords:
        """The words for a state, `duty_served`."""
        return _found(self.states, name, "state")

    def check(self, name: str) -> CheckWords:
        """The words for a petition before everybody may sign it, by where it stands: `waiting`."""
        words = _found(self.checks, name, "check")
        return replace(words, who=begun(self._filled(words.who, {})))

    def check_end(self, name: str) -> CheckEndWords:
        """The words for how such a petition ended: `not_decided`."""
        words = _found(self.check_ends, name, "end of a check")
        return replace(words, means=self._filled(words.means, {}))

    def action(self, name: str) -> ActionWords:
        """The words for a command, `file_plan`."""
        words = _found(self.actions, name, "action")
        return ActionWords(button=words.button, follows=begun(self._filled(words.follows, {})))

    def silence(
        self,
        name: str,
        facts: Mapping[str, object],
        *,
        signed_on: date | None = None,
        regimes: Iterable[str] | None = None,
    ) -> SilenceWords:
        """The must line of a silence row, named by its state; facts: `subject`, `area_name`.

        `signed_on` is when the body that is to act signed the agreement; `regimes` are those under which an answer to
        scrutiny is owed, where the law differs by regime (None: not known here).
        """
        words = _found(self.silences, name, "silence")
        grounds = self.grounds_of(name, regimes)
        binding = self.obliged(grounds, signed_on=signed_on)
        binding |= {name: str(facts[name]) for name in binding if name in facts}
        return SilenceWords(
            who=begun(self._filled(words.who, facts, binding)),
            does=self._filled(words.does, facts, binding),
            otherwise=self._filled(words.otherwise, facts, binding),
            is_right=words.is_right,
            grounds=grounds,
        )

    def grounds_of(self, step: str, regimes: Iterable[str] | None = None) -> tuple[Ground, ...]:
        """What a step rests on; where that differs by regime, under the named ones only, or all where none is known."""
        known = None if regimes is None else set(regimes)
        grounds = _found(self.grounds, step, "ground")
        return tuple(one for one in grounds if not one.regime or known is None or one.regime in known)

    def obliged(self, grounds: Iterable[Ground], *, signed_on: date | None = None) -> dict[str, str]:
        """What binds a body, as its must line names it: `must`; `must_all` for several, of whom one's signature says
        nothing; `regard` where the law asks for no more than that.
        """
        found = tuple(grounds)
        law = self._law(laws(found))
        by_agreement = any(one.basis is Basis.LOCAL_AGREEMENT for one in found)
        said = self.obligation(statute=law, signed_on=signed_on if by_agreement else None)
        said_of_all = said if law else self.obligations["default_all"]
        regard = self.obligations["regard"].format(law=law) if law else ""
        return {"must": said, "must_all": said_of_all, "regard": regard}

    def rests_on(self, grounds: Iterable[Ground]) -> str:
        """What a step rests on, as a page says it: the kind of ground, and where it is said."""
        said = [f"{self.code(one.basis.replace(' ', '_'))}: {one.source}{self._of(one)}" for one in grounds]
        return "; ".join(dict.fromkeys(said))

    def _law(self, found: tuple[Ground, ...]) -> str:
        return _joined([f"{one.source}{self._of(one)}" for one in found]) if found else ""

    def _of(self, ground: Ground) -> str:
        return f" ({self.code(f'regime_{ground.regime}')})" if ground.regime else ""

    def role(self, name: str) -> str:
        """What a role is called: `facilitator`, `inspectorate`, `call_in`."""
        return _found(self.roles, name, "role")

    def code(self, code: str) -> str:
        """The words for a code of a closed list; a code without words of its own is read as words."""
        return self.codes.get(code) or code.replace("_", " ") or NOT_RECORDED

    def obligation(self, *, statute: str | None = None, signed_on: date | None = None) -> str:
        """How to say that a body is to act: by statute, by the agreement it signed, or as the profile has it."""
        if statute:
            return self.obligations["statute"].format(statute=statute)
        if signed_on:
            return self.obligations["signed"].format(signed_on=in_words(signed_on))
        return self.obligations["default"]

    def _filled(self, template: str, facts: Mapping[str, object], binding: Mapping[str, str] | None = None) -> str:
        """The template with the facts; what nobody said is left out, or said to be missing. `binding` is in words."""
        known = {name: value for name, value in facts.items() if value is not None}
        unsaid = [
            name for name, value in known.items() if value == () or (isinstance(value, str) and not value.strip())
        ]
        said = {name: _said(value) for name, value in known.items() if name not in (binding or ())}
        coded = {f"{name}_words": self.code(value) for name, value in known.items() if isinstance(value, str)}
        counts = {name: value for name, value in known.items() if isinstance(value, int)}
        days = {f"{name}_lasting": _lasting(count) for name, count in counts.items()}
        days |= {f"{name}_ahead": _ahead(count) for name, count in counts.items()}
        return fill(without(template, unsaid), self._defaults() | dict(binding or {}) | said | coded | days)

    def _defaults(self) -> dict[str, str]:
        roles = {f"role_{name}": words for name, words in self.roles.items()}
        return roles | self.obliged(()) | {"subject": f"the {self.roles['lead']}", "area_name": "the area"}


def read_wording(table: Mapping[str, Any], rows: Mapping[str, Row]) -> Wording:
    """A profile's words from its TOML, and the grounds that its values say; the shapes refuse what does not fit."""
    return Wording(
        sentences={
            f"{subject}.{name}": text for subject, names in table["sentences"].items() for name, text in names.items()
        },
        variants={
            f"{subject}.{name}": text for subject, names in table["variants"].items() for name, text in names.items()
        },
        states={name: StateWords(**words) for name, words in table["states"].items()},
        actions={name: ActionWords(**words) for name, words in table["actions"].items()},
        silences={name: SilenceWords(**words) for name, words in table["silences"].items()},
        checks={name: CheckWords(**words) for name, words in table["checks"].items()},
        check_ends={name: CheckEndWords(**words) for name, words in table["check_ends"].items()},
        roles=dict(table["roles"]),
        codes=dict(table["codes"]),
        obligations=dict(table["obligations"]),
        grounds=read_grounds(table["grounds"], rows),
        rungs=tuple(table["rungs"]),
    )


def _found(words: Mapping[str, W], name: str, what: str) -> W:
    try:
        return words[name]
    except KeyError:
        raise UnknownWords(f"the profile has no words for the {what} {name[:60]!r}") from None


def rung_ahead(number: int, here: int, *, leads_to: int | None, on: date | None) -> str:
    """On what condition a rung that an open case has not reached would be: `here` is the rung on which it stands.

    `leads_to` is the rung on which silence sets it after `on`; None where silence ends it or no clock runs.
    """
    if number > here + 1:
        return "Only if that fails" if number == FIRST_TO_FAIL else "Only if that fails too"
    if on is None or leads_to != number:
        return "Only if that fails" if here else "When it is accepted"
    return f"{'If not, after' if here else 'Next, by'} {in_words(on)}"


def rung_not_reached(*, is_put_right: bool) -> str:
    """How a rung is told that an ended case did not reach."""
    return "Not needed" if is_put_right else "Not reached"


def rung_skipped() -> str:
    """How a rung is told that a case never stood on, for findings took it past that."""
    return "Passed over"


def rung_left(number: int, on: date, *, is_put_right: bool = False, is_end: bool = False) -> str:
    """How a rung that is behind a case is told: done when it was put right there, or accepted; else only tried.

    `is_end`: the case ended there, so that on the first one nothing was accepted.
    """
    if rung_did(number, is_put_right=is_put_right, is_end=is_end):
        return f"Done on {in_words(on)}"
    return f"{'Tried until' if number else 'Ended on'} {in_words(on)}"


def rung_did(number: int, *, is_put_right: bool = False, is_end: bool = False) -> bool:
    """Whether a rung that is behind a case did what it is there for: no tick stands where it was only tried."""
    return is_put_right or (number == 0 and not is_end)


def _named(value: object, names: Mapping[str, str]) -> object:
    match value:
        case str():
            return names.get(value, value)
        case tuple():
            return tuple(_named(item, names) for item in value)
        case _:
            return value


def _said(value: object) -> str:
    match value:
        case date():
            return named_day(value)
        case bool():
            return "yes" if value else "no"
        case int():
            return f"{value:,}"
        case tuple() | list():
            return _joined([_said(item) for item in value])
        case _:
            return str(value).strip() or NOT_RECORDED


def _lasting(days: int) -> str:
    """After how many working days, as a sentence goes on."""
    if days == 0:
        return "before a working day had passed"
    return f"after {days:,} working day{'' if days == 1 else 's'}"


def _ahead(days: int) -> str:
    """How many working days are still to come, as a sentence goes on."""
    if days == 0:
        return "no working day is left after this one"
    return f"{days:,} working day{' is' if days == 1 else 's are'} left"


def _joined(items: list[str]) -> str:
    if not items:
        return "none"
    if all(item.endswith("?") for item in items):
        return " ".join(items)
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} and {items[-1]}"
