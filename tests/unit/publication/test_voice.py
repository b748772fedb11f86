"""Who speaks for whom: a body's people enter its own words, as what it is; a registrar writes down those of others."""

from dataclasses import replace
from itertools import product

import pytest

from services.publication.domain.entry.entry import EntryKind, Party, Said
from services.publication.domain.entry.voice import VOICES, print_voices, require_own_part, voice_of
from services.publication.domain.register.refusal import NotYourPart
from shared.events.publication import PartnerRegistered
from tests.unit.publication.negotiation import said
from tests.unit.publication.test_reply import body

NAME = "The body"
KINDS = [*VOICES, "police"]


def of_kind(kind: str) -> PartnerRegistered:
    return replace(body("body", NAME, "The old body"), partner_kind=kind)


def words(party: Party, kind: EntryKind, name: str = NAME) -> Said:
    return replace(said(), party=party, kind=kind, party_name=name)


def faults(entry: Said, by: PartnerRegistered | None, *, is_registrar: bool = False) -> set[str]:
    try:
        require_own_part([said_fits(), entry] if is_registrar else [entry], by, is_registrar=is_registrar)
    except NotYourPart as refused:
        return {wrong.code for wrong in refused.wrongs}
    return set()


def said_fits() -> Said:
    return words(Party.ADVISER, EntryKind.NOTE, "Another body")


@pytest.mark.parametrize("kind", KINDS)
def test_a_body_enters_its_own_words_as_the_table_says_and_in_no_other_way(kind: str) -> None:
    voice = voice_of(kind)
    for party, of_entry in product(Party, EntryKind):
        wanted = {"not-your-party"} if party not in voice.parties else set()
        wanted |= {"not-your-part"} if of_entry not in voice.kinds else set()
        for is_registrar in (False, True):
            found = faults(words(party, of_entry), of_kind(kind), is_registrar=is_registrar)
            assert found == wanted, (party, of_entry, is_registrar)


def test_only_a_registrar_writes_down_the_words_of_another_body() -> None:
    other = words(Party.GOVERNMENT_OFFICE, EntryKind.RESPONSE, "Another body")
    for kind in ("council", "government_office", "police", "district_council"):
        assert faults(other, of_kind(kind)) == {"not-your-words"}
        assert faults(other, of_kind(kind), is_registrar=True) == set()
    assert faults(other, None) == {"not-your-words"}
    assert faults(other, None, is_registrar=True) == set()
    assert faults(words(Party.PARTNER, EntryKind.CONSENT, "the OLD body"), of_kind("police")) == set()


def test_advisers_decide_nothing_and_ministers_advise_on_nothing_in_nobodys_name() -> None:
    for kind, never in (("adviser", EntryKind.DECISION), ("ministers_office", EntryKind.ADVICE)):
        for name in (NAME, "Another body"):
            entry = words(next(iter(voice_of(kind).parties)), never, name)
            assert "not-your-part" in faults(entry, of_kind(kind), is_registrar=True)
    assert faults(words(Party.MINISTER, EntryKind.DECISION), of_kind("ministers_office")) == set()
    assert faults(words(Party.ADVISER, EntryKind.ADVICE), of_kind("adviser")) == set()


def test_every_kind_of_entry_is_somebodys_to_enter_and_the_printed_table_names_it() -> None:
    assert {kind for voice in (*VOICES.values(), voice_of("any")) for kind in voice.kinds} == set(EntryKind)
    assert {party for voice in (*VOICES.values(), voice_of("any")) for party in voice.parties} == set(Party)
    page = print_voices()
    assert all(kind.value.replace("_", " ") in page for kind in EntryKind)
