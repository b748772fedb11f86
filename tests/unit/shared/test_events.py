"""Events are promises: every version ever published is still read, and the catalogue fits the topology."""

import dataclasses
from uuid import RFC_4122

import pytest

from shared import ledger
from shared.events import CATALOGUE, escalation, new_id, short_name
from shared.events.base import Envelope, Heading, Unreadable, declared, event, pack, pack_spelled, spell, unpack
from shared.events.topology import KINDS, consumers_of, kinds_of, producer
from tests.golden import samples
from tests.integration.spine import NOW

OLD_TYPES = sorted(path.name.removesuffix(".json") for path in samples.FOLDER.glob("*.json"))


def test_every_event_of_the_catalogue_has_its_sample() -> None:
    """A new event: run `python -m tests.golden` and commit what it wrote."""
    assert sorted(CATALOGUE) == OLD_TYPES


@pytest.mark.parametrize("type_", OLD_TYPES)
def test_an_event_published_once_is_read_for_ever(type_: str) -> None:
    content = samples.read(type_)
    happened = ledger.load(type_, content)
    assert happened is not None
    told_again = ledger.dump(happened)
    assert {name: told_again[name] for name in content} == content


@pytest.mark.parametrize("type_", sorted(CATALOGUE))
def test_fields_added_to_a_published_event_may_be_absent(type_: str) -> None:
    """Schemas only grow inside a version: a field that the sample lacks has a default."""
    known = samples.read(type_)
    added = [field for field in samples.fields_of(CATALOGUE[type_].shape) if field.name not in known]
    assert all(field.default is not dataclasses.MISSING for field in added)


@pytest.mark.parametrize("type_", sorted(CATALOGUE))
def test_every_event_belongs_to_a_kind_of_the_topology_and_is_frozen(type_: str) -> None:
    row = CATALOGUE[type_]
    assert row.kind in KINDS
    assert row.shape.__dataclass_params__.frozen  # type: ignore[attr-defined]  # every dataclass has them
    assert hasattr(row.shape, "__slots__")


def test_a_type_is_declared_once() -> None:
    with pytest.raises(ValueError, match=r"folkmoot\.case\.opened\.v1"):
        event("case.opened", escalation.CASE)(escalation.CaseOpened)


def test_the_topology_names_each_consumer_once_and_by_its_service() -> None:
    consumers = [consumer for row in KINDS.values() for consumer in row.consumers]
    assert len(consumers) == len(set(consumers))
    services = {producer(kind) for kind in KINDS} - {"operations"}
    assert {consumer.partition(".")[0] for consumer in consumers} <= services
    for service in services:
        for consumer, kind in consumers_of(service).items():
            assert kind not in kinds_of(service), f"{consumer} would listen to its own service"


def test_what_is_sealed_is_heard_by_nobody() -> None:
    assert KINDS["escalation.reserve"].consumers == ()


def test_an_envelope_survives_packing() -> None:
    happened = samples.make(escalation.DutyServed)
    sent = Envelope(
        id=str(new_id()),
        type=declared(happened).type,
        kind=escalation.CASE,
        stream="case/TRAF-2026-0001-8",
        version=3,
        area="E08000009",
        occurred_at=NOW,
        content=ledger.dump(happened),
        epoch=2,
        actor="case worker",
        correlation_id=str(new_id()),
    )
    assert unpack(pack([sent, sent])) == [sent, sent]


def test_a_content_spelled_by_the_database_arrives_as_the_same_values() -> None:
    told = Heading(str(new_id()), "type", "kind", "case/1", 1, "E08000009", NOW, epoch=2, actor="caf\u00e9")
    spelled = spell(told, '{"title": "Caf\u00e9 \\"open\\"", "signatures": 60, "due_on": null}')
    content = {"title": 'Caf\u00e9 "open"', "signatures": 60, "due_on": None}
    sent = Envelope(told.id, "type", "kind", "case/1", 1, "E08000009", NOW, content, epoch=2, actor="caf\u00e9")
    assert unpack(pack_spelled([spelled, spelled])) == [sent, sent]


@pytest.mark.parametrize("body", [b"", b"{}", b"null", b"[1]", b'[{"id": "x"}]', b"\xff\xfe", b'"text"'])
def test_what_is_no_batch_is_called_unreadable(body: bytes) -> None:
    with pytest.raises(Unreadable):
        unpack(body)


def test_a_new_id_is_a_uuid_of_version_seven_and_sorts_by_time() -> None:
    ids = [new_id() for _ in range(100)]
    assert {(one.version, one.variant) for one in ids} == {(7, RFC_4122)}
    assert len(set(ids)) == 100
    later = new_id()
    assert later.int >> 80 >= ids[0].int >> 80


def test_a_short_name_is_what_wording_tables_use() -> None:
    assert short_name("folkmoot.case.duty_served.v1") == "case.duty_served"
