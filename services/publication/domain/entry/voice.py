"""Who may put whose words on the record: what a body speaks as in a negotiation, by the kind that the register tells.

A body's own people and systems enter its own words. A registrar may write down the words of others besides: these are
marked as typed by another and offered to their author. What a body of some kinds may never enter, not even so, stands
in the same table.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from services.publication.domain.entry.entry import EntryKind, Party, Said
from services.publication.domain.entry.reply import goes_by
from services.publication.domain.register.refusal import NotYourPart, Wrong
from shared.events.publication import PartnerRegistered

_TURNS = frozenset(kind for kind in EntryKind if kind.is_of_an_item) | {EntryKind.NOTE, EntryKind.CONSTRAINTS}
_OF_A_SIDE = _TURNS | {EntryKind.APPOINTMENT, EntryKind.ADVICE_REQUEST}

_OF_A_BROKER = frozenset({EntryKind.BROKER_LOG, EntryKind.APPOINTMENT, EntryKind.NOTE})


@dataclass(frozen=True, slots=True)
class Voice:
    """What bodies of a kind speak as, and what they may enter. `is_bound`: of others' words no more than that."""

    parties: frozenset[Party]
    kinds: frozenset[EntryKind]
    is_bound: bool = False


_PLACE = _OF_A_SIDE | {
    EntryKind.CONSENT,
    EntryKind.REVISION,
    EntryKind.PROTOCOL,
    EntryKind.CONSULTATION,
    EntryKind.DELIVERY_PLAN,
}
PARTNER = Voice(frozenset({Party.PARTNER, Party.ADVISER}), _PLACE | {EntryKind.ADVICE})

# Every kind of body that the rules know by name; each other one is a partner of the place.
VOICES = {
    "council": Voice(frozenset({Party.COUNCIL, Party.PARTNER}), _PLACE | {EntryKind.DECISION}),
    "combined_authority": Voice(frozenset({Party.COUNCIL, Party.PARTNER}), _PLACE | {EntryKind.DECISION}),
    "government_office": Voice(
        frozenset({Party.GOVERNMENT_OFFICE, Party.BROKER}), _OF_A_SIDE | {EntryKind.BROKER_LOG, EntryKind.REVISION}
    ),
    "department": Voice(frozenset({Party.DEPARTMENT}), _OF_A_SIDE | {EntryKind.DECISION}),
    "ministers_office": Voice(frozenset({Party.MINISTER}), _OF_A_SIDE | {EntryKind.DECISION}, is_bound=True),
    "broker": Voice(frozenset({Party.BROKER}), _OF_A_BROKER, is_bound=True),
    "adviser": Voice(frozenset({Party.ADVISER}), frozenset({EntryKind.ADVICE, EntryKind.NOTE}), is_bound=True),
}


def voice_of(partner_kind: str) -> Voice:
    """What bodies of this kind speak as; `district_council` is a council."""
    name = "council" if partner_kind.endswith("_council") else partner_kind
    return VOICES.get(name, PARTNER)


def wrongs_of_part(said: Said, at: str, body: PartnerRegistered) -> Iterator[Wrong]:
    """Words put down to a body of the register as what a body of its kind does not speak as, whoever types them."""
    parties = voice_of(body.partner_kind).parties
    if said.party not in parties:
        kind = body.partner_kind.replace("_", " ")
        words = f"{body.name} is in the register as: {kind}. It speaks here as {_listed(parties)}."
        yield Wrong(f"{at}/party", "not-its-part", words)


def may_decide(body: PartnerRegistered, party: Party) -> bool:
    """Whether a body of this kind decides on an agreement, speaking as this."""
    voice = voice_of(body.partner_kind)
    return party in voice.parties and EntryKind.DECISION in voice.kinds


def may_advise(body: PartnerRegistered) -> bool:
    """Whether a body of this kind gives advice on an agreement."""
    voice = voice_of(body.partner_kind)
    return Party.ADVISER in voice.parties and EntryKind.ADVICE in voice.kinds


def require_own_part(entries: Sequence[Said], body: PartnerRegistered | None, *, is_registrar: bool) -> None:
    """Raise NotYourPart naming every entry that whoever acts for this body may not put on the record.

    `body` is None for one that the area's register does not know: only a registrar may act for it, and for itself it
    says nothing here.
    """
    if wrongs := list(_wrongs(entries, body, is_registrar=is_registrar)):
        raise NotYourPart(wrongs)


def _wrongs(entries: Sequence[Said], body: PartnerRegistered | None, *, is_registrar: bool) -> Iterator[Wrong]:
    voice = voice_of(body.partner_kind) if body else None
    for index, said in enumerate(entries):
        is_own = body is not None and goes_by(body, said.party_name)
        if not is_own and not is_registrar:
            words = "These are the words of another body: a registrar of the area writes them down."
            yield Wrong(f"/{index}/party_name", "not-your-words", words)
        if voice is None:
            continue
        if is_own and said.party not in voice.parties:
            words = f"Your body speaks here as {_listed(voice.parties)}."
            yield Wrong(f"/{index}/party", "not-your-party", words)
        if (is_own or voice.is_bound) and said.kind not in voice.kinds:
            words = f"A body of your kind does not enter this. It may enter {_listed(voice.kinds)}."
            yield Wrong(f"/{index}/kind", "not-your-part", words)


def print_voices() -> str:
    """The table as Markdown, for docs/permissions.md."""
    named = {**VOICES, "any other": PARTNER}
    lines = ["| kind of body | speaks as | may enter | of other bodies' words |", "|---|---|---|---|"]
    for name, voice in named.items():
        others = "the same, by a registrar" if voice.is_bound else "anything, by a registrar"
        cells = (name.replace("_", " "), _listed(voice.parties), _listed(voice.kinds), others)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _listed(names: frozenset[Party] | frozenset[EntryKind]) -> str:
    return ", ".join(sorted(name.value.replace("_", " ") for name in names))
