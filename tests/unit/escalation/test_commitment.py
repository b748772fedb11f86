"""A day of the sealed store as one hash: it opens to its own entries, and does not tell how many there are."""

from dataclasses import replace
from datetime import date

import pytest

from services.escalation.domain.reserve.commitment import NOTHING_BEFORE, SLOTS, Day, Fact, Sheet, leaf_of, opened


def sheet(number: int = 1, **facts: str) -> Sheet:
    sealed = {name: Fact(value=value, salt=number.to_bytes(32)) for name, value in facts.items()}
    return Sheet(number=number, name="lodged", on=date(2026, 1, 5), facts=sealed)


def test_a_days_hash_opens_to_each_entry_and_to_no_other_words_day_or_salt() -> None:
    entries = [sheet(number, what=f"deed {number}", who="somebody") for number in range(1, 6)]
    day = Day(date(2026, 1, 5), b"s" * 32, NOTHING_BEFORE, tuple(each.digest for each in entries))
    for each in entries:
        shown = opened(each, day, {"who": "personal_data"})
        assert leaf_of(shown) == day.leaf
        assert [(fact.value, fact.salt) for fact in shown.facts if fact.name == "who"] == [("", "")]
        assert leaf_of(replace(shown, on=date(2026, 1, 4))) != day.leaf
        assert leaf_of(replace(shown, number=each.number + 1)) != day.leaf
        what, who = shown.facts
        with pytest.raises(ValueError, match="what is not what was committed to"):
            leaf_of(replace(shown, facts=(replace(what, value="no deed"), who)))
    assert leaf_of(opened(entries[0], None, {})) is None
    paths = {opened(each, day, {}).proof for each in entries}
    again = replace(day, seed=b"t" * 32)
    assert len({proof.slot for proof in paths if proof}) == len(entries)
    assert {proof.path for proof in paths if proof}.isdisjoint({again.proof(each.digest).path for each in entries})


def test_an_empty_day_looks_like_a_full_one_and_no_two_days_are_alike() -> None:
    empty = Day(date(2026, 1, 5), b"s" * 32, NOTHING_BEFORE)
    full = replace(empty, entries=tuple(sheet(number, what="x").digest for number in range(SLOTS)))
    leaves = [day.leaf for day in (empty, full, replace(empty, seed=b"t" * 32), replace(empty, before=b"b" * 32))]
    assert len(set(leaves)) == 4
    assert {len(bytes.fromhex(leaf)) for leaf in leaves} == {32}
    assert leaf_of(opened(sheet(SLOTS - 1, what="x"), full, {})) == full.leaf
