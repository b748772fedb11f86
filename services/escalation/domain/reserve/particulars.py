"""What people may ask of the reserve power, and what must be said with it: every gap is named. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from services.escalation.domain.case.circumstances import Circumstances
from services.escalation.domain.case.refusal import Gap
from services.escalation.domain.reserve.matter import EVENTS, Matter

SOURCES = ("own", "whistleblower", "anonymous")
EVIDENCE = ("documents", "figures", "witness", "recording", "observation", "other")
GROUNDS = (
    "personal_data",
    "court_order",
    "defamation",
    "confidential",
    "safeguarding",
    "crime_prevention",
    "copyright",
)
# Who brought it and through whom is never shown: those who speak up are protected.
PROTECTED = {"body": "confidential", "role": "confidential", "source": "confidential"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodge:
    """Lodge a suspicion of fraud or other crime about a body: what, who, when, and what kind of evidence there is.

    `source` is own, whistleblower or anonymous; `case` names a case that it comes from, if one.
    """

    area: str
    subject: str
    what: str
    who: str
    when: str
    evidence: str
    source: str = "own"
    case: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveCommand:
    """Something asked of a sealed matter, with reasons."""

    reasons: str

    def gaps(self, matter: Matter, at: Circumstances) -> Iterator[Gap]:  # noqa: ARG002 each command looks at its own
        """What is missing or wrong in what was said."""
        if not self.reasons.strip():
            yield Gap("reasons", "missing", "Say the reasons.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Authorise(ReserveCommand):
    """Find the suspicion reasonable; `send_to` are the bodies and inspectorates that look into it."""

    send_to: tuple[str, ...]

    def gaps(self, matter: Matter, at: Circumstances) -> Iterator[Gap]:
        """Reasons, and at least one that is known, outside the subject, and no part of whoever lodged it."""
        yield from ReserveCommand.gaps(self, matter, at)
        if not self.send_to:
            yield Gap("send_to", "missing", "Name a body that looks into it, such as the inspectorate or the police.")
        bodies = {one: body for one, body in at.register.bodies.items() if one not in at.register.gone}
        known = {*bodies, *(at.inspectorate_of(body) for body in bodies.values())} - {""}
        for number, body in enumerate(self.send_to):
            if body not in known:
                yield Gap(f"send_to/{number}", "unknown_body", "The register of this area knows no such body.")
            elif at.register.organisation(body) == at.register.organisation(matter.subject):
                yield Gap(f"send_to/{number}", "the_subject", "The subject's own organisation cannot look into it.")
        lodger = at.register.organisation(matter.lodged_for)
        if self.send_to and all(at.register.organisation(body) == lodger for body in self.send_to):
            words = "Name a body besides the one that lodged it: what it finds would be its own word."
            yield Gap("send_to", "only_who_lodged_it", words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refuse(ReserveCommand):
    """Find that the suspicion is not reasonable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(ReserveCommand):
    """Say what was found by looking into the matter, and whether that is a failure; `reasons` are what it rests on."""

    findings: str
    is_failing: bool

    def gaps(self, matter: Matter, at: Circumstances) -> Iterator[Gap]:
        """Reasons and findings."""
        yield from ReserveCommand.gaps(self, matter, at)
        if not self.findings.strip():
            yield Gap("findings", "missing", "Say what was found.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(ReserveCommand):
    """Find that the matter must stay sealed for the time being."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Close(ReserveCommand):
    """End the matter; it stays sealed."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A fact that stays unseen when the matter is unsealed: of which entry, under what name, on what ground."""

    entry: int
    fact: str
    ground: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unseal(ReserveCommand):
    """Tell the matter, with what was found, and without what is withheld on a ground of the list."""

    withhold: tuple[Withheld, ...] = field(default=())

    def gaps(self, matter: Matter, at: Circumstances) -> Iterator[Gap]:
        """Reasons, and grounds for facts that there are; what was found, and by whom, is told."""
        yield from ReserveCommand.gaps(self, matter, at)
        found = {one.entry for one in matter.findings}
        names = {name for shape in EVENTS.values() for name in shape.__dataclass_fields__}
        for number, one in enumerate(self.withhold):
            if not 1 <= one.entry <= matter.version:
                yield Gap(f"withhold/{number}/entry", "unknown_entry", "The matter has no entry of this number.")
            if one.fact not in names:
                yield Gap(f"withhold/{number}/fact", "unknown_fact", "No entry has a fact of this name.")
            elif one.entry in found and one.fact in ("body", "findings", "is_failing"):
                yield Gap(f"withhold/{number}/fact", "is_told", "What was found, and by whom, is told.")
            if one.ground not in GROUNDS:
                yield Gap(f"withhold/{number}/ground", "unknown_ground", f"Say {', '.join(GROUNDS)}.")

    def grounds(self, number: int, *, is_lodging: bool) -> dict[str, str]:
        """The facts of an entry that stay unseen, with their grounds."""
        own = {one.fact: one.ground for one in self.withhold if one.entry == number}
        return PROTECTED | own if is_lodging else own


COMMANDS: dict[str, type[ReserveCommand]] = {
    "authorise": Authorise,
    "refuse": Refuse,
    "report": Report,
    "review": Review,
    "unseal": Unseal,
    "close": Close,
}


def gaps_of_lodging(command: Lodge, at: Circumstances) -> Iterator[Gap]:
    """Each particular that is missing or wrong."""
    wanted = {
        "what": (command.what, "Say what is suspected: what was done, and how it is known."),
        "who": (command.who, "Say who is suspected: persons or posts."),
        "when": (command.when, "Say when: a day, or from when to when."),
    }
    for name, (said, message) in wanted.items():
        if not said.strip():
            yield Gap(name, "missing", message)
    if command.evidence not in EVIDENCE:
        yield Gap("evidence", "unknown_kind" if command.evidence else "missing", f"Say {', '.join(EVIDENCE)}.")
    if command.source not in SOURCES:
        yield Gap("source", "unknown_source", f"Say {', '.join(SOURCES)}.")
    elif command.source == "whistleblower" and "monitoring_officer" not in at.actor.roles:
        yield Gap("source", "by_the_monitoring_officer", "Whistleblowers' reports come through the monitoring officer.")
    if at.register.body(command.subject) is None:
        message = "The register of this area knows no such body." if command.subject else "Name the body it is about."
        yield Gap("subject", "unknown_body" if command.subject else "missing", message)
